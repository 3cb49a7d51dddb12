"""The headline: one sentence that ranks all scenarios, and is true on its own."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allied.sim.experiment.comparison import Comparison
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.quantity import to_record
from allied.sim.model.outcomes import DEFAULT_GOALS, GOALS, OUTCOMES, index_of
from allied.viz.words.goal_clauses import ALONE, PRESETS, goal_clauses, goals_named
from allied.viz.words.headline import headline
from allied.viz.words.phrases import counted, inside, joined

DEFAULTS = to_record(PARAMETERS, {})
TITLES = ("Silos", "Merged unit", "Allies", "Embedded", "Councils")
EXPERIENCE = ("customer_experience",)


def compared(*scenarios, runs=400, noise=1.0):
    """Scenarios beside a baseline; each given by what it adds to outcomes, in their unit.

    An outcome's noise is its own in each scenario and adds up to exactly nothing.
    """
    dice = np.random.default_rng(1)
    base = dice.normal(50.0, 5.0, (runs, len(OUTCOMES)))
    values = [base]
    for changes in scenarios:
        other = base.copy()
        for name, change in changes.items():
            luck = dice.normal(size=runs)
            other[:, index_of(name)] += change + noise * (luck - luck.mean())
        values.append(other)
    names = [f"s{k}" for k in range(len(values))]
    return Comparison(names, 1, runs, 156, np.stack(values), DEFAULTS)


def said(*scenarios, goals=EXPERIENCE, **options):
    found = compared(*scenarios, **options)
    return headline(found, goals, TITLES[: len(scenarios) + 1])


def gain(amount):
    return {"customer_experience": amount}


# --- the best ---


def test_a_clear_best_is_named_with_its_chance():
    assert said(gain(3), gain(1)) == (
        "Customer experience is best with Merged unit, and that is close to certain: more than "
        "99 %. Allies and Silos are far behind, in this order."
    )


def test_a_best_that_is_only_likely_says_so():
    text = said(gain(5.0), gain(4.2), noise=6.0)
    assert text.startswith(
        "Customer experience is best with Merged unit, and that is very likely: 9"
    )
    assert re.search(r"very likely: 9\d % so far; [\d,]+ companies would decide it\. Then", text)
    assert "Then comes Allies at " in text
    assert text.endswith("; Silos is far behind.")


def test_two_at_the_top_are_too_close_to_call():
    text = said(gain(5.0), gain(5.1), gain(2.0), noise=6.0)
    assert text.startswith("Customer experience is best with ")
    assert ": too close to call, " in text
    first, second = text.partition("call, ")[2].partition(".")[0].split(" to ")
    assert int(first[:2]) + int(second[:2]) == 100
    assert text.endswith(" Embedded and Silos are far behind, in this order.")


def test_three_at_the_top_have_three_chances():
    text = said(gain(5.0), gain(5.0), gain(5.0), noise=6.0)
    head, tail = text.split(": too close to call, ")
    assert " or " in head
    assert tail.count(" %") == 3
    assert tail.endswith(". Silos is far behind.")


def test_all_that_are_too_close_to_call_are_counted():
    text = said(gain(0.01), gain(-0.01), noise=8.0)
    assert ": all three are too close to call, " in text
    assert all(title in text for title in TITLES[:3])


def test_scenarios_inside_the_smallest_effect_of_interest_are_alike():
    text = said(gain(3.0), gain(3.01), gain(1.0), noise=0.1)
    assert text.startswith("Customer experience is best with Allies and Merged unit alike.")


def test_where_nothing_differs_it_is_about_the_same():
    twins = compared({})
    text = headline(twins, DEFAULT_GOALS, TITLES[:2])
    assert text == "Customers do about the same with Silos as with Merged unit."
    text = said({}, {})
    assert text == "Customer experience is about the same with Silos, Merged unit and Allies."


def test_the_baseline_may_be_the_best():
    assert said(gain(-3.0), gain(-4.0)) == (
        "Customer experience is best if nothing changes: with Silos, more than 99 %. Merged unit "
        "and Allies are far behind, in this order."
    )


def test_of_two_scenarios_one_is_better():
    assert said(gain(3.0)) == (
        "Customer experience is better with Merged unit than with Silos, and that is close to "
        "certain: more than 99 %."
    )
    assert said(gain(-3.0)) == (
        "Customer experience is better if nothing changes: with Silos rather than Merged unit, "
        "more than 99 %."
    )
    text = said(gain(0.1), noise=8.0)
    assert text.startswith(
        "Whether customer experience is better with Merged unit or with Silos is too close to "
    )


def test_less_is_better_where_it_is():
    text = said({"lead_time": -3.0}, goals=("lead_time",))
    assert text.startswith("Lead time is shorter with Merged unit than with Silos")


# --- those that follow ---


def test_places_behind_that_are_too_close_to_call_are_not_ordered():
    text = said(gain(9.0), gain(0.1), noise=6.0)
    assert text.endswith(" are far behind, and too close to call between them.")
    text = said(gain(9.0), gain(0.1), gain(0.1), noise=6.0)
    assert text.endswith(" are far behind, and too close to call among them.")
    text = said(gain(9.0), gain(3.0), gain(3.1), noise=6.0)
    assert text.endswith(" are far behind, in an order that is only partly clear.")


def test_two_behind_may_be_about_the_same():
    text = said(gain(5.0), gain(0.01), noise=0.1)
    assert text.endswith("Allies and Silos are far behind, and about the same.")


# --- the price on a goal ---


def test_the_best_on_the_sum_may_be_behind_on_a_goal():
    text = said({"customer_experience": 9.0, "lead_time": 3.0}, {}, goals=DEFAULT_GOALS)
    assert text.startswith(
        "Customers do best with Merged unit, and that is close to certain: more than 99 %, though "
        "lead time is shorter with "
    )


def test_leaders_that_are_too_close_to_call_may_differ_in_a_goal():
    text = said({"customer_experience": 6.6}, {"lead_time": -6.0}, goals=DEFAULT_GOALS, noise=6.0)
    assert text.startswith("Customers do best with Merged unit or Allies: too close to call, ")
    assert ", but lead time is shorter with Allies than with Merged unit." in text


def test_all_goals_on_which_the_same_scenario_is_ahead_are_named():
    text = said({"customer_experience": 20.0, "lead_time": 3.0, "revenue_index": -3.0},
                goals=DEFAULT_GOALS)  # fmt: skip
    assert text.endswith(", though lead time is shorter and revenue is higher with Silos.")


def test_a_loss_that_is_not_clear_is_no_price():
    text = said({"customer_experience": 9.0, "lead_time": 0.2}, goals=DEFAULT_GOALS, noise=6.0)
    assert "though" not in text


# --- true on its own ---


def test_one_company_cannot_tell():
    assert said(gain(30.0), gain(60.0), runs=1) == (
        "One company cannot tell with which scenario customer experience is best."
    )


def test_two_companies_are_not_taken_for_certain():
    found = compared({}, runs=2)
    found.values[1, :, index_of("customer_experience")] += [1.0, 2.0]
    text = headline(found, EXPERIENCE, TITLES[:2])
    assert "too close to call: 90 % to 10 %" in text


def test_there_may_be_nothing_to_rank():
    assert headline(compared(), DEFAULT_GOALS, TITLES[:1]) == ""
    assert headline(compared(gain(1.0)), [], TITLES[:2]) == ""


CHANGES = st.fixed_dictionaries({name: st.floats(-4, 4) for name in DEFAULT_GOALS})


@settings(max_examples=60)
@given(
    st.lists(CHANGES, min_size=1, max_size=4),
    st.sampled_from([*GOALS.values(), EXPERIENCE, ("lead_time", "late_share")]),
    st.sampled_from([2, 5, 50]),
)
def test_every_scenario_is_ranked_in_two_sentences_at_most(changes, goals, runs):
    found = compared(*changes, runs=runs)
    titles = TITLES[: len(changes) + 1]
    text = headline(found, goals, titles)
    assert all(title in text for title in titles)
    assert text.endswith(".")
    assert text.count(".") <= 2
    assert text[0].isupper()
    assert not set("()[]{}_") & set(text)
    assert "  " not in text
    ranking = found.ranking(goals)
    first = ranking.places[0]
    if "certain" in text or "likely" in text or "nothing changes" in text:
        assert first.p_best > 0.8
        assert titles[first.scenario] in text.partition(".")[0]
        final = ranking.leaders == (0,) and all(
            ranking.is_clear(0, rank) for rank in range(1, len(titles))
        )
        assert final or "so far" in text or "perhaps by little" in text


def test_a_sure_direction_by_an_amount_that_may_not_matter_says_so():
    assert said(gain(0.32)) == (
        "Customer experience is better with Merged unit than with Silos, and that is close to "
        "certain: more than 99 %, though perhaps by little."
    )


# --- phrases ---


def test_every_phrase_is_of_an_outcome_and_every_preset_has_one():
    assert set(ALONE) <= {outcome.name for outcome in OUTCOMES}
    assert list(PRESETS) == list(GOALS)


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.name)
def test_a_phrase_goes_the_better_way(outcome):
    less = ("lower", "shorter", "rarer")
    goal = goal_clauses([outcome.name])
    assert goal.better.endswith(less) == (outcome.better == "lower")
    assert all(clause.startswith(goal.noun) for clause in (goal.best, goal.better, goal.same))


def test_a_choice_of_outcomes_is_named_unless_it_is_a_preset():
    assert goal_clauses(GOALS["trust"]).best == "Trust is strongest"
    assert goal_clauses(GOALS["customers"][::-1]).best == "Customers do best"
    own = goal_clauses(["lead_time", "trust_cmo_cio"])
    assert own.best == "Lead time and the CMO’s trust in the CIO together come out best"


def test_lists_and_counts_are_in_words():
    assert joined(["a", "b"], "or") == "a or b"
    assert goals_named(DEFAULT_GOALS) == "customer experience, lead time and revenue"
    assert (counted(3), counted(21)) == ("three", "21")
    assert (inside("CIO’s trust"), inside("Lead time")) == ("CIO’s trust", "lead time")
