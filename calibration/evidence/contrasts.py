"""Arms and contrasts as data: the parts that `ledger.toml` and `patterns.toml` have in common.

An arm: `base`, shipped scenarios joined by "+" (default silos); `levers`; `parameters`; `timeline`.
A contrast: `design` and `reference`, an arm or a list of arms, each as "arm" or "arm@year";
`outcome` (of `allied.sim.model.outcomes`) or `indicator` (of `allied.sim.respondents.indicators`;
`asked` and `asked_reference` say whom, default "company"); `year`, `expects`, `among`, `part` (see
`allied.sim.experiment.contrast`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from allied.scenarios import load, names
from allied.sim.experiment.contrast import Among, Arm, Contrast, Measure, Side
from allied.sim.inputs import gate
from allied.sim.inputs.gate import read_bytes
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.quantity import InputError, Problem, nearest, to_record
from allied.sim.inputs.scenario import Scenario, plan
from allied.sim.model.outcomes import OUTCOMES

__all__ = ["KEYS", "read_arms", "read_contrast", "read_toml", "text_problems", "unknown_keys",
           "unused_arms"]  # fmt: skip

BASELINE, LAST_YEAR = "silos", 10
LARGEST_FILE = 500_000  # bytes
KEYS = (
    "design", "reference", "outcome", "indicator", "asked", "asked_reference", "year", "expects",
    "among", "part",
)  # fmt: skip
_ARM_KEYS = ("base", "levers", "parameters", "timeline")
_AMONG_KEYS = ("arm", "outcome", "year", "third")
_THIRDS = ("lowest", "highest", "outer")
EXPECTS = ("higher", "lower")


def read_toml(path: Path, entries: str) -> dict[str, Any]:
    """Return the tables of a file of contrasts: arms, and what is tested.

    Raises
    ------
    InputError
        If it cannot be read, or holds anything else.
    """
    content = read_bytes(path, str(path), most=LARGEST_FILE, expected="a file of contrasts")
    table = gate.read_toml(content, path.name)
    problems = unknown_keys(table, path.name, ("arms", entries))
    problems += [
        Problem(f"{path.name}.{key}", repr(value), "a table")
        for key, value in table.items()
        if not isinstance(value, dict)
    ]
    if problems:
        raise InputError(problems)
    return table


def read_arms(table: Mapping[str, Any], problems: list[Problem]) -> dict[str, Arm | None]:
    """Return the arms of a file by name; None for one with problems, which are added."""
    return {name: _arm(name, entry, problems) for name, entry in table.get("arms", {}).items()}


def unused_arms(arms: Mapping[str, Any], entries: Any) -> Iterator[Problem]:
    """Yield a problem for each arm that no entry names, be the entry right or wrong."""
    used = set(_named_arms(entries))
    for name in arms:
        if name not in used:
            yield Problem(f"arms.{name}", "an arm that nothing uses", "at least one use")


def _named_arms(entry: Any, key: str = "") -> Iterator[str]:
    if isinstance(entry, dict):
        for inner, value in entry.items():
            yield from _named_arms(value, inner)
    elif isinstance(entry, list):
        for value in entry:
            yield from _named_arms(value, key)
    elif key in ("design", "reference", "arm"):
        yield str(entry).partition("@")[0]


def read_contrast(
    name: str, entry: Mapping[str, Any], where: str, arms: Mapping[str, Arm | None],
    problems: list[Problem],
) -> Contrast:  # fmt: skip
    """Return the contrast of an entry; an empty one where it has problems, which are added."""
    found = list(_missing(entry, where))
    if not found:
        found = [*_side_problems(entry, where, arms), *_measure_problems(entry, where),
                 *_among_problems(entry, where, arms)]  # fmt: skip
    problems += found
    if found:
        return Contrast(name)
    year = entry.get("year", 3)
    asked = entry.get("asked", "company") if "indicator" in entry else ""
    return Contrast(
        name, design=_side(entry["design"], year), reference=_side(entry["reference"], year),
        outcome=entry.get("indicator") or entry["outcome"], asked=asked,
        asked_reference=entry.get("asked_reference", asked), expects=entry["expects"],
        among=_among(entry.get("among")), part=float(entry.get("part", 1.0)),
    )  # fmt: skip


def unknown_keys(entry: Any, where: str, keys: tuple[str, ...]) -> list[Problem]:
    """Return a problem for each key of an entry that is none of the given ones."""
    if not isinstance(entry, dict):
        return [Problem(where, repr(entry), "a table")]
    return [
        Problem(f"{where}.{key}", "an unknown key", f"one of {', '.join(keys)}",
                partial(nearest, key, keys))
        for key in entry
        if key not in keys
    ]  # fmt: skip


def text_problems(entry: Mapping[str, Any], where: str, keys: tuple[str, ...]) -> list[Problem]:
    """Return a problem for each of these keys that holds no text."""
    return [
        Problem(f"{where}.{key}", repr(entry[key]), "a text that is not empty")
        for key in keys
        if key in entry and not (isinstance(entry[key], str) and entry[key].strip())
    ]


def _flat(table: Any) -> dict[str, Any]:
    """Return a table of tables by dotted names."""
    return {
        f"{group}.{key}": value
        for group, part in dict(table).items()
        for key, value in (part.items() if isinstance(part, dict) else [("", part)])
    }


def _arm(name: str, entry: Any, problems: list[Problem]) -> Arm | None:
    where = f"arms.{name}"
    found = unknown_keys(entry, where, _ARM_KEYS)
    if not found:
        try:
            base = load(entry.get("base", BASELINE))
            levers = {**base.levers, **_flat(entry.get("levers", {}))}
            later = [(part["week"], _flat(part["levers"])) for part in entry.get("timeline", [])]
            arm = Arm(Scenario(name, levers, (*base.timeline, *later)),
                      _flat(entry.get("parameters", {})))  # fmt: skip
            plan(arm.scenario)
            to_record(PARAMETERS, arm.parameters)
            return arm
        except InputError as error:
            found = [
                Problem(f"{where}: {problem.where}", problem.got, problem.expected, problem.advice)
                for problem in error.problems
            ]
        except (AttributeError, KeyError, TypeError, ValueError):
            expected = f"tables of levers over one of {', '.join(names())}; a timeline of weeks"
            found = [Problem(where, "a table of another form", expected)]
    problems += found
    return None


def _side(side: Any, year: int) -> Side:
    """Return the arms of a side, each with its own year or the contrast's."""
    arms = (side,) if isinstance(side, str) else tuple(side)
    return tuple(_placed(str(arm), year) for arm in arms)


