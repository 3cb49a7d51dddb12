"""Effects and their three uncertainties: parameters, companies, and the simulation itself.

A gap yᵣ is the difference of a pair of runs that share everything but what is compared. Run r has
its own parameter set θᵣ, so one regression of gaps on parameters tells them from chance:

    yᵣ = μ + f(θᵣ) + eᵣ,    f(θ) = Σⱼ aⱼ zⱼ + bⱼ (zⱼ² − 1),    a, b ~ N(0, λ σ²),    e ~ N(0, σ²)

with z the standardised parameters. The effect is the mean gap over companies. Its *posterior*
interval is about the spread of μ + f over parameter sets: what is not known about people and work,
freed of chance between companies. With the ratio v = var f / σ² unknown, var f is averaged over
its posterior (ridge regression, marginal likelihood on a grid; MacKay 1992). The prior of v is
log-normal around 0.03: the median of 190 effects of shipped scenarios by brute force, where nine
in ten lie between 0.0005 and 0.75 (decision 0033). The error of the simulated mean is added, so
that no interval is narrower than what was simulated can tell.

The *spread over companies* are quantiles of gaps. The *Monte Carlo error* is that of the mean gap;
it is shown only as advice on how many runs to make.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import stdtr, stdtrit

from allied.sim.inputs.parameters import PARAMETERS

__all__ = ["Design", "Effects"]

RATIO, RATIO_SIGMA = 0.03, 1.5  # prior of var f / σ²: median, standard deviation of its logarithm
RATIOS = np.geomspace(1e-5, 20.0, 61)
NARROWED = 0.1  # narrowed by at least this much: less cannot be told from nothing
EXPLAINED = 0.5  # of var f: with less the regression cannot say where it comes from
TINY = 1e-300


class Design:
    """The parameter sets of runs, decomposed once for all effects that are estimated on them.

    Parameters
    ----------
    parameters : numpy.ndarray of PARAMETER_TYPE, shape (rows,)
        Run n has row n modulo their number.
    numbers : numpy.ndarray of int, shape (runs,)
        Numbers of the runs.

    Attributes
    ----------
    runs : int
    names : tuple of str
        Dotted names of the parameters that vary between the runs.
    assumed : frozenset of str
        Those of them that the data do not narrow: their standard deviation over all rows is at
        least nine tenths of that of a uniform density over their range.

    Examples
    --------
    >>> import numpy as np
    >>> from allied.sim.inputs.arguments import parameter_rows
    >>> design = Design(parameter_rows("posterior"), np.arange(200))
    >>> design.runs, len(design.names)
    (200, 18)
    """

    def __init__(self, parameters: np.ndarray, numbers: np.ndarray) -> None:
        self.runs = runs = len(numbers)
        used = parameters[numbers % len(parameters)]
        columns = {
            name: np.asarray(row.read(used), float)
            for name, row in PARAMETERS.items()
            if len(parameters) > 1 and np.ptp(row.read(used)) > 0.0
        }
        self.names = tuple(columns)
        self.assumed = frozenset(
            name
            for name in columns
            if PARAMETERS[name].read(parameters).std() > (1.0 - NARROWED) * _prior_sd(name)
        )
        values = np.array(list(columns.values())).reshape(len(columns), runs).T
        z = (values - values.mean(axis=0)) / values.std(axis=0)
        features = np.hstack([z, z * z - 1.0])
        self._features = features - features.mean(axis=0)
        self._left, scales, self._right = np.linalg.svd(self._features, full_matrices=False)
        self._squares = scales**2

    def effects(self, gaps: np.ndarray) -> Effects:
        """Estimate effects.

        Parameters
        ----------
        gaps : numpy.ndarray, shape (runs, effects)
            Differences of pairs, in any unit.

        Raises
        ------
        ValueError
            If a gap is no number.

        Examples
        --------
        >>> import numpy as np
        >>> from allied.sim.inputs.arguments import parameter_rows
        >>> design = Design(parameter_rows(None), np.arange(100))
        >>> effects = design.effects(np.linspace(0.9, 1.1, 100)[:, None])
        >>> round(float(effects.mean[0]), 3), round(float(effects.p_direction[0]), 3)
        (1.0, 1.0)
        """
        if not np.isfinite(gaps).all():
            raise ValueError("a difference is no number")
        mean = gaps.mean(axis=0)
        if self.runs < 2:
            none = np.zeros((1, gaps.shape[1]))
            unknown = np.full(gaps.shape[1], np.inf)
            return Effects(
                self, gaps, mean, unknown, none + 1.0, none, unknown, np.zeros_like(gaps)
            )
        mc_error = gaps.std(axis=0, ddof=1) / np.sqrt(self.runs)
        centred = gaps - mean
        total = np.sum(centred**2, axis=0)
        if not self.names:
            none = np.zeros((1, gaps.shape[1]))
            chance = total / (self.runs - 1)
            return Effects(
                self, gaps, mean, mc_error, none + 1.0, none, chance, np.zeros_like(gaps)
            )
        along = self._left.T @ centred
        weights, signal, chance = self._posterior_of_ratio(along**2, total)
        kept = np.einsum("kq,kp->pq", weights, _shrinkage(self._penalties, self._squares))
        fitted = self._left @ (kept * along)
        expected_chance = np.sum(weights * chance, axis=0)
        return Effects(self, gaps, mean, mc_error, weights, signal, expected_chance, fitted)

    @cached_property
    def _penalties(self) -> np.ndarray:
        """λ for each ratio of the grid, shape (ratios,)."""
        return RATIOS / np.sum(self._features.var(axis=0))

    def _posterior_of_ratio(
        self, along: np.ndarray, total: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return, for each ratio of the grid, its probability, var f and σ².

        Parameters
        ----------
        along : numpy.ndarray, shape (directions, effects)
            Squares of the gaps' components along the directions of the features.
        total : numpy.ndarray, shape (effects,)
            Sums of squares of the centred gaps.

        Returns
        -------
        weights, signal, chance : numpy.ndarray, shape (ratios, effects)
        """
        degrees_of_freedom = self.runs - 1
        rest = np.maximum(total - along.sum(axis=0), TINY)
        grown = 1.0 + self._penalties[:, None] * self._squares
        squares = (1.0 / grown) @ along + rest
        log_odds = -0.5 * (
            np.log(grown).sum(axis=1)[:, None]
            + degrees_of_freedom * np.log(squares / degrees_of_freedom)
            + ((np.log(RATIOS / RATIO)) / RATIO_SIGMA)[:, None] ** 2
        )  # fmt: skip
        weights = np.exp(log_odds - log_odds.max(axis=0))
        weights /= weights.sum(axis=0)
        chance = squares / degrees_of_freedom
        shrunk = _shrinkage(self._penalties, self._squares)
        signal = (shrunk**2 @ along + chance * shrunk.sum(axis=1)[:, None]) / self.runs
        varied = total > 0.0
        return weights, np.where(varied, signal, 0.0), np.where(varied, chance, 0.0)

    def sources(self, fitted: np.ndarray) -> np.ndarray:
        """Return which part of a fitted variance comes from each parameter.

        Parameters
        ----------
        fitted : numpy.ndarray, shape (runs, effects)

        Returns
        -------
        numpy.ndarray, shape (parameters, effects)
            Shares that add up to 1; zeros where nothing varies.
        """
        count = len(self.names)
        scale = np.where(self._squares > 1e-9 * self._squares.max(), self._squares, np.inf)
        slopes = self._right.T @ ((self._right @ (self._features.T @ fitted)) / scale[:, None])
        parts = slopes * (self._features.T @ fitted)
        by_parameter = np.maximum(parts[:count] + parts[count:], 0.0)
        whole = by_parameter.sum(axis=0)
        return np.asarray(by_parameter / np.where(whole > 0.0, whole, 1.0))


