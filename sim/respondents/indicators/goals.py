"""Indicators of goals, measurement, credit and ties."""

from __future__ import annotations

from allied.sim.model.company import Company
from allied.sim.model.compiled import routine, rule
from allied.sim.model.rules.cmo import in_line
from allied.sim.model.rules.common import joint_tie, unit
from allied.sim.model.rules.learning import message_kept
from allied.sim.model.state import BY_QUEUE, BY_SHARED, CIO, CMO, IN_HOUSE, IT, LEADER, NOBODY
from allied.sim.respondents.indicators.chairs import TEAM_SEAT, Chair, of_chiefs, own_department
from allied.sim.respondents.indicators.table_rows import Row
from allied.sim.respondents.indicators.team_means import mean_literacy, tie_to
from allied.sim.respondents.indicators.this_year import ThisYear, share

__all__ = ["RULES"]


@rule
def _awareness(co: Company, chair: Chair) -> float:
    if chair.seat == TEAM_SEAT:
        return co.teams[chair.team].goal_awareness[chair.level]
    return of_chiefs(co, chair, co.chiefs[CMO].knowledge, co.chiefs[CIO].knowledge)


@routine
def goal_awareness(co: Company, year: ThisYear, chair: Chair) -> float:
    """How well the goals of the year are known."""
    return _awareness(co, chair)


@routine
def goal_alignment(co: Company, year: ThisYear, chair: Chair) -> float:
    """How far one’s own work serves the goals of the company."""
    return in_line(co, _awareness(co, chair))


@routine
def goal_transparency(co: Company, year: ThisYear, chair: Chair) -> float:
    """Which part of the strategy has arrived at one’s level, or is believed to have."""
    if chair.seat != TEAM_SEAT:
        return _awareness(co, chair)
    team = co.teams[chair.team]
    told = co.chiefs[CIO if team.department == IT else CMO].knowledge
    seen = team.goal_awareness[chair.level]
    if chair.level == LEADER:
        seen = team.believed_awareness
    return unit(seen / told)


@routine
def goals_in_one_place(co: Company, year: ThisYear, chair: Chair) -> float:
    """How far goals are kept in one place that all can find."""
    return co.lever.goals_one_place


@routine
def goals_heard(co: Company, year: ThisYear, chair: Chair) -> float:
    """Which part of a message about goals gets through to those who do the work."""
    kept = message_kept(co)
    return kept * kept


@routine
def measurement(co: Company, year: ThisYear, chair: Chair) -> float:
    """How well it is known how the effect of the work is measured."""
    if chair.seat == TEAM_SEAT:
        return co.teams[chair.team].measurement[chair.level]
    return mean_literacy(co, own_department(chair), LEADER)


@routine
def credit_fear(co: Company, year: ThisYear, chair: Chair) -> float:
    """How much it is feared that others get the credit."""
    if chair.seat == TEAM_SEAT:
        return co.teams[chair.team].credit_fear
    total = count = 0.0
    for t in range(co.firm.n_teams):
        if co.teams[t].department == own_department(chair):
            total += co.teams[t].credit_fear
            count += 1.0
    return total / count


# --- ties


@routine
def connected_to_company(co: Company, year: ThisYear, chair: Chair) -> float:
    """Tie of one’s team to that team of another department that it knows best."""
    if chair.seat != TEAM_SEAT:
        return tie_to(co, chair, IT - own_department(chair), NOBODY)
    best = 0.0
    for u in range(co.firm.n_teams):
        if co.teams[u].department != co.teams[chair.team].department:
            best = max(best, joint_tie(co, chair.team, u))
    return best


@routine
def shared_understanding(co: Company, year: ThisYear, chair: Chair) -> float:
    """How far marketing and IT understand what they build alike."""
    return share(year.understanding, year.involved, 0.0)


@routine
def collaboration_benefit(co: Company, year: ThisYear, chair: Chair) -> float:
    """Quality expected of joint work against work alone (0.5: the same)."""
    side = CIO if chair.side == CIO else CMO
    chief = co.chiefs[side]
    joint = max(chief.believed_quality[BY_QUEUE], chief.believed_quality[BY_SHARED])
    return unit(0.5 + joint - chief.believed_quality[IN_HOUSE])


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
