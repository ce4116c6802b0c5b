"""The editions of one framework in the database, and how one follows from another."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from i18nfield.strings import LazyI18nString

from concord.domains.assessments.carrying import Carrying, Note, Verdict, carry, joined, nothing_carried
from concord.domains.assessments.models import Assessment
from concord.domains.frameworks.models import Capability, Framework, Statement
from concord.formats.framework_pack import Change

Words = Mapping[str, Hashable]


@dataclass(frozen=True)
class Edition:
    """One edition, without its pack: ``notes`` are what it says of the edition ``follows``."""

    pk: UUID
    edition: str
    language: str
    pack_hash: str
    follows: str = ""
    notes: tuple[Note, ...] = field(default=(), repr=False)


def editions_of(framework_id: UUID, asked_in: QuerySet[Assessment] | None = None) -> tuple[list[Edition], UUID | None]:
    """Every edition of a framework, oldest first, and which of them an assessment was asked by: one query.

    The second is ``None`` where that assessment was asked by another framework, or none is given.
    """
    asked: Any = Value(False, output_field=BooleanField())
    if asked_in is not None:
        asked = Exists(asked_in.filter(framework=OuterRef("pk")))
    code = Subquery(Framework.objects.filter(pk=framework_id).values("code")[:1])
    rows = Framework.objects.filter(code=code).annotate(asked=asked).order_by("imported_at")
    editions, used = [], None
    for pk, edition, language, pack_hash, changes, is_used in rows.values_list(
        "pk", "edition", "language", "pack_hash", "pack__changes", "asked"
    ):
        told = changes or {}
        notes = (Note(item["code"], item["change"], tuple(item.get("codes", ()))) for item in told.get("items", ()))
        editions.append(Edition(pk, edition, language, pack_hash, told.get("from_edition", ""), tuple(notes)))
        used = pk if is_used else used
    return editions, used


def way(editions: Sequence[Edition], old: UUID, new: UUID) -> list[Edition]:
    """The editions from the old one to the new one, each following the one before as far as the packs say so."""
    by_pk = {edition.pk: edition for edition in editions}
    steps = [by_pk[new]]
    while steps[-1].pk != old:
        before = [e for e in editions if e.edition == steps[-1].follows and e not in steps]
        if not before:
            return [by_pk[old], by_pk[new]] if old != new else steps
        steps.append(next((e for e in before if e.pk == old), before[-1]))
    return steps[::-1]


def newest(editions: Sequence[Edition], pk: UUID) -> Edition:
    """The last edition that follows from one, or that was taken in after it where no pack says what it follows."""
    found = next(edition for edition in editions if edition.pk == pk)
    seen = {found.pk}
    while after := [e for e in editions if e.follows and e.follows == found.edition and e.pk not in seen]:
        found = after[-1]
        seen.add(found.pk)
    later = editions[list(editions).index(found) + 1 :]
    unsaid = [e for e in later if not e.follows and e.edition != found.edition]
    return unsaid[-1] if unsaid and len(seen) == 1 else found


def carrying(steps: Sequence[Edition], words: Mapping[UUID, Words]) -> Carrying:
    """What the last of the editions makes of the first one's codes; ``words`` by edition."""
    first = words.get(steps[0].pk, {})
    if len(steps) == 1:
        return carry(first, first)
    links = [_link(a, b, words.get(a.pk, {}), words.get(b.pk, {})) for a, b in pairwise(steps)]
    return reduce(lambda done, link: joined(done, link, first), links)


def _link(a: Edition, b: Edition, old: Words, new: Words) -> Carrying:
    if a.pack_hash == b.pack_hash or a.edition == b.edition:
        # Levels assessed elsewhere bring their own list of capabilities; within one edition a code means one thing.
        return carry(dict.fromkeys(old), dict.fromkeys(new))
    # What a pack says of another edition than this one holds no proof that nothing changed since.
    notes = b.notes if b.follows == a.edition else [n for n in b.notes if n.change != Change.UNCHANGED]
    return carry(old, new, notes)


def statements_of(editions: Sequence[Edition], part: UUID | None = None) -> list[Statement]:
    """The statements of the editions with their capabilities: all, or those that ``part`` has or may come from."""
    rows = Statement.objects.filter(capability__framework_id__in=[edition.pk for edition in editions])
    if part is not None:
        noted = {code for edition in editions for note in edition.notes for code in (note.code, *note.codes)}
        asked = Statement.objects.filter(capability_id=part).values("code")
        rows = rows.filter(Q(code__in=asked) | Q(code__in=noted))
    needed = ("code", "text", "level", "asks", "kind", "choices", "capability__code", "capability__framework_id")
    rows = rows.select_related("capability").only(*needed)
    return list(rows.order_by("capability__order", "order"))


