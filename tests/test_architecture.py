"""The house: which way imports go, the order of the week, and what no rule may know."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys

import pytest

from allied.scenarios import names
from allied.sim.inputs.levers import DELIVERY, LEVERS
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.model import company
from allied.sim.model.draws import Purpose
from allied.sim.model.week import WEEK
from tests.copies import ROOMS, ROOT

SOURCES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
MODEL = [path for path in SOURCES if path.is_relative_to(ROOT / "sim")]
RULES = sorted((ROOT / "sim" / "model" / "rules").glob("*.py"))


def name_of(path):
    return "allied." + path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(path):
    """Every module that a file imports, anywhere in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where they lead"
            yield node.module


def attributes(paths, context=ast.Load):
    """Every attribute that is read (or written) in these files."""
    return {
        node.attr for path in paths for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, context)
    }  # fmt: skip


def texts(path):
    """Every string of a file that is no documentation."""
    nodes = list(ast.walk(tree(path)))
    documentation = {
        id(node.value) for node in nodes
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }  # fmt: skip
    for node in nodes:
        text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if text and id(node) not in documentation:
            yield node.value


# --- the rooms ---


def test_a_file_name_says_where_one_is():
    """0.1.0 had twelve names twice: an editor's list of open files told nothing."""
    stems = [path.stem for path in SOURCES if path.stem != "__init__"]
    assert not {stem for stem in stems if stems.count(stem) > 1}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_a_link_in_the_package(room):
    assert (ROOT / "allied" / room).samefile(ROOT / room)
    assert (ROOT / "allied" / room).is_symlink()


def test_every_module_has_one_name():
    """In a checkout `import sim` works, and makes a second copy of every module: nobody may."""
    sources = [path for top in (*ROOMS, "allied", "tests", "benchmarks")
               for path in (ROOT / top).rglob("*.py")]  # fmt: skip
    for path in sources:
        assert not {module.partition(".")[0] for module in imported(path)} & set(ROOMS), path


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_nothing_imports_back(path):
    here = ROOMS.index(path.relative_to(ROOT).parts[0])
    ours = [module.split(".")[1] for module in imported(path) if module.startswith("allied.")]
    rooms = set(ours) & set(ROOMS)
    assert all(ROOMS.index(room) <= here for room in rooms)
    assert not {module for module in imported(path) if module.startswith(("tests", "benchmarks"))}


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_what_a_module_offers_exists(path):
    statements = tree(path).body
    offered = [
        ast.literal_eval(node.value) for node in statements
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"
    ]  # fmt: skip
    if not offered:
        return
    if path.is_relative_to(ROOT / "viz"):  # imports what a web page needs, which is an extra
        found = {
            name for node in ast.walk(tree(path)) for name in (
                [node.name] if isinstance(node, (ast.FunctionDef, ast.ClassDef))
                else [node.id] if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
                else [a.asname or a.name for a in node.names] if isinstance(node, ast.ImportFrom)
                else []
            )
        }  # fmt: skip
        missing = set(offered[0]) - found
    else:
        module = importlib.import_module(name_of(path).removesuffix(".__init__"))
        missing = {name for name in offered[0] if not hasattr(module, name)}
    assert not missing
    assert len(set(offered[0])) == len(offered[0])


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_every_module_opens_with_what_it_is(path):
    if path.read_text(encoding="utf-8").strip():
        assert ast.get_docstring(tree(path))


