"""A sweep's folder verifies as it was written, and not after anything in it has changed."""

from __future__ import annotations

import hashlib
import json
import shutil

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from allied import Design, sweep
from allied.sim.experiment.verification import verify
from allied.sim.sweep import layout

WORDS = {
    "base": ["silos", "merged"], "runs": 2, "weeks": 8, "every": 4,
    "vary": {"budget.overlap": ["yield", "contest"], "goals.shared": [0.1, 0.9]},
    "sample": {"method": "grid"}, "outcomes": ["lead_time", "late_share"],
}  # fmt: skip


@pytest.fixture(scope="module", params=["point-0", "base-0", "none"])
def whole(request, tmp_path_factory):
    out = tmp_path_factory.mktemp("verified") / "out"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(layout, "FILE_SECONDS", 1e-9)
        patched.setattr(layout, "LEAST_SECONDS", 1e-9)
        sweep(Design(**WORDS, reference=request.param), out, threads=1)
    return out


@pytest.fixture
def folder(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "out")
    return tmp_path / "out"


def parts_in(folder):
    return sorted((folder / "parts").iterdir())


def rewritten(folder, position, change):
    """Write a part with another table, and a manifest that has its hash."""
    path = parts_in(folder)[position]
    pq.write_table(change(pq.read_table(path)), path)
    manifest = json.loads((folder / "manifest.json").read_text())
    for said in manifest["parts"]:
        if said["file"].endswith(path.name):
            said["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def with_column(table, name, values):
    place = table.schema.get_field_index(name)
    return table.set_column(place, table.schema.field(name), values)


def test_a_folder_verifies_and_comes_out_again(folder):
    found = verify(folder, rerun=1000)
    assert found.problems == ()
    assert found.notes == ()
    assert found.computed == tuple(range(found.computed[0], 5))
    assert found.computed[0] == (0 if found.provenance["design"]["reference"] == "point-0" else 1)
    assert json.loads(json.dumps(found.to_dict()))["fine"] is True


def test_points_are_chosen_evenly(folder):
    numbers = verify(folder, rerun=1000).computed
    assert verify(folder, rerun=2).computed == (numbers[0], numbers[-1])
    assert verify(folder).computed == ()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda f: parts_in(f)[0].unlink(), "cannot be read"),
        (lambda f: parts_in(f)[0].write_bytes(b"PAR1"), "as written"),
        (lambda f: shutil.copy(parts_in(f)[0], f / "parts" / "other.parquet"), "does not list"),
        (lambda f: (f / "points.csv").write_text("goals.shared\n0.1\n"), "design"),
        (lambda f: (f / "design.json").unlink(), "design.json"),
        (lambda f: rewritten(f, 1, lambda t: t.slice(1)), "rows"),
        (lambda f: rewritten(f, 1, lambda t: t.drop_columns(["run"])), "columns"),
    ],
    ids=["missing", "damaged", "another", "points", "no design", "a row", "a column"],
)  # fmt: skip
def test_what_was_changed_is_named_once(folder, spoil, said):
    spoil(folder)
    found = verify(folder)
    assert len(found.problems) == 1
    assert said in str(found.problems[0])


@pytest.mark.parametrize("name", ["lead_time", "goals.shared", "run", "lead_time.difference"])
def test_a_value_that_was_changed_is_found_though_the_hash_is_right(folder, name):
    names = pq.read_schema(parts_in(folder)[1]).names
    name = name if name in names else "late_share"  # no differences without a reference
    rewritten(folder, 1, lambda t: with_column(t, name, pc.add(t[name], pa.scalar(1))))
    found = verify(folder)
    assert len(found.problems) == 1
    assert parts_in(folder)[1].name in found.problems[0].where


def test_numbers_that_are_not_the_models_are_found_by_computing_them(folder):
    from allied.sim.sweep.sweep_verification import _rows_in
    from allied.sim.sweep.tidy_table import digest_of, table_of

    design = Design.read(folder / "design.json")
    manifest = json.loads((folder / "manifest.json").read_text())
    first = pq.read_table(parts_in(folder)[0])
    zero = _rows_in(first, design, manifest["parts"][0]).outcomes[0]

    def forged(table):
        rows = _rows_in(table, design, manifest["parts"][1])
        rows.outcomes[0][:] += 1.0
        note = json.loads(table.schema.metadata[b"allied"])
        note["digest"] = f"{digest_of(design, rows):064x}"
        reference = rows.outcomes[0][:1] if design.reference == "base-0" else zero
        return table_of(design, rows, [0 * rows.outcomes[0] + reference], note)

    rewritten(folder, 1, forged)
    manifest = json.loads((folder / "manifest.json").read_text())
    digests = [
        json.loads(pq.read_schema(p).metadata[b"allied"])["digest"] for p in parts_in(folder)
    ]
    manifest["data_sha256"] = f"{sum(int(digest, 16) for digest in digests) % 2**256:064x}"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert verify(folder).fine
    (problem,) = verify(folder, rerun=1000).problems
    assert "computed again (15 more values differ)" in str(problem)


def test_a_data_hash_that_is_another_one_is_found(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"data_sha256": "0" * 64}))
    (problem,) = verify(folder).problems
    assert problem.where == "manifest.json"


def test_another_model_is_a_note(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"model": "0" * 12}))
    found = verify(folder, rerun=3)
    assert found.fine
    assert "Another model" in found.notes[0]
    assert found.computed == ()
