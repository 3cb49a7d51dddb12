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
from allied.viz.words.language import N_, gettext, ngettext
from allied.viz.words.numbers import number, share, whole
from allied.viz.words.phrases import beginning, inside, joined, listed
from allied.viz.words.table_texts import label_of, unit_of

__all__ = [
    "VERDICTS", "Answer", "advice", "advice_on", "answer", "assumptions", "coin_flips", "costs",
    "difference_digits", "difference_unit", "gains", "more_companies", "open_questions",
    "place_words", "split", "split_in_short", "typical_split", "verdict_word", "verdict_words",
]  # fmt: skip

VERDICTS = {
    Verdict.BETTER: N_("better"), Verdict.WORSE: N_("worse"), Verdict.SAME: N_("about the same"),
    Verdict.OPEN: N_("too close to call"),
}  # fmt: skip
MORE_DIGITS = 2  # beyond those worth showing, for a small difference that is clear


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


def verdict_word(verdict: Verdict) -> str:
    """Return a verdict in a word or two."""
    return gettext(VERDICTS[verdict])


def verdict_words(gap: Difference) -> str:
    """Return a verdict in words, with what limits it.

    For example "better on average; for one company a coin flip; rests on assumptions: how
    fast new ways take root and how fast old habits return".
    """
    said = verdict_word(gap.verdict)
    if gap.coin_flip:
        said = gettext("{verdict} on average; for one company a coin flip", verdict=said)
    if gap.rests_on:
        said = gettext("{verdict}; rests on assumptions: {assumptions}", verdict=said,
                       assumptions=assumptions(gap))  # fmt: skip
    return said


def assumptions(gap: Difference) -> str:
    """Return the assumptions that a difference rests on, as a list; empty where there are none."""
    return joined([inside(label_of(PARAMETERS[name])) for name in gap.rests_on])


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
        return gettext("One company cannot tell.")
    if gap.runs_needed is None:
        return gettext("More companies would not; knowing your own company better might.")
    return ngettext("{count} company would decide it.", "{count} companies would decide it.",
                    gap.runs_needed, count=whole(gap.runs_needed))  # fmt: skip


def advice_on(labels: Sequence[str], said: str) -> str:
    """Return advice with its outcomes, as in "Revenue: 6,000 companies would decide it."."""
    return gettext("{outcomes}: {advice}", outcomes=beginning(joined(labels)), advice=inside(said))


def more_companies(comparison: Comparison, scenario: int, against: int = 0) -> str:
    """Say what more companies would decide, and what they would not; the same advice for all."""
    rows = _rows(comparison, scenario, against, lambda gap: gap.verdict is Verdict.OPEN)
    if not rows:
        return ""
    if comparison.runs < 2:
        return gettext("One company cannot tell.")
    needed = [gap.runs_needed for _, gap in rows if gap.runs_needed is not None]
    can, cannot = (
        [inside(label_of(outcome)) for outcome, gap in rows if (gap.runs_needed is None) == never]
        for never in (False, True)
    )
    parts = []
    if needed:
        parts.append(ngettext(
            "{count} company would decide {outcomes}.",
            "{count} companies would decide {outcomes}.",
            max(needed), count=whole(max(needed)), outcomes=joined(can),
        ))  # fmt: skip
    if cannot:
        parts.append(gettext(
            "More companies would not decide {outcomes}; knowing your own company better might.",
            outcomes=joined(cannot),
        ))  # fmt: skip
    return " ".join(parts)


def place_words(ranking: Ranking, rank: int) -> str:
    """Return the places that a scenario may have: "1", "1 or 2", "2 to 4"."""
    best, worst = ranking.span(rank)
    if best == worst:
        return whole(best)
    if worst == best + 1:
        return gettext("{best} or {worst}", best=whole(best), worst=whole(worst))
    return gettext("{best} to {worst}", best=whole(best), worst=whole(worst))


# --- gains and costs ---


