"""How long it takes from results to effects, verdicts and a ranking: what a slider waits for."""

from __future__ import annotations

import numpy as np
import pytest

from allied.calibration.fit.posterior import parameter_set
from allied.sim.experiment.comparison import Comparison
from allied.sim.model.outcomes import OUTCOMES

SCENARIOS, RUNS = 4, 1000


@pytest.fixture
def values() -> np.ndarray:
    luck = np.random.default_rng(1)
    companies = luck.normal(50.0, 10.0, (1, RUNS, len(OUTCOMES)))
    return companies + luck.normal(1.0, 3.0, (SCENARIOS, RUNS, len(OUTCOMES)))


def test_effects_verdicts_and_ranking(benchmark, values) -> None:
    rows, names = parameter_set(), [f"scenario {k}" for k in range(SCENARIOS)]

    def say_all() -> None:
        comparison = Comparison(names, 1, RUNS, 156, values, rows)
        for scenario in range(1, SCENARIOS):
            comparison.differences(scenario)
        comparison.ranking()

    benchmark(say_all)
