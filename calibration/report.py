"""The report of the checks that is shipped: data for the command, the browser and readers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sim.quantity import InputError, Problem

__all__ = ["REPORT", "read_report"]

PARTS = ("figures", "contrasts", "unknowns", "sensitivity", "summary")

REPORT = Path(__file__).with_name("report.json")


def read_report(path: Path = REPORT) -> dict[str, Any]:
    """Return a report, as `allied calibrate --checks` wrote it.

    Returns
    -------
    dict
        See `calibration.checks.run_checks`.

    Raises
    ------
    InputError
        If the file holds no such report.
    """
    try:
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        complete = all(part in report for part in PARTS)
    except (OSError, ValueError, TypeError):
        complete = False
    if not complete:
        expected = "a report that `allied calibrate --checks` wrote"
        raise InputError([Problem(str(path), "a file that holds no report", expected)])
    return report
