"""The last line of defence: an error that nobody foresaw, as one sentence."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path

from allied.viz.words.failure_words import not_foreseen, too_deep, too_much

__all__ = ["explain", "log_folder"]

KEPT = 20  # logs


def explain(error: BaseException) -> str:
    """Return what happened in one sentence, and write a log of the rest.

    Parameters
    ----------
    error : BaseException
        Which nobody foresaw.
    """
    if isinstance(error, MemoryError):
        return too_much()
    if isinstance(error, RecursionError):
        return too_deep()
    kind = type(error).__name__
    try:
        return not_foreseen(kind, log=_log(error))
    except (ImportError, OSError) as reason:
        return not_foreseen(kind, reason=reason)


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
