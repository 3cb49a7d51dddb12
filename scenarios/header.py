"""The part of a scenario file that is for readers: title, summary, story, sources, claims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allied.scenarios.claims import claims
from allied.scenarios.shown import shown
from allied.sim.inputs.quantity import Problem, nearest

__all__ = ["HEADER", "header_problems", "texts"]

HEADER = ("title", "summary", "story", "sources", "claims", "extends")
LONGEST = {"title": 40, "summary": 110, "story": 4000}
EXAMPLES = {
    "title": 'title = "Shared projects"',
    "summary": 'summary = "What is special, in one sentence."',
    "story": 'story = "What happens in such a company, in a paragraph or two."',
}


def texts(value: Any) -> tuple[str, ...]:
    """Return a text or a list of texts as a tuple; what is neither is dropped."""
    values = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(text for text in values if isinstance(text, str))


def header_problems(table: Mapping[str, Any], origin: str) -> list[Problem]:
    """Return everything that is wrong with a file's header.

    Parameters
    ----------
    table : mapping
        The whole file.
    origin : str
        What to call the file in a message.
    """
    problems = [
        problem
        for key in LONGEST
        if (problem := _text_problem(key, table.get(key), f"{origin}: {key}")) is not None
    ]
    problems += _list_problems(table.get("sources", []), f"{origin}: sources", "a text")
    problems += _list_problems(table.get("claims", []), f"{origin}: claims", 'a number, "C000-12"')
    problems += _claim_problems(table.get("claims", []), f"{origin}: claims")
    if isinstance(table.get("extends", ""), str):
        return problems
    return problems + _list_problems(table["extends"], f"{origin}: extends", "a scenario's name")


def _text_problem(key: str, value: Any, where: str) -> Problem | None:
    expected = f"a text of 1 to {LONGEST[key]} characters"
    if value is None:
        return Problem(where, "nothing", expected, f"Add: {EXAMPLES[key]}")
    if not isinstance(value, str) or not value.strip():
        return Problem(where, shown(value), expected)
    if len(value) > LONGEST[key]:
        return Problem(where, f"{len(value)} characters", expected)
    lines = value.replace("\t", " ").split("\n") if key == "story" else [value]
    if not all(line.isprintable() for line in lines):
        return Problem(where, shown(value), "no control characters")
    return None


def _list_problems(value: Any, where: str, item: str) -> list[Problem]:
    if not isinstance(value, list):
        return [Problem(where, shown(value), "a list of texts", f"Write [{shown(value)}].")]
    return [
        Problem(f"{where}[{number}]", shown(text), item)
        for number, text in enumerate(value, 1)
        if not isinstance(text, str) or not text.strip() or not text.isprintable()
    ]


def _claim_problems(value: Any, where: str) -> list[Problem]:
    return [
        Problem(where, shown(claim), "a number of the claims ledger", nearest(claim, claims()))
        for claim in (texts(value) if isinstance(value, list) else ())
        if claim not in claims()
    ]
