"""Ways to infer parameters from one survey, all with the same priors; σ is inferred by all.

The likelihood is that of `allied.calibration.fit.likelihood`. pyABC's kernels know no counts
around a share that differs by σ; it has their normal approximation,

    logit(figure) ~ Normal(logit(simulated share), σ² + 1 / (n · v · (1 - v)))

Simulated shares carry the luck of the companies that were surveyed: the emulator learns how large
it is, the others meet it anew in each simulation.
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
from scipy.special import logit, logsumexp, ndtr
from scipy.stats import halfnorm

from allied.calibration.fit.emulator import Emulator, to_points
from allied.calibration.fit.inference import BURN_IN, DISCREPANCY_SCALE, STEPS, WALKERS, infer
from allied.calibration.fit.likelihood import LEAST, Figures, log_likelihood
from allied.calibration.fit.prior import CALIBRATED_PARAMETERS
from allied.calibration.fit.table import simulate_shares

__all__ = ["Found", "Limits", "chains", "logits", "pyabc_installed", "sequential", "weighted"]

SIGMAS = DISCREPANCY_SCALE * halfnorm.ppf((np.arange(32) + 0.5) / 32)  # σ's prior, as points
HOW_TO_INSTALL = "pyABC is no dependency of the project. To compare it: pip install 'pyabc>=0.12'"


class Found(NamedTuple):
    """A posterior as weighted draws, and what it took beyond a shared table.

    Attributes
    ----------
    units : numpy.ndarray, shape (draws, parameters)
        Positions in the ranges.
    weights : numpy.ndarray, shape (draws,)
        They sum to 1.
    effective : float
        Independent draws that it is worth.
    simulations : int
        Of its own.
    note : str
    """

    units: np.ndarray
    weights: np.ndarray
    effective: float
    simulations: int = 0
    note: str = ""


class Limits(NamedTuple):
    """What a sampler of the simulator itself may spend on one survey."""

    simulations: int
    seconds: float
    particles: int


class _Spent(Exception):
    """The limits are reached."""


def logits(shares: np.ndarray) -> np.ndarray:
    """Return the logits of shares, those of nearly nobody and everybody cut off."""
    return np.asarray(logit(np.clip(shares, LEAST, 1.0 - LEAST)))


def _worth(weights: np.ndarray) -> float:
    return float(1.0 / np.sum(weights**2))


def chains(emulator: Emulator, figures: Figures, *, seed: int) -> Found:
    """Infer as `allied calibrate` does: chains on the emulator of a table."""
    draws = infer(emulator, figures, seed=seed)
    count = len(draws.units)
    worth = min(count, WALKERS * (STEPS - BURN_IN) / draws.steps_between)
    note = f"{draws.steps_between:.0f} steps between"
    return Found(draws.units, np.full(count, 1.0 / count), worth, note=note)


def weighted(units: np.ndarray, shares: np.ndarray, figures: Figures) -> Found:
    """Weigh the draws of a table by their likelihood, summed over σ."""
    expected = logits(shares)
    by_sigma = [
        log_likelihood(figures, expected, np.full(len(units), sigma), 0.0) for sigma in SIGMAS
    ]
    likelihood = logsumexp(by_sigma, axis=0)
    weights = np.exp(likelihood - logsumexp(likelihood))
    return Found(units, weights, _worth(weights), note=f"largest weight {weights.max():.2f}")


def pyabc_installed() -> ModuleType | None:
    """Return pyABC, or None."""
    try:
        import pyabc
        import pyabc.sampler
    except ImportError:
        return None
    logging.getLogger("ABC").setLevel(logging.WARNING)
    return pyabc


class _Simulator:
    """The simulator as pyABC wants it: from a position to a survey, until the limits are reached.

    pyABC perturbs by normal kernels, which leave a box of 28 sides nearly always. So it moves
    standard normals, whose ranks are the positions in the ranges.
    """

    def __init__(self, figures: Figures, companies: int, seed: int, limits: Limits) -> None:
        self.figures, self.limits = figures, limits
        self.spent, self._begun = 0, time.perf_counter()
        questions = [row.question for row in figures.rows]
        self._shares = partial(simulate_shares, questions=questions, companies=companies, threads=1)
        self._seed = seed

    def __call__(self, position: Mapping[str, float]) -> dict[str, np.ndarray]:
        seconds = time.perf_counter() - self._begun
        if self.spent >= self.limits.simulations or seconds > self.limits.seconds:
            raise _Spent
        self.spent += 1
        points = to_points(ndtr([[position[name] for name in CALIBRATED_PARAMETERS]]))
        return {"logits": logits(self._shares(points, seed=self._seed + self.spent))[0]}

    def variance(self, position: Mapping[str, float]) -> np.ndarray:
        """Return the variance of the figures around a simulated survey, in logits."""
        sigma = DISCREPANCY_SCALE * halfnorm.ppf(ndtr(position["sigma"]))
        return np.asarray(sigma**2 + self.figures.sampling**2)


def sequential(
    figures: Figures, *, companies: int, seed: int, limits: Limits, pyabc: ModuleType
) -> Found:
    """Infer by pyABC's sequential Monte Carlo with a stochastic acceptor, as far as limits allow.

    Not its `BinomialKernel`: that takes the simulation as the number of trials, and a chance that
    does not depend on it. Here the trials are known, the simulation is the chance, and σ is
    inferred: an `IndependentNormalKernel` on the logits whose variance depends on σ is this model.

    pyABC looks at its own limits only between generations. Here the last completed one counts, and
    everything that was spent.
    """
    simulator = _Simulator(figures, companies, seed, limits)
    normals = {name: pyabc.RV("norm", 0.0, 1.0) for name in [*CALIBRATED_PARAMETERS, "sigma"]}
    sampler = pyabc.ABCSMC(
        simulator,
        pyabc.Distribution(**normals),
        pyabc.IndependentNormalKernel(var=simulator.variance),
        population_size=limits.particles,
        eps=pyabc.Temperature(),
        acceptor=pyabc.StochasticAcceptor(),
        sampler=pyabc.sampler.SingleCoreSampler(),
    )
    np.random.seed(seed % 2**32)  # noqa: NPY002  pyABC draws from the global generator
    with tempfile.TemporaryDirectory() as folder:
        sampler.new(f"sqlite:///{Path(folder) / 'runs.db'}", {"logits": figures.logits})
        reached = "within the limits"
        try:
            sampler.run()
        except _Spent:
            reached = "at the limits"
        last = sampler.history.max_t
        if last < 0:
            raise RuntimeError(f"pyABC completed no generation within {limits}; allow it more")
        positions, weights = sampler.history.get_distribution(t=last)
    note = (
        f"{simulator.spent} simulations, {last + 1} generations, "
        f"temperature {sampler.eps(last):.2f}, {reached}"
    )
    units = ndtr(positions[list(CALIBRATED_PARAMETERS)].to_numpy())
    return Found(units, np.asarray(weights), _worth(np.asarray(weights)), simulator.spent, note)
