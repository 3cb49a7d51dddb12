"""Phase 8, learning: ties, goals, skills, practice, customers; and what is not kept up decays.

    τ += growth · hours · (1 - τ) - decay · (τ - τ0)                          (Hall 2019, Burt 2002)
    goal(level) += pace · (kept · goal(level above) - goal(level))            (quarterly; Nichols)
    practice += adopt · S · (1 - practice) - relapse · (1 - S) · practice     (C001-24, C001-27)
    A = capability · (0.5 + insight) · (1 - 0.5 · siloed) · (0.6 + 0.8 · focus)
    experience → A² / (A² + (reference · expectation)²),  revenue grows with it     (Otto 2020)

Customers' response is S-shaped: they notice neither the first steps nor the last ones.
"""

from __future__ import annotations

import math
from typing import Any

from sim.compiled import composed, rule
from sim.levers import EMBEDDED, MERGED
from sim.rules.common import unit, weekly
from sim.state import CIO, CMO, CONTRIBUTOR, DATA, IT, LEADER, MARKETING, QUARTER, YEAR

__all__ = ["message_kept", "phase"]

FLOOR_INSIDE, FLOOR_UNIT = 0.3, 0.6
HOURS_MEETING = 6.0  # a week: 15 % of working time (Mankins, Brahm and Caimi 2014)
HOME_PACE, HOME_EMBEDDED, HOME_MERGED, HOME_ELSE = 0.02, 0.75, 0.45, 0.9
EXPERIENCE_SD = 0.15
INSIGHT_PACE = 0.05
UNTAUGHT, TAUGHT = 0.1, 0.85  # literacy in measurement without training, and with all of it
TOOL_LIFE = 3.0  # years


@rule
def _floor(co: Any, a: int, b: int) -> float:
    """Return the familiarity that remains without joint work: reporting line or co-location."""
    one, other = co.teams[a].department, co.teams[b].department
    if one == other:
        return FLOOR_INSIDE
    lever, everyday = co.lever, co.parameter.tie_everyday
    mixed = (one == IT and other == MARKETING) or (one == MARKETING and other == IT)
    if mixed and lever.structure_delivery in (EMBEDDED, MERGED):
        return everyday + FLOOR_UNIT * lever.structure_unit_share * co.firm.practice
    return everyday


@rule
def _ties(co: Any) -> None:
    """Let ties grow by hours together and fade without.

    A team's ordinary meetings are with its own department; marketing's also with the neighbours
    for which and with which it runs campaigns. They are shared out over all these teams.
    """
    firm, lever, parameter, count = co.firm, co.lever, co.parameter, co.firm.n_teams
    decay = weekly(parameter.tie_decay)
    meetings = lever.culture_joint_meetings * firm.practice / 4.0
    of_it = 0
    for t in range(count):
        of_it += 1 if co.teams[t].department == IT else 0
    for a in range(count):
        for b in range(a + 1, count):
            hours = co.joint_hours[a, b]
            co.joint_hours[a, b] = 0.0
            one, other = co.teams[a].department, co.teams[b].department
            if one + other == IT and one != other:  # marketing (0) with IT (1)
                hours += meetings
            elif one == IT and other == IT:
                hours += HOURS_MEETING / (of_it - 1.0)
            elif one != IT and other != IT:
                hours += HOURS_MEETING / (count - of_it - 1.0)
            tie = co.tie[a, b]
            tie += min(1.0, parameter.tie_growth * hours) * (1.0 - tie)
            co.tie[a, b] = unit(tie - decay * (tie - _floor(co, a, b)))


@rule
def _home(co: Any) -> None:
    """Let the unit's IT people keep or lose touch with IT at home."""
    firm, delivery = co.firm, co.lever.structure_delivery
    target = HOME_ELSE
    if delivery == EMBEDDED:
        target = HOME_EMBEDDED
    elif delivery == MERGED:
        target = HOME_MERGED
    firm.home_tie += HOME_PACE * (target - firm.home_tie)


@rule
def message_kept(co: Any) -> float:
    """Return which share of a message about goals a level passes on."""
    lever, kept = co.lever, co.parameter.goal_retention
    return kept + (1.0 - kept) * (0.4 * lever.goals_transparency + 0.5 * lever.goals_one_place)


@rule
def _goals(co: Any, t: int, new_year: bool) -> None:
    """Pass the goals from chief to leader to manager to contributor, once a quarter."""
    lever, parameter, team = co.lever, co.parameter, co.teams[t]
    kept = message_kept(co)
    above = co.chiefs[CIO if team.department == IT else CMO].knowledge
    for level in range(3):
        if new_year:
            team.goal_awareness[level] *= 1.0 - parameter.goal_reset * (
                1.0 - 0.6 * lever.goals_one_place
            )
        wanted = above if level == LEADER else kept * above
        above = team.goal_awareness[level]
        gap = wanted - team.goal_awareness[level]
        team.goal_awareness[level] += parameter.goal_pace * gap
    # a leader hears from managers, not from contributors
    team.believed_awareness += 0.5 * (team.goal_awareness[1] - team.believed_awareness)


