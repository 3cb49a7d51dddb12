"""Read the dataset of a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from allied.sim.experiment.cost import available_memory
from allied.sim.inputs.plain_text import shown
from allied.sim.inputs.quantity import InputError, Problem, nearest
from allied.sim.sweep.folder import MANIFEST, PARTS, manifest_in

__all__ = ["read_sweep"]

COPIES = 3.0  # of what is read, while pandas makes a frame of it


def read_sweep(
    folder: Path | str,
    columns: Sequence[str] | None = None,
    where: Sequence[tuple[str, str, Any]] | None = None,
) -> pd.DataFrame:
    """Return the rows of a sweep, by point, base, run and week.

    Parameters
    ----------
    folder : Path or str
    columns : sequence of str, optional
        All when None.
    where : sequence of (column, operator, value), optional
        Conditions that all hold: `[("point", "<", 10), ("base", "==", "silos")]`.

    Raises
    ------
    InputError
        If there is no sweep, a name is unknown, or the rows exceed the memory.
    """
    folder = Path(folder)
    manifest = manifest_in(folder)
    if manifest is None:
        got = f"{str(folder)!r} without {MANIFEST}"
        raise InputError([Problem("folder", got, "the folder of a sweep")])
    names = list(manifest["columns"])
    problems = [
        Problem("columns", shown(name), "a column of the sweep", nearest(str(name), names))
        for name in columns or () if name not in names
    ]  # fmt: skip
    problems += [
        Problem("where", shown(condition[0]), "a column of the sweep",
                nearest(str(condition[0]), names))
        for condition in where or () if condition[0] not in names
    ]  # fmt: skip
    if problems:
        raise InputError(problems)
    files = sorted((folder / PARTS).glob("points-*.parquet"))
    condition = None if not where else pq.filters_to_expression(list(where))
    found = ds.dataset(files, format="parquet")
    rows = found.count_rows(filter=condition)
    wanted = list(columns) if columns is not None else names
    needed = rows * 8.0 * len(wanted) * COPIES
    if needed > available_memory():
        hint = "Ask for fewer columns=, or for part of it by where=."
        raise InputError([Problem("folder", f"{rows:,} rows of {len(wanted)} columns",
                                  "what fits into this machine's memory", hint)])  # fmt: skip
    table: pa.Table = found.to_table(columns=wanted, filter=condition)
    frame: pd.DataFrame = table.to_pandas()
    frame.attrs["allied.model"] = manifest["model"]
    return frame