def _placed(text: str, year: int) -> tuple[str, int]:
    """Return an arm and its year; 0, which is none, where what follows "@" is no number."""
    name, mark, own = text.partition("@")
    if not mark:
        return name, year
    return name, int(own) if own.isascii() and own.isdigit() else 0


def _among(entry: Mapping[str, Any] | None) -> Among | None:
    if entry is None:
        return None
    return Among(Measure(entry["arm"], entry["outcome"], "", entry["year"]), entry["third"])


def _missing(entry: Mapping[str, Any], where: str) -> Iterator[Problem]:
    for key in ("design", "reference", "expects"):
        if key not in entry:
            yield Problem(f"{where}.{key}", "nothing", "a value, or a reason")
    if ("outcome" in entry) == ("indicator" in entry):
        both = "both" if "outcome" in entry else "neither"
        yield Problem(where, f"{both} of outcome and indicator", "one of them")
    if "outcome" in entry and {"asked", "asked_reference"} & set(entry):
        yield Problem(where, "somebody asked for an outcome", "an indicator to ask for")


def _side_problems(
    entry: Mapping[str, Any], where: str, arms: Mapping[str, Any]
) -> Iterator[Problem]:
    wrong = [
        Problem(f"{where}.{side}", repr(entry[side]), "an arm, or a list of arms")
        for side in ("design", "reference")
        if not _is_side(entry[side])
    ]
    yield from wrong
    if wrong:
        return
    year = entry.get("year", 3)
    sides = {side: _side(entry[side], year) for side in ("design", "reference")}
    for side, members in sides.items():
        for name, own in members:
            if name not in arms:
                yield Problem(f"{where}.{side}", repr(name), "an arm", nearest(name, arms))
            if own != year and not 1 <= own <= LAST_YEAR:
                expected = f"a year from 1 to {LAST_YEAR} after the @"
                yield Problem(f"{where}.{side}", f"{name!r} in another year", expected)
    if len(sides["design"]) != len(sides["reference"]):
        yield Problem(where, "sides of different lengths", "as many arms in design as in reference")
    asked = entry.get("asked", "company")
    same = Counter(sides["design"]) == Counter(sides["reference"])
    if same and asked == entry.get("asked_reference", asked):
        yield Problem(where, "the same arms on both sides", "arms or respondents that differ")


