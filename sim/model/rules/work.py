"""Phase 6, the teams: a week of work on everything that is under way.

    progress = crowd · (unskilled + skill) · (blind + understood · u) · (1 - lost) · (1 + ai)
    crowd = n^(1-b)
    P(change) = rework · ambiguity · (1 - u)
    u += pace · hours together · (1 - u) · (stammer + fluency)                     (understanding.*)

`n` heads, `u` shared understanding. Coordination: work is `lost` for each partner, less the better
people know each other. Disputes over duties stop a joint team (C004-07, C004-10); people are
called back by the chief to whom a team does not answer. Sources: Putnam 2005, Tregubov et al.
2017, Boehm and Papaccio 1988, Herbsleb and Mockus 2003, Huckman and Staats 2013.
"""

from __future__ import annotations

from allied.sim.inputs.levers import MERGED, TO_BOTH, TO_IT
from allied.sim.model.company import Company
from allied.sim.model.compiled import composed, rule
from allied.sim.model.decisions import OfTeam, Step
from allied.sim.model.draws import Purpose, uniform
from allied.sim.model.elementary import exp, log
from allied.sim.model.records import fixed
from allied.sim.model.rules.common import (
    encounter_competence,
    encounter_integrity,
    joint_tie,
    pay,
    this_week,
)
from allied.sim.model.state import (
    ACTIVE,
    AROUND_IT,
    BY_QUEUE,
    BY_SHARED,
    BY_UNIT,
    BY_VENDOR,
    CIO,
    CMO,
    CREATIVE,
    CUSTOMER,
    DATA,
    ENGINEERING,
    IN_HOUSE,
    IT,
    MARKETING,
)  # fmt: skip

__all__ = ["contribute", "phase", "seconded", "work_on"]

REWORK, DISPUTE, RECALL = fixed(Purpose.REWORK), fixed(Purpose.DISPUTE), fixed(Purpose.RECALL)


@rule
def contribute(co: Company, t: int) -> float:
    """Return a team's capacity for initiatives this week, person-weeks.

    Meetings, training and people who are away are missing.
    """
    firm, lever, parameter, team = co.firm, co.lever, co.parameter, co.teams[t]
    hours = parameter.meeting_cost * lever.culture_joint_meetings * firm.practice
    meetings = hours / parameter.hours_week
    if team.department == IT:
        return max(0.0, team.capacity - meetings * team.capacity)
    share = parameter.work_marketing_time
    time = max(0.0, share - meetings - share * lever.culture_training)
    if team.department == MARKETING:
        pool = firm.marketing_heads * share
        # Nobody says which team they come from, so all marketing teams miss them alike.
        away = firm.seconded_marketing + firm.standing_marketing + firm.unit_marketing
        time *= max(0.0, 1.0 - away / pool)
    return team.heads * time


@rule
def _skill(co: Company, t: int) -> float:
    """Return a team's skill for its part of the work."""
    skill, parameter = co.teams[t].skill, co.parameter
    if co.teams[t].department == IT:
        part = parameter.work_engineering
        return part * skill[ENGINEERING] + (1.0 - part) * skill[DATA]
    customer, creative = parameter.work_customer, parameter.work_creative
    data = 1.0 - customer - creative
    return customer * skill[CUSTOMER] + creative * skill[CREATIVE] + data * skill[DATA]


@rule
def most_staff(co: Company, i: int) -> float:
    """Return how many people of a team can work on an initiative at once."""
    parameter = co.parameter
    return min(parameter.staff_most, max(1.0, co.work[i].effort / parameter.staff_weeks))


@rule
def _staff(co: Company, i: int, t: int) -> float:
    """Return the person-weeks that a team gives one initiative, among all that it works on."""
    team = co.teams[t]
    active = max(1, team.active)
    return min(most_staff(co, i), team.capacity / active) * _kept(co, active)


@rule
def _kept(co: Company, active: int) -> float:
    """Return what switching leaves of the capacity; the loss saturates."""
    return 1.0 - co.parameter.work_switching * (1.0 - 1.0 / active)


@rule
def _coordination(co: Company, i: int) -> float:
    """Return the share of work lost to coordination, and count its hours."""
    job, parameter = co.work[i], co.parameter
    strange = 1.0 - joint_tie(co, job.owner, job.it_team)
    # Neighbours matter as far as the work touches their systems.
    strange_neighbour = (1.0 - joint_tie(co, job.owner, job.neighbour)) * job.integration
    outside = 1.0 if job.left_vendor > 0.0 else 0.0
    partners = 1.0 + strange + job.integration + strange_neighbour + outside
    co.firm.hours += parameter.hours_partner * partners
    if job.route in (IN_HOUSE, AROUND_IT):
        strange *= parameter.work_coordination_alone
    return parameter.work_coordination * (strange + strange_neighbour)


