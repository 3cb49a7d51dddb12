"""Whatever a run depends on can vary, under one name, within what is allowed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.quantity import InputError
from allied.sim.sweep.factors import decisions, explored, factors_of
from tests.strategies import values

NUMBERS = [name for name, row in LEVERS.items() if row.kind in ("number", "integer")]


def factor_of(name, said):
    (factor,) = factors_of({name: said})
    return factor


@given(name=st.sampled_from(sorted(LEVERS)), data=st.data())
def test_every_lever_takes_its_values(name, data):
    value = data.draw(values(LEVERS[name]))
    factor = factor_of(name, [value])
    assert factor.levels == (value,)
    assert (factor.target, factor.key, factor.change) == ("lever", name, -1)


@pytest.mark.parametrize(
    "name", [n for n, row in LEVERS.items() if row.kind in ("number", "integer")]
)
def test_every_lever_in_numbers_takes_its_range_and_nothing_beyond(name):
    low, high = LEVERS[name].low, LEVERS[name].high
    factor = factor_of(name, {"low": low, "high": high})
    assert (factor.value(0.0), factor.value(1.0)) == (low, high)
    with pytest.raises(InputError, match=rf"{name}\.high"):
        factors_of({name: {"low": low, "high": high + 1}})


@pytest.mark.parametrize("name", sorted(PARAMETERS)[::7])
def test_a_parameter_may_look_beside_its_range_but_not_far(name):
    wide = explored(PARAMETERS[name])
    factor = factor_of(f"parameter.{name}", {"low": wide.low, "high": wide.high})
    assert (factor.low, factor.high) == (wide.low, wide.high)
    with pytest.raises(InputError, match=r"\.high"):
        factors_of({f"parameter.{name}": {"low": wide.low, "high": wide.high * 2 + 1}})


@pytest.mark.parametrize("decision", decisions())
def test_every_decision_can_be_handed_over(decision):
    factor = factor_of(f"rule.{decision}", ["built-in", "loudest"])
    assert (factor.target, factor.key) == ("rule", decision)


@pytest.mark.parametrize(
    ("name", "said", "target", "change", "last"),
    [
        ("timeline.1.week", {"low": 20, "high": 60}, "week", 0, 60),
        ("timeline.12.goals.shared", [0.2, 0.4], "change", 11, 0.4),
        ("parameters.row", [3, 9], "row", -1, 9),
        ("parameters.row", {"low": 0, "high": 99}, "row", -1, 99),
    ],
)
def test_weeks_changes_and_rows_vary(name, said, target, change, last):
    factor = factor_of(name, said)
    assert (factor.target, factor.change, factor.last) == (target, change, last)


def test_a_name_without_quotes_is_the_same_name():
    nested = {"goals": {"shared": {"low": 0.1, "high": 0.9}, "transparency": [0.0, 1.0]},
              "timeline": {"1": {"week": [3, 4]}}}  # fmt: skip
    flat = {"goals.shared": {"low": 0.1, "high": 0.9}, "goals.transparency": [0.0, 1.0],
            "timeline.1.week": [3, 4]}  # fmt: skip
    assert repr(factors_of(nested)) == repr(factors_of(flat))


def test_all_that_is_wrong_is_said():
    with pytest.raises(InputError) as caught:
        factors_of({"nix": [1], "goals.shared": [2.0], "budget.overlap": {"low": 0, "high": 1},
                    "timeline.1.week": [0], "parameters.row": [-1]})  # fmt: skip
    assert len(caught.value.problems) == 5


def test_a_grid_of_whole_numbers_has_each_once():
    assert factor_of("firm.teams", {"low": 10, "high": 12, "steps": 9}).grid() == [10, 11, 12]
