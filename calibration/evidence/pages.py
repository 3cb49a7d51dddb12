"""The numbers of the README pages, made from the shipped files.

`python -m allied.calibration.evidence.pages` writes them.

A page marks what is made: everything between `<!-- made: NAME -->` and `<!-- end -->` is written
anew by the function of that name, the rest is left alone. It works in a clone, where the pages are.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from allied.calibration.evidence.ledger import (
    ASSOCIATED,
    DERIVED,
    RESTATED,
    UNTESTABLE,
    evidence,
    read_ledger,
)
from allied.calibration.evidence.patterns import FAILS, HOLDS, OPEN
from allied.calibration.evidence.patterns import read_report as read_patterns
from allied.calibration.fit.posterior import DISCREPANCY
from allied.calibration.fit.report import FITS, outside_test_in_words, read_report

__all__ = ["PAGES", "renewed"]

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", ROOT / "calibration" / "README.md")
WIDTH, WORST = 118, 6
AIM, PART_OF_PRIOR = 0.08, 0.5  # of the error on figures held out, set before the first calibration
HELD_OUT = {"fold": "a tenth", "survey": "a whole survey", "whole_indicator": "a whole indicator"}
Report = Mapping[str, Any]
_BLOCK = re.compile(r"(<!-- made: ([\w-]+) -->\n)(?:.*?\n)??( *<!-- end -->)", re.DOTALL)


def renewed(text: str, report: Report) -> str:
    """Return a page with every marked block written anew.

    Parameters
    ----------
    text : str
        Of the page, in Markdown.
    report : mapping
        As `allied.calibration.fit.report.read_report` returns it.
    """
    return _BLOCK.sub(lambda found: found[1] + BLOCKS[found[2]](report) + "\n" + found[3], text)


def _wrapped(text: str) -> str:
    """Return a paragraph, or a list's item, in lines; no line begins with a percent sign."""
    lines = textwrap.wrap(
        text.replace(" %", "\u00a0%"), WIDTH, break_on_hyphens=False, break_long_words=False,
        subsequent_indent="  " if text.startswith("- ") else "",
    )  # fmt: skip
    return "\n".join(lines).replace("\u00a0%", " %")


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def _points(value: float, digits: int = 1) -> str:
    return f"{100 * value:.{digits}f}"


def _signed(value: float) -> str:
    rounded = round(100 * value)
    return f"{'−' if rounded < 0 else '+' if rounded > 0 else ''}{abs(rounded)}"


def _outside_test(_: Report) -> str:
    return _wrapped(outside_test_in_words())


def _own_figures(report: Report) -> str:
    summary = report["summary"]
    mae = {name: _points(value) for name, value in summary["mae"].items()}
    return _wrapped(
        f"On the {summary['targets']} figures of the five surveys that it was fitted to, the "
        f"calibrated model is off by {mae['posterior']} points on average; on figures that were "
        f"held out by {mae['fold']} (a tenth at a time), {mae['survey']} (a whole survey) and "
        f"{mae['whole_indicator']} (a whole indicator). Not calibrated it is off by "
        f"{mae['prior']}, “always 50 %” by {mae['half']}, and a regression that knows no model but "
        f"wording, respondents and survey by {mae['regression_fold']} with a tenth held out, by "
        f"{mae['topic_fold']} if it knows the indicator, too."
    )


def _errors(report: Report) -> str:
    summary = report["summary"]
    lines = ["| | mean error, points | in 50 % interval | in 90 % interval |",
             "| --- | --- | --- | --- |"]  # fmt: skip
    for name, label in FITS.items():
        covered = [_percent(summary[key][name]) if name in summary[key] else ""
                   for key in ("coverage50", "coverage90")]  # fmt: skip
        lines.append(f"| {label} | {_points(summary['mae'][name])} | {' | '.join(covered)} |")
    return "\n".join(lines)


def _ahead(report: Report) -> str:
    rivals = {"regression": "the regression", "topic": "the one that knows the indicator",
              "prior": "the prior"}  # fmt: skip
    said = []
    for fit, label in HELD_OUT.items():
        rows = [row for row in report["summary"]["ahead"] if row["fit"] == fit]
        parts = [f"{_outcome(row)} {rivals[row['over'].partition('_')[0]]} "
                 f"({_signed_points(row['mean'])} ± {_points(row['standard_error'])})"
                 for row in rows]  # fmt: skip
        said.append(f"with {label} held out it is {', '.join(parts)}")
    return _wrapped(
        "On the same figures the model is, in points of error with their standard error (as if "
        f"figures were independent): {'; '.join(said)}. “Level” is less than two standard errors."
    )


def _outcome(row: Mapping[str, Any]) -> str:
    if abs(row["mean"]) < 2.0 * row["standard_error"]:
        return "level with"
    return "better than" if row["mean"] > 0.0 else "worse than"


def _signed_points(value: float) -> str:
    return f"{'−' if value < 0.0 else '+'}{_points(abs(value))}"


def _order(report: Report) -> str:
    rows = report["figures"]
    seen = np.array([row["observed"] for row in rows])
    pairs = [(a, b) for a in range(len(seen)) for b in range(a) if seen[a] != seen[b]]

    def right(fit: str) -> str:
        said = np.array([row[fit]["mean"] for row in rows])
        return _percent(np.mean([(seen[a] > seen[b]) == (said[a] > said[b]) for a, b in pairs]))

    held = ", ".join(f"{right(fit)} with {label} held out" for fit, label in HELD_OUT.items())
    return _wrapped(
        f"Which of two of these figures is the higher, it says rightly for {held}; but the prior "
        f"does for {right('prior')}, so that is no merit of calibration."
    )


