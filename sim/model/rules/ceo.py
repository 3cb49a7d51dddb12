"""Phase 2, the CEO: the yearly budget, the strategy, disputes, and how much of it has attention.

    S += gain · (1 - S)  for each visible result (delivery)
    S -= S · waiting / patience,   S >= floor            (sponsorship; C000-26, C001-24, C001-27)

`waiting` is the share of open initiatives that is overdue or in dispute. Attention is finite: at
most `ceo_attention · S` disputes a week are settled (Porter and Nohria 2018), the oldest first.
"""

from __future__ import annotations

from allied.sim.inputs.levers import (
    GROWTH_RESULTS,
    HELD_BY_IT,
    HELD_BY_MARKETING,
    HELD_JOINTLY,
    HELD_SPLIT,
)  # fmt: skip
from allied.sim.model.company import Company
from allied.sim.model.compiled import composed, routine, rule
from allied.sim.model.decisions import OfCompany, OfInitiative, Step
from allied.sim.model.draws import Purpose, normal
from allied.sim.model.elementary import exp
from allied.sim.model.records import fixed
from allied.sim.model.rules.common import abandon, clip01, encounter_integrity, window_left
from allied.sim.model.state import (
    CIO,
    CMO,
    IT_ACCOUNT,
    JOINT_ACCOUNT,
    MARKETING_ACCOUNT,
    NEGOTIATING,
    QUARTER,
    RESERVE,
    YEAR,
)  # fmt: skip

__all__ = ["judge", "phase", "planned_growth", "reconsider"]

JUDGEMENT = fixed(Purpose.JUDGEMENT)
FUND, STOP = 1, 0


@routine
def judge(co: Company, i: int) -> int:
    """Decide a dispute: FUND (1) when the value still left seems worth the effort, else STOP (0).

    The CEO sees the value with an error that shrinks with attention to the subject.
    """
    job, parameter = co.work[i], co.parameter
    noise = normal(co, job.address, JUDGEMENT)
    error = parameter.ceo_error * (1.0 - co.ceo.sponsorship) * noise
    # Live technology decays at this yearly rate, so its value sums up to that of these years.
    years = 1.0 / parameter.capability_depreciation
    counted = parameter.ceo_counted * job.value
    worth = counted * YEAR * years * window_left(co, i) * exp(error)
    return FUND if worth > job.effort * parameter.money_person_week else STOP


@rule
def reconsider(co: Company) -> float:
    """Return the CEO's attention to marketing technology after this week's waiting."""
    firm, lever, ceo = co.firm, co.lever, co.ceo
    waiting = 0
    for k in range(firm.n_open):
        job = co.work[co.open[k]]
        # `due` is negative as long as no date was named.
        if job.contested == 1 or job.disputed == 1 or (0 <= job.due < firm.week):
            waiting += 1
    share = waiting / firm.n_open if firm.n_open > 0 else 0.0
    wanted = ceo.sponsorship * (1.0 - share / lever.leadership_patience)
    return max(lever.leadership_sponsorship_floor, wanted)


@rule
def planned_growth(co: Company) -> float:
    """Return next year's budget growth: fixed, or scaled by results against promises."""
    firm, lever, parameter = co.firm, co.lever, co.parameter
    growth, limit = lever.budget_growth_rate, parameter.money_growth_limit
    # Where nothing was funded there is nothing to judge, and growth is the ordinary one.
    if lever.budget_growth == GROWTH_RESULTS and firm.benefit_expected > 0.0:
        surprise = firm.benefit_seen / firm.benefit_expected - parameter.money_growth_expected
        growth += min(limit, max(-limit, parameter.money_growth_response * surprise))
    return growth


