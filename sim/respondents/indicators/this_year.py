"""What happened to a company’s initiatives in the last 52 weeks, summed up once."""

from __future__ import annotations

from allied.sim.inputs.levers import BY_BOTH
from allied.sim.model.company import Company
from allied.sim.model.compiled import routine, rule
from allied.sim.model.elementary import LN2, exp
from allied.sim.model.records import Record
from allied.sim.model.rules.delivery import served
from allied.sim.model.rules.routes import agency_part, contractor_part
from allied.sim.model.state import (
    ABANDONED,
    AROUND_IT,
    BY_QUEUE,
    BY_SHARED,
    BY_UNIT,
    BY_VENDOR,
    IN_HOUSE,
    LIVE,
    MARKETING_ACCOUNT,
    NO_ROUTE,
    YEAR,
)

__all__ = ["ThisYear", "share", "sum_up"]

GOOD_QUALITY = 0.5


class ThisYear(Record):
    """What was counted, and summed up by value, effort or money."""

    decided: float
    together: float
    around: float
    known_around: float
    fought: float
    depends: float
    weight: float
    understanding: float
    involved: float
    changed: float
    settled: float
    met: float
    found_good: float
    delivered: float
    effort: float
    partners: float
    spent: float
    spent_outside: float
    landed: float
    live: float
    quality: float


@rule
def share(part: float, whole: float, otherwise: float) -> float:
    """Return a share, or what to take for it where there is nothing to share."""
    return part / whole if whole > 0.0 else otherwise


@rule
def _bought(co: Company, i: int) -> float:
    """Return which part of an initiative's work vendors and agencies do."""
    job = co.work[i]
    of_it = 1.0 if job.route == BY_VENDOR else contractor_part(co, i, job.route)
    return job.it_share * of_it + (1.0 - job.it_share) * agency_part(co, i, job.route)


@rule
def _count_decided(co: Company, i: int, year: ThisYear) -> None:
    job = co.work[i]
    year.decided += 1.0
    year.effort += job.effort
    if job.around == 0:
        year.partners += job.effort * _bought(co, i)
    if job.route in (BY_SHARED, BY_UNIT) or (
        co.lever.decisions_rights == BY_BOTH and job.around == 0
    ):
        year.together += 1.0
    if job.around == 1:
        year.around += 1.0
        year.known_around += 1.0 if job.found + job.permitted > 0 else 0.0
    year.fought += job.fought


@rule
def _count_settled(co: Company, i: int, year: ThisYear) -> None:
    job = co.work[i]
    year.settled += 1.0
    if job.stage != LIVE:
        return
    year.live += 1.0
    year.quality += job.quality
    left = exp(-LN2 * (job.settled - job.raised) / job.half_life)
    on_time = 1.0 if job.settled <= job.due else 0.0
    if on_time > 0.0 and left >= 0.5 and job.quality > GOOD_QUALITY:
        year.met += 1.0
    if job.route in (BY_QUEUE, BY_SHARED, BY_UNIT, BY_VENDOR):
        year.delivered += 1.0
        year.found_good += (on_time + job.quality + left) / 3.0
    year.landed += job.value * left * job.quality * served(co, i)


@routine
def sum_up(co: Company, year: ThisYear) -> None:
    """Sum up the initiatives that were decided or settled in the last 52 weeks."""
    firm = co.firm
    for i in range(firm.n_work):
        job = co.work[i]
        if job.route == NO_ROUTE:
            continue
        over = job.stage in (LIVE, ABANDONED)
        if over and job.settled <= firm.week - YEAR:
            continue
        part = job.it_share + (1.0 - job.it_share) * job.integration
        if job.raised > firm.week - YEAR:
            _count_decided(co, i, year)
            year.depends += job.value * part
            year.weight += job.value
        if job.route not in (IN_HOUSE, AROUND_IT):
            year.involved += 1.0
            year.understanding += job.understanding
            year.changed += 1.0 if job.changes > 0 else 0.0
        year.spent += job.spent
        if job.around == 1 or job.payer == MARKETING_ACCOUNT:
            year.spent_outside += job.spent
        if over:
            _count_settled(co, i, year)
