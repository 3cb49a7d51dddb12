"""What comes from outside: each ends in a sentence, soon, in little memory, and runs nothing.

The claims of time and memory are tested in processes of their own, which the system stops where
they are not kept.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allied.calibration.fit.posterior import (
    COLUMNS,
    DISCREPANCIES,
    DISCREPANCY,
    MOST_DRAWS,
    POSTERIOR,
    parameter_set,
    provenance,
    read_draws,
)
from allied.calibration.fit.prior import CALIBRATED_PARAMETERS, prior_points
from allied.calibration.survey.survey_file import TEMPLATE, read_survey, rows_from
from allied.scenarios import load, loads, names
from allied.sim.experiment import cost
from allied.sim.experiment.cost import Cost, LongRunWarning, cost_of, require_affordable
from allied.sim.inputs.arguments import parameter_rows, planned
from allied.sim.inputs.gate import id_problem, opened, read_bytes, read_query, read_toml
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.plain_text import first_of, printable
from allied.sim.inputs.quantity import InputError, Problem, distinct, to_record
from allied.sim.inputs.scenario import Scenario
from allied.viz.terminal import main
from allied.viz.web.link import encode, first_view, parse
from tests.copies import ROOT

SECONDS = 10  # within which all of this ends
MEMORY = 500_000  # kB
HEADER = 'title = "Ours"\nsummary = "What is special."\nstory = "What happens."\n'
COMMAND = (
    "import resource, sys\n"
    "from allied.viz.terminal import main\n"
    "code = main()\n"
    "if sys.argv[1:2] != ['--help']:\n"
    "    try:\n"
    "        said = open('/proc/self/status').read().partition('VmHWM:')[2].split()[0]\n"
    "    except OSError:\n"
    "        said = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
    "    open(3, 'w').write(str(said))\n"
    "raise SystemExit(code)\n"
)


@dataclass(frozen=True)
class Ended:
    """How a command ended, and the most memory it had, in kB."""

    code: int
    out: str
    err: str
    memory: int


def allied(*words: str, shell: str = "", home: Path | None = None) -> Ended:
    """Run the command in a process of its own, with a shell's redirections."""
    reading, writing = os.pipe()
    line = f'exec "$@" 3>&{writing} {shell}'
    environment = {**os.environ, "COLUMNS": "200"}
    if home is not None:
        environment |= {"HOME": str(home), "XDG_STATE_HOME": str(home / "state")}
    done = subprocess.run(
        ["bash", "-c", line, "-", sys.executable, "-c", COMMAND, *words],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=2 * SECONDS,
        pass_fds=(writing,), check=False,
    )  # fmt: skip
    os.close(writing)
    with os.fdopen(reading) as file:
        memory = file.read()
    return Ended(done.returncode, done.stdout, done.stderr, int(memory or 0))


def refused(*words: str) -> str:
    """Return what the command said about bad input."""
    ended = allied(*words)
    assert ended.code == 2, ended.err
    assert ended.out == ""
    assert "Traceback" not in ended.err
    assert 0 < ended.memory < MEMORY
    assert len(ended.err) < 20_000
    return ended.err


def said(error: pytest.ExceptionInfo[InputError]) -> str:
    return str(error.value)


# --- scenario files ---


def graph(folder: Path, levels: int, width: int) -> Path:
    """Files of which each extends all of the level below; those of the lowest are wrong."""
    letters = "abcdef"[:width]
    for letter in letters:
        (folder / f"0{letter}.toml").write_text(HEADER + "[goals]\nshared = 7\n")
    for level in range(1, levels):
        parents = ", ".join(f'"{level - 1}{letter}.toml"' for letter in letters)
        for letter in letters:
            (folder / f"{level}{letter}.toml").write_text(f"{HEADER}extends = [{parents}]\n")
    return folder / f"{levels - 1}a.toml"


