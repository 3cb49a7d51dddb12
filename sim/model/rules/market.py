"""Phase 1, the market: expectations rise, shocks come, opportunities reach the CMO's desk.

    arrivals ~ Poisson(turbulence · opportunities · marketing teams / 52)
    value ~ lognormal · exp(climate),  half-life ~ lognormal(window / √turbulence)
    climate(t) = persistence · climate(t-1) + noise · turbulence · ε                   (climate.*)

Sources: C000-02, C000-22; half-life of a window McKinsey 1983; sizes from the China dataset.
The market does not depend on what a company does: all scenarios meet the same one.
"""

from __future__ import annotations

import math

from allied.sim.model.company import Company, Lever
from allied.sim.model.compiled import composed, routine, rule
from allied.sim.model.decisions import Step
from allied.sim.model.draws import WHOLE_COMPANY, Purpose, lognormal, normal, poisson, uniform
from allied.sim.model.elementary import exp
from allied.sim.model.records import fixed
from allied.sim.model.rules.common import clip01
from allied.sim.model.rules.founding import blank, clear
from allied.sim.model.state import (
    ADDRESSES_A_WEEK,
    CIO,
    CMO,
    IT,
    MARKETING,
    MOST_ARRIVALS,
    NEIGHBOUR,
    NOBODY,
    RAISED,
    YEAR,
)  # fmt: skip

__all__ = ["phase"]

ARRIVALS, VALUE = fixed(Purpose.ARRIVALS), fixed(Purpose.VALUE)
HALF_LIFE, EFFORT = fixed(Purpose.HALF_LIFE), fixed(Purpose.EFFORT)
IT_SHARE, INTEGRATION = fixed(Purpose.IT_SHARE), fixed(Purpose.INTEGRATION)
SENSITIVITY, AMBIGUITY = fixed(Purpose.SENSITIVITY), fixed(Purpose.AMBIGUITY)
OVERLAP, OWNER = fixed(Purpose.OVERLAP), fixed(Purpose.OWNER)
NEIGHBOUR_DRAW = fixed(Purpose.NEIGHBOUR)
SHOCK, CLIMATE = fixed(Purpose.SHOCK), fixed(Purpose.CLIMATE)


@rule
def count_teams(co: Company, department: int) -> int:
    """Return how many teams a department has."""
    count = 0
    for t in range(co.firm.n_teams):
        if co.teams[t].department == department:
            count += 1
    return count


@routine
def pick_team(co: Company, department: int, u: float) -> int:
    """Return a team of a department, each with the same chance, from a uniform draw."""
    # Counting off, not indexing: teams of a department do not stand side by side.
    left = int(u * count_teams(co, department))
    for t in range(co.firm.n_teams):
        if co.teams[t].department == department:
            if left == 0:
                return t
            left -= 1
    return NOBODY


@routine
def raise_initiative(co: Company, address: int) -> None:
    """Put one opportunity on the CMO's desk; its traits depend on its address only."""
    firm, lever, parameter = co.firm, co.lever, co.parameter
    i = firm.n_work
    blank(co, i)  # rows are used again by the next run in this workspace
    job = co.work[i]
    job.address, job.raised, job.stage = address, firm.week, RAISED
    job.value = exp(firm.climate) * lognormal(
        co, address, VALUE, parameter.value_median, parameter.value_sigma
    )
    # Twice the turbulence brings twice the ideas, but does not halve the time for each.
    window = lever.market_window / math.sqrt(lever.market_turbulence)
    half_life = lognormal(co, address, HALF_LIFE, window, parameter.idea_half_life_sigma)
    job.half_life = max(parameter.idea_half_life_least, half_life)
    size = lognormal(co, address, EFFORT, parameter.work_effort, parameter.work_effort_sigma)
    job.effort = min(parameter.work_effort_most, max(parameter.work_effort_least, size))
    for_it = parameter.idea_it_share_range * uniform(co, address, IT_SHARE)
    job.it_share = parameter.idea_it_share_least + for_it
    needed = parameter.idea_integration_range * uniform(co, address, INTEGRATION)
    job.integration = parameter.idea_integration_least + needed
    # A product of two: most ideas touch few personal data, and a few touch many.
    job.sensitivity = uniform(co, address, SENSITIVITY) * uniform(co, address + 1, SENSITIVITY)
    open_ends = parameter.idea_ambiguity_range * uniform(co, address, AMBIGUITY)
    job.ambiguity = parameter.idea_ambiguity_least + open_ends
    # Whether both budgets could pay lies in the idea; whether they quarrel is decided later.
    job.overlap = 1 if uniform(co, address, OVERLAP) < parameter.idea_overlapping else 0
    job.owner = pick_team(co, MARKETING, uniform(co, address, OWNER))
    job.it_team = pick_team(co, IT, uniform(co, address + 1, OWNER))
    job.neighbour = pick_team(co, NEIGHBOUR, uniform(co, address, NEIGHBOUR_DRAW))
    co.open[firm.n_open] = i
    firm.n_work += 1
    firm.n_open += 1


