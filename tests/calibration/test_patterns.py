"""The patterns P1-P13: stated as data, refuted by placebos, and what ships holds elsewhere too."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from allied.calibration.evidence.patterns import (
    FAILS,
    HOLDS,
    OPEN,
    PATTERNS,
    REPORT,
    WORDS,
    Book,
    patterns_report,
    read_book,
    read_report,
)
from allied.calibration.evidence.seeds import SEED
from allied.calibration.fit.posterior import parameter_set
from allied.calibration.fit.prior import prior_draws
from allied.scenarios import claims
from allied.sim.experiment.contrast import Among, Contrast, Measure
from allied.sim.experiment.engine import Results
from allied.sim.experiment.verdict import Verdict
from allied.sim.inputs.arguments import parameter_rows
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.parameters import PARAMETERS, PRIOR
from allied.sim.inputs.quantity import InputError
from allied.sim.stamp import model_hash
from allied.viz.terminal import main
from tests.stand_ins import a_trend, memory, noise, position, stand_in, the_same

STATED = [(p.name, e) for p in read_book().patterns for e in p.effects]
EFFECTS = [
    pytest.param(name, effect, id=f"{name}: {effect.label}") for name, effect in STATED
]  # fmt: skip
REMEMBERS = [e.label for _, e in STATED if e.contrast.part < 1.0]
DIFFERS = [param for param in EFFECTS if param.values[1].label not in REMEMBERS]
KEYS = {"pattern", "statement", "effect", "unit", "refuted", "mean", "low", "high", "p",
        "companies", "verdict", "runs_needed", "rests_on", "p_prior", "verdict_prior"}  # fmt: skip
RUNS, MANY = 300, 1000
ELSEWHERE, OTHER_COMPANIES = SEED + 1, 600


@pytest.fixture(scope="module")
def book() -> Book:
    return read_book()


# --- patterns as data ---


def test_all_thirteen_patterns_are_stated(book):
    assert [pattern.name for pattern in book.patterns] == [f"P{n}" for n in range(1, 14)]
    assert all(pattern.effects for pattern in book.patterns)
    assert all(pattern.statement.endswith(".") for pattern in book.patterns)


def test_patterns_come_from_claims(book):
    cited = {name for pattern in book.patterns for name in pattern.claims}
    assert cited
    assert cited <= set(claims())


def test_every_effect_says_what_would_refute_it(book):
    for pattern in book.patterns:
        said = [effect.refuted for effect in pattern.effects]
        assert len(set(said)) == len(said), pattern.name
        for words in said:
            assert len(words.split()) >= 4, f"{pattern.name}: {words}"
            assert words.endswith(".")


def test_arms_use_levers_and_parameters_that_exist(book):
    for name, arm in book.arms.items():
        assert arm.sets() <= set(LEVERS), name
        assert set(arm.parameters) <= set(PARAMETERS), name


def test_no_two_arms_are_the_same(book):
    arms = list(book.arms.items())
    same = [
        (name, other) for k, (name, arm) in enumerate(arms) for other, its in arms[k + 1 :]
        if not arm.moved(its)
    ]  # fmt: skip
    assert same == []


def test_sides_differ_in_a_lever_a_year_or_who_is_asked(book):
    for pattern in book.patterns:
        for effect in pattern.effects:
            test = effect.contrast
            years = {year for _, year in (*test.design, *test.reference)}
            asked = {test.asked, test.asked_reference}
            assert test.moved(book.arms) or len(years) > 1 or len(asked) > 1, effect.label


BAD = """
[arms]
"silos" = {}
"a" = { levers = { goals.shard = 0.1 } }
"b" = { levers = { goals.shared = 0.4 } }
"unused" = { levers = { goals.shared = 0.9 } }

[patterns.P1]
claims = ["C000-99"]
effects = [{ effect = " ", design = "b", reference = "silos", outcome = "lead_time", expects = "lower" }]