@routine
def grant_budget(co: Company) -> None:
    """Grant the year's money to those who hold it; what last year left unspent lapses."""
    firm, lever, parameter = co.firm, co.lever, co.parameter
    if firm.week == 1:
        firm.budget = lever.budget_per_head * firm.marketing_heads
    else:
        firm.budget *= 1.0 + planned_growth(co)
    # Growth has used them: each year is judged by its own promises.
    firm.benefit_seen = firm.benefit_expected = 0.0
    for account in range(4):
        firm.lapsed += firm.account[account]
        firm.account[account] = 0.0
    # Every department has some money that no budget rule reaches; this is marketing's.
    slack = parameter.money_slack * firm.budget
    reserve = lever.budget_reserve * (firm.budget - slack)
    main = firm.budget - slack - reserve
    firm.account[RESERVE] = reserve
    if lever.budget_holder == HELD_BY_MARKETING:
        firm.account[MARKETING_ACCOUNT] = main
    elif lever.budget_holder == HELD_BY_IT:
        firm.account[IT_ACCOUNT] = main
    elif lever.budget_holder == HELD_JOINTLY:
        firm.account[JOINT_ACCOUNT] = main
    elif lever.budget_holder == HELD_SPLIT:
        firm.account[MARKETING_ACCOUNT] = firm.account[IT_ACCOUNT] = 0.5 * main
    firm.account[MARKETING_ACCOUNT] += slack
    firm.granted += firm.budget


@routine
def communicate(co: Company) -> None:
    """Tell the chiefs the strategy, once a quarter: clearer when the CEO attends to it."""
    parameter = co.parameter
    told = parameter.strategy_clarity
    told += parameter.strategy_transparency * co.lever.goals_transparency
    clarity = clip01(told + parameter.strategy_sponsorship * co.ceo.sponsorship)
    for side in range(2):
        chief = co.chiefs[side]
        chief.knowledge += parameter.goal_pace * (clarity - chief.knowledge)


@routine
def _settle(co: Company, i: int, verdict: int) -> None:
    """Carry out a verdict; the chief who has to pay, or who asked in vain, has lost."""
    firm, job, lost = co.firm, co.work[i], co.parameter.felt_lost
    job.contested = job.escalated = 0
    job.unsigned[CMO] = job.unsigned[CIO] = 0
    if verdict == STOP:
        encounter_integrity(co, CMO, lost)
        abandon(co, i)
        return
    if co.lever.budget_holder == HELD_SPLIT:
        # The CEO asks those who can afford it.
        marketing_pays = firm.account[MARKETING_ACCOUNT] > firm.account[IT_ACCOUNT]
        job.payer = MARKETING_ACCOUNT if marketing_pays else IT_ACCOUNT
        encounter_integrity(co, CMO if marketing_pays else CIO, lost)
    else:
        encounter_integrity(co, CIO if job.payer != MARKETING_ACCOUNT else CMO, lost)


def phase(*, judge: OfInitiative[int], reconsider: OfCompany[float]) -> Step:
    """Return the CEO's week, in which `judge(co, i)` and `reconsider(co)` decide."""

    @composed
    def lead(co: Company) -> None:
        firm, lever, ceo = co.firm, co.lever, co.ceo
        if (firm.week - 1) % YEAR == 0:
            grant_budget(co)
        if (firm.week - 1) % QUARTER == 0:
            communicate(co)
        ceo.attention += lever.leadership_ceo_attention * ceo.sponsorship
        # Attention that nobody claims does not pile up without end.
        ceo.attention = min(co.parameter.ceo_attention_most, ceo.attention)
        for k in range(firm.n_open):
            i = co.open[k]
            job = co.work[i]
            if ceo.attention >= 1.0 and job.escalated == 1:
                ceo.attention -= 1.0
                # Before work begins a dispute is about money, and needs a verdict;
                # later it is about duties, and a word from above ends it.
                if job.stage == NEGOTIATING:
                    _settle(co, i, judge(co, i))
                else:
                    job.disputed = job.escalated = 0
        ceo.sponsorship = reconsider(co)

    return lead
