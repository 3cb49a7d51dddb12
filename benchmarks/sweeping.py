"""One sweep, by `allied sweep`, by the bare engine, and through the EMA Workbench's evaluators.

A point is another openness of leadership, and 50 companies. The workbench gets Allied's engine as
its model function, one experiment a point, which is the best that it can be given; or the Mesa
model, one experiment a company, as its users do.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from allied.sim.experiment.ensemble import run_ensemble, run_plan
from allied.sim.inputs.arguments import parameter_rows
from allied.sim.inputs.scenario import Scenario, plan, resolve
from allied.sim.model.organisation import Organisation
from allied.sim.model.outcomes import OUTCOMES, index_of
from allied.sim.sweep.design import Design
from allied.sim.sweep.driver import sweep
from benchmarks.complaints.findings import quiet
from benchmarks.measures import PROCESSES, YEAR, Taken, taken

__all__ = ["POINTS", "RUNS", "bare", "by_agents", "by_engine", "evaluated", "swept"]

POINTS, RUNS = 64, 50
LEVER, OUTCOME, SEED = "leadership.openness", "customer_experience", 1
LOW, HIGH = 0.1, 0.9
WARMING = 8  # experiments, so that each process has imported and compiled what it needs


def design(weeks: int, points: int = POINTS, runs: int = RUNS) -> Design:
    """Return the sweep, of the baseline and with parameters by default; nothing is compared."""
    return Design(
        base="silos", vary={LEVER: {"low": LOW, "high": HIGH}},
        sample={"method": "lhs", "points": points}, runs=runs, weeks=weeks, seed=SEED,
        parameters="default", reference="none",
    )  # fmt: skip


def swept(*, threads: int, weeks: int) -> None:
    """Sweep into a folder, files and manifest included."""
    with tempfile.TemporaryDirectory() as folder:
        sweep(design(weeks), Path(folder, "swept"), threads=threads)


def bare(*, weeks: int) -> None:
    """Run the companies of the same points on one core, and keep nothing."""
    rows = parameter_rows("default")
    out = np.empty((RUNS, 1, len(OUTCOMES)))
    for value in design(weeks).columns[LEVER]:
        course = plan(_point(value))
        run_plan(*course, rows, seed=SEED, first=0, weeks=weeks, every=weeks, out=out)


@cache
def _base() -> Scenario:
    """Return the baseline, read once: to read the file at each point would take as long again."""
    return resolve("silos")


def _point(openness: float) -> Scenario:
    return _base().with_levers(**{LEVER: openness})


def by_engine(openness: float) -> dict[str, float]:
    """Return the mean of a point's companies, from the compiled ensemble on one core."""
    ensemble = run_ensemble([_point(openness)], runs=RUNS, weeks=YEAR, threads=1, seed=SEED,
                            parameters="default")  # fmt: skip
    return {OUTCOME: float(ensemble.values[0, :, -1, index_of(OUTCOME)].mean())}


def by_agents(openness: float) -> dict[str, float]:
    """Return what becomes of one company, as a Mesa model over compiled rules."""
    company = Organisation(_point(openness), seed=SEED, parameters="default")
    company.run_for(YEAR)
    return {OUTCOME: float(company.outcomes()[OUTCOME])}


def evaluated(
    function: Callable[[float], dict[str, float]], *, companies: int, processes: int = 1
) -> Taken:
    """Return what a company-week takes under an evaluator of the workbench, its start left out.

    What the processes of a pool take is known only when they end: there, the clock alone counts.
    """
    from ema_workbench import MultiprocessingEvaluator, SequentialEvaluator

    model = _model(function)
    evaluator = (
        SequentialEvaluator(model)
        if processes == 1
        else MultiprocessingEvaluator(model, n_processes=min(processes, os.cpu_count() or 1))
    )
    with quiet(), evaluator:
        evaluator.perform_experiments(WARMING)
        found = taken(lambda: evaluator.perform_experiments(POINTS), POINTS * companies * YEAR)
    return found if processes == 1 else Taken(found.wall, float("nan"))


def _model(function: Callable[[float], dict[str, float]]) -> Any:
    from ema_workbench import Model, RealParameter, ScalarOutcome

    model = Model("allied", function=function)
    model.uncertainties = [RealParameter("openness", LOW, HIGH)]
    model.outcomes = [ScalarOutcome(OUTCOME)]
    return model


if __name__ == "__main__":  # what each takes, once
    weeks = 3 * YEAR
    units = POINTS * RUNS * weeks
    bare(weeks=weeks)
    for name, work in {
        "bare engine, one core": lambda: bare(weeks=weeks),
        "sweep, one thread": lambda: swept(threads=1, weeks=weeks),
        "sweep, two threads": lambda: swept(threads=PROCESSES, weeks=weeks),
    }.items():
        found = taken(work, units)
        print(f"{name}: {1e6 * found.wall:.2f} µs by the clock, {1e6 * found.processor:.2f} µs "
              "of processors per company-week")  # fmt: skip
