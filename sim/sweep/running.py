"""Tasks on an executor, and the rows of files in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from typing import Any

import numpy as np

from allied.sim.sweep.design import Design
from allied.sim.sweep.layout import Piece, Range, pieces, task_of
from allied.sim.sweep.points import Common, Computed, Task, compute
from allied.sim.sweep.precision import Bound
from allied.sim.sweep.tidy_table import Rows, row_bytes

__all__ = ["Run"]

GROUP_BYTES = 512e6  # of the files that are computed at the same time, under a bound

Tell = Callable[[int], object]


class Run:
    """One run of the driver.

    Parameters
    ----------
    design : Design
    pool : concurrent.futures.Executor
    ahead : int
        Tasks under way.
    bound : Bound, optional
    unchanged : numpy.ndarray, optional
        Outcomes of point 0 where they are known; shape (bases, runs, records, outcomes).
    """

    def __init__(
        self,
        design: Design,
        pool: Executor,
        ahead: int,
        bound: Bound | None = None,
        unchanged: np.ndarray | None = None,
    ) -> None:
        self.design, self.pool, self.ahead, self.bound = design, pool, ahead, bound
        self.common = Common.of(design)
        self._zero = unchanged

    def files(self, ranges: Iterable[Range], tell: Tell) -> Iterator[tuple[Range, Rows]]:
        """Yield the rows of each range, in order; `tell` is called with the points done."""
        computed = self._fixed if self.bound is None else self._bounded
        for points, rows in computed(ranges, tell):
            if points[0] == 0:
                self._know(rows.outcomes[0])
            yield points, rows

    def reference(self, outcomes: np.ndarray) -> np.ndarray:
        """Return what a point's outcomes are set against, in the same shape."""
        kind, _, number = self.design.reference.partition("-")
        if kind == "base":
            return np.broadcast_to(outcomes[int(number)], outcomes.shape)
        if kind == "point":
            return self._unchanged(outcomes.shape[1])
        return outcomes

    def _fixed(self, ranges: Iterable[Range], tell: Tell) -> Iterator[tuple[Range, Rows]]:
        """Yield the rows of each range, all of them with the design's runs."""
        runs = (0, self.design.runs)
        tasks = ((block, piece) for block in ranges for piece in pieces(self.design, block, runs))
        done = 0
        gathered = _Gathered()
        for (block, piece), result in self._in_order(tasks):
            gathered.add(piece, result)
            if piece.last == self.design.runs:
                done += piece.end - piece.begin
                tell(done)
                if piece.end == block[1]:
                    yield block, gathered.taken(block)

    def _bounded(self, ranges: Iterable[Range], tell: Tell) -> Iterator[tuple[Range, Rows]]:
        """Yield the rows of each range, with batches of runs until the error is small enough."""
        assert self.bound is not None
        done = 0
        for group in self._groups(ranges):
            gathered = _Gathered()
            left = [number for begin, end in group for number in range(begin, end)]
            first = 0
            while left:
                last = min(first + self.design.runs, self.bound.most)
                tasks = (
                    (None, piece) for low, high in _ranges_of(left)
                    for piece in pieces(self.design, (low, high), (first, last))
                )  # fmt: skip
                for (_, piece), result in self._in_order(tasks):
                    gathered.add(piece, result)
                    if piece.begin == 0 and piece.last == last:
                        self._know(gathered.of(0))
                first, before = last, len(left)
                left = [] if last == self.bound.most else [
                    number for number in left if not self._is_met(gathered.of(number))
                ]  # fmt: skip
                done += before - len(left)
                tell(done)
            for block in group:
                yield block, gathered.taken(block)

    def _groups(self, ranges: Iterable[Range]) -> Iterator[list[Range]]:
        """Yield files that are computed together, so that a batch keeps all workers busy."""
        assert self.bound is not None
        design = self.design
        row = row_bytes(design) * len(design.bases) * self.bound.most * len(design.recorded)
        enough = min(self.ahead * task_of(design, design.runs), GROUP_BYTES / row)
        group: list[Range] = []
        points = 0
        for block in ranges:
            group.append(block)
            points += block[1] - block[0]
            if points >= enough:
                yield group
                group, points = [], 0
        if group:
            yield group

    def _is_met(self, outcomes: np.ndarray) -> bool:
        assert self.bound is not None
        return self.bound.is_met(outcomes, self.reference(outcomes))

    def _know(self, outcomes: np.ndarray) -> None:
        """Keep the outcomes of point 0, if they are more than what is known."""
        if self._zero is None or outcomes.shape[1] > self._zero.shape[1]:
            self._zero = outcomes

    def _unchanged(self, runs: int) -> np.ndarray:
        """Return the outcomes of the bases without changes."""
        have = 0 if self._zero is None else self._zero.shape[1]
        if have < runs:
            gathered = _Gathered()
            tasks = ((None, piece) for piece in pieces(self.design, (0, 1), (have, runs)))
            for (_, piece), result in self._in_order(tasks):
                gathered.add(piece, result)
            batch = gathered.of(0)
            known = self._zero
            self._zero = batch if known is None else np.concatenate([known, batch], axis=1)
        assert self._zero is not None
        return self._zero[:, :runs]

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

    def taken(self, block: Range) -> Rows:
        """Return the rows of consecutive points, and forget them."""
        outcomes, reasons = [], []
        for number in range(*block):
            outcomes.append(self.of(number))
            reasons.append(self._reasons.pop(number))
            del self._outcomes[number]
        return Rows(block[0], outcomes, reasons)


def _ranges_of(numbers: Sequence[int]) -> list[Range]:
    """Return consecutive numbers as ranges."""
    ranges: list[Range] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number:
            ranges[-1] = (ranges[-1][0], number + 1)
        else:
            ranges.append((number, number + 1))
    return ranges
