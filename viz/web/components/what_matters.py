"""What the reader wants: presets, and one to three outcomes that count alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import solara

from allied.sim.model.outcomes import GOALS, MOST_GOALS, OUTCOMES, index_of
from allied.viz.web.page_state import View
from allied.viz.words import page_words as words
from allied.viz.words.goal_clauses import preset_title
from allied.viz.words.outcome_groups import outcome_groups
from allied.viz.words.table_texts import label_of, meaning_of

__all__ = ["GoalPicker", "WhatMatters", "options"]


@solara.component
def WhatMatters(view: View, go: Callable[[View], None], safe: Callable[..., Any]) -> None:
    """Show what the reader wants, and let it be changed.

    Parameters
    ----------
    view : View
    go : callable
        Takes the view to show next.
    safe : callable
        Wraps a handler so that its errors become a message.
    """
    # What was refused, and the goals that stood then: other goals end the message.
    refused, set_refused = solara.use_state(cast(tuple[tuple[str, ...], str], ((), "")))

    def choose(there: View) -> None:
        set_refused(((), ""))
        go(there)

    def toggle(outcome: str) -> None:
        wanted = outcome in view.goals
        there = view.remove_goal(outcome) if wanted else view.add_goal(outcome)
        if there is view:
            why = words.too_few_goals() if wanted else words.too_many_goals(MOST_GOALS)
            set_refused((view.goals, why))
        else:
            choose(there)

    GoalPicker(
        texts=words.goal_picker(),
        presets=[{"name": name, "title": preset_title(name)} for name in GOALS],
        preset=view.preset,
        chips=[_chip(goal) for goal in view.goals],
        groups=options(view.goals),
        count=words.goal_count(len(view.goals), MOST_GOALS),
        refused=refused[1] if refused[0] == view.goals else "",
        event_take_preset=safe(lambda name: choose(view.want(name))),
        event_toggle=safe(toggle),
    )


@solara.component_vue("what_matters.vue", vuetify=False)
def GoalPicker(
    texts: dict[str, str],
    presets: Sequence[dict[str, str]],
    preset: str,
    chips: Sequence[dict[str, str]],
    groups: Sequence[dict[str, Any]],
    count: str,
    refused: str,
    event_take_preset: Callable[[str], None],
    event_toggle: Callable[[str], None],
) -> None:
    """Show the presets, the goals as chips, and on demand the list of all outcomes.

    Parameters
    ----------
    texts : dict
        See `allied.viz.words.page_words.goal_picker`.
    presets : sequence of dict
        "name" and "title".
    preset : str
        The one that the goals are; empty where they are the reader's own.
    chips : sequence of dict
        "name", "label" and "remove" of each goal.
    groups : sequence of dict
        All outcomes, see `options`.
    count : str
        How many goals there are, and may be.
    refused : str
        Why the last wish was refused; empty where it was not.
    """


def options(goals: Sequence[str]) -> list[dict[str, Any]]:
    """Return the list of outcomes: "title" and "outcomes" of each group."""
    return [
        {"title": title, "outcomes": [_option(name, name in goals) for name in names]}
        for title, names in outcome_groups().items()
    ]


def _option(name: str, wanted: bool) -> dict[str, Any]:
    outcome = OUTCOMES[index_of(name)]
    return {"name": name, "label": label_of(outcome), "meaning": meaning_of(outcome),
            "wanted": wanted}  # fmt: skip


def _chip(goal: str) -> dict[str, str]:
    label = label_of(OUTCOMES[index_of(goal)])
    return {"name": goal, "label": label, "remove": words.remove_goal(label)}
