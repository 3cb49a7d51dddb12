"""The Compare page: its address, forms, charts and pictures, and the page in a browser."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("solara", reason="the browser front end is not installed: allied[app]")

import ipyvuetify
import reacton
import solara

from allied import scenarios
from allied.sim.experiment.comparison import Comparison, Difference, Spread
from allied.sim.experiment.verdict import Verdict
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.quantity import InputError, Problem, to_record
from allied.sim.model.outcomes import DEFAULT_GOALS, GOALS, MOST_GOALS, OUTCOMES, SIGNS, index_of
from allied.viz.parameter_sets import draws_of
from allied.viz.web import app, compute, export
from allied.viz.web import evidence as evidence_page
from allied.viz.web.charts import Size, band_option, bands
from allied.viz.web.components import (
    difference_glyphs,
    difference_table,
    ranking_table,
    what_differs,
)
from allied.viz.web.components.interval_glyph import glyph, scale
from allied.viz.web.components.marks import mark, marked
from allied.viz.web.components.structure_picture import DRAWINGS, picture
from allied.viz.web.components.what_matters import WhatMatters, options
from allied.viz.web.forms import FIRST, LARGEST, groups
from allied.viz.web.hooks import guarded, short_message
from allied.viz.web.link import encode, first_view, parse
from allied.viz.web.page_state import CHOICE, ENVIRONMENT, LEAST, MOST, Pick, View
from allied.viz.web.serve import serve
from allied.viz.web.spacing import spread_apart, ticks
from allied.viz.web.theme import SCENARIO
from allied.viz.web.wanted import own_values, scenarios_of, shipped
from allied.viz.words.lever_values import FEWEST_STEPS, offered, set_value, step, value_words
from allied.viz.words.outcome_groups import outcome_groups
from allied.viz.words.page_words import GROUPS, too_few_goals, too_many_goals

ROOT = Path(__file__).parents[2]
NAMES = scenarios.names()
NAMES_OF_OUTCOMES = [outcome.name for outcome in OUTCOMES]
SLIDERS = [lever for lever in LEVERS.values() if lever.kind in ("number", "integer")]
numbers = st.floats(-1e6, 1e6)


def values_of(lever: Any) -> st.SearchStrategy[Any]:
    if lever.kind in ("choice", "switch"):
        return st.sampled_from(offered(lever))
    if lever.kind == "integer":
        return st.integers(int(lever.low), int(lever.high))
    return st.floats(lever.low, lever.high)


def levers(role: str) -> st.SearchStrategy[dict[str, Any]]:
    names = [lever.name for lever in LEVERS.values() if lever.role == role]
    chosen = st.lists(st.sampled_from(names), max_size=4, unique=True)
    return chosen.flatmap(
        lambda some: st.fixed_dictionaries({n: values_of(LEVERS[n]) for n in some})
    )


@st.composite
def views(draw: st.DrawFn) -> View:
    pick = st.builds(Pick, st.sampled_from(NAMES), levers(CHOICE))
    picks = tuple(draw(st.lists(pick, min_size=LEAST, max_size=MOST)))
    outcome = draw(st.sampled_from(OUTCOMES)).name
    selected = draw(st.integers(0, len(picks) - 1))
    goals = tuple(draw(st.lists(st.sampled_from(NAMES_OF_OUTCOMES), min_size=1,
                                max_size=MOST_GOALS, unique=True)))  # fmt: skip
    around, present = draw(levers(ENVIRONMENT)), draw(st.booleans())
    reference = draw(st.integers(0, len(picks) - 1))
    return View(picks, around, outcome, selected, present, goals, reference)


# The address


@given(views())
def test_an_address_holds_the_whole_view(view):
    assert parse(encode(view), NAMES) == (view, ())


@given(views())
def test_an_address_needs_no_escaping_beyond_what_browsers_keep(view):
    assert re.fullmatch(r"[\w.~:=&%+-]+", encode(view))


@given(st.text() | st.text(alphabet="s=~&.arongl0123456789silouc%", max_size=60)
       | st.lists(st.sampled_from([*NAMES_OF_OUTCOMES, "", "x"])).map(
           lambda goals: "&".join(f"goal={goal}" for goal in goals)))  # fmt: skip
def test_any_address_gives_a_page(query):
    view, _ = parse(query, NAMES)
    assert LEAST <= len(view.picks) <= MOST
    assert all(pick.name in NAMES for pick in view.picks)
    assert 0 <= view.selected < len(view.picks)
    assert 1 <= len(set(view.goals)) == len(view.goals) <= MOST_GOALS
    assert parse(encode(view), NAMES) == (view, ())


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("s=silo&s=merged", "Did you mean 'silos'?"),
        ("s=silos~goals.shred=0.5&s=merged", "Did you mean 'goals.shared'?"),
        ("s=silos~goals.shared=7&s=merged", "Goals shared by both chiefs: ‘7’ is not a number"),
        ("s=silos~goals.shared=nan&s=merged", "‘nan’ is not a number from 0 to 1"),
        ("s=silos~market.turbulence=2&s=merged", "no lever ‘market.turbulence’ here"),
        ("around=goals.shared=0.5", "no lever ‘goals.shared’ here"),
        ("o=trust", "no outcome ‘trust’"),
        ("goal=lead_tme", "no outcome ‘lead_tme’. Did you mean 'lead_time'?"),
        ("goal=", "no outcome ‘’"),
        ("&".join(f"goal={name}" for name in NAMES_OF_OUTCOMES[:4]), "3 goals at most"),
        ("&".join(["s=silos"] * 5), "holds 4 scenarios"),
        ("s=../../etc/passwd&s=silos", "no scenario ‘../../etc/passwd’"),
    ],
)
def test_what_an_address_asks_for_in_vain_is_said(query, said):
    _, problems = parse(query, NAMES)
    assert said in " ".join(problems)


def test_of_the_goals_of_an_address_those_that_exist_are_taken():
    assert parse("goal=x&goal=lead_time&goal=lead_time", NAMES)[0].goals == ("lead_time",)
    four = "&".join(f"goal={name}" for name in NAMES_OF_OUTCOMES[:4])
    assert parse(four, NAMES)[0].goals == tuple(NAMES_OF_OUTCOMES[:3])


@pytest.mark.parametrize("query", ["", "s=silos&s=merged&o=lead_time&on=1", "goal=x"])
def test_an_address_without_goals_opens_with_the_default_ones(query):
    assert parse(query, NAMES)[0].goals == DEFAULT_GOALS


def test_one_scenario_alone_gets_another_to_be_compared_with():
    view, _ = parse("s=merged", NAMES)
    assert [pick.name for pick in view.picks] == ["silos", "merged"]


# The view


def test_a_lever_that_is_moved_back_is_not_changed():
    view = first_view(NAMES)
    own = own_values(view, "goals.shared")
    moved = view.move("goals.shared", 0.9, own)
    assert moved.picks[view.selected].changes == {"goals.shared": 0.9}
    assert moved.move("goals.shared", own[view.selected], own) == view
    assert moved.reset() == view


def test_the_environment_moves_in_all_scenarios():
    view = first_view(NAMES)
    moved = view.move("market.turbulence", 2.0, own_values(view, "market.turbulence"))
    assert all(s.value("market.turbulence") == 2.0 for s in scenarios_of(moved))
    assert all(not pick.changes for pick in moved.picks)
    assert moved.reset_environment() == view


@given(views(), st.data())
def test_a_comparison_keeps_two_to_four_scenarios(view, data):
    position = data.draw(st.integers(0, len(view.picks) - 1))
    for there in (view.add("silos"), view.remove(position), view.as_baseline(position),
                  view.swap(position, "merged"), view.select(position)):  # fmt: skip
        assert LEAST <= len(there.picks) <= MOST
        assert 0 <= there.selected < len(there.picks)
        assert 0 < there.against < len(there.picks)
        assert 0 <= there.opposite < len(there.picks)
        assert there.opposite != there.against


@given(views())
def test_scenarios_on_a_page_can_be_told_apart(view):
    found = scenarios_of(view)
    assert len({scenario.name for scenario in found}) == len(found)
    assert len({scenario.title for scenario in found}) == len(found)


@given(views(), st.sampled_from(NAMES_OF_OUTCOMES))
def test_a_reader_has_one_to_three_goals(view, outcome):
    for there in (view.add_goal(outcome), view.remove_goal(outcome)):
        assert 1 <= len(there.goals) <= MOST_GOALS
        assert len(set(there.goals)) == len(there.goals)
    if len(view.goals) == MOST_GOALS and outcome not in view.goals:
        assert view.add_goal(outcome) is view


def test_a_preset_fills_the_goals_and_a_change_makes_them_the_readers_own():
    view = first_view(NAMES)
    for preset, goals in GOALS.items():
        assert view.want(preset).goals == goals
        assert view.want(preset).preset == preset
        assert replace(view, goals=goals[::-1]).preset == preset
        assert view.want(preset).remove_goal(goals[0]).preset == ""


def send(widget: Any, event: str, data: Any) -> None:
    """Do what the browser does when its part of a component calls the server."""
    getattr(widget, f"vue_{event}")(data)


def picker_of(view: View, go: Any) -> tuple[Any, Any]:
    """Return the widget that shows a view's goals, and what it is part of."""
    box, rendered = reacton.render(
        WhatMatters(view=view, go=go, safe=lambda handler: handler), handle_error=False
    )
    return box.children[0], rendered


