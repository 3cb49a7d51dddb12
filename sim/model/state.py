"""The state of one company: room for its record, and the numbers that stand in it.

What the record holds is stated in `allied.sim.model.company`.
"""

from __future__ import annotations

import math
from enum import IntEnum
from functools import lru_cache
from typing import Any

import numpy as np

from allied.sim.model.company import ROUTES, YEAR, Company
from allied.sim.model.records import dtype_of, fixed

__all__ = [
    "ROUTES",
    "Department",
    "Route",
    "Stage",
    "allocate",
    "expected_rows",
    "state_type",
]  # fmt: skip

QUARTER = 13
SMALL, LARGE = (40, 2048), (200, 65536)  # room for teams, and for initiatives
MOST_ARRIVALS = 24  # a week, for each 14 teams; a Poisson mean of 0.5 never comes near
ADDRESSES_A_WEEK = 1024  # initiatives raised in a week have addresses of their own
LEADER, MANAGER, CONTRIBUTOR = map(fixed, range(3))
CREATIVE, CUSTOMER, DATA, ENGINEERING = map(fixed, range(4))
CMO, CIO = map(fixed, range(2))
NOBODY = fixed(-1)


class Department(IntEnum):
    """Where a team reports."""

    MARKETING = 0
    IT = 1
    NEIGHBOUR = 2


class Stage(IntEnum):
    """Where an initiative stands. It is in exactly one stage."""

    RAISED = 0
    NEGOTIATING = 1
    FUNDED = 2
    WAITING = 3
    ACTIVE = 4
    LIVE = 5
    ABANDONED = 6


class Route(IntEnum):
    """The way in which an initiative is built."""

    NONE = -1
    QUEUE = 0
    SHARED = 1
    UNIT = 2
    IN_HOUSE = 3
    VENDOR = 4
    AROUND = 5


# Numbers for compiled code, which knows no enumerations from other modules.
MARKETING, IT, NEIGHBOUR = map(fixed, Department)
RAISED, NEGOTIATING, FUNDED, WAITING, ACTIVE, LIVE, ABANDONED = map(fixed, Stage)
NO_ROUTE, BY_QUEUE, BY_SHARED, BY_UNIT, IN_HOUSE, BY_VENDOR, AROUND_IT = map(fixed, Route)
MARKETING_ACCOUNT, IT_ACCOUNT, JOINT_ACCOUNT, RESERVE = map(fixed, range(4))


class WholeRecord(np.record):  # type: ignore[misc]  # NumPy's stubs call its base final
    """A company's record, which hands itself to compiled rules at once.

    Numba asks a record for its buffer at each call from Python, and NumPy describes all fields of
    the record to make one, which takes many times as long as a rule. Where the record is all of an
    array, the array's plain bytes do as well.
    """

    @property
    def data(self) -> memoryview:
        """The bytes of the record."""
        whole: Any = self.base
        if isinstance(whole, np.ndarray) and whole.shape == (1,) and whole.nbytes == self.nbytes:
            return whole.view(np.uint8).data
        return super().data


@lru_cache
def state_type(teams: int, rows: int) -> np.dtype[Any]:
    """Return the record type of a company with room for `teams` teams and `rows` initiatives.

    Its fields are those of `allied.sim.model.company.Company`.
    """
    return np.dtype((WholeRecord, dtype_of(Company, teams=teams, rows=rows)))


def most_arrivals(teams: int) -> int:
    """Return the cap on arrivals a week."""
    return math.ceil(MOST_ARRIVALS * teams / 14)


def allocate(
    plan: np.ndarray, plan_weeks: np.ndarray, parameter: np.ndarray, *, rows: int = SMALL[1]
) -> np.ndarray:
    """Return an empty company, a record array of shape (1,).

    There are two sizes, so that code is compiled for two types only.

    Parameters
    ----------
    plan, plan_weeks : numpy.ndarray, shape (segments,)
        From `allied.sim.inputs.scenario.plan`.
    parameter : numpy.ndarray of PARAMETER_TYPE, shape (1,)
    rows : int
        Initiatives that must have room.
    """
    teams, segments = int(plan["firm_teams"][0]), len(plan)
    small = teams <= SMALL[0] and rows <= SMALL[1]
    most_teams, most_rows = SMALL if small else LARGE
    if rows > most_rows:
        raise ValueError(f"no room for {rows} initiatives; at most {most_rows}")
    company = np.zeros(1, state_type(most_teams, most_rows))
    company["firm"]["n_teams"], company["firm"]["n_segments"] = teams, segments
    company["plan"][0, :segments], company["plan_weeks"][0, :segments] = plan, plan_weeks
    company["parameter"] = parameter
    return company


def expected_rows(plan: np.ndarray, weeks: int) -> int:
    """Return how many initiatives a run can raise, with a margin of eight standard deviations."""
    most = plan["market_turbulence"] * plan["market_opportunities"] * plan["firm_teams"]
    mean = float(most.max()) * weeks / YEAR
    return math.ceil(mean + 8.0 * math.sqrt(mean) + 8.0)
