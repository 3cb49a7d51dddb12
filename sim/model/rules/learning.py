"""Phase 8, learning: ties, goals, skills, practice, customers; and what is not kept up decays.

    τ += growth · hours · (1 - τ) - decay · (τ - τ0)                          (Hall 2019, Burt 2002)
    goal(level) += pace · (kept · goal(level above) - goal(level))            (quarterly; Nichols)
    practice += adopt · S · (1 - practice) - relapse · (1 - S) · practice     (C001-24, C001-27)
    A = capability · (blind + insight) · (1 - lost · siloed) · (base + gain · focus)      (offer.*)
    experience → A² / (A² + (reference · expectation)²),  revenue grows with it     (Otto 2020)

Customers' response is S-shaped: they notice neither the first steps nor the last ones.
"""

from __future__ import annotations

import numpy as np

from allied.sim.inputs.levers import EMBEDDED, MERGED
from allied.sim.model.company import Company
from allied.sim.model.compiled import composed, rule
from allied.sim.model.decisions import Step
from allied.sim.model.elementary import LN2, exp
from allied.sim.model.rules.common import clip01, weekly
from allied.sim.model.state import (
    CIO,
    CMO,
    CONTRIBUTOR,
    DATA,
    IT,
    LEADER,
    MARKETING,
    QUARTER,
    YEAR,
    Department,
)

__all__ = ["message_kept", "phase"]

DEPARTMENTS = len(Department)


@rule
def _floor(co: Company, one: int, other: int) -> float:
    """Return the familiarity that remains without joint work: reporting line or co-location."""
    lever, parameter = co.lever, co.parameter
    if one == other:
        return parameter.tie_floor_inside
    everyday = parameter.tie_everyday
    mixed = (one == IT and other == MARKETING) or (one == MARKETING and other == IT)
    # Who sits together knows each other, also without a common task.
    if mixed and lever.structure_delivery in (EMBEDDED, MERGED):
        return everyday + parameter.tie_floor_unit * lever.structure_unit_share * co.firm.practice
    return everyday


@rule
def _usual_hours(co: Company, one: int, other: int, of_it: float) -> float:
    """Return the weekly hours of two teams in meetings, whatever they work on.

    A team's ordinary meetings are with its own department; marketing's also with the neighbours
    for which and with which it runs campaigns. They are shared out over all these teams.
    """
    parameter = co.parameter
    if one + other == IT and one != other:  # marketing (0) with IT (1)
        return co.lever.culture_joint_meetings * co.firm.practice / parameter.meeting_shared_by
    if one == IT and other == IT:
        return parameter.meeting_ordinary / max(1.0, of_it - 1.0)  # a single team meets nobody
    if one != IT and other != IT:
        return parameter.meeting_ordinary / (co.firm.n_teams - of_it - 1.0)
    return 0.0  # an IT team and a neighbour have no ordinary meetings


@rule
def _ties(co: Company) -> None:
    """Let ties grow by hours together and fade without.

    Pairs are many, so what depends on their departments only is worked out before, and the row of
    a team is gone through side by side: a processor then takes several pairs at once.
    """
    parameter, count = co.parameter, co.firm.n_teams
    growth, decay = parameter.tie_growth, weekly(parameter.tie_decay)
    of_it = 0.0  # a whole number would be a type of its own, for which rules are compiled once more
    for t in range(count):
        of_it += 1.0 if co.teams[t].department == IT else 0.0
    room = np.empty((2, DEPARTMENTS, count))  # one, since asking for room costs in small companies
    usual, floor = room[0], room[1]
    for one in range(DEPARTMENTS):
        for t in range(count):
            usual[one, t] = _usual_hours(co, one, co.teams[t].department, of_it)
            floor[one, t] = _floor(co, one, co.teams[t].department)
    for a in range(count):
        one = co.teams[a].department
        # Rows from the diagonal on: an index that begins at 0 needs no check for being negative.
        ties, joint = co.tie[a, a + 1 : count], co.joint_hours[a, a + 1 : count]
        usual_here, floor_here = usual[one, a + 1 : count], floor[one, a + 1 : count]
        for k in range(len(ties)):
            hours = joint[k] + usual_here[k]
            joint[k] = 0.0  # used up: work books next week's anew
            tie = ties[k] + min(1.0, growth * hours) * (1.0 - ties[k])
            ties[k] = clip01(tie - decay * (tie - floor_here[k]))


