"""A design is read from a file or made in Python; whatever is wrong with it is said, once each."""

from __future__ import annotations

import datetime
import json
import tomllib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allied import Design, Scenario, load
from allied.sim.inputs.arguments import parameter_rows
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.quantity import InputError
from allied.sim.sweep.design import WORDS
from allied.sim.sweep.sampling import METHODS

EXAMPLE = """\
format = 1
title = "When does openness pay?"
base = ["silos", "shared-projects"]
reference = "base-0"
runs = 50
weeks = 156
seed = 7
parameters = "posterior"
outcomes = ["customer_experience", "lead_time"]
[vary]
"leadership.openness" = { low = 0.2, high = 0.9 }
"culture.joint_meetings" = { low = 0.0, high = 4.0 }
"budget.overlap" = ["contest", "yield"]
"parameter.priority.others" = { low = 0.3, high = 1.5 }
[sample]
method = "sobol"
points = 64
"""
RANGE = {"leadership.openness": {"low": 0.2, "high": 0.9}}
LHS = {"method": "lhs", "points": 4}
LATER = Scenario("later", {}, ((27, {"goals.shared": 0.5}), (53, {"budget.overlap": "yield"})))


@pytest.fixture
def example(tmp_path):
    path = tmp_path / "example.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    return path


def problems_of(table):
    with pytest.raises(InputError) as caught:
        Design.from_table(table)
    return caught.value.problems


def test_the_example_is_read(example):
    design = Design.read(example)
    assert [base.name for base in design.bases] == ["silos", "shared-projects"]
    assert (len(design), design.runs, design.weeks, design.seed) == (64, 50, 156, 7)
    assert [factor.name for factor in design.factors] == [
        "leadership.openness", "culture.joint_meetings", "budget.overlap",
        "parameter.priority.others",
    ]  # fmt: skip
    assert design.first == 1
    assert set(design.columns["budget.overlap"]) == {"contest", "yield"}
    assert any("joint distribution" in note for note in design.notes())


def test_python_takes_the_same_words(example):
    words = tomllib.loads(EXAMPLE)
    assert Design(**words).hash == Design.from_table(words).hash == Design.read(example).hash


