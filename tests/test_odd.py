"""What the ODD document says of the code is what the code is."""

from __future__ import annotations

import ast
import re

import pytest

from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.registry import REGISTRY
from allied.sim.model import company
from allied.sim.model.draws import Purpose
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.model.week import WEEK
from allied.sim.respondents.indicators import INDICATORS
from tests.make_odd import BLOCK, FILE, MAKERS, ROOT, current

TEXT = FILE.read_text(encoding="utf-8")
ENTITIES = {
    "company (`firm`)": company.Firm, "CEO": company.Ceo, "chief: CMO, CIO": company.Chief,
    "team": company.Team, "initiative": company.Initiative,
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
    assert named <= set(kind.dtype.names)


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


SECTIONS = [
    part for part in re.split(r"^### ", TEXT, flags=re.M) if re.match(r"7\.\d.*rules/", part)
]
RULES = ROOT / "sim" / "model" / "rules"
ELSEWHERE = {"practice.adopt", "practice.relapse"}  # 7.12 tells the rule of 7.8


def own_name(name: str) -> str:
    """The name of an entry, or of the vector that it is a component of."""
    return REGISTRY[name].vector or name if name in REGISTRY else name


def read_by(section: str) -> set[str]:
    """The levers and parameters that the modules of a section read."""
    by_field = {row.field: row.vector or name for name, row in REGISTRY.items()}
    heading = section.partition("\n")[0]
    return {
        by_field[node.attr]
        for module in re.findall(r"rules/(\w+)\.py", heading)
        for node in ast.walk(ast.parse((RULES / f"{module}.py").read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in by_field
    }


@pytest.mark.parametrize("section", SECTIONS, ids=lambda part: part.partition("\n")[0])
def test_formulas_of_a_phase_name_what_its_rules_read_and_nothing_else(section):
    body = section.partition("\n## ")[0]
    known = set(REGISTRY) | {row.vector for row in REGISTRY.values()}
    said = {own_name(name) for name in re.findall(r"[a-z]+(?:\.[a-z_]+)+", body) if name in known}
    read = read_by(section)
    assert said - read <= (ELSEWHERE if section.startswith("7.12") else set())
    parameters = {own_name(name) for name in PARAMETERS}
    unsaid = sorted((read & parameters) - said)
    assert not unsaid


def test_every_module_of_rules_has_its_section():
    told = {m for part in SECTIONS for m in re.findall(r"rules/(\w+)\.py", part.partition("\n")[0])}
    assert told == {path.stem for path in RULES.glob("*.py")} - {"__init__"}
