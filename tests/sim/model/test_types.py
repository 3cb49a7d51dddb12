"""The type checker finds wrong names in rules: on 0.1.0 mypy, ruff and all tests let one pass.

One run over a copy in which all of them are planted, since it takes ten seconds.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest

from allied.sim.model import company
from allied.sim.respondents.indicators.perspectives import Perspective
from allied.sim.respondents.indicators.this_year import ThisYear
from tests.copies import ROOT, copy_package

pytestmark = pytest.mark.slow

RECORDS = (
    company.Firm, company.Ceo, company.Chief, company.Team, company.Initiative, company.Tally,
    company.Lever, company.Parameter, Perspective, ThisYear,
)  # fmt: skip
NUMBERS = {name for record in RECORDS for name in record.dtype.names}
MISSPELT = "x"  # at the end of a name
PLANTED = "sim/model/rules/planted.py"

# Lines that end with "# wrong" are refused; the others are right, and pass.
CODE = """
from allied.sim.model.agents import CMO
from allied.sim.model.company import Company
from allied.sim.model.compiled import routine, rule
from allied.sim.model.draws import uniform
from allied.sim.model.rules import ceo, work
from allied.sim.model.rules.common import joint_tie, this_week
from allied.sim.model.state import CMO as CMO_SIDE


@rule
def right(co: Company, i: int) -> float:
    job = co.work[i]
    job.understanding += co.tie[job.owner, job.it_team] * co.chiefs[CMO_SIDE].fluency
    return joint_tie(co, job.owner, job.it_team) + this_week(co).hours


@routine
def parts_of_the_company(co: Company, i: int, share: float) -> None:
    co.frim.week += 1  # wrong
    co.parameters.trust_gain *= 2.0  # wrong
    co.tie[i] = share  # wrong
    co.joint_hours[i, share] = 0.0  # wrong
    co.teams[share].heads = 1.0  # wrong
    co.chiefs[CMO_SIDE].believed_quality[i, i] = 1.0  # wrong
    co.lever.budget_holder = "marketing"  # wrong
    co.firm.week = share  # wrong


@rule
def calls_of_rules(co: Company, i: int, share: float) -> float:
    joint_tie(co, i)  # wrong
    joint_tie(co, i, share)  # wrong
    uniform(i, 0, i)  # wrong
    uniform(co.firm, 0, i)  # wrong
    return this_week(co)  # wrong


def decisions() -> None:
    ceo.phase(judge=ceo.judge, reconsider=ceo.reconsider)
    ceo.phase(ceo.judge, ceo.reconsider)  # wrong
    ceo.phase(judge=ceo.judge)  # wrong
    ceo.phase(juge=ceo.judge, reconsider=ceo.reconsider)  # wrong
    ceo.phase(judge=ceo.reconsider, reconsider=ceo.judge)  # wrong
    work.phase(contribute=lambda co, t: co.teams[t].nmae)  # wrong


def faces(cmo: CMO) -> None:
    cmo.trust = 0.9
    cmo.trsut = 0.9  # wrong
    cmo.mood()  # wrong
"""


def misspell(path, package) -> set[tuple[str, int, str]]:
    """Misspell every number of a record that a file reads or writes; return where."""
    text = path.read_text(encoding="utf-8")
    lines = [line.encode() for line in text.splitlines()]
    tree = ast.parse(text)
    # `i = firm.n_work` would hide what follows: what is read at an unknown row is unknown, too.
    whole = {node.value for node in ast.walk(tree) if isinstance(node, ast.Assign)}
    nodes = [node for node in ast.walk(tree)
             if isinstance(node, ast.Attribute) and node.attr in NUMBERS
             and node not in whole]  # fmt: skip
    for node in sorted(nodes, key=lambda node: -node.end_col_offset):
        line, end = lines[node.end_lineno - 1], node.end_col_offset
        lines[node.end_lineno - 1] = line[:end] + MISSPELT.encode() + line[end:]
    path.write_bytes(b"\n".join(lines) + b"\n")
    place = path.relative_to(package).as_posix()
    return {(place, node.end_lineno, node.attr + MISSPELT) for node in nodes}


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """A copy of the package, what is misspelt in it, and what mypy says."""
    folder = tmp_path_factory.mktemp("typed")
    package = copy_package(folder)
    rules = sorted((package / "sim" / "model" / "rules").glob("*.py"))
    indicators = sorted((package / "sim" / "respondents" / "indicators").glob("*.py"))
    misspelt = set().union(*(misspell(path, package) for path in [*rules, *indicators]))
    (package / PLANTED).write_text(f'"""Planted."""\n{CODE}', encoding="utf-8")
    agents = package / "sim" / "model" / "agents.py"
    text = agents.read_text(encoding="utf-8")
    assert text.count("def judge(") == 1
    agents.write_text(text.replace("def judge(", "def decide("), encoding="utf-8")
    said = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"),
         "--cache-dir", str(folder / "cache")],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert not said.stderr
    return package, misspelt, said.stdout


def errors(said):
    """File, line and message of every error."""
    found = re.findall(r"^allied/(\S+?):(\d+): error: (.*)$", said, re.M)
    return {(file, int(line), message) for file, line, message in found}


def test_every_misspelt_field_of_every_rule_is_found(checked):
    """Of company, chief, CEO, team, initiative, week, lever, parameter; read and written."""
    _, misspelt, said = checked
    assert len(misspelt) > 1000
    for record in RECORDS:
        assert {name[: -len(MISSPELT)] for _, _, name in misspelt} & set(record.dtype.names)
    unknown = re.compile(r'"\w+" has no attribute "(\w+)"')
    found = {(file, line, unknown.match(message)) for file, line, message in errors(said)}
    missed = misspelt - {(file, line, match[1]) for file, line, match in found if match}
    assert sorted(missed) == []


def test_what_is_wrong_in_other_ways_is_found_and_what_is_right_passes(checked):
    package, _, said = checked
    lines = (package / PLANTED).read_text(encoding="utf-8").splitlines()
    wrong = {number for number, line in enumerate(lines, start=1) if line.endswith("# wrong")}
    assert {line for file, line, _ in errors(said) if file == PLANTED} == wrong


def test_an_agents_method_that_is_renamed_no_longer_decides(checked):
    _, _, said = checked
    here = {message for file, _, message in errors(said) if file == "sim/model/organisation.py"}
    assert here == {'"CEO" has no attribute "judge"  [attr-defined]'}


def test_the_checker_read_every_module(checked):
    """With some layouts of the package mypy checks one file, and says that all is well."""
    package, _, said = checked
    number = re.search(r"checked (\d+) source files", said)
    assert number is not None
    modules = len(list(package.rglob("*.py")))
    folders = [path for path in package.rglob("*") if path.is_dir()]
    bare = [path for path in folders if not (path / "__init__.py").exists()]
    assert int(number[1]) == modules + len(bare)  # which mypy counts as empty packages
