"""Many companies at once: nothing but scenario, parameters, seed and run decides what comes out."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import allied.sim.experiment.ensemble
import allied.sim.inputs.plugins
from allied.scenarios import load, load_all
from allied.sim.experiment.ensemble import run_ensemble, simulate
from allied.sim.inputs.arguments import parameter_rows
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.parameters import PARAMETER_TYPE, PARAMETERS
from allied.sim.inputs.quantity import InputError, to_record
from allied.sim.inputs.scenario import Scenario
from allied.sim.model.organisation import Organisation
from allied.sim.model.outcomes import OUTCOMES
from tests.companies import company_after, initiatives
from tests.strategies import drawn_scenarios, run_numbers, seeds

RUNS, WEEKS = 37, 60  # no multiple of a chunk
PAIR = (Scenario("one"), Scenario("two", {"structure.delivery": "shared_project"}))


@pytest.fixture(scope="module")
def reference():
    return run_ensemble(PAIR, runs=RUNS, weeks=WEEKS, seed=11, parameters="default")


def same(values, other):
    return values.shape == other.shape and values.tobytes() == other.tobytes()


# --- what must not matter ---


@pytest.mark.parametrize("threads", [1, 2, 4, 50])
def test_threads_do_not_matter(reference, threads):
    again = run_ensemble(
        PAIR, runs=RUNS, weeks=WEEKS, seed=11, threads=threads, parameters="default"
    )
    assert same(again.values, reference.values)


@pytest.mark.parametrize("chunk", [1, 5, 36, 1000])
def test_chunks_do_not_matter(reference, monkeypatch, chunk):
    monkeypatch.setattr(allied.sim.experiment.ensemble, "CHUNK", chunk)
    again = run_ensemble(PAIR, runs=RUNS, weeks=WEEKS, seed=11, parameters="default")
    assert same(again.values, reference.values)


@pytest.mark.parametrize(("first", "runs"), [(0, 5), (1, 36), (16, 16), (17, 1), (36, 1)])
@pytest.mark.parametrize("threads", [1, 3])
def test_runs_can_be_made_in_parts(reference, first, runs, threads):
    part = run_ensemble(PAIR, runs=runs, first=first, weeks=WEEKS, seed=11, parameters="default",
                        threads=threads)  # fmt: skip
    assert same(part.values, reference.values[:, first : first + runs].copy())
    assert sorted(set(part.frame().run)) == list(range(first, first + runs))


@pytest.mark.parametrize("runs", [1, 16, 17, 36])
def test_the_first_runs_of_more_are_those_of_fewer(reference, runs):
    fewer = run_ensemble(PAIR, runs=runs, weeks=WEEKS, seed=11, parameters="default")
    assert same(fewer.values, reference.values[:, :runs])


def test_the_order_of_scenarios_does_not_matter(reference):
    again = run_ensemble(PAIR[::-1], runs=RUNS, weeks=WEEKS, seed=11, parameters="default")
    assert same(again.values[::-1], reference.values)


def test_a_scenario_alone_is_the_same_as_among_others(reference):
    alone = run_ensemble(PAIR[1:], runs=RUNS, weeks=WEEKS, seed=11, parameters="default")
    assert same(alone.values[0], reference.values[1])


@pytest.mark.parametrize("every", [1, 7, 52, 60, 500])
def test_looking_more_often_changes_nothing(reference, every):
    often = run_ensemble(PAIR, runs=RUNS, weeks=WEEKS, seed=11, every=every, parameters="default")
    weeks = [week for week in range(1, WEEKS + 1) if week % every == 0 or week == WEEKS]
    assert list(often.weeks_recorded) == weeks
    assert same(often.values[:, :, -1], reference.values[:, :, -1])


def test_a_shorter_run_is_the_beginning_of_a_longer_one(reference):
    often = run_ensemble(PAIR, runs=RUNS, weeks=WEEKS, seed=11, every=20, parameters="default")
    short = run_ensemble(PAIR, runs=RUNS, weeks=20, seed=11, parameters="default")
    assert same(often.values[:, :, 0], short.values[:, :, 0])


def test_ensembles_side_by_side_do_not_meet(reference):
    found = {}

    def run(k):
        found[k] = run_ensemble(
            PAIR, runs=RUNS, weeks=WEEKS, seed=11, threads=2, parameters="default"
        ).values

    workers = [threading.Thread(target=run, args=(k,)) for k in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert all(same(found[k], reference.values) for k in range(3))


def test_the_arguments_are_left_alone():
    draws = np.concatenate([to_record(PARAMETERS, {})] * 2)
    before = draws.tobytes()
    run_ensemble(PAIR, runs=4, weeks=4, parameters=draws)
    assert draws.tobytes() == before
    assert PAIR[0].levers == {}


# --- what must matter ---


def test_another_seed_is_other_luck(reference):
    for seed in (0, 12, 11 + 2**32, 2**64 - 1):
        other = run_ensemble(PAIR, runs=RUNS, weeks=WEEKS, seed=seed, parameters="default")
        assert (other.values != reference.values).any(axis=(2, 3)).all()


def test_every_run_is_another_company(reference):
    assert len({run.tobytes() for run in reference.values[0]}) == RUNS


def test_a_run_takes_its_own_draw_of_the_parameters(reference):
    gains = (0.03, 0.1, 0.16)
    draws = np.concatenate([to_record(PARAMETERS, {"trust.gain": gain}) for gain in gains])
    mixed = run_ensemble(PAIR, runs=RUNS, weeks=WEEKS, seed=11, parameters=draws)
    for k, gain in enumerate(gains):
        one = run_ensemble(PAIR, runs=RUNS, weeks=WEEKS, seed=11, parameters={"trust.gain": gain})
        assert same(np.ascontiguousarray(mixed.values[:, k::3]), one.values[:, k::3].copy())
    assert not same(mixed.values, reference.values)


# --- shared luck ---


def test_the_same_under_another_name_differs_by_exactly_nothing():
    twins = [load("shared-projects"), Scenario("twin", load("shared-projects").levers)]
    ensemble = run_ensemble(twins, runs=RUNS, weeks=WEEKS, every=10)
    assert same(ensemble.values[0], ensemble.values[1])
    for position in range(len(OUTCOMES)):
        difference = ensemble.comparison().difference(1, position)
        assert (difference.mean, difference.low, difference.high) == (0.0, 0.0, 0.0)
        assert difference.p_better == 0.5
        assert difference.verdict == "same"


MARKET = (
    "address", "raised", "value", "half_life", "effort", "it_share", "integration", "sensitivity",
    "overlap", "owner", "it_team", "neighbour",
)  # fmt: skip


@pytest.mark.parametrize("scenario", load_all(), ids=lambda scenario: scenario.name)
def test_every_scenario_meets_the_same_market(scenario):
    here, there = company_after(104, {}, run=3), company_after(104, scenario, run=3)
    assert here.firm.n_work == there.firm.n_work > 20
    for trait in MARKET:
        assert initiatives(here)[trait].tobytes() == initiatives(there)[trait].tobytes(), trait
    assert here.firm.climate == there.firm.climate
    assert here.firm.expectation == there.firm.expectation
    assert list(here.teams["heads"]) == list(there.teams["heads"])


CHOICES = tuple(name for name, lever in LEVERS.items() if lever.role == "environment")


@settings(max_examples=50)
@given(drawn_scenarios(weeks=40, **{
    name.replace(".", "__"): LEVERS[name].default for name in CHOICES
}), seeds(), run_numbers())  # fmt: skip
def test_nothing_that_a_company_decides_moves_its_market(scenario, seed, run):
    here = company_after(52, {}, seed=seed, run=run)
    there = company_after(52, scenario, seed=seed, run=run)
    for trait in MARKET:
        assert initiatives(here)[trait].tobytes() == initiatives(there)[trait].tobytes(), trait


def test_every_opportunity_has_an_address_of_its_own():
    crowded = {"market.turbulence": 3.0, "market.opportunities": 10.0, "firm.teams": 40}
    addresses = initiatives(company_after(104, crowded))["address"]
    assert len(addresses) > 1000
    assert len({*addresses, *(addresses + 1)}) == 2 * len(addresses)


# --- the table that comes out ---


def test_a_table_has_a_row_for_each_scenario_run_and_week(reference):
    frame = simulate(PAIR, runs=3, weeks=30, seed=11, every=10, parameters="default")
    assert list(frame.columns) == ["scenario", "run", "week", *(o.name for o in OUTCOMES)]
    assert len(frame) == 2 * 3 * 3
    assert list(frame.loc[(frame.scenario == "two") & (frame.run == 1), "week"]) == [10, 20, 30]
    assert isinstance(frame, pd.DataFrame)


def test_a_table_holds_the_values_where_they_belong():
    ensemble = simulate(
        PAIR, runs=3, weeks=30, seed=11, every=10, parameters="default", arrays=True
    )
    indexed = ensemble.frame().set_index(["scenario", "run", "week"])
    for s, scenario in enumerate(PAIR):
        for run in range(3):
            for record, week in enumerate(ensemble.weeks_recorded):
                row = indexed.loc[(scenario.name, run, week)]
                assert list(row) == list(ensemble.values[s, run, record])


def test_progress_counts_every_company_once(reference):
    seen = []
    run_ensemble(PAIR, runs=RUNS, weeks=2, progress=lambda done, total: seen.append((done, total)))
    assert [total for _, total in seen] == [2 * RUNS] * len(seen)
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})
    assert seen[-1] == (2 * RUNS, 2 * RUNS)


def test_whoever_watches_can_stop_it():
    class Enough(Exception):
        pass

    def stop(done, total):
        raise Enough

    with pytest.raises(Enough):
        run_ensemble(PAIR, runs=500, weeks=WEEKS, progress=stop)


# --- bad input ---


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("runs", 0), ("runs", -1), ("runs", 2.0), ("runs", True), ("runs", None), ("runs", 10**9),
        ("seed", -1), ("seed", 2**64), ("seed", 1.0), ("seed", 10**400), ("every", -1),
        ("every", 2601), ("every", float("nan")), ("threads", -1), ("threads", 10**9),
        ("weeks", 0), ("weeks", 2601), ("weeks", "52"), ("every", 0), ("threads", 0),
        ("first", -1), ("first", 1.0), ("first", None), ("first", 2**32),
    ],
)  # fmt: skip
def test_an_argument_out_of_range_is_an_input_error(argument, value):
    with pytest.raises(InputError) as caught:
        run_ensemble([{}], **{"runs": 1, "weeks": 1, argument: value})
    assert [problem.where for problem in caught.value.problems] == [argument]


def test_every_wrong_argument_is_listed():
    with pytest.raises(InputError) as caught:
        run_ensemble([{}], runs=0, weeks=0, seed=-1, every=-5, threads=-2)
    assert {p.where for p in caught.value.problems} == {"runs", "weeks", "seed", "every", "threads"}


def test_problems_of_arguments_and_of_all_scenarios_are_listed_together():
    with pytest.raises(InputError) as caught:
        run_ensemble(
            [{"goals.shared": 2.0}, {"goals.share": 0.5}], runs=0, weeks=1,
            parameters={"trust.gian": 0.1},
        )  # fmt: skip
    where = {problem.where for problem in caught.value.problems}
    assert where == {"runs", "goals.shared", "goals.share", "trust.gian"}


def test_wrong_levers_and_parameters_are_input_errors():
    with pytest.raises(InputError, match=r"goals\.share"):
        run_ensemble([{"goals.share": 0.5}], runs=1, weeks=1)
    with pytest.raises(InputError, match=r"trust\.gain"):
        run_ensemble([{}], runs=1, weeks=1, parameters={"trust.gian": 0.5})


def test_parameters_default_to_those_of_the_table():
    assert same(parameter_rows(None), to_record(PARAMETERS, {}))
    assert same(parameter_rows({}), to_record(PARAMETERS, {}))
    assert parameter_rows({"trust.gain": 0.1}).dtype == PARAMETER_TYPE


def test_parameters_in_another_order_are_taken_by_name():
    rows = to_record(PARAMETERS, {"trust.gain": 0.12})
    names = list(reversed(PARAMETER_TYPE.names))
    shuffled = np.zeros(1, [(name, "f8", PARAMETER_TYPE[name].shape) for name in names])
    for name in names:
        shuffled[name] = rows[name]
    assert parameter_rows(shuffled)["trust_gain"] == 0.12


@pytest.mark.parametrize("what", ["trust.gain", "team.skill_pr_data"])
def test_a_parameter_that_is_no_number_is_named(what):
    rows = to_record(PARAMETERS, {})
    PARAMETERS[what].write(rows, np.nan)
    with pytest.raises(InputError) as caught:
        run_ensemble([{}], runs=1, weeks=1, parameters=rows)
    assert [problem.where for problem in caught.value.problems] == [f"parameters, {what}"]


@pytest.mark.parametrize("what", ["nothing", "numbers", "short"])
def test_parameters_that_cannot_be_are_an_input_error(what):
    rows = to_record(PARAMETERS, {})
    short = np.zeros(1, [(name, "f8") for name in PARAMETER_TYPE.names])  # no room for vectors
    bad = {"nothing": rows[:0], "numbers": np.ones((2, 3)), "short": short}[what]
    with pytest.raises(InputError):
        run_ensemble([{}], runs=1, weeks=1, parameters=bad)


def test_more_than_there_is_room_for_is_an_input_error():
    crowded = {"market.turbulence": 3.0, "market.opportunities": 10.0, "firm.teams": 200}
    with pytest.raises(InputError):
        run_ensemble([crowded], runs=1, weeks=2600)


def test_no_scenario_is_an_input_error():
    with pytest.raises(InputError):
        run_ensemble([], runs=1, weeks=1)


def test_scenarios_without_names_can_be_told_apart():
    frame = simulate([{}, {"budget.overlap": "yield"}], runs=1, weeks=1, parameters="default")
    assert frame.scenario.nunique() == 2


@given(st.integers(1, 40), st.integers(1, 30), st.integers(1, 40))
@settings(max_examples=20)
def test_every_value_is_filled_in(runs, weeks, every):
    values = run_ensemble([{}], runs=runs, weeks=weeks, every=every).values
    assert np.isfinite(values).all()


# --- looking at the state ---


@pytest.mark.parametrize("threads", [1, 3])
def test_looking_at_the_state_sees_each_run_at_its_end(threads):
    seen = allied.sim.experiment.ensemble.map_companies(
        PAIR[1], lambda co: co.chiefs["trust"].copy(), runs=20, weeks=30, seed=3, threads=threads,
        parameters="default",
    )  # fmt: skip
    alone = [company_after(30, PAIR[1], seed=3, run=run).chiefs["trust"] for run in range(20)]
    assert same(seen, np.array(alone))


def test_looking_at_a_part_of_the_state_keeps_what_was_seen():
    seen = allied.sim.experiment.ensemble.map_companies(
        PAIR[1], lambda co: co.chiefs["trust"], runs=20, weeks=30
    )
    assert len({row.tobytes() for row in seen}) == 20


# --- parameters by name ---


@pytest.fixture
def offered(monkeypatch):
    """Offer six draws by name, as an installed package would; returns them."""
    draws = np.concatenate(
        [to_record(PARAMETERS, {"trust.gain": 0.04 + 0.02 * k}) for k in range(6)]
    )
    offer = SimpleNamespace(name="shipped", value="allied.…", load=lambda: lambda name: draws)
    monkeypatch.setattr(allied.sim.inputs.plugins, "entry_points", lambda group: [offer])
    return draws


POSTERIOR_RUNS = 200


@pytest.fixture(scope="module")
def posterior():
    return run_ensemble(PAIR, runs=POSTERIOR_RUNS, weeks=30, seed=11, parameters="posterior")


@pytest.mark.parametrize("runs", [1, 7, 100])
def test_the_first_runs_of_more_are_those_of_fewer_with_posterior_parameters(posterior, runs):
    fewer = run_ensemble(PAIR, runs=runs, weeks=30, seed=11, parameters="posterior")
    assert same(fewer.values, posterior.values[:, :runs].copy())


@pytest.mark.parametrize(("first", "runs"), [(1, 1), (100, 100), (133, 20)])
def test_runs_with_posterior_parameters_can_be_made_in_parts(posterior, first, runs):
    part = run_ensemble(PAIR, runs=runs, first=first, weeks=30, seed=11)
    assert same(part.values, posterior.values[:, first : first + runs].copy())
    seen = allied.sim.experiment.ensemble.map_companies(
        PAIR[1], lambda co: co.parameter.trust_gain, runs=runs, first=first, weeks=1, seed=11
    )
    rows = posterior.parameters["trust_gain"]
    assert list(seen) == list(rows[(first + np.arange(runs)) % len(rows)])


def test_a_comparison_of_a_part_knows_its_parameter_sets(posterior):
    part = run_ensemble(PAIR, runs=60, first=140, weeks=30, seed=11).comparison()
    whole = posterior.comparison()
    assert part.first == 140
    rolled = allied.sim.experiment.ensemble.Comparison(
        part.scenarios, 11, 60, 30, whole.values[:, 140:], np.roll(whole.parameters, -140)
    )
    assert part.differences(1) == rolled.differences(1)


def test_run_n_has_row_n_modulo_their_number(offered, reference):
    named = run_ensemble(PAIR, runs=RUNS, weeks=WEEKS, seed=11, parameters="posterior")
    given_them = run_ensemble(PAIR, runs=RUNS, weeks=WEEKS, seed=11, parameters=offered)
    assert same(named.values, given_them.values)
    assert not same(named.values, reference.values)
    alone = run_ensemble(PAIR, runs=RUNS, weeks=WEEKS, seed=11, parameters=offered[3])
    assert same(named.values[:, 3::6].copy(), alone.values[:, 3::6].copy())
    later = run_ensemble(PAIR, runs=9, first=3, weeks=WEEKS, seed=11, parameters=offered)
    assert same(later.values[:, ::6].copy(), alone.values[:, 3:12:6].copy())


@pytest.mark.parametrize(("runs", "draws"), [(1, 1), (5, 5), (6, 6), (8, 6)])
def test_an_ensemble_has_as_many_parameter_sets_as_runs_and_rows_allow(offered, runs, draws):
    ensemble = run_ensemble([{}], runs=runs, weeks=2)
    assert same(ensemble.parameters, offered)
    assert ensemble.comparison().draws == draws


def test_draws_are_paired_across_scenarios(offered):
    twins = [PAIR[1], Scenario("twin", PAIR[1].levers)]
    ensemble = run_ensemble(twins, runs=RUNS, weeks=WEEKS, parameters="posterior")
    assert same(ensemble.values[0], ensemble.values[1])
    assert ensemble.comparison().difference(1, 0).parameters is None


def test_the_posterior_is_taken_unless_others_are_asked_for(offered, reference):
    again = run_ensemble(PAIR, runs=RUNS, weeks=WEEKS, seed=11)
    usual = simulate(PAIR, runs=RUNS, weeks=WEEKS, seed=11, arrays=True)
    named = run_ensemble(PAIR, runs=RUNS, weeks=WEEKS, seed=11, parameters="posterior")
    plain = simulate(PAIR, runs=RUNS, weeks=WEEKS, seed=11, parameters="default", arrays=True)
    assert same(usual.values, named.values)
    assert same(again.values, named.values)
    assert same(plain.values, reference.values)


def test_a_company_alone_takes_the_draw_that_the_ensemble_gives_it(offered):
    ensemble = run_ensemble(PAIR[1:], runs=30, weeks=20, seed=11, parameters="posterior")
    org = Organisation(PAIR[1], seed=11, run=27, parameters="posterior")
    org.run_for(20)
    assert list(org.outcomes().values()) == list(ensemble.values[0, 27, -1])


def test_without_a_package_that_offers_draws_it_says_so(monkeypatch):
    monkeypatch.setattr(allied.sim.inputs.plugins, "entry_points", lambda group: [])
    with pytest.raises(InputError, match="installed package that ships parameters"):
        simulate([{}], runs=1, weeks=1)
    assert simulate([{}], runs=1, weeks=1, parameters="default").shape == (1, 22)


@pytest.mark.parametrize("kind", [str, Path])
def test_draws_can_come_from_a_file(kind, tmp_path):
    from allied.calibration.fit.posterior import write_draws
    from allied.calibration.fit.prior import prior_points

    path = tmp_path / "draws.parquet"
    write_draws(path, prior_points(3).assign(discrepancy=0.5), np.ones(3))
    ensemble = run_ensemble([{}], runs=12, weeks=2, parameters=kind(path))
    assert len(ensemble.parameters) == ensemble.comparison().draws == 3
    with pytest.raises(InputError, match="a file of draws that exists"):
        run_ensemble([{}], runs=12, weeks=2, parameters=kind(tmp_path / "nowhere"))
