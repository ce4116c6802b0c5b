"""The plain text of a narrative section, read as paragraphs and simple lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

BULLET = re.compile(r"\s*[-–•*]\s+(.*)")


@dataclass(frozen=True)
class Block:
    """A paragraph (one text), or a list (one text for each point)."""

    kind: Literal["paragraph", "list"]
    texts: tuple[str, ...]


def blocks(text: str) -> tuple[Block, ...]:
    """A text's paragraphs and lists. A blank line ends a paragraph; a line that begins with a dash is a point."""
    found: list[tuple[Literal["paragraph", "list"], list[str]]] = []
    fresh = True
    for line in text.splitlines():
        point = BULLET.fullmatch(line)
        if not line.strip():
            fresh = True
        elif point:
            if fresh or not found or found[-1][0] != "list":
                found.append(("list", []))
            found[-1][1].append(point[1].strip())
            fresh = False
        elif fresh or not found:
            found.append(("paragraph", [line.strip()]))
            fresh = False
        else:  # a line goes on with the paragraph or the point before it
            found[-1][1][-1] += f" {line.strip()}"
    return tuple(Block(kind, tuple(texts)) for kind, texts in found)


def usual_sections() -> dict[str, str]:
    """The chapters that plans usually have, by code, each with its title in the language that is active."""
    return {
        "vision": _("Vision and goals"),
        "context": _("Context"),
        "legal_basis": _("Legal basis"),
        "coordination": _("Coordination"),
        "risks": _("Risks to the plan"),
        "resources": _("Resources and financing"),
        "monitoring": _("Monitoring and evaluation"),
        "communication": _("Communication"),
    }


def hints() -> dict[str, str]:
    """What each of the usual chapters says, as help for who writes it."""
    return {
        "vision": _("Where the country wants to be when the plan is done, in a few sentences."),
        "context": _("The country, its risks and what was done before this plan."),
        "legal_basis": _("Laws, decrees and international commitments on which the plan stands."),
        "coordination": _("Who steers the plan, how often they meet, and who decides."),
        "risks": _("What could keep the plan from being carried out, and what is done about it."),
        "resources": _("Where people and money come from, and what is asked of partners."),
        "monitoring": _("Who looks at progress, when, by which indicators, and what follows from it."),
        "communication": _("Who is told what, when and by whom."),
    }
