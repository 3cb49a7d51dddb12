"""Put the parts of an array job together."""

from __future__ import annotations

import shutil
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.inputs.whole_files import whole_file
from allied.sim.sweep.description import describe
from allied.sim.sweep.driver import Report
from allied.sim.sweep.folder import (
    DESIGN,
    MANIFEST,
    check_same,
    manifest_in,
    parts_of,
    remove_useless,
    totals,
    write_json,
    writing,
)
from allied.sim.sweep.layout import Range
from allied.sim.sweep.parts import PARTS, Part, sync_folder
from allied.sim.sweep.stopping import explained

__all__ = ["merge"]


def merge(folders: Iterable[Path | str], out: Path | str) -> Report:
    """Put files of points from several folders of one sweep into one; whole files, as they are.

    What is still missing is named in the report, and computed by `sweep` with `resume`.

    Parameters
    ----------
    folders : iterable of Path or str
        Parts of the same design, model and precision; they may overlap where they agree.
    out : Path or str
        New, empty, or a folder of the same sweep.

    Returns
    -------
    Report

    Raises
    ------
    InputError
        If a folder holds no sweep, another one, or other results for the same points.
    allied.sim.sweep.stopping.SweepError
        If the disk is full, or the folder cannot be written.
    """
    places = list(dict.fromkeys(Path(folder) for folder in folders))
    notes = _manifests(places)
    note, target = notes[0], Path(out)
    points = (note["first_point"], note["last_point"] + 1)
    report = Report(target, points[1] - points[0])
    with explained(target, lambda: report.found, report.points), writing(target, note):
        sources = [place for place in places if not _is_same(place, target)]
        _, damaged, twice = parts_of(target, note["identity"])
        remove_useless(target, [*damaged, *twice])
        chosen = _chosen([target, *sources], note["identity"], report)
        write_json(target / MANIFEST, {**note, **totals([], points)})
        if not (target / DESIGN).exists():
            _copy_description(places[0], target)
        parts = []
        for part in chosen:
            parts.append(_taken(part, target / PARTS))
            report.found += part.points[1] - part.points[0]
        sync_folder(target / PARTS)
        report.count(parts, points)
        manifest = {**note, **totals(parts, points)}
        write_json(target / MANIFEST, manifest)
        describe(target, manifest)
    return report


def _manifests(places: Sequence[Path]) -> list[dict[str, Any]]:
    """Return the manifests of folders, all of one sweep."""
    problems: list[Problem] = []
    found: list[dict[str, Any]] = []
    for place in places:
        try:
            manifest = manifest_in(place)
            if manifest is None:
                got = f"{str(place)!r} without {MANIFEST}"
                problems.append(Problem("folder", got, "the folder of a sweep"))
                continue
            if found:
                check_same(place, manifest, found[0])
            found.append(manifest)
        except InputError as error:
            problems += [Problem("folder" if p.where == "out" else p.where, p.got, p.expected,
                                 f"That is what {str(places[0])!r} holds.")
                         for p in error.problems]  # fmt: skip
    if not places:
        problems.append(Problem("folders", "none", "one folder of a sweep or more"))
    if problems:
        raise InputError(problems)
    return found


def _chosen(places: Sequence[Path], identity: str, report: Report) -> list[Part]:
    """Return files that hold each point once, in order; all of the first place are among them.

    A file that holds some points that stand in others, and some that do not, is left out, and what
    it alone holds is missing: to cut it would make a file that no sweep has written.
    """
    chosen: list[Part] = []
    for place in places:
        parts, damaged, _ = parts_of(place, identity)
        report.damaged += [str(place / PARTS / name) for name in damaged]
        for part in parts:
            at = bisect(chosen, part.points[0], key=_first)
            others = [other for other in chosen[max(at - 1, 0) : at]
                      if other.points[1] > part.points[0]]  # fmt: skip
            while at < len(chosen) and chosen[at].points[0] < part.points[1]:
                others.append(chosen[at])
                at += 1
            for other in others:
                _require_agreement(other, part)
            if not others:
                chosen.insert(at, part)
    return chosen


def _first(part: Part) -> int:
    return part.points[0]


def _require_agreement(one: Part, other: Part) -> None:
    """Refuse files that hold other results for the same points."""
    if one.points == other.points and one.digest == other.digest:
        return
    both = max(one.points[0], other.points[0]), min(one.points[1], other.points[1])
    if _rows(one, both).equals(_rows(other, both)):
        return
    got = (
        f"{str(one.path)!r} and {str(other.path)!r}, whose results differ at points {both[0]:,} to "
        f"{both[1] - 1:,}"
    )
    hint = "The same design and model give the same results: one of the two is not what it says."
    raise InputError([Problem("folders", got, "the same results for the same points", hint)])


def _rows(part: Part, points: Range) -> pd.DataFrame:
    begin, end = points
    table = pq.read_table(part.path, filters=[("point", ">=", begin), ("point", "<", end)])
    for k, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):  # codes differ between files
            table = table.set_column(k, field.name, table.column(k).cast(pa.string()))
    frame: pd.DataFrame = table.to_pandas()
    return frame


def _taken(part: Part, folder: Path) -> Part:
    """Return a file that stands in the folder, and is copied there if need be."""
    path = folder / part.path.name
    if not path.exists():
        with whole_file(path) as new:
            shutil.copyfile(part.path, new)
    return replace(part, path=path)


def _copy_description(source: Path, target: Path) -> None:
    """Copy what describes the sweep: every file beside the manifest, the design as the last one."""
    for path in sorted(source.iterdir(), key=lambda path: (path.name == DESIGN, path.name)):
        if not path.is_file() or path.name == MANIFEST or path.name.startswith("."):
            continue
        with whole_file(target / path.name) as new:
            shutil.copyfile(path, new)


def _is_same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()
