"""The country's scenarios and how far they lean on capabilities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from concord.domains.frameworks.models import Capability, Framework
from concord.domains.risks.enums import CrossBorder, ScenarioOrigin, Strength
from concord.domains.risks.models import Reliance, Scenario, Unlinked
from concord.domains.risks.rules import can_run_risks
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput


@dataclass(frozen=True)
class ScenarioText:
    """A scenario as it is written; ``likelier`` and ``rarer`` are short texts."""

    code: str
    title: str
    origin: str
    hazards: tuple[str, ...]
    story: str
    affected: str = ""
    cross_border: str = CrossBorder.NONE
    across: str = ""
    likelier: tuple[str, ...] = ()
    rarer: tuple[str, ...] = ()
    source: str = ""


# What a register rewrites: all but the code, which stays for life, and where the scenario came from.
TEXTS = ("title", "origin", "hazards", "story", "affected", "cross_border", "across", "likelier", "rarer")


def take_scenarios(
    *, actor: Actor, framework: Framework, texts: Sequence[ScenarioText], relies: Mapping[str, Mapping[str, int]],
    unlinked: Mapping[str, str],
) -> int:  # fmt: skip
    """Take in scenarios of a pack or register that are not here yet; returns how many are new.

    ``relies`` gives by scenario and capability code the strength (1 partly, 2 strongly), ``unlinked`` by capability
    code why nothing leans on it. What the country already has stays as it is.
    """
    require(can_run_risks, actor)
    for text in texts:
        _check(text)
    known = set(Scenario.objects.for_actor(actor).values_list("code", flat=True))
    capabilities = dict(Capability.objects.filter(framework=framework).values_list("code", "pk"))
    new = [text for text in texts if text.code not in known]
    with audited(actor, "scenarios.taken", framework=str(framework), codes=[text.code for text in new]):
        start = _last(actor)
        rows = [_row(actor, text, start + number) for number, text in enumerate(new, start=1)]
        Scenario.objects.bulk_create(rows)
        Reliance.objects.bulk_create(
            Reliance(
                country_id=actor.country_id, scenario=row, capability_id=capabilities[code], strength=strength,
                proposed=True,
            )
            for row in rows
            for code, strength in relies.get(row.code, {}).items()
            if code in capabilities
        )  # fmt: skip
        Unlinked.objects.bulk_create(
            (
                Unlinked(country_id=actor.country_id, capability_id=capabilities[code], reason=reason)
                for code, reason in unlinked.items()
                if code in capabilities
            ),
            ignore_conflicts=True,
        )
    return len(new)


def take_register(*, actor: Actor, texts: Sequence[ScenarioText], replace: bool = False) -> tuple[int, int]:
    """Take in scenarios of a risk register; returns how many are new and how many were rewritten.

    Those whose code is here already stay as they are, unless ``replace`` says that they are rewritten.
    """
    require(can_run_risks, actor)
    for text in texts:
        _check(text)
    with audited(actor, "scenarios.registered", replace=replace) as record:
        present = {row.code: row for row in Scenario.objects.for_actor(actor).select_for_update()}
        start = _last(actor)
        new = [text for text in texts if text.code not in present]
        Scenario.objects.bulk_create(_row(actor, text, start + number) for number, text in enumerate(new, start=1))
        changed = [row for text in texts if replace and (row := present.get(text.code)) and _rewritten(row, text)]
        Scenario.objects.for_actor(actor).bulk_update(changed, [*TEXTS])
        record.detail |= {"new": [text.code for text in new], "changed": [row.code for row in changed]}
    return len(new), len(changed)


def add_scenario(*, actor: Actor, text: ScenarioText) -> Scenario:
    """Add a scenario of the country's own."""
    require(can_run_risks, actor)
    _check(text)
    if Scenario.objects.for_actor(actor).filter(code=text.code).exists():
        raise InvalidInput(_("There is already a scenario %(code)s.") % {"code": text.code})
    with audited(actor, "scenario.added", code=text.code) as record:
        record.subject = row = _row(actor, text, _last(actor) + 1)
        row.save(force_insert=True)
    return row


