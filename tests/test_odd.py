"""What the ODD document says of the code is what the code is."""

from __future__ import annotations

import re

import pytest

from sim import state
from sim.draws import Purpose
from sim.indicators import INDICATORS
from sim.outcomes import OUTCOMES
from sim.registry import REGISTRY
from sim.week import WEEK
from tests.make_odd import BLOCK, FILE, MAKERS, current

TEXT = FILE.read_text(encoding="utf-8")
ENTITIES = {
    "company (`firm`)": "FIRM", "CEO": "CEO_TYPE", "chief: CMO, CIO": "CHIEF", "team": "TEAM",
    "initiative": "INITIATIVE",
}  # fmt: skip


def table(heading: str) -> list[list[str]]:
    """The cells of the table whose first line holds a heading."""
    lines = TEXT.splitlines()
    first = next(k for k, line in enumerate(lines) if line.startswith("|") and heading in line)
    rows = []
    for line in lines[first + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_generated_parts_are_current():
    assert {found[1] for found in BLOCK.findall(TEXT)} == set(MAKERS)
    assert current() == TEXT, "run: python tests/make_odd.py"


def test_the_week_has_these_phases_in_this_order():
    rows = table("what happens")
    assert [row[1] for row in rows] == [phase.name for phase in WEEK]
    modules = [phase.make.__module__.rpartition(".")[2] for phase in WEEK]
    assert [row[2].strip("`") for row in rows] == modules
    assert [int(row[0]) for row in rows] == list(range(1, len(WEEK) + 1))


def test_as_many_decisions_belong_to_agents_as_are_taken():
    assert sum(len(phase.decisions) for phase in WEEK) == 15
    assert "Fifteen decisions" in TEXT


def test_every_outcome_is_described_once_and_in_order():
    names = [name for row in table("as coded") for name in re.findall(r"`(\w+)`", row[0])]
    assert names == [outcome.name for outcome in OUTCOMES]


@pytest.mark.parametrize(("entity", "kind"), ENTITIES.items())
def test_state_variables_that_are_named_are_there(entity, kind):
    cells = next(row for row in table("state variables") if row[0] == entity)
    named = set(re.findall(r"`(\w+)`", cells[2]))
    assert named
    assert named <= set(getattr(state, kind).names)


def test_dotted_names_are_entries_of_the_registry():
    known = set(REGISTRY) | {row.vector for row in REGISTRY.values()} | set(INDICATORS)
    groups = {name.partition(".")[0] for name in REGISTRY}
    named = set(re.findall(r"`([a-z_]+\.[a-z_]+)`", TEXT))
    levers = {name for name in named if name.partition(".")[0] in groups}
    assert len(levers) > 100
    assert not {name for name in levers if name not in known and not name.endswith(".py")}


def test_capitals_are_no_constants_of_rules():
    """Numbers of rules are entries of the registry; a word in capitals would be a second table."""
    words = set(re.findall(r"`?\b([A-Z]{3,}_[A-Z_]{2,})\b", TEXT))
    assert words <= {purpose.name for purpose in Purpose} | {"PARAMETER_TYPE", "LEVER_TYPE"}
