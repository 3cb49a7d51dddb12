"""Draws from the prior: what is known about the parameters before any survey was looked at.

Every parameter that calibration may move is uniform over its range in `sim.parameters`, and
independent of the others; the draws are a scrambled Sobol sequence, which fills the space evenly.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import qmc

from sim.parameters import PARAMETERS, PRIOR
from sim.quantity import to_record

__all__ = ["prior_draws"]


def prior_draws(count: int, *, seed: int = 1) -> np.ndarray:
    """Return draws from the prior.

    Parameters
    ----------
    count : int
        How many.
    seed : int
        Of the scrambling.

    Returns
    -------
    numpy.ndarray of PARAMETER_TYPE, shape (count,)
    """
    low = [PARAMETERS[name].low for name in PRIOR]
    high = [PARAMETERS[name].high for name in PRIOR]
    sobol = qmc.Sobol(len(PRIOR), rng=np.random.default_rng(seed))
    points = qmc.scale(sobol.random_base2(int(np.ceil(np.log2(max(2, count)))))[:count], low, high)
    draws = np.repeat(to_record(PARAMETERS, {}), count)
    for column, name in enumerate(PRIOR):
        draws[PARAMETERS[name].field] = points[:, column]
    return draws
