"""Phases run compiled as long as agents decide as usual, and in plain Python once they do not."""

from __future__ import annotations

import traceback

import pytest

from allied.sim.model.agents import CIO, Team
from allied.sim.model.as_usual import _USUAL
from allied.sim.model.organisation import Organisation
from allied.sim.model.state import Route
from allied.sim.model.week import WEEK


@pytest.fixture
def org():
    org = Organisation("silos", seed=1, run=0)
    org.run_for(5)
    return org


def plain(org):
    """Return the phases that would run in plain Python."""
    return [phase.name for phase in WEEK if not org._decides_as_usual(phase.name)]


def test_every_decision_of_the_week_is_somebodys():
    """One that were missing could not be overridden: its phase would run compiled all the same."""
    for phase in WEEK:
        together = phase.name == "route"  # of the two chiefs, and so of the organisation
        assert len(_USUAL.get(phase.name, ())) + together == len(phase.decisions), phase.name


def test_agents_as_they_come_decide_as_usual(org):
    assert plain(org) == []


def test_an_agent_that_does_not_decide_differently_is_as_usual():
    class Named(CIO):
        nickname = "Kim"

        def remember(self):
            return self.trust

    assert plain(Organisation({}, seed=1, cio=Named)) == []


def test_one_decision_of_ones_own_takes_its_phase_out():
    class Mine(CIO):
        def admits(self, initiative):
            return super().admits(initiative)

    class Ours(Team):
        def route(self, initiative):
            return super().route(initiative)

    assert plain(Organisation({}, seed=1, cio=Mine)) == ["plan"]
    assert plain(Organisation({}, seed=1, team=Ours)) == ["route"]


def test_a_method_may_be_replaced_during_a_run(org, monkeypatch):
    org.teams["brand"].contribute = lambda: 0.0
    assert plain(org) == ["work"]
    org.step()
    assert org.teams["brand"].capacity == 0.0
    del org.teams["brand"].contribute
    assert plain(org) == []
    monkeypatch.setattr(CIO, "prioritise", lambda self: 0.0)
    assert plain(org) == ["plan"]
    monkeypatch.setattr(Organisation, "decide_together", lambda self, job: Route.QUEUE)
    assert plain(org) == ["route", "plan"]


def test_an_exception_in_a_decision_comes_with_its_traceback():
    class Broken(CIO):
        def prioritise(self):
            raise LookupError("no priorities")

    org = Organisation({}, seed=1, cio=Broken)
    with pytest.raises(LookupError, match="no priorities") as caught:
        org.step()
    assert "prioritise" in [frame.name for frame in traceback.extract_tb(caught.tb)]
