"""The claims ledger: contrasts as data, verdicts from arrays, what ships, and the command."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.arm_runs import ArmRuns
from calibration.conditions import SURROUNDINGS, Found, conditions, parameter_conditions
from calibration.contrasts import CONTRASTS, Contrast, Ledger, read_contrasts
from calibration.ledger import LEDGER, ledger, read_ledger
from calibration.posterior import parameter_set
from calibration.verdicts import (
    CONTRADICTED,
    SUPPORTED,
    UNDECIDED,
    UNTESTABLE,
    Judgement,
    judge,
    over_draws,
)
from scenarios import claims
from sim.levers import LEVERS
from sim.parameters import PARAMETERS, PRIOR
from sim.quantity import InputError
from viz.terminal import main

KEYS = {"id", "claim", "contrast", "outcome", "effect", "low", "high", "p", "verdict", "reason"}
OPPOSITE = {SUPPORTED: CONTRADICTED, CONTRADICTED: SUPPORTED}


@pytest.fixture(scope="module")
def book() -> Ledger:
    return read_contrasts()


def is_causal(name: str) -> bool:
    return claims()[name].kind.startswith(("cause", "belief"))


# --- contrasts as data ---


def test_every_claim_has_one_entry(book):
    assert list(book.contrasts) == list(claims())


def test_at_least_forty_causes_and_beliefs_are_tested(book):
    tested = [name for name, c in book.contrasts.items() if not c.reason and is_causal(name)]
    assert len(tested) >= 40


def test_what_is_not_tested_says_why(book):
    for contrast in book.contrasts.values():
        if contrast.reason:
            assert len(contrast.reason.split()) >= 5, contrast.claim
            assert not contrast.arms
        else:
            assert contrast.contrast.rstrip(")").endswith((".", "?")), contrast.claim


def test_tensions_are_answered_and_say_which_side_a_verdict_means(book):
    tensions = [name for name in claims() if name.startswith("T-")]
    assert len(tensions) == 5
    for name in tensions:
        words = book.contrasts[name].contrast
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


def test_surroundings_are_levers_in_their_range():
    for levers in SURROUNDINGS.values():
        for name, value in levers.items():
            assert LEVERS[name].role == "surroundings" or name in (
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
C000-03 = { design = "silos" }
C000-04 = { design = "silo", reference = ["a", "b"], outcome = "lead_times", expects = "more", contrast = "x", year = 6 }
C000-05 = { design = "c", reference = "d", indicator = "trust", outcome = "lead_time", expects = "lower", contrast = "x" }
C000-06 = { design = "e", reference = "e", indicator = "trusts", asked = "cfo", expects = "lower", contrast = "x" }
C999-01.reason = "No such claim."
"""  # noqa: E501
PROBLEMS = (
    "goals.shared: got 2.0",
    "goals.shard: got an unknown name; expected a name of the table. Did you mean 'goals.shared'",
    "arms.b: scenario: got 'silo'",
    "arms.c.lever: got an unknown key",
    "trust.bass: got an unknown name",
    "arms.e: got a table of another form",
    "arms.unused: got an arm that no claim uses",
    "claims.C000-01.reason: got ' '",
    "claims.C000-02: got a reason beside outcome",
    "claims.C000-03.reference: got nothing",
    "claims.C000-03: got neither of outcome and indicator",
    "claims.C000-04.design: got 'silo'; expected an arm. Did you mean 'silos'?",
    "claims.C000-04: got sides of different lengths",
    "claims.C000-04.outcome: got 'lead_times'",
    "claims.C000-04.expects: got 'more'",
    "claims.C000-04.year: got 6",
    "claims.C000-05: got both of outcome and indicator",
    "claims.C000-06: got the same arms on both sides",
    "claims.C000-06.indicator: got 'trusts'; expected an indicator. Did you mean 'trust'?",
    "claims.C000-06.asked: got 'cfo'",
    "claims.C000-07: got no entry",
    "claims.C999-01: got an unknown claim",
)


@pytest.fixture
def bad(tmp_path, monkeypatch) -> None:
    path = tmp_path / "ledger.toml"
    path.write_text(BAD, encoding="utf-8")
    monkeypatch.setattr("calibration.ledger.read_contrasts", lambda: read_contrasts(path))


