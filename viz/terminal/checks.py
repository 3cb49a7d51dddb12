"""Check what was typed, so that every problem is reported at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.quantity import InputError, Problem
from sim.scenario import Scenario

__all__ = ["check_file", "check_options", "load_parameters", "load_scenarios", "require"]

LIMITS = {
    "--runs": (1, 10_000_000),
    "--weeks": (1, 2600),
    "--seed": (0, 2**64 - 1),
    "--run": (0, 9_999),
    "--prior": (0, 100_000),
    "--draws": (2, 100_000),
    "--companies": (2, 100_000),
    "--threads": (1, 1024),
    "--port": (1, 65535),
    "--table": (64, 100_000),
}


def check_options(options: Mapping[str, int | None]) -> list[Problem]:
    """Return what is wrong with the numbers of some options; None is an option not given."""
    problems = []
    for option, value in options.items():
        low, high = LIMITS[option]
        if value is not None and not low <= value <= high:
            expected = f"a whole number from {low:,} to {high:,}"
            problems.append(Problem(option, str(value), expected))
    return problems


def check_file(option: str, path: Path | None) -> list[Problem]:
    """Return what is wrong with a place for a file, before any work is done for it."""
    if path is None or (not path.is_dir() and path.parent.is_dir()):
        return []
    return [Problem(option, str(path), "a file's name in a folder that exists")]


def load_scenarios(references: Sequence[str]) -> tuple[list[Scenario], list[Problem]]:
    """Return the scenarios that could be loaded, and what is wrong with the others."""
    from scenarios import load

    found: list[Scenario] = []
    problems: list[Problem] = []
    for reference in references:
        try:
            scenario = load(reference)
        except InputError as error:
            problems += [problem for problem in error.problems if problem not in problems]
            continue
        if scenario.name in [known.name for known in found]:
            expected = "scenarios of different names"
            problems.append(Problem("scenario", f"{scenario.name!r} twice", expected))
        found.append(scenario)
    return found, problems


def load_parameters(name: str) -> tuple[Any, list[Problem]]:
    """Return all draws of parameters by name, or None and what is wrong with them."""
    from viz.parameters import draws_of, origin

    try:
        draws = draws_of(name)
        origin(name, len(draws))
    except InputError as error:
        return None, list(error.problems)
    return draws, []


def require(problems: Sequence[Problem]) -> None:
    """Raise if there is any problem.

    Raises
    ------
    InputError
        With all of them.
    """
    if problems:
        raise InputError(problems)
