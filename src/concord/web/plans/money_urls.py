"""Addresses of what the plan costs, the money for it, and plans that come from files."""

from django.urls import path

from concord.web.plans import funding, importing, ingredients, money, money_lines

urlpatterns = [
    path("money/", money.money, name="plan_money"),
    path("money/prices/", money.prices, name="set_prices"),
    path("money/ingredients/", ingredients.book, name="ingredients"),
    path("money/ingredients/new/", ingredients.ingredient, name="new_ingredient"),
    path("money/ingredients/of/<slug:code>/", ingredients.ingredient, name="ingredient"),
    path("money/ingredients/of/<slug:code>/drop/", ingredients.drop, name="drop_ingredient"),
    path("money/rates/", ingredients.rate, name="keep_rate"),
    path("money/rates/<uuid:pk>/drop/", ingredients.forget_rate, name="drop_rate"),
    path("actions/<str:code>/costs/", money_lines.cost_lines, name="cost_lines"),
    path("actions/<str:code>/funding/", funding.note, name="set_funding"),
    path("actions/<str:code>/funding/<uuid:pk>/remove/", funding.remove, name="remove_funding"),
    path("import/", importing.imports, name="plan_imports"),
    path("import/<uuid:pk>/", importing.mapping, name="plan_import"),
    path("import/<uuid:pk>/take/", importing.take, name="take_plan_import"),
    path("import/<uuid:pk>/drop/", importing.drop, name="drop_plan_import"),
    path("unclear/", importing.unclear, name="unclear_rows"),
    path("unclear/<uuid:pk>/", importing.settle, name="settle_row"),
    path("pick/", importing.pick, name="pick_plan"),
]
