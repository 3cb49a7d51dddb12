"""Which scenario is the best on what the reader wants, and how probable that is.

    Uₛ = Σ_g (gain of s over the baseline on goal g) / (spread of g between companies) / goals

Goals count alike; each gain is measured in standard deviations between companies of the baseline.
A scenario is the best with the probability that its mean U over companies is the highest, over
what is not known about parameters and what the runs leave open. Whether one of two is better, about
the same or too close to call says the rule of `allied.sim.experiment.verdict`, on their difference
in U.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from scipy.special import chdtri, ndtri

from allied.sim.experiment.effects import Design, Effects
from allied.sim.experiment.verdict import Judgement, Verdict, judge
from allied.sim.model.outcomes import OUTCOMES, SIGNS, index_of

__all__ = ["Place", "Ranking", "rank"]

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
    p_beats_next : float
        Probability that it is better than the one that follows; NaN for the last.
    """

    scenario: int
    score: float
    low: float
    high: float
    p_best: float
    p_beats_next: float

    @property
    def far(self) -> bool:
        """Whether it is hardly ever the best."""
        return self.p_best < FAR


@dataclass(frozen=True)
class Ranking:
    """Scenarios, the best first, and how clear their order is. A rank is a position, from 0.

    Attributes
    ----------
    places : tuple of Place
    judgements : mapping of (rank, rank) to Judgement
        On the first of two ranks against the second, which follows it.
    """

    places: tuple[Place, ...]
    judgements: Mapping[tuple[int, int], Judgement]

    def verdict(self, rank: int, follower: int) -> Verdict:
        """Return the verdict on a place against one that follows it."""
        return self.judgements[rank, follower].verdict

    def is_clear(self, rank: int, follower: int) -> bool:
        """Return whether a place is clearly better than one that follows it."""
        return self.verdict(rank, follower) is Verdict.BETTER

    def is_alike(self, rank: int, follower: int) -> bool:
        """Return whether two places are about the same."""
        return self.verdict(rank, follower) is Verdict.SAME

    @cached_property
    def leaders(self) -> tuple[int, ...]:
        """Ranks of the first place and of those that may be the best too, or are about the same."""
        others = range(1, len(self.places))
        rivals = [
            rank
            for rank in others
            if self.is_alike(0, rank) or not (self.is_clear(0, rank) or self.places[rank].far)
        ]
        return (0, *rivals)

    def span(self, rank: int) -> tuple[int, int]:
        """Return the first and the last place, from 1, that a scenario may have."""
        count, top = len(self.places), len(self.leaders)
        best = 1 + sum(self.is_clear(other, rank) for other in range(rank))
        worst = count - sum(self.is_clear(rank, other) for other in range(rank + 1, count))
        if rank in self.leaders:
            return best, max(best, min(worst, top))
        return min(worst, max(best, top + 1)), worst

    def to_list(self, scenarios: Sequence[str]) -> list[dict[str, Any]]:
        """Return the ranking as plain data, for JSON."""
        return [
            {
                "scenario": scenarios[place.scenario], "p_best": place.p_best,
                "score": place.score, "low": place.low, "high": place.high,
                "places": list(self.span(rank)),
                "p_beats_next": None if np.isnan(place.p_beats_next) else place.p_beats_next,
                "against_first": None if rank == 0 else str(self.verdict(0, rank)),
            }
            for rank, place in enumerate(self.places)
        ]  # fmt: skip


def rank(design: Design, values: np.ndarray, goals: Sequence[str]) -> Ranking:
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

    Examples
    --------
    >>> from allied.sim.experiment.ensemble import run_ensemble
    >>> found = run_ensemble(["silos", "merged", "embedded"], runs=100, weeks=104).comparison()
    >>> ranking = rank(found.design, found.values, ["marketing_it_ties"])
    >>> found.scenarios[ranking.places[0].scenario], ranking.span(0)
    ('merged', (1, 1))
    """
    columns = [index_of(goal) for goal in goals]
    spread = values[0][:, columns].std(axis=0)
    spread = np.where(spread > 0.0, spread, 1.0)
    gains = (values - values[:1])[:, :, columns] * SIGNS[columns] / spread
    sesoi = float(np.mean([OUTCOMES[k].sesoi for k in columns] / spread))
    scores = gains.mean(axis=2).T
    effects = design.effects(scores)
    sampled = _samples(effects)
    best = sampled >= sampled.max(axis=1, keepdims=True) - ROUNDING
    p_best = np.mean(best / best.sum(axis=1, keepdims=True), axis=0)
    # Chances next to nothing are sampling error: who is hardly ever the best goes by the score.
    order = np.lexsort((-effects.mean, -np.where(p_best < FAR, 0.0, p_best)))
    low, high = effects.interval
    after = [_share_above(sampled[:, a] - sampled[:, b]) for a, b in pairwise(order)]
    places = tuple(
        Place(int(s), float(effects.mean[s]), float(low[s]), float(high[s]), float(p_best[s]), p)
        for s, p in zip(order, [*after, float("nan")], strict=True)
    )
    pairs = list(combinations(range(len(order)), 2))
    if not pairs:
        return Ranking(places, {})
    first, second = order[[a for a, _ in pairs]], order[[b for _, b in pairs]]
    said = judge(design.effects(scores[:, first] - scores[:, second]), sesoi)
    return Ranking(places, dict(zip(pairs, said, strict=True)))


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
    degrees_of_freedom = runs - 1
    wider = np.sqrt(degrees_of_freedom / chdtri(degrees_of_freedom, points[:, 1:2]))
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
