"""`allied sweep` and `allied merge`, as they are typed."""

from __future__ import annotations

import json

import pytest

from allied.sim.sweep.dataset import read_sweep
from allied.viz.terminal import main

DESIGN = """format = 1
title = "Small"
base = ["silos", "shared-projects"]
runs = 4
weeks = 8
parameters = "default"
outcomes = ["customer_experience", "trust_cmo_cio"]

[vary]
"leadership.openness" = { low = 0.2, high = 0.9 }
"budget.overlap" = ["contest", "yield"]

[sample]
method = "lhs"
points = 6
"""


@pytest.fixture
def design(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "small.toml"
    path.write_text(DESIGN)
    return path


def test_a_dry_run_says_what_would_be_done_and_leaves_nothing(design, capsys):
    assert main(["sweep", "small.toml", "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "6 points × 2 bases × 4 runs = 48 companies" in told
    assert "leadership.openness" in told
    assert [path.name for path in design.parent.iterdir()] == ["small.toml"]


def test_a_dry_run_counts_a_part(design, capsys):
    assert main(["sweep", "small.toml", "--dry-run", "--part", "2/3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["points"] == 2


def test_a_sweep_is_computed_once(design, capsys):
    assert main(["sweep", "small.toml", "--out", "there", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["computed"] == 6
    assert main(["sweep", "small.toml", "--out", "there"]) == 0
    assert "there holds all 6 points already; nothing was computed." in capsys.readouterr().out
    assert len(read_sweep("there")) == 6 * 2 * 4


def test_parts_are_merged_into_the_same_dataset(design, capsys):
    assert main(["sweep", "small.toml", "--out", "whole"]) == 0
    for part in ("1/2", "2/2"):
        assert main(["sweep", "small.toml", "--out", f"part-{part[0]}", "--part", part]) == 0
    assert main(["merge", "part-1", "part-2", "--out", "merged"]) == 0
    told = capsys.readouterr().out
    assert "2 folders put together, 6 points: merged" in told
    assert "The dataset is complete." in told
    assert read_sweep("merged").equals(read_sweep("whole"))


def test_every_problem_of_the_command_and_the_design_is_said_at_once(design, capsys):
    design.write_text(DESIGN.replace("silos", "silo").replace("lhs", "lsh"))
    arguments = ["--part", "4/3", "--precision", "lead_time", "--tls-ca", "ca.pem"]
    assert main(["sweep", "small.toml", *arguments]) == 2
    said = capsys.readouterr().err
    for word in ("--out", "--part", "--precision", "--tls-ca", "'silos'", "'lhs'"):
        assert word in said
    assert "Traceback" not in said


def test_another_design_does_not_go_into_the_folder(design, capsys):
    assert main(["sweep", "small.toml", "--out", "there"]) == 0
    design.write_text(DESIGN.replace("runs = 4", "runs = 5"))
    assert main(["sweep", "small.toml", "--out", "there", "--resume"]) == 2
    assert "which holds results of design" in capsys.readouterr().err


def test_runs_are_added_until_the_error_is_small(design, capsys):
    """The default of eight weeks hardly differs, so a wide bound stops at once and none is beyond."""
    arguments = ["sweep", "small.toml", "--out", "there", "--precision"]
    assert main([*arguments, "customer_experience=1e-9", "--max-runs", "12"]) == 0
    told = capsys.readouterr().out
    assert "at 12 runs" in told
    assert "may be above the bound" in told
    assert main([*arguments, "customer_experience=1e9", "--out", "wide"]) == 0
    assert "6 points at 4 runs" in capsys.readouterr().out
