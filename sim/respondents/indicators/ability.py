"""Indicators of what the company is able to do."""

from __future__ import annotations

import math

from allied.sim.model.company import Company
from allied.sim.model.compiled import routine, rule
from allied.sim.model.elementary import LN2, exp
from allied.sim.model.rules.common import weekly
from allied.sim.model.state import BY_VENDOR, CIO, CMO, CREATIVE, DATA, MANAGER, MARKETING, YEAR
from allied.sim.model.teams import NAMES
from allied.sim.respondents.indicators.perspectives import (
    TEAM_SEAT,
    Perspective,
    of_chiefs,
    own_department,
)
from allied.sim.respondents.indicators.relation import late
from allied.sim.respondents.indicators.table_rows import Row
from allied.sim.respondents.indicators.team_means import mean_literacy, mean_skill
from allied.sim.respondents.indicators.this_year import ThisYear, share

__all__ = ["RULES"]

SOCIAL_KIND = NAMES.index("social")


@routine
def partner_benefit(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Quality that the chief has come to expect of work with partners."""
    return co.chiefs[CIO if perspective.side == CIO else CMO].believed_quality[BY_VENDOR]


@routine
def systems_integrated(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Share of systems that are connected."""
    return co.firm.connected / (co.firm.connected + co.firm.debt)


@rule
def _ready_data(co: Company) -> float:
    joined = co.firm.connected / (co.firm.connected + co.firm.debt)
    return (mean_skill(co, DATA) + mean_literacy(co, MARKETING, MANAGER) + joined) / 3.0


@routine
def _ready_social(co: Company) -> float:
    total = count = 0.0
    for t in range(co.firm.n_teams):
        team = co.teams[t]
        if team.kind == SOCIAL_KIND:
            total += 0.5 * (team.skill[DATA] + team.measurement[1])
            count += 1.0
    return share(total, count, 0.5 * (mean_skill(co, DATA) + mean_literacy(co, MARKETING, MANAGER)))


@routine
def _ready_channels(co: Company) -> float:
    live = gone = 0.0
    for w in range(YEAR):
        live += co.tally[w].in_window
        gone += co.tally[w].delivered + co.tally[w].abandoned
    return share(live, gone, 0.0)


@routine
def readiness_data(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Readiness for more data: people’s skill, measurement, connected systems."""
    return _ready_data(co)


@routine
def readiness_social(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Readiness for social media: data skill and measurement of those who do it."""
    return _ready_social(co)


@routine
def readiness_channels(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Readiness for new channels: share of ideas that are live within their window."""
    return _ready_channels(co)


@routine
def readiness(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Readiness for data, social media and channels, the mean of the three."""
    return (_ready_data(co) + _ready_social(co) + _ready_channels(co)) / 3.0


@routine
def customer_first(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """How far the customer’s need comes before the own product or process."""
    if perspective.seat == TEAM_SEAT:
        return co.teams[perspective.team].customer_focus
    total = 0.0
    for t in range(co.firm.n_teams):
        total += co.teams[t].customer_focus
    return total / co.firm.n_teams


@routine
def customer_experience(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """How customers find what the company offers."""
    return co.firm.experience


@routine
def insight(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """How well the company knows its customers."""
    return co.firm.insight


@routine
def agility(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Part of an idea’s value that is left when it is live, as the chief believes."""
    return 1.0 - of_chiefs(co, perspective, late(co, CMO), late(co, CIO))


@routine
def agility_need(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Chance of seeing that one must be faster: by lost windows, or by an open mind."""
    openness = of_chiefs(co, perspective, co.chiefs[CMO].openness, co.chiefs[CIO].openness)
    lost = of_chiefs(co, perspective, late(co, CMO), late(co, CIO))
    return 1.0 - (1.0 - lost) * (1.0 - openness)


@routine
def market_pressure(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Part of an idea’s value that a year of waiting costs in this market."""
    window = co.lever.market_window / math.sqrt(co.lever.market_turbulence)
    return 1.0 - exp(-LN2 * YEAR / window)


@routine
def innovation(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """New capability that came live this year, against what aged (0.5: in balance)."""
    aged = weekly(co.parameter.capability_depreciation) * YEAR * co.firm.capability
    return year.landed / (year.landed + aged)


@routine
def training(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Part of the gap in skills that a year of training closes."""
    return 1.0 - exp(-co.parameter.skill_gain * 100.0 * co.lever.culture_training)


@routine
def ai_use_weekly(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Share of people who have made generative AI part of their work."""
    if perspective.seat == TEAM_SEAT:
        return co.teams[perspective.team].ai_use
    total = heads = 0.0
    for t in range(co.firm.n_teams):
        team = co.teams[t]
        if team.department == own_department(perspective):
            total += team.heads * team.ai_use
            heads += team.heads
    return total / heads


@routine
def ai_use_daily(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Share of people who use it all day: users among whom the others use it too."""
    weekly_users = ai_use_weekly(co, year, perspective)
    return weekly_users * weekly_users


@routine
def creative_skill(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Command of creative work."""
    if perspective.seat == TEAM_SEAT:
        return co.teams[perspective.team].skill[CREATIVE]
    return mean_skill(co, CREATIVE)


RULES: tuple[Row, ...] = (
    (partner_benefit, "Partners make it better", 0),
    (systems_integrated, "Systems are integrated", 1),
    (readiness_data, "Ready for data", 1),
    (readiness_social, "Ready for social media", 1),
    (readiness_channels, "Ready for new channels", 1),
    (readiness, "Ready for change", 1),
    (customer_first, "Customer first", 1),
    (customer_experience, "Customer experience", 1),
    (insight, "Customer insight", 1),
    (agility, "Agility", 1),
    (agility_need, "Need to be more agile", 0),
    (market_pressure, "Pressure of the market", 0),
    (innovation, "Innovation", 1),
    (training, "Training of staff", 1),
    (ai_use_weekly, "Generative AI used weekly", 0, True),
    (ai_use_daily, "Generative AI used daily", 0, True),
    (creative_skill, "Command of creative work", 1),
)
"""Indicators with label, whether more of it flatters, and whether it is a share of people."""
