"""What intervals and verdicts promise, held against the model itself: slow, and worth it."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from allied.calibration.fit.posterior import parameter_set
from allied.scenarios import load, names
from allied.sim.experiment.comparison import SESOI, Comparison
from allied.sim.experiment.effects import Design
from allied.sim.experiment.ensemble import run_ensemble
from allied.sim.experiment.verdict import Verdict, judge
from allied.sim.model.outcomes import GOALS, OUTCOMES, SIGNS

pytestmark = [pytest.mark.slow, pytest.mark.exhaustive]

TRUTHS, COMPANIES = 200, 120
COMPARED = ("self-service", "shared-projects", "joint-governance")


def gains(scenarios, **options):
    """Return gains over silos by run, for all outcomes of all scenarios side by side."""
    found = run_ensemble([load("silos"), *map(load, scenarios)], **options).values[:, :, -1]
    gaps = (found[1:] - found[:1]) * SIGNS
    return np.concatenate(list(gaps), axis=1)


@pytest.fixture(scope="module")
def everyone():
    """Return results of 4,000 runs of all shipped scenarios, silos first."""
    chosen = ["silos", *(name for name in names() if name != "silos")]
    return run_ensemble(list(map(load, chosen)), runs=4000, seed=1).values[:, :, -1]


@pytest.fixture(scope="module")
def truths():
    """Return the effects at 200 parameter sets, and the variance of chance in each."""
    rows = parameter_set()[-TRUTHS:]
    runs = TRUTHS * COMPANIES
    found = gains(COMPARED, runs=runs, seed=5, parameters=rows).reshape(COMPANIES, TRUTHS, -1)
    return found.mean(axis=0), found.var(axis=0, ddof=1).mean(axis=0) / COMPANIES


@pytest.mark.parametrize("runs", [400, 1000, 4000])
def test_intervals_hold_the_effect_at_parameter_sets_drawn_afresh(truths, runs):
    """Their rows are not among those of the comparison, nor are their companies."""
    rows = parameter_set()[:-TRUTHS]
    effects = Design(rows, np.arange(runs)).effects(
        gains(COMPARED, runs=runs, seed=1, parameters=rows)
    )
    at_truth, chance = truths
    apart = np.abs(at_truth - effects.mean)
    assert effects.design.runs == runs

    def covered(variance):  # of the mean over 120 companies, whose chance is known
        return np.mean(apart <= 1.96 * np.sqrt(variance + chance))

    assert 0.92 <= covered(effects.sd**2) <= 0.98
    assert covered(effects.mc_error**2) < 0.9  # what 0.1.0 gave; less, the more runs there are


def test_the_spread_over_parameter_sets_is_that_of_brute_force(truths):
    at_truth, chance = truths
    known = np.maximum(at_truth.var(axis=0, ddof=1) - chance, 0.0)
    clear = known > chance  # where 120 companies a set can tell it from chance
    rows = parameter_set()
    effects = Design(rows, np.arange(1000)).effects(
        gains(COMPARED, runs=1000, seed=1, parameters=rows)
    )
    ratio = np.sqrt(effects.variance[clear] / known[clear])
    assert clear.sum() > 20
    assert 0.8 <= np.median(ratio) <= 1.25
    assert np.mean((ratio > 0.5) & (ratio < 2.0)) > 0.9


def test_more_runs_end_a_run_more_and_change_no_verdict(everyone):
    """Of all differences to silos, between 250 runs and 4,000."""
    rows, others = parameter_set(), len(everyone) - 1
    found = np.concatenate(list((everyone[1:] - everyone[:1]) * SIGNS), axis=1)
    least = np.tile(SESOI, others)

    def verdicts(runs):
        return judge(Design(rows, np.arange(runs)).effects(found[:runs]), least)

    few, many = verdicts(250), verdicts(4000)
    assert len(few) == others * len(OUTCOMES)
    final = [(a, b) for a, b in zip(few, many, strict=True) if a.runs_needed is None]
    changed = [a.verdict != b.verdict for a, b in final]
    assert np.sum(changed) <= 0.03 * len(few)
    assert len(final) > 0.5 * len(few)
    assert sum(b.runs_needed is not None for b in many) < 0.15 * len(many)
    decided = sum(a.verdict != Verdict.OPEN for a in few)
    assert decided > 0.4 * len(few)  # it does not promise by saying nothing


def test_a_clear_best_stays_the_best_with_more_runs(everyone):
    """Of silos with any one or two other scenarios, on each preset: what the headline says."""
    rows = parameter_set()

    def clear_best(chosen, runs, goals):
        values = everyone[list(chosen), :runs]
        ranking = Comparison([str(k) for k in chosen], 1, runs, 156, values, rows).ranking(goals)
        clear = all(ranking.is_clear(0, rank) for rank in range(1, len(chosen)))
        return ranking.places[0].scenario if clear else None

    others = range(1, len(everyone))
    sets = [(0, *rest) for count in (1, 2) for rest in combinations(others, count)]
    asked = [(chosen, goals) for chosen in sets for goals in GOALS.values()]
    few, many = ([clear_best(chosen, runs, goals) for chosen, goals in asked]
                 for runs in (250, 4000))  # fmt: skip
    named = [(a, b) for a, b in zip(few, many, strict=True) if a is not None]
    assert len(named) > 0.5 * len(asked)
    assert not [pair for pair in named if pair[1] not in (None, pair[0])]
    assert sum(b is None for _, b in named) <= 0.03 * len(named)
