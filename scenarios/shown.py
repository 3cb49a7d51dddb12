"""Show what stands in a file, whatever it is, in a few safe characters."""

from __future__ import annotations

import math
from datetime import date, datetime, time
from typing import Any

__all__ = ["kind_of", "printable", "shown"]

WIDEST = 60
LARGEST = 2**53  # whole numbers that a float still holds exactly


def printable(text: str, *, widest: int = WIDEST) -> str:
    """Return `text` without control characters, and not longer than `widest`."""
    safe = text if text.isprintable() else repr(text)[1:-1]
    return safe if len(safe) <= widest else safe[: widest - 1] + "…"


def kind_of(value: Any) -> str:
    """Return what sort of value TOML holds here."""
    kinds: list[tuple[type | tuple[type, ...], str]] = [
        (bool, "true or false"),
        (str, "a text"),
        ((int, float), "a number"),
        (dict, "a table"),
        (list, "a list"),
        ((datetime, date, time), "a date"),
    ]
    return next((name for kind, name in kinds if isinstance(value, kind)), "something else")


def shown(value: Any) -> str:
    """Return a value as its author would recognise it.

    Never fails: `repr` does on whole numbers of thousands of digits and on deeply nested tables,
    both of which a file can hold.

    Examples
    --------
    >>> shown("queu"), shown(True), shown({"a": 1}), shown(10**5000)
    ("'queu'", 'true', 'a table', 'a huge number')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{printable(value)}'"
    if isinstance(value, float):
        return str(value) if math.isfinite(value) else f"{value} (not a finite number)"
    if isinstance(value, int):
        return str(value) if abs(value) <= LARGEST else "a huge number"
    return kind_of(value)
