"""Indicators of work, decisions and money."""

from __future__ import annotations

from allied.sim.inputs.levers import BY_IT, BY_MARKETING
from allied.sim.model.company import Company
from allied.sim.model.compiled import routine
from allied.sim.model.rules.ceo import planned_growth
from allied.sim.model.rules.common import clip01
from allied.sim.model.state import BY_QUEUE, CIO, CMO, YEAR
from allied.sim.respondents.indicators.perspectives import Perspective, of_chiefs
from allied.sim.respondents.indicators.relation import late
from allied.sim.respondents.indicators.table_rows import Row
from allied.sim.respondents.indicators.this_year import ThisYear, share

__all__ = ["RULES"]

SURE_GROWTH = 0.2  # of a budget: what stands for "very much more"


@routine
def deliverables_satisfaction(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """How good, how punctual and how timely what came through IT was this year."""
    believed = co.chiefs[CMO].believed_quality[BY_QUEUE]
    return share(year.found_good, year.delivered, 0.5 * believed)


@routine
def requirements_satisfaction(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """How clear marketing’s requirements were: the share that was not changed."""
    if perspective.side == CIO:
        return co.chiefs[CIO].believed_clarity
    return 1.0 - share(year.changed, year.involved, 0.5)


@routine
def it_too_slow(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Part of an idea’s value that is lost, as the chief believes, while IT builds it."""
    return of_chiefs(co, perspective, late(co, CMO), late(co, CIO))


@routine
def marketing_too_hasty(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Share of initiatives whose requirements changed or that went around IT."""
    clear = 1.0 - share(year.changed, year.involved, 0.5)
    seen = year.known_around if perspective.side == CIO else year.around
    return 1.0 - clear * (1.0 - share(seen, year.decided, 0.0))


@routine
def bypasses_it(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Share of this year’s initiatives that marketing took around IT, as far as it is known."""
    seen = year.known_around if perspective.side == CIO else year.around
    return share(seen, year.decided, 0.0)


@routine
def spend_outside_it(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Share of the money for technology that marketing spends itself or around IT."""
    return share(year.spent_outside, year.spent, 0.5)


@routine
def decided_outside_marketing(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Share of decisions on marketing technology taken outside marketing."""
    rights = co.lever.decisions_rights
    around = share(year.around, year.decided, 0.0)
    if rights == BY_MARKETING:
        return 0.0
    return (1.0 if rights == BY_IT else 0.5) * (1.0 - around)


@routine
def it_priority(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """How marketing’s work ranks in IT against that of one other department (0.5: alike)."""
    share = co.chiefs[CIO].priority
    return share / (share + (1.0 - share) / 3.0)


@routine
def decision_process(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Share of this year’s initiatives that were settled without a fight over money or duties."""
    return 1.0 - share(year.fought, year.decided, 0.0)


@routine
def met_target(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Share of settled initiatives that were punctual, sound and live within their window."""
    return share(year.met, year.settled, 0.0)


@routine
def delivered_quality(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """How sound what went live this year is, whoever built it."""
    return share(year.quality, year.live, 0.5)


@routine
def partner_use(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Share of this year’s work that vendors and agencies do together with own teams."""
    return share(year.partners, year.effort, 0.0)


@routine
def budget_growth(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Expected growth of the technology budget: 0.25 none, 0.5 by 5 %, 0.75 by 10 %."""
    return clip01(0.25 + planned_growth(co) / SURE_GROWTH)


@routine
def digital_budget_share(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Share of the cost of marketing, staff included, that goes into technology."""
    firm, parameter = co.firm, co.parameter
    people = firm.marketing_heads * YEAR * parameter.money_person_week
    into = firm.budget + people * parameter.work_marketing_time
    return into / (firm.budget + people)


@routine
def emerging_technology(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Share of people who have access to generative AI and the like."""
    return co.lever.technology_ai


RULES: tuple[Row, ...] = (
    (deliverables_satisfaction, "Satisfaction with what IT delivers", 1),
    (requirements_satisfaction, "Satisfaction with marketing’s requirements", 1),
    (it_too_slow, "IT is too slow", -1),
    (marketing_too_hasty, "Marketing is too hasty", -1),
    (bypasses_it, "Marketing bypasses IT", -1),
    (spend_outside_it, "Technology spend outside IT", 0),
    (decided_outside_marketing, "Decisions taken outside marketing", 0),
    (it_priority, "Priority of marketing in IT", 1),
    (decision_process, "Clear process of decision", 1),
    (met_target, "Initiatives that met their target", 1),
    (partner_use, "Use of outside partners", 0),
    (budget_growth, "Growth of the budget", 0),
    (digital_budget_share, "Digital share of the budget", 0),
    (emerging_technology, "Investment in emerging technology", 1),
    (delivered_quality, "Quality of what is delivered", 1),
)
"""Indicators with label, whether more of it flatters, and whether it is a share of people."""
