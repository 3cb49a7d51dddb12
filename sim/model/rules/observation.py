"""Phase 10, observation: what the week counted, and the outcomes of the last 52 weeks.

Every outcome is taken over the 52 weeks that end now: states as means, shares as sums over sums,
lead time as the median over what went live. `measure` states each outcome once, in the order of
`allied.sim.model.outcomes.OUTCOMES`.
"""

from __future__ import annotations

import numpy as np

from allied.sim.model.company import Company
from allied.sim.model.compiled import composed, routine, rule
from allied.sim.model.decisions import Step
from allied.sim.model.draws import WHOLE_COMPANY, Purpose, uniform
from allied.sim.model.records import fixed
from allied.sim.model.rules.common import encounter_integrity, this_week
from allied.sim.model.state import CIO, CMO, CONTRIBUTOR, IT, LIVE, MARKETING, YEAR

__all__ = ["OUTCOME_COUNT", "measure", "phase"]

INCIDENT = fixed(Purpose.INCIDENT)
OUTCOME_COUNT = 19
LEAST_SPENT = 0.05  # of the budget: a return on next to nothing could not be averaged


@rule
def _incident(co: Company) -> None:
    """Let a tool that IT does not run fail; customers notice, and so does the CIO."""
    firm, parameter = co.firm, co.parameter
    # One draw for all tools: two that fail in one week are one bad week to customers.
    if uniform(co, WHOLE_COMPANY, INCIDENT) < parameter.incident_rate * firm.tools_around / YEAR:
        this_week(co).incidents += 1.0
        firm.experience = max(0.0, firm.experience - parameter.incident_experience)
        encounter_integrity(co, CIO, parameter.felt_incident)


@rule
def _mean_tie(co: Company) -> float:
    """Return the mean tie of pairs of one marketing and one IT team."""
    total, pairs, count = 0.0, 0, co.firm.n_teams
    for a in range(count):
        for b in range(a + 1, count):
            one, other = co.teams[a].department, co.teams[b].department
            if one + other == IT and one != other:
                total += co.tie[a, b]
                pairs += 1
    return total / pairs


@rule
def _awareness(co: Company) -> float:
    """Return the goal awareness of marketing's contributors, by heads."""
    total = heads = 0.0
    for t in range(co.firm.n_teams):
        team = co.teams[t]
        if team.department == MARKETING:
            total += team.heads * team.goal_awareness[CONTRIBUTOR]
            heads += team.heads
    return total / heads


@rule
def _count_week(co: Company) -> None:
    firm, lever, week = co.firm, co.lever, this_week(co)
    week.experience, week.revenue, week.value = firm.experience, firm.revenue, firm.capability
    week.debt = firm.debt / firm.it_heads
    week.trust_cmo, week.trust_cio = co.chiefs[CMO].trust, co.chiefs[CIO].trust
    week.ties, week.awareness = _mean_tie(co), _awareness(co)
    for k in range(firm.n_open):
        job = co.work[co.open[k]]
        if job.goal_fit > 0.0:  # zero until someone has decided on it
            week.fit += job.goal_fit * job.value
            week.fit_weight += job.value
    heads = firm.it_heads + firm.marketing_heads
    # Meetings are hours of each head already; all else is counted for the whole company.
    week.hours = firm.hours / heads + lever.culture_joint_meetings * firm.practice


@routine
def _median_lead_time(co: Company) -> float:
    """Return the median weeks from idea to live of the last 52 weeks' deliveries.

    Without any delivery it is the mean age of what is still open, a lower bound.
    """
    firm, count = co.firm, 0
    # Room for all, since how many went live is known only at the end.
    weeks = np.empty(firm.n_work)
    for i in range(firm.n_work):
        job = co.work[i]
        if job.stage == LIVE and job.settled > firm.week - YEAR:
            weeks[count] = job.settled - job.raised
            count += 1
    if count > 0:
        ordered = np.sort(weeks[:count])
        return 0.5 * (ordered[(count - 1) // 2] + ordered[count // 2])
    if firm.n_open == 0:
        return 0.0
    age = 0.0
    for k in range(firm.n_open):
        age += firm.week - co.work[co.open[k]].raised
    return age / firm.n_open


@rule
def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0.0 else 0.0


@routine
def measure(co: Company, out: np.ndarray) -> None:
    """Write the outcomes of the last 52 weeks into `out`, in the order of `OUTCOMES`."""
    firm = co.firm
    weeks = max(1, min(firm.week, YEAR))
    experience = revenue = value = spent = spent_around = decided = around = 0.0
    delivered = late = in_window = abandoned = debt = trust_cmo = trust_cio = 0.0
    ties = awareness = fit = fit_weight = escalated = hours = incidents = 0.0
    for back in range(weeks):
        week = co.tally[(firm.week - back) % YEAR]
        experience += week.experience
        revenue += week.revenue
        value += week.value
        spent += week.spent
        spent_around += week.spent_around
        decided += week.decided
        around += week.around
        delivered += week.delivered
        late += week.late
        in_window += week.in_window
        abandoned += week.abandoned
        debt += week.debt
        trust_cmo += week.trust_cmo
        trust_cio += week.trust_cio
        ties += week.ties
        awareness += week.awareness
        fit += week.fit
        fit_weight += week.fit_weight
        escalated += week.escalated
        hours += week.hours
        incidents += week.incidents
    years = weeks / YEAR
    out[0] = 100.0 * experience / weeks
    out[1] = revenue / weeks
    out[2] = 100.0 * _ratio(value, max(spent, LEAST_SPENT * firm.budget * years))  # see LEAST_SPENT
    out[3] = _median_lead_time(co)
    out[4] = 100.0 * _ratio(late, delivered)
    out[5] = 100.0 * _ratio(in_window, delivered + abandoned)
    out[6] = 100.0 * _ratio(around, decided)
    out[7] = 100.0 * _ratio(spent_around, spent)
    out[8] = debt / weeks
    out[9] = 100.0 * trust_cmo / weeks
    out[10] = 100.0 * trust_cio / weeks
    out[11] = 100.0 * ties / weeks
    out[12] = 100.0 * awareness / weeks
    out[13] = 100.0 * _ratio(fit, fit_weight)
    out[14] = escalated / years
    out[15] = 100.0 * _ratio(abandoned, delivered + abandoned)
    out[16] = 100.0 * _ratio(spent, firm.budget * years)
    out[17] = hours / weeks
    out[18] = incidents / years


def phase() -> Step:
    """Return the week's observation."""

    @composed
    def observe(co: Company) -> None:
        _incident(co)
        _count_week(co)

    return observe
