"""The demonstration country: seventeen workbooks that its institutions filled in, and the people who can sign in.

Tarsovia is fictional and lives in ``content/demo``. Every draw comes from a generator seeded by the country's seed and
the code of what is drawn, so the same pack gives the same bytes, and a new capability changes no other one's answers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from concord.content import content_path
from concord.formats.answer_workbook import AnswerRow, AnswerWorkbook, Participant, Question
from concord.formats.answer_workbook_writer import write_answer_workbook
from concord.formats.framework_pack import Area, Asks, Capability, Pack, Statement, pack_hash

STEPS = ("no", "partly", "yes")


@dataclass(frozen=True)
class DemonstrationPerson:
    """Somebody who can sign in to the demonstration; ``kind`` is the institution's, or empty."""

    name: str
    email: str
    role: str
    kind: str = ""


@dataclass(frozen=True)
class _Asked:
    """One statement with where it stands, and the kinds of institution that answer it."""

    area: Area
    capability: Capability
    level: int
    statement: Statement
    kinds: tuple[str, ...]


@cache
def _country() -> dict[str, Any]:
    return dict(yaml.safe_load(content_path("demo", "tarsovia.yaml").read_text(encoding="utf-8")))


@cache
def _remarks() -> dict[str, Any]:
    return dict(yaml.safe_load(content_path("demo", "remarks.yaml").read_text(encoding="utf-8")))


def demonstration_country() -> dict[str, Any]:
    """The country as its file has it: its facts, institutions and people."""
    return _country()


def drawn_for(*key: str) -> Random:
    """The generator of what the key names: the same each time, whatever else is drawn."""
    return _random(*key)


def _random(*key: str) -> Random:
    return Random(":".join((_country()["seed"], *key)))  # noqa: S311 - a story, not a secret


# --- what others call --------------------------------------------------------------------------


def demonstration_workbooks(pack: Pack, *, language: str = "en") -> list[tuple[str, AnswerWorkbook, list[Question]]]:
    """File name, answers and questions of every institution; texts fall back to the pack's own language."""
    asked = [
        _Asked(area, capability, level.level, statement, answering_kinds(capability))
        for area, capability in pack.capabilities() for level in capability.levels for statement in level.statements
    ]  # fmt: skip
    values, digest, books = _values(asked), pack_hash(pack), []
    for number, institution in enumerate(_country()["institutions"], 1):
        kind = institution["kind"]
        mine = [one for one in asked if kind in one.kinds]
        pen = _Pen(institution, pack)
        answers = tuple(pen.answer(one, values[one.statement.code][kind]) for one in mine)
        workbook = _workbook(pack, digest, language, institution, answers)
        questions = [_question(one, pack, language) for one in mine]
        books.append((f"{number:02}-{workbook.institution_code}.xlsx", workbook, questions))
    return books


def write_demonstration(out: Path, pack: Pack) -> list[Path]:
    """Write all workbooks into the folder ``out``, which is made if need be; the files in the order of institutions."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name, workbook, questions in demonstration_workbooks(pack):
        (out / name).write_bytes(write_answer_workbook(workbook, questions))
        written.append(out / name)
    return written


def demonstration_people() -> tuple[DemonstrationPerson, ...]:
    """Who can sign in to the demonstration. Whoever loads it makes the passwords."""
    return tuple(DemonstrationPerson(**login) for login in _country()["logins"])


def demonstration_territories() -> tuple[str, ...]:
    """The names of the country's first-level territories."""
    return tuple(_country()["country"]["territories"])


def answering_kinds(capability: Capability) -> tuple[str, ...]:
    """The kinds of the country's institutions that answer a capability: at least two, by stand-ins where need be."""
    here = [institution["kind"] for institution in _country()["institutions"]]
    kinds = [kind for kind in capability.answered_by if kind in here]
    stand_ins = [
        stand_in for kind in (*capability.answered_by, *capability.led_by, "coordination")
        for stand_in in _country()["stand_ins"].get(kind, ())
    ]  # fmt: skip
    for stand_in in stand_ins:
        if len(kinds) < 2 and stand_in not in kinds:
            kinds.append(stand_in)
    return tuple(sorted(kinds, key=here.index))


# --- how the country stands --------------------------------------------------------------------


