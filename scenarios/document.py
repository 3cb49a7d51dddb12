"""One scenario file, checked: what its author wrote, before anything is extended or stacked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from allied.scenarios.files import read_toml
from allied.scenarios.header import header_problems, texts
from allied.scenarios.settings import Course, courses, setting_problems, week_labels
from allied.sim.inputs.quantity import InputError

__all__ = ["Document", "parse"]


@dataclass(frozen=True)
class Document:
    """What one scenario file says.

    Attributes
    ----------
    name : str
        Identifier: the file's name without its suffix.
    origin : str
        What to call the file in a message.
    path : Path or None
        Where it stands; None if it stands nowhere and may extend installed scenarios only.
    title, summary, story : str
    sources, claims, extends : tuple of str
    courses : mapping of str to Course
        Lever to its values by week.
    labels : mapping of int to str
        What happens, by week.
    """

    name: str
    origin: str
    path: Path | None
    title: str
    summary: str
    story: str
    sources: tuple[str, ...]
    claims: tuple[str, ...]
    extends: tuple[str, ...]
    courses: Mapping[str, Course]
    labels: Mapping[int, str]


def parse(content: bytes, *, name: str, origin: str, path: Path | None) -> Document:
    """Read and check one file.

    Parameters
    ----------
    content : bytes
        The file, TOML in UTF-8.
    name, origin, path
        As in `Document`.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    table = read_toml(content, origin)
    problems = header_problems(table, origin) + setting_problems(table, origin)
    if problems:
        raise InputError(problems)
    return Document(
        name=name,
        origin=origin,
        path=path,
        title=table["title"].strip(),
        summary=table["summary"].strip(),
        story=table["story"].strip(),
        sources=texts(table.get("sources")),
        claims=texts(table.get("claims")),
        extends=texts(table.get("extends")),
        courses=courses(table),
        labels=week_labels(table),
    )
