"""Phase 3, the CMO's desk: each new initiative gets a way to be built, or is dropped.

    U(r) = money · (V · 2^(-L(r)/h) · Q(r) - borne cost(r)) / V0
         + control · own(r) · (1 - collaboration) + credit · sole(r) · fear
         + trust · depends(r) · (T - 1/2) - risk(r) + noise · Gumbel        (McFadden 1974)

`L` and `Q` are believed lead time and quality, learned from own experience. Who decides follows
the decision rights: the CMO, the CIO, both (weighted mean of their utilities), or the team that
owns the work, which knows the goals as well as it does. Sources: C000-10..14, C000-27, C000-32,
C004-02.
"""

from __future__ import annotations

from collections.abc import Callable

from allied.sim.inputs.levers import (
    BY_BOTH,
    BY_IT,
    BY_MARKETING,
    SELF_SERVICE,
)  # fmt: skip
from allied.sim.model.company import Company
from allied.sim.model.compiled import composed, routine, rule
from allied.sim.model.decisions import OfInitiative, Step
from allied.sim.model.draws import Purpose, gumbel, normal
from allied.sim.model.elementary import LN2, exp
from allied.sim.model.records import fixed
from allied.sim.model.rules.common import abandon, clip01, this_week
from allied.sim.model.rules.routes import estimated_cost, first_understanding, offered, payer_of
from allied.sim.model.state import (
    AROUND_IT,
    CIO,
    CMO,
    IN_HOUSE,
    JOINT_ACCOUNT,
    MARKETING_ACCOUNT,
    NEGOTIATING,
    NO_ROUTE,
    RAISED,
    ROUTES,
    YEAR,
)  # fmt: skip

__all__ = [
    "cio_route",
    "cmo_defects",
    "cmo_route",
    "in_line",
    "joint_route",
    "phase",
    "team_route",
]  # fmt: skip

TASTE, PERCEPTION = fixed(Purpose.TASTE), fixed(Purpose.PERCEPTION)
ALIGNMENT = fixed(Purpose.ALIGNMENT)
BY_RIGHT, FREELY = fixed(0), fixed(1)  # whether who decides alone may go around IT
IMPOSSIBLE = -1e9  # a utility below any other


@rule
def _borne(co: Company, side: int, r: int) -> float:
    """Return which part of a route's cost a chief feels as own."""
    payer = payer_of(co, r)
    if payer == JOINT_ACCOUNT:
        return co.parameter.choice_joint_cost
    return 1.0 if (payer == MARKETING_ACCOUNT) == (side == CMO) else 0.0


@rule
def _money(co: Company, i: int, r: int, side: int, knowledge: float) -> float:
    """Return the believed net value of a route, in units of an ordinary initiative's value."""
    job, parameter, chief = co.work[i], co.parameter, co.chiefs[side]
    # One error for all routes and both chiefs: it is about the idea, not about how it is built.
    error = parameter.choice_error * (1.0 - knowledge) * normal(co, job.address, PERCEPTION)
    weeks = chief.believed_lead_time[r]
    if r == IN_HOUSE:  # the own desk is in sight: a team sees its backlog
        weeks *= 1.0 + parameter.choice_backlog * co.teams[job.owner].active
    lifetime = YEAR / parameter.capability_depreciation
    value = job.value * lifetime * exp(error) * exp(-LN2 * weeks / job.half_life)
    # The CIO counts marketing's value as far as goals are common.
    if side == CIO:
        shared = co.lever.goals_shared
        value *= shared + parameter.choice_unshared * (1.0 - shared)
    cost = _borne(co, side, r) * estimated_cost(co, i, r)
    return (value * chief.believed_quality[r] - cost) / (parameter.value_median * lifetime)


@routine
def utility(co: Company, i: int, r: int, side: int, knowledge: float) -> float:
    """Return the utility of a route for a chief, without the noise of choice."""
    if not offered(co, i, r):
        return IMPOSSIBLE
    job, lever, parameter, chief = co.work[i], co.lever, co.parameter, co.chiefs[side]
    own = parameter.choice_own_cmo[r] if side == CMO else parameter.choice_own_cio[r]
    u = parameter.choice_money * _money(co, i, r, side, knowledge)
    u += parameter.choice_control * own * (1.0 - chief.collaboration)
    # Where going around is the rule, it is neither a risk to the career nor a matter of trust.
    permitted = lever.structure_delivery == SELF_SERVICE
    if side == CMO:
        u += parameter.choice_credit * parameter.choice_sole[r] * co.teams[job.owner].credit_fear
        if r == AROUND_IT and not permitted:
            u -= parameter.choice_risk * job.sensitivity * co.chiefs[CIO].governance
    else:
        u -= parameter.choice_risk * job.integration * parameter.choice_unjoined[r]
    if r != AROUND_IT or not permitted:
        u += parameter.choice_trust * parameter.choice_depends[r] * (chief.trust - 0.5)
    return u


@rule
def noisy(co: Company, i: int, r: int, u: float) -> float:
    """Return a utility with the noise of choice, the same luck in every scenario."""
    return u + co.parameter.choice_noise * gumbel(co, co.work[i].address, TASTE + r)


