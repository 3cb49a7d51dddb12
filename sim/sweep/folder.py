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

import json
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pyarrow as pa

from allied.sim.inputs.levers import OUTSIDE
from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.inputs.whole_files import whole_file
from allied.sim.stamp import model_hash
from allied.sim.sweep.description import DESIGN, POINTS, describe, write_design
from allied.sim.sweep.design import Design
from allied.sim.sweep.layout import Range, missing, numbers
from allied.sim.sweep.locking import locked
from allied.sim.sweep.parts import (
    PARTS,
    Part,
    part_files,
    points_in,
    read_part,
    remove_unfinished,
    write_part,
)
from allied.sim.sweep.tidy_table import KEYS, schema_of

__all__ = ["DESIGN", "MANIFEST", "POINTS", "Part", "Store", "note_of", "points_in"]

MANIFEST, LOCK = "manifest.json", ".lock"
PACKAGES = ("mesa", "numba", "numpy", "pandas", "pyarrow", "scipy", "SALib")
LARGEST_MANIFEST = 500_000_000  # bytes


def note_of(design: Design, identity: str) -> dict[str, Any]:
    """Return where results come from, for the manifest and each file."""
    return {
        "allied": _installed("allied"),
        "model": model_hash(),
        "identity": identity,
        "design": design.plain,
        "design_sha256": design.hash,
        "first_point": numbers(design)[0],
        "last_point": numbers(design)[1] - 1,
        "seed": design.seed,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "packages": {name: _installed(name) for name in PACKAGES},
        "levers_of_other_packages": dict(OUTSIDE),
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
        self._twice: list[str] = []

    def is_whole(self) -> bool:
        """Return whether the manifest says that all points are there."""
        check_folder(self.folder)
        found = manifest_in(self.folder)
        if found is not None:
            check_same(self.folder, found, self.note)
        return found is not None and bool(found.get("complete"))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Make the folder, or check that it is this sweep's, and keep other writers away.

        Raises
        ------
        InputError
            If it holds anything else, or another process writes here.
        """
        with writing(self.folder, self.note):
            if not (self.folder / DESIGN).exists():  # written last
                self._describe()
            yield

    def parts(self, tell: Callable[[int], object] | None = None) -> list[Part]:
        """Return the whole files that are there, in the order of their points.

        Files that are damaged are named in `damaged`.

        Parameters
        ----------
        tell : callable, optional
            Called with how many points were found up to now: it reads everything.
        """
        found, self.damaged, self._twice = parts_of(self.folder, self.identity, tell)
        return found

    def remove_useless(self) -> None:
        """Remove files of ours whose content is damaged, or stands in another one, too."""
        remove_useless(self.folder, [*self.damaged, *self._twice])

    def write(self, points: Range, table: pa.Table, facts: Mapping[str, Any]) -> Part:
        """Write a file of points, whole or not at all."""
        return write_part(self.folder / PARTS, points, table, {**self.note, **facts})

    def conclude(self, parts: list[Part]) -> None:
        """Write the manifest of what is there."""
        manifest = self._manifest(parts)
        write_json(self.folder / MANIFEST, manifest)
        describe(self.folder, manifest)

    def _manifest(self, parts: list[Part]) -> dict[str, Any]:
        columns = {
            field.name: {key.decode(): value.decode() for key, value in field.metadata.items()}
            for field in schema_of(self.design)
        }
        return {
            **self.note,
            "title": self.design.title,
            "notes": self.design.notes(),
            "keys": list(KEYS),
            "columns": columns,
            **totals(parts, numbers(self.design)),
        }

    def _describe(self) -> None:
        self.conclude([])  # first, so that the folder is known for what it is
        write_design(self.design, self.folder)


@contextmanager
def writing(folder: Path, note: Mapping[str, Any]) -> Iterator[None]:
    """Make a sweep's folder, or check that it is this one's, and keep other writers away."""
    check_folder(folder)
    found = manifest_in(folder)
    if found is not None:
        check_same(folder, found, note)
    (folder / PARTS).mkdir(parents=True, exist_ok=True)
    with locked(folder / LOCK) as alone:
        found = manifest_in(folder)  # another process may have written it meanwhile
        if found is not None:
            check_same(folder, found, note)
        if alone:
            remove_unfinished(folder / PARTS)
            for path in folder.glob(f".{MANIFEST}.*"):
                with suppress(OSError):
                    path.unlink()
        yield


def parts_of(
    folder: Path, identity: str, tell: Callable[[int], object] | None = None
) -> tuple[list[Part], list[str], list[str]]:
    """Return the whole files of a folder, and names: of damaged files, and of those not needed.

    Where two files hold the same points, as two writers without locks may leave them, the first
    counts: each point stands in one file.
    """
    found: list[Part] = []
    damaged, twice, count = [], [], 0
    for path in part_files(folder):
        part = read_part(path, identity)
        if part is None:
            damaged.append(path.name)
        elif not found or part.points[0] >= found[-1].points[1]:
            found.append(part)
            count += part.points[1] - part.points[0]
            if tell is not None:
                tell(count)
        else:
            twice.append(path.name)
    return found, damaged, twice


def remove_useless(folder: Path, names: Sequence[str]) -> None:
    """Remove files of points, by their names."""
    for name in names:
        (folder / PARTS / name).unlink(missing_ok=True)


def totals(parts: Sequence[Part], points: Range) -> dict[str, Any]:
    """Return what a manifest says of the files of a design with so many points."""
    gaps = missing(points, [part.points for part in parts])
    stopped: dict[int, int] = {}
    for part in parts:
        for runs, count in part.stopped.items():
            stopped[runs] = stopped.get(runs, 0) + count
    return {
        "complete": not gaps,
        "missing": [[begin, end - 1] for begin, end in gaps],
        "rows": sum(part.rows for part in parts),
        "failed": sum(part.failed for part in parts),
        "stopped": {str(runs): count for runs, count in sorted(stopped.items())},
        "data_sha256": f"{sum(part.digest for part in parts) % 2**256:064x}",
        "parts": [part.listed() for part in parts],
    }


def check_same(folder: Path, found: Mapping[str, Any], note: Mapping[str, Any]) -> None:
    """Refuse a folder that holds another sweep.

    Raises
    ------
    InputError
        With what differs: design, model or precision.
    """
    if found.get("identity") == note["identity"]:
        return
    what, own = "design", str(note["design_sha256"])[:12]
    other = str(found.get("design_sha256", ""))[:12]
    if found.get("model") != note["model"]:
        what, own, other = "model", str(note["model"]), str(found.get("model"))
    elif other == own:
        what, own, other = "precision", "another bound", "the bound it began with"
    hint = "Take another folder for it, or go on with what this one began with."
    problem = Problem("out", f"{str(folder)!r}, which holds results of {what} {other}",
                      f"results of {what} {own}", hint)  # fmt: skip
    raise InputError([problem])


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
    ours = {LOCK, PARTS, *(name for name in names if name.startswith(f".{MANIFEST}."))}
    if set(names) - ours and MANIFEST not in names and not part_files(folder):
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


def write_json(path: Path, value: Any) -> None:
    """Write a file of JSON, whole or not at all."""
    with whole_file(path) as new:
        new.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
