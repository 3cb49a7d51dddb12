"""One company's record: its room, its first week, and its names."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import allied.sim.model.state as state_of_a_company
from allied.sim.experiment.ensemble import run_companies
from allied.sim.inputs.arguments import parameter_rows
from allied.sim.inputs.scenario import MOST_SEGMENTS, Scenario, plan, resolve
from allied.sim.model.compiled import interpreted
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.model.rules.cio import prioritise
from allied.sim.model.rules.founding import clear, found
from allied.sim.model.state import (
    LARGE,
    SMALL,
    Department,
    Route,
    Stage,
    allocate,
    expected_rows,
    most_arrivals,
    state_type,
)
from allied.sim.model.steps import steps_in
from allied.sim.model.teams import DEPARTMENTS, KIND_COUNT, NAMES, SKILL_NAMES, SKILLS, team_names
from tests.companies import company_after, differing, leaves, teams
from tests.strategies import drawn_scenarios, parameter_values, run_numbers, seeds


def founded(levers=None, *, seed=1, run=0, parameters=None):
    company = allocate(*plan(resolve(levers or {})), parameter_rows(parameters))
    found(company[0], np.uint64(seed), run)
    return company[0]


# --- the record ---


def test_a_record_is_plain_numbers_of_eight_bytes():
    company = founded()
    kinds = {value.dtype for _, value in leaves(company)}
    assert kinds == {np.dtype("f8"), np.dtype("i8"), np.dtype("u8")}
    assert company.dtype == state_type(*SMALL)
    assert company.dtype.itemsize == sum(value.nbytes for _, value in leaves(company))


def test_a_fresh_company_is_empty_but_for_its_plan():
    company = allocate(*plan(Scenario("empty", {}, ((9, {}),))), parameter_rows(None))[0]
    filled = {
        name.partition(".")[0] for name, value in leaves(company)
        if np.any(value) and not name.startswith("firm.n_")
    }  # fmt: skip
    assert filled == {"plan", "plan_weeks", "parameter"}
    assert (company.firm.n_teams, company.firm.n_segments) == (14, 2)


def test_there_are_two_sizes_only():
    def room(teams, rows):
        levers = plan(Scenario("size", {"firm.teams": teams}))
        return allocate(*levers, parameter_rows(None), rows=rows).dtype

    assert room(8, 1) == room(*SMALL) == state_type(*SMALL)
    assert room(SMALL[0] + 1, 1) == room(8, SMALL[1] + 1) == state_type(*LARGE)
    with pytest.raises(ValueError, match="no room for"):
        room(8, LARGE[1] + 1)


def test_the_longest_plan_has_room():
    long = Scenario("long", {}, tuple((week, {}) for week in range(2, MOST_SEGMENTS + 1)))
    assert allocate(*plan(long), parameter_rows(None))[0].firm.n_segments == MOST_SEGMENTS


@settings(max_examples=50)
@given(drawn_scenarios(weeks=104), seeds(), run_numbers(), st.sampled_from([1, 26, 104, 156]))
def test_expected_rows_have_room_for_all_that_comes(scenario, seed, run, weeks):
    raised = int(company_after(weeks, scenario, seed=seed, run=run).firm.n_work)
    assert raised <= expected_rows(plan(scenario)[0], weeks)


def test_expected_rows_are_no_waste():
    levers = plan(Scenario("ordinary"))[0]
    assert expected_rows(levers, 156) < 300
    assert [most_arrivals(teams) for teams in (8, 14, 200)] == [14, 24, 343]


def test_compiled_code_sees_the_record_that_it_is_given():
    one, other = company_after(5, {}, seed=1), company_after(9, {}, seed=2)
    one.chiefs["trust"], other.chiefs["trust"] = 0.1, 0.9
    pair = np.array([one, other], one.dtype)
    expected = [interpreted(prioritise)(company) for company in (one, other)]
    assert expected[0] != expected[1]
    for rows in (pair, pair[::-1][::-1], pair.view(np.recarray), [pair[:1][0], pair[1:][0]],
                 [row.copy() for row in pair]):  # fmt: skip
        assert [prioritise(company) for company in rows] == expected
    clear(pair[1], 3)
    assert not any(pair[1].tally[3].item())
    assert pair[0].tobytes() == one.tobytes()


# --- founding ---


def test_a_run_is_the_same_company_whatever_was_in_the_workspace_before():
    used = allocate(*plan(Scenario("workspace")), parameter_rows(None))
    out = np.empty((1, 1, len(OUTCOMES)))
    run_companies(used, np.uint64(9), 77, parameter_rows(None), 120, 120, out, steps_in(used))
    run_companies(used, np.uint64(1), 0, parameter_rows(None), 40, 40, out, steps_in(used))
    fresh = company_after(40, {})
    rows, opened = int(fresh.firm.n_work), int(fresh.firm.n_open)
    used = used[0].copy()
    used["work"][rows:], used["open"][opened:] = fresh.work[rows:], fresh.open[opened:]
    assert not differing(used, fresh)


@pytest.mark.parametrize("teams_now", [8, 14, 15, 27, 39])
def test_a_further_team_changes_no_other(teams_now):
    before = founded({"firm.teams": teams_now}, seed=5, run=9)
    after = founded({"firm.teams": teams_now + 1}, seed=5, run=9)
    assert teams(after)[:teams_now].tobytes() == teams(before).tobytes()
    old = slice(0, teams_now)
    assert after.tie[old, old].tobytes() == before.tie[old, old].tobytes()
    assert after.chiefs.tobytes() == before.chiefs.tobytes()
    assert after.ceo.tobytes() == before.ceo.tobytes()
    assert after.firm.n_teams == teams_now + 1
    assert np.any(after.teams[teams_now].skill)


@given(parameter_values(), seeds(), run_numbers())
def test_a_company_starts_within_bounds(parameters, seed, run):
    company = founded(seed=seed, run=run, parameters=parameters)
    for field in ("trust", "collaboration", "habit", "fluency", "openness"):
        assert ((company.chiefs[field] >= 0) & (company.chiefs[field] <= 1)).all()
    assert ((teams(company)["skill"] >= 0) & (teams(company)["skill"] <= 1)).all()
    assert (teams(company)["heads"] >= company.parameter.team_heads_least).all()
    assert ((company.tie >= 0) & (company.tie <= 1)).all()
    assert company.firm.week == company.firm.n_work == company.firm.n_open == 0
    heads = {d: company.teams["heads"][company.teams["department"] == d] for d in Department}
    assert company.firm.it_heads == heads[Department.IT].sum()


def test_runs_are_different_companies_and_so_are_seeds():
    companies = [founded(run=run, seed=seed) for run in range(4) for seed in range(4)]
    assert len({company.chiefs["trust"].tobytes() for company in companies}) == 16
    assert len({company.teams["skill"].tobytes() for company in companies}) == 16


def test_companies_differ_around_the_levers():
    dispositions = [
        founded({"leadership.cmo_collaboration": 0.45}, run=run).chiefs[0].collaboration
        for run in range(400)
    ]
    assert np.mean(dispositions) == pytest.approx(0.45, abs=0.02)
    assert np.std(dispositions) == pytest.approx(0.1, abs=0.015)


# --- names ---


def test_the_smallest_company_has_all_departments():
    assert {int(d) for d in DEPARTMENTS[:8]} == {int(d) for d in Department}


def test_every_kind_of_team_has_a_name_and_skills():
    assert len(NAMES) == len(set(NAMES)) == len(DEPARTMENTS) == len(SKILLS) == KIND_COUNT
    assert all(0.0 <= skill <= 1.0 for skills in SKILLS for skill in skills)
    assert {len(skills) for skills in SKILLS} == {len(SKILL_NAMES)}
    for number, name in enumerate(SKILL_NAMES):
        assert getattr(state_of_a_company, name.upper()) == number


@given(st.integers(8, 200))
def test_teams_have_names_of_their_own_which_a_further_team_leaves_alone(count):
    names = team_names(count)
    assert len(set(names)) == count
    assert team_names(count + 1)[:count] == names


def test_stages_and_routes_are_numbered_without_a_gap():
    assert [int(stage) for stage in Stage] == list(range(7))
    assert [int(route) for route in Route] == list(range(-1, 6))