[patterns.P2]
statement = "So it is."
effects = [
    { effect = "x", refuted = "y", design = "b", reference = "silos@11", outcome = "lead_time", expects = "less" },
    { effect = "x", refuted = "y", design = "b@0", reference = "silos@two", outcome = "lead_time", expects = "lower" },
    { effect = "x", refuted = "y", design = "b", reference = "silos", outcome = "lead_time", expects = "lower", part = 0.5 },
    { effect = "x", refuted = "y", design = "silos@3", reference = "silos", outcome = "lead_time", expects = "lower", part = 1.5, among = { arm = "silo", outcome = "trusts", year = 0, third = "low" } },
    { effect = "x", refuted = "y", design = 3, reference = [], outcome = "lead_time", expects = "lower" },
    { effect = "x", refuted = "y", design = ["b", "silos"], reference = ["silos", "b"], outcome = 4, expects = "lower", among = { third = "outer" } },
    { effects = "x" },
    "lower",
]

[patterns.P3]
statement = "Nothing is measured."

[patterns.P4]
state = "x"
"""  # noqa: E501
PROBLEMS = (
    "arms.a: goals.shard: got an unknown name",
    "arms.unused: got an arm that nothing uses",
    "patterns.P1.statement: got nothing",
    "patterns.P1.claims: got 'C000-99'; expected a number of claims.csv. Did you mean",
    "patterns.P1.effects, 1.effect: got ' '",
    "patterns.P1.effects, 1.refuted: got nothing",
    "patterns.P2.effects, 1.reference: got 'silos' in another year; expected a year from 1 to 10",
    "patterns.P2.effects, 1.expects: got 'less'",
    "patterns.P2.effects, 2.design: got 'b' in another year",
    "patterns.P2.effects, 2.reference: got 'silos' in another year",
    'patterns.P2.effects, 3.part: got 0.5; expected among outer thirds (third = "outer"), or 1',
    "patterns.P2.effects, 4: got the same arms on both sides",
    "patterns.P2.effects, 4.part: got 1.5",
    "patterns.P2.effects, 4.among.arm: got 'silo'; expected one of its kind (arm). Did you mean 's",
    "patterns.P2.effects, 4.among.outcome: got 'trusts'",
    "patterns.P2.effects, 4.among.third: got 'low'",
    "patterns.P2.effects, 4.among.year: got 0",
    "patterns.P2.effects, 5.design: got 3; expected an arm, or a list of arms",
    "patterns.P2.effects, 5.reference: got []",
    "patterns.P2.effects, 6: got the same arms on both sides",
    "patterns.P2.effects, 6.outcome: got 4",
    "patterns.P2.effects, 6.among.arm: got nothing",
    "patterns.P2.effects, 7.effects: got an unknown key",
    "patterns.P2.effects, 8: got 'lower'; expected a table",
    "patterns.P3: got no effects",
    "patterns.P4.state: got an unknown key",
)


def test_all_problems_of_a_file_are_listed_at_once(tmp_path):
    path = tmp_path / "patterns.toml"
    path.write_text(BAD, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_book(path)
    said = "\n".join(map(str, raised.value.problems))
    assert [words for words in PROBLEMS if words not in said] == []
    unused = [line for line in said.splitlines() if "nothing uses" in line]
    assert [line.split(":")[0] for line in unused] == ["arms.a", "arms.unused"]


@pytest.mark.parametrize("content", [b"[arms", b"\xff", None], ids=["syntax", "bytes", "no file"])
def test_a_file_that_cannot_be_read_is_a_problem(tmp_path, content):
    path = tmp_path / "patterns.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError):
        read_book(path)


# --- placebos: nothing holds by construction ---
#
# Of 0.1.0 two effects could not fail: "who is low stays low" was proved by trust below 45 where the
# mean was 34, and "some lose" by companies of which half lost by chance. So each effect is shown
# companies in which nothing happens. Whatever holds there holds by construction.


def verdicts(monkeypatch, make, *, seed: int = 1) -> pd.Series:
    stand_in(monkeypatch, make)
    report = patterns_report(runs=RUNS, seed=seed).set_index("effect")
    return report["verdict"]


def test_one_effect_is_about_what_is_left_and_all_others_about_what_differs():
    assert REMEMBERS == [
        "who is low stays low: half of a gap in the CIO's trust in year 2 is left in year 5"
    ]


@pytest.mark.parametrize("make", [the_same, a_trend], ids=lambda make: make.__name__)
def test_no_effect_holds_where_all_arms_are_alike(monkeypatch, make):
    said = verdicts(monkeypatch, make).drop(REMEMBERS)
    assert set(said) == {FAILS}


@pytest.mark.slow
def test_no_effect_holds_among_chance(monkeypatch):
    """With 95 % on one side, at most one verdict in twenty is for an effect that is not there."""
    times = pd.DataFrame({k: verdicts(monkeypatch, noise, seed=k) == HOLDS for k in range(6)})
    assert times.sum(axis=1).max() <= 2
    assert times.to_numpy().mean() <= 0.05


@pytest.mark.parametrize(("pattern", "effect"), DIFFERS)
def test_an_effect_can_hold_and_can_be_refuted(pattern, effect):
    """The same placebos with an effect that is put in: the tests above are not blind."""
    test = effect.contrast
    rows = np.resize(parameter_rows(None), RUNS)
    base = noise(sorted(test.measures), rows, 1, {})
    design = {Measure(arm, test.outcome, test.asked, year) for arm, year in test.design}

    def verdict(size: float) -> str:
        values = {m: seen + size * test.sign * (m in design) for m, seen in base.items()}
        return WORDS[Results(values, rows[:1], np.arange(RUNS)).judge(test).verdict]

    assert verdict(20.0) == HOLDS
    assert verdict(-20.0) == FAILS


def verdict_on(label: str, make, seed: int = 1) -> str:
    """Return the verdict on one effect, in enough companies to tell."""
    test = next(e.contrast for _, e in STATED if e.label == label)
    draws, numbers = parameter_set("posterior"), np.arange(MANY)
    values = make(sorted(test.measures), draws[numbers % len(draws)], seed, {})
    return WORDS[Results(values, draws, numbers).judge(test).verdict]


def persistence(make, seed: int = 1) -> str:
    return verdict_on(REMEMBERS[0], make, seed)


@pytest.mark.parametrize(("make", "verdict"), [(noise, FAILS), (memory, HOLDS)],
                         ids=["forgets", "remembers"])  # fmt: skip
def test_who_is_low_stays_low_only_where_companies_remember(make, verdict):
    assert [persistence(make, seed) for seed in range(3)] == [verdict] * 3


def test_a_level_that_parameters_give_is_no_memory():
    """Companies of one parameter set have one level in all years: that is no loop of trust."""

    def make(measures, rows, seed, place):
        level = 25.0 * position(rows, PRIOR[0]) + 25.0 * position(rows, PRIOR[1])
        return {m: seen + level for m, seen in noise(measures, rows, seed, place).items()}

    assert persistence(make) == FAILS


@pytest.mark.parametrize(("kept", "verdict"), [(0.2, FAILS), (0.9, HOLDS)])
def test_who_is_low_is_low_against_others_and_not_on_a_scale(kept, verdict):
    """All are far below 45, as in 0.1.0; what decides is what is left of the gap between them."""

    def make(measures, rows, seed, place):
        luck = np.random.default_rng(seed)
        early = luck.normal(34.0, 4.0, len(rows))
        late = 34.0 + kept * (early - 34.0) + luck.normal(0.0, 1.0, len(rows))
        return {m: early if m.year == 2 else late for m in measures}

    assert persistence(make) == verdict


def test_companies_pushed_out_of_low_trust_are_compared_with_like_ones():
    """Who is low by chance rises by itself; that is no effect of a push."""
    label = "a push in year 3 lifts the CIO's trust of low companies in year 5"
    assert [verdict_on(label, noise, seed) for seed in range(4)].count(HOLDS) <= 1


@pytest.mark.parametrize("wrong", ["part", "third"])
def test_a_placebo_finds_what_holds_by_construction(wrong):
    """Two effects that may not be stated: chance alone makes them hold."""
    early, late = (Measure("silos", "trust_cio_cmo", "", year) for year in (2, 5))
    test = Contrast("x", (("silos", 5),), (("silos", 2),), "trust_cio_cmo")
    if wrong == "part":  # more than half of any level is left
        test = Contrast(test.name, test.design, test.reference, test.outcome, part=0.5)
    else:  # the lowest third rises to the mean
        test = Contrast(test.name, test.design, test.reference, test.outcome,
                        among=Among(early, "lowest"))  # fmt: skip
    rows = np.resize(parameter_rows(None), RUNS)
    results = Results(noise([early, late], rows, 1, {}), rows[:1], np.arange(RUNS))
    assert WORDS[results.judge(test).verdict] == HOLDS


# --- the report ---


def test_a_verdict_is_that_of_a_comparison_in_the_expected_direction():
    assert WORDS == {Verdict.BETTER: HOLDS, Verdict.WORSE: FAILS, Verdict.SAME: FAILS,
                     Verdict.OPEN: OPEN}  # fmt: skip


def test_a_report_has_a_row_for_each_effect(monkeypatch, book):
    stand_in(monkeypatch, noise)
    report = patterns_report(runs=40, prior=True)
    assert set(report) == KEYS
    assert_states_the_book(report, book)
    assert report["p_prior"].between(0.0, 1.0).all()
    assert set(report["verdict_prior"]) <= {HOLDS, FAILS, OPEN}
    without = patterns_report(runs=40)
    assert without["p_prior"].isna().all()
    assert set(without["verdict_prior"]) == {""}
    assert without["mean"].equals(report["mean"])


def test_the_prior_is_run_with_a_parameter_set_for_each_company(monkeypatch):
    asked = []

    def make(measures, rows, seed, place):
        asked.append(rows)
        return the_same(measures, rows, seed, place)

    stand_in(monkeypatch, make)
    patterns_report(runs=40, prior=True)
    posterior, prior = asked
    assert (posterior == np.resize(parameter_set(), 40)).all()
    assert (prior == prior_draws(40)).all()


def test_progress_grows_to_the_whole():
    told = []
    book = read_book()
    few = Book(book.arms, book.patterns[8:9])
    few.experiment.run(
        runs=2, seed=1, parameters=parameter_set(), progress=lambda *s: told.append(s)
    )
    done = [part for part, _ in told]
    assert done == sorted(done)
    assert told[-1][0] == told[-1][1] == 8


def assert_states_the_book(report: pd.DataFrame, book: Book) -> None:
    stated = [
        (pattern.name, pattern.statement, effect.label, effect.contrast.unit, effect.refuted)
        for pattern in book.patterns
        for effect in pattern.effects
    ]
    columns = report[["pattern", "statement", "effect", "unit", "refuted"]]
    assert list(columns.itertuples(index=False, name=None)) == stated


def test_the_shipped_report_is_that_of_the_book(book):
    shipped = read_report()
    assert set(shipped) == KEYS, f"write {REPORT.name} anew"
    assert_states_the_book(shipped, book)
    assert shipped["p_prior"].between(0.0, 1.0).all()
    assert set(shipped["verdict_prior"]) <= {HOLDS, FAILS, OPEN}


def test_shipped_verdicts_follow_from_the_shipped_numbers(book):
    least = {(name, effect.label): effect.contrast.sesoi for name, effect in STATED}
    for row in read_report().to_dict(orient="records"):
        sesoi = least[(row["pattern"], row["effect"])]
        assert row["low"] <= row["mean"] <= row["high"]
        if row["verdict"] == HOLDS:
            assert row["mean"] > 0.99 * sesoi, row["effect"]
            assert row["p"] >= 0.945, row["effect"]
        elif row["verdict"] == FAILS:
            against = row["p"] <= 0.055 and row["mean"] < -0.99 * sesoi
            small = max(-row["low"], row["high"]) < 1.01 * sesoi
            assert against or small, row["effect"]
        if row["verdict"] != OPEN:
            assert np.isnan(row["runs_needed"])


def test_prior_draws_fill_their_ranges():
    draws = prior_draws(256)
    for name in PRIOR:
        column, row = draws[PARAMETERS[name].field], PARAMETERS[name]
        assert column.min() >= row.low
        assert column.max() <= row.high
        assert np.ptp(column) > 0.95 * (row.high - row.low)


# --- behaviour: what ships, in companies on which nothing was looked at ---


@pytest.fixture(scope="module")
def elsewhere(book) -> Results:
    return book.experiment.run(
        runs=OTHER_COMPANIES, seed=ELSEWHERE, parameters=parameter_set("posterior")
    )


@pytest.mark.slow
@pytest.mark.parametrize(("pattern", "effect"), EFFECTS)
def test_other_companies_do_not_contradict_what_ships(elsewhere, pattern, effect):
    shipped = read_report().set_index(["pattern", "effect"])["verdict"]
    again = WORDS[elsewhere.judge(effect.contrast).verdict]
    assert {shipped[(pattern, effect.label)], again} != {HOLDS, FAILS}


@pytest.mark.slow
def test_other_companies_decide_much_of_what_ships(elsewhere):
    """Else the test above could hardly fail."""
    shipped = read_report()["verdict"].tolist()
    again = [WORDS[elsewhere.judge(effect.contrast).verdict] for _, effect in STATED]
    both = [then == now != OPEN for then, now in zip(shipped, again, strict=True)]
    assert sum(both) >= 20


# --- the command ---


@pytest.fixture
def run(capsys, monkeypatch) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.setenv("COLUMNS", "100")

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(["patterns", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def test_the_shipped_report_is_printed_as_json(run):
    code, out, said = run("--shipped", "--json")
    assert (code, said) == (0, "")
    printed = json.loads(out)
    assert printed["model"] == read_report().attrs["model"]
    assert [row["effect"] for row in printed["effects"]] == [e.label for _, e in STATED]


def test_the_shipped_report_is_shown_by_pattern_with_words(run, book):
    code, out, _ = run("--shipped")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines() if line.startswith("P")] == [
        pattern.name for pattern in book.patterns
    ]
    counts = read_report()["verdict"].value_counts()
    assert ", ".join(f"{counts.get(w, 0)} {w}" for w in (HOLDS, FAILS, OPEN)) in out
    assert max(map(len, out.splitlines())) <= 100


def test_what_does_not_hold_says_what_refutes_it(run, monkeypatch):
    stand_in(monkeypatch, the_same)
    code, out, _ = run("--runs", "40")
    assert code == 0
    assert out.count("Refuted if: ") == len(STATED) - len(REMEMBERS)
    assert f"1 {HOLDS}, {len(STATED) - 1} {FAILS}, 0 {OPEN}" in out


def test_json_has_the_promised_keys(run, monkeypatch):
    stand_in(monkeypatch, noise)
    code, out, _ = run("--json", "--runs", "40")
    assert code == 0
    printed = json.loads(out)
    assert printed["model"] == model_hash()
    effects = printed["effects"]
    assert len(effects) == len(STATED)
    assert all(set(row) == KEYS for row in effects)
    assert all(row["p_prior"] is None for row in effects)


def test_a_report_is_written_as_it_is_read(run, monkeypatch, tmp_path):
    stand_in(monkeypatch, noise)
    path: Path = tmp_path / "patterns.csv"
    code, out, _ = run("--runs", "40", "--prior", "--out", str(path), "--json")
    assert code == 0
    monkeypatch.setattr("allied.calibration.evidence.patterns.REPORT", path)
    written, printed = read_report(), pd.DataFrame(json.loads(out)["effects"])
    assert list(written) == list(printed)
    for column in ("effect", "verdict", "verdict_prior", "rests_on"):
        assert written[column].tolist() == printed[column].tolist()
    for column in ("mean", "low", "high", "p", "p_prior"):
        assert written[column].to_numpy() == pytest.approx(printed[column], rel=1e-4, abs=1e-9)


@pytest.mark.parametrize("arguments", [
    ("--runs", "0"), ("--seed", "-1"), ("--out", "nowhere/patterns.csv"), ("--runs", "many"),
], ids=" ".join)  # fmt: skip
def test_bad_options_exit_with_2(run, monkeypatch, arguments):
    def refuse(*_):
        raise AssertionError("it ran")

    stand_in(monkeypatch, refuse)
    code, out, said = run(*arguments)
    assert code == 2
    assert out == ""
    assert arguments[0] in said


def test_the_patterns_ship_with_the_package():
    assert PATTERNS.is_file()
    assert REPORT.is_file()
