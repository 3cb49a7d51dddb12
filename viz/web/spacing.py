"""Where ticks and labels stand, in units of the axis."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

__all__ = ["spread_apart", "ticks"]

NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
FLAT = 1e-9  # a range this small, relative to its values, is none


def ticks(low: float, high: float, count: int = 5) -> np.ndarray:
    """Return evenly spaced round numbers that enclose the range, at least two.

    Examples
    --------
    >>> ticks(32.1, 78.0).tolist()
    [30.0, 40.0, 50.0, 60.0, 70.0, 80.0]
    """
    span = high - low
    if not np.isfinite(span) or span <= FLAT * max(abs(low), abs(high), FLAT):
        middle = (low + high) / 2 if np.isfinite(span) else 0.0
        half = abs(middle) / 2 if abs(middle) > FLAT else 1.0
        low, high, span = middle - half, middle + half, 2 * half
    unit = 10.0 ** np.floor(np.log10(span / count))
    step = unit * next(nice for nice in NICE if unit * nice >= span / count * (1 - 1e-9))
    first, last = np.floor(low / step + 1e-9), np.ceil(high / step - 1e-9)
    return step * np.arange(first, max(last, first + 1) + 1)


def spread_apart(
    wanted: Sequence[float] | np.ndarray, heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Return places near the wanted ones at which things of these heights do not overlap.

    Parameters
    ----------
    wanted : sequence of float
    heights : sequence of float
    low, high : float
        Limits for the places; where not all fit between them, the lowest leave at the bottom.

    Returns
    -------
    list of float
        In the order of `wanted`.
    """
    order = np.argsort(np.asarray(wanted), kind="stable")
    gaps = [(heights[a] + heights[b]) / 2 for a, b in pairwise(order)]
    places = [min(max(float(wanted[index]), low), high) for index in order]
    for index, gap in enumerate(gaps):  # push up
        places[index + 1] = max(places[index + 1], places[index] + gap)
    places[-1] = min(places[-1], high)
    for index in range(len(gaps) - 1, -1, -1):  # push down where the top is full
        places[index] = min(places[index], places[index + 1] - gaps[index])
    found = [0.0] * len(places)
    for index, place in zip(order, places, strict=True):
        found[int(index)] = place
    return found
