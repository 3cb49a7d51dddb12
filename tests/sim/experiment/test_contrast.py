"""Contrasts and the engine that runs them: gaps, groups of companies, levers that are moved."""

from __future__ import annotations

import numpy as np
import pytest

from allied.sim.experiment.contrast import Among, Arm, Contrast, Measure
from allied.sim.experiment.engine import Experiment
from allied.sim.experiment.verdict import Verdict
from allied.sim.inputs.arguments import parameter_rows
from allied.sim.inputs.scenario import Scenario

RUNS = 300
LUCK = np.random.default_rng(1)


def arm(**levers):
    return Arm(Scenario("arm", {name.replace("__", "."): v for name, v in levers.items()}))


ARMS = {
    "base": arm(), "a": arm(goals__shared=0.8), "b": arm(culture__training=0.03),
    "both": arm(goals__shared=0.8, culture__training=0.03),
}  # fmt: skip


def contrast(design, reference, **more):
    sides = [tuple((name, 3) for name in side) for side in (design, reference)]
    more = {"outcome": "customer_experience", "expects": "higher"} | more
    return Contrast("x", *sides, **more)


def at(name, year=3, outcome="customer_experience"):
    return Measure(name, outcome, "", year)


def judged(test, values):
    return test.judge(values, parameter_rows(None), np.arange(RUNS))


def test_a_gap_is_the_design_less_the_reference_as_is_expected():
    values = {at("base"): np.arange(3.0), at("a"): np.array([1.0, 1.0, 1.0])}
    gaps, kept = contrast("a", ["base"]).gaps(values)
    assert gaps.tolist() == [1.0, 0.0, -1.0]
    assert kept.all()
    lower, _ = contrast("a", ["base"], expects="lower").gaps(values)
    assert lower.tolist() == [-1.0, 0.0, 1.0]


def test_two_arms_on_a_side_make_a_difference_of_differences():
    values = {at(name): np.full(2, value) for name, value in
              (("base", 1.0), ("a", 2.0), ("b", 4.0), ("both", 8.0))}  # fmt: skip
    gaps, _ = contrast(["both", "base"], ["a", "b"]).gaps(values)
    assert gaps.tolist() == [3.0, 3.0]


def test_an_effect_is_judged_in_the_expected_direction():
    luck = LUCK.normal(50.0, 8.0, RUNS)
    values = {at("base"): luck, at("a"): luck + LUCK.normal(2.0, 1.0, RUNS)}
    as_expected = judged(contrast("a", ["base"]), values)
    against = judged(contrast("a", ["base"], expects="lower"), values)
    assert (as_expected.verdict, against.verdict) == (Verdict.BETTER, Verdict.WORSE)
    assert against.mean == -as_expected.mean
    assert judged(contrast("a", ["base"]), {**values, at("a"): luck}).verdict == Verdict.SAME


def test_an_effect_may_be_about_the_lowest_third():
    base, gain = np.arange(RUNS, dtype=float), np.zeros(RUNS)
    gain[:100] = 5.0
    values = {at("base"): base, at("a"): base + gain, at("base", 2): base}
    low = contrast("a", ["base"], among=Among(at("base", 2), "lowest"))
    high = contrast("a", ["base"], among=Among(at("base", 2), "highest"))
    assert judged(low, values).mean == 5.0
    assert judged(high, values).mean == 0.0


@pytest.mark.parametrize(("kept", "verdict"), [(0.8, "better"), (0.2, "worse")])
def test_what_is_left_of_a_gap_is_told_from_what_was_forgotten(kept, verdict):
    early = LUCK.normal(40.0, 10.0, RUNS)
    late = 40.0 + kept * (early - 40.0) + LUCK.normal(0.0, 1.0, RUNS)
    test = Contrast(
        "x", (("base", 5),), (("base", 2),), "customer_experience", part=0.5,
        among=Among(at("base", 2), "outer"),
    )  # fmt: skip
    found = judged(test, {at("base", 2): early, at("base", 5): late})
    gap = np.sort(early)[-100:].mean() - np.sort(early)[:100].mean()
    assert found.verdict == verdict
    assert found.mean == pytest.approx((kept - 0.5) * gap, abs=0.8)


def test_levers_that_are_moved_are_those_in_which_pairs_of_arms_differ():
    assert contrast("a", ["base"]).moved(ARMS) == {"goals.shared"}
    assert contrast(["both"], ["base"]).moved(ARMS) == {"goals.shared", "culture.training"}
    assert contrast(["both", "base"], ["a", "b"]).moved(ARMS) == {"culture.training"}
    assert contrast(["both", "b"], ["base", "a"]).moved(ARMS) == {"culture.training"}
    assert contrast(["base"], ["base"]).moved(ARMS) == set()


def test_a_lever_that_moves_later_is_moved():
    later = Arm(Scenario("later", {}, ((53, {"goals.shared": 0.8}),)))
    assert later.moved(ARMS["base"]) == {"goals.shared"}
    unchanged = Arm(Scenario("same", {}, ((53, {"goals.shared": 0.2}),)))
    assert unchanged.moved(ARMS["base"]) == set()


def test_a_parameter_that_is_set_is_moved():
    low = Arm(Scenario("low"), {"trust.base": 0.4})
    assert low.moved(ARMS["base"]) == {"trust.base"}


def test_the_engine_measures_what_contrasts_need_and_the_ensemble_gives_the_same():
    from allied.sim.experiment.ensemble import run_ensemble

    test = contrast("a", ["base"], outcome="lead_time", expects="lower")
    asked = contrast("a", ["base"], outcome="goal_awareness", asked="marketing.leader",
                     asked_reference="marketing.leader")  # fmt: skip
    rows = parameter_rows(None)
    found = Experiment(ARMS, (test, asked)).run(runs=6, first=4, seed=2, parameters=rows)
    assert set(found.values) == test.measures | asked.measures
    ensemble = run_ensemble([{}], runs=6, first=4, seed=2, weeks=156, parameters=rows)
    lead_time = ensemble.frame()["lead_time"].to_numpy()
    assert np.array_equal(found.values[at("base", 3, "lead_time")], lead_time)
    assert found.numbers.tolist() == [4, 5, 6, 7, 8, 9]
    seen = found.values[Measure("base", "goal_awareness", "marketing.leader", 3)]
    assert ((seen > 0.0) & (seen < 100.0)).all()
