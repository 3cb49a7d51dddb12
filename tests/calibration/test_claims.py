"""The claims ledger: contrasts as data, verdicts from arrays, what ships, and the command."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from allied.calibration.evidence.conditions import (
    ENVIRONMENT,
    Found,
    conditions,
    parameter_conditions,
)
from allied.calibration.evidence.ledger import (
    ASSOCIATED,
    CONTRADICTED,
    CONTRASTS,
    DERIVED,
    LABELS,
    LEDGER,
    RESTATED,
    SUPPORTED,
    UNDECIDED,
    UNTESTABLE,
    WORDS,
    Book,
    _reason,
    evidence,
    ledger,
    read_book,
    read_ledger,
)
from allied.calibration.fit.posterior import parameter_set
from allied.scenarios import claims
from allied.sim.experiment.contrast import Contrast, Measure
from allied.sim.experiment.engine import Results
from allied.sim.experiment.verdict import Verdict
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.parameters import PARAMETERS, PRIOR
from allied.sim.inputs.quantity import InputError
from allied.sim.stamp import model_hash
from allied.viz.terminal import main
from tests.stand_ins import a_trend, companies, noise, stand_in, the_same

KEYS = {"id", "claim", "label", "levers", "contrast", "outcome", "effect", "low", "high", "p",
        "verdict", "reason", "rests_on"}  # fmt: skip
OPPOSITE = {SUPPORTED: CONTRADICTED, CONTRADICTED: SUPPORTED}
RUNS = 600


@pytest.fixture(scope="module")
def book() -> Book:
    return read_book()


def is_causal(name: str) -> bool:
    return claims()[name].kind.startswith(("cause", "belief"))


# --- contrasts as data ---


def test_every_claim_has_one_entry(book):
    assert list(book.claims) == list(claims())


UNTESTED = [
    "C000-02", "C000-04", "C000-05", "C000-13", "C001-09", "C001-11", "C001-12", "C001-13",
    "C001-23", "C001-26", "C001-27", "C001-33", "C002-03", "C002-05", "C002-06", "C002-07",
    "C002-10", "C002-11", "C002-15", "C003-04", "C003-16", "C003-19", "C003-22", "C004-04",
    "C004-09", "C004-11",
]  # fmt: skip
"""Causes and beliefs to which the model cannot speak."""


def test_causes_and_beliefs_are_tested_but_for_these(book):
    """Exact: whoever gives up a test, or finds a way to make one, says so here."""
    causal = [name for name in claims() if is_causal(name)]
    assert [name for name in causal if book.claims[name].reason] == UNTESTED


def test_what_is_not_tested_says_why(book):
    for claim in book.claims.values():
        if claim.reason:
            assert len(claim.reason.split()) >= 5, claim.name
            assert not claim.test.arms
        else:
            assert claim.contrast.rstrip(")").endswith((".", "?")), claim.name


def test_tensions_are_answered_and_say_which_side_a_verdict_means(book):
    tensions = [name for name in claims() if name.startswith("T-")]
    assert tensions
    for name in tensions:
        words = book.claims[name].contrast
        assert words.startswith("Supported: ")
        assert "; contradicted: " in words


def test_no_two_arms_are_the_same(book):
    made = [
        repr((sorted(arm.scenario.levers.items()), arm.scenario.timeline, arm.parameters))
        for name, arm in book.arms.items()
        # the baseline’s own setting, named as a side
        if name != "marketing decides"
    ]
    assert len(set(made)) == len(made)


def test_environments_are_levers_in_their_range():
    for levers in ENVIRONMENT.values():
        for name, value in levers.items():
            assert LEVERS[name].role == "environment" or name in (
                "leadership.patience",
                "it.governance",
            )
            assert LEVERS[name].problem(value) is None


BAD = """
[arms]
"silos" = {}
"a" = { levers = { goals.shared = 2.0, goals.shard = 0.1 } }
"b" = { base = "silo" }
"c" = { lever = {} }
"d" = { parameters = { trust.bass = 0.4 } }
"e" = { timeline = [{ levers = {} }] }
"unused" = {}

