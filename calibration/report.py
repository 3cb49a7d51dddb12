"""The report of the checks that is shipped: data for the command, the browser and readers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["REPORT", "read_report"]

REPORT = Path(__file__).with_name("report.json")


def read_report(path: Path = REPORT) -> dict[str, Any]:
    """Return a report, as `allied calibrate --checks` wrote it.

    Returns
    -------
    dict
        See `calibration.checks.run_checks`.
    """
    report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return report
