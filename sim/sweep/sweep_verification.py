"""Whether a sweep's folder holds what was written, and whether the model says it again.

Files are held against the hashes of the manifest, one at a time, so memory does not grow with the
sweep. The rows of each file are then made anew from its outcomes (keys, factors, differences), and
held against the digest; on demand, some points are computed again and compared bit for bit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from allied.sim.experiment.verification import Verification
from allied.sim.inputs.gate import opened
from allied.sim.inputs.plain_text import printable, shown
from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.stamp import belongs
from allied.sim.sweep.description import DESIGN
from allied.sim.sweep.design import Design
from allied.sim.sweep.folder import MANIFEST, PARTS, manifest_in
from allied.sim.sweep.points import Common, Task, compute
from allied.sim.sweep.tidy_table import DIFFERENCE, Rows, digest_of, table_of

__all__ = ["verify_sweep"]

Json = Mapping[str, Any]
Progress = Callable[[int, int], None] | None


def verify_sweep(folder: Path, *, rerun: int = 0, progress: Progress = None) -> Verification:
    """Check the folder of a sweep.

    Parameters
    ----------
    folder : Path
    rerun : int
        How many of the points to compute again, spread evenly; all if there are no more.
    progress : callable, optional
        Called with (points done, points in all) while points are computed again.

    Raises
    ------
    InputError
        If there is no sweep.
    """
    manifest = manifest_in(folder)
    if manifest is None:
        got = f"{str(folder)!r} without {MANIFEST}"
        raise InputError([Problem("folder", got, "the folder of a sweep")])
    work = _Work(folder, manifest)
    files = work.whole_files()
    design = work.design()
    if design is not None:
        work.check_rows(design, files, _chosen(files, rerun), progress)
    left_out = ("parts", "columns", "keys")
    facts = {key: value for key, value in manifest.items() if key not in left_out}
    return Verification(
        folder, tuple(work.problems), tuple(work.notes), facts, None,
        computed=tuple(sorted(work.computed)),
        points=sum(said["last"] - said["first"] + 1 for said in files),
    )  # fmt: skip


def _chosen(files: Sequence[Json], rerun: int) -> list[int]:
    """Return numbers of points, spread evenly."""
    numbers = [n for said in files for n in range(said["first"], said["last"] + 1)]
    if rerun >= len(numbers):
        return numbers
    places = np.linspace(0, len(numbers) - 1, rerun).round().astype(int)
    return [numbers[k] for k in places.tolist()]


@dataclass
class _Work:
    """One verification, and what it has found up to now."""

    folder: Path
    manifest: Json
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    computed: list[int] = field(default_factory=list)

    def whole_files(self) -> list[Json]:
        """Return the manifest's files whose hash is right, in the order of their points."""
        found = []
        listed = [one for one in self.manifest["parts"] if _is_entry(one)]
        if len(listed) < len(self.manifest["parts"]):
            self.problems.append(Problem(MANIFEST, "parts that are none", "as it was written"))
        for said in listed:
            try:
                with opened(self.folder / said["file"], said["file"]) as file:
                    hashed = hashlib.file_digest(file, "sha256").hexdigest()
            except InputError as error:
                self.problems += error.problems
                continue
            if hashed == said["sha256"]:
                found.append(said)
                continue
            got, expected = f"SHA-256 {hashed[:12]}…", f"{str(said['sha256'])[:12]}… as written"
            hint = "`allied sweep … --resume` computes it anew."
            self.problems.append(Problem(said["file"], got, expected, hint))
        names = {Path(said["file"]).name for said in listed}
        others = sorted({p.name for p in (self.folder / PARTS).glob("*.parquet")} - names)
        if others:
            hint = "`allied sweep … --resume` lists what it finds."
            got = f"{len(others)} that the manifest does not list, as {others[0]!r:.80}"
            self.problems.append(Problem(PARTS, got, "its files alone", hint))
        if not self.manifest.get("complete"):
            self.notes.append("The sweep is not complete: some points are not computed yet.")
        return sorted(found, key=lambda said: int(said["first"]))

    def design(self) -> Design | None:
        """Return the design of the folder; None where this model has another one."""
        ours = belongs(self.manifest.get("model"))
        if not ours:
            made = f"model {self.manifest.get('model')!r:.20}"
            self.notes.append(f"Another model made it: {made}. Its rows were not compared.")
            return None
        try:
            design = Design.read(self.folder / DESIGN)
        except InputError as error:
            self.problems += error.problems
            return None
        told = str(self.manifest.get("design_sha256"))
        if design.hash != told:
            self.problems.append(Problem(DESIGN, f"design {design.hash[:12]}…", f"{told[:12]}…"))
            return None
        return design

    def check_rows(
        self, design: Design, files: Sequence[Json], chosen: Sequence[int], progress: Progress
    ) -> None:
        """Make the rows of files anew, and compute some points again."""
        total, zero = 0, None
        whole = len(files) == len(self.manifest["parts"])
        for said in files:
            try:
                table = pq.read_table(self.folder / said["file"])
                rows = _rows_in(table, design, said)
                zero = rows.outcomes[0] if rows.first == 0 else zero
                _check_table(table, rows, design, zero, said["file"])
                total += _check_digest(table, rows, design, said["file"])
                self._compute_again(design, rows, chosen, said["file"], progress)
            except InputError as error:
                self.problems += error.problems
                whole = False
            except (OSError, KeyError, TypeError, ValueError, pa.ArrowException) as error:
                got = f"what cannot be read ({printable(str(error))})"
                self.problems.append(Problem(said["file"], got, "rows, as they were written"))
                whole = False
        told = str(self.manifest.get("data_sha256"))
        if whole and f"{total % 2**256:064x}" != told:
            self.problems.append(Problem(MANIFEST, f"data {told[:12]}…", "that of its files"))

    def _compute_again(
        self, design: Design, rows: Rows, chosen: Sequence[int], name: str, progress: Progress
    ) -> None:
        numbers = range(rows.first, rows.first + len(rows.outcomes))
        for number in [n for n in chosen if n in numbers]:
            recorded = rows.outcomes[number - rows.first]
            values = (design.point(number),)
            again = compute(Task(Common.of(design), values, 0, recorded.shape[1])).outcomes[0]
            self.computed.append(number)
            if progress is not None:
                progress(len(self.computed), len(chosen))
            same = (again.view(np.int64) == recorded.view(np.int64)) | (
                np.isnan(again) & np.isnan(recorded)
            )
            if same.all():
                continue
            b, r, w, k = (int(place) for place in np.argwhere(~same)[0])
            where = (f"{name}, point {number}, {design.bases[b].name!r:.60}, run {r}, week "
                     f"{design.recorded[w]}, {OUTCOMES[design.outcomes[k]].name}")  # fmt: skip
            more = int((~same).sum()) - 1
            expected = f"{float(again[b, r, w, k])!r}, computed again" + (
                f" ({more:,} more values differ)" if more else "")  # fmt: skip
            self.problems.append(Problem(where, repr(float(recorded[b, r, w, k])), expected))


