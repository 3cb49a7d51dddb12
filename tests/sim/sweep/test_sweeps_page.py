"""What docs/sweeps.md says is so: every word, factor and method stands there, and examples run."""

from __future__ import annotations

import inspect
import re
import tomllib

import numpy as np
import pytest

from allied import Design, load
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.sweep import factors
from allied.sim.sweep.dataset import OPERATORS
from allied.sim.sweep.description import READING, WRITTEN
from allied.sim.sweep.design import WORDS
from allied.sim.sweep.design_parts import LICENCES
from allied.sim.sweep.factors import factors_of
from allied.sim.sweep.sampling import METHODS, OPTIONS
from tests.copies import ROOT
from tests.sim.sweep.read_lines import read

PAGE = (ROOT / "docs" / "sweeps.md").read_text(encoding="utf-8")


def blocks(mark, language="python"):
    found = re.findall(rf"<!-- {mark} -->\n```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found


def table_under(heading):
    """First cells and whole lines of the table under a heading."""
    section = PAGE.partition(f"{heading}\n")[2]
    lines = re.search(r"\| --- .*\n((?:\|.*\n)+)", section)
    assert lines is not None
    return {line.split(" | ")[0].strip("| "): line for line in lines[1].splitlines()}


def test_the_example_is_read(tmp_path):
    (text,) = blocks(r"example: openness\.toml", "toml")
    path = tmp_path / "openness.toml"
    path.write_text(text, encoding="utf-8")
    design = Design.read(path)
    assert len(design) * len(design.bases) * design.runs == 6400
    assert "64 points × 2 bases × 50 runs = 6,400 companies" in PAGE


def test_the_message_is_that_of_the_mistake(tmp_path):
    (text,) = blocks(r"example: openness\.toml", "toml")
    path = tmp_path / "openness.toml"
    path.write_text(text.replace('openness"', 'opennes"', 1), encoding="utf-8")
    with pytest.raises(ValueError, match="unknown factor") as caught:
        Design.read(path)
    said = re.search(r"```text\n(.*)\n```", PAGE)
    assert said is not None
    begin, end = said[1].split(" … ")
    assert str(caught.value).startswith(begin)
    assert str(caught.value).endswith(end)


def test_the_other_tables_are_read():
    texts = re.findall(r"(?<!-->\n)```toml\n(.*?)```", PAGE, re.DOTALL)
    base, sample = (tomllib.loads(text) for text in texts)
    vary = {"leadership.openness": {"low": 0.2, "high": 0.9}}
    design = Design(vary=vary, **base, **sample)
    assert len(design.bases) == 2
    assert len(design) == 64 * 3


def test_every_word_is_explained_with_its_default():
    said = table_under("### Words")
    named = [*said, "`scenarios`", "`parameters_sha256`"]
    assert sorted(named) == sorted(f"`{word}`" for word in WORDS)
    for name, one in inspect.signature(Design).parameters.items():
        if one.default not in (None, "") and name not in ("format", "folder"):
            default = f'"{one.default}"' if isinstance(one.default, str) else one.default
            assert f"| `{default}` |" in said[f"`{name}`"]


def test_every_factor_is_explained():
    said = [name.strip('`"') for name in table_under("### What can vary")]
    stated = re.findall(r"^\| `(\S+)` \|", factors.__doc__, re.MULTILINE)
    assert sorted(said) == sorted(stated)
    values = {"scenario": ["silos"], "rule.prioritise": ["built-in"]}
    for name in said:
        (factor,) = factors_of({name: values.get(name, [1])})
        assert factor.name == name


def test_every_method_is_explained():
    said = table_under("### How points are chosen")
    assert list(said) == [*(f"`{method}`" for method in METHODS), '`file = "points.csv"`']
    for method in METHODS:
        for word in (*METHODS[method], *OPTIONS.get(method, ())):
            assert f"`{word}" in said[f"`{method}`"]


def test_operators_files_and_the_licence_are_those_of_the_code():
    section = PAGE.partition("Operators are ")[2].partition(". `load`")[0]
    assert re.findall(r"`([^`]+)`", section) == list(OPERATORS)
    listed = " ".join(table_under("The folder holds"))
    assert all(f"`{name}`" in listed for name in WRITTEN)
    assert LICENCES[0] == "CC-BY-4.0"


def test_the_examples_run_and_print_what_they_say(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    text = "".join(blocks("runs"))
    exec(text, {})
    assert capsys.readouterr().out.splitlines() == re.findall(r"print\(.*\)  # (.+)", text)
    told = load("openness")
    for program, line in READING.items():
        if "load`" not in program:
            expected = line.replace("FOLDER", "openness")
            assert f"| {program} | `{expected}` |" in PAGE
            assert set(np.ravel(read(expected)["run"])) == set(told["run"])


def test_every_outcome_is_named():
    section = PAGE.partition("Outcomes are ")[2].partition(".\n\n")[0]
    assert re.findall(r"`(\w+)`", section) == [outcome.name for outcome in OUTCOMES]
