"""The tables of levers and parameters: complete, consistent, and each row moves something."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest

from allied.scenarios import load_all
from allied.sim.experiment.ensemble import map_companies, run_ensemble
from allied.sim.inputs.levers import LEVER_TYPE, LEVERS
from allied.sim.inputs.parameters import PARAMETER_TYPE, PARAMETERS, PRIOR
from allied.sim.inputs.quantity import to_record
from allied.sim.inputs.registry import REGISTRY
from allied.sim.inputs.scenario import Scenario
from allied.sim.model.state import Department
from allied.sim.model.teams import DEPARTMENTS, NAMES
from allied.sim.respondents.indicators import INDICATORS, perspectives, read
from tests.companies import differing

ROWS = list(REGISTRY.values())
KINDS = tuple(zip(NAMES, DEPARTMENTS, strict=True))
RUNS, MORE_RUNS, WEEKS = 8, 100, 78  # more for what matters only when a chief leaves
# What some levers and parameters need before they can matter.
SETTINGS = (
    *load_all(),
    Scenario("vendors", {"budget.holder": "marketing", "leadership.cio_collaboration": 0.9}),
    Scenario("delegated", {
        "decisions.rights": "delegated", "structure.delivery": "shared_project",
    }),
    Scenario("results", {"budget.growth": "results", "budget.overlap": "ceo"}),
    Scenario("answers to IT", {
        "structure.delivery": "shared_project", "structure.accountability": "it",
        "market.opportunities": 8.0, "structure.ownership": 0.0,
    }),
    Scenario("self-service, decided jointly", {
        "structure.delivery": "self_service", "decisions.rights": "joint",
    }),
    Scenario("much of IT", {
        "structure.delivery": "merged", "structure.unit_share": 0.9, "firm.run_load": 0.3,
        "leadership.sponsorship": 1.0,
    }),
    Scenario("many disputes", {
        "budget.overlap": "ceo", "leadership.ceo_attention": 4.0, "leadership.sponsorship": 0.9,
        "leadership.sponsorship_floor": 0.9, "market.opportunities": 10.0,
        "market.turbulence": 3.0,
    }),
    Scenario("short windows", {"market.window": 8.0, "market.turbulence": 3.0}),
    Scenario("changes course", {}, ((30, {
        "structure.delivery": "embedded", "culture.credit_sharing": 0.9,
    }),)),
)  # fmt: skip
# What some parameters need beside them before they can matter.
BESIDE = {
    "money.growth_limit": {"money.growth_expected": 0.8},
    "work.effort_most": {"work.effort": 46.0, "work.effort_sigma": 1.25},
}
# Parameters of what the state holds and neither a rule nor a survey reads.
UNREAD = {
    *(f"team.skill_{kind}_customer" for kind, home in KINDS if home != Department.MARKETING),
    *(f"team.skill_{kind}_{skill}" for kind, home in KINDS if home == Department.NEIGHBOUR
      for skill in ("data", "engineering")),
}  # fmt: skip


def outcomes(settings, runs=RUNS, parameters=None):
    return run_ensemble(settings, runs=runs, weeks=WEEKS, parameters=parameters).values


@cache
def ordinary_beside(name):
    """The outcomes of all settings with what a parameter needs beside it."""
    return outcomes(SETTINGS, MORE_RUNS, BESIDE.get(name))


@pytest.fixture(scope="module")
def ordinary():
    """The outcomes of all settings as they are; the first runs of more are those of fewer."""
    return ordinary_beside("")


@cache
def answers(name, value):
    """What everybody in some companies could say in a survey."""
    seats = perspectives(14)

    def look(company):
        seen = np.empty((len(seats), len(INDICATORS)))
        read(np.array([company], company.dtype), seats, seen)
        return seen

    return map_companies({}, look, runs=RUNS, weeks=WEEKS, parameters={name: value})


def moves_an_outcome(name, value):
    ordinary = ordinary_beside(name if name in BESIDE else "")
    changed = {**BESIDE.get(name, {}), name: value}
    return any(
        np.any(outcomes(SETTINGS, runs, changed) != ordinary[:, :runs])
        for runs in (RUNS, MORE_RUNS)
    )


def moves_an_answer(name, value):
    ordinary = answers(name, PARAMETERS[name].default)
    return answers(name, value).tobytes() != ordinary.tobytes()


def other_values(row):
    """Values that a row could have beside its default."""
    if row.choices is not None:
        return [choice for choice in row.choices if choice != row.default]
    if row.kind == "switch":
        return [not row.default]
    high = 20 if row.name == "firm.teams" else row.high
    return [value for value in (row.low, high) if value != row.default]


def failing(sound):
    """The names of the rows that are not sound."""
    return [row.name for row in ROWS if not sound(row)]


def test_every_row_has_a_name_of_two_parts():
    assert not failing(lambda row: re.fullmatch(r"[a-z]+\.[a-z]+(_[a-z]+)*", row.name))


def test_every_row_tells_people_what_it_is():
    assert not failing(lambda row: row.label[:1].isupper() and not row.label.endswith("."))
    assert not failing(lambda row: row.meaning.endswith("."))
    assert not failing(lambda row: "  " not in row.label + row.meaning)


def test_every_row_has_a_source():
    assert not failing(lambda row: row.source.strip())


def test_every_row_has_a_range_that_holds_its_default():
    assert not failing(lambda row: row.low < row.high and row.problem(row.default) is None)
    in_percent = [row for row in ROWS if row.kind != "choice" and row.unit == ""]
    assert not [row.name for row in in_percent if not 0.0 <= row.low < row.high <= 1.0]


def test_every_choice_offers_several_with_words_of_their_own():
    choices = [row.choices for row in ROWS if row.choices is not None]
    assert choices
    assert all(len(offered) == len(set(offered.values())) > 1 for offered in choices)
    assert all(words for offered in choices for words in offered.values())


def test_levers_are_a_choice_or_environment_and_parameters_are_neither():
    assert {lever.role for lever in LEVERS.values()} == {"choice", "environment"}
    assert {row.role for row in PARAMETERS.values()} == {"calibrated", "fixed", "constant"}


def test_the_prior_names_what_calibration_may_move():
    calibrated = [name for name, row in PARAMETERS.items() if row.role == "calibrated"]
    assert list(PRIOR) == calibrated
    assert 15 <= len(PRIOR) <= 30


def test_names_and_labels_are_unique():
    for table in (LEVERS, PARAMETERS, REGISTRY):
        assert len({(row.field, row.place) for row in table.values()}) == len(table)
        assert len({row.label for row in table.values()}) == len(table)


def test_the_record_types_have_a_field_for_each_row_or_vector_in_order():
    assert LEVER_TYPE.names == tuple(lever.field for lever in LEVERS.values())
    assert PARAMETER_TYPE.names == tuple(dict.fromkeys(row.field for row in PARAMETERS.values()))
    places = {name: PARAMETER_TYPE[name].shape for name in PARAMETER_TYPE.names}
    components = sum(int(np.prod(shape)) for shape in places.values())
    assert components == len(PARAMETERS)  # no place of a vector without a row


def test_a_lever_at_its_default_is_no_change():
    defaults = {name: lever.default for name, lever in LEVERS.items()}
    values = outcomes([Scenario("none"), Scenario("all", defaults)])
    assert values[0].tobytes() == values[1].tobytes()
    assert not differing(to_record(LEVERS, {})[0], to_record(LEVERS, defaults)[0])


# --- no dead option ---


def test_every_option_of_every_lever_moves_an_outcome_somewhere(ordinary):
    options = [(name, value) for name, row in LEVERS.items() for value in other_values(row)]
    dead = []
    for name, value in options:
        changed = [Scenario(s.name, {**s.levers, name: value}) for s in SETTINGS]
        unlike = [s.value(name) != value for s in SETTINGS]
        moved = (outcomes(changed) != ordinary[:, :RUNS]).any(axis=(1, 2, 3))
        if not (moved & unlike).any():
            dead.append((name, value))
    assert not dead


@pytest.mark.slow
def test_every_parameter_moves_an_outcome_or_an_answer_somewhere():
    dead = [
        (name, end) for name in PARAMETERS if name not in UNREAD
        for end in other_values(PARAMETERS[name])
        if not moves_an_outcome(name, end) and not moves_an_answer(name, end)
    ]  # fmt: skip
    assert not dead


def test_what_nobody_reads_moves_nothing():
    ends = {name: PARAMETERS[name].high for name in sorted(UNREAD)}
    assert not [name for name, high in ends.items() if moves_an_outcome(name, high)]
    assert not [name for name, high in ends.items() if moves_an_answer(name, high)]
