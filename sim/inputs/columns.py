"""The gate for Parquet: columns of numbers from a file that may have been made to do harm.

A file says itself how much it expands to, and may lie. So its footer is asked first; then come the
limits that hold whatever it says: its bytes, and the codecs, of which Snappy expands no more than
some twenty times.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allied.sim.inputs.gate import opened
from allied.sim.inputs.quantity import InputError, Problem

if TYPE_CHECKING:
    import numpy as np

__all__ = ["read_columns", "read_note"]

MOST_BYTES = 16_000_000
MOST_EXPANDED = 64_000_000  # bytes of all columns that are read
MOST_FOOTER = 1_000_000  # bytes
MOST_COLUMNS = 1_000
CODECS = ("SNAPPY", "UNCOMPRESSED")
NUMBERS = ("DOUBLE", "FLOAT", "INT32", "INT64")


def read_columns(
    path: Path, wanted: Collection[str], *, most_rows: int, expected: str
) -> dict[str, np.ndarray]:
    """Return some columns of a file as numbers, NaN where there is none.

    Parameters
    ----------
    path : Path
    wanted : collection of str
        Names; other columns are not read.
    most_rows : int
    expected : str
        What the file should be, for messages.

    Raises
    ------
    InputError
        If it is no such file, lacks a column, holds anything else than numbers, or is too large.
    """
    import numpy as np

    with opened(path, str(path), expected) as file:
        parquet = _parquet(file, path, expected)
        problems = _size_problems(parquet.metadata, str(path), wanted, most_rows)
        problems = problems or _column_problems(parquet.metadata, str(path), wanted, expected)
        if problems:
            raise InputError(problems)
        try:
            table = parquet.read(columns=list(wanted), use_threads=False)
            return {name: np.array(table.column(name).to_numpy(), np.float64) for name in wanted}
        except Exception as error:  # whatever Arrow makes of damaged pages
            raise InputError([Problem(str(path), _reason(error), expected)]) from error


def read_note(path: Path, key: str, *, expected: str) -> Mapping[str, Any]:
    """Return the JSON object under a key of a file's metadata; an empty one if there is none.

    Raises
    ------
    InputError
        If it is no Parquet file, or holds something else there.
    """
    with opened(path, str(path), expected) as file:
        metadata = _parquet(file, path, expected).metadata.metadata or {}
    try:
        note = json.loads(metadata.get(key.encode(), b"{}"))
    except (ValueError, RecursionError) as error:
        raise InputError([Problem(str(path), "metadata that are no JSON", expected)]) from error
    if not isinstance(note, dict):
        raise InputError([Problem(str(path), "metadata that are no table", expected)])
    return note


def _parquet(file: Any, path: Path, expected: str) -> Any:
    """Return the opened Parquet file, of which the footer alone is read."""
    import pyarrow.parquet as pq

    size = file.seek(0, 2)
    if size > MOST_BYTES:
        raise InputError([Problem(str(path), "a larger file", f"at most {MOST_BYTES:,} bytes")])
    file.seek(max(size - 8, 0))
    footer, mark = int.from_bytes(file.read(4), "little"), file.read(4)
    if mark == b"PAR1" and footer > MOST_FOOTER:
        limit = f"at most {MOST_FOOTER:,} bytes"
        raise InputError([Problem(str(path), f"a footer of {footer:,} bytes", limit)])
    file.seek(0)
    try:
        return pq.ParquetFile(
            file, thrift_string_size_limit=MOST_FOOTER, thrift_container_size_limit=100_000
        )
    except Exception as error:  # Arrow has many kinds for what is no Parquet
        raise InputError([Problem(str(path), _reason(error), expected)]) from error


def _size_problems(
    footer: Any, where: str, wanted: Collection[str], most_rows: int
) -> list[Problem]:
    """Return what is too large in a file, as its footer tells."""
    if footer.num_columns > MOST_COLUMNS:
        got = f"{footer.num_columns:,} columns"
        return [Problem(where, got, f"at most {MOST_COLUMNS:,} columns")]
    groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
    chunks = [group.column(k) for group in groups for k in range(group.num_columns)]
    chunks = [chunk for chunk in chunks if chunk.path_in_schema in wanted]
    longest = max((chunk.num_values for chunk in chunks), default=0)
    rows = max(footer.num_rows, sum(group.num_rows for group in groups), longest)
    problems = []
    if rows > most_rows:
        problems.append(Problem(where, f"{rows:,} rows", f"at most {most_rows:,} rows"))
    expanded = sum(chunk.total_uncompressed_size for chunk in chunks)
    if expanded > MOST_EXPANDED:
        got = f"columns that expand to {expanded:,} bytes"
        problems.append(Problem(where, got, f"at most {MOST_EXPANDED:,} bytes"))
    for codec in sorted({chunk.compression for chunk in chunks} - set(CODECS)):
        hint = 'In pandas: to_parquet(…, compression="snappy").'
        problems.append(Problem(where, f"{codec} compression", "Snappy or none", hint))
    return problems


def _column_problems(
    footer: Any, where: str, wanted: Collection[str], expected: str
) -> list[Problem]:
    """Return which columns are missing, stand twice or hold no numbers."""
    columns = [footer.schema.column(number) for number in range(footer.num_columns)]
    kinds = {column.path: column.physical_type for column in columns}
    missing = [name for name in wanted if name not in kinds]
    if missing or not footer.num_rows:
        named = ", ".join(missing[:3]) + (" and others" if len(missing) > 3 else "")
        got = f"a file without {named}" if missing else "a file without draws"
        return [Problem(where, got, expected)]
    if len(kinds) < len(columns):
        return [Problem(where, "a column twice", "each column once")]
    return [
        Problem(f"{where}, {name}", "values that are no numbers", "finite numbers")
        for name in wanted
        if kinds[name] not in NUMBERS
    ]


def _reason(error: Exception) -> str:
    return f"a file that cannot be read ({str(error).strip().partition(chr(10))[0]:.160})"
