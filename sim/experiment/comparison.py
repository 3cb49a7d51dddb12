"""Paired comparison of scenarios: how much, how sure, for how many companies.

Scenarios share their random numbers, so run r of one scenario and run r of another describe the
same company in the same market, and the difference of the pair is what the levers did. Three
quantities are told apart and never mixed (`allied.sim.experiment.effects`): the effect with its
posterior interval, the spread over companies, and the Monte Carlo error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from allied.sim.experiment.effects import Design
from allied.sim.experiment.ranking import Ranking, rank
from allied.sim.experiment.verdict import Verdict, is_coin_flip, judge
from allied.sim.model.outcomes import DEFAULT_GOALS, OUTCOMES, SIGNS

__all__ = ["Comparison", "Difference", "Spread", "differences"]

SESOI = np.array([outcome.sesoi for outcome in OUTCOMES])


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and 90 % range of an outcome over companies, in the outcome's unit.

    Examples
    --------
    >>> from allied.sim.experiment.ensemble import run_ensemble
    >>> found = run_ensemble(["silos"], runs=50, weeks=52).comparison()
    >>> spread = found.spread(0, 0)
    >>> spread.p05 < spread.mean < spread.p95
    True
    """

    mean: float
    p05: float
    p95: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Paired difference of an outcome between two scenarios, in the outcome's unit.

    Attributes
    ----------
    mean, low, high : float
        The effect: mean over companies, and its 95 % posterior interval.
    p_direction : float
        Probability that the effect has the sign of its mean, in [0.5, 1].
    p05, p95 : float
        90 % range of the difference over companies.
    p_better : float
        Share of companies that do better, ties half.
    mc_error : float
        Standard error of the mean over runs; infinite for a single run.
    verdict : Verdict
    runs_needed : int or None
        Runs that would end an open verdict; None where it is not for want of runs.
    rests_on : tuple of str
        The two parameters that matter most, where most of the effect's variance comes from
        parameters that the data do not narrow; empty otherwise.
    parameters : float or None
        Share of the variance of the difference over companies that comes from parameters; None
        where all runs share their parameters.
    """

    mean: float
    low: float
    high: float
    p_direction: float
    p05: float
    p95: float
    p_better: float
    mc_error: float
    verdict: Verdict
    runs_needed: int | None = None
    rests_on: tuple[str, ...] = ()
    parameters: float | None = None

    @property
    def chance(self) -> float | None:
        """Share of the variance that is chance between companies: the rest."""
        return None if self.parameters is None else 1.0 - self.parameters

    @property
    def p_positive(self) -> float:
        """Probability that the effect is above zero."""
        return self.p_direction if self.mean >= 0.0 else 1.0 - self.p_direction

    @property
    def coin_flip(self) -> bool:
        """Whether the effect is clear on average, but for one company a coin flip."""
        clear = self.verdict in (Verdict.BETTER, Verdict.WORSE)
        return clear and is_coin_flip(self.p_better)

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as plain data, for JSON."""
        return {
            "mean": self.mean, "low": self.low, "high": self.high,
            "p_direction": self.p_direction, "p_better": self.p_better, "p05": self.p05,
            "p95": self.p95, "mc_error": self.mc_error, "runs_needed": self.runs_needed,
            "verdict": str(self.verdict), "rests_on": list(self.rests_on),
            "variance": {"parameters": self.parameters, "chance": self.chance},
        }  # fmt: skip


def differences(
    design: Design, values: np.ndarray, reference: np.ndarray, *, signs: np.ndarray,
    sesoi: np.ndarray,
) -> list[Difference]:  # fmt: skip
    """Compare two sets of paired results, column by column.

    Parameters
    ----------
    design : Design
        Of the parameters of these runs.
    values, reference : numpy.ndarray, shape (runs, columns)
    signs : numpy.ndarray, shape (columns,)
        1 where higher is better, -1 where lower is.
    sesoi : numpy.ndarray, shape (columns,)
        Smallest effect of interest.
    """
    gains = (values - reference) * signs
    effects = design.effects(gains)
    low, high = effects.interval
    low, high = np.where(signs > 0, low, -high), np.where(signs > 0, high, -low)
    p05, p95 = np.quantile(values - reference, (0.05, 0.95), axis=0)
    p_better = np.mean(gains > 0.0, axis=0) + 0.5 * np.mean(gains == 0.0, axis=0)
    return [
        Difference(
            float(effects.mean[k] * signs[k]), float(low[k]), float(high[k]),
            float(effects.p_direction[k]), float(p05[k]), float(p95[k]), float(p_better[k]),
            float(effects.mc_error[k]), said.verdict, said.runs_needed, effects.rests_on[k],
            None if np.isnan(share) else float(share),
        )
        for k, (said, share) in enumerate(
            zip(judge(effects, sesoi), effects.parameter_share, strict=True))
    ]  # fmt: skip


