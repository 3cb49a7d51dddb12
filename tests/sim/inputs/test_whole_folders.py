"""Folders that are written whole or not at all, wherever the writer is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from allied.sim.experiment.verification import verify
from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.inputs.whole_folders import recover, write_folder
from allied.viz.terminal.artifacts import prepare
from tests.copies import ROOT
from tests.experiments import made_up, record

FEWEST = 8  # steps: three files and the folder are made, moved and removed


def seeds(folder: Path) -> set[int]:
    """Return the seeds of data, text and provenance; -1 for a file that is missing."""
    names = ("outcomes.parquet", "outcomes.csv", "provenance.json")
    if not all((folder / name).exists() for name in names):
        return {-1}
    frames = {seed: made_up(seed).frame() for seed in (1, 2)}
    told = json.loads((folder / "provenance.json").read_text())["seed"]
    tables = (pd.read_parquet(folder / "outcomes.parquet"), pd.read_csv(folder / "outcomes.csv"))
    return {told} | {
        next((seed for seed, frame in frames.items() if abs(
            table.iloc[:, 3:].to_numpy() - frame.iloc[:, 3:].to_numpy()).max() < 1e-9), -1)
        for table in tables
    }  # fmt: skip


@pytest.fixture(scope="module", params=["again", "first"])
def killed(request, tmp_path_factory) -> tuple[str, list[Path]]:
    """Folders in which a writer was killed at each step; the last one finished."""
    base = tmp_path_factory.mktemp(request.param)
    command = [sys.executable, "-m", "tests.killed_writes", str(base), request.param]
    subprocess.run(command, cwd=ROOT, check=True, timeout=300)
    return request.param, sorted(base.iterdir(), key=lambda path: int(path.name))


def test_a_kill_at_any_step_leaves_one_experiment_and_no_mix(killed):
    """0.2.0 left data of seed 2 beside a provenance of seed 1."""
    when, places = killed
    assert len(places) > FEWEST
    left = []
    for place in places:
        folder = place / "results"
        prepare(folder)  # what the next call does first
        left.append(seeds(folder) if folder.exists() and any(folder.iterdir()) else set())
    before = {1} if when == "again" else set()
    assert all(found in (before, {2}) for found in left), left
    assert (left[0], left[-1]) == (before, {2})
    for place, found in zip(places, left, strict=True):
        assert not found or verify(place / "results").fine
        assert [path.name for path in place.iterdir()] == (["results"] if found else [])


def test_what_was_moved_aside_is_brought_back(tmp_path):
    record(tmp_path / "results", made_up(1))
    (tmp_path / "results").rename(tmp_path / ".results.allied-before-abcd1234")
    assert recover(tmp_path / "results")
    assert seeds(tmp_path / "results") == {1}
    assert not recover(tmp_path / "results")


def test_an_empty_name_is_not_taken_for_what_was_there(tmp_path):
    (tmp_path / ".results.allied-before-abcd1234").mkdir()
    assert not recover(tmp_path / "results")
    assert list(tmp_path.iterdir()) == []


def test_what_a_living_writer_is_at_stays(tmp_path):
    def fill(new: Path) -> None:
        recover(tmp_path / "results")
        assert new.exists()
        assert new.stat().st_mode & 0o777 == 0o700
        (new / "file").write_text("new")

    write_folder(tmp_path / "results", fill, lambda _: None)
    assert (tmp_path / "results" / "file").read_text() == "new"


def test_names_that_only_look_alike_stay(tmp_path):
    """The folder `a` does not tidy up beside `a.allied-new-b`."""
    others = [".a.allied-new-b.allied-before-abcd1234", ".ab.allied-gone-abcd1234", ".a.allied-new"]
    for name in others:
        (tmp_path / name).mkdir()
    recover(tmp_path / "a")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(others)


def test_a_failure_leaves_what_was_there(tmp_path):
    record(tmp_path / "results", made_up(1))

    def fail(new: Path) -> None:
        (new / "half").write_text("")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_folder(tmp_path / "results", fail, lambda _: None)
    assert seeds(tmp_path / "results") == {1}
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_a_failing_rename_brings_back_what_was_there(tmp_path, monkeypatch):
    record(tmp_path / "results", made_up(1))
    rename, target = Path.rename, tmp_path / "results"

    def once_moved_fail(path: Path, there: Path) -> Path:
        if Path(there) == target and "new" in path.name and not target.exists():
            raise OSError(5, "Input/output error")
        return rename(path, there)

    monkeypatch.setattr(Path, "rename", once_moved_fail)
    with pytest.raises(OSError, match="Input/output"):
        record(target, made_up(2))
    assert seeds(target) == {1}
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_hours_of_work_are_not_lost_to_a_file_that_came_meanwhile(tmp_path):
    target = tmp_path / "results"

    def check(folder: Path) -> None:
        if (folder / "mine.txt").exists():
            raise InputError([Problem("folder", "a file of mine", "none")])

    def fill(new: Path) -> None:
        (new / "data").write_text("new")
        target.mkdir()
        (target / "mine.txt").write_text("mine")

    with pytest.raises(InputError, match="results-2"):
        write_folder(target, fill, check)
    assert (target / "mine.txt").read_text() == "mine"
    assert (tmp_path / "results-2" / "data").read_text() == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["results", "results-2"]


def test_of_two_writers_at_once_the_later_one_wins_whole(tmp_path):
    """The second one begins and ends while the first one still writes."""
    target = tmp_path / "results"

    def slow(new: Path) -> None:
        (new / "file").write_text("slow")
        write_folder(target, lambda fast: (fast / "file").write_text("fast"), lambda _: None)
        assert (target / "file").read_text() == "fast"

    write_folder(target, slow, lambda _: None)
    assert (target / "file").read_text() == "slow"
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_a_link_is_followed_and_the_folders_permissions_stay(tmp_path):
    place = tmp_path / "disk" / "results"
    place.parent.mkdir()
    record(place, made_up(1))
    place.chmod(0o750)
    (tmp_path / "link").symlink_to(place)
    record(tmp_path / "link", made_up(2))
    assert (tmp_path / "link").is_symlink()
    assert seeds(place) == {2}
    assert place.stat().st_mode & 0o777 == 0o750


def test_a_folder_gets_the_permissions_that_are_usual(tmp_path):
    mask = os.umask(0o027)
    try:
        record(tmp_path / "results", made_up(1))
    finally:
        os.umask(mask)
    assert (tmp_path / "results").stat().st_mode & 0o777 == 0o750
