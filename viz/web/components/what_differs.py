"""The levers in which a scenario differs from the baseline, in words."""

from __future__ import annotations

from collections.abc import Sequence

import solara
from sim.levers import LEVERS
from sim.scenario import Scenario
from viz.web.forms import later_words, value_words
from viz.web.wanted import differing

__all__ = ["WhatDiffers", "rows"]


@solara.component_vue("what_differs.vue", vuetify=False)
def WhatDiffers(title: str, baseline: str, rows: Sequence[dict[str, str]]) -> None:
    """Show the levers that differ."""


def rows(scenario: Scenario, baseline: Scenario) -> list[dict[str, str]]:
    """Return the levers that differ, in the order of the form."""
    return [
        {
            "label": LEVERS[name].label,
            "base": value_words(LEVERS[name], baseline.value(name)),
            "value": value_words(LEVERS[name], scenario.value(name)),
            "later": later_words(LEVERS[name], scenario),
        }
        for name in differing(scenario, baseline)
    ]
