"""A million runs of three years, two cores: `python -m benchmarks.million_runs [points] [FOLDER]`.

The aim: five minutes at most, and at most 2 GB of memory. A point is another openness and another
part of shared goals, for 1,000 companies; without an argument there are 1,000 points. All outcomes
are kept, and all differences to the base without changes. A point is added for that base.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from allied.sim.experiment.ensemble import run_ensemble
from allied.sim.sweep.design import Design
from allied.sim.sweep.driver import Report, sweep
from benchmarks.measures import PROCESSES, THREE_YEARS, peak_memory

__all__ = ["RUNS", "computed", "design"]

POINTS, RUNS = 1_000, 1_000
GIGABYTE = 1e9


def design(points: int = POINTS) -> Design:
    """Return the sweep."""
    ranges = {"low": 0.1, "high": 0.9}
    return Design(
        base="silos", vary={"leadership.openness": ranges, "goals.shared": ranges},
        sample={"method": "lhs", "points": points}, runs=RUNS, weeks=THREE_YEARS, seed=1,
    )  # fmt: skip


def computed(points: int, folder: Path) -> Report:
    """Sweep into a folder, and say what it took."""
    run_ensemble([{}], runs=1, weeks=1)  # compiles if need be: not counted
    clock, processors = time.perf_counter(), time.process_time()
    report = sweep(design(points), folder, threads=PROCESSES)
    clock, processors = time.perf_counter() - clock, time.process_time() - processors
    runs = report.points * RUNS
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(
        f"{runs:,} runs of {THREE_YEARS} weeks in {clock:.0f} s by the clock, {processors:.0f} s "
        f"of processors\n{1e6 * processors / (runs * THREE_YEARS):.2f} µs of processors per "
        f"company-week; a million runs would take {1e6 * clock / runs:.0f} s by the clock\n"
        f"{peak_memory() / GIGABYTE:.2f} GB of memory at most, {size / GIGABYTE:.2f} GB of files, "
        f"{report.failed} points failed"
    )
    return report


def main(points: str = str(POINTS), folder: str | None = None) -> None:
    """Sweep into a folder that is kept, or into one that is not."""
    if folder is not None:
        computed(int(points), Path(folder))
        return
    with tempfile.TemporaryDirectory() as place:
        computed(int(points), Path(place, "swept"))


if __name__ == "__main__":
    main(*sys.argv[1:3])
