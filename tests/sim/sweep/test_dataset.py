"""A sweep's folder is read by name, by part and in order, and nothing else is."""

from __future__ import annotations

import shutil

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from allied import Design, load, simulate, sweep
from allied.sim.experiment.record import write_experiment
from allied.sim.inputs.quantity import InputError
from allied.sim.sweep import layout
from allied.sim.sweep.dataset import OPERATORS

WEEKS, RUNS = 8, 3
VARY = {
    "leadership.openness": [0.2, 0.9],
    "structure.return_home": [True, False],
    "budget.overlap": ["yield", "contest"],
    "firm.teams": [14, 15],
    "parameter.priority.others": [1.1],
}


def a_design(**words):
    said = {
        "base": ["silos", "merged"], "vary": VARY, "sample": {"method": "grid"}, "runs": RUNS,
        "weeks": WEEKS, "every": 4, "outcomes": ["lead_time", "customer_experience"],
    }  # fmt: skip
    return Design(**{**said, **words})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A sweep in many small files."""
    out = tmp_path_factory.mktemp("dataset") / "out"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(layout, "FILE_SECONDS", 1e-9)
        patched.setattr(layout, "LEAST_SECONDS", 1e-9)
        sweep(a_design(reference="point-0"), out, threads=1)
    assert len(list((out / "parts").iterdir())) == 17
    return out


@pytest.fixture(scope="module")
def frame(folder):
    return load(folder)


@pytest.fixture(scope="module")
def experiment(tmp_path_factory):
    out = tmp_path_factory.mktemp("experiment") / "out"
    write_experiment(out, simulate(["silos", "merged"], runs=2, weeks=WEEKS, arrays=True))
    return out


def test_there_is_one_row_for_each_point_base_run_and_week_in_this_order(frame):
    keys = frame[["point", "base", "run", "week"]]
    expected = pd.MultiIndex.from_product(
        [range(17), ["silos", "merged"], range(RUNS), [4, 8]], names=keys.columns
    ).to_frame(index=False)
    pd.testing.assert_frame_equal(keys.astype({"base": str}), expected.astype({"base": str}))


def test_columns_have_the_same_types_in_every_part(folder, frame):
    schemas = [pq.read_schema(path) for path in sorted((folder / "parts").iterdir())]
    assert all(schema.equals(schemas[0]) for schema in schemas)
    some = load(folder, where=[("point", "==", 3)])
    assert list(some.dtypes) == list(frame.dtypes)
    assert frame["base"].cat.categories.tolist() == ["silos", "merged"]
    assert frame["firm.teams"].dtype == np.int64
    assert frame["structure.return_home"].dtype == bool


def test_every_column_has_unit_direction_and_meaning(folder):
    schema = pq.read_schema(next((folder / "parts").iterdir()))
    for field in schema:
        assert {b"unit", b"better", b"meaning"} == set(field.metadata)
        assert field.metadata[b"meaning"]
    assert schema.field("lead_time").metadata[b"unit"] == b"weeks"
    assert schema.field("lead_time").metadata[b"better"] == b"lower"


def test_rows_are_the_companies_of_simulate(frame):
    point = frame[(frame["point"] == 16) & (frame["week"] == 8)]
    levers = {"leadership.openness": 0.9, "structure.return_home": False,
              "budget.overlap": "contest", "firm.teams": 15}  # fmt: skip
    for base in ("silos", "merged"):
        rows = point[point["base"] == base]
        assert rows[list(levers)].drop_duplicates().to_dict("records") == [levers]
    from allied.sim.inputs.arguments import parameter_rows

    draws = parameter_rows("posterior")[:RUNS].copy()
    draws["priority_others"] = 1.1
    told = simulate([{"scenario": "silos", **levers}], runs=RUNS, weeks=WEEKS, parameters=draws)
    rows = point[point["base"] == "silos"]
    assert rows["lead_time"].tolist() == told["lead_time"].tolist()


def test_at_point_0_the_base_says_what_there_is(frame):
    zero = frame[frame["point"] == 0]
    drawn = zero["parameter.priority.others"].to_numpy().reshape(2, RUNS, 2)
    assert len(np.unique(drawn)) == RUNS
    assert (drawn == drawn[0, :, :1]).all()
    assert zero.groupby("base", observed=True)["leadership.openness"].nunique().eq(1).all()
    assert not zero.drop(columns="reason").isna().to_numpy().any()
    assert (zero[["lead_time.difference", "customer_experience.difference"]] == 0.0).all(axis=None)


def test_differences_are_paired(frame):
    wide = frame.set_index(["point", "base", "run", "week"])["lead_time"]
    zero = wide.xs(0)
    gaps = frame.set_index(["point", "base", "run", "week"])["lead_time.difference"]
    pd.testing.assert_series_equal(
        gaps.xs(7), wide.xs(7) - zero, check_names=False, check_exact=True
    )


CONDITIONS = [
    ([("point", "<", 3)], lambda f: f["point"] < 3),
    ([("point", "<=", 3)], lambda f: f["point"] <= 3),
    ([("point", ">", 3)], lambda f: f["point"] > 3),
    ([("point", ">=", np.int64(3))], lambda f: f["point"] >= 3),
    ([("point", "=", 3)], lambda f: f["point"] == 3),
    ([("base", "==", "silos")], lambda f: f["base"] == "silos"),
    ([("base", "!=", "silos"), ("run", "==", 1)],
     lambda f: (f["base"] != "silos") & (f["run"] == 1)),
    ([("run", "in", [0, 2])], lambda f: f["run"] != 1),
    ([("run", "not in", (0, 2))], lambda f: f["run"] == 1),
    ({"base": "merged", "run": range(2)}, lambda f: (f["base"] == "merged") & (f["run"] < 2)),
    ({"structure.return_home": True}, lambda f: f["structure.return_home"]),
    ({"leadership.openness": 0.9}, lambda f: f["leadership.openness"] == 0.9),
    ({"budget.overlap": ["yield"]}, lambda f: f["budget.overlap"] == "yield"),
    ({"point": 10_000}, lambda f: f["point"] == 10_000),
]  # fmt: skip


@pytest.mark.parametrize(("where", "chosen"), CONDITIONS, ids=[str(c[0]) for c in CONDITIONS])
def test_conditions_choose_rows(folder, frame, where, chosen):
    columns = ["lead_time", "point"]
    expected = frame.loc[chosen(frame), columns].reset_index(drop=True)
    pd.testing.assert_frame_equal(load(folder, columns=columns, where=where), expected)


def test_every_operator_is_tried():
    tried = {triple[1] for where, _ in CONDITIONS if isinstance(where, list) for triple in where}
    assert tried == set(OPERATORS)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"columns": ["lead_tme"]}, "Did you mean 'lead_time'"),
        ({"columns": "lead_time"}, "columns=\\['lead_time'\\]"),
        ({"columns": []}, "one column or more"),
        ({"columns": [3]}, "Columns are point"),
        ({"where": [("bse", "==", "silos")]}, "Did you mean 'base'"),
        ({"where": ("point", "==", 3)}, "Write: where"),
        ({"where": "point < 3"}, "list of conditions"),
        ({"where": [("point", "~", 3)]}, "one of =, =="),
        ({"where": [("point", "==", "3")]}, "a number"),
        ({"where": [("point", "==", True)]}, "a number"),
        ({"where": [("point", "==", [3])]}, "one value"),
        ({"where": [("point", "in", 3)]}, "a list of values"),
        ({"where": [("point", "in", [])]}, "one value or more"),
        ({"where": [("base", "<", "silos")]}, "texts have no order"),
        ({"where": {"base": 3}}, "a text"),
        ({"where": {"structure.return_home": 1}}, "true or false"),
        ({"where": {"point": 2**70}}, "huge"),
        ({"where": {"point": None}}, "a number"),
    ],
    ids=str,
)
def test_a_wrong_question_is_answered_by_a_sentence(folder, asked, said):
    with pytest.raises(InputError, match=said) as caught:
        load(folder, **asked)
    assert len(caught.value.lines()) == 1


def test_what_exceeds_memory_is_refused_in_a_sentence(folder, monkeypatch):
    monkeypatch.setattr("allied.sim.experiment.cost.available_memory", lambda: 1000.0)
    with pytest.raises(InputError, match=r"204 rows of .* columns.*Ask for fewer columns="):
        load(folder)
    assert len(load(folder, columns=["lead_time"], where={"point": 1, "base": "silos"})) == 6


def test_a_scenario_is_still_a_scenario(tmp_path, monkeypatch, folder):
    assert load("silos").name == "silos"
    assert load(["silos", "merged"]).name == "silos+merged"
    shutil.copytree(folder, tmp_path / "silos")
    shutil.copytree(folder, tmp_path / "ours")
    monkeypatch.chdir(tmp_path)
    assert load("silos").name == "silos"
    assert len(load("./silos")) == len(load("ours")) == 204


def test_an_experiment_is_read_in_the_same_way(experiment):
    told = simulate(["silos", "merged"], runs=2, weeks=WEEKS)
    pd.testing.assert_frame_equal(load(experiment), told)
    assert load(experiment).attrs == told.attrs
    some = load(experiment, columns=["run", "lead_time"], where={"scenario": "merged"})
    assert some["lead_time"].tolist() == told["lead_time"].tolist()[2:]
    with pytest.raises(InputError, match="Did you mean 'scenario'"):
        load(experiment, where={"scenaro": "merged"})


def test_what_is_neither_is_one_clear_error(tmp_path, folder):
    for source in ("resluts", str(tmp_path), tmp_path / "nothing"):
        with pytest.raises(InputError) as caught:
            load(source)
        assert len(caught.value.lines()) == 1
    with pytest.raises(InputError, match="no folder"):
        load("silos", columns=["lead_time"])
    with pytest.raises(InputError, match="columns and where are for results"):
        load(["silos"], columns=["lead_time"])


def test_a_damaged_file_is_named_in_a_sentence(tmp_path, folder):
    shutil.copytree(folder, tmp_path / "broken")
    path = sorted((tmp_path / "broken" / "parts").iterdir())[0]
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(InputError, match="allied verify"):
        load(tmp_path / "broken")


def test_a_sweep_without_results_is_refused(tmp_path, folder):
    shutil.copytree(folder, tmp_path / "empty")
    shutil.rmtree(tmp_path / "empty" / "parts")
    with pytest.raises(InputError, match="no point is computed"):
        load(tmp_path / "empty")


def test_a_point_that_two_files_hold_is_read_once(tmp_path, folder, frame):
    shutil.copytree(folder, tmp_path / "twice")
    parts = sorted((tmp_path / "twice" / "parts").iterdir())
    shutil.copy(parts[0], parts[0].with_name(f"{parts[0].name[:23]}0123456789abcdef.parquet"))
    assert len(list((tmp_path / "twice" / "parts").iterdir())) == 18
    assert len(load(tmp_path / "twice")) == len(frame)


def test_the_frame_tells_where_it_comes_from(frame):
    from allied.sim.stamp import model_hash

    assert frame.attrs["allied.model"] == model_hash()
    assert frame.attrs["allied.complete"] is True
    assert any("priority.others" in note for note in frame.attrs["allied.notes"])


# --- what varies is what runs ---

LATER = {
    "name": "later", "levers": {"goals.shared": 0.5},
    "timeline": [{"week": 3, "levers": {"goals.shared": 0.5}},
                 {"week": 6, "levers": {"budget.overlap": "yield"}}],
}  # fmt: skip


def outcomes_of(tmp_path, base, values, **words):
    """Outcomes of a sweep's only point."""
    design = a_design(
        base=base, vary={key: [value] for key, value in values.items()}, reference="none", **words
    )
    sweep(design, tmp_path / "one", threads=1)
    found = load(tmp_path / "one", where=[("point", "==", 1)])
    assert (found["reason"] == "").all()
    return found["lead_time"].tolist(), found["customer_experience"].tolist()


