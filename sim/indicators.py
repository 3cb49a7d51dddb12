"""What a survey can ask about: every indicator of a company, as each chair in it sees it.

An indicator is a number in [0, 1], a share, a chance or an attitude, read from the state of a
company at the end of a run. It is stated once, here, and knows no question and no survey. The last
52 weeks count ("this year"). A chair sees what it would see: chiefs have their own beliefs, a
member of a team has the team's ties and what has reached its level, the CIO does not know of tools
that it has not found.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np

from sim.compiled import composed, interpreted, kernel, routine, rule
from sim.levers import BY_BOTH, BY_IT, BY_MARKETING
from sim.rules.ceo import planned_growth
from sim.rules.cmo import agency_part, in_line
from sim.rules.common import joint_tie, unit, weekly
from sim.rules.learning import message_kept
from sim.state import (
    ABANDONED,
    AROUND_IT,
    BY_QUEUE,
    BY_SHARED,
    BY_UNIT,
    BY_VENDOR,
    CIO,
    CMO,
    CREATIVE,
    DATA,
    IN_HOUSE,
    IT,
    LEADER,
    LIVE,
    MARKETING,
    MARKETING_ACCOUNT,
    NO_ROUTE,
    NOBODY,
    YEAR,
    record_of,
)  # fmt: skip
from sim.teams import DEPARTMENTS, KIND_COUNT, NAMES

__all__ = ["INDICATORS", "LEVELS", "Indicator", "chairs", "read"]

LEVELS = ("leader", "manager", "contributor")
CHIEF_SEAT, CEO_SEAT, COMPANY_SEAT, TEAM_SEAT = range(4)
CHAIR = record_of(("seat", "i8"), ("side", "i8"), ("team", "i8"), ("level", "i8"))
"""Where a respondent sits: seat, side (0 marketing, 1 IT, -1 neither), team and level."""

THIS_YEAR = record_of(
    *[(name, "f8") for name in (
        "decided", "together", "around", "known_around", "fought", "depends", "weight",
        "understanding", "involved", "changed", "settled", "met", "found_good", "delivered",
        "effort", "partners", "spent", "spent_outside", "landed",
    )]
)  # fmt: skip
JOINT_QUALITY = 0.5
MEETING = 1.0  # hours of one joint meeting
SOCIAL_KIND = NAMES.index("social")
SURE_GROWTH = 0.2  # of a budget: what stands for "very much more"


@routine
def _this_year(co: Any, year: Any) -> None:
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


@rule
def _count_decided(co: Any, i: int, year: Any) -> None:
    job = co.work[i]
    year.decided += 1.0
    year.effort += job.effort
    if job.around == 0 or job.permitted + job.found > 0:
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
def _bought(co: Any, i: int) -> float:
    """Return which part of an initiative's work vendors and agencies do."""
    job = co.work[i]
    by_it = job.it_share if job.route in (BY_VENDOR, AROUND_IT) else 0.0
    return by_it + agency_part(co, i, job.route) * (1.0 - job.it_share)


@rule
def _count_settled(co: Any, i: int, year: Any) -> None:
    job = co.work[i]
    year.settled += 1.0
    if job.stage != LIVE:
        return
    left = math.exp(-math.log(2.0) * (job.settled - job.raised) / job.half_life)
    on_time = 1.0 if job.settled <= job.due else 0.0
    if on_time > 0.0 and left >= 0.5 and job.quality > JOINT_QUALITY:
        year.met += 1.0
    if job.route in (BY_QUEUE, BY_SHARED, BY_UNIT, BY_VENDOR):
        year.delivered += 1.0
        year.found_good += (on_time + job.quality + left) / 3.0
    year.landed += job.value * left * job.quality * (0.3 + 0.7 * job.goal_fit)


@rule
def _share(part: float, whole: float, otherwise: float) -> float:
    return part / whole if whole > 0.0 else otherwise


@rule
def _of_chiefs(co: Any, chair: Any, marketing: float, it: float) -> float:
    """Return what the chair's own chief holds; the mean of both for those of neither side."""
    if chair.side == CMO:
        return marketing
    return it if chair.side == CIO else 0.5 * (marketing + it)


