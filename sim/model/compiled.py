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
from numba.core.registry import CPUDispatcher

from allied.sim.model.code_cache import CheckedCache

__all__ = ["composed", "inner", "interpreted", "is_kept", "kernel", "routine", "rule"]

F = TypeVar("F", bound=Callable[..., Any])  # a decorated rule keeps its signature


class Inner(CPUDispatcher):
    """A function that compiled code calls.

    It has no wrapper for Python, which would take a third of its compilation, and is not kept: it
    is a part of what calls it. Called from Python, it is compiled once more, as a kernel.
    """

    def __call__(self, *arguments: Any) -> Any:
        """Call it from Python; without the wrapper, Numba would crash here."""
        own = vars(self).get("_for_python")
        if own is None:
            own = self._for_python = kernel(self.py_func)
        return own(*arguments)


_OPTIONS = {"nopython": True, "nogil": True, "error_model": "numpy"}
_BARE = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def inner(function: F, **options: Any) -> F:
    """Compile a function for compiled code, with options of Numba."""
    if config.DISABLE_JIT:
        return function
    compiled: Any = Inner(function, targetoptions={**_OPTIONS, **_BARE, **options})
    return compiled


def rule(function: F) -> F:
    """Compile a rule: a function of one company's record that other rules and agents call."""
    return inner(function, forceinline=True)


def routine(function: F) -> F:
    """Compile a rule that is used in many places or seldom: called, not copied to each place."""
    return inner(function)


def composed(function: F) -> F:
    """Compile a phase, which is made anew from the decisions that are taken in it."""
    return inner(function, forceinline=True)


def kernel(function: F) -> F:
    """Compile what Python calls; its machine code is kept between sessions."""
    if config.DISABLE_JIT:
        return function
    compiled: Any = numba.njit(nogil=True, error_model="numpy")(function)
    with suppress(OSError, TypeError):  # without a source file it is not kept
        compiled._cache = CheckedCache(function)
    return compiled


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
