"""The scenarios of the comparison as cards, and the list from which to add or swap one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import solara

from allied.sim.inputs.scenario import Scenario
from allied.viz.web.components.structure_picture import picture
from allied.viz.web.theme import SCENARIO
from allied.viz.words.page_words import instead_of
from allied.viz.words.table_texts import summary_of, title_of

__all__ = ["ScenarioCards", "cards", "options"]


@solara.component_vue("scenario_cards.vue", vuetify=False)
def ScenarioCards(
    texts: dict[str, str],
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
    texts : dict
        See `allied.viz.words.page_words.scenario_cards`.
    cards, options : sequence of dict
        Scenarios that are compared, and those that could be; see `cards` and `options`.
    selected : int
        Position of the scenario whose levers are on show.
    least, most : int
        How many scenarios a comparison holds.
    """


def cards(scenarios: Sequence[Scenario]) -> list[dict[str, str]]:
    """Return what the cards of a page's scenarios show: title, summary, picture and colour."""
    return [
        {**_face(scenario, scenario.title), "colour": colour,
         "instead": instead_of(scenario.title)}
        for scenario, colour in zip(scenarios, SCENARIO, strict=False)
    ]  # fmt: skip


def options(scenarios: Sequence[Scenario]) -> list[dict[str, str]]:
    """Return what the list of scenarios shows: name, title, summary and picture."""
    return [{**_face(scenario, title_of(scenario)), "name": scenario.name}
            for scenario in scenarios]  # fmt: skip


def _face(scenario: Scenario, title: str) -> dict[str, str]:
    return {
        "title": title,
        "summary": summary_of(scenario),
        "picture": picture(scenario),
    }
