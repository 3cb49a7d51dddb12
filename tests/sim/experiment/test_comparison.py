"""Paired comparison: the effect and its interval, the spread over companies, and the verdict."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from allied.sim.experiment.comparison import SESOI, Comparison, Difference, differences
from allied.sim.experiment.effects import Design
from allied.sim.experiment.verdict import Verdict
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.quantity import to_record
from allied.sim.model.outcomes import DEFAULT_GOALS, OUTCOMES, SIGNS, index_of
from tests.parameter_sets import ASSUMED, NARROWED, parameter_sets, standardised

DEFAULTS = to_record(PARAMETERS, {})
HIGHER, LOWER = index_of("customer_experience"), index_of("lead_time")
BETTER, WORSE, SAME, OPEN = Verdict
OPPOSITE = {BETTER: WORSE, WORSE: BETTER, SAME: SAME, OPEN: OPEN}
RESULTS = hnp.arrays(
    np.float64, (2, 12), elements=st.floats(-1e6, 1e6, allow_subnormal=False, width=32)
)


def compared(gaps, parameters=DEFAULTS, *, sign=1.0, sesoi=0.1, first=0) -> Difference:
    """The difference of scenarios whose runs differ by known gaps."""
    design = Design(parameters, first + np.arange(len(gaps)))
    column = np.asarray(gaps, float)[:, None]
    (found,) = differences(
        design, column, np.zeros_like(column), signs=np.array([sign]), sesoi=np.array([sesoi])
    )
    return found


def luck(runs, mean=0.0, spread=1.0, seed=1):
    """Gaps by chance alone, with exactly this mean and standard deviation."""
    values = np.random.default_rng(seed).normal(size=runs)
    return mean + spread * (values - values.mean()) / values.std(ddof=1)


def comparison(scenarios=3, runs=20, parameters=DEFAULTS):
    values = np.random.default_rng(2).normal(50.0, 10.0, (scenarios, runs, len(OUTCOMES)))
    names = [f"scenario {k}" for k in range(scenarios)]
    return Comparison(names, 1, runs, 52, values, parameters)


# --- the effect and its interval ---


def test_with_one_parameter_set_the_interval_is_that_of_a_paired_t_test():
    reference = np.random.default_rng(1).normal(50.0, 10.0, 200)
    gaps = luck(200, 1.0, 3.0)
    found = compared(gaps)
    expected = stats.ttest_rel(reference + gaps, reference).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert found.mean == pytest.approx(1.0)
    assert found.mc_error == pytest.approx(3.0 / np.sqrt(200))
    assert found.parameters is None
    assert found.rests_on == ()


@pytest.mark.parametrize("name", ASSUMED)
def test_more_runs_do_not_take_away_what_parameters_leave_open(name):
    """The effect moves by one unit with a parameter; companies differ by three."""
    errors = []
    for runs, near in ((300, 0.25), (1200, 0.12), (4800, 0.08)):
        sds = []
        for seed in range(8):
            sets = parameter_sets(runs, seed)
            gaps = 2.0 + standardised(sets, name) + luck(runs, spread=3.0, seed=seed)
            found = compared(gaps, sets)
            sds.append((found.high - found.low) / 2.0 / 1.96)
        assert np.mean(sds) == pytest.approx(1.0, abs=near), runs
        errors.append(found.mc_error)
    assert errors[-1] < errors[0] / 3.5


def test_without_an_effect_of_parameters_more_runs_make_the_interval_narrow():
    widths = []
    for runs in (300, 1200, 4800):
        gaps = np.array([luck(runs, 2.0, 3.0, seed) for seed in range(20)]).T
        low, high = Design(parameter_sets(runs), np.arange(runs)).effects(gaps).interval
        widths.append(np.median(high - low))
    assert widths[0] > 1.4 * widths[1] > 1.96 * widths[2]


def effect_of(sets, coefficients):
    """Effects at parameter sets: linear, squared, and one product; shape (sets, truths)."""
    z = np.array([standardised(sets, name) for name in (*ASSUMED, *NARROWED)])
    bent = (z**2 - 1.0) / 2.0
    features = np.vstack([z, bent, z[:1] * z[1:2]])
    return features.T @ coefficients


@pytest.mark.parametrize("runs", [100, 400])
def test_the_interval_covers_the_effect_at_parameter_sets_that_were_not_run(runs):
    """300 truths, whose parameters make from a thousandth to half of the variance."""
    truths, dice = 300, np.random.default_rng(5)
    shrink = np.array([1.0] * 6 + [0.5] * 6 + [0.5])[:, None]
    coefficients = dice.normal(size=(13, truths)) * shrink
    fresh, sets = parameter_sets(2000, seed=9), parameter_sets(runs)
    scale = np.sqrt(np.geomspace(0.001, 1.0, truths)) / effect_of(fresh, coefficients).std(axis=0)
    gaps = 2.0 + effect_of(sets, coefficients * scale) + dice.normal(size=(runs, truths))
    low, high = Design(sets, np.arange(runs)).effects(gaps).interval
    real = 2.0 + effect_of(fresh, coefficients * scale)
    assert 0.92 <= np.mean((low <= real) & (real <= high)) <= 0.98


def test_results_that_are_no_numbers_are_not_compared():
    for bad in (np.nan, np.inf, -np.inf):
        with pytest.raises(ValueError, match="no number"):
            compared([1.0, bad])


def test_parameters_belong_to_the_number_of_the_run():
    """Of sets 0 to 799, an ensemble from run 400 on has the second half."""
    sets = parameter_sets(800)
    gaps = 3.0 * standardised(sets, "choice.trust") + luck(800)
    later = compared(gaps[400:], sets, first=400)
    assert later == compared(gaps[400:], np.roll(sets, -400))
    assert later.parameters > 0.8
    assert compared(gaps[400:], sets, first=0).parameters < 0.3


# --- where it comes from ---


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_known_share_of_parameters_is_found(share):
    sets = parameter_sets(3000)
    people = standardised(sets, "tie.growth") * np.sqrt(share)
    found = compared(people + luck(3000, spread=np.sqrt(1.0 - share)), sets)
    assert found.parameters == pytest.approx(share, abs=0.05)
    assert found.parameters + found.chance == 1.0


def test_chance_alone_is_not_taken_for_parameters():
    sets = parameter_sets(400)
    shares = [compared(luck(400, seed=seed), sets).parameters for seed in range(40)]
    assert np.median(shares) < 0.02


def test_an_effect_rests_on_the_assumptions_that_matter_most():
    sets = parameter_sets(1000)
    z = {name: standardised(sets, name) for name in (*ASSUMED, *NARROWED)}
    driven = z["tie.growth"] + 2.0 * z["choice.trust"] + luck(1000)
    assert compared(driven, sets).rests_on == ("choice.trust", "tie.growth")
    bent = z["work.rework"] ** 2 + 0.1 * z["choice.trust"] + luck(1000, spread=0.3)
    assert compared(bent, sets).rests_on[0] == "work.rework"


@pytest.mark.parametrize("name", NARROWED)
def test_an_effect_does_not_rest_on_what_the_data_narrow(name):
    sets = parameter_sets(1000)
    assert compared(2.0 * standardised(sets, name) + luck(1000), sets).rests_on == ()


def test_an_effect_of_chance_rests_on_no_assumption():
    sets = parameter_sets(1000)
    assert [compared(luck(1000, seed=k), sets).rests_on for k in range(20)].count(()) >= 18


# --- the spread over companies ---


def test_the_share_of_companies_counts_ties_half():
    gaps = np.array([1.0, 1.0, 1.0, 0.0, 0.0, -1.0, -1.0, -1.0])
    assert compared(gaps).p_better == 0.5
    assert compared(gaps + 1.0).p_better == (5 + 1.5) / 8
    assert compared(gaps + 1.0, sign=-1.0).p_better == 1.5 / 8


def test_the_range_is_that_of_nine_companies_in_ten():
    gaps = luck(200, 1.0, 3.0)
    found = compared(gaps, sign=-1.0)
    assert (found.p05, found.p95) == tuple(np.quantile(gaps, (0.05, 0.95)))
    assert found.p95 - found.p05 > 5.0 * (found.high - found.low)


# --- the verdict ---


@pytest.mark.parametrize(
    ("mean", "spread", "sesoi", "verdict"),
    [
        (2.0, 1.0, 0.5, BETTER), (-2.0, 1.0, 0.5, WORSE), (0.0, 1.0, 0.5, SAME),
        (0.3, 1.0, 0.5, SAME), (0.3, 1.0, 0.1, BETTER), (0.1, 4.0, 0.1, OPEN),
        (0.5, 1.0, 0.5, OPEN), (-0.3, 4.0, 0.1, OPEN),
    ],
)  # fmt: skip
def test_a_verdict_follows_from_direction_and_size(mean, spread, sesoi, verdict):
    assert compared(luck(400, mean, spread), sesoi=sesoi).verdict is verdict


def test_a_large_effect_of_unknown_direction_is_open_whatever_the_runs():
    """Every company would tell, but not which kind of people it has."""
    sets = parameter_sets(3000)
    gaps = 1.0 + standardised(sets, "choice.trust") + luck(3000, spread=0.2)
    found = compared(gaps, sets)
    assert found.verdict is OPEN
    assert found.runs_needed is None
    assert found.rests_on[0] == "choice.trust"


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.name)
def test_a_sure_difference_counts_from_the_smallest_effect_of_interest(outcome):
    k = OUTCOMES.index(outcome)
    found = comparison(2, 100)
    for times, verdict in ((0.9, SAME), (1.1, BETTER if outcome.better == "higher" else WORSE)):
        values = np.stack([found.values[0], found.values[0] + times * SESOI])
        sure = Comparison(("a", "b"), 1, 100, 52, values, DEFAULTS)
        assert sure.difference(1, k).verdict is verdict


def test_too_few_runs_are_told_how_many_would_decide():
    truths = np.random.default_rng(3).normal(0.0, 1.0, 200)

    def verdicts(runs):
        gaps = truths + np.random.default_rng(4).normal(0.0, 4.0, (20_000, 200))[:runs]
        return [compared(column, sesoi=0.2) for column in gaps.T]

    open_ = []
    for runs in (50, 200, 800, 3200):
        found = verdicts(runs)
        open_.append(sum(one.verdict is OPEN for one in found))
        needed = [one.runs_needed for one in found if one.runs_needed is not None]
        assert needed
        assert min(needed) > runs
        assert all(one.runs_needed is None for one in found if one.verdict is not OPEN)
    assert open_ == sorted(open_, reverse=True)
    assert open_[-1] < open_[0] / 2


def test_as_many_runs_as_advised_decide_most_verdicts():
    """Not all: the advice takes the mean for the truth, and the truth may lie nearer to zero."""
    truths = np.random.default_rng(3).normal(0.0, 1.0, 120)
    gaps = truths + np.random.default_rng(4).normal(0.0, 4.0, (20_000, 120))
    decided = []
    for column in gaps.T:
        advised = compared(column[:100], sesoi=0.2)
        if advised.runs_needed is not None and advised.runs_needed <= len(column):
            found = compared(column[: advised.runs_needed], sesoi=0.2)
            decided.append(found.verdict is not OPEN)
    assert len(decided) > 30
    assert np.mean(decided) > 0.55


def test_fewer_runs_are_still_needed_the_more_were_made():
    """Where mean and spread stay as they are: the total that is needed does, too."""
    made = (50, 100, 200, 400, 800)
    found = [compared(luck(runs, 0.3, 4.0)) for runs in made]
    needed = [one.runs_needed for one in found]
    assert None not in needed
    assert max(needed) < 1.5 * min(needed)
    left = np.subtract(needed, made)
    assert list(left) == sorted(left, reverse=True)
    assert compared(luck(max(needed), 0.3, 4.0)).verdict is BETTER


def test_a_clear_mean_can_be_a_coin_flip_for_one_company():
    flip = compared(luck(4000, 0.3, 2.0))
    assert flip.verdict is BETTER
    assert flip.coin_flip
    assert 0.5 < flip.p_better < 0.6
    assert compared(luck(4000, -0.3, 2.0)).coin_flip
    assert not compared(luck(4000, 3.0, 2.0)).coin_flip
    assert not compared(luck(50, 0.0, 2.0)).coin_flip  # nothing is clear


def test_no_difference_is_about_the_same():
    found = compared(np.zeros(200), parameter_sets(200))
    assert (found.mean, found.low, found.high, found.mc_error) == (0.0, 0.0, 0.0, 0.0)
    assert found.p_better == found.p_direction == 0.5
    assert found.verdict is SAME
    assert found.parameters is None


def test_one_company_decides_nothing():
    found = compared([80.0], parameter_sets(10))
    assert found.verdict is OPEN
    assert (found.low, found.high) == (-np.inf, np.inf)
    assert found.mean == 80.0
    assert found.p_direction == 0.5
    assert found.runs_needed is None


def test_pairing_removes_the_luck_that_both_share():
    reference = np.random.default_rng(1).normal(50.0, 10.0, 200)
    shuffled = np.random.default_rng(2).permutation(reference)
    assert compared(luck(200, 1.0, 0.5)).verdict is BETTER
    assert compared(shuffled + 1.0 - reference).verdict is OPEN


# --- signs and directions ---


@given(RESULTS, st.booleans())
def test_the_other_way_round_is_the_opposite(results, varied):
    parameters = parameter_sets(12) if varied else DEFAULTS
    there, back = (compared(gaps, parameters) for gaps in (results[0] - results[1],
                                                          results[1] - results[0]))  # fmt: skip
    assert back.mean == -there.mean
    assert (back.low, back.high) == (-there.high, -there.low)
    assert back.p_better == pytest.approx(1.0 - there.p_better)
    assert (back.p_direction, back.mc_error) == (there.p_direction, there.mc_error)
    assert (back.parameters, back.rests_on) == (there.parameters, there.rests_on)
    assert back.runs_needed == there.runs_needed
    assert back.verdict is OPPOSITE[there.verdict]


@given(RESULTS)
def test_less_is_better_turns_the_verdict_and_nothing_else(results):
    gaps = results[0] - results[1]
    more, less = compared(gaps), compared(gaps, sign=-1.0)
    assert more.low <= more.mean <= more.high
    assert (less.mean, less.low, less.high) == (more.mean, more.low, more.high)
    assert (less.p05, less.p95) == (more.p05, more.p95)
    assert less.p_better == pytest.approx(1.0 - more.p_better)
    assert less.verdict is OPPOSITE[more.verdict]


def test_each_outcome_has_its_own_better_direction():
    values = np.random.default_rng(1).normal(50.0, 5.0, (2, 100, len(OUTCOMES)))
    values[1] = values[0] + 10.0
    found = Comparison(("a", "b"), 1, 100, 52, values, DEFAULTS)
    assert found.difference(1, HIGHER).verdict is BETTER
    assert found.difference(1, LOWER).verdict is WORSE
    assert found.difference(1, LOWER).mean == pytest.approx(10.0)
    for gap, sign in zip(found.differences(1), SIGNS, strict=True):
        assert gap.p_better == (sign > 0)


# --- a comparison ---


def test_the_first_scenario_is_the_reference():
    found = comparison()
    for position in range(len(OUTCOMES)):
        gaps = found.values[2, :, position] - found.values[0, :, position]
        assert found.difference(2, position).mean == pytest.approx(gaps.mean())
        assert found.difference(0, position).mean == 0.0
        assert found.difference(0, position).verdict is SAME


def test_any_two_scenarios_can_be_compared():
    found = comparison(runs=60, parameters=parameter_sets(60))
    for position in range(len(OUTCOMES)):
        there, back = found.difference(2, position, against=1), found.difference(1, position, 2)
        assert there.mean == -back.mean
        assert there.verdict is OPPOSITE[back.verdict]


def test_a_spread_is_mean_and_range_over_companies():
    found = comparison()
    spread, values = found.spread(1, 3), found.values[1, :, 3]
    assert spread.mean == values.mean()
    assert (spread.p05, spread.p95) == tuple(np.quantile(values, (0.05, 0.95)))


def test_parameter_sets_in_use_are_no_more_than_runs():
    assert comparison(runs=20, parameters=parameter_sets(50)).draws == 20
    assert comparison(runs=20, parameters=parameter_sets(7)).draws == 7


KEYS = {
    "mean", "low", "high", "p_direction", "p_better", "p05", "p95", "mc_error", "runs_needed",
    "verdict", "rests_on", "variance",
}  # fmt: skip
PLACE = {"scenario", "p_best", "score", "low", "high", "places", "p_beats_next", "against_first"}


@pytest.mark.parametrize("parameters", [DEFAULTS, parameter_sets(20)], ids=["one", "many"])
@pytest.mark.parametrize("runs", [2, 20])
def test_plain_data_survives_json(runs, parameters):
    found = comparison(runs=runs, parameters=parameters)
    data = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert list(data) == ["goals", "ranking", "outcomes"]
    assert data["goals"] == list(DEFAULT_GOALS)
    assert [set(place) for place in data["ranking"]] == [PLACE] * 3
    assert list(data["outcomes"]) == [outcome.name for outcome in OUTCOMES]
    row = data["outcomes"]["lead_time"]
    assert row["better"] == "lower"
    assert row["sesoi"] == OUTCOMES[LOWER].sesoi
    assert list(row["scenarios"]) == found.scenarios
    assert row["scenarios"]["scenario 0"]["mean"] == found.spread(0, LOWER).mean
    assert list(row["differences"]) == found.scenarios[1:]
    gap, plain = found.difference(2, LOWER), row["differences"]["scenario 2"]
    assert set(plain) == KEYS
    assert plain["verdict"] in {"better", "worse", "same", "open"}
    assert plain["p_better"] == gap.p_better
    assert plain["variance"] == {"parameters": gap.parameters, "chance": gap.chance}
