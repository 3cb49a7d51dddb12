"""One run that fails, and others with it: `python -m benchmarks.complaints.spoiled_runs`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from allied.sim.sweep.dataset import read_sweep
from allied.sim.sweep.design import Design
from allied.sim.sweep.driver import sweep
from benchmarks.complaints.findings import Finding, quiet, started, told, workbench_installed
from benchmarks.complaints.toy_models import batch, noted, workbench_model

__all__ = ["COMPLAINT", "allied", "peers"]

COMPLAINT = "Failures: one run that fails takes others with it"
EXPERIMENTS, BEYOND = 30, 0.7
PATIENCE = 20.0  # seconds to wait for 30 experiments that take none
WEEKS, LATE = 60, 58  # "allies" changes again in week 53


def mesa_batch() -> Finding:
    """Let the last of some runs fail."""
    starts = [1.0, 2.0, 3.0, -1.0]
    with tempfile.TemporaryDirectory() as folder, quiet():
        log = Path(folder, "log")
        rows = None
        try:
            rows = batch({"start": starts, "log": str(log)})
        except ValueError as error:
            said = f"{type(error).__name__}: {error}"
        done = len(log.read_text().splitlines())
    if rows is not None:
        return Finding("mesa", False, f"{len(rows)} of {len(starts)} runs came back")
    did = f"{done} of {len(starts)} runs were completed, one failed, none came back ({said})"
    return Finding("mesa", True, did)


def _fails(start: float) -> dict[str, Any]:
    if start > BEYOND:
        raise ValueError("the walk cannot start there")
    return {"position": start}


def _fails_properly(start: float) -> dict[str, Any]:
    """Fail as the workbench's documentation asks for."""
    from ema_workbench.util import ema_exceptions

    error = getattr(ema_exceptions, "ExperimentError", None) or ema_exceptions.CaseError
    if start > BEYOND:
        raise error("the walk cannot start there", {"start": start})
    return {"position": start}


def workbench_sequential() -> Finding:
    """Let a model raise under the sequential evaluator."""
    from ema_workbench import SequentialEvaluator

    try:
        with quiet(), SequentialEvaluator(workbench_model(_fails)) as evaluator:
            evaluator.perform_experiments(EXPERIMENTS)
    except BaseException as error:  # EMAError is no Exception
        did = f"{type(error).__name__} at the first failure; none of {EXPERIMENTS} came back"
        return Finding("ema-workbench", True, did)
    return Finding("ema-workbench", False, "failures did not stop the others")


def workbench_case() -> Finding:
    """Let a model raise the workbench's own error for a failed experiment."""
    from ema_workbench import SequentialEvaluator

    with quiet(), SequentialEvaluator(workbench_model(_fails_properly)) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(EXPERIMENTS)
    starts = np.asarray(experiments["start"], float)
    ends: np.ndarray = np.ma.filled(np.ma.asarray(outcomes["position"], float), np.nan)
    failed = starts > BEYOND
    wrong = int((failed & np.isfinite(ends) & np.isin(ends, starts[~failed])).sum())
    did = (
        f"of {failed.sum()} experiments that failed by the workbench's own error, {wrong} hold "
        "the result of the experiment before, without a mark"
    )
    return Finding("ema-workbench", wrong > 0, did)


def _in_processes(log: str) -> None:
    """Let a model raise under the evaluator with processes (in a process of its own)."""
    from ema_workbench import MultiprocessingEvaluator

    with MultiprocessingEvaluator(workbench_model(_fails), n_processes=2) as evaluator:
        noted(log)
        evaluator.perform_experiments(EXPERIMENTS)


def workbench_processes() -> Finding:
    """Wait for an evaluator with processes, one of whose experiments fails."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        process = started(__file__, "processes", str(log))
        try:
            process.communicate(timeout=PATIENCE)
            ended = True
        except subprocess.TimeoutExpired:
            ended = not log.exists()  # it must have begun
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    did = (
        f"with 2 processes it ended with code {process.returncode}"
        if ended
        else f"with 2 processes, {EXPERIMENTS} experiments of no time never end: killed after "
        f"{PATIENCE:.0f} s"
    )
    return Finding("ema-workbench", not ended, did)


def peers() -> list[Finding]:
    """Return what Mesa and the EMA Workbench do."""
    found = [mesa_batch()]
    if workbench_installed():
        found += [workbench_sequential(), workbench_case(), workbench_processes()]
    return found


def allied() -> list[Finding]:
    """Return what a sweep does with a point that cannot be: a week after the next change."""
    frames = []
    for weeks in ([20, LATE, 40], [20, 40]):
        design = Design(
            base="allies", vary={"timeline.1.week": weeks}, sample={"method": "grid"}, runs=2,
            weeks=WEEKS, parameters="default", outcomes=["lead_time", "trust_cmo_cio"],
        )  # fmt: skip
        with tempfile.TemporaryDirectory() as folder:
            report = sweep(design, folder, threads=2)
            frames.append((report, read_sweep(folder)))
    (report, with_it), (_, without) = frames
    failed = with_it[with_it["reason"] != ""]
    others = with_it[with_it["reason"] == ""].drop(columns=["point", "reason"])
    untouched = others.reset_index(drop=True).equals(without.drop(columns=["point", "reason"]))
    did = (
        f"{report.failed} of {report.points} points failed; it is {len(failed)} rows with the "
        f"reason {str(failed['reason'].iloc[0])!r}, and the others are "
        f"{'equal' if untouched else 'NOT equal'} to those of a sweep without it"
    )
    right = report.failed == 1 and report.complete and untouched
    return [Finding("allied", not right, did)]


if __name__ == "__main__":
    if sys.argv[1:2] == ["processes"]:
        _in_processes(sys.argv[2])
    else:
        sys.exit(told(COMPLAINT, peers(), allied()))
