"""From points to companies: what one task of a sweep computes, on whatever machine.

A task knows the plans of the bases, the factors and their values at some points; it needs neither
files nor the design. Parameters that have a name are loaded where the task runs, once, and held
against their hash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from allied.sim.inputs.arguments import parameter_rows
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.plain_text import printable
from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.inputs.scenario import Scenario, plan
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.model.state import LARGE, expected_rows
from allied.sim.stamp import model_hash
from allied.sim.sweep.design import Design, hash_of_rows
from allied.sim.sweep.factors import Factor

if TYPE_CHECKING:
    from allied.sim.model.own_rules import OwnRules

__all__ = ["Common", "Computed", "Task", "compute"]

OF_A_POINT = (ArithmeticError, AssertionError, LookupError, TypeError, ValueError)
"""What a rule or a value raises again wherever it runs; what else goes wrong is the machine's."""


class Course(NamedTuple):
    """The plan of a scenario, and what it says when.

    Attributes
    ----------
    levers : numpy.ndarray of LEVER_TYPE, shape (segments,)
    weeks : numpy.ndarray of int64, shape (segments,)
    said : tuple of frozenset of str
        Levers that the timeline sets at the beginning of each segment, whatever their value was.
    """

    levers: np.ndarray
    weeks: np.ndarray
    said: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, scenario: Scenario) -> Course:
        """Return the course of a scenario."""
        said = (frozenset[str](), *(frozenset(changes) for _, changes in scenario.timeline))
        return cls(*plan(scenario), said)


@dataclass(frozen=True)
class Common:
    """What all tasks of a sweep share: small, and picklable.

    Attributes
    ----------
    model : str
        Hash of the model that shall run.
    plans : tuple of Course
        Of each base.
    others : mapping of str to Course
        Of the scenarios that a factor names.
    factors : tuple of Factor
    seed, weeks, every : int
    outcomes : tuple of int
        Positions in `OUTCOMES`.
    parameters : str or numpy.ndarray
        Name of the parameter set, or its rows where it has none.
    rows_sha256 : str
    rules : mapping of str to str
        Decisions to the names of rules that take them.
    rules_sha256 : mapping of str to str
        Hash of each rule that a point may have, by "decision=name".
    """

    model: str
    plans: tuple[Course, ...]
    others: Mapping[str, Course]
    factors: tuple[Factor, ...]
    seed: int
    weeks: int
    every: int
    outcomes: tuple[int, ...]
    parameters: Any
    rows_sha256: str
    rules: Mapping[str, str]
    rules_sha256: Mapping[str, str]

    @classmethod
    def of(cls, design: Design) -> Common:
        """Return what the tasks of a design share."""
        return cls(
            model=model_hash(),
            plans=tuple(Course.of(base) for base in design.bases),
            others={name: Course.of(scenario) for name, scenario in design.scenarios.items()},
            factors=design.factors,
            seed=design.seed,
            weeks=design.weeks,
            every=min(design.every or design.weeks, design.weeks),
            outcomes=tuple(design.outcomes),
            parameters=design.named or design.rows,
            rows_sha256=hash_of_rows(design.rows),
            rules=design.rules,
            rules_sha256=design.rules_sha256,
        )

    @property
    def records(self) -> int:
        """Weeks recorded."""
        return self.weeks // self.every + (self.weeks % self.every > 0)


@dataclass(frozen=True)
class Task:
    """Some points, for some runs.

    Attributes
    ----------
    common : Common
    values : tuple of mapping
        Of the factors, by name, for each point; empty for point 0.
    first, runs : int
        Numbers of the runs.
    """

    common: Common
    values: tuple[Mapping[str, Any], ...]
    first: int
    runs: int


@dataclass(frozen=True)
class Computed:
    """Results of a task.

    Attributes
    ----------
    outcomes : numpy.ndarray of float64, shape (points, bases, runs, records, outcomes)
        NaN where a point failed.
    reasons : tuple of tuple of str, shape (points, bases)
        Why it failed; empty where it did not.
    """

    outcomes: np.ndarray
    reasons: tuple[tuple[str, ...], ...]


def compute(task: Task) -> Computed:
    """Run the companies of a task.

    Raises
    ------
    InputError
        If this machine has another model or other parameters than the one that sent the task.
    """
    common = task.common
    rows = _rows_here(common)
    _check_rules(common)
    shape = (
        len(task.values), len(common.plans), task.runs, common.records, len(common.outcomes)
    )  # fmt: skip
    outcomes = np.full(shape, np.nan)
    chosen = np.array(common.outcomes)
    out = np.empty((task.runs, common.records, len(OUTCOMES)))
    reasons = []
    for values, into in zip(task.values, outcomes, strict=True):
        said = []
        for base, there in zip(common.plans, into, strict=True):
            try:
                _run(common, base, values, rows, task, out)
            except InputError as error:
                said.append("; ".join(str(problem) for problem in error.problems))
                continue
            except OF_A_POINT as error:
                said.append(printable(f"{type(error).__name__}: {error}"))
                continue
            there[...] = out[:, :, chosen]
            said.append(_reason(there, common))
        reasons.append(tuple(said))
    return Computed(outcomes, tuple(reasons))