def change_scenario(*, actor: Actor, scenario: Scenario, text: ScenarioText) -> Scenario:
    """Rewrite a scenario; its code stays for life."""
    require(can_run_risks, actor)
    _check(text)
    fields = _fields(text) | {"code": scenario.code, "source": scenario.source}
    with audited(actor, "scenario.changed", scenario) as record:
        row = Scenario.objects.for_actor(actor).select_for_update().get(pk=scenario.pk)
        record.detail["changed"] = sorted(name for name, value in fields.items() if getattr(row, name) != value)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save(update_fields=list(fields))
    return row


def leave_out_scenario(*, actor: Actor, scenario: Scenario, reason: str) -> None:
    """Leave a scenario out of the risk picture, saying why; its estimates are kept."""
    require(can_run_risks, actor)
    if not reason.strip():
        raise InvalidInput(_("Say why the scenario is left out."))
    with audited(actor, "scenario.left_out", scenario, reason=reason.strip()):
        Scenario.objects.for_actor(actor).filter(pk=scenario.pk).update(left_out=reason.strip())


def take_back_scenario(*, actor: Actor, scenario: Scenario) -> None:
    """Let a scenario that was left out count again."""
    require(can_run_risks, actor)
    with audited(actor, "scenario.taken_back", scenario):
        Scenario.objects.for_actor(actor).filter(pk=scenario.pk).update(left_out="")


def set_reliance(*, actor: Actor, scenario: Scenario, strengths: Mapping[UUID, int]) -> int:
    """Say how far a scenario leans on capabilities (by id: 0, 1 partly, 2 strongly); returns how many changed."""
    require(can_run_risks, actor)
    if set(strengths.values()) - set(Strength.values):
        raise InvalidInput(_("A scenario leans on a capability not at all, partly or strongly."))
    known = set(Capability.objects.filter(pk__in=list(strengths)).values_list("pk", flat=True))
    with audited(actor, "reliance.set", scenario) as record:
        rows = Reliance.objects.for_actor(actor).filter(scenario=scenario).select_for_update()
        present = {row.capability_id: row for row in rows}
        changed = {
            pk: strength
            for pk, strength in strengths.items()
            if pk in known and strength != (present[pk].strength if pk in present else Strength.NONE)
        }
        Reliance.objects.for_actor(actor).filter(scenario=scenario, capability__in=changed).delete()
        Reliance.objects.bulk_create(
            Reliance(country_id=actor.country_id, scenario=scenario, capability_id=pk, strength=strength)
            for pk, strength in changed.items()
            if strength != Strength.NONE
        )
        record.detail["changed"] = {str(pk): strength for pk, strength in changed.items()}
    return len(changed)


def explain_unlinked(*, actor: Actor, capability: Capability, reason: str) -> None:
    """Say why no scenario leans on a capability; an empty reason takes it away."""
    require(can_run_risks, actor)
    with audited(actor, "capability.unlinked_explained", capability, reason=reason.strip()):
        Unlinked.objects.for_actor(actor).filter(capability=capability).delete()
        if reason.strip():
            Unlinked.objects.create(country_id=actor.country_id, capability=capability, reason=reason.strip())


def _rewritten(row: Scenario, text: ScenarioText) -> bool:
    """Put a text's words on a scenario; whether that changes any."""
    fields = _fields(text)
    changed = any(getattr(row, name) != fields[name] for name in TEXTS)
    for name in TEXTS:
        setattr(row, name, fields[name])
    return changed


def _fields(text: ScenarioText) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(text).items()}


def _check(text: ScenarioText) -> None:
    if not (text.code.strip() and text.title.strip() and text.story.strip()):
        raise InvalidInput(_("A scenario needs a code, a title and its story."))
    if text.origin not in ScenarioOrigin.values or text.cross_border not in CrossBorder.values:
        raise InvalidInput(
            _("Say of %(code)s what brings it about, and whether it crosses borders.") % {"code": text.code}
        )
    if not text.hazards or set(text.hazards) - set("CBRN"):
        raise InvalidInput(_("Name the hazards of %(code)s by their letters C, B, R, N.") % {"code": text.code})


def _row(actor: Actor, text: ScenarioText, order: int) -> Scenario:
    return Scenario(country_id=actor.country_id, order=order, **_fields(text))


def _last(actor: Actor) -> int:
    return Scenario.objects.for_actor(actor).aggregate(last=Max("order"))["last"] or 0
