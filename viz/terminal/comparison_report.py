"""A comparison on a terminal of 80 columns or more: the answer, the ranking, then every outcome."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from allied.sim.experiment.comparison import Comparison, Difference
from allied.sim.experiment.ranking import Ranking
from allied.sim.experiment.verdict import Verdict
from allied.sim.model.outcomes import OUTCOMES
from allied.viz.words.headline import headline
from allied.viz.words.numbers import UNKNOWN, interval, number, share
from allied.viz.words.phrases import goals_named, inside
from allied.viz.words.wording import (
    VERDICTS,
    assumptions,
    coin_flips,
    costs,
    difference_digits,
    gains,
    more_companies,
    open_questions,
    place_words,
    typical_split,
)

__all__ = ["print_comparison"]

STYLES = {Verdict.BETTER: "green", Verdict.WORSE: "red"}
ASSUMED = "†"
WIDEST = 110  # beyond this the eye loses the row
VERDICT_RULE = (
    "Better and worse: the direction is at least 95 % probable, the difference is larger than the "
    "smallest effect of interest, and more companies would hardly change that. About the same: "
    "the interval lies inside that effect. Too close to call: anything else."
)


def print_comparison(
    console: Console, comparison: Comparison, goals: Sequence[str], titles: Sequence[str]
) -> None:
    """Print the ranking, then a block for each scenario against the first one.

    Parameters
    ----------
    console : Console
    comparison : Comparison
    goals : sequence of str
        Names of outcomes that count alike.
    titles : sequence of str
        What to call the scenarios, in their order.
    """
    _print(console, headline(comparison, goals, titles), "bold")
    console.print()
    console.print(_ranking(comparison.ranking(goals), titles))
    _print(console, _unit(goals, titles[0]), "dim")
    for scenario in range(1, len(titles)):
        console.print()
        _print_block(console, comparison, scenario, titles)
    console.print()
    _print(console, _basis(comparison), "dim")


def _print(console: Console, text: str, style: str = "") -> None:
    if text:
        console.print(Text(text, style), width=min(console.width, WIDEST))


def _unit(goals: Sequence[str], baseline: str) -> str:
    alike = ", which count alike," if len(goals) > 1 else ""
    return (
        f"Gain over {baseline} in {goals_named(goals)}{alike} in standard deviations between "
        "companies."
    )


def _basis(comparison: Comparison) -> str:
    """Say what the numbers are from and how to read them."""
    companies = "1 company" if comparison.runs == 1 else f"{comparison.runs:,} companies"
    sets = comparison.draws
    if sets > 1:
        companies += f" with {sets:,} parameter sets"
        holds = ("the 95 % posterior interval of its mean over companies: what is not known about "
                 "people and work, and what so many companies leave open")  # fmt: skip
    else:
        holds = ("the 95 % interval of its mean over companies; with one parameter set it leaves "
                 "out what is not known about people and work")  # fmt: skip
    return (
        f"{companies}, the last {min(52, comparison.weeks)} of {comparison.weeks} weeks. Second "
        f"line of a row: the range of nine companies in ten and, for a difference, {holds}. "
        f"{VERDICT_RULE}"
    )


# --- the ranking ---


def _ranking(ranking: Ranking, titles: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    table.add_column("Place", no_wrap=True)
    table.add_column("Scenario")
    for heading in ("Chance to be best", "Gain", "95 % interval"):
        table.add_column(heading, justify="right")
    for rank, place in enumerate(ranking.places):
        table.add_row(
            place_words(ranking, rank),
            Text(titles[place.scenario]),
            share(place.p_best),
            number(place.score, 2, signed=True),
            interval(place.low, place.high, 2, signed=True) if place.scenario else UNKNOWN,
        )
    return table


# --- one scenario ---


def _print_block(
    console: Console, comparison: Comparison, scenario: int, titles: Sequence[str]
) -> None:
    _print(console, f"{titles[scenario]}, against {titles[0]}", "bold")
    for say in (gains, costs, coin_flips, open_questions):
        _print(console, say(comparison, scenario))
    console.print()
    console.print(_table(console, comparison, scenario, titles))
    for note in (
        _assumed(comparison, scenario), more_companies(comparison, scenario),
        typical_split(comparison, scenario),
    ):  # fmt: skip
        _print(console, note, "dim")


def _assumed(comparison: Comparison, scenario: int) -> str:
    """Say which differences rest on assumptions, and on which."""
    resting = [
        f"{inside(outcome.label)} ({assumptions(gap)})"
        for outcome, gap in zip(OUTCOMES, comparison.differences(scenario), strict=True)
        if gap.rests_on
    ]
    return f"{ASSUMED} rests on assumptions: {'; '.join(resting)}." if resting else ""


def _table(console: Console, comparison: Comparison, scenario: int, titles: Sequence[str]) -> Table:
    narrow = console.width < 96
    table = Table(box=None, pad_edge=False, padding=(0, 1 if narrow else 3, 0, 0),
                  header_style="dim")  # fmt: skip
    table.add_column("Outcome")
    for heading in (titles[0], titles[scenario]):
        table.add_column(Text(heading), justify="right", max_width=14)
    table.add_column("Difference", justify="right", no_wrap=True)
    table.add_column("Verdict", min_width=11, no_wrap=True)
    split = console.width >= WIDEST and comparison.draws > 1
    if split:
        table.add_column("Parameters", justify="right")
    for position, outcome in enumerate(OUTCOMES):
        gap = comparison.difference(scenario, position)
        style = STYLES.get(gap.verdict, "dim")
        digits, finer = outcome.digits, difference_digits(outcome, gap)
        spreads = (comparison.spread(0, position), comparison.spread(scenario, position))
        table.add_row(
            _two(outcome.label, outcome.unit),
            *(_two(number(s.mean, digits), interval(s.p05, s.p95, digits)) for s in spreads),
            _two(
                number(gap.mean, finer, signed=True),
                interval(gap.low, gap.high, finer, signed=True),
                style,
            ),
            _two(
                VERDICTS[gap.verdict] + f" {ASSUMED}" * bool(gap.rests_on), _companies(gap), style
            ),
            *([Text(UNKNOWN if gap.parameters is None else share(gap.parameters))] * split),
        )
    return table


def _companies(gap: Difference) -> str:
    """Return for how many companies the verdict holds."""
    if gap.verdict is Verdict.WORSE:
        held = f"in {share(1.0 - gap.p_better)}"
    elif gap.verdict is Verdict.BETTER:
        held = f"in {share(gap.p_better)}"
    else:
        return f"{share(gap.p_better)} better"
    return f"{held}: coin flip" if gap.coin_flip else held


def _two(first: str, second: str, style: str = "") -> Text:
    return Text.assemble((first, style), "\n", (second, "dim"))
