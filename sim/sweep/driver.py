"""Compute a sweep: tasks on an executor, results in their order, whole files in the folder.

Whatever the executor, the number of workers, the parts and the restarts: the same rows come out. At
most some tasks are under way and one file is in memory, so memory does not grow with the sweep.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.stamp import model_hash
from allied.sim.sweep.design import Design
from allied.sim.sweep.folder import Part, Store
from allied.sim.sweep.layout import Piece, Range, blocks, missing, part_of, pieces
from allied.sim.sweep.points import Common, Computed, Task, compute
from allied.sim.sweep.table import Rows, digest_of, table_of

__all__ = ["Report", "sweep"]

AHEAD = 256  # tasks under way on an executor of unknown width

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
        Number of runs to how many points stopped there; with a bound on the error only.
    damaged : list of str
        Files that were damaged, and computed anew.
    """

    folder: Path
    points: int
    found: int = 0
    computed: int = 0
    failed: int = 0
    complete: bool = False
    stopped: dict[int, int] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)


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
        Called with (points done, points in all).

    Returns
    -------
    Report

    Raises
    ------
    InputError
        If the folder holds anything else, another process writes there, or an argument is wrong.
    """
    bound = _bound(design, precision, max_runs)
    most = bound.most if bound else design.runs
    identity = f"{design.hash[:16]}-{model_hash()}-{bound.key if bound else 'fixed'}"
    wanted = part_of(design, part)
    store = Store(Path(out), design, identity)
    report = Report(Path(out), wanted[1] - wanted[0])
    with store.writing():
        parts = store.parts()
        report.damaged = store.damaged
        there = [one.points for one in parts]
        todo = missing(wanted, there)
        report.found = report.points - sum(end - begin for begin, end in todo)
        if report.found and todo and not resume:
            got = f"{str(out)!r}, which holds {report.found:,} of {report.points:,} points"
            raise InputError([Problem("out", got, "a new folder", "To go on: --resume.")])

        def tell(done: int) -> None:
            if progress is not None:
                progress(report.found + done, report.points)

        try:
            with _workers(executor, threads) as (pool, ahead):
                run = _Run(design, store, pool, ahead, bound)
                ranges = [
                    left for block in blocks(design, most) for left in missing(block, there)
                    if left[1] > wanted[0] and left[0] < wanted[1]
                ]  # fmt: skip
                ranges = [(max(b, wanted[0]), min(e, wanted[1])) for b, e in ranges]
                for made in run.parts(ranges, tell):
                    parts.append(made)
                    report.computed += made.points[1] - made.points[0]
        finally:
            parts.sort(key=lambda one: one.points)
            report.failed = sum(one.failed for one in parts)
            whole = not missing((design.first, len(design) + 1), [one.points for one in parts])
            report.complete = whole
            if report.computed or whole:
                store.conclude(parts, {"complete": whole})
    report.stopped = run.stopped
    return report


@dataclass(frozen=True)
class _Bound:
    """The largest Monte Carlo errors, and the most runs."""

    outcomes: tuple[tuple[int, float], ...]
    """Positions among the design's outcomes, and the error."""
    most: int

    @property
    def key(self) -> str:
        said = ",".join(f"{k}:{error!r}" for k, error in self.outcomes)
        return f"{said};{self.most}"