def test_the_picker_refuses_a_fourth_goal_and_to_remove_the_last():
    gone: list[View] = []
    full = first_view(NAMES)
    widget, rendered = picker_of(full, gone.append)
    assert widget.refused == ""
    send(widget, "toggle", "late_share")
    assert (widget.refused, gone) == (too_many_goals(MOST_GOALS), [])
    send(widget, "toggle", "lead_time")
    assert [view.goals for view in gone] == [("customer_experience", "revenue_index")]
    rendered.close()
    last = replace(full, goals=("lead_time",))
    widget, rendered = picker_of(last, gone.append)
    send(widget, "toggle", "lead_time")
    assert (widget.refused, len(gone)) == (too_few_goals(), 1)
    send(widget, "take_preset", "trust")
    assert gone[-1].goals == GOALS["trust"]
    rendered.close()


def test_outcomes_are_offered_once_in_groups():
    names = [outcome["name"] for group in options(()) for outcome in group["outcomes"]]
    assert sorted(names) == sorted(NAMES_OF_OUTCOMES)
    assert names == [name for group in outcome_groups().values() for name in group]
    wanted = [o["name"] for group in options(("lead_time",)) for o in group["outcomes"]
              if o["wanted"]]  # fmt: skip
    assert wanted == ["lead_time"]


# The forms


