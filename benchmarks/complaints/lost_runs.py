"""Runs that a crash takes away: `python -m benchmarks.complaints.lost_runs`.

Each tool runs in a process of its own, which is killed (SIGKILL, as by a kernel without memory)
when some runs have been completed, and is then started again.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import chdir, suppress
from pathlib import Path
from typing import Any

from allied.sim.sweep.dataset import read_sweep
from allied.sim.sweep.design import Design
from allied.sim.sweep.driver import sweep
from benchmarks.complaints.findings import Finding, quiet, started, told, workbench_installed
from benchmarks.complaints.toy_models import batch, noted, walk, workbench_model

__all__ = ["COMPLAINT", "allied", "peers"]

COMPLAINT = "Crashes: runs that were completed are lost"
RUNS, ENOUGH, PAUSE = 30, 12, 0.03
LOG = "log"


def _mesa() -> None:
    """Run walks that note when they are completed."""
    batch({"start": [float(k) for k in range(RUNS)], "pause": PAUSE, "log": LOG})


def _noting(start: float) -> dict[str, Any]:
    time.sleep(PAUSE)
    noted(LOG)
    return {"position": start}


def _workbench() -> None:
    """Perform experiments that note when they are completed."""
    from ema_workbench import SequentialEvaluator

    with SequentialEvaluator(workbench_model(_noting)) as evaluator:
        evaluator.perform_experiments(RUNS)


def _design() -> Design:
    return Design(
        base=["silos", "merged"], vary={"leadership.openness": {"low": 0.1, "high": 0.9}},
        sample={"method": "lhs", "points": 128}, runs=200, weeks=26, parameters="default",
        outcomes=["lead_time", "trust_cmo_cio"],
    )  # fmt: skip


def _allied() -> None:
    sweep(_design(), "swept", threads=1)


def _killed(what: str, folder: Path, enough: Callable[[], bool]) -> None:
    """Start a tool in a folder, and kill it once enough has been done."""
    process = started(__file__, what, folder=folder)
    try:
        while not enough() and process.poll() is None:
            time.sleep(0.005)
    finally:
        with suppress(ProcessLookupError):  # it ended before
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _lines(path: Path) -> int:
    """Return how many whole lines a file holds; none where there is no file."""
    return path.read_bytes().count(b"\n") if path.exists() else 0


def _peer(tool: str, what: str, how: str) -> Finding:
    """Kill a peer, see what is there, and start it again."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        log = folder / LOG
        _killed(what, folder, lambda: _lines(log) >= ENOUGH)
        done = _lines(log)
        files = [path for path in folder.rglob("*") if path != log]
        started(__file__, what, folder=folder).communicate()
        again = _lines(log) - done
    did = (
        f"{how}, killed after {done} of {RUNS} runs, left {len(files)} files; started again, it "
        f"computed {again} runs"
    )
    return Finding(tool, not files and again == RUNS, did)


def workbench_files() -> Finding:
    """Ask the workbench for the callback that writes files while experiments run."""
    from ema_workbench import SequentialEvaluator
    from ema_workbench.em_framework.callbacks import FileBasedCallback

    with tempfile.TemporaryDirectory() as folder, quiet(), chdir(folder):
        try:
            with SequentialEvaluator(workbench_model(walk)) as evaluator:
                evaluator.perform_experiments(RUNS, callback=FileBasedCallback)
        except TypeError as error:
            return Finding("ema-workbench", True, f"FileBasedCallback cannot be used: {error}")
    return Finding("ema-workbench", False, "FileBasedCallback writes files while it runs")


def peers() -> list[Finding]:
    """Return what Mesa and the EMA Workbench do."""
    found = [_peer("mesa", "mesa", "batch_run")]
    if workbench_installed():
        found += [_peer("ema-workbench", "workbench", "the evaluator"), workbench_files()]
    return found


def allied() -> list[Finding]:
    """Return what a sweep does: it goes on, and nobody sees that it was killed."""
    design = _design()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        parts = folder / "swept" / "parts"

        def enough() -> bool:
            return len(list(parts.glob("points-*.parquet"))) >= 2

        _killed("allied", folder, enough)
        report = sweep(design, folder / "swept", threads=2, resume=True)
        sweep(design, folder / "whole", threads=2)
        equal = read_sweep(folder / "swept").equals(read_sweep(folder / "whole"))
    did = (
        f"killed, it left {report.found} of {report.points} points; with resume it computed the "
        f"other {report.computed}, and the dataset {'equals' if equal else 'DIFFERS FROM'} that of "
        "a sweep that nobody killed"
    )
    right = min(report.found, report.computed) > 0 and report.complete and equal
    return [Finding("allied", not right, did)]


if __name__ == "__main__":
    work = {"mesa": _mesa, "workbench": _workbench, "allied": _allied}
    if sys.argv[1:]:
        work[sys.argv[1]]()
    else:
        sys.exit(told(COMPLAINT, peers(), allied()))
