"""One company as a Mesa model: named agents that decide, and can be looked at and changed."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
import subprocess
import sys
from pathlib import Path

import mesa
import numpy as np
import pandas as pd
import pytest

from allied import CEO, CIO, CMO, Organisation, Team, simulate
from allied.calibration.fit.posterior import parameter_set
from allied.scenarios import load
from allied.sim.experiment.ensemble import run_ensemble
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.quantity import InputError
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.model.state import Department, Route, Stage
from allied.sim.model.teams import NAMES
from tests.companies import differing, digests, initiatives

SHARED = {
    "structure.delivery": "shared_project", "decisions.rights": "joint",
    "market.opportunities": 8.0,
}  # fmt: skip
BUSY = {"market.opportunities": 8.0, "budget.per_head": 60.0}
ROOT = Path(__file__).parents[3]
OLD_MESA = mesa.__version__ < "3.5"  # its `batch_run` steps once more than `max_steps`


class Counting(CMO):
    """Goes around IT with every third idea, and remembers which were offered."""

    def __init__(self, model):
        super().__init__(model)
        self.seen = []

    def route(self, initiative):
        self.seen.append(initiative.address)
        return Route.AROUND if len(self.seen) % 3 == 0 else super().route(initiative)


@pytest.fixture
def org():
    organisation = Organisation(BUSY, seed=2, run=1)
    organisation.run_for(20)
    return organisation


# --- looking ---


def test_everybody_is_a_mesa_agent_of_the_model(org):
    assert isinstance(org, mesa.Model)
    assert set(org.agents) == {org.ceo, org.cmo, org.cio, *org.teams.values()}
    assert list(org.teams) == list(NAMES)
    assert len(org.agents.select(agent_type=Team)) == 14
    assert {team.home for team in org.teams.values()} == set(Department)


def test_the_state_can_be_read_by_name(org):
    assert org.cmo.trust == org.state.chiefs[0].trust
    assert org.cio.trust == org.state.chiefs[1].trust != org.cmo.trust
    assert org.ceo.sponsorship == org.state.ceo.sponsorship
    analytics = org.teams["analytics"]
    assert analytics.goal_awareness.shape == (3,)
    assert list(analytics.goal_awareness) == list(org.state.teams[analytics.index].goal_awareness)
    assert analytics.heads == org.state.teams[analytics.index].heads


def test_the_state_can_be_written_by_name(org):
    org.cmo.trust = 0.9
    org.ceo.sponsorship = 0.7
    org.teams["analytics"].ai_use = 0.6
    org.teams["analytics"].goal_awareness[2] = 0.8
    assert org.state.chiefs[0].trust == 0.9
    assert org.state.chiefs[1].trust != 0.9
    assert org.state.ceo.sponsorship == 0.7
    index = org.teams["analytics"].index
    assert org.state.teams[index].ai_use == 0.6
    assert org.state.teams[index].goal_awareness[2] == 0.8


def test_what_is_written_changes_what_happens():
    left, right = Organisation(BUSY, seed=1), Organisation(BUSY, seed=1)
    right.cmo.trust = right.cio.trust = 0.02
    left.run_for(40)
    right.run_for(40)
    assert right.cio.priority < left.cio.priority
    assert right.outcomes() != left.outcomes()


def test_a_name_that_does_not_exist_says_so(org):
    with pytest.raises(AttributeError, match=r"CMO has no 'trsut'\. Did you mean 'trust'"):
        _ = org.cmo.trsut
    assert {"trust", "route", "believed_lead_time"} <= set(dir(org.cmo))


def test_a_misspelt_name_cannot_be_written(org):
    with pytest.raises(AttributeError, match=r"CMO has no 'trsut'\. Did you mean 'trust'"):
        org.cmo.trsut = 0.5
    with pytest.raises(AttributeError, match=r"Team has no 'heasd'\. Did you mean 'heads'"):
        org.teams["data"].heasd = 3.0
    with pytest.raises(AttributeError, match=r"Initiative has no 'vlaue'\. Did you mean 'value'"):
        org.initiatives[0].vlaue = 1.0
    assert not hasattr(org.cmo, "trsut")


def test_agents_may_have_attributes_of_their_own(org):
    class Remembering(CMO):
        trusts = ()  # nearly `trust`, so it needs a default

        def __init__(self, model):
            super().__init__(model)
            self.memory, self.trusts, self._trust = ["a first day"], (3,), 0.1

    own = Organisation(BUSY, seed=2, run=1, cmo=Remembering)
    own.run_for(20)
    assert (own.cmo.memory, own.cmo.trusts, own.cmo._trust) == (["a first day"], (3,), 0.1)
    assert not differing(own.state, org.state)


def test_values_are_read_as_plain_numbers(org):
    job = org.initiatives[0]
    assert type(org.cmo.trust) is float
    assert type(org.cmo.departures) is type(job.owner) is int
    assert json.loads(json.dumps({"value": job.value}))["value"] == org.state.work[0].value
    skilled = org.agents.select(agent_type=Team).get("ai_use")
    assert skilled == list(org.state.teams["ai_use"][: len(org.teams)])


def test_a_model_says_which_company_it_is(org):
    assert repr(org) == "<Organisation 'levers', seed 2, run 1, week 20>"
    assert repr(Organisation("silos", seed=7, run=3)) == (
        "<Organisation 'silos', seed 7, run 3, week 0>"
    )


def test_ties_are_the_same_from_both_sides(org):
    data, brand = org.teams["data"], org.teams["brand"]
    assert data.tie(brand) == brand.tie(data) == org.state.tie[brand.index, data.index]
    assert data.tie(data) == 1.0


def test_initiatives_stand_in_the_order_in_which_they_were_raised(org):
    faces = org.initiatives
    assert len(faces) == org.state.firm.n_work > 20
    assert [face.raised for face in faces] == sorted(face.raised for face in faces)
    assert all(isinstance(face.phase, Stage) and isinstance(face.way, Route) for face in faces)
    assert [face.value for face in faces] == list(initiatives(org.state)["value"])
    assert not any(face.phase is Stage.RAISED for face in faces)


def test_the_scenario_is_kept():
    assert Organisation(load("merged")).setting is not None
    assert Organisation(load("merged")).setting.name == "merged"


# --- stepping ---


def test_weeks_are_counted():
    org = Organisation({}, seed=1)
    assert org.week == 0
    org.step()
    assert org.week == 1
    org.run_for(3)
    assert org.week == 4
    org.run_for(0)
    assert org.week == 4


def test_many_steps_are_one_long_run():
    stepped, run = Organisation(SHARED, seed=3), Organisation(SHARED, seed=3)
    for _ in range(30):
        stepped.step()
    run.run_for(30)
    assert not differing(stepped.state, run.state)


def test_two_companies_share_nothing():
    alone = Organisation(SHARED, seed=3)
    alone.run_for(25)
    one, other = Organisation(SHARED, seed=3), Organisation({}, seed=3, run=4)
    for _ in range(25):
        other.step()
        one.step()
        other.cmo.trust = 0.5
        other.teams["data"].ai_use = 1.0
    assert not differing(one.state, alone.state)
    assert one.outcomes() == alone.outcomes() != other.outcomes()
    assert not set(one.agents) & set(other.agents)


def test_looking_changes_nothing():
    watched, alone = Organisation(SHARED, seed=1), Organisation(SHARED, seed=1)
    for _ in range(15):
        watched.outcomes()
        _ = [(face.phase, face.way) for face in watched.initiatives]
        for initiative in watched.initiatives:
            watched.cmo.signs(initiative)
            watched.cio.admits(initiative)
        watched.step()
        alone.step()
    assert not differing(watched.state, alone.state)


def test_the_data_collector_keeps_every_week(org):
    table = org.datacollector.get_model_vars_dataframe()
    assert isinstance(table, pd.DataFrame)
    assert list(table.columns) == ["seed", "run", *(outcome.name for outcome in OUTCOMES)]
    assert len(table) == 20
    assert dict(table.iloc[-1]) == {"seed": 2, "run": 1, **org.outcomes()}
    assert table["trust_cmo_cio"].nunique() > 10
    assert np.isfinite(table.to_numpy()).all()


def test_outcomes_before_the_first_week_are_numbers_or_an_error():
    try:
        outcomes = Organisation({}, seed=1).outcomes()
    except ValueError:
        return
    assert np.isfinite(list(outcomes.values())).all()


# --- deciding ---


def test_a_cmo_in_plain_python_changes_what_happens():
    class Loyal(CMO):
        def route(self, initiative):
            chosen = super().route(initiative)
            return Route.QUEUE if chosen is Route.AROUND else chosen

    ordinary, loyal = Organisation({}, seed=1), Organisation({}, seed=1, cmo=Loyal)
    ordinary.run_for(60)
    loyal.run_for(60)
    assert isinstance(loyal.cmo, Loyal)
    assert ordinary.outcomes()["bypass_share"] > 0.0 == loyal.outcomes()["bypass_share"]


def test_a_subclass_that_decides_as_before_changes_nothing():
    class Same(CMO):
        def route(self, initiative):
            return super().route(initiative)

    ordinary, same = Organisation({}, seed=1), Organisation({}, seed=1, cmo=Same)
    ordinary.run_for(20)
    same.run_for(20)
    assert not differing(ordinary.state, same.state)


VENDORS = {**BUSY, "budget.holder": "marketing", "decisions.rights": "joint", "it.governance": 0.0}
CASES = [
    (CEO, "judge", lambda self, initiative: False, {**BUSY, "budget.overlap": "ceo"}),
    (CEO, "reconsider", lambda self: 1.0, BUSY),
    (CMO, "route", lambda self, initiative: Route.IN_HOUSE, BUSY),
    (CMO, "goes_around", lambda self, i, decided: True, {**BUSY, "decisions.rights": "it"}),
    (CMO, "signs", lambda self, initiative: False, {**BUSY, "decisions.rights": "joint"}),
    (CMO, "concedes", lambda self, initiative: True, BUSY),
    (CIO, "route", lambda self, initiative: Route.NONE, {**BUSY, "decisions.rights": "it"}),
    (CIO, "signs", lambda self, initiative: False, {**BUSY, "decisions.rights": "joint"}),
    (CIO, "concedes", lambda self, initiative: True, BUSY),
    (CIO, "prioritise", lambda self: 0.0, BUSY),
    (CIO, "admits", lambda self, initiative: False, VENDORS),
    (CIO, "shuts_down", lambda self, initiative: True, {**BUSY, "it.governance": 0.0}),
    (Team, "contribute", lambda self: 0.0, BUSY),
    (Team, "route", lambda self, i: Route.NONE, {**BUSY, "decisions.rights": "delegated"}),
]


@pytest.mark.parametrize(
    ("kind", "decision", "instead", "levers"), CASES,
    ids=[f"{kind.__name__}.{decision}" for kind, decision, _, _ in CASES],
)  # fmt: skip
def test_every_decision_of_every_agent_can_be_overridden(kind, decision, instead, levers):
    asked = []

    def counting(self, *arguments):
        asked.append(self)
        return instead(self, *arguments)

    other = type("Other", (kind,), {decision: counting})
    changed = Organisation(levers, seed=5, **{kind.__name__.lower(): other})
    ordinary = Organisation(levers, seed=5)
    ordinary.run_for(35)
    changed.run_for(35)
    assert asked
    assert all(type(agent) is other for agent in asked)
    assert differing(changed.state, ordinary.state)


def test_nothing_is_funded_that_nobody_signs():
    class Stubborn(CMO):
        def signs(self, initiative):
            return False

    org = Organisation({**BUSY, "decisions.rights": "joint"}, seed=1, cmo=Stubborn)
    org.run_for(30)
    shared = [i for i in org.initiatives if i.way not in (Route.IN_HOUSE, Route.AROUND, Route.NONE)]
    assert shared
    assert all(i.phase in (Stage.NEGOTIATING, Stage.ABANDONED) for i in shared)


def test_teams_that_give_nothing_leave_all_to_partners():
    class Idle(Team):
        def contribute(self):
            return 0.0

    def live(team, way):
        org = Organisation({**BUSY, "structure.delivery": "queue"}, seed=1, team=team)
        org.run_for(60)
        own = [i for i in org.initiatives if i.way is way]
        assert own
        return [i for i in own if i.phase is Stage.LIVE]

    for way in (Route.QUEUE, Route.IN_HOUSE):
        assert live(Team, way)
        assert not live(Idle, way)


# --- which company ---


def same_company(one, other):
    return not differing(one.state, other.state)


def test_a_company_alone_is_its_run_of_the_ensemble():
    draws = parameter_set("posterior")
    ensemble = run_ensemble(["silos"], runs=4, seed=1, weeks=156, every=52, parameters=draws)
    org = Organisation("silos", seed=1, run=3)
    assert org.state.parameter.tobytes() == draws[3].tobytes() != draws[0].tobytes()
    for record in range(3):
        org.run_for(52)
        assert list(org.outcomes().values()) == list(ensemble.values[0, 3, record])


def test_a_run_takes_the_draw_of_its_number_and_begins_again_after_the_last():
    draws = parameter_set("posterior")
    for run in (len(draws) - 1, len(draws), 2 * len(draws) + 5):
        org = Organisation({}, seed=1, run=run)
        assert org.state.parameter.tobytes() == draws[run % len(draws)].tobytes()


def test_the_defaults_are_taken_when_asked_for():
    gain = PARAMETERS["trust.gain"].default
    for parameters in ("default", None, {}):
        org = Organisation("silos", seed=1, run=3, parameters=parameters)
        assert org.state.parameter.trust_gain == gain
        assert org.identity.parameters == "default"
    assert Organisation("silos", seed=1, run=3).state.parameter.trust_gain != gain


def test_a_company_is_known_and_found_again_by_its_identity():
    org = Organisation("shared-projects", seed=5, run=2)
    found = org.identity
    assert repr(found) == (
        "Identity(scenario='shared-projects', parameters='posterior', seed=5, run=2)"
    )
    assert found == Organisation("shared-projects", seed=5, run=2).identity
    assert hash(found) == hash(Organisation("shared-projects", seed=5, run=2).identity)
    others = [
        Organisation("silos", seed=5, run=2), Organisation("shared-projects", seed=6, run=2),
        Organisation("shared-projects", seed=5, run=3),
        Organisation("shared-projects", seed=5, run=2, parameters="default"),
        Organisation(load("shared-projects").with_levers(goals__shared=0.9), seed=5, run=2),
    ]  # fmt: skip
    assert all(other.identity != found for other in others)
    again = Organisation(
        found.scenario, seed=found.seed, run=found.run, parameters=found.parameters
    )  # fmt: skip
    assert again.identity == found
    assert same_company(again, org)
    with pytest.raises(AttributeError):
        found.seed = 4


def test_an_identity_tells_levers_and_parameters_without_a_name():
    one = Organisation(SHARED, seed=1, parameters={"trust.gain": 0.05}).identity
    same = Organisation(dict(SHARED), seed=1, parameters={"trust.gain": 0.05}).identity
    other = Organisation(SHARED, seed=1, parameters={"trust.gain": 0.06}).identity
    assert one == same != other
    assert "'decisions.rights': 'joint'" in repr(one)
    assert one.parameters.startswith("sha256:")


def test_an_integer_rng_is_that_seed():
    org = Organisation("silos", rng=5, run=2)
    assert (org.seed, org.run) == (5, 2)
    assert same_company(org, Organisation("silos", seed=5, run=2))
    assert Organisation({}, rng=np.int64(5)).identity == Organisation({}, seed=5).identity


def test_seed_and_rng_exclude_each_other():
    with pytest.raises(InputError, match=r"seed and rng.*one of them"):
        Organisation({}, seed=1, rng=1)


@pytest.mark.parametrize(
    "source", [np.random.SeedSequence, np.random.default_rng, np.random.PCG64, lambda n: [n, 8]],
    ids=["sequence", "generator", "bit generator", "list"],
)  # fmt: skip
def test_a_seed_is_drawn_from_what_mesa_takes(source):
    drawn = Organisation("silos", rng=source(3))
    assert 0 <= drawn.seed < 2**53
    assert drawn.seed == Organisation("silos", rng=source(3)).seed
    assert drawn.seed != Organisation("silos", rng=source(4)).seed
    assert same_company(drawn, Organisation("silos", seed=drawn.seed))


def test_one_generator_gives_one_company_after_another():
    generator = np.random.default_rng(3)
    assert len({Organisation({}, rng=generator).seed for _ in range(5)}) == 5


def test_without_a_seed_every_company_is_another():
    companies = [Organisation("silos") for _ in range(5)]
    assert len({org.seed for org in companies}) == 5
    assert all(0 <= org.seed < 2**53 for org in companies)
    assert same_company(companies[0], Organisation("silos", seed=companies[0].seed))
    assert differing(companies[0].state, companies[1].state)


def test_a_column_of_floats_still_says_which_company():
    drawn = Organisation({})
    assert Organisation({}, seed=float(drawn.seed), run=1.0).identity == (
        Organisation({}, seed=drawn.seed, run=1).identity
    )
    with pytest.raises(InputError):
        Organisation({}, seed=2.0**60)  # no longer exact


def test_mesas_own_generators_depend_on_seed_and_run():
    def drawn(**which):
        org = Organisation({}, **which)
        return org.random.random(), float(org.rng.random())

    assert drawn(seed=1, run=2) == drawn(seed=1, run=2)
    pairs = [drawn(seed=1, run=2), drawn(seed=1, run=3), drawn(seed=2, run=2)]
    assert len({left for left, _ in pairs}) == len({right for _, right in pairs}) == 3


# --- many under Mesa's batch_run ---


def batch(parameters, *, replicates=(None,), weeks=8):
    """Run a batch as the installed Mesa wants it; companies go through `weeks` weeks."""
    options = {"max_steps": weeks - OLD_MESA, "display_progress": False}
    if "rng" in inspect.signature(mesa.batch_run).parameters:
        return mesa.batch_run(Organisation, parameters, rng=list(replicates), **options)
    if any(seed is not None for seed in replicates):
        return mesa.batch_run(Organisation, {**parameters, "rng": list(replicates)}, **options)
    return mesa.batch_run(Organisation, parameters, iterations=len(replicates), **options)


def outcomes_of(row):
    return [row[outcome.name] for outcome in OUTCOMES]


def test_replicates_differ_and_every_row_can_be_opened_again():
    rows = batch({"scenario": "silos"}, replicates=[None] * 4)
    assert len({row["seed"] for row in rows}) == 4
    assert len({tuple(outcomes_of(row)) for row in rows}) == 4
    for row in pd.DataFrame(rows).itertuples():
        org = Organisation(row.scenario, seed=row.seed, run=row.run)
        org.run_for(8)
        assert list(org.outcomes().values()) == outcomes_of(rows[row.Index])


def test_replicates_of_given_seeds_are_the_same_again():
    first = batch({"scenario": "silos"}, replicates=[1, 2, 3])
    assert [row["seed"] for row in first] == [1, 2, 3]
    assert len({tuple(outcomes_of(row)) for row in first}) == 3
    again = batch({"scenario": "silos"}, replicates=[1, 2, 3])
    assert list(map(outcomes_of, first)) == list(map(outcomes_of, again))


def test_a_batch_over_runs_is_the_ensemble():
    rows = batch({"scenario": "silos", "seed": 1, "run": range(4)})
    frame = simulate(
        ["silos"], runs=4, weeks=8, seed=1, parameters=parameter_set("posterior")
    )  # fmt: skip
    assert [(row["seed"], row["run"]) for row in rows] == [(1, run) for run in range(4)]
    assert [outcomes_of(row) for row in rows] == frame.iloc[:, 3:].to_numpy().tolist()
    assert len({tuple(outcomes_of(row)) for row in rows}) == 4


# --- copies ---


def pickled(org):
    return pickle.loads(pickle.dumps(org))


def pickled_with_an_agent(org):
    """The agent comes first, and its model after it."""
    return pickle.loads(pickle.dumps(org.cmo)).model


@pytest.mark.parametrize("made", [copy.deepcopy, pickled, pickled_with_an_agent])
def test_a_copy_goes_on_as_the_original_and_leaves_it_alone(made):
    original, alone = (Organisation(BUSY, seed=2, run=1, cmo=Counting) for _ in range(2))
    original.run_for(20)
    alone.run_for(40)
    before, seen = digests(original.state), list(original.cmo.seen)
    other = made(original)
    other.run_for(20)
    assert digests(original.state) == before
    assert (original.week, original.steps, original.cmo.seen) == (20, 20, seen)
    assert (other.week, other.steps, other.cmo.seen) == (40, 40, alone.cmo.seen)
    assert not differing(other.state, alone.state)
    assert other.outcomes() == alone.outcomes()
    collected = other.datacollector.get_model_vars_dataframe()
    assert collected.equals(alone.datacollector.get_model_vars_dataframe())
    original.run_for(20)
    assert not differing(original.state, alone.state)


@pytest.mark.parametrize("made", [copy.deepcopy, pickled])
def test_a_copy_has_agents_of_its_own(org, made):
    other = made(org)
    assert repr(other) == repr(org)
    assert other.identity == org.identity
    assert list(other.agents) == [other.ceo, other.cmo, other.cio, *other.teams.values()]
    assert not set(other.agents) & set(org.agents)
    assert all(agent.model is other for agent in other.agents)
    trust = org.cmo.trust
    other.cmo.trust = 0.123
    assert org.cmo.trust == trust
    assert other.cmo.trust == other.state.chiefs[0].trust == 0.123
    assert other.random.random() == org.random.random()


ELSEWHERE = """
import json, pickle, sys
from tests.companies import digests