WRONG = {
    "an unknown word": ("format = 1", "formt = 1", "formt", "format"),
    "another format": ("format = 1", "format = 2", "format", "newer"),
    "a format in quotes": ("format = 1", 'format = "1"', "format", "1"),
    "a title in no quotes": ('"When does openness pay?"', "When", "line 2", "quotes"),
    "a title that is a number": ('"When does openness pay?"', "5", "title", "text"),
    "a title of two lines": ("openness pay?", "openness\\npay?", "title", "one line"),
    "a word for base": ("base =", "bse =", "bse", "base"),
    "an unknown base": ('"silos"', '"silo"', "base-0", "silos"),
    "a base in no quotes": ('["silos",', "[silos,", "line 3", "TOML"),
    "a base that is a number": ('"silos"', "3", "base-0", "scenario"),
    "a base that is a list": ('"silos"', '["silos"]', "base-0", "scenario"),
    "no base at all": (
        'base = ["silos", "shared-projects"]\nreference = "base-0"\n', "", "base", "silos",
    ),
    "no base": ('["silos", "shared-projects"]', "[]", "base", "1 to 20"),
    "a base twice": ('"shared-projects"', '"silos"', "base-1", "another"),
    "a base with a wrong lever": (
        '"silos"', '{ scenario = "silos", "goals.shard" = 0.5 }', "goals.shard", "goals.shared",
    ),
    "a base with a wrong value": (
        '"silos"', '{ scenario = "silos", goals.shared = 5 }', "goals.shared", "from 0 to 1",
    ),
    "a base with a date": (
        '"silos"', '{ scenario = "silos", goals.shared = 2026-01-01 }', "goals.shared", "0 to 1",
    ),
    "a base that changes a number": (
        '"silos"', '{ scenario = 3, goals.shared = 0.5 }', "base-0", "name",
    ),
    "a word for reference": ("reference =", "referense =", "referense", "reference"),
    "an unknown reference": ('"base-0"', '"base-2"', "reference", "base-1"),
    "a reference that is a number": ('"base-0"', "0", "reference", "base-0"),
    "a reference in no quotes": ('"base-0"', "base-0", "line 4", "quotes"),
    "a word for runs": ("runs =", "run =", "run", "runs"),
    "runs in quotes": ("runs = 50", 'runs = "50"', "runs", "whole number"),
    "no runs": ("runs = 50", "runs = 0", "runs", "from 1"),
    "half a run": ("runs = 50", "runs = 50.5", "runs", "whole number"),
    "runs that are a table": ("runs = 50", "runs = { n = 50 }", "runs", "whole number"),
    "runs without end": ("runs = 50", "runs = " + "9" * 100, "runs", "size"),
    "runs of thousands of digits": ("runs = 50", "runs = " + "9" * 5000, "line 5|runs|toml", ""),
    "runs that are no number": ("runs = 50", "runs = nan", "runs", "whole number"),
    "a word for weeks": ("weeks =", "weks =", "weks", "weeks"),
    "too many weeks": ("weeks = 156", "weeks = 100000", "weeks", "2600"),
    "weeks that are true": ("weeks = 156", "weeks = true", "weeks", "whole number"),
    "weeks that are a list": ("weeks = 156", "weeks = [52, 156]", "weeks", "whole number"),
    "a word for seed": ("seed =", "sed =", "sed", "seed"),
    "a seed below 0": ("seed = 7", "seed = -7", "seed", "from 0"),
    "a seed in quotes": ("seed = 7", 'seed = "7"', "seed", "whole number"),
    "a word for parameters": ("parameters =", "parametrs =", "parametrs", "parameters"),
    "unknown parameters": ('"posterior"', '"postrior"', "parameters", "posterior"),
    "parameters that are a number": ('"posterior"', "5", "parameters", "posterior"),
    "parameters that are a list": ('"posterior"', '["posterior"]', "parameters", "posterior"),
    "a parameter of another name": (
        '"posterior"', "{ priority.othrs = 1.0 }", "parameters: priority.othrs", "priority.others",
    ),
    "a word for outcomes": ("outcomes =", "outcoms =", "outcoms", "outcomes"),
    "an unknown outcome": ('"lead_time"', '"lead_tme"', "outcomes", "lead_time"),
    "outcomes without brackets": (
        '["customer_experience", "lead_time"]', '"lead_time"', "outcomes", '["lead_time"]',
    ),
    "no outcome": ('["customer_experience", "lead_time"]', "[]", "outcomes", "list"),
    "an outcome twice": ('"customer_experience"', '"lead_time"', "outcomes", "once"),
    "an outcome that is a number": ('"lead_time"', "4", "outcomes", "lead_time"),
    "a word for vary": ("[vary]", "[vry]", "vry", "vary"),
    "a list for vary": ("[vary]", "[[vary]]", "vary", "table"),
    "a factor of another name": (
        '"leadership.openness"', '"leadership.opennes"', "leadership.opennes",
        "leadership.openness",
    ),
    "a factor without range": ("{ low = 0.2, high = 0.9 }", "0.2", "leadership.openness", "low"),
    "a range without low": ("low = 0.2, ", "", "leadership.openness.low", "0.1 to 1"),
    "a word for low": ("low = 0.2", "lo = 0.2", "leadership.openness: lo", "low"),
    "low in quotes": ("low = 0.2", 'low = "0.2"', "leadership.openness.low", "a number"),
    "low below what is allowed": ("low = 0.2", "low = -1", "leadership.openness.low", "0.1 to 1"),
    "low that is no number": ("low = 0.2", "low = nan", "leadership.openness.low", "a number"),
    "high without end": ("high = 0.9", "high = inf", "leadership.openness.high", "0.1 to 1"),
    "a huge high": ("high = 0.9", "high = 1e300", "leadership.openness.high", "0.1 to 1"),
    "low above high": ("low = 0.2", "low = 0.95", "leadership.openness", "low below high"),
    "steps in halves": ("high = 0.9", "high = 0.9, steps = 2.5", "openness.steps", "whole number"),
    "two factors in one": (
        '"culture.joint_meetings" =', '"culture.joint_meetings" = 3 #', "joint_meetings", "low",
    ),
    "a factor in no quotes, misspelt": (
        '"culture.joint_meetings"', "culture.joint_meeting", "culture.joint_meeting",
        "culture.joint_meetings",
    ),
    "an unknown choice": ('"contest", "yield"', '"contest", "yeild"', "budget.overlap", "yield"),
    "a choice without brackets": (
        '["contest", "yield"]', '"yield"', "budget.overlap", "a list of values",
    ),
    "a range of choices": (
        '["contest", "yield"]', "{ low = 0, high = 1 }", "budget.overlap", "list the values",
    ),
    "no choice": ('["contest", "yield"]', "[]", "budget.overlap", "one value or more"),
    "a choice twice": ('"contest", "yield"', '"yield", "yield"', "budget.overlap", "once"),
    "lists in a list": ('"contest", "yield"', '["contest"]', "budget.overlap", "contest"),
    "a parameter without group": (
        '"parameter.priority.others"', '"priority.others"', "priority.others",
        "parameter.priority.others",
    ),
    "an unknown parameter": (
        '"parameter.priority.others"', '"parameter.priority.other"', "priority.other", "others",
    ),
    "a parameter far from its range": (
        "low = 0.3, high = 1.5", "low = 0.3, high = 15", "priority.others.high", "0 to 3",
    ),
    "a change that no base has": (
        '"parameter.priority.others" = { low = 0.3, high = 1.5 }',
        '"timeline.1.goals.shared" = { low = 0.3, high = 0.5 }', "timeline.1", "no such change",
    ),
    "a change of something else": (
        '"parameter.priority.others"', '"timeline.1.goals.shard"', "goals.shard", "goals.shared",
    ),
    "a change of the number of teams": (
        '"parameter.priority.others"', '"timeline.1.firm.teams"', "firm.teams", "keeps its teams",
    ),
    "a rule for no decision": (
        '"parameter.priority.others" = { low = 0.3, high = 1.5 }', '"rule.priorise" = ["built-in"]',
        "rule.priorise", "prioritise",
    ),
    "runs under vary": ("[sample]", "runs = 3\n[sample]", "vary: runs", "top"),
    "a factor without a table": ("[vary]\n", "", "leadership.openness|vary", "vary"),
    "a word for sample": ("[sample]", "[sampel]", "sampel", "sample"),
    "a bracket that is missing": ("[sample]", "[sample", "line 15", "TOML"),
    "a word for method": ("method =", "metod =", "metod", "method"),
    "an unknown method": ('"sobol"', '"soboll"', "sample: method", "sobol"),
    "a method in no quotes": ('"sobol"', "sobol", "line 16", "quotes"),
    "a method that is a list": ('"sobol"', '["sobol"]', "sample: method", "sobol"),
    "a word for points": ("points =", "point =", "sample: point", "points"),
    "the number of another method": ("points = 64", "n = 64", "sample: n", "points"),
    "points that are no power of two": ("points = 64", "points = 60", "sample: points", "32 or 64"),
    "points in quotes": ("points = 64", 'points = "64"', "sample: points", "whole number"),
    "no points": ("points = 64", "points = 0", "sample: points", "from 1"),
    "too many points": ("points = 64", "points = 2097152", "sample: points", "1,000,000"),
    "a seed that is none": ("points = 64", "points = 64\nseed = -1", "sample: seed", "whole"),
    "weeks under sample": ("points = 64", "points = 64\nweeks = 3", "sample: weeks", "top"),
    "steps missing for a grid": (
        'method = "sobol"\npoints = 64', 'method = "grid"', "leadership.openness.steps", "steps",
    ),
    "choices for Morris": (
        'method = "sobol"\npoints = 64', 'method = "morris"\ntrajectories = 4', "budget.overlap",
        "order",
    ),
    "a file that is not there": (
        'method = "sobol"\npoints = 64', 'file = "points.csv"', "points.csv|vary", "",
    ),
    "a licence that is none": ("seed = 7", 'seed = 7\nlicence = "CC-BY"', "licence", "CC-BY-4.0"),
    "authors without brackets": ("seed = 7", 'seed = 7\nauthors = "A"', "authors", "list"),
    "an author of no letters": ("seed = 7", 'seed = 7\nauthors = [""]', "authors", "text"),
    "every in words": ("seed = 7", 'seed = 7\nevery = "52"', "every", "whole number"),
    "rules without braces": ("seed = 7", 'seed = 7\nrules = "loudest"', "rules", "table"),
    "a rule of no name": (
        "seed = 7", "seed = 7\nrules.prioritise = 3", "rules: prioritise", "name",
    ),
}  # fmt: skip
SEVERAL = {"steps missing for a grid", "a factor without a table", "a list for vary"}


