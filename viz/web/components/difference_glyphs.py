"""Beside the chart: how far each scenario ends from the baseline, on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import solara

from allied.sim.experiment.comparison import Comparison, Difference
from allied.sim.model.outcomes import OUTCOMES, Outcome
from allied.viz.web.components.interval_glyph import glyph, scale
from allied.viz.web.components.marks import mark
from allied.viz.web.theme import SCENARIO
from allied.viz.words.numbers import interval, number
from allied.viz.words.result_words import better_in, in_brackets
from allied.viz.words.wording import (
    difference_digits,
    difference_unit,
    split,
    split_in_short,
    verdict_words,
)

__all__ = ["DifferenceGlyphs", "rows"]


@solara.component_vue("difference_glyphs.vue", vuetify=False)
def DifferenceGlyphs(texts: dict[str, str], heading: str, rows: Sequence[dict[str, str]]) -> None:
    """Show the differences of one outcome to the baseline; right is better."""


def rows(comparison: Comparison, outcome: int, titles: Sequence[str]) -> list[dict[str, Any]]:
    """Return what is shown of each scenario but the first."""
    what = OUTCOMES[outcome]
    gaps = [comparison.difference(index, outcome) for index in range(1, len(titles))]
    reach = scale(comparison.spread(0, outcome), gaps)
    return [
        {**_row(what, gap), "title": titles[index], "colour": SCENARIO[index], "mark": mark(index),
         "glyph": glyph(what, gap, reach, width=200)}
        for index, gap in enumerate(gaps, start=1)
    ]  # fmt: skip


def _row(outcome: Outcome, gap: Difference) -> dict[str, Any]:
    digits = difference_digits(outcome, gap)
    return {
        "difference": number(gap.mean, digits, signed=True),
        "unit": difference_unit(outcome),
        "interval": in_brackets(interval(gap.low, gap.high, digits, signed=True)),
        "share": better_in(gap),
        "parts": split_in_short(gap),
        "split": split(gap),
        "verdict": verdict_words(gap),
    }
