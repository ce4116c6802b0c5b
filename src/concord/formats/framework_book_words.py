"""The words of a framework's book: its labels, and what of a pack it says in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from concord.formats.framework_pack import BenchmarkAction, Hazard, Ingredient, Pack, in_language
from concord.formats.framework_question import Question
from concord.formats.ingredient_book import IngredientBook
from concord.formats.instrument_list import InstrumentList

LABELS: dict[str, str] = {
    "action": "Benchmark action", "actions": "Benchmark actions", "aim": "Aim", "answered_by": "Answered by",
    "area": "Area", "areas": "areas", "asks": "Asks", "asks_institution": "each institution",
    "asks_nation": "the nation", "capabilities": "Capabilities", "capability": "Capability", "change": "Change",
    "code": "Code", "contents": "Contents", "cost": "What it takes", "crosswalk": "Crosswalk", "date": "Date",
    "drop": "Drop", "edition": "Edition", "elements": "Elements", "evidence": "Evidence", "fingerprint": "Fingerprint",
    "from_level": "From level", "grows_fixed": "", "grows_institutions": "grows with institutions",
    "grows_population": "grows with population", "grows_territories": "grows with territories",
    "guidance": "Guidance", "hazard_B": "biological", "hazard_C": "chemical", "hazard_N": "nuclear",
    "hazard_R": "radiological", "hazards": "Hazards", "high": "High", "how": "How to read and mark this book",
    "institution": "Institution", "instrument": "Instrument", "keep": "Keep", "kind": "Capability framework",
    "ladder": "The ladder", "lead": "Lead", "led_by": "Led by", "level": "Level", "licence": "Licence",
    "likely": "Likely", "low": "Low", "mark": "Keep / change / drop", "mode_own": "own means",
    "mode_partner": "a partner", "mode_regional": "the region", "modes": "Delivered by", "months": "Months",
    "of": "of", "outcome": "Outcome", "output": "Output", "page": "Page", "phase": "Phase",
    "phase_cross-cutting": "cross-cutting", "phase_detection": "detection", "phase_preparedness": "preparedness",
    "phase_prevention": "prevention", "phase_recovery": "recovery", "phase_response": "response",
    "element_equipment": "equipment", "element_exercises": "exercises", "element_organisation": "organisation",
    "element_planning": "planning", "element_training": "training", "reached": "To level",
    "remark": "Reviewer's remark", "remarks": "Reviewer's remarks on this capability", "reviewer": "Reviewer",
    "served": "Crosswalk by instrument", "statement": "Statement", "statements": "Statements", "support": "Support",
    "waits": "Waits for", "why": "Why it matters",
    "answer_kind": "Answer", "condition": "Asked only if", "free_question": "Question",
    "free_questions": "Questions", "kind_date": "a date", "kind_decimal": "a number",
    "kind_integer": "a whole number", "kind_select_multiple": "any of", "kind_select_one": "one of",
    "kind_text": "words", "limit": "Limit", "must": "must be answered", "part": "Part",
    "all_hazards": "all four: chemical, biological, radiological and nuclear",
    "how_1": "Each chapter is one area of national work, and each capability in it is a ladder of five levels. Level 1 "
    "is the floor: not in place. Each level from 2 to 5 is made of one to three statements that are answered yes, "
    "partly or no.",
    "how_2": "A country stands on the highest level at which every statement, there and on all levels below, is "
    "answered yes. Some statements ask the nation once; the others ask each institution for itself, and then “our "
    "institution” is whoever answers.",
    "how_3": "The benchmark actions say what usually moves a capability up one level: who leads, how long it takes, "
    "what it takes for a country of five million, and how one knows that it helped. The crosswalk says which parts of "
    "other instruments the same capability serves, always with the edition.",
    "how_4": "Please mark every statement: keep, change or drop. Write a better wording beside it, or as a comment in "
    "the file. The questions below may help; the box below each ladder is for what concerns the capability as a whole.",
    "meaning": "What it means", "level_1": "Not in place", "level_2": "A legal or written basis exists",
    "level_3": "It is resourced and assigned: people, money, equipment, procedures",
    "level_4": "It is practised and covers the whole country",
    "level_5": "It is exercised with others, measured, improved, and shared across borders",
    "question": "Questions to ask of each statement",
    "ask_1": "Does it ask one thing only?", "ask_2": "Can the official who reads it say yes, partly or no?",
    "ask_3": "Which document, record or object would prove a yes?",
    "ask_4": "Does it need what stands below it, and does it repeat nothing?",
    "ask_5": "Are the hazards, the institutions and the numbers right?",
    "ask_6": "If the actions of the level below were done, would it be true?",
}  # fmt: skip
RIGHT_TO_LEFT = {"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}


@dataclass(frozen=True)
class Book:
    """A pack with all that its book needs to speak one language."""

    pack: Pack
    language: str
    labels: Mapping[str, str]
    ingredients: IngredientBook | None
    instruments: InstrumentList | None

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """The way the language is written."""
        return "rtl" if self.language.split("-")[0] in RIGHT_TO_LEFT else "ltr"

    def say(self, text: dict[str, str] | None) -> str:
        """A text of the pack in the book's language; nothing where there is none."""
        return in_language(text, self.language, self.pack.language) if text else ""

    def kinds(self, codes: tuple[str, ...]) -> str:
        """Kinds of institution by their titles."""
        titles = {kind.code: self.say(kind.title) for kind in self.pack.institution_kinds}
        return "; ".join(titles.get(code, code) for code in codes)

    def words(self, prefix: str, values: tuple[str, ...]) -> str:
        """Hazards, phases, elements or modes in words."""
        return ", ".join(self.labels[f"{prefix}_{value}"] for value in values)

    def ingredient(self, part: Ingredient) -> str:
        """What one ingredient is and how much of it is needed."""
        entry = self.ingredients.by_code().get(part.kind) if self.ingredients else None
        title = entry.title if entry else part.kind.replace("_", " ")
        amount = f"{part.quantity:,.10g}" + (f" × {entry.unit}" if entry else "")
        rest = (self.labels[f"grows_{part.scales_with}"], self.say(part.note))
        extra = ", ".join(words for words in rest if words)
        return f"{title}: {amount}" + (f" ({extra})" if extra else "")

    def cost(self, action: BenchmarkAction) -> tuple[Decimal, Decimal, Decimal] | None:
        """Low, likely and high, for a country of five million; nothing unless every ingredient has a price."""
        prices = self.ingredients.by_code() if self.ingredients else {}
        if any(part.kind not in prices for part in action.ingredients):
            return None
        used = [(prices[part.kind], Decimal(str(part.quantity))) for part in action.ingredients]
        low = sum((entry.low * quantity for entry, quantity in used), Decimal(0))
        likely = sum((entry.likely * quantity for entry, quantity in used), Decimal(0))
        return low, likely, sum((entry.high * quantity for entry, quantity in used), Decimal(0))

    def hazards(self, hazards: tuple[Hazard, ...]) -> str:
        """The hazards in words; all four have a word of their own."""
        whole = len(set(hazards)) == len(Hazard)
        return self.labels["all_hazards"] if whole else self.words("hazard", hazards)

    def answer(self, question: Question) -> str:
        """What kind of answer a question takes, with its choices, and whether it must be given."""
        kind, must = self.labels[f"kind_{question.kind}"], self.labels["must"] if question.required else ""
        choices = "; ".join(self.say(choice.text) for choice in question.choices)
        return ", ".join(part for part in (f"{kind}: {choices}" if choices else kind, must) if part)

    def waits(self, action: BenchmarkAction) -> str:
        """The levels of other capabilities that should come first."""
        level = self.labels["level"].lower()
        return ", ".join(f"{one.capability} ({level} {one.level})" for one in action.depends_on)

    def instrument(self, name: str, edition: str) -> str:
        """The full title of an instrument that is known here, else its name and edition."""
        known = self.instruments.editions(name).get(edition) if self.instruments else None
        return known.title if known else f"{name}, {edition}"


def open_book(
    pack: Pack, language: str = "", *, labels: Mapping[str, str] | None = None,
    ingredients: IngredientBook | None = None, instruments: InstrumentList | None = None,
) -> Book:  # fmt: skip
    """The pack as a book; without ``language`` in the pack's own, without ``labels`` in English words."""
    return Book(pack, language or pack.language, {**LABELS, **(labels or {})}, ingredients, instruments)