[claims]
C000-01.reason = " "
C000-02 = { reason = "It is not.", outcome = "lead_time" }
C000-03 = { design = "silos", contrast = "x" }
C000-04 = { design = "silo", reference = ["a", "b"], outcome = "lead_times", expects = "more", contrast = "x", year = 11 }
C000-05 = { design = "c", reference = "d", indicator = "trust", outcome = "lead_time", expects = "lower", contrast = "x" }
C000-06 = { design = "e", reference = "e", indicator = "trusts", asked = "cfo", expects = "lower", contrast = "x" }
C000-07 = { design = "silos@11", reference = "silos", outcome = "lead_time", expects = "lower", contrast = "x", part = 2.0 }
C000-08 = { design = "a", reference = "b", outcome = "lead_time", expects = "lower", contrast = "x", among = { arm = "silo", outcome = "lead_times", year = 0, third = "middle" } }
C000-09 = { design = "a", reference = "b", outcome = "lead_time", expects = "lower", contrast = "x", among = { who = "all" } }
C000-10 = { design = "a", reference = "b", outcome = "lead_time", expects = "lower" }
C000-12 = { desing = "a", reference = "b", outcome = "lead_time", expects = "lower", contrast = " ", rule = 3 }
C000-13 = { design = ["a", "b"], reference = ["b", "a"], outcome = "lead_time", expects = "lower", contrast = "x", part = 0.5 }
C000-14 = { design = 3, reference = "a", indicator = "trust", outcome = 1, expects = "lower", contrast = "x" }
C000-15 = { design = "a", reference = "b", indicator = 1, expects = "lower", contrast = "x", year = "three" }
C000-16 = "untestable"
C000-17 = { design = "a@0", reference = "b@x", outcome = "lead_time", asked = "cmo", expects = "lower", contrast = "x" }
C999-01.reason = "No such claim."
"""  # noqa: E501
PROBLEMS = (
    "goals.shared: got 2.0",
    "goals.shard: got an unknown name; expected a name of the table. Did you mean 'goals.shared'",
    "arms.b: scenario: got 'silo'",
    "arms.c.lever: got an unknown key",
    "trust.bass: got an unknown name",
    "arms.e: got a table of another form",
    "arms.unused: got an arm that nothing uses",
    "claims.C000-01.reason: got ' '",
    "claims.C000-02: got a reason beside outcome",
    "claims.C000-03.reference: got nothing",
    "claims.C000-03: got neither of outcome and indicator",
    "claims.C000-04.design: got 'silo'; expected an arm. Did you mean 'silos'?",
    "claims.C000-04: got sides of different lengths",
    "claims.C000-04.outcome: got 'lead_times'",
    "claims.C000-04.expects: got 'more'",
    "claims.C000-04.year: got 11",
    "claims.C000-05: got both of outcome and indicator",
    "claims.C000-06: got the same arms on both sides",
    "claims.C000-06.indicator: got 'trusts'; expected an indicator. Did you mean 'trust'?",
    "claims.C000-06.asked: got 'cfo'",
    "claims.C000-07.design: got 'silos' in another year",
    "claims.C000-07.part: got 2.0",
    "claims.C000-08.among.arm: got 'silo'",
    "claims.C000-08.among.outcome: got 'lead_times'",
    "claims.C000-08.among.third: got 'middle'",
    "claims.C000-08.among.year: got 0",
    "claims.C000-09.among.who: got an unknown key",
    "claims.C000-10.contrast: got nothing",
    "claims.C000-12.desing: got an unknown key",
    "Did you mean 'design'?",
    "claims.C000-12.contrast: got ' '",
    "claims.C000-12.rule: got 3",
    "claims.C000-12.design: got nothing",
    "claims.C000-13: got the same arms on both sides",
    "claims.C000-13.part: got 0.5; expected among outer thirds",
    "claims.C000-14: got both of outcome and indicator",
    "claims.C000-15.indicator: got 1",
    "claims.C000-15.year: got 'three'",
    "claims.C000-16: got 'untestable'; expected a table",
    "claims.C000-17: got somebody asked for an outcome",
    "claims.C000-11: got no entry",
    "claims.C999-01: got an unknown claim",
)


@pytest.fixture
def bad(tmp_path, monkeypatch) -> Path:
    path = tmp_path / "ledger.toml"
    path.write_text(BAD, encoding="utf-8")
    monkeypatch.setattr("allied.calibration.evidence.ledger.read_book", lambda: read_book(path))
    return path


def test_all_problems_of_the_data_are_found_at_once_and_the_first_are_shown(bad, capsys):
    with pytest.raises(InputError) as caught:
        read_book(bad)
    found = [str(problem) for problem in caught.value.problems]
    assert [words for words in PROBLEMS if words not in "\n".join(found)] == []
    assert main(["claims"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"{len(found)} problems:"
    assert [line.strip() for line in said[1:-1]] == found[:20]
    assert said[-1].strip() == f"… and {len(found) - 20} more"


@pytest.mark.parametrize("content", [
    b"[arms", b"\xff", None, b"arms = 3", b"[claim]", b"claims = []",
], ids=["syntax", "bytes", "no file", "no table", "unknown table", "a list"])  # fmt: skip
def test_a_file_that_cannot_be_read_is_a_problem(tmp_path, content):
    path = tmp_path / "ledger.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError):
        read_book(path)


# --- restated, derived, associated ---


def test_a_claim_is_labelled_by_its_rule_and_the_levers_that_move(book):
    for claim in book.claims.values():
        if claim.reason:
            assert claim.label == ""
        elif claim.rule:
            assert claim.label == RESTATED
        else:
            assert claim.label == (ASSOCIATED if len(claim.moved) > 1 else DERIVED)
    assert {claim.label for claim in book.claims.values()} == {"", *LABELS}


def test_levers_that_move_are_those_in_which_the_two_arms_differ(book):
    """Counted once more, from the values of all levers in either arm."""
    simple = [
        claim for claim in book.claims.values()
        if len(claim.test.design) == 1
        and not any(book.arms[name].scenario.timeline for name in claim.test.arms)
    ]  # fmt: skip
    assert len(simple) > 80
    for claim in simple:
        one, other = (book.arms[name] for name in claim.test.arms)
        levers = {name for name in LEVERS if one.scenario.value(name) != other.scenario.value(name)}
        parameters = {
            name for name in PARAMETERS if one.parameters.get(name) != other.parameters.get(name)
        }
        assert set(claim.moved) == levers | parameters, claim.name


def test_a_derived_claim_moves_one_thing(book):
    derived = [claim for claim in book.claims.values() if claim.label == DERIVED]
    assert {len(claim.moved) for claim in derived} == {1}


def test_a_lever_more_on_one_side_makes_an_association(tmp_path):
    text, name = CONTRASTS.read_text(encoding="utf-8"), "C000-31"
    assert read_book().claims[name].moved == ("budget.overlap",)
    old = '"both yield" = { levers = { budget.overlap = "yield" } }'
    assert old in text
    path = tmp_path / "ledger.toml"
    new = old.replace('"yield" }', '"yield", goals.shared = 0.8 }')
    path.write_text(text.replace(old, new), encoding="utf-8")
    moved = read_book(path).claims[name]
    assert moved.moved == ("budget.overlap", "goals.shared")
    assert replace(moved, rule="").label == ASSOCIATED


ONE_LEVER = """
[arms]
"silos" = {}
"yield" = { levers = { budget.overlap = "yield" } }
[claims.C000-31]
design = "yield"
reference = "silos"
outcome = "lead_time"
expects = "lower"
contrast = "Is it?"
"""


def read_one(text: str, tmp_path, monkeypatch) -> str:
    path = tmp_path / "ledger.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(
        "allied.calibration.evidence.ledger.claims", lambda: {"C000-31": claims()["C000-31"]}
    )
    return read_book(path).claims["C000-31"].label


def test_one_lever_is_derived_more_are_associated_and_a_rule_is_restated(tmp_path, monkeypatch):
    assert read_one(ONE_LEVER, tmp_path, monkeypatch) == DERIVED
    more = ONE_LEVER.replace('"yield" } }', '"yield", goals.shared = 0.8 } }')
    assert more != ONE_LEVER
    assert read_one(more, tmp_path, monkeypatch) == ASSOCIATED
    for text in (ONE_LEVER, more):
        ruled = text + 'rule = "Who yields does not wait."\n'
        assert read_one(ruled, tmp_path, monkeypatch) == RESTATED


def test_both_sides_with_a_lever_more_are_still_derived(tmp_path, monkeypatch):
    text = ONE_LEVER.replace('"silos" = {}', '"silos" = { levers = { goals.shared = 0.8 } }')
    text = text.replace('"yield" } }', '"yield", goals.shared = 0.8 } }')
    assert read_one(text, tmp_path, monkeypatch) == DERIVED


def test_only_derived_claims_are_counted_as_evidence():
    report = pd.DataFrame({
        "label": [DERIVED, DERIVED, RESTATED, ASSOCIATED, ASSOCIATED, ""],
        "verdict": [SUPPORTED, UNDECIDED, SUPPORTED, CONTRADICTED, SUPPORTED, UNTESTABLE],
    })  # fmt: skip
    counts = evidence(report)
    assert counts.loc[DERIVED].to_dict() == {SUPPORTED: 1, CONTRADICTED: 0, UNDECIDED: 1}
    assert counts.loc[RESTATED].to_dict() == {SUPPORTED: 1, CONTRADICTED: 0, UNDECIDED: 0}
    assert counts.loc[ASSOCIATED].to_dict() == {SUPPORTED: 1, CONTRADICTED: 1, UNDECIDED: 0}


# --- from arrays to verdicts ---


def contrast(expects: str = "higher") -> Contrast:
    return Contrast("x", (("a", 3),), (("b", 3),), "lead_time", expects=expects)


def results(design: np.ndarray | float, reference: np.ndarray | float, rows=None) -> Results:
    luck = np.random.default_rng(1)
    noise, gap = luck.normal(20.0, 5.0, RUNS), luck.normal(0.0, 1.0, RUNS)
    values = {
        Measure("a", "lead_time", "", 3): design + noise + gap,
        Measure("b", "lead_time", "", 3): reference + noise,
    }
    rows = parameter_set("default") if rows is None else rows
    return Results(values, rows, np.arange(RUNS))


@pytest.mark.parametrize(("design", "expects", "verdict"), [
    (12.0, "higher", SUPPORTED), (12.0, "lower", CONTRADICTED),
    (8.0, "higher", CONTRADICTED), (8.0, "lower", SUPPORTED), (10.05, "higher", UNDECIDED),
])  # fmt: skip
def test_an_effect_above_zero_goes_as_the_claim_says(design, expects, verdict):
    judged = results(design, 10.0).judge(contrast(expects))
    assert WORDS[judged.verdict] == verdict
    sign = 1.0 if expects == "higher" else -1.0
    assert judged.mean == pytest.approx((design - 10.0) * sign, abs=0.15)


@pytest.mark.parametrize("design", [12.0, 10.3, 10.0, 7.0])
def test_the_opposite_claim_gets_the_opposite_verdict(design):
    found = results(design, 10.0)
    one, other = found.judge(contrast("higher")), found.judge(contrast("lower"))
    assert WORDS[other.verdict] == OPPOSITE.get(WORDS[one.verdict], UNDECIDED)
    assert one.p_positive + other.p_positive == pytest.approx(1.0)


def test_an_undecided_verdict_says_why():
    def why(found: Results) -> str:
        return _reason(found.judge(contrast()), contrast(), found)

    nothing = results(10.0, 10.0)
    same = dict.fromkeys(nothing.values, np.full(RUNS, 20.0))
    assert "nothing in the model" in why(Results(same, nothing.parameters, nothing.numbers))
    assert "smaller than 0.3" in why(results(10.02, 10.0))
    assert "companies would decide it" in why(results(10.33, 10.0))
    assert why(results(12.0, 10.0)) == ""
    assert why(results(12.0, 10.0).part(np.arange(RUNS) < 1)) == "One company decides nothing."
    rows = np.resize(parameter_set("default"), RUNS)
    PARAMETERS[PRIOR[0]].write(rows, np.linspace(0.1, 0.9, RUNS))
    depends = results(10.5 + np.linspace(-4.0, 4.0, RUNS), 10.0, rows)
    assert "parameters that are not known" in why(depends)


@pytest.mark.parametrize("narrowed", [False, True], ids=["assumed", "narrowed by data"])
def test_an_undecided_verdict_names_the_assumption_that_it_rests_on(narrowed):
    rows, row = np.resize(parameter_set("default"), RUNS), PARAMETERS[PRIOR[0]]
    width = (0.25 if narrowed else 1.0) * (row.high - row.low)
    row.write(rows, row.low + np.linspace(0.0, width, RUNS))
    found = results(10.5 + np.linspace(-4.0, 4.0, RUNS), 10.0, rows)
    effect = found.judge(contrast())
    assert effect.rests_on == (() if narrowed else (PRIOR[0],))
    said = _reason(effect, contrast(), found)
    named = "" if narrowed else f", above all “{row.label}”"
    assert said == f"It depends on parameters that are not known{named}."


def test_no_parameter_is_blamed_where_all_companies_share_theirs():
    found = results(10.3, 10.0)
    effect = replace(found.judge(contrast()), verdict=Verdict.OPEN, runs_needed=None)
    assert effect.parameters is None
    assert "too near to the smallest effect" in _reason(effect, contrast(), found)


def test_claims_are_judged_by_the_rule_of_comparisons():
    assert WORDS == {Verdict.BETTER: SUPPORTED, Verdict.WORSE: CONTRADICTED,
                     Verdict.SAME: UNDECIDED, Verdict.OPEN: UNDECIDED}  # fmt: skip


@pytest.mark.parametrize("make", [the_same, a_trend], ids=lambda make: make.__name__)
def test_no_claim_is_decided_where_all_arms_are_alike(monkeypatch, make):
    stand_in(monkeypatch, make)
    report = ledger(runs=100, seed=3, parameters="default")
    assert set(report["verdict"]) == {UNDECIDED, UNTESTABLE}
    assert set(report["fails"]) == {""}


@pytest.mark.slow
def test_hardly_a_claim_is_decided_by_chance(monkeypatch):
    """One verdict in twenty on either side, where there is nothing to find."""
    stand_in(monkeypatch, noise)
    report = pd.concat(
        ledger(runs=100, seed=seed, parameters="default", elsewhere=False) for seed in range(6)
    )
    tested = report[report["verdict"] != UNTESTABLE]
    share = tested.groupby("id")["verdict"].agg(lambda said: said.isin(OPPOSITE).mean())
    assert share.mean() <= 0.11
    assert tested["verdict"].eq(SUPPORTED).mean() <= 0.06


def turning_in_a_calm_market(monkeypatch, name: str) -> str:
    """Return where a claim fails whose effect is the other way where an arm is in a calm market."""
    test = read_book().claims[name].test
    design = {Measure(arm, test.outcome, test.asked, year) for arm, year in test.design}

    def make(measures, rows, seed, place):
        size = -5.0 if place == {"market.turbulence": 0.5} else 5.0
        level = companies(rows, seed)
        return {m: level + size * test.sign * (m in design) for m in measures}

    stand_in(monkeypatch, make)
    row = ledger(runs=60, only=[name], parameters="default").iloc[0]
    assert row["verdict"] == SUPPORTED
    return str(row["fails"])


def test_a_place_where_a_claim_turns_round_is_named(monkeypatch):
    said = turning_in_a_calm_market(monkeypatch, "C000-31")
    assert said == "Contradicted in a calm market (half the ordinary)."


def test_no_other_market_is_looked_at_where_an_arm_sets_the_market(monkeypatch, book):
    own = next(
        claim.name
        for claim in book.claims.values()
        if "both decide, fast market" in claim.test.arms
    )
    assert turning_in_a_calm_market(monkeypatch, own) == ""


def judged(effect: float):
    return results(10.0 + effect, 10.0).judge(contrast())


def test_a_condition_is_named_where_the_sign_turns_or_the_effect_is_gone():
    found = [Found("here", judged(2.0)), Found("there", judged(-2.0)),
             Found("yonder", judged(0.05))]  # fmt: skip
    assert conditions(judged(2.0), found, [], 0.3) == "Contradicted there. Undecided yonder."
    assert conditions(judged(2.0), found[:1], [], 0.3) == ""
    assert conditions(judged(-2.0), found[:1], [], 0.3) == "Supported here."


def test_a_parameter_that_turns_the_sign_is_found():
    rows, name = np.resize(parameter_set("default"), RUNS), PRIOR[0]
    row = PARAMETERS[name]
    row.write(rows, np.linspace(row.low, row.high, RUNS))
    found = results(10.0 + np.linspace(-1.0, 5.0, RUNS), 10.0, rows)
    inside = parameter_conditions(found, contrast())
    said = conditions(found.judge(contrast()), [], inside, 0.3)
    assert f"({name}) is high" in said


# --- the ledger ---


def test_the_shipped_ledger_is_that_of_the_contrasts(book):
    shipped = read_ledger().set_index("id")
    again = "run: allied claims --out calibration/shipped/claims_ledger.csv"
    assert list(shipped.index) == list(claims()), again
    for name, claim in book.claims.items():
        row = shipped.loc[name]
        assert row["contrast"] == claim.contrast, f"{name}: write {LEDGER.name} anew"
        assert row["claim"] == claims()[name].text
        assert row["label"] == claim.label
        if not claim.reason:
            test = claim.test
            assert row["design"] == " + ".join(arm for arm, _ in test.design)
            assert row["reference"] == " + ".join(arm for arm, _ in test.reference)
            assert row["outcome"].startswith(test.outcome)
            assert (row["year"], row["expects"]) == (test.year, test.expects)
            assert row["levers"] == len(claim.moved)
        assert (row["verdict"] == UNTESTABLE) == bool(claim.reason)


def test_shipped_verdicts_follow_from_the_shipped_numbers(book):
    for row in read_ledger().to_dict(orient="records"):
        if row["verdict"] == UNTESTABLE:
            assert row["reason"]
            continue
        assert row["low"] <= row["effect"] <= row["high"]
        if row["verdict"] in OPPOSITE:
            assert (row["effect"] > 0.0) == (row["verdict"] == SUPPORTED)
            assert abs(row["effect"]) > book.claims[row["id"]].test.sesoi
            assert max(row["p"], 1.0 - row["p"]) >= 0.95
            assert row["reason"] == ""
        else:
            assert row["reason"]


def test_every_tested_claim_is_counted_once():
    counts = evidence(read_ledger())
    assert counts.to_numpy().sum() == sum(not c.reason for c in read_book().claims.values())
    assert (read_ledger()["verdict"] == UNTESTABLE).sum() + counts.to_numpy().sum() == len(claims())


@pytest.mark.slow
def test_other_companies_turn_no_verdict_round():
    shipped = read_ledger().set_index("id")
    found = ledger(runs=400, seed=7, elsewhere=False).set_index("id")
    tested = shipped.index[shipped["verdict"] != UNTESTABLE]
    turned = [n for n in tested
              if found.loc[n, "verdict"] == OPPOSITE.get(shipped.loc[n, "verdict"])]  # fmt: skip
    assert turned == []
    clear = [name for name in tested if shipped.loc[name, "verdict"] in OPPOSITE]
    same = np.sign(found.loc[clear, "effect"]) == np.sign(shipped.loc[clear, "effect"])
    assert same.mean() > 0.95


def test_the_same_seed_gives_the_same_ledger():
    chosen = {"runs": 8, "only": ["C000-12", "C003-05"], "elsewhere": False}
    one, again = ledger(seed=3, **chosen), ledger(seed=3, **chosen)
    pd.testing.assert_frame_equal(one, again)
    assert not one.equals(ledger(seed=4, **chosen))


# --- the command ---


@pytest.fixture
def run(capsys, monkeypatch) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.setenv("COLUMNS", "100")

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(["claims", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


FEW = ("--runs", "40")


def test_json_has_the_promised_keys(run):
    only = ("--only", "C000-12", "--only", "C000-02", "--only", "T-01")
    code, out, _ = run("--json", *FEW, *only)
    assert code == 0
    printed = json.loads(out)
    assert printed["model"] == model_hash()
    rows = printed["claims"]
    assert [row["id"] for row in rows] == ["C000-02", "C000-12", "T-01"]
    assert all(set(row) >= KEYS for row in rows)
    assert rows[0]["verdict"] == UNTESTABLE
    assert rows[0]["effect"] is None
    assert rows[0]["reason"]
    assert rows[1]["verdict"] in (SUPPORTED, CONTRADICTED, UNDECIDED)
    assert rows[1]["low"] <= rows[1]["effect"] <= rows[1]["high"]


def test_the_shipped_ledger_is_shown_by_source_with_words(run):
    code, out, _ = run("--shipped")
    assert code == 0
    assert all(name in out for name in claims())
    for word in (SUPPORTED, UNDECIDED, UNTESTABLE, *LABELS):
        assert word in out
    counts = evidence(read_ledger())
    said = " ".join(out.split())
    assert f"no rule says what follows): {counts.loc[DERIVED, SUPPORTED]} supported" in said
    assert "Not evidence: associated" in said
    assert max(map(len, out.splitlines())) <= 100


def test_only_derived_claims_are_printed_as_evidence(run, monkeypatch):
    """A restated or associated claim that turns moves no number of the evidence."""
    report = read_ledger()

    def printed(label: str, verdict: str) -> list[str]:
        changed = report.copy()
        changed.loc[changed["label"] == label, "verdict"] = verdict
        changed.attrs = report.attrs
        monkeypatch.setattr(
            "allied.calibration.evidence.ledger.read_ledger", lambda only=(): changed
        )
        lines = run("--shipped")[1].splitlines()
        begin = next(k for k, line in enumerate(lines) if line.startswith("Evidence (one lever"))
        return lines[begin:]

    def counted(label: str, verdict: str) -> str:
        number = (report["label"] == label).sum()
        said = [(word, number * (word == verdict)) for word in (SUPPORTED, CONTRADICTED, UNDECIDED)]
        return ", ".join(f"{count} {word}" for word, count in said)

    as_it_is = printed("", UNTESTABLE)
    for verdict in (SUPPORTED, CONTRADICTED):
        evidence_line, associated, restated, untestable = printed(DERIVED, verdict)
        assert evidence_line.endswith(f": {counted(DERIVED, verdict)}")
        assert [associated, restated, untestable] == as_it_is[1:]
        for label, row in ((ASSOCIATED, 1), (RESTATED, 2)):
            lines = printed(label, verdict)
            assert lines[row].endswith(counted(label, verdict))
            assert lines[0] == as_it_is[0]
    assert as_it_is[1].startswith("Not evidence: associated (several levers moved together): ")
    assert as_it_is[2].startswith("Not evidence: restated (a rule of the model): ")


def test_the_shipped_ledger_is_printed_as_json(run):
    code, out, said = run("--shipped", "--json")
    assert (code, said) == (0, "")
    printed = json.loads(out)
    assert printed["model"] == read_ledger().attrs["model"]
    rows = printed["claims"]
    assert [row["id"] for row in rows] == list(claims())
    assert all(set(row) >= KEYS for row in rows)
    for row in rows:
        assert (row["label"] in LABELS) == (row["verdict"] != UNTESTABLE)
        assert (row["levers"] is None) == (row["verdict"] == UNTESTABLE)
        assert set(row["rests_on"].split()) <= set(PARAMETERS)


def test_one_claim_of_the_shipped_ledger_is_asked_for_by_number(run):
    code, out, _ = run("--shipped", "--json", "--only", "C000-12")
    assert code == 0
    assert [row["id"] for row in json.loads(out)["claims"]] == ["C000-12"]
    code, _, said = run("--shipped", "--only", "C000-99")
    assert code == 2
    assert "--only: got 'C000-99'" in said


def test_a_ledger_of_another_model_stays_one(run, monkeypatch, tmp_path):
    old, copy = tmp_path / "old.csv", tmp_path / "copy.csv"
    text = LEDGER.read_text(encoding="utf-8")
    old.write_text(text.replace(model_hash(), "0123456789ab", 1), encoding="utf-8")
    monkeypatch.setattr("allied.calibration.evidence.ledger.LEDGER", old)
    code, out, said = run("--shipped", "--json", "--out", str(copy))
    assert code == 0
    assert "0123456789ab" in said
    assert json.loads(out)["model"] == "0123456789ab"
    assert copy.read_text(encoding="utf-8").startswith("# model 0123456789ab\n")


def test_a_run_is_written_as_it_is_read(run, tmp_path):
    path = tmp_path / "claims.csv"
    code, _, _ = run(*FEW, "--only", "C000-12", "--parameters", "default", "--out", str(path))
    assert code == 0
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# model {model_hash()}"
    assert list(pd.read_csv(path, skiprows=1).columns) == list(read_ledger().columns)


def test_bad_options_are_listed_with_exit_code_2(run):
    code, _, said = run("--runs", "0", "--seed", "-1")
    assert code == 2
    assert said.startswith("2 problems:")
    code, _, said = run("--only", "C000-99", "--only", "C1")
    assert code == 2
    assert "2 problems" in said
    assert "--only: got 'C000-99'" in said
    assert run(*FEW, "--parameters", "nowhere.parquet")[0] == 2


def test_the_contrasts_ship_with_the_package():
    assert CONTRASTS.is_file()
    assert LEDGER.is_file()
