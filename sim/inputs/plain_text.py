"""Show what comes from outside, whatever it is, in a few safe characters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

__all__ = [
    "MOST_SHOWN", "WIDEST_PATH", "first_of", "is_plain", "kind_of", "printable", "shown",
]  # fmt: skip

WIDEST, WIDEST_PATH = 60, 200  # characters of a text, and of a path, in a message
LARGEST = 2**53  # whole numbers that a float still holds exactly
MOST_SHOWN = 20  # problems; whoever has more begins with these


def is_plain(text: str) -> bool:
    """Return whether a text holds no control character, escape sequence or change of direction.

    Bytes of a file's name that are no UTF-8 (lone surrogates) do no harm and pass.
    """
    return all(letter.isprintable() or "\udc80" <= letter <= "\udcff" for letter in text)


def printable(text: str, *, widest: int = WIDEST) -> str:
    r"""Return `text` without control characters, and not longer than `widest`.

    Examples
    --------
    >>> print(printable(chr(27) + "[31m red"))
    \x1b[31m red
    """
    text = text[: widest + 1]  # before it is escaped, which may take long
    safe = text if text.isprintable() else repr(text)[1:-1]
    return safe if len(safe) <= widest else safe[: widest - 1] + "…"


def first_of(messages: Sequence[Any], most: int = MOST_SHOWN) -> list[str]:
    """Return the first messages as texts and, if there are more, a line that says how many.

    Only those that are shown are written, so that a message may look for its hint when it is.

    Examples
    --------
    >>> first_of(["one", "two", "three"], most=1)
    ['one', '… and 2 more']
    """
    lines = [str(message) for message in messages[:most]]
    more = len(messages) - most
    return [*lines, f"… and {more:,} more"] if more > 0 else lines


def kind_of(value: Any) -> str:
    """Return what sort of value TOML holds here."""
    kinds: list[tuple[type | tuple[type, ...], str]] = [
        (bool, "true or false"),
        (str, "a text"),
        ((int, float), "a number"),
        (dict, "a table"),
        (list, "a list"),
    ]
    other = "a date" if hasattr(value, "isoformat") else "something else"
    return next((name for kind, name in kinds if isinstance(value, kind)), other)


def shown(value: Any, *, widest: int = WIDEST) -> str:
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
        return f"'{printable(value, widest=widest)}'"
    if isinstance(value, float):
        return str(value) if math.isfinite(value) else f"{value} (not a finite number)"
    if isinstance(value, int):
        return str(value) if abs(value) <= LARGEST else "a huge number"
    return kind_of(value)
