"""Scenario files: what ships, how files combine, and what becomes of bad ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allied.scenarios import (
    check,
    claims,
    differences,
    labels,
    load,
    load_all,
    loads,
    names,
    to_toml,
)
from allied.scenarios.loading import SHIPPED
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.quantity import InputError
from allied.sim.inputs.scenario import Scenario, plan

HEADER = 'title = "Ours"\nsummary = "What is special."\nstory = "What happens."\n'
REPORTED = {
    "silos", "self-service", "joint-governance", "collaborative-cmo", "traditional-cmo", "allies",
    "acquaintances", "transparent-goals", "shared-projects", "merged", "embedded",
}  # fmt: skip


def problems_of(source: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        load(source) if not isinstance(source, bytes) else loads(source)  # type: ignore[arg-type]
    return [str(problem) for problem in caught.value.problems]


def write(folder: Path, name: str, body: str) -> Path:
    path = folder / name
    path.write_text(HEADER + body, encoding="utf-8")
    return path


# --- what ships ---


def test_every_scenario_of_the_reports_ships():
    assert set(names()) == REPORTED
    assert names()[0] == "silos"


@pytest.mark.parametrize("scenario", load_all(), ids=lambda scenario: scenario.name)
def test_a_shipped_scenario_is_complete_and_runs(scenario):
    assert scenario.title
    assert len(scenario.summary) <= 110
    assert len(scenario.story.split("\n\n")) >= 2
    assert scenario.sources
    assert set(scenario.claims) <= set(claims())
    levers, weeks = plan(scenario)
    assert len(levers) == len(weeks) == 1 + len(scenario.timeline)


@pytest.mark.parametrize("scenario", load_all(), ids=lambda scenario: scenario.name)
def test_a_shipped_scenario_sets_what_a_company_decides_and_nothing_else(scenario):
    changed = {*scenario.levers, *(name for _, part in scenario.timeline for name in part)}
    assert all(LEVERS[name].role == "choice" for name in changed)


def test_the_baseline_moves_no_lever_and_all_others_do():
    for scenario in load_all():
        assert bool(differences(Scenario("baseline"), scenario)) == (scenario.name != "silos")


def test_the_standard_comparison_differs_from_the_first_week():
    assert load("silos").timeline == load("shared-projects").timeline == ()


def test_some_programme_unfolds_over_time():
    assert [week for week, _ in load("allies").timeline] == [27, 53] == list(labels("allies"))


def test_claims_of_a_report_are_numbered_without_a_gap():
    """A number that is missing is a claim that somebody dropped."""
    reports = {name.partition("-")[0] for name in claims()}
    for report in sorted(reports):
        numbers = [name for name in claims() if name.startswith(f"{report}-")]
        assert numbers == [f"{report}-{place:02d}" for place in range(1, len(numbers) + 1)]


def test_claims_name_their_kind():
    assert claims()["C004-05"].kind == "case Adobe"


# --- extending and stacking ---


def test_own_settings_override_those_of_the_parent(tmp_path):
    path = write(tmp_path, "ours.toml", 'extends = "shared-projects"\n[goals]\nshared = 0.9\n')
    ours = load(path)
    assert ours.name == "ours"
    assert ours.levers == {**load("shared-projects").levers, "goals.shared": 0.9}


def test_a_word_counts_from_the_week_in_which_it_is_spoken(tmp_path):
    parent = "[goals]\nshared = 0.3\n" + "".join(
        f"[[timeline]]\nweek = {week}\ngoals.shared = {value}\n"
        for week, value in ((10, 0.4), (30, 0.5))
    )
    write(tmp_path, "parent.toml", parent)
    child = 'extends = "parent.toml"\n[[timeline]]\nweek = 20\ngoals.shared = 0.9\n'
    found = load(write(tmp_path, "child.toml", child))
    assert found.levers == {"goals.shared": 0.3}
    assert found.timeline == ((10, {"goals.shared": 0.4}), (20, {"goals.shared": 0.9}))


def test_a_first_week_setting_replaces_the_whole_course_of_the_parent(tmp_path):
    body = 'extends = "allies"\n[structure]\ndelivery = "merged"\n'
    found = load(write(tmp_path, "ours.toml", body))
    assert found.levers["structure.delivery"] == "merged"
    assert not any("structure.delivery" in part for _, part in found.timeline)


def test_files_extend_relative_to_themselves(tmp_path, monkeypatch):
    inner = tmp_path / "inner"
    inner.mkdir()
    write(inner, "base.toml", "[goals]\nshared = 0.7\n")
    path = write(inner, "ours.toml", 'extends = "base.toml"\n')
    monkeypatch.chdir(tmp_path)
    assert load("inner/ours.toml").levers == load(path).levers == {"goals.shared": 0.7}


def test_an_own_file_may_have_the_name_of_the_shipped_one_that_it_extends(tmp_path, monkeypatch):
    write(tmp_path, "embedded.toml", 'extends = "embedded"\n[goals]\nshared = 0.7\n')
    monkeypatch.chdir(tmp_path)
    assert load("embedded.toml").levers["structure.delivery"] == "embedded"


def test_a_circle_of_files_is_named(tmp_path):
    write(tmp_path, "a.toml", 'extends = "b.toml"\n')
    write(tmp_path, "b.toml", 'extends = "a.toml"\n')
    (problem,) = problems_of(tmp_path / "a.toml")
    assert "circle" in problem
    assert "a.toml" in problem
    assert "b.toml" in problem


def test_a_file_that_extends_itself_is_a_circle(tmp_path):
    (problem,) = problems_of(write(tmp_path, "a.toml", 'extends = "a.toml"\n'))
    assert "circle" in problem


def test_a_long_chain_of_files_is_refused(tmp_path):
    for number in range(2000):
        write(tmp_path, f"{number}.toml", f'extends = "{number + 1}.toml"\n')
    (problem,) = problems_of(tmp_path / "0.toml")
    assert "at most 12 files in a row" in problem


def test_many_files_that_share_parents_are_each_read_once(tmp_path):
    """Followed one by one these parents would be read nearly ten million times."""
    for letter in "abcde":
        write(tmp_path, f"0{letter}.toml", "[goals]\nshared = 0.7\n")
    for level in range(1, 11):
        parents = ", ".join(f'"{level - 1}{letter}.toml"' for letter in "abcde")
        for letter in "abcde":
            write(tmp_path, f"{level}{letter}.toml", f"extends = [{parents}]\n")
    assert load(tmp_path / "10a.toml").levers == {"goals.shared": 0.7}


def test_problems_of_every_file_are_listed(tmp_path):
    write(tmp_path, "base.toml", "[goals]\nshared = 7\n")
    path = write(tmp_path, "ours.toml", 'extends = ["base.toml", "silo"]\n')
    found = problems_of([path, "nothing-like-it"])
    assert len(found) == 3
    assert "base.toml: goals.shared: got 7" in found[0]
    assert "Did you mean 'silos'?" in found[1]
    assert "nothing-like-it" in found[2]


def test_stacked_scenarios_join():
    both = load("transparent-goals+embedded")
    assert both.levers == load("transparent-goals").levers | load("embedded").levers
    assert both == load(["transparent-goals", "embedded"])
    assert both.name == "transparent-goals+embedded"
    assert set(both.claims) == {*load("transparent-goals").claims, *load("embedded").claims}


def test_stacked_scenarios_that_disagree_name_the_lever_and_both_files():
    found = problems_of("embedded+merged")
    assert len(found) == 1
    for word in ("structure.delivery", "'embedded' in embedded", "'merged' in merged"):
        assert word in found[0]


def test_a_file_may_settle_what_its_parents_disagree_about(tmp_path):
    body = 'extends = ["embedded", "merged"]\n'
    settled = body + '[structure]\ndelivery = "embedded"\n'
    assert load(write(tmp_path, "a.toml", settled)).levers["structure.unit_share"] == 0.5
    assert "structure.delivery" in problems_of(write(tmp_path, "b.toml", body))[0]
    late = body + '[[timeline]]\nweek = 9\nstructure.delivery = "embedded"\n'
    assert "structure.delivery" in problems_of(write(tmp_path, "c.toml", late))[0]


def test_scenarios_that_agree_may_be_stacked(tmp_path):
    path = write(tmp_path, "ours.toml", '[structure]\ndelivery = "merged"\n')
    assert load([path, "merged"]).value("structure.delivery") == "merged"


def test_a_plus_sign_in_a_path_is_no_stack(tmp_path):
    path = write(tmp_path, "this+that.toml", "[goals]\nshared = 0.7\n")
    assert load(str(path)).levers == {"goals.shared": 0.7}


# --- what is wrong with a file ---

BAD = {
    "structures = 1": "structures: got an unknown key",
    "[structur]\ndelivery = 1": "structur: got an unknown group",
    "[structure]\ndelivry = 1": "structure.delivry: got an unknown lever",
    "[structure]\nholder = 1": "The lever is 'budget.holder': it stands under [budget]",
    '[structure]\ndelivery = "mergd"': "Did you mean 'merged'?",
    "[structure]\ndelivery = 1": "structure.delivery: got 1; expected one of queue",
    "[structure]\nreturn_home = 1": "structure.return_home: got 1; expected true or false",
    '[goals]\nshared = "0.5"': "goals.shared: got '0.5'; expected a number from 0 to 1",
    "[goals]\nshared = true": "goals.shared: got true; expected a number",
    "[goals]\nshared = 1.2": "goals.shared: got 1.2; expected a number from 0 to 1",
    "[goals]\nshared = nan": "goals.shared: got nan",
    "[goals]\nshared = -inf": "goals.shared: got -inf",
    "[goals]\nshared = 0x" + "f" * 5000: "goals.shared: got a huge number",
    "[goals]\nshared = " + "9" * 5000: "thousands of digits",
    "[goals]\nshared = 2020-01-01": "goals.shared: got a date",
    "[goals]\nshared = [1]": "goals.shared: got a list",
    "[goals.shared]\nx = 1": "goals.shared: got a table",
    "[firm]\nteams = 20.5": "firm.teams: got 20.5; expected a whole number from 8 to 200",
    "goals = 3": "goals: got 3; expected a table, [goals]",
    "timeline = 3": "timeline: got 3",
    "[timeline]\nweek = 3": "with two brackets",
    "timeline = [3]": "timeline[1]: got 3",
    "[[timeline]]\ngoals.shared = 0.5": "timeline[1].week: got nothing",
    "[[timeline]]\nweek = 2.0\ngoals.shared = 0.5": "timeline[1].week: got 2.0",
    "[[timeline]]\nweek = true\ngoals.shared = 0.5": "timeline[1].week: got true",
    "[[timeline]]\nweek = 0\ngoals.shared = 0.5": "a whole number from 1",
    "[[timeline]]\nweek = 5\n[[timeline]]\nweek = 5": "timeline[2].week: got 5; expected a week",
    "[[timeline]]\nweek = 5": "timeline[1]: got no lever",
    "[[timeline]]\nweek = 5\nshared = 0.5": "timeline[1].shared: got an unknown key",
    "[[timeline]]\nweek = 5\nlabel = 5\ngoals.shared = 0.5": "timeline[1].label: got 5",
    "[[timeline]]\nweek = 5\ngoals.shared = 5": "timeline[1].goals.shared: got 5",
    "[[timeline]]\nweek = 5\nfirm.teams = 9": "timeline[1].firm.teams: got 9; expected no change",
    'claims = ["C000-99"]': "claims: got 'C000-99'; expected a number of the claims ledger",
    'claims = "C000-01"': "claims: got 'C000-01'; expected a list of texts",
    "sources = [1]": "sources[1]: got 1; expected a text",
    "extends = 1": "extends: got 1",
    'extends = "silo"': "extends: got 'silo'; expected an installed scenario",
    'extends = "other.toml"': "extends: got 'other.toml'; expected an installed scenario",
    "delivery = queue": "line 4, column 12: got 'delivery = queue'",
    "[structure]\nreturn_home = True": "small letters",
    "x = " + "[" * 3000: "lists or tables in one another, too deep; expected at most 16",
    ".".join("a" * 3000) + " = 1": "a key of 3,000 parts; expected at most 8",
    ".".join("a" * 8) + " = 1": "a: got an unknown group",
    '"\\u001b[31m" = 1': "\\x1b[31m: got an unknown key",
}


@pytest.mark.parametrize(("body", "message"), BAD.items(), ids=range(len(BAD)))
def test_a_problem_is_named_with_its_place(body, message):
    assert any(message in problem for problem in problems_of((HEADER + body).encode()))


HEADERS = {
    'summary = "a"\nstory = "b"': ["title: got nothing"],
    "": ["title: got nothing", "summary: got nothing", "story: got nothing"],
    'title = ""\nsummary = 3\nstory = [""]': ["title: got ''", "summary: got 3", "got a list"],
    f'title = "a"\nsummary = "{"x" * 111}"\nstory = "b"': ["111 characters"],
    'title = "a\\u001b[2J"\nsummary = "b"\nstory = "c"': ["title: got 'a\\x1b[2J'"],
    'title = "a"\nsummary = "two\\nlines"\nstory = "c\\r"': ["summary: got", "story: got"],
}


@pytest.mark.parametrize(("header", "messages"), HEADERS.items(), ids=range(len(HEADERS)))
def test_what_is_for_readers_must_be_readable(header, messages):
    found = problems_of(header.encode())
    assert len(found) == len(messages)
    assert all(message in problem for message, problem in zip(messages, found, strict=True))


def test_all_problems_of_a_file_are_listed_at_once():
    body = 'title = "x"\nclaims = ["C000-1"]\n[goals]\nshared = 2\nshard = 1\n[gaols]\nx = 1\n'
    found = problems_of(body.encode())
    assert len(found) == 6
    assert "Did you mean 'shared'?" in "\n".join(found)
    assert "Did you mean 'goals'?" in "\n".join(found)


def test_text_that_is_not_utf_8_is_named_with_its_line():
    (problem,) = problems_of(b'title = "ok"\nsummary = "caf\xe9"\n')
    assert "own.toml: line 2: got the byte 0xe9; expected UTF-8 text" in problem


def test_a_byte_order_mark_does_no_harm():
    assert loads(b"\xef\xbb\xbf" + HEADER.encode()).title == "Ours"


def test_a_file_far_too_large_is_refused(tmp_path):
    (problem,) = problems_of(write(tmp_path, "ours.toml", "#" * 200_000))
    assert "a larger file" in problem


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("shared-project", "Did you mean 'shared-projects'?"),
        ("", "Installed are silos"),
        ("silos+", "got ''"),
        ("missing.toml", "which does not exist"),
        ("silos.toml", "goes by its name alone: silos"),
        ("\0.toml", "which does not exist"),
        ("\udcff.toml", "\\udcff.toml"),
        ("x" * 5000 + ".toml", "which does not exist"),
        (".toml", "which does not exist"),
        ([], "an empty list"),
        (Path("silos+merged"), "expected the name of an installed scenario"),
    ],
    ids=range(11),
)
def test_what_cannot_be_found_is_said(source, message):
    assert message in problems_of(source)[0]


def test_a_folder_and_a_pipe_are_no_scenario(tmp_path):
    (tmp_path / "folder.toml").mkdir()
    assert "a folder" in problems_of(tmp_path / "folder.toml")[0]
    os.mkfifo(tmp_path / "pipe.toml")
    assert "no regular file" in problems_of(tmp_path / "pipe.toml")[0]


def test_a_link_to_itself_is_no_scenario(tmp_path):
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    assert problems_of(tmp_path / "loop.toml")


def test_check_reads_one_file(tmp_path):
    path = write(tmp_path, "ours.toml", "[goals]\nshared = 0.7\n")
    assert check(path).levers == check(str(path)).levers == {"goals.shared": 0.7}


# --- in words, and back to a file ---


def test_differences_are_those_and_only_those():
    rows = differences(load("silos"), load("self-service"))
    assert [(row.label, *row.courses) for row in rows] == [
        ("Marketing technology is built by", {0: "queue"}, {0: "self_service"}),
        ("Who holds the money", {0: "split"}, {0: "marketing"}),
        ("Strictness of IT's rules", {0: 0.5}, {0: 0.2}),
    ]


def test_a_setting_equal_to_the_baseline_is_no_difference():
    explicit = Scenario("x", {"goals.shared": LEVERS["goals.shared"].default})
    same_later = Scenario("y", {}, ((5, {"goals.shared": LEVERS["goals.shared"].default}),))
    assert differences(Scenario("z"), explicit, same_later) == []


def test_a_change_in_time_is_a_difference():
    rows = differences(load("acquaintances"), load("allies"))
    assert {0: "marketing", 27: "joint"} in [row.courses[1] for row in rows]


def settings_of(name: str) -> st.SearchStrategy:
    lever = LEVERS[name]
    value = {
        "choice": st.sampled_from(list(lever.choices or [""])),
        "switch": st.booleans(),
        "integer": st.integers(int(lever.low), int(lever.high)),
        "number": st.floats(lever.low, lever.high),
    }[lever.kind]
    return value.map(lambda value: (name, value))


CHANGES = st.lists(st.sampled_from(list(LEVERS)).flatmap(settings_of), max_size=5).map(dict)
LATER = CHANGES.filter(lambda part: part and "firm.teams" not in part)
TEXT = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30)


@given(
    CHANGES, st.dictionaries(st.integers(1, 300), LATER, max_size=3), TEXT,
    st.lists(TEXT, min_size=1, max_size=3),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_a_written_scenario_reads_back_the_same(levers, later, title, paragraphs):
    scenario = Scenario(
        "ours", levers, tuple(sorted(later.items())), title, title, "\n\n".join(paragraphs),
        ("A board paper",), ("C000-01",),
    )  # fmt: skip
    assert loads(to_toml(scenario).encode(), name="ours") == scenario


# --- whatever stands in a file ---

FILES = [path.read_bytes() for path in SHIPPED.glob("*.toml")]
SNIPPETS = st.sampled_from([
    b"[[timeline]]", b"[timeline]", b"week = 1e3", b"nan", b"-inf", b"1e400", b"0x" + b"f" * 5000,
    b"9" * 5000, b'"""', b"'", b"[" * 2000, b"{", b"}", b"=", b"\n", b"\r", b"\0", b"\xff",
    b"a." * 900,
    b"1979-05-27T07:32:00Z", b"25:61:00", b"true", b'extends = "allies"', b'extends = ["merged"]',
    b'"\\ud800"', b'"\\U0010ffff"', b"firm.teams = 9", b"goals = []", b"goals.shared = {}", b"#",
])  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    content = draw(st.sampled_from(FILES))
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(content)))
        end = draw(st.integers(begin, min(len(content), begin + 40)))
        content = content[:begin] + draw(SNIPPETS | st.binary(max_size=8)) + content[end:]
    return content


def read(content: bytes) -> Scenario | InputError:
    try:
        return loads(content)
    except InputError as error:
        return error


@given(mutated())
@settings(max_examples=1000, deadline=None)
def test_any_bytes_end_in_a_scenario_that_runs_or_in_a_list_of_problems(content):
    found = read(content)
    if isinstance(found, Scenario):
        plan(found)
    else:
        assert found.problems
        assert all(str(problem).isprintable() for problem in found.problems)
