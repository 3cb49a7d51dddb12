"""Which machine code runs need: what is asked for beforehand is what is then called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from allied.calibration.evidence import ledger, patterns
from allied.calibration.evidence.conditions import ENVIRONMENT
from allied.sim.experiment import compilation, ensemble
from allied.sim.experiment.compilation import LARGE, SMALL, is_compiled, sizes_of
from allied.sim.inputs.quantity import InputError
from allied.sim.respondents import answers
from tests.copies import copy_package, said, start

EAGER = {"market.opportunities": 10.0, "market.turbulence": 2.0}
MANY = {"firm.teams": 41}


@pytest.mark.parametrize(
    ("scenarios", "weeks", "sizes"),
    [
        (["silos", {}], 156, [SMALL]),
        ([{"firm.teams": 40}], 52, [SMALL]),
        ([MANY], 1, [LARGE]),
        ([EAGER | {"firm.teams": 40}], 1, [SMALL]),
        ([EAGER | {"firm.teams": 40}], 520, [LARGE]),
        ([MANY, "silos", MANY | {"goals.shared": 0.9}], 156, [SMALL, LARGE]),
    ],
)
def test_more_than_40_teams_or_2048_initiatives_need_code_of_their_own(scenarios, weeks, sizes):
    assert sizes_of(scenarios, weeks) == sizes


def test_a_scenario_that_cannot_be_run_needs_no_code():
    with pytest.raises(InputError):
        sizes_of([{"firm.teams": 1000}], 156)


@pytest.mark.parametrize("evidence", [ledger, patterns])
def test_claims_and_patterns_need_usual_companies_only(evidence):
    """So `allied claims` and `allied patterns` announce the code for these, and no other."""
    arms = [arm.scenario for arm in evidence.read_book().arms.values()]
    for place in ({}, *ENVIRONMENT.values()):  # one after another, as the ledger runs them
        placed = [replace(arm, levers={**place, **arm.levers}) for arm in arms]
        assert sizes_of(placed, 8 * 52) == [SMALL]


@pytest.fixture
def called(monkeypatch):
    """Let the compiled loop do nothing; return the types with which it is called."""
    seen = []

    def run_companies(*arguments):
        seen.append(tuple(map(ensemble.run_companies.typeof_pyval, arguments)))

    usual = ensemble.run_companies
    run_companies.typeof_pyval = usual.typeof_pyval
    monkeypatch.setattr(ensemble, "run_companies", run_companies)
    monkeypatch.setattr(answers, "run_companies", run_companies)
    return seen


def types(size):
    return tuple(map(compilation.run_companies.typeof_pyval, compilation._arguments(size)))


@pytest.mark.parametrize(("scenario", "size"), [({}, SMALL), (MANY, LARGE)])
def test_what_is_looked_for_is_what_runs_call(called, scenario, size):
    ensemble.run_ensemble([scenario, {"budget.overlap": "yield"}], runs=20, weeks=9, every=4)
    ensemble.map_companies(scenario, lambda company: 0.0, runs=20, first=3, weeks=9)
    assert set(called) <= {types(SMALL), types(LARGE)}
    assert types(size) in called


def test_what_is_looked_for_is_what_surveys_call(called, monkeypatch):
    asked = []
    monkeypatch.setattr(answers, "read", lambda company, seats, values: values.fill(0.0))
    answers.survey_companies(2, seed=1, weeks=2)
    assert set(called) == {types(SMALL)}
    monkeypatch.undo()
    monkeypatch.setattr(compilation, "is_kept", lambda *of: asked.append(of) or True)
    assert compilation.surveys_are_compiled()
    answers.survey_companies(1, seed=1, weeks=1)
    read, *arguments = asked[0]
    assert tuple(map(read.typeof_pyval, arguments)) in read.overloads


def test_what_was_run_is_compiled():
    ensemble.run_ensemble([{}], runs=1, weeks=1)
    assert is_compiled()
    ensemble.run_companies.overloads.clear()
    assert is_compiled()  # from the files alone


FIRST = """
from allied.sim.experiment.compilation import is_compiled
before = is_compiled()
from allied import simulate
table = simulate([{}], runs=3, weeks=30, parameters="default").to_csv(index=False)
print(before, is_compiled(), table)
"""


@pytest.mark.slow
@pytest.mark.exhaustive
def test_two_first_starts_of_the_model_at_once_both_work_and_damage_is_mended(tmp_path):
    copy_package(tmp_path)
    programs = [start(FIRST, tmp_path) for _ in range(2)]
    outs = [program.communicate() for program in programs]
    assert outs[0] == outs[1]
    assert outs[0][1] == ""
    table = outs[0][0].removeprefix("False True ").strip()
    assert said(FIRST, tmp_path) == (f"True True {table}", "")
    for path in (tmp_path / "cache").rglob("*.code"):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0x10
        path.write_bytes(content)
    out, line = said(FIRST, tmp_path)
    assert out == f"False True {table}"
    assert line.endswith("was damaged; compiling it anew.")
    assert line.count("\n") == 0
