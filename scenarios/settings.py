"""The part of a scenario file that sets levers: tables by group, and the timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from allied.scenarios.header import HEADER
from allied.scenarios.shown import kind_of, printable, shown
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.quantity import Problem, nearest

__all__ = ["LAST_WEEK", "Course", "courses", "setting_problems", "week_labels"]

Course = dict[int, Any]
"""A lever's values by the week from which they hold; week 0 is the beginning."""

LAST_WEEK = 2600  # fifty years, the longest run
GROUPS = tuple(dict.fromkeys(lever.group for lever in LEVERS.values()))
FIXED = ("firm.teams",)  # a company's teams are those it starts with


def courses(table: Mapping[str, Any]) -> dict[str, Course]:
    """Return the course of every lever that a valid file sets, by the lever's dotted name."""
    found: dict[str, Course] = {}
    for week, part in ((0, table), *((entry["week"], entry) for entry in _timeline(table))):
        for name, value in _settings(part):
            found.setdefault(name, {})[week] = value
    return found


def week_labels(table: Mapping[str, Any]) -> dict[int, str]:
    """Return what a valid file calls the changes of its timeline, by week."""
    return {entry["week"]: entry["label"] for entry in _timeline(table) if "label" in entry}


def setting_problems(table: Mapping[str, Any], origin: str) -> list[Problem]:
    """Return everything that is wrong with the levers and the timeline of a file.

    Parameters
    ----------
    table : mapping
        The whole file.
    origin : str
        What to call the file in a message.
    """
    problems = _part_problems(table, f"{origin}: ", (*HEADER, "timeline"))
    timeline = table.get("timeline", [])
    if not isinstance(timeline, list):
        hint = "Write [[timeline]], with two brackets." if isinstance(timeline, dict) else ""
        return [*problems, Problem(f"{origin}: timeline", shown(timeline), "entries", hint)]
    before = 0
    for number, entry in enumerate(timeline, 1):
        where = f"{origin}: timeline[{number}]"
        if not isinstance(entry, dict):
            problems.append(Problem(where, shown(entry), "a table with a week and levers"))
            continue
        problems += _entry_problems(entry, where)
        problems += _week_problems(entry.get("week"), before, f"{where}.week")
        before = entry["week"] if _is_week(entry.get("week")) else before
    return problems


def _timeline(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = table.get("timeline", [])
    return entries


def _settings(part: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for group in GROUPS:
        for key, value in part.get(group, {}).items():
            yield f"{group}.{key}", value


def _part_problems(part: Mapping[str, Any], where: str, others: tuple[str, ...]) -> list[Problem]:
    """Return the problems of one set of lever tables; `others` may stand beside them."""
    problems: list[Problem] = []
    for key, value in part.items():
        if key in others:
            continue
        if key not in GROUPS:
            expected = "one of " + ", ".join((*others, *GROUPS))
            hint = nearest(key, (*others, *GROUPS)) or _group_of(key)
            got = "an unknown group" if isinstance(value, dict) else "an unknown key"
            problems.append(Problem(where + printable(key), got, expected, hint))
        elif not isinstance(value, dict):
            problems.append(Problem(where + key, shown(value), f"a table, [{key}]"))
        else:
            for name, setting in value.items():
                problems += _lever_problems(key, name, setting, where)
    return problems


def _group_of(key: str) -> str:
    for name, lever in LEVERS.items():
        if key in (name, name.partition(".")[2]):
            return f"The lever is {name!r}: it stands under [{lever.group}]."
    return ""


def _lever_problems(group: str, key: str, value: Any, where: str) -> list[Problem]:
    name = f"{group}.{key}"
    place = where + printable(name)
    if name not in LEVERS:
        own = [lever.partition(".")[2] for lever in LEVERS if lever.startswith(group + ".")]
        hint = nearest(key, own) or _group_of(key)
        return [Problem(place, "an unknown lever", f"one of {', '.join(own)}", hint)]
    lever = LEVERS[name]
    got = shown(value)
    if got == "a huge number" or kind_of(value) not in ("true or false", "a text", "a number"):
        return [Problem(place, got, lever.expected)]
    problem = lever.problem(value, place)
    return [] if problem is None else [Problem(place, got, lever.expected, problem.hint)]


def _entry_problems(entry: Mapping[str, Any], where: str) -> list[Problem]:
    problems = _part_problems(entry, f"{where}.", ("week", "label"))
    label = entry.get("label", "ok")
    if not isinstance(label, str) or not 0 < len(label) <= 60 or not label.isprintable():
        problems.append(Problem(f"{where}.label", shown(label), "a text of 1 to 60 characters"))
    tables = {group: entry[group] for group in GROUPS if isinstance(entry.get(group), dict)}
    if not any(tables.values()):
        problems.append(Problem(where, "no lever", "at least one lever that changes"))
    expected = "no change: a company keeps the teams that it starts with"
    return problems + [
        Problem(f"{where}.{name}", shown(value), expected)
        for name, value in _settings(tables)
        if name in FIXED
    ]


def _is_week(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LAST_WEEK


def _week_problems(week: Any, before: int, where: str) -> list[Problem]:
    expected = f"a whole number from 1 to {LAST_WEEK}"
    if week is None:
        return [Problem(where, "nothing", expected, "Add: week = 27")]
    if not _is_week(week):
        return [Problem(where, shown(week), expected)]
    if week > before:
        return []
    hint = "Entries stand in the order of their weeks, one for each week."
    return [Problem(where, shown(week), f"a week after {before}", hint)]
