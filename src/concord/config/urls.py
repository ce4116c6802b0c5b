"""Root addresses: accounts and language first, then everything of a country under its two letters."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.views.i18n import set_language

from concord.ui.access import CountryCode
from concord.web.people import views as people

register_converter(CountryCode, "country")

handler403 = "concord.ui.errors.hidden"
handler429 = "concord.ui.errors.too_many"  # allauth looks for it

urlpatterns: list[URLPattern | URLResolver] = [
    path("", people.home, name="home"),
    path("account/", include("concord.web.people.urls")),
    path("language/", set_language, name="set_language"),
    path("guest/<str:secret>/", include("concord.web.answering.guest_urls")),
    path("join/", include("concord.web.workshops.phone_urls")),
    path("<country:country_code>/", include("concord.web.overview.urls")),
    path("<country:country_code>/assessment/", include("concord.web.consolidation.urls")),
    path("<country:country_code>/assessment/", include("concord.web.answering.urls")),
    path("<country:country_code>/assessment/rounds/", include("concord.web.rounds.urls")),
    path("<country:country_code>/findings/", include("concord.web.assessments.urls")),
    path("<country:country_code>/risks/", include("concord.web.risks.urls")),
    path("<country:country_code>/gaps/", include("concord.web.priorities.urls")),
    path("<country:country_code>/priorities/", include("concord.web.deciding.urls")),
    path("<country:country_code>/plan/roadmaps/", include("concord.web.roadmaps.urls")),
    path("<country:country_code>/plan/", include("concord.web.plans.urls")),
    path("<country:country_code>/workshops/", include("concord.web.workshops.urls")),
    path("<country:country_code>/people/", include("concord.web.people.country_urls")),
    path("<country:country_code>/documents/", include("concord.web.documents.urls")),
]
