"""Phase 1, the market: expectations rise, shocks come, opportunities reach the CMO's desk.

    arrivals ~ Poisson(turbulence · opportunities · marketing teams / 52)
    value ~ lognormal · exp(climate),  half-life ~ lognormal(window / √turbulence)
    climate(t) = 0.97 · climate(t-1) + 0.03 · turbulence · ε

Sources: C000-02, C000-22; half-life of a window McKinsey 1983; sizes from the China dataset.
The market does not depend on what a company does: all scenarios meet the same one.
"""

from __future__ import annotations

import math
from typing import Any

from sim.compiled import composed, routine, rule
from sim.draws import Purpose, lognormal, normal, poisson, uniform
from sim.rules.common import unit
from sim.rules.founding import blank, clear
from sim.state import (
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

ARRIVALS, VALUE, HALF_LIFE = int(Purpose.ARRIVALS), int(Purpose.VALUE), int(Purpose.HALF_LIFE)
EFFORT, IT_SHARE, INTEGRATION = int(Purpose.EFFORT), int(Purpose.IT_SHARE), int(Purpose.INTEGRATION)
SENSITIVITY, AMBIGUITY = int(Purpose.SENSITIVITY), int(Purpose.AMBIGUITY)
OVERLAP, OWNER, NEIGHBOUR_DRAW = int(Purpose.OVERLAP), int(Purpose.OWNER), int(Purpose.NEIGHBOUR)
SHOCK, CLIMATE = int(Purpose.SHOCK), int(Purpose.CLIMATE)
PERSISTENCE, CLIMATE_NOISE = 0.97, 0.03
SHOCKS_A_WEEK, SHOCK_EXPECTATION, SHOCK_AMBIGUITY = 0.02, 0.01, 0.15
HALF_LIFE_SIGMA = 0.4
OVERLAPPING = 0.45  # share of initiatives that both sides could pay for


@rule
def count_teams(co: Any, department: int) -> int:
    """Return how many teams a department has."""
    count = 0
    for t in range(co.firm.n_teams):
        if co.teams[t].department == department:
            count += 1
    return count


@routine
def pick_team(co: Any, department: int, u: float) -> int:
    """Return a team of a department, each with the same chance, from a uniform draw."""
    left = int(u * count_teams(co, department))
    for t in range(co.firm.n_teams):
        if co.teams[t].department == department:
            if left == 0:
                return t
            left -= 1
    return NOBODY


@routine
def raise_initiative(co: Any, address: int) -> None:
    """Put one opportunity on the CMO's desk; its traits depend on its address only."""
    firm, lever, parameter = co.firm, co.lever, co.parameter
    i = firm.n_work
    blank(co, i)
    job = co.work[i]
    job.address, job.raised, job.stage = address, firm.week, RAISED
    job.value = math.exp(firm.climate) * lognormal(
        co, address, VALUE, parameter.value_median, parameter.value_sigma
    )
    window = lever.market_window / math.sqrt(lever.market_turbulence)
    job.half_life = max(3.0, lognormal(co, address, HALF_LIFE, window, HALF_LIFE_SIGMA))
    size = lognormal(co, address, EFFORT, parameter.work_effort, parameter.work_effort_sigma)
    job.effort = min(400.0, max(2.0, size))
    job.it_share = 0.2 + 0.5 * uniform(co, address, IT_SHARE)
    job.integration = 0.15 + 0.7 * uniform(co, address, INTEGRATION)
    job.sensitivity = uniform(co, address, SENSITIVITY) * uniform(co, address + 1, SENSITIVITY)
    job.ambiguity = 0.2 + 0.7 * uniform(co, address, AMBIGUITY)
    job.overlap = 1 if uniform(co, address, OVERLAP) < OVERLAPPING else 0
    job.owner = pick_team(co, MARKETING, uniform(co, address, OWNER))
    job.it_team = pick_team(co, IT, uniform(co, address + 1, OWNER))
    job.neighbour = pick_team(co, NEIGHBOUR, uniform(co, address, NEIGHBOUR_DRAW))
    co.open[firm.n_open] = i
    firm.n_work += 1
    firm.n_open += 1


@routine
def turn(co: Any, old: Any, new: Any) -> None:
    """Carry a change of levers over to what they had started: dispositions, attention, money."""
    cmo, cio, ceo = co.chiefs[CMO], co.chiefs[CIO], co.ceo
    change = new.leadership_cmo_collaboration - old.leadership_cmo_collaboration
    cmo.habit, cmo.collaboration = unit(cmo.habit + change), unit(cmo.collaboration + change)
    change = new.leadership_cio_collaboration - old.leadership_cio_collaboration
    cio.habit, cio.collaboration = unit(cio.habit + change), unit(cio.collaboration + change)
    cmo.fluency = unit(cmo.fluency + new.leadership_cmo_fluency - old.leadership_cmo_fluency)
    cio.fluency = unit(cio.fluency + new.leadership_cio_fluency - old.leadership_cio_fluency)
    for side in range(2):
        chief = co.chiefs[side]
        chief.openness = unit(chief.openness + new.leadership_openness - old.leadership_openness)
    cio.priority = unit(cio.priority + new.it_marketing_share - old.it_marketing_share)
    ceo.sponsorship = unit(
        ceo.sponsorship + new.leadership_sponsorship - old.leadership_sponsorship
    )
    co.firm.budget *= new.budget_per_head / old.budget_per_head


@rule
def open_week(co: Any) -> None:
    """Begin a week: the levers of the plan that hold from now on, and empty counts."""
    firm = co.firm
    firm.week += 1
    while firm.segment + 1 < co.firm.n_segments and co.plan_weeks[firm.segment + 1] <= firm.week:
        firm.segment += 1
        turn(co, co.plan[firm.segment - 1], co.plan[firm.segment])
        co.lever = co.plan[firm.segment]
    clear(co, firm.week % YEAR)
    firm.hours = 0.0


@rule
def _move(co: Any) -> None:
    firm, lever = co.firm, co.lever
    turbulence = lever.market_turbulence
    firm.climate = PERSISTENCE * firm.climate + CLIMATE_NOISE * turbulence * normal(co, 0, CLIMATE)
    firm.expectation *= 1.0 + lever.market_expectation_drift / YEAR
    if uniform(co, 0, SHOCK) < SHOCKS_A_WEEK * turbulence:
        firm.expectation *= 1.0 + SHOCK_EXPECTATION
        for k in range(firm.n_open):
            job = co.work[co.open[k]]
            job.ambiguity = unit(job.ambiguity + SHOCK_AMBIGUITY)


def phase() -> Any:
    """Return the market's week."""

    @composed
    def market(co: Any) -> None:
        open_week(co)
        _move(co)
        lever, teams = co.lever, co.firm.n_teams
        mean = lever.market_turbulence * lever.market_opportunities * count_teams(co, MARKETING)
        most = int(math.ceil(MOST_ARRIVALS * teams / 14))
        arrivals = poisson(co, 0, ARRIVALS, mean / YEAR, most)
        for k in range(arrivals):
            raise_initiative(co, co.firm.week * ADDRESSES_A_WEEK + 2 * k)

    return market