@rule
def _own_department(chair: Any) -> int:
    """Return the department for which a chair speaks; for the company, marketing."""
    return IT if chair.side == CIO else MARKETING


@rule
def _late(co: Any, side: int) -> float:
    """Return which part of an idea's value a chief believes lost by waiting for IT."""
    window = co.lever.market_window / math.sqrt(co.lever.market_turbulence)
    return 1.0 - math.exp(-math.log(2.0) * co.chiefs[side].believed_lead_time[BY_QUEUE] / window)


@routine
def _skills(co: Any, s: int) -> float:
    """Return marketing's mean skill, by heads."""
    total = 0.0
    for t in range(co.firm.n_teams):
        if co.teams[t].department == MARKETING:
            total += co.teams[t].heads * co.teams[t].skill[s]
    return total / co.firm.marketing_heads


@routine
def _literacy(co: Any, department: int, level: int) -> float:
    total = heads = 0.0
    for t in range(co.firm.n_teams):
        team = co.teams[t]
        if team.department == department:
            total += team.heads * team.measurement[level]
            heads += team.heads
    return total / heads


@routine
def _best_tie(co: Any, t: int, department: int, kind: int) -> float:
    """Return the tie of a team to that team of a department, or of a kind, that it knows best."""
    best = 0.0
    for u in range(co.firm.n_teams):
        team = co.teams[u]
        asked = team.kind == kind if kind != NOBODY else team.department == department
        if u != t and asked:
            best = max(best, joint_tie(co, t, u))
    return best


@routine
def _tie(co: Any, chair: Any, department: int, kind: int) -> float:
    """Return a member's best tie, or the mean of the teams of a chief's department."""
    if chair.seat == TEAM_SEAT:
        return _best_tie(co, chair.team, department, kind)
    total = count = 0.0
    own = _own_department(chair)
    if own == department:
        own = IT - own
    for t in range(co.firm.n_teams):
        if co.teams[t].department == own:
            total += _best_tie(co, t, department, kind)
            count += 1.0
    return total / count


# --- the relation of the two chiefs


@routine
def trust(co: Any, year: Any, chair: Any) -> float:
    """How far the chief relies on the other one; elsewhere the mean of both chiefs."""
    return _of_chiefs(co, chair, co.chiefs[CMO].trust, co.chiefs[CIO].trust)


@routine
def alignment_need(co: Any, year: Any, chair: Any) -> float:
    """Which part of this year’s ideas, by value, cannot come about without both departments."""
    return _share(year.depends, year.weight, 0.5)


@routine
def collaboration_right(co: Any, year: Any, chair: Any) -> float:
    """How far those who work on the same thing understand it alike and without a fight."""
    calm = 1.0 - _share(year.fought, year.decided, 0.0)
    return _share(year.understanding, year.involved, 0.0) * calm


@routine
def chiefs_collaborate(co: Any, year: Any, chair: Any) -> float:
    """How far the two chiefs decide together in practice."""
    return 0.5 * (co.chiefs[CMO].collaboration + co.chiefs[CIO].collaboration)


@routine
def csuite_collaborates(co: Any, year: Any, chair: Any) -> float:
    """Collaboration at the top, as strong as the weakest of CMO, CIO and CEO’s attention."""
    chiefs = min(co.chiefs[CMO].collaboration, co.chiefs[CIO].collaboration)
    return min(chiefs, co.ceo.sponsorship)


@routine
def understands_other(co: Any, year: Any, chair: Any) -> float:
    """How well the chief knows the other’s field; a member: how well people over there."""
    if chair.seat == TEAM_SEAT:
        return _tie(co, chair, IT - _own_department(chair), NOBODY)
    return _of_chiefs(co, chair, co.chiefs[CMO].fluency, co.chiefs[CIO].fluency)


@routine
def understood_by_other(co: Any, year: Any, chair: Any) -> float:
    """How well the other chief knows the field of one’s own."""
    return _of_chiefs(co, chair, co.chiefs[CIO].fluency, co.chiefs[CMO].fluency)


@routine
def joint_meetings(co: Any, year: Any, chair: Any) -> float:
    """Chance that marketing and IT sit together in a given week, beyond projects."""
    return 1.0 - math.exp(-co.lever.culture_joint_meetings * co.firm.practice / MEETING)


