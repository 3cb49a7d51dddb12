"""The driver of sweeps: the same rows whatever computes them, and nothing twice."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from allied.sim.inputs.quantity import InputError
from allied.sim.sweep import driver, folder, layout, points, running
from allied.sim.sweep.dataset import read_sweep
from allied.sim.sweep.driver import sweep
from allied.sim.sweep.folder import points_in
from allied.sim.sweep.parts import part_files, read_part
from tests.sim.sweep.small_sweeps import (
    POINTS,
    counted,
    data_of,
    design,
    divide,
    undisturbed,
)

__all__ = ["counted"]

TIGHT = {"trust_cmo_cio": 0.1}


@pytest.fixture(autouse=True)
def divided(monkeypatch):
    divide(monkeypatch)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Give what one thread computes, in one file and one task."""
    return undisturbed(tmp_path_factory.mktemp("whole") / "a")


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads_change_nothing(whole, tmp_path, threads):
    report = sweep(design(), tmp_path / "a", threads=threads)
    assert data_of(tmp_path / "a") == whole
    assert (report.points, report.computed, report.complete) == (POINTS, POINTS, True)
    assert len(part_files(tmp_path / "a")) == 6


def test_the_order_in_which_tasks_end_changes_nothing(whole, tmp_path):
    ended = []

    def late(number, work, task):
        time.sleep((3 - number % 4) * 0.02)
        made = work(task)
        ended.append(number)
        return made

    class Unordered(ThreadPoolExecutor):
        def submit(self, work, task):
            return super().submit(late, next(numbers), work, task)

    numbers = itertools.count()
    with Unordered(4) as pool:
        sweep(design(), tmp_path / "a", executor=pool)
    assert ended != sorted(ended)
    assert data_of(tmp_path / "a") == whole


@pytest.mark.slow
def test_processes_change_nothing(whole, tmp_path):
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn) as pool:
        sweep(design(), tmp_path / "a", executor=pool)
    assert data_of(tmp_path / "a") == whole


def test_a_file_is_the_same_whoever_writes_it(tmp_path):
    sweep(design(), tmp_path / "a", threads=1)
    sweep(design(), tmp_path / "b", threads=2)
    sweep(design(), tmp_path / "b", threads=2, resume=True)
    names = [[path.name for path in part_files(tmp_path / one)] for one in "ab"]
    assert names[0] == names[1]


def test_keys_stand_in_their_order(tmp_path):
    sweep(design(every=4, reference="point-0"), tmp_path / "a", threads=2)
    keys = read_sweep(tmp_path / "a")[["point", "base", "run", "week"]].astype({"base": str})
    expected = [(point, base, run, week) for point in range(POINTS + 1)
                for base in ("silos", "merged") for run in range(3) for week in (4, 8)]  # fmt: skip
    assert list(keys.itertuples(index=False, name=None)) == expected


def test_a_run_divided_into_tasks_equals_one_task(tmp_path, monkeypatch):
    sweep(design(runs=7), tmp_path / "tasks", threads=2)
    divide(monkeypatch, task_seconds=1.0)
    sweep(design(runs=7), tmp_path / "task", threads=2)
    assert data_of(tmp_path / "tasks") == data_of(tmp_path / "task")


def test_large_results_are_small_tasks(monkeypatch):
    made = design(runs=1000, every=1)
    divide(monkeypatch, task_seconds=1e9)
    monkeypatch.setattr(layout, "TASK_BYTES", 2 * 8 * 2 * 8 * 10)  # ten runs of the two bases
    assert {piece.last - piece.first for piece in layout.pieces(made, (1, 3), (0, 1000))} == {10}


# --- what is there already ---


def test_the_same_design_twice_is_recognised(tmp_path, counted):
    sweep(design(), tmp_path / "a", threads=1)
    before = (tmp_path / "a" / "manifest.json").stat().st_mtime_ns
    counted.runs = 0
    report = sweep(design(title="Another title"), tmp_path / "a", threads=1)
    assert (report.found, report.computed, report.complete, counted.runs) == (POINTS, 0, True, 0)
    assert (tmp_path / "a" / "manifest.json").stat().st_mtime_ns == before


def test_a_part_that_is_there_is_recognised(tmp_path, counted):
    sweep(design(), tmp_path / "a", threads=1, part=(1, 3))
    counted.runs = 0
    report = sweep(design(), tmp_path / "a", threads=1, part=(1, 3))
    assert (report.points, report.found, report.complete, counted.runs) == (4, 4, False, 0)
    assert report.missing == [(5, 12)]


def test_to_go_on_has_to_be_asked_for(tmp_path):
    sweep(design(), tmp_path / "a", threads=1, part=(1, 3))
    with pytest.raises(InputError, match=r"which holds 4 of 12 points; expected .*--resume\."):
        sweep(design(), tmp_path / "a", threads=1)


