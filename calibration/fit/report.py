"""The report of the checks that is shipped: data for the command, the browser and readers."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from allied.calibration.shipped import SHIPPED
from allied.sim.inputs.gate import read_bytes
from allied.sim.inputs.quantity import InputError, Problem

__all__ = [
    "FITS", "OUTSIDE_TEST_SAYS", "REPORT", "outside_test", "outside_test_in_words", "read_report",
]  # fmt: skip

PARTS = ("figures", "contrasts", "parameters", "sensitivity", "summary")

REPORT = SHIPPED / "report.json"
LARGEST_FILE = 5_000_000  # bytes
OUTSIDE_TEST = Path(__file__).with_name("outside_test.toml")

_QUESTION = "regression on wording, respondents, survey"

FITS = MappingProxyType({
    "posterior": "calibrated: the figures it was fitted to",
    "fold": "calibrated: a tenth of the figures held out",
    "survey": "calibrated: a whole survey held out",
    "whole_indicator": "calibrated: a whole indicator held out",
    "prior": "not calibrated",
    "prior_discrepancy": "not calibrated, with the same discrepancy",
    "regression_fold": f"{_QUESTION}: a tenth held out",
    "regression_survey": f"{_QUESTION}: a survey held out",
    "regression_whole_indicator": f"{_QUESTION}: an indicator held out",
    "topic_fold": "regression on these and the indicator: a tenth held out",
    "topic_survey": "regression on these and the indicator: a survey held out",
    "half": "no model: always 50 %",
    "others": "no model: the mean of the other figures",
})  # fmt: skip
"""What predicted the figures, by its name in the report."""

OUTSIDE_TEST_SAYS = (
    "On {figures} figures of other surveys ({first_year}-{last_year}), coded before any prediction "
    "was seen, version {version} was off by {calibrated} points on average, with {coverage} of the "
    "figures inside its 90 % intervals; its prior was off by {prior}, “always 50 %” by {half}."
)
"""The outside test as a sentence; the terminal looks it up in the reader's language."""


def read_report(path: Path = REPORT) -> dict[str, Any]:
    """Return a report, as `allied calibrate --checks` wrote it.

    Returns
    -------
    dict
        See `allied.calibration.fit.checks.run_checks`.

    Raises
    ------
    InputError
        If the file holds no such report.

    Examples
    --------
    >>> sorted(read_report())[:3]
    ['contrasts', 'figures', 'model']
    """
    try:
        content = read_bytes(path, str(path), most=LARGEST_FILE)
        report: dict[str, Any] = json.loads(content)
        complete = all(part in report for part in PARTS)
    except (ValueError, TypeError, RecursionError):  # InputError is a ValueError
        complete = False
    if not complete:
        expected = "a report that `allied calibrate --checks` wrote"
        raise InputError([Problem(str(path), "a file that holds no report", expected)])
    return report


@cache
def outside_test() -> MappingProxyType[str, Any]:
    """Return what others measured on figures that had no part in the making of the model.

    Returns
    -------
    mapping
        "version" that was tested, number of "figures", "first_year" and "last_year" of their
        surveys, "mae" by what predicted, "coverage90".

    Examples
    --------
    >>> sorted(outside_test())[:2]
    ['coverage90', 'figures']
    """
    return MappingProxyType(tomllib.loads(OUTSIDE_TEST.read_text(encoding="utf-8")))


def outside_test_in_words() -> str:
    """Return the outside test as an English sentence, for pages."""
    test = outside_test()
    errors = {name: f"{100 * test['mae'][name]:.0f}" for name in ("calibrated", "prior", "half")}
    return OUTSIDE_TEST_SAYS.format(**test, **errors, coverage=f"{100 * test['coverage90']:.0f} %")
