"""Addresses of the risk picture."""

from __future__ import annotations

from django.urls import URLPattern, path

from concord.web.risks import deciding, estimating, files, picture, registers, reliance, scenarios

urlpatterns: list[URLPattern] = [
    path("", scenarios.scenario_list, name="risks"),
    path("take/", scenarios.take, name="take_scenarios"),
    path("add/", scenarios.add, name="add_scenario"),
    path("scenarios/<str:code>/", estimating.scenario, name="scenario"),
    path("scenarios/<str:code>/change/", scenarios.change, name="change_scenario"),
    path("scenarios/<str:code>/counting/", scenarios.counting, name="count_scenario"),
    path("scenarios/<str:code>/estimate/", estimating.estimate, name="estimate_risk"),
    path("scenarios/<str:code>/reliance/", reliance.of_scenario, name="scenario_reliance"),
    path("rating/", estimating.rating, name="risk_rating"),
    path("reliance/", reliance.matrix, name="reliance"),
    path("reliance/<str:code>/", reliance.explain, name="explain_unlinked"),
    path("picture/", picture.risk_picture, name="risk_picture"),
    path("picture/agree/", deciding.agree, name="agree_risks"),
    path("picture/decide/", deciding.decide, name="decide_risks"),
    path("picture/<slug:name>.svg", picture.drawing, name="risk_drawing"),
    path("files/", files.overview, name="risk_files"),
    path("files/risks.xlsx", files.tables, name="risk_tables"),
    path("files/register.xlsx", registers.download, name="risk_register"),
    path("files/register/", registers.upload, name="take_register"),
    path("files/estimates/", files.collect, name="collect_estimates"),
    path("files/estimates/<slug:code>.xlsx", files.workbook, name="estimate_workbook"),
]
