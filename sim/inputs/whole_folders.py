"""Folders that are written whole or not at all.

A folder is written beside its target under a hidden name, and renamed into place. Wherever the
process is killed, the target holds what it held before or all that is new. Between two renames
there may be no target for a moment: what it held then stands beside it, and `recover` brings it
back.

| beside `results` | is | afterwards |
| --- | --- | --- |
| `.results.allied-new-…` | being written, locked by its writer | removed once the writer is gone |
| `.results.allied-before-…` | what `results` held, whole | renamed back if there is no `results` |
| `.results.allied-gone-…` | on its way out | removed |
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from allied.sim.inputs.quantity import InputError
from allied.sim.inputs.whole_files import mode_of_new

__all__ = ["recover", "try_place", "write_folder"]

_TAKEN = (errno.ENOTEMPTY, errno.EEXIST)
_RANDOM = "[a-z0-9_]{8}"  # how `tempfile` ends a name


def write_folder(target: Path, fill: Callable[[Path], None], check: Callable[[Path], None]) -> None:
    """Write a folder and put it in the place of its target, as a whole.

    Of two writers at once, the later one wins, whole.

    Parameters
    ----------
    target : Path
        A folder, or nothing yet, in a folder that exists; links are followed.
    fill : callable
        Called with a private folder, into which it writes files.
    check : callable
        Called with a folder before it is replaced; raises `InputError` if it must not be. If that
        is found only when the new one is finished, the new one takes the next free name.

    Raises
    ------
    InputError
        As `check` does.
    OSError
        If it cannot be written; the target is as it was.
    """
    target = Path(os.path.realpath(target))
    recover(target)
    if target.exists():
        check(target)
    with _locked_folder(target) as new:
        fill(new)
        for path in (*new.iterdir(), new):
            _to_disk(path)
        new.chmod(target.stat().st_mode & 0o777 if target.is_dir() else mode_of_new(0o777))
        _put(new, target, check)


def try_place(target: Path) -> None:
    """Make and remove a folder as `write_folder` needs it; raises `OSError` where that fails."""
    Path(_unused(Path(os.path.realpath(target)), "before")).rmdir()


def recover(target: Path) -> bool:
    """Tidy up what killed writers left beside a target; return whether that brought it back."""
    target = Path(os.path.realpath(target))
    back = False
    for before in _beside(target, "before"):
        if not os.path.lexists(target) and any(before.iterdir()):
            before.rename(target)
            back = True
        else:
            _remove(before, target)
    for gone in _beside(target, "gone"):
        shutil.rmtree(gone, ignore_errors=True)
    for new in _beside(target, "new"):
        _remove_unless_locked(new)
    return back


def _put(new: Path, target: Path, check: Callable[[Path], None]) -> None:
    """Rename a finished folder to its target; what stood there is kept until that is done."""
    before: list[Path] = []
    try:
        while not _renamed(new, target):
            _check_again(new, target, check)
            before.append(Path(_unused(target, "before")))
            with suppress(FileNotFoundError):  # another writer was faster
                target.rename(before[-1])
        _to_disk(target.parent)
    except BaseException:
        recover(target)
        raise
    for folder in before:
        _remove(folder, target)


def _renamed(new: Path, target: Path) -> bool:
    """Rename a folder, unless the target holds something."""
    try:
        new.rename(target)
    except OSError as error:
        if error.errno in _TAKEN:
            return False
        raise
    return True


def _check_again(new: Path, target: Path, check: Callable[[Path], None]) -> None:
    """Check a target once more after what may have been hours of work, which are not lost."""
    try:
        check(target)
    except InputError as error:
        number = 2
        while not _renamed(new, kept := target.with_name(f"{target.name}-{number}")):
            number += 1
        first, *rest = error.problems
        hint = f"What is new stands in {str(kept)!r}."
        raise InputError([replace(first, advice=hint), *rest]) from None


def _remove(folder: Path, target: Path) -> None:
    """Remove a folder, under a name by which a half of it is never taken for the whole."""
    with suppress(FileNotFoundError):
        gone = folder.rename(_unused(target, "gone"))
        shutil.rmtree(gone, ignore_errors=True)


@contextmanager
def _locked_folder(target: Path) -> Iterator[Path]:
    """Give a new private folder beside the target, locked for as long as this process lives."""
    while True:
        new = Path(_unused(target, "new"))
        handle = os.open(new, os.O_RDONLY)
        with suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        if new.exists():  # and was not tidied up before it was locked
            break
        os.close(handle)
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)
        os.close(handle)


def _remove_unless_locked(new: Path) -> None:
    """Remove what a writer began, if the writer is gone and took its lock along."""
    with suppress(OSError):
        handle = os.open(new, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(new, ignore_errors=True)
        finally:
            os.close(handle)


def _beside(target: Path, kind: str) -> list[Path]:
    """Return folders of this user that writers of the target left beside it."""
    pattern = re.compile(re.escape(_prefix(target, kind)) + _RANDOM)
    try:
        with os.scandir(target.parent) as entries:
            return sorted(
                Path(entry.path) for entry in entries
                if pattern.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False)
                and entry.stat(follow_symlinks=False).st_uid == os.getuid()
            )  # fmt: skip
    except OSError:
        return []


def _prefix(target: Path, kind: str) -> str:
    return f".{target.name}.allied-{kind}-"


def _unused(target: Path, kind: str) -> str:
    """Return a name of its own: that of an empty folder, whose place a rename takes."""
    return tempfile.mkdtemp(dir=target.parent, prefix=_prefix(target, kind))


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
