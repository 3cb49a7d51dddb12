"""Compile rules with Numba, and keep the cache honest.

Numba caches a compiled function by the file in which it stands. A rule that is called from another
module may change without its caller being compiled again: results are then silently stale. So
the cache folder is named by a hash of every source in this package, and of the versions that
compile it.
"""

from __future__ import annotations

import hashlib
import os
import platform
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy as np
from numba.core import config
from platformdirs import user_cache_path

__all__ = [
    "cache_folder",
    "composed",
    "interpreted",
    "is_compiled",
    "kernel",
    "routine",
    "rule",
    "source_hash",
]

F = TypeVar("F", bound=Callable[..., Any])  # a decorated rule keeps its signature


def source_hash(root: Path | None = None) -> str:
    """Return a hash of all Python sources below `root` and of the compiler's versions.

    Parameters
    ----------
    root : Path, optional
        Folder to read; this package by default.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    root = root or Path(__file__).parents[1]
    digest = hashlib.sha256()
    for version in (numba.__version__, np.__version__, platform.python_version()):
        digest.update(version.encode())
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _writable_cache() -> Path:
    """Return the folder of this version's compiled code, in a temporary place if need be."""
    folder = Path(os.environ.get("ALLIED_CACHE_DIR") or user_cache_path("allied"))
    folder = folder / "compiled" / source_hash()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".writable").touch()
    except OSError:
        folder = Path(tempfile.gettempdir()) / "allied" / source_hash()
        folder.mkdir(parents=True, exist_ok=True)
    return folder


cache_folder: Path = _writable_cache()


def is_compiled() -> bool:
    """Return whether this version's ensemble has been compiled on this machine before."""
    return bool(config.DISABLE_JIT) or any(cache_folder.rglob("*.run_companies-*.nbi"))


def _compile(function: Callable[..., Any], **options: Any) -> Any:
    previous, config.CACHE_DIR = config.CACHE_DIR, str(cache_folder)
    try:
        return numba.njit(nogil=True, error_model="numpy", **options)(function)
    finally:
        config.CACHE_DIR = previous


def rule(function: F) -> F:
    """Compile a rule: a function of one company's record that other rules and agents call."""
    return _compile(function, forceinline=True, cache=True)


def routine(function: F) -> F:
    """Compile a rule that is used in many places or seldom: called, not copied to each place."""
    return _compile(function, cache=True)


def composed(function: F) -> F:
    """Compile a phase, which is made anew from the decisions that are taken in it."""
    return _compile(function, forceinline=True)


def kernel(function: F) -> F:
    """Compile the entry point of the ensemble; its machine code is kept between sessions."""
    return _compile(function, cache=True)


def interpreted(function: F) -> F:
    """Return the plain-Python form of a rule, so that a Mesa agent's method may decide in it."""
    plain: F = getattr(function, "py_func", function)
    return plain
