"""One outcome over time in all scenarios, and how far they end from the baseline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import reacton.ipyvuetify as rv
import solara

from allied.sim.model.outcomes import OUTCOMES
from allied.viz.web.charts import Size, band_option
from allied.viz.web.components.difference_glyphs import DifferenceGlyphs, rows
from allied.viz.web.components.outcome_picker import picker
from allied.viz.words.language import spoken
from allied.viz.words.result_words import chart_words, difference_glyphs, glyphs_heading

if TYPE_CHECKING:
    from allied.sim.experiment.comparison import Comparison
    from allied.sim.experiment.ensemble import Ensemble

__all__ = ["ChartPanel"]

PRESENTING = Size(height=520, text=22)


@solara.component
def ChartPanel(
    results: Ensemble,
    comparison: Comparison,
    outcome: int,
    events: Mapping[int, str],
    present: bool,
    on_outcome: Callable[[str], None],
) -> None:
    """Show one outcome.

    Parameters
    ----------
    results : Ensemble
    comparison : Comparison
        Of the results in the last year.
    outcome : int
        Position in `OUTCOMES`.
    events : mapping of int to str
        What to mark, by week.
    present : bool
        Whether to draw for a projector.
    on_outcome : callable
        Gets the name of another outcome to show.
    """
    what = OUTCOMES[outcome]
    size = PRESENTING if present else Size()
    titles = [scenario.title for scenario in results.scenarios]
    option = solara.use_memo(
        lambda: band_option(
            what, results.values[..., outcome], results.weeks_recorded, titles,
            events=events, size=size,
        ),
        [results, outcome, events, size, spoken()],
    )  # fmt: skip
    gaps = solara.use_memo(
        lambda: rows(comparison, outcome, titles), [comparison, outcome, spoken()]
    )
    with rv.Html(tag="section", class_="panel chart-panel"):
        picker(what, on_outcome)
        with rv.Html(tag="div", class_="chart-and-gaps"):
            solara.FigureEcharts(
                option=option,
                responsive=True,
                attributes={
                    "class": "chart",
                    "style": f"height: {size.height}px",
                    "role": "img",
                    "aria-label": chart_words(what, titles),
                },
            )
            DifferenceGlyphs(
                texts=difference_glyphs(),
                heading=glyphs_heading(titles[0], results.weeks),
                rows=gaps,
            )