@pytest.mark.parametrize("mistake", WRONG)
def test_each_mistake_is_one_message(mistake, tmp_path):
    old, new, where, said = WRONG[mistake]
    assert EXAMPLE.count(old) >= 1
    path = tmp_path / "example.toml"
    path.write_text(EXAMPLE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Design.read(path)
    lines = caught.value.lines()
    if mistake not in SEVERAL:
        assert len(lines) == 1, lines
    assert any(place in lines[0] for place in where.split("|"))
    assert said in lines[0]


def test_every_line_of_the_example_is_mistaken_once():
    lines = [line for line in EXAMPLE.splitlines() if line]
    for line in lines:
        spoilt = [
            old for old, new, *_ in WRONG.values()
            if line not in EXAMPLE.replace(old, new, 1).splitlines()
        ]  # fmt: skip
        assert len(spoilt) >= 2, line


def test_all_problems_are_said_at_once():
    table = tomllib.loads(EXAMPLE) | {"runs": "x", "weeks": 0, "base": "nix", "titel": 3}
    found = [problem.where for problem in problems_of(table)]
    assert {"runs", "weeks", "titel"} < set(found)
    assert any(where.startswith("base") for where in found)


def test_a_file_that_is_no_table_is_refused(tmp_path):
    path = tmp_path / "design.json"
    for content in ("[]", "{", "3", "[" * 100_000, '{"format": 1e999}'):
        path.write_text(content)
        with pytest.raises(InputError, match=r"design\.json"):
            Design.read(path)


# --- fuzz ---

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.just(10**4000) | st.just(-(10**30)) | st.sampled_from([np.float64(0.3), np.int64(4)])
    | st.sampled_from([np.bool_(True), np.nan, np.array([1.0, 2.0]), np.array(3)])
    | st.just(datetime.date(2026, 1, 1)) | st.binary(max_size=3) | st.just(1j)
    | st.sampled_from(["silos", "posterior", "sobol", "lead_time", "contest", "point-0", "nan"])
)  # fmt: skip
KEYS = st.sampled_from(
    [*WORDS, *list(LEVERS)[:6], "parameter.priority.others", "parameters.row", "scenario",
     "timeline.1.week", "timeline.1.goals.shared", "rule.prioritise", "low", "high", "steps",
     "method", "points", "n", "trajectories", "file", "levels", "second_order", "rows", "name",
     "levers", "timeline", "week", ""]
) | st.text(max_size=5)  # fmt: skip
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)


