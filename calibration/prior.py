"""The prior: what is known about the unknowns before any survey was looked at.

The unknowns are the parameters of the model that calibration may move, what a population of
surveyed companies is like, and how people answer. Each is uniform over its range in its table, and
independent of the others; draws are a scrambled Sobol sequence, which fills the space evenly.
"""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import pandas as pd
from scipy.stats import qmc

from sim.parameters import PARAMETERS, PRIOR
from sim.population import POPULATION
from sim.quantity import to_record
from sim.survey import RESPONSE

__all__ = ["UNKNOWNS", "parameter_records", "prior_draws", "prior_points"]

UNKNOWNS = MappingProxyType(
    {name: PARAMETERS[name] for name in PRIOR} | dict(POPULATION) | dict(RESPONSE)
)
"""Mapping of dotted name to `Quantity`: everything that calibration may move."""


def prior_points(count: int, *, seed: int = 1) -> pd.DataFrame:
    """Return draws of all unknowns from the prior.

    Parameters
    ----------
    count : int
        How many.
    seed : int
        Of the scrambling.

    Returns
    -------
    pandas.DataFrame
        A row for each draw, a column for each of `UNKNOWNS`.
    """
    low = [row.low for row in UNKNOWNS.values()]
    high = [row.high for row in UNKNOWNS.values()]
    sobol = qmc.Sobol(len(UNKNOWNS), rng=np.random.default_rng(seed))
    units = sobol.random_base2(int(np.ceil(np.log2(max(2, count)))))[:count]
    return pd.DataFrame(qmc.scale(units, low, high), columns=list(UNKNOWNS))


def parameter_records(points: pd.DataFrame) -> np.ndarray:
    """Return the parameters of the model in draws, the others at their defaults.

    Returns
    -------
    numpy.ndarray of PARAMETER_TYPE, shape (draws,)
    """
    draws = np.repeat(to_record(PARAMETERS, {}), len(points))
    for name in points.columns.intersection(list(PARAMETERS)):
        draws[PARAMETERS[name].field] = points[name]
    return draws


def prior_draws(count: int, *, seed: int = 1) -> np.ndarray:
    """Return draws of the model's parameters from the prior.

    Returns
    -------
    numpy.ndarray of PARAMETER_TYPE, shape (count,)
    """
    return parameter_records(prior_points(count, seed=seed))
