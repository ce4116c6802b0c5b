"""Reads of published activities; everybody of a country on this instance may see them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from concord.domains.assistance.models import ActivityCode, PublishedActivity
from concord.domains.assistance.rules import can_import_activities, can_see_assistance
from concord.kernel.actor import Actor, require


@dataclass(frozen=True)
class ActivityFilter:
    """What is looked for; empty fields do not filter. ``words`` must all be found, whatever their case."""

    country: str = ""
    sector: str = ""
    words: str = ""
    running: bool = False  # only what is not closed, cancelled or suspended


OVER = ("3", "4", "5", "6")  # code list ActivityStatus: finalisation, closed, cancelled, suspended


def activities(actor: Actor, wanted: ActivityFilter | None = None) -> QuerySet[PublishedActivity]:
    """Published activities without their sources, by identifier."""
    require(can_see_assistance | can_import_activities, actor)
    wanted = wanted or ActivityFilter()
    rows = PublishedActivity.objects.defer("source", "search")
    for kind, code in (("country", wanted.country), ("sector", wanted.sector)):
        if code:
            rows = rows.filter(Exists(ActivityCode.objects.filter(activity=OuterRef("pk"), kind=kind, code=code)))
    for word in wanted.words.casefold().split()[:10]:
        rows = rows.filter(search__contains=word)
    return rows.exclude(status__in=OVER) if wanted.running else rows
