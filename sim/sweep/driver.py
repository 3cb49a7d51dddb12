"""Compute a sweep: tasks on an executor, results in their order, whole files in the folder.

Whatever the executor, the number of workers, the parts and the restarts: the same rows come out. At
most some tasks are under way and one file is in memory, so memory does not grow with the sweep.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from allied.sim.inputs.arguments import number_problems
from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.stamp import model_hash
from allied.sim.sweep.design import Design
from allied.sim.sweep.folder import Store
from allied.sim.sweep.layout import Range, cut, missing, numbers, part_of
from allied.sim.sweep.parts import Part, count_of, outcomes_in, ranges_in
from allied.sim.sweep.precision import Bound, bound_of
from allied.sim.sweep.running import Run
from allied.sim.sweep.stopping import explained
from allied.sim.sweep.tidy_table import Rows, digest_of, table_of

__all__ = ["Report", "sweep"]

AHEAD = 256  # tasks under way on an executor of unknown width
TURNS = 3  # tasks under way for each worker

Progress = Callable[[int, int], None]


@dataclass
class Report:
    """What a sweep did.

    Attributes
    ----------
    folder : Path
    points, found, computed : int
        Of the part that was asked for; those that were there, and those that were computed now.
    failed : int
        Points that failed in a base or more, of those that are there.
    complete : bool
        Whether the whole design is there, not this part alone.
    stopped : mapping of int to int
        Number of runs to how many of the points that are there stopped at it; with a bound on the
        error only.
    damaged : list of str
        Files that were damaged, and computed anew.
    missing : list of (int, int)
        Points of the design that are not there: first and last of each gap.
    """

    folder: Path
    points: int
    found: int = 0
    computed: int = 0
    failed: int = 0
    complete: bool = False
    stopped: dict[int, int] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)
    missing: list[tuple[int, int]] = field(default_factory=list)

    def count(self, parts: list[Part], points: Range) -> None:
        """Take over what the files of a design with so many points hold."""
        self.failed = sum(part.failed for part in parts)
        gaps = missing(points, [part.points for part in parts])
        self.missing = [(begin, end - 1) for begin, end in gaps]
        self.complete = not gaps
        self.stopped = {}
        for part in parts:
            for runs, count in part.stopped.items():
                self.stopped[runs] = self.stopped.get(runs, 0) + count


def sweep(
    design: Design,
    out: Path | str,
    *,
    executor: Executor | None = None,
    threads: int | None = None,
    part: tuple[int, int] | None = None,
    precision: Mapping[str, float] | None = None,
    max_runs: int | None = None,
    resume: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Compute a design into a folder.

    Parameters
    ----------
    design : Design
    out : Path or str
        New, empty, or the folder of the same sweep.
    executor : concurrent.futures.Executor, optional
        Where tasks run: processes, or `Client.get_executor()` of Dask. Threads here when None.
    threads : int, optional
        As many as the machine has cores when None.
    part : (int, int), optional
        Part K of N, from 1: of an array job.
    precision : mapping of str to float, optional
        Outcomes to the largest Monte Carlo error (standard error of the mean paired difference to
        the reference). Batches of `design.runs` are added until it is reached, or `max_runs`.
    max_runs : int, optional
        With `precision`: the most runs of a point; ten batches when None.
    resume : bool
        Go on with what a folder holds already.
    progress : callable, optional
        Called with (points done, points in all), first while files that are there are checked.

    Returns
    -------
    Report

    Raises
    ------
    InputError
        If the folder holds anything else, another process writes there, or an argument is wrong.
    allied.sim.sweep.stopping.SweepError
        If the disk is full, the folder cannot be written, or workers are gone.
    """
    if problems := number_problems(threads=threads):
        raise InputError(problems)
    wanted = part_of(design, part)
    work = _Work(design, Path(out), wanted, bound_of(design, precision, max_runs), progress)
    with explained(work.store.folder, work.safe, work.report.points):
        if work.store.is_whole() and not work.look():
            return work.report  # nothing is written where nothing is missing
        with work.store.writing():
            if work.look():
                if work.report.found and not resume:
                    raise _begun(work.report)
                work.store.remove_useless()
                work.compute(executor, threads)
    return work.report