@pytest.mark.parametrize("lever", SLIDERS, ids=lambda lever: lever.name)
def test_a_slider_reaches_its_ends_and_the_default_in_round_steps(lever):
    size = step(lever)
    for value in (lever.default, lever.high):
        steps = (value - lever.low) / size
        assert steps == pytest.approx(round(steps), abs=1e-6)
    if lever.kind == "number":
        assert (lever.high - lever.low) / size >= FEWEST_STEPS
    assert set_value(lever, lever.default) == lever.default
    assert lever.problem(set_value(lever, lever.high + size)) is None


@given(st.data())
def test_every_setting_of_a_control_is_a_valid_value(data):
    lever = data.draw(st.sampled_from(list(LEVERS.values())))
    options = lever.kind in ("choice", "switch")
    setting = data.draw(
        st.integers(0, len(offered(lever)) - 1) if options else st.floats(lever.low, lever.high)
    )
    value = set_value(lever, setting)
    assert lever.problem(value) is None
    assert value_words(lever, value)


def test_the_forms_hold_every_lever_once_and_name_no_other():
    baseline, other = shipped("silos"), shipped("joint-governance")
    forms = [group for around in (False, True)
             for group in groups(other, baseline, (), environment=around)]  # fmt: skip
    assert [lever["name"] for group in forms for lever in group["levers"]] == list(LEVERS)
    assert FIRST | set(LARGEST) <= set(LEVERS)
    assert {lever.group for lever in LEVERS.values()} == set(GROUPS)


def test_a_lever_that_differs_or_was_moved_is_on_show():
    baseline, other = shipped("silos"), shipped("joint-governance")
    differing = {difference.lever for difference in scenarios.differences(baseline, other)}
    moved = "leadership.patience"
    found = groups(other, baseline, [moved], environment=False)
    rows = {lever["name"]: lever for group in found for lever in group["levers"]}
    assert {name for name, lever in rows.items() if lever["differs"]} == differing
    assert all(rows[name]["first"] for name in [*differing, moved])
    assert sum(group["differ"] for group in found) == len(differing)


def test_a_later_change_counts_as_a_difference_and_is_said():
    baseline = shipped("silos")
    later = replace(baseline, timeline=((26, {"structure.delivery": "merged"}),))
    (structure, *_) = groups(later, baseline, (), environment=False)
    assert structure["differ"] == 1
    assert structure["levers"][0]["later"] == (
        "One merged unit from Q3, by the scenario’s timeline"
    )
    assert len(what_differs.rows(later, baseline)) == 1


# The chart


def some_values(*, scenarios: int = 2, runs: int = 30, quarters: int = 12) -> np.ndarray:
    return np.random.default_rng(1).normal(50.0, 20.0, (scenarios, runs, quarters))


WEEKS = np.arange(13, 157, 13)


def series(option: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each for each in option["series"] if each["type"] == kind and each["data"]]


def test_bands_stack_from_the_lower_to_the_upper_bound_also_across_zero():
    values = some_values() - 50.0
    option = band_option(OUTCOMES[0], values, WEEKS, ["A", "B"])
    stacked = [each for each in series(option, "line") if "stack" in each]
    assert len(stacked) == 4
    assert {each["stackStrategy"] for each in stacked} == {"all"}
    low, _, high = bands(values)
    for index in range(2):
        below, band = stacked[2 * index], stacked[2 * index + 1]
        assert below["data"] == pytest.approx(low[index])
        assert np.add(below["data"], band["data"]) == pytest.approx(high[index])


def test_lines_are_labelled_and_told_apart_without_colour():
    titles = ["Silos", "Shared projects (changed)", "Joint governance", "{a}"]
    option = band_option(OUTCOMES[0], some_values(scenarios=4), WEEKS, titles)
    texts = [each["data"][0]["label"]["formatter"] for each in series(option, "scatter")]
    assert {"Silos", "Shared projects\n(changed)", "Joint governance", "(a)"} <= set(texts)
    medians = [each for each in series(option, "line") if "stack" not in each]
    assert [each["color"] for each in medians] == list(SCENARIO)
    assert len({str(each["lineStyle"]["type"]) for each in medians[1:]}) == 3
    assert "legend" not in option


def test_an_option_is_plain_json_also_where_there_is_nothing_to_show():
    values = some_values()
    values[:, :, 3] = np.nan
    with pytest.warns(RuntimeWarning, match="All-NaN"):
        option = band_option(OUTCOMES[2], values, WEEKS, ["A", "B"], events={1: "begin"})
    json.dumps(option, allow_nan=False)
    flat = band_option(OUTCOMES[0], np.zeros((2, 5, 12)), WEEKS, ["A", "B"], size=Size(500, 24))
    assert flat["yAxis"]["min"] < 0.0 < flat["yAxis"]["max"]


def test_a_reading_has_a_true_minus_and_escapes_titles():
    option = band_option(OUTCOMES[0], some_values() - 90.0, WEEKS, ["<b>A</b>", "B"])
    assert "&lt;b&gt;" in option["tooltip"]["formatter"]
    medians = [each for each in series(option, "line") if "stack" not in each]
    assert all("−" in item["name"] and "-" not in item["name"] for item in medians[0]["data"])


@given(numbers, numbers)
def test_ticks_enclose_the_range_evenly(one, other):
    low, high = min(one, other), max(one, other)
    steps = ticks(low, high)
    assert 2 <= len(steps) <= 13
    slack = 1e-6 * (steps[-1] - steps[0])
    assert steps[0] <= low + slack
    assert steps[-1] >= high - slack
    assert np.diff(steps) == pytest.approx(steps[1] - steps[0])


