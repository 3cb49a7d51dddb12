"""What predictions of the calibrated model are measured against: baselines that know less.

Two know no model of a company. A ridge regression predicts the logit of a figure from how and of
whom its question was asked, with all pairs of these features:

    logit(figure) ~ strength + polarity + respondents + survey, and their products

Its penalty is chosen inside the part that is not held out, and so is the spread of its intervals:
the error on figures left out one by one there, less what sampling alone explains. A second one
knows the indicator, too: questions on one matter resemble each other. The third baseline is the
model before calibration, with the discrepancy of the calibrated one, without which its intervals
could not be compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import expit, logit
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import PolynomialFeatures

from allied.calibration.fit.likelihood import LEAST, Figures, predictive
from allied.calibration.fit.scores import Predicted
from allied.calibration.survey.survey_file import Row

__all__ = ["always_half", "mean_of_others", "predict_by_prior", "predict_by_regression", "traits"]

PENALTIES = np.logspace(-2.0, 3.0, 21)
COUNT = 1000


def always_half(figures: Figures) -> np.ndarray:
    """Return a half for every figure."""
    return np.full(len(figures.value), 0.5)


def mean_of_others(figures: Figures) -> np.ndarray:
    """Return for every figure the mean of all others."""
    return np.asarray((figures.value.sum() - figures.value) / (len(figures.value) - 1))


def predict_by_prior(
    figures: Figures, shares: np.ndarray, discrepancy: np.ndarray, *, seed: int = 3
) -> Predicted:
    """Predict by simulated surveys under the prior, as far off as the calibrated model is.

    Parameters
    ----------
    figures : Figures
    shares : numpy.ndarray, shape (draws, figures)
        Simulated.
    discrepancy : numpy.ndarray, shape (any,)
        Draws of σ, in logits.
    seed : int
    """
    generator = np.random.default_rng(seed)
    logits = logit(np.clip(shares, LEAST, 1.0 - LEAST))
    sigma = generator.choice(discrepancy, len(shares))
    return Predicted(shares, predictive(figures, logits, sigma, generator))


def traits(row: Row, survey: str, *, with_indicator: bool) -> dict[str, Any]:
    """Return what the regression knows of a figure: nothing of its value.

    Parameters
    ----------
    row : Row
    survey : str
        Name of its source.
    with_indicator : bool
        Whether it knows what the question is about, too.
    """
    who, _, archetype = row.question.respondents.rstrip("]").partition("[")
    asked = [name.partition(".") for name in who.split("+")]
    known = {
        "strength": row.question.strength,
        "polarity": "negative" if row.question.denies else "positive",
        "group": sorted({group for group, _, _ in asked}),
        "level": sorted({level or "all" for _, _, level in asked}),
        "archetype": archetype or "any",
        "survey": survey,
    }
    return known | ({"indicator": row.question.indicator} if with_indicator else {})


def predict_by_regression(
    figures: Figures,
    known: Sequence[Mapping[str, Any]],
    left_out: Sequence[Sequence[int]],
    *,
    seed: int = 5,
) -> Predicted:
    """Predict each figure by a regression that did not see its group.

    Parameters
    ----------
    figures : Figures
        An inequality is learned from as if its bound were the figure.
    known : sequence of mappings
        Of each figure, as `traits` returns them.
    left_out : sequence of sequences of int
        Positions of the figures of each group.
    seed : int

    Returns
    -------
    Predicted
        NaN for figures that are in no group.
    """
    count = len(figures.value)
    logits, sigma = np.full(count, np.nan), np.full(count, np.nan)
    for group in left_out:
        seen = [q for q in range(count) if q not in set(group)]
        regression = _regression().fit([known[q] for q in seen], figures.logits[seen])
        logits[group] = regression.predict([known[q] for q in group])
        sigma[group] = _spread(regression, figures, seen)
    expected = np.broadcast_to(logits, (COUNT, count))
    held = ~np.isnan(logits)
    found = np.full((COUNT, count), np.nan)
    found[:, held] = predictive(
        figures.subset(held), expected[:, held], np.zeros(COUNT), np.random.default_rng(seed),
        sigma[held],
    )  # fmt: skip
    return Predicted(expit(expected), found)


def _regression() -> Pipeline:
    """Return the regression: a trait that it never saw counts nothing."""
    pairs = PolynomialFeatures(2, interaction_only=True, include_bias=False)
    return make_pipeline(DictVectorizer(sparse=False), pairs, RidgeCV(PENALTIES))


def _spread(regression: Pipeline, figures: Figures, seen: Sequence[int]) -> float:
    """Return the standard deviation of its error, in logits, without that of sampling."""
    square = -float(regression[-1].best_score_)  # of figures left out one by one
    explained = figures.sampling[seen] ** 2 + figures.tolerance[seen] ** 2
    return float(np.sqrt(max(0.0, square - explained.mean())))
