"""Parts of sentences that both front ends share: lists, counts, and what a reader may want."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from allied.sim.model.outcomes import GOALS, OUTCOMES, index_of

__all__ = ["GoalPhrase", "counted", "goal_phrase", "goals_named", "inside", "joined"]

COUNTS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GoalPhrase:
    """How a sentence speaks of a goal: "Customers do" with "best", "better" or "about the same".

    Attributes
    ----------
    noun, verb, best, better : str
        Subject and verb, then what is said of the best of many and of the better of two.
    """

    noun: str
    verb: str
    best: str
    better: str

    @property
    def stem(self) -> str:
        """Subject and verb."""
        return f"{self.noun} {self.verb}"


def _high(noun: str) -> GoalPhrase:
    return GoalPhrase(noun, "is", "highest", "higher")


def _low(noun: str) -> GoalPhrase:
    return GoalPhrase(noun, "is", "lowest", "lower")


def _strong(noun: str) -> GoalPhrase:
    return GoalPhrase(noun, "is", "strongest", "stronger")


PRESETS: Mapping[str, GoalPhrase] = MappingProxyType({
    "customers": GoalPhrase("Customers", "do", "best", "better"),
    "profit": _high("Profit"),
    "trust": _strong("Trust"),
})  # fmt: skip

ALONE: Mapping[str, GoalPhrase] = MappingProxyType({
    "customer_experience": GoalPhrase("Customer experience", "is", "best", "better"),
    "revenue_index": _high("Revenue"),
    "martech_return": _high("Return on marketing technology"),
    "lead_time": GoalPhrase("Lead time", "is", "shortest", "shorter"),
    "late_share": _low("The share of late deliveries"),
    "live_in_window": _high("The share of initiatives live within their window"),
    "bypass_share": _low("The share of initiatives around IT"),
    "bypass_spend": _low("Spend around IT"),
    "integration_debt": _low("Integration debt"),
    "trust_cmo_cio": _strong("The CMO’s trust in the CIO"),
    "trust_cio_cmo": _strong("The CIO’s trust in the CMO"),
    "marketing_it_ties": GoalPhrase(
        "Ties between marketing and IT", "are", "strongest", "stronger"
    ),
    "goal_awareness": _high("Awareness of goals"),
    "alignment": _high("Alignment of work with company goals"),
    "escalations": _low("The number of disputes taken to the CEO"),
    "abandoned_share": _low("The share of abandoned initiatives"),
    "budget_used": _high("The share of the budget used"),
    "coordination_load": _low("Coordination load"),
    "security_incidents": _low("The number of security incidents"),
})  # fmt: skip


def goal_phrase(goals: Sequence[str]) -> GoalPhrase:
    """Return how to speak of goals: as a preset, as one outcome, or as the reader's own choice.

    Examples
    --------
    >>> goal_phrase(["lead_time"])
    GoalPhrase(noun='Lead time', verb='is', best='shortest', better='shorter')
    """
    for name, members in GOALS.items():
        if set(members) == set(goals):
            return PRESETS[name]
    if len(goals) == 1:
        return ALONE[goals[0]]
    first, *others = (ALONE[goal].noun for goal in goals)
    named = joined([first, *map(inside, others)])
    return GoalPhrase(named, "together come out", "best", "better")


def goals_named(goals: Sequence[str]) -> str:
    """Return the labels of goals as a list inside a sentence.

    Examples
    --------
    >>> goals_named(["customer_experience", "lead_time", "trust_cmo_cio"])
    'customer experience, lead time and CMO’s trust in the CIO'
    """
    return joined([inside(OUTCOMES[index_of(goal)].label) for goal in goals])


def inside(label: str) -> str:
    """Return a label as it stands inside a sentence; abbreviations keep their capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def joined(parts: Sequence[str], last: str = "and") -> str:
    """Return a list in words.

    Examples
    --------
    >>> joined(["A"]), joined(["A", "B", "C"], "or")
    ('A', 'A, B or C')
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def counted(count: int) -> str:
    """Return a number in words up to twenty, in digits beyond."""
    return COUNTS[count] if count < len(COUNTS) else str(count)