def statement_words(editions: Sequence[Edition], statements: Sequence[Statement]) -> dict[UUID, Words]:
    """By edition, the codes of statements with what they ask."""
    languages = {edition.pk: edition.language for edition in editions}
    words: dict[UUID, dict[str, Hashable]] = {edition.pk: {} for edition in editions}
    for row in statements:
        pk = row.capability.framework_id
        choices = tuple(choice["code"] for choice in row.choices)
        words[pk][row.code] = (_plain(row.text, languages[pk]), row.asks, row.kind, choices)
    return dict(words)


def capability_words(editions: Sequence[Edition]) -> dict[UUID, Words]:
    """By edition, the capabilities' codes with their titles."""
    languages = {edition.pk: edition.language for edition in editions}
    words: dict[UUID, dict[str, Hashable]] = {edition.pk: {} for edition in editions}
    rows = Capability.objects.filter(framework_id__in=list(languages)).order_by("order")
    for pk, code, title in rows.values_list("framework_id", "code", "title"):
        words[pk][code] = _plain(title, languages[pk])
    return dict(words)


def _plain(text: LazyI18nString | str, language: str) -> str:
    """A text in its pack's own language, since a better translation rewords nothing; spaces do not count."""
    said = text.data if isinstance(text, LazyI18nString) else text
    if isinstance(said, dict):
        said = said.get(language) or next(iter(said.values()), "")
    return " ".join(str(said).split())


@dataclass(frozen=True)
class Changes:
    """What a round asks, by how it follows from the round before: codes of statements."""

    carried: tuple[str, ...]  # unchanged: the last answer can be carried over
    reworded: tuple[str, ...]
    split: tuple[str, ...]
    merged: tuple[str, ...]
    new: tuple[str, ...]
    retired: tuple[str, ...]  # of the earlier edition
    related: bool  # whether both rounds use editions of one framework


@dataclass(frozen=True)
class Succession:
    """How a round's framework follows from that of an earlier round, for statements and for capabilities."""

    statements: Carrying
    capabilities: Carrying
    related: bool  # whether they are editions of one framework
    earlier: Mapping[str, Statement] = field(repr=False)  # by code
    newer: Mapping[str, Statement] = field(repr=False)

    def shift(self, code: str) -> Verdict:
        """What stands between the levels of a capability then and now; nothing does where it is unchanged.

        A capability is unchanged if it is called so and asks exactly what it asked: no statement of it was reworded,
        split, merged, added, taken away or brought from elsewhere.
        """
        origin = self.capabilities.origins[code]
        if origin.verdict != Verdict.UNCHANGED:
            return origin.verdict
        asked = [self.statements.origins[s] for s in self._asked_in(self.newer, code)]
        changed = [o.verdict for o in asked if o.verdict != Verdict.UNCHANGED]
        same = {earlier for o in asked for earlier in o.codes} == set(self._asked_in(self.earlier, origin.codes[0]))
        return changed[0] if changed else Verdict.UNCHANGED if same else Verdict.REWORDED

    def changes(self, parts: Collection[str]) -> Changes:
        """What the capabilities ``parts`` of the newer edition ask; retired are statements of what they come from."""
        asked = {code for code, s in self.newer.items() if s.capability.code in parts}
        before = {earlier for part in parts for earlier in self.capabilities.origins[part].codes}
        codes = {v: tuple(code for code in self.statements.codes(v) if code in asked) for v in Verdict}
        everything = set(parts) == set(self.capabilities.origins)
        gone = [c for c in self.statements.retired if everything or self.earlier[c].capability.code in before]
        return Changes(
            codes[Verdict.UNCHANGED],
            codes[Verdict.REWORDED],
            codes[Verdict.SPLIT],
            codes[Verdict.MERGED],
            codes[Verdict.NEW],
            tuple(gone),
            self.related,
        )

    @staticmethod
    def _asked_in(statements: Mapping[str, Statement], code: str) -> list[str]:
        return [s.code for s in statements.values() if s.capability.code == code]


def succession(old: Framework, new: Framework) -> Succession:
    """How the newer framework follows from the older one; another framework takes over nothing. Three queries."""
    related = old.code == new.code
    if related:
        steps = way(editions_of(new.pk)[0], old.pk, new.pk)
    else:
        steps = [Edition(f.pk, f.edition, f.language, f.pack_hash) for f in (old, new)]
    statements = statements_of(steps)
    words, titles = statement_words(steps, statements), capability_words(steps)
    by_edition = {f.pk: {s.code: s for s in statements if s.capability.framework_id == f.pk} for f in (old, new)}
    return Succession(
        carrying(steps, words) if related else nothing_carried(words[old.pk], words[new.pk]),
        carrying(steps, titles) if related else nothing_carried(titles[old.pk], titles[new.pk]),
        related,
        by_edition[old.pk],
        by_edition[new.pk],
    )
