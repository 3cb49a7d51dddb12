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
from allied.sim.sweep.factors import Factor

__all__ = ["METHODS", "points_of", "read_points", "sample_problems"]

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
LARGEST_FILE = 200_000_000  # bytes of a file of points
EXTRA = "SALib is missing. Install it: pip install 'allied[sweep]'"
_NUMBERS = {"points": 64, "n": 64, "trajectories": 20}


def sample_problems(sample: Any, factors: Sequence[Factor], where: str = "sample") -> list[Problem]:
    """Return what is wrong with the table that says how points are chosen."""
    if not isinstance(sample, Mapping):
        return [Problem(where, shown(sample), "a table", 'Write: method = "lhs", points = 64')]
    if "file" in sample:
        others = [key for key in sample if key != "file"]
        return [
            Problem(f"{where}: {printable(str(key))}", "a key beside file", "file alone")
            for key in others
        ]
    method = sample.get("method")
    if method not in METHODS:
        expected = f'one of {", ".join(METHODS)}, or file = "points.csv"'
        got = "nothing" if method is None else shown(method)
        hint = partial(nearest, method, METHODS) if isinstance(method, str) else ""
        return [Problem(f"{where}: method", got, expected, hint)]
    numbers, options = METHODS[method], OPTIONS.get(method, ())
    known = ("method", "seed", *numbers, *options)
    problems = [
        Problem(f"{where}: {printable(str(key))}", "an unknown key",
                f"one of {', '.join(known)}", partial(nearest, str(key), known))
        for key in sample if key not in known
    ]  # fmt: skip
    for key in numbers:
        value = sample.get(key)
        whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
        if value is None:
            hint = f"Add: {key} = {_NUMBERS[key]}"
            problems.append(Problem(f"{where}: {key}", "nothing", "a whole number from 1", hint))
        elif not (whole and 1 <= value <= MOST_POINTS):
            expected = f"a whole number from 1 to {MOST_POINTS:,}"
            problems.append(Problem(f"{where}: {key}", shown(value), expected))
        elif method in ("sobol", "saltelli") and value & (value - 1):
            low, high = 1 << (value.bit_length() - 1), 1 << value.bit_length()
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
            problems.append(Problem(f"vary: {factor.name}", "a list of values",
                                    "a range: Morris moves along an order, and a list has none",
                                    hint))  # fmt: skip
    count = _count(method, sample, factors)
    if not problems and count > MOST_POINTS:
        problems.append(Problem(where, f"{count:,} points", f"at most {MOST_POINTS:,}"))
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
        generator = np.random.default_rng(seed)
        drawn: np.ndarray = kind(k, rng=generator).random(int(sample["points"]))
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


def read_points(path: Path, factors_for: Any) -> tuple[tuple[Factor, ...], dict[str, list[Any]]]:
    """Return the factors and points of a file: a column for each factor, a row for each point.

    Parameters
    ----------
    path : Path
        CSV.
    factors_for : callable
        Takes a mapping of names to lists of values and returns factors, or raises.

    Raises
    ------
    InputError
        With every problem.
    """
    where = path.name
    text = read_text(read_bytes(path, where, most=LARGEST_FILE, expected="a file of points"), where)
    lines = read_csv(text, where, most_rows=MOST_POINTS + 1, most_cells=100)
    if len(lines) < 2:
        raise InputError([Problem(where, "no points", "a header and a row for each point")])
    header = [name.strip() for name in lines[0]]
    wrong = [
        Problem(f"{where}, row {number}", f"{len(line)} cells", f"{len(header)}, as in the header")
        for number, line in enumerate(lines[1:], 2) if len(line) != len(header)
    ]  # fmt: skip
    if wrong:
        raise InputError(wrong)
    columns = {
        name: [_value(line[k]) for line in lines[1:]] for k, name in enumerate(header) if name
    }
    distinct = {name: list(dict.fromkeys(values))[:1] for name, values in columns.items()}
    factors = tuple(factors_for(distinct, where))
    problems = []
    for factor in factors:
        for number, value in enumerate(columns[factor.name], 2):
            problem = factor.problem(value)
            if problem is not None:
                problems.append(Problem(f"{where}, row {number}, {factor.name}", problem.got,
                                        problem.expected, problem.advice))  # fmt: skip
    if problems:
        raise InputError(problems)
    return factors, columns


def _value(cell: str) -> Any:
    """Return what a cell holds: true or false, a whole number, a number, or a text."""
    text = cell.strip()
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
