"""Experiments whose companies are made up: what claims and patterns say of numbers that are known.

A company has a level of its own and one from its parameters; whatever else it has depends on what
is measured. So arms can be given equal numbers, numbers that are equal but for chance, or an
effect of known size, without a run of the model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from allied.sim.experiment.contrast import Measure
from allied.sim.experiment.engine import Experiment, Results
from allied.sim.inputs.parameters import PARAMETERS, PRIOR

SPREAD = 8.0  # standard deviation between companies, about that of trust and experience

Values = Mapping[Measure, np.ndarray]
Make = Callable[..., Values]


def stand_in(monkeypatch: Any, make: Make) -> None:
    """Let experiments measure what `make(measures, rows, seed, place)` says, and run nothing."""

    def run(
        self: Experiment, *, runs: int, parameters: np.ndarray, first: int = 0, seed: int = 1,
        environment: Mapping[str, float] | None = None, progress: Any = None,
    ) -> Results:  # fmt: skip
        numbers = first + np.arange(runs)
        measures = sorted({m for contrast in self.contrasts for m in contrast.measures})
        rows = parameters[numbers % len(parameters)]
        return Results(make(measures, rows, seed, environment or {}), parameters, numbers)

    monkeypatch.setattr(Experiment, "run", run)


def position(rows: np.ndarray, name: str) -> np.ndarray:
    """Return where a parameter lies in its range, from -1 to 1, shape (runs,)."""
    row = PARAMETERS[name]
    return 2.0 * (rows[row.field] - row.low) / (row.high - row.low) - 1.0


def companies(rows: np.ndarray, seed: int) -> np.ndarray:
    """Return a level for each company, part of it from its parameters, shape (runs,)."""
    luck = np.random.default_rng(seed).normal(0.0, SPREAD, len(rows))
    return 50.0 + luck + sum(2.0 * position(rows, name) for name in PRIOR[:4])


def the_same(measures: list[Measure], rows: np.ndarray, seed: int, place: Any) -> Values:
    """Every arm, year and person alike."""
    level = companies(rows, seed)
    return dict.fromkeys(measures, level)


def a_trend(measures: list[Measure], rows: np.ndarray, seed: int, place: Any) -> Values:
    """Every arm and person alike, and every company another one each year."""
    return {m: companies(rows, seed + m.year) + 5.0 * m.year for m in measures}


def noise(measures: list[Measure], rows: np.ndarray, seed: int, place: Any) -> Values:
    """Nothing but chance: arms, years and persons have one distribution, and remember nothing."""
    return {m: companies(rows, 1000 * seed + k) for k, m in enumerate(measures)}


def memory(measures: list[Measure], rows: np.ndarray, seed: int, place: Any) -> Values:
    """The same companies each year, and a little chance in whatever is measured."""
    level, luck = companies(rows, seed), np.random.default_rng(seed + 1)
    return {m: level + luck.normal(0.0, 1.0, len(rows)) for m in measures}
