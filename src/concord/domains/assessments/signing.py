"""What an approver signs: the agreed findings of an assessment as canonical JSON, and its SHA-256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from concord.domains.assessments.models import Assessment, Finding


def content_of(assessment: Assessment, findings: Iterable[Finding]) -> str:
    """The content that is signed; the same findings give the same text wherever it is worked out."""
    return json.dumps(
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
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def content_hash(assessment: Assessment, findings: Iterable[Finding]) -> str:
    """SHA-256 of what is signed, in hexadecimal."""
    return hashlib.sha256(content_of(assessment, findings).encode()).hexdigest()
