"""Points are where a method says, in each factor's range, and the same on every machine."""

from __future__ import annotations

import hashlib
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allied import Design
from allied.sim.inputs.quantity import InputError
from allied.sim.sweep.factors import factors_of
from allied.sim.sweep.sampling import METHODS, points_of, sample_problems, understood

RANGES = {
    "leadership.openness": {"low": 0.2, "high": 0.9},
    "firm.teams": {"low": 10, "high": 13},
    "parameter.priority.others": {"low": 0.3, "high": 1.5},
}
LISTS = {"budget.overlap": ["contest", "yield"], "structure.return_home": [True, False]}
SAMPLES = {
    "grid": {"method": "grid"},
    "lhs": {"method": "lhs", "points": 12},
    "sobol": {"method": "sobol", "points": 16},
    "saltelli": {"method": "saltelli", "n": 8},
    "morris": {"method": "morris", "trajectories": 5},
}
STEPS = {name: {**said, "steps": 4} for name, said in RANGES.items()}
FIRST = {  # of each method: the first point, and how the SHA-256 of all begins, in 12 digits
    "lhs": ([0.6201248807675, 12, 1.040864888257], "d5a77c2ac287"),
    "sobol": ([0.6552987961099, 13, 0.4205477669835], "384a6441c7f8"),
    "saltelli": ([0.6054819935001, 12, 1.4782536685467], "abecff42681a"),
    "morris": ([0.4333333333333, 10, 0.3], "405a7e7f3e95"),
}


def columns_of(method, vary, seed=1, **more):
    vary = STEPS if vary is RANGES and method == "grid" else vary
    return points_of({**SAMPLES[method], **more}, factors_of(vary), seed)


def test_every_method_is_tried():
    assert set(SAMPLES) == set(METHODS)


@pytest.mark.parametrize("method", SAMPLES)
def test_points_lie_in_the_ranges(method):
    columns = columns_of(method, RANGES)
    for name, said in RANGES.items():
        assert said["low"] <= min(columns[name]) <= max(columns[name]) <= said["high"]
    assert set(columns["firm.teams"]) == {10, 11, 12, 13}
    assert all(type(value) is int for value in columns["firm.teams"])
    assert all(type(value) is float for value in columns["leadership.openness"])


@pytest.mark.parametrize(
    ("method", "more", "count"),
    [("lhs", {}, 12), ("sobol", {}, 16), ("saltelli", {}, 8 * 5),
     ("saltelli", {"second_order": True}, 8 * 8), ("morris", {}, 5 * 4), ("grid", {}, 4**3)],
)  # fmt: skip
def test_there_are_as_many_points_as_the_method_says(method, more, count):
    assert {len(values) for values in columns_of(method, RANGES, **more).values()} == {count}


@pytest.mark.parametrize("method", FIRST)
def test_a_sample_is_the_same_on_every_machine(method):
    columns = columns_of(method, RANGES, seed=7)
    point, begins = FIRST[method]
    assert [columns[name][0] for name in RANGES] == pytest.approx(point, abs=1e-12)
    rounded = [[f"{value:.9f}" for value in columns[name]] for name in RANGES]
    assert hashlib.sha256(repr(rounded).encode()).hexdigest()[:12] == begins
    assert columns == columns_of(method, RANGES, seed=7)
    assert columns != columns_of(method, RANGES, seed=8)


def test_sampling_leaves_the_global_generator_alone():
    np.random.seed(3)  # noqa: NPY002
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    for method in FIRST:
        columns_of(method, RANGES)
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


@pytest.mark.parametrize("method", sorted(set(SAMPLES) - {"morris"}))
def test_choices_and_switches_have_equal_slices(method):
    columns = columns_of(method, LISTS)
    for name, values in LISTS.items():
        counts = [columns[name].count(value) for value in values]
        assert max(counts) - min(counts) <= (8 if method == "saltelli" else 0)


def test_a_latin_hypercube_has_one_point_in_each_slice():
    values = columns_of("lhs", RANGES)["leadership.openness"]
    slices = [int((value - 0.2) / 0.7 * 12) for value in values]
    assert sorted(slices) == list(range(12))


def test_morris_moves_one_factor_at_a_time_over_its_levels():
    names = ["leadership.openness", "parameter.priority.others"]
    columns = columns_of("morris", {name: RANGES[name] for name in names}, levels=6)
    low = [RANGES[name]["low"] for name in names]
    span = [RANGES[name]["high"] - RANGES[name]["low"] for name in names]
    units = (np.array([columns[name] for name in names]).T - low) / span
    assert np.allclose(units * 5, np.rint(units * 5))
    for trajectory in np.split(units, 5):
        assert (np.count_nonzero(np.diff(trajectory, axis=0), axis=1) == 1).all()


