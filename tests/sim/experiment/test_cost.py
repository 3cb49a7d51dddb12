"""Announced costs follow the formula that their module states."""

import re

import pytest

from allied.sim.experiment import cost
from allied.sim.experiment.cost import cost_of, seconds_of
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.scenario import Scenario

STATED = re.compile(
    r"seconds = (?P<seconds>\S+) · company-weeks · \(teams / (?P<teams>\d+)\)\^(?P<growth>\S+) /"
)


def test_the_docstring_states_the_numbers_that_are_used():
    stated = STATED.search(cost.__doc__)
    assert stated is not None
    used = (cost.SECONDS, cost.TEAMS, cost.GROWTH)
    assert tuple(float(number) for number in stated.group("seconds", "teams", "growth")) == used


def test_the_ordinary_company_is_the_one_that_was_measured():
    assert LEVERS["firm.teams"].default == cost.TEAMS


@pytest.mark.parametrize("teams", [8, 14, 28, 200])
def test_time_grows_with_weeks_and_teams_as_stated(teams):
    scenario = Scenario("large", {"firm.teams": teams})
    expected = cost.SECONDS * 1000 * 156 * (teams / cost.TEAMS) ** cost.GROWTH
    assert cost_of([scenario], runs=1000, weeks=156, threads=1).seconds == pytest.approx(expected)


def test_a_large_company_is_worth_at_most_the_power_of_its_teams_that_is_promised():
    times = seconds_of(1.0, teams=200, threads=1) / seconds_of(1.0, threads=1)
    assert times <= (200 / 14) ** 1.2
