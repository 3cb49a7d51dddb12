"""The scenarios that a view asks for: files as they are shipped, with the levers moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from allied import scenarios
from allied.sim.inputs.scenario import Scenario
from allied.viz.web.page_state import View

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
    """Return the scenarios of a view, each with a name and a title of its own."""
    found: list[Scenario] = []
    for pick in view.picks:
        scenario = shipped(pick.name).with_levers(**pick.changes, **view.surroundings)
        name = f"{scenario.name}-changed" if pick.changes or view.surroundings else scenario.name
        title = f"{scenario.title} (changed)" if pick.changes else scenario.title
        name = _unique(name, [other.name for other in found], "-")
        title = _unique(title, [other.title for other in found], " ")
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
            words = labels.get(week) or f"{len(moves)} levers change"
            events.setdefault(week, []).append(words)
    return {week: "; ".join(dict.fromkeys(words)) for week, words in sorted(events.items())}


def _unique(text: str, taken: Sequence[str], between: str) -> str:
    """Return the text, with a number where it is taken."""
    candidates = (text, *(f"{text}{between}{number}" for number in range(2, len(taken) + 3)))
    return next(candidate for candidate in candidates if candidate not in taken)
