"""Compiled code on disk, checked before it is loaded.

A damaged file of machine code can crash the process. So each file carries the SHA-256 digest of its
content, and one whose digest is wrong is removed and made anew. There is a file for each function
and each signature, and no index over them: processes that compile at once write whole files under
the same names, and the last one stays.
"""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import os
import pickle
import re
import stat
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from numba.core.caching import FunctionCache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from allied.sim.model.code_folder import UNFINISHED, cache_folder, is_private, say_once

__all__ = ["CheckedCache", "NamedCache"]

DIGEST = hashlib.sha256().digest_size


class CheckedCache(FunctionCache):
    """The cache of one compiled function, in Numba's terms.

    Numba offers no public way to set a cache; a test (`test_code_cache`) holds what is used here.

    Parameters
    ----------
    function : callable
        As written, before compilation.

    Raises
    ------
    OSError, TypeError
        If it has no source file, as at Python's prompt.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._py_func = function
        self._name = repr(function)
        source = Path(inspect.getfile(function))
        self._origin = (str(source.parent), _hash_of(source))
        name = re.sub(r"[^\w.]", "", function.__qualname__)  # `<locals>` is no name of a file
        self._stem = f"{source.stem}.{name}-{function.__code__.co_firstlineno}"
        self.enable()

    @property
    def cache_path(self) -> str:
        """The folder, as a string."""
        return str(cache_folder() or "")

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the compiled function of a signature, or None where there is none to trust."""
        target_context.refresh()
        path = self._path(sig, target_context.codegen())
        content = _checked(path)
        if path is None or content is None:
            return None
        try:
            key, compiled = pickle.loads(content)
            if key != self._index_key(sig, target_context.codegen()):
                return None
            return CompileResult._rebuild(target_context, *compiled)
        except Exception:  # whatever unpickling or the compiler raises: it is made anew
            _discard(path)
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled function, if it can be kept."""
        path = self._path(sig, data.codegen)
        if path is None or data.library.has_dynamic_globals:
            return
        content = dumps((self._index_key(sig, data.codegen), data._reduce()))
        try:
            _write(path, _digest(path, content) + content)
        except OSError as error:
            say_once(
                f"Compiled code cannot be kept in {path.parent} ({error.strerror or error}): the "
                "next start compiles it anew. Set ALLIED_CACHE_DIR to another folder.", "folder",
            )  # fmt: skip

    def holds(self, sig: Any, target_context: Any) -> bool:
        """Return whether the compiled function of a signature is kept, and whole."""
        return _checked(self._path(sig, target_context.codegen())) is not None

    def flush(self) -> None:
        """Forget the function."""
        folder = cache_folder()
        for path in folder.glob(f"{self._stem}.*") if folder else ():
            path.unlink(missing_ok=True)

    def _path(self, sig: Any, codegen: Any) -> Path | None:
        """Return the file of a signature, named by all that its machine code depends on."""
        folder = cache_folder()
        if folder is None or not self._enabled:
            return None
        told = repr((self._origin, self._index_key(sig, codegen)))
        return folder / f"{self._stem}.{hashlib.sha256(told.encode()).hexdigest()[:16]}.code"


class NamedCache(CheckedCache):
    """The cache of a function that is made anew in each session, under a name of its own.

    Numba names a closure by what it encloses, and what is compiled has another number in each
    session: it would never be found again. The name must say all that the function depends on but
    this package, which names the folder.

    Parameters
    ----------
    function : callable
        As written, before compilation.
    name : str
    """

    def __init__(self, function: Callable[..., Any], name: str) -> None:
        self._told = name
        super().__init__(function)

    def _index_key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        return (sig, codegen.magic_tuple(), self._told)


@lru_cache
def _hash_of(source: Path) -> str:
    """Return the hash of a file, read when its functions are defined, not when they are called."""
    return hashlib.sha256(source.read_bytes()).hexdigest()


def _checked(path: Path | None) -> bytes | None:
    """Return the content of a file; None if there is none, or it was damaged and is removed."""
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            whole = file.read() if stat.S_ISREG(status.st_mode) and is_private(status) else b""
    except FileNotFoundError:
        return None
    except OSError:
        whole = b""
    content = whole[DIGEST:]
    if whole[:DIGEST] == _digest(path, content):
        return content
    _discard(path)
    return None


def _digest(path: Path, content: bytes) -> bytes:
    """Return the digest of a file, its place included: a file of other sources does not fit."""
    digest = hashlib.sha256(f"{path.parent.name}/{path.name}".encode())
    digest.update(content)
    return digest.digest()


def _discard(path: Path) -> None:
    say_once(f"Compiled code in {path.parent} was damaged; compiling it anew.", "damage")
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, readable by this user only."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=UNFINISHED)
    try:
        with open(handle, "wb") as file:
            file.write(content)
        os.replace(name, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