def test_a_graph_of_wrong_files_is_followed_once(tmp_path):
    """0.1.0 read a file anew for each path to it: more than a minute for 66 files."""
    told = refused("scenarios", "check", str(graph(tmp_path, 11, 6)))
    assert told.startswith("6 problems:")


TOML = {
    "9,000 unknown keys": ("".join(f"k{n} = 1\n" for n in range(9000)), "at most 5,000"),
    "4,900 keys like known ones": (
        "".join(f"goal{n} = 1\n" for n in range(4900)), "… and 4,880 more",
    ),
    "a dotted key of 40 kB": (".".join("a" * 20_000) + " = 1\n", "a key of 20,000 parts"),
    "dotted and quoted": ('"a".' * 20_000 + '"b" = 1\n', "a key of 20,001 parts"),
    "a dotted table": (f"[{'.'.join('a' * 20_000)}]\n", "a key of 20,000 parts"),
    "lists": ("x = " + "[" * 4000 + "]" * 4000, "lists or tables in one another"),
    "tables": ("x = " + "{a = " * 1500 + "1" + "}" * 1500, "lists or tables in one another"),
    "a long list": (f"sources = [{'1,' * 40_000}]", "keys, tables and entries"),
    "many tables": ("[[timeline]]\n" * 2400, "… and "),
    "a long number": ("x = " + "9" * 90_000, "thousands of digits"),
    "zeros": ("\0" * 90_000, "valid TOML"),
    "quotes": ('"' * 90_000, "valid TOML"),
}  # fmt: skip


@pytest.mark.parametrize("kind", TOML)
def test_a_scenario_file_made_to_hang_ends_in_a_sentence(kind, tmp_path):
    body, expected = TOML[kind]
    path = tmp_path / "ours.toml"
    path.write_text(HEADER + body)
    assert expected in refused("scenarios", "check", str(path))


def test_brackets_and_dots_in_texts_and_comments_do_not_count():
    lines = "[" * 60 + "{" * 60 + "a.b.c.d.e.f.g.h.i.j"
    body = f'sources = [\'{lines}\', """{lines}"""""] # {lines}\n\'[x]\' = 1\n'
    assert read_toml(body.encode(), "here")["sources"] == [lines, lines + '""']


def test_what_hides_behind_the_end_of_a_text_does_count():
    deep = "[" * 30 + "]" * 30
    for text in ("''", '""', '"""a"""""', "'''a'''''", '"\\""', "'\\'", '"""\\""""'):
        with pytest.raises(InputError, match="in one another"):
            read_toml(f"x = [{text}, {deep}]".encode(), "here")


@given(
    st.binary(max_size=300) | st.text(alphabet="[]{}=.,\"'\n#a1\\ ", max_size=80).map(str.encode)
)
def test_any_bytes_are_a_table_or_an_input_error(content):
    with suppress(InputError):
        assert isinstance(read_toml(content, "here"), dict)


def test_labels_of_a_graph_do_not_grow_without_end(tmp_path):
    for letter in "ab":
        label = f'[[timeline]]\nweek = 9\nlabel = "{letter}"\ngoals.shared = 0.5\n'
        (tmp_path / f"0{letter}.toml").write_text(HEADER + label)
    for level in range(1, 11):
        for letter, order in (("a", "ab"), ("b", "ba")):
            parents = ", ".join(f'"{level - 1}{each}.toml"' for each in order)
            (tmp_path / f"{level}{letter}.toml").write_text(f"{HEADER}extends = [{parents}]\n")
    from allied.scenarios import labels

    assert labels(tmp_path / "10a.toml") == {9: "a; b"}


def test_a_crowd_of_files_or_of_stacked_names_is_refused(tmp_path):
    for number in range(150):
        (tmp_path / f"{number}.toml").write_text(HEADER)
    parents = ", ".join(f'"{number}.toml"' for number in range(150))
    (tmp_path / "all.toml").write_text(f"{HEADER}extends = [{parents}]\n")
    with pytest.raises(InputError, match="more than 100 files"):
        load(tmp_path / "all.toml")
    with pytest.raises(InputError, match="51 in one stack"):
        load("+".join(["silos"] * 51))


