"""What can be said of a rule of one's own before it is compiled: in a sentence, with the line.

Numba would say it, too, in a page of its own terms, and of a misspelt field only its name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np

from allied.sim.inputs.quantity import Problem, nearest
from allied.sim.model.rule_sources import Source, is_helper
from allied.sim.model.state import SMALL, state_type

__all__ = ["source_problems"]

_COMPILED = "what Numba compiles: numbers, conditions, loops, fields of the company"
_STATEMENTS: dict[type[ast.AST], str] = {
    ast.Raise: "raise", ast.Assert: "assert", ast.Try: "try", ast.With: "with",
    ast.Yield: "yield", ast.YieldFrom: "yield from", ast.GeneratorExp: "a generator expression",
    ast.ClassDef: "class", ast.Import: "import", ast.ImportFrom: "import", ast.Global: "global",
    ast.Nonlocal: "nonlocal", ast.Await: "await", ast.Delete: "del", ast.TryStar: "try",
    ast.Dict: "a dictionary", ast.DictComp: "a dictionary", ast.Set: "a set", ast.SetComp: "a set",
    ast.AsyncFor: "async", ast.AsyncWith: "async", ast.AsyncFunctionDef: "async",
}  # fmt: skip
_HINTS = {
    "raise": "A rule cannot raise an exception in compiled code.",
    "assert": "A rule cannot raise an exception in compiled code.",
    "import": "Import at the top of the file.",
    "a generator expression": "Write a loop.",
}
_OUTSIDE = ("open", "input", "eval", "exec", "compile", "getattr", "setattr", "vars", "globals",
            "locals", "dir", "breakpoint", "__import__", "super")  # fmt: skip


def source_problems(where: str, source: Source, arguments: int) -> list[Problem]:
    """Return what is wrong with a rule and its helpers.

    Parameters
    ----------
    where : str
        What to call the rule in a message.
    source : Source
    arguments : int
        How many the built-in rule takes: the company, then whole numbers.
    """
    kinds: list[Any] = [state_type(*SMALL), *[None] * (arguments - 1)]
    return list(_problems(where, source, kinds))


def _problems(where: str, source: Source, kinds: list[Any]) -> Iterator[Problem]:
    for node in ast.walk(source.node):
        yield from _syntax(where, source, node)
    fields = _Fields(source, kinds)
    for node, name, kind in fields.unknown():
        hint = nearest(name, kind.names, 0.5)
        got, expected = f"no field {name!r}", f"a field of {ast.unparse(node)}"
        yield Problem(f"{where} ({source.where(node)})", got, expected, hint)
    for name, helper in source.helpers.items():
        yield from _problems(where, helper, fields.passed.get(name, []))


def _syntax(where: str, source: Source, node: ast.AST) -> Iterator[Problem]:
    place = f"{where} ({source.where(node)})"
    statement = next((s for kind, s in _STATEMENTS.items() if isinstance(node, kind)), "")
    if statement:
        yield Problem(place, statement, _COMPILED, _HINTS.get(statement, ""))
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        function = source.function.__code__
        if node.id in _OUTSIDE and node.id not in function.co_varnames:
            yield Problem(place, f"{node.id}(…)", _COMPILED)
        elif node.id not in source.names and not _is_local(node.id, source):
            hint = nearest(node.id, [*source.function.__globals__, *function.co_varnames])
            yield Problem(
                place, f"{node.id!r}, which is not defined", "a name that is defined", hint
            )
    if isinstance(node, ast.Attribute) and isinstance(
        module := source.named(node.value), ModuleType
    ):
        text, name = ast.unparse(node), module.__name__
        if not hasattr(module, node.attr):
            hint = nearest(node.attr, vars(module))
            yield Problem(place, text, f"a name that {name} has", hint)
        elif is_helper(getattr(module, node.attr)) and not _is_random(module):
            hint = f"Write: from {name} import {node.attr}"
            yield Problem(place, f"{text}(…)", "functions that are imported by their names", hint)
    if isinstance(node, ast.Attribute | ast.Name) and _is_random(source.named(node)):
        hint = "Use the draws of allied.sim.model.draws."
        expected = "draws that have an address, the same for any number of threads"
        yield Problem(place, f"{ast.unparse(node)}, a generator with a state", expected, hint)


def _is_local(name: str, source: Source) -> bool:
    """Return whether a name is assigned in a function, or is not for compiled code."""
    unread = {id(n) for owner in ast.walk(source.node) for part in _unread(owner)
              for n in ast.walk(part)}  # fmt: skip
    for node in ast.walk(source.node):
        if isinstance(node, ast.Name) and node.id == name:
            if id(node) in unread or not isinstance(node.ctx, ast.Load):
                return True
        elif (
            (isinstance(node, ast.arg) and node.arg == name)
            or (isinstance(node, ast.FunctionDef) and node.name == name)
            or (isinstance(node, ast.alias) and name in (node.asname, node.name))
        ):
            return True
    return False


def _unread(node: ast.AST) -> list[ast.AST]:
    """Return annotations and decorators: no compiled code reads them."""
    found = [getattr(node, "annotation", None), getattr(node, "returns", None)]
    decorators: list[ast.AST] = getattr(node, "decorator_list", [])
    return [*decorators, *(part for part in found if part is not None)]


def _is_random(value: Any) -> bool:
    """Return whether something is a generator of random numbers, its method or its module."""
    owner = getattr(value, "__self__", value)
    homes = (value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", ""),
             type(owner).__module__)  # fmt: skip
    return any(f"{home}.".startswith(("random.", "numpy.random.")) for home in homes)


class _Fields:
    """Follows records through a function: which name, and which expression, is which record.

    A kind is the type of a record, a list of one such type for rows of records, or None for
    anything else. A name that is several of them is followed no further.
    """

    def __init__(self, source: Source, kinds: list[Any]) -> None:
        arguments = source.node.args
        names = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
        self.source = source
        self.kinds: dict[str, Any] = dict(zip(names, kinds))
        self.passed: dict[str, list[Any]] = {}
        for _ in range(3):  # a loop may use what its end assigns
            for node in ast.walk(source.node):
                self._follow(node)

    def unknown(self) -> Iterator[tuple[ast.expr, str, Any]]:
        """Yield the records of which a field is asked that they have not, and its name."""
        for node in ast.walk(self.source.node):
            name = _asked(node)
            if name is None or not isinstance(node, ast.Attribute | ast.Subscript):
                continue
            kind = self.kind(node.value)
            if isinstance(kind, np.dtype) and name not in (kind.names or ()):
                yield node.value, name, kind

    def kind(self, node: ast.AST) -> Any:
        """Return what an expression is."""
        if isinstance(node, ast.Name):
            return self.kinds.get(node.id)
        if not isinstance(node, ast.Attribute | ast.Subscript):
            return None
        owner, name = self.kind(node.value), _asked(node)
        if isinstance(owner, list) and isinstance(node, ast.Subscript) and name is None:
            return owner if isinstance(node.slice, ast.Slice) else owner[0]
        if isinstance(owner, np.dtype) and name in (owner.names or ()):
            found = owner[name]
            rows = found.base if found.subdtype else None
            return [rows] if rows is not None and rows.names else found if found.names else None
        return None

    def _follow(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._assign(target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            self._assign(node.target, node.value)
        elif isinstance(node, ast.AugAssign):
            self._note(node.target, None)
        elif isinstance(node, ast.For | ast.comprehension):
            rows = self.kind(node.iter)
            self._note(node.target, rows[0] if isinstance(rows, list) else None)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            self.passed[node.func.id] = [self.kind(argument) for argument in node.args]

    def _assign(self, target: ast.AST, value: ast.AST) -> None:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for part, its in zip(target.elts, value.elts):
                self._assign(part, its)
        else:
            self._note(target, self.kind(value))

    def _note(self, target: ast.AST, kind: Any) -> None:
        for node in ast.walk(target):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                known = self.kinds.get(node.id, kind)
                self.kinds[node.id] = kind if known is kind or known == kind else None


def _asked(node: ast.AST) -> str | None:
    """Return the name of the field that is asked for."""
    if isinstance(node, ast.Attribute):
        return node.attr
    index = node.slice if isinstance(node, ast.Subscript) else None
    name = index.value if isinstance(index, ast.Constant) else None
    return name if isinstance(name, str) else None
