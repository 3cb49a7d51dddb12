"""The normal distribution: published accuracy, symmetry, and the same bits everywhere."""

from __future__ import annotations

import hashlib
import math
import struct
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allied.sim.model.compiled import interpreted
from allied.sim.model.normal_distribution import normal_cdf, normal_quantile

BOOK = NormalDist()  # Python's own quantile is that of Wichura, too, with the library's logarithm
LEAST_UNIFORM = 2.0**-53
PROBABILITIES = st.floats(LEAST_UNIFORM, 0.5) | st.floats(0.5, 1.0 - LEAST_UNIFORM)
BITS = {  # of results on this grid, the same on every machine
    "quantile": "47508cc4dac311b688ad394405c4271f5ae4774318ee8fb13c15d5eacf7d3cd3",
    "cdf": "53f95337cdb4720604e8bd5368e68f372fc1487a228b5d6c5261f130f7bb0987",
}
FUNCTIONS = {"quantile": normal_quantile, "cdf": normal_cdf}


def grid(name):
    if name == "cdf":
        return [i / 1024.0 for i in range(-41_000, 41_000)]
    tail = [2.0**-k * (1.0 + i / 8.0) for k in range(2, 54) for i in range(8)]
    return tail + [1.0 - p for p in tail] + [i / 2.0**15 for i in range(1, 2**15)]


@given(PROBABILITIES)
def test_a_quantile_is_the_published_one(p):
    assert normal_quantile(p) == pytest.approx(BOOK.inv_cdf(p), rel=1e-15, abs=1e-16)


@given(PROBABILITIES)
def test_a_quantile_leads_back(p):
    """The error of a quantile, relative to it, is a few units; the density says what it does."""
    z = normal_quantile(p)
    density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    below = 0.5 * math.erfc(-z * math.sqrt(0.5))
    assert abs(below - p) <= 4e-16 * abs(z) * density + 4e-16 * (1.0 + z * z) * p


@given(PROBABILITIES)
def test_quantiles_are_symmetric(p):
    if 1.0 - (1.0 - p) == p:
        assert normal_quantile(1.0 - p) == -normal_quantile(p)


@given(PROBABILITIES, PROBABILITIES)
def test_a_larger_probability_has_no_smaller_quantile(p, q):
    assert normal_quantile(min(p, q)) <= normal_quantile(max(p, q)) + 1e-15


@given(st.floats(-40.0, 40.0))
def test_the_distribution_function_is_that_of_the_c_library(x):
    expected = 0.5 * math.erfc(-x * math.sqrt(0.5))
    assert abs(normal_cdf(x) - expected) < 3e-16
    assert normal_cdf(x) == pytest.approx(expected, rel=1e-15 * (1.0 + x * x), abs=1e-307)


@pytest.mark.parametrize(
    ("x", "expected"),
    [(0.0, 0.5), (-0.0, 0.5), (math.inf, 1.0), (-math.inf, 0.0), (1e300, 1.0), (-1e300, 0.0)],
)
def test_ends_of_the_distribution_function(x, expected):
    assert normal_cdf(x) == interpreted(normal_cdf)(x) == expected


def test_what_is_not_a_number_stays_so():
    assert math.isnan(normal_cdf(math.nan))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_results_have_the_bits_that_they_have_on_every_machine(name):
    results = [FUNCTIONS[name](x) for x in grid(name)]
    assert hashlib.sha256(struct.pack(f"<{len(results)}d", *results)).hexdigest() == BITS[name]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_compiled_and_plain_python_agree(name):
    compiled, plain = FUNCTIONS[name], interpreted(FUNCTIONS[name])
    assert [x for x in grid(name)[::5] if compiled(x) != plain(x)] == []
