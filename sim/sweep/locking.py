"""One writer for a folder, for as long as its process lives."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from allied.sim.inputs.quantity import InputError, Problem

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["locked"]

TAKEN = (errno.EACCES, errno.EAGAIN)
ABSENT = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL)  # of file systems
_held: set[Path] = set()
_guard = threading.Lock()


@contextmanager
def locked(path: Path) -> Iterator[bool]:
    """Hold a lock; gives whether there is one, since some file systems have none.

    A record lock, not `flock`: processes that a pool forks do not inherit it, so it ends with the
    writer even if they outlive it. It does not keep out threads of the same process; a set does.

    Raises
    ------
    InputError
        If someone else holds it.
    OSError
        If nothing can be written there.
    """
    name = path.resolve()
    with _guard:
        if name in _held:
            raise _taken(path)
        _held.add(name)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            yield _locks(handle, path)
        finally:
            os.close(handle)
    finally:
        with _guard:
            _held.discard(name)


def _locks(handle: int, path: Path) -> bool:
    if fcntl is not None:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in TAKEN:
                raise _taken(path) from None
            if error.errno in ABSENT:
                return False
            raise
    return fcntl is not None


def _taken(path: Path) -> InputError:
    got = f"{str(path.parent)!r}, into which another process writes"
    hint = "Wait until it is done, or compute another part into another folder."
    return InputError([Problem("out", got, "a folder of one's own", hint)])
