"""Beside the chart: how far each scenario ends from the baseline, on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import solara
from sim.comparison import Comparison
from sim.outcomes import OUTCOMES
from viz.web.components.interval_glyph import glyph, scale
from viz.web.theme import SCENARIO
from viz.wording import difference_unit, interval, number, share

__all__ = ["DifferenceGlyphs", "rows"]


@solara.component_vue("difference_glyphs.vue", vuetify=False)
def DifferenceGlyphs(heading: str, rows: Sequence[dict[str, str]]) -> None:
    """Show the differences of one outcome to the baseline; right is better."""


def rows(comparison: Comparison, outcome: int, titles: Sequence[str]) -> list[dict[str, Any]]:
    """Return what is shown of each scenario but the first."""
    what = OUTCOMES[outcome]
    gaps = [comparison.difference(index, outcome) for index in range(1, len(titles))]
    reach = scale(comparison.spread(0, outcome), gaps)
    return [
        {
            "title": titles[index],
            "colour": SCENARIO[index],
            "glyph": glyph(what, gap, reach, width=200),
            "difference": number(gap.mean, what.digits, signed=True),
            "unit": difference_unit(what),
            "interval": interval(gap.low, gap.high, what.digits, signed=True),
            "share": share(gap.p_better),
            "verdict": gap.verdict,
        }
        for index, gap in enumerate(gaps, start=1)
    ]
