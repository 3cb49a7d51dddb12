"""Calibration: figures, survey files, likelihood, table, emulator, chains, draws, own surveys."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats
from scipy.special import expit, logit

from allied.calibration.fit.likelihood import Figures, errors, log_likelihood, predictive
from allied.calibration.fit.posterior import (
    DISCREPANCY,
    POSTERIOR,
    parameter_set,
    provenance,
    read_draws,
    write_draws,
)
from allied.calibration.fit.prior import BLOCK, CALIBRATED_PARAMETERS, prior_points
from allied.calibration.fit.report import FITS, REPORT, outside_test, read_report
from allied.calibration.fit.table import simulate_shares
from allied.calibration.survey import own_survey
from allied.calibration.survey.figures import contrasts, figures, surveys, targets
from allied.calibration.survey.own_survey import fit_survey, score_survey
from allied.calibration.survey.survey_file import COLUMNS, TEMPLATE, Row, read_survey, rows_from
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.quantity import InputError, Quantity
from allied.sim.respondents.answers import Question
from allied.sim.respondents.indicators import INDICATORS
from allied.sim.stamp import model_hash
from allied.viz.terminal.cli import invoke

HEADER = ",".join(COLUMNS)
GOOD = "Q1,trust,cmo,plain,positive,eq,0.4,100,,2018"


def survey(*lines: str) -> str:
    return "\n".join((HEADER, *lines)) + "\n"


# --- the figures


def test_every_figure_is_a_target_or_context_with_a_reason():
    table = figures()
    assert len(table) == 103
    assert table.index.is_unique
    assert set(table["role"]) == {"target", "context"}
    assert (table["reason"].str.len() > 5).all()
    assert (table["wording"].str.len() > 10).all()
    assert len(targets()) >= 60
    coded = table[table["role"] == "target"]
    assert (coded["size_note"] != "").all()
    assumed = coded[coded["size_note"] != "as reported"]
    assert assumed["size_note"].str.contains("assumed").all()


def test_targets_carry_the_reported_values_and_inequalities():
    table = figures()
    for row in targets():
        assert row.value == float(table["value"][row.id])
        assert row.comparator == table["comparator"][row.id].replace("approx", "about")
    assert {row.comparator for row in targets()} == {"eq", "about", "gt", "lt"}
    assert sum(len(positions) for positions in surveys().values()) == len(targets())


def test_contrasts_put_the_same_question_to_both_archetypes():
    pairs = contrasts()
    assert len(pairs) == 12  # as many pairs as the data hold
    for one, other in pairs:
        a, b = targets()[one].question, targets()[other].question
        assert "[collaborative]" in a.respondents
        assert "[traditional]" in b.respondents
        assert (a.indicator, a.strength, a.denies) == (b.indicator, b.strength, b.denies)


def test_the_codings_use_many_indicators():
    assert len({row.question.indicator for row in targets()}) >= 25


# --- survey files


def test_the_template_has_ten_good_rows():
    assert len(read_survey(TEMPLATE)) == 10


def test_every_problem_of_a_file_is_listed_at_once():
    text = survey(
        "Q1,trst,cmo,plain,positive,eq,0.4,100,,2018",
        "Q1,trust,cmoo,harsh,maybe,around,45 %,0,,1999",
        "Q3,trust,cmo,plain,positive,eq,0.4,100",
    )
    with pytest.raises(InputError) as raised:
        rows_from(text, "mine.csv")
    said = "\n".join(str(problem) for problem in raised.value.problems)
    for part in (
        "line 2, indicator: got 'trst'", "Did you mean 'trust'?", "line 3, respondents",
        "line 3, strength", "line 3, polarity", "line 3, comparator", "Write 0.45 for 45 %.",
        "line 3, sample_size", "line 3, id", "line 3, year", "line 4: got 8 cells",
    ):  # fmt: skip
        assert part in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing"), (HEADER, "a header only"), ("id,indicator\nQ1,trust", "no column"),
        (HEADER + ",extra\n" + GOOD + ",1", "'extra'"), (HEADER + "\n" + '"', "no CSV"),
    ],
)  # fmt: skip
def test_files_of_the_wrong_form_are_refused(text, said):
    with pytest.raises(InputError, match=said):
        rows_from(text, "mine.csv")


@settings(max_examples=300)
@given(st.data())
def test_no_mutation_of_a_survey_file_leaves_a_traceback(data):
    text = list(survey(GOOD, "Q2,trust,cio,weak,negative,gt,0.5,10,,"))
    for _ in range(data.draw(st.integers(1, 6))):
        position = data.draw(st.integers(0, len(text) - 1))
        text[position] = data.draw(st.text(max_size=3))
    try:
        rows = rows_from("".join(text), "mine.csv")
    except InputError:
        return  # with its problems, which it cannot be made without
    else:
        assert all(0.0 <= row.value <= 1.0 and row.sample_size >= 1 for row in rows)


@pytest.mark.parametrize("size", ["100", ""])
def test_optional_columns_and_cells_may_be_missing(size):
    text = "id,indicator,respondents,strength,polarity,comparator,value,sample_size\n"
    (row,) = rows_from(text + f"Q1,trust,cmo,,,,0.4,{size}\n", "mine.csv")
    assert row == Row("Q1", Question("trust", "cmo"), "eq", 0.4, 100)


# --- the prior

NEW = Quantity("goal.fresh", "calibrated", "New", "A new unknown.", "share", 0.5, 0.2, 0.9)
INSERTED = dict(
    [
        *list(CALIBRATED_PARAMETERS.items())[:5],
        (NEW.name, NEW),
        *list(CALIBRATED_PARAMETERS.items())[5:],
    ]
)
TURNED = dict(reversed(CALIBRATED_PARAMETERS.items()))
FEWER = {name: row for name, row in CALIBRATED_PARAMETERS.items() if name != "trust.gain"}
CHANGES = pytest.mark.parametrize(
    "unknowns", [INSERTED, TURNED, FEWER], ids=["inserted", "turned", "fewer"]
)


def positions(points: pd.DataFrame) -> np.ndarray:
    """Draws as positions in their ranges."""
    return np.column_stack([
        (points[name] - known.low) / (known.high - known.low)
        for name, known in CALIBRATED_PARAMETERS.items()
    ])  # fmt: skip


@CHANGES
def test_no_other_unknown_is_drawn_differently_when_one_changes(monkeypatch, unknowns):
    usual = prior_points(200, seed=3)
    monkeypatch.setattr("allied.calibration.fit.prior.CALIBRATED_PARAMETERS", unknowns)
    other = prior_points(200, seed=3)
    assert list(other) == list(unknowns)
    common = [name for name in usual if name in unknowns]
    assert len(common) >= len(CALIBRATED_PARAMETERS) - 1
    assert other[common].equals(usual[common])


def test_a_shorter_table_of_the_prior_is_the_beginning_of_a_longer_one():
    longest = prior_points(200, seed=5)
    for count in (1, 63, 64, 65, 150):
        assert prior_points(count, seed=5).equals(longest[:count])
    assert not prior_points(200, seed=6).equals(longest)


def test_every_block_of_the_prior_is_a_latin_hypercube_in_an_order_of_its_own():
    cells = np.floor(positions(prior_points(3 * BLOCK, seed=2)) * BLOCK).reshape(3, BLOCK, -1)
    assert (np.sort(cells, axis=1) == np.arange(BLOCK)[:, None]).all()
    orders = {column.tobytes() for block in cells for column in block.T}
    assert len(orders) == 3 * len(CALIBRATED_PARAMETERS)


def test_unknowns_are_independent_in_the_prior():
    units = positions(prior_points(64 * BLOCK, seed=1))
    between = np.corrcoef(units.T) - np.eye(len(CALIBRATED_PARAMETERS))
    assert abs(between).max() < 5.0 / np.sqrt(len(units))
    assert between.std() == pytest.approx(1.0 / np.sqrt(len(units)), rel=0.2)


# --- likelihood


def row(value: float, size: int, comparator: str = "eq") -> Row:
    return Row("Q", Question("trust", "cmo"), comparator, value, size)


@pytest.mark.parametrize("size", [80, 800])
@pytest.mark.parametrize("share", [0.0, 0.0125, 0.4, 1.0])
@pytest.mark.parametrize("sigma", [0.1, 0.6, 2.0])
def test_the_likelihood_is_the_binomial_one_with_a_logit_normal_share(sigma, share, size):
    """Against the exact integral, up to a constant: differences between two expectations."""
    figure, yes = Figures([row(share, size)]), round(share * size)

    def exact(expected: float) -> float:
        z = np.linspace(-120.0, 120.0, 240_001)
        log_density = stats.binom.logpmf(yes, size, expit(expected + sigma * z)) - 0.5 * z**2
        return float(special.logsumexp(log_density))

    def ours(expected: float) -> float:
        return float(log_likelihood(figure, np.array([[expected]]), np.array([sigma]), 0.0)[0])

    for one, other in ((-1.0, 0.0), (0.5, -0.5), (-3.0, 3.0)):
        assert ours(one) - ours(other) == pytest.approx(exact(one) - exact(other), abs=0.05)


def test_inequalities_are_inequalities():
    more, less = Figures([row(0.5, 400, "gt")]), Figures([row(0.5, 400, "lt")])
    expected, sigma = np.array([[-2.0], [0.0], [2.0], [4.0]]), np.full(4, 0.3)
    likely = log_likelihood(more, expected, sigma, 0.0)
    assert (np.diff(likely) > 0.0).all()
    assert likely[3] == pytest.approx(0.0, abs=1e-6)
    mirrored = log_likelihood(less, -expected, sigma, 0.0)
    assert likely == pytest.approx(mirrored)
    assert errors(more, np.array([[0.4], [0.9]]))[:, 0] == pytest.approx([0.1, 0.0])
    assert errors(less, np.array([[0.4], [0.9]]))[:, 0] == pytest.approx([0.0, 0.4])


def test_predictions_have_the_noise_of_who_was_asked():
    figure = Figures([row(0.3, 50)])
    expected, generator = np.full((20_000, 1), logit(0.3)), np.random.default_rng(1)
    found = predictive(figure, expected, np.zeros(20_000), generator)
    assert found.mean() == pytest.approx(0.3, abs=0.005)
    assert found.std() == pytest.approx(np.sqrt(0.3 * 0.7 / 50), rel=0.05)


def test_a_figure_more_changes_the_noise_of_no_other():
    rows = [replace(row(0.3, 50), id=name) for name in ("Q1", "Q2", "Q3")]

    def found(some: list[Row]) -> np.ndarray:
        expected = np.full((100, len(some)), logit(0.3))
        return predictive(Figures(some), expected, np.full(100, 0.4), np.random.default_rng(1))

    both = found([rows[0], rows[2]])
    assert np.array_equal(found(rows)[:, [0, 2]], both)
    assert np.array_equal(found([rows[2], rows[0]])[:, ::-1], both)
    assert not np.array_equal(both[:, 0], both[:, 1])


# --- the table


QUESTIONS = [Question("trust", "cmo"), Question("goal_awareness", "marketing", year=2024)]


def test_a_table_does_not_depend_on_threads_and_goes_on_where_it_stopped(tmp_path):
    points = prior_points(40)
    one = simulate_shares(points, QUESTIONS, companies=4, seed=1, threads=1)

    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        simulate_shares(points, QUESTIONS, companies=4, seed=1, store=tmp_path, progress=stop)
    parts = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npy")}
    assert parts
    again = simulate_shares(points, QUESTIONS, companies=4, seed=1, store=tmp_path)
    assert np.array_equal(again, one)
    assert all(path.stat().st_mtime_ns == when for path, when in parts.items())
    assert not list(tmp_path.rglob(".*"))


# --- emulator and chains


@pytest.fixture(scope="module")
def toy():
    """An emulator of shares that are known functions of two of the calibrated parameters."""
    pytest.importorskip("sklearn", reason="calibration is not installed: allied[calibrate]")
    from allied.calibration.fit.emulator import Emulator

    generator = np.random.default_rng(1)
    units = generator.uniform(size=(400, len(CALIBRATED_PARAMETERS)))
    logits = np.column_stack([3.0 * units[:, 0] - 1.5, 2.0 * units[:, 1] - 1.0, units[:, 0]])
    return Emulator(units, expit(logits)), logits, units


def test_the_emulator_learns_smooth_functions(toy):
    emulator, _, _ = toy
    units = np.random.default_rng(2).uniform(size=(50, len(CALIBRATED_PARAMETERS)))
    assert emulator.logits(units)[:, 0] == pytest.approx(3.0 * units[:, 0] - 1.5, abs=0.15)
    assert (emulator.error(units) < 0.1).all()


@pytest.mark.slow
def test_the_emulator_knows_where_it_is_less_sure():
    """Noise that grows a hundredfold along one unknown, as that of answers does."""
    pytest.importorskip("sklearn", reason="calibration is not installed: allied[calibrate]")
    from allied.calibration.fit.emulator import Emulator

    generator = np.random.default_rng(4)
    units = generator.uniform(size=(1200, len(CALIBRATED_PARAMETERS)))
    spread = 0.005 * 100.0 ** units[:, :1]
    logits = units[:, 1:3] + spread * generator.standard_normal((1200, 2))
    there = np.full((3, len(CALIBRATED_PARAMETERS)), 0.5)
    there[:, 0] = 0.2, 0.5, 0.8
    sure, usual, unsure = Emulator(units, expit(logits)).error(there)
    assert (usual / sure > 2.0).all()
    assert (unsure / usual > 2.0).all()


@pytest.mark.slow
def test_the_emulator_predicts_what_the_library_does(toy):
    from sklearn.gaussian_process import GaussianProcessRegressor

    from allied.calibration.fit.emulator import _kernel

    emulator, logits, units = toy
    scaled = (logits - logits.mean(axis=0)) / logits.std(axis=0)
    tested = np.random.default_rng(1).permutation(len(units)) % 8 == 0
    kernel = _kernel(units[~tested], scaled[~tested])
    library = GaussianProcessRegressor(kernel, optimizer=None).fit(units, scaled)
    there = np.random.default_rng(3).uniform(size=(20, len(CALIBRATED_PARAMETERS)))
    expected = logits.mean(axis=0) + logits.std(axis=0) * library.predict(there)
    assert emulator.logits(there) == pytest.approx(expected, abs=1e-4)


@pytest.mark.slow
def test_chains_without_figures_are_the_prior(toy):
    """As wide as it to one in a hundred: emcee's snooker move makes them too narrow."""
    pytest.importorskip("emcee")
    from allied.calibration.fit.inference import DISCREPANCY_SCALE, infer

    emulator, _, _ = toy
    nothing = np.zeros(3, dtype=bool)
    figures_ = Figures([row(0.5, 100)] * 3)
    found = infer(emulator, figures_, kept=nothing, count=20_000, steps=1500, burn_in=300)
    assert found.units.std(axis=0).mean() == pytest.approx(12**-0.5, rel=0.01)
    mean = DISCREPANCY_SCALE * (2.0 / np.pi) ** 0.5
    assert found.discrepancy.mean() == pytest.approx(mean, rel=0.06)


