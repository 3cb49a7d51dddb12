"""The patterns P1-P13 at the default parameters: ensembles, effect sizes and intervals."""

import numpy as np
import pandas as pd
import pytest

from calibration.designs import DESIGNS
from calibration.keeping import keeping, read_report
from calibration.patterns import PATTERNS
from calibration.prior import prior_draws
from sim.levers import LEVERS
from sim.parameters import PARAMETERS, PRIOR

EFFECTS = [
    pytest.param(
        pattern.name, effect.label, id=f"{pattern.name}: {effect.label}",
        marks=[pytest.mark.xfail(reason=effect.fails, strict=True)] if effect.fails else [],
    )
    for pattern in PATTERNS
    for effect in pattern.effects
]  # fmt: skip


@pytest.fixture(scope="module")
def report() -> pd.DataFrame:
    return keeping().set_index(["pattern", "effect"])


@pytest.mark.parametrize(("pattern", "effect"), EFFECTS)
def test_effect_holds_at_the_defaults(report: pd.DataFrame, pattern: str, effect: str) -> None:
    row = report.loc[(pattern, effect)]
    assert row["low"] > 0.0, f"mean {row['mean']:.3f}, 95 % from {row['low']:.3f}"


def test_all_thirteen_patterns_are_stated() -> None:
    assert [pattern.name for pattern in PATTERNS] == [f"P{n}" for n in range(1, 14)]
    assert all(pattern.effects for pattern in PATTERNS)


def test_designs_use_levers_only() -> None:
    for design in DESIGNS.values():
        assert set(design.levers) <= set(LEVERS)


def test_shipped_report_has_every_effect_and_its_share_of_the_prior() -> None:
    shipped = read_report()
    stated = {(p.name, e.label) for p in PATTERNS for e in p.effects}
    assert set(zip(shipped["pattern"], shipped["effect"], strict=True)) == stated
    assert shipped["share_of_prior"].between(0.0, 1.0).all()


def test_prior_draws_fill_their_ranges() -> None:
    draws = prior_draws(256)
    for name in PRIOR:
        column, row = PARAMETERS[name].read(draws), PARAMETERS[name]
        assert column.min() >= row.low
        assert column.max() <= row.high
        assert np.ptp(column) > 0.95 * (row.high - row.low)