def made_or_refused(make):
    """What is made; None where it is refused with problems, which can all be shown."""
    try:
        return make()
    except InputError as refused:
        if not refused.lines() or not all(refused.lines()):
            raise AssertionError("a refusal without a word") from refused
        return None


@settings(max_examples=400)
@given(
    table=st.dictionaries(KEYS, DATA, max_size=6) | DATA,
    keep=st.sets(st.sampled_from(sorted(tomllib.loads(EXAMPLE)))),
)
def test_only_input_errors_come_out(table, keep):
    if isinstance(table, dict):
        whole = tomllib.loads(EXAMPLE)
        table = {key: whole[key] for key in sorted(keep)} | table
    design = made_or_refused(lambda: Design.from_table(table))
    assert design is None or (len(design) > 0 and len(design.hash) == 64)


@settings(max_examples=300)
@given(
    name=st.sampled_from(["leadership.openness", "budget.overlap", "firm.teams",
                          "structure.return_home", "parameter.priority.others", "parameters.row",
                          "scenario", "timeline.1.week", "timeline.2.goals.shared",
                          "rule.prioritise"]),
    said=DATA | st.fixed_dictionaries({"low": SCALARS, "high": SCALARS}) | st.lists(SCALARS),
    sample=st.fixed_dictionaries(
        {"method": st.sampled_from(sorted(METHODS))},
        optional={key: SCALARS | st.integers(1, 20) for key in
                  ("points", "n", "trajectories", "seed", "levels", "second_order")},
    ),
)  # fmt: skip
def test_only_input_errors_come_out_of_factors_and_samples(name, said, sample):
    words = {"base": LATER, "vary": {name: said}, "sample": sample, "parameters": "default"}
    design = made_or_refused(lambda: Design(**words))
    assert design is None or set(design.columns) == {factor.name for factor in design.factors}


