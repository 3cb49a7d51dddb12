"""The forms of decisions and phases: what a rule takes and gives when an agent may override it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from allied.sim.model.company import Company

__all__ = ["OfCompany", "OfInitiative", "OfTeam", "Step"]

T = TypeVar("T")
Step: TypeAlias = Callable[[Company], None]
"""A phase, or a week: moves the company on."""

OfCompany: TypeAlias = Callable[[Company], T]
"""A decision about the whole company."""

OfInitiative: TypeAlias = Callable[[Company, int], T]
"""A decision about one initiative: the row of `company.work`."""

OfTeam: TypeAlias = Callable[[Company, int], T]
"""A decision about one team: the row of `company.teams`."""
