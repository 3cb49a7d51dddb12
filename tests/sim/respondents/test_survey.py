"""The survey layer: populations, indicators, respondents, answers."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from allied.calibration.survey.figures import figures
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.practice import DOMAINS
from allied.sim.inputs.survey_parameters import POPULATION, RESPONSE
from allied.sim.respondents.answers import (
    ARCHETYPES,
    RESPONDENTS,
    STRENGTHS,
    Question,
    Sample,
    respondents_problem,
    survey_companies,
    yes_shares,
)
from allied.sim.respondents.indicators import INDICATORS, perspectives
from allied.sim.respondents.population import MOST_TEAMS, population
from tests.copies import ROOMS, ROOT

NAMES = list(INDICATORS)
USUAL = {name: row.default for name, row in RESPONSE.items()}
EXACT = {"response.noise": 1e-6, "response.acquiescence": 0.0, "response.tint": 0.0}


def made(value: float, companies: int = 4) -> Sample:
    """Companies in which every chair sees the same in everything."""
    shape = (companies, len(perspectives(MOST_TEAMS)), len(INDICATORS))
    return Sample(np.full(shape, value, np.float32))


@pytest.fixture(scope="module")
def sample() -> Sample:
    return survey_companies(60, seed=4)


# --- no question in the code


def test_no_code_names_a_question() -> None:
    ids = "|".join(re.escape(name) for name in figures().index)
    sources = [path for room in ROOMS
               for path in (ROOT / room).rglob("*.py")]  # fmt: skip
    named = {
        path.name: found for path in sources
        if (found := re.findall(rf"\b(?:{ids})\b", path.read_text(encoding="utf-8")))
    }  # fmt: skip
    assert not named


def test_the_answers_have_three_unknowns_for_all_questions() -> None:
    assert list(RESPONSE) == ["response.noise", "response.acquiescence", "response.tint"]


# --- populations


def test_every_lever_has_a_practice_and_every_choice_all_its_values() -> None:
    for lever in LEVERS.values():
        practice = lever.practice
        assert practice is not None
        if lever.kind in ("choice", "switch"):
            values = set(lever.choices) if lever.choices else {True, False}
            assert {value for value, _ in practice.order} == values
            assert sum(share for _, share in practice.order) == pytest.approx(1.0)
            assert practice.centre is None
        else:
            assert not practice.order
            assert practice.centre is None or lever.problem(practice.centre) is None


def test_a_lever_is_drawn_around_the_centre_of_its_practice():
    settings_ = {name: 0.0 for name in POPULATION if name.partition(".")[2] in DOMAINS}
    drawn = population(2001, seed=6, settings=settings_)
    for lever in (lever for lever in LEVERS.values() if lever.kind == "number"):
        centre = lever.default if lever.practice.centre is None else lever.practice.centre
        inside = np.clip((centre - lever.low) / (lever.high - lever.low), 0.03, 0.97)
        found = (np.median(drawn[lever.field]) - lever.low) / (lever.high - lever.low)
        assert found == pytest.approx(inside, abs=0.05), lever.name
    assert LEVERS["technology.ai"].practice.centre == 0.7


@settings(max_examples=25, deadline=None)
@given(st.fixed_dictionaries({
    name: st.floats(row.low, row.high) for name, row in POPULATION.items()
}), st.integers(2005, 2035))  # fmt: skip
def test_levers_of_a_population_are_valid(values, year):
    drawn = population(20, seed=1, settings=values, year=year)
    for lever in LEVERS.values():
        found = drawn[lever.field]
        if lever.kind in ("choice", "switch"):
            count = len(lever.choices) if lever.choices else 2
            assert set(found.tolist()) <= set(range(count))
        else:
            assert (found >= lever.low).all()
            assert (found <= lever.high).all()
    assert drawn["firm_teams"].max() <= MOST_TEAMS


def test_a_company_is_the_same_whatever_else_is_drawn():
    few, many = population(3, seed=9), population(50, seed=9)
    assert (few == many[:3]).all()
    assert (population(2, seed=9, first=1) == many[1:3]).all()
    assert not (population(3, seed=10) == few).all()


def test_a_domain_moves_its_own_practices_only():
    low, high = (
        population(200, seed=2, settings={"population.goals": value}) for value in (-0.5, 2.0)
    )
    moved = {name.partition(".")[0] for name, lever in LEVERS.items()
             if not np.array_equal(low[lever.field], high[lever.field])}  # fmt: skip
    assert moved == set(DOMAINS["goals"])
    assert high["goals_shared"].mean() > low["goals_shared"].mean() + 0.2


def test_practices_come_together_as_far_as_they_are_said_to():
    def correlation(coherence: float) -> float:
        drawn = population(2000, seed=3, settings={"population.coherence": coherence})
        return float(np.corrcoef(drawn["goals_shared"], drawn["culture_joint_meetings"])[0, 1])

    assert abs(correlation(0.0)) < 0.08
    assert correlation(0.8) == pytest.approx(0.64, abs=0.1)


def test_years_lift_practices_by_the_trend():
    settings_ = {"population.trend": 1.0}
    before, after = (population(500, seed=5, settings=settings_, year=y) for y in (2011, 2024))
    assert after["technology_platform"].mean() > before["technology_platform"].mean() + 0.1
    assert np.array_equal(after["market_turbulence"], before["market_turbulence"])


# --- indicators


def test_indicators_are_shares_where_there_is_a_chair(sample):
    there = np.isfinite(sample.seen).all(axis=2)
    assert there[:, :4].all()
    assert np.array_equal(there, np.isfinite(sample.seen).any(axis=2))
    assert (sample.seen[there] >= 0.0).all()
    assert (sample.seen[there] <= 1.0).all()


def test_every_indicator_differs_between_companies(sample):
    lowest, highest = (
        np.nanmin(sample.seen, axis=(0, 1)), np.nanmax(sample.seen, axis=(0, 1))
    )  # fmt: skip
    assert not [name for i, name in enumerate(NAMES) if highest[i] - lowest[i] < 1e-3]


def test_every_indicator_says_what_it_is():
    assert all(row.label and row.meaning.endswith(".") for row in INDICATORS.values())
    assert len({row.label for row in INDICATORS.values()}) == len(INDICATORS)


def test_chairs_see_different_things(sample):
    differ = {name for i, name in enumerate(NAMES)
              if not np.allclose(sample.seen[:, 0, i], sample.seen[:, 1, i])}  # fmt: skip
    assert {"trust", "it_too_slow", "bypasses_it", "understands_other"} <= differ


def test_goals_are_known_less_further_down(sample):
    shares = yes_shares(
        sample,
        [Question("goal_awareness", f"marketing.{level}", "mean")
         for level in ("leader", "manager", "contributor")],
        USUAL,
    )  # fmt: skip
    assert shares[0] > shares[1] > shares[2]


# --- answers


def test_answers_follow_the_threshold_of_the_wording():
    for value, said in ((0.3, (1, 0, 0)), (0.6, (1, 1, 0)), (0.9, (1, 1, 1))):
        questions = [Question("trust", "cmo", strength) for strength in STRENGTHS][:3]
        assert yes_shares(made(value), questions, EXACT) == pytest.approx(said)


def test_a_denial_is_answered_the_other_way_round():
    for value in (0.1, 0.4, 0.6, 0.9):
        yes, no = yes_shares(
            made(value), [Question("trust", "cmo"), Question("trust", "cmo", denies=True)], EXACT
        )
        assert yes + no == pytest.approx(1.0)


@given(st.floats(0.0, 1.0), st.floats(0.05, 0.5), st.floats(0.0, 0.2), st.floats(0.0, 0.3))
def test_answers_are_those_of_the_formula(value, noise, acquiescence, tint):
    response = {**EXACT, "response.noise": noise, "response.acquiescence": acquiescence,
                "response.tint": tint}  # fmt: skip
    seen = float(np.float32(value))
    asked = [
        Question("trust", "cmo"), Question("trust", "cmo", denies=True),
        Question("trust", "marketing.contributor"), Question("alignment_need", "cmo"),
    ]  # fmt: skip
    moved = [acquiescence + tint, acquiescence - tint, acquiescence, acquiescence]
    levels = [seen, 1.0 - seen, seen, seen]
    expected = [norm.cdf((level + move - 0.5) / noise)
                for level, move in zip(levels, moved, strict=True)]  # fmt: skip
    assert yes_shares(made(value), asked, response) == pytest.approx(expected, abs=1e-6)


def test_shares_of_people_have_no_threshold():
    asked = [Question("ai_use_weekly", "marketing", strength) for strength in STRENGTHS]
    assert yes_shares(made(0.3), asked, USUAL) == pytest.approx(0.3, abs=1e-6)


def test_archetypes_are_found_by_what_companies_do():
    sample = made(0.5, companies=9)
    sample.seen[:, 3, NAMES.index("works_together")] = np.linspace(0.0, 0.8, 9)
    assert sample.archetype("collaborative").tolist() == [False] * 6 + [True] * 3
    assert sample.archetype("traditional").tolist() == [True] * 3 + [False] * 6
    sample.seen[:, 0, NAMES.index("trust")] = np.linspace(0.0, 0.8, 9)
    asked = [Question("trust", f"cmo[{name}]", "mean") for name in ARCHETYPES]
    assert yes_shares(sample, asked, USUAL) == pytest.approx([0.7, 0.1], abs=1e-6)


def test_no_label_tells_who_is_collaborative():
    tables = ("levers", "practice", "survey_parameters")
    files = [
        *(ROOT / "sim" / "inputs" / f"{name}.py" for name in tables),
        ROOT / "sim" / "respondents" / "population.py",
        *(ROOT / "sim" / "respondents" / "indicators").glob("*.py"),
    ]
    sources = "".join(path.read_text(encoding="utf-8") for path in files)
    assert not [name for name in ARCHETYPES if f'"{name}"' in sources]


@pytest.mark.parametrize("who", RESPONDENTS)
def test_everybody_in_the_vocabulary_can_be_asked(who, sample):
    share = yes_shares(sample, [Question("goal_awareness", who)], USUAL)
    assert 0.0 <= share[0] <= 1.0


@pytest.mark.parametrize(
    ("who", "said"),
    [("marketng", "Did you mean 'marketing'?"), ("cmo[colaborative]", "'collaborative'"),
     ("cmo+cfo", "expected one of cmo"), ("cmo[", "expected"), ("", "expected")],
)  # fmt: skip
def test_unknown_respondents_are_named(who, said):
    assert said in str(respondents_problem(who, "here"))
    assert respondents_problem("cmo+cio[traditional]", "here") is None