@pytest.mark.slow
def test_chains_find_the_posterior_of_a_problem_that_is_known(toy):
    pytest.importorskip("emcee")
    from allied.calibration.fit.inference import infer

    emulator, _, _ = toy
    figures_ = Figures([row(float(expit(0.6)), 10_000), row(float(expit(-0.4)), 10_000),
                        row(float(expit(0.7)), 10_000)])  # fmt: skip
    found = infer(emulator, figures_, steps=600, burn_in=300, discrepancy_scale=0.05)
    assert found.units[:, 0].mean() == pytest.approx(0.7, abs=0.05)
    assert found.units[:, 1].mean() == pytest.approx(0.3, abs=0.06)
    assert found.units[:, 2].std() == pytest.approx(1.0 / np.sqrt(12.0), rel=0.2)
    without = infer(emulator, figures_, kept=np.array([True, False, True]), steps=600, burn_in=300)
    assert without.units[:, 1].std() > 0.2


@CHANGES
def test_walkers_start_where_they_did_in_every_other_unknown(monkeypatch, unknowns):
    emcee = pytest.importorskip("emcee")
    emulator = pytest.importorskip("allied.calibration.fit.emulator")
    from allied.calibration.fit.inference import infer

    class Begun(Exception):
        pass

    def begin(self, start, **_):
        raise Begun(start)

    def starts() -> pd.DataFrame:
        with pytest.raises(Begun) as begun:
            infer(None, Figures([row(0.5, 100)]), seed=4)
        names = [*emulator.CALIBRATED_PARAMETERS, DISCREPANCY]
        return pd.DataFrame(begun.value.args[0], columns=names)

    monkeypatch.setattr(emcee.EnsembleSampler, "sample", begin)
    usual = starts()
    for module in ("prior", "emulator"):
        monkeypatch.setattr(f"allied.calibration.fit.{module}.CALIBRATED_PARAMETERS", unknowns)
    other = starts()
    common = [name for name in usual if name in other]
    assert other[common].equals(usual[common])


