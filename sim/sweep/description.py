"""What tells a reader what a sweep's folder is: copy of the design, README, licence, citation.

None of it names a date or a machine, so whoever computes a sweep writes the same.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from allied.sim.sweep.design import Design

__all__ = [
    "READING", "ROWS", "WRITTEN", "citation", "describe", "licence", "readme", "write_design",
]  # fmt: skip

DESIGN, POINTS, ROWS = "design.json", "points.csv", "parameters.parquet"
README, LICENCE, CITATION = "README.md", "LICENSE", "CITATION.cff"
WRITTEN = (DESIGN, POINTS, ROWS, README, LICENCE, CITATION)
"""Files that stand beside the manifest."""
_LEFT_OUT = ("vary", "points_sha256", "rules_sha256")


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


# --- README, licence, citation ---

Json = Mapping[str, Any]

READING = {
    "pandas, with `from allied import load`": 'load("FOLDER")',
    "pandas": 'pandas.read_parquet("FOLDER/parts")',
    "Polars": 'polars.read_parquet("FOLDER/parts/*.parquet")',
    "DuckDB": "duckdb.sql(\"SELECT * FROM 'FOLDER/parts/*.parquet'\")",
    "xarray": 'load("FOLDER").set_index(["point", "base", "run", "week"]).to_xarray()',
}
"""A line each that reads all rows; FOLDER stands for the folder."""
_NAMES = {
    "CC-BY-4.0": "Creative Commons Attribution 4.0 International",
    "CC0-1.0": "Creative Commons Zero 1.0 Universal, a dedication to the public domain",
    "CC-BY-SA-4.0": "Creative Commons Attribution Share Alike 4.0 International",
    "CC-BY-NC-4.0": "Creative Commons Attribution Non Commercial 4.0 International",
    "CC-BY-NC-SA-4.0": "Creative Commons Attribution Non Commercial Share Alike 4.0 International",
}


def describe(folder: Path, manifest: Json) -> None:
    """Write README, licence and citation of a sweep as its manifest tells of it."""
    from allied.sim.inputs.whole_files import whole_file

    texts = {README: readme(manifest), LICENCE: licence(manifest), CITATION: citation(manifest)}
    for name, text in texts.items():
        with whole_file(folder / name) as new:
            new.write_text(text, encoding="utf-8")


def _title(manifest: Json) -> str:
    return str(manifest.get("title") or "A sweep of Allied")


def _authors(manifest: Json) -> list[str]:
    return list(manifest["design"].get("authors") or ["Anonymous"])


def readme(manifest: Json) -> str:
    """Return the README of a dataset, in Markdown."""
    notes = [f"- {note}" for note in manifest.get("notes", [])] or ["- Nothing in particular."]
    end = (
        f"{', '.join(_authors(manifest))}. {manifest['design']['licence']}, see `{LICENCE}`. "
        f"How to cite it stands in `{CITATION}`."
    )
    return "\n\n".join([
        f"# {_title(manifest)}", *_opening(manifest),
        "## What varies", *_varied(manifest),
        "## What to know", "\n".join(notes),
        "## Columns", _columns(manifest["columns"]),
        "At point 0, the base without changes, columns of what varies hold what the base has.",
        "## Read it", "FOLDER stands for this folder.", _table(("with", ""), [
            (program, f"`{line}`") for program, line in READING.items()
        ]),
        "## How it was made", *_making(manifest),
        "## Licence and citation", end,
    ]) + "\n"  # fmt: skip


def _opening(manifest: Json) -> list[str]:
    failed = int(manifest.get("failed", 0))
    said = [
        "Simulated companies in which marketing and IT work together, from Allied, an agent-based "
        f"model. {manifest['rows']:,} rows, one for each point of the design, base, run and "
        "recorded week. Run n is the same company, with the same random draws, at every point and "
        "in every base, so differences are paired."
    ]  # fmt: skip
    if failed:
        said.append(f"{failed:,} points failed; the column `reason` says why.")
    if not manifest.get("complete"):
        said.append("**Not complete:** some points are not computed yet. `--resume` goes on.")
    return said


def _varied(manifest: Json) -> list[str]:
    design = manifest["design"]
    factors = [f"- `{name}`: {_range(said)}" for name, said in design["vary"].items()]
    more = "" if str(manifest["identity"]).endswith("-fixed") else (
        ", and further ones, in batches, until the Monte Carlo error was small enough")  # fmt: skip
    sample = ", ".join(f"{key} {value}" for key, value in design["sample"].items())
    return [
        "\n".join(factors),
        f"Points: {sample}. Bases: {', '.join(base['name'] for base in design['base'])}. "
        f"{design['runs']:,} runs of {design['weeks']:,} weeks{more}; seed {design['seed']}; "
        f"parameters {_parameters(design['parameters'])}; reference {design['reference']}.",
    ]  # fmt: skip


def _columns(columns: Json) -> str:
    return _table(("column", "unit", "better", "meaning"), [
        (f"`{name}`", told["unit"], told["better"], told["meaning"])
        for name, told in columns.items()
    ])  # fmt: skip


def _making(manifest: Json) -> list[str]:
    by = [f"They were made by `{manifest['command']}`."] if manifest.get("command") else []
    return [
        f"By Allied {manifest['allied']}, model `{manifest['model']}`. The design is complete in "
        f"`{DESIGN}` and `{POINTS}`; this makes the rows again:",
        f"```sh\nallied sweep {DESIGN} --out again\n```",
        *by,
        _table(("", ""), [
            ("design", f"`{manifest['design_sha256']}`"),
            ("data", f"`{manifest['data_sha256']}` (of the rows, whatever files they stand in)"),
            ("Python", manifest["python"]),
            *manifest["packages"].items(),
        ]),
        "`manifest.json` has the SHA-256 of every file in `parts/`.",
    ]  # fmt: skip


def _table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    cells = [header, ["---"] * len(header), *rows]
    return "\n".join(
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in cells
    )


def _range(said: Any) -> str:
    if isinstance(said, Mapping):
        return f"{said['low']:g} to {said['high']:g}"
    told = [f"`{value}`" for value in said[:10]]
    return ", ".join(told) + (f" and {len(said) - 10:,} more" if len(said) > 10 else "")


def _parameters(said: Any) -> str:
    return f"`{said}`" if isinstance(said, str) else "of their own"


def licence(manifest: Json) -> str:
    """Return the licence of a dataset: its name, whose it is, and where the text stands."""
    key = manifest["design"]["licence"]
    said = f"{_NAMES.get(key, key)} ({key})"
    place = f"https://spdx.org/licenses/{key}.html"
    if key.startswith("LicenseRef-"):
        said, place = key, "Ask the authors for the text of this licence."
    return "\n".join([
        _title(manifest), "", f"By {', '.join(_authors(manifest))}.", "",
        f"All files in this folder are under the licence {said}.", "", place, "",
        f"SPDX-License-Identifier: {key}", "",
    ])  # fmt: skip


def citation(manifest: Json) -> str:
    """Return how to cite a dataset, in the Citation File Format."""
    key = manifest["design"]["licence"]
    data = manifest["data_sha256"]
    return "\n".join([
        "cff-version: 1.2.0",
        "message: If you use this dataset, please cite it as below.",
        "type: dataset",
        f"title: {_quoted(_title(manifest))}",
        f"version: {_quoted(data[:12])}",
        *([] if key.startswith("LicenseRef-") else [f"license: {key}"]),
        "authors:",
        *[f"  - name: {_quoted(author)}" for author in _authors(manifest)],
        "identifiers:",
        "  - type: other", f"    value: sha256:{data}",
        "    description: Of the rows, whatever files they stand in",
        "  - type: other", f"    value: sha256:{manifest['design_sha256']}",
        "    description: Of the design",
        "references:",
        "  - type: software", "    title: Allied", f"    version: {_quoted(manifest['allied'])}",
        f"    notes: {_quoted('Model ' + manifest['model'])}",
        "    authors:", "      - name: The Allied contributors", "",
    ])  # fmt: skip


def _quoted(text: Any) -> str:
    """Return a text as YAML takes it: JSON's texts are YAML's, too."""
    return json.dumps(str(text), ensure_ascii=False)