@routine
def works_together(co: Any, year: Any, chair: Any) -> float:
    """Share of this year’s initiatives that both decide on or build together."""
    return _share(year.together, year.decided, 0.0)


@routine
def ceo_support(co: Any, year: Any, chair: Any) -> float:
    """How much of the CEO’s attention marketing technology has."""
    return co.ceo.sponsorship


# --- work and money


@routine
def deliverables_satisfaction(co: Any, year: Any, chair: Any) -> float:
    """How good, how punctual and how timely what came through IT was this year."""
    believed = co.chiefs[CMO].believed_quality[BY_QUEUE]
    return _share(year.found_good, year.delivered, 0.5 * believed)


@routine
def requirements_satisfaction(co: Any, year: Any, chair: Any) -> float:
    """How clear marketing’s requirements were: the share that was not changed."""
    if chair.side == CIO:
        return co.chiefs[CIO].believed_clarity
    return 1.0 - _share(year.changed, year.involved, 0.5)


@routine
def it_too_slow(co: Any, year: Any, chair: Any) -> float:
    """Part of an idea’s value that is lost, as the chief believes, while IT builds it."""
    return _of_chiefs(co, chair, _late(co, CMO), _late(co, CIO))


@routine
def marketing_too_hasty(co: Any, year: Any, chair: Any) -> float:
    """Share of initiatives whose requirements changed or that went around IT."""
    clear = 1.0 - _share(year.changed, year.involved, 0.5)
    seen = year.known_around if chair.side == CIO else year.around
    return 1.0 - clear * (1.0 - _share(seen, year.decided, 0.0))


@routine
def bypasses_it(co: Any, year: Any, chair: Any) -> float:
    """Share of this year’s initiatives that marketing took around IT, as far as it is known."""
    seen = year.known_around if chair.side == CIO else year.around
    return _share(seen, year.decided, 0.0)


@routine
def spend_outside_it(co: Any, year: Any, chair: Any) -> float:
    """Share of the money for technology that marketing spends itself or around IT."""
    return _share(year.spent_outside, year.spent, 0.5)


@routine
def decided_outside_marketing(co: Any, year: Any, chair: Any) -> float:
    """Share of decisions on marketing technology taken outside marketing."""
    rights = co.lever.decisions_rights
    around = _share(year.around, year.decided, 0.0)
    if rights == BY_MARKETING:
        return 0.0
    return (1.0 if rights == BY_IT else 0.5) * (1.0 - around)


@routine
def it_priority(co: Any, year: Any, chair: Any) -> float:
    """How marketing’s work ranks in IT against that of one other department (0.5: alike)."""
    share = co.chiefs[CIO].priority
    return share / (share + (1.0 - share) / 3.0)


@routine
def decision_process(co: Any, year: Any, chair: Any) -> float:
    """Share of this year’s initiatives that were settled without a fight over money or duties."""
    return 1.0 - _share(year.fought, year.decided, 0.0)


@routine
def met_target(co: Any, year: Any, chair: Any) -> float:
    """Share of settled initiatives that were punctual, sound and live within their window."""
    return _share(year.met, year.settled, 0.0)


@routine
def partner_use(co: Any, year: Any, chair: Any) -> float:
    """Share of this year’s work that vendors and agencies do with the company’s knowledge."""
    return _share(year.partners, year.effort, 0.0)


@routine
def budget_growth(co: Any, year: Any, chair: Any) -> float:
    """Expected growth of the technology budget: 0.25 none, 0.5 by 5 %, 0.75 by 10 %."""
    return unit(0.25 + planned_growth(co) / SURE_GROWTH)


@routine
def digital_budget_share(co: Any, year: Any, chair: Any) -> float:
    """Share of technology in the cost of marketing, staff included."""
    firm, parameter = co.firm, co.parameter
    people = firm.marketing_heads * YEAR * parameter.money_person_week
    return firm.budget / (firm.budget + people * (1.0 - parameter.work_marketing_time))


@routine
def emerging_technology(co: Any, year: Any, chair: Any) -> float:
    """Share of people who have access to generative AI and the like."""
    return co.lever.technology_ai


