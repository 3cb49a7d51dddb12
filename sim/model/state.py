"""The state of one company: record types, and their names.

A company is one record of records, small enough for a processor's cache, which Python and compiled
rules read by the same names (`company.chiefs[CMO].trust`) and copy or compare as a whole.
Money is in k$, work in person-weeks, time in weeks; attitudes, skills and shares are in [0, 1].
"""

from __future__ import annotations

import math
from enum import IntEnum
from functools import lru_cache
from typing import Any

import numpy as np

from allied.sim.inputs.levers import LEVER_TYPE
from allied.sim.inputs.parameters import PARAMETER_TYPE
from allied.sim.inputs.scenario import MOST_SEGMENTS
from allied.sim.model.records import fixed

__all__ = [
    "Department",
    "Route",
    "Stage",
    "allocate",
    "expected_rows",
    "record_of",
    "state_type",
]  # fmt: skip

YEAR, QUARTER = 52, 13
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
ROUTES = fixed(6)
MARKETING_ACCOUNT, IT_ACCOUNT, JOINT_ACCOUNT, RESERVE = map(fixed, range(4))


def record_of(*fields: tuple[Any, ...]) -> np.dtype[Any]:
    """Return the type of a record of these fields, which reads as attributes."""
    return np.dtype((np.record, np.dtype(list(fields))))


class Company(np.record):  # type: ignore[misc]  # NumPy's stubs call its base final
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


FIRM = record_of(
    ("seed", "u8"), ("run", "i8"), ("week", "i8"), ("segment", "i8"),
    ("n_segments", "i8"), ("n_teams", "i8"), ("n_work", "i8"), ("n_open", "i8"),
    ("experience", "f8"), ("expectation", "f8"), ("insight", "f8"), ("climate", "f8"),
    ("revenue", "f8"),
    ("capability", "f8"),   # value that live technology yields, k$ a week
    ("connected", "f8"),    # integration that was done, person-weeks
    ("debt", "f8"),         # integration that is missing, person-weeks
    ("tools_around", "f8"),  # live tools that IT does not know or does not run
    ("account", "f8", (4,)), ("budget", "f8"), ("granted", "f8"), ("spent", "f8"),
    ("lapsed", "f8"),
    ("practice", "f8"),     # how far new ways of working are lived
    ("home_tie", "f8"),     # tie of the unit's IT people to IT at home
    ("standing_marketing", "f8"), ("standing_it", "f8"),  # people of an idle standing team
    ("seconded_marketing", "f8"), ("seconded_it", "f8"),
    ("it_free", "f8"),      # IT capacity free of running systems, person-weeks a week
    ("it_for_marketing", "f8"), ("unit_it", "f8"), ("unit_marketing", "f8"),
    ("it_heads", "f8"), ("marketing_heads", "f8"),
    ("unit_active", "i8"),
    ("benefit_seen", "f8"), ("benefit_expected", "f8"),
    ("hours", "f8"),        # coordination this week, hours of all heads
)  # fmt: skip

CEO_TYPE = record_of(
    ("sponsorship", "f8"), ("attention", "f8"), ("tenure", "i8"), ("departures", "i8"),
)  # fmt: skip

CHIEF = record_of(
    ("trust", "f8"), ("collaboration", "f8"), ("habit", "f8"), ("fluency", "f8"),
    ("openness", "f8"), ("credit", "f8"), ("tenure", "i8"), ("departures", "i8"),
    ("believed_lead_time", "f8", (ROUTES,)), ("believed_quality", "f8", (ROUTES,)),
    ("believed_clarity", "f8"), ("knowledge", "f8"), ("priority", "f8"), ("governance", "f8"),
)  # fmt: skip

