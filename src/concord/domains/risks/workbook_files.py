"""Between estimate workbooks as files and estimates in the database."""

from __future__ import annotations

from dataclasses import fields

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concord.domains.assessments.workbook_words import workbook_words
from concord.domains.people.models import Country, Institution
from concord.domains.risks.enums import IMPACT_WORDS, LIKELIHOOD_WORDS, Dimension, Stage
from concord.domains.risks.marks import Bands, SaidOfRisk, mark_of, said_in
from concord.domains.risks.models import RiskPicture, Scenario
from concord.domains.risks.queries import own_estimates, scenarios
from concord.domains.risks.rules import can_estimate_for
from concord.domains.risks.services import CollectedEstimates, ReturnedEstimate, collect_estimates
from concord.formats.answer_workbook import Words
from concord.formats.errors import Fault, FormatError
from concord.formats.estimate_workbook import (
    CANNOT_SAY,
    RATINGS,
    AskedScenario,
    EstimateRow,
    EstimateWords,
    EstimateWorkbook,
)
from concord.formats.estimate_workbook_writer import write_estimate_workbook
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.errors import ConcordError


def estimate_words() -> EstimateWords:
    """Every word of an estimate workbook in the language that is active."""
    shared = workbook_words()
    kept = {one.name: getattr(shared, one.name) for one in fields(Words)}
    scales = [LIKELIHOOD_WORDS, *(IMPACT_WORDS[dimension] for dimension in Dimension)]
    return EstimateWords(
        **kept
        | {
            "answers_sheet": _("Estimates"),
            "title": _("Risk scenarios: our estimates"),
            "steps": (
                _("For each scenario on the next sheet, choose how likely it is and how much it would harm."),
                _("Judge the country as it is today. Where your institution cannot say, choose “Cannot say”."),
                _("Say how sure you are, and write down your reason."),
                _("Rows left empty change nothing. Save the file and return it to the national focal point."),
            ),
        },
        filled_in_by=_("Filled in by"),
        what_bands_mean=_("What the bands mean"),
        band=_("Band"),
        scenario=_("Scenario"),
        story=_("What happens"),
        likelihood=_("Likelihood"),
        health=str(Dimension.HEALTH.label),
        environment=str(Dimension.ENVIRONMENT.label),
        economy=str(Dimension.ECONOMY.label),
        public_order=str(Dimension.ORDER.label),
        reason=_("Reason"),
        cannot_say=_("Cannot say"),
        bands=tuple(tuple(str(scale[band]) for band in range(1, 6)) for scale in scales),
    )


def write_workbook(actor: Actor, picture: RiskPicture, institution: Institution, language: str = "") -> bytes:
    """The workbook in which an institution rates the scenarios, with its estimates so far filled in."""
    require(can_estimate_for, actor, institution)
    country = Country.objects.get(pk=actor.country_id)
    language = language or country.languages[0]
    held = own_estimates(actor, picture, institution.pk)
    asked = list(scenarios(actor, counted=True))
    workbook = EstimateWorkbook(
        country_code=country.code,
        country_name=country.name,
        language=language,
        direction="rtl" if language.split("-")[0] in settings.LANGUAGES_BIDI else "ltr",
        institution_code=institution.code,
        institution_name=institution.name,
        label=picture.assessment.label,
        picture=str(picture.pk),
        round="1" if picture.stage == Stage.FIRST else "2",
        issued_on=f"{clock.today():%Y-%m-%d}",
        rows=tuple(_row(one.code, said_in(held[one.pk])) for one in asked if one.pk in held),
    )
    with translation.override(language):
        return write_estimate_workbook(workbook, [asked_scenario(one) for one in asked], words=estimate_words())


def asked_scenario(scenario: Scenario) -> AskedScenario:
    """A scenario as the workbook tells it, in the language that is active."""
    names = {
        "C": pgettext("hazard", "Chemical"),
        "B": pgettext("hazard", "Biological"),
        "R": pgettext("hazard", "Radiological"),
        "N": pgettext("hazard", "Nuclear"),
    }
    about = [str(scenario.get_origin_display()), *(names[letter] for letter in names if letter in scenario.hazards)]
    return AskedScenario(scenario.code, scenario.title, ", ".join(about), scenario.story)


def _row(code: str, said: SaidOfRisk) -> EstimateRow:
    bands = tuple(CANNOT_SAY if (band := getattr(said.bands, key)) is None else band for key in RATINGS)
    return EstimateRow(code, bands, said.confidence, said.reason, mark_of(said))


def collect_file(
    actor: Actor, picture: RiskPicture, workbook: EstimateWorkbook, name: str, *, overwrite: bool = False,
    dry_run: bool = False,
) -> CollectedEstimates:  # fmt: skip
    """Take in one returned workbook; ``FormatError`` names the file and why nothing of it was taken."""
    country = Country.objects.get(pk=actor.country_id)
    institution = Institution.objects.for_actor(actor).filter(code=workbook.institution_code).first()
    if workbook.country_code != country.code:
        raise FormatError(Fault(name, f"is of another country ({workbook.country_name}), not of {country.name}"))
    if institution is None or not can_estimate_for(actor, institution):
        raise FormatError(Fault(name, f"is of {workbook.institution_name}, for which you cannot return estimates"))
    if workbook.picture and workbook.picture != str(picture.pk):
        raise FormatError(Fault(name, "belongs to another assessment; export it again"))
    try:
        return collect_estimates(
            actor=actor,
            picture=picture,
            institution=institution,
            returned=[_returned(row) for row in workbook.rows if not row.empty],
            by=workbook.by,
            replace=overwrite,
            dry_run=dry_run,
        )
    except ConcordError as error:
        raise FormatError(Fault(name, str(error))) from error


def _returned(row: EstimateRow) -> ReturnedEstimate:
    bands = dict(zip(RATINGS, (band or None for band in row.bands), strict=True))
    return ReturnedEstimate(row.code, SaidOfRisk(Bands(**bands), row.confidence, row.reason), row.mark)
