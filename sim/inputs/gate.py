"""The gate: whatever comes from outside is looked at here before anything is made of it.

Regular files only, opened so that a pipe or a device can neither block nor take a file's place
between the look and the opening; limits on bytes, rows, depth and number before anything is parsed
(decision 0038). Whatever is refused is an `InputError`; no input leads to another exception.
Parquet has a module of its own, `allied.sim.inputs.columns`.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
import stat
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import parse_qsl

from allied.sim.inputs.plain_text import is_plain, printable, shown
from allied.sim.inputs.quantity import InputError, Problem

__all__ = [
    "argument_problems", "id_problem", "opened", "read_bytes", "read_csv", "read_query",
    "read_text", "read_toml",
]  # fmt: skip

DEEPEST = 16  # lists and tables in one another; scenarios need four
LONGEST_KEY = 8  # parts of a dotted key; tomllib takes the square of them in memory
MOST_ENTRIES = 5_000  # keys, tables and entries of lists in one file
LONGEST_LINK = 8_000  # characters, as much as common servers take
MOST_FIELDS = 100  # of a link
LONGEST_ARGUMENT = 10_000  # characters
FORMULA = "=+-@＝＋－＠"  # what spreadsheets take for the beginning of a formula

_PLACE = re.compile(r"\s*\(at (line (\d+), column \d+|end of document)\)")
_TEXTS = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}|' r"'''(?:[^']|'{1,2}(?!'))*+'{3,5}|"
    r'"(?:[^"\\\n]|\\[^\n])*+"|' r"'[^'\n]*+'|#[^\n]*",
    re.DOTALL,
)  # fmt: skip


# --- files ---


@contextmanager
def opened(
    path: Path | str, where: str, expected: str = "a file that can be read"
) -> Iterator[Any]:
    """Give a regular file, opened to read its bytes.

    Parameters
    ----------
    path : Path or str
    where : str
        What to call the file in a message.
    expected : str
        What it should be.

    Raises
    ------
    InputError
        At once, if it is anything else: a folder, a pipe, a device.
    """
    with _open(path, where, expected) as file:
        yield file


def _open(path: Path | str, where: str, expected: str) -> BinaryIO:
    try:
        if problem := _no_file(os.stat(path).st_mode, where, expected):  # devices react to opening
            raise InputError([problem])
        flags = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_BINARY"))
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:  # ValueError: a name that no system can hold
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or "a name that no file can have"
        got = f"a file that cannot be read ({reason})"
        raise InputError([Problem(where, got, expected)]) from error
    file = os.fdopen(descriptor, "rb")
    if problem := _no_file(os.fstat(descriptor).st_mode, where, expected):  # it was exchanged
        file.close()
        raise InputError([problem])
    return file


def _no_file(mode: int, where: str, expected: str) -> Problem | None:
    if stat.S_ISREG(mode):
        return None
    got = "a folder" if stat.S_ISDIR(mode) else "no regular file but a pipe, device or socket"
    return Problem(where, got, expected)


def read_bytes(
    path: Path | str, where: str, *, most: int, expected: str = "a file that can be read"
) -> bytes:
    """Return a file's content; of a larger one no more than `most` bytes are read.

    Raises
    ------
    InputError
        If it is no regular file, cannot be read or is larger.
    """
    with opened(path, where, expected) as file:
        try:
            content: bytes = file.read(most + 1) or b""
        except OSError as error:
            got = f"a file that cannot be read ({error.strerror or type(error).__name__})"
            raise InputError([Problem(where, got, expected)]) from error
    if len(content) > most:
        raise InputError([Problem(where, "a larger file", f"at most {most:,} bytes")])
    return content


def read_text(content: bytes, where: str) -> str:
    """Return UTF-8 text, with or without a byte order mark.

    Raises
    ------
    InputError
        If it is not UTF-8, with the line.
    """
    try:
        return content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        got = f"the byte 0x{error.object[error.start]:02x}"
        hint = "Save the file as UTF-8."
        raise InputError([Problem(f"{where}: line {line}", got, "UTF-8 text", hint)]) from error


# --- TOML ---


def read_toml(content: bytes, where: str, *, most_entries: int = MOST_ENTRIES) -> dict[str, Any]:
    """Return the table that a file holds.

    Parameters
    ----------
    content : bytes
        TOML in UTF-8.
    where : str
        What to call the file in a message.
    most_entries : int
        Keys, tables and entries of lists.

    Raises
    ------
    InputError
        If it is not UTF-8 or not TOML, with the line, or is too deep or has too many entries.
    """
    text = read_text(content, where)
    if problem := _shape_problem(text, where, most_entries):
        raise InputError([problem])
    try:
        return tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, and int() on thousands of digits
        raise InputError([_syntax_problem(str(error), text, where)]) from error


def _shape_problem(text: str, where: str, most_entries: int) -> Problem | None:
    """Return what is wrong with a file's depth or number of entries, in linear time."""
    bare = _TEXTS.sub('"', text)
    entries = sum(map(bare.count, "=[{,"))
    if entries > most_entries:
        got = f"{entries:,} keys, tables and entries"
        return Problem(where, got, f"at most {most_entries:,}")
    depth = 0
    for bracket in re.findall(r"[\[{}\]]", bare):
        depth = depth + 1 if bracket in "[{" else max(depth - 1, 0)
        if depth > DEEPEST:
            got = "lists or tables in one another, too deep"
            return Problem(where, got, f"at most {DEEPEST} in one another")
    parts = 1 + max(part.count(".") for part in re.split(r"[=,\[\]{}\n]", bare))
    if parts > LONGEST_KEY:
        return Problem(where, f"a key of {parts:,} parts", f"at most {LONGEST_KEY} parts")
    return None


