"""The levers in which a scenario differs from the baseline, in words."""

from __future__ import annotations

from collections.abc import Sequence

import solara

from allied.scenarios import differences
from allied.sim.inputs.scenario import Scenario

__all__ = ["WhatDiffers", "rows"]


@solara.component_vue("what_differs.vue", vuetify=False)
def WhatDiffers(title: str, baseline: str, rows: Sequence[dict[str, str]]) -> None:
    """Show the levers that differ."""


def rows(scenario: Scenario, baseline: Scenario) -> list[dict[str, str]]:
    """Return the levers that differ, in the order of the form."""
    return [
        {"label": difference.label, "base": difference.values[0], "value": difference.values[1]}
        for difference in differences(baseline, scenario)
    ]
