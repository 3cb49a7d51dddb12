"""The folder of compiled code: private to its user, one for each version of the sources.

Compiled code is a pickle, and who can write a pickle can run code. So Allied keeps it in a folder
that belongs to this user and that nobody else can write to, and believes no file in it that
somebody else could have written. Where there is no such folder, a fresh one serves for this
session alone.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import platform
import re
import shutil
import stat
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import numba
import numpy as np
from platformdirs import user_cache_path

__all__ = [
    "UNFINISHED", "VERSION", "cache_folder", "cache_root", "is_private", "say_once", "source_hash",
]  # fmt: skip

UNFINISHED = ".part"  # how the name of a file ends that is being written
PRIVATE = 0o700
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
DAY = 24 * 3600  # seconds
UNUSED = 30 * DAY
ROOT_USER = 0

_choosing = threading.Lock()
_chosen: list[Path | None] = []  # at most one; None where no folder can be had
_said: set[str] = set()


def source_hash(root: Path | None = None) -> str:
    """Return a hash of what compiled code depends on: sources, and the versions that compile them.

    All of `sim` counts but what experiments and sweeps do around the compiled loop, and so does a
    new folder: a change that needs no compilation costs a minute, a missed one is silently wrong.

    Parameters
    ----------
    root : Path, optional
        Folder to read; `sim` by default.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    root = root or Path(__file__).parents[1]
    digest = hashlib.sha256()
    for version in (numba.__version__, np.__version__, platform.python_version()):
        digest.update(version.encode())
    for path in _sources(root):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _sources(root: Path) -> Iterator[Path]:
    around = (root / "experiment", root / "sweep")
    for path in sorted(root.rglob("*.py")):
        if path.parent not in around or path.name == "ensemble.py":
            yield path


VERSION = source_hash()  # before any rule is imported: what is edited later is another version


def cache_folder() -> Path | None:
    """Return the folder of this version's compiled code, made at the first call.

    Returns
    -------
    Path or None
        None where not even a temporary folder can be had.
    """
    with _choosing:
        if not _chosen:
            _chosen.append(_choose())
        return _chosen[0]


def cache_root() -> Path | None:
    """Return what `ALLIED_CACHE_DIR` must be for another process to use the same folder."""
    folder = cache_folder()
    return None if folder is None else folder.parents[1]


def is_private(status: os.stat_result) -> bool:
    """Return whether only this user, or the system's administrator, can have written a file."""
    return _is_trusted(status) and not (os.name == "posix" and status.st_mode & OTHERS_WRITE)


def say_once(message: str, about: str) -> None:
    """Tell the user on standard error, once in a session for each thing that it is about."""
    if about in _said or sys.stderr is None:
        return
    _said.add(about)
    try:
        print(message, file=sys.stderr, flush=True)
    except (OSError, ValueError):  # nobody listens any more
        return


def _choose() -> Path | None:
    root = Path(os.environ.get("ALLIED_CACHE_DIR") or user_cache_path("allied")).absolute()
    try:
        return _prepared(root)
    except OSError as error:
        say_once(
            f"Compiled code cannot be kept in {root} ({error.strerror or error}): each start "
            "compiles it anew. Set ALLIED_CACHE_DIR to a folder of your own.", "folder",
        )  # fmt: skip
    try:
        passing = Path(tempfile.mkdtemp(prefix="allied-"))
        atexit.register(_remove, passing, os.getpid())
        return _prepared(passing)
    except OSError:
        return None


def _prepared(root: Path) -> Path:
    """Return this version's folder below `root`; raise `OSError` if it would not be private.

    Only what Allied makes is made private: `root` may be a folder that serves others, too.
    """
    root.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    _status(root)
    folder = root / "compiled" / VERSION
    for private in (folder.parent, folder):
        private.mkdir(mode=PRIVATE, exist_ok=True)
        if not is_private(_status(private)):
            private.chmod(PRIVATE)
    _remove_unused(folder)
    return folder


def _status(folder: Path) -> os.stat_result:
    """Return the status of a folder of our own; links must be our own, too."""
    for status in (folder.lstat(), folder.stat()):
        if not _is_trusted(status):
            raise PermissionError(f"{folder} belongs to another user")
    return status


def _is_trusted(status: os.stat_result) -> bool:
    return os.name != "posix" or status.st_uid in (os.geteuid(), ROOT_USER)


def _remove_unused(folder: Path) -> None:
    """Note that a folder is used; once a day, remove what has not been used for long.

    Its own mark tells the time, so that clocks of machines that share the folder do not matter.
    """
    mark = folder / ".used"
    try:
        before = mark.stat().st_mtime if mark.exists() else 0.0
        mark.touch()
        now = mark.stat().st_mtime
    except OSError:  # a folder that can only be read
        return
    if now - before < DAY:
        return
    for other in folder.parent.iterdir():
        version = re.fullmatch("[0-9a-f]{16}", other.name) and not other.is_symlink()
        with contextlib.suppress(OSError):  # another process is faster
            if version and other != folder and now - _last_used(other) > UNUSED:
                shutil.rmtree(other, ignore_errors=True)
    for part in folder.glob(f"*{UNFINISHED}"):
        with contextlib.suppress(OSError):
            if now - part.stat().st_mtime > DAY:
                part.unlink()


def _last_used(folder: Path) -> float:
    return max(path.stat().st_mtime for path in (folder, *folder.iterdir()))


def _remove(folder: Path, process: int) -> None:
    if os.getpid() == process:  # not a fork, which leaves while its parent goes on
        shutil.rmtree(folder, ignore_errors=True)
