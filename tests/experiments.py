"""Experiments that take no time: made-up outcomes of scenarios that exist, written to a folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from allied.scenarios import load
from allied.sim.experiment.ensemble import Ensemble
from allied.sim.inputs.arguments import parameter_rows
from allied.sim.model.outcomes import OUTCOMES


def made_up(
    seed: int = 1, *, scenarios: tuple[str, ...] = ("silos", "allies"), runs: int = 3,
    weeks: int = 4, every: int = 2, first: int = 5,
) -> Ensemble:  # fmt: skip
    """Return an ensemble whose numbers are the seed's, and nobody's model."""
    recorded = np.array([w for w in range(1, weeks + 1) if w % every == 0 or w == weeks])
    shape = (len(scenarios), runs, len(recorded), len(OUTCOMES))
    values = np.random.default_rng(seed).normal(50.0, 5.0, shape)
    found = tuple(load(name) for name in scenarios)
    return Ensemble(found, seed, runs, weeks, recorded, values, parameter_rows(None), first)


def record(folder: Path, ensemble: Ensemble) -> None:
    """Write an experiment as `allied compare --parameters default --out` does."""
    from allied.viz.terminal.artifacts import prepare, write

    prepare(folder)
    write(folder, ensemble, ["allied", "compare"], "default")
