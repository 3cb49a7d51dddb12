"""The levers in which a scenario differs from the baseline, in words."""

from __future__ import annotations

from collections.abc import Sequence

import solara

from allied.scenarios import differences
from allied.sim.inputs.scenario import Scenario
from allied.viz.words.lever_values import difference_words

__all__ = ["WhatDiffers", "rows"]


@solara.component_vue("what_differs.vue", vuetify=False)
def WhatDiffers(
    texts: dict[str, str], title: str, baseline: str, rows: Sequence[dict[str, str]]
) -> None:
    """Show the levers that differ."""


def rows(scenario: Scenario, baseline: Scenario) -> list[dict[str, str]]:
    """Return the levers that differ, in the order of the form."""
    found = map(difference_words, differences(baseline, scenario))
    return [{"label": label, "base": base, "value": value} for label, base, value in found]
