"""Roles of parameters, and rows that come in numbers: one for each route."""

from __future__ import annotations

from collections.abc import Sequence

from allied.sim.inputs.quantity import Quantity

__all__ = ["CALIBRATED", "CONSTANT", "FIXED", "ROUTE_WORDS", "by_route"]

CALIBRATED, FIXED, CONSTANT = "calibrated", "fixed", "constant"

ROUTE_WORDS = {
    "queue": "IT queue",
    "shared": "shared team",
    "unit": "unit",
    "in_house": "in-house",
    "vendor": "vendor",
    "around": "around IT",
}
"""Words for the routes by the last part of a parameter's name, in the order of their numbers."""


def by_route(
    vector: str,
    label: str,
    meaning: str,
    unit: str,
    defaults: Sequence[float],
    *,
    spread: float,
    low: float = 0.0,
    high: float = 1.0,
    source: str = "assumed",
) -> tuple[Quantity, ...]:
    """Return the rows of a vector with a component for each route.

    Parameters
    ----------
    vector : str
        Dotted name; a component's is followed by that of its route, "choice.own_cmo_queue".
    label, meaning, unit, source : str
        As of a `Quantity`; the route is added to the label.
    defaults : sequence of float
        By number of the route.
    spread : float
        How far the plausible range goes to either side of a default.
    low, high : float
        Limits of every range.
    """
    return tuple(
        Quantity(
            f"{vector}_{route}", CONSTANT, f"{label}: {words}", meaning, unit, default,
            max(low, round(default - spread, 9)), min(high, round(default + spread, 9)),
            source=source,
            vector=vector,
            place=(number,),
        )
        for number, ((route, words), default) in enumerate(
            zip(ROUTE_WORDS.items(), defaults, strict=True)
        )
    )  # fmt: skip