@rule
def _meet(co: Company, i: int, weeks: float, rate: float) -> None:
    """Book hours together of the owner and the IT team; both come to understand the work."""
    job, parameter = co.work[i], co.parameter
    hours = rate * weeks
    a, b = min(job.owner, job.it_team), max(job.owner, job.it_team)  # above the diagonal
    co.joint_hours[a, b] += hours
    co.firm.hours += 2.0 * parameter.hours_talk * hours
    fluent = 0.5 * (co.chiefs[CMO].fluency + co.chiefs[CIO].fluency)
    heard = parameter.understanding_stammer + fluent
    share = min(1.0, parameter.understanding_pace * hours * heard)
    job.understanding += share * (1.0 - job.understanding)


@rule
def _output(co: Company, i: int, t: int, staff: float, skill: float, loss: float) -> float:
    """Return the work that `staff` person-weeks of team t get done; generative AI helps."""
    parameter = co.parameter
    ai = 1.0 + parameter.ai_gain * co.teams[t].ai_use
    understood = parameter.work_blind + parameter.work_understood * co.work[i].understanding
    # Diseconomies of size begin with the second person; below one nobody is in the way.
    crowd = staff if staff <= 1.0 else exp(
        (1.0 - parameter.work_diseconomy) * log(staff)
    )  # fmt: skip
    return crowd * (parameter.work_unskilled + skill) * understood * (1.0 - loss) * ai


@rule
def _disputed(co: Company, i: int) -> bool:
    """Return whether a dispute over duties stops the work this week."""
    job, lever, parameter = co.work[i], co.lever, co.parameter
    exposure = parameter.dispute_ground[job.route] * (1.0 - lever.structure_ownership)
    # One draw for two events that exclude each other: its low end settles, its high end escalates.
    u = uniform(co, job.address, DISPUTE)
    if job.disputed == 0:
        if u < parameter.agree_dispute * exposure:
            job.disputed = job.fought = 1
            encounter_integrity(co, CMO, parameter.felt_disputed)
            encounter_integrity(co, CIO, parameter.felt_disputed)
    else:
        willing = 0.5 * (co.chiefs[CMO].collaboration + co.chiefs[CIO].collaboration)
        if u < parameter.dispute_settle * willing:
            job.disputed = job.escalated = 0
        elif u > 1.0 - parameter.dispute_escalate and job.escalated == 0:
            job.escalated = 1
            this_week(co).escalated += 1.0
    if job.disputed == 1:
        co.firm.hours += parameter.hours_dispute
    return job.disputed == 1


@rule
def _recall(co: Company, i: int) -> None:
    """Call people back to a chief to whom the shared team does not answer."""
    job, firm, answers = co.work[i], co.firm, co.lever.structure_accountability
    if answers == TO_BOTH or uniform(co, job.address, RECALL) >= co.parameter.recall_rate:
        return
    heads = co.parameter.recall_heads
    if answers == TO_IT and job.staff_marketing > heads:
        job.staff_marketing -= heads
        firm.seconded_marketing -= heads
    elif answers != TO_IT and job.staff_it > heads:
        job.staff_it -= heads
        firm.seconded_it -= heads


@rule
def _change(co: Company, i: int) -> None:
    """Change requirements that were not understood: part of the work is done again."""
    job, parameter = co.work[i], co.parameter
    hazard = parameter.work_rework * job.ambiguity * (1.0 - job.understanding)
    if uniform(co, job.address, REWORK) >= hazard:
        return
    # Done again is part of what was done, so late changes are dear ones.
    again = parameter.work_rework_size * job.done
    in_it = 0.0 if job.route in (IN_HOUSE, AROUND_IT) else job.it_share
    if job.route in (BY_VENDOR, AROUND_IT):
        job.left_vendor += again
    else:
        job.left_it += again * in_it
        job.left_marketing += again * (1.0 - in_it)
    job.done -= again
    job.changes += 1
    # A change answers questions: the next one is less likely.
    job.ambiguity *= parameter.work_ambiguity_left
    if in_it > 0.0:
        encounter_competence(co, CIO, parameter.felt_unclear)


