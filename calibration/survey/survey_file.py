"""Survey figures as files: what a row holds, and reading a CSV with every problem at once.

The shipped figures and a user's own survey go through the same reader. A row is a statement, coded
by its wording, and the share of respondents who agreed with it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from allied.sim.inputs.gate import id_problem, read_bytes, read_csv, read_text
from allied.sim.inputs.plain_text import shown
from allied.sim.inputs.quantity import InputError, Problem, nearest
from allied.sim.respondents.answers import STRENGTHS, Question, respondents_problem
from allied.sim.respondents.indicators import INDICATORS
from allied.sim.respondents.population import REFERENCE_YEAR

__all__ = ["COLUMNS", "COMPARATORS", "POLARITIES", "TEMPLATE", "Row", "read_survey", "rows_from"]

EARLIEST, LATEST = 2005, 2035
UNKNOWN_SIZE = 100  # of a sample whose size is not said, as for the shipped figures (assumed)
OPTIONAL = ("note", "year")
COLUMNS = {
    "id": "A name of its own for the row",
    "indicator": "What the statement is about: a name from `allied survey indicators`",
    "respondents": "Who was asked: cmo, cio, ceo, company, marketing, marketing.leader, it, a "
    "team …; several joined by +; [collaborative] or [traditional] after it",
    "strength": "Wording: weak (“somewhat”, “at all”), plain, strong (“very”, “fully”); or mean, "
    "where the value is the mean of the number itself",
    "polarity": "positive, or negative where who agrees denies it (“lack”, “not”)",
    "comparator": "eq, about, gt (more than) or lt (less than)",
    "value": "Share that agreed, from 0 to 1",
    "sample_size": f"How many were asked; {UNKNOWN_SIZE} where it is not said",
    "note": "Anything",
    "year": f"When it was asked, {EARLIEST} to {LATEST}; {REFERENCE_YEAR} where it is not said",
}
"""What each column of a survey file means."""

POLARITIES = ("positive", "negative")
COMPARATORS = {"eq": "", "about": "about ", "gt": "more than ", "lt": "less than "}
_SAME = {"approx": "about", "=": "eq", ">": "gt", "<": "lt", "~": "about"}
TEMPLATE = Path(__file__).with_name("survey_template.csv")
MOST_ROWS, MOST_CELLS = 2000, 50
LARGEST_FILE = 2_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of a survey.

    Attributes
    ----------
    id, note : str
    question : Question
    comparator : {"eq", "about", "gt", "lt"}
    value : float
        Share that agreed, in (0, 1); for a mean, the mean.
    sample_size : int
    """

    id: str
    question: Question
    comparator: str
    value: float
    sample_size: int
    note: str = ""


def _choice(given: str, choices: Iterable[str], where: str, problems: list[Problem]) -> str:
    value = _SAME.get(given.strip().lower(), given.strip().lower())
    if value not in choices:
        expected = "one of " + ", ".join(choices)
        problems.append(Problem(where, shown(given), expected, partial(nearest, value, choices)))
    return value


def _number(given: str, where: str, problems: list[Problem]) -> float:
    try:
        value = float(given)
    except ValueError:
        value = math.nan
    if not 0.0 <= value <= 1.0:
        hint = "Write 0.45 for 45 %." if given.strip().endswith("%") or value > 1.0 else ""
        problems.append(Problem(where, shown(given), "a number from 0 to 1", hint))
    return value


def _whole(given: str, low: int, high: int, where: str, problems: list[Problem]) -> int:
    try:
        value = int(given)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        problems.append(Problem(where, shown(given), f"a whole number from {low:,} to {high:,}"))
    return value


def _row(cells: Mapping[str, str], where: str, problems: list[Problem]) -> Row:
    for column, cell in cells.items():
        if len(cell) > 500:
            problems.append(Problem(f"{where}, {column}", f"{len(cell)} letters", "at most 500"))
    name = cells["indicator"].strip()
    if name not in INDICATORS:
        expected = "a name from `allied survey indicators`"
        meant = partial(nearest, name, INDICATORS)
        problems.append(Problem(f"{where}, indicator", shown(name), expected, meant))
    problem = respondents_problem(cells["respondents"], f"{where}, respondents")
    if problem is not None:
        problems.append(problem)
    strength = _choice(cells["strength"] or "plain", STRENGTHS, f"{where}, strength", problems)
    polarity = _choice(cells["polarity"] or "positive", POLARITIES, f"{where}, polarity", problems)
    comparator = _choice(cells["comparator"] or "eq", COMPARATORS, f"{where}, comparator", problems)
    year = cells["year"].strip() or str(REFERENCE_YEAR)
    size = cells["sample_size"].strip() or str(UNKNOWN_SIZE)
    return Row(
        cells["id"].strip(),
        Question(
            name,
            cells["respondents"].strip(),
            strength,
            polarity == "negative",
            _whole(year, EARLIEST, LATEST, f"{where}, year", problems),
        ),
        comparator,
        _number(cells["value"], f"{where}, value", problems),
        _whole(size, 1, 10_000_000, f"{where}, sample_size", problems),
        cells["note"].strip(),
    )


def rows_from(text: str, name: str) -> list[Row]:
    """Return the rows of a survey file's text.

    Raises
    ------
    InputError
        With every problem: file, row, column, what was got, what is expected.
    """
    table = read_csv(text, name, most_rows=MOST_ROWS, most_cells=MOST_CELLS)
    if not table:
        raise InputError([Problem(name, "nothing", "a header and one row or more")])
    header = [cell.strip().lower() for cell in table[0]]
    problems = [
        Problem(f"{name}, header", f"no column {column!r}", "columns " + ", ".join(COLUMNS))
        for column in COLUMNS
        if column not in header and column not in OPTIONAL
    ]
    problems += [
        Problem(f"{name}, header", shown(column), "a known column",
                partial(nearest, column, COLUMNS))
        for column in header
        if column not in COLUMNS
    ]  # fmt: skip
    if len(set(header)) < len(header):
        problems.append(Problem(f"{name}, header", "a column twice", "each column once"))
    if len(table) == 1:
        problems.append(Problem(name, "a header only", "one row or more"))
    if problems:
        raise InputError(problems)
    rows, seen = [], set()
    for number, line in enumerate(table[1:], start=2):
        where = f"{name}, line {number}"
        if len(line) != len(header):
            expected = f"{len(header)} cells as in the header"
            hint = "Put quotes around text with commas."
            problems.append(Problem(where, f"{len(line)} cells", expected, hint))
            continue
        cells = dict.fromkeys(COLUMNS, "") | dict(zip(header, line, strict=True))
        row = _row(cells, where, problems)
        if not row.id or row.id in seen:
            problems.append(Problem(f"{where}, id", shown(row.id), "a name of its own"))
        elif problem := id_problem(row.id, f"{where}, id"):
            problems.append(problem)
        seen.add(row.id)
        rows.append(row)
    if problems:
        raise InputError(problems)
    return rows


def read_survey(path: Path | str) -> list[Row]:
    """Read a survey file.

    Raises
    ------
    InputError
        If it cannot be read, and with every problem in it.

    Examples
    --------
    >>> rows = read_survey(TEMPLATE)
    >>> rows[0].question.indicator
    'trust'
    """
    path = Path(path)
    content = read_bytes(path, str(path), most=LARGEST_FILE, expected="a CSV file")
    return rows_from(read_text(content, str(path)), path.name)
