"""Put what several files say about the levers together.

A file's word counts over that of the files it extends, for each lever from the first week in which
the file speaks of it. Files that stand side by side ("silos+shared-projects") have equal rank:
where they say different things about a lever, somebody has to decide, so that is an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from allied.scenarios.document import Document
from allied.scenarios.settings import Course
from allied.scenarios.shown import shown
from allied.sim.inputs.quantity import InputError, Problem

__all__ = ["Layer", "over", "side_by_side"]


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


def over(under: Layer, document: Document) -> Layer:
    """Return `under` with the document's own word on top."""
    courses = dict(under.courses)
    for name, course in document.courses.items():
        before, _ = courses.get(name, ({}, ""))
        kept = {week: value for week, value in before.items() if week < min(course)}
        courses[name] = (kept | course, document.origin)
    return Layer(courses, {**under.labels, **document.labels})


def side_by_side(
    layers: Sequence[Layer], *, where: str, settled: frozenset[str] = frozenset()
) -> Layer:
    """Return layers of equal rank as one.

    Parameters
    ----------
    layers : sequence of Layer
    where : str
        What to call the place in a message.
    settled : frozenset of str
        Levers about which a file above them has the word, so that they may disagree.

    Raises
    ------
    InputError
        With every lever about which two of them disagree.
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
        for week, label in layer.labels.items():
            found.setdefault(week, {})[label] = None
    return {week: "; ".join(found[week]) for week in sorted(found)}


def _words(course: Course) -> str:
    return ", ".join(
        shown(course[week]) + (f" from week {week}" if week else "") for week in sorted(course)
    )
