"""The house: which way imports go, the order of the week, and what no rule may know."""

from __future__ import annotations

import ast
import importlib
import os
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


def test_every_room_is_a_link_in_the_package():
    for room in ROOMS:
        assert (ROOT / "allied" / room).samefile(ROOT / room)
        assert (ROOT / "allied" / room).is_symlink()


def test_every_module_has_one_name():
    """In a checkout `import sim` works, and makes a second copy of every module: nobody may."""
    sources = [path for top in (*ROOMS, "allied", "tests", "benchmarks")
               for path in (ROOT / top).rglob("*.py")]  # fmt: skip
    for path in sources:
        assert not {module.partition(".")[0] for module in imported(path)} & set(ROOMS), path


def test_files_of_a_users_own_with_the_names_of_rooms_do_no_harm(tmp_path):
    """In 0.1.0 a `sim.py` in the working folder broke `allied --help`."""
    for room in ROOMS:
        (tmp_path / f"{room}.py").write_text(f"raise SystemExit('{room} was imported')\n")
    code = "import sys; from allied.viz.terminal import main; sys.exit(main(['--help']))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_nothing_imports_back():
    for path in SOURCES:
        here = ROOMS.index(path.relative_to(ROOT).parts[0])
        for module in imported(path):
            assert not module.startswith(("tests", "benchmarks")), path
            room = (*module.split("."), "")[1] if module.startswith("allied.") else ""
            assert room not in ROOMS or ROOMS.index(room) <= here, f"{path} imports {module}"


def test_a_company_knows_no_experiment():
    above = ("allied.sim.experiment", "allied.sim.respondents")
    for path in [*(ROOT / "sim" / "inputs").rglob("*.py"), *(ROOT / "sim" / "model").rglob("*.py")]:
        assert not [module for module in imported(path) if module.startswith(above)], path


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


def test_the_model_knows_no_clock_and_no_generator_with_a_state():
    for path in MODEL:
        modules = {module.partition(".")[0] for module in imported(path)}
        assert not modules & {"random", "secrets", "time", "datetime", "uuid"}, path
        written = path.read_text(encoding="utf-8")
        assert "np.random" not in written, path
        assert "default_rng" not in written, path


def test_rules_are_compiled_in_one_place_only():
    for path in SOURCES:
        if name_of(path) != "allied.sim.model.compiled":
            used = {node.id for node in ast.walk(tree(path)) if isinstance(node, ast.Name)}
            used |= attributes([path])
            assert not used & {"njit", "jit", "prange", "vectorize", "guvectorize"}, path
        assert "fastmath" not in path.read_text(encoding="utf-8"), path


EXACT = {"ceil", "floor", "inf", "isfinite", "isnan", "nan", "pi", "sqrt"}  # of math: no rounding
INEXACT = {  # of NumPy: what each release and processor rounds in its own way
    "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh", "cbrt", "cos", "cosh",
    "deg2rad", "dot", "einsum", "exp", "exp2", "expm1", "float_power", "hypot", "inner", "interp",
    "linalg", "log", "log10", "log1p", "log2", "logaddexp", "matmul", "pow", "power", "sin", "sinc",
    "sinh", "tan", "tanh", "tensordot", "vdot",
}  # fmt: skip


def inexact(path):
    """What a file takes from a library that rounds as it likes."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            library, name = node.value.id, node.attr
            if (library == "math" and name not in EXACT) or (library == "np" and name in INEXACT):
                yield f"{library}.{name}"
        elif isinstance(node, ast.BinOp | ast.AugAssign):
            power_of_two = re.fullmatch(r"2(\.0)? \*\* (\d+|\(-\d+\))", ast.unparse(node))  # exact
            if isinstance(node.op, ast.MatMult | ast.Pow) and not power_of_two:
                yield ast.unparse(node)
        elif isinstance(node, ast.Name) and node.id == "pow":
            yield "pow"
        elif isinstance(node, ast.ImportFrom) and node.module in ("cmath", "math", "numpy"):
            yield ast.unparse(node)
    yield from (module for module in imported(path) if module.partition(".")[0] == "scipy")


def test_no_rule_takes_a_function_from_a_library_that_rounds_as_it_likes():
    """Results in 0.3.0 differed in their last bits where a processor has no fused instructions."""
    rooms = ("model", "respondents")
    for path in [path for room in rooms for path in (ROOT / "sim" / room).rglob("*.py")]:
        assert not list(inexact(path)), path


@pytest.mark.parametrize(
    "line",
    ["y = math.exp(x)", "from math import log", "y = x**0.5", "x **= 2.0", "y = 2.0 * np.log(x)",
     "y = pow(x, 2.0)", "from scipy.special import ndtr", "y = a @ b", "y = math.pow(2.0, x)",
     "y = 2.0**x"],
)  # fmt: skip
def test_what_a_library_rounds_is_found(tmp_path, line):
    path = tmp_path / "rule.py"
    path.write_text(f"def rule(x):\n    {line}\n    return x\n", encoding="utf-8")
    assert list(inexact(path))


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
        "allied.sim.model.rules.founding", "allied.sim.model.rules.measures",
        "allied.sim.model.rules.routes",
    }  # fmt: skip


# --- no bonus, no malus ---


def test_no_module_of_the_model_knows_a_scenario_by_name():
    told = set(names()) - {choice.replace("_", "-") for choice in DELIVERY}
    assert told
    for path in MODEL:
        known = told & set(texts(path))
        if name_of(path) == "allied.sim.model.organisation":
            known -= {"silos"}  # the default of an organisation
        assert not known, path


def test_no_rule_knows_that_there_are_scenarios():
    told = {name.replace("-", "_").upper() for name in names()}
    told -= {choice.upper() for choice in DELIVERY}
    for path in RULES:
        words = {node.id for node in ast.walk(tree(path)) if isinstance(node, ast.Name)}
        words |= attributes([path]) | set(imported(path))
        known = {word for word in words if "scenario" in word.lower() or word.upper() in told}
        assert not known, path


# --- nothing that nobody reads ---


def test_every_lever_and_parameter_is_read_by_a_rule():
    read = attributes(RULES)
    read |= set(texts(ROOT / "sim" / "model" / "state.py"))  # how many teams: before all rules
    rows = [*LEVERS.values(), *PARAMETERS.values()]
    assert not [row.name for row in rows if row.field not in read]


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