@given(st.lists(st.tuples(st.floats(0.0, 100.0), st.floats(1.0, 20.0)), min_size=1, max_size=4))
def test_labels_never_overlap_and_stay_below_the_top(labels):
    wanted, heights = [place for place, _ in labels], [height for _, height in labels]
    places = spread_apart(wanted, heights, 0.0, 100.0)
    assert max(places) <= 100.0 + 1e-9
    order = np.argsort(places, kind="stable")
    for lower, upper in pairwise(order):
        gap = places[upper] - places[lower]
        assert gap >= (heights[lower] + heights[upper]) / 2 - 1e-9


# Pictures, tables and files


def difference(
    mean: float, margin: float, verdict: Verdict = Verdict.BETTER, *, spread: float = 0.0,
    rests_on: tuple[str, ...] = (),
) -> Difference:  # fmt: skip
    return Difference(
        mean,
        mean - margin,
        mean + margin,
        0.99,
        mean - spread,
        mean + spread,
        0.9,
        0.1,
        verdict,
        rests_on=rests_on,
    )


def bar(picture_of: str) -> tuple[float, float]:
    """Return where the bar of an interval begins and ends."""
    found = re.search(r'<rect class="glyph-(?:bar|open|striped)" x="([\d.]+)".*?width="([\d.]+)"',
                      picture_of)  # fmt: skip
    assert found is not None
    return float(found[1]), float(found[1]) + float(found[2])


def test_right_of_the_line_is_better_whichever_way_an_outcome_is_measured():
    less_is_better = OUTCOMES[index_of("lead_time")]
    assert bar(glyph(less_is_better, difference(-5.0, 1.0), 10.0, width=100))[0] > 50.0
    assert bar(glyph(OUTCOMES[0], difference(-5.0, 1.0), 10.0, width=100))[1] < 50.0


def test_a_bar_is_as_long_as_the_interval_and_never_too_short_to_see():
    low, high = bar(glyph(OUTCOMES[0], difference(0.0, 5.0), 10.0, width=108))
    assert (low, high) == (29.0, 79.0)
    low, high = bar(glyph(OUTCOMES[0], difference(0.0, 0.0), 10.0, width=108))
    assert high - low == 6.0
    unknown = glyph(OUTCOMES[0], difference(1.0, float("inf")), 10.0)
    assert "rect" not in unknown
    assert "glyph-companies" in unknown


def test_a_bar_is_hollow_where_it_is_open_and_striped_where_it_rests_on_assumptions():
    drawn = {
        "glyph-bar": difference(5.0, 1.0),
        "glyph-open": difference(0.1, 1.0, Verdict.OPEN, rests_on=("trust.gain",)),
        "glyph-striped": difference(5.0, 1.0, rests_on=("trust.gain", "tie.decay")),
    }
    for kind, gap in drawn.items():
        picture_of = glyph(OUTCOMES[0], gap, 10.0)
        assert [name for name in drawn if name in picture_of] == [kind]
    assert "glyph-companies" not in glyph(OUTCOMES[0], drawn["glyph-bar"], 10.0, companies=False)


def test_a_difference_small_beside_those_between_companies_looks_small():
    companies = Spread(50.0, 30.0, 70.0)
    assert scale(companies, [difference(1.0, 0.5)]) == 20.0
    assert scale(companies, [difference(30.0, 5.0)]) == 35.0
    assert scale(companies, [difference(30.0, 5.0, spread=20.0)]) == 50.0
    assert scale(Spread(0.0, 0.0, 0.0), [difference(0.0, 0.0)]) == 1.0
    assert scale(companies, [difference(1.0, float("inf"))]) == 20.0


@pytest.mark.parametrize("delivery", list(LEVERS["structure.delivery"].choices or ()))
def test_each_way_to_build_has_a_picture_and_its_meaning_in_words(delivery):
    drawn = picture(shipped("silos").with_levers(structure__delivery=delivery))
    others = set(DRAWINGS) - {delivery}
    assert all(
        drawn != picture(shipped("silos").with_levers(structure__delivery=other))
        for other in others
    )
    words = value_words(LEVERS["structure.delivery"], delivery)
    assert f'aria-label="Marketing technology is built by: {words}' in drawn


def parameter_sets(count: int) -> np.ndarray:
    """Return parameter sets; those of more than one vary in trust and ties only."""
    rows = np.repeat(to_record(PARAMETERS, {}), count)
    if count > 1:
        generator = np.random.default_rng(3)
        for name in ("trust.gain", "tie.decay"):
            row = PARAMETERS[name]
            rows[row.field] = generator.uniform(row.low, row.high, count)
    return rows


def compared(count: int = 3, draws: int = 1, runs: int = 400) -> Comparison:
    """Return scenarios of which the last is the best on all outcomes, and the others are equal.

    With several parameter sets, what the last one brings depends on trust, of which nothing is
    known.
    """
    rows = parameter_sets(draws)
    company = np.random.default_rng(2).normal(50.0, 5.0, (runs, len(OUTCOMES)))
    values = np.repeat(company[None], count, axis=0)
    values += np.random.default_rng(4).normal(0.0, 2.0, values.shape)
    gain = 8.0 + (40.0 * rows["trust_gain"] if draws > 1 else np.zeros(1))
    values[-1] += gain[np.arange(runs) % draws, None] * SIGNS
    return Comparison([f"s{index}" for index in range(count)], 1, runs, 156, values, rows)


TITLES = ["Silos", "Shared projects", "Shared projects (changed)", "Allies"]