@routine
def _best(co: Company, i: int, cmo_weight: float, knowledge: float, may_go_around: int) -> int:
    # Dropping it is one more alternative; the number after the last route is that of its noise.
    best, best_utility = NO_ROUTE, noisy(co, i, ROUTES, 0.0)
    with_around = may_go_around == 1 or co.lever.structure_delivery == SELF_SERVICE
    for r in range(ROUTES):
        if r == AROUND_IT and not with_around:
            continue
        u = 0.0
        # A utility without weight is not worked out: no rule takes longer.
        if cmo_weight > 0.0:
            u += cmo_weight * utility(co, i, r, CMO, knowledge)
        if cmo_weight < 1.0:
            u += (1.0 - cmo_weight) * utility(co, i, r, CIO, knowledge)
        u = noisy(co, i, r, u)
        if u > best_utility:
            best, best_utility = r, u
    return best


@rule
def cmo_route(co: Company, i: int) -> int:
    """Return the route that the CMO chooses alone."""
    return _best(co, i, 1.0, co.chiefs[CMO].knowledge, FREELY)


@rule
def cio_route(co: Company, i: int) -> int:
    """Return the route that the CIO chooses alone."""
    return _best(co, i, 0.0, co.chiefs[CIO].knowledge, BY_RIGHT)


@rule
def joint_knowledge(co: Company) -> float:
    """Return how well both chiefs together know the goals, as far as each hears the other."""
    cmo, cio = co.chiefs[CMO], co.chiefs[CIO]
    heard = 0.5 * (cmo.collaboration + cio.collaboration)
    return cmo.knowledge + (1.0 - cmo.knowledge) * cio.knowledge * heard


@rule
def joint_route(co: Company, i: int) -> int:
    """Return the route that both chiefs choose: each brings what it knows, if it is heard."""
    return _best(co, i, co.parameter.choice_joint_cmo, joint_knowledge(co), BY_RIGHT)


@rule
def team_knowledge(co: Company, t: int) -> float:
    """Return how well those who do the work know the goals: managers and contributors."""
    team = co.teams[t]
    return 0.5 * (team.goal_awareness[1] + team.goal_awareness[2])


@rule
def team_route(co: Company, i: int) -> int:
    """Return the route that the owning team chooses, as far as it knows the goals."""
    knowledge = team_knowledge(co, co.work[i].owner)
    return _best(co, i, co.parameter.choice_joint_cmo, knowledge, BY_RIGHT)


@rule
def cmo_defects(co: Company, i: int, decided: int) -> bool:
    """Return whether the CMO goes around IT although others decided otherwise."""
    knowledge = co.chiefs[CMO].knowledge
    around = noisy(co, i, AROUND_IT, utility(co, i, AROUND_IT, CMO, knowledge))
    agreed = 0.0 if decided == NO_ROUTE else utility(co, i, decided, CMO, knowledge)
    # Breaking what was agreed costs the more, the more the CMO works together.
    keeps_word = co.parameter.choice_trust * co.chiefs[CMO].collaboration
    return around - keeps_word > noisy(co, i, decided if decided >= 0 else ROUTES, agreed)


@rule
def in_line(co: Company, knowledge: float) -> float:
    """Return how far work serves the company's goals when who scopes it knows so much of them."""
    return knowledge * (1.0 - co.parameter.goal_own_pull * (1.0 - co.lever.goals_shared))


@rule
def _goal_fit(co: Company, i: int, knowledge: float) -> float:
    """Return how far the work, as it was scoped, serves the company's goals.

    Who decides says what for, and who owns the work says how, each by what it knows of the goals.
    Separate scorecards pull towards the own department.
    """
    parameter = co.parameter
    noise = parameter.goal_fit_noise * normal(co, co.work[i].address, ALIGNMENT)
    decider, owner = parameter.goal_decider, team_knowledge(co, co.work[i].owner)
    scoped = decider * knowledge + (1.0 - decider) * owner
    return clip01(in_line(co, scoped) + noise)


@routine
def start(co: Company, i: int, r: int, knowledge: float) -> None:
    """Send an initiative on its way, or let it be."""
    lever, job = co.lever, co.work[i]
    job.route = r
    if r == NO_ROUTE:
        abandon(co, i)
        return
    job.stage = NEGOTIATING
    job.goal_fit = _goal_fit(co, i, knowledge)
    job.payer = payer_of(co, r)
    job.around = 1 if r == AROUND_IT else 0
    job.permitted = 1 if lever.structure_delivery == SELF_SERVICE else 0
    job.understanding = first_understanding(co, i)
    # Only what is sent on its way counts as decided: shares are of work, not of ideas.
    week = this_week(co)
    week.decided += 1.0
    week.around += job.around


def phase(
    *,
    cmo_route: OfInitiative[int],
    cio_route: OfInitiative[int],
    joint_route: OfInitiative[int],
    team_route: OfInitiative[int],
    cmo_defects: Callable[[Company, int, int], bool],
) -> Step:
    """Return the week at the desk, in which the given decisions are taken by right."""

    @composed
    def route_desk(co: Company) -> None:
        firm, rights = co.firm, co.lever.decisions_rights
        for k in range(firm.n_open):
            i = co.open[k]
            job = co.work[i]
            if job.stage != RAISED:
                continue
            if rights == BY_MARKETING:
                r, knowledge = cmo_route(co, i), co.chiefs[CMO].knowledge
            elif rights == BY_IT:
                r, knowledge = cio_route(co, i), co.chiefs[CIO].knowledge
            elif rights == BY_BOTH:
                r, knowledge = joint_route(co, i), joint_knowledge(co)
            else:
                r, knowledge = team_route(co, i), team_knowledge(co, job.owner)
            # Where the CMO decides alone, going around was among the choices already.
            if rights != BY_MARKETING and cmo_defects(co, i, r):
                r, knowledge = AROUND_IT, co.chiefs[CMO].knowledge
            start(co, i, r, knowledge)

    return route_desk
