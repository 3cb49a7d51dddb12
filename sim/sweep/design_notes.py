"""What a reader of a sweep's results should know about its design."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allied.sim.sweep.design import Design
    from allied.sim.sweep.factors import Factor

__all__ = ["notes_of"]


def notes_of(design: Design) -> list[str]:
    """Return the notes of a design, in sentences."""
    found = []
    if design.cut and len(design.rows) > 1:
        found.append(
            f"{', '.join(design.cut)} no longer follow the joint distribution of the parameters: "
            "what varies overrides the draw."
        )
    if any(factor.target == "row" for factor in design.factors):
        found.append(
            "All runs of a point have the same row of parameters: runs differ by chance alone."
        )
    for factor in design.factors:
        found += _beyond(factor, design) + _until(factor, design)
    return found


def _beyond(factor: Factor, design: Design) -> list[str]:
    """Say that values of a parameter lie beyond its declared range."""
    row = factor.quantity
    if factor.target != "parameter" or row is None or row.kind not in ("number", "integer"):
        return []
    values = design.columns[factor.name]
    if row.low <= min(values) <= max(values) <= row.high:
        return []
    return [
        f"{factor.key} goes beyond its declared range, {row.low:g} to {row.high:g}: "
        "nobody has said that the model holds there."
    ]


def _until(factor: Factor, design: Design) -> list[str]:
    """Say from when on a base's timeline sets a lever that varies."""
    if factor.target != "lever":
        return []
    found = []
    for base in [*design.bases, *design.scenarios.values()]:
        weeks = [week for week, changes in base.timeline if factor.key in changes]
        if weeks:
            found.append(
                f"{base.name} sets {factor.key} in week {weeks[0]}: what is varied holds until "
                "then."
            )
    return found
