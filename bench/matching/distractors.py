"""Projects that serve none of the needs of ``pairs.yaml``: other sectors, neighbouring themes, other countries."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

HERE = "QT"
ELSEWHERE = ("QM", "QN", "QO", "QP")
OTHER_SECTORS = {
    "Rural roads": "rehabilitates gravel roads and bridges, with maintenance by local contractors",
    "Primary education": "trains teachers, prints textbooks and follows reading skills in the early grades",
    "Irrigation": "repairs canals and pumps and founds associations of water users",
    "Microfinance": "lends to small businesses and teaches bookkeeping",
    "Solar energy": "puts solar panels on clinics and schools, with training of technicians",
    "Tourism": "restores monuments and trains guides in mountain villages",
    "Judicial reform": "supports courts, bar associations and legal aid",
    "Local budgets": "helps municipalities to plan and publish their budgets",
    "Forestry": "plants trees, protects parks and trains rangers",
    "Maternal health": "equips maternity wards and trains midwives",
    "Nutrition": "screens children and gives supplements to families",
    "Statistics": "supports the census, household surveys and open data",
    "Housing": "builds homes for displaced families",
    "Vocational training": "modernises workshops and certifies welders and electricians",
    "Public procurement": "introduces electronic tenders and trains buyers",
    "Fisheries": "improves cold chains and catches in lakes",
    "Railways": "renews tracks and signals between two cities",
    "Anti-corruption": "supports declarations of assets and investigative reporting",
    "Sports for youth": "organises leagues and trains coaches in suburbs",
    "Elections": "advises the commission and trains observers",
}
NEIGHBOURING = {
    "Mine action": "surveys and clears land of mines and teaches children to keep away",
    "Flood forecasting": "installs river gauges and warns villages of floods",
    "Earthquake resilience": "strengthens school buildings and updates building codes",
    "Forest fire fighting": "gives pumps, vehicles and training against wildfire",
    "Cyber security": "supports the response team and audits ministries' networks",
    "Tobacco control": "advises on taxes and smoke-free places",
    "Tuberculosis treatment": "supplies medicines and follows patients to the end of treatment",
    "Pesticide registration": "helps farmers to choose and register plant protection products",
    "Uranium legacy tourism": "studies whether former mining towns can live from visitors",
    "Oil spill insurance": "advises shipping companies on insurance",
    "Passport issuing": "modernises biometric passports and registers of persons",
    "Prison health": "treats inmates and trains prison nurses",
    "Rabies in wildlife": "puts out baits and counts foxes",
    "Plastic waste": "sorts household plastic and pays collectors",
    "Blood donation": "recruits donors and runs campaigns",
    "Community policing": "opens neighbourhood offices and trains patrol officers",
    "Coast guard housing": "builds barracks for crews",
    "Hospital management": "introduces accounting by case and shortens waiting lists",
    "Meteorological service": "renews weather radars and forecasts for farmers",
    "Customs tariffs": "simplifies tariffs and forms for traders",
}
SETTINGS = (
    "in the northern provinces", "in two pilot regions", "for small towns", "nationwide", "along the main corridor",
    "with the university", "with local associations", "in border communities", "for ministries", "for young people",
)  # fmt: skip
FORMS = (
    "{theme} programme {setting}", "Support to {small} {setting}", "{theme}, second phase, {setting}",
    "Technical assistance for {small} {setting}",
)  # fmt: skip
KINDS = ("advice", "equipment", "training", "funding", "exercise")


@dataclass(frozen=True)
class Need:
    """What an action of the plan asks for; ``project`` is the index of the project that serves it."""

    text: str
    hazards: str
    kind: str
    project: int


@dataclass(frozen=True)
class Offer:
    """A published project: where it is, what it says of itself, in which language."""

    title: str
    text: str
    country: str
    hazards: str = ""
    kind: str = ""
    language: str = "en"


def hidden(language: str = "en") -> tuple[list[Need], list[Offer]]:
    """The needs, and all projects with theirs among them; in ``fr`` or ``ru``, those pairs that have such a text."""
    pairs = yaml.safe_load(Path(__file__).with_name("pairs.yaml").read_text("utf-8"))
    key = {"fr": "french", "ru": "russian"}.get(language)
    if key:
        pairs = [pair for pair in pairs if key in pair]
    offers = [
        Offer(pair[key] if key else pair["project"], "" if key else pair["text"], HERE, language=language)
        for pair in pairs
    ]
    order = list(range(len(offers)))
    offers += [*_other_themes(), *_other_countries(pairs)]
    places = [int(place) for place in np.random.default_rng(20261122).permutation(len(offers))]
    shuffled = [offers[place] for place in places]
    at = {place: index for index, place in enumerate(places)}
    needs = [Need(pair["need"], pair["hazards"], pair["kind"], at[i]) for i, pair in zip(order, pairs, strict=True)]
    return needs, shuffled


def _other_themes() -> list[Offer]:
    themes = [*OTHER_SECTORS.items(), *NEIGHBOURING.items()]
    return [
        Offer(
            FORMS[(i + j) % len(FORMS)].format(theme=theme, small=theme.lower(), setting=setting),
            f"The project {what} {setting}.",
            HERE,
            kind=KINDS[(i + j) % len(KINDS)],
        )
        for i, (theme, what) in enumerate(themes)
        for j, setting in enumerate(SETTINGS)
        for _ in range(2)
    ]


def _other_countries(pairs: list[dict[str, str]]) -> list[Offer]:
    """The same kind of project, elsewhere: only its country tells that it does not serve."""
    return [Offer(pair["project"], pair["text"], country) for pair in pairs for country in ELSEWHERE]
