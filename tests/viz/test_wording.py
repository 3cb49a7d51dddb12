"""Comparisons in words: numbers, units, verdicts, and sentences that are true."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allied.sim.experiment.comparison import Comparison, Difference
from allied.sim.experiment.verdict import Verdict
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.quantity import to_record
from allied.sim.model.outcomes import DEFAULT_GOALS, OUTCOMES, index_of
from allied.viz.words.headline import headline
from allied.viz.words.numbers import interval, number, share
from allied.viz.words.wording import (
    advice,
    answer,
    coin_flips,
    costs,
    difference_digits,
    difference_unit,
    gains,
    more_companies,
    open_questions,
    split,
    split_in_short,
    typical_split,
    verdict_words,
)
from tests.parameter_sets import parameter_sets, standardised

RUNS = 40
TITLES = ("Silos", "Merged unit")
DEFAULTS = to_record(PARAMETERS, {})
GAP = Difference(1.0, 0.5, 1.5, 0.99, 0.0, 2.0, 0.9, 0.1, Verdict.BETTER)


def comparison(runs=RUNS, **changes: float) -> Comparison:
    """Two scenarios that are equal but for the changes of the named outcomes, in their unit.

    On the others half of the companies do much better, half much worse.
    """
    luck = np.random.default_rng(1).normal(50.0, 5.0, (runs, len(OUTCOMES)))
    other = luck.copy()
    other += np.resize([20.0, -20.0], runs)[:, None]
    wobble = np.linspace(-0.1, 0.1, runs)
    for name, change in changes.items():
        other[:, index_of(name)] = luck[:, index_of(name)] + change * (1.0 + wobble)
    names = ("silos", "shared-projects")
    return Comparison(names, 1, runs, 156, np.stack([luck, other]), DEFAULTS)


# --- numbers ---


@given(st.floats(allow_nan=True, allow_infinity=True), st.integers(0, 3), st.booleans())
def test_a_number_never_shows_a_hyphen_or_a_negative_zero(value, digits, signed):
    text = number(value, digits, signed=signed)
    assert "-" not in text
    if text.lstrip("−+").strip("0.,") == "":
        assert text[0] == "0"
    if math.isfinite(value) and signed and abs(value) >= 1.0:
        assert text[0] == ("−" if value < 0 else "+")


def test_intervals_without_bounds_are_not_numbers():
    assert interval(-math.inf, math.inf, 1) == "–"
    assert interval(-1.0, 2.5, 1, signed=True) == "−1.0 to +2.5"


@pytest.mark.parametrize(("part", "text"), [(0.5, "50 %"), (0.995, "> 99 %"), (0.004, "< 1 %")])
def test_a_share_does_not_claim_certainty(part, text):
    assert share(part) == text


def test_a_difference_of_percentages_is_in_points():
    units = {outcome.name: difference_unit(outcome) for outcome in OUTCOMES}
    assert (
        units["budget_used"] == units["customer_experience"] == units["trust_cmo_cio"] == "points"
    )
    assert units["lead_time"] == "weeks"
    assert "%" not in units.values()


def test_nothing_that_is_clear_is_shown_as_nothing():
    outcome = OUTCOMES[index_of("goal_awareness")]
    gap = replace(GAP, mean=0.04, low=0.03, high=0.05)
    assert number(gap.mean, difference_digits(outcome, gap)) == "0.04"
    open_gap = replace(GAP, mean=0.0, low=-4.0, high=4.0)
    assert difference_digits(outcome, open_gap) == outcome.digits


# --- verdicts ---


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict.BETTER, "better"), (Verdict.WORSE, "worse"), (Verdict.SAME, "about the same"),
        (Verdict.OPEN, "too close to call"),
    ],
)  # fmt: skip
def test_there_are_four_verdicts(verdict, words):
    assert verdict_words(replace(GAP, verdict=verdict, p_better=0.7)) == words


@given(st.sampled_from(Verdict), st.floats(0.0, 1.0))
def test_a_clear_verdict_on_every_other_company_is_a_coin_flip(verdict, p_better):
    words = verdict_words(replace(GAP, verdict=verdict, p_better=p_better))
    clear = verdict in (Verdict.BETTER, Verdict.WORSE)
    flip = "on average; for one company a coin flip" in words
    assert flip == (clear and 0.4 <= p_better <= 0.6)


def test_assumptions_are_named_in_words():
    gap = replace(GAP, rests_on=("choice.trust", "practice.relapse"))
    assert verdict_words(gap) == (
        "better; rests on assumptions: how much trust sways choices and how fast old habits return"
    )
    both = replace(gap, p_better=0.55, rests_on=("ai.innovation",))
    assert verdict_words(both) == (
        "better on average; for one company a coin flip; rests on assumptions: how many "
        "take up AI unprompted"
    )


def test_advice_is_given_where_a_verdict_is_open():
    open_gap = replace(GAP, verdict=Verdict.OPEN, runs_needed=6000)
    assert advice(open_gap, 400) == "6,000 companies would decide it."
    never = replace(open_gap, runs_needed=None)
    assert advice(never, 400) == (
        "More companies would not; knowing your own company better might."
    )
    assert advice(never, 1) == "One company cannot tell."
    assert advice(GAP, 400) == advice(GAP, 1) == ""


def test_advice_on_all_outcomes_names_what_more_companies_would_decide():
    found = comparison(customer_experience=3.2)
    said = more_companies(found, 1)
    open_gaps = [gap for gap in found.differences(1) if gap.verdict is Verdict.OPEN]
    needed = [gap.runs_needed for gap in open_gaps if gap.runs_needed]
    assert len(open_gaps) == len(OUTCOMES) - 1
    assert ("would decide" in said) == bool(needed)
    assert ("would not decide" in said) == (len(needed) < len(open_gaps))
    assert "lead time" in said
    assert "customer experience" not in said
    assert more_companies(comparison(runs=1), 1) == "One company cannot tell."


# --- sentences ---


def test_the_answer_ranks_all_and_compares_one():
    found = comparison(customer_experience=3.2, lead_time=-4.0, budget_used=-2.0)
    said = answer(found, 1, DEFAULT_GOALS, TITLES)
    assert said.headline == headline(found, DEFAULT_GOALS, TITLES)
    assert said.gains == gains(found, 1)
    assert "customer experience +3.2 points (better in > 99 % of companies)" in said.gains
    assert "lead time −4.0 weeks" in said.gains
    assert said.costs == "What it costs: budget used −2 points (worse in > 99 % of companies)."
    assert said.coin_flips == ""
    assert said.open.startswith("Too close to call with 40 companies: revenue; return on")
    assert said.open.endswith("and thirteen more.")


def test_coin_flips_are_neither_gains_nor_costs():
    found = comparison(runs=4000, lead_time=-4.0)
    wide = np.random.default_rng(3).normal(0.0, 20.0, 4000)
    for name, mean in (("customer_experience", 3.0), ("budget_used", -3.0)):
        k = index_of(name)
        found.values[1, :, k] = found.values[0, :, k] + mean + wide - wide.mean()
    assert gains(found, 1).startswith("Among the gains: lead time −4.0 weeks")
    assert "customer" not in gains(found, 1)
    assert costs(found, 1) == ""
    assert coin_flips(found, 1) == (
        "On average only, for one company a coin flip: customer experience +3.0 points (better); "
        "budget used −3 points (worse)."
    )


def test_the_largest_cost_comes_first():
    said = costs(comparison(coordination_load=1.0, escalations=9.0), 1)
    assert said.index("disputes taken to the CEO") < said.index("coordination load")


def test_two_scenarios_can_be_compared_the_other_way_round():
    found = comparison(customer_experience=3.2)
    assert "customer experience −3.2 points" in costs(found, 0, against=1)
    assert gains(found, 0, against=1) == ""


def test_equal_scenarios_have_neither_gains_nor_costs():
    values = np.full((2, RUNS, len(OUTCOMES)), 50.0)
    said = answer(Comparison(TITLES, 1, RUNS, 156, values, DEFAULTS), 1, DEFAULT_GOALS, TITLES)
    assert said.headline == "Customers do about the same with Silos as with Merged unit."
    assert said.gains == said.costs == said.coin_flips == said.open == ""


def test_names_keep_their_capitals_inside_a_sentence():
    assert "; CMO’s trust" in gains(comparison(trust_cmo_cio=3, revenue_index=3), 1)


@given(st.lists(st.floats(-20, 20), min_size=len(OUTCOMES), max_size=len(OUTCOMES)))
def test_the_sentences_agree_with_the_verdicts(changes):
    found = comparison(**dict(zip([o.name for o in OUTCOMES], changes, strict=True)))
    verdicts = [gap.verdict for gap in found.differences(1) if not gap.coin_flip]
    said = answer(found, 1, DEFAULT_GOALS, TITLES)
    assert bool(said.gains) == (Verdict.BETTER in verdicts)
    assert bool(said.costs) == (Verdict.WORSE in verdicts)
    assert bool(said.open) == (Verdict.OPEN in verdicts)
    assert open_questions(found, 1) == said.open


# --- parameters and chance ---


def test_where_differences_vary_from_is_said_in_a_sentence():
    sets = parameter_sets(400)
    values = np.random.default_rng(1).normal(50.0, 5.0, (2, 400, len(OUTCOMES)))
    values[1, :, index_of("lead_time")] += 40.0 * standardised(sets, "tie.growth")
    said = typical_split(Comparison(TITLES, 1, 400, 156, values, sets), 1)
    assert "parameter uncertainty explains" in said
    assert "It explains most for lead time: 9" in said
    assert typical_split(Comparison(TITLES, 1, 400, 156, values, DEFAULTS), 1) == ""


@given(st.floats(0.0, 1.0))
def test_the_parts_of_a_variance_are_shares(part):
    gap = replace(GAP, parameters=part)
    assert split(gap) == (
        f"Parameter uncertainty explains {share(part)} of the spread; the rest is chance between "
        "companies."
    )
    assert f"{share(part)} from parameters" in split_in_short(gap)
    assert split(GAP) == split_in_short(GAP) == ""
