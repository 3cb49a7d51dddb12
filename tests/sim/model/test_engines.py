"""One statement of each rule: the Mesa model, the ensemble and plain Python agree bit for bit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allied import Organisation
from allied.scenarios import load, names
from allied.sim.experiment.ensemble import run_ensemble
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.quantity import to_record
from allied.sim.inputs.scenario import Scenario
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.model.state import SMALL
from tests.companies import Companies, company_after, differing, digests
from tests.strategies import drawn_scenarios, parameter_values, run_numbers, seeds

ROOT = Path(__file__).parents[3]
WEEKS, PLAIN_WEEKS = 60, 16  # plain Python takes 10,000 times as long as the ensemble
EVENTFUL = Scenario(
    "eventful",
    {
        "structure.delivery": "shared_project", "structure.return_home": False,
        "decisions.rights": "delegated", "budget.holder": "joint", "market.turbulence": 3.0,
        "structure.ownership": 0.0, "budget.growth": "results",
    },
    ((14, {"structure.delivery": "merged", "budget.overlap": "ceo"}),
     (40, {"structure.delivery": "self_service", "decisions.rights": "joint"})),
)  # fmt: skip


def assert_agreement(scenario, weeks, *, each=1, parameters=None, **which):
    """Step an organisation and compare all of its state with the ensemble's after every week."""
    organisation = Organisation(scenario, parameters=parameters, **which)
    companies = Companies(scenario, parameters=parameters, **which)
    for week in range(1, weeks + 1):
        organisation.step()
        if week % each == 0 or week == weeks:
            found = differing(organisation.state, companies.after(week)[0])
            assert not found, f"week {week}: {', '.join(found)}"
    assert list(organisation.outcomes().values()) == list(companies.outcomes)


# --- Mesa and the ensemble ---


@pytest.mark.parametrize("name", names())
def test_all_state_agrees_after_every_week_of_every_shipped_scenario(name):
    assert_agreement(load(name), WEEKS, seed=3, run=5)


@settings(max_examples=25)
@given(drawn_scenarios(weeks=30), parameter_values(), seeds(), run_numbers())
def test_all_state_agrees_for_any_levers_parameters_and_luck(scenario, parameters, seed, run):
    assert_agreement(scenario, 30, seed=seed, run=run, parameters=parameters)


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_all_state_agrees_for_three_years(name):
    assert_agreement(load(name), 156, seed=2**64 - 1, run=123)


@pytest.mark.slow
@settings(max_examples=100)
@given(drawn_scenarios(weeks=156), parameter_values(), seeds(), run_numbers())
def test_all_state_agrees_for_three_years_of_anything(scenario, parameters, seed, run):
    assert_agreement(scenario, 156, each=13, seed=seed, run=run, parameters=parameters)


@pytest.mark.parametrize("run", [0, 1, 17])
def test_an_organisation_has_the_outcomes_of_its_run_in_the_ensemble(run):
    ensemble = run_ensemble([EVENTFUL], runs=1, first=run, weeks=WEEKS, seed=8, every=20)
    organisation = Organisation(EVENTFUL, seed=8, run=run)
    for record, week in enumerate(ensemble.weeks_recorded):
        organisation.run_for(int(week) - organisation.week)
        outcomes = organisation.outcomes()
        assert list(outcomes) == [outcome.name for outcome in OUTCOMES]
        assert list(outcomes.values()) == list(ensemble.values[0, 0, record])


def test_an_organisation_takes_the_parameters_of_its_run():
    gains = (0.03, 0.1, 0.16)
    draws = np.concatenate([to_record(PARAMETERS, {"trust.gain": gain}) for gain in gains])
    ensemble = run_ensemble([{}], runs=5, weeks=20, seed=1, parameters=draws)
    organisation = Organisation({}, seed=1, run=4, parameters=draws)
    organisation.run_for(20)
    assert organisation.state.parameter.trust_gain == 0.1
    assert list(organisation.outcomes().values()) == list(ensemble.values[0, 4, -1])


# --- plain Python ---

PLAIN = """
import json, sys
from numba.core import config
from tests.companies import company_after, digests
from tests.sim.model.test_engines import PLAIN_WEEKS, plain_cases
assert config.DISABLE_JIT
print(json.dumps([digests(company_after(*case)) for case in plain_cases()]))
"""


def plain_cases():
    """Weeks and scenarios that are few enough for plain Python; one passes the end of a year."""
    cases = [(PLAIN_WEEKS, load(name)) for name in names()]
    return [*cases, (54, EVENTFUL)]


def in_plain_python(code):
    """Run a program with compilation switched off; return what it prints, from JSON."""
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_all_state_agrees_with_the_rules_in_plain_python():
    cases = plain_cases()
    for (weeks, scenario), plain in zip(cases, in_plain_python(PLAIN), strict=True):
        compiled = digests(company_after(weeks, scenario))
        unlike = [field for field, digest in compiled.items() if plain[field] != digest]
        assert not unlike, f"{scenario.name}, week {weeks}: {', '.join(unlike)}"


# --- more room ---

GROWTH = """
import json
import allied.sim.model.organisation
from tests.companies import initiatives, leaves
from allied import Organisation
from tests.sim.model.test_engines import EVENTFUL

def after(weeks):
    organisation = Organisation(EVENTFUL, seed=4)
    organisation.run_for(weeks)
    return organisation

narrow = after(30)
allied.sim.model.organisation.most_arrivals = lambda teams: 2048 - 10
wide = after(30)
used = {name: value[tuple(slice(size) for size in dict(leaves(narrow.state))[name].shape)]
        for name, value in leaves(wide.state)}
unlike = [name for name, value in leaves(narrow.state) if value.tobytes() != used[name].tobytes()]
print(json.dumps([len(narrow.state.work), len(wide.state.work), int(wide.state.firm.n_work), unlike,
                  narrow.outcomes() == wide.outcomes(),
                  bool(wide.cmo.trust == wide.state.chiefs[0].trust)]))
"""


def test_an_organisation_that_outgrows_its_record_goes_on_as_if_nothing_had_happened():
    narrow, wide, raised, unlike, same_outcomes, agents_moved = in_plain_python(GROWTH)
    assert narrow == SMALL[1] < wide
    assert raised > 10
    assert not unlike
    assert same_outcomes
    assert agents_moved


@pytest.mark.slow
@settings(max_examples=5)
@given(st.integers(SMALL[0] + 1, 200), seeds())
def test_all_state_agrees_in_a_large_company(teams, seed):
    assert_agreement({"firm.teams": teams}, 20, each=20, seed=seed)
