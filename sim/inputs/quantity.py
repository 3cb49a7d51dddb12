"""The type of a row in the table of levers and parameters, and what follows from it."""

from __future__ import annotations

import difflib
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from allied.sim.inputs.plain_text import first_of, printable
from allied.sim.inputs.practice import DOMAINS, Practice

__all__ = [
    "InputError", "Problem", "Quantity", "distinct", "key_of", "nearest", "record_type",
    "to_record",
]  # fmt: skip

LONGEST = 2000  # characters of a problem
LONGEST_NAME = 100  # characters of a name that may have been meant


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: where, what was got, what was expected, how to mend it.

    Nothing was got where something is missing that `where` needs beside it. Advice may be a
    function that is called when the problem is shown: a near name takes milliseconds to find, and
    a file can have thousands of problems of which nobody sees more than twenty.

    Examples
    --------
    >>> print(Problem("firm.teams", "4", "a whole number from 8 to 200 teams"))
    firm.teams: got 4; expected a whole number from 8 to 200 teams.
    """

    where: str
    got: str
    expected: str
    advice: str | Callable[[], str] = field(default="", compare=False)

    @property
    def hint(self) -> str:
        """How to mend it, or an empty string."""
        return self.advice if isinstance(self.advice, str) else self.advice()

    def __str__(self) -> str:
        said = f": got {self.got}; expected" if self.got else " needs"
        hint = self.hint
        text = f"{self.where}{said} {self.expected}." + (f" {hint}" if hint else "")
        return printable(text, widest=LONGEST)


class InputError(ValueError):
    """Bad input, with every problem found; as text, the first twenty and how many more.

    Parameters
    ----------
    problems : sequence of Problem
        At least one.

    Examples
    --------
    >>> InputError([Problem("seed", "-1", "a whole number from 0")]).problems[0].where
    'seed'
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def lines(self) -> list[str]:
        """Return the first problems as texts and, if there are more, how many."""
        return first_of(self.problems)

    def __str__(self) -> str:
        return "\n".join(self.lines())


