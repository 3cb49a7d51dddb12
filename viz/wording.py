"""A comparison in sentences: one wording for both front ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from sim.comparison import BETTER, NOT_SETTLED, WORSE, Comparison, Difference
from sim.outcomes import OUTCOMES, Outcome
from viz.numbers import number, share

__all__ = [
    "Answer", "answer", "difference_digits", "difference_unit", "split", "split_in_short",
    "typical_split",
]  # fmt: skip

MORE_DIGITS = 2  # beyond those worth showing, for a small difference that is settled
NAMED = 3  # how many gains, costs and open questions a sentence names before it counts the rest
COUNTS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """A comparison of two scenarios in sentences; those with nothing to say are empty.

    Attributes
    ----------
    headline : str
        On how many outcomes the scenario does better and worse. True on its own.
    gains, costs, unsettled : str
        What is better, what is worse (the largest first), and what these companies do not settle.
    """

    headline: str
    gains: str
    costs: str
    unsettled: str


def difference_unit(outcome: Outcome) -> str:
    """Return the unit of a difference: of two percentages or index numbers it is points."""
    return "points" if outcome.unit == "%" or "100" in outcome.unit else outcome.unit


def difference_digits(outcome: Outcome, gap: Difference) -> int:
    """Return how many decimals show a difference and its bounds without rounding one to nothing.

    Otherwise a bound at 0.3 of a point would read as zero, and a settled difference as none.
    """
    for digits in range(outcome.digits, outcome.digits + MORE_DIGITS + 1):
        if all(round(abs(value), digits) > 0.0 for value in (gap.low, gap.high) if value):
            return digits
    return outcome.digits + MORE_DIGITS


def answer(comparison: Comparison, scenario: int, titles: Sequence[str]) -> Answer:
    """Say how a scenario compares with the first one.

    Parameters
    ----------
    comparison : Comparison
    scenario : int
        Position of the scenario, 1 or more.
    titles : sequence of str
        What to call the scenarios, in their order.
    """
    gaps = [
        (outcome, comparison.difference(scenario, position))
        for position, outcome in enumerate(OUTCOMES)
    ]
    better, worse, unsettled = (
        [(outcome, gap) for outcome, gap in gaps if gap.verdict == verdict]
        for verdict in (BETTER, WORSE, NOT_SETTLED)
    )
    worse.sort(key=lambda row: -_size(comparison, row[0], row[1]))
    runs = f"{comparison.runs:,} {'company does' if comparison.runs == 1 else 'companies do'}"
    return Answer(
        headline=_headline(titles[scenario], titles[0], len(better), len(worse), len(gaps)),
        gains=_sentence("Among the gains", [_gain_words(*row) for row in better]),
        costs=_sentence("What it costs", [_cost_words(*row) for row in worse]),
        unsettled=_sentence(
            f"{runs} not settle", [_small(outcome.label) for outcome, _ in unsettled]
        ),
    )


def split(gap: Difference) -> str:
    """Say where it comes from that a difference varies; empty where that cannot be known."""
    if gap.parameters is None or gap.chance is None:
        return ""
    return (
        f"Of its variance, {share(gap.parameters)} comes from what is not known about people "
        f"(parameters) and {share(gap.chance)} from chance between companies."
    )


def split_in_short(gap: Difference) -> str:
    """Return the first part of the same in a few words."""
    return "" if gap.parameters is None else f"spread: {share(gap.parameters)} from parameters"


def typical_split(comparison: Comparison, scenario: int) -> str:
    """Say where it comes from that differences vary: in a typical outcome, and in the extreme one.

    Empty where that cannot be known.
    """
    gaps = ((comparison.difference(scenario, k), outcome) for k, outcome in enumerate(OUTCOMES))
    shares = sorted((gap.parameters, outcome.label) for gap, outcome in gaps
                    if gap.parameters is not None)  # fmt: skip
    if not shares:
        return ""
    middle, (most, label) = median(part for part, _ in shares), shares[-1]
    return (
        f"Of the variance of a typical difference, {share(middle)} comes from what is not known "
        f"about people (parameters) and {share(1.0 - middle)} from chance between companies. "
        f"Parameters count most for {_small(label)}: {share(most)}."
    )


def _size(comparison: Comparison, outcome: Outcome, gap: Difference) -> float:
    """Return how large a difference is beside those between companies."""
    spread = comparison.spread(0, OUTCOMES.index(outcome))
    width = spread.p95 - spread.p05
    return abs(gap.mean) / width if width > 0.0 else 0.0


def _count(count: int) -> str:
    return COUNTS[count] if count < len(COUNTS) else str(count)


def _headline(title: str, reference: str, better: int, worse: int, total: int) -> str:
    if better == worse == 0:
        return f"{title} and {reference} cannot be told apart on any of {_count(total)} outcomes."
    verb = "are" if better > 1 else "is"
    first = f"With {title}, {_count(better)} of {_count(total)} outcomes {verb} better"
    return (
        f"{first} than with {reference} and {_count(worse)} {'are' if worse > 1 else 'is'} worse."
    )


def _small(label: str) -> str:
    """Return a label as it stands inside a sentence; abbreviations keep their capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _gap_words(outcome: Outcome, gap: Difference) -> str:
    mean = number(gap.mean, difference_digits(outcome, gap), signed=True)
    unit = difference_unit(outcome)
    if unit == "points" and mean[1:] == "1":
        unit = "point"
    return f"{_small(outcome.label)} {mean} {unit}"


def _gain_words(outcome: Outcome, gap: Difference) -> str:
    return f"{_gap_words(outcome, gap)} (better in {share(gap.p_better)} of companies)"


def _cost_words(outcome: Outcome, gap: Difference) -> str:
    return f"{_gap_words(outcome, gap)} (worse in {share(1.0 - gap.p_better)} of companies)"


def _sentence(opening: str, parts: Sequence[str]) -> str:
    if not parts:
        return ""
    rest = len(parts) - NAMED
    named = [*parts[:NAMED], f"and {_count(rest)} more"] if rest > 0 else list(parts)
    return f"{opening}: {'; '.join(named)}."
