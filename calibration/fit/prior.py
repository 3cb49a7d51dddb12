"""The prior: what is known about the calibrated parameters before any survey was looked at.

The calibrated parameters are the parameters of the model that calibration may move, what a
population of surveyed companies is like, and how people answer. Each is uniform over its range in
its table, and independent of the others. Draws come in blocks, each a Latin hypercube: in every
block each unknown falls once into each 64th of its range. Their order is the parameter's own luck,
addressed by its name (decision 0032).
"""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import pandas as pd

from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.quantity import to_record
from allied.sim.inputs.registry import REGISTRY

__all__ = ["CALIBRATED_PARAMETERS", "parameter_records", "prior_draws", "prior_points"]

CALIBRATED_PARAMETERS = MappingProxyType(
    {name: row for name, row in REGISTRY.items() if row.role == "calibrated"}
)
"""Mapping of dotted name to `Quantity`: everything that calibration may move."""

BLOCK = 64  # draws that are a Latin hypercube together


def prior_points(count: int, *, seed: int = 1) -> pd.DataFrame:
    """Return draws of all calibrated parameters from the prior.

    A column depends on the parameter's name and range and on the seed, not on what other parameters
    there are. A shorter table is the beginning of a longer one.

    Parameters
    ----------
    count : int
        How many.
    seed : int
        At least 0.

    Returns
    -------
    pandas.DataFrame
        A row for each draw, a column for each of `CALIBRATED_PARAMETERS`.

    Examples
    --------
    >>> prior_points(100).equals(prior_points(1000)[:100])
    True

    Examples
    --------
    >>> prior_points(3).shape[0]
    3
    """
    return pd.DataFrame({
        name: row.low + (row.high - row.low) * _units(row.key, count, seed)
        for name, row in CALIBRATED_PARAMETERS.items()
    })  # fmt: skip


def _units(key: int, count: int, seed: int) -> np.ndarray:
    """Return one unknown's positions in its range, shape (count,)."""
    from scipy.stats import qmc  # here, since it takes a third of a second

    sampler = qmc.LatinHypercube(1, rng=np.random.default_rng([seed, key]))
    blocks = [sampler.random(BLOCK)[:, 0] for _ in range(-(-count // BLOCK))]
    return np.concatenate(blocks)[:count]


def parameter_records(points: pd.DataFrame) -> np.ndarray:
    """Return the parameters of the model in draws, the others at their defaults.

    Returns
    -------
    numpy.ndarray of PARAMETER_TYPE, shape (draws,)
    """
    draws = np.repeat(to_record(PARAMETERS, {}), len(points))
    for name in points.columns.intersection(list(PARAMETERS)):
        PARAMETERS[name].write(draws, points[name])
    return draws


def prior_draws(count: int, *, seed: int = 1) -> np.ndarray:
    """Return draws of the model's parameters from the prior.

    Returns
    -------
    numpy.ndarray of PARAMETER_TYPE, shape (count,)

    Examples
    --------
    >>> len(prior_draws(3))
    3
    """
    return parameter_records(prior_points(count, seed=seed))
