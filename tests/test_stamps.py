"""The identity of the model, and that whatever is shipped belongs to it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from allied.calibration.evidence.ledger import read_ledger
from allied.calibration.evidence.patterns import read_report as read_patterns
from allied.calibration.fit.posterior import POSTERIOR, provenance, write_draws
from allied.calibration.fit.prior import prior_points
from allied.calibration.fit.report import read_report
from allied.sim.stamp import code_of, model_hash
from allied.viz import allied_version
from allied.viz.parameter_sets import stale_parameters
from allied.viz.terminal import main
from allied.viz.words.staleness import stale
from tests.copies import copy_package

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("artefact", "model"),
    [
        ("posterior", lambda: provenance(POSTERIOR).get("model")),
        ("report", lambda: read_report().get("model")),
        ("ledger", lambda: read_ledger().attrs["model"]),
        ("patterns", lambda: read_patterns().attrs["model"]),
    ],
)
def test_what_is_shipped_was_made_by_this_model(artefact, model):
    assert model() == model_hash(), f"the {artefact} that is shipped is stale: make it anew"


def test_the_changelog_maps_this_version_to_this_model():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (\d+\.\d+\.\d+) \| `([0-9a-f]{12})` \|", text, re.M))
    assert rows.get(allied_version()) == model_hash()


@pytest.mark.parametrize(
    "other",
    [
        "# why\nx = f(1, 2)  # so\n",
        "x = f(\n    1,\n    2,\n)\n",
        '"""What it is."""\n\nx = f(1, 2)\n',
    ],
)
def test_prose_and_layout_do_not_count(other):
    assert code_of(other) == code_of("x = f(1, 2)\n")


@pytest.mark.parametrize("other", ["x = f(2, 1)\n", "x = g(1, 2)\n", "x = f(1, 2) + 1\n"])
def test_what_is_done_counts(other):
    assert code_of(other) != code_of("x = f(1, 2)\n")


def test_a_docstring_of_a_rule_does_not_count_but_its_numbers_do():
    rule = 'def f(x: float) -> float:\n    """{}"""\n    return {} * x\n'
    assert code_of(rule.format("Twice.", 2.0)) == code_of(rule.format("Two times.", 2.0))
    assert code_of(rule.format("Twice.", 2.0)) != code_of(rule.format("Twice.", 2.5))


@pytest.mark.parametrize(
    ("file", "old", "new", "moves"),
    [
        ("sim/model/rules/market.py", "firm.week += 1", "firm.week += 2", True),
        (
            "sim/experiment/ensemble.py",
            "for w in range(1, weeks + 1):",
            "for w in range(2, weeks + 1):",
            True,
        ),
        ("sim/model/company.py", "climate: float", "climate: int", True),
        ("sim/model/company.py", "# over money or duties", "# over duties or money", False),
        ("sim/inputs/levers.py", '"market.window"', '"market.windows"', True),
        ("sim/inputs/levers.py", "Weeks until half", "Time until half", False),
        ("sim/experiment/ensemble.py", "Run every scenario", "Run each scenario", False),
    ],
)
def test_the_hash_follows_the_model_and_nothing_else(file, old, new, moves, tmp_path):
    path = copy_package(tmp_path) / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    code = "from allied.sim.stamp import model_hash; print(model_hash())"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout.strip()
    assert (found != model_hash()) == moves


def test_something_of_another_model_is_one_line():
    line = stale("ledger", "0123456789ab", "allied claims")
    assert "0123456789ab" in line
    assert model_hash() in line
    assert "\n" not in line
    assert stale("ledger", model_hash(), "allied claims") == ""
    assert "does not name" in stale("ledger", None, "allied claims")


def test_a_command_says_that_draws_are_of_another_model(tmp_path, capsys):
    path, points = tmp_path / "draws.parquet", prior_points(4).assign(discrepancy=0.5)
    write_draws(path, points, points["discrepancy"].to_numpy(), model="0123456789ab")
    assert "0123456789ab" in stale_parameters(str(path))
    options = ["--runs", "2", "--weeks", "2", "--json", "--parameters", str(path)]
    assert main(["compare", "silos", "merged", *options]) == 0
    said = capsys.readouterr()
    assert said.err.count("0123456789ab") == 1
    assert "0123456789ab" not in said.out
    write_draws(path, points, points["discrepancy"].to_numpy())
    assert stale_parameters(str(path)) == ""


def test_every_table_of_runs_carries_the_model():
    from allied import simulate

    frame = simulate([{}], runs=1, weeks=1, parameters="default")
    assert frame.attrs["allied.model"] == model_hash()


def test_the_page_says_it_too_and_survives_a_file_that_is_gone(tmp_path, monkeypatch):
    page = pytest.importorskip("allied.viz.web.compare_page")
    path, points = tmp_path / "draws.parquet", prior_points(4).assign(discrepancy=0.5)
    write_draws(path, points, points["discrepancy"].to_numpy(), model="0123456789ab")
    monkeypatch.setattr(page, "drawn_from", lambda: str(path))
    assert "0123456789ab" in page._stale()
    path.unlink()
    assert page._stale()
