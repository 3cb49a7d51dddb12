"""Find scenario files and read their TOML."""

from __future__ import annotations

import codecs
import os
import re
import tomllib
from pathlib import Path
from typing import Any

from allied.scenarios.shown import printable, shown
from allied.sim.inputs.plugins import Offer, clash, offered_scenarios, require_one
from allied.sim.inputs.quantity import InputError, Problem, nearest

__all__ = [
    "SHIPPED", "locate", "names", "packages", "plugin_problems", "read_bytes", "read_toml",
]  # fmt: skip

SHIPPED = Path(__file__).parent
BASELINE = "silos"
OURS = "allied"
SUFFIX = ".toml"
LARGEST_FILE = 100_000  # bytes; scenarios take two or three thousand
PLACE = re.compile(r"\s*\(at (line (\d+), column \d+|end of document)\)")


def names() -> list[str]:
    """Return the names of all scenarios that are installed, the baseline first, ours before others.

    A name that two packages offer is none: `locate` says so.
    """
    offers = _offers()
    return [name for name, found in offers.items() if len(found) == 1]


def packages() -> dict[str, str]:
    """Return which package offers a scenario, by name, for those of other packages."""
    return {n: o[0].package for n, o in _offers().items() if len(o) == 1 and o[0].package != OURS}


def plugin_problems() -> list[Problem]:
    """Return what is wrong with scenarios of other packages: plug-ins that fail, and clashes."""
    clashes = [
        clash("scenario", name, [offer.package for offer in found])
        for name, found in _offers().items()
        if len(found) > 1
    ]
    return [*offered_scenarios()[1], *clashes]


def _offers() -> dict[str, list[Offer]]:
    """Return who offers a scenario, by name."""
    shipped = sorted(SHIPPED.glob("*" + SUFFIX), key=lambda path: (path.stem != BASELINE, path))
    found = {path.stem: [Offer(path.stem, OURS, path)] for path in shipped}
    for offer in sorted(offered_scenarios()[0], key=lambda offer: offer.name):
        found.setdefault(offer.name, []).append(offer)
    return found


def locate(reference: str, *, folder: Path, where: str = "scenario") -> Path:
    """Return the file that a name or path refers to.

    Parameters
    ----------
    reference : str
        Name of an installed scenario, or a path that ends in `.toml`.
    folder : Path
        Folder to which paths are relative.
    where : str
        What to call the place of the reference in a message.

    Raises
    ------
    InputError
        If there is no such scenario or it is no file.
    """
    if not reference.endswith(SUFFIX):
        return _locate_name(reference, folder, where)
    path = folder / reference
    if problem := _not_a_file(path, reference, where):
        raise InputError([problem])
    return path


def _locate_name(name: str, folder: Path, where: str) -> Path:
    """Return the file of an installed scenario: that of the same package, if it has one."""
    offers = _offers()
    found = offers.get(name, [])
    own = [offer for offer in found if offer.path is not None and offer.path.parent == folder]
    found = own or found
    require_one(where, name, [offer.package for offer in found])
    if found and found[0].path is not None:
        return found[0].path
    expected = "the name of an installed scenario or a path that ends in .toml"
    broken = " ".join(map(str, offered_scenarios()[1][:1]))
    hint = nearest(name, offers) or broken or f"Installed are {', '.join(offers)}."
    raise InputError([Problem(where, shown(name), expected, hint)])


def _not_a_file(path: Path, reference: str, where: str) -> Problem | None:
    expected = "a file that can be read"
    if os.path.isfile(path):  # unlike Path.is_file, False for a name that no system can hold
        return None
    if os.path.lexists(path):
        kind = "a folder" if os.path.isdir(path) else "no regular file"
        return Problem(where, f"{kind}, {shown(reference)}", expected)
    stem = Path(reference).stem
    hint = f"An installed scenario goes by its name alone: {stem}." if stem in names() else ""
    return Problem(where, f"{shown(reference)}, which does not exist", expected, hint)


def read_bytes(path: Path, origin: str) -> bytes:
    """Return a file's content.

    Raises
    ------
    InputError
        If it cannot be read or is far too large for a scenario.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError([Problem(origin, reason, "a file that can be read")]) from error
    if len(content) > LARGEST_FILE:
        expected = f"at most {LARGEST_FILE:,} bytes"
        raise InputError([Problem(origin, "a larger file", expected)])
    return content


def read_toml(content: bytes, origin: str) -> dict[str, Any]:
    """Return the table that a file holds.

    Parameters
    ----------
    content : bytes
        TOML in UTF-8.
    origin : str
        What to call the file in a message.

    Raises
    ------
    InputError
        If it is not UTF-8 or not TOML, with the line.
    """
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        got = f"the byte 0x{content[error.start]:02x}"
        hint = "Save the file as UTF-8."
        raise InputError([Problem(f"{origin}: line {line}", got, "UTF-8 text", hint)]) from error
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        got = "lists or tables in one another, hundreds deep"
        raise InputError([Problem(origin, got, "tables of levers")]) from error
    except ValueError as error:  # TOMLDecodeError, and int() on thousands of digits
        raise InputError([_syntax_problem(str(error), text, origin)]) from error


def _syntax_problem(message: str, text: str, origin: str) -> Problem:
    match = PLACE.search(message)
    if match is None:
        return Problem(origin, "a number of thousands of digits", "valid TOML")
    expected = f"valid TOML ({printable(PLACE.sub('', message))})"
    if match[2] is None:
        return Problem(f"{origin}: end of file", "nothing more", expected)
    lines = text.split("\n")
    line = lines[int(match[2]) - 1].strip() if int(match[2]) <= len(lines) else ""
    return Problem(f"{origin}: {match[1]}", shown(line), expected, _remedy(line))


def _remedy(line: str) -> str:
    match = re.fullmatch(r"[\w.-]+\s*=\s*([^\W\d][\w-]*)", line)
    if match is None:
        return ""
    if match[1].lower() in ("true", "false"):
        return "true and false are written in small letters."
    return 'Text stands in quotes: delivery = "queue".'