def _bound(
    design: Design, precision: Mapping[str, float] | None, max_runs: int | None
) -> _Bound | None:
    if precision is None:
        if max_runs is not None:
            raise InputError([Problem("max_runs", str(max_runs), "a precision beside it")])
        return None
    problems = []
    names = [OUTCOMES[k].name for k in design.outcomes]
    found = []
    for name, error in precision.items():
        if name not in names:
            problems.append(Problem(f"precision: {name}", "no outcome of the design",
                                    f"one of {', '.join(names)}"))  # fmt: skip
        elif not (0.0 < error < float("inf")):
            problems.append(Problem(f"precision: {name}", repr(error), "a number above 0"))
        else:
            found.append((names.index(name), float(error)))
    most = 10 * design.runs if max_runs is None else max_runs
    if not design.runs <= most <= 10_000_000:
        expected = f"a whole number from {design.runs}, the runs of the design, to 10,000,000"
        problems.append(Problem("max_runs", repr(most), expected))
    if design.reference == "none":
        problems.append(Problem("precision", "a design without reference", "differences to bound"))
    if design.runs < 2:
        problems.append(Problem("runs", str(design.runs), "two runs or more, to know an error"))
    if problems:
        raise InputError(problems)
    return _Bound(tuple(sorted(found)), most)


@contextmanager
def _workers(executor: Executor | None, threads: int | None) -> Iterator[tuple[Executor, int]]:
    """Give where tasks run, and how many may be under way."""
    if executor is not None:
        yield executor, AHEAD
        return
    count = threads or os.cpu_count() or 1
    pool = ThreadPoolExecutor(count)
    try:
        yield pool, 3 * count
    finally:
        pool.shutdown(cancel_futures=True)


class _Run:
    """One run of the driver."""

    def __init__(
        self, design: Design, store: Store, pool: Executor, ahead: int, bound: _Bound | None
    ) -> None:
        self.design, self.store, self.pool, self.ahead, self.bound = (
            design, store, pool, ahead, bound
        )  # fmt: skip
        self.common = Common.of(design)
        self.stopped: dict[int, int] = {}
        self._zero: list[np.ndarray] = []  # outcomes of point 0, by batch

    def parts(self, ranges: Sequence[Range], tell: Callable[[int], object]) -> Iterator[Part]:
        """Compute and write files of points, in order."""
        computed = self._fixed if self.bound is None else self._bounded
        for points, rows in computed(ranges, tell):
            references = [self._reference(outcomes) for outcomes in rows.outcomes]
            table = table_of(self.design, rows, references, self.store.note)
            facts = {
                "digest": f"{digest_of(self.design, rows):064x}",
                "failed": sum(any(reasons) for reasons in rows.reasons),
                "runs": sum(outcomes.shape[1] for outcomes in rows.outcomes),
            }
            for outcomes in rows.outcomes if self.bound else ():
                count = outcomes.shape[1]
                self.stopped[count] = self.stopped.get(count, 0) + 1
            yield self.store.write(points, table, facts)

    def _fixed(
        self, ranges: Sequence[Range], tell: Callable[[int], object]
    ) -> Iterator[tuple[Range, Rows]]:
        """Yield the rows of each range, all of them with the design's runs."""
        runs = (0, self.design.runs)
        tasks = ((block, piece) for block in ranges for piece in pieces(self.design, block, runs))
        done = 0
        under_way: Range | None = None
        gathered = _Gathered()
        for (block, piece), result in self._in_order(tasks):
            if under_way is not None and block != under_way:
                yield under_way, gathered.rows(under_way[0])
                gathered = _Gathered()
            under_way = block
            gathered.add(piece, result)
            if piece.last == self.design.runs:
                done += piece.end - piece.begin
                tell(done)
        if under_way is not None:
            yield under_way, gathered.rows(under_way[0])

    def _bounded(
        self, ranges: Sequence[Range], tell: Callable[[int], object]
    ) -> Iterator[tuple[Range, Rows]]:
        """Yield the rows of each range, with batches of runs until the error is small enough."""
        assert self.bound is not None
        done = 0
        for begin, end in ranges:
            gathered = _Gathered()
            open_points = list(range(begin, end))
            first = 0
            while open_points:
                last = min(first + self.design.runs, self.bound.most)
                tasks = (
                    (None, piece) for low, high in _runs_of_numbers(open_points)
                    for piece in pieces(self.design, (low, high), (first, last))
                )  # fmt: skip
                for (_, piece), result in self._in_order(tasks):
                    gathered.add(piece, result)
                first = last
                left = [n for n in open_points if last < self.bound.most
                        and not self._is_precise(n, gathered)]  # fmt: skip
                done += len(open_points) - len(left)
                tell(done)
                open_points = left
            yield (begin, end), gathered.rows(begin)

    def _is_precise(self, number: int, gathered: _Gathered) -> bool:
        """Return whether the Monte Carlo errors of a point are below the bound."""
        assert self.bound is not None
        outcomes = gathered.of(number)
        gaps = (outcomes - self._reference(outcomes))[:, :, -1]
        for k, largest in self.bound.outcomes:
            errors = gaps[..., k].std(axis=1, ddof=1) / np.sqrt(gaps.shape[1])
            if (errors > largest).any():
                return False
        return True

    def _reference(self, outcomes: np.ndarray) -> np.ndarray:
        """Return what a point's outcomes are set against, in the same shape."""
        kind, _, number = self.design.reference.partition("-")
        if kind == "base":
            return np.broadcast_to(outcomes[int(number)], outcomes.shape)
        if kind == "point":
            return self._unchanged(outcomes.shape[1])
        return outcomes

    def _unchanged(self, runs: int) -> np.ndarray:
        """Return the outcomes of the bases without changes."""
        have = sum(batch.shape[1] for batch in self._zero)
        if have < runs:
            gathered = _Gathered()
            tasks = ((None, piece) for piece in pieces(self.design, (0, 1), (have, runs)))
            for (_, piece), result in self._in_order(tasks):
                gathered.add(piece, result)
            self._zero.append(gathered.of(0))
        whole = self._zero[0] if len(self._zero) == 1 else np.concatenate(self._zero, axis=1)
        self._zero = [whole]
        return whole[:, :runs]

    def _in_order(
        self, tasks: Iterator[tuple[Any, Piece]]
    ) -> Iterator[tuple[tuple[Any, Piece], Computed]]:
        """Yield the results of tasks in their order; a bounded number of them is under way."""
        waiting: deque[tuple[tuple[Any, Piece], Future[Computed]]] = deque()
        try:
            for task in tasks:
                waiting.append((task, self.pool.submit(compute, self._task(task[1]))))
                if len(waiting) >= self.ahead:
                    told, future = waiting.popleft()
                    yield told, future.result()
            while waiting:
                told, future = waiting.popleft()
                yield told, future.result()
        finally:
            for _, future in waiting:
                future.cancel()

    def _task(self, piece: Piece) -> Task:
        values = tuple(self.design.point(n) for n in range(piece.begin, piece.end))
        return Task(self.common, values, piece.first, piece.last - piece.first)


