"""One company as a Mesa model: named agents that decide, and can be looked at and changed."""

from __future__ import annotations

import mesa
import numpy as np
import pandas as pd
import pytest

from scenarios import load
from sim import CEO, CIO, CMO, Organisation, Team
from sim.outcomes import OUTCOMES
from sim.quantity import InputError
from sim.state import Department, Route, Stage
from sim.teams import NAMES
from tests.companies import differing, initiatives

SHARED = {
    "structure.delivery": "shared_project", "decisions.rights": "joint",
    "market.opportunities": 8.0,
}  # fmt: skip
BUSY = {"market.opportunities": 8.0, "budget.per_head": 60.0}


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
    left, right = Organisation(BUSY), Organisation(BUSY)
    right.cmo.trust = right.cio.trust = 0.02
    left.run_for(40)
    right.run_for(40)
    assert right.cio.priority < left.cio.priority
    assert right.outcomes() != left.outcomes()


def test_a_name_that_does_not_exist_says_so(org):
    with pytest.raises(AttributeError, match="CMO has no 'trsut'"):
        _ = org.cmo.trsut
    assert {"trust", "route", "believed_lead_time"} <= set(dir(org.cmo))


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
    org = Organisation({})
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
    watched, alone = Organisation(SHARED), Organisation(SHARED)
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
    assert list(table.columns) == [outcome.name for outcome in OUTCOMES]
    assert len(table) == 20
    assert dict(table.iloc[-1]) == org.outcomes()
    assert table["trust_cmo_cio"].nunique() > 10
    assert np.isfinite(table.to_numpy()).all()


def test_outcomes_before_the_first_week_are_numbers_or_an_error():
    try:
        outcomes = Organisation({}).outcomes()
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

    ordinary, same = Organisation({}), Organisation({}, cmo=Same)
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

    org = Organisation({**BUSY, "decisions.rights": "joint"}, cmo=Stubborn)
    org.run_for(30)
    shared = [i for i in org.initiatives if i.way not in (Route.IN_HOUSE, Route.AROUND, Route.NONE)]
    assert shared
    assert all(i.phase in (Stage.NEGOTIATING, Stage.ABANDONED) for i in shared)


def test_teams_that_give_nothing_leave_all_to_partners():
    class Idle(Team):
        def contribute(self):
            return 0.0

    def live(team, way):
        org = Organisation({**BUSY, "structure.delivery": "queue"}, team=team)
        org.run_for(60)
        own = [i for i in org.initiatives if i.way is way]
        assert own
        return [i for i in own if i.phase is Stage.LIVE]

    for way in (Route.QUEUE, Route.IN_HOUSE):
        assert live(Team, way)
        assert not live(Idle, way)


# --- bad input ---


def test_wrong_levers_are_input_errors():
    with pytest.raises(InputError, match=r"goals\.share"):
        Organisation({"goals.share": 0.5})
    with pytest.raises(InputError, match=r"trust\.gian"):
        Organisation({}, parameters={"trust.gian": 0.5})


@pytest.mark.parametrize("bad", [{"seed": -1}, {"seed": 2**64}, {"seed": 1.5}, {"run": -1},
                                 {"run": 2**40}, {"run": 0.5}])  # fmt: skip
def test_luck_that_does_not_exist_is_an_input_error(bad):
    with pytest.raises(InputError):
        Organisation({}, **bad)
