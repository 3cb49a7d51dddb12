"""Sweeps of a few companies that are still divided into several files and many tasks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from allied.sim.sweep import layout, running
from allied.sim.sweep.dataset import read_sweep
from allied.sim.sweep.design import Design
from allied.sim.sweep.driver import sweep
from allied.sim.sweep.points import Computed, Task, compute

ROOT = Path(__file__).resolve().parents[3]
POINTS = 12


def design(points: int = POINTS, **changes: object) -> Design:
    """Return a design of two bases, 3 runs and 8 weeks, unless something else is asked for."""
    given = {
        "base": ["silos", "merged"],
        "vary": {"leadership.openness": {"low": 0.2, "high": 0.9}},
        "sample": {"method": "lhs", "points": points},
        "runs": 3,
        "weeks": 8,
        "parameters": "default",
        "outcomes": ["trust_cmo_cio", "customer_experience"],
    }
    return Design(**{**given, **changes})


def divide(monkeypatch: pytest.MonkeyPatch, *, files: int = 6, task_seconds: float = 1e-9) -> None:
    """Let small sweeps fill several files, and each run be a task."""
    monkeypatch.setattr(layout, "LEAST_SECONDS", 1e-9)
    monkeypatch.setattr(layout, "FILES", files)
    monkeypatch.setattr(layout, "TASK_SECONDS", task_seconds)


def compute_or_die(task: Task) -> Computed:
    """Compute a task, or kill the process where the environment says at which openness."""
    if any(repr(values["leadership.openness"]) == os.environ["DIE_AT"] for values in task.values):
        os.kill(os.getpid(), signal.SIGKILL)
    return compute(task)


@dataclass(frozen=True)
class Data:
    """What a folder holds: its hash, and its rows."""

    sha256: str
    rows: pd.DataFrame
    complete: bool

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Data)
            and self.sha256 == other.sha256
            and self.complete == other.complete
            and self.rows.equals(other.rows)
        )

    __hash__ = None  # type: ignore[assignment]


def data_of(folder: Path) -> Data:
    """Return what a folder holds."""
    manifest = json.loads((folder / "manifest.json").read_text())
    frame = read_sweep(folder)
    texts = dict.fromkeys(("base", "reason"), str)  # categories depend on files
    return Data(manifest["data_sha256"], frame.astype(texts), manifest["complete"])


@dataclass
class Counter:
    """Runs of points that tasks have computed in this process."""

    runs: int = 0
    before: Callable[[], object] = lambda: None

    def __call__(self, task: Task) -> Computed:
        self.before()
        self.runs += len(task.values) * task.runs
        return compute(task)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter:
    """Count what tasks compute."""
    counter = Counter()
    monkeypatch.setattr(running, "compute", counter)
    return counter


def started(folder: Path, *options: str, **environment: str) -> subprocess.Popen[str]:
    """Start a slow sweep of `design()` in a process of its own."""
    command = [sys.executable, "-m", "tests.sim.sweep.slow_sweep", str(folder), *options]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip


def wait_for(condition: Callable[[], object], seconds: float = 120.0) -> None:
    """Wait until something is true."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds, "it did not happen"
        time.sleep(0.02)


def undisturbed(folder: Path, made: Design | None = None, **options: object) -> Data:
    """Return what a sweep leaves that nothing disturbs."""
    sweep(made or design(), folder, threads=1, **options)
    return data_of(folder)
