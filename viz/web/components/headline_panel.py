"""The answer in sentences, and what is being computed."""

from __future__ import annotations

from typing import Any

import solara

__all__ = ["Headline"]


@solara.component_vue("headline_panel.vue", vuetify=False)
def Headline(answer: dict[str, Any] | None, basis: str, busy: str) -> None:
    """Show the answer.

    Parameters
    ----------
    answer : dict, optional
        "headline" in pieces, see `allied.viz.web.components.marks.marked`; "of", what the
        sentences below it are about, in pieces too; and "sentences". None while there is none.
    basis : str
        How many companies the answer rests on.
    busy : str
        What is being computed; empty when nothing is.
    """
