"""Open scenario files, each once, and follow what they extend."""

from __future__ import annotations

from pathlib import Path

from allied.scenarios.document import Document, parse
from allied.scenarios.files import SHIPPED, locate, names, read_bytes
from allied.scenarios.layers import Layer, over, side_by_side
from allied.scenarios.shown import printable, shown
from allied.sim.inputs.quantity import InputError, Problem

__all__ = ["Shelf"]

DEEPEST = 12  # files in a row that extend one another
WIDEST_PATH = 200  # characters of a path in a message


class Shelf:
    """Documents that were opened, and the layers that were made of them."""

    def __init__(self) -> None:
        self._documents: dict[Path, Document] = {}
        self._layers: dict[Path | None, Layer] = {}

    def open(self, reference: str, *, folder: Path, where: str) -> Document:
        """Return the document that a name or path refers to.

        Raises
        ------
        InputError
            If there is none, or with every problem in it.
        """
        path = locate(reference, folder=folder, where=where)
        key = path.resolve()
        if key not in self._documents:
            shipped = key.parent == SHIPPED.resolve()
            origin = path.stem if shipped else printable(str(path), widest=WIDEST_PATH)
            content = read_bytes(path, origin)
            name = printable(path.stem)
            self._documents[key] = parse(content, name=name, origin=origin, path=path)
        return self._documents[key]

    def layer(self, document: Document, trail: tuple[Document, ...] = ()) -> Layer:
        """Return what a document says, over all that it extends.

        Raises
        ------
        InputError
            With every problem of every file that it extends.
        """
        if document.path not in self._layers:
            where = f"{document.origin}: extends"
            below = self._below(document, (*trail, document), where)
            settled = frozenset(name for name, course in document.courses.items() if 0 in course)
            under = side_by_side(below, settled=settled, where=where)
            self._layers[document.path] = over(under, document)
        return self._layers[document.path]

    def _below(self, document: Document, trail: tuple[Document, ...], where: str) -> list[Layer]:
        layers: list[Layer] = []
        problems: list[Problem] = []
        for reference in document.extends:
            try:
                parent = self._parent(document, reference, where)
                _check_trail(parent, trail, where)
                layers.append(self.layer(parent, trail))
            except InputError as error:
                problems += [problem for problem in error.problems if problem not in problems]
        if problems:
            raise InputError(problems)
        return layers

    def _parent(self, document: Document, reference: str, where: str) -> Document:
        if document.path is None and reference not in names():
            expected = f"an installed scenario, one of {', '.join(names())}"
            raise InputError([Problem(where, shown(reference), expected)])
        folder = SHIPPED if document.path is None else document.path.parent
        return self.open(reference, folder=folder, where=where)


def _check_trail(parent: Document, trail: tuple[Document, ...], where: str) -> None:
    chain = " → ".join(document.origin for document in (*trail, parent))
    if any(parent is document for document in trail):
        expected = "files that do not extend each other in a circle"
        raise InputError([Problem(where, chain, expected)])
    if len(trail) >= DEEPEST:
        raise InputError([Problem(where, chain, f"at most {DEEPEST} files in a row")])
