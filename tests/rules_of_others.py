"""Rules as somebody else writes them, for tests: good ones, and such as cannot be compiled."""

from __future__ import annotations

import math
import random
import statistics
from fractions import Fraction

import numba

from allied.sim.model.company import Chief, Company
from allied.sim.model.draws import uniform
from allied.sim.model.rules.cmo import cmo_route
from allied.sim.model.rules.cmo import team_route as usual_route
from allied.sim.model.state import AROUND_IT, BY_QUEUE, CIO, Route

SHARE, PURPOSE = 0.3, 7


def reliance(chief: Chief) -> float:
    return SHARE + chief.trust / 3.0


@numba.njit(fastmath=True)
def louder(share: float, disputes: int) -> float:
    return min(1.0, share + 0.07 * disputes)


def loudest(co: Company) -> float:
    disputes = 0
    for k in range(co.firm.n_open):
        job = co.work[co.open[k]]
        if job.escalated or job.disputed:
            disputes += 1
    return louder(reliance(co.chiefs[CIO]), disputes)


def loyal(co: Company, i: int) -> int:
    """Return a route; never around IT."""
    chosen = cmo_route(co, i)
    return BY_QUEUE if chosen == AROUND_IT else chosen


def queue_only(co: Company, i: int) -> Route:
    return Route.QUEUE


def generous(co: Company, i: int) -> bool:
    return co.work[i].value * 60.0 > co.work[i].effort + uniform(co, co.work[i].address, PURPOSE)


def half_time(co: Company, t: int) -> float:
    team = co.teams[t]
    return team.heads * 0.25 * (1.0 - team.load / 2.0)


def nowhere(co: Company, i: int) -> int:
    return 77


def team_in_line(co: Company, i: int) -> int:
    return min(usual_route(co, i), int(Route.VENDOR))


# --- what cannot be compiled ---


def misspelt(co):
    return co.chiefs[CIO].trst


def misspells_in_helper(co):
    return helper_misspells(co.teams[0])


def helper_misspells(team):
    return team.headz + 1.0


def opens(co):
    with open("share.txt") as file:
        return float(file.read())


def tries(co):
    try:
        return 1.0 / co.firm.n_open
    except ZeroDivisionError:
        return 0.0


def generates(co):
    return sum(job.value for job in co.work)


def raises(co):
    if co.firm.n_open > 9:
        raise ValueError("too much")
    return 0.5


def gives_nothing(co):
    co.firm.hours += 0.0


def gives_text(co):
    return "half"


def gives_sometimes(co):
    if co.firm.n_open > 9:
        return 0.5


def gives_a_number(co, i):
    return 0.5


def undefined(co):
    return SHAER + 0.1  # noqa: F821


def draws(co):
    return random.random()


def calls_itself(co):
    return calls_itself(co)


def of_two(co, i):
    return 0.5


def asks_a_module(co):
    return statistics.mean(co.chiefs["trust"])


def misspells_in_a_module(co):
    return math.exq(co.ceo.sponsorship)


def counts_in_fractions(co):
    return Fraction(1, co.firm.n_open)
