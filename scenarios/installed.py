"""Which scenarios are installed, ours and those of other packages, and where their files stand."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from allied.sim.inputs.gate import id_problem
from allied.sim.inputs.plain_text import shown
from allied.sim.inputs.plugins import Offer, clash, offered_scenarios, require_one
from allied.sim.inputs.quantity import InputError, Problem, nearest

__all__ = ["SHIPPED", "locate", "names", "packages", "plugin_problems"]

SHIPPED = Path(__file__).parent
BASELINE = "silos"
OURS = "allied"
SUFFIX = ".toml"


def names() -> list[str]:
    """Return the names of all scenarios that are installed, the baseline first, ours before others.

    A name that two packages offer is none: `locate` says so.

    Examples
    --------
    >>> names()[0]
    'silos'
    """
    return [name for name, found in _offers().items() if len(found) == 1]


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
    problem = _not_a_file(path, reference, where) or id_problem(path.stem, where)
    if problem:
        raise InputError([problem])
    return path


def _locate_name(name: str, folder: Path, where: str) -> Path:
    """Return the file of an installed scenario: that of the same package, if it has one."""
    found = _offers().get(name, [])
    own = [offer for offer in found if offer.path is not None and offer.path.parent == folder]
    found = own or found
    require_one(where, name, [offer.package for offer in found])
    if found and found[0].path is not None:
        return found[0].path
    expected = "the name of an installed scenario or a path that ends in .toml"
    raise InputError([Problem(where, shown(name), expected, partial(_meant, name))])


def _meant(name: str) -> str:
    """Return advice on a name that is none: a near one, a plug-in that fails, or all names."""
    broken = " ".join(map(str, offered_scenarios()[1][:1]))
    return nearest(name, _offers()) or broken or f"Installed are {', '.join(_offers())}."


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
