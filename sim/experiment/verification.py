"""Whether a folder holds an experiment as it was written, and whether the model says it again.

`verify` looks at one thing after another, and lists all that is wrong: the files and their hashes,
the two copies of the provenance, the shape of the data row by row, and, if asked, some or all of
the runs, computed again and compared bit for bit. What is in a file is looked at only where its
hash is right: of a damaged file one message is enough.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from allied.sim.experiment.record import (
    DATA,
    FILES,
    KEY,
    LARGEST_JSON,
    MANIFEST,
    PROVENANCE,
    TABLE,
    hash_of,
    manifest_of,
)
from allied.sim.experiment.recorded_table import Layout, layout_of, read_table
from allied.sim.experiment.rerun import compute_again, hindrance
from allied.sim.inputs.arguments import Parameters
from allied.sim.inputs.gate import opened, read_bytes
from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.stamp import belongs, model_hash

__all__ = ["Verification", "verify"]

NAMED = 5  # files named in a message

Json = Mapping[str, Any]
Progress = Callable[[int, int], None] | None


@dataclass(frozen=True)
class Verification:
    """What was found about an experiment.

    Attributes
    ----------
    folder : Path
    problems : tuple of Problem
        Empty where the experiment is as it was written.
    notes : tuple of str
        What is worth knowing, and no fault of the folder.
    provenance : mapping
        Empty where it cannot be read.
    layout : Layout, optional
        Which rows the data have, if the provenance says that.
    computed : tuple of int
        Numbers of the runs, of a sweep those of the points, that were computed again.
    points : int
        Of a sweep: how many stand in its files; 0 for an experiment.
    """

    folder: Path
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    provenance: Json
    layout: Layout | None
    computed: tuple[int, ...] = ()
    points: int = 0

    @property
    def fine(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def to_dict(self) -> dict[str, Any]:
        """Return what was found as plain data, for JSON."""
        return {
            "folder": str(self.folder),
            "fine": self.fine,
            "problems": [
                {"where": p.where, "got": p.got, "expected": p.expected, "hint": p.hint}
                for p in self.problems
            ],
            "notes": list(self.notes),
            "computed_again": list(self.computed),
            "provenance": dict(self.provenance),
        }


def verify(
    folder: Path | str,
    *,
    rerun: int = 0,
    parameters: Parameters = None,
    progress: Progress = None,
) -> Verification:
    """Check an experiment that `allied compare --out` or `write_experiment` wrote, or a sweep.

    Parameters
    ----------
    folder : Path or str
    rerun : int
        How many of the runs (of a sweep: of the points) to compute again, spread evenly; all if
        there are no more.
    parameters : optional
        Of an experiment: the parameter sets of the runs, if they are not found under the name in
        the provenance.
    progress : callable, optional
        Called with (company-runs done, company-runs in all) while runs are computed again.

    Raises
    ------
    InputError
        If there is no such folder, or it holds no experiment.

    Examples
    --------
    >>> import tempfile
    >>> from allied import simulate
    >>> from allied.sim.experiment.record import write_experiment
    >>> ensemble = simulate(["silos", "merged"], runs=2, weeks=8, arrays=True)
    >>> folder = tempfile.mkdtemp() + "/results"
    >>> write_experiment(folder, ensemble)
    >>> verify(folder, rerun=2).fine
    True
    """
    folder = Path(folder)
    if _is_sweep(folder):
        from allied.sim.sweep.sweep_verification import verify_sweep

        return verify_sweep(folder, rerun=rerun, progress=progress)
    problems = _listing_problems(folder)
    whole = _whole_files(folder, problems)
    facts = _provenance(folder, whole, problems)
    if not problems and _manifest(folder) != manifest_of(folder, str(facts.get("allied"))):
        problems.append(Problem(MANIFEST, "another text", "the one that was written"))
    layout, wrong = layout_of(facts) if facts else (None, [])
    problems += wrong
    chosen = layout.sample(rerun) if layout is not None else np.empty(0, np.int64)
    recorded = None
    if layout is not None and DATA in whole:
        table = folder / TABLE if TABLE in whole else None
        recorded, wrong = read_table(folder / DATA, table, layout, chosen)
        problems += wrong
    notes = [] if not facts or belongs(facts.get("model")) else [_other_model(facts)]
    computed: tuple[int, ...] = ()
    if rerun and facts:
        if layout is None or recorded is None:
            notes.append("No run was computed again: the data are not whole.")
        elif found := hindrance(facts, layout, parameters):
            notes.append(f"No run was computed again: {found}")
        else:
            problems += compute_again(facts, layout, chosen, recorded, parameters, progress)
            computed = tuple(int(run) for run in chosen)
    return Verification(folder, tuple(problems), tuple(notes), facts, layout, computed)


def _is_sweep(folder: Path) -> bool:
    """Return whether a folder is that of a sweep."""
    return (folder / "parts").is_dir() and not any((folder / name).exists() for name in FILES)


def _listing_problems(folder: Path) -> list[Problem]:
    """Return files that are missing, and entries that are no part of an experiment."""
    try:
        with os.scandir(folder) as entries:
            present = {e.name: e.is_file(follow_symlinks=False) for e in entries}
    except OSError as error:
        got = f"{str(folder)!r} ({error.strerror})"
        raise InputError([Problem("folder", got, "the folder of an experiment")]) from None
    ours = (*FILES, MANIFEST)
    if not set(present) & set(ours):
        hint = "`allied compare … --out FOLDER` writes one."
        got = f"{str(folder)!r}, which holds none of {', '.join(ours)}"
        raise InputError([Problem("folder", got, "the folder of an experiment", hint)])
    problems = [Problem(name, "no such file", "a file") for name in ours if name not in present]
    problems += [
        Problem(name, "no regular file", "a file") for name in ours if not present.get(name, True)
    ]
    others = sorted(set(present) - set(ours))
    if others:
        more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
        got = f"{', '.join(map(repr, others[:NAMED]))}{more}"
        problems.append(Problem("folder", got, f"nothing but {', '.join(ours)}"))
    return problems


def _whole_files(folder: Path, problems: list[Problem]) -> set[str]:
    """Return the files whose hash is that of the manifest; what is wrong joins `problems`."""
    manifest = _read_json(folder / MANIFEST, problems)
    files = manifest.get("files")
    hashes = files if isinstance(files, dict) else {}
    if manifest and set(hashes) != set(FILES):
        got = f"hashes of {', '.join(map(repr, list(hashes)[:NAMED])) or 'no file'}"
        problems.append(Problem(MANIFEST, got, f"those of {', '.join(FILES)}"))
    whole = set()
    for name in FILES:
        said, path = hashes.get(name), folder / name
        if not isinstance(said, dict) or not _is_regular(path):
            continue
        try:
            found = hash_of(path)
        except InputError as error:
            problems += error.problems
            continue
        if found == said:
            whole.add(name)
        else:
            problems.append(Problem(name, _in_words(found), f"{_in_words(said)} as written"))
    return whole


def _in_words(said: Json) -> str:
    return f"{said.get('bytes')!r:.20} bytes with SHA-256 {str(said.get('sha256'))!r:.14}…"


def _provenance(folder: Path, whole: set[str], problems: list[Problem]) -> Json:
    """Return what the Parquet file says of itself, or else the JSON file; they have to agree."""
    told = _read_json(folder / PROVENANCE, problems)
    if DATA not in whole:
        return told
    try:
        with opened(folder / DATA, DATA) as file:
            metadata = pq.read_schema(file).metadata or {}
        inside = _object(metadata.get(KEY.encode(), b""))
    except (OSError, ValueError, RecursionError, pa.ArrowException) as error:
        got = f"metadata that cannot be read ({str(error).partition(chr(10))[0]!r:.120})"
        problems.append(Problem(DATA, got, "the provenance, as JSON"))
        return told
    if told and told != inside:
        keys = [key for key in {**inside, **told} if inside.get(key) != told.get(key)]
        more = f" and {len(keys) - NAMED} more" if len(keys) > NAMED else ""
        got = f"another {', '.join(map(repr, keys[:NAMED]))}{more} than in {DATA}"
        problems.append(Problem(PROVENANCE, got, "the same in both"))
    return inside


def _read_json(path: Path, problems: list[Problem]) -> Json:
    """Return the object in a file; empty, with a problem, where there is none."""
    if not _is_regular(path):
        return {}  # which the listing has said
    try:
        return _object(read_bytes(path, path.name, most=LARGEST_JSON))
    except InputError as error:
        problems += error.problems
        return {}
    except (ValueError, RecursionError) as error:
        got = f"what cannot be read ({str(error)!r:.120})"
        problems.append(Problem(path.name, got, "one JSON object"))
        return {}


def _manifest(folder: Path) -> bytes:
    return read_bytes(folder / MANIFEST, MANIFEST, most=LARGEST_JSON)


def _object(content: bytes) -> Json:
    found = json.loads(content)
    if not isinstance(found, dict) or not found:
        raise ValueError("no object")
    return found


def _is_regular(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _other_model(facts: Json) -> str:
    made = f"model {facts.get('model')!r:.20} (Allied {facts.get('allied')!r:.20})"
    return f"Another model made it: {made}; this one is {model_hash()}."