@rule
def _home(co: Company) -> None:
    """Let the unit's IT people keep or lose touch with IT at home."""
    firm, parameter, delivery = co.firm, co.parameter, co.lever.structure_delivery
    # Without such a unit nobody is away from home.
    target = parameter.home_other
    if delivery == EMBEDDED:
        target = parameter.home_embedded
    elif delivery == MERGED:
        target = parameter.home_merged
    firm.home_tie += parameter.home_pace * (target - firm.home_tie)


@rule
def message_kept(co: Company) -> float:
    """Return which share of a message about goals a level passes on."""
    lever, parameter, kept = co.lever, co.parameter, co.parameter.goal_retention
    saved = parameter.goal_kept_transparency * lever.goals_transparency
    saved += parameter.goal_kept_one_place * lever.goals_one_place
    return kept + (1.0 - kept) * saved


@rule
def _goals(co: Company, t: int, new_year: bool) -> None:
    """Pass the goals from chief to leader to manager to contributor, once a quarter."""
    lever, parameter, team = co.lever, co.parameter, co.teams[t]
    kept = message_kept(co)
    above = co.chiefs[CIO if team.department == IT else CMO].knowledge
    for level in range(3):
        if new_year:
            team.goal_awareness[level] *= 1.0 - parameter.goal_reset * (
                1.0 - parameter.goal_reset_one_place * lever.goals_one_place
            )
        wanted = above if level == LEADER else kept * above
        above = team.goal_awareness[level]  # before it moves: news goes down one level a quarter
        gap = wanted - team.goal_awareness[level]
        team.goal_awareness[level] += parameter.goal_pace * gap
    # a leader hears from managers, not from contributors
    gap = team.goal_awareness[1] - team.believed_awareness
    team.believed_awareness += parameter.goal_hearsay * gap


@rule
def _measurement(co: Company, t: int) -> None:
    """Let literacy in measurement follow training.

    Managers measure and report to leaders. Contributors see of it what is shown to them: as far as
    strategy is open, and as much as gets through.
    """
    team, lever, parameter = co.teams[t], co.lever, co.parameter
    untaught = parameter.literacy_untaught
    taught = untaught + (parameter.literacy_taught - untaught) * lever.goals_measurement
    shown = taught * lever.goals_transparency * message_kept(co)
    for level in range(3):
        wanted = shown if level == CONTRIBUTOR else taught
        team.measurement[level] += parameter.literacy_pace * (wanted - team.measurement[level])


@rule
def _people(co: Company) -> None:
    """Move all teams' skills, use of AI, credit fear and customer focus by a week."""
    lever, parameter = co.lever, co.parameter
    leavers = lever.firm_staff_turnover / YEAR
    training = parameter.skill_gain * 100.0 * lever.culture_training / YEAR
    forgetting = LN2 / parameter.skill_half_life
    fear = (1.0 - lever.culture_credit_sharing) * (1.0 - lever.goals_shared)
    for t in range(co.firm.n_teams):
        team = co.teams[t]
        for s in range(4):
            forgotten = forgetting * (team.skill[s] - team.native_skill[s])
            team.skill[s] += training * (parameter.skill_ceiling - team.skill[s]) - forgotten
        for level in range(3):
            # Who leaves takes the goals along; newcomers have to be told.
            team.goal_awareness[level] *= 1.0 - leavers
        room = max(0.0, lever.technology_ai - team.ai_use)
        drive = parameter.ai_innovation + parameter.ai_imitation * team.ai_use
        team.ai_use = clip01(team.ai_use + drive * room / YEAR)
        team.credit_fear += parameter.credit_fear_pace * (fear - team.credit_fear)
        gap = lever.culture_customer_focus - team.customer_focus
        team.customer_focus += parameter.customer_focus_pace * gap
        # for those who look on
        team.load = team.used / team.capacity if team.capacity > 0.0 else 0.0


