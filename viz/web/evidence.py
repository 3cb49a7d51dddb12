"""The right column: the answer in a sentence, and below it what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import reacton.ipyvuetify as rv
import solara

from sim.outcomes import index_of
from sim.scenario import Scenario
from viz.parameters import DEFAULT, POSTERIOR
from viz.web.components import difference_table, what_differs
from viz.web.components.chart_panel import ChartPanel
from viz.web.components.difference_table import DifferenceTable
from viz.web.components.headline import Headline
from viz.web.components.skeleton import skeleton
from viz.web.components.what_differs import WhatDiffers
from viz.web.compute import drawn_from
from viz.web.hooks import Computation
from viz.web.state import View
from viz.web.theme import SCENARIO
from viz.web.wanted import events_of
from viz.wording import answer, typical_split

if TYPE_CHECKING:
    from sim.ensemble import Ensemble

__all__ = ["Evidence"]

NO_BREAK = "\u00a0"
Go = Callable[[View], None]
Safe = Callable[[Callable[..., Any]], Callable[..., None]]


@solara.component
def Evidence(
    view: View, chosen: Sequence[Scenario], computation: Computation, go: Go, safe: Safe
) -> None:
    """Show what a view leads to.

    Parameters
    ----------
    view : View
    chosen : sequence of Scenario
        The scenarios of the view.
    computation : Computation
        Results may be those of before while those of the view are computed.
    go : callable
        Takes the view to show next.
    safe : callable
        Wraps a handler so that its errors become a message.
    """
    results = computation.results
    against = min(view.against, len(results.scenarios) - 1) if results else 1
    said = solara.use_memo(lambda: _answer(results, against), [results, against])
    rows = solara.use_memo(lambda: _rows(results, against), [results, against])
    waiting = bool(computation.busy) and (results is None or results.scenarios != tuple(chosen))
    with rv.Html(tag="main", class_="evidence is-waiting" if waiting else "evidence"):
        if results is None and computation.failure:
            rv.Html(tag="h1", children=["No results"])
            return
        Headline(answer=said, basis=_basis(results, said), busy=computation.busy)
        if results is None:
            skeleton()
            return
        titles = [scenario.title for scenario in results.scenarios]
        ChartPanel(
            results=results,
            outcome=index_of(view.outcome),
            events=events_of(view),
            present=view.present,
            on_outcome=safe(lambda name: go(view.show(name))),
        )
        DifferenceTable(
            title=titles[against],
            baseline=titles[0],
            note=f"{_year(results)}, paired, 95 % interval",
            against=against,
            others=_others(titles),
            outcome=view.outcome,
            rows=rows,
            split=_no_break(typical_split(results.comparison(), against)),
            event_choose=safe(lambda name: go(view.show(name))),
            event_set_against=safe(lambda position: go(view.select(position))),
        )
        WhatDiffers(
            title=titles[against],
            baseline=titles[0],
            rows=what_differs.rows(results.scenarios[against], results.scenarios[0]),
        )


def _answer(results: Ensemble | None, against: int) -> dict[str, str] | None:
    if results is None:
        return None
    titles = [scenario.title for scenario in results.scenarios]
    sentences = asdict(answer(results.comparison(), against, titles))
    return {name: _no_break(text) for name, text in sentences.items()}


def _no_break(text: str) -> str:
    return text.replace(" %", f"{NO_BREAK}%")


def _rows(results: Ensemble | None, against: int) -> list[dict[str, Any]]:
    return [] if results is None else difference_table.rows(results.comparison(), against)


def _basis(results: Ensemble | None, said: dict[str, str] | None) -> str:
    """Return what the answer rests on; how many companies only where the answer does not say it."""
    if results is None or said is None:
        return ""
    pairs = "Pairs" if said["unsettled"] else f"{results.runs:,} pairs"
    return f"{pairs} of companies with the same luck, {_year(results)}. {_parameters(results)}"


def _parameters(results: Ensemble) -> str:
    """Return where the parameters of the companies come from."""
    name, draws = drawn_from(), min(results.draws, results.runs)
    if name == DEFAULT:
        return "All share the default parameters."
    source = "the calibration" if name == POSTERIOR else Path(name).name
    return f"Parameters: {draws:,} draws from {source}."


def _year(results: Ensemble) -> str:
    return f"year{NO_BREAK}{results.weeks / 52:.3g}"


def _others(titles: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"position": position, "title": title, "colour": SCENARIO[position]}
        for position, title in enumerate(titles)
        if position > 0
    ]
