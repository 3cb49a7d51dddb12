"""Compile rules with Numba, and keep the cache honest.

Numba caches a compiled function by the file in which it stands. A rule that is called from another
module may change without its caller being compiled again: results are then silently stale. So the
cache's folder is named by a hash of all sources (`code_folder`), and each file in it is checked
before it is loaded (`code_cache`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import numba
from numba.core import config

from allied.sim.model.code_cache import CheckedCache

__all__ = ["composed", "interpreted", "is_kept", "kernel", "routine", "rule"]

F = TypeVar("F", bound=Callable[..., Any])  # a decorated rule keeps its signature


def _compile(function: Callable[..., Any], *, cache: bool = False, **options: Any) -> Any:
    compiled = numba.njit(nogil=True, error_model="numpy", **options)(function)
    if cache and not config.DISABLE_JIT:
        with suppress(OSError, TypeError):  # without a source file it is not kept
            compiled._cache = CheckedCache(function)
    return compiled


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


def is_kept(compiled: Any, *arguments: Any) -> bool:
    """Return whether a kernel can be called with such arguments without being compiled."""
    if config.DISABLE_JIT:
        return True
    signature = tuple(compiled.typeof_pyval(argument) for argument in arguments)
    if signature in compiled.overloads:
        return True
    cache = compiled._cache
    return isinstance(cache, CheckedCache) and cache.holds(signature, compiled.targetctx)


def interpreted(function: F) -> F:
    """Return the plain-Python form of a rule, so that a Mesa agent's method may decide in it."""
    plain: F = getattr(function, "py_func", function)
    return plain
