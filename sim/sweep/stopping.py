"""Why a sweep stopped for a reason outside of it, said in a sentence that tells how to go on."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError
from contextlib import contextmanager
from pathlib import Path

from allied.sim.inputs.plain_text import printable

__all__ = ["SweepError", "explained"]

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)
LONGEST = 300  # characters of another program's words
LOST = {"KilledWorker", "CommClosedError", "FutureCancelledError"}
"""Errors of Dask, by name, so that it need not be installed."""


class SweepError(RuntimeError):
    """A sweep stopped: a disk is full, or workers are gone. The text says how to go on."""


@contextmanager
def explained(folder: Path, safe: Callable[[], int], points: int) -> Iterator[None]:
    """Turn what the system or an executor reports into one sentence.

    Parameters
    ----------
    folder : Path
    safe : callable
        Returns how many points stand in the folder.
    points : int
        How many were asked for.

    Raises
    ------
    SweepError
        In place of a full disk, a folder that cannot be written, and lost workers.
    """
    try:
        yield
    except OSError as error:
        told = _of_system(folder, error)
        if told is None:
            raise
        raise SweepError(f"{told} {_safe(safe(), points)}") from error
    except (BrokenExecutor, CancelledError, asyncio.CancelledError) as error:
        raise SweepError(f"{_of_workers(error)} {_safe(safe(), points)}") from error
    except Exception as error:
        if type(error).__name__ not in LOST:
            raise
        raise SweepError(f"{_of_workers(error)} {_safe(safe(), points)}") from error


def _of_system(folder: Path, error: OSError) -> str | None:
    where = printable(repr(str(folder)), widest=LONGEST)
    if error.errno in FULL:
        return f"No room for results in {where}: {error.strerror}."
    if error.errno in READ_ONLY:
        return f"Nothing can be written into {where}: {error.strerror}."
    if type(error).__name__ in LOST:
        return _of_workers(error)
    if error.errno is not None and error.filename is not None:
        name = printable(repr(str(error.filename)), widest=LONGEST)
        return f"The folder {where} failed: {error.strerror} ({name})."
    return None


def _of_workers(error: BaseException) -> str:
    said = " ".join(str(error).split())[:LONGEST]
    told = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return (
        f"Workers are gone: they were killed, ran out of memory, or their scheduler ended ({told})."
    )


def _safe(safe: int, points: int) -> str:
    if safe == 0:
        return "No points were kept; once that is mended, give the command again with --resume."
    return (
        f"{safe:,} of {points:,} points are safe there; once that is mended, --resume goes on "
        "with the others."
    )
