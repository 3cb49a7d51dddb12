"""Results stay as they are until the changelog says that they move.

Other processors may round the last bits of a logarithm in their own way, hence the tolerance.
"""

from __future__ import annotations

import pytest

from allied.sim.model.outcomes import OUTCOMES
from tests.make_golden import DIGITS, golden, read


@pytest.fixture(scope="module")
def now():
    return golden()


@pytest.mark.parametrize("outcome", [outcome.name for outcome in OUTCOMES])
def test_an_outcome_is_what_it_was(now, outcome):
    assert now[outcome] == pytest.approx(read()[outcome], rel=10.0 ** (3 - DIGITS), abs=1e-9)


def test_the_file_holds_all_outcomes_in_order():
    assert list(read()) == [outcome.name for outcome in OUTCOMES]
