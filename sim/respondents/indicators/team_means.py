"""What several indicators read off the teams: mean skill and literacy, ties."""

from __future__ import annotations

from allied.sim.model.company import Company
from allied.sim.model.compiled import routine
from allied.sim.model.rules.common import joint_tie
from allied.sim.model.state import IT, LEADER, MARKETING, NOBODY
from allied.sim.respondents.indicators.perspectives import TEAM_SEAT, Perspective, own_department

__all__ = ["goals_known", "mean_literacy", "mean_skill", "tie_to"]


@routine
def mean_skill(co: Company, s: int) -> float:
    """Return marketing's mean skill, by heads."""
    total = 0.0
    for t in range(co.firm.n_teams):
        if co.teams[t].department == MARKETING:
            total += co.teams[t].heads * co.teams[t].skill[s]
    return total / co.firm.marketing_heads


@routine
def mean_literacy(co: Company, department: int, level: int) -> float:
    """Return a department's mean literacy in measurement at a level, by heads."""
    total = heads = 0.0
    for t in range(co.firm.n_teams):
        team = co.teams[t]
        if team.department == department:
            total += team.heads * team.measurement[level]
            heads += team.heads
    return total / heads


@routine
def _best_tie(co: Company, t: int, department: int, kind: int) -> float:
    """Return the tie of a team to that team of a department, or of a kind, that it knows best."""
    best = 0.0
    for u in range(co.firm.n_teams):
        team = co.teams[u]
        asked = team.kind == kind if kind != NOBODY else team.department == department
        if u != t and asked:
            best = max(best, joint_tie(co, t, u))
    return best


@routine
def tie_to(co: Company, perspective: Perspective, department: int, kind: int) -> float:
    """Return a member's best tie, or the mean of the teams of a chief's department."""
    if perspective.seat == TEAM_SEAT:
        return _best_tie(co, perspective.team, department, kind)
    total = count = 0.0
    own = own_department(perspective)
    if own == department:
        own = IT - own
    for t in range(co.firm.n_teams):
        if co.teams[t].department == own:
            total += _best_tie(co, t, department, kind)
            count += 1.0
    return total / count


@routine
def goals_known(co: Company, perspective: Perspective, department: int, kind: int) -> float:
    """Return what a chair knows of the goals of the team that it knows best."""
    best = 0.0
    for u in range(co.firm.n_teams):
        team = co.teams[u]
        asked = team.kind == kind if kind != NOBODY else team.department == department
        if asked and not (perspective.seat == TEAM_SEAT and u == perspective.team):
            known = tie_to(co, perspective, team.department, team.kind)
            best = max(best, known * team.goal_awareness[LEADER])
    return best