def _prior_sd(name: str) -> float:
    """Return the standard deviation of a uniform density over a parameter's range."""
    row = PARAMETERS[name]
    return float((row.high - row.low) / np.sqrt(12.0))


def _shrinkage(penalties: np.ndarray, squares: np.ndarray) -> np.ndarray:
    """Return which part of each direction ridge regression keeps, shape (penalties, directions)."""
    signal = penalties[:, None] * squares
    return np.asarray(signal / (1.0 + signal))


@dataclass(frozen=True)
class Effects:
    """Estimated effects, in the unit of their gaps.

    Attributes
    ----------
    design : Design
    gaps : numpy.ndarray, shape (runs, effects)
    mean, mc_error : numpy.ndarray, shape (effects,)
        Mean over companies, and its Monte Carlo error; infinite for a single run.
    weights, signal : numpy.ndarray, shape (ratios, effects)
        Posterior of the variance that parameters leave in the effect: probabilities and values.
    chance : numpy.ndarray, shape (effects,)
        Variance between companies at one parameter set.
    fitted : numpy.ndarray, shape (runs, effects)
        f at each run's parameter set.
    """

    design: Design
    gaps: np.ndarray
    mean: np.ndarray
    mc_error: np.ndarray
    weights: np.ndarray
    signal: np.ndarray
    chance: np.ndarray
    fitted: np.ndarray

    @cached_property
    def variance(self) -> np.ndarray:
        """Variance of the effect over parameter sets, its expectation, shape (effects,)."""
        return np.asarray(np.sum(self.weights * self.signal, axis=0))

    @cached_property
    def sd(self) -> np.ndarray:
        """Standard deviation of what is not known of the effect: parameters and simulation."""
        return np.asarray(np.sqrt(self.variance + self.mc_error**2))

    @cached_property
    def interval(self) -> tuple[np.ndarray, np.ndarray]:
        """Lower and upper ends of the 95 % posterior interval, each of shape (effects,)."""
        degrees_of_freedom = self.design.runs - 1
        margin = self.sd * (stdtrit(degrees_of_freedom, 0.975) if degrees_of_freedom else 1.0)
        return self.mean - margin, self.mean + margin

    @cached_property
    def p_direction(self) -> np.ndarray:
        """Probability that the effect has the sign of its mean, in [0.5, 1], shape (effects,)."""
        certain = np.where(self.mean == 0.0, 0.0, np.inf)
        distance = np.divide(np.abs(self.mean), self.sd, out=certain, where=self.sd > 0.0)
        return np.asarray(stdtr(max(1, self.design.runs - 1), distance))

    @cached_property
    def parameter_share(self) -> np.ndarray:
        """Share of the variance of gaps that comes from parameters, NaN where none vary."""
        if not self.design.names or self.design.runs < 2:
            return np.full(len(self.mean), np.nan)
        whole = self.variance + self.chance
        return np.where(whole > 0.0, self.variance / np.where(whole > 0.0, whole, 1.0), np.nan)

    @cached_property
    def rests_on(self) -> list[tuple[str, ...]]:
        """The two parameters that matter most, where most of the variance is from assumed ones.

        Empty where parameters that the data narrow matter more, and where the regression cannot
        tell where the variance comes from.
        """
        names, assumed = self.design.names, self.design.assumed
        if not assumed:
            return [()] * len(self.mean)
        shares = self.design.sources(self.fitted)
        known = self.fitted.var(axis=0) > EXPLAINED * self.variance
        kept = np.array([name in assumed for name in names])
        rests = known & (shares[kept].sum(axis=0) > 0.5)
        found: list[tuple[str, ...]] = []
        for effect, resting in enumerate(rests):
            order = np.argsort(np.where(kept, -shares[:, effect], 1.0), kind="stable")[:2]
            found.append(tuple(names[k] for k in order if kept[k]) if resting else ())
        return found
