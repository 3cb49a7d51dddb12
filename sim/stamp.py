"""The identity of the model: a hash that whatever it produced carries.

    hash = SHA-256(code of rules, draws, week and survey layer; every entry of the registry)

Two models have the same hash where they give the same results: neither comments nor docstrings,
labels, imports, names of files or layout of the source count, and no version of Python.
Posterior, reports, ledger and datasets carry it, so that a command can say when it meets what
another model made.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allied.sim.inputs.levers import OUTSIDE
from allied.sim.inputs.registry import REGISTRY
from allied.sim.inputs.whole_files import whole_file

__all__ = ["belongs", "code_of", "made_with", "model_hash", "read_table", "write_table"]

if TYPE_CHECKING:
    import pandas as pd

ROOT = Path(__file__).parent
MARK = "# model "
PARTS = (
    "model/elementary.py", "model/normal_distribution.py", "model/draws.py", "model/week.py",
    "model/state.py", "model/company.py", "model/teams.py", "model/rules/*.py",
    "respondents/**/*.py", "inputs/practice.py",
)  # fmt: skip
ENGINE = "experiment/ensemble.py"  # of which the compiled loop alone
_SKIPPED = frozenset({"ctx", "kind", "type_comment", "type_params", "annotation", "returns"})


@cache
def model_hash() -> str:
    """Return the hash of this model, 12 hexadecimal digits.

    Examples
    --------
    >>> len(model_hash())
    12
    """
    paths = [path for pattern in PARTS for path in ROOT.glob(pattern)]
    digest = hashlib.sha256()
    for code in sorted(code_of(path.read_text(encoding="utf-8")) for path in paths):
        digest.update(code.encode())
    tree = ast.parse((ROOT / ENGINE).read_text(encoding="utf-8"))
    loops = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    for loop in loops:
        if any(isinstance(d, ast.Name) and d.id == "kernel" for d in loop.decorator_list):
            digest.update(" ".join(_written(loop)).encode())
    for name, row in sorted(REGISTRY.items()):
        if name in OUTSIDE:  # no rule of the model reads it
            continue
        known = (name, row.role, row.unit, row.default, row.low, row.high)
        digest.update(repr((*known, list(row.choices or ()), row.practice)).encode())
    return digest.hexdigest()[:12]


def code_of(source: str) -> str:
    """Return what a Python source does, as text: without imports, comments, docstrings and prose.

    A text that holds a space is prose: a label or a message.

    Examples
    --------
    >>> code_of("x = 1  # one") == code_of("x   =   1")
    True
    >>> code_of("x = 1") == code_of("x = 2")
    False
    """
    return " ".join(_written(ast.parse(source)))


def belongs(model: str | None) -> bool:
    """Return whether something was made by this model.

    Examples
    --------
    >>> belongs(model_hash()), belongs(None)
    (True, False)
    """
    return model == model_hash()


def made_with(frame: pd.DataFrame) -> str | None:
    """Return the hash of the model that made a report: this one, if it was not read from a file."""
    found: str | None = frame.attrs.get("model", model_hash())
    return found


def write_table(frame: pd.DataFrame, path: Path, *, digits: int) -> None:
    """Write a report as CSV, whole or not at all, with the model's hash in its first line.

    A report that was read keeps the hash of the model that made it, or its lack of one.
    """
    model = made_with(frame)
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        if model is not None:
            file.write(f"{MARK}{model}\n")
        frame.to_csv(file, index=False, na_rep="nan", float_format=f"%.{digits}g")


def read_table(path: Path, *, numbers: Iterable[str]) -> pd.DataFrame:
    """Return a report that `write_table` wrote; the model's hash stands in `attrs["model"]`.

    Parameters
    ----------
    path : Path
    numbers : iterable of str
        Columns in which nothing means NaN; in the others it is an empty text.
    """
    import pandas as pd

    with path.open(encoding="utf-8", newline="") as file:
        first = file.readline()
        marked = first.startswith(MARK)
        if not marked:
            file.seek(0)
        nothing = {name: ["", "nan"] for name in numbers}
        frame = pd.read_csv(file, keep_default_na=False, na_values=nothing)
    frame.attrs["model"] = first[len(MARK) :].strip() if marked else None
    return frame


def _written(node: Any) -> Iterator[str]:
    """Yield the words of a syntax tree that count, the same under every version of Python."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return
    if isinstance(node, ast.AST):
        yield type(node).__name__
        for name, value in ast.iter_fields(node):
            stated = name == "annotation" and getattr(node, "value", node) is None  # a field's type
            if (name in _SKIPPED and not stated) or value is None or value == []:
                continue
            if name == "body" and _is_docstring(value):
                value = value[1:]
            yield from _written(value)
        yield ";"
    elif isinstance(node, list):
        for part in node:
            yield from _written(part)
    elif not (isinstance(node, str) and " " in node):
        yield repr(node)


def _is_docstring(body: Any) -> bool:
    first = body[0] if isinstance(body, list) and body else None
    return (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
