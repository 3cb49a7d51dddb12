"""How surveyed companies differ in a lever: part of the lever's row."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

__all__ = ["DOMAINS", "Practice"]

DOMAINS = MappingProxyType({
    "organisation": ("structure", "decisions", "budget"),
    "goals": ("goals",),
    "leadership": ("leadership", "culture"),
    "technology": ("it", "technology"),
})  # fmt: skip
"""Groups of levers by what they are about; the ordinary level of each domain is one unknown."""


@dataclass(frozen=True, slots=True)
class Practice:
    """How a lever differs between surveyed companies.

    Attributes
    ----------
    direction : float
        1 where more of it is working together, -1 where less is, 0 where it is neither.
    width : float
        Spread, relative to that of a practice.
    order : tuple of (value, float)
        For a choice: its values from apart to together, with their shares at level 0 (assumed).
    centre : int or float, optional
        For a number: its ordinary value among surveyed companies; the lever's default when None.
    """

    direction: float = 1.0
    width: float = 1.0
    order: tuple[tuple[Any, float], ...] = ()
    centre: float | None = None
