"""Indicators of goals, measurement, credit and ties."""

from __future__ import annotations

from allied.sim.model.company import Company
from allied.sim.model.compiled import routine, rule
from allied.sim.model.rules.cmo import in_line
from allied.sim.model.rules.common import clip01, joint_tie
from allied.sim.model.rules.learning import message_kept
from allied.sim.model.state import BY_QUEUE, BY_SHARED, CIO, CMO, IN_HOUSE, IT, LEADER, NOBODY
from allied.sim.respondents.indicators.perspectives import (
    TEAM_SEAT,
    Perspective,
    of_chiefs,
    own_department,
)
from allied.sim.respondents.indicators.table_rows import Row
from allied.sim.respondents.indicators.team_means import mean_literacy, tie_to
from allied.sim.respondents.indicators.this_year import ThisYear, share

__all__ = ["RULES"]


@rule
def _awareness(co: Company, perspective: Perspective) -> float:
    if perspective.seat == TEAM_SEAT:
        return co.teams[perspective.team].goal_awareness[perspective.level]
    return of_chiefs(co, perspective, co.chiefs[CMO].knowledge, co.chiefs[CIO].knowledge)


@routine
def goal_awareness(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """How well the goals of the year are known."""
    return _awareness(co, perspective)


@routine
def goal_alignment(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """How far one’s own work serves the goals of the company."""
    return in_line(co, _awareness(co, perspective))


@routine
def goal_transparency(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Which part of the strategy has arrived at one’s level, or is believed to have."""
    if perspective.seat != TEAM_SEAT:
        return _awareness(co, perspective)
    team = co.teams[perspective.team]
    told = co.chiefs[CIO if team.department == IT else CMO].knowledge
    seen = team.goal_awareness[perspective.level]
    if perspective.level == LEADER:
        seen = team.believed_awareness
    return clip01(seen / told)


@routine
def goals_in_one_place(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """How far goals are kept in one place that all can find."""
    return co.lever.goals_one_place


@routine
def goals_heard(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Which part of a message about goals gets through to those who do the work."""
    kept = message_kept(co)
    return kept * kept


@routine
def measurement(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """How well it is known how the effect of the work is measured."""
    if perspective.seat == TEAM_SEAT:
        return co.teams[perspective.team].measurement[perspective.level]
    return mean_literacy(co, own_department(perspective), LEADER)


@routine
def credit_fear(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """How much it is feared that others get the credit."""
    if perspective.seat == TEAM_SEAT:
        return co.teams[perspective.team].credit_fear
    total = count = 0.0
    for t in range(co.firm.n_teams):
        if co.teams[t].department == own_department(perspective):
            total += co.teams[t].credit_fear
            count += 1.0
    return total / count


# --- ties


@routine
def connected_to_company(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Tie of one’s team to that team of another department that it knows best."""
    if perspective.seat != TEAM_SEAT:
        return tie_to(co, perspective, IT - own_department(perspective), NOBODY)
    best = 0.0
    for u in range(co.firm.n_teams):
        if co.teams[u].department != co.teams[perspective.team].department:
            best = max(best, joint_tie(co, perspective.team, u))
    return best


@routine
def shared_understanding(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """How far marketing and IT understand what they build alike."""
    return share(year.understanding, year.involved, 0.0)


@routine
def collaboration_benefit(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Quality expected of joint work against work alone (0.5: the same)."""
    side = CIO if perspective.side == CIO else CMO
    chief = co.chiefs[side]
    joint = max(chief.believed_quality[BY_QUEUE], chief.believed_quality[BY_SHARED])
    return clip01(0.5 + joint - chief.believed_quality[IN_HOUSE])


RULES: tuple[Row, ...] = (
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
)
"""Indicators with label, whether more of it flatters, and whether it is a share of people."""