def distinct(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems without those that are said twice, in their order."""
    return list(dict.fromkeys(problems))


def nearest(name: str, names: Iterable[str], cutoff: float = 0.5) -> str:
    """Return "Did you mean …?" for the nearest valid name, or an empty string.

    `cutoff` is the least similarity, in [0, 1].

    Examples
    --------
    >>> nearest("budget.holdr", ["budget.holder", "budget.overlap"])
    "Did you mean 'budget.holder'?"
    """
    if len(name) > LONGEST_NAME:
        return ""
    match = difflib.get_close_matches(name, list(names), n=1, cutoff=cutoff)
    return f"Did you mean {match[0]!r}?" if match else ""


def _shown(value: Any) -> str:
    """Return a number as text; Python writes none of more than 4,300 digits."""
    try:
        return str(value)
    except ValueError:
        return "a number of thousands of digits"


def key_of(name: str) -> int:
    """Return the address of a name's random draws, a number below 2**32 that fits a counter word.

    It is the name's CRC-32: fixed by a standard (RFC 1952), the same in every version of Python and
    on every machine, unlike `hash`. It need not be random, as the generator mixes its addresses.

    Examples
    --------
    >>> key_of("goals.shared")
    2136128834
    """
    return zlib.crc32(name.encode())


@dataclass(frozen=True, slots=True)
class Quantity:
    """A lever or parameter of the model.

    Attributes
    ----------
    name : str
        Dotted name as written in scenario files, "group.name".
    role : str
        Of a lever "choice" (a company can decide it) or "environment" (it cannot); of a parameter,
        that is how people and work behave, "calibrated", "fixed" or "constant", see
        `allied.sim.inputs.parameters`.
    label, meaning : str
        For people who are not modellers.
    unit : str
        "" for a number in [0, 1] or a choice.
    default : float, int, bool or str
    low, high : float
        Allowed range for levers; for parameters the range of the prior, or over which they are
        plausible.
    choices : mapping of str to str
        For a choice: its values and their labels.
    source : str
        Where default and range come from, or "assumed: …".
    vector : str
        Dotted name of the vector of which it is one component, "" if it stands alone. Siblings
        share one field of the record, so that a rule can index it.
    place : tuple of int
        Index of the component in its vector.
    practice : Practice, optional
        For a lever: how surveyed companies differ in it.

    Examples
    --------
    >>> share = Quantity("group.share", "choice", "Share", "A share.", "", 0.5)
    >>> share.field, share.kind
    ('group_share', 'number')
    >>> share.problem(2.0).expected
    'a number from 0 to 1'
    """

    name: str
    role: str
    label: str
    meaning: str
    unit: str
    default: Any
    low: float = 0.0
    high: float = 1.0
    choices: Mapping[str, str] | None = None
    source: str = "assumed"
    vector: str = ""
    place: tuple[int, ...] = ()
    practice: Practice | None = None

    @property
    def key(self) -> int:
        """Address of its random draws; follows from its name, never from its place in a table."""
        return key_of(self.name)

    @property
    def field(self) -> str:
        """Name of the record's field: the dotted name, or its vector's, with an underscore."""
        return (self.vector or self.name).replace(".", "_")

    @property
    def group(self) -> str:
        """First part of the dotted name."""
        return self.name.partition(".")[0]

    @property
    def domain(self) -> str:
        """Domain that a practice belongs to (`practice.DOMAINS`), or an empty string."""
        if self.practice is None:
            return ""
        return next((name for name, groups in DOMAINS.items() if self.group in groups), "")

    @property
    def kind(self) -> str:
        """One of "choice", "switch", "integer", "number"."""
        if self.choices is not None:
            return "choice"
        return {bool: "switch", int: "integer"}.get(type(self.default), "number")

    @property
    def expected(self) -> str:
        """What a valid value is, in words."""
        if self.choices is not None:
            return "one of " + ", ".join(self.choices)
        if self.kind == "switch":
            return "true or false"
        noun = "a whole number" if self.kind == "integer" else "a number"
        unit = f" ({self.unit})" if self.unit else ""
        return f"{noun} from {self.low:g} to {self.high:g}{unit}"

    def problem(self, value: Any, where: str = "") -> Problem | None:
        """Return what is wrong with `value`, or None."""
        where = where or self.name
        if self.choices is not None:
            if isinstance(value, str) and value in self.choices:
                return None
            hint = partial(nearest, value, self.choices) if isinstance(value, str) else ""
            return Problem(where, repr(value), self.expected, hint)
        if self.kind == "switch":
            return None if isinstance(value, bool) else Problem(where, repr(value), self.expected)
        allowed = (int, np.integer) if self.kind == "integer" else (int, float, np.number)
        if isinstance(value, bool) or not isinstance(value, allowed):
            return Problem(where, repr(value), self.expected)
        if not self.low <= value <= self.high:
            return Problem(where, _shown(value), self.expected)
        return None

    def code(self, value: Any) -> float | int:
        """Return the number that stands for `value` in a record."""
        if self.choices is not None:
            return list(self.choices).index(value)
        return int(value) if self.kind in ("switch", "integer") else float(value)

    def read(self, records: Any) -> Any:
        """Return the values of this quantity in records, in the shape of `records`."""
        values = records[self.field]
        return values[(..., *self.place)] if self.vector else values

    def write(self, records: Any, values: Any) -> None:
        """Set the values of this quantity in records, in place."""
        if self.vector:
            records[self.field][(..., *self.place)] = values
        else:
            records[self.field] = values


def record_type(quantities: Iterable[Quantity]) -> np.dtype[Any]:
    """Return the record type whose fields are the quantities, floats or integers.

    Components of a vector share a field, which has room for all of them.

    Examples
    --------
    >>> rows = [Quantity("a.share", "choice", "Share", "A share.", "", 0.5)]
    >>> record_type(rows).names
    ('a_share',)
    """
    kinds: dict[str, Any] = {}
    shapes: dict[str, tuple[int, ...]] = {}
    for q in quantities:
        room = tuple(index + 1 for index in q.place)
        kinds[q.field] = np.float64 if q.kind == "number" else np.int64
        shapes[q.field] = tuple(map(max, room, shapes.get(q.field, room)))
    fields = [(field, kind, shapes[field]) for field, kind in kinds.items()]
    return np.dtype((np.record, np.dtype(fields)))


def to_record(table: Mapping[str, Quantity], values: Mapping[str, Any]) -> np.ndarray:
    """Return a record array of shape (1,) with the table's defaults, overwritten by `values`.

    Raises
    ------
    InputError
        With every unknown name and every value out of its range.

    Examples
    --------
    >>> from allied.sim.inputs.levers import LEVERS
    >>> int(to_record(LEVERS, {"firm.teams": 20})["firm_teams"][0])
    20
    """
    expected = "a name of the table"
    problems = [
        Problem(str(name), "an unknown name", expected, partial(nearest, str(name), table))
        for name in values
        if name not in table
    ]
    problems += [
        problem
        for name, value in values.items()
        if name in table and (problem := table[name].problem(value)) is not None
    ]
    if problems:
        raise InputError(problems)
    record = np.zeros(1, record_type(table.values()))
    for name, quantity in table.items():
        quantity.write(record, quantity.code(values.get(name, quantity.default)))
    return record
