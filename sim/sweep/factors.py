"""What a design varies: one factor each, with its values and where a value goes in a run.

| name | varies |
| --- | --- |
| `leadership.openness` | a lever, from the first week on |
| `parameter.priority.others` | a parameter, in place of the drawn value |
| `parameters.row` | all parameters jointly: the row of the draws that all runs of a point take |
| `timeline.1.week` | the week of the first change in the base's timeline |
| `timeline.1.goals.shared` | a lever's value in that change |
| `scenario` | the whole scenario |
| `rule.prioritise` | who takes a decision: "built-in", or a rule that a package offers |
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.plain_text import printable, shown
from allied.sim.inputs.quantity import InputError, Problem, Quantity
from allied.sim.sweep.design_data import canonical, is_whole, matched
from allied.sim.sweep.factor_names import (
    BUILT_IN,
    PARAMETER_NAMES,
    decisions,
    expected_of,
    expected_value,
    explored,
    kind_of,
    read_cell,
    target_of,
    value_problem,
)

__all__ = [
    "BUILT_IN", "Factor", "column_factor", "decisions", "explored", "factors_of",
    "filled",
]  # fmt: skip

MOST_FACTORS, MOST_LEVELS = 100, 1_000
RANGE = ("low", "high", "steps")
DEEPEST = 8  # parts of a name that stands without quotes


@dataclass(frozen=True)
class Factor:
    """Something that varies between the points of a design.

    Attributes
    ----------
    name : str
    target : {"lever", "parameter", "row", "week", "change", "scenario", "rule"}
    key : str
        Of the lever, parameter or decision; empty for a row, a week and a scenario.
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
    def is_whole(self) -> bool:
        """Whether its values are whole numbers."""
        return kind_of(self.target, self.key) == "integer"

    @property
    def is_text(self) -> bool:
        """Whether its values are texts."""
        return bool(self.levels) and isinstance(self.levels[0], str)

    @property
    def last(self) -> float:
        """The largest value of numbers."""
        return max(self.levels) if self.levels else self.high

    def renamed(self, names: Mapping[str, str]) -> Factor:
        """Return the factor with other names for its levels, where `names` has them."""
        return replace(self, levels=tuple(names.get(level, level) for level in self.levels))

    def read(self, cell: str) -> Any:
        """Return the value that a cell of a file holds, as a text where it is none."""
        return read_cell(kind_of(self.target, self.key), cell.strip())

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
            return list(dict.fromkeys(int(value) for value in np.rint(values).tolist()))
        return [float(value) for value in values]

    def problem(self, value: Any) -> Problem | None:
        """Return what is wrong with a value from elsewhere, or None."""
        return value_problem(self.target, self.key, self.name, value)

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


def _entries(
    table: Mapping[str, Any], before: str = "", depth: int = 0
) -> Iterator[tuple[str, Any]]:
    """Yield names and what is said of them; a name without quotes comes as tables in tables."""
    for key, said in table.items():
        name = f"{before}{key}"
        nested = isinstance(said, Mapping) and said and not set(said) & set(RANGE)
        if nested and name not in LEVERS and name not in PARAMETER_NAMES and depth < DEEPEST:
            yield from _entries(said, f"{name}.", depth + 1)
        else:
            yield name, said


def column_factor(name: str, where: str) -> Factor:
    """Return the factor of a file's column; its values are read later.

    Raises
    ------
    InputError
        If there is none of this name.
    """
    return Factor(name, *target_of(name, where))


def filled(factor: Factor, values: Sequence[Any]) -> Factor:
    """Return a column's factor with the range of its values, or with these where they are texts."""
    kind = kind_of(factor.target, factor.key)
    if kind in ("choice", "switch"):
        return replace(factor, levels=tuple(sorted(set(values))))
    low, high = float(min(values)), float(max(values))
    return replace(factor, low=low, high=high, whole=kind == "integer")


def _factor(name: str, said: Any, where: str) -> Factor:
    target, key, change = target_of(name, where)
    if isinstance(said, Mapping):
        return _range(name, target, key, change, said, where)
    expected = expected_of(target, key)
    if not isinstance(said, Sequence) or isinstance(said, str):
        hint = 'A value that does not vary stands in the base: base = { scenario = "silos", … }.'
        raise InputError([Problem(where, shown(said), expected, hint)])
    if not 1 <= len(said) <= MOST_LEVELS:
        got = f"{len(said):,} values"
        raise InputError([Problem(where, got, f"one value or more, at most {MOST_LEVELS:,}")])
    levels = tuple(value.item() if isinstance(value, np.generic) else value for value in said)
    problems = [
        problem for value in levels
        if (problem := value_problem(target, key, where, value)) is not None
    ]  # fmt: skip
    if not problems:
        levels = tuple(canonical(kind_of(target, key), value) for value in levels)
    if not problems and len(set(levels)) < len(levels):
        problems = [Problem(where, "a value twice", "each value once")]
    if problems:
        raise InputError(problems)
    return Factor(name, target, key, change, levels)


def _range(
    name: str, target: str, key: str, change: int, said: Mapping[str, Any], where: str
) -> Factor:
    kind = kind_of(target, key)
    if kind not in ("number", "integer"):
        got, expected = "a range", expected_of(target, key)
        raise InputError([Problem(where, got, expected, "It has no order: list the values.")])
    problems: list[Problem] = []
    said = matched(said, RANGE, where, problems)
    ends = []
    for end in ("low", "high"):
        if end not in said:
            problems.append(Problem(f"{where}.{end}", "nothing", expected_value(target, key)))
            continue
        wrong = value_problem(target, key, f"{where}.{end}", said[end])
        problems += [] if wrong is None else [wrong]
        ends.append(said[end])
    steps = said.get("steps", 0)
    if "steps" in said and not (is_whole(steps) and 2 <= steps <= MOST_LEVELS):
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