# --- goals


@rule
def _awareness(co: Any, chair: Any) -> float:
    if chair.seat == TEAM_SEAT:
        return co.teams[chair.team].goal_awareness[chair.level]
    return _of_chiefs(co, chair, co.chiefs[CMO].knowledge, co.chiefs[CIO].knowledge)


@routine
def goal_awareness(co: Any, year: Any, chair: Any) -> float:
    """How well the goals of the year are known."""
    return _awareness(co, chair)


@routine
def goal_alignment(co: Any, year: Any, chair: Any) -> float:
    """How far one’s own work serves the goals of the company."""
    return in_line(co, _awareness(co, chair))


@routine
def goal_transparency(co: Any, year: Any, chair: Any) -> float:
    """Which part of the strategy has arrived at one’s level, or is believed to have."""
    if chair.seat != TEAM_SEAT:
        return _awareness(co, chair)
    team = co.teams[chair.team]
    told = co.chiefs[CIO if team.department == IT else CMO].knowledge
    seen = team.goal_awareness[chair.level]
    if chair.level == LEADER:
        seen = team.believed_awareness
    return unit(seen / told)


@routine
def goals_in_one_place(co: Any, year: Any, chair: Any) -> float:
    """How far goals are kept in one place that all can find."""
    return co.lever.goals_one_place


@routine
def goals_heard(co: Any, year: Any, chair: Any) -> float:
    """Which part of a message about goals gets through to those who do the work."""
    kept = message_kept(co)
    return kept * kept


@routine
def measurement(co: Any, year: Any, chair: Any) -> float:
    """How well it is known how the effect of the work is measured."""
    if chair.seat == TEAM_SEAT:
        return co.teams[chair.team].measurement[chair.level]
    return _literacy(co, _own_department(chair), LEADER)


@routine
def credit_fear(co: Any, year: Any, chair: Any) -> float:
    """How much it is feared that others get the credit."""
    if chair.seat == TEAM_SEAT:
        return co.teams[chair.team].credit_fear
    total = count = 0.0
    for t in range(co.firm.n_teams):
        if co.teams[t].department == _own_department(chair):
            total += co.teams[t].credit_fear
            count += 1.0
    return total / count


# --- ties


@routine
def connected_to_company(co: Any, year: Any, chair: Any) -> float:
    """Tie of one’s team to that team of another department that it knows best."""
    if chair.seat != TEAM_SEAT:
        return _tie(co, chair, IT - _own_department(chair), NOBODY)
    best = 0.0
    for u in range(co.firm.n_teams):
        if co.teams[u].department != co.teams[chair.team].department:
            best = max(best, joint_tie(co, chair.team, u))
    return best


@routine
def shared_understanding(co: Any, year: Any, chair: Any) -> float:
    """How far marketing and IT understand what they build alike."""
    return _share(year.understanding, year.involved, 0.0)


@routine
def collaboration_benefit(co: Any, year: Any, chair: Any) -> float:
    """Quality expected of joint work against work alone (0.5: the same)."""
    side = CIO if chair.side == CIO else CMO
    chief = co.chiefs[side]
    joint = max(chief.believed_quality[BY_QUEUE], chief.believed_quality[BY_SHARED])
    return joint / (joint + chief.believed_quality[IN_HOUSE])


# --- what the company is able to do


@routine
def partner_benefit(co: Any, year: Any, chair: Any) -> float:
    """Quality that the chief has come to expect of work with partners."""
    return co.chiefs[CIO if chair.side == CIO else CMO].believed_quality[BY_VENDOR]


@routine
def systems_integrated(co: Any, year: Any, chair: Any) -> float:
    """Share of systems that are connected."""
    return co.firm.connected / (co.firm.connected + co.firm.debt)


@rule
def _ready_data(co: Any) -> float:
    joined = co.firm.connected / (co.firm.connected + co.firm.debt)
    return (_skills(co, DATA) + _literacy(co, MARKETING, 1) + joined) / 3.0


@routine
def _ready_social(co: Any) -> float:
    total = count = 0.0
    for t in range(co.firm.n_teams):
        team = co.teams[t]
        if team.kind == SOCIAL_KIND:
            total += 0.5 * (team.skill[DATA] + team.measurement[1])
            count += 1.0
    return _share(total, count, 0.5 * (_skills(co, DATA) + _literacy(co, MARKETING, 1)))


