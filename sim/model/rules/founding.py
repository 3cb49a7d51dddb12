"""The company at the start of its run.

A run is one company of a population: the levers give the centre, and the run's luck gives what is
special about this company, the same in every scenario. `company.spread` is the standard deviation
of dispositions, skills and ties between companies.
"""

from __future__ import annotations

import math

import numpy as np

from allied.sim.model.company import Company
from allied.sim.model.compiled import routine
from allied.sim.model.draws import WHOLE_COMPANY, Purpose, lognormal, normal
from allied.sim.model.elementary import exp
from allied.sim.model.records import fixed
from allied.sim.model.rules.common import clip01
from allied.sim.model.state import CIO, CMO, IT, MARKETING, NO_ROUTE, NOBODY, ROUTES, YEAR
from allied.sim.model.teams import DEPARTMENTS, KIND_COUNT

__all__ = ["appoint", "found"]

DISPOSITION, HEADS, SKILL = fixed(Purpose.DISPOSITION), fixed(Purpose.HEADS), fixed(Purpose.SKILL)
TIE, COMPANY = fixed(Purpose.TIE), fixed(Purpose.COMPANY)


@routine
def appoint(co: Company, side: int, subject: int, purpose: int) -> None:
    """Put a chief in post: own disposition around the lever, no experience with the company yet."""
    lever, parameter, chief = co.lever, co.parameter, co.chiefs[side]
    spread = parameter.company_spread
    disposition = (
        lever.leadership_cmo_collaboration if side == CMO else lever.leadership_cio_collaboration
    )
    fluency = lever.leadership_cmo_fluency if side == CMO else lever.leadership_cio_fluency
    chief.habit = clip01(disposition + spread * normal(co, subject, purpose))
    chief.collaboration = chief.habit
    chief.fluency = clip01(fluency + spread * normal(co, subject + 1, purpose))
    chief.openness = clip01(lever.leadership_openness + spread * normal(co, subject + 2, purpose))
    deviation = parameter.trust_base_spread * spread * normal(co, subject + 3, purpose)
    chief.trust = clip01(parameter.trust_base + deviation)
    chief.believed_clarity = parameter.belief_clarity
    chief.credit = parameter.credit_first
    chief.tenure = 0
    for route in range(ROUTES):
        # Beliefs start from hearsay, the same for all; experience comes with the first delivery.
        chief.believed_lead_time[route] = parameter.belief_weeks[route]
        chief.believed_quality[route] = parameter.belief_quality[route]


@routine
def _found_team(co: Company, t: int) -> None:
    parameter, lever, team = co.parameter, co.lever, co.teams[t]
    spread, kind = parameter.company_spread, t % KIND_COUNT
    team.kind = kind
    team.department = DEPARTMENTS[kind]
    heads = lognormal(co, t, HEADS, parameter.team_heads, parameter.team_heads_sigma)
    team.heads = max(parameter.team_heads_least, math.floor(heads))
    for s in range(4):
        # Eight addresses for each team: a team more, or a skill more, changes no other draw.
        deviation = spread * normal(co, 8 * t + s, SKILL)
        team.skill[s] = clip01(parameter.team_skill[kind, s] + deviation)
        team.native_skill[s] = team.skill[s]  # what is not practised falls back to it
    literacy = parameter.start_literacy
    literacy += parameter.start_literacy_training * lever.goals_measurement
    for level in range(3):
        lost = parameter.start_awareness_level * level
        team.goal_awareness[level] = parameter.start_awareness - lost
        team.measurement[level] = clip01(literacy - parameter.start_literacy_level * level)
    # A leader begins by taking the own knowledge for that of all.
    team.believed_awareness = team.goal_awareness[0]
    team.customer_focus = clip01(
        lever.culture_customer_focus + spread * normal(co, 8 * t + 4, SKILL)
    )
    team.ai_use = parameter.start_ai * lever.technology_ai
    team.credit_fear = (1.0 - lever.culture_credit_sharing) * (1.0 - lever.goals_shared)
    team.capacity = team.used = team.load = 0.0
    team.active = 0


