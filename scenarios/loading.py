"""From a name, a path or a stack of these to a scenario."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from allied.scenarios.document import Document, parse
from allied.scenarios.files import names, packages, plugin_problems
from allied.scenarios.layers import Layer, side_by_side
from allied.scenarios.shelf import Shelf
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.inputs.scenario import Scenario

__all__ = ["check", "labels", "load", "load_all", "loads", "plugin_notes"]

Source = str | Path | Sequence[str | Path]


def load(source: Source) -> Scenario:
    """Return a scenario by its name or path, or several stacked.

    Parameters
    ----------
    source : str, Path or sequence of these
        Name of an installed scenario; path of a file that ends in `.toml`; several joined by "+" or
        in a list.

    Raises
    ------
    InputError
        With every problem of every file that is involved.

    Examples
    --------
    >>> load("self-service").levers["structure.delivery"]
    'self_service'
    >>> load("silos+merged").name
    'silos+merged'
    """
    documents, layer = _load(source)
    return _scenario(documents, layer)


def loads(content: bytes, *, name: str = "own") -> Scenario:
    """Return a scenario from the content of a file; it may extend installed scenarios only.

    Raises
    ------
    InputError
        With every problem.
    """
    document = parse(content, name=name, origin=f"{name}.toml", path=None)
    return _scenario([document], Shelf().layer(document))


def load_all() -> list[Scenario]:
    """Return every installed scenario, the baseline first; `plugin_notes` has those that fail."""
    return _installed()[0]


def plugin_notes() -> list[str]:
    """Return a sentence for each thing that is wrong with scenarios of other packages."""
    return [*map(str, plugin_problems()), *_installed()[1]]


def _installed() -> tuple[list[Scenario], list[str]]:
    found: list[Scenario] = []
    notes: list[str] = []
    others = packages()
    for name in names():
        try:
            found.append(load(name))
        except InputError as error:
            if name not in others:
                raise
            more = f" And {len(error.problems) - 1} more." if len(error.problems) > 1 else ""
            said = f"scenario {name!r} of {others[name]} does not load: {error.problems[0]}{more}"
            notes.append(said)
    return found, notes


def check(path: str | Path) -> Scenario:
    """Read one file with all that it extends, and return the scenario.

    Raises
    ------
    InputError
        With every problem.
    """
    return load(Path(path))


def labels(source: Source) -> dict[int, str]:
    """Return what a scenario's files call the changes of its timeline, by week."""
    return dict(sorted(_load(source)[1].labels.items()))


def _load(source: Source) -> tuple[list[Document], Layer]:
    shelf = Shelf()
    documents: list[Document] = []
    layers: list[Layer] = []
    problems: list[Problem] = []
    for reference in _references(source):
        try:
            document = shelf.open(reference, folder=Path(), where="scenario")
            layers.append(shelf.layer(document))
            documents.append(document)
        except InputError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise InputError(problems)
    return documents, side_by_side(layers, where="scenario")


def _references(source: Source) -> list[str]:
    if isinstance(source, Path):
        return [str(source)]
    if isinstance(source, str):
        whole = source.endswith(".toml") and os.path.isfile(source)  # a plus sign in a path
        return [source] if whole else [part.strip() for part in source.split("+")]
    references = [reference for part in source for reference in _references(part)]
    if not references:
        raise InputError([Problem("scenario", "an empty list", "at least one scenario")])
    return references


def _scenario(documents: Sequence[Document], layer: Layer) -> Scenario:
    levers, timeline = _by_week(layer)
    titles = [document.title for document in documents]
    together = f"{', '.join(titles[:-1])} and {titles[-1]}, all at once."
    return Scenario(
        name="+".join(document.name for document in documents),
        levers=levers,
        timeline=timeline,
        title=" + ".join(titles),
        summary=together if len(titles) > 1 else documents[0].summary,
        story="\n\n".join(document.story for document in documents),
        sources=tuple(dict.fromkeys(s for document in documents for s in document.sources)),
        claims=tuple(dict.fromkeys(c for document in documents for c in document.claims)),
    )


def _by_week(layer: Layer) -> tuple[dict[str, Any], tuple[tuple[int, dict[str, Any]], ...]]:
    weeks: dict[int, dict[str, Any]] = {0: {}}
    for name in LEVERS:  # in the order in which forms show them
        course, _ = layer.courses.get(name, ({}, ""))
        for week, value in course.items():
            weeks.setdefault(week, {})[name] = value
    return weeks.pop(0), tuple(sorted(weeks.items()))