def _syntax_problem(message: str, text: str, where: str) -> Problem:
    match = _PLACE.search(message)
    if match is None:
        return Problem(where, "a number of thousands of digits", "valid TOML")
    expected = f"valid TOML ({printable(_PLACE.sub('', message))})"
    if match[2] is None:
        return Problem(f"{where}: end of file", "nothing more", expected)
    lines = text.split("\n")
    line = lines[int(match[2]) - 1].strip() if int(match[2]) <= len(lines) else ""
    return Problem(f"{where}: {match[1]}", shown(line), expected, _remedy(line))


def _remedy(line: str) -> str:
    match = re.fullmatch(r"[\w.-]+\s*=\s*([^\W\d][\w-]*)", line)
    if match is None:
        return ""
    if match[1].lower() in ("true", "false"):
        return "true and false are written in small letters."
    return 'Text stands in quotes: delivery = "queue".'


# --- CSV ---


def read_csv(text: str, where: str, *, most_rows: int, most_cells: int) -> list[list[str]]:
    """Return the lines of a table that hold anything; reading stops at the limits.

    Parameters
    ----------
    text : str
    where : str
        What to call the file in a message.
    most_rows, most_cells : int
        Lines, the header among them, and cells of a line.

    Raises
    ------
    InputError
        If it is no CSV, or has more lines or cells.
    """
    lines: list[list[str]] = []
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        for line in reader:
            if len(line) > most_cells:
                got, expected = f"{len(line):,} cells", f"at most {most_cells}"
                raise InputError([Problem(f"{where}, line {reader.line_num}", got, expected)])
            if any(cell.strip() for cell in line):
                lines.append(line)
            if len(lines) > most_rows:
                expected = f"at most {most_rows:,}"
                raise InputError([Problem(where, f"more than {most_rows:,} lines", expected)])
    except csv.Error as error:
        raise InputError([Problem(where, f"text that is no CSV ({error})", "a CSV file")]) from None
    return lines


# --- links, arguments, names ---


def read_query(query: str) -> list[tuple[str, str]]:
    """Return the fields of the query of a link.

    Raises
    ------
    InputError
        If it is too long or has too many fields.
    """
    if len(query) > LONGEST_LINK:
        expected = f"at most {LONGEST_LINK:,}"
        raise InputError([Problem("The link", f"{len(query):,} characters", expected)])
    try:
        return parse_qsl(
            query, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS
        )
    except ValueError as error:
        got, expected = f"more than {MOST_FIELDS} fields", f"at most {MOST_FIELDS}"
        raise InputError([Problem("The link", got, expected)]) from error


def argument_problems(arguments: Sequence[str]) -> list[Problem]:
    """Return what is wrong with the words of a command line, whatever they mean."""
    problems = []
    for number, word in enumerate(arguments, 1):
        if len(word) > LONGEST_ARGUMENT:
            got, expected = f"{len(word):,} characters", f"at most {LONGEST_ARGUMENT:,}"
            problems.append(Problem(f"argument {number}", got, expected))
        elif not is_plain(word):
            expected = "no control characters"
            problems.append(Problem(f"argument {number}", shown(word), expected))
    return problems


def id_problem(name: str, where: str) -> Problem | None:
    """Return what is wrong with a name that may stand in a table, or None.

    Spreadsheets run a cell that begins like a formula, and terminals obey escape sequences.

    Examples
    --------
    >>> str(id_problem("=cmd", "id"))
    "id: got '=cmd'; expected a name that begins with none of = + - @."
    """
    if name[:1] and name[0] in FORMULA:
        return Problem(where, shown(name), "a name that begins with none of = + - @")
    if not is_plain(name):
        return Problem(where, shown(name), "a name without control characters")
    return None
