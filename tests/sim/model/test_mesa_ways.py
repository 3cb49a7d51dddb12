"""What Mesa's users try with a company: it does what they expect, or says in a sentence why not.

Oddities of 0.2.0 and 0.3.0 have a test each, here or in `test_organisation.py`.
"""

from __future__ import annotations

import copy
import inspect
import pickle

import mesa
import numpy as np
import pandas as pd
import pytest

from allied import CEO, CIO, CMO, Organisation, Team, simulate
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.quantity import InputError
from allied.sim.model.agents import Chief
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.model.reporters import AGENT_REPORTERS
from allied.sim.model.state import Department, Route, Stage
from tests.companies import differing, digests

BUSY = {"market.opportunities": 8.0, "budget.per_head": 60.0}
OLD_MESA = "rng" not in inspect.signature(mesa.batch_run).parameters  # 3.3


@pytest.fixture
def org():
    organisation = Organisation(BUSY, seed=2, run=1)
    organisation.run_for(6)
    return organisation


def untouched(org, attempt, error, match):
    """Attempt what is refused: it says why, and leaves the company as it was."""
    before, agents = digests(org.state), list(org.agents)
    with pytest.raises(error, match=match):
        attempt()
    assert digests(org.state) == before
    assert list(org.agents) == agents


# --- sets of agents ---


def test_sets_of_agents_read_and_write_the_state(org):
    teams = org.agents_by_type[Team]
    assert teams.get("load") == list(org.state.teams["load"][: len(teams)])
    assert teams.agg("heads", sum) == sum(team.heads for team in org.teams.values())
    heads = teams.groupby("home").agg("heads", sum)
    assert heads[Department.IT] == org.state.firm.it_heads
    assert heads[Department.MARKETING] == org.state.firm.marketing_heads
    teams.set("ai_use", 0.25)
    assert set(org.state.teams["ai_use"][: len(teams)]) == {0.25}
    org.agents.select(agent_type=Chief).set("trust", 0.5)
    assert org.cmo.trust == org.cio.trust == 0.5
    largest = next(iter(teams.sort("heads")))
    assert largest.heads == max(team.heads for team in org.teams.values())


def test_a_misspelt_name_is_refused_by_a_set_of_agents(org):
    untouched(org, lambda: org.agents_by_type[Team].set("ai_us", 1.0), AttributeError, "'ai_use'")
    untouched(org, lambda: org.agents_by_type[Team].get("ai_us"), AttributeError, "'ai_use'")


def test_what_some_agents_have_is_read_with_mesas_default(org):
    found = org.agents.get("trust", handle_missing="default", default_value=-1.0)
    assert found == [-1.0, org.cmo.trust, org.cio.trust, *[-1.0] * len(org.teams)]
    said = r"CEO has no 'trust'\. It is one of CMO and CIO: .*handle_missing=\"default\""
    untouched(org, lambda: org.agents.get("trust"), AttributeError, said)


def test_values_of_a_set_are_plain_numbers(org):
    assert {type(value) for value in org.agents.get("tenure", "default", 0)} == {int}
    assert {type(value) for value in org.agents_by_type[Team].get("load")} == {float}
    assert {type(value) for value in org.agents_by_type[Team].get("ties")} == {float}


def test_ties_of_a_team_are_the_mean_over_all_others(org):
    for team in org.teams.values():
        others = [team.tie(other) for other in org.teams.values() if other is not team]
        assert team.ties == pytest.approx(np.mean(others), rel=1e-12)
    assert len(set(org.agents_by_type[Team].get("ties"))) > 1


def test_agents_and_initiatives_say_which_they_are(org):
    data = org.teams["data"]
    assert [repr(org.ceo), repr(org.cmo)] == ["<CEO, agent 1>", "<CMO, agent 2>"]
    assert repr(data) == f"<Team 'data', agent {data.unique_id}>"
    job = org.initiatives[3]
    job.stage, job.route = Stage.LIVE, Route.QUEUE
    assert repr(job) == "<Initiative 3, live, route queue>"


# --- the order of a week ---


@pytest.mark.parametrize("name", ["step", "advance", "act"])
@pytest.mark.parametrize("do", ["do", "shuffle_do"])
def test_agents_are_not_stepped_out_of_their_turn(org, do, name):
    """0.3.0 did nothing at `do("step")`, and stopped half way at `shuffle_do("act")`."""
    said = r"not the turn of \w+: a week has a fixed order. `org\.step\(\)`"
    untouched(org, lambda: getattr(org.agents, do)(name), TypeError, said)
    for agent in org.agents:
        untouched(org, getattr(agent, name), TypeError, said)


def test_an_act_out_of_its_turn_is_refused_within_a_week_too(org):
    class Pushy(CMO):
        def act(self):
            self.model.cio.act()

    pushy = Organisation(BUSY, seed=2, cmo=Pushy)
    with pytest.raises(TypeError, match="not the turn of CIO"):
        pushy.step()
    untouched(pushy, pushy.cmo.act, TypeError, "not the turn of CIO")


