"""How likely a survey figure is, given the share that the model expects.

    logit(figure) ~ Normal(logit(expected), σ² + 1 / (n · v · (1 - v)) + e²)

The answers are counts, binomial around a share that may differ from the model's by the discrepancy
σ (on the logit scale, common to all figures, inferred). On that scale a binomial share has the
variance 1 / (n v (1 - v)); `e` is what the emulator does not know. "More than a half" is the chance
that such a figure lies above a half: inequalities enter as inequalities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.special import expit, log_ndtr, logit

from calibration.survey_file import Row

__all__ = ["Figures", "errors", "inside", "log_likelihood", "predictive"]

LEAST = 0.004  # a share nearer to 0 or 1 than this is taken as this far away
ABOUT = 0.05 / np.sqrt(3.0)  # "about": anything within five points


class Figures:
    """Figures as arrays.

    Parameters
    ----------
    rows : sequence of Row

    Attributes
    ----------
    rows : tuple of Row
    value, size : numpy.ndarray, shape (figures,)
    logits, sampling : numpy.ndarray, shape (figures,)
        The figures and their sampling standard deviation on the logit scale.
    side : numpy.ndarray of int, shape (figures,)
        1 for "more than", -1 for "less than", else 0.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = tuple(rows)
        self.value = np.array([row.value for row in rows])
        self.size = np.array([row.sample_size for row in rows], dtype=float)
        inside = np.clip(self.value, LEAST, 1.0 - LEAST)
        spread = inside * (1.0 - inside)
        about = np.array([row.comparator == "about" for row in rows]) * ABOUT / spread
        self.logits = logit(inside)
        self.sampling = np.sqrt(1.0 / (self.size * spread) + about**2)
        self.side = np.array([{"gt": 1, "lt": -1}.get(row.comparator, 0) for row in rows])

    def subset(self, kept: np.ndarray) -> Figures:
        """Return the figures that a mask keeps."""
        return Figures([row for row, wanted in zip(self.rows, kept, strict=True) if wanted])

    def with_values(self, values: np.ndarray) -> Figures:
        """Return the same questions with other, exact, figures."""
        return Figures([
            replace(row, value=float(value), comparator="eq")
            for row, value in zip(self.rows, values, strict=True)
        ])  # fmt: skip


def log_likelihood(
    figures: Figures, expected: np.ndarray, discrepancy: np.ndarray, unknown: np.ndarray | float
) -> np.ndarray:
    """Return the log likelihood of draws.

    Parameters
    ----------
    figures : Figures
    expected : numpy.ndarray, shape (draws, figures)
        Logits of the shares that the model expects.
    discrepancy : numpy.ndarray, shape (draws,)
        σ, in logits.
    unknown : numpy.ndarray or float
        Standard deviation of what the emulator does not know, shape (figures,).

    Returns
    -------
    numpy.ndarray, shape (draws,)
    """
    spread = np.sqrt(discrepancy[:, None] ** 2 + figures.sampling**2 + np.square(unknown))
    z = (expected - figures.logits) / spread
    exact = -0.5 * z**2 - np.log(spread)
    return np.where(figures.side == 0, exact, log_ndtr(figures.side * z)).sum(axis=1)


def predictive(
    figures: Figures,
    expected: np.ndarray,
    discrepancy: np.ndarray,
    generator: np.random.Generator,
    unknown: np.ndarray | float = 0.0,
) -> np.ndarray:
    """Return figures as such a survey could have found them, one for each draw.

    Returns
    -------
    numpy.ndarray, shape (draws, figures)
        Shares in [0, 1].
    """
    spread = np.sqrt(discrepancy[:, None] ** 2 + np.square(unknown))
    share = expit(expected + spread * generator.standard_normal(expected.shape))
    return generator.binomial(figures.size.astype(int), share) / figures.size


def errors(figures: Figures, predicted: np.ndarray) -> np.ndarray:
    """Return by how much predictions miss the figures; 0 where an inequality holds.

    Parameters
    ----------
    predicted : numpy.ndarray, shape (figures,) or (draws, figures)
    """
    gap = predicted - figures.value
    missed = np.where(figures.side > 0, np.maximum(0.0, -gap), np.maximum(0.0, gap))
    return np.where(figures.side == 0, np.abs(gap), missed)


def inside(figures: Figures, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return which intervals hold their figure; for an inequality, anything on its side.

    Parameters
    ----------
    low, high : numpy.ndarray, shape (figures,)

    Returns
    -------
    numpy.ndarray of bool, shape (figures,)
    """
    above, below = low <= figures.value, figures.value <= high
    return np.asarray((above | (figures.side < 0)) & (below | (figures.side > 0)))
