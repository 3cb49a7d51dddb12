"""From a name, a path or a stack of these to a scenario: find files, read each once, extend, stack.

A file's word counts over that of the files it extends, for each lever from the first week in which
the file speaks of it. Files that stand side by side ("silos+shared-projects") have equal rank:
where they say different things about a lever, somebody has to decide, so that is an error.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from allied.scenarios.document import Course, Document, parse
from allied.scenarios.installed import SHIPPED, locate, names, packages, plugin_problems
from allied.sim.inputs.gate import id_problem, read_bytes
from allied.sim.inputs.levers import LEVERS, outside_problems
from allied.sim.inputs.plain_text import WIDEST_PATH, printable, shown
from allied.sim.inputs.quantity import InputError, Problem, distinct
from allied.sim.inputs.scenario import Scenario

__all__ = ["check", "labels", "load", "load_all", "loads", "plugin_notes"]

LARGEST_FILE = 100_000  # bytes; scenarios take two or three thousand
DEEPEST = 12  # files in a row that extend one another
MOST_FILES = 100  # that are opened for one stack
WIDEST_STACK = 50  # scenarios side by side

Source = str | Path | Sequence[str | Path]


def load(source: Source) -> Scenario:
    """Return a scenario by its name or path, or several stacked.

    Parameters
    ----------
    source : str, Path or sequence of these
        Name of an installed scenario; path of a file that ends in `.toml`; several joined by "+"
        or in a list.

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
    return _scenario(*_load(source))


def loads(content: bytes, *, name: str = "own") -> Scenario:
    """Return a scenario from the content of a file; it may extend installed scenarios only.

    Raises
    ------
    InputError
        With every problem.
    """
    if problem := id_problem(name, "name"):
        raise InputError([problem])
    document = parse(content, name=name, origin=f"{name}.toml", path=None)
    return _scenario([document], _Shelf().layer(document))


def load_all() -> list[Scenario]:
    """Return every installed scenario, the baseline first; `plugin_notes` has those that fail."""
    return _installed()[0]


def plugin_notes() -> list[str]:
    """Return a sentence for each thing that is wrong with scenarios and levers of others."""
    return [*map(str, (*outside_problems(), *plugin_problems())), *_installed()[1]]


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


# --- stacks ---


def _load(source: Source) -> tuple[list[Document], Layer]:
    shelf = _Shelf()
    documents: list[Document] = []
    layers: list[Layer] = []
    problems: list[Problem] = []
    for reference in _references(source):
        try:
            document = shelf.open(reference, folder=Path(), where="scenario")
            layers.append(shelf.layer(document))
            documents.append(document)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(distinct(problems))
    return documents, _side_by_side(layers, where="scenario")


def _references(source: Source) -> list[str]:
    if isinstance(source, Path):
        return [str(source)]
    if isinstance(source, str):
        whole = source.endswith(".toml") and os.path.isfile(source)  # a plus sign in a path
        references = [source] if whole else [part.strip() for part in source.split("+")]
    else:
        references = [reference for part in source for reference in _references(part)]
    if not references:
        raise InputError([Problem("scenario", "an empty list", "at least one scenario")])
    if len(references) > WIDEST_STACK:
        got = f"{len(references):,} in one stack"
        raise InputError([Problem("scenario", got, f"at most {WIDEST_STACK}")])
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


# --- files ---


