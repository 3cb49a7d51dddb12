"""A scenario as the file from which it could have been read, and what differs between several."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allied.scenarios.document import Course
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.scenario import Scenario

__all__ = ["LeverDifference", "course_of", "differences", "to_toml"]


def to_toml(scenario: Scenario) -> str:
    """Return a scenario as a file; the names of its timeline's changes are not kept.

    Reading it back gives the same levers and the same timeline. What it extended is spelled out.

    Examples
    --------
    >>> from allied.scenarios import load, loads
    >>> silos = load("silos")
    >>> loads(to_toml(silos).encode(), name="silos") == silos
    True
    """
    title = scenario.title or scenario.name
    summary = scenario.summary or title
    lines = [
        f"title = {_text(title)}",
        f"summary = {_text(summary)}",
        f"story = {_paragraphs(scenario.story or summary)}",
        *(f"{key} = [{', '.join(_text(text) for text in texts)}]"
          for key, texts in (("sources", scenario.sources), ("claims", scenario.claims)) if texts),
    ]  # fmt: skip
    lines += _tables(scenario.levers)
    for week, changes in scenario.timeline:
        lines += ["", "[[timeline]]", f"week = {week}"]
        lines += [f"{name} = {_value(changes[name])}" for name in LEVERS if name in changes]
    return "\n".join(lines) + "\n"


def _tables(levers: Mapping[str, Any]) -> list[str]:
    lines: list[str] = []
    group = ""
    for name in (name for name in LEVERS if name in levers):
        if LEVERS[name].group != group:
            group = LEVERS[name].group
            lines += ["", f"[{group}]"]
        lines.append(f"{name.partition('.')[2]} = {_value(levers[name])}")
    return lines


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    return repr(value.item() if hasattr(value, "item") else value)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _paragraphs(text: str) -> str:
    escaped = "\n".join(_text(line)[1:-1] for line in text.split("\n"))
    return f'"""\n{escaped}"""'


# --- differences ---


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