@routine
def _ready_channels(co: Any) -> float:
    live = gone = 0.0
    for w in range(YEAR):
        live += co.tally[w].in_window
        gone += co.tally[w].delivered + co.tally[w].abandoned
    return _share(live, gone, 0.0)


@routine
def readiness_data(co: Any, year: Any, chair: Any) -> float:
    """Readiness for more data: people’s skill, measurement, connected systems."""
    return _ready_data(co)


@routine
def readiness_social(co: Any, year: Any, chair: Any) -> float:
    """Readiness for social media: data skill and measurement of those who do it."""
    return _ready_social(co)


@routine
def readiness_channels(co: Any, year: Any, chair: Any) -> float:
    """Readiness for new channels: share of ideas that are live within their window."""
    return _ready_channels(co)


@routine
def readiness(co: Any, year: Any, chair: Any) -> float:
    """Readiness for data, social media and channels, the mean of the three."""
    return (_ready_data(co) + _ready_social(co) + _ready_channels(co)) / 3.0


@routine
def customer_first(co: Any, year: Any, chair: Any) -> float:
    """How far the customer’s need comes before the own product or process."""
    if chair.seat == TEAM_SEAT:
        return co.teams[chair.team].customer_focus
    total = 0.0
    for t in range(co.firm.n_teams):
        total += co.teams[t].customer_focus
    return total / co.firm.n_teams


@routine
def customer_experience(co: Any, year: Any, chair: Any) -> float:
    """How customers find what the company offers."""
    return co.firm.experience


@routine
def insight(co: Any, year: Any, chair: Any) -> float:
    """How well the company knows its customers."""
    return co.firm.insight


@routine
def agility(co: Any, year: Any, chair: Any) -> float:
    """Part of an idea’s value that is left when it is live, as the chief believes."""
    return 1.0 - _of_chiefs(co, chair, _late(co, CMO), _late(co, CIO))


@routine
def agility_need(co: Any, year: Any, chair: Any) -> float:
    """Chance of seeing that one must be faster: by lost windows, or by an open mind."""
    openness = _of_chiefs(co, chair, co.chiefs[CMO].openness, co.chiefs[CIO].openness)
    late = _of_chiefs(co, chair, _late(co, CMO), _late(co, CIO))
    return 1.0 - (1.0 - late) * (1.0 - openness)


@routine
def market_pressure(co: Any, year: Any, chair: Any) -> float:
    """Part of an idea’s value that a year of waiting costs in this market."""
    window = co.lever.market_window / math.sqrt(co.lever.market_turbulence)
    return 1.0 - math.exp(-math.log(2.0) * YEAR / window)


@routine
def innovation(co: Any, year: Any, chair: Any) -> float:
    """New capability that came live this year, against what aged (0.5: in balance)."""
    aged = weekly(co.parameter.capability_depreciation) * YEAR * co.firm.capability
    return year.landed / (year.landed + aged)


@routine
def training(co: Any, year: Any, chair: Any) -> float:
    """Part of the gap in skills that a year of training closes."""
    return 1.0 - math.exp(-co.parameter.skill_gain * 100.0 * co.lever.culture_training)


@routine
def ai_use_weekly(co: Any, year: Any, chair: Any) -> float:
    """Share of people who have made generative AI part of their work."""
    if chair.seat == TEAM_SEAT:
        return co.teams[chair.team].ai_use
    total = heads = 0.0
    for t in range(co.firm.n_teams):
        team = co.teams[t]
        if team.department == _own_department(chair):
            total += team.heads * team.ai_use
            heads += team.heads
    return total / heads


@routine
def ai_use_daily(co: Any, year: Any, chair: Any) -> float:
    """Share of people who use it all day: users among whom the others use it too."""
    weekly_users = ai_use_weekly(co, year, chair)
    return weekly_users * weekly_users


@routine
def creative_skill(co: Any, year: Any, chair: Any) -> float:
    """Command of creative work."""
    if chair.seat == TEAM_SEAT:
        return co.teams[chair.team].skill[CREATIVE]
    return _skills(co, CREATIVE)


