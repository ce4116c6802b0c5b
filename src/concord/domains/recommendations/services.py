"""Writes of the recommendations domain."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from concord.domains.frameworks.models import Capability
from concord.domains.recommendations.enums import Origin
from concord.domains.recommendations.models import Recommendation
from concord.domains.recommendations.rules import can_note_recommendation
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, WrongState
from concord.kernel.sharing import SharingLabel, refuse_above_ceiling

LONGEST_TEXT = 4000
LONGEST_SOURCE = 300


def add_recommendation(
    *,
    actor: Actor,
    capability_code: str,
    text: str,
    origin: str,
    source: str,
    made_on: dt.date,
    label: str = SharingLabel.AMBER_STRICT,
) -> Recommendation:
    """Note what an exercise, a law review, a lesson or a report asks for about one capability."""
    require(can_note_recommendation, actor)
    refuse_above_ceiling(label)
    text, source = text.strip(), source.strip()
    if not 0 < len(text) <= LONGEST_TEXT:
        raise InvalidInput(_("Say what is recommended, in at most 4,000 characters."))
    if not 0 < len(source) <= LONGEST_SOURCE:
        raise InvalidInput(_("Name the report or exercise that asks for it, in at most 300 characters."))
    if origin not in Origin.values:
        raise InvalidInput(_("Choose what the recommendation comes from."))
    if made_on > clock.today():
        raise InvalidInput(_("A recommendation cannot be made in the future; check the date."))
    if not Capability.objects.filter(code=capability_code).exists():
        raise InvalidInput(_("There is no capability %(code)s.") % {"code": capability_code})
    with audited(actor, "recommendation.noted", capability=capability_code, origin=origin) as record:
        record.subject = recommendation = Recommendation.objects.create(
            country_id=actor.country_id,
            capability_code=capability_code,
            text=text,
            origin=origin,
            source=source,
            made_on=made_on,
            label=label,
            noted_by=actor.name,
            noted_at=clock.now(),
        )
    return recommendation


def withdraw_recommendation(*, actor: Actor, recommendation: Recommendation, reason: str) -> Recommendation:
    """Take a recommendation back, saying why; it stays on record."""
    require(can_note_recommendation, actor)
    if not reason.strip():
        raise InvalidInput(_("Say why the recommendation is withdrawn."))
    with audited(actor, "recommendation.withdrawn", recommendation, reason=reason.strip()) as record:
        row = Recommendation.objects.for_actor(actor).select_for_update().get(pk=recommendation.pk)
        if row.withdrawn_at is not None:
            raise WrongState(_("This recommendation was withdrawn already."))
        row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason = actor.name, clock.now(), reason.strip()
        row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
        record.detail["capability"] = row.capability_code
    return row