def _aim(report: Report) -> str:
    mae = report["summary"]["mae"]
    held = {name: mae[name] for name in HELD_OUT}
    reached = max(held.values()) <= min(AIM, PART_OF_PRIOR * mae["prior"])
    each = ", ".join(f"{_points(held[name])} with {label} held out"
                     for name, label in HELD_OUT.items())  # fmt: skip
    return _wrapped(
        f"We aimed at eight points and half of the prior's error on figures held out, and "
        f"{'reached it' if reached else 'did not reach it'}: {each}; {_points(mae['prior'])} for "
        "the prior."
    )


def _worst(report: Report) -> str:
    worst = sorted(report["figures"], key=lambda row: -row["posterior"]["error"])[:WORST]
    each = "; ".join(
        f"{row['id']} (seen {_percent(row['observed'])}, expected "
        f"{_percent(row['posterior']['mean'])})" for row in worst
    )  # fmt: skip
    return _wrapped(f"- *Where it fails most:* {each}.")


def _contrasts(report: Report) -> str:
    summary = report["summary"]
    wrong = [
        f"{row['indicator']}, {_signed(row['mean'])} (90 % interval {_signed(row['low'])} to "
        f"{_signed(row['high'])}) where the survey has {_signed(row['observed'])} points"
        for row in report["contrasts"] if not row["right"]
    ]  # fmt: skip
    return _wrapped(
        f"- *The contrasts of collaborative and traditional CMOs:* {summary['contrasts_right']} of "
        f"{summary['contrasts']} pairs have the right direction in the posterior mean (the data "
        f"hold twelve pairs, not fifteen). Wrong: {'; '.join(wrong) or 'none'}."
    )


def _narrowed(report: Report) -> str:
    rows = sorted((row for row in report["parameters"] if row["name"] != DISCREPANCY),
                  key=lambda row: -row["narrowed"])  # fmt: skip
    known = [row for row in rows if row["identified"]]
    most = ", ".join(f"`{row['name']}` ({_percent(row['narrowed'])})" for row in known[:5])
    unknown = ", ".join(f"`{row['name']}`" for row in rows if not row["identified"])
    return _wrapped(
        f"- *What the figures say of the calibrated parameters:* {len(known)} of {len(rows)} are "
        f"narrowed by a tenth or more, most {most}; not identified are {unknown or 'none'}."
    )


def _truths(report: Report) -> str:
    rows = report["parameters"]
    coverage = sum(row["recovery_coverage90"] for row in rows) / len(rows)
    known = [row["recovery_correlation"] for row in rows
             if row["identified"] and row["name"] != DISCREPANCY]  # fmt: skip
    uneven = " and ".join(f"`{row['name']}`" for row in rows if row["ranks_p"] < 0.01)
    return _wrapped(
        f"- *Known truths:* fits to {report['summary']['truths']} synthetic surveys at 100 "
        f"companies a year, truths not seen by the emulator: 90 % intervals hold "
        f"{_percent(coverage)} of the truths, the mean correlation of truth and estimate is "
        f"{sum(known) / len(known):.2f} for the parameters that are narrowed; ranks are not "
        f"uniform (p < 0.01) for {uneven or 'none'}."
    )


def _verdicts(_: Report) -> str:
    report = read_ledger()
    counts = evidence(report)

    def said(label: str) -> str:
        return ", ".join(f"{count} {verdict}" for verdict, count in counts.loc[label].items())

    untestable = int((report["verdict"] == UNTESTABLE).sum())
    return _wrapped(
        f"`allied claims --shipped` is the ledger of the reports' {len(report)} claims. Evidence "
        f"are only those that are *derived*, where one lever moves and no rule says what follows: "
        f"{said(DERIVED)}. Not counted as evidence are those that are *associated*, where several "
        f"levers move together ({said(ASSOCIATED)}), and those that are *restated*, where the link "
        f"is a rule of the model ({said(RESTATED)}). To {untestable} the model cannot speak."
    )


def _patterns(_: Report) -> str:
    report = read_patterns()
    by_verdict = {verdict: report[report["verdict"] == verdict] for verdict in (HOLDS, FAILS, OPEN)}
    whole = int((report["verdict"] == HOLDS).groupby(report["pattern"]).all().sum())

    def listed(rows: pd.DataFrame) -> str:
        return "; ".join(f"{row.pattern}, {row.effect}" for row in rows.itertuples())

    return _wrapped(
        f"Of {len(report)} effects {len(by_verdict[HOLDS])} hold, {len(by_verdict[FAILS])} do not, "
        f"{len(by_verdict[OPEN])} are too close to call; {whole} of {report['pattern'].nunique()} "
        f"patterns hold in every effect. Not holding: {listed(by_verdict[FAILS]) or 'none'}. "
        f"Too close to call: {listed(by_verdict[OPEN]) or 'none'}."
    )


BLOCKS: Mapping[str, Callable[[Report], str]] = MappingProxyType({
    "outside-test": _outside_test,
    "own-figures": _own_figures,
    "errors": _errors,
    "ahead": _ahead,
    "order": _order,
    "aim": _aim,
    "worst": _worst,
    "contrasts": _contrasts,
    "narrowed": _narrowed,
    "truths": _truths,
    "verdicts": _verdicts,
    "patterns": _patterns,
})  # fmt: skip


def _main() -> None:
    report = read_report()
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        new = renewed(text, report)
        page.write_text(new, encoding="utf-8", newline="\n")
        print(f"{page.relative_to(ROOT)}: {'as it was' if new == text else 'written anew'}")


if __name__ == "__main__":
    _main()
