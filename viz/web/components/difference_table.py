"""Every outcome of one scenario against the baseline: how much, how sure, for how many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import solara

from sim.comparison import BETTER, WORSE, Comparison
from sim.outcomes import OUTCOMES
from viz.numbers import interval, number, share
from viz.web.components.interval_glyph import glyph, scale
from viz.wording import difference_digits, split

__all__ = ["DifferenceTable", "rows"]

TONES = {BETTER: "is-better", WORSE: "is-worse"}


@solara.component_vue("difference_table.vue", vuetify=False)
def DifferenceTable(
    title: str,
    baseline: str,
    note: str,
    against: int,
    others: Sequence[dict[str, Any]],
    outcome: str,
    rows: Sequence[dict[str, Any]],
    split: str,
    event_choose: Callable[[str], None],
    event_set_against: Callable[[int], None],
) -> None:
    """Show the table.

    Parameters
    ----------
    title, baseline : str
        What is compared with what.
    note : str
        Which year and which interval.
    against : int
        Position of the scenario in the table.
    others : sequence of dict
        "position", "title" and "colour" of the scenarios that could be in the table.
    outcome : str
        Name of the outcome in the chart.
    rows : sequence of dict
        See `rows`.
    split : str
        Where it comes from that differences vary; empty where that is not known.
    """


def rows(comparison: Comparison, scenario: int) -> list[dict[str, Any]]:
    """Return the rows of the table, one for each outcome, as text and pictures.

    Parameters
    ----------
    comparison : Comparison
    scenario : int
        Position of the scenario, 1 or more.
    """
    return [_row(comparison, scenario, position) for position in range(len(OUTCOMES))]


def _row(comparison: Comparison, scenario: int, position: int) -> dict[str, Any]:
    outcome = OUTCOMES[position]
    baseline = comparison.spread(0, position)
    gap = comparison.difference(scenario, position)
    digits = difference_digits(outcome, gap)
    return {
        "name": outcome.name,
        "label": outcome.label,
        "unit": outcome.unit,
        "meaning": outcome.meaning,
        "base": number(baseline.mean, outcome.digits),
        "difference": number(gap.mean, digits, signed=True),
        "interval": interval(gap.low, gap.high, digits, signed=True),
        "glyph": glyph(outcome, gap, scale(baseline, [gap])),
        "split": split(gap),
        "share": share(gap.p_better),
        "verdict": gap.verdict,
        "tone": TONES.get(gap.verdict, "is-open"),
    }
