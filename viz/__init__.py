"""Allied's two front ends: the `allied` command and the browser."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

__all__ = ["allied_version"]


def allied_version() -> str:
    """Return the installed version of Allied, or "unknown" when it runs from a bare folder."""
    try:
        return version("allied")
    except PackageNotFoundError:
        return "unknown"