# --- draws


def test_the_shipped_posterior_is_whole():
    draws = read_draws()
    assert len(draws) >= 400
    assert list(draws) == [*CALIBRATED_PARAMETERS, DISCREPANCY]
    for name, known in CALIBRATED_PARAMETERS.items():
        assert draws[name].between(known.low, known.high).all(), name
    assert set(provenance()["figures"]) == {row.id for row in targets()}
    assert parameter_set("default")["trust_gain"][0] == PARAMETERS["trust.gain"].default
    assert len(parameter_set("posterior")) == len(draws)


def test_weights_become_frequencies(tmp_path):
    points = prior_points(64).assign(**{DISCREPANCY: 0.5})
    weights = np.zeros(64)
    weights[[3, 8]] = 3.0, 1.0
    write_draws(tmp_path / "d.parquet", points, weights, method="test")
    drawn = read_draws(tmp_path / "d.parquet")
    counts = drawn["trust.gain"].value_counts()
    assert counts[points["trust.gain"][3]] == 48
    assert counts[points["trust.gain"][8]] == 16
    assert provenance(tmp_path / "d.parquet") == {"model": model_hash(), "method": "test"}


def test_a_file_that_holds_no_draws_is_refused(tmp_path):
    bad = tmp_path / "bad.parquet"
    bad.write_text("no parquet")
    other = tmp_path / "other.parquet"
    pd.DataFrame({"a": [1]}).to_parquet(other)
    for path in (bad, other, tmp_path / "missing.parquet"):
        with pytest.raises(InputError, match="draws"):
            parameter_set(str(path))
    words = tmp_path / "words.parquet"
    draws = read_draws().assign(weight=1.0)
    draws.assign(**{"trust.gain": "much"}).to_parquet(words)
    with pytest.raises(InputError, match="no numbers"):
        parameter_set(str(words))


