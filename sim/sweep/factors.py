"""What a design varies: one factor each, with its values and where a value goes in a run.

| name | varies |
| --- | --- |
| `leadership.openness` | a lever, from the first week on |
| `parameter.priority.others` | a parameter, in place of the drawn value |
| `timeline.1.week` | the week of the first change in the base's timeline |
| `timeline.1.goals.shared` | a lever's value in that change |
| `scenario` | the whole scenario |
| `rule.prioritise` | who takes a decision: "built-in", or a rule that a package offers |
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.plain_text import printable, shown
from allied.sim.inputs.quantity import InputError, Problem, Quantity, nearest

__all__ = ["BUILT_IN", "Factor", "explored", "factors_of"]

BUILT_IN = "built-in"
MOST_FACTORS, MOST_LEVELS = 100, 1_000
RANGE = ("low", "high", "steps")
LAST_WEEK = 2600
_TIMELINE = re.compile(r"timeline\.([1-9]\d{0,2})\.(.+)")


@dataclass(frozen=True)
class Factor:
    """Something that varies between the points of a design.

    Attributes
    ----------
    name : str
    target : {"lever", "parameter", "week", "change", "scenario", "rule"}
    key : str
        Of the lever, parameter or decision; empty for a week and a scenario.
    change : int
        Which change of the timeline, from 0; -1 for what is no part of it.
    levels : tuple
        Values of a list; empty for a range.
    low, high : float
        Of a range, both included; NaN for a list.
    steps : int
        Values of a range on a grid; 0 where none are said.
    whole : bool
        Whether a range holds whole numbers only.

    Examples
    --------
    >>> (factor,) = factors_of({"budget.overlap": ["contest", "yield"]})
    >>> factor.value(0.2), factor.value(0.7)
    ('contest', 'yield')
    """

    name: str
    target: str
    key: str = ""
    change: int = -1
    levels: tuple[Any, ...] = ()
    low: float = math.nan
    high: float = math.nan
    steps: int = 0
    whole: bool = False

    @property
    def quantity(self) -> Quantity | None:
        """The row of the table of levers or parameters; None for what has none."""
        tables = {"lever": LEVERS, "change": LEVERS, "parameter": PARAMETERS}
        table = tables.get(self.target)
        return None if table is None else table[self.key]

    @property
    def is_text(self) -> bool:
        """Whether its values are texts."""
        return bool(self.levels) and isinstance(self.levels[0], str)

    def value(self, u: float) -> Any:
        """Return the value at `u` in [0, 1]: ranges evenly, lists in equal slices."""
        if self.levels:
            return self.levels[min(int(u * len(self.levels)), len(self.levels) - 1)]
        if self.whole:
            count = int(self.high) - int(self.low) + 1
            return int(self.low) + min(int(u * count), count - 1)
        return min(self.low + u * (self.high - self.low), self.high)

    def grid(self) -> list[Any]:
        """Return its values on a grid."""
        if self.levels:
            return list(self.levels)
        values = np.linspace(self.low, self.high, self.steps)
        if self.whole:
            return list(dict.fromkeys(int(value) for value in np.rint(values)))
        return [float(value) for value in values]

    def problem(self, value: Any) -> Problem | None:
        """Return what is wrong with a value from elsewhere, or None."""
        return _value_problem(self.target, self.key, self.name, value)

    def plain(self) -> Any:
        """Return what a design file says of it."""
        if self.levels:
            return list(self.levels)
        ends: dict[str, Any] = {"low": self.low, "high": self.high}
        return ends | ({"steps": self.steps} if self.steps else {})


def factors_of(vary: Mapping[str, Any], where: str = "vary") -> tuple[Factor, ...]:
    """Return the factors of a table of a design.

    Parameters
    ----------
    vary : mapping
        Name of a factor to a list of values, or a mapping with `low`, `high` and perhaps `steps`.
    where : str
        What to call the table in a message.

    Raises
    ------
    InputError
        With every problem.
    """
    problems: list[Problem] = []
    found: list[Factor] = []
    if not isinstance(vary, Mapping):
        raise InputError([Problem(where, shown(vary), "a table of what varies", _EXAMPLE)])
    entries = list(_entries(vary))
    if len(entries) > MOST_FACTORS:
        got = f"{len(entries):,} factors"
        raise InputError([Problem(where, got, f"at most {MOST_FACTORS}")])
    for name, said in entries:
        try:
            found.append(_factor(name, said, f"{where}: {printable(name)}"))
        except InputError as error:
            problems += error.problems
    names = [factor.name for factor in found]
    problems += [
        Problem(f"{where}: {name}", "a second time", "each factor once")
        for name in dict.fromkeys(names) if names.count(name) > 1
    ]  # fmt: skip
    if problems:
        raise InputError(problems)
    return tuple(found)


_EXAMPLE = 'Write: "leadership.openness" = { low = 0.2, high = 0.9 }'


def _entries(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield names and what is said of them; a name without quotes comes as tables in tables."""
    for key, said in table.items():
        name = f"{before}{key}"
        if isinstance(said, Mapping) and said and not set(said) & set(RANGE):
            yield from _entries(said, f"{name}.")
        else:
            yield name, said