def test_what_is_missing_in_the_middle_is_computed(whole, tmp_path, counted):
    place = tmp_path / "a"
    sweep(design(), place, threads=1)
    for path in part_files(place)[1:5:3]:
        path.unlink()
    counted.runs = 0
    told = []
    report = sweep(design(), place, threads=2, resume=True,
                   progress=lambda done, of: told.append((done, of)))  # fmt: skip
    assert (report.found, report.computed, counted.runs) == (8, 4, 4 * 3)
    assert data_of(place) == whole
    assert told[0] == (2, 12)  # as files that are there are checked
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (12, 12)


def test_a_changed_design_is_refused(tmp_path):
    sweep(design(), tmp_path / "a", threads=1)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(InputError, match=r"which holds results of design .*; expected results of "
                                         "design .*Take another folder"):  # fmt: skip
        sweep(design(seed=2), tmp_path / "a", threads=1, resume=True)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_changed_model_is_refused(tmp_path, monkeypatch):
    sweep(design(), tmp_path / "a", threads=1)
    for module in (driver, folder, points):
        monkeypatch.setattr(module, "model_hash", lambda: "0123456789ab")
    with pytest.raises(InputError, match=r"which holds results of model .*; expected results of "
                                         "model 0123456789ab"):  # fmt: skip
        sweep(design(), tmp_path / "a", threads=1, resume=True)


def test_another_bound_is_refused(tmp_path):
    sweep(design(), tmp_path / "a", threads=1)
    with pytest.raises(InputError, match="precision the bound it began with"):
        sweep(design(), tmp_path / "a", threads=1, precision=TIGHT, resume=True)


@pytest.mark.parametrize("content", ["notes.txt", "parts.csv"])
def test_a_folder_of_something_else_is_left_alone(tmp_path, content):
    (tmp_path / content).write_text("mine")
    with pytest.raises(InputError, match="Nothing in it was touched"):
        sweep(design(), tmp_path, threads=1)
    assert [path.name for path in tmp_path.iterdir()] == [content]


def test_files_of_others_among_the_parts_are_left_alone(whole, tmp_path):
    sweep(design(), tmp_path / "a", threads=1, part=(1, 2))
    foreign = tmp_path / "a" / "parts" / "mine.parquet"
    foreign.write_text("mine")
    sweep(design(), tmp_path / "a", threads=1, resume=True)
    assert foreign.read_text() == "mine"
    assert data_of(tmp_path / "a") == whole


# --- the reference ---


def test_point_0_is_computed_once(tmp_path, counted):
    sweep(design(reference="point-0"), tmp_path / "a", threads=2)
    assert counted.runs == (POINTS + 1) * 3


def test_point_0_is_read_where_it_stands(tmp_path, counted):
    place = tmp_path / "a"
    sweep(design(reference="point-0"), place, threads=1)
    whole = data_of(place)
    part_files(place)[-1].unlink()
    counted.runs = 0
    report = sweep(design(reference="point-0"), place, threads=1, resume=True)
    assert counted.runs == report.computed * 3
    assert data_of(place) == whole


def test_parts_without_point_0_are_set_against_it(tmp_path):
    made = design(reference="point-0")
    sweep(made, tmp_path / "whole", threads=1)
    sweep(made, tmp_path / "part", threads=1, part=(2, 2))
    part, rows = read_sweep(tmp_path / "part"), read_sweep(tmp_path / "whole")
    rows = rows[rows.point.isin(part.point)].reset_index(drop=True)
    assert part.point.min() > 0
    assert (part["trust_cmo_cio.difference"] != 0).any()
    assert part.drop(columns=["base", "reason"]).equals(rows.drop(columns=["base", "reason"]))


# --- precision ---


@pytest.fixture(scope="module")
def bounded(tmp_path_factory):
    place = tmp_path_factory.mktemp("bounded") / "a"
    report = sweep(design(), place, threads=1, precision=TIGHT, max_runs=12)
    return report, data_of(place), place


def test_runs_are_added_until_the_error_is_small_enough(bounded):
    report, data, _ = bounded
    runs = data.rows.groupby("point").run.max() + 1
    assert report.stopped == runs.value_counts().to_dict()
    assert len(report.stopped) > 1
    assert max(report.stopped) <= 12
    gaps = data.rows[data.rows.base == "merged"].groupby("point")["trust_cmo_cio.difference"]
    errors = gaps.std() / np.sqrt(gaps.size())
    assert (errors[runs < 12] <= 0.1).all()
    first = data.rows[(data.rows.base == "merged") & (data.rows.run < 3)].groupby("point")
    before = first["trust_cmo_cio.difference"].std() / np.sqrt(3)
    assert (before[runs > 3] > 0.1).all()


@pytest.mark.parametrize("threads", [2, 3])
def test_stops_do_not_depend_on_threads(bounded, tmp_path, threads):
    report = sweep(design(), tmp_path / "a", threads=threads, precision=TIGHT, max_runs=12)
    assert report.stopped == bounded[0].stopped
    assert data_of(tmp_path / "a") == bounded[1]


def test_stops_are_known_after_a_restart(bounded, tmp_path):
    sweep(design(), tmp_path / "a", threads=1, precision=TIGHT, max_runs=12, part=(1, 3))
    report = sweep(design(), tmp_path / "a", threads=2, precision=TIGHT, max_runs=12, resume=True)
    assert report.stopped == bounded[0].stopped
    assert data_of(tmp_path / "a") == bounded[1]


