"""Phase 4, agreeing: signatures, contested budgets, and what goes to the CEO.

    P(sign) = sign · (least + (1 - least) · collaboration) · (base + T) · (1 + meetings · hours)
    P(concede) = concede · collaboration · (base + T)        (contest; C000-07)

with the parameters `agree.*`: `least` is agree.sign_least, `base` is agree.trust_base.

Where budgets overlap, the budget rule says what happens: under "contest" each side waits until one
gives way and pays; under "yield" both give way at once (C000-31), as far as the new practice is
followed; under "ceo" the CEO decides. Each month of contest is a bad experience for both sides.
"""

from __future__ import annotations

from allied.sim.inputs.levers import BY_BOTH, BY_OWNER, HELD_SPLIT, TO_CEO, YIELD
from allied.sim.model.company import Company
from allied.sim.model.compiled import composed, routine, rule
from allied.sim.model.decisions import OfInitiative, Step
from allied.sim.model.draws import Purpose, uniform
from allied.sim.model.records import fixed
from allied.sim.model.rules.common import (
    abandon,
    encounter_integrity,
    practised,
    this_week,
    window_left,
)
from allied.sim.model.rules.routes import estimated_cost, payer_of
from allied.sim.model.state import (
    AROUND_IT,
    BY_SHARED,
    CIO,
    CMO,
    FUNDED,
    IN_HOUSE,
    IT_ACCOUNT,
    JOINT_ACCOUNT,
    MARKETING_ACCOUNT,
    NEGOTIATING,
    RESERVE,
)  # fmt: skip

__all__ = ["concedes", "phase", "signs"]

SIGNATURE, ESCALATION = fixed(Purpose.SIGNATURE), fixed(Purpose.ESCALATION)
CONCESSION, OVERRULE = fixed(Purpose.CONCESSION_CMO), fixed(Purpose.OVERRULE)
GIVE_UP = fixed(Purpose.GIVE_UP)
MONTH = 4


@rule
def signs(co: Company, side: int, i: int) -> bool:
    """Return whether a chief signs this week."""
    chief, parameter = co.chiefs[side], co.parameter
    met = parameter.agree_meetings * co.lever.culture_joint_meetings * co.firm.practice
    least = parameter.agree_sign_least
    rate = parameter.agree_sign * (least + (1.0 - least) * chief.collaboration)
    rate *= parameter.agree_trust_base + chief.trust
    # A draw for each chief: the signatures of one initiative do not come together.
    return uniform(co, 2 * co.work[i].address + side, SIGNATURE) < rate * (1.0 + met)


@rule
def concedes(co: Company, side: int, i: int) -> bool:
    """Return whether a chief gives way in a contest over money this week."""
    chief, parameter = co.chiefs[side], co.parameter
    willing = parameter.agree_concede * chief.collaboration
    rate = willing * (parameter.agree_trust_base + chief.trust)
    return uniform(co, co.work[i].address, CONCESSION + side) < rate


@routine
def prepare(co: Company, i: int) -> None:
    """Find out, once, who has to sign and whether the money is contested."""
    lever, job = co.lever, co.work[i]
    job.negotiated = 1  # who signs is settled once, even if rules change meanwhile
    # What marketing does alone asks nobody.
    if job.route in (AROUND_IT, IN_HOUSE):
        return
    cost = estimated_cost(co, i, job.route)
    # Who delegates lets others sign, as long as the chiefs let their decision stand.
    delegated = lever.decisions_rights == BY_OWNER
    overruled = uniform(co, job.address, OVERRULE) > lever.decisions_listening
    if not delegated or overruled:
        both = lever.decisions_rights == BY_BOTH or job.route == BY_SHARED
        if both or job.payer in (MARKETING_ACCOUNT, JOINT_ACCOUNT):
            job.unsigned[CMO] = 1
        if both or job.payer in (IT_ACCOUNT, JOINT_ACCOUNT):
            job.unsigned[CIO] = 1
    if job.overlap == 1 and lever.budget_overlap == YIELD and practised(co, job.address):
        job.contested = 0
        _richer_pays(co, i)
    elif job.overlap == 1:
        # Money that is nobody's ends the question whose money it is.
        if co.firm.account[RESERVE] >= cost:
            job.payer = RESERVE
        else:
            job.contested = job.fought = 1


