"""One scenario file, checked: what its author wrote, before anything is extended or stacked.

A file has a header, which is for readers, tables of levers by group, and a timeline.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from allied.scenarios.claims import claims
from allied.sim.inputs.gate import read_toml
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.plain_text import kind_of, printable, shown
from allied.sim.inputs.quantity import InputError, Problem, nearest

__all__ = ["Course", "Document", "parse"]

Course = dict[int, Any]
"""A lever's values by the week from which they hold; week 0 is the beginning."""

HEADER = ("title", "summary", "story", "sources", "claims", "extends")
LONGEST = {"title": 40, "summary": 110, "story": 4000}
EXAMPLES = {
    "title": 'title = "Shared projects"',
    "summary": 'summary = "What is special, in one sentence."',
    "story": 'story = "What happens in such a company, in a paragraph or two."',
}
LAST_WEEK = 2600  # fifty years, the longest run
GROUPS = tuple(dict.fromkeys(lever.group for lever in LEVERS.values()))
FIXED = ("firm.teams",)  # a company's teams are those it starts with


@dataclass(frozen=True)
class Document:
    """What one scenario file says.

    Attributes
    ----------
    name : str
        Identifier: the file's name without its suffix.
    origin : str
        What to call the file in a message.
    path : Path or None
        Where it stands; None if it stands nowhere and may extend installed scenarios only.
    title, summary, story : str
    sources, claims, extends : tuple of str
    courses : mapping of str to Course
        Lever to its values by week.
    labels : mapping of int to str
        What happens, by week.
    """

    name: str
    origin: str
    path: Path | None
    title: str
    summary: str
    story: str
    sources: tuple[str, ...]
    claims: tuple[str, ...]
    extends: tuple[str, ...]
    courses: Mapping[str, Course]
    labels: Mapping[int, str]


def parse(content: bytes, *, name: str, origin: str, path: Path | None) -> Document:
    """Read and check one file.

    Parameters
    ----------
    content : bytes
        The file, TOML in UTF-8.
    name, origin, path
        As in `Document`.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    table = read_toml(content, origin)
    problems = _header_problems(table, origin) + _setting_problems(table, origin)
    if problems:
        raise InputError(problems)
    return Document(
        name=name,
        origin=origin,
        path=path,
        title=table["title"].strip(),
        summary=table["summary"].strip(),
        story=table["story"].strip(),
        sources=_texts(table.get("sources")),
        claims=_texts(table.get("claims")),
        extends=_texts(table.get("extends")),
        courses=_courses(table),
        labels=_week_labels(table),
    )


# --- the header ---


def _texts(value: Any) -> tuple[str, ...]:
    """Return a text or a list of texts as a tuple; what is neither is dropped."""
    values = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(text for text in values if isinstance(text, str))


def _header_problems(table: Mapping[str, Any], origin: str) -> list[Problem]:
    """Return everything that is wrong with a file's header.

    Parameters
    ----------
    table : mapping
        The whole file.
    origin : str
        What to call the file in a message.
    """
    problems = [
        problem
        for key in LONGEST
        if (problem := _text_problem(key, table.get(key), f"{origin}: {key}")) is not None
    ]
    problems += _list_problems(table.get("sources", []), f"{origin}: sources", "a text")
    problems += _list_problems(table.get("claims", []), f"{origin}: claims", 'a number, "C000-12"')
    problems += _claim_problems(table.get("claims", []), f"{origin}: claims")
    if isinstance(table.get("extends", ""), str):
        return problems
    return problems + _list_problems(table["extends"], f"{origin}: extends", "a scenario's name")


def _text_problem(key: str, value: Any, where: str) -> Problem | None:
    expected = f"a text of 1 to {LONGEST[key]} characters"
    if value is None:
        return Problem(where, "nothing", expected, f"Add: {EXAMPLES[key]}")
    if not isinstance(value, str) or not value.strip():
        return Problem(where, shown(value), expected)
    if len(value) > LONGEST[key]:
        return Problem(where, f"{len(value)} characters", expected)
    lines = value.replace("\t", " ").split("\n") if key == "story" else [value]
    if not all(line.isprintable() for line in lines):
        return Problem(where, shown(value), "no control characters")
    return None


def _list_problems(value: Any, where: str, item: str) -> list[Problem]:
    if not isinstance(value, list):
        return [Problem(where, shown(value), "a list of texts", f"Write [{shown(value)}].")]
    return [
        Problem(f"{where}[{number}]", shown(text), item)
        for number, text in enumerate(value, 1)
        if not isinstance(text, str) or not text.strip() or not text.isprintable()
    ]


def _claim_problems(value: Any, where: str) -> list[Problem]:
    return [
        Problem(where, shown(claim), "a number of the claims ledger", _meant(claim, claims()))
        for claim in (_texts(value) if isinstance(value, list) else ())
        if claim not in claims()
    ]


# --- levers and timeline ---


def _courses(table: Mapping[str, Any]) -> dict[str, Course]:
    """Return the course of every lever that a valid file sets, by the lever's dotted name."""
    found: dict[str, Course] = {}
    for week, part in ((0, table), *((entry["week"], entry) for entry in _timeline(table))):
        for name, value in _settings(part):
            found.setdefault(name, {})[week] = value
    return found


def _week_labels(table: Mapping[str, Any]) -> dict[int, str]:
    """Return what a valid file calls the changes of its timeline, by week."""
    return {entry["week"]: entry["label"] for entry in _timeline(table) if "label" in entry}


def _setting_problems(table: Mapping[str, Any], origin: str) -> list[Problem]:
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
            got = "an unknown group" if isinstance(value, dict) else "an unknown key"
            meant = _meant(key, (*others, *GROUPS))
            problems.append(Problem(where + printable(key), got, expected, meant))
        elif not isinstance(value, dict):
            problems.append(Problem(where + key, shown(value), f"a table, [{key}]"))
        else:
            for name, setting in value.items():
                problems += _lever_problems(key, name, setting, where)
    return problems


def _meant(key: str, names: Iterable[str]) -> partial[str]:
    """Return a function that looks for what a key was meant to be, called where it is shown."""
    return partial(_near_or_elsewhere, key, tuple(names))


def _near_or_elsewhere(key: str, names: tuple[str, ...]) -> str:
    return nearest(key, names) or _group_of(key)


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
        return [Problem(place, "an unknown lever", f"one of {', '.join(own)}", _meant(key, own))]
    lever = LEVERS[name]
    got = shown(value)
    if got == "a huge number" or kind_of(value) not in ("true or false", "a text", "a number"):
        return [Problem(place, got, lever.expected)]
    problem = lever.problem(value, place)
    return [] if problem is None else [Problem(place, got, lever.expected, problem.advice)]


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
