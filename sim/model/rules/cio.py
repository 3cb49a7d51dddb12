"""Phase 5, the CIO: keeps systems running, shares out what is left, admits vendors, finds tools.

    free = IT heads · (1 - run load - training) - interest · debt / 52 - reviews
    priority* = w / (w + others)
    w = (s + (1 - s) · T · (unclear + clarity)) · (unsponsored + sponsored · S)         (priority.*)

`s` is the share of goals that both chiefs have in common, `T` the CIO's trust in the CMO, `S` the
CEO's attention. So what marketing's work is worth to the CIO is what it counts for, and whether the
CMO can be relied on (C004-02, C000-05, C000-14). Interest on debt: Besker et al. 2019.
"""

from __future__ import annotations

import math

from allied.sim.inputs.levers import EMBEDDED, MERGED
from allied.sim.model.company import Company
from allied.sim.model.compiled import composed, routine, rule
from allied.sim.model.decisions import OfCompany, OfInitiative, Step
from allied.sim.model.draws import Purpose, uniform
from allied.sim.model.elementary import exp, log
from allied.sim.model.records import fixed
from allied.sim.model.rules.common import abandon, encounter_competence, encounter_integrity
from allied.sim.model.rules.routes import agency_part, contractor_part
from allied.sim.model.state import (
    ACTIVE,
    AROUND_IT,
    BY_QUEUE,
    BY_SHARED,
    BY_UNIT,
    BY_VENDOR,
    CIO,
    CMO,
    FUNDED,
    IN_HOUSE,
    IT,
    WAITING,
    YEAR,
)  # fmt: skip

__all__ = ["admits", "phase", "prioritise", "shuts_down"]

ADMISSION, BLOCK = fixed(Purpose.ADMISSION), fixed(Purpose.BLOCK)
DISCOVERY, OVERRUN = fixed(Purpose.DISCOVERY), fixed(Purpose.OVERRUN)


@rule
def prioritise(co: Company) -> float:
    """Return the share of free IT capacity that the CIO wants to give to marketing."""
    cio, parameter = co.chiefs[CIO], co.parameter
    shared = co.lever.goals_shared
    reliance = cio.trust * (parameter.priority_unclear + cio.believed_clarity)
    worth = shared + (1.0 - shared) * reliance
    # A CIO who knows that the CEO looks gives it more weight.
    worth *= parameter.priority_unsponsored + parameter.priority_sponsored * co.ceo.sponsorship
    return worth / (worth + parameter.priority_others)


@rule
def admits(co: Company, i: int) -> bool:
    """Return whether IT's examination of a vendor's tool ends well this week."""
    cio, job, parameter = co.chiefs[CIO], co.work[i], co.parameter
    ordinary = parameter.admission_ordinary
    strict = cio.governance * (ordinary + (1.0 - ordinary) * job.sensitivity)
    willing = parameter.admission_distrust + parameter.admission_trust * cio.trust
    rate = (1.0 - parameter.admission_strictness * strict) * willing
    return uniform(co, job.address, ADMISSION) < rate


@rule
def shuts_down(co: Company, i: int) -> bool:
    """Return whether the CIO shuts down a tool that it was not told of."""
    cio, job, parameter = co.chiefs[CIO], co.work[i], co.parameter
    exposed = parameter.shutdown_ordinary + parameter.shutdown_sensitivity * job.sensitivity
    rate = cio.governance * exposed * (1.0 - parameter.shutdown_trust * cio.trust)
    return uniform(co, job.address, BLOCK) < rate


