"""What an approver signs: the agreed findings of an assessment, and the SHA-256 of their canonical JSON."""

from __future__ import annotations

from collections.abc import Iterable

from concord.domains.assessments.models import Assessment, Finding
from concord.kernel.canonical import sha256_of


def content_hash(assessment: Assessment, findings: Iterable[Finding]) -> str:
    """SHA-256 of what is signed, in hexadecimal; the same findings give the same hash wherever it is worked out."""
    return sha256_of(
        {
            "assessment": str(assessment.pk),
            "framework": assessment.pack_hash,
            "round": assessment.round,
            "findings": [
                {
                    "capability": finding.capability.code,
                    "level": finding.level,
                    "target": finding.target,
                    "rationale": finding.rationale,
                    "agreed_by": finding.agreed_by,
                }
                for finding in sorted(findings, key=lambda f: f.capability.code)
            ],
        }
    )
