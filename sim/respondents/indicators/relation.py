"""Indicators of the relation of the two chiefs and their departments."""

from __future__ import annotations

import math

from allied.sim.model.company import Company
from allied.sim.model.compiled import routine, rule
from allied.sim.model.elementary import LN2, exp
from allied.sim.model.state import BY_QUEUE, CIO, CMO, IT, NOBODY
from allied.sim.respondents.indicators.perspectives import (
    TEAM_SEAT,
    Perspective,
    of_chiefs,
    own_department,
)
from allied.sim.respondents.indicators.table_rows import Row
from allied.sim.respondents.indicators.team_means import tie_to
from allied.sim.respondents.indicators.this_year import ThisYear, share

__all__ = ["RULES", "late"]

MEETING = 1.0  # hours of one joint meeting


@rule
def late(co: Company, side: int) -> float:
    """Return which part of an idea's value a chief believes lost by waiting for IT."""
    window = co.lever.market_window / math.sqrt(co.lever.market_turbulence)
    return 1.0 - exp(-LN2 * co.chiefs[side].believed_lead_time[BY_QUEUE] / window)


@routine
def trust(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """How far the chief relies on the other one; elsewhere the mean of both chiefs."""
    return of_chiefs(co, perspective, co.chiefs[CMO].trust, co.chiefs[CIO].trust)


@routine
def alignment_need(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Which part of this year’s ideas, by value, cannot come about without both departments."""
    return share(year.depends, year.weight, 0.5)


@routine
def collaboration_right(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """How far those who work on the same thing understand it alike and without a fight."""
    calm = 1.0 - share(year.fought, year.decided, 0.0)
    return share(year.understanding, year.involved, 0.0) * calm


@routine
def chiefs_collaborate(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """How far the two chiefs decide together in practice."""
    return 0.5 * (co.chiefs[CMO].collaboration + co.chiefs[CIO].collaboration)


@routine
def csuite_collaborates(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Collaboration at the top, as strong as the weakest of will, trust and the CEO’s attention."""
    willing = min(co.chiefs[CMO].collaboration, co.chiefs[CIO].collaboration)
    trusting = min(co.chiefs[CMO].trust, co.chiefs[CIO].trust)
    return min(willing, trusting, co.ceo.sponsorship)


@routine
def understands_other(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """How well the chief knows the other’s field; a member: how well people over there."""
    if perspective.seat == TEAM_SEAT:
        return tie_to(co, perspective, IT - own_department(perspective), NOBODY)
    return of_chiefs(co, perspective, co.chiefs[CMO].fluency, co.chiefs[CIO].fluency)


@routine
def understood_by_other(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """How well the other chief knows the field of one’s own."""
    return of_chiefs(co, perspective, co.chiefs[CIO].fluency, co.chiefs[CMO].fluency)


@routine
def joint_meetings(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Chance that marketing and IT sit together in a given week, beyond projects."""
    return 1.0 - exp(-co.lever.culture_joint_meetings * co.firm.practice / MEETING)


@routine
def works_together(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Share of this year’s initiatives that both decide on or build together."""
    return share(year.together, year.decided, 0.0)


@routine
def ceo_support(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """How much of the CEO’s attention marketing technology has."""
    return co.ceo.sponsorship


RULES: tuple[Row, ...] = (
    (trust, "Trust in the other chief", 1),
    (alignment_need, "Need for alignment of marketing and IT", 0),
    (collaboration_right, "Collaboration is at the right level", 1),
    (chiefs_collaborate, "The chiefs collaborate", 1),
    (csuite_collaborates, "The C-suite collaborates", 1),
    (understands_other, "Understanding of the other side", 1),
    (understood_by_other, "Understood by the other side", 1),
    (joint_meetings, "Regular joint meetings", 1),
    (works_together, "Marketing and IT work together", 1),
    (ceo_support, "Support of the CEO", 1),
)
"""Indicators with label, whether more of it flatters, and whether it is a share of people."""