def test_all_problems_of_the_data_are_listed_at_once(bad, capsys):
    assert main(["claims"]) == 2
    said = capsys.readouterr().err
    assert [words for words in PROBLEMS if words not in said] == []


@pytest.mark.parametrize("content", [b"[arms", b"\xff", None], ids=["syntax", "bytes", "no file"])
def test_a_file_that_cannot_be_read_is_a_problem(tmp_path, content):
    path = tmp_path / "ledger.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError):
        read_contrasts(path)


# --- from arrays to verdicts ---


def contrast(expects: str) -> Contrast:
    return Contrast("C000-12", contrast="x", design=("a",), reference=("b",),
                    outcome="lead_time", expects=expects)  # fmt: skip


def runs(design: float, reference: float) -> ArmRuns:
    noise = np.random.default_rng(1).normal(0.0, 1.0, 40)
    return ArmRuns({
        ("a", "lead_time", "", 3): design + noise, ("b", "lead_time", "", 3): reference + noise,
    })  # fmt: skip


@pytest.mark.parametrize(("design", "expects", "verdict"), [
    (12.0, "higher", SUPPORTED), (12.0, "lower", CONTRADICTED),
    (8.0, "higher", CONTRADICTED), (8.0, "lower", SUPPORTED), (10.1, "higher", UNDECIDED),
])  # fmt: skip
def test_an_effect_above_zero_goes_as_the_claim_says(design, expects, verdict):
    asked = contrast(expects)
    effects = runs(design, 10.0).effect(asked).reshape(4, 10)
    judged = judge(over_draws(effects), asked.least)
    assert judged.verdict == verdict
    assert judged.effect == pytest.approx((design - 10.0) * (1.0 if expects == "higher" else -1.0))


def test_a_difference_of_differences_adds_the_design_and_takes_the_reference_away():
    values = {(name, "lead_time", "", 3): np.full(4, float(value))
              for name, value in (("a", 9), ("b", 5), ("c", 2), ("d", 3))}  # fmt: skip
    asked = Contrast("C000-06", contrast="x", design=("a", "d"), reference=("b", "c"),
                     outcome="lead_time", expects="higher")  # fmt: skip
    assert ArmRuns(values).effect(asked).tolist() == [9.0 + 3.0 - 5.0 - 2.0] * 4


def test_chance_between_few_companies_is_not_taken_for_unknown_parameters():
    luck = np.random.default_rng(1)
    only_chance = over_draws(luck.normal(1.0, 6.0, (4, 400)))
    assert only_chance.std() < 0.75  # 3 by chance, and 0.15 is the error of the mean
    truth = luck.normal(1.0, 2.0, 400)
    found = over_draws(truth + luck.normal(0.0, 6.0, (4, 400)))
    assert found.std() == pytest.approx(2.0, abs=0.7)
    assert np.corrcoef(found, truth)[0, 1] > 0.4


@given(st.lists(st.floats(-100.0, 100.0), min_size=2, max_size=30), st.floats(0.0, 5.0))
def test_the_opposite_claim_gets_the_opposite_verdict(values, least):
    draws = np.array(values)
    one, other = judge(draws, least), judge(-draws, least)
    assert other.verdict == OPPOSITE.get(one.verdict, UNDECIDED)
    assert one.p + other.p == pytest.approx(1.0)
    assert one.low <= one.high


@given(st.floats(0.0, 0.29))
def test_what_is_too_small_to_name_decides_nothing(size):
    assert judge(np.full(10, size), 0.3).verdict == UNDECIDED


def settled(effect: float) -> Judgement:
    return judge(np.full(10, effect), 0.3)


def test_a_condition_is_named_where_the_sign_turns_or_the_effect_is_gone():
    found = [Found("here", settled(2.0)), Found("there", settled(-2.0)),
             Found("yonder", settled(0.1))]  # fmt: skip
    assert conditions(settled(2.0), found, [], 0.3) == "Contradicted there. Not settled yonder."
    assert conditions(settled(2.0), found[:1], [], 0.3) == ""
    assert conditions(settled(-2.0), found[:1], [], 0.3) == "Supported here."


