"""Read results again: the dataset of a sweep, or the table of an experiment.

Columns and conditions are checked by name before anything is read, and what would not fit into the
memory of this machine is refused with what to ask for instead.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from allied.sim.inputs.plain_text import is_plain, printable, shown
from allied.sim.inputs.plugins import SCENARIOS, reader
from allied.sim.inputs.quantity import InputError, Problem, nearest

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["OPERATORS", "load", "read_sweep"]

COPIES = 3.0  # of what is read, while pandas makes a frame of it
OPERATORS = ("=", "==", "!=", "<", ">", "<=", ">=", "in", "not in")
"""Those of pyarrow."""
_EXAMPLE = 'Write: where={"base": "silos"}, or where=[("point", "<", 10)].'
_PART = re.compile(r"points-(\d{7,})-(\d{7,})-[0-9a-f]{16}\.parquet")
_NO_PLACE = "the folder of a sweep or an experiment"

Source = str | Path | Sequence[str | Path]
Where = Mapping[str, Any] | Sequence[tuple[str, str, Any]] | None


@overload
def load(source: Source) -> Any: ...
@overload
def load(
    source: Source, columns: Sequence[str] | None = ..., where: Where = ...
) -> pd.DataFrame: ...


def load(source: Source, columns: Sequence[str] | None = None, where: Where = None) -> Any:
    """Return the results in a folder as a table, or a scenario by its name or path.

    Parameters
    ----------
    source : str, Path or sequence of these
        The folder of a sweep, or of `allied compare --out`; or the name of an installed scenario,
        the path of a file that ends in `.toml`, several of these joined by "+" or in a list. The
        name of an installed scenario means the scenario: write "./silos" for a folder of that name.
    columns : sequence of str, optional
        Of results: the columns to read; all when None.
    where : mapping or sequence of (column, operator, value), optional
        Of results: conditions that all hold. Operators are `=`, `==`, `!=`, `<`, `>`, `<=`, `>=`,
        `in` and `not in`. In a mapping a value means `==`, a list means `in`.

    Returns
    -------
    pandas.DataFrame or Scenario
        The frame has rows by point, base, run and week, and its `attrs` the hash of the model.

    Raises
    ------
    InputError
        With every problem.

    Examples
    --------
    >>> load("self-service").levers["structure.delivery"]
    'self_service'
    """
    asked = columns is not None or where is not None
    if not isinstance(source, (str, Path)):
        if asked:
            hint = "columns and where are for results."
            raise InputError([Problem("load", shown(source), _NO_PLACE, hint)])
        return _scenario(source)
    is_folder = os.path.isdir(source)
    if asked or (is_folder and os.path.basename(source) != source):
        return read_results(Path(source), columns, where)
    try:
        return _scenario(source)
    except InputError:
        if is_folder:
            return read_results(Path(source))
        raise


def _scenario(source: Any) -> Any:
    read = reader(SCENARIOS)
    if read is None:
        expected = f"{_NO_PLACE}, since no installed package ships scenarios"
        raise InputError([Problem("load", shown(source), expected)])
    try:
        return read(source)
    except InputError as error:
        if not isinstance(source, (str, Path)) or str(source).endswith(".toml"):
            raise
        (first, *more), name = error.problems, str(source)
        if more or os.path.exists(name) or "+" in name:
            raise
        expected = "a folder of results, the name of an installed scenario, or a .toml file"
        raise InputError([Problem("load", first.got, expected, first.advice)]) from None


# --- results ---


def read_results(folder: Path, columns: Any = None, where: Any = None) -> pd.DataFrame:
    """Return the rows of a sweep, or of an experiment."""
    from allied.sim.experiment.record import DATA
    from allied.sim.sweep.folder import MANIFEST, PARTS

    if not os.path.isdir(folder):
        got = f"{printable(repr(str(folder)), widest=200)}, which is no folder"
        raise InputError([Problem("load", got, _NO_PLACE)])
    if (folder / DATA).is_file():
        return _read_experiment(folder, columns, where)
    if (folder / MANIFEST).is_file() or (folder / PARTS).is_dir():
        return read_sweep(folder, columns, where)
    got = f"{printable(repr(str(folder)), widest=200)}, which holds no results"
    hint = "`allied sweep … --out FOLDER` and `allied compare … --out FOLDER` write some."
    raise InputError([Problem("load", got, _NO_PLACE, hint)])


def read_sweep(
    folder: Path | str, columns: Sequence[str] | None = None, where: Where = None
) -> pd.DataFrame:
    """Return the rows of a sweep, by point, base, run and week.

    Parameters
    ----------
    folder : Path or str
    columns, where
        As for `load`.

    Raises
    ------
    InputError
        If there is no sweep, a name is unknown, or the rows exceed the memory.
    """
    import pandas as pd

    from allied.sim.sweep.folder import MANIFEST, manifest_in

    folder = Path(folder)
    manifest = manifest_in(folder)
    if manifest is None:
        got = f"{str(folder)!r} without {MANIFEST}"
        raise InputError([Problem("load", got, "the folder of a sweep")])
    files = part_files(folder)
    if not files:
        hint = "Go on with it: allied sweep … --resume."
        got = f"{str(folder)!r}, in which no point is computed yet"
        raise InputError([Problem("load", got, "the folder of a sweep with results", hint)])
    frame = _frame(files, columns, where)
    bases = [base["name"] for base in manifest["design"]["base"]]
    if "base" in frame:
        frame["base"] = pd.Categorical(frame["base"], categories=bases)
    frame.attrs["allied.model"] = manifest["model"]
    frame.attrs["allied.complete"] = bool(manifest.get("complete"))
    frame.attrs["allied.notes"] = list(manifest.get("notes", []))
    return frame


def part_files(folder: Path) -> list[Path]:
    """Return the files of a sweep in the order of their points; each point is in one of them."""
    from allied.sim.sweep.folder import PARTS

    found: list[Path] = []
    after = -1
    named = [
        (int(match[1]), int(match[2]), path) for path in (folder / PARTS).glob("points-*.parquet")
        if (match := _PART.fullmatch(path.name)) is not None
    ]  # fmt: skip
    for first, last, path in sorted(named):
        if first > after:
            found.append(path)
            after = last
    return found


def _read_experiment(folder: Path, columns: Any, where: Any) -> pd.DataFrame:
    """Return the table that `allied compare --out` wrote."""
    import json

    import pyarrow.parquet as pq

    from allied.sim.experiment.record import DATA, KEY

    frame = _frame([folder / DATA], columns, where)
    try:
        facts = json.loads((pq.read_schema(folder / DATA).metadata or {}).get(KEY.encode(), b"{}"))
    except ValueError:
        facts = {}
    frame.attrs = {"allied.model": facts.get("model") if isinstance(facts, dict) else None}
    return frame


def _frame(files: Sequence[Path], columns: Any, where: Any) -> pd.DataFrame:
    """Return the rows of some files, in their order."""
    import pyarrow as pa
    import pyarrow.dataset as ds

    try:
        found = ds.dataset(files, format="parquet")
        schema = found.schema
        wanted, condition = _asked(schema, columns, where)
        rows = found.count_rows(filter=condition)
        _check_memory(rows, len(wanted))
        table: pa.Table = found.to_table(columns=wanted, filter=condition)
        frame: pd.DataFrame = table.unify_dictionaries().to_pandas()
    except (OSError, pa.ArrowException) as error:
        reason = printable(str(error).partition("\n")[0], widest=120)
        hint = "`allied verify FOLDER` tells which file is damaged."
        got = f"files that cannot be read ({reason})"
        raise InputError([Problem("load", got, "results as they were written", hint)]) from None
    frame.attrs = {}
    return frame


def _check_memory(rows: int, columns: int) -> None:
    from allied.sim.experiment.cost import available_memory

    needed, free = rows * 8.0 * columns * COPIES, available_memory()
    if needed > free:
        got = f"{rows:,} rows of {columns} columns, which take {needed / 1e9:,.1f} GB"
        hint = "Ask for fewer columns=, or for part of the rows by where=."
        raise InputError([Problem("load", got, f"at most {free / 1e9:,.1f} GB, as this machine has "
                                  "free", hint)])  # fmt: skip


def _asked(schema: pa.Schema, columns: Any, where: Any) -> tuple[list[str], Any]:
    """Return the columns and the condition that are asked for, as pyarrow takes them."""
    import pyarrow.parquet as pq

    problems: list[Problem] = []
    names = list(schema.names)
    wanted = _columns(columns, names, problems)
    triples = _triples(where, names, problems)
    if not problems:
        problems += [p for triple in triples if (p := _value_problem(schema, *triple)) is not None]
    if problems:
        raise InputError(problems)
    return wanted, pq.filters_to_expression(triples) if triples else None


def _columns(columns: Any, names: list[str], problems: list[Problem]) -> list[str]:
    if columns is None:
        return names
    if isinstance(columns, (str, bytes, Mapping)) or not isinstance(columns, Sequence):
        hint = f"Write: columns=[{columns!r:.60}]" if isinstance(columns, str) else ""
        problems.append(Problem("columns", shown(columns), "a list of columns", hint))
        return []
    if not columns:
        problems.append(Problem("columns", "an empty list", "one column or more"))
    problems += [p for name in columns if (p := _unknown("columns", name, names)) is not None]
    return list(dict.fromkeys(name for name in columns if isinstance(name, str)))


def _unknown(place: str, name: Any, names: list[str]) -> Problem | None:
    if isinstance(name, str) and name in names:
        return None
    hint = nearest(name, names) if isinstance(name, str) else ""
    hint = hint or f"Columns are {', '.join(names)}."
    return Problem(place, shown(name), "a column of the results", hint)


def _triples(where: Any, names: list[str], problems: list[Problem]) -> list[tuple[str, str, Any]]:
    """Return conditions as (column, operator, value)."""
    if where is None:
        return []
    if isinstance(where, Mapping):
        where = [(name, "in" if _is_list(value) else "==", value) for name, value in where.items()]
    if not _is_list(where) or any(isinstance(one, str) for one in where):
        problems.append(Problem("where", shown(where), "a list of conditions", _EXAMPLE))
        return []
    found = []
    for condition in where:
        if not isinstance(condition, (tuple, list)) or len(condition) != 3:
            expected = "(column, operator, value)"
            problems.append(Problem("where", shown(condition), expected, _EXAMPLE))
            continue
        name, operator, value = condition
        wrong = _unknown("where", name, names)
        problems += [] if wrong is None else [wrong]
        if operator not in OPERATORS:
            expected = f"an operator, one of {', '.join(OPERATORS)}"
            problems.append(Problem(f"where, {printable(str(name))}", shown(operator), expected))
        elif (operator in ("in", "not in")) != _is_list(value):
            expected = "a list of values" if not _is_list(value) else "one value"
            got = f"{operator} and {shown(value)}"
            problems.append(Problem(f"where, {printable(str(name))}", got, expected))
        else:
            values = list(value) if _is_list(value) else value
            found.append((name, operator, _plain(values)))
    return found


def _is_list(value: Any) -> bool:
    if isinstance(value, (list, tuple, set, frozenset, range)):
        return True
    return getattr(value, "ndim", 0) == 1  # of NumPy and pandas


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.item() if hasattr(value, "item") else value


def _value_problem(schema: pa.Schema, name: str, operator: str, value: Any) -> Problem | None:
    """Return why a value cannot be compared with a column."""
    import pyarrow as pa

    kind = schema.field(name).type
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    fits: tuple[type, ...]
    if pa.types.is_boolean(kind):
        expected, fits = "true or false", (bool,)
    elif pa.types.is_integer(kind) or pa.types.is_floating(kind):
        expected, fits = "a number", (int, float)
    else:
        expected, fits = "a text", (str,)
    for one in value if isinstance(value, list) else [value]:
        if not isinstance(one, fits) or (isinstance(one, bool) and bool not in fits):
            return Problem(f"where, {name}", shown(one), expected)
        if isinstance(one, str) and not is_plain(one):
            return Problem(f"where, {name}", shown(one), "a text without control characters")
        if isinstance(one, int) and abs(one) >= 2**63:
            return Problem(f"where, {name}", "a huge number", expected)
    if str in fits and operator in ("<", ">", "<=", ">="):
        return Problem(f"where, {name}", operator, "==, !=, in or not in: texts have no order")
    if isinstance(value, list) and not value:
        return Problem(f"where, {name}", "an empty list", "one value or more")
    return None
