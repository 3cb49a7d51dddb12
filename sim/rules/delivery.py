"""Phase 7, delivery: what is finished goes live, and both chairs see what came of it.

    quality = 0.3 + 0.35 · u + 0.35 · skill + ε
    joined = platform + (1 - platform) · involved(r) · (0.6 + 0.4 · u)
    capability += value · 2^(-a/h) · quality · (0.3 + 0.7 · goal fit)
    debt += effort · integration · (1 - joined)

`a` is the age of the idea when it goes live, `involved` how much of IT had a hand in it. The CMO
sees dates, quality and the window; the CIO sees clear requirements and what was left unconnected
(P13; C000-08, C000-13). Sources: C000-12, C001-17, C003-18.
"""

from __future__ import annotations

from typing import Any

from sim.compiled import composed, routine, rule
from sim.draws import Purpose, normal, uniform
from sim.levers import TO_BOTH
from sim.rules.common import (
    abandon,
    encounter_competence,
    encounter_integrity,
    remaining,
    this_week,
    unit,
    window_left,
)  # fmt: skip
from sim.state import (
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

__all__ = ["phase"]

QUALITY, GIVE_UP, CREDIT = int(Purpose.QUALITY), int(Purpose.GIVE_UP), int(Purpose.CREDIT_CMO)
FINISHED = 1e-9
QUALITY_NOISE = 0.07
VENDOR_SKILL = 0.6
INVOLVED = (1.0, 1.0, 1.0, 0.2, 0.6, 0.03)  # by route; of a unit, times its tie to IT at home
OVERDUE, KEPT, GIVEN = 0.2, 0.15, 0.8
LOST_WINDOW, GIVE_UP_RATE, NEARLY_DONE = 0.2, 0.06, 0.7
SUCCESS = 0.5
UNMEASURED = 0.5  # how much of a success the CEO sees when nobody can measure it
ON_BOTH_SCORECARDS = 0.5  # what is left of the urge to book a success that counts for both


@rule
def quality_of(co: Any, i: int) -> float:
    """Return the quality of what was built, by understanding, skill and luck."""
    job = co.work[i]
    skill = co.teams[job.it_team].skill[DATA]
    if job.route == IN_HOUSE:
        skill = 0.6 * co.teams[job.owner].skill[DATA]
    elif job.route in (BY_VENDOR, AROUND_IT):
        skill = VENDOR_SKILL
    luck = QUALITY_NOISE * normal(co, job.address, QUALITY)
    return unit(0.3 + 0.35 * job.understanding + 0.35 * skill + luck)


@rule
def joined_of(co: Any, i: int) -> float:
    """Return the share of its integration that was done."""
    job, platform = co.work[i], co.lever.technology_platform
    involved = INVOLVED[job.route]
    if job.route == BY_UNIT:
        involved *= co.firm.home_tie
    own = involved * (0.6 + 0.4 * job.understanding)
    if job.route in (IN_HOUSE, AROUND_IT):
        platform *= 0.5  # a platform joins only what is built on it
    return platform + (1.0 - platform) * own


@rule
def _land(co: Any, i: int) -> None:
    """Add what goes live to the company's technology, connected or not."""
    firm, job = co.firm, co.work[i]
    served = 0.3 + 0.7 * job.goal_fit
    firm.capability += job.value * window_left(co, i) * job.quality * served
    work = job.effort * job.integration
    firm.debt += work * (1.0 - job.joined)
    firm.connected += work * job.joined
    if job.route in (IN_HOUSE, AROUND_IT):
        firm.tools_around += 1.0
    benefit = job.value * window_left(co, i) * job.quality
    firm.benefit_seen += benefit
    if job.quality > SUCCESS and window_left(co, i) > 0.5:
        ceo, owner = co.ceo, co.teams[job.owner]
        shown = UNMEASURED + (1.0 - UNMEASURED) * owner.measurement[MANAGER]
        ceo.sponsorship += co.parameter.sponsor_gain * shown * (1.0 - ceo.sponsorship)


@rule
def _learn_route(co: Any, side: int, route: int, weeks: float, quality: float) -> None:
    """Revise a chief's beliefs about a route by own experience (exponential smoothing)."""
    chief = co.chiefs[side]
    weight = co.parameter.belief_weight * chief.openness
    chief.believed_lead_time[route] += weight * (weeks - chief.believed_lead_time[route])
    chief.believed_quality[route] += weight * (quality - chief.believed_quality[route])


@rule
def _experience(co: Any, i: int) -> Any:
    """Return how the CMO and the CIO find a delivery, each from own signals, in [0, 1]."""
    firm, job = co.firm, co.work[i]
    planned = max(1.0, job.promised_weeks)
    lateness = max(0.0, firm.week - job.due) / planned
    on_time = unit(1.0 - lateness)
    cmo = 0.35 * on_time + 0.35 * job.quality + 0.3 * window_left(co, i)
    clarity = unit(1.0 - 0.25 * job.changes)
    return cmo, 0.5 * clarity + 0.5 * job.joined, clarity


@rule
def _credit(co: Any, i: int, side: int) -> int:
    """Return 1 if a chief books a success as own, else 0: those who fear for credit do.

    Who has had little credit so far is keener on it.
    """
    job = co.work[i]
    fear = co.teams[job.owner if side == CMO else job.it_team].credit_fear
    if job.route == BY_SHARED and co.lever.structure_accountability == TO_BOTH:
        fear *= ON_BOTH_SCORECARDS
    fear *= 1.5 - co.chiefs[side].credit
    return 1 if uniform(co, job.address, CREDIT + side) < fear else 0


@rule
def _share_credit(co: Any, i: int, cmo_finds: float, cio_finds: float) -> None:
    """Book a success, and learn from it how it is to work together."""
    cmo_keeps, cio_keeps = _credit(co, i, CMO), _credit(co, i, CIO)
    encounter_integrity(co, CIO, KEPT if cmo_keeps == 1 else GIVEN)
    encounter_integrity(co, CMO, KEPT if cio_keeps == 1 else GIVEN)
    co.chiefs[CMO].credit += 0.1 * (cmo_keeps - cio_keeps)
    co.chiefs[CIO].credit += 0.1 * (cio_keeps - cmo_keeps)
    for side in range(2):
        chief = co.chiefs[side]
        chief.credit = unit(chief.credit)
        robbed = (cio_keeps if side == CMO else cmo_keeps) == 1
        found = cmo_finds if side == CMO else cio_finds
        felt = 0.5 * found if robbed else found
        pace = co.parameter.collaboration_pace * chief.openness
        chief.collaboration = unit(chief.collaboration + pace * (felt - chief.collaboration))


@routine
def go_live(co: Any, i: int) -> None:
    """Put an initiative live, count it, and let both chiefs draw their conclusions."""
    firm, job, week = co.firm, co.work[i], this_week(co)
    job.quality, job.joined = quality_of(co, i), joined_of(co, i)
    job.stage, job.settled = LIVE, firm.week
    firm.account[job.payer] += job.purse
    job.purse = 0.0
    _land(co, i)
    week.delivered += 1.0
    week.late += 1.0 if firm.week > job.due else 0.0
    week.in_window += 1.0 if window_left(co, i) >= 0.5 else 0.0
    weeks = firm.week - job.raised
    cmo_finds, cio_finds, clarity = _experience(co, i)
    _learn_route(co, CMO, job.route, weeks, job.quality)
    if job.around == 0 or job.found + job.permitted > 0:
        _learn_route(co, CIO, job.route, weeks, job.quality)
    if job.route in (BY_QUEUE, BY_SHARED, BY_UNIT, BY_VENDOR):
        cio, weight = co.chiefs[CIO], co.parameter.belief_weight * co.chiefs[CIO].openness
        cio.believed_clarity += weight * (clarity - cio.believed_clarity)
        encounter_competence(co, CMO, cmo_finds)
        encounter_competence(co, CIO, cio_finds)
        if job.quality > SUCCESS:
            _share_credit(co, i, cmo_finds, cio_finds)
    elif job.found == 1 or job.permitted == 1:
        encounter_competence(co, CIO, job.joined)


@rule
def _wait(co: Any, i: int) -> None:
    """Let the CMO notice a date that passes, and give up what has lost its window."""
    firm, job = co.firm, co.work[i]
    if job.overdue_told == 0 and 0 <= job.due < firm.week:
        job.overdue_told = 1
        if job.route != IN_HOUSE and job.route != AROUND_IT:
            encounter_competence(co, CMO, OVERDUE)
            believed = co.chiefs[CMO].believed_lead_time[job.route]
            _learn_route(
                co, CMO, job.route, max(believed, 1.0 * firm.week - job.raised),
                co.chiefs[CMO].believed_quality[job.route],
            )  # fmt: skip
    nearly = job.done > NEARLY_DONE * (job.done + remaining(co, i))
    lost = window_left(co, i) < LOST_WINDOW and not nearly
    if lost and uniform(co, job.address, GIVE_UP) < GIVE_UP_RATE:
        abandon(co, i)


def phase() -> Any:
    """Return the week's deliveries."""

    @composed
    def deliver(co: Any) -> None:
        for k in range(co.firm.n_open):
            i = co.open[k]
            job = co.work[i]
            if job.stage == ACTIVE and remaining(co, i) <= FINISHED:
                go_live(co, i)
            elif job.stage in (WAITING, ACTIVE):
                _wait(co, i)

    return deliver
