"""Run the lines by which pages say that a dataset is read."""

from __future__ import annotations

import duckdb
import pandas
import polars

from allied import load


def read(line):
    """What a line that reads the rows gives."""
    names = {"duckdb": duckdb, "pandas": pandas, "polars": polars, "load": load}
    found = eval(line, names)
    return found.df() if isinstance(found, duckdb.DuckDBPyRelation) else found
