"""Write an experiment in processes of which each is killed at another step.

`python -m tests.killed_writes FOLDER first|again` makes FOLDER/0, FOLDER/1, …, each with the
experiment `results` of seed 1 in it (or none, for "first"). In each, a process of its own begins to
write that of seed 2 to the same place, and kills itself just before its first, second, … step that
changes a file or a folder. The last one finishes.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

import pandas as pd  # noqa: F401 - loaded once, before processes are split off
import pyarrow.parquet  # noqa: F401

from tests.experiments import made_up, record

STEPS = {
    "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.truncate", "os.link",
    "os.symlink", "shutil.rmtree", "fcntl.flock",
}  # fmt: skip


def changes(event: str, arguments: tuple[object, ...]) -> bool:
    """Return whether an event of Python's audit is a step of writing."""
    if event == "open":
        flags = arguments[2]
        return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
    return event in STEPS


def kill_before(step: int) -> None:
    """Let this process die by a signal that it cannot handle, before a step of writing."""
    left = step

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if changes(event, arguments):
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

    sys.addaudithook(hook)


def in_a_process(folder: Path, seed: int, step: int | None = None) -> bool:
    """Write an experiment in a process of its own; return whether it was killed."""
    ensemble = made_up(seed)
    child = os.fork()
    if child == 0:
        try:
            if step is not None:
                kill_before(step)
            record(folder, ensemble)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def main(base: Path, *, again: bool) -> None:
    """Write until a process survives."""
    before = base / "before" / "results"
    in_a_process(before, 1)
    killed, step = True, 0
    while killed:
        place = base / str(step)
        if again:
            shutil.copytree(before.parent, place)
        else:
            place.mkdir()
        killed = in_a_process(place / "results", 2, step)
        step += 1
    shutil.rmtree(before.parent)


if __name__ == "__main__":
    main(Path(sys.argv[1]), again=sys.argv[2] == "again")
