"""Exponential and logarithm: how exact they are, their ends, and the same bits everywhere."""

from __future__ import annotations

import hashlib
import math
import random
import struct
from decimal import Context, Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from allied.sim.model import elementary
from allied.sim.model.compiled import interpreted
from allied.sim.model.elementary import LN2, exp, log

EXACT = Context(prec=40)
LEAST, LEAST_NORMAL = math.ulp(0.0), 2.0**-1022
MOST = math.nextafter(math.inf, 0.0)
EXP_MOST, EXP_LEAST = 709.782712893384, -745.1332191019411  # beyond them: infinite, zero
BITS = {  # of results on this grid, the same on every machine
    "exp": "edd76fa6de722f6cc037ebaf3a92bd85e8ef6223dfd2c9c8aad5efb683aa0b03",
    "log": "98724d2a638b9871de2d5ff097bb216c403242cdfed622fa8fd68e9def53b48d",
}


def bits(*values):
    return struct.pack(f"<{len(values)}d", *values)


def ulps(found, exact):
    """The error in units of the last place of the exact result."""
    return float(abs(Decimal(found) - exact) / Decimal(math.ulp(float(exact))))


def worst(function, exact, arguments):
    return max(ulps(function(x), exact(Decimal(x))) for x in arguments)


def drawn(count, draw):
    generator = random.Random(1)
    return [draw(generator) for _ in range(count)]


def grid(name):
    """Arguments that are made without rounding: all magnitudes, and the usual ones densely."""
    if name == "exp":
        return [i / 64.0 for i in range(-48_000, 45_440)] + [
            i / 2.0**16 for i in range(-9999, 9999)
        ]
    places = [(1.0 + i / 256.0) * 2.0**k for k in range(-1074, 1024) for i in range(0, 256, 7)]
    return places + [1.0 + i / 2.0**20 for i in range(-9999, 9999)]


# --- how exact ---


@pytest.mark.parametrize(("low", "high"), [(-1.0, 1.0), (-40.0, 40.0), (-708.0, 709.78)])
def test_an_exponential_is_within_half_a_unit_and_a_little(low, high):
    arguments = drawn(20_000, lambda generator: generator.uniform(low, high))
    assert worst(exp, EXACT.exp, arguments) < 0.52


def test_a_subnormal_exponential_is_within_one_unit():
    arguments = drawn(2_000, lambda generator: generator.uniform(EXP_LEAST, -708.0))
    assert worst(exp, EXACT.exp, arguments) < 1.0


@pytest.mark.parametrize("spread", [1e-12, 1e-3, 0.01, 0.05, 0.4, 0.999])
def test_a_logarithm_near_one_is_within_half_a_unit_and_a_little(spread):
    arguments = drawn(10_000, lambda generator: 1.0 + generator.uniform(-spread, spread))
    assert worst(log, EXACT.ln, [x for x in arguments if x != 1.0]) < 0.53


def test_a_logarithm_of_any_magnitude_is_within_half_a_unit_and_a_little():
    arguments = drawn(20_000, lambda g: math.ldexp(g.uniform(1.0, 2.0), g.randint(-1074, 1023)))
    assert worst(log, EXACT.ln, arguments) < 0.53


def test_entries_of_the_tables_meet():
    """At the edge of two entries the argument is farthest from what the table holds."""
    part = math.log(2.0) / elementary.PARTS
    edges = [(n + 0.5) * part + step for n in range(-300, 300) for step in (-1e-15, 0.0, 1e-15)]
    assert worst(exp, EXACT.exp, edges) < 0.52
    patterns = [elementary.LEAST_Z + j * elementary.INTERVAL for j in range(elementary.PARTS + 1)]
    edges = [struct.unpack("<d", struct.pack("<q", p + step))[0] for p in patterns
             for step in (-1, 0, 1)]  # fmt: skip
    assert worst(log, EXACT.ln, edges) < 0.53


@given(st.floats(EXP_LEAST, EXP_MOST))
def test_an_exponential_is_that_of_the_c_library_to_the_last_place_but_one(x):
    assert abs(exp(x) - math.exp(x)) <= 2.0 * math.ulp(math.exp(x))


@given(st.floats(LEAST, MOST))
def test_a_logarithm_is_that_of_the_c_library_to_the_last_place_but_one(x):
    assert abs(log(x) - math.log(x)) <= 2.0 * math.ulp(math.log(x))


# --- special values ---


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (0.0, 1.0), (-0.0, 1.0), (LEAST, 1.0), (-LEAST, 1.0), (1e-300, 1.0), (1.0, math.e),
        (EXP_MOST, 1.7976931348622732e308), (math.nextafter(EXP_MOST, 1e3), math.inf),
        (710.0, math.inf), (711.0, math.inf), (MOST, math.inf), (math.inf, math.inf),
        (EXP_LEAST, LEAST), (math.nextafter(EXP_LEAST, -1e3), 0.0), (-746.0, 0.0), (-747.0, 0.0),
        (-MOST, 0.0), (-math.inf, 0.0),
    ],
)  # fmt: skip
def test_ends_of_the_exponential(x, expected):
    assert bits(exp(x)) == bits(interpreted(exp)(x)) == bits(expected)


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (1.0, 0.0), (2.0, LN2), (0.5, -LN2), (math.inf, math.inf), (MOST, EXP_MOST),
        (0.0, -math.inf), (-0.0, -math.inf), (LEAST, -744.4400719213812),
        (LEAST_NORMAL, -708.3964185322641),
        (math.nextafter(LEAST_NORMAL, 0.0), -708.3964185322641),
    ],
)  # fmt: skip
def test_ends_of_the_logarithm(x, expected):
    assert bits(log(x)) == bits(interpreted(log)(x)) == bits(expected)


@pytest.mark.parametrize("function", [exp, log, interpreted(exp), interpreted(log)])
def test_what_is_not_a_number_stays_so(function):
    assert math.isnan(function(math.nan))


@pytest.mark.parametrize("x", [-LEAST, -1.0, -MOST, -math.inf])
def test_a_negative_number_has_no_logarithm(x):
    assert math.isnan(log(x))
    assert math.isnan(interpreted(log)(x))


@given(st.floats(-800.0, 800.0), st.floats(0.0, 1.0))
def test_an_exponential_never_falls(x, more):
    assert exp(x) <= exp(x + more)


# --- the same bits ---


@pytest.mark.parametrize("function", [exp, log], ids=["exp", "log"])
def test_results_have_the_bits_that_they_have_on_every_machine(function, request):
    name = request.node.callspec.id
    results = [function(x) for x in grid(name)]
    assert hashlib.sha256(bits(*results)).hexdigest() == BITS[name]


@given(st.floats(allow_nan=False))
@example(LEAST_NORMAL)
def test_compiled_and_plain_python_agree(x):
    """Where a compiler fused a multiplication with an addition, plain Python would not agree."""
    for function in (exp, log):
        assert bits(function(x)) == bits(interpreted(function)(x))


@pytest.mark.parametrize("function", [exp, log], ids=["exp", "log"])
def test_compiled_and_plain_python_agree_where_rules_ask(function):
    arguments = drawn(20_000, lambda generator: generator.uniform(0.0, 3.0))
    plain = interpreted(function)
    assert [x for x in arguments if bits(function(x)) != bits(plain(x))] == []