with open(sys.argv[1], "rb") as file:
    org = pickle.load(file)
org.run_for(15)
print(json.dumps([digests(org.state), org.outcomes(), org.cmo.seen]))
"""


@pytest.mark.slow
def test_a_company_goes_on_in_another_process(tmp_path):
    org = Organisation("silos", seed=3, run=5, cmo=Counting)
    org.run_for(15)
    (tmp_path / "org.pickle").write_bytes(pickle.dumps(org))
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(tmp_path / "org.pickle")],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    org.run_for(15)
    assert json.loads(done.stdout) == [digests(org.state), org.outcomes(), org.cmo.seen]


# --- bad input ---


def test_wrong_levers_are_input_errors():
    with pytest.raises(InputError, match=r"goals\.share"):
        Organisation({"goals.share": 0.5})
    with pytest.raises(InputError, match=r"trust\.gian"):
        Organisation({}, parameters={"trust.gian": 0.5})


@pytest.mark.parametrize("bad", [{"seed": -1}, {"seed": 2**64}, {"seed": 1.5}, {"run": -1},
                                 {"run": 2**40}, {"run": 0.5}, {"rng": -1}, {"rng": 2**64},
                                 {"rng": "five"}, {"rng": 1.5}, {"seed": True}])  # fmt: skip
def test_luck_that_does_not_exist_is_an_input_error(bad):
    with pytest.raises(InputError):
        Organisation({}, **bad)
