"""The `allied` command: what it prints, what it writes, and its exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from allied.calibration.fit.posterior import parameter_set
from allied.scenarios import load, names
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.stamp import model_hash
from allied.viz.terminal import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys, monkeypatch) -> Run:
    """Run the command in 80 columns: exit code, standard output, standard error."""
    monkeypatch.setenv("COLUMNS", "80")

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


@pytest.fixture
def draws(tmp_path) -> Path:
    """A file of three draws."""
    from allied.calibration.fit.posterior import write_draws
    from allied.calibration.fit.prior import prior_points

    path = tmp_path / "draws.parquet"
    write_draws(path, prior_points(3).assign(discrepancy=0.5), np.ones(3), how="by hand")
    return path


@pytest.fixture
def model(monkeypatch) -> dict[str, object]:
    """An ensemble that takes no time; returns what it was last asked for."""
    import allied.sim.experiment.ensemble
    from allied.sim.experiment import compilation

    asked: dict[str, object] = {}

    def run_ensemble(
        scenarios, *, runs, first=0, weeks, seed, every, threads, parameters, progress
    ):
        asked.update(runs=runs, first=first, weeks=weeks, seed=seed, every=every, threads=threads,
                     rows=len(parameters))  # fmt: skip
        if progress is not None:
            progress(runs, runs)
        every = every or weeks
        recorded = [w for w in range(1, weeks + 1) if w % every == 0 or w == weeks]
        everyone = (first + runs, len(recorded), len(OUTCOMES))
        luck = np.random.default_rng(seed).normal(50, 5, everyone)[first:]
        better = np.arange(len(scenarios))[:, None, None, None] * (1.0 + 0.01 * luck)
        # "Delivered late" is better in one half of companies and worse in the other.
        better[..., 4] *= 20.0 * (-1.0) ** np.arange(runs)[:, None]
        return allied.sim.experiment.ensemble.Ensemble(
            tuple(scenarios), seed, runs, weeks, np.array(recorded), luck + better, parameters,
            first,
        )  # fmt: skip

    monkeypatch.setattr(allied.sim.experiment.ensemble, "run_ensemble", run_ensemble)
    monkeypatch.setattr(compilation, "is_compiled", lambda size: True)
    return asked


# --- help and scenarios ---


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["compare"],
        ["run"],
        ["levers"],
        ["claims"],
        ["app"],
        ["verify"],
        ["scenarios"],
        ["scenarios", "show"],
    ],
    ids=str,
)
def test_help_explains(run, command):
    code, out, _ = run(*command, "--help")
    assert code == 0
    assert "Usage: allied" in out
    assert max(map(len, out.splitlines())) <= 80


def test_help_teaches_by_examples(run):
    assert "allied compare silos shared-projects" in run("--help")[1]
    assert "--runs 1000 --out results" in run("compare", "--help")[1]


def test_help_states_the_usual_goals_and_all_names(run):
    out = run("compare", "--help")[1]
    plain = " ".join(out.replace("│", " ").split())
    assert "By default customer experience, lead time and revenue (customers)." in plain
    assert all(outcome.name in out for outcome in OUTCOMES)
    assert "customers, profit or trust" in plain


def test_light_commands_do_not_wait_for_the_compiler():
    code = (
        "import sys; from allied.viz.terminal import main\n"
        "main(['--help']); main(['scenarios']); main(['levers'])\n"
        "heavy = {'numba', 'mesa', 'pandas', 'scipy', 'solara'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_version_is_one_line(run):
    code, out, _ = run("--version")
    assert code == 0
    assert out.startswith("allied ")
    assert out.count("\n") == 1


def test_every_scenario_is_listed(run):
    code, out, _ = run("scenarios")
    assert code == 0
    assert all(name in out for name in names())
    assert "Joint governance" in out


def test_a_scenario_is_shown_with_story_levers_and_claims(run):
    code, out, _ = run("scenarios", "show", "allies")
    assert code == 0
    for words in ("Acquaintances who begin", "Both together from", "Week 27: Decide together",
                  "IBM Institute", "C002-05"):  # fmt: skip
        assert words in out


def test_a_scenario_can_be_printed_as_a_file(run, tmp_path):
    out = run("scenarios", "show", "allies", "--toml")[1]
    path = tmp_path / "allies.toml"
    path.write_text(out, encoding="utf-8")
    assert load(path) == load("allies")
    code, out, _ = run("scenarios", "check", str(path))
    assert code == 0
    assert "is fine" in " ".join(out.split())


def test_differences_are_in_plain_words(run):
    code, out, _ = run("scenarios", "diff", "silos", "embedded")
    assert code == 0
    assert "Embedded IT partners" in out
    assert "structure.delivery" not in out
    assert "Who decides" not in out
    assert "alike" in run("scenarios", "diff", "silos+merged", "merged")[1]


def test_levers_are_listed_with_range_and_source(run):
    code, out, _ = run("levers")
    assert code == 0
    for words in ("budget.overlap", "Where budgets overlap", "contest, yield,", "C000-31"):
        assert words in out
    plain = json.loads(run("levers", "--json")[1])
    assert plain["levers"]["budget.overlap"]["default"] == "contest"


# --- bad input ---


def test_bad_input_is_listed_all_at_once(run, model):
    code, out, err = run(
        "compare", "silo", "merged", "merged", "--runs", "0", "--weeks", "-1", "--seed", "-1",
        "--threads", "0", "--first", "-3", "--weekly", "--goal", "led_time", "--goal", "custmers",
    )  # fmt: skip
    assert code == 2
    assert out == ""
    assert err.startswith("10 problems:")
    for words in ("Did you mean 'silos'?", "'merged' twice", "--runs: got 0", "--weeks: got -1",
                  "--seed: got -1", "--threads: got 0", "--first: got -3",
                  "--weekly needs --json or --out.", "--goal: got 'led_time'",
                  "Did you mean 'lead_time'?", "Did you mean 'customers'?"):  # fmt: skip
        assert words in err
    assert model == {}


@pytest.mark.parametrize(
    "arguments",
    [
        ["compare", "silos"],
        ["compare"],
        ["compare", "silos", "merged", "--runs", "many"],
        ["compare", "silos", "embedded+merged"],
        ["scenarios", "show", "silo"],
        ["scenarios", "diff", "silos", "silos"],
        ["scenarios", "check", "nowhere.toml"],
        ["run", "silos", "--run", "-1"],
        ["app", "--port", "0"],
        ["dance"],
    ],
    ids=" ".join,
)
def test_bad_input_exits_with_2_and_no_traceback(run, model, arguments):
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    assert "Traceback" not in err
    assert err


def test_what_a_file_holds_cannot_paint_the_terminal(run, tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text('"\\u001b[31m[bold]x[/]" = 1\n')
    code, _, err = run("scenarios", "check", str(path))
    assert code == 2
    assert "\x1b" not in err
    assert "[bold]x[/]" in err


# --- compare ---


def test_the_answer_comes_before_the_numbers(run, model):
    code, out, err = run("compare", "silos", "shared-projects", "--runs", "30")
    assert code == 0
    lines = out.splitlines()
    assert lines[0].startswith("Customers do better with Shared projects than with Silos, ")
    assert max(map(len, lines)) <= 80
    assert out.index("Chance to be best") < out.index("Among the gains") < out.index("Outcome ")
    table = out[out.index("Outcome ") :]
    assert all(outcome.label.split()[0] in table for outcome in OUTCOMES)
    for words in ("better", "worse", "too close to call"):
        assert words in table
    assert "settle" not in out
    assert "allied compare silos shared-projects --runs 30 --weeks 156 --seed 1" in err
    assert "--goal" not in err
    assert "--first" not in err
    assert model == {
        "runs": 30, "first": 0, "weeks": 156, "seed": 1, "every": None, "threads": None,
        "rows": len(parameter_set()),
    }  # fmt: skip


def test_400_companies_are_usual(run, model):
    run("compare", "silos", "merged", "--json")
    assert model["runs"] == 400


def test_all_scenarios_are_ranked_and_each_has_a_block_against_the_first(run, model):
    out = run("compare", "silos", "merged", "collaborative-cmo", "--runs", "30")[1]
    head, _, blocks = out.partition("\nMerged unit, against Silos")
    ranking = [line.split("  ") for line in head.splitlines() if " %" in line]
    assert [row[0] for row in ranking if row[0] in "123"] == ["1", "2", "3"]
    assert head.index("\n1 ") < head.index("Collaborative CMO", head.index("\n1 "))
    assert head.index("\n2 ") < head.index("Merged unit", head.index("\n2 "))
    assert "Collaborative CMO, against Silos" in blocks
    assert out.count("\nBudget used ") == 2


def test_goals_can_be_chosen(run, model):
    arguments = ["compare", "silos", "merged", "--runs", "30", "--goal", "lead_time"]
    _, out, err = run(*arguments)
    assert out.startswith("Lead time is shorter if nothing changes: with Silos rather than")
    assert "--goal lead_time" in err
    _, out, err = run(*arguments, "--goal", "trust_cmo_cio")
    assert out.startswith("Lead time and the CMO’s trust in the CIO together come out about the ")
    assert ", but lead time is shorter with Silos than with Merged unit." in " ".join(out.split())
    assert "--goal lead_time --goal trust_cmo_cio" in err
    out = run(*arguments[:-1], "profit")[1]
    assert out.startswith("Profit is higher with Merged unit than with Silos")
    found = json.loads(run(*arguments[:-1], "trust", "--json")[1])
    assert found["goals"] == ["trust_cmo_cio", "trust_cio_cmo", "marketing_it_ties"]


def test_goals_are_three_at_most(run, model):
    code, _, err = run("compare", "silos", "merged", "--goal", "customers", "--goal", "alignment")
    assert code == 2
    assert "--goal: got 4 outcomes; expected at most 3." in err
    again = ["--goal", "customers", "--goal", "lead_time", "--goal", "lead_time"]
    assert run("compare", "silos", "merged", *again, "--runs", "9")[0] == 0


def test_an_ensemble_can_be_extended(run, model, tmp_path):
    code, _, err = run("compare", "silos", "merged", "--runs", "20", "--first", "400",
                       "--out", str(tmp_path))  # fmt: skip
    assert code == 0
    assert (model["first"], model["runs"]) == (400, 20)
    assert "--runs 20 --first 400 --weeks 156" in err
    assert json.loads((tmp_path / "provenance.json").read_text())["first"] == 400
    table = pd.read_parquet(tmp_path / "outcomes.parquet")
    assert (table.run.min(), table.run.max()) == (400, 419)


def test_one_company_is_not_said_to_tell_anything(run, model):
    code, out, _ = run("compare", "silos", "merged", "--runs", "1")
    assert code == 0
    assert out.startswith("One company cannot tell with which scenario customers do best.")
    assert "Among the gains" not in out


def test_the_report_explains_its_numbers_and_its_rule(run, model):
    out = " ".join(run("compare", "silos", "merged", "--runs", "40")[1].split())
    for words in ("40 companies with 40 parameter sets", "95 % posterior interval",
                  "the range of nine companies in ten", "smallest effect of interest",
                  "Too close to call with 40 companies: delivered late.",
                  "Gain over Silos in customer experience, lead time and revenue"):  # fmt: skip
        assert words in out
    alone = run("compare", "silos", "merged", "--runs", "40", "--parameters", "default")[1]
    assert "it leaves out what is not known about people" in " ".join(alone.split())


def test_worse_says_for_how_many_companies_it_is_worse(run, model):
    lines = run("compare", "silos", "merged", "--runs", "30")[1].splitlines()
    row = next(number for number, line in enumerate(lines) if line.startswith("Lead time"))
    assert lines[row].rstrip().endswith("worse")
    assert lines[row + 1].rstrip().endswith("in > 99 %")


def test_json_is_one_object(run, model):
    code, out, _ = run("compare", "silos", "merged", "--json", "--runs", "20", "--seed", "7")
    found = json.loads(out)
    assert code == 0
    assert list(found) == ["command", "version", "model", "seed", "runs", "first", "weeks",
                           "parameters", "scenarios", "goals", "ranking", "outcomes"]  # fmt: skip
    assert found["command"] == "compare"
    assert found["scenarios"] == ["silos", "merged"]
    assert (found["seed"], found["runs"], found["weeks"]) == (7, 20, 156)
    assert found["goals"] == ["customer_experience", "lead_time", "revenue_index"]
    assert [place["scenario"] for place in found["ranking"]] == ["merged", "silos"]
    assert sum(place["p_best"] for place in found["ranking"]) == pytest.approx(1.0)
    assert list(found["outcomes"]) == [outcome.name for outcome in OUTCOMES]
    row = found["outcomes"]["lead_time"]
    assert set(row["scenarios"]["silos"]) == {"mean", "p05", "p95"}
    assert set(row["differences"]) == {"merged"}
    assert set(row["differences"]["merged"]) == {
        "mean", "low", "high", "p_direction", "p_better", "p05", "p95", "mc_error", "runs_needed",
        "verdict", "rests_on", "variance",
    }  # fmt: skip
    assert row["differences"]["merged"]["verdict"] == "worse"


def test_json_of_one_run_has_no_infinite_numbers(run, model):
    out = run("compare", "silos", "merged", "--json", "--runs", "1")[1]
    found = json.loads(out, parse_constant=lambda name: pytest.fail(name))
    gap = found["outcomes"]["lead_time"]["differences"]["merged"]
    assert gap["low"] is gap["mc_error"] is None
    assert gap["verdict"] == "open"


def test_parameters_are_drawn_from_the_posterior_unless_others_are_asked_for(run, model):
    found = json.loads(run("compare", "silos", "merged", "--json", "--runs", "40")[1])
    assert found["parameters"] == "posterior"
    assert model["rows"] == len(parameter_set())
    shares = found["outcomes"]["lead_time"]["differences"]["merged"]["variance"]
    assert set(shares) == {"parameters", "chance"}
    assert sum(shares.values()) == pytest.approx(1.0)
    arguments = ["--json", "--runs", "40", "--parameters", "default"]
    found = json.loads(run("compare", "silos", "merged", *arguments)[1])
    assert found["parameters"] == "default"
    assert model["rows"] == 1
    shares = found["outcomes"]["lead_time"]["differences"]["merged"]["variance"]
    assert shares == {"parameters": None, "chance": None}


def test_draws_can_come_from_a_file(run, model, draws, tmp_path):
    code, _, err = run("compare", "silos", "merged", "--runs", "40", "--parameters", str(draws),
                       "--out", str(tmp_path / "results"))  # fmt: skip
    assert code == 0
    assert model["rows"] == 3
    assert f"--seed 1 --parameters {draws}" in err
    origin = json.loads((tmp_path / "results" / "provenance.json").read_text())["parameters"]
    assert origin["name"] == str(draws)
    assert origin["draws"] == 3
    assert origin["provenance"] == {"model": model_hash(), "how": "by hand"}


def test_provenance_says_how_the_posterior_came_about(run, model, tmp_path):
    from allied.calibration.fit.posterior import provenance

    run("compare", "silos", "merged", "--runs", "40", "--out", str(tmp_path))
    origin = json.loads((tmp_path / "provenance.json").read_text())["parameters"]
    assert (origin["name"], origin["draws"]) == ("posterior", 40)
    assert origin["provenance"] == dict(provenance())
    assert len(origin["sha256"]) == 64


@pytest.mark.parametrize("command", [["compare", "silos", "merged"], ["run", "silos"], ["app"]])
@pytest.mark.parametrize("kind", ["missing", "folder", "text", "words", "metadata"])
def test_a_bad_file_of_draws_is_one_message(
    run, model, draws, tmp_path, monkeypatch, command, kind
):
    bad = tmp_path / "bad.parquet"
    if kind == "folder":
        bad.mkdir()
    elif kind == "text":
        bad.write_text("no draws")
    elif kind == "words":
        pd.read_parquet(draws).assign(weight="many").to_parquet(bad)
    elif kind == "metadata":
        table = pq.read_table(draws)
        pq.write_table(table.replace_schema_metadata({b"allied": b"{"}), bad)
    monkeypatch.setattr("allied.viz.terminal.app_command.find_spec", lambda name: name)
    code, out, err = run(*command, "--parameters", str(bad))
    assert code == 2
    assert out == ""
    assert err.startswith("1 problem:")
    assert "bad.parquet" in err
    assert "Traceback" not in err
    assert model == {}


def test_the_table_says_where_differences_vary_from(run, model, monkeypatch):
    out = " ".join(run("compare", "silos", "merged", "--runs", "40")[1].split())
    assert "parameter uncertainty explains" in out
    assert "the rest is chance between companies" in out
    alone = run("compare", "silos", "merged", "--runs", "40", "--parameters", "default")[1]
    assert "uncertainty" not in alone
    monkeypatch.setenv("COLUMNS", "120")
    heading = run("compare", "silos", "merged", "--runs", "40")[1].splitlines()
    assert any(line.endswith("Parameters") for line in heading)


def test_what_rests_on_assumptions_is_marked_and_named(run, model, monkeypatch):
    import allied.sim.experiment.ensemble

    usual = allied.sim.experiment.ensemble.run_ensemble

    def driven(scenarios, **options):
        found = usual(scenarios, **options)
        trust = found.parameters["choice_trust"][: found.runs]
        found.values[1, :, -1, 3] += 3.0 * (trust - trust.mean()) / trust.std()
        return found

    monkeypatch.setattr(allied.sim.experiment.ensemble, "run_ensemble", driven)
    out = run("compare", "silos", "merged", "--runs", "300")[1]
    row = next(line for line in out.splitlines() if line.startswith("Lead time"))
    assert row.rstrip().endswith("too close to call †")
    told = " ".join(out.split())
    assert "† rests on assumptions: lead time (how much trust sways choices" in told


def test_a_coin_flip_is_called_one(run, model, monkeypatch):
    import allied.sim.experiment.ensemble

    usual = allied.sim.experiment.ensemble.run_ensemble

    def wide(scenarios, **options):
        found = usual(scenarios, **options)
        luck = np.random.default_rng(9).normal(0.0, 20.0, found.runs)
        found.values[1, :, -1, 3] += luck - luck.mean() - 5.0
        return found

    monkeypatch.setattr(allied.sim.experiment.ensemble, "run_ensemble", wide)
    arguments = ["--runs", "3000", "--parameters", "default"]
    out = run("compare", "silos", "merged", *arguments)[1]
    lines = out.splitlines()
    row = next(k for k, line in enumerate(lines) if line.startswith("Lead time"))
    assert lines[row].rstrip().endswith("better")
    assert lines[row + 1].rstrip().endswith(" %: coin flip")
    assert "On average only, for one company a coin flip: lead time −" in out
    assert "lead time" not in out.partition("Among the gains")[2].partition("On average")[0]


def test_weekly_adds_a_list_for_each_statistic(run, model):
    out = run("compare", "silos", "merged", "--json", "--weekly", "--weeks", "10")[1]
    found = json.loads(out)
    assert found["weeks_recorded"] == list(range(1, 11))
    weekly = found["weekly"]["lead_time"]["merged"]
    assert set(weekly) == {"mean", "p05", "p95"}
    assert len(weekly["mean"]) == 10
    last = found["outcomes"]["lead_time"]["scenarios"]["merged"]
    assert {key: values[-1] for key, values in weekly.items()} == pytest.approx(last)


def test_out_writes_data_and_where_it_comes_from(run, model, tmp_path):
    folder = tmp_path / "deep" / "results"
    arguments = ["compare", "silos", "allies", "--runs", "5", "--out", str(folder)]
    assert run(*arguments)[0] == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "manifest.json", "outcomes.csv", "outcomes.parquet", "provenance.json",
    ]  # fmt: skip
    table = pd.read_parquet(folder / "outcomes.parquet")
    assert list(table.columns[:3]) == ["scenario", "run", "week"]
    assert len(table) == 2 * 5
    assert table.attrs["allied.model"] == model_hash()
    pd.testing.assert_frame_equal(pd.read_csv(folder / "outcomes.csv"), table, check_dtype=False)
    origin = json.loads((folder / "provenance.json").read_text())
    assert origin["command"].startswith("allied compare silos allies --runs 5 --weeks 156 --seed 1")
    assert origin["scenarios"]["allies"]["timeline"][0]["week"] == 27
    assert origin["scenarios"]["silos"]["levers"]["budget.overlap"] == "contest"
    assert {"seed", "runs", "weeks", "model", "python", "mesa", "numpy", "numba", "date"} <= (
        set(origin)
    )


def test_a_folder_that_cannot_be_written_is_said_before_the_work(run, model, tmp_path):
    (tmp_path / "file").write_text("")
    code, _, err = run("compare", "silos", "merged", "--out", str(tmp_path / "file" / "results"))
    assert code == 2
    assert "--out" in err
    assert model == {}


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    from allied.sim.inputs.whole_files import whole_file

    path = tmp_path / "data.csv"
    path.write_text("before")

    def fail() -> None:
        with whole_file(path) as temporary:
            temporary.write_text("half of")
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        fail()
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_finished_file_takes_the_place_of_the_old_one_at_once(tmp_path):
    from allied.sim.inputs.whole_files import whole_file

    path = tmp_path / "data.csv"
    path.write_text("before")
    with path.open() as reader:
        with whole_file(path) as temporary:
            temporary.write_text("after")
        assert reader.read() == "before"
    assert path.read_text() == "after"
    assert path.stat().st_mode & 0o444 == 0o444


def test_a_failure_exits_with_1(run, model, tmp_path, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "outcomes.csv")

    monkeypatch.setattr(pd.DataFrame, "to_csv", fail)
    code, _, err = run("compare", "silos", "merged", "--out", str(tmp_path))
    assert code == 1
    assert "No space left on device" in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_exits_with_130(run, model, monkeypatch):
    import allied.sim.experiment.ensemble

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(allied.sim.experiment.ensemble, "run_ensemble", interrupted)
    code, _, err = run("compare", "silos", "merged")
    assert code == 130
    assert err.strip().endswith("Interrupted.")


def test_the_first_compile_is_announced(run, model, monkeypatch):
    from allied.sim.experiment import compilation

    monkeypatch.setattr(compilation, "is_compiled", lambda size: False)
    _, out, err = run("compare", "silos", "merged", "--json")
    assert err.startswith("Compiling the model for this machine, once")
    assert "large" not in err
    assert json.loads(out)


def test_the_code_for_large_companies_is_announced_when_one_is_compared(
    run, model, monkeypatch, tmp_path
):
    from allied.sim.experiment import compilation

    monkeypatch.setattr(compilation, "is_compiled", lambda size: size == compilation.SMALL)
    assert "Compiling" not in run("compare", "silos", "merged")[2]
    large = tmp_path / "large.toml"
    large.write_text(
        'title = "L"\nsummary = "L"\nstory = "L"\n[firm]\nteams = 41\n', encoding="utf-8"
    )
    assert "Compiling the model for large companies" in run("compare", "silos", str(large))[2]
    assert "Compiling the model for large companies" in run("run", str(large))[2]


def test_what_reads_surveys_is_announced_when_companies_are_surveyed(capfd, monkeypatch):
    from allied.sim.experiment import compilation
    from allied.viz.terminal.simulating import compile_first

    monkeypatch.setattr(compilation, "is_compiled", lambda size: True)
    monkeypatch.setattr(compilation, "surveys_are_compiled", lambda: False)
    compile_first()
    assert not capfd.readouterr().err
    compile_first(surveys=True)
    assert capfd.readouterr().err.startswith("Compiling what reads surveys")


# --- run and app ---


@dataclass(frozen=True)
class Told:
    week: int
    text: str


def test_a_run_shows_the_ends_of_its_years(run, model):
    code, out, _ = run("run", "merged", "--run", "4")
    assert code == 0
    assert model["every"] == 52
    assert (model["first"], model["runs"]) == (4, 1)
    heading = out.splitlines()[0]
    assert all(f"Year {year}" in heading for year in (1, 2, 3))
    assert "Coordination load" in out


def test_a_run_draws_from_the_posterior_unless_others_are_asked_for(run, model, draws):
    assert json.loads(run("run", "merged", "--json")[1])["parameters"] == "posterior"
    assert model["rows"] == len(parameter_set("posterior"))
    run("run", "merged", "--parameters", str(draws))
    assert model["rows"] == 3
    run("run", "merged", "--parameters", "default")
    assert model["rows"] == 1


def test_a_long_run_still_fits(run, model):
    out = run("run", "merged", "--weeks", "1000")[1]
    assert max(map(len, out.splitlines())) <= 80
    assert "Week 1000" in out.splitlines()[0]


def test_a_run_as_json_holds_the_company_asked_for(run, model):
    found = json.loads(run("run", "merged", "--run", "4", "--json")[1])
    assert found["weeks_recorded"] == [52, 104, 156]
    luck = np.random.default_rng(1).normal(50, 5, (5, 3, len(OUTCOMES)))
    assert found["outcomes"]["lead_time"]["values"] == pytest.approx(luck[4, :, 3].tolist())


@pytest.fixture
def story(monkeypatch) -> None:
    def tell(scenario, *, seed, run, weeks, parameters):
        about = f"{seed} {run} {weeks} {len(parameters)}"
        return [Told(9, f"{scenario.title}: [an idea]"), Told(60, about)]

    module = types.ModuleType("allied.viz.words.story")
    module.tell = tell  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "allied.viz.words.story", module)


def test_a_story_is_told_by_years(run, story):
    code, out, _ = run("run", "silos", "--story", "--seed", "3", "--run", "2")
    assert code == 0
    assert [line.strip() for line in out.splitlines()] == [
        "Silos", "Year 1", "week 9  Silos: [an idea]", "Year 2",
        f"week 60  3 2 156 {len(parameter_set('posterior'))}",
    ]  # fmt: skip


def test_a_story_as_json(run, story):
    found = json.loads(run("run", "silos", "--story", "--json")[1])
    assert found["events"][0] == {"week": 9, "text": "Silos: [an idea]"}


def test_the_browser_front_end_is_started(run, monkeypatch):
    asked = []
    module = types.ModuleType("allied.viz.web.serve")
    module.serve = lambda *arguments: asked.append(arguments) or 1  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "allied.viz.web.serve", module)
    monkeypatch.setattr("allied.viz.terminal.app_command.find_spec", lambda name: name)
    assert run("app", "--port", "8800", "--no-browser")[0] == 1
    assert run("app", "--parameters", "default")[0] == 1
    assert asked == [
        ("127.0.0.1", 8800, False, "posterior"), ("127.0.0.1", None, True, "default"),
    ]  # fmt: skip


def test_without_the_extra_it_says_how_to_install_it(run, monkeypatch):
    monkeypatch.setattr("allied.viz.terminal.app_command.find_spec", lambda name: None)
    code, _, err = run("app")
    assert code == 2
    assert 'pip install "allied[app]"' in err


# --- the real thing ---


@pytest.mark.slow
def test_the_model_answers(run, tmp_path: Path):
    arguments = ["compare", "silos", "shared-projects", "--runs", "8", "--weeks", "60", "--json"]
    first, second = run(*arguments)[1], run(*arguments, "--threads", "2")[1]
    assert first == second
    row = json.loads(first)["outcomes"]["marketing_it_ties"]
    assert row["differences"]["shared-projects"]["mean"] > 0
