"""What compiled rules know by name: fixed numbers."""

from __future__ import annotations

import numpy as np

__all__ = ["fixed"]


def fixed(value: int) -> int:
    """Return a whole number for compiled code: a constant that is no type of its own.

    Numba makes a type of each plain `int` that is passed to a rule, and compiles the rule once for
    each: forty copies of a random draw, one for each purpose. A NumPy integer has one type. To the
    type checker it is an `int`, which it is to rules.

    Examples
    --------
    >>> fixed(3) == 3
    True
    """
    number: int = np.int64(value)  # type: ignore[assignment]
    return number