# --- the table


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that a survey can ask about.

    Attributes
    ----------
    name, label, meaning : str
        Identifier, and words for people who are not modellers.
    flatters : int
        1 where more of it speaks well of the own house, -1 where less does, 0 where neither.
    of_people : bool
        A share of people: so many say yes, and there is no threshold.
    """

    name: str
    label: str
    meaning: str
    flatters: int
    of_people: bool = False


_RULES: tuple[tuple[Any, ...], ...] = (
    (trust, "Trust in the other chief", 1),
    (alignment_need, "Need for alignment of marketing and IT", 0),
    (collaboration_right, "Collaboration is at the right level", 1),
    (chiefs_collaborate, "The chiefs collaborate", 1),
    (csuite_collaborates, "The C-suite collaborates", 1),
    (understands_other, "Understanding of the other side", 1),
    (understood_by_other, "Understood by the other side", 1),
    (joint_meetings, "Regular joint meetings", 1),
    (works_together, "Marketing and IT work together", 1),
    (ceo_support, "Support of the CEO", 1),
    (deliverables_satisfaction, "Satisfaction with what IT delivers", 1),
    (requirements_satisfaction, "Satisfaction with marketing’s requirements", 1),
    (it_too_slow, "IT is too slow", -1),
    (marketing_too_hasty, "Marketing is too hasty", -1),
    (bypasses_it, "Marketing bypasses IT", -1),
    (spend_outside_it, "Technology spend outside IT", 0),
    (decided_outside_marketing, "Decisions taken outside marketing", 0),
    (it_priority, "Priority of marketing in IT", 1),
    (decision_process, "Clear process of decision", 1),
    (met_target, "Initiatives that met their target", 1),
    (partner_use, "Use of outside partners", 0),
    (budget_growth, "Growth of the budget", 0),
    (digital_budget_share, "Digital share of the budget", 0),
    (emerging_technology, "Investment in emerging technology", 1),
    (goal_awareness, "Goals are known", 1),
    (goal_alignment, "Goals are aligned", 1),
    (goal_transparency, "Strategy is transparent", 1),
    (goals_in_one_place, "Goals are in one place", 1),
    (goals_heard, "Goals get through", 1),
    (measurement, "Measurement is known", 1),
    (credit_fear, "Fear for credit", -1),
    (connected_to_company, "Connected to the rest of the company", 1),
    (shared_understanding, "Shared understanding", 1),
    (collaboration_benefit, "Working together is better", 0),
    (partner_benefit, "Partners make it better", 0),
    (systems_integrated, "Systems are integrated", 1),
    (readiness_data, "Ready for data", 1),
    (readiness_social, "Ready for social media", 1),
    (readiness_channels, "Ready for new channels", 1),
    (readiness, "Ready for change", 1),
    (customer_first, "Customer first", 1),
    (customer_experience, "Customer experience", 1),
    (insight, "Customer insight", 1),
    (agility, "Agility", 1),
    (agility_need, "Need to be more agile", 0),
    (market_pressure, "Pressure of the market", 0),
    (innovation, "Innovation", 1),
    (training, "Training of staff", 1),
    (ai_use_weekly, "Generative AI used weekly", 0, True),
    (ai_use_daily, "Generative AI used daily", 0, True),
    (creative_skill, "Command of creative work", 1),
)  # fmt: skip

# Whom a tie may lead to: a department, or the teams of a kind.
_TARGETS = (
    ("marketing", MARKETING, NOBODY),
    ("it", IT, NOBODY),
    *tuple((name, NOBODY, kind) for kind, name in enumerate(NAMES)),
)
_TARGET_CODES = np.array([target[1:] for target in _TARGETS], np.int64)
_FIRST_TIE, _FIRST_GOALS = len(_RULES), len(_RULES) + len(_TARGETS)
COUNT = _FIRST_GOALS + len(_TARGETS)


def _rows() -> list[Indicator]:
    rows = [
        Indicator(interpreted(see).__name__, label, interpreted(see).__doc__ or "", *traits)
        for see, label, *traits in _RULES
    ]
    rows += [
        Indicator(f"tie.{name}", f"Close tie to {name}",
                  f"How well one’s team knows the team of {name} that it knows best.", 1)
        for name, _, _ in _TARGETS
    ]  # fmt: skip
    rows += [
        Indicator(f"goals_of.{name}", f"Goals of {name} are known",
                  f"What one’s team knows of the goals of {name}: as much as its leader, as far as "
                  "the tie goes.", 1)
        for name, _, _ in _TARGETS
    ]  # fmt: skip
    return rows


INDICATORS = MappingProxyType({row.name: row for row in _rows()})
"""Mapping of name to `Indicator`, in the order of the columns of `read_company`."""


def _reader(low: int, high: int) -> Any:
    """Return one compiled function that writes the rules from `low` to `high` into their columns.

    It halves the table, since the compiler goes as deep as functions call each other.
    """
    if high - low == 1:
        see = _RULES[low][0]

        @composed
        def one(co: Any, year: Any, chair: Any, out: Any) -> None:
            out[low] = see(co, year, chair)

        return one
    middle = (low + high) // 2
    first, then = _reader(low, middle), _reader(middle, high)

    @composed
    def both(co: Any, year: Any, chair: Any, out: Any) -> None:
        first(co, year, chair, out)
        then(co, year, chair, out)

    return both


_read_rules = _reader(0, len(_RULES))


@routine
def _goals_known(co: Any, chair: Any, department: int, kind: int) -> float:
    """Return what a chair knows of the goals of the team that it knows best."""
    best = 0.0
    for u in range(co.firm.n_teams):
        team = co.teams[u]
        asked = team.kind == kind if kind != NOBODY else team.department == department
        if asked and not (chair.seat == TEAM_SEAT and u == chair.team):
            known = _tie(co, chair, team.department, team.kind)
            best = max(best, known * team.goal_awareness[LEADER])
    return best


@kernel
def read_company(company: Any, seats: Any, targets: Any, work: Any, out: Any) -> None:
    """Read every indicator as every chair sees it.

    Parameters
    ----------
    company : numpy.recarray, shape (1,)
    seats : numpy.recarray of CHAIR, shape (chairs,)
        Chairs of teams that the company does not have are left out.
    targets : numpy.ndarray of int64, shape (targets, 2)
        Department and kind of team to which ties lead.
    work : numpy.recarray of THIS_YEAR, shape (1,)
        All zeros; filled.
    out : numpy.ndarray of float64, shape (chairs, indicators)
        Filled; NaN for chairs that there are not.
    """
    co, year = company[0], work[0]
    _this_year(co, year)
    ties = len(targets)
    for c in range(len(seats)):
        chair = seats[c]
        if chair.team >= co.firm.n_teams:
            out[c, :] = np.nan
            continue
        _read_rules(co, year, chair, out[c])
        rules = out.shape[1] - 2 * ties
        for k in range(ties):
            out[c, rules + k] = _tie(co, chair, targets[k, 0], targets[k, 1])
            out[c, rules + ties + k] = _goals_known(co, chair, targets[k, 0], targets[k, 1])


@cache
def chairs(teams: int) -> np.ndarray:
    """Return the chairs of a company: CMO, CIO, CEO, the company, and members by team and level.

    Returns
    -------
    numpy.ndarray of CHAIR, shape (4 + 3 * teams,)
    """
    rows = [
        (CHIEF_SEAT, CMO, NOBODY, LEADER), (CHIEF_SEAT, CIO, NOBODY, LEADER),
        (CEO_SEAT, NOBODY, NOBODY, LEADER), (COMPANY_SEAT, NOBODY, NOBODY, LEADER),
    ]  # fmt: skip
    for t in range(teams):
        department = DEPARTMENTS[t % KIND_COUNT]
        side = {MARKETING: CMO, IT: CIO}.get(department, NOBODY)
        rows += [(TEAM_SEAT, side, t, level) for level in range(len(LEVELS))]
    return np.array(rows, CHAIR)


def read(company: np.ndarray, seats: np.ndarray, out: np.ndarray) -> None:
    """Read the indicators of one company; see `read_company`."""
    read_company(company, seats, _TARGET_CODES, np.zeros(1, THIS_YEAR), out)
