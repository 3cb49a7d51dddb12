"""A user's own survey: what the calibrated model says to it, and it to parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import logit

from allied.calibration.fit.likelihood import (
    LEAST,
    Figures,
    covered,
    errors,
    log_likelihood,
    predictive,
)
from allied.calibration.fit.posterior import DISCREPANCY, read_draws
from allied.calibration.fit.table import simulate_shares
from allied.calibration.survey.survey_file import Row

__all__ = ["Fit", "Score", "fit_survey", "score_survey"]

DRAWS, COMPANIES, SEED = 200, 100, 7
FIT_DRAWS, FIT_COMPANIES = 1000, 40
FEW = 40  # draws that carry the weight: fewer make a rough posterior
OnProgress = Callable[[int, int], None] | None


@dataclass(frozen=True)
class Score:
    """What the model says to each row of a survey.

    Attributes
    ----------
    rows : pandas.DataFrame
        id, observed, predicted, p05, p95, inside, error; an inequality that holds has no error.
    mae, coverage90 : float
        Mean absolute error, and share of rows inside their 90 % interval.
    """

    rows: pd.DataFrame
    mae: float
    coverage90: float


@dataclass(frozen=True)
class Fit:
    """The posterior given a survey.

    Attributes
    ----------
    draws : pandas.DataFrame
        As `allied.calibration.fit.posterior.read_draws` gives them.
    weights : numpy.ndarray, shape (draws,)
        Their sum is 1.
    effective : float
        Number of draws of equal weight that would say as much (Kish 1965).
    """

    draws: pd.DataFrame
    weights: np.ndarray
    effective: float

    @property
    def rough(self) -> bool:
        """Whether too few draws carry the weight."""
        return self.effective < FEW


def _expected(
    draws: pd.DataFrame, rows: Sequence[Row], companies: int, on_progress: OnProgress
) -> np.ndarray:
    """Return the logits of the shares that the model expects, shape (draws, rows)."""
    questions = [row.question for row in rows]
    shares = simulate_shares(draws, questions, companies=companies, seed=SEED, progress=on_progress)
    return np.asarray(logit(np.clip(shares, LEAST, 1.0 - LEAST)))


def score_survey(
    rows: Sequence[Row], *, parameters: pd.DataFrame | None = None, progress: OnProgress = None
) -> Score:
    """Compare a survey with what the model predicts for it.

    Parameters
    ----------
    rows : sequence of Row
    parameters : pandas.DataFrame, optional
        Draws from `read_draws`; those that are shipped when None.
    progress : callable, optional

    Returns
    -------
    Score
        The interval holds 90 % of what such a survey would find: it has the uncertainty of the
        parameters, the discrepancy of model and figures, and the luck of who was asked.
    """
    draws = (read_draws() if parameters is None else parameters).iloc[:DRAWS]
    figures = Figures(rows)
    expected = _expected(draws, rows, COMPANIES, progress)
    sigma = draws[DISCREPANCY].to_numpy()
    found = predictive(figures, expected, sigma, np.random.default_rng(SEED))
    predicted = (1.0 / (1.0 + np.exp(-expected))).mean(axis=0)
    low, high = np.quantile(found, [0.05, 0.95], axis=0)
    held, missed = covered(figures, low, high), errors(figures, predicted)
    table = pd.DataFrame({
        "id": [row.id for row in rows], "observed": figures.value, "predicted": predicted,
        "p05": low, "p95": high, "inside": held, "error": missed,
    })  # fmt: skip
    return Score(table, float(missed.mean()), float(held.mean()))


def fit_survey(
    rows: Sequence[Row], *, parameters: pd.DataFrame | None = None, progress: OnProgress = None
) -> Fit:
    """Weigh the posterior's draws by how likely they make a survey.

    Parameters
    ----------
    rows : sequence of Row
    parameters : pandas.DataFrame, optional
        Draws from `read_draws`; those that are shipped when None.
    progress : callable, optional

    Returns
    -------
    Fit
    """
    draws = (read_draws() if parameters is None else parameters).iloc[:FIT_DRAWS]
    expected = _expected(draws, rows, FIT_COMPANIES, progress)
    sigma = draws[DISCREPANCY].to_numpy()
    likely = log_likelihood(Figures(rows), expected, sigma, 0.0)
    weights = np.exp(likely - likely.max())
    weights /= weights.sum()
    return Fit(draws, weights, float(1.0 / np.sum(weights**2)))