def test_every_chief_acts_once_a_week_in_the_order_of_the_week():
    acted = []

    def telling(kind):
        def act(self):
            acted.append((self.model.week, kind))
            kind.act(self)

        return type(f"Telling{kind.__name__}", (kind,), {"act": act})

    kinds = {"ceo": telling(CEO), "cmo": telling(CMO), "cio": telling(CIO)}
    told, plain = Organisation(BUSY, seed=1, **kinds), Organisation(BUSY, seed=1)
    told.run_for(3)
    plain.run_for(3)
    assert acted == [(week, kind) for week in (1, 2, 3) for kind in (CEO, CMO, CIO)]
    assert not differing(told.state, plain.state)


@pytest.mark.parametrize(
    ("kind", "name"), [(CMO, "step"), (CEO, "advance"), (Team, "step"), (Team, "act")]
)
def test_a_method_that_nobody_would_call_is_refused_where_it_is_written(kind, name):
    told = rf"Nobody would call Mine\.{name}: override"
    with pytest.raises(TypeError, match=told):
        type("Mine", (kind,), {name: lambda self: None})
    mixed_in = type("Stepping", (), {name: lambda self: None})
    with pytest.raises(TypeError, match=told):
        type("Mine", (mixed_in, kind), {})


def test_one_phase_can_be_run_by_itself(org):
    attention = org.ceo.attention
    org.run_phase("lead")
    assert org.week == 6
    assert org.ceo.attention > attention


# --- who belongs to a company ---


def test_a_team_or_a_chief_cannot_be_removed(org):
    """In 0.3.0 a removed team left Mesa's lists, and worked on."""
    said = r"cannot lose its team.*`\{\"firm\.teams\": n\}` with n from 8 to 200.*`contribute`"
    untouched(org, org.teams["data"].remove, TypeError, said)
    untouched(org, lambda: org.agents_by_type[Team].do("remove"), TypeError, said)
    untouched(org, org.cmo.remove, TypeError, "cannot lose its CMO")
    untouched(org, lambda: org.deregister_agent(org.ceo), TypeError, "cannot lose its CEO")
    untouched(org, org.remove_all_agents, TypeError, "cannot lose its CEO")


def test_no_team_or_chief_is_added_to_a_company_that_is_founded(org):
    said = r"no room for another team once it is founded.*firm\.teams"
    untouched(org, lambda: Team(org, 14, "data 2"), TypeError, said)
    untouched(org, lambda: Team.create_agents(org, 2, 0, "data"), TypeError, said)
    untouched(org, lambda: CMO(org), TypeError, "no room for another CMO")


def test_a_company_has_as_many_teams_as_its_lever_says():
    teams = LEVERS["firm.teams"]
    for count in (int(teams.low), teams.default + 3):
        org = Organisation({"firm.teams": count}, seed=1)
        assert len(org.teams) == len(org.agents_by_type[Team]) == org.state.firm.n_teams == count


class Auditor(mesa.Agent):
    """An agent of a user's own, beside those of the company."""

    def __init__(self, model):
        super().__init__(model)
        self.seen = []

    def step(self):
        self.seen.append(self.model.cmo.trust)


def test_an_agent_of_ones_own_joins_sees_and_leaves(org):
    alone = Organisation(BUSY, seed=2, run=1)
    alone.run_for(9)
    auditor = Auditor(org)
    for _ in range(3):
        org.step()
        org.agents_by_type[Auditor].do("step")
    assert auditor in org.agents
    assert auditor.seen[-1] == org.cmo.trust
    assert not differing(org.state, alone.state)
    other = copy.deepcopy(org)
    assert next(iter(other.agents_by_type[Auditor])).seen == auditor.seen
    auditor.remove()
    assert auditor not in org.agents


# --- time and luck ---


def test_steps_are_weeks_however_mesa_counts_them(org):
    assert org.week == org.steps == 6
    org.step()
    assert org.week == org.steps == 7
    if OLD_MESA:
        return
    assert org.time == 7.0
    called = []

    def note():
        called.append(org.week)

    org.schedule_event(note, at=9.0)
    org.run_until(10)
    assert (org.week, org.time, called) == (10, 10.0, [9])


def test_mesas_generators_change_nothing(org):
    """Rules draw by address; what agents draw for themselves moves nobody's luck."""
    alone = Organisation(BUSY, seed=2, run=1)
    alone.run_for(10)
    for _ in range(4):
        org.random.random(), org.rng.random(), org.agents.shuffle(inplace=True)
        org.step()
    assert not differing(org.state, alone.state)


# --- what is collected ---


