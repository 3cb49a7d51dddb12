"""What tells a reader what a sweep's folder is: copy of the design, README, licence, citation.

None of it names a date or a machine, so whoever computes a sweep writes the same.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
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


# --- README, licence, citation ---

Json = Mapping[str, Any]

READING = {
    "pandas, with Allied": 'from allied import load; frame = load("FOLDER")',
    "pandas": 'import pandas; frame = pandas.read_parquet("FOLDER/parts")',
    "Polars": 'import polars; frame = polars.read_parquet("FOLDER/parts/*.parquet")',
    "DuckDB": "import duckdb; frame = duckdb.sql(\"SELECT * FROM 'FOLDER/parts/*.parquet'\").df()",
    "xarray": (
        "from allied import load; "
        'frame = load("FOLDER").set_index(["point", "base", "run", "week"]).to_xarray()'
    ),
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
    design = manifest["design"]
    bases = ", ".join(base["name"] for base in design["base"])
    vary = [f"- `{name}`: {_range(said)}" for name, said in design["vary"].items()]
    whole = "" if manifest.get("complete") else (
        "\n**Not complete:** some points are not computed yet. `--resume` goes on.\n")  # fmt: skip
    columns = [
        f"| `{name}` | {_cell(told['unit'])} | {_cell(told['better'])} | {_cell(told['meaning'])} |"
        for name, told in manifest["columns"].items()
    ]
    reading = [f"{program}:\n\n```python\n{line}\n```\n" for program, line in READING.items()]
    notes = [f"- {note}" for note in manifest.get("notes", [])] or ["- None."]
    failed = int(manifest.get("failed", 0))
    failures = f" {failed:,} points failed; `reason` says why." if failed else ""
    return "\n".join([
        f"# {_title(manifest)}", "",
        "Simulated companies in which marketing and IT work together, from Allied, an agent-based "
        f"model. One row is one company: a point of the design, a base, a run and a week. "
        f"{manifest['rows']:,} rows.{failures} Run n is the same company, with the same random "
        "draws, at every point and in every base, so differences are paired.",
        whole, "## What varies", "", *vary, "",
        f"Bases: {bases}. {design['runs']:,} runs of {design['weeks']:,} weeks, seed "
        f"{design['seed']}, parameters {_parameters(design['parameters'])}, reference "
        f"{design['reference']}. {_points(design)}", "",
        "## What to know", "", *notes, "",
        "## Columns", "", "| column | unit | better | meaning |", "| --- | --- | --- | --- |",
        *columns, "",
        "At point 0, the base without changes, the columns of what varies hold what the base has.",
        "", "## Read it", "", *reading,
        "## How it was made", "",
        f"By Allied {manifest['allied']}, model `{manifest['model']}`. The design is complete in "
        f"`{DESIGN}` and `{POINTS}`; this makes the rows again:", "",
        "```sh", str(manifest.get("command") or f"allied sweep {DESIGN} --out again"), "```", "",
        "| | |", "| --- | --- |",
        f"| design | `{manifest['design_sha256']}` |",
        f"| data | `{manifest['data_sha256']}` (of the rows, whatever files they stand in) |",
        f"| Python | {manifest['python']} |",
        *[f"| {name} | {said} |" for name, said in manifest["packages"].items()], "",
        "`manifest.json` has the SHA-256 of every file in `parts/`.", "",
        "## Licence and citation", "",
        f"{', '.join(_authors(manifest))}. {design['licence']}, see `{LICENCE}`. How to cite it "
        f"stands in `{CITATION}`.", "",
    ])  # fmt: skip


def _range(said: Any) -> str:
    if isinstance(said, Mapping):
        return f"{said['low']:g} to {said['high']:g}"
    told = [f"`{value}`" for value in said[:10]]
    return ", ".join(told) + (f" and {len(said) - 10:,} more" if len(said) > 10 else "")


def _parameters(said: Any) -> str:
    return f"`{said}`" if isinstance(said, str) else "of their own"


def _points(design: Json) -> str:
    sample = ", ".join(f"{key} {value}" for key, value in design["sample"].items())
    return f"Points: {sample}."


def _cell(text: Any) -> str:
    return str(text).replace("|", "\\|")


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
