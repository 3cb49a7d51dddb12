"""The scenarios that a view asks for: files as they are shipped, with the levers moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from allied import scenarios
from allied.sim.inputs.scenario import Scenario
from allied.viz.web.page_state import View
from allied.viz.words.language import gettext
from allied.viz.words.page_words import changed, levers_change, numbered
from allied.viz.words.phrases import semicolons
from allied.viz.words.table_texts import title_of

__all__ = ["events_of", "installed", "own_values", "scenarios_of", "shipped"]


@lru_cache(maxsize=1)
def installed() -> tuple[Scenario, ...]:
    """Return every scenario that can be picked: ours, and those of other packages that load."""
    return tuple(scenarios.load_all())


@lru_cache(maxsize=64)
def shipped(name: str) -> Scenario:
    """Return an installed scenario."""
    return scenarios.load(name)


def scenarios_of(view: View) -> tuple[Scenario, ...]:
    """Return the scenarios of a view, each with a name and, in words, a title of its own."""
    found: list[Scenario] = []
    for pick in view.picks:
        scenario = shipped(pick.name).with_levers(**pick.changes, **view.environment)
        name = f"{scenario.name}-changed" if pick.changes or view.environment else scenario.name
        title = changed(title_of(scenario)) if pick.changes else title_of(scenario)
        name = _unique(name, [other.name for other in found], "{}-{}".format)
        title = _unique(title, [other.title for other in found], numbered)
        found.append(replace(scenario, name=name, title=title))
    return tuple(found)


def own_values(view: View, lever: str) -> tuple[Any, ...]:
    """Return the value that each picked scenario's file gives to a lever."""
    return tuple(shipped(pick.name).value(lever) for pick in view.picks)


def events_of(view: View) -> dict[int, str]:
    """Return what the scenarios' timelines do, by week, as their files call it."""
    events: dict[int, list[str]] = {}
    for pick in view.picks:
        labels = scenarios.labels(pick.name)
        for week, moves in shipped(pick.name).timeline:
            words = gettext(labels.get(week, "")) or levers_change(len(moves))
            events.setdefault(week, []).append(words)
    return {week: semicolons(list(dict.fromkeys(said))) for week, said in sorted(events.items())}


def _unique(text: str, taken: Sequence[str], numbered: Callable[[str, int], str]) -> str:
    """Return the text, with a number where it is taken."""
    candidates = (text, *(numbered(text, number) for number in range(2, len(taken) + 3)))
    return next(candidate for candidate in candidates if candidate not in taken)
