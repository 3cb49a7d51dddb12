"""The patterns P1-P13: data that can fail, the shipped report, and the command."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from calibration.patterns import (
    FAILS,
    HOLDS,
    OPEN,
    PATTERNS,
    WORDS,
    Effect,
    patterns_report,
    read_book,
    read_report,
)
from calibration.prior import prior_draws
from scenarios import claims
from sim.arguments import parameter_rows
from sim.levers import LEVERS
from sim.parameters import PARAMETERS, PRIOR
from sim.quantity import InputError
from sim.stamp import model_hash
from viz.terminal import main

BOOK = read_book()
EFFECTS = [
    pytest.param(effect, id=f"{pattern.name}: {effect.label}")
    for pattern in BOOK.patterns
    for effect in pattern.effects
]
RUNS = 900


def persistence() -> Effect:
    return next(
        effect
        for pattern in BOOK.patterns
        for effect in pattern.effects
        if effect.label.startswith("who is low")
    )


def verdict(effect: Effect, values) -> str:
    judged = effect.contrast.judge(values, parameter_rows(None), np.arange(RUNS))
    return WORDS[judged.verdict]


# --- data ---


def test_all_thirteen_patterns_are_stated() -> None:
    assert [pattern.name for pattern in BOOK.patterns] == [f"P{n}" for n in range(1, 14)]
    assert all(pattern.effects and pattern.statement for pattern in BOOK.patterns)
    assert {name for pattern in BOOK.patterns for name in pattern.claims} <= set(claims())


@pytest.mark.parametrize("effect", EFFECTS)
def test_an_effect_says_what_would_refute_it(effect: Effect) -> None:
    assert effect.refuted.endswith(".")
    assert len(effect.refuted.split()) >= 4
    assert effect.refuted != effect.label


def test_arms_use_levers_and_parameters_that_there_are() -> None:
    for arm in BOOK.arms.values():
        assert arm.sets() <= set(LEVERS)
        assert set(arm.parameters) <= set(PARAMETERS)


BAD = """
[arms]
"silos" = {}
"unused" = {}

[patterns.P1]
statement = "x"
effects = [
  { effect = "a", design = "silo", reference = "silos", outcome = "lead_time", expects = "lower" },
  { effect = "", refuted = "x", design = "silos", reference = "silos" },
  { effect = "a", refuted = "x", designs = "silos" },
]

[patterns.P2]
statements = "x"

[patterns.P3]
statement = "x"
"""


def test_all_problems_of_the_data_are_listed_at_once(tmp_path) -> None:
    path = tmp_path / "patterns.toml"
    path.write_text(BAD, encoding="utf-8")
    with pytest.raises(InputError) as found:
        read_book(path)
    said = str(found.value)
    for words in (
        "patterns.P1.effects, 1.refuted: got nothing",
        "patterns.P1.effects, 2.effect: got ''",
        "patterns.P1.effects, 3.designs: got an unknown key",
        "patterns.P2.statements: got an unknown key",
        "patterns.P3: got no effects",
        "arms.unused: got an arm that nothing uses",
    ):
        assert words in said


# --- no effect holds by construction ---


@pytest.mark.parametrize("effect", EFFECTS)
def test_an_effect_does_not_hold_where_arms_do_not_differ(effect: Effect) -> None:
    """Neither with the same companies in all arms, nor with others of the same kind in each."""
    luck = np.random.default_rng(1)
    measures = sorted(effect.contrast.measures)
    if effect is not persistence():  # where nothing ever changes, all of a gap is left
        same = dict.fromkeys(measures, luck.normal(50.0, 10.0, RUNS))
        assert verdict(effect, same) != HOLDS
    held = [
        verdict(effect, {m: luck.normal(50.0, 10.0, RUNS) for m in measures}) for _ in range(20)
    ]
    assert held.count(HOLDS) <= 3


@pytest.mark.parametrize("effect", EFFECTS)
def test_an_effect_can_hold_and_can_be_refuted(effect: Effect) -> None:
    contrast, luck = effect.contrast, np.random.default_rng(2)
    if contrast.among is not None and contrast.among.third == "outer":
        return  # the next test
    base = {m: luck.normal(50.0, 1.0, RUNS) for m in sorted(contrast.measures)}
    plus = sorted({m for m in contrast.measures if (m.arm, m.year) in contrast.design})

    def moved(size: float):
        to_design = {m: base[m] + size for m in plus if m.asked == contrast.asked}
        return {**base, **to_design}

    size = 20.0 * contrast.sign
    assert verdict(effect, moved(size)) == HOLDS
    assert verdict(effect, moved(-size)) == FAILS


@pytest.mark.parametrize(("kept", "said"), [(0.0, FAILS), (0.2, FAILS), (0.9, HOLDS)])
def test_only_who_remembers_stays_low(kept: float, said: str) -> None:
    """0.1.0 asked whether the low are below 45 where the mean is 34: nobody could fail."""
    effect, luck = persistence(), np.random.default_rng(3)
    early, late = sorted(effect.contrast.measures, key=lambda measure: measure.year)
    trust = luck.normal(34.0, 8.0, RUNS)
    later = 34.0 + kept * (trust - 34.0) + luck.normal(0.0, 8.0 * np.sqrt(1.0 - kept**2), RUNS)
    assert verdict(effect, {early: trust, late: later}) == said


# --- what ships ---


def test_the_shipped_report_has_every_effect_in_order() -> None:
    shipped = read_report()
    stated = [(p.name, e.label, e.refuted) for p in BOOK.patterns for e in p.effects]
    assert (
        list(zip(shipped["pattern"], shipped["effect"], shipped["refuted"], strict=True)) == stated
    )
    assert shipped["verdict"].isin([HOLDS, FAILS, OPEN]).all()
    assert shipped["p_prior"].between(0.0, 1.0).all()
    assert (shipped["low"] <= shipped["mean"]).all()
    assert (shipped["mean"] <= shipped["high"]).all()
    assert (shipped.loc[shipped["verdict"] == HOLDS, "p"] >= 0.95).all()


@pytest.mark.slow
def test_other_companies_turn_no_verdict_round() -> None:
    shipped, found = read_report(), patterns_report(runs=600, seed=11)
    both = pd.DataFrame({"then": shipped["verdict"], "now": found["verdict"]})
    turned = both[both["then"].isin([HOLDS, FAILS]) & both["now"].isin([HOLDS, FAILS])]
    assert (turned["then"] == turned["now"]).all()
    assert len(turned) > 20


def test_prior_draws_fill_their_ranges() -> None:
    draws = prior_draws(256)
    for name in PRIOR:
        row = PARAMETERS[name]
        column = row.read(draws)
        assert column.min() >= row.low
        assert column.max() <= row.high
        assert np.ptp(column) > 0.95 * (row.high - row.low)


# --- the command ---


def test_the_shipped_report_is_shown_with_what_refutes(capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    assert main(["patterns", "--shipped"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    counts = read_report()["verdict"].value_counts()
    assert f"{counts[HOLDS]} holds, {counts[FAILS]} does not hold" in said
    assert "Refuted if:" in said
    assert main(["patterns", "--shipped", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["model"] == model_hash()
    assert len(printed["effects"]) == len(EFFECTS)


def test_bad_options_are_listed(capsys) -> None:
    assert main(["patterns", "--runs", "0", "--seed", "-1"]) == 2
    assert capsys.readouterr().err.startswith("2 problems:")


def test_the_patterns_ship_with_the_package() -> None:
    assert PATTERNS.is_file()