@rule
def plan_capacity(co: Company, wanted: float) -> None:
    """Share out IT's capacity: running systems, reviews, the unit, marketing's part of the rest."""
    firm, lever, parameter, cio = co.firm, co.lever, co.parameter, co.chiefs[CIO]
    # Plans are not redrawn every week, but rules are policy and hold at once.
    cio.priority += parameter.priority_pace * (wanted - cio.priority)
    cio.governance = lever.it_governance
    under_review = 0
    for k in range(firm.n_open):
        job = co.work[co.open[k]]
        if job.stage == FUNDED and job.route == BY_VENDOR:
            under_review += 1
    run = firm.it_heads * lever.firm_run_load + parameter.debt_interest * firm.debt / YEAR
    review = parameter.review_effort * cio.governance * under_review
    away = lever.culture_training * firm.it_heads
    free = max(0.0, firm.it_heads - run - review - away)
    firm.it_free = free
    unit_share = 0.0
    if lever.structure_delivery in (EMBEDDED, MERGED):
        # As long as the new way is not adopted, its people still do their old work.
        unit_share = lever.structure_unit_share * firm.practice
    firm.unit_it = unit_share * free
    repair = lever.it_debt_paydown * (free - firm.unit_it)
    repaired = min(repair, firm.debt)
    firm.debt -= repaired
    firm.connected += repaired
    # The unit's people are part of marketing's share, and repairs come before the rest of it.
    marketing = max(0.0, cio.priority * free - firm.unit_it)
    firm.it_for_marketing = min(marketing, free - firm.unit_it - repair)


@rule
def _share_capacity(co: Company) -> None:
    """Give each IT team its part of what is left for marketing beside seconded people."""
    firm = co.firm
    left = max(0.0, firm.it_for_marketing - firm.seconded_it - firm.standing_it)
    for t in range(co.firm.n_teams):
        team = co.teams[t]
        team.active = 0  # counted anew below, and raised by whatever begins this week
        if team.department == IT:
            team.capacity = left * team.heads / firm.it_heads
    firm.unit_active = 0
    for k in range(firm.n_open):
        job = co.work[co.open[k]]
        if job.stage == ACTIVE:
            _count(co, co.open[k])


@rule
def _count(co: Company, i: int) -> None:
    """Count an initiative under way for those who work on it."""
    job = co.work[i]
    if job.route != BY_SHARED:
        co.teams[job.owner].active += 1
    if job.route in (BY_QUEUE, BY_VENDOR):
        co.teams[job.it_team].active += 1
    elif job.route == BY_UNIT:
        co.firm.unit_active += 1


@rule
def can_begin(co: Company, i: int) -> bool:
    """Return whether those who would work on an initiative have room for one more."""
    firm, job, parameter = co.firm, co.work[i], co.parameter
    owner, it_team = co.teams[job.owner], co.teams[job.it_team]
    if job.route == BY_QUEUE:
        least = parameter.begin_queue * (it_team.active + 1)
        # Who has nothing to do begins, however little room there is: else small teams never would.
        return it_team.capacity >= least or it_team.active == 0
    if job.route == BY_UNIT:
        least = parameter.begin_unit * (firm.unit_active + 1)
        return firm.unit_it >= least or firm.unit_active == 0
    if job.route == IN_HOUSE:
        least = parameter.begin_in_house * (owner.active + 1)
        return owner.capacity >= least or owner.active == 0
    if job.route == BY_SHARED:
        heads = shared_heads(co, i)
        released = firm.it_for_marketing - firm.seconded_it
        # Likewise: a first shared team comes about even where IT has fewer people to spare.
        nobody_away = firm.seconded_it == 0.0 and firm.it_for_marketing > 0.0
        return heads <= released or nobody_away
    return True  # vendors, and what goes around IT, need nobody's room here


@rule
def shared_heads(co: Company, i: int) -> float:
    """Return how many people each side sends into a shared team: as many as the other."""
    wanted = math.ceil(co.work[i].effort / co.parameter.staff_shared_weeks)
    return min(co.parameter.staff_shared_most, wanted)


@routine
def begin(co: Company, i: int) -> None:
    """Begin the work: true effort against the estimate, who does which part, what was promised."""
    firm, parameter, job = co.firm, co.parameter, co.work[i]
    job.stage, job.started = ACTIVE, firm.week
    # Parts are cut from the true effort: all of them overrun alike.
    effort = job.effort * _overrun(co, i)
    job.left_it = effort * job.it_share
    job.left_marketing = effort - job.left_it
    agency = agency_part(co, i, job.route) * job.left_marketing
    contractors = contractor_part(co, i, job.route) * job.left_it
    job.left_marketing -= agency
    job.left_it -= contractors
    job.left_vendor = agency + contractors
    if job.route in (BY_VENDOR, AROUND_IT):
        # Connecting a vendor's tool is IT's, if IT knows of it; all else the vendor brings.
        own = parameter.vendor_it_part * job.integration if job.route == BY_VENDOR else 0.0
        job.left_vendor += job.left_it * (1.0 - own)
        job.left_it *= own
        job.setup = parameter.vendor_setup
    elif job.route == IN_HOUSE:
        job.left_marketing, job.left_it = effort, 0.0
    elif job.route == BY_SHARED:
        _second(co, i)
    _count(co, i)


