"""Phase 9, turnover: executives leave, and members of finished shared teams go home.

    P(leave) = 1 / (52 · mean tenure) a week                  (Spencer Stuart 2023, Korn Ferry 2017)

A successor starts with base trust, given and received, and without the predecessor's beliefs about
routes; what is known of the strategy, and the CIO's plan, stay with the post.
People who return home keep their ties; if they stay together, the team stands by for the next
project and is missing at home.
"""

from __future__ import annotations

from allied.sim.inputs.levers import SHARED_PROJECT
from allied.sim.model.company import Company
from allied.sim.model.compiled import composed, routine, rule
from allied.sim.model.decisions import Step
from allied.sim.model.draws import Purpose, normal, uniform
from allied.sim.model.records import fixed
from allied.sim.model.rules.common import clip01
from allied.sim.model.rules.founding import appoint
from allied.sim.model.state import ABANDONED, CIO, CMO, LIVE, YEAR

__all__ = ["phase"]

DEPARTURE, SUCCESSOR = fixed(Purpose.DEPARTURE), fixed(Purpose.SUCCESSOR)
CEO_SUBJECT = fixed(2)


@rule
def _leaves(co: Company, subject: int, tenure: float) -> bool:
    """Return whether an executive leaves this week."""
    return uniform(co, subject, DEPARTURE) < 1.0 / (YEAR * tenure)


@routine
def succeed_chief(co: Company, side: int) -> None:
    """Appoint a successor to a chief; the other chief meets a stranger."""
    other = co.chiefs[CIO if side == CMO else CMO]
    chief = co.chiefs[side]
    appoint(co, side, 16 * (side + 1), SUCCESSOR)
    chief.departures += 1
    other.trust = co.parameter.trust_base  # trust was in the person, not in the post
    if side == CMO:
        # Briefs are the CMO's: the CIO learns afresh how clear the new one's are.
        other.believed_clarity = co.parameter.belief_clarity


@routine
def succeed_ceo(co: Company) -> None:
    """Appoint a new CEO, who has to be won anew."""
    ceo, lever = co.ceo, co.lever
    spread = co.parameter.company_spread * normal(co, CEO_SUBJECT, SUCCESSOR)
    ceo.sponsorship = max(
        lever.leadership_sponsorship_floor, clip01(lever.leadership_sponsorship + spread)
    )
    ceo.tenure = 0
    ceo.departures += 1


@rule
def _go_home(co: Company, i: int) -> None:
    """Release the people of a shared team: home, or into a team that stands by."""
    firm, job = co.firm, co.work[i]
    firm.seconded_marketing = max(0.0, firm.seconded_marketing - job.staff_marketing)
    firm.seconded_it = max(0.0, firm.seconded_it - job.staff_it)
    # Who stays together is missing at home, but starts the next project without set-up.
    if not co.lever.structure_return_home:
        firm.standing_marketing += job.staff_marketing
        firm.standing_it += job.staff_it
    job.staff_marketing = job.staff_it = 0.0


@rule
def close(co: Company) -> None:
    """Take what is settled from the list of open initiatives."""
    firm, kept = co.firm, 0
    for k in range(firm.n_open):
        i = co.open[k]
        if co.work[i].stage in (LIVE, ABANDONED):
            _go_home(co, i)
        else:
            co.open[kept] = i
            kept += 1  # in place, and in order: the oldest stay first
    firm.n_open = kept
    shared = co.lever.structure_delivery == SHARED_PROJECT
    # A change of levers sends standing teams home as well.
    if co.lever.structure_return_home == 1 or not shared:
        firm.standing_marketing = firm.standing_it = 0.0


def phase() -> Step:
    """Return the week's departures and returns."""

    @composed
    def turnover(co: Company) -> None:
        parameter = co.parameter
        if _leaves(co, CMO, parameter.tenure_cmo):
            succeed_chief(co, CMO)
        if _leaves(co, CIO, parameter.tenure_cio):
            succeed_chief(co, CIO)
        if _leaves(co, CEO_SUBJECT, parameter.tenure_ceo):
            succeed_ceo(co)
        co.ceo.tenure += 1
        close(co)

    return turnover
