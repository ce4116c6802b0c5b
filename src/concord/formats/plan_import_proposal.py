"""A first mapping of a plan's columns, proposed from its headings and written as YAML for a person to correct."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from concord.formats import plan_import_values as values
from concord.formats import xlsx_guard
from concord.formats.errors import Fault, FormatError
from concord.formats.plan_import import FIELDS, PlanMap, YearColumn
from concord.formats.typed_sheet import folded
from concord.formats.xlsx_sheets import Sheet, read_sheets

HEADING_ROWS = 25  # the headings stand in one of these
SAMPLE = 200  # rows in which currencies and years are looked for

# What plans head their columns with, the likeliest first; a heading serves one field. Underscores count as spaces.
PATTERNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("years", (r"year calendar", r"(calendar |implementation )?years?", r"année.*", r"period", r"timeline",
               r"timeframe", r"year .*", r"échéan.*", r"calendrier")),
    ("currency", (r"currency original", r"currency.*", r"devise.*", r"monnaie")),
    ("item", (r"primary subcategory", r".*sub-?category", r"cost (item|line)", r"(budget|expense) line", r"ingredient",
              r"sous-catégorie")),
    ("category", (r"primary category", r"(cost|budget|expense|expenditure)? ?category", r"catégorie.*", r"rubrique")),
    ("low", (r"(cost|estimate)?,? ?(low|minimum|min)( cost| estimate)?", r"coût (bas|minimum)")),
    ("high", (r"(cost|estimate)?,? ?(high|maximum|max)( cost| estimate)?", r"coût (haut|maximum)")),
    ("cost", (r"cost original", r"(total |estimated |likely )*(cost|budget|amount)s?", r"cost, likely", r"likely",
              r"(coût|montant|budget).*", r"(total )?(estimated )?(cost|budget).*")),
    ("code", (r"(action|activity) (code|no\.?|number|id)", r"code", r"ref(erence|\.)?", r"no\.?", r"n°")),
    ("action", (r"action( text)?", r"activit(y|ies)",
                r"(planned|detailed|main|key|strategic|priority) (action|activit).*",
                r"actions?", r"activités?", r"action.*", r"activit.*")),
    ("objective", (r"requirement", r"(strategic |specific )?objectives?", r"exigence", r"objectif.*", r"objective.*",
                   r"strateg(y|ic intervention).*", r"outcome", r"goal")),
    ("area", (r"core capacity", r"technical area", r"(thematic |priority )?area", r"capacity", r"domaine.*",
              r"capacité.*", r"pillar", r"pilier", r"theme")),
    ("lead", (r"lead( institution| agency| ministry)?", r"responsible.*", r"responsable.*",
              r"(implementing|in) (agency|charge).*", r"owner", r"structure responsable")),
    ("supporting", (r"support(ing)?.*", r"partners?", r"collaborat.*", r"other (sectors|institutions).*",
                    r"partenaires.*")),
    ("start", (r"start.*", r"begin.*", r"from", r"début.*")),
    ("end", (r"end( date)?", r"finish.*", r"deadline", r"due.*", r"until", r"fin")),
    ("hazards", (r"hazards?", r"c/b/r/n", r"cbrn", r"risques?")),
    ("phase", (r"phase",)),
    ("indicator", (r"(output |outcome )?indicators?.*", r"indicateur.*", r"measure of success")),
)  # fmt: skip
# Any year in a heading beside few other words says that the column holds that year's cost.
_OF_A_YEAR = re.compile(
    r"(?:(?:cost|budget|amount|total|year|fy|coût|montant|année|in|usd|eur|xof|for)\W*)*((?:19|20)\d\d)(?:\W*(?:cost|budget|usd|eur|total)\W*)*"
)
HAZARD_WORDS = {
    "chemical": "C", "chimique": "C", "radiation": "RN", "radiolog": "RN", "nuclear": "RN", "nucléaire": "RN",
    "biological": "B", "biosafety": "B", "biosecurity": "B", "biosécurité": "B", "zoono": "B", "antimicrobial": "B",
    "immuni": "B", "food safety": "BC",
}  # fmt: skip


def propose_map(content: bytes, name: str, country_code: str = "") -> PlanMap:
    """The first mapping of a file; ``FormatError`` where no sheet has a column that looks like actions."""
    best: tuple[int, PlanMap] | None = None
    for sheet in read_sheets(xlsx_guard.check(content, name), name):
        for top, heads in heading_rows(sheet).items():
            found = _propose(sheet, top, heads, country_code)
            score = len(found.columns) + min(len(found.year_columns), 3) + 3 * ("action" in found.columns)
            if best is None or score > best[0]:
                best = score, found
    if best is None or "action" not in best[1].columns:
        problem = "no row looks like the headings of a plan: one must say 'Action' or 'Activity'; name the columns"
        raise FormatError(Fault(name, f"{problem} with a mapping file (--map)"))
    return best[1]


def heading_rows(sheet: Sheet) -> dict[int, dict[int, str]]:
    """The rows that could be headings: by column, the texts that stand there."""
    rows: dict[int, dict[int, str]] = {}
    for (row, column), cell in sorted(sheet.cells.items(), key=lambda item: item[0]):
        if row <= HEADING_ROWS and isinstance(cell, str | int) and 0 < len(str(cell).strip()) <= 200:
            rows.setdefault(row, {})[column] = " ".join(str(cell).split())
    return {row: heads for row, heads in rows.items() if len(heads) > 1}


def _propose(sheet: Sheet, top: int, heads: Mapping[int, str], country_code: str) -> PlanMap:
    plain = {column: folded(text.replace("_", " ")) for column, text in heads.items()}
    columns: dict[str, str] = {}
    used: set[int] = set()
    of_years = {column: int(match[1]) for column, text in plain.items() if (match := _OF_A_YEAR.fullmatch(text))}
    repeated = {text for text in heads.values() if list(heads.values()).count(text) > 1}
    for key, patterns in PATTERNS:
        for pattern in patterns:
            place = next(
                (c for c, text in plain.items() if c not in used and c not in of_years and re.fullmatch(pattern, text)),
                0,
            )
            if place and heads[place] not in repeated:
                columns[key] = heads[place]
                used.add(place)
                break
    if of_years and len(of_years) > 1:
        columns.pop("cost", None)
        columns.pop("years", None)
    if "objective" not in columns and "area" in columns:
        columns["objective"] = columns.pop("area")
    said = {key: _column(sheet, top, heads, columns[key]) for key in ("currency", "years") if key in columns}
    return PlanMap(
        sheet=sheet.title,
        columns={key: columns[key] for key in FIELDS if key in columns},
        year_columns=tuple(YearColumn(column=heads[c], year=year) for c, year in of_years.items())
        if len(of_years) > 1
        else (),
        currencies=_currencies(said.get("currency", set()), country_code),
        hazards=HAZARD_WORDS,
    )  # fmt: skip


def _column(sheet: Sheet, top: int, heads: Mapping[int, str], heading: str) -> set[str]:
    place = next(column for column, text in heads.items() if text == heading)
    cells = (sheet.cells.get((row, place)) for row in range(top + 1, top + SAMPLE))
    return {" ".join(str(cell).split())[:60] for cell in cells if isinstance(cell, str | int)}


def _currencies(said: set[str], country_code: str) -> dict[str, str]:
    """Words that are no ISO code, with what they probably mean."""
    words: dict[str, str] = {}
    for text in sorted(said):
        word = " ".join(re.sub(r"\W*\b(?:19|20)\d\d\b\W*", " ", text).split())
        if word.casefold() in values.CFA:
            words[word] = "XAF" if country_code in values.CENTRAL_AFRICA else "XOF"
        elif word.casefold() in values.LOOSE:
            words[word] = values.LOOSE[word.casefold()]
    return words


def map_text(mapping: PlanMap, unread: tuple[str, ...] = ()) -> str:
    """A mapping as YAML with a word on each field, for a person to correct."""
    lines = [
        "# How the columns of this plan are read. Correct it and give it back with --map.",
        f"title: {_quoted(mapping.title)}  # of the plan; empty: the name of the file",
        f"sheet: {_quoted(mapping.sheet)}",
        "columns:  # our word: the heading in the file; leave out what the file does not have",
    ]
    for key in FIELDS:
        if key in mapping.columns:
            lines.append(f"  {key}: {_quoted(mapping.columns[key])}")
        else:
            lines.append(f"  # {key}:")
    if unread:
        lines.append("  # read by nothing: " + ", ".join(_quoted(heading) for heading in unread))
    lines.append("year_columns:  # where each year's cost has a column of its own, instead of cost and years")
    lines += [f"  - {{column: {_quoted(one.column)}, year: {one.year}}}" for one in mapping.year_columns] or [
        '  # - {column: "Budget 2026", year: 2026}'
    ]
    lines += [
        f"currency: {_quoted(mapping.currency)}  # of the plan, three letters; empty: the only one in the file",
        "currencies:  # how the file writes a currency: its three letters (CFA: XOF in the west, XAF in the centre)",
        *(f"  {_quoted(word)}: {code}" for word, code in mapping.currencies.items()),
        "rates:  # what one unit of each other currency costs in the plan's",
        *(f"  {code}: {rate}" for code, rate in mapping.rates.items()),
        f"rates_on: {mapping.rates_on or ''}  # the day of these rates, such as 2026-01-31",
        f"price_year: {mapping.price_year or ''}  # whose prices the amounts are in, if the currency does not say it",
        f"first_year: {mapping.first_year or ''}  # what 'year 1' means, if years are counted from 1",
        f"times: {mapping.times}  # 1000 where amounts are in thousands",
        f"low: {mapping.low}  # per cent of the cost, where the file gives no range",
        f"high: {mapping.high}",
        f"join_numbered: {str(mapping.join_numbered).lower()}  # true: objectives that only differ in a number are one",
        "hazards:  # a word in the area, objective or hazards column: letters of CBRN",
        *(f"  {_quoted(word)}: {letters}" for word, letters in mapping.hazards.items()),
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # A JSON string is a YAML one too.
    return json.dumps(text, ensure_ascii=False)
