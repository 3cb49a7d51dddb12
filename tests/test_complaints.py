"""The complaints in `benchmarks/complaints`: peers give cause for them, and Allied does not."""

from __future__ import annotations

import os

import pytest

from benchmarks.complaints import (
    growing_memory,
    identical_seeds,
    lost_runs,
    obscure_errors,
    spoiled_runs,
)
from benchmarks.complaints.findings import Finding, told


def holds(found):
    """Whether a finding about a peer is what the README says; shows it where it is not."""
    assert found.complaint, found.did
    return found


def fine(findings):
    for found in findings:
        assert not found.complaint, found.did


@pytest.fixture
def workbench():
    return pytest.importorskip("ema_workbench")


def test_mesa_repeats_a_seed_or_replaces_it():
    holds(identical_seeds.mesa_with_a_seed())


def test_mesa_says_no_seed_where_none_was_given():
    holds(identical_seeds.mesa_without_a_seed())


def test_the_workbench_samples_another_design_each_time(workbench):
    holds(identical_seeds.workbench_design())


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="only forked workers share a generator")
def test_forked_workers_of_the_workbench_repeat_draws(workbench):
    holds(identical_seeds.workbench_forked())


def test_runs_of_a_sweep_differ_and_each_can_be_opened_alone():
    fine(identical_seeds.allied())


def test_one_failing_run_takes_mesas_batch_with_it():
    assert "3 of 4 runs were completed" in holds(spoiled_runs.mesa_batch()).did


def test_one_failing_run_takes_the_workbenchs_experiments_with_it(workbench):
    holds(spoiled_runs.workbench_sequential())


def test_an_experiment_that_failed_holds_the_result_of_another(workbench):
    holds(spoiled_runs.workbench_case())


@pytest.mark.slow
def test_the_workbench_never_ends_after_a_failure_in_a_process(workbench):
    holds(spoiled_runs.workbench_processes())


def test_a_point_that_fails_is_a_row_with_its_reason():
    (found,) = spoiled_runs.allied()
    assert not found.complaint, found.did
    assert "week 53 after week 58" in found.did


def test_mesa_says_nothing_of_data_that_were_not_collected():
    holds(obscure_errors.mesa_batch())


def test_the_workbench_does_not_name_the_sampler_it_does_not_know(workbench):
    holds(obscure_errors.workbench_sampler())


def test_a_design_is_told_all_its_mistakes_at_once():
    fine(obscure_errors.allied())


def test_the_workbenchs_callback_for_files_cannot_be_used(workbench):
    holds(lost_runs.workbench_files())


@pytest.mark.slow
def test_a_killed_batch_leaves_nothing():
    for found in lost_runs.peers():
        holds(found)


@pytest.mark.slow
def test_a_killed_sweep_goes_on():
    fine(lost_runs.allied())


@pytest.mark.slow
def test_memory_of_peers_grows_with_runs_and_that_of_a_sweep_does_not():
    for found in growing_memory.peers():
        holds(found)
    fine(growing_memory.allied())


@pytest.mark.parametrize(("peer", "ours", "code"), [
    (True, False, 0), (False, False, 1), (True, True, 1), (False, True, 1),
])  # fmt: skip
def test_a_script_ends_well_only_where_a_peer_has_the_complaint_and_allied_does_not(
    peer, ours, code, capsys
):
    findings = [[Finding("mesa", peer, "did this")], [Finding("allied", ours, "did that")]]
    assert told("Complaint", *findings) == code
    assert "did that" in capsys.readouterr().out
