"""Phase 10, observation: incidents, and what the week counted.

The counts of the last 52 weeks are kept; the outcomes are taken from them (`measures`).
"""

from __future__ import annotations

import numpy as np

from allied.sim.model.company import Company
from allied.sim.model.compiled import composed, rule
from allied.sim.model.decisions import Step
from allied.sim.model.draws import WHOLE_COMPANY, Purpose, uniform
from allied.sim.model.records import fixed
from allied.sim.model.rules.common import encounter_integrity, this_week
from allied.sim.model.state import CIO, CMO, CONTRIBUTOR, IT, MARKETING, YEAR

__all__ = ["phase"]

INCIDENT = fixed(Purpose.INCIDENT)


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
    total, count = 0.0, co.firm.n_teams
    # Listed once, so that no other pair is looked at.
    listed = np.empty((2, count), np.int64)
    of_marketing, of_it = listed[0], listed[1]
    marketing = it = 0
    for t in range(count):
        if co.teams[t].department == MARKETING:
            of_marketing[marketing] = t
            marketing += 1
        elif co.teams[t].department == IT:
            of_it[it] = t
            it += 1
    m = n = 0  # teams of each that are passed: a pair is counted at its first team
    for a in range(count):
        ties = co.tie[a]
        if co.teams[a].department == MARKETING:
            m += 1
            for k in range(n, it):
                total += ties[of_it[k]]
        elif co.teams[a].department == IT:
            n += 1
            for k in range(m, marketing):
                total += ties[of_marketing[k]]
    return total / (marketing * it)


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


def phase() -> Step:
    """Return the week's observation."""

    @composed
    def observe(co: Company) -> None:
        _incident(co)
        _count_week(co)

    return observe
