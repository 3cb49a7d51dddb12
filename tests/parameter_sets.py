"""Parameter sets and gaps with known effects, for tests of estimates."""

from __future__ import annotations

import numpy as np

from allied.sim.inputs.parameters import PARAMETER_TYPE, PARAMETERS
from allied.sim.inputs.quantity import to_record

ASSUMED = ("choice.trust", "tie.growth", "work.rework", "sponsor.gain")
NARROWED = ("trust.gain", "agree.dispute")


def parameter_sets(rows: int, seed: int = 1) -> np.ndarray:
    """Return sets in which four parameters vary over their prior and two within a tenth of it."""
    luck = np.random.default_rng(seed)
    sets = np.zeros(rows, PARAMETER_TYPE)
    sets[:] = to_record(PARAMETERS, {})[0]
    for name in (*ASSUMED, *NARROWED):
        row = PARAMETERS[name]
        part = 1.0 if name in ASSUMED else 0.1
        middle, width = (row.low + row.high) / 2.0, (row.high - row.low) * part
        sets[row.field] = middle + width * luck.uniform(-0.5, 0.5, rows)
    return sets


def standardised(sets: np.ndarray, name: str) -> np.ndarray:
    """Return a parameter in units of its standard deviation, as `parameter_sets` draws it."""
    row = PARAMETERS[name]
    width = (row.high - row.low) * (1.0 if name in ASSUMED else 0.1)
    return np.asarray((sets[row.field] - (row.low + row.high) / 2.0) / (width / np.sqrt(12.0)))
