"""The left column: the scenarios, and the levers of one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import reacton.ipyvuetify as rv
import solara

from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.scenario import Scenario
from allied.viz.web.components.lever_panel import LeverPanel
from allied.viz.web.components.scenario_cards import ScenarioCards, cards, options
from allied.viz.web.forms import groups
from allied.viz.web.page_state import LEAST, MOST, View
from allied.viz.web.theme import SCENARIO
from allied.viz.web.wanted import installed, own_values, shipped
from allied.viz.words.lever_values import set_value
from allied.viz.words.page_words import lever_hint, lever_panel, scenario_cards

__all__ = ["Choices"]

Go = Callable[[View], None]
Safe = Callable[[Callable[..., Any]], Callable[..., None]]


@solara.component
def Choices(view: View, chosen: Sequence[Scenario], go: Go, run_ahead: Go, safe: Safe) -> None:
    """Show the scenarios and levers of a view.

    Parameters
    ----------
    view : View
    chosen : sequence of Scenario
        The scenarios of the view.
    go, run_ahead : callable
        Take the view to show next: for good, or while a lever still moves.
    safe : callable
        Wraps a handler so that its errors become a message.
    """
    with rv.Html(tag="div", class_="choices-column"):
        ScenarioCards(
            texts=scenario_cards(MOST),
            cards=cards(chosen),
            options=options(installed()),
            selected=view.selected,
            least=LEAST,
            most=MOST,
            event_select=safe(lambda position: go(view.select(position))),
            event_add=safe(lambda name: go(view.add(name))),
            event_swap=safe(lambda what: go(view.swap(what["position"], what["name"]))),
            event_remove=safe(lambda position: go(view.remove(position))),
            event_as_baseline=safe(lambda position: go(view.as_baseline(position))),
        )
        _levers(view, chosen, go, run_ahead, safe)


def _levers(view: View, chosen: Sequence[Scenario], go: Go, run_ahead: Go, safe: Safe) -> None:
    scenario, moved = chosen[view.selected], view.picks[view.selected].changes
    before = shipped(view.picks[0].name)
    reference = chosen[0] if view.selected else before

    def move(what: dict[str, Any]) -> None:
        name = what["lever"]
        value = set_value(LEVERS[name], what["value"])
        run_ahead(view.move(name, value, own_values(view, name)))

    LeverPanel(
        texts=lever_panel(scenario.title, len(moved), len(view.environment)),
        title=scenario.title,
        colour=SCENARIO[view.selected],
        hint=lever_hint(reference.title, of_the_baseline=not view.selected),
        choices=groups(scenario, reference, moved, environment=False),
        environment=groups(scenario, before, view.environment, environment=True),
        moved=len(moved),
        moved_around=len(view.environment),
        event_move=safe(move),
        event_settle=safe(lambda _: go(view)),
        event_reset_levers=safe(lambda _: go(view.reset())),
        event_reset_environment=safe(lambda _: go(view.reset_environment())),
    )
