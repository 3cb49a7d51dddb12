"""Comparisons in words: numbers, units, and sentences that are true."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.comparison import NOT_SETTLED, Comparison, Difference
from sim.outcomes import OUTCOMES, index_of
from viz.numbers import interval, number, share
from viz.wording import (
    answer,
    difference_digits,
    difference_unit,
    split,
    split_in_short,
    typical_split,
)

RUNS = 40
TITLES = ("Silos", "Merged unit")


def comparison(**changes: float) -> Comparison:
    """Two scenarios that are equal but for the changes of the named outcomes, in their unit."""
    luck = np.random.default_rng(1).normal(50.0, 5.0, (RUNS, len(OUTCOMES)))
    other = luck.copy()
    other += np.resize([20.0, -20.0], RUNS)[:, None]  # far apart, settled nowhere
    wobble = np.linspace(-0.1, 0.1, RUNS)
    for name, change in changes.items():
        other[:, index_of(name)] = luck[:, index_of(name)] + change * (1.0 + wobble)
    return Comparison(("silos", "shared-projects"), 1, RUNS, 156, np.stack([luck, other]))


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


def test_nothing_that_is_settled_is_shown_as_nothing():
    outcome = OUTCOMES[index_of("goal_awareness")]
    gap = Difference(0.04, 0.03, 0.05, 0.0, 0.1, 0.9, "better")
    assert number(gap.mean, difference_digits(outcome, gap)) == "0.04"
    open_gap = Difference(0.0, -4.0, 4.0, -9.0, 9.0, 0.5, NOT_SETTLED)
    assert difference_digits(outcome, open_gap) == outcome.digits


def test_the_headline_counts_what_is_settled():
    said = answer(comparison(customer_experience=3.2, lead_time=-4.0, budget_used=-2.0), 1, TITLES)
    assert said.headline == (
        "With Merged unit, two of nineteen outcomes are better than with Silos and one is worse."
    )
    assert "customer experience +3.2 points (better in > 99 % of companies)" in said.gains
    assert "lead time −4.0 weeks" in said.gains
    assert said.costs == "What it costs: budget used −2 points (worse in > 99 % of companies)."
    assert said.unsettled.startswith("40 companies do not settle: revenue; return on")
    assert said.unsettled.endswith("and thirteen more.")


def test_one_and_none_have_their_own_grammar():
    said = answer(comparison(revenue_index=1.0), 1, TITLES)
    assert "one of nineteen outcomes is better" in said.headline
    assert "none is worse" in said.headline
    assert said.costs == ""


def test_the_largest_cost_comes_first():
    said = answer(comparison(coordination_load=1.0, escalations=9.0), 1, TITLES)
    assert said.costs.index("disputes taken to the CEO") < said.costs.index("coordination load")


def test_where_differences_vary_from_is_said_in_a_sentence():
    values = np.random.default_rng(1).normal(50.0, 5.0, (2, RUNS, len(OUTCOMES)))
    values[1, :, index_of("lead_time")] += np.resize([60.0, 0.0, -60.0, 10.0], RUNS)
    said = typical_split(Comparison(TITLES, 1, RUNS, 156, values, draws=4), 1)
    assert "from what is not known about people (parameters)" in said
    assert "Parameters count most for lead time: 9" in said
    assert typical_split(Comparison(TITLES, 1, RUNS, 156, values), 1) == ""


@given(st.floats(0.0, 1.0))
def test_the_parts_of_a_variance_are_shares(part):
    gap = Difference(1.0, 0.5, 1.5, 0.0, 2.0, 0.9, "better", part)
    assert f"{share(part)} comes from what is not known about people" in split(gap)
    assert f"{share(1.0 - part)} from chance" in split(gap)
    assert f"{share(part)} from parameters" in split_in_short(gap)
    unknown = Difference(1.0, 0.5, 1.5, 0.0, 2.0, 0.9, "better")
    assert split(unknown) == split_in_short(unknown) == ""


def test_equal_scenarios_cannot_be_told_apart():
    said = answer(comparison(), 1, TITLES)
    assert said.headline.startswith("Merged unit and Silos cannot be told apart")
    assert said.gains == said.costs == ""


def test_names_keep_their_capitals_inside_a_sentence():
    assert "; CMO’s trust" in answer(comparison(trust_cmo_cio=3, revenue_index=3), 1, TITLES).gains


@given(st.lists(st.floats(-20, 20), min_size=len(OUTCOMES), max_size=len(OUTCOMES)))
def test_the_headline_agrees_with_the_verdicts(changes):
    found = comparison(**dict(zip([o.name for o in OUTCOMES], changes, strict=True)))
    verdicts = list(found.verdicts(1).values())
    said = answer(found, 1, TITLES)
    assert bool(said.gains) == ("better" in verdicts)
    assert bool(said.costs) == ("worse" in verdicts)
    assert bool(said.unsettled) == (NOT_SETTLED in verdicts)
