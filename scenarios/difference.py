"""What differs between scenarios, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from allied.scenarios.settings import Course
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.scenario import Scenario

__all__ = ["LeverDifference", "course_of", "differences", "words"]


@dataclass(frozen=True, slots=True)
class LeverDifference:
    """A lever on which scenarios differ.

    Attributes
    ----------
    lever : str
        Dotted name.
    label : str
        For people who are not modellers.
    values : tuple of str
        What each scenario says, in words.
    """

    lever: str
    label: str
    values: tuple[str, ...]


def differences(*scenarios: Scenario) -> list[LeverDifference]:
    """Return every lever on which the scenarios differ, in the order in which forms show them.

    Examples
    --------
    >>> from allied.scenarios import load
    >>> [row.values for row in differences(load("silos"), load("embedded"))]
    [('IT queue', 'Embedded IT partners')]
    """
    found = []
    for name, lever in LEVERS.items():
        courses = [course_of(scenario, name) for scenario in scenarios]
        if any(course != courses[0] for course in courses):
            values = tuple(words(scenario, name) for scenario in scenarios)
            found.append(LeverDifference(name, lever.label, values))
    return found


def course_of(scenario: Scenario, lever: str) -> Course:
    """Return a lever's values by the week from which they hold, without changes to the same."""
    course: Course = {0: scenario.value(lever)}
    for week, changes in scenario.timeline:
        value = changes.get(lever, course[max(course)])
        if value != course[max(course)]:
            course[week] = value
    return course


def words(scenario: Scenario, lever: str) -> str:
    """Return what a scenario says about a lever: "IT queue; Shared project teams from week 52"."""
    quantity = LEVERS[lever]
    first, *later = course_of(scenario, lever).items()
    parts = [quantity.words(first[1])]
    parts += [f"{quantity.words(value)} from week {week}" for week, value in later]
    return "; ".join(parts)