def rows_of(comparison: Comparison, scenario: int, goals: Any = DEFAULT_GOALS) -> dict[str, Any]:
    groups_shown = difference_table.groups(comparison, scenario, goals)
    return {row["name"]: row for group in groups_shown for row in group["rows"]}


def test_the_table_has_every_outcome_with_its_verdict_and_marks_the_goals():
    rows = rows_of(compared(), 2, ("lead_time",))
    assert sorted(rows) == sorted(NAMES_OF_OUTCOMES)
    assert {row["verdict"] for row in rows.values()} == {"better"}
    assert [name for name, row in rows.items() if row["wanted"]] == ["lead_time"]
    assert rows["lead_time"]["difference"].startswith("−")
    assert all(" to " in row["interval"] and "to" in row["spread"] for row in rows.values())


def test_the_table_sets_any_two_scenarios_against_each_other():
    comparison = compared()
    groups_shown = difference_table.groups(comparison, 1, DEFAULT_GOALS, 2)
    rows = {row["name"]: row for group in groups_shown for row in group["rows"]}
    assert {row["verdict"] for row in rows.values()} == {"worse"}
    level = comparison.spread(2, index_of("lead_time")).mean
    assert float(rows["lead_time"]["base"]) == pytest.approx(level, abs=0.05)
    assert rows["lead_time"]["difference"].startswith("+")


def test_the_table_says_what_limits_a_verdict():
    rests = rows_of(compared(draws=400), 2)["customer_experience"]
    assert rests["verdict"] == "better"
    assert rests["limits"].startswith("; rests on assumptions: ")
    assert "glyph-striped" in rests["glyph"]
    flips = compared()
    flips.values[2] = flips.values[0]
    flips.values[2, 150:] += 5.0 * SIGNS  # more companies gain than lose, and many more by nothing
    flips.values[2, :150] -= 1.0 * SIGNS
    flips.values[2, 150:210] -= 6.0 * SIGNS
    row = rows_of(flips, 2)["customer_experience"]
    assert (row["verdict"], row["share"]) == ("better", "48 %")
    assert row["limits"] == " on average; for one company a coin flip"


def test_what_would_end_an_open_verdict_is_said_once_for_each_answer():
    comparison = compared()
    rows, said = rows_of(comparison, 1), " ".join(difference_table.advices(comparison, 1))
    still_open = [row["label"] for row in rows.values() if row["verdict"] == "too close to call"]
    assert still_open
    assert all(label[1:] in said for label in still_open)
    assert difference_table.advices(comparison, 2) == []


def test_each_difference_says_how_much_of_it_parameters_leave_open():
    comparison = compared(draws=400)
    for rows in (rows_of(comparison, 2).values(),
                 difference_glyphs.rows(comparison, 0, TITLES[:3])):  # fmt: skip
        assert all(row["split"].startswith("Parameter uncertainty explains") for row in rows)
    assert {row["split"] for row in rows_of(compared(), 2).values()} == {""}


def test_the_headline_names_every_scenario_and_follows_the_goals():
    comparison = compared(4)
    comparison.values[1, :, index_of("trust_cmo_cio")] += 30.0
    for goals in (DEFAULT_GOALS, ("trust_cmo_cio",)):
        said = evidence_page._answer(comparison, 1, goals, TITLES)
        assert said is not None
        pieces = said["headline"]
        text = "".join(piece["text"] for piece in pieces)
        assert all(title in text for title in TITLES)
        assert {piece["text"] for piece in pieces if piece["mark"]} == set(TITLES)
        first = next(piece["text"] for piece in pieces if piece["mark"])
        assert first == ("Allies" if goals == DEFAULT_GOALS else "Shared projects")
        assert "".join(piece["text"] for piece in said["of"]) == "Shared projects against Silos"


def test_a_title_in_a_text_has_the_mark_of_its_scenario():
    pieces = marked("With Shared projects (changed), not Silosophy.", TITLES)
    assert [(p["text"], p["mark"]) for p in pieces] == [
        ("With ", ""), ("Shared projects (changed)", mark(2)), (", not Silosophy.", "")
    ]  # fmt: skip
    assert len({re.sub("style=.*?>", "", mark(position)) for position in range(MOST)}) == MOST


def test_the_ranking_has_all_scenarios_with_place_chance_and_goals():
    comparison = compared(3)
    rows = ranking_table.rows(comparison, DEFAULT_GOALS, TITLES[:3], "year 3")
    assert [row["place"] for row in rows] == ["1", "2 or 3", "2 or 3"]
    assert rows[0]["title"] == TITLES[2]
    assert [row["chance"] for row in rows] == ["> 99 %", "< 1 %", "< 1 %"]
    assert rows[0]["tie"] == {"rows": 1, "words": "", "last": False}
    assert rows[1]["tie"]["rows"] == 2
    assert rows[1]["tie"]["last"]
    assert rows[2]["tie"] is None
    assert len({row["colour"] for row in rows}) == 3
    (baseline,) = (row for row in rows if row["baseline"])
    levels = [comparison.spread(0, index_of(goal)).mean for goal in DEFAULT_GOALS]
    assert [float(cell["mean"]) for cell in baseline["cells"]] == pytest.approx(levels, abs=0.05)
    assert {cell["interval"] for cell in baseline["cells"]} == {"in year 3"}
    for goal, cell in zip(DEFAULT_GOALS, rows[0]["cells"], strict=True):
        gap = comparison.difference(2, index_of(goal))
        assert float(cell["mean"].replace("−", "-")) == pytest.approx(gap.mean, abs=0.05)
        assert cell["verdict"] == "better"
        assert "glyph-bar" in cell["glyph"]