@rule
def _practice(co: Company) -> None:
    """Let new ways of working take root or give way to old habits; so do the chiefs'."""
    firm, parameter, sponsorship = co.firm, co.parameter, co.ceo.sponsorship
    relapse = weekly(parameter.practice_relapse)
    adopted = parameter.practice_adopt * sponsorship * (1.0 - firm.practice)
    # What the CEO looks at does not slide back.
    lost = relapse * (1.0 - sponsorship) * firm.practice
    firm.practice = clip01(firm.practice + adopted - lost)
    for side in range(2):
        chief = co.chiefs[side]
        chief.collaboration += relapse * (chief.habit - chief.collaboration)
        chief.tenure += 1


@rule
def _technology(co: Company) -> None:
    """Let live technology age, connected or not, and count the value that it yields."""
    firm, parameter = co.firm, co.parameter
    ageing = weekly(parameter.capability_depreciation)
    firm.capability -= ageing * firm.capability
    firm.debt -= ageing * firm.debt
    firm.connected -= ageing * firm.connected
    # Tools go out of use by a share a week: at the rate, not at an age.
    firm.tools_around -= firm.tools_around / (parameter.tool_life * YEAR)


@rule
def _insight(co: Company) -> None:
    """Let insight follow literacy, data skills, and the share of systems that are connected."""
    firm, parameter = co.firm, co.parameter
    literacy = skill = heads = 0.0
    for t in range(co.firm.n_teams):
        team = co.teams[t]
        if team.department == MARKETING:
            literacy += team.heads * team.measurement[1]
            skill += team.heads * team.skill[DATA]
            heads += team.heads
    connected = firm.connected / (firm.connected + firm.debt)
    people = parameter.insight_base + parameter.insight_people * (literacy + skill) / heads
    siloed = parameter.insight_siloed
    wanted = clip01(people * (siloed + (1.0 - siloed) * connected))
    firm.insight += parameter.insight_pace * (wanted - firm.insight)


@rule
def _customers(co: Company) -> None:
    """Move customers' experience towards what the company offers, and revenue with it."""
    firm, parameter = co.firm, co.parameter
    focus = 0.0
    for t in range(co.firm.n_teams):
        focus += co.teams[t].customer_focus
    focus /= co.firm.n_teams
    siloed = firm.debt / (firm.connected + firm.debt)
    offer = firm.capability * (parameter.offer_blind + firm.insight)
    offer *= 1.0 - parameter.offer_siloed * siloed
    offer *= parameter.offer_unfocused + parameter.offer_focused * focus
    taken = parameter.customer_reference * firm.marketing_heads * firm.expectation
    pace = parameter.customer_pace / YEAR
    ratio = offer / taken
    # The S-shape: its middle is where the offer meets the reference.
    felt = ratio * ratio / (1.0 + ratio * ratio)
    firm.experience += pace * (felt - firm.experience)
    above = firm.experience - parameter.customer_neutral
    # The source gives growth for one standard deviation between companies.
    growth = parameter.revenue_growth * above / parameter.customer_experience_sd
    firm.revenue *= exp(growth / YEAR)


def phase() -> Step:
    """Return the week's learning and decay."""

    @composed
    def learn(co: Company) -> None:
        week = co.firm.week
        _ties(co)
        _home(co)
        _practice(co)
        _technology(co)
        _people(co)
        if week % QUARTER == 0:
            for t in range(co.firm.n_teams):
                _goals(co, t, week % YEAR == 0)
                _measurement(co, t)
        _insight(co)
        _customers(co)

    return learn
