"""The heading of the chart: which outcome it shows, and the list from which to choose another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import solara

from allied.sim.model.outcomes import OUTCOMES, Outcome
from allied.viz.words.result_words import outcome_picker
from allied.viz.words.table_texts import label_of, unit_of

__all__ = ["OutcomePicker", "picker"]


@solara.component_vue("outcome_picker.vue", vuetify=False)
def OutcomePicker(
    texts: dict[str, str],
    label: str,
    unit: str,
    chosen: str,
    options: Sequence[dict[str, str]],
    event_choose: Callable[[str], None],
) -> None:
    """Show an outcome's name, unit and meaning (in `texts`), and offer the others."""


def picker(outcome: Outcome, on_choose: Callable[[str], None]) -> solara.Element:
    """Return the heading for an outcome."""
    return OutcomePicker(
        texts=outcome_picker(outcome),
        label=label_of(outcome),
        unit=unit_of(outcome),
        chosen=outcome.name,
        options=[{"name": each.name, "label": label_of(each)} for each in OUTCOMES],
        event_choose=on_choose,
    )
