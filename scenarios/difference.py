"""What differs between scenarios."""

from __future__ import annotations

from dataclasses import dataclass

from allied.scenarios.settings import Course
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.scenario import Scenario

__all__ = ["LeverDifference", "course_of", "differences"]


@dataclass(frozen=True, slots=True)
class LeverDifference:
    """A lever on which scenarios differ.

    Attributes
    ----------
    lever : str
        Dotted name.
    label : str
        For people who are not modellers.
    courses : tuple of mappings of int to value
        What each scenario sets: values by the week from which they hold, 0 for the beginning.
    """

    lever: str
    label: str
    courses: tuple[Course, ...]


def differences(*scenarios: Scenario) -> list[LeverDifference]:
    """Return every lever on which the scenarios differ, in the order in which forms show them.

    Examples
    --------
    >>> from allied.scenarios import load
    >>> [(row.lever, *row.courses) for row in differences(load("silos"), load("embedded"))]
    [('structure.delivery', {0: 'queue'}, {0: 'embedded'})]
    """
    found = []
    for name, lever in LEVERS.items():
        courses = tuple(course_of(scenario, name) for scenario in scenarios)
        if any(course != courses[0] for course in courses):
            found.append(LeverDifference(name, lever.label, courses))
    return found


def course_of(scenario: Scenario, lever: str) -> Course:
    """Return a lever's values by the week from which they hold, without changes to the same."""
    course: Course = {0: scenario.value(lever)}
    for week, changes in scenario.timeline:
        value = changes.get(lever, course[max(course)])
        if value != course[max(course)]:
            course[week] = value
    return course
