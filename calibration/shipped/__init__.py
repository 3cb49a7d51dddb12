"""What is shipped: posterior, report, ledger of claims and patterns, stamped with the model."""

from __future__ import annotations

from pathlib import Path

__all__ = ["SHIPPED"]

SHIPPED = Path(__file__).parent
"""Folder of the files, into which `allied calibrate`, `claims` and `patterns` write them anew."""