def _factor(name: str, said: Any, where: str) -> Factor:
    target, key, change = _target(name, where)
    if isinstance(said, Mapping):
        return _range(name, target, key, change, said, where)
    expected = _expected(target, key)
    if not isinstance(said, Sequence) or isinstance(said, str):
        hint = 'A value that does not vary stands in the base: base = { scenario = "silos", … }.'
        raise InputError([Problem(where, shown(said), expected, hint)])
    if not 1 <= len(said) <= MOST_LEVELS:
        got = f"{len(said):,} values"
        raise InputError([Problem(where, got, f"one value or more, at most {MOST_LEVELS:,}")])
    levels = tuple(value.item() if isinstance(value, np.generic) else value for value in said)
    problems = [
        problem for value in levels
        if (problem := _value_problem(target, key, where, value)) is not None
    ]  # fmt: skip
    if not problems and len(set(levels)) < len(levels):
        problems = [Problem(where, "a value twice", "each value once")]
    if problems:
        raise InputError(problems)
    return Factor(name, target, key, change, levels)


def _range(
    name: str, target: str, key: str, change: int, said: Mapping[str, Any], where: str
) -> Factor:
    kind = _kind(target, key)
    if kind not in ("number", "integer"):
        got, expected = "a range", _expected(target, key)
        raise InputError([Problem(where, got, expected, "It has no order: list the values.")])
    problems = [
        Problem(f"{where}.{printable(str(key))}", "an unknown key", "low, high or steps",
                partial(nearest, str(key), RANGE))
        for key in said if key not in RANGE
    ]  # fmt: skip
    ends = []
    for end in ("low", "high"):
        if end not in said:
            problems.append(Problem(f"{where}.{end}", "nothing", _expected_value(target, key)))
            continue
        wrong = _value_problem(target, key, f"{where}.{end}", said[end])
        problems += [] if wrong is None else [wrong]
        ends.append(said[end])
    steps = said.get("steps", 0)
    if "steps" in said and not (_is_whole(steps) and 2 <= steps <= MOST_LEVELS):
        problems.append(Problem(f"{where}.steps", shown(steps),
                                f"a whole number from 2 to {MOST_LEVELS:,}"))  # fmt: skip
    if not problems and not ends[0] < ends[1]:
        problems.append(Problem(where, f"low = {ends[0]}, high = {ends[1]}", "low below high"))
    if problems:
        raise InputError(problems)
    return Factor(
        name, target, key, change, low=float(ends[0]), high=float(ends[1]), steps=int(steps),
        whole=kind == "integer",
    )  # fmt: skip


