"""Compilation and its cache: an edited rule must never be answered by old machine code."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from allied.sim.model import compiled
from allied.sim.model.compiled import (
    cache_folder,
    interpreted,
    is_compiled,
    kernel,
    rule,
    source_hash,
)
from allied.sim.model.rules.common import unit
from tests.copies import copy_package

RULES = "sim/model/rules"
RULE = "from allied.sim.model.compiled import rule\n\n\n@rule\ndef answer(x):\n    return x + {}\n"
KERNEL = (
    "from allied.sim.model.compiled import kernel\n"
    "from allied.sim.model.rules.inner import answer\n\n\n"
    "@kernel\ndef ask(x):\n    return answer(x)\n"
)


def run(code, folder, **environment):
    """Run a program that imports `allied` from `folder`, with a cache of its own there."""
    inherited = {key: value for key, value in os.environ.items() if key != "NUMBA_DISABLE_JIT"}
    own = {"PYTHONPATH": str(folder), "ALLIED_CACHE_DIR": str(folder / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env={**inherited, **own, **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def package(tmp_path):
    """A package as small as can be: a kernel that calls a rule in a folder below."""
    folder = tmp_path / "allied"
    (folder / RULES).mkdir(parents=True)
    shutil.copy(compiled.__file__, folder / "sim" / "model")
    for name in ("", "sim", "sim/model", RULES):
        (folder / name / "__init__.py").touch()
    (folder / RULES / "inner.py").write_text(RULE.format(1), encoding="utf-8")
    (folder / "sim" / "outer.py").write_text(KERNEL, encoding="utf-8")
    return tmp_path


ASK = "from allied.sim.outer import ask; print(ask(40), sum(ask.stats.cache_hits.values()))"


def test_an_edited_rule_changes_what_its_caller_in_another_module_gives(package):
    assert run(ASK, package) == "41 0"
    assert run(ASK, package) == "41 1"  # from the cache
    (package / "allied" / RULES / "inner.py").write_text(RULE.format(2), encoding="utf-8")
    assert run(ASK, package) == "42 0"


def test_a_folder_that_cannot_be_written_is_no_obstacle(package):
    (package / "file").touch()
    environment = {"ALLIED_CACHE_DIR": str(package / "file"), "TMPDIR": str(package)}
    assert run(ASK, package, **environment) == "41 0"
    assert list((package / "allied").rglob("*.nbi"))


def test_without_compilation_nothing_is_cached_and_the_answer_is_the_same(package):
    code = "from allied.sim.outer import ask; print(ask(40))"
    assert run(code, package, NUMBA_DISABLE_JIT="1") == "41"
    assert not list((package / "cache").rglob("*.nbi"))


# --- the hash ---


def test_the_hash_stays_as_long_as_the_sources_do(package):
    assert source_hash(package) == source_hash(package)
    (package / "notes.md").write_text("no source", encoding="utf-8")
    before = source_hash(package)
    (package / "notes.md").write_text("changed", encoding="utf-8")
    assert source_hash(package) == before
    assert len(before) == 16
    int(before, 16)


def test_every_change_of_any_source_changes_the_hash(package):
    seen = {source_hash(package)}
    sources = sorted(package.rglob("*.py"))
    assert len(sources) == 7
    for source in sources:
        source.write_text(source.read_text(encoding="utf-8") + "# a word\n", encoding="utf-8")
        seen.add(source_hash(package))
    (package / "allied" / RULES / "new.py").touch()
    seen.add(source_hash(package))
    (package / "allied" / RULES / "new.py").rename(package / "allied" / RULES / "newer.py")
    seen.add(source_hash(package))
    (package / "allied" / RULES / "newer.py").unlink()
    assert len(seen) == len(sources) + 3
    assert source_hash(package) in seen  # and back


def test_another_compiler_is_another_hash(package, monkeypatch):
    before = source_hash(package)
    monkeypatch.setattr("allied.sim.model.compiled.numba.__version__", "0.0.1")
    assert source_hash(package) != before


def test_the_cache_is_named_by_all_sources_of_this_package():
    assert cache_folder.name == source_hash() == source_hash(Path(compiled.__file__).parents[1])
    assert cache_folder.is_dir()


# --- the compiler ---


def test_compiled_code_divides_as_numpy_does_and_is_exact():
    @rule
    def ratio(a, b):
        return a / b

    assert ratio(1.0, 0.0) == float("inf")
    assert ratio.targetoptions["nogil"]
    assert not ratio.targetoptions.get("fastmath", False)


def test_the_plain_form_of_a_rule_is_the_function_as_it_was_written():
    assert interpreted(unit)(1.5) == unit(1.5) == 1.0
    assert interpreted(unit) is not unit
    assert interpreted(len) is len


def test_compiling_leaves_numbas_own_settings_alone():
    from numba.core import config

    before = config.CACHE_DIR

    @kernel
    def nothing(x):
        return x

    assert before == config.CACHE_DIR
    assert str(cache_folder) in nothing._cache.cache_path


def test_whether_it_is_compiled_is_known_without_compiling(tmp_path, monkeypatch):
    monkeypatch.setattr("allied.sim.model.compiled.cache_folder", tmp_path)
    monkeypatch.setattr("allied.sim.model.compiled.config.DISABLE_JIT", 0)
    assert not is_compiled()
    (tmp_path / "sim_0").mkdir()
    (tmp_path / "sim_0" / "ensemble.run_companies-35.py313.nbi").touch()
    assert is_compiled()


def test_a_compiled_ensemble_is_found():
    from allied.sim.experiment.ensemble import run_ensemble

    run_ensemble([{}], runs=1, weeks=1)
    assert is_compiled()


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
    assert compiled.count("philox4x32 once") == compiled.count("week once") == 1


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
