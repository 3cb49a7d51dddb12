"""The company as a record: every field of its state, stated once.

A company is one record of records, small enough for a processor's cache, which Python and compiled
rules read by the same names (`company.chiefs[CMO].trust`) and copy or compare as a whole.
Money is in k$, work in person-weeks, time in weeks; attitudes, skills and shares are in [0, 1].
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from allied.sim.inputs.scenario import MOST_SEGMENTS
from allied.sim.model.fields import Lever, Parameter
from allied.sim.model.records import Matrix, Record, Rows, Vector, fixed

__all__ = [
    "Ceo",
    "Chief",
    "Company",
    "Firm",
    "Initiative",
    "Lever",
    "Parameter",
    "Tally",
    "Team",
]  # fmt: skip

ROUTES, YEAR = fixed(6), 52


class Firm(Record):
    """The company as a whole."""

    seed: np.uint64
    run: int
    week: int
    segment: int
    n_segments: int
    n_teams: int
    n_work: int
    n_open: int
    experience: float
    expectation: float
    insight: float
    climate: float
    revenue: float
    capability: float  # value that live technology yields, k$ a week
    connected: float  # integration that was done, person-weeks
    debt: float  # integration that is missing, person-weeks
    tools_around: float  # live tools that IT does not know or does not run
    account: Annotated[Vector[float], 4]
    budget: float
    granted: float
    spent: float
    lapsed: float
    practice: float  # how far new ways of working are adopted
    home_tie: float  # tie of the unit's IT people to IT at home
    standing_marketing: float  # people of an idle standing team
    standing_it: float
    seconded_marketing: float
    seconded_it: float
    it_free: float  # IT capacity free of running systems, person-weeks a week
    it_for_marketing: float
    unit_it: float
    unit_marketing: float
    it_heads: float
    marketing_heads: float
    unit_active: int
    benefit_seen: float
    benefit_expected: float
    hours: float  # coordination this week, hours of all heads


class Ceo(Record):
    """The chief executive."""

    sponsorship: float
    attention: float
    tenure: int
    departures: int


class Chief(Record):
    """The CMO or the CIO: attitudes, and beliefs from own experience."""

    trust: float
    collaboration: float
    habit: float
    fluency: float
    openness: float
    credit: float
    tenure: int
    departures: int
    believed_lead_time: Annotated[Vector[float], ROUTES]
    believed_quality: Annotated[Vector[float], ROUTES]
    believed_clarity: float
    knowledge: float
    priority: float
    governance: float


class Team(Record):
    """A team of marketing, IT or a neighbouring department."""

    kind: int
    department: int
    heads: float
    capacity: float  # for initiatives, person-weeks this week
    used: float  # of it, person-weeks this week
    active: int  # initiatives under way
    load: float
    skill: Annotated[Vector[float], 4]
    native_skill: Annotated[Vector[float], 4]
    goal_awareness: Annotated[Vector[float], 3]
    measurement: Annotated[Vector[float], 3]
    believed_awareness: float  # what its leader thinks that contributors know
    customer_focus: float
    ai_use: float
    credit_fear: float


class Initiative(Record):
    """An idea for marketing technology, from the desk to its end."""

    address: int
    raised: int
    stage: int
    route: int
    value: float
    half_life: float
    effort: float
    it_share: float
    integration: float
    sensitivity: float
    ambiguity: float
    overlap: int
    owner: int
    it_team: int
    neighbour: int
    around: int  # outside IT's knowledge
    permitted: int  # and the rules allow it
    found: int  # IT found it
    unsigned: Annotated[Vector[int], 2]  # signatures of CMO and CIO that are missing
    contested: int
    escalated: int
    disputed: int
    negotiated: int
    fought: int  # over money or duties, ever
    payer: int
    purse: float
    spent: float
    started: int
    due: int
    settled: int
    overdue_told: int
    promised_weeks: float
    setup: float
    staff_marketing: float
    staff_it: float
    left_marketing: float
    left_it: float
    left_vendor: float
    done: float
    understanding: float
    changes: int
    goal_fit: float
    quality: float
    joined: float  # share of its integration that was done


class Tally(Record):
    """What one week counted."""

    experience: float
    revenue: float
    value: float
    spent: float
    spent_around: float
    decided: float
    around: float
    delivered: float
    late: float
    in_window: float
    abandoned: float
    debt: float
    trust_cmo: float
    trust_cio: float
    ties: float
    awareness: float
    fit: float
    fit_weight: float
    escalated: float
    hours: float
    incidents: float


class Company(Record, open_sizes=True):
    """A whole company."""

    firm: Firm
    ceo: Ceo
    lever: Lever  # in force this week
    parameter: Parameter
    chiefs: Annotated[Rows[Chief], 2]  # the CMO and the CIO
    teams: Annotated[Rows[Team], "teams"]  # `firm.n_teams` of them in use
    tie: Annotated[Matrix[float], "teams", "teams"]  # familiarity in [0, 1]; above the diagonal
    joint_hours: Annotated[Matrix[float], "teams", "teams"]  # this week, likewise
    tally: Annotated[Rows[Tally], YEAR]  # what each of the last 52 weeks counted
    plan: Annotated[Rows[Lever], MOST_SEGMENTS]  # by segment; `firm.n_segments` in use
    plan_weeks: Annotated[Vector[int], MOST_SEGMENTS]  # in which the segments begin
    open: Annotated[Vector[int], "rows"]  # rows of `work` that are under way; `firm.n_open` of them
    work: Annotated[Rows[Initiative], "rows"]  # in the order raised; `firm.n_work` of them in use
