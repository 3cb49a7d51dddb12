"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["mode_of_new", "whole_file"]


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary path; what stands there takes the name `path` if nothing goes wrong."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.chmod(mode_of_new(0o666))
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def mode_of_new(mode: int) -> int:
    """Return the permissions that something new gets where `mode` is asked for."""
    mask = os.umask(0)
    os.umask(mask)
    return mode & ~mask