def test_a_file_that_was_written_again_is_read_again(tmp_path):
    path = tmp_path / "d.parquet"
    for gain in (0.05, 0.12):
        points = prior_points(8).assign(**{DISCREPANCY: 0.5, "trust.gain": gain})
        write_draws(path, points, np.ones(8))
        assert parameter_set(str(path))["trust_gain"] == pytest.approx(gain)


# --- own surveys


@pytest.fixture(scope="module")
def few() -> pd.DataFrame:
    return read_draws().iloc[:12]


def test_a_score_says_for_each_row_what_the_model_predicts(few):
    rows = read_survey(TEMPLATE)[:4]
    result = score_survey(rows, parameters=few)
    assert list(result.rows["id"]) == [row.id for row in rows]
    assert (result.rows["p05"] <= result.rows["p95"]).all()
    coverage = result.rows["inside"] & (result.rows["error"] >= 0.0)
    assert result.coverage90 == pytest.approx(coverage.mean())
    assert result.mae == pytest.approx((result.rows["predicted"] - result.rows["observed"])
                                       .abs().mean())  # fmt: skip


def test_a_fit_goes_where_the_survey_points():
    draws = read_draws().iloc[:60]
    question = Question("it_priority", "cio")
    high, low = (fit_survey([Row("Q", question, "eq", value, 2000)], parameters=draws)
                 for value in (0.95, 0.3))  # fmt: skip
    for fit in (high, low):
        assert fit.weights.sum() == pytest.approx(1.0)
        assert 1.0 <= fit.effective <= 60.0
    pull = {name: float(fit.weights @ draws["priority.others"])
            for name, fit in (("high", high), ("low", low))}  # fmt: skip
    assert pull["high"] < pull["low"]


