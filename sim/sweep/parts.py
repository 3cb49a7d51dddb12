"""Files of consecutive points: written whole, named by a hash of their content, and read again."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.inputs.whole_files import whole_file
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.sweep.design import Design
from allied.sim.sweep.layout import Range

__all__ = ["PARTS", "Part", "outcomes_in", "part_files", "points_in", "read_part", "write_part"]

PARTS = "parts"
_NAME = re.compile(r"points-(\d{7,})-(\d{7,})-([0-9a-f]{16})\.parquet")


@dataclass(frozen=True)
class Part:
    """A file of consecutive points.

    Attributes
    ----------
    path : Path
    points : (int, int)
        The last one excluded.
    rows, failed, runs : int
        Failed points; runs of all points together.
    digest : int
        See `allied.sim.sweep.tidy_table.digest_of`.
    sha256 : str
        Of the file.
    size : int
        Of the file, in bytes.
    stopped : mapping of int to int
        Number of runs to how many points stopped there; with a bound on the error only.
    """

    path: Path
    points: Range
    rows: int
    failed: int
    runs: int
    digest: int
    sha256: str = ""
    size: int = 0
    stopped: Mapping[int, int] = field(default_factory=dict)

    def listed(self) -> dict[str, Any]:
        """Return what the manifest says of it."""
        return {
            "file": f"{PARTS}/{self.path.name}",
            "first": self.points[0],
            "last": self.points[1] - 1,
            "rows": self.rows,
            "bytes": self.size,
            "sha256": self.sha256,
        }


def write_part(folder: Path, points: Range, table: pa.Table, note: Mapping[str, Any]) -> Part:
    """Write a file of points, whole or not at all.

    Parameters
    ----------
    folder : Path
        Where files of points stand.
    points : (int, int)
    table : pyarrow.Table
    note : mapping
        Kept in the file, and all that is known of it later.
    """
    begin, end = points
    note = {**note, "points": [begin, end], "rows": len(table)}
    table = table.replace_schema_metadata({"allied": json.dumps(note)})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    content = sink.getvalue()
    hashed = hashlib.sha256(content).hexdigest()
    path = folder / f"points-{begin:07d}-{end - 1:07d}-{hashed[:16]}.parquet"
    with whole_file(path) as new:
        new.write_bytes(content)
    sync_folder(folder)
    return _part(path, note, hashed, content.size)


def read_part(path: Path, identity: str) -> Part | None:
    """Return what a file holds; None if its content is not what was written.

    Raises
    ------
    InputError
        If it belongs to another sweep.
    OSError
        If it cannot be read: that does not mean that it is damaged.
    """
    match = _NAME.fullmatch(path.name)
    assert match is not None
    with path.open("rb") as file:
        hashed = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.tell()
    if hashed[:16] != match[3]:
        return None
    note = json.loads(pq.read_schema(path).metadata[b"allied"])
    if note["identity"] != identity:
        got = f"{path.name}, of another design or model"
        raise InputError([Problem("out", got, "parts of this sweep alone")])
    return _part(path, note, hashed, size)


def part_files(folder: Path) -> list[Path]:
    """Return the files of points of a sweep's folder, in the order of their points.

    What has another name is not ours, and left alone.
    """
    found = [path for path in (folder / PARTS).glob("points-*.parquet")
             if _NAME.fullmatch(path.name)]  # fmt: skip
    return sorted(found, key=lambda path: (_points(path), path.name))


def points_in(folder: Path) -> int:
    """Return how many points stand in the files of a folder, going by their names."""
    return count_of(ranges_in(folder))


def ranges_in(folder: Path) -> list[Range]:
    """Return the points of each file of a folder, going by their names."""
    return [_points(path) for path in part_files(folder)]


def count_of(ranges: Iterable[Range]) -> int:
    """Return how many points ranges hold together, each counted once."""
    total, reached = 0, -1
    for begin, end in sorted(ranges):
        total += max(0, end - max(begin, reached))
        reached = max(reached, end)
    return total


def outcomes_in(part: Part, design: Design, number: int) -> np.ndarray:
    """Return a point's outcomes as they stand in a file, shape (bases, runs, records, outcomes)."""
    names = [OUTCOMES[k].name for k in design.outcomes]
    table = pq.read_table(part.path, columns=names, filters=[("point", "==", number)])
    values = np.column_stack([table[name].to_numpy() for name in names])
    return values.reshape(len(design.bases), -1, len(design.recorded), len(names))


def remove_unfinished(folder: Path) -> None:
    """Remove what a killed process left half written."""
    for path in folder.glob(".points-*.parquet.*"):
        with suppress(OSError):
            path.unlink()


def sync_folder(folder: Path) -> None:
    """Let new names in a folder outlive a power failure, where the system can promise that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _points(path: Path) -> Range:
    match = _NAME.fullmatch(path.name)
    assert match is not None
    return int(match[1]), int(match[2]) + 1


def _part(path: Path, note: Mapping[str, Any], hashed: str, size: int) -> Part:
    begin, end = note["points"]
    stopped = {int(runs): count for runs, count in note.get("stopped", {}).items()}
    return Part(path, (begin, end), note["rows"], note["failed"], note["runs"],
                int(note["digest"], 16), hashed, size, stopped)  # fmt: skip
