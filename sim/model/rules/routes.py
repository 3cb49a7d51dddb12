"""Ways to build: which are open, who pays, which part partners do, and what that costs.

    given out = partner.part · (1 - skill) · understanding        (of one side's joint work)

Partners do what own people cannot, as far as it can be explained to outsiders: as far as marketing
and IT understand it alike (Cohen and Levinthal 1990, absorptive capacity).
"""

from __future__ import annotations

from allied.sim.inputs.levers import (
    EMBEDDED,
    HELD_BY_IT,
    HELD_BY_MARKETING,
    HELD_JOINTLY,
    MERGED,
    SELF_SERVICE,
    SHARED_PROJECT,
)
from allied.sim.model.company import Company
from allied.sim.model.compiled import routine, rule
from allied.sim.model.rules.common import clip01, joint_tie, practised
from allied.sim.model.state import (
    AROUND_IT,
    BY_QUEUE,
    BY_SHARED,
    BY_UNIT,
    BY_VENDOR,
    CIO,
    CMO,
    CREATIVE,
    ENGINEERING,
    IN_HOUSE,
    IT_ACCOUNT,
    JOINT_ACCOUNT,
    MARKETING_ACCOUNT,
)

__all__ = [
    "agency_part",
    "contractor_part",
    "estimated_cost",
    "first_understanding",
    "offered",
    "payer_of",
]


@rule
def payer_of(co: Company, r: int) -> int:
    """Return the account that pays for a route by the budget rule."""
    firm, holder = co.firm, co.lever.budget_holder
    if r == AROUND_IT or holder == HELD_BY_MARKETING:
        return MARKETING_ACCOUNT
    if holder == HELD_BY_IT:
        return IT_ACCOUNT
    if holder == HELD_JOINTLY:
        return JOINT_ACCOUNT
    if r in (BY_QUEUE, BY_SHARED, BY_UNIT):
        return IT_ACCOUNT
    # Split: who builds pays, and vendors work for marketing as long as it has money.
    return MARKETING_ACCOUNT if firm.account[MARKETING_ACCOUNT] > 0.0 else IT_ACCOUNT


@routine
def first_understanding(co: Company, i: int) -> float:
    """Return how far both sides understand alike what is wanted, before they work on it."""
    job, parameter = co.work[i], co.parameter
    fluent = 0.5 * (co.chiefs[CMO].fluency + co.chiefs[CIO].fluency)
    known = parameter.understanding_tie * joint_tie(co, job.owner, job.it_team)
    return clip01(parameter.understanding_base + known + parameter.understanding_fluency * fluent)


@rule
def _given_out(co: Company, i: int, skill: float) -> float:
    """Return which part of its work a team of this skill leaves to partners."""
    return co.parameter.partner_part * (1.0 - skill) * first_understanding(co, i)


@routine
def agency_part(co: Company, i: int, r: int) -> float:
    """Return which part of marketing's work an agency does."""
    if r == IN_HOUSE:
        return 0.0
    if r in (BY_VENDOR, AROUND_IT):
        return co.parameter.partner_part
    return _given_out(co, i, co.teams[co.work[i].owner].skill[CREATIVE])


@routine
def contractor_part(co: Company, i: int, r: int) -> float:
    """Return which part of IT's work contractors do beside it; a vendor does it in its place."""
    if r in (IN_HOUSE, BY_VENDOR, AROUND_IT):
        return 0.0
    return _given_out(co, i, co.teams[co.work[i].it_team].skill[ENGINEERING])


@routine
def estimated_cost(co: Company, i: int, r: int) -> float:
    """Return what a route is charged, k$: weeks of IT and of partners; marketing's are free."""
    job, parameter = co.work[i], co.parameter
    if r == IN_HOUSE:
        return 0.0
    by_it = job.effort * job.it_share
    outside = agency_part(co, i, r) * (job.effort - by_it)
    if r in (BY_VENDOR, AROUND_IT):
        inside, outside = 0.0, outside + by_it  # a vendor does IT's part, too, at its own price
    else:
        contractors = contractor_part(co, i, r) * by_it
        inside, outside = by_it - contractors, outside + contractors
    return (inside + outside * parameter.vendor_price) * parameter.money_person_week


@rule
def offered(co: Company, i: int, r: int) -> bool:
    """Return whether structure, practice and money leave a route open."""
    delivery, job = co.lever.structure_delivery, co.work[i]
    if r == BY_SHARED:
        return delivery == SHARED_PROJECT and practised(co, job.address)
    if r == BY_UNIT:
        return delivery in (EMBEDDED, MERGED) and practised(co, job.address)
    if r == BY_VENDOR and delivery == SELF_SERVICE:
        return False
    if r == IN_HOUSE:  # marketers do engineers' work only where little of it is needed
        return job.it_share < co.parameter.choice_in_house + co.teams[job.owner].skill[ENGINEERING]
    if r in (BY_VENDOR, AROUND_IT):
        # Bills from outside cannot wait; own people are paid anyway.
        return co.firm.account[payer_of(co, r)] >= estimated_cost(co, i, r)
    return True
