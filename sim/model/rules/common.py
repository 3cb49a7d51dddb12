"""Small rules that several phases use: bounds, encounters, ties, stages, money.

    T += openness · gain · (o - T)            for o >= T
    T += openness · gain · ratio · (o - T)    for o <  T        (trust; C000-10, C004-02)

An encounter is an experience `o` in [0, 1] of one chief with the other. Trust is slow to build and
quick to lose where honesty is at stake (`ratio` = trust.ratio_integrity > 1), about even where
competence is (trust.ratio_competence).
"""

from __future__ import annotations

from allied.sim.model.company import Company, Tally
from allied.sim.model.compiled import routine, rule
from allied.sim.model.draws import Purpose, uniform
from allied.sim.model.elementary import LN2, exp, log
from allied.sim.model.records import fixed
from allied.sim.model.state import ABANDONED, NO_ROUTE, YEAR

__all__ = [
    "abandon",
    "clip01",
    "encounter",
    "encounter_competence",
    "encounter_integrity",
    "joint_tie",
    "pay",
    "practised",
    "remaining",
    "this_week",
    "weekly",
    "window_left",
]  # fmt: skip

PRACTICE = fixed(Purpose.PRACTICE)


@rule
def clip01(x: float) -> float:
    """Return x limited to [0, 1]."""
    return min(1.0, max(0.0, x))


@rule
def weekly(yearly_share: float) -> float:
    """Return the weekly share that adds up to `yearly_share` lost in a year."""
    return 1.0 - exp(log(max(1e-9, 1.0 - yearly_share)) / YEAR)


@rule
def this_week(co: Company) -> Tally:
    """Return the record in which this week is counted."""
    return co.tally[co.firm.week % YEAR]


@rule
def encounter(co: Company, side: int, outcome: float, ratio: float) -> None:
    """Move a chief's trust in the other by one experience."""
    chief = co.chiefs[side]
    gap = outcome - chief.trust
    if gap < 0.0:
        # bad news weighs by what is at stake; good news weighs one
        gap *= ratio
    chief.trust = clip01(chief.trust + chief.openness * co.parameter.trust_gain * gap)


@rule
def encounter_competence(co: Company, side: int, outcome: float) -> None:
    """Move trust by an experience of quality, dates or clarity."""
    encounter(co, side, outcome, co.parameter.trust_ratio_competence)


@rule
def encounter_integrity(co: Company, side: int, outcome: float) -> None:
    """Move trust by an experience of honesty, credit or promises."""
    encounter(co, side, outcome, co.parameter.trust_ratio_integrity)


@rule
def joint_tie(co: Company, a: int, b: int) -> float:
    """Return the familiarity of two teams; of a team with itself it is complete."""
    if a == b:
        return 1.0
    return co.tie[min(a, b), max(a, b)]  # a pair has one place: above the diagonal


@rule
def practised(co: Company, subject: int) -> bool:
    """Return whether the new way of working is followed in this case, and not the old habit."""
    # The address holds the week, so all who ask about a case in one week get the same answer.
    return uniform(co, subject, PRACTICE) < co.firm.practice


@rule
def window_left(co: Company, i: int) -> float:
    """Return the share of an initiative's value that is left if it were live today."""
    job = co.work[i]
    return exp(-LN2 * (co.firm.week - job.raised) / job.half_life)


@rule
def remaining(co: Company, i: int) -> float:
    """Return the work that is left, person-weeks."""
    job = co.work[i]
    return job.left_marketing + job.left_it + job.left_vendor


@rule
def pay(co: Company, i: int, amount: float) -> bool:
    """Pay for an initiative from its purse, then from its payer's account; False if neither can."""
    firm, job = co.firm, co.work[i]
    # The purse holds what was set aside by the estimate; only an overrun asks the account again.
    short = max(0.0, amount - job.purse)
    if short > firm.account[job.payer]:
        return False
    job.purse -= amount - short
    firm.account[job.payer] -= short
    firm.spent += amount
    job.spent += amount
    week = this_week(co)
    week.spent += amount
    if job.around == 1:
        week.spent_around += amount
    return True


@routine
def abandon(co: Company, i: int) -> None:
    """End an initiative without result; unspent money returns to the account that gave it."""
    firm, job = co.firm, co.work[i]
    firm.account[job.payer] += job.purse
    job.purse = 0.0
    job.stage = ABANDONED
    job.settled = firm.week
    # An idea that was dropped at the desk was never begun: that is a choice, and no failure.
    if job.route != NO_ROUTE:
        this_week(co).abandoned += 1.0
