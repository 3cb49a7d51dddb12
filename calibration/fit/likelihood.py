"""How likely a survey figure is, given the share that the model expects.

    yes ~ Binomial(n, share),   logit(share) ~ Normal(logit(expected), σ² + e²)

The answers are counts, binomial around a share that differs from the model's by the discrepancy σ
(on the logit scale, common to all figures, inferred) and by `e`, what the emulator does not know.
The share is integrated out by Laplace's approximation. "More than a half" is the chance that such
a figure lies above a half: inequalities enter as inequalities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.special import expit, log_ndtr, logit

from allied.calibration.survey.survey_file import Row
from allied.sim.inputs.quantity import key_of

__all__ = ["Figures", "covered", "errors", "log_likelihood", "predictive"]

LEAST = 0.004  # a share nearer to 0 or 1 than this is taken as this far away
ABOUT = 0.05 / np.sqrt(3.0)  # "about": anything within five points
NEWTON_STEPS = 8


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
        The figures and their sampling standard deviation on the logit scale, the root of
        1 / (n v (1 - v)).
    tolerance : numpy.ndarray, shape (figures,)
        Standard deviation of what the wording leaves open ("about"), on the logit scale.
    side : numpy.ndarray of int, shape (figures,)
        1 for "more than", -1 for "less than", else 0.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = tuple(rows)
        self.value = np.array([row.value for row in rows])
        self.size = np.array([row.sample_size for row in rows], dtype=float)
        clipped = np.clip(self.value, LEAST, 1.0 - LEAST)
        spread = clipped * (1.0 - clipped)
        self.logits = logit(clipped)
        self.sampling = np.sqrt(1.0 / (self.size * spread))
        self.tolerance = np.array([row.comparator == "about" for row in rows]) * ABOUT / spread
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
    spread = np.sqrt(discrepancy[:, None] ** 2 + figures.tolerance**2 + np.square(unknown))
    exact = _binomial(figures.value * figures.size, figures.size, expected, spread)
    beyond = figures.side * (expected - figures.logits) / np.hypot(spread, figures.sampling)
    return np.where(figures.side == 0, exact, log_ndtr(beyond)).sum(axis=1)


def _binomial(
    yes: np.ndarray, size: np.ndarray, expected: np.ndarray, spread: np.ndarray
) -> np.ndarray:
    """Return the log chance of counts whose share is logit-normal, but for a constant.

    Newton's steps from the mean of what counts and model say, weighted by how sure they are, lead
    to the likeliest share; the integral around it is taken as that of a normal density.
    """
    precision = 1.0 / np.square(spread)
    observed = (yes + 0.5) / (size + 1.0)
    surely = size * observed * (1.0 - observed)
    place = (expected * precision + logit(observed) * surely) / (precision + surely)
    for _ in range(NEWTON_STEPS):
        share = expit(place)
        slope = yes - size * share - (place - expected) * precision
        place += np.clip(slope / (size * share * (1.0 - share) + precision), -1.0, 1.0)
    share = expit(place)
    curvature = size * share * (1.0 - share) + precision
    height = yes * place - size * np.logaddexp(0.0, place)
    off = np.square(place - expected) * precision
    return np.asarray(height - 0.5 * (off + np.log(curvature / precision)))


def predictive(
    figures: Figures,
    expected: np.ndarray,
    discrepancy: np.ndarray,
    generator: np.random.Generator,
    unknown: np.ndarray | float = 0.0,
) -> np.ndarray:
    """Return figures as such a survey could have found them, one for each draw.

    One number is taken from the generator; with it, a figure's noise follows from the figure's id,
    so that a figure more changes no other.

    Returns
    -------
    numpy.ndarray, shape (draws, figures)
        Shares in [0, 1].
    """
    spread = np.sqrt(discrepancy[:, None] ** 2 + np.square(unknown))
    seed, draws = int(generator.integers(2**63)), len(expected)
    own = [np.random.default_rng([seed, key_of(row.id)]) for row in figures.rows]
    noise = np.column_stack([luck.standard_normal(draws) for luck in own])
    share, size = expit(expected + spread * noise), figures.size.astype(int)
    yes = [luck.binomial(size[q], share[:, q]) for q, luck in enumerate(own)]
    return np.column_stack(yes) / figures.size


def errors(figures: Figures, predicted: np.ndarray) -> np.ndarray:
    """Return by how much predictions miss the figures; 0 where an inequality holds.

    Parameters
    ----------
    predicted : numpy.ndarray, shape (figures,) or (draws, figures)
    """
    gap = predicted - figures.value
    missed = np.where(figures.side > 0, np.maximum(0.0, -gap), np.maximum(0.0, gap))
    return np.where(figures.side == 0, np.abs(gap), missed)


def covered(figures: Figures, low: np.ndarray, high: np.ndarray) -> np.ndarray:
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