def test_a_parameter_that_turns_the_sign_is_found():
    rows = np.resize(parameter_set("default"), 90)
    name = PRIOR[0]
    PARAMETERS[name].write(rows, np.linspace(0.0, 1.0, 90))
    effects = np.linspace(-1.0, 3.0, 90) + np.array([[-0.1], [0.1]])
    found = parameter_conditions(effects, rows, 0.1)
    said = conditions(judge(effects.mean(axis=0), 0.1), [], found, 0.1)
    assert f"({name}) is high" in said


# --- the ledger ---


@pytest.fixture(scope="module")
def small() -> pd.DataFrame:
    return ledger(draws=40, companies=3, seed=7, elsewhere=False).set_index("id")


def test_the_shipped_ledger_is_that_of_the_contrasts(book):
    shipped = read_ledger().set_index("id")
    assert list(shipped.index) == list(claims())
    for name, stated in book.contrasts.items():
        row = shipped.loc[name]
        assert row["contrast"] == stated.contrast, f"{name}: write {LEDGER.name} anew"
        assert row["claim"] == claims()[name].text
        if not stated.reason:
            assert row["design"] == " + ".join(stated.design)
            assert row["reference"] == " + ".join(stated.reference)
            assert row["outcome"].startswith(stated.outcome)
            assert (row["year"], row["expects"]) == (stated.year, stated.expects)
        assert (row["verdict"] == UNTESTABLE) == bool(stated.reason)


def test_shipped_verdicts_follow_from_the_shipped_numbers(book):
    for row in read_ledger().to_dict(orient="records"):
        if row["verdict"] == UNTESTABLE:
            assert row["reason"]
            continue
        assert row["low"] <= row["effect"] <= row["high"]
        if row["verdict"] in OPPOSITE:
            assert (row["effect"] > 0.0) == (row["verdict"] == SUPPORTED)
            assert abs(row["effect"]) >= 0.99 * book.contrasts[row["id"]].least
            assert row["p"] >= 0.9 or row["p"] <= 0.1


def test_no_settled_verdict_is_turned_round_by_a_small_sample(small):
    shipped = read_ledger().set_index("id")["verdict"]
    turned = [
        name for name in shipped.index if small.loc[name, "verdict"] == OPPOSITE.get(shipped[name])
    ]
    assert turned == []


def test_a_small_sample_comes_near_the_shipped_effects(small):
    shipped = read_ledger().set_index("id")
    tested = shipped.index[shipped["verdict"] != UNTESTABLE]
    both = np.sign(small.loc[tested, "effect"]) == np.sign(shipped.loc[tested, "effect"])
    assert both.mean() > 0.85


def test_the_same_seed_gives_the_same_ledger():
    chosen = {"draws": 4, "companies": 2, "only": ["C000-12", "C003-05"]}
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


FEW = ("--draws", "4", "--companies", "2")


def test_json_has_the_promised_keys(run):
    only = ("--only", "C000-12", "--only", "C000-02", "--only", "T-01")
    code, out, _ = run("--json", *FEW, *only)
    assert code == 0
    rows = json.loads(out)["claims"]
    assert [row["id"] for row in rows] == ["C000-02", "C000-12", "T-01"]
    assert all(set(row) >= KEYS for row in rows)
    assert rows[0]["verdict"] == UNTESTABLE
    assert rows[0]["effect"] is None
    assert rows[0]["reason"]
    assert rows[1]["verdict"] == SUPPORTED
    assert rows[1]["low"] <= rows[1]["effect"] <= rows[1]["high"]


def test_the_shipped_ledger_is_shown_by_source_with_words(run):
    code, out, _ = run("--shipped")
    assert code == 0
    assert all(name in out for name in claims())
    for verdict in (SUPPORTED, UNDECIDED, UNTESTABLE):
        assert verdict in out
    assert max(map(len, out.splitlines())) <= 100


def test_a_run_is_written_as_it_is_read(run, tmp_path):
    path = tmp_path / "claims.csv"
    code, _, _ = run(*FEW, "--only", "C000-12", "--parameters", "default", "--out", str(path))
    assert code == 0
    assert list(pd.read_csv(path).columns) == list(pd.read_csv(LEDGER).columns)


def test_bad_options_are_listed_with_exit_code_2(run):
    code, _, said = run("--draws", "1", "--companies", "0")
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
