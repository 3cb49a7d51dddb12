"""What a design is made of, whatever wrote it: plain data under known words."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from allied.sim.inputs.plain_text import printable, shown
from allied.sim.inputs.quantity import InputError, Problem, nearest

__all__ = ["beside", "canonical", "flat", "is_whole", "json_object", "matched", "plain_data"]

DEEPEST = 16  # lists and tables in one another
LARGEST = 2**64  # of a whole number


def plain_data(value: Any, where: str, problems: list[Problem], depth: int = 0) -> Any:
    """Return data as TOML has them: dictionaries with texts as keys, lists, numbers, texts.

    Arrays become lists, numbers of NumPy become numbers; what is too deep or too large to be
    anybody's meaning is a problem.
    """
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, int) and abs(value) > LARGEST:
        problems.append(Problem(where, "a huge number", "a number of a reasonable size"))
        return None
    if depth > DEEPEST:
        problems.append(Problem(where, "lists or tables in one another, too deep",
                                f"at most {DEEPEST} in one another"))  # fmt: skip
        return None
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                problems.append(Problem(f"{where}: a key", shown(key), "a name, as text"))
        return {
            key: plain_data(one, f"{where}: {printable(key)}", problems, depth + 1)
            for key, one in value.items() if isinstance(key, str)
        }  # fmt: skip
    if isinstance(value, (list, tuple)):
        return [plain_data(one, where, problems, depth + 1) for one in value]
    return value


def matched(
    table: Mapping[str, Any], words: Sequence[str], where: str, problems: list[Problem],
    advise: Callable[[str], str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return a table under the words that are known.

    A misspelt word is one problem, and its value is read as that of the word it resembles, so that
    nothing seems to be missing.

    Parameters
    ----------
    table : mapping
    words : sequence of str
    where : str
        What to call the table in a message; empty for the whole design.
    problems : list of Problem
    advise : callable, optional
        Takes an unknown word and returns a hint, or an empty text.
    """
    known = {key: value for key, value in table.items() if key in words}
    for key in table:
        if key in words:
            continue
        hint = advise(key) if advise is not None else ""
        place = f"{where}: {printable(key)}" if where else printable(key)
        problems.append(Problem(place, "an unknown key", f"one of {', '.join(words)}",
                                hint or partial(nearest, key, words)))  # fmt: skip
        close = difflib.get_close_matches(key[:100], words, n=1, cutoff=0.5)
        if close and not hint:
            known.setdefault(close[0], table[key])
    return known


def is_whole(value: Any) -> bool:
    """Return whether a value is a whole number, and neither true nor false."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def beside(reference: Any, folder: Path) -> Any:
    """Return a reference whose file is looked for in the folder of the design."""
    if not isinstance(reference, str) or not reference.endswith((".toml", ".parquet", ".csv")):
        return reference
    try:
        found = (folder / reference).is_file()
    except (OSError, ValueError):  # a name that no system can hold
        found = False
    return str(folder / reference) if found else reference


def flat(table: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Return levers by dotted names; a name without quotes comes as tables in tables."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, dict) and value:
            found |= flat(value, f"{before}{key}.")
        else:
            found[f"{before}{key}"] = value
    return found


def json_object(content: bytes, where: str) -> dict[str, Any]:
    """Return the object in a JSON file.

    Raises
    ------
    InputError
        If there is none.
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        got = f"what cannot be read ({printable(str(error))})"
        raise InputError([Problem(where, got, "a design, as JSON")]) from None
    if not isinstance(found, dict):
        raise InputError([Problem(where, shown(found), "a design: one JSON object")])
    return found


def canonical(kind: str, value: Any) -> Any:
    """Return a valid value in one type: 1 is 1.0 where numbers are meant."""
    return {"number": float, "integer": int, "switch": bool, "choice": str}[kind](value)
