"""Independent pieces of work on threads: progress as they finish, results in their order."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

__all__ = ["on_threads"]

Task = TypeVar("Task")
Result = TypeVar("Result")


def _one(_: object) -> int:
    return 1


def on_threads(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    *,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    size: Callable[[Result], int] = _one,
    total: int | None = None,
) -> list[Result]:
    """Do pieces of work that release the interpreter's lock; nothing new begins after a failure.

    Parameters
    ----------
    work : callable
        Takes a task.
    tasks : sequence
    threads : int, optional
        As many as the machine has cores when None.
    progress : callable, optional
        Called in the calling thread, as results come, with (done, in all).
    size : callable, optional
        How much a result counts as done; 1 by default.
    total : int, optional
        What all results count; the number of tasks when None.

    Returns
    -------
    list
        What `work` returned, in the order of the tasks.

    Examples
    --------
    >>> on_threads(abs, [-1, 2, -3], threads=2)
    [1, 2, 3]
    """
    done, total = 0, len(tasks) if total is None else total
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        futures = [pool.submit(work, task) for task in tasks]
        try:
            for future in as_completed(futures):
                done += size(future.result())
                if progress is not None:
                    progress(done, total)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return [future.result() for future in futures]
