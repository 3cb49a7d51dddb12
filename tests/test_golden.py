"""Results stay as they are, to the last bit, until the changelog says that they move."""

from __future__ import annotations

import pytest

from allied.scenarios import names
from allied.sim.model.outcomes import OUTCOMES
from tests.make_golden import golden, read

AGAIN = "run: python tests/make_golden.py"


@pytest.fixture(scope="module")
def now():
    return golden()


@pytest.mark.parametrize("scenario", names())
def test_outcomes_of_a_scenario_are_what_they_were(now, scenario):
    assert now[scenario] == read()[scenario], AGAIN


def test_the_file_holds_all_scenarios_and_outcomes_in_order():
    assert list(read()) == names(), AGAIN
    for row in read().values():
        assert list(row) == [outcome.name for outcome in OUTCOMES], AGAIN
