"""What a rule of one's own is: its source, and all that it reads when it is compiled.

A compiled rule holds its helpers and the values of its globals as they were. Whoever keeps it must
know them all, or an edited helper changes nothing. So they are read here: functions with their
code, values with their content. What cannot be read that far is compiled, but not kept.
"""

from __future__ import annotations

import ast
import builtins
import dis
import hashlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any, TypeAlias

import numpy as np

from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.model.compiled import inner, interpreted
from allied.sim.stamp import code_of

__all__ = ["Source", "Unread", "is_helper", "read_function"]

Definition: TypeAlias = ast.FunctionDef | ast.Lambda
_PLAIN = (bool, int, float, complex, str, bytes, type(None), np.generic)


class Unread(Exception):  # a finding, not a failure
    """A value whose content cannot be told."""


@dataclass
class Source:
    """A function as written, and what it reads.

    Attributes
    ----------
    function : FunctionType
    node : ast.FunctionDef or ast.Lambda
    names : dict
        What its global and enclosed names stand for; those that stand for nothing are left out.
    helpers : dict of str to Source
        Functions among them that are not Allied's.
    """

    function: FunctionType
    node: Definition
    names: dict[str, Any]
    helpers: dict[str, Source] = field(default_factory=dict)

    def where(self, node: ast.AST | None = None) -> str:
        """Return the file and the line of a node, or of the function."""
        line = getattr(node, "lineno", self.node.lineno)
        return f"{Path(self.function.__code__.co_filename).name}, line {line}"

    def family(self) -> Iterator[Source]:
        """Yield the function and its helpers, their own among them."""
        yield self
        for helper in self.helpers.values():
            yield from helper.family()

    def text(self) -> str:
        """Return what it does as text: code and values of it and of its helpers.

        Comments and layout do not count; what cannot be read counts by its type.
        """
        told = [code_of(ast.unparse(self.node)), *(f"{n} = {_shown(v)}" for n, v in self._values())]
        told += [f"{name}: {helper.text()}" for name, helper in sorted(self.helpers.items())]
        return "\n".join(told)

    def key(self) -> str | None:
        """Return a hash of all that its machine code depends on; None where that cannot be told."""
        try:
            told = [repr(_code(self.function.__code__))]
            told += [f"{name} = {_content(value)}" for name, value in self._values()]
        except Unread:
            return None
        keys = [(name, helper.key()) for name, helper in sorted(self.helpers.items())]
        if any(key is None for _, key in keys):
            return None
        return hashlib.sha256(repr((told, keys)).encode()).hexdigest()

    def compiled(self) -> Any:
        """Return the function as compiled code calls it, with its helpers compiled likewise."""
        made = {name: helper.compiled() for name, helper in self.helpers.items()}
        old = self.function
        cells = zip(old.__code__.co_freevars, old.__closure__ or ())
        closure = tuple(CellType(made[n]) if n in made else cell for n, cell in cells)
        names = {**old.__globals__, **made}
        new = FunctionType(old.__code__, names, old.__name__, old.__defaults__, closure or None)
        new.__kwdefaults__, new.__qualname__ = old.__kwdefaults__, old.__qualname__
        return inner(new, forceinline=True, boundscheck=True)

    def _values(self) -> list[tuple[str, Any]]:
        """Return what it reads but functions of its own kind, by name; defaults, too."""
        read = {name: value for name, value in self.names.items() if name not in self.helpers}
        read |= {f"{name}'s default": value for name, value in _defaults(self.function)}
        for node in ast.walk(self.node):
            if isinstance(node, ast.Attribute) and (found := self.in_module(node)) is not None:
                read[ast.unparse(node)] = found
        return sorted(read.items())

    def in_module(self, node: ast.Attribute) -> Any:
        """Return what an attribute of a module stands for; None if it is none."""
        owner = self.named(node.value)
        return getattr(owner, node.attr, None) if isinstance(owner, ModuleType) else None

    def named(self, node: ast.AST) -> Any:
        """Return what a name, or a name in a module, stands for; None if it is no such thing."""
        if isinstance(node, ast.Attribute):
            return self.in_module(node)
        return self.names.get(node.id) if isinstance(node, ast.Name) else None


def read_function(value: Any, where: str, inside: tuple[Any, ...] = ()) -> Source:
    """Return the source of a function, and of its helpers.

    Parameters
    ----------
    value : callable
        A function, compiled by Numba or not.
    where : str
        What to call it in a message.
    inside : tuple of functions
        Those that call it.

    Raises
    ------
    InputError
        If it is no function, its source cannot be read, or it calls itself.
    """
    function = interpreted(value)
    if not isinstance(function, FunctionType):
        expected = "a function, written with def"
        raise InputError([Problem(where, f"{type(value).__name__} {value!r:.60}", expected)])
    if function in inside:
        expected = "functions that do not call themselves"
        raise InputError([Problem(where, f"{function.__name__}, which calls itself", expected)])
    source = Source(function, _node(function, where), _names(function))
    called = {n: v for n, v in source.names.items() if is_helper(v)}
    for name, helper in called.items():
        source.helpers[name] = read_function(helper, f"{where}, {name}", (*inside, function))
    return source


