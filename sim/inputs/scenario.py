"""The type of a scenario: levers that differ from the baseline, and when they change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from allied.sim.inputs.levers import LEVER_TYPE, LEVERS
from allied.sim.inputs.plugins import SCENARIOS, reader
from allied.sim.inputs.quantity import InputError, Problem, distinct, to_record

__all__ = ["MOST_SEGMENTS", "Scenario", "plan", "resolve"]

MOST_SEGMENTS = 32  # of a timeline, the first weeks included


@dataclass(frozen=True)
class Scenario:
    """What differs from the baseline.

    Attributes
    ----------
    name : str
        Identifier, as on the command line.
    levers : mapping of str to value
        Dotted name of a lever to its value, from the first week on.
    timeline : sequence of (int, mapping)
        Week from which further levers hold, in ascending order.
    title, summary, story : str
        For readers.
    sources, claims : sequence of str
        Where the story comes from, and the claims of the ledger that it embodies.

    Examples
    --------
    >>> merged = Scenario("ours", {"structure.delivery": "merged"})
    >>> merged.value("structure.delivery"), merged.value("firm.teams")
    ('merged', 14)
    """

    name: str
    levers: Mapping[str, Any] = field(default_factory=dict)
    timeline: tuple[tuple[Any, Mapping[str, Any]], ...] = ()
    title: str = ""
    summary: str = ""
    story: str = ""
    sources: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()

    def with_levers(self, **values: Any) -> Scenario:
        """Return a copy in which the levers in `values` ("group__name" or dotted) are changed.

        Examples
        --------
        >>> Scenario("ours").with_levers(firm__teams=20).value("firm.teams")
        20
        """
        changed = {name.replace("__", "."): value for name, value in values.items()}
        return Scenario(
            self.name, {**self.levers, **changed}, self.timeline, self.title, self.summary,
            self.story, self.sources, self.claims,
        )  # fmt: skip

    def value(self, lever: str) -> Any:
        """Return a lever's value in the first week."""
        return self.levers.get(lever, LEVERS[lever].default)


def resolve(scenario: Scenario | Mapping[str, Any] | str) -> Scenario:
    """Return a `Scenario` from one, from a mapping of levers, or from a name.

    A mapping with the key "scenario" changes that: `{"scenario": "allies", "goals.shared": 0.9}`.
    Names are those that Allied and other installed packages offer (`allied.sim.inputs.plugins`);
    the reader is found by its entry point, so that the model need not know it.

    Examples
    --------
    >>> resolve("merged").title
    'Merged unit'
    >>> resolve({"firm.teams": 20}).name
    'levers'
    >>> resolve({"scenario": "merged", "firm.teams": 20}).name
    'merged, firm.teams=20'
    """
    if isinstance(scenario, Scenario):
        return scenario
    if isinstance(scenario, Mapping) and "scenario" in scenario:
        return _changed(scenario)
    if isinstance(scenario, Mapping):
        return Scenario("levers", dict(scenario))
    load = reader(SCENARIOS)
    if load is None:
        raise InputError(
            [Problem("scenario", repr(scenario), "an installed package that ships scenarios")]
        )
    found: Scenario = load(scenario)
    return found


def _changed(levers: Mapping[str, Any]) -> Scenario:
    """Return a scenario some of whose levers are changed, named by what is changed."""
    changes = {name: value for name, value in levers.items() if name != "scenario"}
    base = resolve(levers["scenario"])
    said = ", ".join([base.name, *(f"{name}={value}" for name, value in changes.items())])
    return replace(base, name=said, levers={**base.levers, **changes})


def _timeline_problems(scenario: Scenario) -> list[Problem]:
    problems = []
    changes = len(scenario.timeline)
    if changes >= MOST_SEGMENTS:
        problems.append(
            Problem("timeline", f"{changes} changes", f"at most {MOST_SEGMENTS - 1} changes")
        )
    weeks = [week for week, _ in scenario.timeline]
    for position, week in enumerate(weeks):
        before = weeks[position - 1] if position else 0
        whole = type(week) is int or isinstance(week, np.integer)
        if not whole or week < 1 or (position and week <= before):
            expected = "whole weeks from 1 on, each after the one before"
            problems.append(Problem(f"timeline, change {position + 1}", repr(week), expected))
    for week, levers in scenario.timeline:
        if "firm.teams" in levers:
            problems.append(
                Problem(f"timeline, week {week}: firm.teams", repr(levers["firm.teams"]),
                        "no change: a company keeps its teams")
            )  # fmt: skip
    return problems


def plan(scenario: Scenario) -> tuple[np.ndarray, np.ndarray]:
    """Return the levers of each segment of a run and the weeks in which the segments begin.

    Returns
    -------
    levers : numpy.ndarray of LEVER_TYPE, shape (segments,)
    weeks : numpy.ndarray of int64, shape (segments,)
        The first is 0.

    Raises
    ------
    InputError
        With every wrong lever of every segment.

    Examples
    --------
    >>> levers, weeks = plan(Scenario("later", timeline=((27, {"structure.delivery": "merged"}),)))
    >>> len(levers), weeks.tolist()
    (2, [0, 27])
    """
    values, records, weeks = dict(scenario.levers), [], []
    problems = _timeline_problems(scenario)
    for week, changes in ((0, {}), *scenario.timeline):
        values.update(changes)
        weeks.append(week)
        try:
            records.append(to_record(LEVERS, values))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(distinct(problems))
    assert records[0].dtype == LEVER_TYPE
    return np.concatenate(records), np.array(weeks, np.int64)
