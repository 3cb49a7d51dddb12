"""The last line of defence: an error that nobody foresaw, as one sentence."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path

__all__ = ["explain", "log_folder"]

KEPT = 20  # logs
TOO_MUCH = "there is not enough memory for this; fewer --runs, --weeks or scenarios need less."
TOO_DEEP = "the input is nested too deeply."


def explain(error: BaseException) -> str:
    """Return what happened in one sentence, and write a log of the rest.

    Parameters
    ----------
    error : BaseException
        Which nobody foresaw.
    """
    if isinstance(error, MemoryError):
        return TOO_MUCH
    if isinstance(error, RecursionError):
        return TOO_DEEP
    what = f"this should not have happened ({type(error).__name__})."
    try:
        return f"{what} A log of it, to report the error with: {_log(error)}"
    except (ImportError, OSError) as reason:
        return f"{what} No log of it could be written: {reason}."


def log_folder() -> Path:
    """Return the folder for logs, which is made if need be; nobody else can read it."""
    from platformdirs import user_log_path

    folder = user_log_path("allied", appauthor=False)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _log(error: BaseException) -> Path:
    from allied.viz import allied_version

    folder = log_folder()
    with suppress(OSError):
        for old in sorted(folder.glob("failure-*.log"), key=os.path.getmtime)[: -KEPT + 1]:
            old.unlink()
    handle, name = tempfile.mkstemp(prefix="failure-", suffix=".log", dir=folder)  # readable by me
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(f"allied {allied_version()}, Python {platform.python_version()}, "
                   f"{platform.platform()}\n{sys.argv!r}\n")  # fmt: skip
        file.writelines(traceback.format_exception(error))
    return Path(name)
