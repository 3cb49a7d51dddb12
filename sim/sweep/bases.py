"""The bases of a design: scenarios by name, by file, with changed levers, or stated in full."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from allied.sim.inputs.gate import id_problem
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.plain_text import shown
from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.inputs.scenario import MOST_SEGMENTS, Scenario, plan, resolve
from allied.sim.sweep.design_data import beside, canonical, flat, is_whole, matched

__all__ = ["bases_of", "plain_scenario", "scenario_of"]

MOST_BASES = 20
LAST_WEEK = 2600


def bases_of(base: Any, folder: Path, problems: list[Problem]) -> tuple[tuple[Scenario, ...], int]:
    """Return the bases that can be read, and how many were asked for."""
    if base is None:
        hint = 'Add: base = "silos"'
        problems.append(Problem("base", "nothing", "a scenario, or a list of scenarios", hint))
        return (), MOST_BASES
    several = isinstance(base, list)
    given = base if several else [base]
    if not 1 <= len(given) <= MOST_BASES:
        got = f"{len(given)} scenarios" if given else "an empty list"
        problems.append(Problem("base", got, f"1 to {MOST_BASES} scenarios"))
        return (), MOST_BASES
    found: list[Scenario] = []
    for number, one in enumerate(given):
        where = f"base-{number}" if several else "base"
        try:
            scenario = scenario_of(one, folder)
        except InputError as error:
            problems += [_within(where, p) for p in error.problems]
            continue
        if scenario.name in [other.name for other in found]:
            problems.append(Problem(where, f"{shown(scenario.name)} again", "another scenario"))
        found.append(scenario)
    return tuple(found), len(given)


def _within(where: str, problem: Problem) -> Problem:
    inner = problem.where.removeprefix("scenario")
    inner = inner if inner.startswith(":") or not inner else f": {inner}"
    return Problem(f"{where}{inner}", problem.got, problem.expected, problem.advice)


def scenario_of(said: Any, folder: Path) -> Scenario:
    """Return a scenario from its name or file, changed levers, or all that it says.

    Raises
    ------
    InputError
        With every problem.
    """
    if isinstance(said, dict):
        scenario = _stated(said) if "levers" in said else _overridden(said, folder)
    elif isinstance(said, (str, Scenario)):
        scenario = resolve(beside(said, folder))
    else:
        expected = 'a scenario\'s name or file, or { scenario = "silos", "goals.shared" = 0.9 }'
        raise InputError([Problem("scenario", shown(said), expected)])
    if problem := id_problem(scenario.name, "scenario"):
        raise InputError([problem])
    plan(scenario)
    return scenario


def _overridden(said: Mapping[str, Any], folder: Path) -> Scenario:
    """Return a scenario some of whose levers are changed, or the baseline where none is named."""
    levers = dict(flat({key: one for key, one in said.items() if key != "scenario"}))
    if "scenario" not in said:
        return resolve(levers)
    plan(Scenario("changes", levers))  # before their values stand in a name
    name = said["scenario"]
    if not isinstance(name, (str, Scenario)):
        raise InputError([Problem("scenario", shown(name), "a scenario's name or file")])
    return resolve({"scenario": beside(name, folder), **levers})


def _stated(said: Mapping[str, Any]) -> Scenario:
    """Return a scenario of which everything is said: name, levers and timeline."""
    problems: list[Problem] = []
    said = matched(said, ("name", "levers", "timeline"), "scenario", problems)
    name, timeline = said.get("name", "levers"), said.get("timeline", [])
    if not isinstance(name, str) or not name:
        problems.append(Problem("scenario: name", shown(name), "a name, as text"))
    if not isinstance(said["levers"], dict):
        problems.append(Problem("scenario: levers", shown(said["levers"]), "a table of levers"))
    if not isinstance(timeline, list) or len(timeline) >= MOST_SEGMENTS:
        expected = f"a list of at most {MOST_SEGMENTS - 1} changes"
        problems.append(Problem("scenario: timeline", shown(timeline), expected))
        timeline = []
    for number, change in enumerate(timeline, 1):
        where, table = f"scenario: timeline, change {number}", isinstance(change, dict)
        if not table or not isinstance(change.get("levers"), dict):
            problems.append(Problem(where, shown(change), "{ week = …, levers = { … } }"))
        elif not (is_whole(change.get("week")) and 1 <= change["week"] <= LAST_WEEK):
            expected = f"a whole number from 1 to {LAST_WEEK}"
            problems.append(Problem(f"{where}, week", shown(change.get("week")), expected))
    if problems:
        raise InputError(problems)
    changes = tuple((change["week"], flat(change["levers"])) for change in timeline)
    return Scenario(name, flat(said["levers"]), changes)


def plain_scenario(scenario: Scenario) -> dict[str, Any]:
    """Return all that a run depends on in a scenario, in one way only."""
    return {
        "name": scenario.name,
        "levers": {name: canonical(row.kind, scenario.value(name)) for name, row in LEVERS.items()},
        "timeline": [
            {"week": int(week),
             "levers": {name: canonical(LEVERS[name].kind, value)
                        for name, value in sorted(changes.items())}}
            for week, changes in scenario.timeline
        ],
    }  # fmt: skip
