"""What the documents say in numbers is what the shipped files hold."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from calibration.report import read_report

ROOT = Path(__file__).resolve().parents[1]
FITS = {
    "the figures it was fitted to": "posterior",
    "a tenth of the figures held out": "fold",
    "a whole survey held out": "survey",
    "not calibrated": "prior",
    "no model: the mean of the other figures": "others",
}


@pytest.fixture(scope="module")
def page():
    return (ROOT / "calibration" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("label", "fit"), FITS.items())
def test_the_page_on_calibration_repeats_the_report(label, fit, page):
    summary = read_report()["summary"]
    row = next(line for line in page.splitlines() if line.startswith(f"| {label} |"))
    error, inside50, inside90 = [cell.strip() for cell in row.strip("|").split("|")][1:]
    assert error == f"{100 * summary['mae'][fit]:.1f}"
    for said, key in ((inside50, "coverage50"), (inside90, "coverage90")):
        found = summary[key].get(fit)
        assert said == ("" if found is None else f"{100 * found:.0f} %")


def test_the_page_on_calibration_counts_contrasts_and_unknowns(page):
    report = read_report()
    summary, words = report["summary"], " ".join(page.split())
    assert f"{summary['contrasts_right']} of {summary['contrasts']} pairs" in words
    unknowns = [row for row in report["unknowns"] if row["name"] != "discrepancy"]
    identified = sum(row["identified"] for row in unknowns)
    assert f"{identified} of {len(unknowns)} are narrowed" in words


def test_the_page_on_calibration_counts_verdicts(page):
    counts = Counter(pd.read_csv(ROOT / "calibration" / "claims_ledger.csv")["verdict"])
    said = re.search(
        r"(\d+) supported, (\d+) contradicted, (\d+) undecided, (\d+) that", " ".join(page.split())
    )
    assert said is not None
    verdicts = ("supported", "contradicted", "undecided", "untestable")
    assert [int(count) for count in said.groups()] == [counts[name] for name in verdicts]


def test_the_first_page_repeats_the_errors():
    words = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    mae = {fit: f"{100 * error:.0f}" for fit, error in read_report()["summary"]["mae"].items()}
    assert f"off by {mae['posterior']} points on average" in words
    assert f"by {mae['fold']} on figures that were held out" in words
    assert f"off by {mae['prior']} and a guess by {mae['others']}" in words
