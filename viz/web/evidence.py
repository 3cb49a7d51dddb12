"""The right column: the answer in a sentence, and below it what it rests on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import reacton.ipyvuetify as rv
import solara

from allied.sim.inputs.scenario import Scenario
from allied.sim.model.outcomes import index_of
from allied.viz.parameter_sets import DEFAULT, POSTERIOR
from allied.viz.web.components import difference_table, ranking_table, what_differs
from allied.viz.web.components.chart_panel import ChartPanel
from allied.viz.web.components.difference_table import DifferenceTable
from allied.viz.web.components.headline_panel import Headline
from allied.viz.web.components.marks import marked
from allied.viz.web.components.ranking_table import Ranking
from allied.viz.web.components.skeleton import skeleton
from allied.viz.web.components.what_differs import WhatDiffers
from allied.viz.web.components.what_matters import WhatMatters
from allied.viz.web.compute import drawn_from
from allied.viz.web.hooks import Computation
from allied.viz.web.page_state import View
from allied.viz.web.theme import SCENARIO
from allied.viz.web.wanted import events_of
from allied.viz.words import result_words as words
from allied.viz.words.language import spoken
from allied.viz.words.page_words import failure
from allied.viz.words.wording import answer, typical_split

if TYPE_CHECKING:
    from allied.sim.experiment.comparison import Comparison

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
    opposite = view.opposite if results and view.opposite < len(results.scenarios) else 0
    # One for all parts of the page and all moves of controls: it keeps its statistics.
    comparison = solara.use_memo(
        lambda: None if results is None else results.comparison(), [results]
    )
    titles = [scenario.title for scenario in results.scenarios] if results else []
    shown = [comparison, against, view.goals, titles, spoken()]
    said = solara.use_memo(lambda: _answer(comparison, against, view.goals, titles), shown)
    table = solara.use_memo(
        lambda: _table(comparison, against, opposite, view.goals), [*shown, opposite]
    )
    places = solara.use_memo(lambda: _places(comparison, view.goals, titles), shown)
    waiting = bool(computation.busy) and (results is None or results.scenarios != tuple(chosen))
    with rv.Html(tag="main", class_="evidence is-waiting" if waiting else "evidence"):
        if results is None and computation.failure:
            rv.Html(tag="h1", children=[failure()["none"]])
            return
        WhatMatters(view=view, go=go, safe=safe)
        Headline(answer=said, basis=_basis(comparison), busy=computation.busy)
        if results is None or comparison is None:
            skeleton()
            return
        Ranking(
            texts=words.ranking(),
            heading=words.ranking_heading(len(titles)),
            note=words.ranking_note(titles[0], comparison),
            basis=words.chance_basis(comparison),
            columns=ranking_table.columns(view.goals),
            rows=places,
        )
        ChartPanel(
            results=results,
            comparison=comparison,
            outcome=index_of(view.outcome),
            events=events_of(view),
            present=view.present,
            on_outcome=safe(lambda name: go(view.show(name))),
        )
        DifferenceTable(
            texts=words.difference_table(comparison, titles, against, opposite),
            titles=titles,
            colours=SCENARIO[: len(titles)],
            scenario=against,
            against=opposite,
            outcome=view.outcome,
            **table,
            event_choose=safe(lambda name: go(view.show(name))),
            event_set_scenario=safe(lambda position: go(view.select(position))),
            event_set_against=safe(lambda position: go(view.compare_with(position))),
        )
        WhatDiffers(
            texts=words.what_differs(titles[against], titles[0]),
            title=titles[against],
            baseline=titles[0],
            rows=what_differs.rows(results.scenarios[against], results.scenarios[0]),
        )


def _answer(
    comparison: Comparison | None, against: int, goals: Sequence[str], titles: Sequence[str]
) -> dict[str, Any] | None:
    """Return the answer as the page shows it; None where there are no results yet."""
    if comparison is None:
        return None
    said = answer(comparison, against, goals, titles)
    sentences = (said.gains, said.costs, said.coin_flips, said.open)
    return {
        "headline": marked(_no_break(said.headline), titles),
        "of": marked(words.pair(titles[against], titles[0]), titles),
        "sentences": [_no_break(sentence) for sentence in sentences if sentence],
    }


def _no_break(text: str) -> str:
    """Return text in which a percentage is never broken into lines."""
    return re.sub(r"(?<=[<>]) | (?=%)", NO_BREAK, text)


def _table(
    comparison: Comparison | None, scenario: int, against: int, goals: Sequence[str]
) -> dict[str, Any]:
    """Return what the table of all outcomes shows."""
    if comparison is None:
        return {}
    return {
        "groups": difference_table.groups(comparison, scenario, goals, against),
        "advices": difference_table.advices(comparison, scenario, against),
        "split": _no_break(typical_split(comparison, scenario, against)),
    }


def _places(
    comparison: Comparison | None, goals: Sequence[str], titles: Sequence[str]
) -> list[dict[str, Any]]:
    if comparison is None:
        return []
    return ranking_table.rows(comparison, goals, titles, words.year_of(comparison))


def _basis(comparison: Comparison | None) -> str:
    """Return what the answer rests on."""
    if comparison is None:
        return ""
    name = drawn_from()
    if name == DEFAULT:
        parameters = words.default_parameters()
    else:
        file = "" if name == POSTERIOR else Path(name).name
        parameters = words.parameters_from(comparison.draws, file)
    return words.basis(comparison, parameters)