class _Gathered:
    """Results of points, put together from tasks."""

    def __init__(self) -> None:
        self._outcomes: dict[int, list[np.ndarray]] = {}
        self._reasons: dict[int, tuple[str, ...]] = {}

    def add(self, piece: Piece, result: Computed) -> None:
        for k, number in enumerate(range(piece.begin, piece.end)):
            self._outcomes.setdefault(number, []).append(result.outcomes[k])
            before = self._reasons.get(number, ("",) * len(result.reasons[k]))
            self._reasons[number] = tuple(
                old or new for old, new in zip(before, result.reasons[k], strict=True)
            )

    def of(self, number: int) -> np.ndarray:
        batches = self._outcomes[number]
        if len(batches) > 1:
            self._outcomes[number] = batches = [np.concatenate(batches, axis=1)]
        return batches[0]

    def rows(self, first: int) -> Rows:
        numbers = range(first, first + len(self._outcomes))
        return Rows(first, [self.of(n) for n in numbers], [self._reasons[n] for n in numbers])


def _runs_of_numbers(numbers: Sequence[int]) -> list[Range]:
    """Return consecutive numbers as ranges."""
    ranges: list[Range] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number:
            ranges[-1] = (ranges[-1][0], number + 1)
        else:
            ranges.append((number, number + 1))
    return ranges
