"""Check what was typed, so that every problem is reported at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from allied.sim.inputs.arguments import MOST_SCENARIOS
from allied.sim.inputs.quantity import InputError, Problem, distinct, nearest
from allied.sim.inputs.scenario import Scenario
from allied.sim.model.outcomes import DEFAULT_GOALS, GOALS, MOST_GOALS, OUTCOMES
from allied.viz.words.command_words import (
    a_bad_place,
    a_bad_range,
    asked_in_vain,
    of_another_name,
    too_many_compared,
    too_many_goals,
)

__all__ = [
    "check_file", "check_options", "load_goals", "load_parameters", "load_scenarios", "require",
]  # fmt: skip

LIMITS = {
    "--runs": (1, 10_000_000),
    "--first": (0, 4_000_000_000),
    "--weeks": (1, 2600),
    "--seed": (0, 2**64 - 1),
    "--run": (0, 4_000_000_000),
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
            problems.append(a_bad_range(option, value, low, high))
    return problems


def check_file(option: str, path: Path | None) -> list[Problem]:
    """Return what is wrong with a place for a file, before any work is done for it."""
    if path is None or (not path.is_dir() and path.parent.is_dir()):
        return []
    return [a_bad_place(option, path)]


def load_scenarios(references: Sequence[str]) -> tuple[list[Scenario], list[Problem]]:
    """Return the scenarios that could be loaded, and what is wrong with the others."""
    from allied.scenarios import load

    if len(references) > MOST_SCENARIOS:
        return [], [too_many_compared(len(references), MOST_SCENARIOS)]
    found: list[Scenario] = []
    problems: list[Problem] = []
    for reference in references:
        try:
            scenario = load(reference)
        except InputError as error:
            problems += error.problems
            continue
        if scenario.name in [known.name for known in found]:
            problems.append(of_another_name(scenario.name))
        found.append(scenario)
    return found, distinct(problems)


def load_goals(asked: Sequence[str] | None) -> tuple[tuple[str, ...], list[Problem]]:
    """Return the outcomes that are asked for by name or preset, and what is wrong with others.

    The default goals where none is asked for.
    """
    if not asked:
        return DEFAULT_GOALS, []
    names = [outcome.name for outcome in OUTCOMES]
    problems = [
        asked_in_vain(name, list(GOALS), partial(nearest, name, [*names, *GOALS]))
        for name in dict.fromkeys(asked) if name not in names and name not in GOALS
    ]  # fmt: skip
    meant = [goal for name in asked for goal in GOALS.get(name, (name,))]
    goals = tuple(dict.fromkeys(meant))
    if len(goals) > MOST_GOALS:
        problems.append(too_many_goals(len(goals), MOST_GOALS))
    return goals, problems


def load_parameters(name: str) -> tuple[Any, list[Problem]]:
    """Return all draws of parameters by name, or None and what is wrong with them."""
    from allied.viz.parameter_sets import draws_of, origin

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
