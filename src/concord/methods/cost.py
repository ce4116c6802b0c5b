"""A first cost from ingredients: quantity, scaled to the country, times the unit cost of the ingredient book."""

from __future__ import annotations

from dataclasses import dataclass

from concord.methods.errors import MethodError

REFERENCE_POPULATION = 5_000_000


@dataclass(frozen=True)
class Size:
    """What quantities grow with: inhabitants, first-level territories, and institutions that take part."""

    population: int = REFERENCE_POPULATION
    territories: int = 8
    institutions: int = 16


REFERENCE = Size()


def scaled_quantity(quantity: float, scales_with: str, size: Size) -> float:
    """A quantity given for a country of five million, 8 territories and 16 institutions, for a country of ``size``.

    Population scales with the power 0.6, the "six-tenths rule" for the cost of capacity (Williams 1947, Chemical
    Engineering 54(12)): twice the people do not need twice the laboratory. Territories and institutions scale straight.

    >>> scaled_quantity(10, "territories", Size(territories=16))
    20.0
    """
    if quantity <= 0:
        raise MethodError("quantity must be above zero")
    match scales_with:
        case "fixed":
            return float(quantity)
        case "population":
            return float(quantity * (size.population / REFERENCE.population) ** 0.6)
        case "territories":
            return quantity * size.territories / REFERENCE.territories
        case "institutions":
            return quantity * size.institutions / REFERENCE.institutions
    raise MethodError(f"scales_with must be fixed, population, territories or institutions, got {scales_with!r}")