def test_saltelli_takes_what_salib_analyses():
    from SALib.analyze import sobol

    columns = columns_of("saltelli", {k: RANGES[k] for k in list(RANGES)[::2]}, n=64)
    first, second = columns.values()
    told = sobol.analyze(
        {"num_vars": 2, "names": list(columns), "bounds": [[0, 1]] * 2},
        np.array(first) + 0.0 * np.array(second), calc_second_order=False, seed=1,
    )  # fmt: skip
    assert told["ST"] == pytest.approx([1.0, 0.0], abs=0.05)


@pytest.mark.parametrize("said", [["contest", "yield"]])
def test_morris_refuses_choices_in_a_sentence(said):
    with pytest.raises(InputError, match="Morris moves along an order") as caught:
        Design("silos", vary={"budget.overlap": said}, sample=SAMPLES["morris"])
    assert len(caught.value.lines()) == 1


@pytest.mark.parametrize("method", ["saltelli", "morris"])
def test_without_salib_a_sentence_says_what_to_install(method, monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib.sample", None)
    with pytest.raises(InputError, match=r"pip install 'allied\[sweep\]'") as caught:
        Design("silos", vary=RANGES, sample=SAMPLES[method])
    assert len(caught.value.lines()) == 1


@given(u=st.floats(0, 1), name=st.sampled_from([*RANGES, *LISTS]))
def test_every_number_between_0_and_1_is_a_value(u, name):
    (factor,) = factors_of({name: {**RANGES, **LISTS}[name]})
    assert factor.problem(factor.value(u)) is None


def test_too_many_points_are_refused_before_they_are_made():
    vary = {name: {**said, "steps": 1000} for name, said in RANGES.items() if name != "firm.teams"}
    vary["goals.shared"] = {"low": 0.0, "high": 1.0, "steps": 1000}
    (problem,) = sample_problems({"method": "grid"}, factors_of(vary))
    assert "1,000,000,000 points" in str(problem)
    many = {f"timeline.{n}.goals.shared": {"low": 0.0, "high": 1.0} for n in range(1, 31)}
    (problem,) = sample_problems({"method": "lhs", "points": 1_000_000}, factors_of(many))
    assert "of 30 factors" in str(problem)


def test_a_sample_is_said_under_known_words():
    table, problems = understood({"metod": "lhs", "points": 3})
    assert table == {"method": "lhs", "points": 3}
    assert [problem.where for problem in problems] == ["sample: metod"]
    assert understood({})[1]
    assert understood("lhs")[1]


# --- files ---


def read(tmp_path, text, **words):
    (tmp_path / "points.csv").write_text(text, encoding="utf-8")
    return Design("silos", sample={"file": "points.csv"}, folder=tmp_path, **words)


def test_a_file_says_what_varies_and_where(tmp_path):
    design = read(tmp_path, "firm.teams, budget.overlap,structure.return_home,scenario\n"
                  "10,yield,true,silos\n12,contest,False,merged\n")  # fmt: skip
    assert design.columns == {
        "firm.teams": [10, 12], "budget.overlap": ["yield", "contest"],
        "structure.return_home": [True, False], "scenario": ["silos", "merged"],
    }  # fmt: skip
    assert [factor.plain() for factor in design.factors] == [
        {"low": 10.0, "high": 12.0}, ["contest", "yield"], [False, True], ["merged", "silos"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("", "points.csv", "a row for each point"),
        ("firm.teams\n", "points.csv", "a row for each point"),
        ("firm.team\n10\n", "column 1", "firm.teams"),
        ("firm.teams,firm.teams\n10,10\n", "column 2", "once"),
        ("firm.teams,\n10,10\n", "column 2", "a lever"),
        ("firm.teams\n10\nx\n", "point 2, firm.teams", "whole number"),
        ("firm.teams\n10.5\n", "point 1, firm.teams", "whole number"),
        ("goals.shared\nnan\n", "point 1, goals.shared", "from 0 to 1"),
        ("budget.overlap\nyeild\n", "point 1, budget.overlap", "yield"),
        ("structure.return_home\n1\n", "point 1, structure.return_home", "true or false"),
        ("firm.teams,goals.shared\n10\n", "point 1", "2"),
        ("scenario\nmergd\n", "scenario", "merged"),
        ("rule.prioritise\n=cmd\n", "point 1, rule.prioritise", "= + - @"),
    ],
)
def test_a_wrong_file_is_one_message(tmp_path, text, where, said):
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    (line,) = caught.value.lines()
    assert where in line
    assert said in line


def test_a_file_and_factors_do_not_go_together(tmp_path):
    with pytest.raises(InputError, match="the file's columns say what varies"):
        read(tmp_path, "firm.teams\n10\n", vary=RANGES)


def test_a_file_of_many_mistakes_is_left(tmp_path):
    with pytest.raises(InputError) as caught:
        read(tmp_path, "firm.teams\n" + "x\n" * 5000)
    assert len(caught.value.problems) < 2000