@lru_cache(maxsize=8)
def _design(rows: bytes, dtype: np.dtype[np.void], first: int, runs: int) -> Design:
    """Return the design of runs; comparisons of the same runs share its decomposition."""
    return Design(np.frombuffer(rows, dtype), first + np.arange(runs))


@dataclass(frozen=True)
class Comparison:
    """Results of several scenarios for the same runs; the first scenario is the baseline.

    Attributes
    ----------
    scenarios : sequence of str
    seed, first, runs, weeks : int
    values : numpy.ndarray, shape (scenarios, runs, outcomes)
        Outcomes in the order of `OUTCOMES`, over the last 52 weeks.
    parameters : numpy.ndarray of PARAMETER_TYPE, shape (rows,)
        Run n has row n modulo their number.

    Examples
    --------
    >>> from allied.sim.experiment.ensemble import run_ensemble
    >>> from allied.sim.model.outcomes import index_of
    >>> found = run_ensemble(["silos", "merged"], runs=100, weeks=104).comparison()
    >>> gap = found.difference(1, index_of("marketing_it_ties"))
    >>> gap.mean > 0.0, str(gap.verdict)
    (True, 'better')
    """

    scenarios: Sequence[str]
    seed: int
    runs: int
    weeks: int
    values: np.ndarray
    parameters: np.ndarray
    first: int = 0

    @cached_property
    def design(self) -> Design:
        """The parameter sets of the runs."""
        rows = self.parameters
        return _design(rows.tobytes(), rows.dtype, self.first, self.runs)

    @cached_property
    def _known(self) -> dict[tuple[int, int], list[Difference]]:
        return {}

    @property
    def draws(self) -> int:
        """Number of parameter sets that the runs have."""
        return min(self.runs, len(self.parameters))

    def spread(self, scenario: int, outcome: int) -> Spread:
        """Return mean and range of an outcome in a scenario, both by position."""
        values = self.values[scenario, :, outcome]
        p05, p95 = np.quantile(values, (0.05, 0.95))
        return Spread(float(values.mean()), float(p05), float(p95))

    def differences(self, scenario: int, against: int = 0) -> list[Difference]:
        """Return the differences of a scenario to another one, in the order of `OUTCOMES`."""
        pair = (scenario, against)
        if pair not in self._known:
            self._known[pair] = differences(
                self.design, self.values[scenario], self.values[against], signs=SIGNS, sesoi=SESOI
            )
        return self._known[pair]

    def difference(self, scenario: int, outcome: int, against: int = 0) -> Difference:
        """Return the paired difference of a scenario to another one, all by position."""
        return self.differences(scenario, against)[outcome]

    def ranking(self, goals: Sequence[str] = DEFAULT_GOALS) -> Ranking:
        """Return the scenarios, the best first, on the outcomes that the reader wants."""
        return rank(self.design, self.values, goals)

    def to_dict(self, goals: Sequence[str] = DEFAULT_GOALS) -> Mapping[str, Any]:
        """Return the comparison as plain data, for JSON: goals, ranking and all outcomes."""
        return {
            "goals": list(goals),
            "ranking": self.ranking(goals).to_list(self.scenarios),
            "outcomes": {
                outcome.name: {
                    "label": outcome.label,
                    "unit": outcome.unit,
                    "better": outcome.better,
                    "sesoi": outcome.sesoi,
                    "scenarios": {
                        name: self._plain_spread(index, position)
                        for index, name in enumerate(self.scenarios)
                    },
                    "differences": {
                        name: self.difference(index, position).to_dict()
                        for index, name in enumerate(self.scenarios)
                        if index > 0
                    },
                }
                for position, outcome in enumerate(OUTCOMES)
            },
        }

    def _plain_spread(self, scenario: int, outcome: int) -> dict[str, float]:
        spread = self.spread(scenario, outcome)
        return {"mean": spread.mean, "p05": spread.p05, "p95": spread.p95}