def simulated(scenario, **words):
    told = simulate([scenario], runs=RUNS, weeks=WEEKS, every=4, **words)
    return told["lead_time"].tolist(), told["customer_experience"].tolist()


@pytest.mark.parametrize(
    ("values", "levers", "timeline"),
    [
        # Week 3 sets the lever to the value that it had: what varies holds until then.
        ({"goals.shared": 0.9}, {"goals.shared": 0.9}, {3: {"goals.shared": 0.5}, 6: {}}),
        ({"leadership.openness": 0.9}, {"goals.shared": 0.5, "leadership.openness": 0.9},
         {3: {}, 6: {}}),
        ({"timeline.1.goals.shared": 0.9}, {"goals.shared": 0.5},
         {3: {"goals.shared": 0.9}, 6: {}}),
        ({"timeline.2.goals.shared": 1.0, "timeline.2.week": 5}, {"goals.shared": 0.5},
         {3: {"goals.shared": 0.5}, 5: {"goals.shared": 1.0}}),
        ({"timeline.2.leadership.openness": 1.0, "leadership.openness": 0.3},
         {"goals.shared": 0.5, "leadership.openness": 0.3},
         {3: {}, 6: {"leadership.openness": 1.0}}),
    ],
    ids=str,
)  # fmt: skip
def test_a_lever_holds_until_the_timeline_sets_it(tmp_path, values, levers, timeline):
    from allied import Scenario

    last = max(timeline)
    timeline = {w: c | ({"budget.overlap": "yield"} if w == last else {})
                for w, c in timeline.items()}  # fmt: skip
    expected = Scenario("expected", levers, tuple(timeline.items()))
    assert outcomes_of(tmp_path, LATER, values) == simulated(expected)