# --- the command


def test_the_command_refuses_a_wrong_survey_with_all_problems(tmp_path, capsys):
    path = tmp_path / "mine.csv"
    path.write_text(survey("Q1,trst,cmo,plain,positive,eq,4,100,,2018"))
    for command in (["check"], ["score"], ["fit", "--out", str(tmp_path / "o.parquet")]):
        assert invoke(["survey", command[0], str(path), *command[1:]]) == 2
        said = capsys.readouterr().err
        assert "2 problems:" in said
        assert "Traceback" not in said
    assert not (tmp_path / "o.parquet").exists()
    assert invoke(["survey", "check", str(tmp_path / "none.csv")]) == 2


def test_the_command_lists_every_indicator(capsys):
    assert invoke(["survey", "indicators", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert set(listed["indicators"]) == set(INDICATORS)
    assert invoke(["survey", "indicators"]) == 0
    said = capsys.readouterr().out
    assert "collaboration_right" in said
    assert "marketing.contributor" in said


def test_the_command_writes_a_template_once(tmp_path, capsys):
    path = tmp_path / "mine.csv"
    assert invoke(["survey", "template", str(path)]) == 0
    assert invoke(["survey", "check", str(path)]) == 0
    assert invoke(["survey", "template", str(path)]) == 2


@pytest.mark.slow
def test_the_command_scores_and_fits(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(own_survey, "DRAWS", 20)
    monkeypatch.setattr(own_survey, "FIT_DRAWS", 60)
    path, out = tmp_path / "mine.csv", tmp_path / "mine.parquet"
    path.write_text(survey(GOOD, "Q2,tie.it,marketing,plain,negative,eq,0.6,100,,2024"))
    assert invoke(["survey", "score", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found["rows"][0]) == {"id", "observed", "predicted", "p05", "p95", "inside"}
    assert {"mae", "coverage90"} <= set(found)
    assert invoke(["survey", "fit", str(path), "--out", str(out)]) == 0
    assert provenance(out)["rows"] == 2
    assert len(parameter_set(str(out))) == 60


# --- the report


def test_the_shipped_report_is_of_the_shipped_posterior():
    report, draws = read_report(), read_draws()
    assert [row["id"] for row in report["figures"]] == [row.id for row in targets()]
    by_name = {row["name"]: row for row in report["parameters"]}
    assert set(by_name) == {*CALIBRATED_PARAMETERS, DISCREPANCY}
    for name in CALIBRATED_PARAMETERS:
        assert by_name[name]["mean"] == pytest.approx(draws[name].mean(), rel=1e-6)
    assert REPORT.parent == POSTERIOR.parent


def test_the_summary_of_the_report_follows_from_its_rows():
    report = read_report()
    assert set(report["summary"]["mae"]) == set(FITS)
    for fit in FITS:
        errors_ = [row[fit]["error"] for row in report["figures"]]
        assert report["summary"]["mae"][fit] == pytest.approx(np.mean(errors_))
        for part in (50, 90):
            held = [row[fit].get(f"inside{part}") for row in report["figures"]]
            if held[0] is not None:
                assert report["summary"][f"coverage{part}"][fit] == pytest.approx(np.mean(held))
    for row in report["figures"]:
        fit = row["posterior"]
        if row["comparator"] in ("eq", "about"):
            assert fit["error"] == pytest.approx(abs(fit["mean"] - row["observed"]))
            assert fit["inside90"] == (fit["p05"] <= row["observed"] <= fit["p95"])
    wrong = [row for row in report["contrasts"] if row["mean"] * row["observed"] <= 0.0]
    assert report["summary"]["contrasts_right"] == len(report["contrasts"]) - len(wrong)


@pytest.mark.parametrize("text", ['{"figures": 1', "[]", '{"figures": []}', "7"])
def test_a_file_that_holds_no_report_is_one_message(text, tmp_path, capsys):
    (tmp_path / "report.json").write_text(text)
    assert invoke(["calibrate", "--report", "--out", str(tmp_path)]) == 2
    assert "holds no report" in capsys.readouterr().err


@pytest.fixture
def no_simulation(monkeypatch):
    def refuse(*given, **named):
        raise AssertionError("it began to simulate")

    monkeypatch.setattr("allied.calibration.survey.own_survey.fit_survey", refuse)
    monkeypatch.setattr("allied.calibration.evidence.ledger.ledger", refuse)
    monkeypatch.setattr("allied.calibration.evidence.patterns.patterns_report", refuse)


@pytest.mark.parametrize("command", [["survey", "fit", str(TEMPLATE)], ["claims"], ["patterns"]])
def test_long_work_says_at_once_that_its_place_is_no_file(command, tmp_path, capsys, no_simulation):
    for place in (tmp_path, tmp_path / "missing" / "result"):
        assert invoke([*command, "--out", str(place)]) == 2
        assert "a file's name" in capsys.readouterr().err


def test_the_command_shows_the_report(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    assert invoke(["calibrate", "--report"]) == 0
    said = capsys.readouterr().out
    assert "Every figure" in said
    for label in FITS.values():
        assert label in said
    assert invoke(["calibrate", "--report", "--json"]) == 0
    assert json.load(io.StringIO(capsys.readouterr().out))["summary"]["targets"] == len(targets())


def test_the_report_begins_with_what_an_outside_test_found(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "400")
    assert invoke(["calibrate", "--report"]) == 0
    title, sentence = capsys.readouterr().out.splitlines()[:2]
    assert title == "An outside test"
    test = outside_test()
    for said in (f"{test['figures']} figures", f"version {test['version']}",
                 f"{100 * test['mae']['calibrated']:.0f} points"):  # fmt: skip
        assert said in sentence
    assert invoke(["calibrate", "--report", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["outside_test"] == dict(test)


def test_a_report_of_an_earlier_version_shows_what_it_has(capsys, tmp_path):
    report = read_report()
    for name in set(FITS) - {"posterior", "fold", "survey", "prior", "others"}:
        for part in ("mae", "coverage50", "coverage90"):
            report["summary"][part].pop(name, None)
    report["summary"].pop("ahead", None)
    (tmp_path / "report.json").write_text(json.dumps(report))
    assert invoke(["calibrate", "--report", "--out", str(tmp_path)]) == 0
    assert FITS["half"] not in capsys.readouterr().out