@pytest.mark.parametrize(
    "words",
    [{"runs": 10**5000}, {"base": {"firm.teams": 10**5000}}, {"format": 10**5000},
     {"vary": {"firm.teams": [10**5000]}}, {"sample": {"method": "lhs", "points": 10**5000}},
     {"title": 10**5000}, {"parameters": {"priority.others": 10**5000}}],
    ids=lambda words: next(iter(words)),
)  # fmt: skip
def test_numbers_of_thousands_of_digits_are_refused(words):
    with pytest.raises(InputError, match="huge number"):
        Design(**{"base": "silos", "vary": RANGE, "sample": LHS, **words})


# --- what counts ---


def test_the_hash_is_that_of_what_is_computed(tmp_path):
    design = Design("silos", vary={"leadership.openness": [0.2, 0.9]}, sample={"method": "grid"})
    (tmp_path / "points.csv").write_text("leadership.openness\n0.2\n0.9\n")
    again = Design(
        base={"scenario": load("silos")}, sample={"file": "points.csv"}, folder=tmp_path,
        title="Another title", licence="CC0-1.0", every=156,
    )  # fmt: skip
    assert design.plain["sample"] != again.plain["sample"]
    assert design.hash == again.hash


def a_half(co):
    return 0.5


@pytest.fixture
def offered(monkeypatch):
    """A package that offers the rules "loudest" and "a"."""
    rules = {"loudest": a_half, "a": a_half}
    monkeypatch.setattr("allied.sim.model.own_rules.offered_rule", rules.get)


@pytest.mark.usefixtures("offered")
@pytest.mark.parametrize(
    "changed",
    [
        {"runs": 51}, {"weeks": 52}, {"seed": 2}, {"every": 52}, {"parameters": "default"},
        {"outcomes": ["lead_time"]}, {"reference": "none"}, {"base": "merged"},
        {"base": {"scenario": "silos", "goals.shared": 0.9}},
        {"vary": {"leadership.openness": [0.2, 0.8]}}, {"vary": {"goals.shared": [0.2, 0.9]}},
        {"rules": {"prioritise": "loudest"}},
    ],
    ids=str,
)  # fmt: skip
def test_whatever_a_run_depends_on_changes_the_hash(changed):
    words = {
        "base": "silos", "vary": {"leadership.openness": [0.2, 0.9]}, "sample": {"method": "grid"},
    }  # fmt: skip
    assert Design(**{**words, **changed}).hash != Design(**words).hash


@pytest.mark.usefixtures("offered")
def test_the_code_of_a_rule_counts_and_not_its_name_alone(monkeypatch):
    words = {
        "base": "silos", "vary": {"leadership.openness": [0.2, 0.9]}, "sample": {"method": "grid"},
        "rules": {"prioritise": "loudest"},
    }  # fmt: skip
    before = Design(**words).hash
    monkeypatch.setattr("allied.sim.model.own_rules.offered_rule", lambda name: a_third)
    assert Design(**words).hash != before


def a_third(co):
    return 1.0 / 3.0


def test_a_rule_that_nobody_offers_is_refused():
    with pytest.raises(InputError, match="loudest"):
        Design("silos", vary=RANGE, sample=LHS, rules={"prioritise": "loudest"})


def test_a_number_counts_once_however_it_is_written():
    whole = Design("silos", vary={"goals.shared": [0, 1]}, sample={"method": "grid"})
    point = Design("silos", vary={"goals.shared": [0.0, np.float64(1)]}, sample={"method": "grid"})
    assert whole.hash == point.hash


