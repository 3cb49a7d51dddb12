"""The scenarios that a view asks for: files as they are shipped, with the levers moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import scenarios
from sim.levers import LEVERS
from sim.scenario import Scenario
from viz.web.state import View

__all__ = ["differing", "own_values", "scenarios_of", "shipped"]


@lru_cache(maxsize=64)
def shipped(name: str) -> Scenario:
    """Return a shipped scenario."""
    return scenarios.load(name)


def scenarios_of(view: View) -> tuple[Scenario, ...]:
    """Return the scenarios of a view, each with a name of its own and the title to show."""
    found: list[Scenario] = []
    for pick in view.picks:
        scenario = shipped(pick.name).with_levers(**pick.changes, **view.surroundings)
        title = f"{scenario.title}, changed" if pick.changes else scenario.title
        taken = [other.name for other in found]
        titles = [other.title for other in found]
        found.append(
            replace(
                scenario, name=_unique(scenario.name, taken, "-"), title=_unique(title, titles, " ")
            )
        )
    return tuple(found)


def own_values(view: View, lever: str) -> tuple[Any, ...]:
    """Return the value that each picked scenario's file gives to a lever."""
    return tuple(shipped(pick.name).value(lever) for pick in view.picks)


def differing(scenario: Scenario, baseline: Scenario) -> tuple[str, ...]:
    """Return the names of the levers whose value in the first week is not the baseline's."""
    return tuple(name for name in LEVERS if scenario.value(name) != baseline.value(name))


def _unique(text: str, taken: Sequence[str], between: str) -> str:
    """Return the text, with a number where it is taken."""
    candidates = (text, *(f"{text}{between}{number}" for number in range(2, len(taken) + 3)))
    return next(candidate for candidate in candidates if candidate not in taken)
