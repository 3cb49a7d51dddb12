"""A comparison on a terminal of 80 columns or more: the answer, the ranking, then every outcome."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from allied.sim.experiment.comparison import Comparison
from allied.sim.experiment.ranking import Ranking
from allied.sim.experiment.verdict import Verdict
from allied.sim.model.outcomes import OUTCOMES
from allied.viz.words.command_words import outcome_headings
from allied.viz.words.headline import headline
from allied.viz.words.numbers import UNKNOWN, interval, number, share
from allied.viz.words.report_words import (
    against,
    assumed,
    basis,
    gain_unit,
    held_in,
    marked_verdict,
    ranking_headings,
)
from allied.viz.words.table_texts import label_of, unit_of
from allied.viz.words.wording import (
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
WIDEST = 110  # beyond this the eye loses the row


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
    _print(console, gain_unit(goals, titles[0]), "dim")
    for scenario in range(1, len(titles)):
        console.print()
        _print_block(console, comparison, scenario, titles)
    console.print()
    _print(console, basis(comparison), "dim")


def _print(console: Console, text: str, style: str = "") -> None:
    if text:
        console.print(Text(text, style), width=min(console.width, WIDEST))


# --- the ranking ---


def _ranking(ranking: Ranking, titles: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    place_heading, scenario_heading, *numbers = ranking_headings()
    table.add_column(place_heading, no_wrap=True)
    table.add_column(scenario_heading)
    for heading in numbers:
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
    _print(console, against(titles[scenario], titles[0]), "bold")
    for say in (gains, costs, coin_flips, open_questions):
        _print(console, say(comparison, scenario))
    console.print()
    console.print(_table(console, comparison, scenario, titles))
    for note in (
        assumed(comparison, scenario), more_companies(comparison, scenario),
        typical_split(comparison, scenario),
    ):  # fmt: skip
        _print(console, note, "dim")


def _table(console: Console, comparison: Comparison, scenario: int, titles: Sequence[str]) -> Table:
    narrow = console.width < 96
    table = Table(box=None, pad_edge=False, padding=(0, 1 if narrow else 3, 0, 0),
                  header_style="dim")  # fmt: skip
    headings = outcome_headings()
    table.add_column(headings["outcome"])
    for heading in (titles[0], titles[scenario]):
        table.add_column(Text(heading), justify="right", max_width=14)
    table.add_column(headings["difference"], justify="right", no_wrap=True)
    table.add_column(headings["verdict"], min_width=11, no_wrap=True)
    split = console.width >= WIDEST and comparison.draws > 1
    if split:
        table.add_column(headings["parameters"], justify="right")
    for position, outcome in enumerate(OUTCOMES):
        gap = comparison.difference(scenario, position)
        style = STYLES.get(gap.verdict, "dim")
        digits, finer = outcome.digits, difference_digits(outcome, gap)
        spreads = (comparison.spread(0, position), comparison.spread(scenario, position))
        table.add_row(
            _two(label_of(outcome), unit_of(outcome)),
            *(_two(number(s.mean, digits), interval(s.p05, s.p95, digits)) for s in spreads),
            _two(
                number(gap.mean, finer, signed=True),
                interval(gap.low, gap.high, finer, signed=True),
                style,
            ),
            _two(marked_verdict(gap), held_in(gap), style),
            *([Text(UNKNOWN if gap.parameters is None else share(gap.parameters))] * split),
        )
    return table


def _two(first: str, second: str, style: str = "") -> Text:
    return Text.assemble((first, style), "\n", (second, "dim"))
