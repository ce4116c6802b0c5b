"""How much a gap matters: what leans on the capability, times how far it is from its target."""

from __future__ import annotations

from concord.methods.errors import MethodError


def importance(exposure: float, level: int, target: int) -> float:
    """E_c * max(target - L, 0) / 4, between 0 and 1 (Concord's own definition; see docs/methods/importance.md).

    ``exposure`` is E_c in 0..1, or the area's weight before risks are assessed; ``level`` and ``target`` are 1 to 5.

    >>> importance(1.0, 2, 4)
    0.5
    """
    if not 0 <= exposure <= 1:
        raise MethodError(f"exposure must lie between 0 and 1, got {exposure}")
    if not (1 <= level <= 5 and 1 <= target <= 5):
        raise MethodError("level and target must be 1 to 5")
    return exposure * max(target - level, 0) / 4
