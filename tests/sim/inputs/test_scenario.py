"""The type of a scenario, and the plan of levers that follows from it."""

from __future__ import annotations

import importlib
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

import allied.sim.inputs.plugins
from allied import scenarios
from allied.sim.inputs.levers import LEVER_TYPE, LEVERS
from allied.sim.inputs.quantity import InputError
from allied.sim.inputs.scenario import MOST_SEGMENTS, Scenario, plan, resolve
from tests.companies import company_after
from tests.strategies import drawn_scenarios

ROOT = Path(__file__).parents[3]


@given(drawn_scenarios(weeks=100))
def test_a_plan_holds_the_levers_in_force_in_each_segment(scenario):
    levers, weeks = plan(scenario)
    assert levers.dtype == LEVER_TYPE
    assert list(weeks) == [0, *(week for week, _ in scenario.timeline)]
    in_force = dict(scenario.levers)
    for segment, (_, changes) in zip(levers, [(0, {}), *scenario.timeline], strict=True):
        in_force |= changes
        for name, lever in LEVERS.items():
            assert segment[lever.field] == lever.code(in_force.get(name, lever.default))


def test_every_problem_of_every_segment_is_listed_once():
    wrong = Scenario(
        "wrong", {"goals.shared": 2.0}, ((9, {"goals.share": 1.0}), (20, {"budget.holder": "x"}))
    )
    with pytest.raises(InputError) as caught:
        plan(wrong)
    where = [problem.where for problem in caught.value.problems]
    assert sorted(where) == ["budget.holder", "goals.share", "goals.shared"]


@pytest.mark.parametrize(
    "timeline",
    [
        ((30, {}), (10, {})),
        ((10, {}), (10, {})),
        ((-3, {}),),
        ((2.7, {}),),
        tuple((week, {}) for week in range(2, MOST_SEGMENTS + 3)),
        ((20, {"firm.teams": 20}),),
    ],
    ids=["not in order", "twice", "before the start", "half a week", "too many", "other teams"],
)
def test_a_timeline_that_cannot_be_followed_is_an_input_error(timeline):
    with pytest.raises(InputError):
        plan(Scenario("wrong", {}, timeline))


def test_a_change_of_course_counts_from_its_week_on():
    changed = Scenario("later", {}, ((20, {"budget.overlap": "yield"}),))
    assert not _unlike(company_after(19, changed), company_after(19, {}))
    assert company_after(20, changed).lever.budget_overlap == 1
    assert _unlike(company_after(60, changed), company_after(60, {}))


def _unlike(one, other):
    return any(
        one[part].tobytes() != other[part].tobytes()
        for part in ("ceo", "chiefs", "teams", "work", "tally", "tie")
    )


def test_with_levers_changes_a_copy():
    one = Scenario("one", {"goals.shared": 0.3}, ((5, {}),), title="One", claims=("C000-01",))
    other = one.with_levers(goals__shared=0.4, budget__holder="it")
    assert one.levers == {"goals.shared": 0.3}
    assert other.levers == {"goals.shared": 0.4, "budget.holder": "it"}
    assert (other.name, other.title, other.timeline, other.claims) == (
        one.name, one.title, one.timeline, one.claims,
    )  # fmt: skip


def test_a_value_is_the_lever_or_its_default():
    one = Scenario("one", {"goals.shared": 0.3})
    assert one.value("goals.shared") == 0.3
    assert one.value("budget.holder") == LEVERS["budget.holder"].default
    with pytest.raises(KeyError):
        one.value("goals.share")


def test_a_scenario_is_taken_as_it_is_and_a_mapping_becomes_one():
    one = Scenario("one")
    assert resolve(one) is one
    assert resolve({"goals.shared": 0.3}).levers == {"goals.shared": 0.3}


def test_a_name_is_looked_up_with_whoever_ships_scenarios(monkeypatch):
    point = EntryPoint("shipped", "allied.scenarios:load", "allied.scenarios")
    monkeypatch.setattr(allied.sim.inputs.plugins, "entry_points", lambda *, group: [point])
    assert resolve("shared-projects") == scenarios.load("shared-projects")
    with pytest.raises(InputError, match="Did you mean 'silos'"):
        resolve("silo")


def test_a_name_without_anyone_who_ships_scenarios_says_so(monkeypatch):
    monkeypatch.setattr(allied.sim.inputs.plugins, "entry_points", lambda *, group: [])
    with pytest.raises(InputError, match="an installed package that ships scenarios"):
        resolve("silos")


def test_this_package_ships_scenarios_through_the_same_door():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, name = project["entry-points"]["allied.scenarios"]["shipped"].partition(":")
    assert getattr(importlib.import_module(module), name) is scenarios.load


def test_weeks_are_whole_numbers_in_the_plan():
    _, weeks = plan(Scenario("one", {}, ((5, {}),)))
    assert weeks.dtype == np.int64
