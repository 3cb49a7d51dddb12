"""Paired comparison: intervals, verdicts, shares of companies."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from sim.comparison import BETTER, NOT_SETTLED, SAME, WORSE, Comparison, paired
from sim.outcomes import OUTCOMES, index_of

HIGHER = OUTCOMES[index_of("customer_experience")]
LOWER = OUTCOMES[index_of("lead_time")]
LUCK = np.random.default_rng(1)
BASE = LUCK.normal(50.0, 10.0, 200)
RESULTS = hnp.arrays(
    np.float64, (2, 12), elements=st.floats(-1e6, 1e6, allow_subnormal=False, width=32)
)


def comparison(scenarios=3, runs=20, draws=1):
    values = np.random.default_rng(2).normal(50.0, 10.0, (scenarios, runs, len(OUTCOMES)))
    names = [f"scenario {k}" for k in range(scenarios)]
    return Comparison(names, 1, runs, 52, values, draws)


def test_the_interval_is_that_of_a_paired_t_test():
    other = BASE + LUCK.normal(1.0, 3.0, 200)
    found = paired(HIGHER, other, BASE)
    expected = stats.ttest_rel(other, BASE).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert found.mean == pytest.approx(np.mean(other) - np.mean(BASE))
    assert (found.p05, found.p95) == tuple(np.quantile(other - BASE, (0.05, 0.95)))


def test_pairing_removes_the_luck_that_both_share():
    alike, shuffled = BASE + LUCK.normal(1.0, 0.5, 200), LUCK.permutation(BASE) + 1.0
    assert paired(HIGHER, alike, BASE).verdict == BETTER
    assert paired(HIGHER, shuffled, BASE).verdict == NOT_SETTLED


@given(RESULTS, st.integers(1, 13))
def test_a_verdict_follows_the_interval_and_the_better_direction(results, draws):
    higher, lower = (paired(outcome, *results, draws=draws) for outcome in (HIGHER, LOWER))
    assert higher.low <= higher.mean <= higher.high
    assert higher.p05 <= higher.p95
    assert higher.p_better == pytest.approx(1.0 - lower.p_better)
    for outcome, found in ((HIGHER, higher), (LOWER, lower)):
        if max(abs(found.low), abs(found.high)) < outcome.least:
            assert found.verdict == SAME
        elif found.low <= 0.0 <= found.high:
            assert found.verdict == NOT_SETTLED
        else:
            assert found.verdict == (BETTER if (found.mean > 0) == (outcome is HIGHER) else WORSE)


@given(RESULTS, st.integers(1, 13))
def test_the_other_way_round_is_the_opposite(results, draws):
    there = paired(HIGHER, *results, draws=draws)
    back = paired(HIGHER, *results[::-1], draws=draws)
    assert back.mean == -there.mean
    assert (back.low, back.high) == (-there.high, -there.low)
    assert back.p_better == pytest.approx(1.0 - there.p_better)
    assert back.parameters == there.parameters
    opposite = {BETTER: WORSE, WORSE: BETTER}
    assert back.verdict == opposite.get(there.verdict, there.verdict)


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.name)
def test_a_sure_difference_counts_from_the_least_that_is_worth_naming(outcome):
    small, large = BASE + 0.9 * outcome.least, BASE + 1.1 * outcome.least
    assert outcome.least > 0.0
    assert paired(outcome, small, BASE).verdict == SAME
    assert paired(outcome, large, BASE).verdict == (BETTER if outcome.better == "higher" else WORSE)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_results_that_are_no_numbers_are_not_compared(bad):
    with pytest.raises(ValueError, match="customer_experience"):
        paired(HIGHER, np.array([1.0, bad]), np.array([1.0, 2.0]))


def test_the_share_of_companies_counts_ties_half():
    reference = np.zeros(8)
    values = np.array([1.0, 1.0, 1.0, 0.0, 0.0, -1.0, -1.0, -1.0])
    assert paired(HIGHER, values, reference).p_better == 0.5
    assert paired(HIGHER, values + 1.0, reference).p_better == (5 + 1.5) / 8
    assert paired(LOWER, values + 1.0, reference).p_better == 1.5 / 8


def test_no_difference_is_about_the_same():
    found = paired(HIGHER, BASE, BASE)
    assert (found.mean, found.low, found.high, found.p_better) == (0.0, 0.0, 0.0, 0.5)
    assert found.verdict == SAME


def test_one_company_settles_nothing():
    found = paired(HIGHER, np.array([90.0]), np.array([10.0]))
    assert found.verdict == NOT_SETTLED
    assert (found.low, found.high) == (-np.inf, np.inf)
    assert found.mean == 80.0


@pytest.mark.parametrize("effect", [0.0, 0.5, 3.0])
def test_an_interval_of_95_percent_covers_19_of_20(effect):
    luck = np.random.default_rng(3)
    gaps = luck.normal(effect, 2.0, (2000, 25))
    found = [paired(HIGHER, gap, np.zeros(25)) for gap in gaps]
    covered = np.mean([difference.low <= effect <= difference.high for difference in found])
    assert covered == pytest.approx(0.95, abs=0.015)


def test_an_interval_covers_what_parameters_leave_open():
    """Ten draws of four companies: as sure as ten draws make it, not forty companies."""
    luck = np.random.default_rng(4)
    people, chance = luck.normal(3.0, 2.0, (2000, 10)), luck.normal(0.0, 1.0, (2000, 40))
    gaps, zeros = np.tile(people, 4) + chance, np.zeros(40)

    def covered(draws):
        found = [paired(HIGHER, gap, zeros, draws=draws) for gap in gaps]
        return np.mean([difference.low <= 3.0 <= difference.high for difference in found])

    assert covered(10) == pytest.approx(0.95, abs=0.015)
    assert covered(1) < 0.75


def test_what_only_one_draw_shows_is_not_settled():
    companies = np.tile([40.0, 0.0, 0.0, 0.0], 10) + LUCK.normal(0.0, 0.5, 40)
    assert paired(HIGHER, companies, np.zeros(40)).verdict == BETTER
    assert paired(HIGHER, companies, np.zeros(40), draws=4).verdict == NOT_SETTLED


def test_the_first_scenario_is_the_reference():
    compared = comparison()
    for position in range(len(OUTCOMES)):
        expected = paired(
            OUTCOMES[position], compared.values[2, :, position], compared.values[0, :, position]
        )
        assert compared.difference(2, position) == expected
        assert compared.difference(0, position).mean == 0.0


def test_a_spread_is_mean_and_range_over_companies():
    compared = comparison()
    spread = compared.spread(1, 3)
    values = compared.values[1, :, 3]
    assert spread.mean == values.mean()
    assert (spread.p05, spread.p95) == tuple(np.quantile(values, (0.05, 0.95)))


def test_verdicts_are_listed_by_outcome():
    compared = comparison()
    assert compared.verdicts(1) == {
        outcome.name: compared.difference(1, position).verdict
        for position, outcome in enumerate(OUTCOMES)
    }


def test_plain_data_splits_the_variance_of_a_difference():
    compared = comparison(runs=23, draws=5)
    gap = compared.difference(1, 4)
    assert gap.parameters + gap.chance == 1.0
    row = compared.to_dict()[OUTCOMES[4].name]["differences"]["scenario 1"]
    assert row["variance"] == {"parameters": gap.parameters, "chance": gap.chance}
    assert set(row) == {"mean", "low", "high", "p05", "p95", "p_better", "variance"}


@pytest.mark.parametrize("draws", [1, 5])
@pytest.mark.parametrize("runs", [2, 20])
def test_plain_data_survives_json(runs, draws):
    compared = comparison(runs=runs, draws=draws)
    data = json.loads(json.dumps(compared.to_dict(), allow_nan=False))
    assert list(data) == [outcome.name for outcome in OUTCOMES]
    row = data["lead_time"]
    assert row["better"] == "lower"
    assert list(row["scenarios"]) == compared.scenarios
    assert list(row["differences"]) == compared.scenarios[1:]
    assert row["scenarios"]["scenario 0"]["mean"] == compared.spread(0, 3).mean
    assert row["differences"]["scenario 2"]["p_better"] == compared.difference(2, 3).p_better
