"""A comparison in sentences: one wording for both front ends.

Three quantities stay apart in words, too: how large an effect is and how sure ("better"), for how
many companies it holds ("better in 86 % of companies"), and what more runs would tell (`advice`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from allied.sim.experiment.comparison import Comparison, Difference
from allied.sim.experiment.ranking import Ranking
from allied.sim.experiment.verdict import Verdict
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.model.outcomes import OUTCOMES, Outcome
from allied.viz.words.headline import headline
from allied.viz.words.numbers import number, share
from allied.viz.words.phrases import counted, inside, joined

__all__ = [
    "VERDICTS", "Answer", "advice", "answer", "assumptions", "coin_flips", "costs",
    "difference_digits", "difference_unit", "gains", "more_companies", "open_questions",
    "place_words", "split", "split_in_short", "typical_split", "verdict_words",
]  # fmt: skip

VERDICTS = {
    Verdict.BETTER: "better", Verdict.WORSE: "worse", Verdict.SAME: "about the same",
    Verdict.OPEN: "too close to call",
}  # fmt: skip
COIN_FLIP = "on average; for one company a coin flip"
MORE_DIGITS = 2  # beyond those worth showing, for a small difference that is clear
NAMED = 3  # how many gains, costs and open questions a sentence names before it counts the rest


@dataclass(frozen=True, slots=True)
class Answer:
    """A comparison in sentences; those with nothing to say are empty.

    Attributes
    ----------
    headline : str
        All scenarios ranked on the goals. True on its own.
    gains, costs : str
        What is better and worse than in the first scenario, the largest cost first.
    coin_flips : str
        What is better or worse on average, but for one company a coin flip.
    open : str
        What is too close to call.
    """

    headline: str
    gains: str
    costs: str
    coin_flips: str
    open: str


def answer(
    comparison: Comparison, scenario: int, goals: Sequence[str], titles: Sequence[str]
) -> Answer:
    """Say how all scenarios rank, and how one of them compares with the first.

    Parameters
    ----------
    comparison : Comparison
    scenario : int
        Position of the scenario, 1 or more.
    goals : sequence of str
        Names of outcomes that count alike.
    titles : sequence of str
        What to call the scenarios, in their order.
    """
    return Answer(
        headline(comparison, goals, titles), gains(comparison, scenario),
        costs(comparison, scenario), coin_flips(comparison, scenario),
        open_questions(comparison, scenario),
    )  # fmt: skip


# --- verdicts ---


def verdict_words(gap: Difference) -> str:
    """Return a verdict in words, with what limits it.

    For example "better on average; for one company a coin flip; rests on assumptions: how
    fast new ways take root and how fast old habits return".
    """
    said = VERDICTS[gap.verdict]
    if gap.coin_flip:
        said += f" {COIN_FLIP}"
    if gap.rests_on:
        said += f"; rests on assumptions: {assumptions(gap)}"
    return said


def assumptions(gap: Difference) -> str:
    """Return the assumptions that a difference rests on, as a list; empty where there are none."""
    labels = [inside(PARAMETERS[name].label) for name in gap.rests_on]
    return joined(labels) if labels else ""


def advice(gap: Difference, runs: int) -> str:
    """Say what would end a verdict that is open; empty where it is not.

    Parameters
    ----------
    gap : Difference
    runs : int
        How many companies it is from.
    """
    if gap.verdict is not Verdict.OPEN:
        return ""
    if runs < 2:
        return "One company cannot tell."
    if gap.runs_needed is not None:
        return f"{gap.runs_needed:,} companies would decide it."
    return "More companies would not; knowing your own company better might."


def more_companies(comparison: Comparison, scenario: int, against: int = 0) -> str:
    """Say what more companies would decide, and what they would not; the same advice for all."""
    rows = _rows(comparison, scenario, against, lambda gap: gap.verdict is Verdict.OPEN)
    if not rows:
        return ""
    if comparison.runs < 2:
        return "One company cannot tell."
    needed = [gap.runs_needed for _, gap in rows if gap.runs_needed is not None]
    can, cannot = (
        [inside(outcome.label) for outcome, gap in rows if (gap.runs_needed is None) == never]
        for never in (False, True)
    )
    parts = [f"{max(needed):,} companies would decide {joined(can)}."] if needed else []
    if cannot:
        parts.append(f"More companies would not decide {joined(cannot)}; knowing your own company "
                     "better might.")  # fmt: skip
    return " ".join(parts)


def place_words(ranking: Ranking, rank: int) -> str:
    """Return the places that a scenario may have: "1", "1 or 2", "2 to 4"."""
    best, worst = ranking.span(rank)
    if best == worst:
        return str(best)
    return f"{best} {'or' if worst == best + 1 else 'to'} {worst}"


# --- gains and costs ---


def gains(comparison: Comparison, scenario: int, against: int = 0) -> str:
    """Say what is better than in another scenario, and for how many companies."""
    rows = _rows(comparison, scenario, against, lambda gap: gap.verdict is Verdict.BETTER)
    return _sentence("Among the gains", [_gain_words(*row) for row in rows if not row[1].coin_flip])


def costs(comparison: Comparison, scenario: int, against: int = 0) -> str:
    """Say what is worse than in another scenario, the largest cost first."""
    rows = _rows(comparison, scenario, against, lambda gap: gap.verdict is Verdict.WORSE)
    rows.sort(key=lambda row: -_size(comparison, against, *row))
    return _sentence("What it costs", [_cost_words(*row) for row in rows if not row[1].coin_flip])


def coin_flips(comparison: Comparison, scenario: int, against: int = 0) -> str:
    """Say what is better or worse on average, but for one company a coin flip."""
    rows = _rows(comparison, scenario, against, lambda gap: gap.coin_flip)
    words = [f"{_gap_words(*row)} ({VERDICTS[row[1].verdict]})" for row in rows]
    return _sentence("On average only, for one company a coin flip", words)


def open_questions(comparison: Comparison, scenario: int, against: int = 0) -> str:
    """Say what is too close to call."""
    rows = _rows(comparison, scenario, against, lambda gap: gap.verdict is Verdict.OPEN)
    runs = f"{comparison.runs:,} {'company' if comparison.runs == 1 else 'companies'}"
    labels = [inside(outcome.label) for outcome, _ in rows]
    return _sentence(f"Too close to call with {runs}", labels)


def difference_unit(outcome: Outcome) -> str:
    """Return the unit of a difference: of two percentages or index numbers it is points."""
    return "points" if outcome.unit == "%" or "100" in outcome.unit else outcome.unit


def difference_digits(outcome: Outcome, gap: Difference) -> int:
    """Return how many decimals show a difference and its bounds without rounding one to nothing.

    Otherwise a bound at 0.3 of a point would read as zero, and a clear difference as none.
    """
    for digits in range(outcome.digits, outcome.digits + MORE_DIGITS + 1):
        if all(round(abs(value), digits) > 0.0 for value in (gap.low, gap.high) if value):
            return digits
    return outcome.digits + MORE_DIGITS


# --- parameters and chance ---


def split(gap: Difference) -> str:
    """Say where the spread of a difference comes from; empty where that cannot be known."""
    if gap.parameters is None:
        return ""
    return (
        f"Parameter uncertainty explains {share(gap.parameters)} of the spread; the rest is "
        "chance between companies."
    )


def split_in_short(gap: Difference) -> str:
    """Return the first part of the same in a few words."""
    return "" if gap.parameters is None else f"spread: {share(gap.parameters)} from parameters"


def typical_split(comparison: Comparison, scenario: int, against: int = 0) -> str:
    """Say where the spread of differences comes from: of a typical outcome, and of the extreme one.

    Empty where that cannot be known.
    """
    rows = _rows(comparison, scenario, against, lambda gap: gap.parameters is not None)
    shares = sorted((float(gap.parameters or 0.0), outcome.label) for outcome, gap in rows)
    if not shares:
        return ""
    middle, (most, label) = median(part for part, _ in shares), shares[-1]
    return (
        f"For a typical outcome, parameter uncertainty explains {share(middle)} of the spread; the "
        f"rest is chance between companies. It explains most for {inside(label)}: {share(most)}."
    )


def _rows(
    comparison: Comparison, scenario: int, against: int, wanted: Callable[[Difference], bool]
) -> list[tuple[Outcome, Difference]]:
    gaps = comparison.differences(scenario, against)
    return [row for row in zip(OUTCOMES, gaps, strict=True) if wanted(row[1])]


def _size(comparison: Comparison, against: int, outcome: Outcome, gap: Difference) -> float:
    """Return how large a difference is beside those between companies."""
    spread = comparison.spread(against, OUTCOMES.index(outcome))
    width = spread.p95 - spread.p05
    return abs(gap.mean) / width if width > 0.0 else 0.0


def _gap_words(outcome: Outcome, gap: Difference) -> str:
    mean = number(gap.mean, difference_digits(outcome, gap), signed=True)
    unit = difference_unit(outcome)
    if unit == "points" and mean[1:] == "1":
        unit = "point"
    return f"{inside(outcome.label)} {mean} {unit}"


def _gain_words(outcome: Outcome, gap: Difference) -> str:
    return f"{_gap_words(outcome, gap)} (better in {share(gap.p_better)} of companies)"


def _cost_words(outcome: Outcome, gap: Difference) -> str:
    return f"{_gap_words(outcome, gap)} (worse in {share(1.0 - gap.p_better)} of companies)"


def _sentence(opening: str, parts: Sequence[str]) -> str:
    if not parts:
        return ""
    rest = len(parts) - NAMED
    named = [*parts[:NAMED], f"and {counted(rest)} more"] if rest > 0 else list(parts)
    return f"{opening}: {'; '.join(named)}."
