"""Results stay as they are until the changelog says that they move.

Other processors may round the last bits of a logarithm in their own way, hence the tolerance.
"""

from __future__ import annotations

import pytest

from allied.scenarios import names
from allied.sim.model.outcomes import OUTCOMES
from tests.make_golden import DIGITS, golden, read

AGAIN = "run: python tests/make_golden.py"


@pytest.fixture(scope="module")
def now():
    return golden()


@pytest.mark.parametrize("scenario", names())
def test_outcomes_of_a_scenario_are_what_they_were(now, scenario):
    assert now[scenario] == pytest.approx(read()[scenario], rel=10.0 ** (3 - DIGITS), abs=1e-9)


def test_the_file_holds_all_scenarios_and_outcomes_in_order():
    assert list(read()) == names(), AGAIN
    for row in read().values():
        assert list(row) == [outcome.name for outcome in OUTCOMES], AGAIN
