"""Addressed randomness: published vectors, distributions, and independence of everything else."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from allied.sim.inputs.arguments import parameter_rows
from allied.sim.inputs.scenario import Scenario, plan
from allied.sim.model.compiled import interpreted
from allied.sim.model.draws import (
    TO_UNIT,
    Purpose,
    gumbel,
    lognormal,
    normal,
    philox4x32,
    poisson,
    uniform,
)
from allied.sim.model.state import ADDRESSES_A_WEEK, LARGE, ROUTES, allocate, most_arrivals
from tests.strategies import run_numbers, seeds

ONES = 2**32 - 1
WEYL = (0x9E3779B9, 0xBB67AE85)
WORDS = st.integers(0, ONES)
# Random123, kat_vectors: counter, key, result
KNOWN = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
)
# Draws of earlier results depend on these numbers. A new purpose is appended here; none may change.
PINNED = {
    "DISPOSITION": 1, "HEADS": 2, "SKILL": 3, "TIE": 4, "COMPANY": 5,
    "ARRIVALS": 10, "VALUE": 11, "HALF_LIFE": 12, "EFFORT": 13, "IT_SHARE": 14, "INTEGRATION": 15,
    "SENSITIVITY": 16, "AMBIGUITY": 17, "OVERLAP": 18, "OWNER": 19, "NEIGHBOUR": 20, "SHOCK": 21,
    "CLIMATE": 22,
    "PRACTICE": 30, "TASTE": 31, "PERCEPTION": 40, "SIGNATURE": 41, "CONCESSION_CMO": 42,
    "CONCESSION_CIO": 43, "ESCALATION": 44, "ADMISSION": 45, "ADMISSION_DELAY": 46,
    "JUDGEMENT": 47, "OVERRULE": 48,
    "REWORK": 50, "DISPUTE": 51, "RECALL": 52, "OVERRUN": 53, "QUALITY": 54, "DISCOVERY": 55,
    "INCIDENT": 56, "GIVE_UP": 57, "CREDIT_CMO": 58, "CREDIT_CIO": 59, "ALIGNMENT": 60,
    "BLOCK": 61,
    "DEPARTURE": 70, "SUCCESSOR": 71,
    "POPULATION": 80,
}  # fmt: skip
COMPANY = allocate(*plan(Scenario("draws")), parameter_rows(None))
SUBJECTS = range(20_000)
UNLIKELY = 1e-3  # the draws are fixed, so this passes for good or fails for good


def company(seed=7, run=3, week=11):
    """A company to draw for; the draws depend on nothing in it but seed, run and week."""
    co = COMPANY[0]
    co.firm.seed, co.firm.run, co.firm.week = np.uint64(seed), run, week
    return co


@pytest.fixture
def co():
    return company()


def sample(draw, co, purpose=Purpose.SKILL):
    return np.array([draw(co, subject, int(purpose)) for subject in SUBJECTS])


def by_the_book(counter, key):
    """Philox4x32-10 in Python's own integers, as in the paper's figure."""
    a, b, c, d = counter
    for round_ in range(10):
        low, high = ((k + round_ * weyl) & ONES for k, weyl in zip(key, WEYL, strict=True))
        left, right = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (right >> 32) ^ b ^ low, right & ONES, (left >> 32) ^ d ^ high, left & ONES
    return a, b, c, d


# --- Philox ---


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_philox_gives_the_published_vectors(counter, key, words):
    assert tuple(int(word) for word in philox4x32(*counter, *key)) == words
    assert by_the_book(counter, key) == words


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_philox_gives_the_published_vectors_in_plain_python(counter, key, words):
    assert tuple(int(word) for word in interpreted(philox4x32)(*counter, *key)) == words


@given(st.tuples(WORDS, WORDS, WORDS, WORDS), st.tuples(WORDS, WORDS))
def test_philox_follows_the_paper_everywhere(counter, key):
    assert tuple(int(word) for word in philox4x32(*counter, *key)) == by_the_book(counter, key)


# --- addresses ---


def test_purposes_keep_their_numbers():
    assert {name: int(purpose) for name, purpose in Purpose.__members__.items()} == PINNED


def test_no_two_purposes_share_a_number():
    assert len({int(purpose) for purpose in Purpose.__members__.values()}) == len(PINNED)


def test_a_purpose_for_each_route_leaves_room_for_all():
    tastes = range(Purpose.TASTE, Purpose.TASTE + ROUTES + 1)  # and for letting it be
    assert [purpose for purpose in Purpose if purpose in tastes] == [Purpose.TASTE]


def test_the_two_chiefs_have_purposes_side_by_side():
    assert Purpose.CONCESSION_CIO == Purpose.CONCESSION_CMO + 1
    assert Purpose.CREDIT_CIO == Purpose.CREDIT_CMO + 1


def test_the_largest_company_has_an_address_for_each_opportunity():
    assert 2 * most_arrivals(LARGE[0]) <= ADDRESSES_A_WEEK


@given(seeds(), run_numbers(), st.integers(0, 2600), WORDS, st.sampled_from(Purpose))
def test_a_uniform_is_inside_its_open_interval(seed, run, week, subject, purpose):
    assert 0.0 < uniform(company(seed, run, week), subject, int(purpose)) < 1.0


def test_the_ends_of_the_interval_are_never_reached():
    assert (0 + 0.5) * TO_UNIT > 0.0
    assert (np.uint64(2**52 - 1) + 0.5) * TO_UNIT < 1.0


def test_every_part_of_the_address_counts(co):
    here = uniform(co, 5, int(Purpose.SKILL))
    changed = [uniform(co, 6, int(Purpose.SKILL)), uniform(co, 5, int(Purpose.TIE))]
    for part, value in (("seed", 8), ("seed", 7 + 2**32), ("run", 4), ("week", 12)):
        before = co.firm[part]
        co.firm[part] = value
        changed.append(uniform(co, 5, int(Purpose.SKILL)))
        co.firm[part] = before
    assert len({here, *changed}) == 7


def test_nothing_is_consumed(co):
    first = uniform(co, 5, int(Purpose.SKILL))
    sample(normal, co, Purpose.TIE)
    assert uniform(co, 5, int(Purpose.SKILL)) == first


@given(st.just(ONES) | WORDS)
def test_a_subject_can_be_any_word(subject):
    co = company(seed=7, run=3, week=11)
    a, b, _, _ = by_the_book((3, 11, subject, int(Purpose.POPULATION)), (7, 0))
    expected = ((a >> 6 << 26 | b >> 6) + 0.5) * TO_UNIT
    for given_ in (subject, np.int64(subject)):
        assert uniform(co, given_, int(Purpose.POPULATION)) == expected


# --- distributions ---


@pytest.mark.parametrize(
    ("draw", "distribution"),
    [(uniform, stats.uniform), (normal, stats.norm), (gumbel, stats.gumbel_r)],
    ids=["uniform", "normal", "gumbel"],
)
def test_draws_follow_their_distribution(co, draw, distribution):
    drawn = sample(draw, co)
    assert stats.kstest(drawn, distribution.cdf).pvalue > UNLIKELY
    error = distribution.std() / math.sqrt(len(drawn))
    assert abs(drawn.mean() - distribution.mean()) < 4 * error
    assert drawn.std() == pytest.approx(distribution.std(), rel=0.03)


def test_a_normal_draw_is_the_quantile_of_the_uniform_draw_of_its_address(co):
    drawn = sample(normal, co)
    assert drawn == pytest.approx(stats.norm.ppf(sample(uniform, co)), rel=1e-13)
    assert abs(drawn).max() > 3.5  # the tails are there, too


def test_a_lognormal_has_the_median_and_the_spread_that_are_asked_for(co):
    drawn = np.log([lognormal(co, s, int(Purpose.VALUE), 14.0, 0.8) for s in SUBJECTS])
    assert stats.kstest(drawn, stats.norm(math.log(14.0), 0.8).cdf).pvalue > UNLIKELY


@pytest.mark.parametrize("neighbour", ["subject", "purpose"])
def test_neighbouring_addresses_are_independent(co, neighbour):
    drawn = sample(uniform, co)
    other = np.roll(drawn, 1) if neighbour == "subject" else sample(uniform, co, Purpose.TIE)
    table = np.histogram2d(drawn, other, bins=10)[0]
    assert stats.chi2_contingency(table).pvalue > UNLIKELY


def test_gumbel_noise_chooses_as_a_logit_does(co):
    one = sample(gumbel, co, Purpose.TASTE) + 1.0
    other = sample(gumbel, co, int(Purpose.TASTE) + 1)
    assert np.mean(one > other) == pytest.approx(math.e / (1 + math.e), abs=0.015)


@given(st.integers(0, 10**6), st.floats(0.0, 60.0))
def test_a_poisson_draw_is_the_quantile_of_its_luck(subject, mean):
    address = (company(), subject, int(Purpose.ARRIVALS))
    u, drawn = uniform(*address), poisson(*address, mean, 10_000)
    low, high = stats.poisson.ppf([max(0.0, u - 1e-9), min(1.0, u + 1e-9)], mean)
    assert low <= drawn <= high


@given(st.integers(0, 10**6), st.floats(0.0, 30.0), st.floats(0.0, 30.0), st.integers(0, 50))
def test_a_larger_mean_never_draws_fewer_for_the_same_luck(subject, mean, more, most):
    address = (company(), subject, int(Purpose.ARRIVALS))
    few, many = poisson(*address, mean, most), poisson(*address, mean + more, most)
    assert 0 <= few <= many <= most


def test_a_poisson_mean_is_the_mean(co):
    drawn = np.array([poisson(co, s, int(Purpose.ARRIVALS), 2.5, 100) for s in SUBJECTS])
    assert drawn.mean() == pytest.approx(2.5, abs=4 * math.sqrt(2.5 / len(drawn)))
    assert drawn.var() == pytest.approx(2.5, rel=0.05)
