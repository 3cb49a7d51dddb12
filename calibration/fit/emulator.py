"""An emulator: the shares of a survey as smooth functions of the calibrated parameters.

A Gaussian process per question over one table of simulated surveys, with one kernel for all of
them. The table serves every fit, fold and check, since the functions do not depend on any figure.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import logit
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.linear_model import RidgeCV

from allied.calibration.fit.likelihood import LEAST
from allied.calibration.fit.prior import CALIBRATED_PARAMETERS

__all__ = ["Emulator", "to_points", "to_unit"]

KERNEL_DRAWS, KERNEL_QUESTIONS = 512, 9  # on which the kernel's lengths are fitted
TESTED = 8  # of the draws one in eight is kept to measure the error


def to_unit(points: pd.DataFrame) -> np.ndarray:
    """Return draws as positions in their ranges, shape (draws, parameters)."""
    low, high = _bounds()
    return (points[list(CALIBRATED_PARAMETERS)].to_numpy() - low) / (high - low)


def to_points(units: np.ndarray) -> pd.DataFrame:
    """Return positions in the ranges as draws; the inverse of `to_unit`."""
    low, high = _bounds()
    return pd.DataFrame(low + units * (high - low), columns=list(CALIBRATED_PARAMETERS))


def _bounds() -> tuple[np.ndarray, np.ndarray]:
    rows = CALIBRATED_PARAMETERS.values()
    return np.array([row.low for row in rows]), np.array([row.high for row in rows])


class Emulator:
    """Shares as functions of the calibrated parameters, learned from a table.

    Parameters
    ----------
    units : numpy.ndarray, shape (draws, parameters)
        Positions of the draws in their ranges.
    shares : numpy.ndarray, shape (draws, questions)
    """

    def __init__(self, units: np.ndarray, shares: np.ndarray) -> None:
        tested = np.random.default_rng(1).permutation(len(units)) % TESTED == 0
        logits = logit(np.clip(shares, LEAST, 1.0 - LEAST))
        self._centre, self._scale = logits.mean(axis=0), logits.std(axis=0) + 1e-9
        scaled = (logits - self._centre) / self._scale
        kernel = _kernel(units[~tested], scaled[~tested])
        self._learn(kernel, units[~tested], scaled[~tested])
        missed = (self._predict(units[tested]) - scaled[tested]) * self._scale
        self._learn_error(units[tested], missed)
        self._learn(kernel, units, scaled)

    def logits(self, units: np.ndarray) -> np.ndarray:
        """Return the logits of the shares, shape (draws, questions)."""
        return np.asarray(self._centre + self._scale * self._predict(units))

    def error(self, units: np.ndarray) -> np.ndarray:
        """Return the standard deviation of its error on draws that it did not see, in logits.

        The luck of the surveyed companies is part of it.

        Returns
        -------
        numpy.ndarray, shape (draws, questions)
        """
        return np.asarray(np.exp(self._grows.predict(units))[:, None] * self._error)

    def _learn_error(self, units: np.ndarray, missed: np.ndarray) -> None:
        """Learn how large the error is: in each question, and more in some places than in others.

        Where people answer without noise, for one, small differences between draws turn answers.
        """
        usual = np.sqrt(np.mean(missed**2, axis=0))
        larger = 0.5 * np.log(np.mean((missed / usual) ** 2, axis=1))
        self._grows = RidgeCV(np.logspace(-3.0, 3.0, 13)).fit(units, larger)
        growth = np.exp(self._grows.predict(units))[:, None]
        self._error = np.sqrt(np.mean((missed / growth) ** 2, axis=0))

    def _learn(self, kernel: Any, units: np.ndarray, scaled: np.ndarray) -> None:
        learned = GaussianProcessRegressor(kernel, optimizer=None).fit(units, scaled)
        smooth = kernel.k1  # without the noise
        height, self._lengths = smooth.k1.constant_value, smooth.k2.length_scale
        self._weights = height * learned.alpha_
        self._places = units / self._lengths
        self._squares = np.sum(self._places**2, axis=1)

    def _predict(self, units: np.ndarray) -> np.ndarray:
        """Return what `GaussianProcessRegressor.predict` would, by one matrix product."""
        places = units / self._lengths
        apart = np.sum(places**2, axis=1)[:, None] + self._squares - 2.0 * places @ self._places.T
        return np.asarray(np.exp(-0.5 * np.maximum(apart, 0.0)) @ self._weights)


def _kernel(units: np.ndarray, scaled: np.ndarray) -> Any:
    """Return the kernel with lengths fitted to a part of the table."""
    lengths = np.full(units.shape[1], 3.0)
    kernel = ConstantKernel(4.0) * RBF(lengths, (0.3, 30.0)) + WhiteKernel(0.05)
    columns = np.unique(np.linspace(0, scaled.shape[1] - 1, KERNEL_QUESTIONS).astype(int))
    part = slice(0, KERNEL_DRAWS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a length at its bound: no influence
        fitted = GaussianProcessRegressor(kernel).fit(units[part], scaled[part][:, columns])
    return fitted.kernel_