def test_scenarios_that_cannot_be_told_apart_share_their_places():
    comparison = compared(3, runs=30)
    comparison.values[2] = comparison.values[1][::-1]  # any two companies differ by chance alone
    rows = ranking_table.rows(comparison, ("customer_experience",), TITLES[:3], "year 3")
    assert [row["place"] for row in rows] == ["1 to 3"] * 3
    assert rows[0]["tie"] == {"rows": 3, "words": "too close to call", "last": True}
    assert [row["tie"] for row in rows[1:]] == [None, None]
    same = Comparison(["a", "b"], 1, 30, 156, np.repeat(comparison.values[:1], 2, axis=0),
                      parameter_sets(1))  # fmt: skip
    rows = ranking_table.rows(same, DEFAULT_GOALS, TITLES[:2], "year 3")
    assert [row["place"] for row in rows] == ["1 or 2", "1 or 2"]
    assert rows[0]["tie"]["words"] == "about the same"


@given(st.integers(2, 4), st.integers(0, 99), st.sampled_from([1, 2, 30]))
def test_places_of_a_ranking_fit_each_other(count, seed, runs):
    values = np.random.default_rng(seed).normal(50.0, 5.0, (count, runs, len(OUTCOMES)))
    values += np.random.default_rng(seed + 100).normal(0.0, 3.0, (count, 1, len(OUTCOMES)))
    comparison = Comparison(list("abcd")[:count], 1, runs, 156, values, parameter_sets(1))
    rows = ranking_table.rows(comparison, DEFAULT_GOALS, TITLES[:count], "year 3")
    assert sum(row["part"] for row in rows) == pytest.approx(1.0)
    for rank, row in enumerate(rows, start=1):
        ends = [int(number) for number in re.findall(r"\d+", row["place"])]
        assert ends[0] <= rank <= ends[-1] <= count
    assert sum(row["tie"]["rows"] for row in rows if row["tie"]) == count


def test_differences_are_saved_with_a_row_for_each_outcome_of_each_scenario():
    comparison = compared(3)
    rows = list(csv.DictReader(io.StringIO(export.differences_csv(comparison))))
    assert len(rows) == 2 * len(OUTCOMES)
    columns = ["mean", "low", "high", "p_direction", "p_better", "p05", "p95", "mc_error"]
    for row, gap in zip(rows[-len(OUTCOMES) :], comparison.differences(2), strict=True):
        assert [float(row[name]) for name in columns] == [getattr(gap, name) for name in columns]
        assert row["verdict"] == gap.verdict
    still_open = [row for row in rows if row["verdict"] == "open"]
    assert any(int(row["runs_needed"] or 0) > 400 for row in still_open)
    assert rows[0]["variance_parameters"] == rows[0]["variance_chance"] == rows[0]["rests_on"] == ""
    rows = list(csv.DictReader(io.StringIO(export.differences_csv(compared(3, draws=400)))))
    parts = float(rows[0]["variance_parameters"]) + float(rows[0]["variance_chance"])
    assert parts == pytest.approx(1.0)
    assert set(rows[-1]["rests_on"].split()) <= set(PARAMETERS)
    assert rows[-1]["rests_on"].startswith("trust.gain")


def test_the_command_names_files_for_scenarios_whose_levers_were_moved():
    view = first_view(NAMES)
    command = export.command(view, scenarios_of(view))
    assert command.startswith("allied compare silos shared-projects joint-governance --")
    assert re.findall(r"--goal (\S+)", command) == list(DEFAULT_GOALS)
    other = export.command(view.want("trust"), scenarios_of(view))
    assert re.findall(r"--goal (\S+)", other) == list(GOALS["trust"])
    view = view.move("goals.shared", 0.9, own_values(view, "goals.shared"))
    chosen = scenarios_of(view)
    assert "silos shared-projects-changed.toml joint-governance" in export.command(view, chosen)
    assert [file["kind"] for file in export.files(view, chosen)] == [
        "1",
        "differences",
        "companies",
    ]
    written = scenarios.to_toml(chosen[1]).encode()
    assert compute.key(scenarios.loads(written)) == compute.key(chosen[1])


