"""Many companies at once: the compiled loop over runs and weeks.

`simulate` runs thousands of companies on threads; the rules release the interpreter's lock. A run
depends on its scenario, parameters, seed and number only, so neither threads nor chunks matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from allied.sim.experiment.comparison import Comparison
from allied.sim.experiment.cost import cost_of, require_affordable
from allied.sim.experiment.threads import on_threads
from allied.sim.inputs.arguments import (
    POSTERIOR,
    Parameters,
    number_problems,
    parameter_rows,
    planned,
)
from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.inputs.scenario import Scenario
from allied.sim.model.company import Company
from allied.sim.model.compiled import kernel
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.model.own_rules import OwnRules, Rules
from allied.sim.model.rules.founding import found
from allied.sim.model.rules.measures import measure
from allied.sim.model.state import allocate, expected_rows
from allied.sim.model.steps import Steps, run_step, steps_in
from allied.sim.stamp import model_hash

__all__ = ["Ensemble", "map_companies", "run_ensemble", "run_plan", "simulate"]

CHUNK = 16  # runs a task: about 10 ms, short enough to show progress and stop


@kernel
def run_companies(
    workspace: np.ndarray,
    seed: np.uint64,
    first: int,
    parameters: np.ndarray,
    weeks: int,
    every: int,
    out: np.ndarray,
    phases: Steps,
) -> None:
    """Run consecutive companies in one workspace.

    Parameters
    ----------
    workspace : numpy.recarray, shape (1,)
        A company from `allied.sim.model.state.allocate`; holds the last one's state afterwards.
    seed : numpy.uint64
    first : int
        Number of the first run.
    parameters : numpy.recarray, shape (draws,)
        Run r takes row r modulo draws.
    weeks, every : int
        Horizon; outcomes are recorded each `every` weeks, and at the end.
    out : numpy.ndarray, shape (runs, records, outcomes)
        Filled.
    phases : Steps
        The week, from `allied.sim.model.steps.steps_in`.
    """
    co: Company = workspace[0]
    for r in range(out.shape[0]):
        co.parameter = parameters[(first + r) % len(parameters)]
        found(co, seed, first + r)
        row = 0
        for w in range(1, weeks + 1):
            for p in range(len(phases)):
                run_step(phases[p], co)
            if w % every == 0 or w == weeks:
                measure(co, out[r, row])
                row += 1


def run_plan(
    plan: np.ndarray,
    plan_weeks: np.ndarray,
    rows: np.ndarray,
    *,
    seed: int,
    first: int,
    weeks: int,
    every: int,
    out: np.ndarray,
    rules: OwnRules | None = None,
) -> None:
    """Run consecutive companies of one plan, in a workspace of their own; nothing is checked.

    Parameters
    ----------
    plan, plan_weeks : numpy.ndarray, shape (segments,)
        From `allied.sim.inputs.scenario.plan`.
    rows : numpy.ndarray of PARAMETER_TYPE, shape (draws,)
        Run n has row n modulo their number.
    seed : int
    first : int
        Number of the first run.
    weeks, every : int
        Horizon; outcomes are recorded each `every` weeks, and at the end.
    out : numpy.ndarray, shape (runs, records, outcomes)
        Filled.
    rules : OwnRules, optional
        From `OwnRules.of`; the built-in ones when None.

    Examples
    --------
    >>> from allied.sim.inputs.scenario import plan, resolve
    >>> out = np.empty((3, 2, len(OUTCOMES)))
    >>> levers, rows = plan(resolve("silos")), parameter_rows(None)
    >>> run_plan(*levers, rows, seed=1, first=0, weeks=20, every=10, out=out)
    >>> bool(np.isfinite(out).all())
    True
    """
    company = allocate(plan, plan_weeks, rows[:1], rows=expected_rows(plan, weeks))
    week = steps_in(company) if rules is None else rules.steps(company)
    run_companies(company, np.uint64(seed), first, rows, weeks, every, out, week)


@dataclass(frozen=True)
class Ensemble:
    """Results of several scenarios over the same runs.

    Attributes
    ----------
    scenarios : tuple of Scenario
    seed, runs, weeks : int
    weeks_recorded : numpy.ndarray of int64, shape (records,)
    values : numpy.ndarray of float64, shape (scenarios, runs, records, outcomes)
        In the units and the order of `OUTCOMES`.
    parameters : numpy.ndarray of PARAMETER_TYPE, shape (rows,)
        Run n had row n modulo their number.
    first : int
        Number of the first run.
    rules : OwnRules, optional
        Rules that decided instead of the built-in ones.

    Examples
    --------
    >>> run = run_ensemble(["silos", "merged"], runs=20, weeks=52)
    >>> run.comparison().scenarios
    ['silos', 'merged']
    >>> len(run.frame())
    40
    """

    scenarios: tuple[Scenario, ...]
    seed: int
    runs: int
    weeks: int
    weeks_recorded: np.ndarray
    values: np.ndarray
    parameters: np.ndarray
    first: int = 0
    rules: OwnRules | None = None

    def comparison(self, record: int = -1) -> Comparison:
        """Return the paired comparison to the first scenario at one recorded week."""
        names = [scenario.name for scenario in self.scenarios]
        values = self.values[:, :, record]
        return Comparison(
            names, self.seed, self.runs, self.weeks, values, self.parameters, self.first
        )

    def frame(self) -> pd.DataFrame:
        """Return a tidy table: a row for each scenario, run and recorded week.

        Its `attrs["allied.model"]` is the hash of the model (`allied.sim.stamp`); a Parquet file
        keeps it.
        """
        names = [scenario.name for scenario in self.scenarios]
        index = pd.MultiIndex.from_product(
            [names, range(self.first, self.first + self.runs), self.weeks_recorded],
            names=["scenario", "run", "week"],
        )
        columns = [outcome.name for outcome in OUTCOMES]
        frame = pd.DataFrame(self.values.reshape(len(index), -1), index, columns).reset_index()
        frame.attrs["allied.model"] = model_hash()
        if self.rules is not None:
            frame.attrs["allied.rules"] = self.rules.hash
        return frame


def run_ensemble(
    scenarios: Sequence[Scenario | Mapping[str, Any] | str],
    *,
    runs: int = 200,
    first: int = 0,
    weeks: int = 156,
    seed: int = 1,
    parameters: Parameters = POSTERIOR,
    every: int | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    rules: Rules = None,
) -> Ensemble:
    """Run every scenario for the same companies, and return compact arrays.

    Parameters
    ----------
    scenarios : sequence
        Scenarios, mappings of levers, or names of shipped scenarios.
    runs : int
        Companies; run n is the same company, with the same luck, in every scenario.
    first : int
        Number of the first run. Runs 0-99 are the same whether 100 or 10,000 are asked for, so an
        ensemble can be extended, split over machines and resumed.
    weeks : int
        Horizon.
    seed : int
        In [0, 2**64).
    parameters : numpy.ndarray of PARAMETER_TYPE, mapping, str or Path, optional
        The parameter set, by value or by name ("posterior", "default" or a file of draws); run n
        has row n modulo the number of rows. The default values when None.
    every : int, optional
        Record outcomes each `every` weeks; only at the end when None.
    threads : int, optional
        As many as the machine has cores when None. The result does not depend on it.
    progress : callable, optional
        Called with (company-runs done, company-runs in all).
    rules : mapping of str to function or str, optional
        Rules of one's own by the decision that they take, or names of such that installed packages
        offer; see `allied.sim.model.own_rules`. The built-in ones when None.

    Returns
    -------
    Ensemble

    Raises
    ------
    InputError
        With every problem of the arguments and levers.

    Examples
    --------
    >>> ensemble = run_ensemble(["silos", "merged"], runs=20, weeks=52)
    >>> ensemble.values.shape  # scenarios, runs, recorded weeks, outcomes
    (2, 20, 1, 19)
    """
    problems = number_problems(
        runs=runs, first=first, weeks=weeks, seed=seed, every=every, threads=threads
    )
    try:
        rows = parameter_rows(parameters)
    except InputError as error:
        problems += error.problems
    own = _own(rules, problems)
    chosen, plans = planned(scenarios, weeks, problems)
    every = weeks if every is None else min(every, weeks)
    recorded = np.array([w for w in range(1, weeks + 1) if w % every == 0 or w == weeks], np.int64)
    cost = cost_of(chosen, runs=runs, weeks=weeks, records=len(recorded), threads=threads)
    require_affordable(cost, "runs, weeks", "Fewer runs, scenarios or recorded weeks need less.")
    values = np.empty((len(chosen), runs, len(recorded), len(OUTCOMES)))
    tasks = [(s, begin) for begin in range(0, runs, CHUNK) for s in range(len(chosen))]

    def work(task: tuple[int, int]) -> int:
        s, begin = task
        out = values[s, begin : begin + CHUNK]
        run_plan(
            *plans[s], rows, seed=seed, first=first + begin, weeks=weeks, every=every, out=out,
            rules=own,
        )  # fmt: skip
        return len(out)

    total = runs * len(chosen)
    on_threads(work, tasks, threads=threads, progress=progress, size=int, total=total)
    return Ensemble(tuple(chosen), seed, runs, weeks, recorded, values, rows, first, own)


def _own(rules: Rules, problems: list[Problem]) -> OwnRules | None:
    """Return rules as a checked set; add what is wrong with them to the problems."""
    try:
        return OwnRules.of(rules)
    except InputError as error:
        problems += error.problems
        return None


def map_companies(
    scenario: Scenario | Mapping[str, Any] | str,
    look: Callable[[Company], Any],
    *,
    runs: int = 200,
    first: int = 0,
    weeks: int = 156,
    seed: int = 1,
    parameters: Parameters = POSTERIOR,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    rules: Rules = None,
) -> np.ndarray:
    """Run companies and look at the state of each at the end.

    Parameters
    ----------
    scenario, runs, first, weeks, seed, parameters, threads, progress, rules
        As for `run_ensemble`.
    look : callable
        Takes a company's state, returns a number or an array.

    Returns
    -------
    numpy.ndarray, shape (runs, …)
        What `look` returned, by run.

    Examples
    --------
    >>> trust = map_companies("silos", lambda company: company.chiefs["trust"], runs=5, weeks=10)
    >>> trust.shape  # runs, and the CMO's trust in the CIO and the CIO's in the CMO
    (5, 2)
    """
    problems = number_problems(runs=runs, first=first, weeks=weeks, seed=seed, threads=threads)
    own = _own(rules, problems)
    chosen, (levers,) = planned([scenario], weeks, problems)
    rows = parameter_rows(parameters)
    cost = cost_of(chosen, runs=runs, weeks=weeks, threads=threads)
    require_affordable(cost, "runs, weeks", "Fewer runs or weeks need less.")

    def work(begin: int) -> list[Any]:
        company = allocate(*levers, rows[:1], rows=expected_rows(levers[0], weeks))
        seen, out = [], np.empty((1, 1, len(OUTCOMES)))
        week = steps_in(company) if own is None else own.steps(company)
        for run in range(begin, min(first + runs, begin + CHUNK)):
            run_companies(company, np.uint64(seed), run, rows, weeks, weeks, out, week)
            seen.append(np.array(look(company[0])))
        return seen

    begins = range(first, first + runs, CHUNK)
    chunks = on_threads(work, begins, threads=threads, progress=progress, size=len, total=runs)
    return np.array([row for chunk in chunks for row in chunk])


def simulate(
    scenarios: Sequence[Scenario | Mapping[str, Any] | str],
    *,
    runs: int = 200,
    first: int = 0,
    weeks: int = 156,
    seed: int = 1,
    parameters: Parameters = POSTERIOR,
    every: int | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    rules: Rules = None,
    arrays: bool = False,
) -> pd.DataFrame | Ensemble:
    """Run every scenario for the same companies, and return a tidy table.

    Takes the arguments of `run_ensemble`; with `arrays`, returns its `Ensemble` instead.

    Returns
    -------
    pandas.DataFrame
        A row for each scenario, run and recorded week; a column for each outcome.

    Examples
    --------
    >>> frame = simulate([{}, {"budget.overlap": "yield"}], runs=4, weeks=26)
    >>> frame.shape
    (8, 22)
    """
    ensemble = run_ensemble(
        scenarios, runs=runs, first=first, weeks=weeks, seed=seed, parameters=parameters,
        every=every, threads=threads, progress=progress, rules=rules,
    )  # fmt: skip
    return ensemble if arrays else ensemble.frame()
