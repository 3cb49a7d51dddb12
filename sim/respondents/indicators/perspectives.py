"""Chairs: where a respondent sits, and for whom it speaks."""

from __future__ import annotations

from functools import cache

import numpy as np

from allied.sim.model.company import Company
from allied.sim.model.compiled import rule
from allied.sim.model.records import Record
from allied.sim.model.state import CIO, CMO, IT, LEADER, MARKETING, NOBODY
from allied.sim.model.teams import DEPARTMENTS, KIND_COUNT

__all__ = ["LEVELS", "TEAM_SEAT", "Perspective", "of_chiefs", "own_department", "perspectives"]

LEVELS = ("leader", "manager", "contributor")
CHIEF_SEAT, CEO_SEAT, COMPANY_SEAT, TEAM_SEAT = range(4)


class Perspective(Record):
    """Where a respondent sits."""

    seat: int
    side: int  # 0 marketing, 1 IT, -1 neither
    team: int
    level: int


@rule
def of_chiefs(co: Company, perspective: Perspective, marketing: float, it: float) -> float:
    """Return what the chair's own chief holds; the mean of both for those of neither side."""
    if perspective.side == CMO:
        return marketing
    return it if perspective.side == CIO else 0.5 * (marketing + it)


@rule
def own_department(perspective: Perspective) -> int:
    """Return the department for which a chair speaks; for the company, marketing."""
    return IT if perspective.side == CIO else MARKETING


@cache
def perspectives(teams: int) -> np.ndarray:
    """Return the chairs of a company: CMO, CIO, CEO, the company, and members by team and level.

    Returns
    -------
    numpy.ndarray of Perspective, shape (4 + 3 * teams,)

    Examples
    --------
    >>> perspectives(14).dtype.names
    ('seat', 'side', 'team', 'level')
    """
    rows = [
        (CHIEF_SEAT, CMO, NOBODY, LEADER), (CHIEF_SEAT, CIO, NOBODY, LEADER),
        (CEO_SEAT, NOBODY, NOBODY, LEADER), (COMPANY_SEAT, NOBODY, NOBODY, LEADER),
    ]  # fmt: skip
    for t in range(teams):
        department = DEPARTMENTS[t % KIND_COUNT]
        side = {MARKETING: CMO, IT: CIO}.get(department, NOBODY)
        rows += [(TEAM_SEAT, side, t, level) for level in range(len(LEVELS))]
    return np.array(rows, Perspective.dtype)