def test_a_scenario_counts_by_what_it_says_not_by_its_file(tmp_path):
    text = 'title = "Ours"\nsummary = "One."\nstory = "One."\n[goals]\nshared = 0.9\n'
    (tmp_path / "ours.toml").write_text(text)
    (tmp_path / "there").mkdir()
    moved = tmp_path / "there" / "ours.toml"
    moved.write_bytes((tmp_path / "ours.toml").read_bytes())
    grid = {"method": "grid"}
    one = Design("silos", vary={"scenario": ["merged", "ours.toml"]}, sample=grid, folder=tmp_path)
    two = Design("silos", vary={"scenario": ["merged", str(moved)]}, sample=grid)
    assert one.columns["scenario"] == ["merged", "ours"]
    assert one.hash == two.hash


# --- copies ---

COPIED = {
    "the example": tomllib.loads(EXAMPLE) | {"runs": 2, "weeks": 8, "every": 4},
    "a scenario that varies": {"vary": {"scenario": ["merged", "allies"]}},
    "a timeline": {
        "base": LATER,
        "vary": {"timeline.1.week": {"low": 20, "high": 40}, "timeline.2.goals.shared": [0.1, 1]},
    },
    "switches and choices": {
        "vary": {"structure.return_home": [True, False], "budget.overlap": ["yield", "contest"],
                 "firm.teams": {"low": 10, "high": 14}},
    },
    "rows of the posterior": {"vary": {"parameters.row": {"low": 0, "high": 999}}},
    "stated parameters": {"parameters": {"priority.others": 1.1}, "vary": RANGE},
    "parameters as rows": {"parameters": parameter_rows("posterior")[:3].copy(), "vary": RANGE},
    "rules": {"rules": {"prioritise": "loudest"}, "vary": {"rule.prioritise": ["built-in", "a"]}},
}  # fmt: skip


@pytest.mark.usefixtures("offered")
@pytest.mark.parametrize("case", COPIED)
def test_a_copy_is_the_same_design(case, tmp_path):
    from allied.sim.sweep.description import write_design

    design = Design(**{"base": "silos", "sample": LHS, **COPIED[case]})
    write_design(design, tmp_path)
    again = Design.read(tmp_path / "design.json")
    assert again.hash == design.hash
    assert again.columns == design.columns
    assert [(f.name, f.target, f.is_text, f.is_whole) for f in again.factors] == [
        (f.name, f.target, f.is_text, f.is_whole) for f in design.factors
    ]
    assert np.array_equal(again.rows, design.rows)
    assert (again.title, again.licence) == (design.title, design.licence)
    write_design(again, tmp_path)
    assert Design.read(tmp_path / "design.json").hash == design.hash


def test_a_copy_under_other_parameters_of_that_name_is_refused(tmp_path):
    from allied.sim.sweep.description import write_design

    write_design(Design("silos", vary=RANGE, sample=LHS), tmp_path)
    copy = json.loads((tmp_path / "design.json").read_text())
    (tmp_path / "design.json").write_text(json.dumps(copy | {"parameters_sha256": "0" * 64}))
    with pytest.raises(InputError, match="other parameters"):
        Design.read(tmp_path / "design.json")


def test_rows_that_vary_are_rows_that_exist():
    with pytest.raises(InputError, match="rows from 0 to 999"):
        Design("silos", vary={"parameters.row": {"low": 0, "high": 1000}}, sample=LHS)


def test_what_varies_is_noted():
    vary = {"goals.shared": {"low": 0.1, "high": 0.9}, "parameters.row": [0, 1]}
    notes = Design(base=LATER, vary=vary, sample=LHS).notes()
    assert any("later sets goals.shared in week 27" in note for note in notes)
    assert any("same row" in note for note in notes)
    assert not any("joint distribution" in note for note in notes)


def test_all_parameters_can_vary():
    name = max(PARAMETERS)
    row = PARAMETERS[name]
    vary = {f"parameter.{name}": {"low": row.low, "high": row.high}}
    assert len(Design("silos", vary=vary, sample=LHS)) == 4