@rule
def seconded(co: Company, i: int) -> tuple[float, float, float]:
    """Return the people of a shared team who are there, and its hours of contact.

    Running and repairing systems comes first, and campaigns do: some may be missing.
    """
    job, firm, parameter = co.work[i], co.firm, co.parameter
    it_free = (firm.it_free - firm.unit_it) * (1.0 - co.lever.it_debt_paydown)
    free = firm.marketing_heads * parameter.work_marketing_time
    # Who was sent may be called to urgent work, and all shared teams lose in proportion.
    marketing = job.staff_marketing * min(1.0, free / max(firm.seconded_marketing, 1e-9))
    it = job.staff_it * min(1.0, it_free / max(firm.seconded_it, 1e-9))
    return marketing, it, parameter.work_contact_team


@rule
def _hands(co: Company, i: int) -> tuple[float, float, float]:
    """Return the marketing and IT person-weeks on an initiative, and its hours of contact."""
    job, firm, lever, parameter = co.work[i], co.firm, co.lever, co.parameter
    if job.route == BY_SHARED:
        return seconded(co, i)
    marketing, contact = _staff(co, i, job.owner), parameter.work_contact_queue
    if job.route == BY_UNIT:
        active = max(1, firm.unit_active)
        most = most_staff(co, i)
        it = min(most, firm.unit_it / active) * _kept(co, active)
        if lever.structure_delivery == MERGED:
            marketing = min(most, firm.unit_marketing / active) * _kept(co, active)
        return marketing, it, parameter.work_contact_team
    if job.route in (IN_HOUSE, AROUND_IT):
        return marketing, 0.0, 0.0
    return marketing, _staff(co, i, job.it_team), contact


@rule
def work_on(co: Company, i: int) -> None:
    """Do one week of work on an initiative that is under way."""
    job, parameter = co.work[i], co.parameter
    if job.setup > 0.0:
        job.setup -= 1.0
        return
    if _disputed(co, i):
        return
    if job.route == BY_SHARED:
        _recall(co, i)
    marketing, it, contact = _hands(co, i)
    # IT's part is done: its people neither wait here nor are paid.
    if job.left_it <= 0.0:
        it = 0.0
    loss = _coordination(co, i) + parameter.hours_talk * contact / parameter.hours_week
    skill = _skill(co, job.owner)
    if job.route == IN_HOUSE:  # marketers do engineers' work
        skill = (1.0 - job.it_share) * skill + job.it_share * co.teams[job.owner].skill[ENGINEERING]
    done_marketing = min(job.left_marketing, _output(co, i, job.owner, marketing, skill, loss))
    done_it = min(job.left_it, _output(co, i, job.it_team, it, _skill(co, job.it_team), loss))
    price = parameter.money_person_week
    # Without money nobody works for it this week; marketing's own people cost nothing here.
    if done_it > 0.0 and not pay(co, i, it * price):
        done_it = it = 0.0
    done_vendor = min(job.left_vendor, parameter.vendor_pace)
    if done_vendor > 0.0 and not pay(co, i, done_vendor * price * parameter.vendor_price):
        done_vendor = 0.0
    job.left_marketing -= done_marketing
    job.left_it -= done_it
    job.left_vendor -= done_vendor
    job.done += done_marketing + done_it + done_vendor
    _book(co, i, marketing if done_marketing > 0.0 else 0.0, it)
    if it > 0.0:
        _meet(co, i, min(1.0, max(marketing, it)), contact)
    # After the week's work and talk: who has come to understand changes less.
    _change(co, i)


@rule
def _book(co: Company, i: int, marketing: float, it: float) -> None:
    """Book the capacity that was used, for the teams that it belongs to."""
    job = co.work[i]
    if job.route in (BY_QUEUE, BY_VENDOR):
        co.teams[job.it_team].used += it
    merged = job.route == BY_UNIT and co.lever.structure_delivery == MERGED
    if job.route != BY_SHARED and not merged:
        co.teams[job.owner].used += marketing


@rule
def _unit_people(co: Company) -> None:
    """Set how many marketers work in a merged unit."""
    firm, lever = co.firm, co.lever
    firm.unit_marketing = 0.0
    if lever.structure_delivery == MERGED:
        pool = firm.marketing_heads * co.parameter.work_marketing_time
        firm.unit_marketing = lever.structure_unit_share * firm.practice * pool


def phase(*, contribute: OfTeam[float]) -> Step:
    """Return the teams' week, in which `contribute(co, t)` is what team t gives."""

    @composed
    def work(co: Company) -> None:
        firm = co.firm
        _unit_people(co)
        for t in range(co.firm.n_teams):
            team = co.teams[t]
            team.used = 0.0
            team.capacity = contribute(co, t)
        for k in range(firm.n_open):
            i = co.open[k]
            if co.work[i].stage == ACTIVE:
                work_on(co, i)

    return work