def _run(
    common: Common,
    base: Course,
    values: Mapping[str, Any],
    rows: np.ndarray,
    task: Task,
    out: np.ndarray,
) -> None:
    """Fill `out` with the outcomes of one base at one point."""
    from allied.sim.experiment.ensemble import run_plan

    levers, weeks = _planned(common, base, values)
    needed = expected_rows(levers, common.weeks)
    if needed > LARGE[1]:
        expected = f"at most {LARGE[1]:,} initiatives"
        raise InputError([Problem("point", f"a run of up to {needed:,} initiatives", expected)])
    rows = _with_parameters(common, values, rows, task)
    run_plan(
        levers, weeks, rows, seed=common.seed, first=task.first, weeks=common.weeks,
        every=common.every, out=out, rules=_rules_here(common, values),
    )  # fmt: skip


def _planned(
    common: Common, base: Course, values: Mapping[str, Any]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the plan of a base at a point."""
    factors = [factor for factor in common.factors if factor.name in values]
    for factor in factors:
        if factor.target == "scenario":
            base = common.others[values[factor.name]]
    levers, weeks, said = base.levers.copy(), base.weeks.copy(), list(base.said)
    for factor in factors:
        if factor.target == "change":
            said[factor.change + 1] |= {factor.key}
    for factor in factors:
        if factor.target == "week":
            weeks[factor.change + 1] = values[factor.name]
        elif factor.target in ("lever", "change"):
            quantity, start = LEVERS[factor.key], factor.change + 1
            end = _end(said, factor.key, start)
            quantity.read(levers)[start:end] = quantity.code(values[factor.name])
    problems = [
        Problem("timeline", f"week {late} after week {early}", "changes in their order")
        for early, late in zip(weeks[1:], weeks[2:], strict=False) if late <= early
    ]  # fmt: skip
    if problems:
        raise InputError(problems)
    return levers, weeks


def _end(said: Sequence[frozenset[str]], lever: str, start: int) -> int:
    """Return the segment from which on the timeline sets a lever again."""
    later = (k for k in range(start + 1, len(said)) if lever in said[k])
    return next(later, len(said))


def _with_parameters(
    common: Common, values: Mapping[str, Any], rows: np.ndarray, task: Task
) -> np.ndarray:
    """Return the rows of the runs, with parameters that vary in place of the drawn ones.

    Run n takes row n modulo their number, of all rows as of these; where the row varies, every run
    takes that one.
    """
    varied = [factor for factor in common.factors if factor.name in values]
    for factor in varied:
        if factor.target == "row":
            row = values[factor.name]
            rows = rows[row : row + 1]
    factors = [factor for factor in varied if factor.target == "parameter"]
    if not factors:
        return rows
    numbers = np.arange(task.first, task.first + min(task.runs, len(rows)))
    if task.runs >= len(rows):
        mine = rows.copy()
    else:
        mine = np.empty(task.runs, rows.dtype)
        mine[numbers % task.runs] = rows[numbers % len(rows)]
    for factor in factors:
        quantity = PARAMETERS[factor.key]
        quantity.write(mine, quantity.code(values[factor.name]))
    return mine


def _rules_here(common: Common, values: Mapping[str, Any]) -> OwnRules | None:
    """Return the rules of a point, where the task runs; None where all are built in."""
    varied = {factor.key: values[factor.name] for factor in common.factors
              if factor.target == "rule" and factor.name in values}  # fmt: skip
    named = {**common.rules, **varied}
    if not named:
        return None
    return _named_rules(tuple(sorted(named.items())))


def _check_rules(common: Common) -> None:
    """Hold the rules that a sweep names against what they were where it began.

    Raises
    ------
    InputError
        If a rule is missing here, or does something else.
    """
    for told, known in common.rules_sha256.items():
        decision, _, name = told.partition("=")
        own = _named_rules(((decision, name),))
        if own is None or own.hash != known:
            expected = "that of the machine where the sweep began"
            hint = "Install the same version of its package everywhere."
            raise InputError([Problem(f"worker: rule {name!r}", "other code", expected, hint)])


@lru_cache
def _named_rules(named: tuple[tuple[str, str], ...]) -> OwnRules | None:
    from allied.sim.model.own_rules import OwnRules  # the compiler: few sweeps need it

    return OwnRules.of(dict(named))


def _reason(outcomes: np.ndarray, common: Common) -> str:
    """Return which outcomes of a point are no numbers, or an empty string."""
    wrong = ~np.isfinite(outcomes).all(axis=(0, 1))
    names = [OUTCOMES[k].name for k, bad in zip(common.outcomes, wrong, strict=True) if bad]
    return f"no number: {', '.join(names)}" if names else ""


def _rows_here(common: Common) -> np.ndarray:
    """Return the parameter rows, where the task runs."""
    if common.model != model_hash():
        got = f"model {model_hash()}"
        raise InputError([Problem("worker", got, f"model {common.model}, as where the sweep began",
                                  "Install the same version of Allied everywhere.")])  # fmt: skip
    if not isinstance(common.parameters, str):
        rows: np.ndarray = common.parameters
        return rows
    rows, found = _named_rows(common.parameters)
    if found != common.rows_sha256:
        raise InputError([Problem(f"worker: parameters {common.parameters!r}", "other rows",
                                  "those of the machine where the sweep began")])  # fmt: skip
    return rows


@lru_cache
def _named_rows(name: str) -> tuple[np.ndarray, str]:
    rows = parameter_rows(name)
    return rows, hash_of_rows(rows)