def gains(comparison: Comparison, scenario: int, against: int = 0) -> str:
    """Say what is better than in another scenario, and for how many companies."""
    rows = _rows(comparison, scenario, against, lambda gap: gap.verdict is Verdict.BETTER)
    parts = [
        gettext("{outcome_and_difference} (better in {share} of companies)",
                outcome_and_difference=_gap_words(*row), share=share(row[1].p_better))
        for row in rows if not row[1].coin_flip
    ]  # fmt: skip
    return gettext("Among the gains: {gains}.", gains=listed(parts)) if parts else ""


def costs(comparison: Comparison, scenario: int, against: int = 0) -> str:
    """Say what is worse than in another scenario, the largest cost first."""
    rows = _rows(comparison, scenario, against, lambda gap: gap.verdict is Verdict.WORSE)
    rows.sort(key=lambda row: -_size(comparison, against, *row))
    parts = [
        gettext("{outcome_and_difference} (worse in {share} of companies)",
                outcome_and_difference=_gap_words(*row), share=share(1.0 - row[1].p_better))
        for row in rows if not row[1].coin_flip
    ]  # fmt: skip
    return gettext("What it costs: {costs}.", costs=listed(parts)) if parts else ""


def coin_flips(comparison: Comparison, scenario: int, against: int = 0) -> str:
    """Say what is better or worse on average, but for one company a coin flip."""
    rows = _rows(comparison, scenario, against, lambda gap: gap.coin_flip)
    parts = [
        gettext("{outcome_and_difference} ({verdict})", outcome_and_difference=_gap_words(*row),
                verdict=verdict_word(row[1].verdict))
        for row in rows
    ]  # fmt: skip
    if not parts:
        return ""
    return gettext("On average only, for one company a coin flip: {differences}.",
                   differences=listed(parts))  # fmt: skip


def open_questions(comparison: Comparison, scenario: int, against: int = 0) -> str:
    """Say what is too close to call."""
    rows = _rows(comparison, scenario, against, lambda gap: gap.verdict is Verdict.OPEN)
    if not rows:
        return ""
    return ngettext(
        "Too close to call with {count} company: {outcomes}.",
        "Too close to call with {count} companies: {outcomes}.",
        comparison.runs, count=whole(comparison.runs),
        outcomes=listed([inside(label_of(outcome)) for outcome, _ in rows]),
    )  # fmt: skip


def difference_unit(outcome: Outcome) -> str:
    """Return the unit of a difference: of two percentages or index numbers it is points."""
    return gettext("points") if _in_points(outcome) else unit_of(outcome)


def _in_points(outcome: Outcome) -> bool:
    return outcome.unit == "%" or "100" in outcome.unit


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
    return gettext(
        "Parameter uncertainty explains {share} of the spread; the rest is chance between "
        "companies.", share=share(gap.parameters),
    )  # fmt: skip


def split_in_short(gap: Difference) -> str:
    """Return the first part of the same in a few words."""
    if gap.parameters is None:
        return ""
    return gettext("spread: {share} from parameters", share=share(gap.parameters))


def typical_split(comparison: Comparison, scenario: int, against: int = 0) -> str:
    """Say where the spread of differences comes from: of a typical outcome, and of the extreme one.

    Empty where that cannot be known.
    """
    rows = _rows(comparison, scenario, against, lambda gap: gap.parameters is not None)
    shares = sorted((float(gap.parameters or 0.0), label_of(outcome)) for outcome, gap in rows)
    if not shares:
        return ""
    middle, (most, label) = median(part for part, _ in shares), shares[-1]
    return gettext(
        "For a typical outcome, parameter uncertainty explains {middle} of the spread; the rest is "
        "chance between companies. It explains most for {outcome}: {most}.",
        middle=share(middle), outcome=inside(label), most=share(most),
    )  # fmt: skip


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
    label = inside(label_of(outcome))
    if not _in_points(outcome):
        return gettext("{outcome} {difference} {unit}", outcome=label, difference=mean,
                       unit=unit_of(outcome))  # fmt: skip
    count = 1 if mean[1:] == whole(1) else max(2, round(abs(gap.mean)))
    return ngettext("{outcome} {difference} point", "{outcome} {difference} points", count,
                    outcome=label, difference=mean)  # fmt: skip
