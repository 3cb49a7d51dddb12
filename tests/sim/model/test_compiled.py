"""Compilation and its cache: an edited rule must never be answered by old machine code."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from allied.sim.model import compiled
from allied.sim.model.code_folder import VERSION, cache_folder, source_hash
from allied.sim.model.compiled import interpreted, kernel, rule
from allied.sim.model.rules.common import clip01
from tests.copies import ASK, ROOT, RULE, RULES, copy_package, said, small_package


def run(code, folder, **environment):
    """Run a program that imports `allied` from `folder`, with a cache of its own there."""
    return said(code, folder, **environment)[0]


@pytest.fixture
def package(tmp_path):
    """A package as small as can be: a kernel that calls a rule."""
    return small_package(tmp_path)


def test_an_edited_rule_changes_what_its_caller_in_another_module_gives(package):
    assert run(ASK, package) == "41 0"
    assert run(ASK, package) == "41 1"  # from the cache
    (package / "allied" / RULES / "inner.py").write_text(RULE.format(2), encoding="utf-8")
    assert run(ASK, package) == "42 0"


def test_without_compilation_nothing_is_cached_and_the_answer_is_the_same(package):
    code = "from allied.sim.experiment.ensemble import ask; print(ask(40))"
    assert run(code, package, NUMBA_DISABLE_JIT="1") == "41"
    assert not (package / "cache").exists()


# --- the hash ---


def test_the_hash_stays_as_long_as_the_sources_do(package):
    assert source_hash(package) == source_hash(package)
    (package / "notes.md").write_text("no source", encoding="utf-8")
    before = source_hash(package)
    (package / "notes.md").write_text("changed", encoding="utf-8")
    assert source_hash(package) == before
    assert len(before) == 16
    int(before, 16)


def test_every_change_of_a_source_that_is_compiled_changes_the_hash(package):
    sim = package / "allied" / "sim"
    around = {sim / "experiment" / "verdict.py", sim / "experiment" / "__init__.py"}
    seen = {source_hash(sim)}
    sources = sorted(set(sim.rglob("*.py")) - around)
    assert len(sources) == 8
    for source in sources:
        source.write_text(source.read_text(encoding="utf-8") + "# a word\n", encoding="utf-8")
        seen.add(source_hash(sim))
    (sim / "model" / "rules" / "new.py").touch()
    seen.add(source_hash(sim))
    (sim / "model" / "rules" / "new.py").rename(sim / "model" / "rules" / "newer.py")
    seen.add(source_hash(sim))
    (sim / "model" / "rules" / "newer.py").unlink()
    assert len(seen) == len(sources) + 3
    assert source_hash(sim) in seen  # and back


@pytest.mark.parametrize(
    ("name", "compiles"),
    [
        ("model/rules/learning.py", True),
        ("model/rules/common.py", True),
        ("inputs/levers.py", True),
        ("inputs/parameters/trust.py", True),
        ("respondents/indicators/goals.py", True),
        ("experiment/ensemble.py", True),
        ("experiment/verdict.py", False),
        ("experiment/comparison.py", False),
        ("sweep/driver.py", False),
    ],
)
def test_only_what_compiled_code_depends_on_is_compiled_anew(tmp_path, name, compiles):
    sim = copy_package(tmp_path) / "sim"
    before, edited = source_hash(sim), sim / name
    edited.write_text(edited.read_text(encoding="utf-8") + "# a word\n", encoding="utf-8")
    assert (source_hash(sim) != before) == compiles


def test_no_compiled_function_uses_what_the_hash_leaves_out():
    """The hash leaves out experiments but for the loop; a number from there would be stale."""
    for path in sorted((ROOT / "sim").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        outside = {
            alias.asname or alias.name for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and is_left_out(node.module) for alias in node.names
        }  # fmt: skip
        sources = path.relative_to(ROOT).parts
        assert not outside or sources[1] in ("experiment", "sweep"), f"{path} imports {outside}"
        for node in ast.walk(tree):
            decorators = {ast.unparse(d) for d in getattr(node, "decorator_list", ())}
            if decorators & {"rule", "routine", "composed", "kernel"}:
                used = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
                assert not used & outside, f"{path}: {node.name}"
                assert not is_left_out(".".join(("allied", *sources))), path


def is_left_out(module):
    around = module.startswith(("allied.sim.experiment", "allied.sim.sweep"))
    return around and "ensemble" not in module


def test_another_compiler_is_another_hash(package, monkeypatch):
    before = source_hash(package)
    monkeypatch.setattr("allied.sim.model.code_folder.numba.__version__", "0.0.1")
    assert source_hash(package) != before


def test_the_cache_is_named_by_all_sources_that_are_compiled():
    assert cache_folder().name == VERSION == source_hash()
    assert source_hash() == source_hash(Path(compiled.__file__).parents[1])
    assert cache_folder().is_dir()


# --- the compiler ---


def test_compiled_code_divides_as_numpy_does_and_is_exact():
    @rule
    def ratio(a, b):
        return a / b

    assert ratio(1.0, 0.0) == float("inf")
    assert ratio.targetoptions["nogil"]
    assert not ratio.targetoptions.get("fastmath", False)


def test_the_plain_form_of_a_rule_is_the_function_as_it_was_written():
    assert interpreted(clip01)(1.5) == clip01(1.5) == 1.0
    assert interpreted(clip01) is not clip01
    assert interpreted(len) is len


def test_compiling_leaves_numbas_own_settings_alone():
    from numba.core import config

    before = config.CACHE_DIR

    @kernel
    def nothing(x):
        return x

    assert before == config.CACHE_DIR
    assert str(cache_folder()) == nothing._cache.cache_path


# --- the whole model ---


def edit_a_rule(path):
    """Let live technology age twice as fast."""
    text = path.read_text(encoding="utf-8")
    rule = "firm.capability -= ageing * firm.capability"
    assert text.count(rule) == 1
    path.write_text(text.replace(rule, f"{rule} * 2.0"), encoding="utf-8")


COUNT = """
import gc
from numba.core.dispatcher import Dispatcher
from allied import simulate
simulate([{}], runs=1, weeks=1, parameters="default")
for rule in gc.get_objects():
    if isinstance(rule, Dispatcher) and rule.py_func.__module__.startswith("allied."):
        for types in rule.signatures:
            print(rule.py_func.__name__, "for a literal" if "Literal" in str(types) else "once")
"""


@pytest.mark.slow
def test_no_rule_is_compiled_for_a_single_number(tmp_path):
    """In 0.1.0 `philox4x32` was compiled 41 times: once for each purpose of a draw."""
    copy_package(tmp_path)
    compiled = run(COUNT, tmp_path).splitlines()
    assert len(compiled) > 100
    assert not [line for line in compiled if line.endswith("for a literal")]
    assert compiled.count("philox4x32 once") == compiled.count("market once") == 1


@pytest.mark.slow
def test_an_edited_rule_of_the_model_changes_results(tmp_path):
    """The same, for the whole model: a minute of compilation each time."""
    package = copy_package(tmp_path)
    code = (
        "from allied import simulate\n"
        "print(simulate([{}], runs=3, weeks=30, parameters='default').to_csv(index=False))"
    )
    first = run(code, tmp_path)
    assert run(code, tmp_path) == first
    edit_a_rule(package / RULES / "learning.py")
    assert run(code, tmp_path) != first
