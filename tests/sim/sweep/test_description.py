"""A folder tells what it is, whose it is and how to read it, and each line that it gives works."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from allied import Design, load, sweep
from allied.sim.inputs.quantity import InputError
from allied.sim.sweep.description import (
    LICENCE,
    READING,
    WRITTEN,
    citation,
    describe,
    licence,
    readme,
    write_design,
)
from allied.sim.sweep.design_parts import LICENCES
from tests.sim.sweep.read_lines import read

AUTHORS = ["Ada Lovelace", 'Jane "JD" Doe: of York']
KEYS = ["point", "base", "run", "week"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("description") / "out"
    design = Design(
        base=["silos", "merged"], title="Does it pay?", runs=2, weeks=8, authors=AUTHORS,
        vary={"budget.overlap": ["yield", "contest"], "goals.shared": [0.1, 0.9],
              "parameter.priority.others": [0.5]},
        sample={"method": "grid"}, outcomes=["lead_time", "late_share"],
    )  # fmt: skip
    sweep(design, out, threads=1)
    return out


@pytest.fixture(scope="module")
def manifest(folder):
    return json.loads((folder / "manifest.json").read_text())


def test_all_of_it_stands_in_the_folder(folder):
    names = {path.name for path in folder.iterdir()} - {".lock", "parts", "manifest.json"}
    assert names == set(WRITTEN) - {"parameters.parquet"}


def test_the_readme_names_every_column_with_unit_direction_and_meaning(folder, manifest):
    text = (folder / "README.md").read_text()
    for name, told in manifest["columns"].items():
        meaning = told["meaning"].replace("|", "\\|")
        assert f"| `{name}` | {told['unit']} | {told['better']} | {meaning} |" in text
    assert set(manifest["columns"]) == set(load(folder).columns)


def test_the_readme_says_what_it_is_and_how_it_was_made(folder, manifest):
    text = (folder / "README.md").read_text()
    assert text.startswith("# Does it pay?\n")
    for said in (manifest["model"], manifest["data_sha256"], manifest["design_sha256"], "seed 1",
                 "allied sweep design.json", "joint distribution", "CC-BY-4.0", *AUTHORS,
                 "16 rows", "`goals.shared`: `0.1`, `0.9`"):  # fmt: skip
        assert said in text
    assert "Not complete" not in text
    assert "Not complete" in readme(manifest | {"complete": False})
    assert "3 points failed" in readme(manifest | {"failed": 3})
    assert "allied sweep ours.toml" in readme(manifest | {"command": "allied sweep ours.toml"})


def test_it_is_written_again_alike(folder, manifest, tmp_path):
    describe(tmp_path, manifest)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (folder / path.name).read_bytes()


@pytest.mark.parametrize("program", READING)
def test_each_line_that_reads_the_rows_gives_all_of_them(program, folder):
    line = READING[program]
    assert f"| {program} | `{line}` |" in (folder / "README.md").read_text()
    found = read(line.replace("FOLDER", str(folder)))
    if program == "xarray":
        found = found.to_dataframe().reset_index()
    if not isinstance(found, pd.DataFrame):
        found = pd.DataFrame(found.to_dict(as_series=False))
    found = found.astype({"base": str}).sort_values(KEYS, ignore_index=True)
    told = load(folder).astype({"base": str}).sort_values(KEYS, ignore_index=True)
    assert set(found.columns) == set(told.columns)
    for name in ("run", "lead_time", "goals.shared", "late_share.difference"):
        assert np.array_equal(found[name].to_numpy(), told[name].to_numpy())
    for name in ("base", "budget.overlap", "reason"):
        assert found[name].astype(str).tolist() == told[name].astype(str).tolist()


def test_the_citation_is_one(folder, manifest):
    yaml = pytest.importorskip("yaml")
    told = yaml.safe_load((folder / "CITATION.cff").read_text())
    assert (told["cff-version"], told["type"], told["title"]) == (
        "1.2.0",
        "dataset",
        "Does it pay?",
    )
    assert [author["name"] for author in told["authors"]] == AUTHORS
    assert {one["value"] for one in told["identifiers"]} == {
        f"sha256:{manifest['data_sha256']}", f"sha256:{manifest['design_sha256']}",
    }  # fmt: skip
    assert told["license"] == "CC-BY-4.0"
    assert told["references"][0]["notes"] == f"Model {manifest['model']}"


def test_the_licence_is_named_by_its_identifier(folder, manifest):
    assert "SPDX-License-Identifier: CC-BY-4.0" in (folder / LICENCE).read_text()
    for key in (*LICENCES, "LicenseRef-ours"):
        told = {**manifest, "design": {**manifest["design"], "licence": key, "authors": []}}
        assert f"SPDX-License-Identifier: {key}\n" in licence(told)
        assert "Anonymous" in licence(told)
        assert (f"license: {key}" in citation(told)) == (not key.startswith("LicenseRef-"))


def test_the_copy_in_the_folder_is_the_design(folder, manifest):
    assert Design.read(folder / "design.json").hash == manifest["design_sha256"]


def test_a_copy_goes_on_with_the_sweep(folder):
    report = sweep(Design.read(folder / "design.json"), folder, threads=1)
    assert (report.found, report.computed, report.complete) == (4, 0, True)


def test_rows_of_parameters_stand_in_the_folder(tmp_path):
    from allied.sim.inputs.arguments import parameter_rows

    rows = parameter_rows("posterior")[:2].copy()
    words = {"vary": {"goals.shared": [0.5]}, "sample": {"method": "grid"}}
    design = Design("silos", parameters=rows, **words)
    write_design(design, tmp_path)
    assert json.loads((tmp_path / "design.json").read_text())["parameters"] == {
        "rows": "parameters.parquet"
    }
    (tmp_path / "parameters.parquet").unlink()
    with pytest.raises(InputError, match=r"parameters\.parquet"):
        Design.read(tmp_path / "design.json")