@routine
def _found_ties(co: Company) -> None:
    parameter, count = co.parameter, co.firm.n_teams
    spread = parameter.start_tie_spread * parameter.company_spread
    for a in range(count):
        for b in range(a + 1, count):
            same = co.teams[a].department == co.teams[b].department
            level = parameter.start_tie_inside if same else parameter.start_tie_across
            # An address for each pair, whatever the number of teams.
            draw = normal(co, a * 4096 + b, TIE)
            co.tie[a, b] = clip01(level * exp(spread * draw))
            co.joint_hours[a, b] = 0.0


@routine
def _found_firm(co: Company) -> None:
    firm, parameter, lever = co.firm, co.parameter, co.lever
    firm.segment = firm.n_work = firm.n_open = firm.unit_active = 0
    firm.it_heads = firm.marketing_heads = 0.0
    for t in range(co.firm.n_teams):
        team = co.teams[t]
        if team.department == IT:
            firm.it_heads += team.heads
        elif team.department == MARKETING:
            firm.marketing_heads += team.heads
    firm.experience, firm.insight = parameter.start_experience, parameter.start_insight
    firm.expectation, firm.climate, firm.revenue = 1.0, 0.0, 100.0  # two indices and a logarithm
    spread = parameter.start_capability_spread * parameter.company_spread
    deviation = exp(spread * normal(co, WHOLE_COMPANY, COMPANY))
    firm.capability = parameter.start_capability * firm.marketing_heads * deviation
    firm.debt = parameter.start_debt * firm.it_heads * (1.0 - lever.technology_platform)
    firm.connected = parameter.start_connected * firm.it_heads
    firm.tools_around = parameter.start_tools
    for account in range(4):
        firm.account[account] = 0.0
    firm.budget = firm.granted = firm.spent = firm.lapsed = 0.0
    firm.practice = parameter.practice_launch
    firm.home_tie = parameter.start_home_tie
    firm.standing_marketing = firm.standing_it = 0.0
    firm.seconded_marketing = firm.seconded_it = 0.0
    firm.it_free = firm.it_for_marketing = firm.unit_it = firm.unit_marketing = 0.0
    firm.benefit_seen = firm.benefit_expected = firm.hours = 0.0


@routine
def found(co: Company, seed: np.uint64, run: int) -> None:
    """Found the company that `seed` and `run` describe, under the levers of the first week."""
    firm, ceo = co.firm, co.ceo
    firm.seed, firm.run, firm.week = seed, run, 0
    co.lever = co.plan[0]  # before all else: what follows is drawn around the levers
    lever = co.lever
    for t in range(co.firm.n_teams):
        _found_team(co, t)
    _found_ties(co)
    _found_firm(co)
    ceo.sponsorship, ceo.attention = lever.leadership_sponsorship, 0.0
    ceo.tenure = ceo.departures = 0
    for side in range(2):
        chief = co.chiefs[side]
        # Sixteen addresses for each chief, also for successors.
        appoint(co, side, 16 * (side + 1), DISPOSITION)
        chief.departures = 0
        chief.knowledge = co.parameter.start_knowledge
        chief.priority = chief.governance = 0.0
    co.chiefs[CIO].priority = lever.it_marketing_share
    co.chiefs[CIO].governance = lever.it_governance
    for w in range(YEAR):
        clear(co, w)


@routine
def clear(co: Company, w: int) -> None:
    """Set one week's counts to zero."""
    week = co.tally[w]
    week.experience = week.revenue = week.value = week.spent = week.spent_around = 0.0
    week.decided = week.around = week.delivered = week.late = week.in_window = 0.0
    week.abandoned = week.debt = week.trust_cmo = week.trust_cio = week.ties = 0.0
    week.awareness = week.fit = week.fit_weight = week.escalated = week.hours = 0.0
    week.incidents = 0.0


@routine
def blank(co: Company, i: int) -> None:
    """Set an initiative's record to that of an idea that nobody has looked at."""
    job = co.work[i]
    job.stage, job.route = 0, NO_ROUTE
    job.around = job.permitted = job.found = 0
    job.unsigned[0] = job.unsigned[1] = 0
    job.contested = job.escalated = job.disputed = job.negotiated = job.fought = 0
    job.payer = 0
    job.purse = job.spent = 0.0
    job.started = job.due = job.settled = NOBODY
    job.overdue_told = 0
    job.promised_weeks = job.setup = job.staff_marketing = job.staff_it = 0.0
    job.left_marketing = job.left_it = job.left_vendor = job.done = 0.0
    job.understanding = job.goal_fit = job.quality = job.joined = 0.0
    job.changes = 0
