"""The estimate workbook: one XLSX in which one institution rates the scenarios; here is what it says, in plain data.

It looks and works like an answer workbook (``answer_workbook``): two sheets that officials see, a hidden one, machine
keys over the columns. ``estimate_workbook_writer`` makes the file and ``estimate_workbook_reader`` reads it back.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from concord.formats.answer_workbook import Words

FORMAT = "concord-estimates/1"
RATINGS = ("likelihood", "health", "environment", "economy", "public_order")
COLUMNS = ("code", "scenario", "story", *RATINGS, "confidence", "reason", "id", "mark")
CANNOT_SAY = 0  # stands beside the bands 1 to 5


@dataclass(frozen=True)
class EstimateRow:
    """What an institution says of one scenario, whose ``code`` it carries.

    ``bands`` holds one entry for each of ``RATINGS``: 1 to 5, ``CANNOT_SAY``, or None where nothing was chosen.
    ``mark`` is that of the estimate from which the row was made, empty where there was none.
    """

    code: str
    bands: tuple[int | None, ...] = (None,) * len(RATINGS)
    confidence: str = ""
    reason: str = ""
    mark: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was said at all."""
        return all(band is None for band in self.bands) and not (self.confidence or self.reason)


@dataclass(frozen=True)
class AskedScenario:
    """A scenario as the sheet shows it."""

    code: str
    title: str
    about: str  # what brings it about and which hazards, in words
    story: str


@dataclass(frozen=True)
class EstimateWorkbook:
    """Who was asked, in which round of which picture (a UUID, or empty), who filled it in, and what was said."""

    country_code: str
    country_name: str
    language: str
    direction: str
    institution_code: str
    institution_name: str
    label: str
    picture: str = ""
    round: str = "1"
    issued_on: str = ""
    by: str = ""
    rows: tuple[EstimateRow, ...] = ()
    framework: str = field(default="concord-estimates", init=False)
    edition: str = field(default="1", init=False)


FACTS = tuple(one.name for one in fields(EstimateWorkbook) if one.init and one.name not in ("by", "rows"))


@dataclass(frozen=True)
class EstimateWords(Words):
    """Every word that an official sees here; ``bands`` has five texts for each of ``RATINGS``."""

    about_sheet: str = "About"
    answers_sheet: str = "Estimates"
    title: str = "Risk scenarios: our estimates"
    steps: tuple[str, ...] = (
        "For each scenario on the next sheet, choose how likely it is and how much it would harm.",
        "Judge the country as it is today. Where your institution cannot say, choose “Cannot say”.",
        "Say how sure you are, and write down your reason: colleagues will read it.",
        "Rows left empty change nothing. Save the file and return it to the national focal point.",
    )
    filled_in_by: str = "Filled in by"
    what_bands_mean: str = "What the bands mean"
    band: str = "Band"
    scenario: str = "Scenario"
    story: str = "What happens"
    likelihood: str = "Likelihood"
    health: str = "Health"
    environment: str = "Environment"
    economy: str = "Economy"
    public_order: str = "Public order"
    reason: str = "Reason"
    cannot_say: str = "Cannot say"
    bands: tuple[tuple[str, ...], ...] = tuple(
        tuple(f"{number} {name}" for number in range(1, 6))
        for name in ("likelihood", "health", "environment", "economy", "order")
    )

    def __post_init__(self) -> None:
        """The words of each list must differ from each other."""
        super().__post_init__()
        for listed in self.bands:
            if len({*listed, self.cannot_say}) != 6 or not all(listed):
                raise ValueError(f"a list needs five words that differ: {listed}")