def test_a_row_that_varies_is_that_of_all_runs(tmp_path):
    from allied.sim.inputs.arguments import parameter_rows

    expected = simulated("silos", parameters=parameter_rows("posterior")[7:8])
    assert outcomes_of(tmp_path, "silos", {"parameters.row": 7}) == expected


def test_a_scenario_that_varies_runs(tmp_path):
    assert outcomes_of(tmp_path, "silos", {"scenario": "allies"}) == simulated("allies")


def test_changes_out_of_their_order_are_a_reason(tmp_path):
    design = a_design(base=LATER, vary={"timeline.1.week": [2, 7]}, reference="none")
    sweep(design, tmp_path / "out", threads=1)
    found = load(tmp_path / "out")
    assert (found.loc[found["point"] == 1, "reason"] == "").all()
    assert found.loc[found["point"] == 2, "reason"].str.contains("order").all()
    assert found.loc[found["point"] == 2, "lead_time"].isna().all()


# --- simulate ---


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("silos", r"Write: simulate\(\['silos'\]\)"),
        ({"scenario": "silos"}, "Put it in brackets"),
        (load("silos"), "Put it in brackets"),
    ],
    ids=["a name", "a table", "a scenario"],
)
def test_simulate_explains_that_it_takes_a_list(given, hint):
    with pytest.raises(InputError, match=hint) as caught:
        simulate(given, runs=1, weeks=8)
    (line,) = caught.value.lines()
    assert "expected a list of scenarios" in line


def test_simulate_takes_a_base_with_other_levers():
    changed = simulate([{"scenario": "allies", "goals.shared": 0.9}], runs=2, weeks=WEEKS)
    expected = simulate([load("allies").with_levers(goals__shared=0.9)], runs=2, weeks=WEEKS)
    assert changed["scenario"].unique().tolist() == ["allies, goals.shared=0.9"]
    pd.testing.assert_frame_equal(
        changed.drop(columns="scenario"), expected.drop(columns="scenario")
    )