def is_helper(value: Any) -> bool:
    """Return whether something is a function that is not Allied's, NumPy's or Numba's."""
    plain = interpreted(value)
    module = getattr(plain, "__module__", None) or ""
    return isinstance(plain, FunctionType) and not _is_library(module)


def _is_library(module: str) -> bool:
    """Return whether a module is one that the folder of compiled code, or its version, tells."""
    return module.startswith("allied.sim.") or module.partition(".")[0] in ("numpy", "numba")


def _node(function: FunctionType, where: str) -> Definition:
    """Return the definition of a function in its file; the file must still be what was run."""
    code = function.__code__
    try:
        lines, _ = inspect.findsource(function)
        tree = ast.parse("".join(lines))
    except (OSError, TypeError, SyntaxError, IndexError):
        got = f"{function.__name__}, whose source cannot be read"
        raise InputError([Problem(where, got, "a function that stands in a file")]) from None
    begin, kind = code.co_firstlineno, ast.Lambda if code.co_name == "<lambda>" else ast.FunctionDef
    found = [node for node in ast.walk(tree) if isinstance(node, kind) and _begins(node) == begin]
    module = compile(tree, code.co_filename, "exec", dont_inherit=True)
    written = [c for c in _codes(module) if (c.co_firstlineno, c.co_name) == (begin, code.co_name)]
    if not found or not any(c.co_code == code.co_code for c in written):
        expected = "a function whose file is as it was imported"
        raise InputError([Problem(where, f"{function.__name__}, edited since", expected)])
    same = [n for n, c in zip(found, written) if c.co_code == code.co_code]
    node = same[0] if same else found[0]
    assert isinstance(node, ast.FunctionDef | ast.Lambda)
    return node


def _begins(node: ast.AST) -> int:
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(d.lineno for d in decorators)])  # type: ignore[attr-defined]


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _names(function: FunctionType) -> dict[str, Any]:
    """Return what the global and enclosed names of a function stand for now."""
    read = {
        instruction.argval
        for code in _codes(function.__code__)
        for instruction in dis.get_instructions(code)
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME")
    }
    names = {**vars(builtins), **function.__globals__}
    found = {name: names[name] for name in read if name in names}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
        try:
            found[name] = cell.cell_contents
        except ValueError:  # not assigned yet
            continue
    return found


def _defaults(function: FunctionType) -> list[tuple[str, Any]]:
    return [
        (name, parameter.default)
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.default is not parameter.empty
    ]


def _code(code: CodeType) -> tuple[Any, ...]:
    """Return what a code object does, without the places where it stands."""
    constants = [_code(c) if isinstance(c, CodeType) else _content(c) for c in code.co_consts]
    return (
        code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars, code.co_flags
    )  # fmt: skip


def _content(value: Any) -> str:
    """Return the content of a value that a rule reads.

    Raises
    ------
    Unread
        If it cannot be told.
    """
    kind = type(value)
    if isinstance(value, Enum):
        return f"{kind.__name__}.{value.name}={value.value!r}"
    if isinstance(value, _PLAIN):
        return f"{kind.__name__} {value!r}"
    if isinstance(value, tuple | frozenset):
        parts = [_content(part) for part in value]
        return f"{kind.__name__} {parts if isinstance(value, tuple) else sorted(parts)}"
    if isinstance(value, np.ndarray) and not value.dtype.hasobject:
        digest = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
        return f"array {value.dtype.descr} {value.shape} {digest}"
    if isinstance(value, ModuleType):
        return f"module {value.__name__} {getattr(value, '__version__', '')}"
    if isinstance(value, type) and issubclass(value, Enum):
        return f"{value.__name__} {[(m.name, m.value) for m in value]}"
    plain = interpreted(value)
    module = getattr(plain, "__module__", None) or ""
    told = isinstance(plain, type) or inspect.isbuiltin(plain) or isinstance(plain, np.ufunc)
    if (told and module in ("builtins", "math", "cmath", "numpy")) or _is_library(module):
        return f"{module}.{getattr(plain, '__qualname__', repr(plain))}"
    raise Unread(repr(kind))


def _shown(value: Any) -> str:
    try:
        return _content(value)
    except Unread:
        return f"a {type(value).__name__}"
