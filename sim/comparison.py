"""Paired comparison of scenarios: how much, how sure, for how many companies.

Scenarios share their luck, so run r of one scenario and run r of another describe the same company
in the same market. The difference of a pair is what the levers did; its mean over pairs has a
narrow interval, and the share of pairs that do better says for how many companies it holds.

Where runs differ in their draw of the parameters, the interval holds what is not known about people
as well, and the variance of the difference is split into parameters and chance (`sim.variance`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.special import stdtrit

from sim.outcomes import OUTCOMES, Outcome
from sim.variance import share_of_parameters, standard_error

__all__ = ["BETTER", "NOT_SETTLED", "SAME", "WORSE", "Comparison", "Difference", "Spread", "paired"]

BETTER, WORSE, NOT_SETTLED, SAME = "better", "worse", "not settled", "about the same"


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and 90 % range of an outcome over companies, in the outcome's unit."""

    mean: float
    p05: float
    p95: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Paired difference of an outcome to the first scenario, in the outcome's unit.

    Attributes
    ----------
    mean, low, high : float
        Mean over pairs and its 95 % confidence interval (Student's t over draws of the parameters,
        or over pairs where there is one draw).
    p05, p95 : float
        90 % range of the difference over companies.
    p_better : float
        Share of pairs in which the scenario does better, ties half.
    verdict : {"better", "worse", "not settled", "about the same"}
        Settled where the interval of the mean excludes zero; about the same where the whole
        interval is smaller than any difference worth naming (`Outcome.least`).
    parameters : float, optional
        Share of the variance of the difference over companies that comes from the parameters; None
        where it cannot be known.
    """

    mean: float
    low: float
    high: float
    p05: float
    p95: float
    p_better: float
    verdict: str
    parameters: float | None = None

    @property
    def chance(self) -> float | None:
        """Share of the variance that is chance between companies: the rest."""
        return None if self.parameters is None else 1.0 - self.parameters


def _spread(values: np.ndarray) -> Spread:
    p05, p95 = np.quantile(values, (0.05, 0.95))
    return Spread(float(values.mean()), float(p05), float(p95))


def paired(
    outcome: Outcome, values: np.ndarray, reference: np.ndarray, *, draws: int = 1
) -> Difference:
    """Compare two scenarios on one outcome.

    Parameters
    ----------
    outcome : Outcome
        Says which direction is better.
    values, reference : numpy.ndarray, shape (runs,)
        The scenario's and the reference's results for the same runs.
    draws : int
        Of the parameters: run r has draw r modulo their number.

    Returns
    -------
    Difference
    """
    gap = values - reference
    if not np.isfinite(gap).all():
        raise ValueError(f"{outcome.name} has values that are no numbers")
    mean = float(gap.mean())
    error, freedom = standard_error(gap, draws)
    margin = float(stdtrit(freedom, 0.975)) * error if freedom else np.inf
    p05, p95 = np.quantile(gap, (0.05, 0.95))
    gain = gap if outcome.better == "higher" else -gap
    p_better = float(np.mean(gain > 0) + 0.5 * np.mean(gain == 0))
    if abs(mean) + margin < outcome.least:
        verdict = SAME
    elif margin >= abs(mean):
        verdict = NOT_SETTLED
    else:
        verdict = BETTER if (mean > 0) == (outcome.better == "higher") else WORSE
    return Difference(
        mean, mean - margin, mean + margin, float(p05), float(p95), p_better, verdict,
        share_of_parameters(gap, draws),
    )  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """Results of several scenarios for the same runs; the first scenario is the reference.

    Attributes
    ----------
    scenarios : sequence of str
    seed, runs, weeks : int
    values : numpy.ndarray, shape (scenarios, runs, outcomes)
        Outcomes in the order of `OUTCOMES`, over the last 52 weeks.
    draws : int
        Of the parameters: run r has draw r modulo their number.
    """

    scenarios: Sequence[str]
    seed: int
    runs: int
    weeks: int
    values: np.ndarray
    draws: int = 1

    def spread(self, scenario: int, outcome: int) -> Spread:
        """Return mean and range of an outcome in a scenario, both by position."""
        return _spread(self.values[scenario, :, outcome])

    def difference(self, scenario: int, outcome: int) -> Difference:
        """Return the paired difference of a scenario to the first one, both by position."""
        values, reference = self.values[scenario, :, outcome], self.values[0, :, outcome]
        return paired(OUTCOMES[outcome], values, reference, draws=self.draws)

    def verdicts(self, scenario: int) -> dict[str, str]:
        """Return the verdict on each outcome, by the outcome's name."""
        return {
            outcome.name: self.difference(scenario, index).verdict
            for index, outcome in enumerate(OUTCOMES)
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data, by outcome, for JSON."""
        return {
            outcome.name: {
                "label": outcome.label,
                "unit": outcome.unit,
                "better": outcome.better,
                "scenarios": {
                    name: asdict(self.spread(index, position))
                    for index, name in enumerate(self.scenarios)
                },
                "differences": {
                    name: _plain_difference(self.difference(index, position))
                    for index, name in enumerate(self.scenarios)
                    if index > 0
                },
            }
            for position, outcome in enumerate(OUTCOMES)
        }


def _plain_difference(gap: Difference) -> dict[str, Any]:
    row = asdict(gap)
    del row["verdict"], row["parameters"]
    return {**row, "variance": {"parameters": gap.parameters, "chance": gap.chance}}