def _is_side(side: Any) -> bool:
    arms = side if isinstance(side, list) else [side]
    return bool(arms) and all(isinstance(arm, str) for arm in arms)


def _measure_problems(entry: Mapping[str, Any], where: str) -> Iterator[Problem]:
    from allied.sim.respondents.answers import respondents_problem
    from allied.sim.respondents.indicators import INDICATORS  # Numba: only where contrasts are read

    tables = {"outcome": [outcome.name for outcome in OUTCOMES], "indicator": list(INDICATORS)}
    for key, known in tables.items():
        if key in entry and entry[key] not in known:
            got = repr(entry[key])
            yield Problem(f"{where}.{key}", got, f"an {key}", nearest(str(entry[key]), known))
    for key in ("asked", "asked_reference"):
        problem = respondents_problem(entry.get(key, "company"), f"{where}.{key}")
        if problem is not None:
            yield problem
    if entry["expects"] not in EXPECTS:
        yield Problem(f"{where}.expects", repr(entry["expects"]), "higher or lower")
    year, part = entry.get("year", 3), entry.get("part", 1.0)
    if type(year) is not int or not 1 <= year <= LAST_YEAR:
        yield Problem(f"{where}.year", repr(year), f"a whole number from 1 to {LAST_YEAR}")
    if type(part) not in (int, float) or not 0.0 < part <= 1.0:
        yield Problem(f"{where}.part", repr(part), "a number above 0, up to 1")
    elif part < 1.0 and not _is_outer(entry.get("among")):
        # Of a level more than a part is always left, whatever happens.
        yield Problem(f"{where}.part", repr(part), 'among outer thirds (third = "outer"), or 1')


def _is_outer(among: Any) -> bool:
    return isinstance(among, dict) and among.get("third") == "outer"


def _among_problems(
    entry: Mapping[str, Any], where: str, arms: Mapping[str, Any]
) -> Iterator[Problem]:
    if "among" not in entry:
        return
    among, here = entry["among"], f"{where}.among"
    wrong = unknown_keys(among, here, _AMONG_KEYS)
    yield from wrong
    missing = [] if wrong else [key for key in _AMONG_KEYS if key not in among]
    for key in missing:
        yield Problem(f"{here}.{key}", "nothing", "a value")
    if wrong or missing:
        return
    known = {"arm": list(arms), "outcome": [outcome.name for outcome in OUTCOMES],
             "third": list(_THIRDS)}  # fmt: skip
    for key, allowed in known.items():
        if among[key] not in allowed:
            got, expected = repr(among[key]), f"one of its kind ({key})"
            yield Problem(f"{here}.{key}", got, expected, nearest(str(among[key]), allowed))
    if type(among["year"]) is not int or not 1 <= among["year"] <= LAST_YEAR:
        yield Problem(f"{here}.year", repr(among["year"]), f"a year from 1 to {LAST_YEAR}")
