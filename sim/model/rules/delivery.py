"""Phase 7, delivery: what is finished goes live, and both chairs see what came of it.

    quality = base + understanding · u + skill · data skill + ε                          (quality.*)
    joined = platform + (1 - platform) · involved(r) · (blind + (1 - blind) · u)         (joined.*)
    capability += value · 2^(-a/h) · quality · (off + (1 - off) · goal fit)   (capability.off_goal)
    debt += effort · integration · (1 - joined)

`a` is the age of the idea when it goes live, `involved` how much of IT had a hand in it. The CMO
sees dates, quality and the window; the CIO sees clear requirements and what was left unconnected
(P13; C000-08, C000-13). Sources: C000-12, C001-17, C003-18.
"""

from __future__ import annotations

from allied.sim.inputs.levers import TO_BOTH
from allied.sim.model.company import Company
from allied.sim.model.compiled import composed, routine, rule
from allied.sim.model.decisions import Step
from allied.sim.model.draws import Purpose, normal, uniform
from allied.sim.model.records import fixed
from allied.sim.model.rules.common import (
    abandon,
    clip01,
    encounter_competence,
    encounter_integrity,
    remaining,
    this_week,
    window_left,
)  # fmt: skip
from allied.sim.model.state import (
    ACTIVE,
    AROUND_IT,
    BY_QUEUE,
    BY_SHARED,
    BY_UNIT,
    BY_VENDOR,
    CIO,
    CMO,
    DATA,
    IN_HOUSE,
    LIVE,
    MANAGER,
    WAITING,
)  # fmt: skip

__all__ = ["phase", "served"]

QUALITY, GIVE_UP, CREDIT = fixed(Purpose.QUALITY), fixed(Purpose.GIVE_UP), fixed(Purpose.CREDIT_CMO)
FINISHED = 1e-9


@rule
def quality_of(co: Company, i: int) -> float:
    """Return the quality of what was built, by understanding, skill and luck."""
    job, parameter = co.work[i], co.parameter
    skill = co.teams[job.it_team].skill[DATA]
    if job.route == IN_HOUSE:
        # Marketers build without engineers, so what they know of data carries less far.
        skill = parameter.quality_in_house * co.teams[job.owner].skill[DATA]
    elif job.route in (BY_VENDOR, AROUND_IT):
        skill = parameter.vendor_skill
    quality = parameter.quality_base + parameter.quality_understanding * job.understanding
    quality += parameter.quality_skill * skill
    return clip01(quality + parameter.quality_noise * normal(co, job.address, QUALITY))


@rule
def joined_of(co: Company, i: int) -> float:
    """Return the share of its integration that was done."""
    job, parameter, platform = co.work[i], co.parameter, co.lever.technology_platform
    involved = parameter.joined_involved[job.route]
    # The unit's people connect systems as far as they still know those who run them.
    if job.route == BY_UNIT:
        involved *= co.firm.home_tie
    blind = parameter.joined_blind
    own = involved * (blind + (1.0 - blind) * job.understanding)
    if job.route in (IN_HOUSE, AROUND_IT):
        platform *= parameter.joined_off_platform  # a platform joins only what is built on it
    return platform + (1.0 - platform) * own


@rule
def served(co: Company, i: int) -> float:
    """Return which share of its value an initiative yields, by how far it serves the goals."""
    off_goal = co.parameter.capability_off_goal
    return off_goal + (1.0 - off_goal) * co.work[i].goal_fit


@rule
def _land(co: Company, i: int) -> None:
    """Add what goes live to the company's technology, connected or not."""
    firm, job, parameter = co.firm, co.work[i], co.parameter
    firm.capability += job.value * window_left(co, i) * job.quality * served(co, i)
    work = job.effort * job.integration
    firm.debt += work * (1.0 - job.joined)
    firm.connected += work * job.joined
    if job.route in (IN_HOUSE, AROUND_IT):
        firm.tools_around += 1.0  # nobody in IT runs it: it may fail (observation)
    # The CEO sees what works, and not whether it serves the goals: hence without `served`.
    benefit = job.value * window_left(co, i) * job.quality
    firm.benefit_seen += benefit
    if job.quality > parameter.success_quality and window_left(co, i) > parameter.success_window:
        ceo, owner, unmeasured = co.ceo, co.teams[job.owner], parameter.success_unmeasured
        # A success that nobody can measure is hardly noticed upstairs.
        shown = unmeasured + (1.0 - unmeasured) * owner.measurement[MANAGER]
        ceo.sponsorship += parameter.sponsor_gain * shown * (1.0 - ceo.sponsorship)


@rule
def _learn_route(co: Company, side: int, route: int, weeks: float, quality: float) -> None:
    """Revise a chief's beliefs about a route by own experience (exponential smoothing)."""
    chief = co.chiefs[side]
    weight = co.parameter.belief_weight * chief.openness
    chief.believed_lead_time[route] += weight * (weeks - chief.believed_lead_time[route])
    chief.believed_quality[route] += weight * (quality - chief.believed_quality[route])


@rule
def _experience(co: Company, i: int) -> tuple[float, float, float]:
    """Return how the CMO and the CIO find a delivery, each from own signals, in [0, 1]."""
    firm, job, parameter = co.firm, co.work[i], co.parameter
    # Lateness is felt against what was promised: two weeks are much of three, little of thirty.
    planned = max(1.0, job.promised_weeks)
    lateness = max(0.0, firm.week - job.due) / planned
    on_time = clip01(1.0 - lateness)
    dates, quality = parameter.delivery_punctual, parameter.delivery_quality
    window = parameter.delivery_window
    cmo = dates * on_time + quality * job.quality + window * window_left(co, i)
    cmo /= dates + quality + window
    clarity = clip01(1.0 - parameter.delivery_change * job.changes)
    weight = parameter.delivery_clarity
    return cmo, weight * clarity + (1.0 - weight) * job.joined, clarity


