"""Whether an experiment is as it was written: what is wrong with a folder is found and said."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import allied.sim.experiment.verification as verification
from allied.scenarios import load
from allied.sim.experiment.ensemble import run_ensemble
from allied.sim.experiment.record import DATA, FILES, KEY, MANIFEST, PROVENANCE, TABLE, manifest_of
from allied.sim.experiment.verification import verify
from allied.sim.inputs.quantity import InputError
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.stamp import model_hash
from allied.viz.terminal import main
from tests.experiments import made_up, record

ALL = (*FILES, MANIFEST)


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    """An experiment that nobody touches."""
    folder = tmp_path_factory.mktemp("kept") / "results"
    record(folder, made_up())
    return folder


@pytest.fixture
def folder(kept, tmp_path) -> Path:
    """A copy to damage."""
    return Path(shutil.copytree(kept, tmp_path / "results"))


def said(folder: Path, **options: Any) -> str:
    return "\n".join(map(str, verify(folder, **options).problems))


def signed(folder: Path) -> None:
    """Write the manifest anew, as somebody does who wants a change to pass."""
    version = json.loads((folder / PROVENANCE).read_text())["allied"]
    (folder / MANIFEST).write_bytes(manifest_of(folder, version))


def told(folder: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((folder / PROVENANCE).read_text())
    return facts


def rewrite(folder: Path, frame: pd.DataFrame, facts: Mapping[str, Any] | None = None) -> None:
    """Put other data, or another provenance, into all files, and sign them."""
    facts = told(folder) if facts is None else facts
    table = pa.Table.from_pandas(frame, preserve_index=False)
    metadata = {**table.schema.metadata, KEY: json.dumps(facts)}
    pq.write_table(table.replace_schema_metadata(metadata), folder / DATA)
    frame.to_csv(folder / TABLE, index=False)
    (folder / PROVENANCE).write_text(json.dumps(facts))
    signed(folder)


# --- what is written ---


def test_an_experiment_verifies_as_it_was_written(folder):
    found = verify(folder)
    assert found.fine
    assert found.notes == ()
    assert found.layout is not None
    assert found.layout.rows == len(pd.read_parquet(folder / DATA)) == 2 * 3 * 2
    assert sorted(path.name for path in folder.iterdir()) == sorted(ALL)


def test_the_provenance_is_inside_the_data_and_pandas_shows_it(folder):
    inside = json.loads(pq.read_schema(folder / DATA).metadata[KEY.encode()])
    assert inside == told(folder) == pd.read_parquet(folder / DATA).attrs["allied"]
    assert inside["parameters"]["name"] == "default"
    assert inside["scenarios"]["allies"]["timeline"]
    assert (inside["seed"], inside["runs"], inside["first"], inside["weeks"]) == (1, 3, 5, 4)
    assert inside["model"] == model_hash()
    assert {"python", "numpy", "numba", "mesa", "pandas", "pyarrow", "date"} <= set(inside)
    assert list(inside["columns"]) == list(pd.read_parquet(folder / DATA))


def test_values_that_do_not_exist_and_odd_numbers_stay_what_they_are(tmp_path):
    ensemble = made_up(runs=2)
    ensemble.values[0, 0, 0, :4] = [np.nan, -0.0, 5e-324, 0.1 + 0.2]
    record(tmp_path / "results", ensemble)
    assert verify(tmp_path / "results").fine


def test_a_large_table_is_read_in_parts(tmp_path, monkeypatch):
    import allied.sim.experiment.recorded_table as recorded_table

    monkeypatch.setattr(recorded_table, "PART", 7)
    record(tmp_path / "results", made_up(runs=11))
    assert verify(tmp_path / "results").fine
    text = (tmp_path / "results" / TABLE).read_text().splitlines(keepends=True)
    (tmp_path / "results" / TABLE).write_text("".join(text[:-1]))
    signed(tmp_path / "results")
    assert "got 43 rows" in said(tmp_path / "results")


# --- damage ---


@pytest.mark.parametrize("name", [PROVENANCE, MANIFEST])
def test_no_more_of_a_large_file_is_read_than_the_limit(folder, name):
    with (folder / name).open("ab") as file:
        file.truncate(2**40)
    if name == PROVENANCE:  # whose hash would be of a terabyte
        (folder / MANIFEST).unlink()
    assert f"{name}: got a larger file; expected at most 20,000,000 bytes." in said(folder)


@pytest.mark.parametrize("name", ALL)
def test_a_file_that_is_exchanged_for_a_pipe_blocks_nobody(folder, name, monkeypatch):
    """Between a look at the folder and the opening there is time."""
    (folder / name).unlink()
    os.mkfifo(folder / name)
    monkeypatch.setattr(verification, "_is_regular", lambda path: True)
    assert f"{name}: got no regular file but a pipe, device or socket" in said(folder)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("place", [0.02, 0.5, 0.98])
def test_a_flipped_byte_is_found(folder, name, place):
    content = bytearray((folder / name).read_bytes())
    content[int(place * len(content))] ^= 0x04
    (folder / name).write_bytes(content)
    assert not verify(folder).fine
    assert name in said(folder) or name == MANIFEST


@pytest.mark.parametrize("name", ALL)
def test_a_missing_file_is_found(folder, name):
    (folder / name).unlink()
    assert f"{name}: got no such file" in said(folder)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("left", [0, 10, -10])
def test_a_truncated_file_is_found(folder, name, left):
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[:left])
    assert name in said(folder)


def test_an_additional_file_is_found(folder):
    for number in range(8):
        (folder / f"notes{number}.txt").write_text("")
    assert "got 'notes0.txt', 'notes1.txt'" in said(folder)
    assert "and 3 more" in said(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_another_experiment_is_found(folder, tmp_path, name):
    record(tmp_path / "other", made_up(2))
    shutil.copy(tmp_path / "other" / name, folder / name)
    assert f"{name}: got" in said(folder)


def test_files_of_two_experiments_do_not_pass_even_when_signed_anew(folder, tmp_path):
    record(tmp_path / "other", made_up(2))
    shutil.copy(tmp_path / "other" / DATA, folder / DATA)
    signed(folder)
    assert re.search("provenance.json: got another .*'seed' than in outcomes.parquet", said(folder))
    assert "outcomes.csv, row 1, customer_experience" in said(folder)


@pytest.mark.parametrize(("key", "value"), [("seed", 7), ("model", "0" * 12), ("command", "x")])
def test_an_edited_provenance_is_found_even_when_signed_anew(folder, key, value):
    (folder / PROVENANCE).write_text(json.dumps(told(folder) | {key: value}))
    assert f"got another '{key}'" in said(folder)
    signed(folder)
    assert said(folder).startswith(f"provenance.json: got another '{key}'")


def test_all_problems_are_listed(folder):
    (folder / "notes.txt").write_text("")
    (folder / TABLE).write_text("scenario\n")
    (folder / PROVENANCE).unlink()
    assert len(verify(folder).problems) == 3


# --- the shape of the data ---


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda frame: frame.iloc[:-1], "11 rows; expected 12, that is 2 × 3 runs × 2 weeks"),
        (lambda frame: frame.assign(run=frame["run"] + 1), "row 1: got 'scenario silos, run 6"),
        (lambda frame: frame.iloc[[0, 1, 4, 5, 2, 3, *range(6, 12)]], "row 3: got"),
        (lambda frame: frame.replace({"scenario": {"allies": "merged"}}), "row 7: got"),
        (lambda frame: frame.drop(columns="lead_time"), "columns"),
        (
            lambda frame: frame.astype({"lead_time": "float32"}),
            "columns: got string, int64, int64, double, double, double, float",
        ),
        (lambda frame: frame.assign(week=1.5), "columns: got string, int64, double"),
    ],
    ids=["short", "runs", "order", "scenario", "column", "kind", "weeks"],
)
def test_data_of_another_shape_do_not_pass_even_when_signed_anew(folder, change, message):
    rewrite(folder, change(pd.read_parquet(folder / DATA)))
    assert message in said(folder)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("runs", 10**9, "runs: got 1000000000"),
        ("runs", 9_000_000, "rows: got"),
        ("weeks", "four", "weeks: got 'four'"),
        ("every", None, "every"),
        ("seed", -1, "seed: got -1"),
        ("columns", ["scenario"], "columns: got"),
        ("scenarios", {}, "scenarios: got {}"),
        ("scenarios", {"silos": 3}, "scenario 'silos': got 3"),
        ("scenarios", {"silos": {"levers": [], "timeline": [1]}}, "scenario 'silos': got"),
    ],
)
def test_a_provenance_that_promises_nonsense_is_said(folder, key, value, message):
    weeks = {"weeks": 2600, "every": 1} if value == 9_000_000 else {}
    rewrite(folder, pd.read_parquet(folder / DATA), told(folder) | weeks | {key: value})
    assert message in said(folder)


@pytest.mark.parametrize("content", [b"[]", b"3", b"{", b"\xff", b"[" * 100_000, b"1" * 5000])
@pytest.mark.parametrize("name", [MANIFEST, PROVENANCE])
def test_what_is_no_json_object_is_said(folder, name, content):
    (folder / name).write_bytes(content)
    assert f"{name}: got what cannot be read" in said(folder)


def test_a_fifo_a_link_and_a_folder_are_not_read(folder):
    for name in FILES:
        (folder / name).unlink()
    os.mkfifo(folder / DATA)
    (folder / TABLE).symlink_to("/dev/zero")
    (folder / PROVENANCE).mkdir()
    assert said(folder).count("got no regular file") == 3


@pytest.mark.parametrize("place", ["nowhere", "file", "empty"])
def test_what_is_no_experiment_is_bad_input(tmp_path, place):
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="the folder of an experiment"):
        verify(tmp_path / place)


# --- another model, and runs that are computed again ---


def test_another_model_is_a_note_and_no_failure(folder, monkeypatch):
    monkeypatch.setattr(verification, "belongs", lambda _: False)
    found = verify(folder)
    assert found.fine
    assert f"Another model made it: model '{model_hash()}'" in found.notes[0]


@pytest.fixture(scope="module")
def simulated(tmp_path_factory) -> Path:
    """An experiment of the model."""
    folder = tmp_path_factory.mktemp("simulated") / "results"
    scenarios = [load("silos"), load("allies")]
    record(folder, run_ensemble(scenarios, runs=5, first=3, weeks=30, every=26, parameters=None))
    return folder


@pytest.mark.parametrize(("runs", "computed"), [(2, (3, 7)), (3, (3, 5, 7)), (99, (3, 4, 5, 6, 7))])
def test_runs_computed_again_are_equal_bit_for_bit(simulated, runs, computed):
    steps: list[tuple[int, int]] = []
    found = verify(simulated, rerun=runs, progress=lambda *step: steps.append(step))
    assert found.fine
    assert found.computed == computed
    assert steps[-1] == (2 * len(computed), 2 * len(computed))


def test_one_bit_that_is_not_the_models_is_found(simulated, tmp_path):
    folder = Path(shutil.copytree(simulated, tmp_path / "results"))
    frame = pd.read_parquet(folder / DATA)
    frame.loc[6, "lead_time"] = np.nextafter(frame.loc[6, "lead_time"], np.inf)
    rewrite(folder, frame)
    assert verify(folder).fine
    assert "scenario 'silos', run 6, week 26, lead_time" in said(folder, rerun=5)
    assert verify(folder, rerun=2).fine  # runs 3 and 7: a sample finds what is in it


def test_numbers_that_are_nobodys_model_are_found(kept):
    found = verify(kept, rerun=1)
    assert not found.fine
    assert found.computed == (5,)


def test_levers_that_cannot_be_are_found(folder):
    facts = told(folder)
    facts["scenarios"]["silos"]["levers"]["goals.shared"] = 7
    rewrite(folder, pd.read_parquet(folder / DATA), facts)
    assert "provenance, goals.shared: got 7" in said(folder, rerun=1)


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("rows_sha256", "0", "the parameters 'default' are other ones here."),
        ("name", "nowhere.parquet", "its parameters are not here"),
    ],
)
def test_without_its_parameters_no_run_is_computed_again(folder, key, value, reason):
    facts = told(folder)
    facts["parameters"][key] = value
    rewrite(folder, pd.read_parquet(folder / DATA), facts)
    found = verify(folder, rerun=2)
    assert found.fine
    assert found.computed == ()
    assert reason in found.notes[-1]


def test_parameters_can_be_given(simulated, tmp_path):
    folder = Path(shutil.copytree(simulated, tmp_path / "results"))
    facts = told(folder)
    facts["parameters"]["name"] = "nowhere.parquet"
    rewrite(folder, pd.read_parquet(folder / DATA), facts)
    assert verify(folder, rerun=1, parameters={}).computed == (3,)


# --- the command ---

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys, monkeypatch) -> Run:
    monkeypatch.setenv("COLUMNS", "80")

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(["verify", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def test_the_command_says_that_all_is_well(run, folder):
    code, out, err = run(str(folder))
    assert (code, err) == (0, "")
    assert "is as it was written." in " ".join(out.split())
    assert "2 scenarios × 3 runs × 2 weeks, 19 outcomes" in out
    assert model_hash() in out


def test_the_command_lists_what_is_wrong_and_fails(run, folder):
    (folder / TABLE).unlink()
    (folder / "\x1b[31m.txt").write_text("")
    code, out, _ = run(str(folder))
    assert code == 1
    assert "does not verify: 2 problems." in " ".join(out.split())
    assert "\x1b" not in out


def test_the_command_speaks_json(run, folder):
    code, out, _ = run(str(folder), "--json")
    assert code == 0
    assert json.loads(out)["fine"]
    (folder / TABLE).unlink()
    code, out, _ = run(str(folder), "--json")
    assert code == 1
    assert json.loads(out)["problems"][0]["where"] == TABLE


@pytest.mark.parametrize(
    "arguments",
    [
        ["nowhere"],
        [".", "--rerun", "0"],
        [".", "--rerun", "some"],
        [".", "--parameters", "default"],
    ],
)
def test_bad_input_exits_with_2(run, arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "problem" in err


def test_the_command_computes_again(run, simulated, monkeypatch):
    code, out, _ = run(str(simulated), "--rerun", "all")
    assert code == 0
    assert "5 of 5 runs: equal, bit for bit" in out


def test_the_command_brings_back_what_a_killed_writer_moved_aside(run, folder):
    folder.rename(folder.with_name(".results.allied-before-abcd1234"))
    code, _, err = run(str(folder))
    assert code == 0
    assert "holds again what it held before." in err


# --- what may be replaced ---


@pytest.mark.parametrize("others", [["notes.txt"], ["README"], ["a", "b", "c", "d", "e"]])
@pytest.mark.parametrize("beside", [True, False])
def test_a_folder_that_holds_anything_else_is_refused_and_not_touched(
    run, folder, others, beside, capsys
):
    if not beside:
        shutil.rmtree(folder)
        folder.mkdir()
    for name in others:
        (folder / name).write_text("mine")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    code = main(["compare", "silos", "allies", "--runs", "2", "--out", str(folder)])
    err = capsys.readouterr().err
    assert code == 2
    assert f"--out: got '{folder}', which holds '{others[0]}'" in err
    assert "and 2 more" in err or len(others) < 5
    assert "Nothing in it was touched." in err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in folder.parent.iterdir()] == ["results"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_a_usual_name_alone_makes_no_experiment(folder, name):
    for other in {*ALL} - {name}:
        (folder / other).unlink()
    (folder / name).write_text("scenario,run\n")
    with pytest.raises(InputError, match=name):
        record(folder, made_up())


def test_an_experiment_of_an_earlier_version_is_replaced(folder):
    (folder / MANIFEST).unlink()
    record(folder, made_up(2))
    assert verify(folder).fine
    assert told(folder)["seed"] == 2


def test_a_damaged_experiment_is_replaced(folder):
    (folder / PROVENANCE).write_text("{")
    record(folder, made_up(2))
    assert verify(folder).fine


def test_a_fifo_in_a_folder_that_would_be_replaced_is_not_read(folder):
    (folder / PROVENANCE).unlink()
    os.mkfifo(folder / PROVENANCE)
    with pytest.raises(InputError, match=PROVENANCE):
        record(folder, made_up())


@pytest.mark.parametrize("length", [245, 300])
def test_a_name_beside_which_nothing_can_be_written_is_said_before_the_work(
    tmp_path, capsys, length
):
    place = tmp_path / ("x" * length)
    assert main(["compare", "silos", "allies", "--runs", "2", "--out", str(place)]) == 2
    assert "File name too long" in capsys.readouterr().err


def test_the_folder_that_one_is_in_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["compare", "silos", "allies", "--runs", "2", "--out", "."]) == 2
    assert "the folder that you are in" in capsys.readouterr().err


def test_outcomes_are_all_there(folder):
    assert list(told(folder)["columns"])[3:] == [outcome.name for outcome in OUTCOMES]