TEAM = record_of(
    ("kind", "i8"), ("department", "i8"), ("heads", "f8"),
    ("capacity", "f8"),     # for initiatives, person-weeks this week
    ("used", "f8"),         # of it, person-weeks this week
    ("active", "i8"),       # initiatives under way
    ("load", "f8"), ("skill", "f8", (4,)), ("native_skill", "f8", (4,)),
    ("goal_awareness", "f8", (3,)), ("measurement", "f8", (3,)),
    ("believed_awareness", "f8"),  # what its leader thinks that contributors know
    ("customer_focus", "f8"), ("ai_use", "f8"), ("credit_fear", "f8"),
)  # fmt: skip

INITIATIVE = record_of(
    ("address", "i8"), ("raised", "i8"), ("stage", "i8"), ("route", "i8"),
    ("value", "f8"), ("half_life", "f8"), ("effort", "f8"), ("it_share", "f8"),
    ("integration", "f8"), ("sensitivity", "f8"), ("ambiguity", "f8"),
    ("overlap", "i8"), ("owner", "i8"), ("it_team", "i8"), ("neighbour", "i8"),
    ("around", "i8"),       # outside IT's knowledge
    ("permitted", "i8"),    # and the rules allow it
    ("found", "i8"),        # IT found it
    ("unsigned", "i8", (2,)),  # signatures of CMO and CIO that are missing
    ("contested", "i8"), ("escalated", "i8"), ("disputed", "i8"), ("negotiated", "i8"),
    ("fought", "i8"),       # over money or duties, ever
    ("payer", "i8"), ("purse", "f8"), ("spent", "f8"),
    ("started", "i8"), ("due", "i8"), ("settled", "i8"), ("overdue_told", "i8"),
    ("promised_weeks", "f8"), ("setup", "f8"),
    ("staff_marketing", "f8"), ("staff_it", "f8"),
    ("left_marketing", "f8"), ("left_it", "f8"), ("left_vendor", "f8"),
    ("done", "f8"),
    ("understanding", "f8"), ("changes", "i8"), ("goal_fit", "f8"), ("quality", "f8"),
    ("joined", "f8"),       # share of its integration that was done
)  # fmt: skip

TALLY = record_of(
    *[(name, "f8") for name in (
        "experience", "revenue", "value", "spent", "spent_around", "decided", "around",
        "delivered", "late", "in_window", "abandoned", "debt", "trust_cmo", "trust_cio", "ties",
        "awareness", "fit", "fit_weight", "escalated", "hours", "incidents",
    )]
)  # fmt: skip


@lru_cache
def state_type(teams: int, rows: int) -> np.dtype[Any]:
    """Return the record type of a whole company with room for `teams` teams and `rows` initiatives.

    Fields
    ------
    firm, ceo : records
    lever, parameter : records
        Levers in force this week, and parameters.
    chiefs : records, shape (2,)
        The CMO and the CIO.
    teams : records, shape (teams,)
        `firm.n_teams` of them in use.
    tie, joint_hours : float64, shape (teams, teams)
        Familiarity in [0, 1], and this week's hours together; above the diagonal.
    work : records, shape (rows,)
        Initiatives in the order in which they were raised; `firm.n_work` of them in use.
    open : int64, shape (rows,)
        Rows of `work` that are neither live nor abandoned; `firm.n_open` of them.
    tally : records, shape (52,)
        What each of the last 52 weeks counted.
    plan, plan_weeks : records, int64, shape (32,)
        Levers by segment, and the weeks in which the segments begin; `firm.n_segments` in use.
    """
    company = record_of(
        ("firm", FIRM), ("ceo", CEO_TYPE), ("lever", LEVER_TYPE), ("parameter", PARAMETER_TYPE),
        ("chiefs", CHIEF, (2,)), ("teams", TEAM, (teams,)),
        ("tie", "f8", (teams, teams)), ("joint_hours", "f8", (teams, teams)),
        ("tally", TALLY, (YEAR,)),
        ("plan", LEVER_TYPE, (MOST_SEGMENTS,)), ("plan_weeks", "i8", (MOST_SEGMENTS,)),
        ("open", "i8", (rows,)), ("work", INITIATIVE, (rows,)),
    )  # fmt: skip
    return np.dtype((Company, company))


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
