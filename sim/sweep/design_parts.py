"""What a design says beside bases and factors: parameters, outcomes, reference, rules, licence.

Each function takes what a file or a caller said, adds what is wrong with it to `problems`, and
returns what was meant, as far as that is known. So every problem is found at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from allied.sim.experiment.record import hash_of_rows
from allied.sim.inputs.arguments import DEFAULT, POSTERIOR, parameter_rows
from allied.sim.inputs.columns import read_columns
from allied.sim.inputs.parameters import PARAMETER_TYPE, PARAMETERS
from allied.sim.inputs.plain_text import is_plain, printable, shown
from allied.sim.inputs.plugins import parameter_offers
from allied.sim.inputs.quantity import InputError, Problem, nearest
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.sweep.design_data import beside, flat, matched
from allied.sim.sweep.factors import Factor

__all__ = [
    "LICENCES", "check_labels", "hashes_of_rules", "outcomes_of", "reference_of", "rows_of",
    "rules_of",
]  # fmt: skip

LONGEST_TITLE, LONGEST_AUTHOR, MOST_AUTHORS = 120, 200, 100
MOST_STATED = 1_500_000  # values of parameters that have no name, and stand in the folder
LICENCES = (
    "CC-BY-4.0", "CC0-1.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "ODC-By-1.0",
    "ODbL-1.0", "PDDL-1.0", "CDLA-Permissive-2.0", "Apache-2.0", "MIT",
)  # fmt: skip
"""SPDX identifiers of licences for data; another one is LicenseRef-NAME."""


# --- parameters ---


def rows_of(
    parameters: Any, expected_hash: Any, folder: Path, problems: list[Problem]
) -> tuple[np.ndarray, str]:
    """Return the parameter sets, and the name under which a worker finds them; empty for none."""
    name = parameters if isinstance(parameters, str) else ""
    name = DEFAULT if parameters is None else name
    named = name if name in (DEFAULT, POSTERIOR, *parameter_offers()) else ""
    try:
        rows = _rows(parameters, folder)
    except InputError as error:
        problems += error.problems
        return parameter_rows(None), DEFAULT
    if not named and rows.size * len(PARAMETERS) > MOST_STATED:
        expected = f"at most {MOST_STATED // len(PARAMETERS):,} rows that have no name"
        problems.append(Problem("parameters", f"{rows.size:,} rows", expected))
    if expected_hash is not None and expected_hash != hash_of_rows(rows):
        got = "other parameters than those with which the design was written"
        hint = "They belong to a version of Allied: take that one, or state them anew."
        problems.append(Problem("parameters", got, "the same", hint))
    return rows, named


def _rows(parameters: Any, folder: Path) -> np.ndarray:
    if isinstance(parameters, dict) and set(parameters) == {"rows"}:
        return _read_rows(parameters["rows"], folder)
    if isinstance(parameters, dict):
        parameters = flat(parameters)
    if parameters is None or isinstance(parameters, (str, dict, np.ndarray)):
        try:
            return parameter_rows(beside(parameters, folder))
        except InputError as error:
            raise InputError([_as_parameters(p) for p in error.problems]) from None
    expected = '"posterior", "default", a file of draws, or a table of parameters'
    raise InputError([Problem("parameters", shown(parameters), expected)])


def _as_parameters(problem: Problem) -> Problem:
    where = problem.where
    where = where if where.startswith("parameters") else f"parameters: {printable(where)}"
    return Problem(where, problem.got, problem.expected, problem.advice)


def _read_rows(name: Any, folder: Path) -> np.ndarray:
    """Return the parameter sets of a file that holds a column for each parameter."""
    if not isinstance(name, str):
        raise InputError([Problem("parameters: rows", shown(name), "the path of a Parquet file")])
    path, expected = folder / name, "a file with a column for each parameter"
    columns = read_columns(path, list(PARAMETERS), most_rows=MOST_STATED, expected=expected)
    rows = np.zeros(len(next(iter(columns.values()))), PARAMETER_TYPE)
    for key, row in PARAMETERS.items():
        row.write(rows, columns[key])
    return parameter_rows(rows)


# --- words ---


def outcomes_of(asked: Any, problems: list[Problem]) -> list[int]:
    """Return the positions of outcomes; all where none are said."""
    names = [outcome.name for outcome in OUTCOMES]
    if asked is None:
        return list(range(len(names)))
    if not isinstance(asked, list) or not asked:
        got = "an empty list" if asked == [] else shown(asked)
        hint = f'Write: outcomes = ["{asked}"]' if asked in names else ""
        problems.append(Problem("outcomes", got, "a list of outcomes", hint))
        return []
    found = []
    for name in asked:
        if isinstance(name, str) and name in names:
            found.append(names.index(name))
        else:
            hint = nearest(name, names) if isinstance(name, str) else ""
            hint = hint or f"Outcomes are {', '.join(names)}."
            problems.append(Problem("outcomes", shown(name), "an outcome", hint))
    if len(set(found)) < len(found):
        problems.append(Problem("outcomes", "an outcome twice", "each once"))
    return found


def reference_of(asked: Any, bases: int, problems: list[Problem]) -> str:
    """Return to what outcomes are set in relation."""
    if asked is None:
        return "base-0" if bases > 1 else "point-0"
    known = [*(f"base-{number}" for number in range(bases)), "point-0", "none"]
    if not isinstance(asked, str) or asked not in known:
        hint = partial(nearest, asked, known) if isinstance(asked, str) else ""
        problems.append(Problem("reference", shown(asked), f"one of {', '.join(known)}", hint))
        return "none"
    return asked


def rules_of(
    asked: Any, decisions: Callable[[], Sequence[str]], problems: list[Problem]
) -> dict[str, str]:
    """Return who takes which decision."""
    if not asked and asked in (None, {}):
        return {}
    if not isinstance(asked, dict):
        expected = 'a table, as in: rules = { prioritise = "loudest" }'
        problems.append(Problem("rules", shown(asked), expected))
        return {}
    said = matched(asked, decisions(), "rules", problems)
    for key, rule in said.items():
        if not isinstance(rule, str) or not rule or not is_plain(rule):
            problems.append(Problem(f"rules: {key}", shown(rule), "the name of a rule, as text"))
    return {key: rule for key, rule in said.items() if isinstance(rule, str)}


def hashes_of_rules(
    rules: Mapping[str, str],
    factors: Sequence[Factor],
    columns: Mapping[str, Sequence[Any]],
    problems: list[Problem],
) -> dict[str, str]:
    """Return the hash of each rule that a design names, by "decision=name"; each is compiled."""
    varied = {factor.key: columns.get(factor.name, ()) for factor in factors
              if factor.target == "rule"}  # fmt: skip
    named = [(decision, name) for decision, name in rules.items()]
    named += [(decision, name) for decision, names in varied.items() for name in set(names)]
    hashes: dict[str, str] = {}
    if not named:
        return hashes
    from allied.sim.model.own_rules import OwnRules  # the compiler: few designs need it

    for decision, name in sorted(set(named)):
        try:
            own = OwnRules.of({decision: name})
        except InputError as error:
            problems += error.problems
            continue
        if own is not None:
            hashes[f"{decision}={name}"] = own.hash
    return hashes


def check_labels(
    title: Any, licence: Any, authors: Any, problems: list[Problem]
) -> tuple[str, str, list[str]]:
    """Return title, licence and authors, with what is wrong with them."""
    if not _is_line(title, LONGEST_TITLE) and title != "":
        problems.append(_no_line("title", title, LONGEST_TITLE))
    own = isinstance(licence, str) and re.fullmatch(r"LicenseRef-[A-Za-z0-9.-]{1,60}", licence)
    if not own and (not isinstance(licence, str) or licence not in LICENCES):
        hint = partial(nearest, licence, LICENCES) if isinstance(licence, str) else ""
        expected = f"one of {', '.join(LICENCES)}, or LicenseRef-NAME"
        problems.append(Problem("licence", shown(licence), expected, hint))
    if authors is None:
        authors = []
    if not isinstance(authors, list) or len(authors) > MOST_AUTHORS:
        expected = f'a list of at most {MOST_AUTHORS} names, as in: authors = ["A. Author"]'
        problems.append(Problem("authors", shown(authors), expected))
        authors = []
    problems += [
        _no_line("authors", author, LONGEST_AUTHOR) for author in authors
        if not _is_line(author, LONGEST_AUTHOR)
    ]  # fmt: skip
    return title, licence, authors


def _is_line(text: Any, longest: int) -> bool:
    return isinstance(text, str) and 0 < len(text.strip()) <= longest and text.isprintable()


def _no_line(where: str, text: Any, longest: int) -> Problem:
    long = isinstance(text, str) and len(text) > longest
    got = f"{len(text):,} characters" if long else shown(text)
    return Problem(where, got, f"a text of one line, at most {longest} characters")
