"""Addresses of editing a plan: forms, the grid, and the workbook that goes out and comes back."""

from django.urls import path

from concord.web.plans import editing, grid, objectives, workbooks

urlpatterns = [
    path("grid/", grid.page, name="plan_grid"),
    path("grid/save/", grid.save, name="save_cells"),
    path("undo/", grid.undo, name="undo_change"),
    path("new-action/", editing.add, name="add_action"),
    path("actions/<str:code>/edit/", editing.edit, name="edit_action"),
    path("actions/<str:code>/delete/", editing.delete, name="delete_action"),
    path("objectives/", objectives.page, name="objectives"),
    path("workbook/", workbooks.page, name="plan_workbook"),
    path("workbook/download/", workbooks.issue, name="issue_plan_workbook"),
    path("workbook/<uuid:pk>/", workbooks.returned, name="returned_plan_workbook"),
]