def test_help_needs_neither_mesa_nor_numba():
    code = (
        "import sys, allied.sim.inputs.registry, allied.sim.model.outcomes; "
        "import allied.sim.inputs.scenario, allied.sim.experiment.comparison, allied.scenarios; "
        "print(*{'mesa', 'numba', 'solara', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not done.stdout.split()


# --- the model ---


@pytest.mark.parametrize("path", MODEL, ids=name_of)
def test_the_model_knows_no_clock_and_no_generator_with_a_state(path):
    modules = {module.partition(".")[0] for module in imported(path)}
    assert not modules & {"random", "secrets", "time", "datetime", "uuid"}
    written = path.read_text(encoding="utf-8")
    assert "np.random" not in written
    assert "default_rng" not in written


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_rules_are_compiled_in_one_place_only(path):
    if name_of(path) != "allied.sim.model.compiled":
        names_used = {node.id for node in ast.walk(tree(path)) if isinstance(node, ast.Name)}
        names_used |= attributes([path])
        assert not names_used & {"njit", "jit", "prange", "vectorize", "guvectorize"}
    assert "fastmath" not in path.read_text(encoding="utf-8")


def test_the_week_has_its_phases_in_the_described_order():
    assert [phase.name for phase in WEEK] == [
        "market", "lead", "route", "negotiate", "plan", "work", "deliver", "learn", "turnover",
        "observe",
    ]  # fmt: skip


def test_every_phase_is_a_module_that_says_which_it_is():
    phases = {phase.make.__module__: number for number, phase in enumerate(WEEK, start=1)}
    for module, number in phases.items():
        assert importlib.import_module(module).__doc__.startswith(f"Phase {number}, "), module
    others = {name_of(path) for path in RULES} - set(phases)
    assert others == {
        "allied.sim.model.rules.__init__", "allied.sim.model.rules.common",
        "allied.sim.model.rules.founding", "allied.sim.model.rules.routes",
    }  # fmt: skip


# --- no bonus, no malus ---


@pytest.mark.parametrize("path", MODEL, ids=name_of)
def test_no_rule_knows_a_scenario_by_name(path):
    told = set(names()) - {choice.replace("_", "-") for choice in DELIVERY}
    assert told
    assert not told & set(texts(path)) - {"silos"}  # the default of an organisation
    if "silos" in texts(path):
        assert name_of(path) == "allied.sim.model.organisation"


@pytest.mark.parametrize("path", RULES, ids=name_of)
def test_no_rule_knows_that_there_are_scenarios(path):
    words = {node.id for node in ast.walk(tree(path)) if isinstance(node, ast.Name)}
    words |= attributes([path]) | set(imported(path))
    told = {name.replace("-", "_").upper() for name in names()}
    told -= {choice.upper() for choice in DELIVERY}
    assert not {word for word in words if "scenario" in word.lower() or word.upper() in told}


# --- nothing that nobody reads ---


@pytest.mark.parametrize("row", [*LEVERS.values(), *PARAMETERS.values()], ids=lambda row: row.name)
def test_every_lever_and_parameter_is_read_by_a_rule(row):
    keys = set(
        texts(ROOT / "sim" / "model" / "state.py")
    )  # how many teams: read before there is a company
    assert row.field in attributes(RULES) | keys


def test_no_rule_reads_a_lever_or_parameter_that_is_not_there():
    known = {row.field for row in (*LEVERS.values(), *PARAMETERS.values())}
    groups = "|".join({row.group for row in (*LEVERS.values(), *PARAMETERS.values())})
    like_one = {name for name in attributes(RULES) if re.match(rf"({groups})_", name)}
    fields = {
        name for kind in KEPT for name in kind.dtype.names
    }  # fmt: skip
    functions = {node.name for path in RULES for node in ast.walk(tree(path))
                 if isinstance(node, ast.FunctionDef)}  # fmt: skip
    assert not like_one - known - fields - functions


KEPT = {  # addresses of luck; what is kept for those who look from outside
    company.Firm: {"seed", "run", "granted", "lapsed"},
    company.Ceo: {"tenure", "departures"},
    company.Chief: {"tenure", "departures"},
    company.Team: {"kind", "load"},
    company.Initiative: {"started", "fought"},
    company.Tally: set(),
}


@pytest.mark.parametrize("kind", KEPT)
def test_every_part_of_the_state_is_read_by_a_rule_or_listed_here(kind):
    unread = set(kind.dtype.names) - attributes(RULES)
    assert unread == KEPT[kind]


@pytest.mark.parametrize("kind", KEPT)
def test_every_part_of_the_state_is_written_by_a_rule(kind):
    written = attributes(RULES, ast.Store) | {
        node.value.attr for path in RULES for node in ast.walk(tree(path))
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Attribute)
    }  # fmt: skip
    elsewhere = {"n_segments", "n_teams"}  # `allocate`
    assert set(kind.dtype.names) <= written | elsewhere


def test_every_purpose_is_drawn_for():
    places = [*RULES, ROOT / "sim" / "respondents" / "population.py"]
    written = "".join(path.read_text(encoding="utf-8") for path in places)
    unused = {purpose.name for purpose in Purpose if f"Purpose.{purpose.name})" not in written}
    by_side = {"CONCESSION_CIO", "CREDIT_CIO"}  # the CMO's, plus one
    retired = {"ADMISSION_DELAY"}  # its number is not used again
    assert unused == by_side | retired


def test_verdicts_are_given_in_one_place():
    """0.1.0 had three rules: t over draws, 1.96 standard errors, a probability of 0.9."""
    verdicts = {"BETTER", "WORSE", "SAME", "OPEN"}
    home = ROOT / "sim" / "experiment" / "verdict.py"
    for path in SOURCES:
        if path == home or path.is_relative_to(ROOT / "sim" / "inputs" / "parameters"):
            continue
        numbers = {n.value for n in ast.walk(tree(path)) if isinstance(n, ast.Constant)}
        assert not {1.96, 1.645} & {n for n in numbers if isinstance(n, float)}, path
        defined = {
            target.id for node in tree(path).body if isinstance(node, ast.Assign)
            for target in node.targets if isinstance(target, ast.Name)
        }  # fmt: skip
        assert not verdicts & defined - {"OPEN"}, path