class _Work:
    """What a call of `sweep` does in its folder."""

    def __init__(
        self, design: Design, out: Path, wanted: Range, bound: Bound | None,
        progress: Progress | None,
    ) -> None:  # fmt: skip
        identity = f"{design.hash[:16]}-{model_hash()}-{bound.key if bound else 'fixed'}"
        self.design, self.wanted, self.bound = design, wanted, bound
        self.store = Store(out, design, identity)
        self.report = Report(out, wanted[1] - wanted[0])
        self._progress, self._told = progress, -1
        self._parts: list[Part] = []

    def safe(self) -> int:
        """Return how many of the points that are wanted stand in files, going by their names."""
        return self.report.points - count_of(missing(self.wanted, ranges_in(self.store.folder)))

    def look(self) -> bool:
        """Read what is there; return whether anything that is wanted is missing."""
        self._parts = self.store.parts(lambda count: self._tell(min(count, self.report.points)))
        self.report.damaged = self.store.damaged
        self.report.found = self.report.points - count_of(self._todo())
        self._tell(self.report.found)
        self.report.count(self._parts, numbers(self.design))
        return self.report.found < self.report.points

    def compute(self, executor: Executor | None, threads: int | None) -> None:
        """Compute what is missing, and write it; the manifest then says what is there."""
        try:
            with _workers(executor, threads) as (pool, ahead):
                run = Run(self.design, pool, ahead, self.bound, self._unchanged())
                most = self.bound.most if self.bound else self.design.runs
                ranges = cut(self.design, most, self._todo())
                found = self.report.found
                for points, rows in run.files(ranges, lambda done: self._tell(found + done)):
                    self._write(points, rows, run)
        except BaseException:
            with suppress(OSError):  # the reason to stop is what counts
                self._conclude()
            raise
        self._conclude()

    def _todo(self) -> list[Range]:
        return missing(self.wanted, [part.points for part in self._parts])

    def _unchanged(self) -> np.ndarray | None:
        """Return the outcomes of point 0, if they are wanted and stand in a file."""
        first = next(iter(self._parts), None)
        if self.design.reference != "point-0" or first is None or first.points[0] > 0:
            return None
        return outcomes_in(first, self.design, 0)

    def _write(self, points: Range, rows: Rows, run: Run) -> None:
        references = [run.reference(outcomes) for outcomes in rows.outcomes]
        table = table_of(self.design, rows, references, {})
        counts = [outcomes.shape[1] for outcomes in rows.outcomes]
        facts = {
            "digest": f"{digest_of(self.design, rows):064x}",
            "failed": sum(any(reasons) for reasons in rows.reasons),
            "runs": sum(counts),
            "stopped": {runs: counts.count(runs) for runs in sorted(set(counts))}
            if self.bound else {},
        }  # fmt: skip
        made = self.store.write(points, table, facts)
        self._parts.append(made)
        self.report.computed += made.points[1] - made.points[0]

    def _conclude(self) -> None:
        self._parts.sort(key=lambda part: part.points)
        self.report.count(self._parts, numbers(self.design))
        self.store.conclude(self._parts)

    def _tell(self, done: int) -> None:
        """Say how many points are done; files may be checked twice, and are counted once."""
        if self._progress is not None and done > self._told:
            self._told = done
            self._progress(done, self.report.points)


@contextmanager
def _workers(executor: Executor | None, threads: int | None) -> Iterator[tuple[Executor, int]]:
    """Give where tasks run, and how many may be under way."""
    if executor is not None:
        width = getattr(executor, "width", None) or getattr(executor, "_max_workers", None)
        yield executor, TURNS * width if width else AHEAD
        return
    count = threads or os.cpu_count() or 1
    pool = ThreadPoolExecutor(count)
    try:
        yield pool, TURNS * count
    finally:
        pool.shutdown(cancel_futures=True)


def _begun(report: Report) -> InputError:
    got = f"{str(report.folder)!r}, which holds {report.found:,} of {report.points:,} points"
    return InputError([Problem("out", got, "a new folder", "To go on: --resume.")])
