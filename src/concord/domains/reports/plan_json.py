"""The plan as JSON: the form that other programs read."""

from __future__ import annotations

import json
from typing import Any

from concord.domains.plans.models import Action
from concord.domains.plans.queries import GapTrace, cost_of
from concord.domains.reports.material import Material


def plan_json(material: Material) -> str:
    """The whole plan with its gaps, actions and traces; amounts are whole units of ``currency``."""
    return json.dumps(plan_as_plain(material), ensure_ascii=False, indent=2) + "\n"


def plan_as_plain(material: Material) -> dict[str, Any]:
    """The plan as plain values."""
    plan, assessment = material.plan, material.plan.assessment
    return {
        "format": "concord-plan/1",
        "country": material.country.code,
        "country_name": material.country.name,
        "title": plan.title,
        "version": plan.version,
        "status": plan.status,
        "label": plan.label,
        "currency": plan.currency,
        "starts_on": plan.starts_on.isoformat(),
        "drafted_at": plan.drafted_at.isoformat(timespec="seconds"),
        "framework": assessment
        and {
            "code": assessment.framework.code,
            "edition": assessment.framework.edition,
            "pack_hash": assessment.pack_hash,
        },
        "audit_head": material.audit_head,
        "totals": {
            "gaps": len(material.gaps),
            "steps": material.steps,
            "actions": len(material.actions),
            "cost_low": int(material.cost.low),
            "cost": int(material.cost.likely),
            "cost_high": int(material.cost.high),
        },
        "gaps": [
            {
                "code": gap.finding.capability.code,
                "title": str(gap.finding.capability.title),
                "current": gap.current,
                "target": gap.target,
                "importance": round(gap.importance, 6),
                "exposure": _rounded(gap.exposure),
                "scenarios": [leaning.scenario.code for leaning in gap.leanings],
                "rank": gap.rank,
            }
            for gap in material.gaps
        ],
        "risks": _risks(material),
        "actions": [_action(material, action) for action in material.actions],
    }


def _risks(material: Material) -> list[dict[str, Any]]:
    """The scenarios that the plan's order follows, the largest first; empty before risks are agreed."""
    return [
        {
            "code": one.scenario.code,
            "title": one.scenario.title,
            "origin": one.scenario.origin,
            "hazards": one.scenario.hazards,
            "likelihood": one.likelihood_band,
            "impact": one.impact_band,
            "share": _rounded(one.share),
            "raters": one.raters,
        }
        for one in (material.risks.by_share if material.risks else ())
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _action(material: Material, action: Action) -> dict[str, Any]:
    cost = cost_of(action)
    return {
        "code": action.code,
        "title": action.text,
        "objective": action.objective.title,
        "hazards": action.hazards,
        "phase": action.phase,
        "lead": action.lead_name,
        "supporting": [i.name for i in action.supporting.all()]
        or [name for name in action.supporting_text.split("; ") if name],
        "gaps": [closed.finding.capability.code for closed in action.closes.all()],
        "start": action.starts_on.isoformat(),
        "end": action.ends_on.isoformat(),
        "status": action.status,
        "cost": int(cost.likely),
        "cost_low": int(cost.low),
        "cost_high": int(cost.high),
        "indicators": [{"kind": i.kind, "text": i.text, "due": i.due.isoformat()} for i in action.indicators.all()],
        "depends_on": [other.code for other in action.depends_on.all()],
        "funding": [
            {"year": f.year, "amount": int(f.amount), "source": f.source, "status": f.status}
            for f in action.funding.all()
        ],
        "trace": _trace(material, action),
    }


def _trace(material: Material, action: Action) -> dict[str, Any]:
    benchmark = action.benchmark
    return {
        "benchmark": benchmark and benchmark.code,
        "benchmark_framework": benchmark and str(benchmark.capability.framework),
        "carried_by": action.carried_by and action.carried_by.code,
        "gaps": [_gap(material, trace) for trace in material.traces[action.pk].gaps],
    }


def _gap(material: Material, trace: GapTrace) -> dict[str, Any]:
    finding = trace.finding
    return {
        "code": finding.capability.code,
        "from_level": trace.closes.from_level,
        "to_level": trace.closes.to_level,
        "importance": round(trace.closes.importance, 6),
        "exposure": _rounded(trace.closes.exposure),
        "scenarios": [
            {"code": leaning.scenario.code, "strength": leaning.strength, "share": _rounded(leaning.share)}
            for leaning in material.leanings(finding.capability_id)
        ],
        "rank": trace.closes.rank,
        "finding": {
            "level": finding.level,
            "low": finding.low,
            "high": finding.high,
            "target": finding.target,
            "agreement": finding.agreement,
            "origin": finding.origin,
            "rationale": finding.rationale,
        },
        "statements": [
            {
                "code": view.statement.code,
                "text": str(view.statement.text),
                "median": view.median,
                "answers": [
                    {
                        "institution": answer.institution.name,
                        "value": answer.value,
                        "comment": answer.comment,
                        "evidence": answer.evidence,
                    }
                    for answer in view.answers
                ],
            }
            for view in trace.statements
        ],
    }