def _is_entry(said: Any) -> bool:
    """Return whether the manifest says of a file what it has to."""
    kinds = {"file": str, "first": int, "last": int, "sha256": str}
    if not isinstance(said, dict) or any(not isinstance(said.get(k), t) for k, t in kinds.items()):
        return False
    path = Path(said["file"])
    return path.parts[:-1] == (PARTS,) and path.name not in ("", "..")


def _rows_in(table: pa.Table, design: Design, said: Json) -> Rows:
    """Return what a file holds of its points."""
    first, last = said["first"], said["last"]
    points = table["point"].to_numpy()
    ends = np.searchsorted(points, np.arange(first, last + 2))
    values = np.column_stack([table[OUTCOMES[k].name].to_numpy() for k in design.outcomes])
    reasons = table["reason"].to_pylist()
    bases, records = len(design.bases), len(design.recorded)
    rows = Rows(first, [], [])
    for number, begin, end in zip(range(first, last + 1), ends[:-1], ends[1:], strict=True):
        runs, left = divmod(int(end - begin), bases * records)
        if left or not runs:
            expected = f"some for each of {bases} bases and {records} weeks"
            where = f"{said['file']}, point {number}"
            raise InputError([Problem(where, f"{end - begin:,} rows", expected)])
        rows.outcomes.append(values[begin:end].reshape(bases, runs, records, -1))
        rows.reasons.append(tuple(reasons[begin + b * runs * records] for b in range(bases)))
    return rows


def _check_table(
    table: pa.Table, rows: Rows, design: Design, zero: np.ndarray | None, name: str
) -> None:
    """Raise if keys, factors or differences are others than those that follow from the outcomes."""
    references, known = [], True
    kind, _, number = design.reference.partition("-")
    for outcomes in rows.outcomes:
        reference = outcomes
        if kind == "base":
            reference = np.broadcast_to(outcomes[int(number)], outcomes.shape)
        elif kind == "point" and zero is not None and outcomes.shape[1] <= zero.shape[1]:
            reference = zero[:, : outcomes.shape[1]]
        elif kind == "point":
            known = False  # runs that point 0 has not: they are in no file
        references.append(reference)
    made = table_of(design, rows, references, {})
    if made.schema.names != table.schema.names or made.schema.types != table.schema.types:
        got = f"columns {', '.join(table.schema.names)!r:.120}"
        raise InputError([Problem(name, got, "those of the design")])
    for column in made.schema.names:
        if column.endswith(DIFFERENCE) and not known:
            continue
        own, other = table[column].to_numpy(), made[column].to_numpy()
        same = own == other
        if own.dtype.kind == "f":
            same |= np.isnan(own) & np.isnan(other)
        if not np.all(same):
            row = int(np.argmin(same))
            got, expected = shown(_plain(own[row])), shown(_plain(other[row]))
            raise InputError([Problem(f"{name}, row {row + 1}, {column}", got, expected)])


def _check_digest(table: pa.Table, rows: Rows, design: Design, name: str) -> int:
    """Return the digest of a file's rows; raise if the file says another one."""
    note = json.loads((table.schema.metadata or {}).get(b"allied", b"{}"))
    digest = digest_of(design, rows)
    if note.get("digest") != f"{digest:064x}":
        got = f"rows of digest {digest:064x}"[:40]
        raise InputError([Problem(name, f"{got}…", f"{str(note.get('digest'))[:12]}…")])
    return digest


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
