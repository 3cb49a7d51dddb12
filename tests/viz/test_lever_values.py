"""A lever's value in words: stated once, and never alike for two values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allied.scenarios import differences, load
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.scenario import Scenario
from allied.viz.terminal import main
from allied.viz.words.lever_values import (
    course_words,
    difference_words,
    offered,
    set_value,
    step,
    value_words,
    written_as,
)
from allied.viz.words.scenario_words import default_words

SLIDERS = [lever for lever in LEVERS.values() if lever.kind in ("number", "integer")]


def lattice(lever: Any) -> list[Any]:
    """Return every value that a control can set."""
    if lever.kind in ("choice", "switch"):
        return offered(lever)
    count = round((lever.high - lever.low) / step(lever))
    return [set_value(lever, lever.low + k * step(lever)) for k in range(count + 1)]


def test_two_values_read_differently_where_scenarios_are_compared(tmp_path, capsys, monkeypatch):
    """0.1.0 printed "2 % | 2 %"."""
    monkeypatch.setenv("COLUMNS", "120")
    for name, value in (("less", 0.016), ("more", 0.024)):
        (tmp_path / f"{name}.toml").write_text(
            f'title = "{name}"\nsummary = "x"\nstory = "x"\n[culture]\ntraining = {value}\n'
        )
    files = [str(tmp_path / f"{name}.toml") for name in ("less", "more")]
    assert main(["scenarios", "diff", *files]) == 0
    row = next(line for line in capsys.readouterr().out.splitlines() if "training" in line)
    assert row.split("  ", 1)[1].split() == ["1.6", "%", "2.4", "%"]


@pytest.mark.parametrize("lever", LEVERS.values(), ids=lambda lever: lever.name)
def test_no_two_settings_of_a_control_read_alike(lever):
    values = lattice(lever)
    assert len({value_words(lever, value) for value in values}) == len(values)


@given(st.data())
def test_no_two_values_of_a_file_read_alike(data):
    lever = data.draw(st.sampled_from(SLIDERS))
    kind = st.integers(int(lever.low), int(lever.high)) if lever.kind == "integer" else st.floats(
        lever.low, lever.high)  # fmt: skip
    one, other = data.draw(kind), data.draw(kind)
    alike = value_words(lever, one) == value_words(lever, other)
    assert alike == (one == other)


@pytest.mark.parametrize("lever", SLIDERS, ids=lambda lever: lever.name)
def test_a_slider_says_in_the_browser_what_the_server_says(lever):
    how = written_as(lever)
    for value in lattice(lever):
        moving = f"{value * how['scale']:.{how['digits']}f}".replace("-", "−")
        assert how["pattern"].replace("{number}", moving) == value_words(lever, value)


def test_a_value_has_its_unit_and_the_precision_of_its_slider():
    said = {
        ("goals.shared", 0.2): "20 %", ("culture.training", 0.01): "1.0 %",
        ("culture.training", 0.0163): "1.63 %",
        ("culture.joint_meetings", 2.0): "2.0 hours per week",
        ("firm.teams", 14): "14 teams", ("budget.growth_rate", -0.2): "−0.20 per year",
        ("structure.delivery", "queue"): "IT queue", ("structure.return_home", False): "No",
    }  # fmt: skip
    for (name, value), words in said.items():
        assert value_words(LEVERS[name], value) == words
    assert value_words(LEVERS["goals.shared"], np.float64(0.2)) == "20 %"


def test_a_course_says_when_a_value_changes():
    rows = {row.lever: row for row in differences(load("acquaintances"), load("allies"))}
    assert difference_words(rows["decisions.rights"]) == (
        "Who decides", "Marketing", "Marketing; Both together from week 27",
    )  # fmt: skip
    lever = LEVERS["goals.shared"]
    assert course_words(lever, {0: 0.2, 1000: 0.25}) == "20 %; 25 % from week 1,000"


def test_the_list_of_levers_has_the_value_of_the_baseline_as_files_and_people_write_it():
    said = {"goals.shared": "baseline: 0.2 (20 %)", "structure.return_home": "baseline: true",
            "structure.delivery": "baseline: queue (IT queue)",
            "firm.teams": "baseline: 14 teams"}  # fmt: skip
    assert {name: default_words(LEVERS[name]) for name in said} == said


def test_scenarios_that_are_equal_have_no_words_of_difference():
    assert [difference_words(row) for row in differences(Scenario("a"), Scenario("b"))] == []
