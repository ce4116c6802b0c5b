"""Between workbooks as files and answers in the database: what an issued one holds, what a returned one may be."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.utils import translation
from i18nfield.strings import LazyI18nString

from concord.domains.assessments.enums import Side
from concord.domains.assessments.merging import Said
from concord.domains.assessments.models import Answer, Assignment, IssuedWorkbook, Participant, answer_id
from concord.domains.assessments.services.workbooks import Collected, ReturnedAnswer, collect_workbook
from concord.domains.assessments.workbook_words import workbook_words
from concord.domains.frameworks.models import Statement
from concord.domains.people.models import Country
from concord.formats.answer_workbook import AnswerRow, AnswerWorkbook, Question
from concord.formats.answer_workbook import Participant as Person
from concord.formats.answer_workbook_writer import write_answer_workbook
from concord.formats.errors import Fault, FormatError
from concord.kernel.actor import Actor
from concord.kernel.errors import ConcordError


def write_issued(actor: Actor, issued: IssuedWorkbook, language: str = "") -> bytes:
    """The file of an issued workbook, in the country's working language unless another is named."""
    language = language or Country.objects.get(pk=actor.country_id).languages[0]
    workbook, questions = workbook_of(actor, issued, language)
    with translation.override(language):
        return write_answer_workbook(workbook, questions, words=workbook_words())


def workbook_of(actor: Actor, issued: IssuedWorkbook, language: str = "") -> tuple[AnswerWorkbook, list[Question]]:
    """An issued workbook with the answers as they stand now, and the questions its sheet shows."""
    assessment, institution = issued.assessment, issued.institution
    country = Country.objects.get(pk=actor.country_id)
    language = language or country.languages[0]
    statements = _statements(actor, issued)
    present = {
        a.statement_id: a
        for a in Answer.objects.for_actor(actor).filter(assessment=assessment, institution=institution)
    }
    people = Participant.objects.for_actor(actor).filter(assessment=assessment, institution=institution)
    workbook = AnswerWorkbook(
        country_code=country.code,
        country_name=country.name,
        currency=country.currency,
        population=country.population,
        language=language,
        direction="rtl" if language.split("-")[0] in settings.LANGUAGES_BIDI else "ltr",
        framework=assessment.framework.code,
        edition=assessment.framework.edition,
        pack_hash=assessment.pack_hash,
        institution_code=institution.code,
        institution_name=institution.name,
        institution_kind=institution.kind,
        territory=institution.territory,
        label=assessment.label,
        due=issued.due.isoformat() if issued.due else "",
        participants=tuple(Person(person.name, person.function) for person in people),
        answers=tuple(_row(issued, statement, present.get(statement.pk)) for statement in statements),
        assessment=str(assessment.pk),
        serial=str(issued.pk),
        issued_on=f"{issued.issued_at:%Y-%m-%d}",
    )
    with translation.override(language):
        return workbook, [_question(statement) for statement in statements]


def _statements(actor: Actor, issued: IssuedWorkbook) -> list[Statement]:
    asked = Assignment.objects.for_actor(actor).filter(assessment=issued.assessment, institution=issued.institution)
    rows = Statement.objects.filter(capability__in=asked.values("capability"))
    return list(rows.select_related("capability__area").order_by("capability__order", "order"))


def _row(issued: IssuedWorkbook, statement: Statement, answer: Answer | None) -> AnswerRow:
    pk = str(answer_id(issued.assessment_id, issued.institution_id, statement.pk))
    if answer is None:
        return AnswerRow(statement.code, "", "", "", "", id=pk, revision=0)
    return AnswerRow(
        statement.code, answer.value, answer.confidence, answer.comment, answer.evidence, id=pk,
        revision=answer.revision,
    )  # fmt: skip


def _question(statement: Statement) -> Question:
    capability = statement.capability
    return Question(
        statement=statement.code,
        level=statement.level,
        text=str(statement.text),
        guidance=str(statement.guidance),
        capability=capability.code,
        capability_title=str(capability.title),
        area_title=str(capability.area.title),
        kind=statement.kind,
        choices=tuple((choice["code"], str(LazyI18nString(choice["text"]))) for choice in statement.choices),
    )


def collect_file(
    actor: Actor, workbook: AnswerWorkbook, name: str, *, prefer: Side | None = None, dry_run: bool = False
) -> Collected:
    """Merge one returned workbook; ``FormatError`` names the file and why nothing of it was taken."""
    serial, assessment = _uuid(name, workbook.serial), _uuid(name, workbook.assessment)
    try:
        _refuse_foreign(actor, workbook, serial, assessment)
        return collect_workbook(
            actor=actor,
            serial=serial,
            returned=[_returned(name, row) for row in workbook.answers],
            by=_whose(workbook, name),
            participants=[(person.name, person.function) for person in workbook.participants],
            prefer=prefer,
            dry_run=dry_run,
        )
    except ConcordError as error:
        raise FormatError(Fault(name, str(error))) from error


def _refuse_foreign(actor: Actor, workbook: AnswerWorkbook, serial: UUID, assessment: UUID) -> None:
    """Say in one sentence in what a workbook differs from the one that was issued under its serial number."""
    issued = IssuedWorkbook.objects.for_actor(actor).filter(pk=serial).first()
    if issued is None:
        return  # the service says it in its own words
    if issued.assessment_id != assessment:
        raise ConcordError("belongs to another assessment than the one it was issued for; use the workbook as issued")
    if issued.assessment.pack_hash != workbook.pack_hash:
        raise ConcordError("was made for another version of the framework; export it again")
    if issued.institution.code != workbook.institution_code:
        raise ConcordError(
            f"was issued to {issued.institution.name}, but says it is of {workbook.institution_name}; "
            "each institution uses its own workbook"
        )


def _returned(name: str, row: AnswerRow) -> ReturnedAnswer:
    said = Said(row.value, row.confidence, row.comment, row.evidence)
    return ReturnedAnswer(_uuid(f"{name}, answer to {row.statement}", row.id), row.revision, row.statement, said)


def _uuid(where: str, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise FormatError(Fault(where, "a hidden identifier is missing or was changed; export it again")) from error


def _whose(workbook: AnswerWorkbook, name: str) -> str:
    people: Sequence[str] = [person.name for person in workbook.participants]
    return f"{', '.join(people[:3]) or workbook.institution_name} ({name})"[:200]