# --- files that are none ---


@pytest.fixture
def pipe(tmp_path) -> Path:
    path = tmp_path / "pipe.toml"
    os.mkfifo(path)
    return path


@pytest.mark.parametrize(
    "words",
    [
        ("scenarios", "check", "PIPE"), ("survey", "score", "PIPE"),
        ("compare", "silos", "merged", "--parameters", "PIPE"), ("survey", "check", "/dev/zero"),
        ("run", "silos", "--parameters", "/dev/zero"), ("survey", "check", "/"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_pipe_a_device_and_a_folder_are_no_files(words, pipe):
    told = refused(*(str(pipe) if word == "PIPE" else word for word in words))
    assert "no regular file" in told or "a folder" in told


def test_a_file_that_is_exchanged_for_a_pipe_blocks_nobody(tmp_path, pipe, monkeypatch):
    """The descriptor is asked, too: between a look at the path and the opening there is time."""
    usual = tmp_path / "usual"
    usual.touch()
    regular = os.stat(usual)
    monkeypatch.setattr(os, "stat", lambda path: regular)
    with pytest.raises(InputError, match="no regular file"), opened(pipe, "here"):
        pass


def test_no_more_of_a_large_file_is_read_than_the_limit(tmp_path):
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(InputError, match="at most 1,000 bytes"):
        read_bytes(path, "here", most=1000)


def test_a_report_that_is_a_pipe_or_deep_is_none(tmp_path):
    report = tmp_path / "report.json"
    report.write_text("[" * 100_000)
    assert main(["calibrate", "--report", "--out", str(tmp_path)]) == 2
    report.unlink()
    os.mkfifo(report)
    assert main(["calibrate", "--report", "--out", str(tmp_path)]) == 2


# --- surveys ---


def test_a_survey_of_three_million_rows_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "mine.csv"
    row = "Q,trust,cmo,plain,positive,eq,0.4,100,\n"
    with path.open("w") as file:
        file.write("id,indicator,respondents,strength,polarity,comparator,value,sample_size,note\n")
        for _ in range(300):
            file.write(row * 10_000)
    assert "at most 2,000,000 bytes" in refused("survey", "check", str(path))


SURVEYS = {
    "many rows": (TEMPLATE.read_text() + "Q,trust,cmo,plain,,,0.4,,\n" * 3000, "2,000 lines"),
    "many cells": ("," * 1_000_000, "at most 50"),
    "a long cell": ("id\n" + "a" * 500_000, "no CSV"),
    "lines of nothing": ("\n" * 1_900_000, "nothing"),
    "wrong rows": (
        TEMPLATE.read_text().splitlines()[0]
        + "\n"
        + "Q,trst,marketing.leadr,plan,postive,eqq,2,x,n,x\n" * 1900,
        "… and ",
    ),
}


@pytest.mark.parametrize("kind", SURVEYS)
def test_a_survey_made_to_hang_ends_in_a_sentence(kind, tmp_path):
    text, expected = SURVEYS[kind]
    path = tmp_path / "mine.csv"
    path.write_text(text)
    assert expected in refused("survey", "check", str(path))


@given(st.text(max_size=200) | st.text(alphabet='id,\n"\r\0= ', max_size=60))
def test_any_text_is_a_survey_or_an_input_error(text):
    with suppress(InputError):
        assert rows_from(text, "mine.csv")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_are_a_survey_or_an_input_error(tmp_path, content):
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    with pytest.raises(InputError):
        read_survey(path)


# --- names that spreadsheets and terminals would run ---

HARMFUL = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1",
    "\x1b[2J",
    "a\x1b]0;x\x07",
    "a\u202eb",
)


@pytest.mark.parametrize("name", HARMFUL)
def test_a_formula_or_an_escape_sequence_is_no_name(name, tmp_path):
    assert id_problem(name, "here")
    header = TEMPLATE.read_text().splitlines()[0]
    row = {"indicator": "trust", "respondents": "cmo", "value": "0.4", "id": f'"{name}"'}
    line = ",".join(row.get(column, "") for column in header.split(","))
    with pytest.raises(InputError) as error:
        rows_from(f"{header}\n{line}\n", "mine.csv")
    assert "line 2, id" in said(error)
    assert said(error).isprintable()
    with pytest.raises(InputError):
        planned([Scenario(name)], 1, [])
    path = tmp_path / f"{name.replace('/', '')}.toml"
    path.write_text(HEADER)
    with pytest.raises(InputError):
        load(path)


@given(st.text(alphabet="silo-_.+= 1é", min_size=1, max_size=9))
def test_a_plain_name_is_one_unless_it_begins_like_a_formula(name):
    assert (id_problem(name, "here") is not None) == (name[0] in "=+-@")


def test_control_characters_in_arguments_are_refused(capsys):
    assert main(["scenarios", "show", "\x1b[31m"]) == 2
    assert main(["compare", "silos", "x" * 20_000]) == 2
    told = capsys.readouterr().err
    assert "\x1b" not in told
    assert "20,000 characters" in told


@given(st.text())
def test_what_is_printed_is_printable_and_short(text):
    assert printable(text).isprintable()
    assert len(printable(text)) <= 60
    assert str(Problem(text, text, text)).isprintable()


# --- problems ---


def test_twenty_problems_are_shown_and_only_their_hints_are_sought():
    asked: list[int] = []

    def hint(number: int) -> Callable[[], str]:
        return lambda: asked.append(number) or f"Hint {number}."  # type: ignore[func-returns-value]

    error = InputError([Problem(f"p{n}", "this", "that", hint(n)) for n in range(1000)])
    assert asked == []
    assert str(error).splitlines()[-1] == "… and 980 more"
    assert asked == list(range(20))
    assert len(error.problems) == 1000


def test_problems_can_be_sent_to_another_process():
    error = InputError([Problem("here", "this", "that", "Do so.")])
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@given(st.lists(st.integers(0, 3)), st.integers(1, 5))
def test_all_messages_are_shown_or_counted(numbers, most):
    lines = first_of(numbers, most)
    assert lines[:most] == [str(number) for number in numbers[:most]]
    more = max(len(numbers) - most, 0)
    assert lines[most:] == ([f"… and {more} more"] if more else [])
    problems = [Problem(str(number), "", "") for number in numbers]
    assert [p.where for p in distinct(problems)] == [str(n) for n in dict.fromkeys(numbers)]


# --- files of draws ---


def draws(path: Path, rows: int = 8, **columns: object) -> Path:
    """Write a file of draws, with some columns changed."""
    table = prior_points(rows).assign(**{DISCREPANCY: 0.5, "weight": 1.0 / rows, **columns})
    table.to_parquet(path)
    return path


@pytest.mark.parametrize("value", [-1.0, 1e6, 1e308, 0.0, np.nan, np.inf, -np.inf])
def test_unknowns_beyond_their_ranges_are_refused(value, tmp_path):
    """0.1.0 took -1 and a million for every unknown, and compared with confidence."""
    path = draws(tmp_path / "d.parquet", **dict.fromkeys(COLUMNS, value))
    with pytest.raises(InputError) as error:
        parameter_set(str(path))
    wrong = {
        name for name, row in CALIBRATED_PARAMETERS.items() if not row.low <= value <= row.high
    }
    named = {problem.where.rpartition(", ")[2] for problem in error.value.problems}
    assert named == {*wrong, DISCREPANCY}
    first = error.value.problems[0]
    assert "in row 1 (and 7 more)" in first.got
    assert first.expected == CALIBRATED_PARAMETERS[first.where.rpartition(", ")[2]].expected


def test_the_command_says_what_is_wrong_with_a_file_of_draws(tmp_path):
    path = draws(tmp_path / "d.parquet", **dict.fromkeys(COLUMNS, 1e308))
    told = refused("compare", "silos", "merged", "--parameters", str(path))
    assert told.startswith(f"{len(COLUMNS)} problems:")
    assert "trust.gain: got 1e+308 in row 1 (and 7 more); expected a number from" in told


@pytest.mark.parametrize(
    "name", [*list(CALIBRATED_PARAMETERS)[:3], *list(CALIBRATED_PARAMETERS)[-3:]]
)
def test_a_bound_missed_by_rounding_passes_and_is_the_bound(name, tmp_path):
    row = CALIBRATED_PARAMETERS[name]
    ends = np.array([np.nextafter(row.low, -np.inf), np.nextafter(row.high, np.inf)])
    found = read_draws(draws(tmp_path / "d.parquet", 2, **{name: ends}))
    assert sorted(found[name]) == [row.low, row.high]
    far = row.high + 1e-6 * (row.high - row.low)
    with pytest.raises(InputError):
        read_draws(draws(tmp_path / "e.parquet", 2, **{name: far}))


WEIGHTS = ([0.0, 0.0], [1.0, -1e-9], [np.nan, 1.0], [np.inf, 1.0], [1e308, 1e308])


@pytest.mark.parametrize("weights", WEIGHTS, ids=str)
def test_weights_are_finite_not_negative_and_not_all_nothing(weights, tmp_path):
    with pytest.raises(InputError, match="weight"):
        read_draws(draws(tmp_path / "d.parquet", 2, weight=weights))


@pytest.mark.parametrize("sigma", [0.0, -0.1, DISCREPANCIES[0] / 2, 2 * DISCREPANCIES[1], np.nan])
def test_a_discrepancy_is_above_nothing_and_within_reason(sigma, tmp_path):
    with pytest.raises(InputError, match=DISCREPANCY):
        read_draws(draws(tmp_path / "d.parquet", **{DISCREPANCY: sigma}))


def test_the_shipped_posterior_passes_as_it_is():
    shipped = pd.read_parquet(POSTERIOR)
    pd.testing.assert_frame_equal(read_draws(), shipped[list(COLUMNS)])


def test_parameters_given_as_an_array_are_held_to_their_ranges_too():
    rows = np.repeat(to_record(PARAMETERS, {}), 3)
    rows["trust_gain"][1] = 1e6
    with pytest.raises(InputError, match=r"trust\.gain: got 1e\+06 in row 2"):
        parameter_rows(rows)


def test_a_file_that_expands_to_gigabytes_is_refused_by_its_footer(tmp_path):
    path, rows = tmp_path / "d.parquet", 12_000_000
    zeros = pa.array(np.zeros(rows))
    names_ = [*COLUMNS, "weight"]
    pq.write_table(pa.table([zeros] * len(names_), names_), path, row_group_size=rows)
    assert path.stat().st_size < 2_000_000
    told = refused("compare", "silos", "merged", "--parameters", str(path))
    assert "12,000,000 rows; expected at most 30,000 rows" in told


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda t: t.loc[t.index.repeat(MOST_DRAWS // 8 + 1)], "at most 30,000 rows"),
        (lambda t: t.drop(columns="trust.gain"), "a file without trust.gain"),
        (lambda t: t.iloc[:0], "a file without draws"),
        (lambda t: t.assign(weight="1"), "weight: got values that are no numbers"),
        (lambda t: t.assign(weight=[[1.0]] * len(t)), "without weight"),
        (
            lambda t: t.join(pd.DataFrame(0, t.index, [f"c{n}" for n in range(1100)])),
            "at most 1,000 columns",
        ),
        (lambda t: t.assign(weight=None), "weight"),
    ],
    ids=range(7),
)
def test_a_table_of_another_form_is_no_file_of_draws(change, expected, tmp_path):
    path = draws(tmp_path / "d.parquet")
    change(pd.read_parquet(path)).to_parquet(path)
    with pytest.raises(InputError) as error:
        read_draws(path)
    assert expected in said(error)


def test_codecs_that_expand_a_thousandfold_are_refused(tmp_path):
    path = tmp_path / "d.parquet"
    table = pd.read_parquet(draws(path))
    for codec in ("gzip", "zstd"):
        table.to_parquet(path, compression=codec)
        with pytest.raises(InputError, match=f"{codec.upper()} compression"):
            read_draws(path)
    table.assign(more=1.0).to_parquet(path, compression=None)
    assert list(read_draws(path)) == list(COLUMNS)


@pytest.mark.parametrize("note", [b"[" * 100_000, b"{", b"3", b"\xff"], ids=repr)
def test_metadata_that_are_no_table_are_an_input_error(note, tmp_path):
    path = draws(tmp_path / "d.parquet")
    pq.write_table(pq.read_table(path).replace_schema_metadata({b"allied": note}), path)
    with pytest.raises(InputError, match="metadata"):
        provenance(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_no_mutation_of_a_file_of_draws_leaves_a_traceback(tmp_path, data):
    path = tmp_path / "d.parquet"
    good = tmp_path / "good.parquet"
    content = bytearray((good if good.exists() else draws(good, 2)).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(0, len(content)) | st.just(len(content)))])
    with suppress(InputError):
        found = read_draws(path)
        assert all(
            found[name].between(row.low, row.high).all()
            for name, row in CALIBRATED_PARAMETERS.items()
        )


# --- links ---


@given(st.text() | st.text(alphabet="s=~&.%+;goal0silouc", max_size=200))
def test_any_search_string_gives_fields_or_an_input_error(query):
    fields = read_query(query)
    assert all(isinstance(text, str) for field in fields for text in field)
    view, problems = parse(query, names())
    assert parse(encode(view), names()) == (view, ())
    assert all(problem.isprintable() for problem in problems)


def test_a_long_link_opens_the_first_page_and_says_so():
    for query in ("s=" + "x" * 9000, "&".join(["goal=x"] * 200)):
        view, problems = parse(query, names())
        assert view == first_view(names())
        assert problems[0].startswith("The link: got ")


def test_twenty_things_that_a_link_asks_for_in_vain_are_said():
    query = "s=silos" + "".join(f"~goal.x{n}=1" for n in range(400)) + "&s=merged"
    _, problems = parse(query, names())
    assert len(problems) == 21
    assert problems[-1] == "… and 380 more"


# --- time and memory ---


def test_a_run_that_no_machine_holds_is_refused(monkeypatch):
    words = ("--runs", "10000000", "--weeks", "2600", "--weekly", "--json")
    told = refused("compare", "silos", "merged", *words)
    assert "TB of memory" in told
    assert "Lower --runs or --weeks. --weekly takes a record for each week." in told


@pytest.mark.parametrize("words", [
    ("claims", "--runs", "10000000"), ("patterns", "--runs", "10000000"),
    ("calibrate", "--table", "100000", "--out", "OUT"),
    ("compare", "silos", "merged", "--runs", "10000000", "--out", "OUT"),
], ids=lambda words: words[0])  # fmt: skip
def test_every_command_that_would_take_more_memory_than_there_is_says_so(
    words, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(cost, "available_memory", lambda: 2 * 10**9)
    monkeypatch.setattr("allied.sim.experiment.compilation.is_compiled", lambda *size: True)
    assert main([str(tmp_path / "out") if word == "OUT" else word for word in words]) == 2
    assert "of memory; expected at most the 2 GB that this machine has free" in (
        capsys.readouterr().err
    )


def test_memory_grows_with_what_is_recorded_and_time_with_teams():
    one = Scenario("one")
    few, many = (cost_of([one], runs=1000, weeks=156, records=r) for r in (1, 156))
    assert many.memory - few.memory == 155 * 1000 * 8 * 19
    assert many.seconds == few.seconds > 0.0
    large = cost_of([one.with_levers(firm__teams=140)], runs=1000, weeks=156)
    assert large.seconds / few.seconds == pytest.approx(10**1.09)
    assert few + few == cost_of([one, one], runs=1000, weeks=156)


def test_long_runs_are_announced_and_absurd_ones_refused(monkeypatch):
    monkeypatch.setattr(cost, "available_memory", lambda: 10**9)
    with pytest.warns(LongRunWarning, match="This takes about 2 hours"):
        require_affordable(Cost(7200.0), "runs", "Fewer runs need less.")
    with pytest.raises(InputError, match="about 116 days of work; expected at most 30 days"):
        require_affordable(Cost(1e7), "runs", "Fewer runs need less.")
    with pytest.raises(InputError, match=r"got 3 GB of memory; expected at most the 1 GB"):
        require_affordable(Cost(1.0, 3e9), "runs", "Fewer runs need less.")
    require_affordable(Cost(500.0, 9e8), "runs", "")


def test_the_memory_that_can_be_had_is_known():
    assert 10**7 < cost.available_memory() < 10**15


def test_a_limit_on_the_process_counts():
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (2 * 10**9, 2 * 10**9))\n"
        "from allied.sim.experiment.cost import available_memory; print(available_memory())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert 10**8 < int(done.stdout) < 2 * 10**9


# --- streams, and the last line of defence ---

STREAMS = {
    ">&-": (["scenarios"], 1, "standard output is closed"),
    ">/dev/full": (["scenarios"], 1, "No space left"),
    ">/dev/full ": (["scenarios", "show", "silos", "--toml"], 1, "No space left"),
    "2>&-": (["scenarios", "show", "silos"], 0, ""),
    "2>&- ": (["scenarios", "show", "nothing"], 2, ""),
    "2>/dev/full": (["scenarios", "show", "nothing"], 2, ""),
    ">/dev/full 2>/dev/full": (["scenarios"], 1, ""),
    "<&- >&- 2>&-": (["scenarios"], 1, ""),
    "| true": (["survey", "indicators"], 0, ""),
}


@pytest.mark.parametrize("shell", STREAMS)
def test_a_closed_or_full_stream_ends_in_a_sentence(shell):
    words, code, expected = STREAMS[shell]
    ended = allied(*words, shell=shell)
    assert ended.code == code
    assert expected in ended.err
    assert "Traceback" not in ended.err
    assert "Exception ignored" not in ended.err
    assert len(ended.err.splitlines()) <= 1


@pytest.fixture
def broken(monkeypatch) -> Callable[[BaseException], None]:
    """Make a command fail with an error that nobody foresaw."""

    def fail_with(error: BaseException) -> None:
        def fail() -> None:
            raise error

        monkeypatch.setattr("allied.scenarios.load_all", fail)

    return fail_with


def test_an_error_that_nobody_foresaw_is_a_sentence_and_a_private_log(
    broken, capsys, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    broken(KeyError("\x1b[31mred"))
    assert main(["scenarios"]) == 1
    told = capsys.readouterr().err
    (log,) = tmp_path.rglob("failure-*.log")
    assert told.startswith("allied: this should not have happened (KeyError). A log of it")
    assert str(log) in told
    assert len(told.splitlines()) == 1
    assert "Traceback" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0
    assert log.parent.stat().st_mode & 0o077 == 0
    for _ in range(25):
        main(["scenarios"])
    assert len(list(tmp_path.rglob("failure-*.log"))) == 20


def test_where_no_log_can_be_written_it_is_said(broken, capsys, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    broken(KeyError("x"))
    assert main(["scenarios"]) == 1
    assert "No log of it could be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "expected"),
    [(MemoryError(), "not enough memory"), (RecursionError(), "nested too deeply")],
)
def test_memory_and_depth_have_sentences_of_their_own(error, expected, broken, capsys):
    broken(error)
    assert main(["scenarios"]) == 1
    told = capsys.readouterr().err
    assert expected in told
    assert len(told.splitlines()) == 1


def test_a_loaded_text_is_named_like_a_file():
    with pytest.raises(InputError, match="begins with none of"):
        loads(HEADER.encode(), name="=cmd")