class _Shelf:
    """Documents that were opened, and the layers that were made of them; failures are kept, too."""

    def __init__(self) -> None:
        self._documents: dict[Path, Document | InputError] = {}
        self._layers: dict[Path | None, Layer | InputError] = {}

    def open(self, reference: str, *, folder: Path, where: str) -> Document:
        """Return the document that a name or path refers to, or raise every problem in it."""
        path = locate(reference, folder=folder, where=where)
        key = path.resolve()
        if key not in self._documents:
            if len(self._documents) >= MOST_FILES:
                got = f"more than {MOST_FILES} files"
                raise InputError([Problem(where, got, f"at most {MOST_FILES}")])
            self._documents[key] = _result_or_error(lambda: _read(path))
        return _result(self._documents[key])

    def layer(self, document: Document, trail: tuple[Document, ...] = ()) -> Layer:
        """Return what a document says over all that it extends, or raise all of their problems."""
        if document.path not in self._layers:
            made = _result_or_error(lambda: self._layer(document, (*trail, document)))
            self._layers[document.path] = made
        return _result(self._layers[document.path])

    def _layer(self, document: Document, trail: tuple[Document, ...]) -> Layer:
        where = f"{document.origin}: extends"
        layers: list[Layer] = []
        problems: list[Problem] = []
        for reference in dict.fromkeys(document.extends):
            try:
                parent = self._parent(document, reference, where)
                _check_trail(parent, trail, where)
                layers.append(self.layer(parent, trail))
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError(distinct(problems))
        settled = frozenset(name for name, course in document.courses.items() if 0 in course)
        return _over(_side_by_side(layers, settled=settled, where=where), document)

    def _parent(self, document: Document, reference: str, where: str) -> Document:
        if document.path is None and reference not in names():
            expected = f"an installed scenario, one of {', '.join(names())}"
            raise InputError([Problem(where, shown(reference), expected)])
        folder = SHIPPED if document.path is None else document.path.parent
        return self.open(reference, folder=folder, where=where)


Made = TypeVar("Made")


def _result_or_error(make: Callable[[], Made]) -> Made | InputError:
    try:
        return make()
    except InputError as error:
        return error


def _result(made: Made | InputError) -> Made:
    if isinstance(made, InputError):
        raise InputError(made.problems)
    return made


def _read(path: Path) -> Document:
    shipped = path.resolve().parent == SHIPPED.resolve()
    origin = path.stem if shipped else printable(str(path), widest=WIDEST_PATH)
    content = read_bytes(path, origin, most=LARGEST_FILE)
    return parse(content, name=printable(path.stem), origin=origin, path=path)


def _check_trail(parent: Document, trail: tuple[Document, ...], where: str) -> None:
    chain = " → ".join(document.origin for document in (*trail, parent))
    if any(parent is document for document in trail):
        expected = "files that do not extend each other in a circle"
        raise InputError([Problem(where, chain, expected)])
    if len(trail) >= DEEPEST:
        raise InputError([Problem(where, chain, f"at most {DEEPEST} files in a row")])


# --- what several files say together ---


@dataclass(frozen=True)
class Layer:
    """What one file, or several together, say.

    Attributes
    ----------
    courses : mapping of str to (Course, str)
        Lever to its values by week, and the file that set them.
    labels : mapping of int to str
        What happens, by week.
    """

    courses: Mapping[str, tuple[Course, str]] = field(default_factory=dict)
    labels: Mapping[int, str] = field(default_factory=dict)


def _over(under: Layer, document: Document) -> Layer:
    """Return `under` with the document's own word on top."""
    courses = dict(under.courses)
    for name, course in document.courses.items():
        before, _ = courses.get(name, ({}, ""))
        kept = {week: value for week, value in before.items() if week < min(course)}
        courses[name] = (kept | course, document.origin)
    return Layer(courses, {**under.labels, **document.labels})


def _side_by_side(
    layers: Sequence[Layer], *, where: str, settled: frozenset[str] = frozenset()
) -> Layer:
    """Return layers of equal rank as one, or raise every lever about which two of them disagree.

    About `settled` levers a file above them has the word, so that they may disagree.
    """
    courses: dict[str, tuple[Course, str]] = {}
    problems: list[Problem] = []
    for layer in layers:
        for name, (course, origin) in layer.courses.items():
            known, first = courses.setdefault(name, (course, origin))
            if known != course and name not in settled:
                got = f"{_words(known)} in {first} and {_words(course)} in {origin}"
                hint = f"Decide in a file of your own that extends both and sets {name}."
                problems.append(Problem(f"{where}: {name}", got, "one value", hint))
    if problems:
        raise InputError(problems)
    return Layer(courses, _joined_labels(layers))


def _joined_labels(layers: Sequence[Layer]) -> dict[int, str]:
    found: dict[int, dict[str, None]] = {}
    for layer in layers:
        for week, label in layer.labels.items():  # in its parts: joined ones would grow without end
            found.setdefault(week, {}).update(dict.fromkeys(label.split("; ")))
    return {week: "; ".join(found[week]) for week in sorted(found)}


def _words(course: Course) -> str:
    return ", ".join(
        shown(course[week]) + (f" from week {week}" if week else "") for week in sorted(course)
    )