@routine
def turn(co: Company, old: Lever, new: Lever) -> None:
    """Carry a change of levers over to what they had started: dispositions, attention, money."""
    # Differences are added, so that what people have become since the founding is kept.
    cmo, cio, ceo = co.chiefs[CMO], co.chiefs[CIO], co.ceo
    change = new.leadership_cmo_collaboration - old.leadership_cmo_collaboration
    cmo.habit, cmo.collaboration = clip01(cmo.habit + change), clip01(cmo.collaboration + change)
    change = new.leadership_cio_collaboration - old.leadership_cio_collaboration
    cio.habit, cio.collaboration = clip01(cio.habit + change), clip01(cio.collaboration + change)
    cmo.fluency = clip01(cmo.fluency + new.leadership_cmo_fluency - old.leadership_cmo_fluency)
    cio.fluency = clip01(cio.fluency + new.leadership_cio_fluency - old.leadership_cio_fluency)
    for side in range(2):
        chief = co.chiefs[side]
        chief.openness = clip01(chief.openness + new.leadership_openness - old.leadership_openness)
    cio.priority = clip01(cio.priority + new.it_marketing_share - old.it_marketing_share)
    ceo.sponsorship = clip01(
        ceo.sponsorship + new.leadership_sponsorship - old.leadership_sponsorship
    )
    # Counts from the next grant: money in accounts stays.
    co.firm.budget *= new.budget_per_head / old.budget_per_head


@rule
def open_week(co: Company) -> None:
    """Begin a week: the levers of the plan that hold from now on, and empty counts."""
    firm = co.firm
    firm.week += 1
    while firm.segment + 1 < co.firm.n_segments and co.plan_weeks[firm.segment + 1] <= firm.week:
        firm.segment += 1  # one by one: two changes before one week are both carried over
        turn(co, co.plan[firm.segment - 1], co.plan[firm.segment])
        co.lever = co.plan[firm.segment]
    clear(co, firm.week % YEAR)
    firm.hours = 0.0


@rule
def _move(co: Company) -> None:
    firm, lever, parameter = co.firm, co.lever, co.parameter
    turbulence = lever.market_turbulence
    news = parameter.climate_noise * turbulence * normal(co, WHOLE_COMPANY, CLIMATE)
    firm.climate = parameter.climate_persistence * firm.climate + news
    firm.expectation *= 1.0 + lever.market_expectation_drift / YEAR
    if uniform(co, WHOLE_COMPANY, SHOCK) < parameter.shock_rate * turbulence:
        firm.expectation *= 1.0 + parameter.shock_expectation
        for k in range(firm.n_open):
            job = co.work[co.open[k]]
            job.ambiguity = clip01(job.ambiguity + parameter.shock_ambiguity)


def phase() -> Step:
    """Return the market's week."""

    @composed
    def market(co: Company) -> None:
        open_week(co)
        _move(co)
        lever, teams = co.lever, co.firm.n_teams
        mean = lever.market_turbulence * lever.market_opportunities * count_teams(co, MARKETING)
        most = int(math.ceil(MOST_ARRIVALS * teams / 14))
        arrivals = poisson(co, WHOLE_COMPANY, ARRIVALS, mean / YEAR, most)
        # Each idea has two addresses: the second is for its second draws.
        for k in range(arrivals):
            raise_initiative(co, co.firm.week * ADDRESSES_A_WEEK + 2 * k)

    return market
