"""Parameters and chance: the split of a difference's variance, and how sure its mean is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from sim.variance import share_of_parameters, standard_error

GAPS = hnp.arrays(
    np.float64, st.integers(1, 30), elements=st.floats(-1e6, 1e6, allow_subnormal=False, width=32)
)
DRAWS = st.integers(1, 12)


def textbook(gaps, draws):
    """Analysis of variance as it is done by hand: sums of squares from totals."""
    groups = [[gap for run, gap in enumerate(gaps) if run % draws == k] for k in range(draws)]
    count = sum(len(group) for group in groups)
    of_totals = sum(sum(group) ** 2 / len(group) for group in groups)
    between = (of_totals - sum(gaps) ** 2 / count) / (draws - 1)
    within = (sum(gap**2 for gap in gaps) - of_totals) / (count - draws)
    size = (count - sum(len(group) ** 2 for group in groups) / count) / (draws - 1)
    return max(0.0, (between - within) / size), within


def simulated(share, *, draws, runs, seed=1):
    """Differences of which a known share of the variance comes from the draws."""
    luck = np.random.default_rng(seed)
    people = luck.normal(0.0, np.sqrt(share), draws)
    return 5.0 + people[np.arange(runs) % draws] + luck.normal(0.0, np.sqrt(1.0 - share), runs)


def test_the_looms_of_the_textbook():
    """Montgomery, Design and Analysis of Experiments: variance of looms 6.96, of the rest 1.90."""
    looms = [[98, 97, 99, 96], [91, 90, 93, 92], [96, 95, 97, 95], [95, 96, 99, 98]]
    strength = np.array(looms, float).T.ravel()  # one of each loom after the other
    assert textbook(strength, 4) == pytest.approx((6.96, 1.90), abs=0.006)
    assert share_of_parameters(strength, 4) == pytest.approx(6.96 / 8.86, abs=0.001)


@pytest.mark.parametrize("runs", [40, 41, 47, 49])  # of which only one is a multiple
def test_the_split_is_that_of_an_analysis_of_variance(runs):
    for seed in range(20):
        gaps = simulated(0.3, draws=10, runs=runs, seed=seed)
        parameters, chance = textbook(gaps, 10)
        assert share_of_parameters(gaps, 10) == pytest.approx(parameters / (parameters + chance))


@pytest.mark.parametrize("runs", [4000, 4321])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_a_known_share_is_found(share, runs):
    found = share_of_parameters(simulated(share, draws=1000, runs=runs), 1000)
    assert found == pytest.approx(share, abs=0.04)


def test_the_split_does_not_grow_with_chance_alone():
    """Where parameters do nothing, draws that differ by luck are not taken for parameters."""
    found = [share_of_parameters(simulated(0.0, draws=50, runs=200, seed=s), 50) for s in range(99)]
    assert np.median(found) < 0.02


@given(GAPS, DRAWS)
def test_a_share_is_a_share(gaps, draws):
    found = share_of_parameters(gaps, draws)
    assert found is None or 0.0 <= found <= 1.0


@given(GAPS, DRAWS, st.floats(-100, 100), st.floats(0.01, 100))
def test_units_and_zero_points_do_not_matter(gaps, draws, shift, scale):
    assume(np.ptp(gaps) > 1.0)
    found, again = (
        share_of_parameters(gaps, draws),
        share_of_parameters(gaps * scale + shift, draws),
    )
    assert again == (None if found is None else pytest.approx(found, abs=1e-6))


@given(GAPS, DRAWS, st.integers(0, 11))
def test_the_order_of_draws_does_not_matter(gaps, draws, first):
    whole = gaps[: len(gaps) // draws * draws].reshape(-1, draws)
    assume(whole.size)
    turned = np.roll(whole, first, axis=1).ravel()
    found, again = share_of_parameters(whole.ravel(), draws), share_of_parameters(turned, draws)
    assert again == (None if found is None else pytest.approx(found, abs=1e-9))


@pytest.mark.parametrize(("runs", "draws"), [(200, 1), (1, 1), (7, 4), (3, 50), (1, 50)])
def test_a_split_that_cannot_be_known_is_none(runs, draws):
    assert share_of_parameters(np.arange(float(runs)), draws) is None


def test_differences_that_are_equal_have_no_split():
    assert share_of_parameters(np.full(40, 3.0), 10) is None


@given(GAPS)
def test_with_one_draw_the_error_is_that_of_a_paired_test(gaps):
    error, freedom = standard_error(gaps)
    assert freedom == len(gaps) - 1
    if len(gaps) == 1:
        assert error == np.inf
    else:
        assert error == pytest.approx(stats.sem(gaps), rel=1e-9, abs=1e-9)


@given(GAPS, st.integers(2, 12))
def test_with_as_many_runs_to_each_draw_the_error_is_that_of_draw_means(gaps, draws):
    whole = gaps[: len(gaps) // draws * draws]
    assume(whole.size)
    error, freedom = standard_error(whole, draws)
    assert freedom == draws - 1
    assert error == pytest.approx(
        stats.sem(whole.reshape(-1, draws).mean(axis=0)), rel=1e-9, abs=1e-9
    )


def test_draws_of_one_company_each_are_as_good_as_companies():
    gaps = simulated(0.5, draws=30, runs=30)
    assert standard_error(gaps, 30) == pytest.approx(standard_error(gaps))
    assert standard_error(gaps, 99) == pytest.approx(standard_error(gaps))


def test_draws_of_unequal_size_count_by_their_companies():
    """Seven runs of three draws; by hand, deviations of totals from what the mean would give."""
    gaps = np.array([1.0, 5.0, 0.0, 3.0, 7.0, 2.0, 8.0])
    mean, totals, sizes = 26 / 7, np.array([12.0, 12.0, 2.0]), np.array([3, 2, 2])
    variance = np.sum((totals - sizes * mean) ** 2) / 7**2 * 3 / 2
    assert standard_error(gaps, 3) == pytest.approx((np.sqrt(variance), 2))


@pytest.mark.parametrize("runs", [43, 59])
def test_an_interval_covers_also_where_draws_are_of_unequal_size(runs):
    covered = []
    for seed in range(2000):
        gaps = simulated(0.5, draws=20, runs=runs, seed=seed)
        error, freedom = standard_error(gaps, 20)
        covered.append(abs(gaps.mean() - 5.0) <= stats.t.ppf(0.975, freedom) * error)
    assert np.mean(covered) == pytest.approx(0.95, abs=0.015)
