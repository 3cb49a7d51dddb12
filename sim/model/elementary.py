"""Exponential and logarithm, with the same bits on every machine.

A C library rounds `exp` or `log` as it likes, and does it in another way where the processor has
fused instructions. What stands here uses the operations that IEEE 754 fixes to the last bit
(addition, subtraction, multiplication, division, square root), in one order, so results depend on
neither library nor processor, and are the same compiled and in plain Python.

`exp` and `log` look up a value near the argument and correct it with a short polynomial (Tang 1989,
1990); the argument is reduced in two parts (Cody and Waite 1980), and reciprocals in the table of
`log` are short, so that multiplying by them is exact (Wong and Goto 1994). Tables are calculated in
decimal arithmetic and rounded once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np

from allied.sim.model.compiled import routine, rule

__all__ = ["LN2", "exp", "log"]

PARTS = 128  # of a factor of two: entries of a table
PLACES = Context(prec=50, rounding=ROUND_HALF_EVEN)
NAN, INFINITY = math.nan, math.inf


def _rounded(number: Fraction, bits: int) -> float:
    """Return a number rounded to a multiple of 2**-bits."""
    return round(number * (1 << bits)) / (1 << bits)


def _split(number: Fraction, bits: int) -> tuple[float, float]:
    """Return a number as a short one, a multiple of 2**-bits, and the rest."""
    short = _rounded(number, bits)
    return short, float(number - Fraction(short))


def _split_all(numbers: Iterable[Decimal], bits: int) -> tuple[np.ndarray, np.ndarray]:
    short, rest = zip(*(_split(Fraction(number), bits) for number in numbers), strict=True)
    return np.array(short), np.array(rest)


DECIMAL_LN2 = PLACES.ln(Decimal(2))
EXACT_LN2 = Fraction(DECIMAL_LN2)  # to 50 digits
LN2 = float(EXACT_LN2)


def _powers() -> list[Decimal]:
    """Return 2**(j/128) for each j."""
    logarithms = [PLACES.multiply(PLACES.divide(j, PARTS), DECIMAL_LN2) for j in range(PARTS)]
    return [PLACES.exp(logarithm) for logarithm in logarithms]


# exp: x = (128 k + j) ln2/128 + r, so that exp(x) = 2**k · 2**(j/128) · exp(r)
PER_PART = float(PARTS / EXACT_LN2)
PART, PART_REST = _split(EXACT_LN2 / PARTS, 40)  # n · PART is exact for each n that occurs
TO_WHOLE = 1.5 * 2**52  # added and taken off again, it rounds to the nearest whole number
POWERS, POWERS_REST = _split_all(_powers(), 52)
EXP_LEAST, EXP_MOST = -708.0, 709.0  # between them exp(x) is a normal double
ALWAYS_ZERO, ALWAYS_INFINITE = -746.0, 710.0

# log: x = 2**k · z and r = c z - 1, so that log(x) = k ln2 - log(c) + log(1 + r); c is 1/z, nearly
ONE = int(np.float64(1.0).view(np.int64))
BINADE, INTERVAL = 2**52, 2**45  # of bit patterns: a factor of two, and one entry of the table
LEAST_Z = ONE - BINADE + 51 * INTERVAL - INTERVAL // 2  # 1 lies in an entry, where c is exactly 1
FIRST_26_BITS = ~(2**27 - 1)
LEAST_NORMAL, TO_NORMAL = 2.0**-1022, 2.0**54
LN2_SHORT, LN2_REST = _split(EXACT_LN2, 42)


def _reciprocals() -> list[float]:
    """Return c for each entry: short, and such that r is at most about 2**-8."""
    edges = [
        Fraction(float(np.int64(LEAST_Z + j * INTERVAL).view(np.float64))) for j in range(PARTS + 1)
    ]
    return [
        1.0 if low < 1 < high else _rounded(2 / (low + high), 20) for low, high in pairwise(edges)
    ]


RECIPROCALS = np.array(_reciprocals())
LOGS, LOGS_REST = _split_all((PLACES.minus(PLACES.ln(Decimal(float(c)))) for c in RECIPROCALS), 42)


@rule
def _double(bits: int) -> float:
    """Return the double of a bit pattern."""
    return float(np.int64(bits).view(np.float64))


@rule
def _power_of_two(k: int) -> float:
    """Return 2**k, a normal double: k is from -1022 to 1023."""
    return _double((k + 1023) << 52)


@rule
def _reduced(x: float) -> tuple[float, int]:
    """Return exp(x) as a number in [1, 2), and the power of two that belongs to it."""
    n = (x * PER_PART + TO_WHOLE) - TO_WHOLE
    r = (x - n * PART) - n * PART_REST
    whole = int(n)
    j = whole & (PARTS - 1)
    near = float(POWERS[j])
    grown = r + r * r * (1.0 / 2.0 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0))))
    return near + (float(POWERS_REST[j]) + near * grown), whole >> 7


@routine
def _exp_at_the_edge(x: float) -> float:
    """Return exp(x) where it is subnormal, zero, nearly or quite infinite, or not a number."""
    if math.isnan(x):
        return x
    if x > ALWAYS_INFINITE:
        return INFINITY
    if x < ALWAYS_ZERO:
        return 0.0
    number, k = _reduced(x)
    half = k >> 1
    return number * _power_of_two(half) * _power_of_two(k - half)


@routine
def exp(x: float) -> float:
    """Return the exponential of x.

    Parameters
    ----------
    x : float
        Any double. Where the result is too large for one it is infinite; nothing is raised.

    Returns
    -------
    float
        Within 0.52 units in the last place; within 1 where it is subnormal.

    Examples
    --------
    >>> exp(0.0), exp(1.0), exp(-1000.0), exp(1000.0)
    (1.0, 2.718281828459045, 0.0, inf)
    """
    if not EXP_LEAST < x < EXP_MOST:
        return _exp_at_the_edge(x)
    number, k = _reduced(x)
    return number * _power_of_two(k)


@rule
def _log_of_normal(x: float, scaled: float) -> float:
    """Return log(x · 2**-scaled) of a positive normal double x."""
    bits = int(np.float64(x).view(np.int64))
    beyond = bits - LEAST_Z
    k = beyond >> 52
    j = (beyond >> 45) & (PARTS - 1)
    bits -= k << 52
    z, short = _double(bits), _double(bits & FIRST_26_BITS)
    c = float(RECIPROCALS[j])
    main, rest = short * c - 1.0, (z - short) * c  # the first is exact
    r = main + rest
    twos = float(k) - scaled
    known = twos * LN2_SHORT + float(LOGS[j])  # exact
    total = known + r
    lost = ((main - r) + rest) + ((known - total) + r)  # what the two additions rounded off
    rest = lost + (twos * LN2_REST + float(LOGS_REST[j]))
    square = r * r
    bent = (-1.0 / 2.0 + r * (1.0 / 3.0)) + square * (
        (-1.0 / 4.0 + r * (1.0 / 5.0)) + square * (-1.0 / 6.0 + r * (1.0 / 7.0))
    )
    return total + (rest + square * bent)


@routine
def _log_at_the_edge(x: float) -> float:
    """Return log(x) where x is subnormal, zero, negative, infinite or not a number."""
    if math.isnan(x) or x == INFINITY:
        return x
    if x < 0.0:
        return NAN
    if x == 0.0:
        return -INFINITY
    return _log_of_normal(x * TO_NORMAL, 54.0)


@routine
def log(x: float) -> float:
    """Return the natural logarithm of x.

    Parameters
    ----------
    x : float
        Any double. The logarithm of zero is minus infinity, that of a negative number is not a
        number; nothing is raised.

    Returns
    -------
    float
        Within 0.53 units in the last place.

    Examples
    --------
    >>> log(1.0), log(2.0), log(0.0), log(-1.0)
    (0.0, 0.6931471805599453, -inf, nan)
    """
    if not LEAST_NORMAL <= x < INFINITY:
        return _log_at_the_edge(x)
    return _log_of_normal(x, 0.0)
