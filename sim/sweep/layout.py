"""How a sweep is divided: into parts of an array job, files, and tasks.

Files hold consecutive points, at most 64 MB or about a minute of one core's work each, and no fewer
than some thirty where there is little to do, so that little is lost. Which points a file holds
follows from the design alone, so whoever computes it writes the same files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from allied.sim.experiment.cost import Cost, seconds_of
from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.sweep.design import Design
from allied.sim.sweep.tidy_table import row_bytes

__all__ = [
    "Piece", "blocks", "cost_of_sweep", "cut", "missing", "numbers", "part_of", "pieces",
    "task_of",
]  # fmt: skip

FILE_BYTES, FILE_SECONDS = 64e6, 60.0
LEAST_SECONDS, FILES = 0.5, 32  # of a file, and files of a small sweep
TASK_SECONDS = 1.0  # of one core; Dask wants 0.3 or more
TASK_BYTES = 8e6  # of a task's results, which wait in memory for those before them
MOST_PARTS = 100_000

Range = tuple[int, int]
"""Numbers of points, the last one excluded."""


class Piece(NamedTuple):
    """What one task computes: points and runs, the last ones excluded."""

    begin: int
    end: int
    first: int
    last: int


def numbers(design: Design) -> Range:
    """Return the numbers of all points."""
    return design.first, len(design) + 1


def part_of(design: Design, part: tuple[int, int] | None) -> Range:
    """Return the points of part K of N, from 1.

    Raises
    ------
    InputError
        If there is no such part.
    """
    begin, end = numbers(design)
    if part is None:
        return begin, end
    k, n = part
    if not 1 <= n <= MOST_PARTS or not 1 <= k <= n:
        expected = f"K/N with K from 1 to N, N at most {MOST_PARTS:,}"
        raise InputError([Problem("part", f"{k}/{n}", expected, "The first part is 1/N.")])
    count = end - begin
    return begin + count * (k - 1) // n, begin + count * k // n


def seconds_of_point(design: Design, runs: int) -> float:
    """Return about how long a point takes on one core."""
    weeks = float(runs) * design.weeks
    return sum(
        seconds_of(weeks, teams=base.value("firm.teams"), threads=1) for base in design.bases
    )


def cost_of_sweep(design: Design, runs: int, threads: int | None) -> tuple[Cost, float]:
    """Return time and memory of a sweep, and the bytes that its files take."""
    begin, end = numbers(design)
    cores = seconds_of(1.0, threads=1) / seconds_of(1.0, threads=threads)
    seconds = (end - begin) * seconds_of_point(design, runs) / cores
    row = row_bytes(design)
    rows = float(end - begin) * len(design.bases) * runs * len(design.recorded)
    largest = max(FILE_BYTES, float(row) * rows / max(end - begin, 1))
    return Cost(seconds, 4.0 * min(largest, row * rows)), row * rows


def blocks(design: Design, runs: int) -> Iterator[Range]:
    """Yield the points of each file; a point takes at most so many runs."""
    return cut(design, runs, [numbers(design)])


def cut(design: Design, runs: int, ranges: Iterable[Range]) -> Iterator[Range]:
    """Yield the points of each file that ranges fill, or fill in part.

    Files end at the same points whatever is missing, so whoever computes them writes the same.
    """
    first = numbers(design)[0]
    size = _points_of_file(design, runs)
    for begin, end in ranges:
        here = begin
        while here < end:
            there = min(first + ((here - first) // size + 1) * size, end)
            yield here, there
            here = there


def _points_of_file(design: Design, runs: int) -> int:
    begin, end = numbers(design)
    point = seconds_of_point(design, runs)
    target = min(max(point * (end - begin) / FILES, LEAST_SECONDS), FILE_SECONDS)
    bytes_ = row_bytes(design) * len(design.bases) * runs * len(design.recorded)
    return max(1, int(min(target / point, FILE_BYTES / bytes_)))


def missing(wanted: Range, found: Iterable[Range]) -> list[Range]:
    """Return what is wanted and not found.

    Examples
    --------
    >>> missing((0, 10), [(2, 4), (7, 12)])
    [(0, 2), (4, 7)]
    """
    begin, end = wanted
    left = []
    for low, high in sorted(found):
        if low > begin:
            left.append((begin, min(low, end)))
        begin = max(begin, high)
    left.append((begin, end))
    return [(low, high) for low, high in left if low < high]


def pieces(design: Design, points: Range, runs: Range) -> Iterator[Piece]:
    """Yield the tasks of some points, in order."""
    begin, end = points
    first, last = runs
    count = task_of(design, last - first)
    if count < 1.0:
        step = max(1, int((last - first) * count))
        for number in range(begin, end):
            for run in range(first, last, step):
                yield Piece(number, number + 1, run, min(run + step, last))
        return
    step = int(count)
    for number in range(begin, end, step):
        yield Piece(number, min(number + step, end), first, last)


def task_of(design: Design, runs: int) -> float:
    """Return how many points a task computes; below 1, how much of one."""
    values = len(design.bases) * runs * len(design.recorded) * len(design.outcomes)
    return min(TASK_SECONDS / max(seconds_of_point(design, runs), 1e-9), TASK_BYTES / 8 / values)
