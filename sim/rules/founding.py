"""The company at the start of its run.

A run is one company of a population: the levers give the centre, and the run's luck gives what is
special about this company, the same in every scenario. `company.spread` is the standard deviation
of dispositions, skills and ties between companies.
"""

from __future__ import annotations

import math
from typing import Any

from sim.compiled import routine
from sim.draws import Purpose, lognormal, normal
from sim.rules.common import unit
from sim.state import CIO, CMO, IT, MARKETING, NO_ROUTE, NOBODY, ROUTES, YEAR
from sim.teams import DEPARTMENTS, KIND_COUNT, SKILLS

__all__ = ["appoint", "found"]

DISPOSITION, HEADS, SKILL = int(Purpose.DISPOSITION), int(Purpose.HEADS), int(Purpose.SKILL)
TIE, COMPANY = int(Purpose.TIE), int(Purpose.COMPANY)
HEADS_MEDIAN, HEADS_SIGMA, HEADS_LEAST = 6.0, 0.35, 3.0
TIE_INSIDE, TIE_ACROSS = 0.35, 0.12
FIRST_DEBT, FIRST_CONNECTED = 6.0, 3.5  # weeks per IT head; MuleSoft 2018: 29 % connected
FIRST_TOOLS = 3.0
FIRST_CAPABILITY = 0.5  # k$ a week for each marketer, where the baseline settles at the defaults
# What a newcomer expects of each route: weeks, and quality.
PRIOR_WEEKS = (30.0, 18.0, 18.0, 16.0, 16.0, 10.0)
PRIOR_QUALITY = (0.6, 0.65, 0.65, 0.5, 0.6, 0.55)


@routine
def appoint(co: Any, side: int, subject: int, purpose: int) -> None:
    """Put a chief in post: own disposition around the lever, no experience with the company yet."""
    lever, parameter, chief = co.lever, co.parameter, co.chiefs[side]
    spread = parameter.company_spread
    disposition = (
        lever.leadership_cmo_collaboration if side == CMO else lever.leadership_cio_collaboration
    )
    fluency = lever.leadership_cmo_fluency if side == CMO else lever.leadership_cio_fluency
    chief.habit = unit(disposition + spread * normal(co, subject, purpose))
    chief.collaboration = chief.habit
    chief.fluency = unit(fluency + spread * normal(co, subject + 1, purpose))
    chief.openness = unit(lever.leadership_openness + spread * normal(co, subject + 2, purpose))
    chief.trust = unit(parameter.trust_base + 0.5 * spread * normal(co, subject + 3, purpose))
    chief.believed_clarity = 0.5
    chief.credit = 0.5
    chief.tenure = 0
    for route in range(ROUTES):
        chief.believed_lead_time[route] = PRIOR_WEEKS[route]
        chief.believed_quality[route] = PRIOR_QUALITY[route]


@routine
def _found_team(co: Any, t: int) -> None:
    parameter, lever, team = co.parameter, co.lever, co.teams[t]
    spread, kind = parameter.company_spread, t % KIND_COUNT
    team.kind = kind
    team.department = DEPARTMENTS[kind]
    team.heads = max(HEADS_LEAST, math.floor(lognormal(co, t, HEADS, HEADS_MEDIAN, HEADS_SIGMA)))
    for s in range(4):
        team.skill[s] = unit(SKILLS[kind][s] + spread * normal(co, 8 * t + s, SKILL))
        team.native_skill[s] = team.skill[s]
    literacy = 0.2 + 0.2 * lever.goals_measurement
    for level in range(3):
        team.goal_awareness[level] = 0.65 - 0.15 * level
        team.measurement[level] = unit(literacy - 0.08 * level)
    team.believed_awareness = team.goal_awareness[0]
    team.customer_focus = unit(lever.culture_customer_focus + spread * normal(co, 8 * t + 4, SKILL))
    team.ai_use = 0.05 * lever.technology_ai
    team.credit_fear = (1.0 - lever.culture_credit_sharing) * (1.0 - lever.goals_shared)
    team.capacity = team.used = team.load = 0.0
    team.active = 0


@routine
def _found_ties(co: Any) -> None:
    count = co.firm.n_teams
    for a in range(count):
        for b in range(a + 1, count):
            same = co.teams[a].department == co.teams[b].department
            level = TIE_INSIDE if same else TIE_ACROSS
            draw = normal(co, a * 4096 + b, TIE)
            co.tie[a, b] = unit(level * math.exp(3.0 * co.parameter.company_spread * draw))
            co.joint_hours[a, b] = 0.0


@routine
def _found_firm(co: Any) -> None:
    firm, parameter, lever = co.firm, co.parameter, co.lever
    firm.segment = firm.n_work = firm.n_open = firm.unit_active = 0
    firm.it_heads = firm.marketing_heads = 0.0
    for t in range(co.firm.n_teams):
        team = co.teams[t]
        if team.department == IT:
            firm.it_heads += team.heads
        elif team.department == MARKETING:
            firm.marketing_heads += team.heads
    firm.experience, firm.expectation, firm.insight = 0.48, 1.0, 0.42
    firm.climate, firm.revenue = 0.0, 100.0
    luck = math.exp(2.0 * parameter.company_spread * normal(co, 0, COMPANY))
    firm.capability = FIRST_CAPABILITY * firm.marketing_heads * luck
    firm.debt = FIRST_DEBT * firm.it_heads * (1.0 - lever.technology_platform)
    firm.connected = FIRST_CONNECTED * firm.it_heads
    firm.tools_around = FIRST_TOOLS
    for account in range(4):
        firm.account[account] = 0.0
    firm.budget = firm.granted = firm.spent = firm.lapsed = 0.0
    firm.practice = parameter.practice_launch
    firm.home_tie = 0.8
    firm.standing_marketing = firm.standing_it = 0.0
    firm.seconded_marketing = firm.seconded_it = 0.0
    firm.it_free = firm.it_for_marketing = firm.unit_it = firm.unit_marketing = 0.0
    firm.benefit_seen = firm.benefit_expected = firm.hours = 0.0


@routine
def found(co: Any, seed: Any, run: int) -> None:
    """Found the company that `seed` and `run` describe, under the levers of the first week."""
    firm, ceo = co.firm, co.ceo
    firm.seed, firm.run, firm.week = seed, run, 0
    co.lever = co.plan[0]
    lever = co.lever
    for t in range(co.firm.n_teams):
        _found_team(co, t)
    _found_ties(co)
    _found_firm(co)
    ceo.sponsorship, ceo.attention = lever.leadership_sponsorship, 0.0
    ceo.tenure = ceo.departures = 0
    for side in range(2):
        chief = co.chiefs[side]
        appoint(co, side, 16 * (side + 1), DISPOSITION)
        chief.departures = 0
        chief.knowledge = 0.7
        chief.priority = chief.governance = 0.0
    co.chiefs[CIO].priority = lever.it_marketing_share
    co.chiefs[CIO].governance = lever.it_governance
    for w in range(YEAR):
        clear(co, w)


@routine
def clear(co: Any, w: int) -> None:
    """Set one week's counts to zero."""
    week = co.tally[w]
    week.experience = week.revenue = week.value = week.spent = week.spent_around = 0.0
    week.decided = week.around = week.delivered = week.late = week.in_window = 0.0
    week.abandoned = week.debt = week.trust_cmo = week.trust_cio = week.ties = 0.0
    week.awareness = week.fit = week.fit_weight = week.escalated = week.hours = 0.0
    week.incidents = 0.0


@routine
def blank(co: Any, i: int) -> None:
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
