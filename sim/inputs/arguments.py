"""What `run_ensemble` and its kin are given: checked, with every problem found at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from allied.sim.inputs.gate import id_problem
from allied.sim.inputs.parameters import PARAMETER_TYPE, PARAMETERS
from allied.sim.inputs.plain_text import shown
from allied.sim.inputs.plugins import PARAMETERS as GROUP
from allied.sim.inputs.plugins import parameter_offers, reader
from allied.sim.inputs.quantity import InputError, Problem, Quantity, distinct, to_record
from allied.sim.inputs.scenario import Scenario, plan, resolve
from allied.sim.model.state import LARGE, expected_rows

__all__ = [
    "DEFAULT", "POSTERIOR", "Parameters", "number_problems", "outside", "parameter_rows",
    "planned", "range_problems",
]  # fmt: skip

DEFAULT, POSTERIOR = "default", "posterior"
MOST_SCENARIOS = 500  # at once; the claims ledger has some 150 arms
ROUNDING = 1e-9  # of a range, by which a bound may be missed

Parameters = np.ndarray | Mapping[str, Any] | str | Path | None
"""A parameter set, or its name: "posterior", "default" (as None), one that an installed package
offers, or a file of draws.

Run n has row n modulo the number of rows, whatever else is asked for: like all that is random, its
parameters are addressed by its number.
"""

_LIMITS = {
    "runs": (1, 10_000_000), "run": (0, 2**32 - 1), "first": (0, 4_000_000_000),
    "weeks": (1, 2600), "seed": (0, 2**64 - 1),
    "every": (1, 2600), "threads": (1, 1024),
}  # fmt: skip


def number_problems(**arguments: Any) -> list[Problem]:
    """Return what is wrong with numbers of runs, weeks and the like."""
    problems = []
    for name, value in arguments.items():
        low, high = _LIMITS[name]
        whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
        if value is None and name in ("every", "threads"):
            continue
        if not (whole and low <= value <= high):
            expected = f"a whole number from {low} to {high}"
            problems.append(Problem(name, repr(value), expected))
    return problems


def parameter_rows(parameters: Parameters) -> np.ndarray:
    """Return parameters as records, one row for each draw; the defaults when None.

    Names are those that Allied and other installed packages offer (`allied.sim.inputs.plugins`);
    the reader is found by its entry point, so that the model need not know it.

    Raises
    ------
    InputError
        If names are missing or unknown, a value is no number or beyond its declared range, or
        nobody offers named draws.
    """
    if isinstance(parameters, (str, Path)):
        parameters = _named(str(parameters))
    if parameters is None or isinstance(parameters, Mapping):
        return to_record(PARAMETERS, parameters or {})
    given = np.atleast_1d(np.asarray(parameters))
    if _fields(given.dtype) != _fields(PARAMETER_TYPE) or len(given) == 0:
        count = len(_fields(PARAMETER_TYPE))
        expected = f"one row or more with the {count} fields of PARAMETER_TYPE"
        raise InputError([Problem("parameters", f"{len(given)} rows of {given.dtype}", expected)])
    rows = np.zeros(len(given), PARAMETER_TYPE)
    for row in PARAMETERS.values():
        row.write(rows, row.read(given))
    problems = [
        problem
        for name, row in PARAMETERS.items()
        for problem in range_problems(row.read(rows), row, f"parameters, {name}")
    ]
    if problems:
        raise InputError(problems)
    return rows


def range_problems(values: np.ndarray, row: Quantity, where: str) -> Iterator[Problem]:
    """Yield a problem if any of a quantity's values, shape (draws,), is beyond its declared range.

    It names the first of them and how many more there are. Rounding may miss a bound.
    """
    slack = ROUNDING * (row.high - row.low)
    yield from outside(values, row.low - slack, row.high + slack, where, row.expected)


def outside(
    values: np.ndarray, low: float, high: float, where: str, expected: str
) -> Iterator[Problem]:
    """Yield a problem if any of some numbers, shape (draws,), is not in [low, high]."""
    inside = (values >= low) & (values <= high)
    if inside.all():
        return
    rows = np.flatnonzero(~inside)
    more = f" (and {len(rows) - 1:,} more)" if len(rows) > 1 else ""
    first = values[rows[0]]
    got = f"{first:g}" if np.isfinite(first) else "a value that is no number"
    yield Problem(where, f"{got} in row {rows[0] + 1:,}{more}", expected)


def _fields(kind: np.dtype[Any]) -> dict[str, tuple[int, ...]]:
    """Return the shapes of a record type's fields by name, in whatever order they stand."""
    return {name: kind[name].shape for name in kind.names or ()}


def _named(name: str) -> np.ndarray | None:
    """Return the draws of a name or a file; None for the defaults."""
    if name == DEFAULT and name not in parameter_offers():
        return None
    read = reader(GROUP)
    if read is None:
        expected = "an installed package that ships parameters"
        hint = f"For the defaults: parameters={DEFAULT!r}."
        raise InputError([Problem("parameters", repr(name), expected, hint)])
    found: np.ndarray = read(name)
    return found


def _one_alone(scenarios: Any) -> Problem | None:
    """Return a problem if a scenario stands where a list of scenarios should."""
    if isinstance(scenarios, (Scenario, Path)):
        return Problem("scenarios", "one alone", "a list of scenarios", "Put it in brackets: […]")
    if isinstance(scenarios, Mapping):
        hint = 'Put it in brackets: [{"scenario": …}]'
        return Problem("scenarios", "one alone, a table", "a list of scenarios", hint)
    if isinstance(scenarios, str):
        hint = f"Write: simulate([{scenarios!r:.60}])"
        return Problem("scenarios", shown(scenarios), "a list of scenarios", hint)
    return None


def planned(
    scenarios: Sequence[Scenario | Mapping[str, Any] | str], weeks: int, problems: list[Problem]
) -> tuple[list[Scenario], list[tuple[np.ndarray, np.ndarray]]]:
    """Return scenarios with names of their own and their plans, or raise all problems."""
    chosen: list[Scenario] = []
    plans = []
    if problem := _one_alone(scenarios):
        raise InputError([*problems, problem])
    if not 1 <= len(scenarios) <= MOST_SCENARIOS:
        got = f"{len(scenarios):,}" if scenarios else "none"
        expected = f"one scenario or more, at most {MOST_SCENARIOS}"
        raise InputError([*problems, Problem("scenarios", got, expected)])
    for given in scenarios:
        try:
            scenario = resolve(given)
            plans.append(plan(scenario))
        except InputError as error:
            problems += error.problems
            continue
        if problem := id_problem(scenario.name, "scenario"):
            problems.append(problem)
        if not problems and expected_rows(plans[-1][0], weeks) > LARGE[1]:
            expected = f"at most {LARGE[1]:,} initiatives: fewer weeks, teams or opportunities"
            problems.append(Problem(f"scenario {scenario.name!r}", "a run of too many", expected))
        taken = [other.name for other in chosen]
        copies = sum(name.partition(" #")[0] == scenario.name for name in taken)
        if isinstance(given, Mapping) and copies:
            scenario = replace(scenario, name=f"{scenario.name} #{copies + 1}")
        chosen.append(scenario)
    if problems:
        raise InputError(distinct(problems))
    return chosen, plans
