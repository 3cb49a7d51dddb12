"""An experiment as a folder: its data, where they come from, and a hash of every file.

| file | holds |
| --- | --- |
| `outcomes.parquet` | the tidy table of `Ensemble.frame`; its metadata hold the provenance, too |
| `outcomes.csv` | the same table as text |
| `provenance.json` | all that is needed to make the table again |
| `manifest.json` | the SHA-256 and the size of each of the other files |

The folder is written and replaced as a whole (`allied.sim.inputs.whole_folders`), and judged by
`allied.sim.experiment.verification`. Hashes find what went wrong by accident. They prove nothing
about who wrote a folder: for that, compute it again.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from allied.sim.inputs.gate import opened, read_bytes
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.inputs.scenario import Scenario
from allied.sim.inputs.whole_folders import write_folder
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.stamp import model_hash

if TYPE_CHECKING:
    from allied.sim.experiment.ensemble import Ensemble

__all__ = [
    "DATA", "FILES", "INDEX", "KEY", "LARGEST_JSON", "MANIFEST", "PACKAGES", "PROVENANCE", "TABLE",
    "check_place", "hash_of", "hash_of_rows", "manifest_of", "provenance", "write_experiment",
]  # fmt: skip

DATA, TABLE, PROVENANCE = "outcomes.parquet", "outcomes.csv", "provenance.json"
MANIFEST = "manifest.json"
FILES = (DATA, TABLE, PROVENANCE)
"""The files of which the manifest holds a hash."""
LARGEST_JSON = 20_000_000  # bytes; 32 scenarios with 32 changes of all levers take two million
KEY = "allied"
"""Under which the metadata of the Parquet file hold the provenance, as JSON."""
PACKAGES = ("mesa", "numba", "numpy", "pandas", "pyarrow")
INDEX = {
    "scenario": "Scenario",
    "run": "Number of the company; the same company in every scenario",
    "week": "Outcomes are those of the 52 weeks that end here",
}  # fmt: skip


def write_experiment(folder: Path | str, ensemble: Ensemble, **facts: Any) -> None:
    """Write an experiment; one that stands there already is replaced, as a whole.

    Parameters
    ----------
    folder : Path or str
        New, empty, or an earlier experiment; the folder that it is in exists.
    ensemble : Ensemble
    **facts
        What else the provenance should say: `command`, `date`, `parameters` (a mapping with the
        "name" under which they are found again; "posterior" without one).

    Raises
    ------
    InputError
        If the folder holds anything else, of which nothing is touched.
    """
    table = ensemble.frame()
    found = provenance(ensemble, **facts)

    def fill(new: Path) -> None:
        table.attrs[KEY] = found
        pq.write_table(_with_metadata(table, found), new / DATA)
        table.to_csv(new / TABLE, index=False)
        (new / PROVENANCE).write_bytes(_json(found))
        (new / MANIFEST).write_bytes(manifest_of(new, found["allied"]))

    write_folder(Path(folder), fill, check_place)


def provenance(ensemble: Ensemble, **facts: Any) -> dict[str, Any]:
    """Return all that is needed to make the results again, as plain data."""
    names = [scenario.name for scenario in ensemble.scenarios]
    if len(set(names)) < len(names):
        problem = Problem("scenarios", ", ".join(names), "scenarios of different names")
        raise InputError([problem])
    told = facts.pop("parameters", {})
    rows = {"rows": len(ensemble.parameters), "rows_sha256": hash_of_rows(ensemble.parameters)}
    return {
        "allied": _installed("allied"),
        "model": model_hash(),
        **facts,
        "seed": ensemble.seed,
        "runs": ensemble.runs,
        "first": ensemble.first,
        "weeks": ensemble.weeks,
        "every": int(ensemble.weeks_recorded[0]),
        "parameters": {**told, **rows},
        "python": platform.python_version(),
        **{name: _installed(name) for name in PACKAGES},
        "scenarios": {scenario.name: _plain_scenario(scenario) for scenario in ensemble.scenarios},
        "columns": INDEX
        | {row.name: f"{row.label} ({row.unit}; {row.better} is better)" for row in OUTCOMES},
    }


def check_place(folder: Path) -> None:
    """Check that a folder may be replaced: it is empty, or holds an experiment and nothing else.

    Raises
    ------
    InputError
        With the names of what is not Allied's.
    """
    if not folder.is_dir():
        raise InputError([Problem("folder", f"a file, {str(folder)!r}", "a folder")])
    entries = list(os.scandir(folder))
    ours = (*FILES, MANIFEST)
    others = sorted(e.name for e in entries if e.name not in ours or not e.is_file())
    if entries and not others and not _has_mark(folder):
        others = sorted(entry.name for entry in entries)
    if others:
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        got = f"{str(folder)!r}, which holds {', '.join(map(repr, others[:3]))}{more}"
        expected = "a new folder, an empty one, or one that holds an experiment and nothing else"
        raise InputError([Problem("folder", got, expected, "Nothing in it was touched.")])


def hash_of_rows(rows: np.ndarray) -> str:
    """Return the SHA-256 of parameter sets: of every parameter's name and values, in order."""
    digest = hashlib.sha256()
    for name, row in sorted(PARAMETERS.items()):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(row.read(rows), np.float64).tobytes())
    return digest.hexdigest()


def manifest_of(folder: Path, allied: str) -> bytes:
    """Return the manifest of an experiment whose files are written.

    Parameters
    ----------
    folder : Path
    allied : str
        The version of Allied that wrote it.
    """
    return _json({"allied": allied, "files": {name: hash_of(folder / name) for name in FILES}})


def hash_of(path: Path) -> dict[str, str | int]:
    """Return what the manifest says of a file: its SHA-256 and its size.

    Raises
    ------
    InputError
        If it is no regular file, or cannot be opened.
    """
    with opened(path, path.name) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"sha256": digest, "bytes": os.fstat(file.fileno()).st_size}


def _has_mark(folder: Path) -> bool:
    """Return whether a provenance or a manifest is Allied's, of whatever version."""
    return _is_ours(folder / PROVENANCE, "scenarios") or _is_ours(folder / MANIFEST, "files")


def _is_ours(path: Path, part: str) -> bool:
    try:
        found = json.loads(read_bytes(path, path.name, most=LARGEST_JSON))
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and {"allied", part} <= set(found)


def _with_metadata(frame: Any, facts: Mapping[str, Any]) -> pa.Table:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    return table.replace_schema_metadata({
        **table.schema.metadata,
        "PANDAS_ATTRS": json.dumps(frame.attrs),  # `attrs` of what pandas reads
        KEY: json.dumps(facts),
    })  # fmt: skip


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=2) + "\n").encode()


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def _plain_scenario(scenario: Scenario) -> dict[str, Any]:
    return {
        "levers": {name: _plain(scenario.value(name)) for name in LEVERS},
        "timeline": [
            {"week": _plain(week), "levers": {name: _plain(v) for name, v in changes.items()}}
            for week, changes in scenario.timeline
        ],
    }


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
