"""Measures: the outcomes of the last 52 weeks, each in a rule of its name.

    state = Σ counts / weeks,    share = 100 · Σ part / Σ whole,    rate = Σ counts · 52 / weeks

Lead time is the median over what went live. The sums run over the 52 weeks that end now, over fewer
in the first year; a share of nothing is 0. The docstring of a rule stands in `sim/ODD.md`, too.
`measure` writes all outcomes in the order of their table, `allied.sim.model.outcomes.OUTCOMES`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from allied.sim.model.company import Company, Tally
from allied.sim.model.compiled import routine, rule
from allied.sim.model.flat import flat
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.model.state import LIVE, YEAR

__all__ = ["MEASURES", "measure"]

COUNTS = Tally.dtype
LEAST_SPENT = 0.05  # of the budget: a return on next to nothing could not be averaged


@rule
def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0.0 else 0.0


@rule
def customer_experience(co: Company, year: Tally, weeks: int) -> float:
    """Return the mean of experience · 100."""
    return 100.0 * year.experience / weeks


@rule
def revenue_index(co: Company, year: Tally, weeks: int) -> float:
    """Return the mean of revenue."""
    return year.revenue / weeks


@rule
def martech_return(co: Company, year: Tally, weeks: int) -> float:
    """Return 100 · Σ capability / Σ spent, or over 5 % of the budget where less was spent."""
    least = LEAST_SPENT * co.firm.budget * (weeks / YEAR)
    return 100.0 * _ratio(year.value, max(year.spent, least))


@routine
def lead_time(co: Company, year: Tally, weeks: int) -> float:
    """Return the median weeks from raised to live of these weeks' deliveries.

    Without any it is the mean age of what is open, a lower bound (0 if nothing is).
    """
    firm, count = co.firm, 0
    # Room for all, since how many went live is known only at the end.
    ages = np.empty(firm.n_work)
    for i in range(firm.n_work):
        job = co.work[i]
        if job.stage == LIVE and job.settled > firm.week - YEAR:
            ages[count] = job.settled - job.raised
            count += 1
    if count > 0:
        ordered = np.sort(ages[:count])
        return 0.5 * (ordered[(count - 1) // 2] + ordered[count // 2])
    if firm.n_open == 0:
        return 0.0
    waiting = 0.0
    for k in range(firm.n_open):
        waiting += firm.week - co.work[co.open[k]].raised
    return waiting / firm.n_open


@rule
def late_share(co: Company, year: Tally, weeks: int) -> float:
    """Return deliveries after the promised date, of deliveries."""
    return 100.0 * _ratio(year.late, year.delivered)


@rule
def live_in_window(co: Company, year: Tally, weeks: int) -> float:
    """Return what was live with at least half of the window left, of delivered and abandoned."""
    return 100.0 * _ratio(year.in_window, year.delivered + year.abandoned)


@rule
def bypass_share(co: Company, year: Tally, weeks: int) -> float:
    """Return what was routed around IT, permitted or not, of what was routed."""
    return 100.0 * _ratio(year.around, year.decided)


@rule
def bypass_spend(co: Company, year: Tally, weeks: int) -> float:
    """Return money spent around IT, permitted or not, of money spent."""
    return 100.0 * _ratio(year.spent_around, year.spent)


@rule
def integration_debt(co: Company, year: Tally, weeks: int) -> float:
    """Return the mean of debt / IT heads."""
    return year.debt / weeks


@rule
def trust_cmo_cio(co: Company, year: Tally, weeks: int) -> float:
    """Return the mean of the CMO's trust · 100."""
    return 100.0 * year.trust_cmo / weeks


@rule
def trust_cio_cmo(co: Company, year: Tally, weeks: int) -> float:
    """Return the mean of the CIO's trust · 100."""
    return 100.0 * year.trust_cio / weeks


@rule
def marketing_it_ties(co: Company, year: Tally, weeks: int) -> float:
    """Return the mean tie over pairs of a marketing and an IT team · 100."""
    return 100.0 * year.ties / weeks


@rule
def goal_awareness(co: Company, year: Tally, weeks: int) -> float:
    """Return the mean awareness of marketing's contributors, by heads · 100."""
    return 100.0 * year.awareness / weeks


@rule
def alignment(co: Company, year: Tally, weeks: int) -> float:
    """Return Σ goal fit · value / Σ value over open, routed initiatives · 100."""
    return 100.0 * _ratio(year.fit, year.fit_weight)


@rule
def escalations(co: Company, year: Tally, weeks: int) -> float:
    """Return disputes over money or duties that were taken to the CEO, a year."""
    return year.escalated / (weeks / YEAR)


@rule
def abandoned_share(co: Company, year: Tally, weeks: int) -> float:
    """Return what was given up after a route was chosen, of delivered and abandoned."""
    return 100.0 * _ratio(year.abandoned, year.delivered + year.abandoned)


@rule
def budget_used(co: Company, year: Tally, weeks: int) -> float:
    """Return money spent, of the present year's budget.

    At the end of a year it is exactly that year's.
    """
    return 100.0 * _ratio(year.spent, co.firm.budget * (weeks / YEAR))


@rule
def coordination_load(co: Company, year: Tally, weeks: int) -> float:
    """Return hours of coordination a head of marketing and IT a week, with joint meetings."""
    return year.hours / weeks


@rule
def security_incidents(co: Company, year: Tally, weeks: int) -> float:
    """Return incidents a year in tools that marketing took into use."""
    return year.incidents / (weeks / YEAR)


_MISSING = [outcome.name for outcome in OUTCOMES if outcome.name not in globals()]
if _MISSING:
    raise TypeError(
        f"outcomes that nothing measures: {', '.join(_MISSING)}. Write a rule of the same name in "
        f"{__name__}, which takes the company, the counts of the year and the number of weeks."
    )

MEASURES: dict[str, Callable[..., float]] = {
    outcome.name: globals()[outcome.name] for outcome in OUTCOMES
}
"""What measures each outcome, in the order of their table."""

# They take the counts in their array: Numba frees one of which only a record is left in use.
_add_week = flat(
    "add_week", "counts, week",
    [f"counts[0].{count} += week.{count}" for count in COUNTS.names or ()], {},
)  # fmt: skip
_write = flat(
    "write_outcomes", "co, counts, weeks, out",
    [f"out[{k}] = {name}(co, counts[0], weeks)" for k, name in enumerate(MEASURES)], MEASURES,
)  # fmt: skip


@routine
def measure(co: Company, out: np.ndarray) -> None:
    """Write the outcomes of the last 52 weeks into `out`, in the order of `OUTCOMES`."""
    weeks = max(1, min(co.firm.week, YEAR))
    counts = np.zeros(1, COUNTS)
    for back in range(weeks):
        _add_week(counts, co.tally[(co.firm.week - back) % YEAR])
    _write(co, counts, weeks, out)
