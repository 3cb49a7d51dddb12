"""Where the command writes: results to standard output, everything else to standard error."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from rich.console import Console
from rich.text import Text

from allied.sim.inputs.plain_text import printable
from allied.sim.inputs.quantity import InputError
from allied.viz.words.command_words import in_progress, problem_count, problem_lines, rate

__all__ = ["complain", "output", "print_json", "progress", "say", "stages"]

LONGEST = 2000  # characters of a message
PATIENCE = 1.0  # seconds before a progress bar is worth the eye's while


def output() -> Console:
    """Return the console for results."""
    return Console(highlight=False)


def say(message: str) -> None:
    """Tell the user something that is no result; names in it may hold whatever a file's may."""
    _aside("\n".join(printable(line, widest=LONGEST) for line in message.split("\n")))


def complain(error: InputError) -> None:
    """List the problems of a bad input: the first twenty, and how many more."""
    _aside(problem_count(len(error.problems)))
    for line in problem_lines(error.problems):
        _aside(f"  {line}")


def _aside(line: str) -> None:
    """Print to standard error; if nobody can read that, nobody is told."""
    if sys.stderr is not None:
        with suppress(OSError):
            Console(stderr=True, highlight=False, soft_wrap=True).print(Text(line))


def print_json(value: dict[str, Any]) -> None:
    """Print one JSON object; numbers that do not exist become null."""
    print(json.dumps(_finite(value), indent=1, allow_nan=False))


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not abs(value) < float("inf"):
        return None
    return value


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """Give a function to be told (done, total); a bar appears if it takes long.

    Where standard error is no terminal there is no bar, and None is given.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, console=console, transient=True)
    task = bar.add_task(what, total=None)
    begun = time.monotonic()

    def update(done: int, total: int) -> None:
        if not bar.live.is_started and time.monotonic() - begun > PATIENCE:
            bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield update
    finally:
        if bar.live.is_started:
            bar.stop()


@contextmanager
def stages() -> Iterator[Callable[[str], Callable[[int, int], None] | None]]:
    """Give a function that begins a stage of long work and returns where to tell (done, total).

    A stage has a bar of its own, with the time it has left; without a terminal, a line.
    """
    console = Console(stderr=True)
    if not console.is_terminal:

        def announce(what: str) -> None:
            say(in_progress(what))

        yield announce
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )

    class Rate(ProgressColumn):
        """How many are done in a second."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text("" if speed is None else rate(speed), "dim")

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(),
               TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:

        def begin(what: str) -> Callable[[int, int], None]:
            task = bar.add_task(what, total=None)

            def update(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            return update

        yield begin
