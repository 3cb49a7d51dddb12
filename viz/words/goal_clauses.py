"""What a reader may want, in clauses: what is best of many, better of two, about the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from allied.sim.model.outcomes import GOALS, HIGHER, OUTCOMES, index_of
from allied.viz.words.language import N_, gettext
from allied.viz.words.phrases import inside, joined
from allied.viz.words.table_texts import label_of

__all__ = ["ALONE", "PRESETS", "Goal", "goal_clauses", "goals_named", "preset_title"]


@dataclass(frozen=True, slots=True)
class Goal:
    """How a sentence speaks of a goal. Sentences go on with a scenario: "… with Allies".

    Attributes
    ----------
    noun : str
        "Lead time", as it begins a sentence.
    best, better, same : str
        Clauses: "Lead time is shortest" of many, "Lead time is shorter" of two, "Lead time is
        about the same".
    """

    noun: str
    best: str
    better: str
    same: str


PRESETS: Mapping[str, Goal] = MappingProxyType(
    {
        "customers": Goal(
            N_("Customers"),
            N_("Customers do best"),
            N_("Customers do better"),
            N_("Customers do about the same"),
        ),
        "profit": Goal(
            N_("Profit"),
            N_("Profit is highest"),
            N_("Profit is higher"),
            N_("Profit is about the same"),
        ),
        "trust": Goal(
            N_("Trust"),
            N_("Trust is strongest"),
            N_("Trust is stronger"),
            N_("Trust is about the same"),
        ),
    }
)

ALONE: Mapping[str, Goal] = MappingProxyType(
    {
        "customer_experience": Goal(
            N_("Customer experience"),
            N_("Customer experience is best"),
            N_("Customer experience is better"),
            N_("Customer experience is about the same"),
        ),
        "revenue_index": Goal(
            N_("Revenue"),
            N_("Revenue is highest"),
            N_("Revenue is higher"),
            N_("Revenue is about the same"),
        ),
        "martech_return": Goal(
            N_("Return on marketing technology"),
            N_("Return on marketing technology is highest"),
            N_("Return on marketing technology is higher"),
            N_("Return on marketing technology is about the same"),
        ),
        "lead_time": Goal(
            N_("Lead time"),
            N_("Lead time is shortest"),
            N_("Lead time is shorter"),
            N_("Lead time is about the same"),
        ),
        "late_share": Goal(
            N_("The share of late deliveries"),
            N_("The share of late deliveries is lowest"),
            N_("The share of late deliveries is lower"),
            N_("The share of late deliveries is about the same"),
        ),
        "live_in_window": Goal(
            N_("The share of initiatives live within their window"),
            N_("The share of initiatives live within their window is highest"),
            N_("The share of initiatives live within their window is higher"),
            N_("The share of initiatives live within their window is about the same"),
        ),
        "bypass_share": Goal(
            N_("The share of initiatives around IT"),
            N_("The share of initiatives around IT is lowest"),
            N_("The share of initiatives around IT is lower"),
            N_("The share of initiatives around IT is about the same"),
        ),
        "bypass_spend": Goal(
            N_("Spend around IT"),
            N_("Spend around IT is lowest"),
            N_("Spend around IT is lower"),
            N_("Spend around IT is about the same"),
        ),
        "integration_debt": Goal(
            N_("Integration debt"),
            N_("Integration debt is lowest"),
            N_("Integration debt is lower"),
            N_("Integration debt is about the same"),
        ),
        "trust_cmo_cio": Goal(
            N_("The CMO’s trust in the CIO"),
            N_("The CMO’s trust in the CIO is strongest"),
            N_("The CMO’s trust in the CIO is stronger"),
            N_("The CMO’s trust in the CIO is about the same"),
        ),
        "trust_cio_cmo": Goal(
            N_("The CIO’s trust in the CMO"),
            N_("The CIO’s trust in the CMO is strongest"),
            N_("The CIO’s trust in the CMO is stronger"),
            N_("The CIO’s trust in the CMO is about the same"),
        ),
        "marketing_it_ties": Goal(
            N_("Ties between marketing and IT"),
            N_("Ties between marketing and IT are strongest"),
            N_("Ties between marketing and IT are stronger"),
            N_("Ties between marketing and IT are about the same"),
        ),
        "goal_awareness": Goal(
            N_("Awareness of goals"),
            N_("Awareness of goals is highest"),
            N_("Awareness of goals is higher"),
            N_("Awareness of goals is about the same"),
        ),
        "alignment": Goal(
            N_("Alignment of work with company goals"),
            N_("Alignment of work with company goals is highest"),
            N_("Alignment of work with company goals is higher"),
            N_("Alignment of work with company goals is about the same"),
        ),
        "escalations": Goal(
            N_("The number of disputes taken to the CEO"),
            N_("The number of disputes taken to the CEO is lowest"),
            N_("The number of disputes taken to the CEO is lower"),
            N_("The number of disputes taken to the CEO is about the same"),
        ),
        "abandoned_share": Goal(
            N_("The share of abandoned initiatives"),
            N_("The share of abandoned initiatives is lowest"),
            N_("The share of abandoned initiatives is lower"),
            N_("The share of abandoned initiatives is about the same"),
        ),
        "budget_used": Goal(
            N_("The share of the budget used"),
            N_("The share of the budget used is highest"),
            N_("The share of the budget used is higher"),
            N_("The share of the budget used is about the same"),
        ),
        "coordination_load": Goal(
            N_("Coordination load"),
            N_("Coordination load is lowest"),
            N_("Coordination load is lower"),
            N_("Coordination load is about the same"),
        ),
        "security_incidents": Goal(
            N_("The number of security incidents"),
            N_("The number of security incidents is lowest"),
            N_("The number of security incidents is lower"),
            N_("The number of security incidents is about the same"),
        ),
    }
)


def goal_clauses(goals: Sequence[str]) -> Goal:
    """Return how to speak of goals: as a preset, as one outcome, or as the reader's own choice.

    Examples
    --------
    >>> goal_clauses(["lead_time"]).best, goal_clauses(["lead_time", "bypass_spend"]).better
    ('Lead time is shortest', 'Lead time and spend around IT together come out better')
    """
    for name, members in GOALS.items():
        if set(members) == set(goals):
            return _spoken(PRESETS[name])
    if len(goals) == 1:
        return _alone(goals[0])
    first, *others = (_alone(goal).noun for goal in goals)
    outcomes = joined([first, *map(inside, others)])
    return Goal(
        outcomes,
        gettext("{outcomes} together come out best", outcomes=outcomes),
        gettext("{outcomes} together come out better", outcomes=outcomes),
        gettext("{outcomes} together come out about the same", outcomes=outcomes),
    )


def _alone(name: str) -> Goal:
    """Return how to speak of one outcome: by its label, where no clause of its own is written."""
    if name in ALONE:
        return _spoken(ALONE[name])
    outcome = OUTCOMES[index_of(name)]
    label = label_of(outcome)
    same = gettext("{outcome} is about the same", outcome=label)
    if outcome.better == HIGHER:
        best = gettext("{outcome} is highest", outcome=label)
        return Goal(label, best, gettext("{outcome} is higher", outcome=label), same)
    best = gettext("{outcome} is lowest", outcome=label)
    return Goal(label, best, gettext("{outcome} is lower", outcome=label), same)


def goals_named(goals: Sequence[str]) -> str:
    """Return the labels of goals as a list inside a sentence.

    Examples
    --------
    >>> goals_named(["customer_experience", "lead_time", "trust_cmo_cio"])
    'customer experience, lead time and CMO’s trust in the CIO'
    """
    return joined([inside(label_of(OUTCOMES[index_of(goal)])) for goal in goals])


def preset_title(name: str) -> str:
    """Return what a preset is called."""
    return gettext(PRESETS[name].noun)


def _spoken(goal: Goal) -> Goal:
    return Goal(*map(gettext, (goal.noun, goal.best, goal.better, goal.same)))
