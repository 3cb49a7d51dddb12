"""The folder of a sweep: whole files of points, and one manifest.

| in the folder | holds |
| --- | --- |
| `manifest.json` | what stands here: design, model, versions, columns, files with their hashes |
| `design.json`, `points.csv` | the design, complete in itself: `allied sweep` makes it again |
| `README.md`, `LICENSE`, `CITATION.cff` | what it is, for people (`allied.sim.sweep.description`) |
| `parts/points-A-B-H.parquet` | the rows of points A to B; H begins the SHA-256 of the file |

A file stands there whole or not at all. Its name holds a hash of its content, so damage is found
without a record of what was written, and after a crash the files themselves tell what is missing.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import platform
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.inputs.whole_files import whole_file
from allied.sim.stamp import model_hash
from allied.sim.sweep.description import WRITTEN, describe, write_design
from allied.sim.sweep.design import Design
from allied.sim.sweep.layout import Range
from allied.sim.sweep.table import KEYS

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["MANIFEST", "Part", "Store", "note_of"]

MANIFEST, DESIGN, POINTS, PARTS, LOCK = (
    "manifest.json", "design.json", "points.csv", "parts", ".lock"
)  # fmt: skip
PACKAGES = ("mesa", "numba", "numpy", "pandas", "pyarrow", "scipy", "SALib")
LARGEST_MANIFEST = 500_000_000  # bytes
_PART = re.compile(r"points-(\d{7,})-(\d{7,})-([0-9a-f]{16})\.parquet")


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
        See `allied.sim.sweep.table.digest_of`.
    """

    path: Path
    points: Range
    rows: int
    failed: int
    runs: int
    digest: int


def note_of(design: Design, identity: str) -> dict[str, Any]:
    """Return where results come from, for the manifest and each file."""
    return {
        "allied": _installed("allied"),
        "model": model_hash(),
        "identity": identity,
        "design": design.plain,
        "design_sha256": design.hash,
        "seed": design.seed,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "packages": {name: _installed(name) for name in PACKAGES},
    }