@rule
def _overrun(co: Company, i: int) -> float:
    """Return true against estimated effort: luck, with a median of 1."""
    parameter = co.parameter
    sigma = parameter.work_overrun_sigma
    u = uniform(co, co.work[i].address, OVERRUN)
    # logistic approximation to the normal quantile keeps one draw one number
    z = log(u / (1.0 - u)) / 1.702
    return min(parameter.work_overrun_most, max(parameter.work_overrun_least, exp(sigma * z)))


@rule
def _second(co: Company, i: int) -> None:
    """Send people of both sides into the shared team; a standing team needs no set-up."""
    firm, job, parameter = co.firm, co.work[i], co.parameter
    heads = shared_heads(co, i)
    job.staff_marketing = job.staff_it = heads
    standing = firm.standing_it >= heads and firm.standing_marketing >= heads
    if standing:
        firm.standing_it -= heads
        firm.standing_marketing -= heads
    job.setup = 0.0 if standing else parameter.work_setup
    firm.seconded_it += heads
    firm.seconded_marketing += heads


@routine
def promise(co: Company, i: int) -> None:
    """Name the date: what those who build it believe, less the optimism of all plans."""
    firm, job, parameter = co.firm, co.work[i], co.parameter
    # Whoever builds it answers for the date.
    side = CIO if job.route in (BY_QUEUE, BY_SHARED, BY_UNIT, BY_VENDOR) else CMO
    # Believed times run from the idea on, so the weeks that have passed are taken off.
    believed = co.chiefs[side].believed_lead_time[job.route] - (firm.week - job.raised)
    size = math.sqrt(job.effort / parameter.work_effort)
    weeks = max(parameter.work_promise_least, believed * size) / parameter.work_optimism
    job.promised_weeks = weeks
    job.due = firm.week + int(math.ceil(weeks))


@rule
def discovered(co: Company, i: int) -> bool:
    """Return whether IT finds, this week, a tool under way that it was not told of."""
    job = co.work[i]
    if job.stage != ACTIVE or job.around == 0 or job.permitted + job.found > 0:
        return False
    return uniform(co, job.address, DISCOVERY) < co.parameter.bypass_discovery


@rule
def confront(co: Company, i: int, shut: bool) -> None:
    """Hold a concealed purchase against the CMO, and shut the tool down or not."""
    co.work[i].found = 1
    # It was hidden, and that is a matter of honesty, even where the tool does well.
    encounter_integrity(co, CIO, co.parameter.felt_concealed)
    if shut:
        encounter_competence(co, CMO, co.parameter.felt_shut)
        abandon(co, i)


def phase(
    *, prioritise: OfCompany[float], admits: OfInitiative[bool], shuts_down: OfInitiative[bool]
) -> Step:
    """Return the CIO's week, in which the given decisions are taken."""

    @composed
    def plan(co: Company) -> None:
        firm = co.firm
        plan_capacity(co, prioritise(co))
        _share_capacity(co)
        for k in range(firm.n_open):
            i = co.open[k]
            job = co.work[i]
            if job.stage == FUNDED:
                if job.due < 0:  # once: a date is not moved when the vendor is still examined
                    promise(co, i)
                if job.route != BY_VENDOR or admits(co, i):
                    job.stage = WAITING
            if job.stage == WAITING and can_begin(co, i):
                begin(co, i)
            # After `begin`, so that a tool can be found in the very week in which it is started.
            if discovered(co, i):
                confront(co, i, shuts_down(co, i))

    return plan
