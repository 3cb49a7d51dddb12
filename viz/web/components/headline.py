"""The answer in sentences, and what is being computed."""

from __future__ import annotations

import solara

__all__ = ["Headline"]


@solara.component_vue("headline.vue", vuetify=False)
def Headline(answer: dict[str, str] | None, basis: str, busy: str) -> None:
    """Show the answer.

    Parameters
    ----------
    answer : dict, optional
        "headline", "gains", "costs" and "unsettled", see `viz.wording.Answer`; None while there is
        none.
    basis : str
        How many companies the answer rests on.
    busy : str
        What is being computed; empty when nothing is.
    """
