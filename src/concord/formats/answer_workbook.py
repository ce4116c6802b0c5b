"""The answer workbook: one XLSX in which one institution answers its statements; here is what it says, in plain data.

``answer_workbook_writer`` makes the file and ``answer_workbook_reader`` reads it back. The officials see two sheets, in
their language. A third, hidden one (``HIDDEN``) keeps the facts of the assessment, the words of the drop-down lists and
the list of answers asked for. Rows and columns carry machine keys (``KEY``), so that they may be moved about.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from uuid import UUID

from concord.formats.typed_sheet import folded

FORMAT = "concord-answers/2"
HIDDEN = "_concord"
KEY = "concord:"
COLUMNS = (
    "code", "level", "statement", "answer", "confidence", "comment", "evidence", "guidance", "id", "revision",
)  # fmt: skip
STATEMENT = "statement"
VALUES = ("yes", "partly", "no", "not_applicable", "dont_know")
CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True)
class Participant:
    """One official who took part in answering."""

    name: str
    function: str


@dataclass(frozen=True)
class AnswerRow:
    """The answer to one statement. ``value`` is one of ``VALUES`` or empty, ``confidence`` one of ``CONFIDENCES``.

    ``id`` is the answer's UUID as text and ``revision`` the one it was made from, 0 where nothing was answered yet.
    """

    statement: str
    value: str = ""
    confidence: str = ""
    comment: str = ""
    evidence: str = ""
    id: str = ""
    revision: int = 0


@dataclass(frozen=True)
class Question:
    """One statement as the sheet shows it, with where it belongs."""

    statement: str
    level: int
    text: str
    guidance: str
    capability: str
    capability_title: str
    area_title: str
    kind: str = STATEMENT  # or that of a free question, such as "integer" or "select_one"
    choices: tuple[tuple[str, str], ...] = ()  # code and text of each choice of a select question


@dataclass(frozen=True)
class AnswerWorkbook:
    """What one institution was asked, by whom and until when, who took part, and what it answered.

    ``assessment`` and ``serial`` (this one copy of the workbook) are UUIDs as text, or empty.
    """

    country_code: str
    country_name: str
    currency: str
    population: int | None
    language: str
    direction: str
    framework: str
    edition: str
    pack_hash: str
    institution_code: str
    institution_name: str
    institution_kind: str
    territory: str
    label: str
    due: str
    assessment: str = ""
    serial: str = ""
    issued_on: str = ""
    participants: tuple[Participant, ...] = ()
    answers: tuple[AnswerRow, ...] = ()


FACTS = tuple(field.name for field in fields(AnswerWorkbook) if field.name not in ("participants", "answers"))
UUIDS = ("assessment", "serial")


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID as ``str`` gives it."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


@dataclass(frozen=True)
class Words:
    """Every word that an official sees; ``{institution}``, ``{due}`` and the like stand where those are put in."""

    about_sheet: str = "About"
    answers_sheet: str = "Answers"
    title: str = "Needs assessment: our answers"
    institution: str = "Who answers"
    framework: str = "Framework"
    asked: str = "What is asked"
    asked_count: str = "{statements} statements on {capabilities} capabilities"
    due: str = "Please return by"
    issued: str = "Sent out on"
    label: str = "Sharing label"
    tlp_red: str = "For the people named here only: do not pass this file on."
    tlp_amber_strict: str = "Share this file only inside the country's national team, with those who need it to answer."
    tlp_amber: str = "Share this file inside the national team, and with partners who need it to act on it."
    tlp_green: str = "Share this file with others who work on these risks, but do not publish it."
    tlp_clear: str = "This file may be shared with anybody."
    how: str = "How to fill this in"
    steps: tuple[str, ...] = (
        "Say below who took part for {institution}.",
        "On the next sheet, choose an answer for every statement. Judge what is in force today, not what is planned.",
        "Say how sure you are, and name the document or record that shows it: title, number and year.",
        "An honest “Don't know” helps. “Not applicable” needs its reason in the comment.",
        "To share the work, give each colleague a copy and return all copies. Rows left empty change nothing.",
        "Save the file and return it to the national focal point by {due}. Nobody else needs to have it.",
    )
    participants: str = "Who took part"
    name: str = "Name"
    function: str = "Function"
    progress: str = "Progress"
    all_areas: str = "All areas"
    of: str = "of"
    code: str = "Code"
    level: str = "Level"
    statement: str = "Statement"
    answer: str = "Answer"
    confidence: str = "How sure?"
    comment: str = "Comment"
    evidence: str = "Evidence: document and year"
    guidance: str = "What counts"
    yes: str = "Yes"
    partly: str = "Partly"
    no: str = "No"
    not_applicable: str = "Not applicable"
    dont_know: str = "Don't know"
    high: str = "High"
    medium: str = "Medium"
    low: str = "Low"
    choose: str = "Please choose one of the words in the list."
    too_long: str = "Please keep the text under 4,000 characters."
    kind_integer: str = "A whole number."
    kind_decimal: str = "A number, such as 2.5."
    kind_date: str = "A date, written as 2026-11-30."
    kind_text: str = "In your own words."
    kind_select_one: str = "Choose one from the list."
    kind_select_multiple: str = "Type one or more of these, with a semicolon between: {choices}."
    page: str = "Page"

    def __post_init__(self) -> None:
        for keys in (VALUES, CONFIDENCES):
            words = [folded(getattr(self, key)) for key in keys]
            if not all(words) or len(set(words)) < len(words):
                raise ValueError(f"the words of a list must differ from each other, and none be empty: {words}")

    def of_label(self, label: str) -> str:
        """The sentence that says with whom a file of this sharing label may be shared."""
        return str(getattr(self, "tlp_" + label.lower().replace("+", "_"), ""))
