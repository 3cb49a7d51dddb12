"""The story of a run: true to the run, in order, readable."""

import re

import pytest

from allied.sim.model.organisation import Organisation
from allied.sim.model.state import YEAR, Route
from allied.viz.words.language import speaking
from allied.viz.words.story import Event, tell, thing_of
from tests.pseudo import Pseudo, untranslated

WEEKS = 60


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return tell({}, seed=1, run=2, weeks=WEEKS)


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    org = Organisation({}, seed=1, run=2)
    org.run_for(WEEKS)
    return org


def test_weeks_ascend_and_stay_in_the_run(events: list[Event]) -> None:
    weeks = [event.week for event in events]
    assert weeks == sorted(weeks)
    assert weeks[-1] <= WEEKS


def test_every_decided_initiative_is_told_once(
    events: list[Event], organisation: Organisation
) -> None:
    told = [event for event in events if event.kind == "route"]
    assert len(told) == len(organisation.initiatives)


def test_purchases_around_it_name_belief_and_window(
    events: list[Event], organisation: Organisation
) -> None:
    around = [job for job in organisation.initiatives if job.way is Route.AROUND]
    assert around, "the run must have one for the test to say anything"
    for job in around:
        name = thing_of(int(job.address))
        text = next(e.text for e in events if e.kind == "route" and name in e.text)
        assert re.search(r"believes IT needs \d+ weeks, the window halves in \d+", text)
        assert f"halves in {job.half_life:.0f}" in text


def test_what_went_live_is_told_with_its_weeks(
    events: list[Event], organisation: Organisation
) -> None:
    live = [job for job in organisation.initiatives if job.phase.name == "LIVE"]
    assert live
    for job in live:
        weeks = int(job.settled - job.raised)
        text = next(
            e.text for e in events if e.kind == "live" and thing_of(int(job.address))[4:] in e.text
        )
        assert f"after {weeks} week" in text


def test_a_story_is_told_in_the_readers_language(events: list[Event]) -> None:
    with speaking(Pseudo()):
        told = tell({}, seed=1, run=2, weeks=WEEKS)
    assert [(event.week, event.kind) for event in told] == [(e.week, e.kind) for e in events]
    assert {"route", "live", "money", "year"} <= {event.kind for event in told}
    number = re.compile(r"\d+[a-z]\b")  # of an initiative
    assert [word for event in told for word in untranslated(event.text, number)] == []


def test_every_sentence_of_a_story_ends_once(events: list[Event]) -> None:
    assert all(re.fullmatch(r"[A-Z].*[^.]\.", event.text) for event in events)


def test_year_ends_with_its_outcomes(events: list[Event]) -> None:
    ends = [event for event in events if event.kind == "year"]
    assert [event.week for event in ends] == [YEAR]


def test_same_thing_has_the_same_name_in_every_scenario() -> None:
    assert thing_of(5 * 1024 + 2) == thing_of(5 * 1024 + 2)
    assert thing_of(5 * 1024) != thing_of(5 * 1024 + 2)


def test_a_story_is_that_of_the_run_in_a_comparison() -> None:
    usual = tell("silos", seed=1, run=3, weeks=30)
    assert usual == tell("silos", seed=1, run=3, weeks=30, parameters="posterior")
    assert usual != tell("silos", seed=1, run=3, weeks=30, parameters="default")
