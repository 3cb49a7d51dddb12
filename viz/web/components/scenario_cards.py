"""The scenarios of the comparison as cards, and the list from which to add or swap one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import solara

from allied.sim.inputs.scenario import Scenario
from allied.viz.web.components.structure_picture import picture
from allied.viz.web.theme import SCENARIO

__all__ = ["ScenarioCards", "cards", "options"]


@solara.component_vue("scenario_cards.vue", vuetify=False)
def ScenarioCards(
    cards: Sequence[dict[str, str]],
    options: Sequence[dict[str, str]],
    selected: int,
    least: int,
    most: int,
    event_select: Callable[[int], None],
    event_add: Callable[[str], None],
    event_swap: Callable[[dict[str, Any]], None],
    event_remove: Callable[[int], None],
    event_as_baseline: Callable[[int], None],
) -> None:
    """Show the scenarios that are compared.

    Parameters
    ----------
    cards, options : sequence of dict
        Scenarios that are compared, and those that could be; see `cards` and `options`.
    selected : int
        Position of the scenario whose levers are on show.
    least, most : int
        How many scenarios a comparison holds.
    """


def cards(scenarios: Sequence[Scenario]) -> list[dict[str, str]]:
    """Return what the cards show: title, summary, picture and colour."""
    return [
        {**_face(scenario), "colour": colour}
        for scenario, colour in zip(scenarios, SCENARIO, strict=False)
    ]


def options(scenarios: Sequence[Scenario]) -> list[dict[str, str]]:
    """Return what the list of scenarios shows: name, title, summary and picture."""
    return [{**_face(scenario), "name": scenario.name} for scenario in scenarios]


def _face(scenario: Scenario) -> dict[str, str]:
    return {
        "title": scenario.title,
        "summary": scenario.summary,
        "picture": picture(scenario),
    }
