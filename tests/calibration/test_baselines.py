"""Figures held out, and the baselines that the model is measured against."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from allied.calibration.fit.likelihood import Figures
from allied.calibration.fit.report import FITS
from allied.calibration.survey.figures import contrasts, figures, targets

pytest.importorskip("sklearn", reason="calibration is not installed: allied[calibrate]")
pytest.importorskip("emcee", reason="calibration is not installed: allied[calibrate]")

from allied.calibration.fit import checks, held_out
from allied.calibration.fit.baselines import (
    always_half,
    mean_of_others,
    predict_by_prior,
    predict_by_regression,
    traits,
)
from allied.calibration.fit.emulator import Emulator, to_points
from allied.calibration.fit.fitting import Calibration
from allied.calibration.fit.held_out import groups, indicators, predict_held_out
from allied.calibration.fit.inference import Draws
from allied.calibration.fit.prior import CALIBRATED_PARAMETERS
from allied.calibration.fit.scores import Predicted, scores, summarised

COUNT = len(targets())
WAYS = ("fold", "survey", "whole_indicator")


def figures_with(values: dict[int, float]) -> Figures:
    """The targets, some with another value."""
    return Figures([
        replace(row, value=values.get(q, row.value)) for q, row in enumerate(targets())
    ])  # fmt: skip


def known(*, with_indicator: bool = False) -> list[dict]:
    source = figures()["source"]
    return [traits(row, str(source[row.id]), with_indicator=with_indicator) for row in targets()]


@pytest.fixture(scope="module")
def reduced() -> Calibration:
    """A calibration in small: 160 draws, answers that follow two of the calibrated parameters."""
    generator = np.random.default_rng(1)
    units = generator.uniform(size=(160, len(CALIBRATED_PARAMETERS)))
    slopes = generator.normal(0.0, 2.0, (2, COUNT))
    shares = expit((units[:, :2] - 0.5) @ slopes + 0.1 * generator.standard_normal((160, COUNT)))
    posterior = Draws(units[:100], np.full(100, 0.6), 1.0)
    return Calibration(
        to_points(units), np.hstack([shares, shares]), Emulator(units, shares), figures_with({}),
        posterior, shares[:100],
    )  # fmt: skip


@pytest.fixture
def short(monkeypatch):
    """Chains that are too short for a result, and long enough to see on what it depends."""
    monkeypatch.setattr(held_out, "STEPS", 120)
    monkeypatch.setattr(held_out, "BURN_IN", 20)


# --- groups


@pytest.mark.parametrize("way", WAYS)
def test_groups_hold_out_every_figure_once(way):
    positions = [q for group in groups()[way] for q in group]
    assert sorted(positions) == list(range(COUNT))
    assert len(groups()[way]) > 1


def test_an_indicator_is_held_out_whole():
    names = [{targets()[q].question.indicator for q in group} for group in indicators()]
    assert all(len(name) == 1 for name in names)
    assert len(set.union(*names)) == len(names)
    for pair in contrasts():
        assert any(set(pair) <= set(group) for group in indicators())


# --- what is held out has no part in its own prediction


@pytest.mark.parametrize("with_indicator", [False, True])
@settings(max_examples=15)
@given(way=st.sampled_from(WAYS), q=st.integers(0, COUNT - 1), value=st.floats(0.02, 0.98))
def test_a_regression_never_sees_the_figure_that_it_predicts(with_indicator, way, q, value):
    group = next(group for group in groups()[way] if q in group)
    features = known(with_indicator=with_indicator)
    one = predict_by_regression(figures_with({}), features, [group]).expected
    other = predict_by_regression(figures_with({q: value}), features, [group]).expected
    assert np.array_equal(one, other, equal_nan=True)
    assert np.isnan(one[0]).sum() == COUNT - len(group)


def test_a_regression_learns_from_the_figures_that_are_not_held_out():
    one = predict_by_regression(figures_with({}), known(), [[0]]).expected[0, 0]
    other = predict_by_regression(figures_with({1: 0.05}), known(), [[0]]).expected[0, 0]
    assert one != other


def test_a_fit_never_sees_the_figures_that_it_predicts(reduced, short):
    group = indicators()[0]
    changed = replace(reduced, figures=figures_with(dict.fromkeys(group, 0.03)))
    seen = replace(reduced, figures=figures_with({q: 0.03 for q in range(COUNT) if q not in group}))
    one, other, third = (predict_held_out(c, [group]).expected for c in (reduced, changed, seen))
    assert np.array_equal(one, other, equal_nan=True)
    assert not np.array_equal(one, third, equal_nan=True)
    assert np.isnan(one[0]).sum() == COUNT - len(group)


def test_traits_are_those_of_the_question():
    row = replace(targets()[0], value=0.123)
    asked = replace(row.question, respondents="cmo+marketing.leader[collaborative]", denies=True)
    found = traits(replace(row, question=asked), "s", with_indicator=False)
    assert found == {
        "strength": asked.strength, "polarity": "negative", "group": ["cmo", "marketing"],
        "level": ["all", "leader"], "archetype": "collaborative", "survey": "s",
    }  # fmt: skip


# --- the baselines do what they say


def test_a_regression_finds_what_wording_and_survey_explain_and_covers_the_rest():
    """Figures that follow strength and polarity within a discrepancy of 0.4 logits."""
    generator, features = np.random.default_rng(6), known()
    level = np.array([{"weak": 1.0, "plain": 0.0, "strong": -1.0, "mean": 0.0}[one["strength"]]
                      - 1.0 * (one["polarity"] == "negative") for one in features])  # fmt: skip
    found = []
    for _ in range(8):
        shares = expit(level + 0.4 * generator.standard_normal(COUNT))
        made = Figures([replace(row, comparator="eq", sample_size=400) for row in targets()])
        made = made.with_values(generator.binomial(400, shares) / 400)
        found += scores(made, predict_by_regression(made, features, groups()["fold"]))
    errors = np.array([row["error"] for row in found])
    assert errors.mean() < 0.09  # nothing can do better than 0.07
    assert np.mean([row["inside90"] for row in found]) == pytest.approx(0.9, abs=0.05)
    assert np.mean([row["inside50"] for row in found]) == pytest.approx(0.5, abs=0.07)


def test_the_prior_is_less_sure_with_the_discrepancy():
    generator, given_ = np.random.default_rng(3), figures_with({})
    shares = generator.uniform(0.3, 0.7, (800, COUNT))
    without = predict_by_prior(given_, shares, np.zeros(5))
    with_it = predict_by_prior(given_, shares, np.full(5, 0.6))
    width = [np.diff(np.quantile(one.found, [0.05, 0.95], axis=0), axis=0)[0]
             for one in (Predicted(shares, shares), without, with_it)]  # fmt: skip
    assert (width[2] > width[1]).all()
    assert width[0].mean() < width[1].mean() < width[2].mean()
    assert np.array_equal(with_it.expected, shares)  # the prediction is the same


def test_plain_baselines():
    given_ = figures_with({0: 0.9})
    assert (always_half(given_) == 0.5).all()
    assert mean_of_others(given_)[0] == pytest.approx(given_.value[1:].mean())


# --- the report


def test_rows_and_summary_have_every_prediction(reduced, short, monkeypatch):
    few = {way: [list(range(0, COUNT, 2)), list(range(1, COUNT, 2))] for way in WAYS}
    monkeypatch.setattr(checks, "groups", lambda: few)
    rows = checks._figure_rows(checks._fits(reduced, lambda _: None))
    assert [row["id"] for row in rows] == [row.id for row in targets()]
    for row in rows:
        assert set(FITS) < set(row)
        assert row["half"]["mean"] == 0.5
        assert row["prior_discrepancy"]["mean"] == row["prior"]["mean"]
    summary = summarised(rows)
    assert list(summary["mae"]) == list(FITS)
    assert set(FITS) - set(summary["coverage90"]) == {"half", "others"}
    assert all(np.isfinite(list(summary["mae"].values())))
    for row in summary["ahead"]:
        gap = summary["mae"][row["over"]] - summary["mae"][row["fit"]]
        assert row["mean"] == pytest.approx(gap)
        assert row["standard_error"] > 0.0
