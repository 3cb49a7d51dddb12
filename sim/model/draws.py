"""Addressed randomness: a draw is a pure function of where it is used.

    words = Philox4x32-10(counter = (run, week, subject, purpose), key = seed)

Nothing is consumed, so nothing can get out of step: a draw is the same whatever the number of
threads, the order of runs, or the scenario, and a new purpose or team changes no other draw. What
belongs to a lever has its key as subject (`Quantity.key`), so a new lever changes none either.
Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3 (SC11).
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from allied.sim.model.company import Company
from allied.sim.model.compiled import routine, rule
from allied.sim.model.elementary import exp, log
from allied.sim.model.normal_distribution import normal_quantile
from allied.sim.model.records import fixed

__all__ = ["Purpose", "gumbel", "lognormal", "normal", "philox4x32", "poisson", "uniform"]

MULTIPLIER_0, MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
WEYL_0, WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
LOW_32, SHIFT_32 = np.uint64(0xFFFFFFFF), np.uint64(32)
SHIFT_6, SHIFT_26 = np.uint64(6), np.uint64(26)
TO_UNIT = 2.0**-52  # 52 bits and a half: never 0, never 1
WHOLE_COMPANY = fixed(0)  # subject of a draw that is nobody's own


class Purpose(IntEnum):
    """What a draw is for. Numbers are addresses: never reuse one, append new ones at the end."""

    # initialisation: the company that a run describes
    DISPOSITION = 1
    HEADS = 2
    SKILL = 3
    TIE = 4
    COMPANY = 5
    # market
    ARRIVALS = 10
    VALUE = 11
    HALF_LIFE = 12
    EFFORT = 13
    IT_SHARE = 14
    INTEGRATION = 15
    SENSITIVITY = 16
    AMBIGUITY = 17
    OVERLAP = 18
    OWNER = 19
    NEIGHBOUR = 20
    SHOCK = 21
    CLIMATE = 22
    # decisions
    PRACTICE = 30
    TASTE = 31  # 31..36, one for each route, and 37 for letting it be
    PERCEPTION = 40
    SIGNATURE = 41
    CONCESSION_CMO = 42
    CONCESSION_CIO = 43
    ESCALATION = 44
    ADMISSION = 45
    ADMISSION_DELAY = 46
    JUDGEMENT = 47
    OVERRULE = 48
    # work and delivery
    REWORK = 50
    DISPUTE = 51
    RECALL = 52
    OVERRUN = 53
    QUALITY = 54
    DISCOVERY = 55
    INCIDENT = 56
    GIVE_UP = 57
    CREDIT_CMO = 58
    CREDIT_CIO = 59
    ALIGNMENT = 60
    BLOCK = 61
    # turnover
    DEPARTURE = 70
    SUCCESSOR = 71
    # populations of companies
    POPULATION = 80


@rule
def philox4x32(
    c0: int, c1: int, c2: int, c3: int, k0: int | np.uint64, k1: int | np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return four 32-bit words of Philox4x32-10.

    Parameters
    ----------
    c0, c1, c2, c3 : int
        The counter, each word below 2**32.
    k0, k1 : int
        The key, each word below 2**32.

    Returns
    -------
    tuple of four numpy.uint64
        Words below 2**32, as in the published test vectors of Random123.

    Examples
    --------
    >>> philox4x32(0, 0, 0, 0, 0, 0) == (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)
    True
    """
    a, b, c, d = np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3)
    key_0, key_1 = np.uint64(k0), np.uint64(k1)
    for _ in range(10):
        product_0, product_1 = MULTIPLIER_0 * a, MULTIPLIER_1 * c
        a, c = (product_1 >> SHIFT_32) ^ b ^ key_0, (product_0 >> SHIFT_32) ^ d ^ key_1
        b, d = product_1 & LOW_32, product_0 & LOW_32
        key_0, key_1 = (key_0 + WEYL_0) & LOW_32, (key_1 + WEYL_1) & LOW_32
    return a, b, c, d


@routine
def uniform(co: Company, subject: int, purpose: int) -> float:
    """Return a uniform draw in (0, 1), addressed by subject and purpose in this week."""
    firm = co.firm
    a, b, _, _ = philox4x32(
        firm.run, firm.week, subject, purpose, firm.seed & LOW_32, firm.seed >> SHIFT_32
    )
    return (((a >> SHIFT_6 << SHIFT_26) | (b >> SHIFT_6)) + 0.5) * TO_UNIT


@rule
def normal(co: Company, subject: int, purpose: int) -> float:
    """Return a standard normal draw by inversion: monotone in the uniform draw of this address."""
    return normal_quantile(uniform(co, subject, purpose))


@rule
def lognormal(co: Company, subject: int, purpose: int, median: float, sigma: float) -> float:
    """Return a lognormal draw with the given median and standard deviation of its logarithm."""
    return median * exp(sigma * normal(co, subject, purpose))


@rule
def gumbel(co: Company, subject: int, purpose: int) -> float:
    """Return a standard Gumbel draw, the noise of a discrete choice (McFadden 1974)."""
    return -log(-log(uniform(co, subject, purpose)))


@rule
def poisson(co: Company, subject: int, purpose: int, mean: float, most: int) -> int:
    """Return a Poisson draw by inversion, at most `most`: monotone in `mean` for the same luck."""
    u = uniform(co, subject, purpose)
    k, term = 0, exp(-mean)
    total = term
    while u > total and k < most:
        k += 1
        term *= mean / k
        total += term
    return k