def _values(asked: Sequence[_Asked]) -> dict[str, dict[str, str]]:
    """By statement and kind of institution, the answer's value."""
    truths: dict[str, int] = {}
    for code in dict.fromkeys(one.capability.code for one in asked):
        truths |= _truths([one for one in asked if one.capability.code == code])
    return {one.statement.code: _spread(one, truths[one.statement.code]) for one in asked}


def _true_level(area: str, capability: str) -> int:
    tendency = _country()["tendency"]
    if capability in tendency["capabilities"]:
        return int(tendency["capabilities"][capability])
    mean = tendency["areas"].get(area, tendency["elsewhere"])
    drawn = _random("level", capability).gauss(mean, tendency["spread"])
    return min(4, max(1, round(drawn)))


def _truths(group: Sequence[_Asked]) -> dict[str, int]:
    """What holds for the statements of one capability, as steps: all up to its level, something missing right above."""
    level = _true_level(group[0].area.code, group[0].capability.code)
    draw, truths = _random("truth", group[0].capability.code), {}
    for one in group:
        chances = (
            (0, 0, 1) if one.level <= level else (0.35, 0.45, 0.2) if one.level == level + 1 else (0.7, 0.22, 0.08)
        )
        truths[one.statement.code] = draw.choices((0, 1, 2), chances)[0]
    above = [one.statement.code for one in group if one.level == level + 1]
    if above and all(truths[code] == 2 for code in above):
        truths[above[-1]] = 1
    return truths