class Store:
    """The folder of one sweep, locked for one writer.

    Parameters
    ----------
    folder : Path
    design : Design
    identity : str
        Of what is computed: design, model, precision.
    """

    def __init__(self, folder: Path, design: Design, identity: str) -> None:
        self.folder, self.design, self.identity = folder, design, identity
        self.note = note_of(design, identity)
        self.damaged: list[str] = []

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Make the folder, or check that it is this sweep's, and keep other writers away.

        Raises
        ------
        InputError
            If it holds anything else, or another process writes here.
        """
        check_folder(self.folder)
        found = manifest_in(self.folder)
        if found is not None:
            self._check_same(found)
        (self.folder / PARTS).mkdir(parents=True, exist_ok=True)
        with _lock(self.folder / LOCK):
            _remove_unfinished(self.folder / PARTS)
            if found is None:
                self._describe()
            yield

    def parts(self) -> list[Part]:
        """Return the whole files that are there, in the order of their points.

        Files that are damaged are removed, and named in `damaged`.
        """
        found: list[Part] = []
        for path in sorted((self.folder / PARTS).glob("*.parquet")):
            part = read_part(path, self.identity)
            if part is None:
                self.damaged.append(path.name)
                path.unlink()
            elif missing_of(part, found):
                found.append(part)
            else:
                path.unlink()  # it was written twice
        return found

    def write(self, points: Range, table: pa.Table, facts: Mapping[str, Any]) -> Part:
        """Write a file of points, whole or not at all."""
        begin, end = points
        note = {**self.note, "points": [begin, end], "rows": len(table), **facts}
        table = table.replace_schema_metadata({"allied": json.dumps(note)})
        folder = self.folder / PARTS
        with whole_file(folder / "unfinished.parquet") as unfinished:
            pq.write_table(table, unfinished, compression="zstd")
            with unfinished.open("rb") as file:
                hashed = hashlib.file_digest(file, "sha256").hexdigest()
            name = f"points-{begin:07d}-{end - 1:07d}-{hashed[:16]}.parquet"
            os.link(unfinished, folder / name) if not (folder / name).exists() else None
        (folder / "unfinished.parquet").unlink(missing_ok=True)
        return _part(folder / name, note)

    def conclude(self, parts: list[Part], facts: Mapping[str, Any]) -> None:
        """Write the manifest of what is there."""
        manifest = self._manifest(parts, facts)
        _write_json(self.folder / MANIFEST, manifest)
        describe(self.folder, manifest)

    def _manifest(self, parts: list[Part], facts: Mapping[str, Any]) -> dict[str, Any]:
        from allied.sim.sweep.table import schema_of

        columns = {
            field.name: {key.decode(): value.decode() for key, value in field.metadata.items()}
            for field in schema_of(self.design)
        }
        total = sum(part.digest for part in parts) % 2**256
        return {
            **self.note,
            "title": self.design.title,
            "notes": self.design.notes(),
            "keys": list(KEYS),
            "columns": columns,
            **facts,
            "rows": sum(part.rows for part in parts),
            "failed": sum(part.failed for part in parts),
            "data_sha256": f"{total:064x}",
            "parts": [_listed(part) for part in parts],
        }

    def _check_same(self, found: Mapping[str, Any]) -> None:
        """Refuse a folder that holds another sweep."""
        if found.get("identity") == self.identity:
            return
        what, own = "design", self.design.hash[:12]
        other = str(found.get("design_sha256", ""))[:12]
        if found.get("model") != model_hash():
            what, own, other = "model", model_hash(), str(found.get("model"))
        elif other == own:
            what, own, other = "precision", "another bound", "the bound it began with"
        hint = "Take another folder for it, or go on with what this one began with."
        problem = Problem("out", f"{str(self.folder)!r}, which holds results of {what} {other}",
                          f"results of {what} {own}", hint)  # fmt: skip
        raise InputError([problem])

    def _describe(self) -> None:
        write_design(self.design, self.folder)
        self.conclude([], {"complete": False})


def missing_of(part: Part, others: list[Part]) -> bool:
    """Return whether a part holds points that no other part holds."""
    return all(part.points[0] >= other.points[1] or part.points[1] <= other.points[0]
               for other in others)  # fmt: skip


def read_part(path: Path, identity: str | None = None) -> Part | None:
    """Return what a file holds; None if it is damaged.

    Raises
    ------
    InputError
        If it belongs to another sweep.
    """
    match = _PART.fullmatch(path.name)
    if match is None:
        return None
    try:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest()[:16] != match[3]:
                return None
        note = json.loads(pq.read_schema(path).metadata[b"allied"])
    except (OSError, KeyError, ValueError, pa.ArrowException):
        return None
    if identity is not None and note["identity"] != identity:
        got = f"{path.name}, of another design or model"
        raise InputError([Problem("out", got, "parts of this sweep alone")])
    return _part(path, note)


def _part(path: Path, note: Mapping[str, Any]) -> Part:
    begin, end = note["points"]
    return Part(path, (begin, end), note["rows"], note["failed"], note["runs"],
                int(note["digest"], 16))  # fmt: skip


def _listed(part: Part) -> dict[str, Any]:
    with part.path.open("rb") as file:
        hashed = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "file": f"{PARTS}/{part.path.name}",
        "first": part.points[0],
        "last": part.points[1] - 1,
        "rows": part.rows,
        "bytes": part.path.stat().st_size,
        "sha256": hashed,
    }


def check_folder(folder: Path) -> None:
    """Refuse a folder that holds something else than a sweep, before anything is written.

    Raises
    ------
    InputError
        With what it holds.
    """
    if not folder.exists():
        if not folder.parent.is_dir():
            expected = "a new folder in one that exists"
            raise InputError([Problem("out", f"{str(folder)!r}", expected)])
        return
    if not folder.is_dir():
        raise InputError([Problem("out", f"a file, {str(folder)!r}", "a folder")])
    names = sorted(entry.name for entry in folder.iterdir())
    if names and MANIFEST not in names and set(names) - {LOCK, PARTS, *WRITTEN}:
        got = f"{str(folder)!r}, which holds {', '.join(map(repr, names[:3]))}"
        expected = "a new folder, an empty one, or one of this sweep"
        raise InputError([Problem("out", got, expected, "Nothing in it was touched.")])


def manifest_in(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a folder; None where there is none.

    Raises
    ------
    InputError
        If it is no manifest of a sweep.
    """
    from allied.sim.inputs.gate import read_bytes

    path = folder / MANIFEST
    if not path.exists():
        return None
    try:
        found = json.loads(read_bytes(path, str(path), most=LARGEST_MANIFEST))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not {"identity", "design", "parts"} <= set(found):
        raise InputError([Problem(str(path), "no manifest of a sweep", "the folder of a sweep")])
    return found


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Hold a lock for as long as this process lives."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if fcntl is not None:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                    got = f"{str(path.parent)!r}, into which another process writes"
                    hint = "Wait until it is done, or compute another part into another folder."
                    raise InputError([Problem("out", got, "a folder of one's own", hint)]) from None
        yield
    finally:
        os.close(handle)


def _remove_unfinished(folder: Path) -> None:
    for path in folder.glob(".unfinished.parquet.*"):
        with suppress(OSError):
            path.unlink()


def _write_json(path: Path, value: Any) -> None:
    with whole_file(path) as new:
        new.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
