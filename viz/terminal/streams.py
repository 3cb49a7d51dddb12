"""Standard output and standard error, which may be closed, full or read by nobody."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any

from allied.sim.inputs.plain_text import printable
from allied.viz.words.failure_words import nowhere_to_write, unwritable

__all__ = ["flushed", "tell", "usable"]

LONGEST = 2000  # characters of a message


def usable() -> bool:
    """Prepare both streams; return whether results can be written at all.

    A closed stream leaves its number to the next file that is opened, which would then be written
    to as if it were the terminal.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115  # stays open
    closed = sys.stdout is None
    if closed:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without × and − gets a question mark
            stream.reconfigure(errors="replace")
    if closed:
        tell(nowhere_to_write())
    return not closed


def tell(message: str) -> None:
    """Print a line to standard error; if nobody can read that, nobody is told."""
    with suppress(OSError, ValueError):
        print(printable(message, widest=LONGEST), file=sys.stderr, flush=True)


def flushed(code: int) -> int:
    """Return the exit code, 1 if results could not be written to the end.

    A stream that fails is pointed to nowhere: Python would try once more when it ends, and
    complain.
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = code or 1
        _to_nowhere(sys.stdout)
    except OSError as error:
        tell(unwritable(error.strerror or error))
        code = code or 1
        _to_nowhere(sys.stdout)
    try:
        sys.stderr.flush()
    except OSError:
        _to_nowhere(sys.stderr)
    return code


def _to_nowhere(stream: Any) -> None:
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