def _spread(one: _Asked, truth: int) -> dict[str, str]:
    """The institutions' answers to one statement: mostly alike, here and there disputed, unsure or out of place."""
    draw = _random("answers", one.statement.code)
    values = dict.fromkeys(one.kinds, STEPS[truth])
    share = _country()["disagreement"][one.statement.asks.value]
    if draw.random() < share:
        # Fewer than half differ, and of two only upwards: the lower median stays what it is.
        number = draw.randint(1, max(1, (len(values) - 1) // 2))
        up = truth == 0 or (truth == 1 and draw.random() < 0.5)
        if up or len(values) > 2:
            for kind in sorted(values, key=lambda kind: _leaning(kind, up) + draw.random())[:number]:
                values[kind] = STEPS[truth + 1 if up else max(truth - draw.choice((1, 1, 2)), 0)]
            return values
    certain = draw.choice(one.kinds)  # somebody always knows
    for institution in _country()["institutions"]:
        kind, chance = institution["kind"], draw.random()
        if kind not in values or kind == certain:
            continue
        if chance < institution["unsure"]:
            values[kind] = "dont_know"
        elif chance < institution["unsure"] + institution.get("open", 0):
            values[kind] = ""
        elif chance > 0.955 and one.statement.asks is Asks.INSTITUTION and kind not in one.capability.led_by:
            values[kind] = "not_applicable"
    return values


def _leaning(kind: str, up: bool) -> float:
    return next(float(-i["bias"] if up else i["bias"]) for i in _country()["institutions"] if i["kind"] == kind)


# --- what the officials write ------------------------------------------------------------------


class _Pen:
    """One institution's way of answering; it never writes the same comment twice."""

    def __init__(self, institution: dict[str, Any], pack: Pack) -> None:
        self.institution, self.pack = institution, pack
        self.used: Counter[str] = Counter()

    def answer(self, one: _Asked, value: str) -> AnswerRow:
        draw = _random("words", one.statement.code, self.institution["kind"])
        if not value:
            return AnswerRow(one.statement.code)
        usual = {"yes": 0.14, "partly": 0.45, "no": 0.28, "dont_know": 0.6, "not_applicable": 9}[value]
        comments = draw.random() < usual * self.institution.get("comments", 1)
        comment = self._comment(one, value, draw) if comments else ""
        shown = {"yes": 0.55, "partly": 0.4}.get(value, 0) * self.institution.get("evidence", 1)
        document = draw.choice(_remarks()["evidence"][_topic(one, self.pack)])
        evidence = self._filled(document, one, value) if draw.random() < shown else ""
        weights = (6, 3, 1) if evidence else (2, 4, 3)
        confidence = draw.choices(("high", "medium", "low"), weights)[0] if value in STEPS else ""
        return AnswerRow(one.statement.code, value, confidence, comment, evidence)

    def _comment(self, one: _Asked, value: str, draw: Random) -> str:
        remarks = _remarks()
        if value in STEPS:
            said = list(remarks["comments"][_topic(one, self.pack)][value])
            for code in (one.area.code, one.capability.code) if one.level == 2 else ():
                said += remarks["area_comments"].get(code, {}).get(value, ())
        else:
            said = list(remarks["comments"][value])
        if not _lead(one, self.institution["kind"]):
            said = [text for text in said if "{lead}" not in text]
        fresh = [text for text in said if value not in STEPS or not self.used[text]]
        if not fresh:
            return ""
        text = min(fresh, key=lambda text: self.used[text] + draw.random())
        self.used[text] += 1
        return self._filled(text, one, value)

    def _filled(self, text: str, one: _Asked, value: str) -> str:
        """A template with its gaps filled; of the nation's documents all institutions give the same year and number."""
        whose = "" if one.statement.asks is Asks.NATION else self.institution["kind"]
        # What is practised (level 4 and up) and true was done lately; comment and evidence speak of the same year.
        years = (2025, 2026) if value == "yes" and one.level >= 4 else (2019, 2020, 2021, 2022, 2023, 2024, 2024, 2025)
        year = _random("year", one.statement.code, whose).choice(years)
        draw = _random("gaps", text, one.statement.code, whose)
        territory, other = draw.sample(demonstration_territories(), 2)
        title = _said(one.capability.title, "en", self.pack)
        first = title.split()[0]
        gaps = {
            "year": str(year),
            "number": str(draw.randint(11, 480)), "some": draw.choice(("two", "three", "four")),
            "most": draw.choice(("Five", "Six", "Seven") if text.startswith("{most}") else ("five", "six", "seven")),
            "territory": territory, "other_territory": other, "lead": _lead(one, self.institution["kind"]),
            "subject": title if first.isupper() or len(first) < 2 else title[0].lower() + title[1:],
        }  # fmt: skip
        return re.sub(r"\{(\w+)\}", lambda gap: gaps[gap[1]], text)


def _lead(one: _Asked, kind: str) -> str:
    """The institution, other than ``kind``, that leads a capability; empty where none of the country's does."""
    names = {i["kind"]: i["name"] for i in _country()["institutions"]}
    leads = [lead for lead in (*one.capability.led_by, *one.kinds) if lead in names and lead != kind]
    return f"the {names[leads[0]]}" if leads and kind not in one.capability.led_by else ""


def _topic(one: _Asked, pack: Pack) -> str:
    return _topic_of(_said(one.statement.text, "en", pack))


@cache
def _topic_of(text: str) -> str:
    return next(str(t["code"]) for t in _remarks()["topics"] if re.search(t["words"], text, re.IGNORECASE))


# --- workbook parts ----------------------------------------------------------------------------


def _said(text: dict[str, str] | None, language: str, pack: Pack) -> str:
    if not text:
        return ""
    return text.get(language) or text.get("") or text.get(pack.language) or next(iter(text.values()))


def _question(one: _Asked, pack: Pack, language: str) -> Question:
    return Question(
        statement=one.statement.code,
        level=one.level,
        text=_said(one.statement.text, language, pack),
        guidance=_said(one.statement.guidance, language, pack),
        capability=one.capability.code,
        capability_title=_said(one.capability.title, language, pack),
        area_title=_said(one.area.title, language, pack),
    )


def _workbook(
    pack: Pack, digest: str, language: str, institution: dict[str, Any], answers: tuple[AnswerRow, ...]
) -> AnswerWorkbook:
    country = _country()["country"]
    taken = {key: country[key] for key in ("currency", "population", "direction", "label", "due")}
    return AnswerWorkbook(
        **taken,
        country_code=country["code"],
        country_name=country["name"],
        language=language,
        framework=pack.code,
        edition=pack.edition,
        pack_hash=digest,
        institution_code=institution["kind"].replace("_", "-"),
        institution_name=institution["name"],
        institution_kind=institution["kind"],
        territory="",
        participants=tuple(Participant(**person) for person in institution["people"]),
        answers=answers,
    )
