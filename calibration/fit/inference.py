"""The posterior: what the figures leave of the prior, by Markov chains on the emulator.

Chains of emcee (Foreman-Mackey et al. 2013), mostly with moves along differences of walkers, not
with its snooker move, whose acceptance is wrong in 3.1.6 (decision 0031). They walk over the normal
quantiles of the calibrated parameters' positions in their ranges, which have no edges, and over
the logarithm of the discrepancy σ, whose prior is half-normal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import emcee
import numpy as np
from scipy.special import ndtr, ndtri

from allied.calibration.fit.emulator import Emulator, to_unit
from allied.calibration.fit.likelihood import Figures, log_likelihood
from allied.calibration.fit.prior import prior_points

__all__ = ["DISCREPANCY_SCALE", "Draws", "infer"]

DISCREPANCY_SCALE = 0.5  # logits: about 12 points of a share of a half
WALKERS, STEPS, BURN_IN = 120, 3000, 1000
COUNT = 1000


@dataclass(frozen=True)
class Draws:
    """Draws from a posterior.

    Attributes
    ----------
    units : numpy.ndarray, shape (draws, parameters)
        Positions in the ranges.
    discrepancy : numpy.ndarray, shape (draws,)
        σ, in logits.
    steps_between : float
        Autocorrelation time of the chains, in steps (mean over parameters).
    """

    units: np.ndarray
    discrepancy: np.ndarray
    steps_between: float


def infer(
    emulator: Emulator,
    figures: Figures,
    *,
    kept: np.ndarray | None = None,
    count: int = COUNT,
    seed: int = 1,
    steps: int = STEPS,
    burn_in: int = BURN_IN,
    discrepancy_scale: float = DISCREPANCY_SCALE,
    progress: Callable[[int, int], None] | None = None,
) -> Draws:
    """Draw from the posterior given figures.

    Parameters
    ----------
    emulator : Emulator
        Of the questions of these figures, in the same order.
    figures : Figures
    kept : numpy.ndarray of bool, optional
        Figures that count; all when None.
    count : int
        Draws to return.
    seed : int
    steps, burn_in : int
        Steps of each of 120 walkers, and how many of them are left out.
    discrepancy_scale : float
        Of the half-normal prior of σ, in logits.
    progress : callable, optional
        Called with (steps done, steps in all).

    Returns
    -------
    Draws
    """
    kept = np.ones(len(figures.value), dtype=bool) if kept is None else kept
    part = figures.subset(kept)

    def log_posterior(positions: np.ndarray) -> np.ndarray:
        units, sigma = ndtr(positions[:, :-1]), np.exp(positions[:, -1])
        expected, error = emulator.logits(units)[:, kept], emulator.error(units)[:, kept]
        value = log_likelihood(part, expected, sigma, error)
        value -= 0.5 * np.sum(positions[:, :-1] ** 2, axis=1)  # uniform in the ranges
        return value - 0.5 * (sigma / discrepancy_scale) ** 2 + positions[:, -1]

    generator = np.random.default_rng(seed)
    start = np.column_stack([
        ndtri(to_unit(prior_points(WALKERS, seed=seed))),
        np.log(discrepancy_scale) + 0.5 * generator.standard_normal(WALKERS),
    ])  # fmt: skip
    moves = [(emcee.moves.DEMove(), 0.8), (emcee.moves.StretchMove(), 0.2)]
    sampler = emcee.EnsembleSampler(*start.shape, log_posterior, moves=moves, vectorize=True)
    sampler.random_state = np.random.RandomState(seed).get_state()
    for done, _ in enumerate(sampler.sample(start, iterations=steps), start=1):
        if progress is not None:
            progress(done, steps)
    chain = sampler.get_chain(discard=burn_in, flat=True)
    chosen = chain[generator.choice(len(chain), count, replace=False)]
    between = float(np.mean(sampler.get_autocorr_time(discard=burn_in, quiet=True, tol=0)))
    return Draws(ndtr(chosen[:, :-1]), np.exp(chosen[:, -1]), between)
