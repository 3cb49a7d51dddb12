"""The levers of the selected scenario: its choices, and apart from them the environment of all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import solara

__all__ = ["LeverPanel"]


@solara.component_vue("lever_panel.vue", vuetify=False)
def LeverPanel(
    texts: dict[str, str],
    title: str,
    colour: str,
    hint: str,
    choices: Sequence[dict[str, Any]],
    environment: Sequence[dict[str, Any]],
    moved: int,
    moved_around: int,
    event_move: Callable[[dict[str, Any]], None],
    event_settle: Callable[[Any], None],
    event_reset_levers: Callable[[Any], None],
    event_reset_environment: Callable[[Any], None],
) -> None:
    """Show the levers.

    Parameters
    ----------
    texts : dict
        See `allied.viz.words.page_words.lever_panel`.
    title, colour : str
        Of the scenario.
    hint : str
        What the marks mean.
    choices, environment : sequence of dict
        Groups of levers, see `allied.viz.web.forms.groups`.
    moved, moved_around : int
        How many levers, and how many of the environment, the reader has moved.
    event_move : callable
        Gets "lever" and "value" while a slider moves and when an option is chosen.
    event_settle : callable
        Called when the lever has come to rest.
    """