def test_agents_are_reported_where_it_is_asked_for():
    org = Organisation(BUSY, seed=2, run=1, collect="agents")
    alone = Organisation(BUSY, seed=2, run=1)
    org.run_for(4)
    alone.run_for(4)
    assert not differing(org.state, alone.state)
    for kind, reporters in AGENT_REPORTERS.items():
        table = org.datacollector.get_agenttype_vars_dataframe(kind)
        agents = org.agents_by_type[kind]
        assert list(table.columns) == list(reporters)
        assert len(table) == 4 * len(agents)
        last = table.loc[org.steps]
        assert list(last.index) == [agent.unique_id for agent in agents]
        numbers = [name for name in reporters if name not in ("name", "department")]
        assert np.isfinite(last[numbers].to_numpy(float)).all()
        for name in set(numbers) & kind.fields - {"goal_awareness", "skill"}:
            assert last[name].tolist() == agents.get(name)
    teams = org.datacollector.get_agenttype_vars_dataframe(Team).loc[4]
    assert teams["name"].tolist() == list(org.teams)
    assert set(teams["department"]) == {"marketing", "it", "neighbour"}
    assert teams["ties"].tolist() == [team.ties for team in org.teams.values()]
    assert teams["skill"].tolist() == [team.skill.mean() for team in org.teams.values()]
    pd.testing.assert_frame_equal(
        org.datacollector.get_model_vars_dataframe(),
        alone.datacollector.get_model_vars_dataframe(),
    )


def test_agents_of_ones_own_class_are_reported_and_go_along_in_a_copy():
    org = Organisation(BUSY, seed=2, cmo=Stubborn, collect="agents")
    org.run_for(2)
    for other in (copy.deepcopy(org), pickle.loads(pickle.dumps(org))):
        other.run_for(2)
        table = other.datacollector.get_agenttype_vars_dataframe(CMO)
        assert table["trust"].tolist()[-1] == other.cmo.trust
        assert len(table) == 4
    assert len(org.datacollector.get_agenttype_vars_dataframe(CMO)) == 2


def test_agents_are_not_reported_by_default(org):
    assert not org.datacollector.agenttype_reporters
    assert not org.datacollector.agent_reporters


def test_what_cannot_be_collected_is_an_input_error():
    with pytest.raises(InputError, match=r"collect: got 'agent'.*Did you mean 'agents'"):
        Organisation({}, seed=1, collect="agent")


# --- batches ---


class Stubborn(CMO):
    """Signs nothing; at the top of a module, where another process finds it."""

    def signs(self, initiative):
        return False


def batch(parameters, *, seeds=(None,), weeks=6, processes=1):
    """Run a batch as the installed Mesa wants it; 3.3 steps once more than `max_steps`."""
    options = {
        "max_steps": weeks - OLD_MESA, "display_progress": False, "number_processes": processes,
    }  # fmt: skip
    if OLD_MESA:
        rows = mesa.batch_run(Organisation, {**parameters, "rng": list(seeds)}, **options)
    else:
        rows = mesa.batch_run(Organisation, parameters, rng=list(seeds), **options)
    return sorted(rows, key=lambda row: (str(row.get("scenario")), row["seed"], row["run"]))


@pytest.mark.slow
def test_a_batch_in_several_processes_is_the_ensemble():
    scenarios, seeds = ["merged", "silos"], [1, 2, 3]
    rows = batch({"scenario": scenarios, "run": [0, 1]}, seeds=seeds, processes=2)
    assert len({row["lead_time"] for row in rows}) > 1
    expected = [
        simulate([name], runs=2, weeks=6, seed=seed).iloc[run, 3:].tolist()
        for name in scenarios for seed in seeds for run in (0, 1)
    ]  # fmt: skip
    found = [[row[outcome.name] for outcome in OUTCOMES] for row in rows]
    assert found == expected
    assert len(set(map(tuple, found))) == len(found) == 12


def test_a_batch_takes_agents_of_ones_own():
    rows = batch({"scenario": "shared-projects", "cmo": [CMO, Stubborn]}, seeds=[4])
    assert [row["cmo"] for row in rows] == [CMO, Stubborn]
    for row in rows:
        org = Organisation("shared-projects", seed=4, cmo=row["cmo"])
        org.run_for(6)
        assert org.outcomes() == {outcome.name: row[outcome.name] for outcome in OUTCOMES}


@pytest.mark.skipif(OLD_MESA, reason="Mesa 3.3 leaves reporters of kinds of agents out of a batch")
def test_a_batch_reports_agents():
    rows = batch({"scenario": "silos", "collect": "agents"}, seeds=[1])
    org = Organisation("silos", seed=1)
    org.run_for(6)
    assert len(rows) == len(org.agents)
    assert [row["sponsorship"] for row in rows if "sponsorship" in row] == [org.ceo.sponsorship]
    loads = [row["load"] for row in rows if "load" in row]
    assert sorted(loads) == sorted(org.agents_by_type[Team].get("load"))
