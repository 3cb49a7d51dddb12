"""Copies of the package, in which a test may change a source."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("sim", "scenarios", "calibration", "viz")  # imports go from the right to the left


def copy_package(folder: Path) -> Path:
    """Copy the package to `folder / "allied"`, as the wheel lays it out, and return that folder."""
    package = folder / "allied"
    package.mkdir(parents=True)
    shutil.copy(ROOT / "allied" / "__init__.py", package)
    for room in ROOMS:
        shutil.copytree(ROOT / room, package / room, ignore=shutil.ignore_patterns("__pycache__"))
    return package
