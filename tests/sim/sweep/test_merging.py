"""Parts of an array job, put together."""

from __future__ import annotations

import errno
import json
import shutil

import pytest

from allied.sim.inputs.quantity import InputError
from allied.sim.sweep import folder, merging, parts
from allied.sim.sweep.driver import sweep
from allied.sim.sweep.merging import merge
from allied.sim.sweep.parts import part_files
from allied.sim.sweep.stopping import SweepError
from tests.sim.sweep.small_sweeps import POINTS, counted, data_of, design, divide, undisturbed

__all__ = ["counted"]


@pytest.fixture(autouse=True)
def divided(monkeypatch):
    divide(monkeypatch)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Give what one machine computes."""
    return undisturbed(tmp_path_factory.mktemp("whole") / "a")


def part(place, k, n, made=None, **options):
    sweep(made or design(), place / f"part-{k}-{n}", threads=1, part=(k, n), **options)
    return place / f"part-{k}-{n}"


@pytest.mark.parametrize("count", [1, 3, 5, 12, 40])
def test_parts_together_are_the_whole(whole, tmp_path, count):
    folders = [part(tmp_path, k, count) for k in range(1, count + 1)]
    report = merge(reversed(folders), tmp_path / "a")
    assert (report.points, report.found, report.complete) == (POINTS, POINTS, True)
    assert data_of(tmp_path / "a") == whole


def test_a_merged_folder_says_what_one_machine_would(tmp_path):
    sweep(design(), tmp_path / "whole", threads=1)
    merge([part(tmp_path, k, 3) for k in (1, 2, 3)], tmp_path / "a")
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == sorted(
        path.name for path in (tmp_path / "whole").iterdir()
    )
    one, other = (json.loads((tmp_path / name / "manifest.json").read_text())
                  for name in ("whole", "a"))  # fmt: skip
    assert {**one, "parts": 0} == {**other, "parts": 0}


def test_bounded_parts_together_are_the_whole(tmp_path):
    options = {"precision": {"trust_cmo_cio": 0.1}, "max_runs": 12}
    bounded = undisturbed(tmp_path / "whole", **options)
    report = merge([part(tmp_path, k, 3, **options) for k in (1, 2, 3)], tmp_path / "a")
    assert data_of(tmp_path / "a") == bounded
    assert len(report.stopped) > 1
    assert sum(report.stopped.values()) == POINTS


def test_what_is_missing_is_named_and_can_be_computed(whole, tmp_path, counted):
    report = merge([part(tmp_path, k, 4) for k in (1, 3)], tmp_path / "a")
    assert (report.found, report.complete, report.missing) == (6, False, [(4, 6), (10, 12)])
    assert json.loads((tmp_path / "a" / "manifest.json").read_text())["missing"] == [
        [4, 6], [10, 12],
    ]  # fmt: skip
    counted.runs = 0
    report = sweep(design(), tmp_path / "a", threads=1, resume=True)
    assert (report.computed, counted.runs) == (6, 6 * 3)
    assert data_of(tmp_path / "a") == whole


def test_what_is_missing_can_be_merged_later(whole, tmp_path):
    folders = [part(tmp_path, k, 3) for k in (1, 2, 3)]
    assert merge(folders[:2], tmp_path / "a").missing == [(9, 12)]
    assert merge(folders[2:], tmp_path / "a").complete
    assert merge(folders, tmp_path / "a").complete  # and again
    assert data_of(tmp_path / "a") == whole
    assert len(part_files(tmp_path / "a")) == sum(len(part_files(one)) for one in folders)


def test_parts_may_be_merged_into_one_of_them(whole, tmp_path):
    folders = [part(tmp_path, k, 2) for k in (1, 2)]
    assert merge(folders, folders[0]).complete
    assert data_of(folders[0]) == whole


def test_parts_that_overlap_and_agree_count_once(whole, tmp_path):
    folders = [part(tmp_path, 1, 2), part(tmp_path, 1, 1), part(tmp_path, 2, 2)]
    assert merge(folders, tmp_path / "a").complete
    assert data_of(tmp_path / "a") == whole


def test_a_file_that_overlaps_in_part_is_left_out(whole, tmp_path):
    # Files of two points each: 1-2 3-4 5-6 and, of the third part of five, 5-6 7.
    folders = [part(tmp_path, 1, 2), part(tmp_path, 2, 5), part(tmp_path, 3, 5)]
    sweep(design(), tmp_path / "odd", threads=1, part=(3, 12))  # point 3 alone
    report = merge([tmp_path / "odd", *folders], tmp_path / "a")
    assert report.missing == [(4, 4), (8, 12)]
    sweep(design(), tmp_path / "a", threads=1, resume=True)
    assert data_of(tmp_path / "a") == whole


def test_the_same_points_from_another_machine_agree(whole, tmp_path, monkeypatch):
    one = part(tmp_path, 1, 1)
    monkeypatch.setattr(folder.platform, "machine", lambda: "another")
    sweep(design(), tmp_path / "other", threads=1)
    names = [[path.name for path in part_files(place)] for place in (one, tmp_path / "other")]
    assert not set(names[0]) & set(names[1])
    assert merge([one, tmp_path / "other"], tmp_path / "a").complete
    assert data_of(tmp_path / "a") == whole


def forged(place, part_number=0):
    """Change a number of a file, and write it as the sweep would."""
    manifest = json.loads((place / "manifest.json").read_text())
    path = part_files(place)[part_number]
    table = parts.pq.read_table(path)
    note = json.loads(table.schema.metadata[b"allied"])
    values = table["trust_cmo_cio"].to_numpy().copy()
    values[0] += 1e-9
    position = table.schema.get_field_index("trust_cmo_cio")
    table = table.set_column(position, table.schema.field(position), parts.pa.array(values))
    path.unlink()
    begin, end = note["points"]
    parts.write_part(place / "parts", (begin, end), table, {**note, "digest": "00"})
    return manifest


def test_parts_that_overlap_and_differ_are_refused(tmp_path):
    one, other = part(tmp_path, 1, 2), tmp_path / "other"
    shutil.copytree(one, other)
    forged(other)
    with pytest.raises(InputError, match="whose results differ at points 1 to 2; expected the same "
                                         "results for the same points"):  # fmt: skip
        merge([one, other], tmp_path / "a")
    assert part_files(tmp_path / "a") == []


def test_parts_that_overlap_in_part_and_differ_are_refused(tmp_path):
    one = part(tmp_path, 3, 12)
    forged(one)
    with pytest.raises(InputError, match="whose results differ at points 3 to 3"):
        merge([one, part(tmp_path, 1, 2)], tmp_path / "a")


def test_a_damaged_file_is_named_and_missing(whole, tmp_path):
    one, two = part(tmp_path, 1, 2), part(tmp_path, 2, 2)
    path = part_files(one)[1]
    path.write_bytes(path.read_bytes()[:-9])
    report = merge([one, two], tmp_path / "a")
    assert report.damaged == [str(path)]
    assert report.missing == [(3, 4)]
    assert path.exists()  # a source is read, and left alone
    sweep(design(), tmp_path / "a", threads=1, resume=True)
    assert data_of(tmp_path / "a") == whole


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"seed": 2}, "holds results of design"), ({"runs": 4}, "holds results of design")],
)
def test_other_designs_are_refused(tmp_path, changes, told):
    one = part(tmp_path, 1, 2)
    other = part(tmp_path, 2, 2, design(**changes))
    with pytest.raises(InputError, match=rf"part-2-2', which {told}.*That is what .*part-1-2"):
        merge([one, other], tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_another_model_is_refused(tmp_path):
    one, other = part(tmp_path, 1, 2), part(tmp_path, 2, 2)
    manifest = json.loads((other / "manifest.json").read_text())
    manifest |= {"model": "0123456789ab", "identity": "another"}
    (other / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(InputError, match="which holds results of model 0123456789ab; expected"):
        merge([one, other], tmp_path / "a")


def test_every_folder_that_is_no_sweep_is_named(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError) as told:
        merge([tmp_path / "none", tmp_path / "empty"], tmp_path / "a")
    assert [problem.got for problem in told.value.problems] == [
        f"{str(tmp_path / name)!r} without manifest.json" for name in ("none", "empty")
    ]
    with pytest.raises(InputError, match="folders: got none"):
        merge([], tmp_path / "a")


def test_a_folder_of_something_else_is_not_merged_into(tmp_path):
    one = part(tmp_path, 1, 2)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="Nothing in it was touched"):
        merge([one], tmp_path / "a")


def test_a_full_disk_leaves_whole_files(whole, tmp_path, monkeypatch):
    folders = [part(tmp_path, k, 2) for k in (1, 2)]
    copy, copied = shutil.copyfile, []

    def full(source, target):
        if len(copied) == 4:
            target.write_bytes(b"half")
            raise OSError(errno.ENOSPC, "No space left on device", str(target))
        copied.append(source)
        return copy(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(merging.shutil, "copyfile", full)
        with pytest.raises(SweepError, match="No room for results"):
            merge(folders, tmp_path / "a")
    assert [path for path in (tmp_path / "a").rglob(".*") if path.name != ".lock"] == []
    assert merge(folders, tmp_path / "a").complete
    assert data_of(tmp_path / "a") == whole
