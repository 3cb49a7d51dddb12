"""Memory that grows with the number of runs: `python -m benchmarks.complaints.growing_memory`.

Each tool runs a small and a large batch, each in a process of its own. What the process took at
most (its largest resident set) is compared with what the further results take as plain numbers of
eight bytes. A tool that keeps results until the end takes at least that much. Both batches of a
sweep are beyond the few files that it has in memory at a time.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from allied.sim.model.outcomes import OUTCOMES
from allied.sim.sweep.design import Design
from allied.sim.sweep.driver import sweep
from benchmarks.complaints.findings import Finding, started, told, workbench_installed
from benchmarks.complaints.toy_models import batch
from benchmarks.measures import peak_memory

__all__ = ["COMPLAINT", "allied", "peers"]

COMPLAINT = "Memory: it grows with the number of runs"
MEGABYTE = 1e6
WALK_STEPS = 100
SERIES = 500
RUNS_OF_A_POINT, WEEKS = 100, 4
SIZES = {"mesa": (100, 1_600), "workbench": (500, 4_000), "allied": (3_000, 9_000)}
NUMBERS = {  # that a run, an experiment, a point leaves behind
    "mesa": 3 * WALK_STEPS,
    "workbench": SERIES + 1,
    "allied": 2 * len(OUTCOMES) * RUNS_OF_A_POINT,
}


def _mesa(count: int) -> None:
    """Run walks, and keep each step."""
    starts = [float(k) for k in range(count)]
    rows = batch({"start": starts, "weeks": WALK_STEPS}, data_collection_period=1,
                 max_steps=WALK_STEPS)  # fmt: skip
    assert len(rows) >= count * WALK_STEPS


def _series(start: float) -> dict[str, Any]:
    return {"positions": [start + 0.1 * k for k in range(SERIES)]}


def _workbench(count: int) -> None:
    """Perform experiments with a series as outcome, and save them."""
    from ema_workbench import (
        Model,
        RealParameter,
        SequentialEvaluator,
        TimeSeriesOutcome,
        save_results,
    )

    model = Model("series", function=_series)
    model.uncertainties = [RealParameter("start", 0.0, 1.0)]
    model.outcomes = [TimeSeriesOutcome("positions")]
    with tempfile.TemporaryDirectory() as folder:
        with SequentialEvaluator(model) as evaluator:
            results = evaluator.perform_experiments(count)
        save_results(results, str(Path(folder, "results.tar.gz")))


def _allied(count: int) -> None:
    """Sweep."""
    design = Design(
        base="silos", vary={"leadership.openness": {"low": 0.1, "high": 0.9}},
        sample={"method": "lhs", "points": count}, runs=RUNS_OF_A_POINT, weeks=WEEKS,
        parameters="default",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        sweep(design, Path(folder, "swept"), threads=1)


def measured(tool: str, what: str, unit: str) -> Finding:
    """Compare a small batch of a tool with a large one."""
    sizes = SIZES[what]
    peaks = []
    for size in sizes:
        printed, _ = started(__file__, what, str(size)).communicate()
        peaks.append(float(printed.split()[-1]))
    grown = peaks[1] - peaks[0]
    results = 8.0 * NUMBERS[what] * (sizes[1] - sizes[0]) / MEGABYTE
    did = (
        f"{sizes[1] - sizes[0]:,} further {unit} are {results:.0f} MB of numbers, and took "
        f"{grown:.0f} MB more memory ({peaks[0]:.0f} → {peaks[1]:.0f} MB)"
    )
    return Finding(tool, grown > results / 2.0, did)


def peers() -> list[Finding]:
    """Return what Mesa and the EMA Workbench do."""
    found = [measured("mesa", "mesa", f"runs of {WALK_STEPS} steps")]
    if workbench_installed():
        found.append(measured("ema-workbench", "workbench", f"experiments with {SERIES} numbers"))
    return found


def allied() -> list[Finding]:
    """Return what a sweep does."""
    return [measured("allied", "allied", f"points of {RUNS_OF_A_POINT} runs")]


if __name__ == "__main__":
    work = {"mesa": _mesa, "workbench": _workbench, "allied": _allied}
    if sys.argv[1:]:
        work[sys.argv[1]](int(sys.argv[2]))
        print(peak_memory() / MEGABYTE)
    else:
        sys.exit(told(COMPLAINT, peers(), allied()))
