"""What the documents say in numbers is what the shipped files hold."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from allied.calibration.evidence.ledger import read_ledger
from allied.calibration.evidence.pages import PAGES, renewed
from allied.calibration.fit.report import FITS, outside_test, read_report

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def page():
    return (ROOT / "calibration" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("fit", "label"), FITS.items())
def test_the_page_on_calibration_repeats_the_report(fit, label, page):
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
    unknowns = [row for row in report["parameters"] if row["name"] != "discrepancy"]
    identified = sum(row["identified"] for row in unknowns)
    assert f"{identified} of {len(unknowns)} are narrowed" in words


def test_the_page_on_calibration_counts_only_derived_claims_as_evidence(page):
    report = read_ledger()
    derived = report[report["label"] == "derived"]["verdict"]
    counts = Counter(derived)
    said = re.search(
        r"no rule says what follows: (\d+) supported, (\d+) contradicted, (\d+) undecided\.",
        " ".join(page.split()),
    )
    assert said is not None
    assert [int(count) for count in said.groups()] == [
        counts[name] for name in ("supported", "contradicted", "undecided")
    ]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_what_is_made_on_a_page_is_as_it_would_be_made_now(path):
    """Where this fails: `python -m allied.calibration.evidence.pages`."""
    text = path.read_text(encoding="utf-8")
    assert text.count("<!-- made:") == text.count("<!-- end -->") > 0
    assert renewed(text, read_report()).splitlines() == text.splitlines()


def test_a_page_follows_the_report_and_keeps_what_is_written_by_hand(page):
    report = read_report()
    report["summary"]["mae"]["fold"] = 0.4321
    report["summary"]["ahead"][0] |= {"mean": -0.09, "standard_error": 0.01}
    new = renewed(page, report)
    assert f"| {FITS['fold']} | 43.2 |" in new
    assert "worse than the regression (−9.0 ± 1.0)" in " ".join(new.split())
    assert renewed(new, read_report()) == page


def test_both_pages_quote_the_outside_test():
    test = outside_test()
    for path in PAGES:
        words = " ".join(path.read_text(encoding="utf-8").split())
        for said in (
            f"On {test['figures']} figures of other surveys",
            f"({test['first_year']}-{test['last_year']})",
            f"version {test['version']} was off by {100 * test['mae']['calibrated']:.0f} points",
            f"with {100 * test['coverage90']:.0f} % of the figures inside its 90 % intervals",
            f"prior was off by {100 * test['mae']['prior']:.0f}",
            f"“always 50 %” by {100 * test['mae']['half']:.0f}",
        ):
            assert said in words


def test_the_first_page_repeats_the_errors():
    words = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    mae = {fit: f"{100 * error:.1f}" for fit, error in read_report()["summary"]["mae"].items()}
    assert f"off by {mae['posterior']} points on average" in words
    assert f"held out by {mae['fold']} (a tenth at a time)" in words
    assert f"off by {mae['prior']}, “always 50 %” by {mae['half']}" in words


def test_the_example_of_a_mesa_model_runs_as_it_stands(capsys):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.split("\n## As a Mesa model\n")[1].split("\n## ")[0]
    (example,) = re.findall(r"```python\n(.*?)```", section, re.S)
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)
    rows = names["rows"]
    assert [(row["scenario"], row["run"]) for row in rows] == [
        (name, run) for name in ("silos", "merged") for run in range(3)
    ]
    assert len({row["lead_time"] for row in rows}) > 3
    assert {"analytics", "infrastructure"} <= set(capsys.readouterr().out.split())
