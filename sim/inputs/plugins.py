"""What installed packages offer: scenarios and parameter sets, merged over all of them.

| group of entry points | name of the entry point | its value |
| --- | --- | --- |
| `allied.levers` | any | rows of the table of levers: a sequence of `Quantity` |
| `allied.scenarios` | any | a folder of TOML files: a package, or its path |
| `allied.parameters` | that of the set | a file of draws: its path; or the parameters themselves |

Instead of a folder, path or parameters, the value may be a function without arguments that returns
them. Allied's own entry points are called `shipped`, and are the readers: what turns a name into
a scenario, or into parameters.

A name that two packages offer is nobody's: it is refused when it is asked for, and both are named.
A plug-in that fails is named in a sentence, and takes nothing from the others.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import EntryPoint, distributions, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from allied.sim.inputs.practice import Practice
from allied.sim.inputs.quantity import InputError, Problem, Quantity

__all__ = [
    "LEVERS", "PARAMETERS", "SCENARIOS", "Offer", "clash", "offered_levers", "offered_parameters",
    "offered_scenarios",
    "parameter_offers", "reader", "require_one",
]  # fmt: skip

LEVERS, SCENARIOS, PARAMETERS = "allied.levers", "allied.scenarios", "allied.parameters"
_SHIPPED = "shipped"
_NAME = re.compile(r"\w[\w.-]*")
_LEVER = re.compile(r"[a-z]\w*\.[a-z]\w*")
_ROWS = "a sequence of allied.Quantity, or a function that returns one"
_FOLDER = "a folder of TOML files: a package, a path, or a function that returns one"
_SET = "the path of a file of draws, parameters, or a function that returns either"


@dataclass(frozen=True)
class Offer:
    """Something that a package offers under a name.

    Attributes
    ----------
    name : str
        By which it is asked for.
    package : str
        Who offers it, with the version.
    path : Path, optional
        The file.
    rows : numpy.ndarray or mapping, optional
        Parameters that stand in no file.
    """

    name: str
    package: str
    path: Path | None = None
    rows: np.ndarray | Mapping[str, Any] | None = None


def reader(group: str) -> Callable[[str], Any] | None:
    """Return Allied's own reader of a group's names; None where Allied is not installed."""
    own = next((point for point in _points(group)[0] if _is_own(point)), None)
    found: Callable[[str], Any] | None = None if own is None else own.load()
    return found


def offered_levers(own: Sequence[Quantity]) -> tuple[dict[str, str], list[Quantity], list[Problem]]:
    """Return levers of other packages: who offers them, their rows, and what is wrong.

    Parameters
    ----------
    own : sequence of Quantity
        Those that Allied has; neither their names nor the addresses of their draws are free.

    Returns
    -------
    packages : dict of str to str
        Name and version of the package, by the lever's name.
    rows : list of Quantity
        Surveyed companies do not differ in them unless they say so.
    problems : list of Problem
    """
    rows: list[Quantity] = []
    packages: dict[str, str] = {}
    problems = _points(LEVERS)[1]
    names, keys = {row.name for row in own}, {row.key for row in own}
    for point in _others(LEVERS):
        value = _value(point, _ROWS)
        if isinstance(value, Problem):
            problems.append(value)
            continue
        if not isinstance(value, Sequence) or not all(isinstance(row, Quantity) for row in value):
            problems.append(_problem(point, type(value).__name__, _ROWS))
            continue
        for row in value:
            wrong = _wrong_lever(row, names, keys)
            if wrong:
                problems.append(_problem(point, f"lever {row.name!r:.60}", wrong))
                continue
            names.add(row.name)
            keys.add(row.key)
            packages[row.name] = _package(point)
            rows.append(replace(row, practice=row.practice or Practice(0.0)))
    return packages, rows, problems


def _wrong_lever(row: Quantity, names: set[str], keys: set[int]) -> str:
    """Return what a lever of another package should be, or an empty string."""
    if not _LEVER.fullmatch(row.name):
        return "a name of two parts, group.lever, in small letters"
    if row.name in names or row.key in keys:
        return "a name that no other lever has"
    if row.role not in ("choice", "environment") or row.vector:
        return 'the role "choice" or "environment"'
    return "" if row.problem(row.default) is None else f"a default that is {row.expected}"


def offered_scenarios() -> tuple[list[Offer], list[Problem]]:
    """Return the scenario files of other packages, and what is wrong with plug-ins."""
    offers: list[Offer] = []
    problems = _points(SCENARIOS)[1]
    for point in _others(SCENARIOS):
        folder = _folder(point)
        if isinstance(folder, Problem):
            problems.append(folder)
            continue
        paths = sorted(folder.glob("*.toml"))
        wrong = [path for path in paths if not _NAME.fullmatch(path.stem)]
        if not paths:
            problems.append(_problem(point, "a folder without TOML files", _FOLDER))
        problems += [
            _problem(point, f"a file {path.name!r:.60}", "names of letters, digits, - and _")
            for path in wrong
        ]
        package = _package(point)
        offers += [Offer(path.stem, package, path) for path in paths if path not in wrong]
    return offers, problems


def parameter_offers() -> dict[str, list[str]]:
    """Return who offers parameter sets, by their names; nothing is loaded."""
    found: dict[str, list[str]] = {}
    for point in _others(PARAMETERS):
        found.setdefault(point.name, []).append(_package(point))
    return found


def offered_parameters(name: str, own: Sequence[str] = ()) -> Offer | None:
    """Return the parameter set that a plug-in offers under a name; None where none does.

    Parameters
    ----------
    name : str
    own : sequence of str
        Names that Allied offers.

    Raises
    ------
    InputError
        If two packages offer the name, or the plug-in fails.
    """
    points = [point for point in _others(PARAMETERS) if point.name == name]
    if not points:
        return None
    packages = [*(["allied"] if name in own else []), *map(_package, points)]
    require_one("parameters", name, packages)
    value = _value(points[0], _SET)
    if isinstance(value, Problem):
        raise InputError([value])
    if isinstance(value, np.ndarray | Mapping):
        return Offer(name, packages[0], rows=value)
    path = _path(value)
    if path is None or not path.is_file():
        raise InputError([_problem(points[0], _shown(value), _SET)])
    return Offer(name, packages[0], path)


def require_one(what: str, name: str, packages: Sequence[str]) -> None:
    """Raise if more than one package offers a name."""
    if len(packages) > 1:
        raise InputError([clash(what, name, packages)])


def clash(what: str, name: str, packages: Sequence[str]) -> Problem:
    """Return the problem of a name that several packages offer."""
    got = f"{name!r}, which {' and '.join(packages)} offer"
    expected = "a name that one installed package offers"
    return Problem(what, got, expected, "Uninstall one of them, or give the path of a file.")


def _is_own(point: EntryPoint) -> bool:
    return point.name == _SHIPPED and point.value.startswith("allied.")


def _others(group: str) -> list[EntryPoint]:
    points = [point for point in _points(group)[0] if not _is_own(point)]
    return sorted(points, key=lambda point: (_package(point), point.name))


def _points(group: str) -> tuple[list[EntryPoint], list[Problem]]:
    """Return the entry points of a group, and packages whose entry points cannot be read."""
    try:
        return list(entry_points(group=group)), []
    except Exception:  # of one package; which one takes longer to find out
        found: dict[str, list[EntryPoint]] = {}
        problems = []
        for package in distributions():
            name = str(package.name)
            try:
                found.setdefault(name, [p for p in package.entry_points if p.group == group])
            except Exception:
                expected = "lines of the form name = module"
                where = f"package {name!r:.60}, entry_points.txt"
                problems.append(Problem(where, "what cannot be read", expected))
        return [point for points in found.values() for point in points], problems


@lru_cache(maxsize=256)
def _folder(point: EntryPoint) -> Path | Problem:
    """Return the folder that an entry point stands for, or what is wrong with it."""
    value = _value(point, _FOLDER)
    if isinstance(value, Problem):
        return value
    if isinstance(value, ModuleType):
        value = next(iter(getattr(value, "__path__", ())), f"a module, {value.__name__}")
    folder = _path(value)
    return folder if folder and folder.is_dir() else _problem(point, _shown(value), _FOLDER)


def _value(point: EntryPoint, expected: str) -> Any:
    """Return what an entry point gives; a `Problem` if it fails, however it does."""
    try:
        value = point.load()
        return value() if callable(value) else value
    except (Exception, SystemExit) as error:
        reason = str(error).strip().partition("\n")[0]
        return _problem(point, f"{type(error).__name__} ({reason!r:.120})", expected)


def _path(value: Any) -> Path | None:
    path = Path(os.fspath(value)) if isinstance(value, str | os.PathLike) else None
    return path if path is not None and path.is_absolute() else None


def _shown(value: Any) -> str:
    return f"{str(value)!r:.120}" if isinstance(value, str | os.PathLike) else type(value).__name__


def _problem(point: EntryPoint, got: str, expected: str) -> Problem:
    return Problem(f"plug-in {point.name!r:.60} of {_package(point)}", got, expected)


def _package(point: EntryPoint) -> str:
    """Return the name and version of the package that an entry point belongs to."""
    try:
        assert point.dist is not None
        return f"{point.dist.name} {point.dist.version}"
    except Exception:  # a package whose metadata are damaged
        return f"the package of {point.value}"
