"""The points of a design: where in the space of its factors runs are made.

Grid, Latin hypercube, Sobol' (SciPy's `qmc`), Saltelli and Morris (SALib), or a file. All but the
grid are drawn in the unit cube and mapped to each factor: ranges evenly, lists in equal slices.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from allied.sim.inputs.gate import read_bytes, read_csv, read_text
from allied.sim.inputs.plain_text import printable, shown
from allied.sim.inputs.quantity import InputError, Problem, nearest
from allied.sim.sweep.design_data import matched
from allied.sim.sweep.factors import Factor, column_factor, filled

__all__ = ["METHODS", "points_of", "read_points", "sample_problems", "understood"]

METHODS = {
    "grid": (),
    "lhs": ("points",),
    "sobol": ("points",),
    "saltelli": ("n",),
    "morris": ("trajectories",),
}
"""Methods, and the number that each of them needs."""
OPTIONS = {"saltelli": ("second_order",), "morris": ("levels",)}
MOST_POINTS = 1_000_000
MOST_VALUES = 20_000_000  # of all factors at all points
MOST_PROBLEMS = 1_000  # of a file, before reading stops
LARGEST_FILE = 200_000_000  # bytes of a file of points
EXTRA = "SALib is missing. Install it: pip install 'allied[sweep]'"
_NUMBERS = {"points": 64, "n": 64, "trajectories": 20}


def understood(sample: Any) -> tuple[dict[str, Any], list[Problem]]:
    """Return the table that says how points are chosen, under known words, and what is not known.

    An unknown word is a problem; its value counts as that of the word it resembles.
    """
    problems: list[Problem] = []
    if not isinstance(sample, Mapping):
        hint = 'Write: [sample] with method = "lhs" and points = 64'
        return {}, [Problem("sample", shown(sample), "a table", hint)]
    if not sample:
        return {}, [Problem("sample", "an empty table", f"method, one of {', '.join(METHODS)}")]
    if "file" in sample:
        return matched(sample, ("file",), "sample", problems, _advice), problems
    method = sample.get("method")
    if isinstance(method, str) and method in METHODS:
        words = ("method", "seed", *METHODS[method], *OPTIONS.get(method, ()))
        sample = _numbered(method, dict(sample), problems)
    else:
        words = (
            "method", "file", "seed", *dict.fromkeys(word for m in METHODS for word in METHODS[m]),
            *(word for m in OPTIONS for word in OPTIONS[m]),
        )  # fmt: skip
    return matched(sample, words, "sample", problems, _advice), problems


def _numbered(method: str, sample: dict[str, Any], problems: list[Problem]) -> dict[str, Any]:
    """Return a table in which the number of another method stands under that of its own."""
    for word in METHODS[method]:
        for other in _NUMBERS:
            if word not in sample and other in sample:
                expected = f"{word}, of which {method} takes the number"
                problems.append(Problem(f"sample: {other}", "what other methods take", expected))
                sample[word] = sample.pop(other)
    return sample


def _advice(key: str) -> str:
    above = ("title", "base", "reference", "runs", "weeks", "every", "parameters", "outcomes")
    return "It stands at the top of the file, before [vary]." if key in above else ""


def sample_problems(sample: Any, factors: Sequence[Factor], where: str = "sample") -> list[Problem]:
    """Return what is wrong with the table that says how points are chosen."""
    if not sample:
        return []  # said already: no table, or nothing in it that is known
    if "file" in sample:
        name = sample["file"]
        return [] if isinstance(name, str) else [
            Problem(f"{where}: file", shown(name), "the path of a CSV file")]  # fmt: skip
    method = sample.get("method")
    if not isinstance(method, str) or method not in METHODS:
        expected = f'one of {", ".join(METHODS)}, or file = "points.csv"'
        got = "nothing" if method is None else shown(method)
        hint = partial(nearest, method, METHODS) if isinstance(method, str) else ""
        return [Problem(f"{where}: method", got, expected, hint)]
    numbers = METHODS[method]
    problems: list[Problem] = []
    for key in numbers:
        value = sample.get(key)
        whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
        if value is None:
            hint = f"Add: {key} = {_NUMBERS[key]}"
            problems.append(Problem(f"{where}: {key}", "nothing", "a whole number from 1", hint))
        elif not (whole and 1 <= value <= MOST_POINTS):
            expected = f"a whole number from 1 to {MOST_POINTS:,}"
            problems.append(Problem(f"{where}: {key}", shown(value), expected))
        elif method in ("sobol", "saltelli") and int(value) & (int(value) - 1):
            low, high = 1 << (int(value).bit_length() - 1), 1 << int(value).bit_length()
            hint = f"Take {low} or {high}."
            problems.append(Problem(f"{where}: {key}", str(value), "a power of two", hint))
    problems += _option_problems(sample, where)
    if problems:
        return problems
    return _fitting(method, sample, factors, where)


def _option_problems(sample: Mapping[str, Any], where: str) -> list[Problem]:
    problems = []
    second, levels, seed = (sample.get(key) for key in ("second_order", "levels", "seed"))
    if second is not None and not isinstance(second, bool):
        problems.append(Problem(f"{where}: second_order", shown(second), "true or false"))
    whole = isinstance(levels, int) and not isinstance(levels, bool)
    if levels is not None and not (whole and 4 <= levels <= 100 and levels % 2 == 0):
        problems.append(Problem(f"{where}: levels", shown(levels), "an even number from 4 to 100"))
    whole = isinstance(seed, int) and not isinstance(seed, bool)
    if seed is not None and not (whole and 0 <= seed < 2**63):
        problems.append(Problem(f"{where}: seed", shown(seed), "a whole number from 0"))
    return problems


def _fitting(
    method: str, sample: Mapping[str, Any], factors: Sequence[Factor], where: str
) -> list[Problem]:
    """Return why a method does not fit the factors."""
    if not factors:
        return [Problem("vary", "nothing", "at least one factor")]
    problems = []
    for factor in factors:
        if method == "grid" and not factor.levels and not factor.steps:
            hint = f"Add: steps = 5, or list the values of {factor.name}."
            problems.append(Problem(f"vary: {factor.name}.steps", "nothing",
                                    "a number, as the grid needs it", hint))  # fmt: skip
        if method == "morris" and factor.levels:
            hint = "Take saltelli for choices, or leave them out."
            if not isinstance(factor.levels[0], (str, bool)):
                hint = "Write: { low = …, high = … }"
            problems.append(Problem(f"vary: {factor.name}", "a list of values",
                                    "a range: Morris moves along an order, and a list has none",
                                    hint))  # fmt: skip
    count = _count(method, sample, factors)
    if not problems and count > MOST_POINTS:
        problems.append(Problem(where, f"{count:,} points", f"at most {MOST_POINTS:,}"))
    elif not problems and count * len(factors) > MOST_VALUES:
        got = f"{count:,} points of {len(factors)} factors"
        expected = f"at most {MOST_VALUES // len(factors):,} points of so many"
        problems.append(Problem(where, got, expected))
    return problems


def _count(method: str, sample: Mapping[str, Any], factors: Sequence[Factor]) -> int:
    k = len(factors)
    if method == "grid":
        return math.prod(len(factor.levels) or factor.steps for factor in factors)
    if method == "saltelli":
        return int(sample["n"]) * (2 * k + 2 if sample.get("second_order") else k + 2)
    if method == "morris":
        return int(sample["trajectories"]) * (k + 1)
    return int(sample["points"])


def points_of(
    sample: Mapping[str, Any], factors: Sequence[Factor], seed: int
) -> dict[str, list[Any]]:
    """Return the values of each factor at every point, in the order of the method.

    Parameters
    ----------
    sample : mapping
        Without problems, and no file.
    factors : sequence of Factor
    seed : int
        Of the sample.
    """
    if sample["method"] == "grid":
        rows = list(itertools.product(*(factor.grid() for factor in factors)))
        return {factor.name: [row[k] for row in rows] for k, factor in enumerate(factors)}
    unit = _unit_points(sample, len(factors), seed)
    return {
        factor.name: [factor.value(u) for u in unit[:, k].tolist()]
        for k, factor in enumerate(factors)
    }


def _unit_points(sample: Mapping[str, Any], k: int, seed: int) -> np.ndarray:
    """Return points in the unit cube, shape (points, factors)."""
    method = sample["method"]
    if method in ("lhs", "sobol"):
        from scipy.stats import qmc

        kind = qmc.LatinHypercube if method == "lhs" else qmc.Sobol
        drawn: np.ndarray = kind(k, rng=seed).random(int(sample["points"]))
        return drawn
    try:
        from SALib.sample import morris, sobol
    except ImportError:
        raise InputError([Problem("sample: method", shown(method), "SALib to be installed",
                                  EXTRA)]) from None  # fmt: skip
    problem = {"num_vars": k, "names": [f"x{i}" for i in range(k)], "bounds": [[0.0, 1.0]] * k}
    seed = seed % 2**32  # what SALib takes
    if method == "saltelli":
        second = bool(sample.get("second_order", False))
        drawn = sobol.sample(problem, int(sample["n"]), calc_second_order=second, seed=seed)
    else:
        levels = int(sample.get("levels", 4))
        drawn = morris.sample(problem, int(sample["trajectories"]), num_levels=levels, seed=seed)
    return drawn


def read_points(
    name: str, folder: Path, factors: Sequence[Factor]
) -> tuple[tuple[Factor, ...], dict[str, list[Any]]]:
    """Return the factors and points of a file: a column for each factor, a row for each point.

    Parameters
    ----------
    name : str
        Of a CSV file.
    folder : Path
        To which it is relative.
    factors : sequence of Factor
        None: the columns say what varies.

    Raises
    ------
    InputError
        With every problem.
    """
    if factors:
        expected = "no factors: the file's columns say what varies"
        raise InputError([Problem("vary", f"{len(factors)} factors", expected)])
    path = folder / name
    where = printable(name)
    text = read_text(read_bytes(path, where, most=LARGEST_FILE, expected="a file of points"), where)
    header, *rows = read_csv(text, where, most_rows=MOST_POINTS + 1, most_cells=100) or [[]]
    found = _header(header, where)
    problems = [] if rows else [Problem(where, "no points", "a header and a row for each point")]
    columns: dict[str, list[Any]] = {factor.name: [] for factor in found}
    for number, line in enumerate(rows, 1):
        if len(line) != len(header):
            got = f"{len(line)} cells"
            problems.append(Problem(f"{where}, point {number}", got, f"{len(header)}"))
            continue
        for factor, cell in zip(found, line, strict=True):
            value = factor.read(cell)
            if (problem := factor.problem(value)) is not None:
                place = f"{where}, point {number}, {factor.name}"
                problems.append(Problem(place, problem.got, problem.expected, problem.advice))
            columns[factor.name].append(value)
        if len(problems) > MOST_PROBLEMS:
            break
    if problems:
        raise InputError(problems)
    return tuple(filled(factor, columns[factor.name]) for factor in found), columns


def _header(header: Sequence[str], where: str) -> list[Factor]:
    """Return the factor of each column."""
    problems: list[Problem] = []
    found: list[Factor] = []
    for number, cell in enumerate(header, 1):
        name = cell.strip()
        place = f"{where}, column {number}"
        try:
            factor = column_factor(name, f"{place}, {shown(name)}")
        except InputError as error:
            problems += error.problems
            continue
        if name in [other.name for other in found]:
            problems.append(Problem(place, f"{shown(name)} again", "each factor once"))
        found.append(factor)
    if problems:
        raise InputError(problems)
    return found
