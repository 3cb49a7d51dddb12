"""Rows of the tables, and what becomes of bad input: every problem at once, and how to mend it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.quantity import (
    InputError,
    Problem,
    Quantity,
    nearest,
    record_type,
    to_record,
)
from tests.strategies import lever_values, parameter_values, values

ROWS = [*LEVERS.values(), *PARAMETERS.values()]
NUMBERS = [row for row in ROWS if row.kind == "number"]
SHARE = Quantity("group.share", "choice", "Share", "A share.", "", 0.5)
COUNT = Quantity("group.count", "choice", "Count", "A count.", "teams", 14, 8, 200)
SWITCH = Quantity("group.switch", "choice", "Switch", "A switch.", "", True)
CHOICE = Quantity(
    "group.choice", "choice", "Choice", "A choice.", "", "it", choices={"it": "IT", "both": "Both"}
)
TABLE = {row.name: row for row in (SHARE, COUNT, SWITCH, CHOICE)}
GRID = {
    f"group.grid_{a}_{b}": Quantity(
        f"group.grid_{a}_{b}", "constant", f"Grid {a}, {b}", "A part.", "0–1", 0.1 * (3 * a + b),
        vector="group.grid", place=(a, b),
    )
    for a in range(2) for b in range(3)
}  # fmt: skip
JUNK = st.one_of(
    st.none(), st.booleans(), st.text(), st.floats(), st.integers(-(10**6), 10**6),
    st.complex_numbers(), st.binary(), st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(), st.integers(), max_size=1),
)  # fmt: skip


def problems_of(values, table=LEVERS):
    with pytest.raises(InputError) as caught:
        to_record(table, values)
    return caught.value.problems


# --- single values ---


@pytest.mark.parametrize(
    ("row", "value"),
    [
        (SHARE, 1.01), (SHARE, -1e-9), (SHARE, float("nan")), (SHARE, float("inf")), (SHARE, True),
        (SHARE, "0.5"), (SHARE, None), (SHARE, 0.5j), (SHARE, [0.5]), (SHARE, np.array([0.5, 0.6])),
        (COUNT, 7), (COUNT, 201), (COUNT, 14.0), (COUNT, True), (COUNT, "14"),
        (SWITCH, 1), (SWITCH, "true"), (SWITCH, None),
        (CHOICE, "IT"), (CHOICE, 0), (CHOICE, None), (CHOICE, ["it"]), (CHOICE, True),
    ],
)  # fmt: skip
def test_a_wrong_value_is_a_problem_that_says_what_was_got_and_expected(row, value):
    (problem,) = problems_of({row.name: value}, TABLE)
    assert problem.where == row.name
    assert problem.expected == row.expected
    assert problem.got in {repr(value), str(value)}


@pytest.mark.parametrize(
    ("row", "value"),
    [
        (SHARE, 0), (SHARE, 1), (SHARE, 0.5), (SHARE, np.float32(0.5)), (SHARE, np.int8(1)),
        (COUNT, 8), (COUNT, 200), (COUNT, np.int64(9)), (SWITCH, False), (CHOICE, "both"),
    ],
)  # fmt: skip
def test_a_right_value_is_stored_as_it_is(row, value):
    stored = to_record(TABLE, {row.name: value})[row.field][0]
    assert stored == (list(row.choices).index(value) if row.choices else value)


def test_both_ends_of_a_range_are_allowed_and_nothing_beyond():
    for row in NUMBERS:
        assert row.problem(row.low) is None, row.name
        assert row.problem(row.high) is None, row.name
        assert row.problem(np.nextafter(row.low, -np.inf)) is not None, row.name
        assert row.problem(np.nextafter(row.high, np.inf)) is not None, row.name


@given(st.data())
def test_every_valid_value_can_be_stored_and_read_out(data):
    row = data.draw(st.sampled_from(ROWS))
    value = data.draw(values(row))
    assert row.problem(value) is None
    assert float(row.code(value)) == row.code(value)


@given(st.sampled_from(list(LEVERS)), JUNK)
def test_whatever_is_put_in_either_fits_or_is_a_problem(name, value):
    problem = LEVERS[name].problem(value)
    if problem is None:
        assert np.isfinite(to_record(LEVERS, {name: value})[LEVERS[name].field]).all()
    else:
        assert problems_of({name: value}) == (problem,)
        assert problem.where == name


@pytest.mark.parametrize("name", ["budget.per_head", "firm.teams"])
@pytest.mark.parametrize(
    "value",
    [
        pytest.param(10**400, id="no float is as large"),
        pytest.param(-(10**400), id="nor as small"),
        pytest.param(
            10**5000, id="Python writes no such number"
        ),
    ],
)  # fmt: skip
def test_a_huge_integer_is_a_problem_like_any_other(name, value):
    (problem,) = problems_of({name: value})
    assert problem.where == name


# --- several at once ---


def test_every_problem_is_listed():
    wrong = {
        "bugdet.holder": "it", "goals.shared": 1.5, "budget.holder": "marketng",
        "structure.return_home": 1, "firm.teams": 3, "nothing.like_it": 0,
    }  # fmt: skip
    found = problems_of(wrong)
    assert sorted(problem.where for problem in found) == sorted(wrong)
    with pytest.raises(InputError) as caught:
        to_record(LEVERS, wrong)
    assert all(str(problem) in str(caught.value) for problem in found)


@given(st.dictionaries(st.text(), st.integers()), lever_values())
def test_unknown_names_never_pass(unknown, valid):
    unknown = {name: value for name, value in unknown.items() if name not in LEVERS}
    if unknown:
        assert {problem.where for problem in problems_of(unknown | valid)} == set(unknown)


def test_a_name_that_is_no_string_is_an_unknown_name():
    (problem,) = problems_of({3: 1})
    assert problem.got == "an unknown name"


def test_the_nearest_name_is_offered():
    (name,) = problems_of({"bugdet.holder": "it"})
    (value,) = problems_of({"budget.holder": "jiont"})
    assert name.hint == "Did you mean 'budget.holder'?"
    assert value.hint == "Did you mean 'joint'?"
    assert str(value) == (
        "budget.holder: got 'jiont'; expected one of marketing, it, joint, split. "
        "Did you mean 'joint'?"
    )


def test_nothing_is_offered_when_nothing_is_near():
    assert nearest("xyzzy", LEVERS) == ""
    assert str(Problem("here", "this", "that")) == "here: got this; expected that."


def test_an_input_error_is_a_value_error():
    assert issubclass(InputError, ValueError)


# --- records ---


@given(lever_values())
def test_a_record_holds_the_given_values_and_defaults_elsewhere(chosen):
    record = to_record(LEVERS, chosen)[0]
    for name, lever in LEVERS.items():
        assert record[lever.field] == lever.code(chosen.get(name, lever.default))


@given(parameter_values())
def test_parameters_are_stored_alike(chosen):
    record = to_record(PARAMETERS, chosen)[0]
    for name, row in PARAMETERS.items():
        assert row.read(record) == chosen.get(name, row.default)


def test_a_record_type_has_a_field_for_each_row_and_numbers_only():
    kind = record_type(TABLE.values())
    assert kind.names == ("group_share", "group_count", "group_switch", "group_choice")
    assert [kind[name].str[1:] for name in kind.names] == ["f8", "i8", "i8", "i8"]
    assert kind.itemsize == 8 * len(TABLE)


def test_components_of_a_vector_share_a_field_in_which_each_has_its_place():
    kind = record_type([SHARE, *GRID.values()])
    assert kind.names == ("group_share", "group_grid")
    assert kind["group_grid"].shape == (2, 3)
    assert {row.group for row in GRID.values()} == {"group"}
    record = to_record(GRID, {"group.grid_1_0": 0.9})
    assert np.array_equal(record["group_grid"][0], [[0.0, 0.1, 0.2], [0.9, 0.4, 0.5]])


@given(st.integers(1, 4), st.integers(0, 1), st.integers(0, 2))
def test_what_is_written_to_a_quantity_is_read_from_it_and_from_no_other(count, a, b):
    table = {SHARE.name: SHARE} | GRID
    records = np.repeat(to_record(table, {}), count)
    written, before = np.linspace(0.6, 0.9, count), records.copy()
    for row in (SHARE, GRID[f"group.grid_{a}_{b}"]):
        row.write(records, written)
        assert np.array_equal(row.read(records), written)
        assert [row.read(record) for record in records] == list(written)
    untouched = [row for name, row in GRID.items() if name != f"group.grid_{a}_{b}"]
    assert all(np.array_equal(row.read(records), row.read(before)) for row in untouched)


def test_rows_cannot_be_changed():
    with pytest.raises((AttributeError, TypeError)):
        SHARE.default = 0.7
    with pytest.raises(TypeError):
        LEVERS["new.lever"] = SHARE


def test_kinds():
    assert [row.kind for row in TABLE.values()] == ["number", "integer", "switch", "choice"]
    assert (SHARE.group, SHARE.field) == ("group", "group_share")
