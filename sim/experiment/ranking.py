"""Which scenario is the best on what the reader wants, and how probable that is.

    Uₛ = Σ_g (gain of s over the baseline on goal g) / (spread of g between companies) / goals

Goals count alike; each gain is measured in standard deviations between companies of the baseline.
A scenario is the best with the probability that its mean U over companies is the highest, over
what is not known about parameters and what the runs leave open. Where the first may well not be
the best (the chance that it beats another is below 0.95), the two are too close to call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import chdtri, ndtri

from sim.experiment.effects import Design, Effects
from sim.experiment.verdict import SURE
from sim.outcomes import OUTCOMES, SIGNS, index_of

__all__ = ["Place", "rank"]

SAMPLES = 8192  # a power of two, as Sobol's sequence asks for
UNKNOWN = 1e6  # spread of what a single run leaves open: everything
ROUNDING = 1e-9  # a smaller difference is none: samples of the same scenario are equal
FAR = 0.01  # a scenario that is the best less often than this is far behind


@dataclass(frozen=True, slots=True)
class Place:
    """A scenario's place in a ranking.

    Attributes
    ----------
    scenario : int
        Its position in the comparison.
    score, low, high : float
        Mean gain over the baseline on all goals, with its 95 % posterior interval, in standard
        deviations between companies of the baseline.
    p_best : float
        Probability that no other scenario is better.
    p_beats : tuple of float
        Probability that it is better than each of those that follow, in their order.
    alike_followers : tuple of bool
        Whether its difference to each of them lies inside the smallest effect of interest.
    tied_with_first : bool
        Whether the first may well not be better than this one: too close to call.
    alike : bool
        Whether its difference to the first lies inside the smallest effect of interest.
    """

    scenario: int
    score: float
    low: float
    high: float
    p_best: float
    p_beats: tuple[float, ...]
    alike_followers: tuple[bool, ...]
    tied_with_first: bool
    alike: bool

    @property
    def p_beats_next(self) -> float:
        """Probability that it is better than the one that follows; NaN for the last."""
        return self.p_beats[0] if self.p_beats else float("nan")

    @property
    def far(self) -> bool:
        """Whether it is hardly ever the best."""
        return self.p_best < FAR

    def to_dict(self, scenarios: Sequence[str]) -> dict[str, Any]:
        """Return the place as plain data, for JSON."""
        last = np.isnan(self.p_beats_next)
        return {
            "scenario": scenarios[self.scenario], "p_best": self.p_best, "score": self.score,
            "low": self.low, "high": self.high,
            "p_beats_next": None if last else self.p_beats_next,
            "too_close_to_first": self.tied_with_first,
        }  # fmt: skip


def rank(design: Design, values: np.ndarray, goals: Sequence[str]) -> list[Place]:
    """Rank scenarios on goals.

    Parameters
    ----------
    design : Design
        Of the parameters of these runs.
    values : numpy.ndarray, shape (scenarios, runs, outcomes)
        The first scenario is the baseline.
    goals : sequence of str
        Names of outcomes, one or more.

    Raises
    ------
    KeyError
        If a goal is no outcome.
    """
    columns = [index_of(goal) for goal in goals]
    spread = values[0][:, columns].std(axis=0)
    spread = np.where(spread > 0.0, spread, 1.0)
    gains = (values - values[:1])[:, :, columns] * SIGNS[columns] / spread
    least = float(np.mean([OUTCOMES[k].sesoi for k in columns] / spread))
    effects = design.effects(gains.mean(axis=2).T)
    sampled = _samples(effects)
    best = sampled >= sampled.max(axis=1, keepdims=True) - ROUNDING
    p_best = np.mean(best / best.sum(axis=1, keepdims=True), axis=0)
    order = np.lexsort((-effects.mean, -p_best))
    low, high = effects.interval
    leader = order[0]
    places = []
    for place, s in enumerate(order):
        ahead = _share_above(sampled[:, leader] - sampled[:, s])
        followers = order[place + 1 :]
        places.append(Place(
            int(s), float(effects.mean[s]), float(low[s]), float(high[s]), float(p_best[s]),
            tuple(_share_above(sampled[:, s] - sampled[:, other]) for other in followers),
            tuple(_is_alike(sampled[:, s] - sampled[:, other], least) for other in followers),
            bool(s == leader or ahead < SURE),
            bool(s != leader and _is_alike(sampled[:, leader] - sampled[:, s], least)),
        ))  # fmt: skip
    return places


def _samples(effects: Effects) -> np.ndarray:
    """Return joint samples of mean gains: over parameter sets and what the runs leave open.

    Returns
    -------
    numpy.ndarray, shape (samples, scenarios)
    """
    runs, count = effects.gaps.shape
    points = _points(count + 2)
    normal = ndtri(points[:, 2:])
    if runs < 2:
        return np.asarray(normal * UNKNOWN)
    rows = (points[:, 0] * runs).astype(int)
    fitted = effects.fitted.std(axis=0)
    widened = np.sqrt(effects.variance) / np.where(fitted > 0.0, fitted, np.inf)
    spread = effects.fitted[rows] * widened
    rest = effects.gaps - effects.mean - effects.fitted
    covariance = np.cov(rest, rowvar=False).reshape(count, count) / runs
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    # Student's t, as the intervals have: few runs do not know their own error.
    freedom = runs - 1
    wider = np.sqrt(freedom / chdtri(freedom, points[:, 1:2]))
    return np.asarray(effects.mean + spread + normal @ root.T * wider)


@lru_cache(maxsize=8)
def _points(dimensions: int) -> np.ndarray:
    """Return points that fill the unit cube evenly, the same each time (Sobol's sequence).

    Returns
    -------
    numpy.ndarray, shape (samples, dimensions)
    """
    from scipy.stats import qmc  # a third of a second, which no simulation needs

    points = qmc.Sobol(dimensions, scramble=False).random(SAMPLES) + 0.5 / SAMPLES
    points.setflags(write=False)  # shared by all rankings
    return np.asarray(points)


def _share_above(gaps: np.ndarray) -> float:
    return float(np.mean(gaps > ROUNDING) + 0.5 * np.mean(np.abs(gaps) <= ROUNDING))


def _is_alike(gaps: np.ndarray, least: float) -> bool:
    return bool(np.quantile(np.abs(gaps), 0.95) < least)
