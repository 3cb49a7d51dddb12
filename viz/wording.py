"""A comparison in words and numbers as people read them: one wording for both front ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.comparison import BETTER, NOT_SETTLED, WORSE, Comparison, Difference
from sim.outcomes import OUTCOMES, Outcome

__all__ = ["Answer", "answer", "difference_unit", "interval", "number", "share"]

MINUS, UNKNOWN = "−", "–"
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
        What is clearly better, what is worse, and what these runs do not settle.
    """

    headline: str
    gains: str
    costs: str
    unsettled: str


def number(value: float, digits: int, *, signed: bool = False) -> str:
    """Return a number with a true minus sign, and never a negative zero.

    Examples
    --------
    >>> number(-3.14, 1), number(3.14, 1, signed=True), number(-0.01, 1), number(12345.6, 0)
    ('−3.1', '+3.1', '0.0', '12,346')
    """
    if not math.isfinite(value):
        return UNKNOWN
    text = f"{abs(value):,.{digits}f}"
    if float(text.replace(",", "")) == 0.0:
        return text
    return (MINUS if value < 0 else "+" if signed else "") + text


def interval(low: float, high: float, digits: int, *, signed: bool = False) -> str:
    """Return an interval: "+2.8 to +3.6"; a dash when it has no bounds."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return UNKNOWN
    return f"{number(low, digits, signed=signed)} to {number(high, digits, signed=signed)}"


def share(part: float) -> str:
    """Return a share of companies in percent, without claiming certainty.

    Examples
    --------
    >>> share(0.914), share(1.0), share(0.0)
    ('91 %', '> 99 %', '< 1 %')
    """
    if not math.isfinite(part):
        return UNKNOWN
    if part > 0.99:
        return "> 99 %"
    return "< 1 %" if part < 0.01 else f"{100 * part:.0f} %"


def difference_unit(outcome: Outcome) -> str:
    """Return the unit of a difference: of two percentages or index numbers it is points."""
    return "points" if outcome.unit == "%" or "100" in outcome.unit else outcome.unit


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
    rows = [
        (outcome, comparison.difference(scenario, position), _size(comparison, scenario, position))
        for position, outcome in enumerate(OUTCOMES)
    ]
    rows.sort(key=lambda row: -row[2])
    by_verdict = {
        verdict: [(outcome, gap) for outcome, gap, _ in rows if gap.verdict == verdict]
        for verdict in (BETTER, WORSE, NOT_SETTLED)
    }
    better, worse, unsettled = by_verdict[BETTER], by_verdict[WORSE], by_verdict[NOT_SETTLED]
    return Answer(
        headline=_headline(titles[scenario], titles[0], len(better), len(worse), len(rows)),
        gains=_sentence("Most of all", [_gain_words(*row) for row in better]),
        costs=_sentence("What it costs", [_cost_words(*row) for row in worse]),
        unsettled=_sentence(
            f"{comparison.runs:,} {'run does' if comparison.runs == 1 else 'runs do'} not settle",
            [_small(outcome.label) for outcome, _ in unsettled],
        ),
    )


def _size(comparison: Comparison, scenario: int, position: int) -> float:
    """Return how large a difference is beside the differences between companies."""
    spread = comparison.spread(0, position)
    width = spread.p95 - spread.p05
    size = abs(comparison.difference(scenario, position).mean) / width if width > 0 else 0.0
    return size if math.isfinite(size) else 0.0


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
    mean = number(gap.mean, outcome.digits, signed=True)
    return f"{_small(outcome.label)} {mean} {difference_unit(outcome)}"


def _gain_words(outcome: Outcome, gap: Difference) -> str:
    return f"{_gap_words(outcome, gap)} (better in {share(gap.p_better)} of companies)"


def _cost_words(outcome: Outcome, gap: Difference) -> str:
    bounds = interval(gap.low, gap.high, outcome.digits, signed=True)
    return f"{_gap_words(outcome, gap)} ({bounds})"


def _sentence(opening: str, parts: Sequence[str]) -> str:
    if not parts:
        return ""
    rest = len(parts) - NAMED
    named = [*parts[:NAMED], f"and {_count(rest)} more"] if rest > 0 else list(parts)
    return f"{opening}: {'; '.join(named)}."
