"""Keeping a version of a plan, and how versions are numbered. For services, inside their transaction."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from concord.domains.plans.models import Plan, PlanVersion
from concord.domains.plans.snapshot import snapshot
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.audit import head
from concord.kernel.canonical import canonical_json, text_hash
from concord.kernel.errors import InvalidInput

NUMBER = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}")


def freeze(actor: Actor, plan: Plan, *, number: str = "", note: str = "") -> PlanVersion:
    """Keep a locked plan as it stands, under the number it carries or a higher one."""
    number = number.strip() or plan.version
    last = PlanVersion.objects.for_actor(actor).filter(plan=plan).defer("content").first()
    if not NUMBER.fullmatch(number):
        raise InvalidInput(_("A version’s number is two numbers with a point between them, such as 0.3."))
    if last is not None and as_numbers(number) <= as_numbers(last.number):
        words = _("Version %(last)s is kept already; take a higher number than that.")
        raise InvalidInput(words % {"last": last.number})
    content = canonical_json(snapshot(actor, plan, number=number, status=plan.status))
    return PlanVersion.objects.create(
        country_id=plan.country_id,
        plan=plan,
        number=number,
        sequence=last.sequence + 1 if last else 1,
        status=plan.status,
        note=note.strip(),
        content=content,
        sha256=text_hash(content),
        audit_head=head(plan.country_id),
        made_at=clock.now(),
        made_by=actor.name,
        made_by_id=actor.user_id,
    )


def go_on_as(plan: Plan, number: str) -> None:
    """The number under which a locked plan is worked on from now."""
    plan.version = number
    plan.save(update_fields=["version"])


def as_numbers(number: str) -> tuple[int, ...]:
    """A version's number for comparing: 0.10 comes after 0.9. What is no number comes first."""
    return tuple(map(int, number.split("."))) if NUMBER.fullmatch(number) else (0, 0)


def next_minor(number: str) -> str:
    """The number after a version that is worked on: 0.3 after 0.2."""
    whole, part = as_numbers(number)
    return f"{whole}.{part + 1}"


def next_whole(number: str) -> str:
    """The number under which a version is adopted: 1.0 after 0.4, 2.0 after 1.3."""
    return f"{as_numbers(number)[0] + 1}.0"


def content_note(version: PlanVersion) -> dict[str, str]:
    """What the audit trail says of a version, so that a changed or removed one shows."""
    return {"version": version.number, "id": str(version.pk), "sha256": version.sha256}
