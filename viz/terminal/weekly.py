"""Outcomes by week, as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allied.sim.model.outcomes import OUTCOMES

if TYPE_CHECKING:
    from allied.sim.experiment.ensemble import Ensemble

__all__ = ["by_week"]


def by_week(ensemble: Ensemble) -> dict[str, dict[str, dict[str, list[float]]]]:
    """Return mean and 90 % range over companies: outcome, scenario, statistic, list by week."""
    mean = ensemble.values.mean(axis=1)  # (scenarios, weeks, outcomes)
    p05, p95 = np.quantile(ensemble.values, (0.05, 0.95), axis=1)
    return {
        outcome.name: {
            scenario.name: {
                "mean": mean[row, :, column].tolist(),
                "p05": p05[row, :, column].tolist(),
                "p95": p95[row, :, column].tolist(),
            }
            for row, scenario in enumerate(ensemble.scenarios)
        }
        for column, outcome in enumerate(OUTCOMES)
    }
