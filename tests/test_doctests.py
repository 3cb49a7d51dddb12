"""The examples in the documentation of every module run, and give what they say."""

from __future__ import annotations

import doctest
import importlib

import pytest

from tests.copies import ROOMS, ROOT

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
MODULES = sorted(
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    for place in ("allied", *(f"allied/{room}" for room in ROOMS))
    for path in (ROOT / place).rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name):
    if name.startswith("allied.viz.web"):
        pytest.importorskip("solara")
    results = doctest.testmod(importlib.import_module(name), optionflags=FLAGS)
    assert results.attempted > 0
    assert results.failed == 0


def test_there_are_examples():
    assert {
        "allied.sim.experiment.ensemble",
        "allied.sim.model.organisation",
        "allied.scenarios",
        "allied.viz.words.numbers",
    } <= set(MODULES)
