"""What tells a reader of a sweep's folder what it is: copies of the design, README, licence, citation.

None of it names a date or a machine, so whoever computes a sweep writes the same.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allied.sim.sweep.design import Design

__all__ = ["ROWS", "write_design"]

DESIGN, POINTS, ROWS = "design.json", "points.csv", "parameters.parquet"
README, LICENCE, CITATION = "README.md", "LICENSE", "CITATION.cff"
_LEFT_OUT = ("vary", "points_sha256")


def write_design(design: Design, folder: Path) -> None:
    """Write a design so that `Design.read` makes the same again: no other file is needed."""
    from allied.sim.inputs.whole_files import whole_file

    names = [factor.name for factor in design.factors]
    with whole_file(folder / POINTS) as new, new.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows(zip(*(design.columns[name] for name in names), strict=True))
    plain = {key: value for key, value in design.plain.items() if key not in _LEFT_OUT}
    plain["sample"] = {"file": POINTS}
    if isinstance(plain["parameters"], dict) and "rows" in plain["parameters"]:
        _write_rows(design, folder / ROWS)
        plain["parameters"] = {"rows": ROWS}
    with whole_file(folder / DESIGN) as new:
        new.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")


def _write_rows(design: Design, path: Path) -> None:
    """Write parameter sets that have no name: a column for each parameter."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from allied.sim.inputs.parameters import PARAMETERS
    from allied.sim.inputs.whole_files import whole_file

    columns = {name: pa.array(row.read(design.rows)) for name, row in PARAMETERS.items()}
    with whole_file(path) as new:
        pq.write_table(pa.table(columns), new, compression="snappy")
