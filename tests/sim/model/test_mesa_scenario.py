"""Scenarios of Mesa itself, where it has them (3.5)."""

from __future__ import annotations

import copy
import pickle

import mesa
import numpy as np
import pytest

from allied import CMO, Organisation
from allied.sim.inputs.quantity import InputError
from allied.sim.model.outcomes import OUTCOMES
from tests.companies import differing

scenarios = pytest.importorskip(
    "mesa.experimental.scenarios", reason="Mesa 3.3 has no scenarios of its own"
)
LEVERS = {"goals.shared": 0.7, "structure.delivery": "merged", "firm.teams": 16}


class Merged(scenarios.Scenario):
    """Typed, with defaults, as Mesa recommends."""

    goals_shared: float = 0.7
    structure_delivery: str = "merged"
    firm_teams: int = 16
    patience: int = 3


def test_levers_are_attributes_of_a_scenario():
    plain = Organisation(LEVERS, seed=5, run=2)
    given = scenarios.Scenario(
        goals_shared=0.7, structure__delivery="merged", **{"firm.teams": 16}, rng=5
    )
    org = Organisation(given, run=2)
    assert (org.seed, org.run) == (5, 2)
    assert dict(org.setting.levers) == LEVERS
    assert org.identity == plain.identity
    org.run_for(10)
    plain.run_for(10)
    assert not differing(org.state, plain.state)


def test_a_scenario_of_ones_own_class_is_read_by_agents():
    class Patient(CMO):
        def goes_around(self, initiative, decided):
            return self.scenario.patience < 3 and super().goes_around(initiative, decided)

    given = Merged(goals_shared=0.4, rng=7)
    org = Organisation(scenario=given, cmo=Patient)
    assert org.scenario is given
    assert given.model is org
    assert org.cmo.scenario.patience == 3
    assert dict(org.setting.levers) == {**LEVERS, "goals.shared": 0.4}
    with pytest.raises(ValueError, match="during model run"):
        given.goals_shared = 0.9


def test_the_seed_comes_with_the_scenario_or_beside_it():
    assert Organisation(Merged(rng=3)).seed == 3
    assert Organisation(Merged(), seed=3).seed == 3
    assert Organisation(Merged(), rng=3).seed == 3
    assert Organisation(Merged(rng=3), rng=3).seed == Organisation(Merged(rng=3), seed=3).seed == 3
    drawn = Organisation(Merged(rng=np.random.default_rng(3))).seed
    assert drawn == Organisation(Merged(rng=np.random.default_rng(3))).seed != 3
    assert Organisation(Merged()).seed != Organisation(Merged()).seed
    for other in ({"seed": 4}, {"rng": 4}, {"rng": np.random.default_rng(3)}):
        with pytest.raises(InputError, match="rng of the scenario and of the model"):
            Organisation(Merged(rng=3), **other)


@pytest.mark.parametrize(
    ("attributes", "said"),
    [({"goals_sharde": 0.5}, "Did you mean 'goals_shared'"),
     ({"goals_of_others": 0.5}, "expected a lever"), ({"goals.of_others": 0.5}, "a lever"),
     ({"run": 3}, r"Organisation\(scenario, run=…\)"), ({"goals_shared": 3.0}, "from 0 to 1")],
)  # fmt: skip
def test_what_looks_like_a_lever_and_is_none_is_an_input_error(attributes, said):
    with pytest.raises(InputError, match=said):
        Organisation(scenarios.Scenario(rng=1, **attributes))


def test_one_scenario_serves_many_companies():
    given = Merged(rng=3)
    one, other = Organisation(given), Organisation(given, run=1)
    assert (one.scenario, one.scenario.model) == (given, one)
    assert other.scenario.model is other
    assert other.scenario._scenario_id == given._scenario_id
    assert other.scenario.goals_shared == 0.7
    assert one.setting == other.setting


@pytest.mark.parametrize("made", [copy.deepcopy, lambda org: pickle.loads(pickle.dumps(org))])
def test_a_copy_has_the_scenario_of_its_own(made):
    org = Organisation(Merged(rng=3))
    org.run_for(3)
    other = made(org)
    assert other.scenario.model is other is not org
    assert other.scenario.goals_shared == 0.7
    org.run_for(3)
    other.run_for(3)
    assert not differing(org.state, other.state)


def test_a_batch_over_scenarios():
    """In a list, as a scenario is iterable by itself; the same one serves all replicates."""
    rows = mesa.batch_run(
        Organisation, {"scenario": [Merged(), Merged(goals_shared=0.1)]},
        rng=[1, 2], max_steps=5, display_progress=False,
    )  # fmt: skip
    assert len(rows) == 4
    for row in rows:
        levers = {**LEVERS, "goals.shared": row["scenario"].goals_shared}
        org = Organisation(levers, seed=row["seed"], run=row["run"])
        org.run_for(5)
        assert org.outcomes() == {outcome.name: row[outcome.name] for outcome in OUTCOMES}


def test_other_scenarios_leave_mesas_own_alone():
    org = Organisation("merged", seed=1)
    assert isinstance(org.scenario, scenarios.Scenario)
    assert org.scenario.model is org
    assert org.setting.name == "merged"
