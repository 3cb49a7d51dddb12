"""The tables of levers and parameters: complete, consistent, and each row moves something."""

from __future__ import annotations

import re

import numpy as np
import pytest

from scenarios import load_all
from sim.ensemble import run_ensemble
from sim.levers import LEVER_TYPE, LEVERS
from sim.parameters import PARAMETER_TYPE, PARAMETERS, PRIOR
from sim.quantity import to_record
from sim.registry import REGISTRY
from sim.scenario import Scenario
from tests.companies import differing

ROWS = list(REGISTRY.values())
RUNS, MORE_RUNS, WEEKS = 8, 100, 78  # more for what matters only when a chief leaves
# What some levers and parameters need before they can matter.
SETTINGS = (
    *load_all(),
    Scenario("vendors", {"budget.holder": "marketing", "leadership.cio_collaboration": 0.9}),
    Scenario("delegated", {
        "decisions.rights": "delegated", "structure.delivery": "shared_project",
    }),
    Scenario("results", {"budget.growth": "results", "budget.overlap": "ceo"}),
    Scenario("answers to IT", {
        "structure.delivery": "shared_project", "structure.accountability": "it",
        "market.opportunities": 8.0, "structure.ownership": 0.0,
    }),
)  # fmt: skip


def outcomes(settings, runs=RUNS, parameters=None):
    return run_ensemble(settings, runs=runs, weeks=WEEKS, parameters=parameters).values


@pytest.fixture(scope="module")
def ordinary():
    """The outcomes of all settings as they are; the first runs of more are those of fewer."""
    return outcomes(SETTINGS, MORE_RUNS)


def other_values(row):
    """Values that a row could have beside its default."""
    if row.choices is not None:
        return [choice for choice in row.choices if choice != row.default]
    if row.kind == "switch":
        return [not row.default]
    high = 20 if row.name == "firm.teams" else row.high
    return [value for value in (row.low, high) if value != row.default]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
class TestRow:
    def test_has_a_name_of_two_parts(self, row):
        assert re.fullmatch(r"[a-z]+\.[a-z]+(_[a-z]+)*", row.name)

    def test_tells_people_what_it_is(self, row):
        assert row.label.strip()
        assert row.label[0].isupper()
        assert not row.label.endswith(".")
        assert row.meaning.endswith(".")
        assert "  " not in row.label + row.meaning

    def test_has_a_source(self, row):
        assert row.source.strip()

    def test_has_a_valid_default(self, row):
        assert row.problem(row.default) is None

    def test_has_a_range(self, row):
        assert row.low < row.high
        if row.kind != "choice" and row.unit == "":
            assert 0.0 <= row.low < row.high <= 1.0  # shown in percent

    def test_offers_a_choice_where_it_has_choices(self, row):
        if row.choices is not None:
            assert len(row.choices) > 1
            assert all(row.choices.values())
            assert len(set(row.choices.values())) == len(row.choices)


def test_levers_are_a_choice_or_surroundings_and_parameters_are_neither():
    assert {lever.role for lever in LEVERS.values()} == {"choice", "surroundings"}
    assert {row.role for row in PARAMETERS.values()} == {"calibrated", "fixed"}


def test_the_prior_names_what_calibration_may_move():
    calibrated = [name for name, row in PARAMETERS.items() if row.role == "calibrated"]
    assert list(PRIOR) == calibrated
    assert 15 <= len(PRIOR) <= 30


def test_names_and_labels_are_unique():
    for table in (LEVERS, PARAMETERS, REGISTRY):
        assert len({row.field for row in table.values()}) == len(table)
        assert len({row.label for row in table.values()}) == len(table)


def test_the_record_types_have_a_field_for_each_row_in_order():
    assert LEVER_TYPE.names == tuple(lever.field for lever in LEVERS.values())
    assert PARAMETER_TYPE.names == tuple(row.field for row in PARAMETERS.values())


def test_a_lever_at_its_default_is_no_change():
    defaults = {name: lever.default for name, lever in LEVERS.items()}
    values = outcomes([Scenario("none"), Scenario("all", defaults)])
    assert values[0].tobytes() == values[1].tobytes()
    assert not differing(to_record(LEVERS, {})[0], to_record(LEVERS, defaults)[0])


# --- no dead option ---

OPTIONS = [(name, value) for name, lever in LEVERS.items() for value in other_values(lever)]


@pytest.mark.parametrize(("name", "value"), OPTIONS, ids=[f"{n}={v}" for n, v in OPTIONS])
def test_every_option_of_every_lever_moves_an_outcome_somewhere(ordinary, name, value):
    changed = [Scenario(s.name, {**s.levers, name: value}) for s in SETTINGS]
    unlike = [s.value(name) != value for s in SETTINGS]
    moved = (outcomes(changed) != ordinary[:, :RUNS]).any(axis=(1, 2, 3))
    assert (moved & unlike).any()


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_moves_an_outcome_somewhere(ordinary, name):
    for end in (PARAMETERS[name].low, PARAMETERS[name].high):
        assert any(
            np.any(outcomes(SETTINGS, runs, {name: end}) != ordinary[:, :runs])
            for runs in (RUNS, MORE_RUNS)
        )
