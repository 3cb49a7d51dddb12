"""Ranking on goals: which scenario is the best, and how probable that is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from allied.sim.experiment.comparison import Comparison
from allied.sim.experiment.verdict import Judgement, Verdict
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.quantity import to_record
from allied.sim.model.outcomes import OUTCOMES, index_of
from tests.parameter_sets import parameter_sets, standardised

DEFAULTS = to_record(PARAMETERS, {})
EXPERIENCE, LEAD_TIME = index_of("customer_experience"), index_of("lead_time")
BOTH = ("customer_experience", "lead_time")


def compared(gains, *, runs=400, noise=1.0, parameters=DEFAULTS, outcome=EXPERIENCE, seed=1):
    """Scenarios that gain so much on one outcome, with luck of their own; shape as `gains`."""
    dice = np.random.default_rng(seed)
    base = dice.normal(50.0, 5.0, (runs, len(OUTCOMES)))
    values = np.stack([base] * (len(gains) + 1))
    for k, gain in enumerate(gains, start=1):
        values[k, :, outcome] += gain + noise * dice.normal(size=runs)
    names = [f"s{k}" for k in range(len(values))]
    return Comparison(names, 1, runs, 156, values, parameters)


def chances(places):
    return {place.scenario: place.p_best for place in places}


@settings(max_examples=30)
@given(st.lists(st.floats(-3, 3), min_size=1, max_size=5), st.sampled_from([1, 2, 5, 100]))
def test_probabilities_to_be_the_best_add_up_to_one(gains, runs):
    ranking = compared(gains, runs=runs).ranking(["customer_experience"])
    places = ranking.places
    assert sorted(place.scenario for place in places) == list(range(len(gains) + 1))
    assert sum(place.p_best for place in places) == pytest.approx(1.0)
    near = [place.p_best for place in places if not place.far]
    assert near == sorted(near, reverse=True)
    assert [place.far for place in places] == sorted(place.far for place in places)
    for rank in range(len(places)):
        best, worst = ranking.span(rank)
        assert 1 <= best <= worst <= len(places)
        assert all(ranking.verdict(rank, after) for after in range(rank + 1, len(places)))


def test_scenarios_that_are_equal_are_alike():
    found = compared([2.0, 0.0])
    twins = Comparison(("a", "b", "c", "d"), 1, 400, 156, found.values[[0, 1, 1, 2]], DEFAULTS)
    ranking = twins.ranking(["customer_experience"])
    first, second, *_ = ranking.places
    assert {first.scenario, second.scenario} == {1, 2}
    assert ranking.is_alike(0, 1)
    assert first.p_beats_next == 0.5
    assert first.p_best == second.p_best
    assert ranking.leaders == (0, 1)
    assert [ranking.span(rank) for rank in range(2)] == [(1, 2), (1, 2)]
    assert ranking.is_clear(0, 2)


def test_scenarios_of_equal_mean_are_too_close_to_call():
    ranking = compared([2.0, 2.0], noise=4.0).ranking(["customer_experience"])
    first, second, last = ranking.places
    assert ranking.verdict(0, 1) is Verdict.OPEN
    assert ranking.leaders == (0, 1)
    assert ranking.span(2) == (3, 3)
    assert first.p_best + second.p_best > 0.99
    assert last.scenario == 0


def test_a_scenario_that_is_never_the_best_is_far():
    ranking = compared([5.0, 2.0]).ranking(["customer_experience"])
    places = ranking.places
    assert [place.scenario for place in places] == [1, 2, 0]
    assert [place.far for place in places] == [False, True, True]
    assert ranking.leaders == (0,)
    assert [ranking.span(rank) for rank in range(3)] == [(1, 1), (2, 2), (3, 3)]
    assert places[1].p_beats_next > 0.99
    assert np.isnan(places[2].p_beats_next)


def test_less_is_better_where_it_is():
    for gain, best in ((3.0, 0), (-3.0, 1)):
        places = compared([gain], outcome=LEAD_TIME).ranking(["lead_time"]).places
        assert places[0].scenario == best


def test_goals_count_alike_in_units_of_the_spread_between_companies():
    """Half a standard deviation of one goal outweighs a quarter of the other, in any unit."""
    found = compared([0.0], noise=0.0)
    values = found.values.copy()
    spread = values[0].std(axis=0)
    values[1, :, EXPERIENCE] -= 0.25 * spread[EXPERIENCE]
    values[1, :, LEAD_TIME] -= 0.5 * spread[LEAD_TIME]
    for unit in (1.0, 1000.0):
        scaled = values.copy()
        scaled[:, :, LEAD_TIME] /= unit
        places = Comparison(("a", "b"), 1, 400, 156, scaled, DEFAULTS).ranking(BOTH).places
        assert places[0].scenario == 1
        assert places[0].score == pytest.approx((0.5 - 0.25) / 2)


def test_a_goal_on_which_companies_do_not_differ_counts_in_its_unit():
    values = compared([0.0], noise=0.0).values.copy()
    values[:, :, EXPERIENCE] = np.array([50.0, 51.0])[:, None]
    (first, _) = Comparison(("a", "b"), 1, 400, 156, values, DEFAULTS).ranking(BOTH).places
    assert (first.scenario, first.score) == (1, 0.5)


def test_the_baseline_has_no_gain_over_itself():
    (baseline,) = (p for p in compared([1.0, 2.0]).ranking().places if p.scenario == 0)
    assert (baseline.score, baseline.low, baseline.high) == (0.0, 0.0, 0.0)


def test_what_depends_on_people_is_as_probable_as_these_people():
    """The second scenario is the better one where a parameter is above a value."""
    sets = parameter_sets(2000)
    gain = 0.5 + standardised(sets, "choice.trust")
    expected = (0.5 + np.sqrt(3.0)) / (2.0 * np.sqrt(3.0))  # of a uniform density
    places = compared([gain], runs=2000, noise=0.5, parameters=sets).ranking(BOTH[:1]).places
    assert chances(places)[1] == pytest.approx(expected, abs=0.04)
    many = compared([gain] * 1, runs=2000, noise=0.5).ranking(BOTH[:1]).places
    assert chances(many)[1] > 0.99  # one parameter set: only luck is left


def test_few_runs_are_as_sure_as_a_t_test():
    for gaps in ([1.0, 2.0], [0.5, 1.0, 3.0], [-1.0, 3.0, 2.0, 1.5]):
        values = compared([0.0], runs=len(gaps), noise=0.0).values.copy()
        values[1, :, EXPERIENCE] += gaps
        places = (
            Comparison(("a", "b"), 1, len(gaps), 156, values, DEFAULTS).ranking(BOTH[:1]).places
        )
        test = stats.ttest_1samp(gaps, 0.0, alternative="greater")
        assert chances(places)[1] == pytest.approx(1.0 - test.pvalue, abs=0.015)


@pytest.mark.parametrize("others", [1, 2, 4])
def test_one_run_tells_nothing(others):
    ranking = compared([80.0] * others, runs=1).ranking()
    places = ranking.places
    assert all(p.p_best == pytest.approx(1 / (others + 1), abs=0.03) for p in places)
    assert ranking.leaders == tuple(range(others + 1))
    assert set(ranking.judgements.values()) == {Judgement(Verdict.OPEN)}
    assert all(ranking.span(rank) == (1, others + 1) for rank in range(others + 1))


@pytest.mark.parametrize("runs", [100, 400, 1600])
def test_the_order_of_two_is_as_clear_as_the_one_rule_says(runs):
    """The verdict on the only goal and the place in the ranking are the same judgement."""
    for gain in (0.0, 0.25, 0.5, 1.0, 3.0):
        found = compared([gain], runs=runs, noise=4.0, seed=int(10 * gain))
        ranking, alone = found.ranking(BOTH[:1]), found.difference(1, EXPERIENCE)
        opposite = {Verdict.WORSE: Verdict.BETTER}.get(alone.verdict, alone.verdict)
        assert ranking.verdict(0, 1) is opposite
        assert ranking.judgements[0, 1].runs_needed == alone.runs_needed


def test_the_same_results_have_the_same_ranking():
    assert repr(compared([1.0, 1.1]).ranking()) == repr(compared([1.0, 1.1]).ranking())


def test_a_goal_must_be_an_outcome():
    with pytest.raises(KeyError, match="profit"):
        compared([1.0]).ranking(["profit"])
