"""The whole chain in one go: from workbooks or assessed levels to a drafted plan and its documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

from concord.domains.assessments.models import Assessment
from concord.domains.assessments.services import (
    GivenAnswer,
    assign_capabilities,
    derive_findings,
    open_assessment,
    record_answers,
    record_scores,
)
from concord.domains.frameworks.models import Capability, Statement
from concord.domains.frameworks.queries import shipped_pack
from concord.domains.frameworks.services import BareRow, import_bare_framework, import_pack
from concord.domains.people.enums import Role
from concord.domains.people.models import Country
from concord.domains.people.queries import command_actor, country_facts
from concord.domains.people.services import add_country, add_institution, find_or_add_country
from concord.domains.plans.models import Plan
from concord.domains.plans.queries import shipped_book
from concord.domains.plans.services import draft_plan
from concord.domains.reports.material import Material, gather
from concord.domains.reports.pictures import picture_jobs
from concord.domains.reports.plan_json import plan_json
from concord.domains.reports.risk_chain import rate_from_workbooks
from concord.domains.reports.sheets import findings_workbook, plan_workbook
from concord.domains.reports.two_languages import compose_in, second_jobs
from concord.formats import plan_files
from concord.formats.answer_workbook import AnswerWorkbook
from concord.formats.answer_workbook_reader import read_answer_workbook
from concord.formats.errors import Fault, FormatError
from concord.formats.framework_pack import Pack, pack_hash
from concord.formats.score_table import Score, ScoreTable
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput

Say = Callable[[str], None]
COMMAND = Actor("concord", roles=frozenset({Role.OPERATOR}))


@dataclass(frozen=True)
class Built:
    """A drafted plan, for whom, and the inputs that were left out with their reasons."""

    actor: Actor
    plan: Plan
    left_out: tuple[Fault, ...] = ()


# --- from levels assessed elsewhere ------------------------------------------------------------


def assess_scores(*, actor: Actor, table: ScoreTable, scores: Sequence[Score], target: int) -> Assessment:
    """Record levels assessed elsewhere as an assessment against a bare framework of their own codes and names."""
    mapping = table.mapping
    framework = import_bare_framework(
        actor=actor,
        code=mapping.instrument,
        edition=mapping.edition,
        title=mapping.title or f"{mapping.instrument} ({mapping.edition})",
        rows=[BareRow(score.code, score.name, score.area) for score in scores],
    )
    source = ", ".join(filter(None, (str(framework.title), scores[0].year)))
    assessment = open_assessment(actor=actor, framework=framework, title=source, target=target, source=source)
    scored = [(score.code, score.level) for score in scores if score.level is not None]
    if not scored:
        raise InvalidInput(f"{table.file} has no score between 1 and 5 for this country.")
    record_scores(actor=actor, assessment=assessment, scores=scored, rationale=source)
    return assessment


def build_from_scores(*, table: ScoreTable, wanted: str, target: int, say: Say) -> Built:
    """A plan for one country of a score table; benchmark actions reach it through the crosswalks of cbrn-core."""
    scores = table.of_country(wanted)
    import_pack(actor=COMMAND, pack=shipped_pack())
    facts = country_facts(scores[0].country_code or wanted)
    country = find_or_add_country(actor=COMMAND, facts=facts, name=scores[0].country_name or wanted)
    actor = command_actor(country, "concord build")
    say(_("%(n)s scores of %(country)s") % {"n": len(scores), "country": country.name})
    assessment = assess_scores(actor=actor, table=table, scores=scores, target=target)
    return Built(actor, _draft(actor, assessment))


# --- from workbooks ----------------------------------------------------------------------------


def read_answers(folder: Path) -> tuple[list[tuple[str, AnswerWorkbook]], list[Fault]]:
    """Every workbook of a folder by file name, and the faults of those that cannot be read."""
    files = sorted(p for p in folder.glob("*.xlsx") if not p.name.startswith("~$"))
    if not folder.is_dir():
        raise InvalidInput(f"There is no folder {folder}.")
    if not files:
        raise InvalidInput(f"There is no .xlsx workbook in {folder}.")
    good: list[tuple[str, AnswerWorkbook]] = []
    faults: list[Fault] = []
    for file in files:
        if (folder / f"~${file.name}").exists() or (folder / f".~lock.{file.name}#").exists():
            faults.append(Fault(file.name, "is open in another program (its lock file lies beside it); close it first"))
            continue
        try:
            good.append((file.name, read_answer_workbook(file.read_bytes(), file.name)))
        except FormatError as error:
            faults += error.faults
    return good, faults


def _of_one_assessment(
    workbooks: list[tuple[str, AnswerWorkbook]], faults: list[Fault]
) -> list[tuple[str, AnswerWorkbook]]:
    """Those of the most frequent country and framework, one per institution; the others become faults."""
    if not workbooks:
        raise FormatError(*faults)
    key = Counter((w.country_code, w.pack_hash) for _name, w in workbooks).most_common(1)[0][0]
    kept: dict[str, tuple[str, AnswerWorkbook]] = {}
    for name, workbook in workbooks:
        if workbook.country_code != key[0]:
            faults.append(Fault(name, f"is of another country ({workbook.country_name}), not of {key[0]}"))
        elif workbook.pack_hash != key[1]:
            faults.append(Fault(name, f"was made for another framework ({workbook.framework} {workbook.edition})"))
        elif workbook.institution_code in kept:
            other = kept[workbook.institution_code][0]
            faults.append(Fault(name, f"answers for {workbook.institution_name} a second time, after {other}"))
        else:
            kept[workbook.institution_code] = (name, workbook)
    return list(kept.values())


def build_from_answers(*, folder: Path, pack: Pack, target: int, say: Say, estimates: Path | None = None) -> Built:
    """A plan from the filled workbooks of a country's institutions; unreadable ones are left out and named.

    Its order follows the risks where ``estimates`` is a folder of estimate workbooks.
    """
    read, faults = read_answers(folder)
    workbooks = _of_one_assessment(read, faults)
    say(_("%(n)s workbooks read") % {"n": len(workbooks)})
    first = workbooks[0][1]
    if first.pack_hash != pack_hash(pack):
        raise InvalidInput(
            f"These workbooks were made for another text of {first.framework} {first.edition} than the one here; "
            "give its file with --framework."
        )
    country = _country(first)
    actor = command_actor(country, "concord build")
    framework = import_pack(actor=actor, pack=pack)
    title = _("Needs assessment against %(framework)s") % {"framework": framework}
    assessment = open_assessment(actor=actor, framework=framework, title=title, target=target, label=first.label)
    asks = dict(Statement.objects.filter(capability__framework=framework).values_list("code", "capability_id"))
    capabilities = {capability.pk: capability for capability in Capability.objects.filter(framework=framework)}
    for name, workbook in workbooks:
        asked = {asks[row.statement]: None for row in workbook.answers if row.statement in asks}
        try:
            _take_in(actor, assessment, workbook, [capabilities[pk] for pk in asked])
        except InvalidInput as error:
            faults.append(Fault(name, str(error)))
    say(_("answers of %(n)s institutions taken in") % {"n": len(workbooks)})
    found = derive_findings(actor=actor, assessment=assessment)
    say(_("%(n)s findings derived") % {"n": len(found)})
    if estimates is not None:
        rated, wrong = rate_from_workbooks(actor, assessment, estimates)
        faults += wrong
        say(_("estimates of %(n)s institutions taken in") % {"n": rated})
    return Built(actor, _draft(actor, assessment), tuple(faults))


def _country(workbook: AnswerWorkbook) -> Country:
    facts = replace(
        country_facts(workbook.country_code),
        code=workbook.country_code,
        name=workbook.country_name,
        languages=(workbook.language,),
        direction=workbook.direction,
    )
    return add_country(actor=COMMAND, facts=facts, currency=workbook.currency, population=workbook.population)


def _take_in(
    actor: Actor, assessment: Assessment, workbook: AnswerWorkbook, capabilities: Sequence[Capability]
) -> None:
    institution = add_institution(
        actor=actor,
        code=workbook.institution_code,
        name=workbook.institution_name,
        kind=workbook.institution_kind,
        territory=workbook.territory,
    )
    assign_capabilities(actor=actor, assessment=assessment, institution=institution, capabilities=capabilities)
    record_answers(
        actor=actor,
        assessment=assessment,
        institution=institution,
        answers=[
            GivenAnswer(row.statement, row.value, row.confidence, row.comment, row.evidence)
            for row in workbook.answers
            if row.value
        ],
        participants=[(person.name, person.function) for person in workbook.participants],
    )


def _draft(actor: Actor, assessment: Assessment) -> Plan:
    book = shipped_book()
    return draft_plan(actor=actor, assessment=assessment, book=book)


# --- documents ---------------------------------------------------------------------------------


def write_documents(
    built: Built, out: Path, *, say: Say, pool: Executor, template: bytes | None = None, second: str = ""
) -> tuple[Material, list[Path]]:
    """Write ``plan.docx plan.pdf plan.xlsx plan.json findings.xlsx`` into a folder, each whole or not at all.

    Pictures, DOCX and PDF are made by the processes of ``pool``. ``second`` is the language beside the active one.
    """
    material = gather(built.actor, built.plan)
    jobs = {**picture_jobs(material), **second_jobs(material, second)}
    drawn = {name: pool.submit(job) for name, job in jobs.items()}
    out.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []

    def keep(name: str, content: bytes) -> None:
        _replace(out / name, content)
        files.append(out / name)
        say(_("%(file)s written") % {"file": name})

    keep("plan.json", plan_json(material).encode())
    keep("plan.xlsx", plan_workbook(material))
    keep("findings.xlsx", findings_workbook(material))
    document = compose_in(material, {name: picture.result() for name, picture in drawn.items()}, second)
    say(_("pictures drawn"))
    docx, pdf = pool.submit(plan_files.docx, document, template), pool.submit(plan_files.pdf, document)
    keep("plan.pdf", pdf.result())
    keep("plan.docx", docx.result())
    return material, files


def _replace(file: Path, content: bytes) -> None:
    """Write beside the file and rename, so that a reader never meets half a document."""
    part = file.with_name(f".{file.name}.part")
    part.write_bytes(content)
    part.replace(file)