def test_a_tighter_bound_begins_with_the_same_rows(bounded, tmp_path):
    tighter = {name: error * 0.7 for name, error in TIGHT.items()}
    sweep(design(), tmp_path / "a", threads=1, precision=tighter, max_runs=12)
    keys = ["point", "base", "run", "week"]
    many = data_of(tmp_path / "a").rows.set_index(keys)
    few = bounded[1].rows.set_index(keys)
    assert len(many) > len(few)
    assert many.loc[few.index].equals(few)


def test_a_bound_against_point_0_is_met_too(tmp_path, counted):
    made = design(reference="point-0", base="silos")
    report = sweep(made, tmp_path / "a", threads=2, precision=TIGHT, max_runs=9)
    rows = read_sweep(tmp_path / "a")
    assert sum(runs * count for runs, count in report.stopped.items()) == len(rows)
    used = max(report.stopped)
    assert counted.runs == len(rows) + used - (rows.point == 0).sum()  # point 0 goes on alone


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"precision": {}}, "precision: got nothing"),
        ({"precision": {"trust": 1.0}}, "precision: trust: got no outcome of the design"),
        ({"precision": {"trust_cmo_cio": 0.0}}, "precision: trust_cmo_cio: got 0.0"),
        ({"precision": TIGHT, "max_runs": 2}, "max_runs: got 2; expected .* from 3"),
        ({"max_runs": 9}, "max_runs: got 9; expected a precision beside it"),
        ({"part": (4, 3)}, "part: got 4/3"),
        ({"threads": 0}, "threads: got 0"),
    ],
)
def test_arguments_are_checked_before_anything_is_written(tmp_path, given, told):
    with pytest.raises(InputError, match=told):
        sweep(design(), tmp_path / "a", **given)
    assert not (tmp_path / "a").exists()


# --- points that fail ---


def test_a_point_that_fails_is_a_row_with_its_reason(tmp_path):
    vary = {"timeline.1.week": [20, 30, 60]}  # the second change of this scenario is in week 53
    made = design(base="allies", reference="none", vary=vary, sample={"method": "grid"})
    report = sweep(made, tmp_path / "a", threads=2)
    rows = read_sweep(tmp_path / "a").astype({"reason": str})
    assert (report.computed, report.failed, report.complete) == (3, 1, True)
    wrong = rows[rows["timeline.1.week"] == 60]
    said = "timeline: got week 53 after week 60; expected changes in their order."
    assert (wrong.reason == said).all()
    assert wrong.trust_cmo_cio.isna().all()
    assert len(wrong) == 3
    assert rows[rows["timeline.1.week"] != 60].trust_cmo_cio.notna().all()


def test_an_error_of_a_rule_is_a_reason_and_stops_nothing(tmp_path, monkeypatch):
    run = points._run

    def failing(common, base, values, *others):
        if values["leadership.openness"] > 0.8:
            raise ZeroDivisionError("by zero")
        run(common, base, values, *others)

    monkeypatch.setattr(points, "_run", failing)
    report = sweep(design(), tmp_path / "a", threads=2)
    rows = read_sweep(tmp_path / "a").astype({"reason": str})
    bad = rows["leadership.openness"] > 0.8
    assert bad.any()
    assert report.failed == rows[bad].point.nunique()
    assert (rows[bad].reason == "ZeroDivisionError: by zero").all()
    assert (rows[~bad].reason == "").all()


# --- files ---


def test_the_manifest_lists_files_as_they_are(tmp_path):
    sweep(design(), tmp_path / "a", threads=1)
    manifest = json.loads((tmp_path / "a" / "manifest.json").read_text())
    for listed, path in zip(manifest["parts"], part_files(tmp_path / "a"), strict=True):
        part = read_part(path, manifest["identity"])
        assert listed == replace(part, path=path).listed()
        assert listed["bytes"] == path.stat().st_size
    assert manifest["missing"] == []
    assert points_in(tmp_path / "a") == POINTS


def test_files_end_at_the_same_points_whatever_is_missing():
    made = design()
    ends = {end for _, end in layout.blocks(made, 3)}
    cut = list(layout.cut(made, 3, [(2, 6), (9, 10)]))
    assert [point for begin, end in cut for point in range(begin, end)] == [2, 3, 4, 5, 9]
    assert {end for _, end in cut} - {6, 10} <= ends


def test_few_tasks_are_under_way(tmp_path, monkeypatch):
    under_way, most = 0, 0

    class Watched(ThreadPoolExecutor):
        def submit(self, *arguments):
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            return super().submit(*arguments)

    in_order = running.Run._in_order

    def watched(self, tasks):
        nonlocal under_way
        for told in in_order(self, tasks):
            under_way -= 1
            yield told

    monkeypatch.setattr(running.Run, "_in_order", watched)
    with Watched(2) as pool:
        sweep(design(), tmp_path / "a", executor=pool)
    assert most == 2 * driver.TURNS