@rule
def _richer_pays(co: Company, i: int) -> None:
    """Let the side with more money left pay, where each has its own."""
    firm = co.firm
    if co.lever.budget_holder == HELD_SPLIT:
        marketing = firm.account[MARKETING_ACCOUNT] > firm.account[IT_ACCOUNT]
        co.work[i].payer = MARKETING_ACCOUNT if marketing else IT_ACCOUNT


@rule
def _escalate(co: Company, i: int) -> None:
    co.work[i].escalated = 1
    this_week(co).escalated += 1.0


@routine
def _contest(co: Company, i: int, cmo_concedes: bool, cio_concedes: bool) -> None:
    """Go through one week of a contest over money."""
    firm, job, parameter = co.firm, co.work[i], co.parameter
    weeks = firm.week - job.raised
    if cmo_concedes or cio_concedes:
        job.contested = 0
        if cmo_concedes and cio_concedes:  # neither insists: who has more pays
            _richer_pays(co, i)
        elif co.lever.budget_holder == HELD_SPLIT:
            job.payer = MARKETING_ACCOUNT if cmo_concedes else IT_ACCOUNT
        if cmo_concedes:
            encounter_integrity(co, CIO, parameter.felt_concession)
        if cio_concedes:
            encounter_integrity(co, CMO, parameter.felt_concession)
        return
    # A contest hurts month by month, and for as long as it lasts.
    if weeks > 0 and weeks % MONTH == 0:
        encounter_integrity(co, CMO, parameter.felt_fight)
        encounter_integrity(co, CIO, parameter.felt_fight)
    if weeks >= MONTH and uniform(co, job.address, ESCALATION) < parameter.agree_escalate:
        _escalate(co, i)


@rule
def _sign(co: Company, i: int, cmo_signs: bool, cio_signs: bool) -> None:
    job = co.work[i]
    if cmo_signs:
        job.unsigned[CMO] = 0
    if cio_signs:
        job.unsigned[CIO] = 0


@routine
def fund(co: Company, i: int) -> bool:
    """Set the estimated cost aside from the payer's account; False if the money is not there."""
    firm, job = co.firm, co.work[i]
    cost = estimated_cost(co, i, job.route)
    if job.payer == RESERVE and firm.account[RESERVE] < cost:
        job.payer = payer_of(co, job.route)  # the reserve went to others meanwhile
    if firm.account[job.payer] < cost:
        return False
    firm.account[job.payer] -= cost
    job.purse = cost
    job.stage = FUNDED
    firm.benefit_expected += job.value  # the promise by which the CEO will judge the year
    return True


def phase(
    *,
    cmo_signs: OfInitiative[bool],
    cio_signs: OfInitiative[bool],
    cmo_concedes: OfInitiative[bool],
    cio_concedes: OfInitiative[bool],
) -> Step:
    """Return the week's negotiations; the given decisions take `(co, i)`."""

    @composed
    def negotiate(co: Company) -> None:
        firm, lever, parameter = co.firm, co.lever, co.parameter
        for k in range(firm.n_open):
            i = co.open[k]
            job = co.work[i]
            if job.stage != NEGOTIATING:
                continue
            if job.negotiated == 0:
                prepare(co, i)
            if job.unsigned[CMO] + job.unsigned[CIO] > 0:
                firm.hours += parameter.hours_signature
                _sign(
                    co, i,
                    job.unsigned[CMO] == 1 and cmo_signs(co, i),
                    job.unsigned[CIO] == 1 and cio_signs(co, i),
                )  # fmt: skip
            if job.contested == 1 and job.escalated == 0:
                firm.hours += parameter.hours_contest
                if lever.budget_overlap == TO_CEO:
                    _escalate(co, i)
                else:
                    _contest(co, i, cmo_concedes(co, i), cio_concedes(co, i))
            signed = job.unsigned[CMO] + job.unsigned[CIO] == 0
            if signed and job.contested == 0 and fund(co, i):
                continue
            # Whatever it waits for, a signature, a verdict or money: an idea too late is given up.
            lost = window_left(co, i) < parameter.abandon_window_idea
            if lost and uniform(co, job.address, GIVE_UP) < parameter.abandon_rate_idea:
                abandon(co, i)

    return negotiate