@rule
def _measurement(co: Any, t: int) -> None:
    """Let literacy in measurement follow training.

    Managers measure and report to leaders. Contributors see of it what is shown to them: as far as
    strategy is open, and as much as gets through.
    """
    team, lever = co.teams[t], co.lever
    taught = UNTAUGHT + (TAUGHT - UNTAUGHT) * lever.goals_measurement
    shown = taught * lever.goals_transparency * message_kept(co)
    for level in range(3):
        wanted = shown if level == CONTRIBUTOR else taught
        team.measurement[level] += 0.15 * (wanted - team.measurement[level])


@rule
def _people(co: Any, t: int) -> None:
    """Move a team's skills, use of AI, credit fear and customer focus by a week."""
    lever, parameter, team = co.lever, co.parameter, co.teams[t]
    leavers = lever.firm_staff_turnover / YEAR
    training = parameter.skill_gain * 100.0 * lever.culture_training / YEAR
    forgetting = math.log(2.0) / parameter.skill_half_life
    for s in range(4):
        forgotten = forgetting * (team.skill[s] - team.native_skill[s])
        team.skill[s] += training * (0.95 - team.skill[s]) - forgotten
    for level in range(3):
        team.goal_awareness[level] *= 1.0 - leavers
    room = max(0.0, lever.technology_ai - team.ai_use)
    drive = parameter.ai_innovation + parameter.ai_imitation * team.ai_use
    team.ai_use = unit(team.ai_use + drive * room / YEAR)
    fear = (1.0 - lever.culture_credit_sharing) * (1.0 - lever.goals_shared)
    team.credit_fear += 0.02 * (fear - team.credit_fear)
    team.customer_focus += 0.01 * (lever.culture_customer_focus - team.customer_focus)
    team.load = team.used / team.capacity if team.capacity > 0.0 else 0.0


@rule
def _practice(co: Any) -> None:
    """Let new ways of working take root or give way to old habits; so do the chiefs'."""
    firm, parameter, sponsorship = co.firm, co.parameter, co.ceo.sponsorship
    relapse = weekly(parameter.practice_relapse)
    adopted = parameter.practice_adopt * sponsorship * (1.0 - firm.practice)
    lost = relapse * (1.0 - sponsorship) * firm.practice
    firm.practice = unit(firm.practice + adopted - lost)
    for side in range(2):
        chief = co.chiefs[side]
        chief.collaboration += relapse * (chief.habit - chief.collaboration)
        chief.tenure += 1


@rule
def _technology(co: Any) -> None:
    """Let live technology age, connected or not, and count the value that it yields."""
    firm, parameter = co.firm, co.parameter
    ageing = weekly(parameter.capability_depreciation)
    firm.capability -= ageing * firm.capability
    firm.debt -= ageing * firm.debt
    firm.connected -= ageing * firm.connected
    firm.tools_around -= firm.tools_around / (TOOL_LIFE * YEAR)


@rule
def _insight(co: Any) -> None:
    """Let insight follow literacy, data skills, and the share of systems that are connected."""
    firm = co.firm
    literacy = skill = heads = 0.0
    for t in range(co.firm.n_teams):
        team = co.teams[t]
        if team.department == MARKETING:
            literacy += team.heads * team.measurement[1]
            skill += team.heads * team.skill[DATA]
            heads += team.heads
    connected = firm.connected / (firm.connected + firm.debt)
    wanted = unit((0.2 + 0.5 * (literacy + skill) / heads) * (0.4 + 0.6 * connected))
    firm.insight += INSIGHT_PACE * (wanted - firm.insight)


@rule
def _customers(co: Any) -> None:
    """Move customers' experience towards what the company offers, and revenue with it."""
    firm, parameter = co.firm, co.parameter
    focus = 0.0
    for t in range(co.firm.n_teams):
        focus += co.teams[t].customer_focus
    focus /= co.firm.n_teams
    siloed = firm.debt / (firm.connected + firm.debt)
    offer = firm.capability * (0.5 + firm.insight) * (1.0 - 0.5 * siloed) * (0.6 + 0.8 * focus)
    taken = parameter.customer_reference * firm.marketing_heads * firm.expectation
    pace = parameter.customer_pace / YEAR
    ratio = offer / taken
    felt = ratio * ratio / (1.0 + ratio * ratio)
    firm.experience += pace * (felt - firm.experience)
    growth = parameter.revenue_growth * (firm.experience - 0.5) / EXPERIENCE_SD
    firm.revenue *= math.exp(growth / YEAR)


def phase() -> Any:
    """Return the week's learning and decay."""

    @composed
    def learn(co: Any) -> None:
        week = co.firm.week
        _ties(co)
        _home(co)
        _practice(co)
        _technology(co)
        for t in range(co.firm.n_teams):
            _people(co, t)
            if week % QUARTER == 0:
                _goals(co, t, week % YEAR == 0)
                _measurement(co, t)
        _insight(co)
        _customers(co)

    return learn