@rule
def _credit(co: Company, i: int, side: int) -> int:
    """Return 1 if a chief books a success as own, else 0: those who fear for credit do.

    Who has had little credit so far is keener on it.
    """
    job, parameter = co.work[i], co.parameter
    fear = co.teams[job.owner if side == CMO else job.it_team].credit_fear
    if job.route == BY_SHARED and co.lever.structure_accountability == TO_BOTH:
        # A team that answers to both leaves less to quarrel over.
        fear *= parameter.credit_both
    fear *= parameter.credit_keenness - co.chiefs[side].credit
    return 1 if uniform(co, job.address, CREDIT + side) < fear else 0


@rule
def _share_credit(co: Company, i: int, cmo_finds: float, cio_finds: float) -> None:
    """Book a success, and learn from it how it is to work together."""
    parameter = co.parameter
    kept, given = parameter.felt_credit_kept, parameter.felt_credit_given
    step = parameter.credit_step
    # Both decide before either sees what the other did.
    cmo_keeps, cio_keeps = _credit(co, i, CMO), _credit(co, i, CIO)
    encounter_integrity(co, CIO, kept if cmo_keeps == 1 else given)
    encounter_integrity(co, CMO, kept if cio_keeps == 1 else given)
    co.chiefs[CMO].credit += step * (cmo_keeps - cio_keeps)
    co.chiefs[CIO].credit += step * (cio_keeps - cmo_keeps)
    for side in range(2):
        chief = co.chiefs[side]
        chief.credit = clip01(chief.credit)
        robbed = (cio_keeps if side == CMO else cmo_keeps) == 1
        found = cmo_finds if side == CMO else cio_finds
        felt = parameter.credit_robbed * found if robbed else found
        pace = parameter.collaboration_pace * chief.openness
        chief.collaboration = clip01(chief.collaboration + pace * (felt - chief.collaboration))


@routine
def go_live(co: Company, i: int) -> None:
    """Put an initiative live, count it, and let both chiefs draw their conclusions."""
    firm, job, week = co.firm, co.work[i], this_week(co)
    job.quality, job.joined = quality_of(co, i), joined_of(co, i)
    job.stage, job.settled = LIVE, firm.week
    firm.account[job.payer] += job.purse  # what the estimate had too much goes back
    job.purse = 0.0
    _land(co, i)
    week.delivered += 1.0
    week.late += 1.0 if firm.week > job.due else 0.0
    week.in_window += 1.0 if window_left(co, i) >= 0.5 else 0.0
    weeks = firm.week - job.raised
    cmo_finds, cio_finds, clarity = _experience(co, i)
    _learn_route(co, CMO, job.route, weeks, job.quality)
    # The CIO cannot learn from what it does not know of.
    if job.around == 0 or job.found + job.permitted > 0:
        _learn_route(co, CIO, job.route, weeks, job.quality)
    if job.route in (BY_QUEUE, BY_SHARED, BY_UNIT, BY_VENDOR):
        cio, weight = co.chiefs[CIO], co.parameter.belief_weight * co.chiefs[CIO].openness
        cio.believed_clarity += weight * (clarity - cio.believed_clarity)
        encounter_competence(co, CMO, cmo_finds)
        encounter_competence(co, CIO, cio_finds)
        if job.quality > co.parameter.success_quality:
            _share_credit(co, i, cmo_finds, cio_finds)
    # IT had no part in it, and sees only whether it is connected.
    elif job.found == 1 or job.permitted == 1:
        encounter_competence(co, CIO, job.joined)


@rule
def _wait(co: Company, i: int) -> None:
    """Let the CMO notice a date that passes, and give up what has lost its window."""
    firm, job, parameter = co.firm, co.work[i], co.parameter
    if job.overdue_told == 0 and 0 <= job.due < firm.week:
        job.overdue_told = 1  # a date passes once, however long one waits after it
        if job.route != IN_HOUSE and job.route != AROUND_IT:
            encounter_competence(co, CMO, parameter.felt_overdue)
            # It has taken this long already: experience from which the CMO learns before the end.
            believed = co.chiefs[CMO].believed_lead_time[job.route]
            _learn_route(
                co, CMO, job.route, max(believed, 1.0 * firm.week - job.raised),
                co.chiefs[CMO].believed_quality[job.route],
            )  # fmt: skip
    # What is nearly done is finished, window or not: most of its cost is spent.
    nearly = job.done > parameter.abandon_nearly_done * (job.done + remaining(co, i))
    lost = window_left(co, i) < parameter.abandon_window_work and not nearly
    if lost and uniform(co, job.address, GIVE_UP) < parameter.abandon_rate_work:
        abandon(co, i)


def phase() -> Step:
    """Return the week's deliveries."""

    @composed
    def deliver(co: Company) -> None:
        for k in range(co.firm.n_open):
            i = co.open[k]
            job = co.work[i]
            if job.stage == ACTIVE and remaining(co, i) <= FINISHED:
                go_live(co, i)
            elif job.stage in (WAITING, ACTIVE):
                _wait(co, i)

    return deliver
