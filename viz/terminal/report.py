"""A comparison on a terminal of 80 columns or more: the answer in sentences, then every outcome."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.comparison import BETTER, WORSE, Comparison, Difference
from sim.outcomes import OUTCOMES
from viz.numbers import UNKNOWN, interval, number, share
from viz.wording import answer, difference_digits, typical_split

__all__ = ["print_comparison"]

STYLES = {BETTER: "green", WORSE: "red"}
WIDEST = 110  # beyond this the eye loses the row


def print_comparison(console: Console, comparison: Comparison, titles: Sequence[str]) -> None:
    """Print a block for each scenario against the first one.

    Parameters
    ----------
    console : Console
    comparison : Comparison
    titles : sequence of str
        What to call the scenarios, in their order.
    """
    for scenario in range(1, len(titles)):
        if scenario > 1:
            console.print()
        _print_answer(console, comparison, scenario, titles)
        console.print(_table(console, comparison, scenario, titles))
        if said := typical_split(comparison, scenario):
            console.print(Text(said, "dim"), width=min(console.width, WIDEST))
    last = min(52, comparison.weeks)
    draws = f" with {comparison.draws:,} draws of the parameters" if comparison.draws > 1 else ""
    console.print(
        Text(
            f"{comparison.runs:,} companies{draws}, the last {last} of {comparison.weeks} weeks. "
            "Second line of a row: the range of nine companies in ten, and the 95 % interval of "
            "the mean difference. Better and worse are said where that interval excludes zero.",
            "dim",
        ),
        width=min(console.width, WIDEST),
    )


def _print_answer(
    console: Console, comparison: Comparison, scenario: int, titles: Sequence[str]
) -> None:
    said = answer(comparison, scenario, titles)
    width = min(console.width, WIDEST)
    console.print(Text(said.headline, "bold"), width=width)
    for sentence in filter(None, (said.gains, said.costs, said.unsettled)):
        console.print(Text(sentence), width=width)
    console.print()


def _table(console: Console, comparison: Comparison, scenario: int, titles: Sequence[str]) -> Table:
    narrow = console.width < 96
    table = Table(box=None, pad_edge=False, padding=(0, 1 if narrow else 3, 0, 0),
                  header_style="dim")  # fmt: skip
    table.add_column("Outcome")
    for heading in (titles[0], titles[scenario]):
        table.add_column(Text(heading), justify="right", max_width=14)
    table.add_column("Difference", justify="right", no_wrap=True)
    table.add_column("Companies", min_width=11, no_wrap=True)
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
            _two(gap.verdict, _companies(gap), style),
            *([Text(UNKNOWN if gap.parameters is None else share(gap.parameters))] * split),
        )
    return table


def _companies(gap: Difference) -> str:
    """Return for how many companies the verdict holds."""
    if gap.verdict == WORSE:
        return f"in {share(1.0 - gap.p_better)}"
    return f"in {share(gap.p_better)}" if gap.verdict == BETTER else f"{share(gap.p_better)} better"


def _two(first: str, second: str, style: str = "") -> Text:
    return Text.assemble((first, style), "\n", (second, "dim"))