# Computing


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Replace the model by zeros; return what was simulated."""
    ensemble = pytest.importorskip("allied.sim.experiment.ensemble")
    done: list[tuple[str, int]] = []

    def run(chosen: Any, *, runs: int, weeks: int, every: int, progress: Any, **_: Any) -> Any:
        progress(0, 1)
        done.extend((scenario.name, runs) for scenario in chosen)
        values = np.zeros((len(chosen), runs, weeks // every, len(OUTCOMES)))
        recorded = np.arange(every, weeks + 1, every)
        return ensemble.Ensemble(
            chosen, 1, runs, weeks, recorded, values, to_record(PARAMETERS, {})
        )

    monkeypatch.setattr(ensemble, "run_ensemble", run)
    monkeypatch.setattr(compute, "_compile", lambda *_: None)
    monkeypatch.setattr(compute, "_kept", type(compute._kept)())
    return done


def test_only_the_scenario_that_changed_is_simulated_again(simulated):
    view = first_view(NAMES)
    compute.compare(scenarios_of(view))
    assert [name for name, _ in simulated] == [pick.name for pick in view.picks]
    simulated.clear()
    moved = view.move("goals.shared", 0.9, own_values(view, "goals.shared"))
    results = compute.compare(scenarios_of(moved))
    assert simulated == [("shared-projects-changed", compute.RUNS)]
    assert results.values.shape == (3, compute.RUNS, 12, len(OUTCOMES))
    simulated.clear()
    compute.compare(scenarios_of(view.as_baseline(1)))
    assert simulated == []


def test_a_page_draws_from_the_posterior_and_can_draw_from_others(simulated):
    chosen = scenarios_of(first_view(NAMES))
    results = compute.compare(chosen)
    assert compute.drawn_from() == "posterior"
    assert np.array_equal(results.parameters, draws_of("posterior"))
    assert "--parameters" not in export.command(first_view(NAMES), chosen)
    try:
        compute.draw_from("default")
        assert not compute.known(chosen)
        assert len(compute.compare(chosen).parameters) == 1
        assert export.command(first_view(NAMES), chosen).endswith(" --parameters default")
    finally:
        compute.draw_from("posterior")


def test_a_preview_shows_the_companies_of_the_whole(simulated, monkeypatch):
    asked = []
    whole = sys.modules["allied.sim.experiment.ensemble"].run_ensemble

    def run(*arguments, parameters, **others):
        asked.append(parameters.tobytes())
        return whole(*arguments, **others)

    monkeypatch.setattr("allied.sim.experiment.ensemble.run_ensemble", run)
    chosen = scenarios_of(first_view(NAMES))
    few = compute.compare(chosen, runs=compute.PREVIEW)
    all_of_them = compute.compare(chosen)
    assert len(set(asked)) == 1
    assert np.array_equal(few.parameters, all_of_them.parameters)
    assert (few.comparison().draws, all_of_them.comparison().draws) == (
        min(compute.PREVIEW, len(few.parameters)), min(compute.RUNS, len(few.parameters))
    )  # fmt: skip


def test_a_preview_takes_the_first_runs_of_what_is_known(simulated):
    chosen = scenarios_of(first_view(NAMES))
    compute.compare(chosen)
    assert compute.known(chosen)
    assert compute.compare(chosen, runs=compute.PREVIEW).runs == compute.PREVIEW
    assert {runs for _, runs in simulated} == {compute.RUNS}


def test_what_nobody_waits_for_is_given_up(simulated):
    with pytest.raises(compute.Superseded):
        compute.compare(scenarios_of(first_view(NAMES)), current=lambda: False)
    assert simulated == []
    compute.compare(scenarios_of(first_view(NAMES)))  # and the next one is served


def test_errors_of_controls_become_a_line_for_people():
    said: list[str] = []
    guarded(lambda: 1 / 0, said.append)()
    assert said == ["That did not work (ZeroDivisionError: division by zero)."]
    problem = Problem("goals.shared", "7", "a number from 0 to 1")
    assert short_message(InputError([problem])) == str(problem)


def texts(widget: Any) -> list[str]:
    children = getattr(widget, "children", [])
    return [text for child in children
            for text in ([child] if isinstance(child, str) else texts(child))]  # fmt: skip


def test_an_error_of_the_page_becomes_a_line_for_people(monkeypatch):
    @solara.component
    def Broken() -> None:
        moves, set_moves = solara.use_state(0)
        solara.Button("move", on_click=lambda: set_moves(moves + 1))
        if moves:
            raise ValueError("it broke")

    monkeypatch.setattr(app, "ComparePage", Broken)
    box, rendered = reacton.render(app.Page(), handle_error=False)
    rendered.find(ipyvuetify.Btn).widget.click()
    assert "That did not work (ValueError: it broke)." in texts(box)
    rendered.close()


# The server


def test_a_port_that_is_taken_is_said_and_returns_2(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serve(port=port, browser=False) == 2
    error = capsys.readouterr().err
    assert f"127.0.0.1:{port}" in error
    assert "Choose another port" in error


def chromium() -> str | None:
    found = (shutil.which(n) for n in ("chromium", "chromium-browser", "google-chrome", "chrome"))
    return next((path for path in found if path), None)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the page, and see that Ctrl-C ends it with 0."""
    if chromium() is None:
        pytest.skip("no Chromium on this machine")
    command = "import sys; from allied.viz.web.serve import serve; sys.exit(serve(browser=False))"
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    with subprocess.Popen(
        [sys.executable, "-c", command],
        env={**os.environ, "PYTHONPATH": path},
        cwd=tmp_path_factory.mktemp("server"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        if found is None:
            server.kill()
            pytest.fail(line + server.stdout.read())
        yield found[0]
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 0
        assert server.stdout.read() == ""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(address: str, browser: Any) -> Iterator[Any]:
    """Open a page, and see that nothing fails, nothing leaves the machine, nothing complains."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(60_000)  # other work may keep the machine busy
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(f"error {error}"))
    page.on("requestfailed", lambda request: trouble.append(f"failed {request.url}"))
    page.on("response", lambda r: trouble.append(f"{r.status} {r.url}") if r.status > 399 else None)
    page.on("console", lambda m: trouble.append(f"console {m.text}") if m.type == "error" else None)
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((address, "data:", "blob:"))
            else trouble.append(f"outside {request.url}")
        ),
    )
    yield page
    page.close()
    assert trouble == []


def settled(page: Any) -> None:
    page.wait_for_selector(".outcomes", timeout=300_000)  # the first time, the model is compiled
    page.wait_for_function("() => !document.querySelector('.status.is-busy')", timeout=60_000)
    page.wait_for_timeout(300)  # the parts of the page change one after the other


def differences_shown(page: Any) -> list[str]:
    return [str(text) for text in page.locator(".outcomes .gap-number").all_inner_texts()]


@pytest.mark.browser
@pytest.mark.slow
def test_a_lever_moved_with_the_keyboard_moves_the_comparison(page, address):
    page.goto(address)
    settled(page)
    before, lever = differences_shown(page), page.locator("[data-lever='goals.shared'] input")
    lever.focus()
    page.keyboard.press("End")  # one key, one step in the browser's history
    page.wait_for_function("() => location.search.includes('goals.shared=')")
    settled(page)
    after = differences_shown(page)
    assert after != before
    page.reload()
    settled(page)
    assert differences_shown(page) == after
    page.go_back()
    page.wait_for_function("() => !location.search.includes('goals.shared=')")
    page.wait_for_function(
        "text => document.querySelector('.outcomes .gap-number').innerText === text", arg=before[0]
    )


@pytest.mark.browser
@pytest.mark.slow
def test_a_way_back_shows_what_the_address_says(page, address):
    page.goto(address)
    settled(page)
    lever = page.locator("[data-lever='goals.shared']")
    shown, addresses = [lever.locator("output").inner_text()], [page.url]
    for _ in range(2):
        lever.locator("input").focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("before => location.href !== before", arg=addresses[-1])
        settled(page)
        shown.append(lever.locator("output").inner_text())
        addresses.append(page.url)
    assert len(set(shown)) == 3
    for before in (1, 0):
        page.go_back()
        page.wait_for_url(addresses[before])
        settled(page)
        assert lever.locator("output").inner_text() == shown[before]


@pytest.mark.browser
@pytest.mark.slow
def test_what_matters_changes_the_address_and_the_headline(page, address):
    page.goto(address)
    settled(page)
    headline = page.locator("h1")
    assert headline.inner_text().startswith("Customers")
    page.get_by_role("button", name="Trust", exact=True).click()
    page.wait_for_function("() => location.search.includes('goal=trust_cmo_cio')")
    page.wait_for_function("() => document.querySelector('h1').innerText.startsWith('Trust')")
    # The table follows in a message of its own.
    rows = "[...document.querySelectorAll('.is-wanted')].map(row => row.dataset.outcome)"
    page.wait_for_function(f"() => {rows}.join() === '{','.join(GOALS['trust'])}'")
    page.get_by_role("button", name="My own").click()
    page.get_by_label("Lead time", exact=True).click()
    page.get_by_text(too_many_goals(MOST_GOALS)).wait_for()
    assert not page.get_by_label("Lead time", exact=True).is_checked()
    page.get_by_role("button", name="Remove CMO’s trust in the CIO").click()
    page.wait_for_function("() => !location.search.includes('goal=trust_cmo_cio')")
    page.get_by_label("Lead time", exact=True).click()
    page.wait_for_function("() => location.search.includes('goal=lead_time')")
    page.get_by_text(too_many_goals(MOST_GOALS)).wait_for(state="detached")
    page.reload()
    settled(page)
    assert page.locator(".chip").count() == 3
    for title in page.locator(".card-title").all_inner_texts():
        assert title in headline.inner_text()


@pytest.mark.browser
@pytest.mark.slow
def test_scenarios_are_added_swapped_and_removed(page, address):
    page.goto(f"{address}/?s=silos&s=merged")
    settled(page)
    page.get_by_role("button", name="Add a scenario").click()
    page.locator(".picker .card-main", has_text="Embedded").click()
    page.wait_for_function("() => document.querySelectorAll('.gap').length === 2")
    page.get_by_role("button", name="Remove", exact=True).click()
    page.wait_for_function("() => document.querySelectorAll('.gap').length === 1")
    page.get_by_role("button", name="Add a scenario").click()
    page.locator(".picker .card-main", has_text="Allies").first.click()
    page.get_by_label("against").select_option(label="Merged unit")
    page.wait_for_function("() => location.search.includes('to=1')")
    page.locator("h2", has_text="Allies against Merged unit").wait_for()
    page.get_by_label("Outcome in the chart").select_option("lead_time")
    page.wait_for_function("() => location.search.includes('o=lead_time')")
    page.locator(".chart-panel h2", has_text="Lead time").wait_for()
    assert "s=embedded" not in page.url
    assert page.locator(".card-title").all_inner_texts() == ["Silos", "Merged unit", "Allies"]


@pytest.mark.browser
@pytest.mark.slow
def test_what_a_link_cannot_have_is_said_and_the_page_stands(page, address):
    page.goto(f"{address}/?s=nonsense&s=silos&o=trust")
    settled(page)
    notices = page.get_by_role("alert")
    assert "nonsense" in notices.inner_text()
    notices.get_by_role("button", name="Dismiss").click()
    page.wait_for_function("() => !document.querySelector('.notices')")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [1440, 1000, 390, 320])
def test_the_page_fits_its_window(page, address, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{address}/?s=silos&s=shared-projects~goals.shared=0.9&s=joint-governance&s=merged")
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.browser
@pytest.mark.slow
def test_presenting_hides_controls_and_enlarges_text(page, address):
    page.goto(address)
    settled(page)
    before = page.locator(".answer h1").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    page.get_by_role("button", name="Present").click()
    page.wait_for_function("() => document.querySelector('.is-presenting')")
    after = page.locator(".answer h1").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert after > 1.8 * before
    assert not page.locator(".levers").is_visible()
