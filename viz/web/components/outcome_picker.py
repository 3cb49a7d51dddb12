"""The heading of the chart: which outcome it shows, and the list from which to choose another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import solara

from allied.sim.model.outcomes import OUTCOMES, Outcome

__all__ = ["OutcomePicker", "picker"]


@solara.component_vue("outcome_picker.vue", vuetify=False)
def OutcomePicker(
    label: str,
    unit: str,
    meaning: str,
    chosen: str,
    options: Sequence[dict[str, str]],
    event_choose: Callable[[str], None],
) -> None:
    """Show an outcome's name, unit and meaning, and offer the others."""


def picker(outcome: Outcome, on_choose: Callable[[str], None]) -> solara.Element:
    """Return the heading for an outcome."""
    return OutcomePicker(
        label=outcome.label,
        unit=outcome.unit,
        meaning=f"{outcome.meaning} Line: the median company. Band: the middle 80 %.",
        chosen=outcome.name,
        options=[{"name": each.name, "label": each.label} for each in OUTCOMES],
        event_choose=on_choose,
    )
