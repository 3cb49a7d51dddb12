"""What a row of a table of indicators is: a rule, its label, and how people answer about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from allied.sim.model.company import Company
from allied.sim.respondents.indicators.perspectives import Perspective
from allied.sim.respondents.indicators.this_year import ThisYear

__all__ = ["Row", "See"]

See: TypeAlias = Callable[[Company, ThisYear, Perspective], float]
"""What a chair sees of a company in its year, in [0, 1]."""

Row: TypeAlias = tuple[See, str, int] | tuple[See, str, int, bool]
"""Rule and label; 1, 0 or -1 as more of it flatters or not; True where it is a share of people."""