def _target(name: str, where: str) -> tuple[str, str, int]:
    """Return what a name means: target, key, and the change of the timeline."""
    if name in LEVERS:
        return "lever", name, -1
    if name == "scenario":
        return "scenario", "", -1
    group, _, key = name.partition(".")
    if group == "parameter" and key in PARAMETERS:
        return "parameter", key, -1
    if group == "rule":
        from allied.sim.model.week import WEEK

        decisions = [decision for phase in WEEK for decision in phase.decisions]
        if key in decisions:
            return "rule", key, -1
        expected = f"one of {', '.join(decisions)}"
        raise InputError([Problem(where, "an unknown decision", expected,
                                  partial(nearest, key, decisions))])  # fmt: skip
    if match := _TIMELINE.fullmatch(name):
        change, what = int(match[1]) - 1, match[2]
        if what == "week":
            return "week", "", change
        if what in LEVERS and what != "firm.teams":
            return "change", what, change
    known = [*LEVERS, *(f"parameter.{parameter}" for parameter in PARAMETERS), "scenario",
             "timeline.1.week"]  # fmt: skip
    expected = (
        "a lever (allied levers), parameter.NAME, timeline.N.week, timeline.N.LEVER, rule.NAME or "
        "scenario"
    )
    hint = partial(_meant, name, known)
    raise InputError([Problem(where, "an unknown factor", expected, hint)])


def _meant(name: str, known: Iterable[str]) -> str:
    return f"Write: parameter.{name}" if name in PARAMETERS else nearest(name, known)


def _kind(target: str, key: str) -> str:
    if target in ("scenario", "rule"):
        return "choice"
    if target == "week":
        return "integer"
    return (PARAMETERS if target == "parameter" else LEVERS)[key].kind


def _expected(target: str, key: str) -> str:
    """Return what may be said of a factor, in words."""
    kind = _kind(target, key)
    if kind in ("number", "integer"):
        return "{ low = …, high = … } or a list of values"
    if target == "scenario":
        return "a list of scenarios"
    if target == "rule":
        return f'a list of rules: "{BUILT_IN}", or names that packages offer'
    return f"a list of values: {LEVERS[key].expected}"


def _expected_value(target: str, key: str) -> str:
    if target == "week":
        return f"a whole number from 1 to {LAST_WEEK}"
    return explored(PARAMETERS[key]).expected if target == "parameter" else LEVERS[key].expected


def explored(parameter: Quantity) -> Quantity:
    """Return a parameter with the range in which a design may look: its own, and as much beside it.

    Nothing that cannot be negative becomes so, and no share exceeds one.

    Examples
    --------
    >>> wide = explored(PARAMETERS["priority.others"])
    >>> wide.low, wide.high
    (0.0, 3.0)
    """
    if parameter.kind not in ("number", "integer"):
        return parameter
    span = parameter.high - parameter.low
    low, high = parameter.low - span, parameter.high + span
    return replace(
        parameter,
        low=max(low, 0.0) if parameter.low >= 0.0 else low,
        high=min(high, 1.0) if parameter.high <= 1.0 else high,
        default=parameter.default,
    )


def _value_problem(target: str, key: str, where: str, value: Any) -> Problem | None:
    if target in ("scenario", "rule"):
        if isinstance(value, str) and value.strip():
            return None
        return Problem(where, shown(value), "a name, as text")
    if target == "week":
        if _is_whole(value) and 1 <= value <= LAST_WEEK:
            return None
        return Problem(where, shown(value), _expected_value(target, key))
    quantity = (PARAMETERS if target == "parameter" else LEVERS)[key]
    if target == "parameter":
        quantity = explored(quantity)
    problem = quantity.problem(value, where)
    return None if problem is None else Problem(where, shown(value), quantity.expected,
                                                problem.advice)  # fmt: skip


def _is_whole(value: Any) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)
