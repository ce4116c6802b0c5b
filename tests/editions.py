"""A framework in two editions for tests: the second rewords, splits, merges, retires and adds."""

from __future__ import annotations

from typing import Any

from tests.factories import KINDS

from concord.formats.framework_pack import Pack

LEVELS = (2, 3, 4, 5)


def first_edition() -> Pack:
    """Six capabilities ``E-01`` to ``E-06`` with one statement a level: ``E-01.2`` to ``E-01.5`` and so on."""
    return _pack("1", [_capability(f"E-{number:02}") for number in range(1, 7)])


def second_edition(*, from_edition: str = "1", notes: list[dict[str, Any]] | None = None) -> Pack:
    """E-01 as it was; E-02 with one statement reworded without a note and one with; E-03 split into E-03A and E-03B;
    E-04 and E-05 merged into E-45; E-06 retired; E-07 new."""
    reworded = _capability("E-02", {"E-02.2": "Other words than before."})
    split = [_capability("E-03A"), _capability("E-03B")]
    found = [
        {"code": "E-01", "change": "unchanged"},
        {"code": "E-02.3", "change": "reworded"},
        {"code": "E-03", "change": "split", "codes": ["E-03A", "E-03B"]},
        *({"code": f"E-03.{n}", "change": "split", "codes": [f"E-03A.{n}", f"E-03B.{n}"]} for n in LEVELS),
        *({"code": code, "change": "merged", "codes": ["E-45"]} for code in ("E-04", "E-05")),
        *({"code": f"{c}.{n}", "change": "merged", "codes": [f"E-45.{n}"]} for c in ("E-04", "E-05") for n in LEVELS),
        {"code": "E-06", "change": "retired"},
        *({"code": f"E-06.{n}", "change": "retired"} for n in LEVELS),
    ]
    capabilities = [_capability("E-01"), reworded, *split, _capability("E-45"), _capability("E-07")]
    changes = {"from_edition": from_edition, "items": found if notes is None else notes}
    return _pack("2", capabilities, changes)


def third_edition() -> Pack:
    """As the second, but E-07 is retired."""
    capabilities = [
        _capability("E-01"), _capability("E-02", {"E-02.2": "Other words than before."}), _capability("E-03A"),
        _capability("E-03B"), _capability("E-45"),
    ]  # fmt: skip
    return _pack("3", capabilities, {"from_edition": "2", "items": [{"code": "E-07", "change": "retired"}]})


def _pack(edition: str, capabilities: list[dict[str, Any]], changes: dict[str, Any] | None = None) -> Pack:
    areas = [
        {"code": "E1", "title": "First area", "capabilities": capabilities[:2]},
        {"code": "E2", "title": "Second area", "capabilities": capabilities[2:]},
    ]
    kinds = [{"code": kind, "title": kind.title()} for kind in KINDS]
    head = {"code": "editions", "edition": edition, "title": "A framework in editions", "institution_kinds": kinds}
    return Pack.model_validate({**head, "areas": areas, **({"changes": changes} if changes else {})})


def _capability(code: str, other_words: dict[str, str] | None = None) -> dict[str, Any]:
    words = other_words or {}
    return {
        "code": code,
        "title": f"Capability {code}",
        "answered_by": list(KINDS),
        "levels": [
            {
                "level": n,
                "statements": [{"code": f"{code}.{n}", "text": words.get(f"{code}.{n}", f"{code}.{n} holds.")}],
            }
            for n in LEVELS
        ],
    }
