"""What an approver approves: the agreed risks as canonical JSON, and its SHA-256."""

from __future__ import annotations

from collections.abc import Iterable

from concord.domains.risks.models import AgreedRisk, RiskPicture
from concord.kernel.canonical import sha256_of


def content_hash(picture: RiskPicture, agreed: Iterable[AgreedRisk]) -> str:
    """SHA-256 of the agreed risks, in hexadecimal; the same risks give the same hash wherever it is worked out."""
    content = {
        "assessment": str(picture.assessment_id),
        "risks": sorted([row.scenario.code, row.likelihood, row.impact, row.rationale] for row in agreed),
    }
    return sha256_of(content)
