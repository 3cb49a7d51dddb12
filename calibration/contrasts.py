"""The contrasts by which claims are tested: `ledger.toml`, read and checked.

A contrast sets arms against each other: the sum of the design's outcomes less the sum of the
reference's. With one arm on either side that is a difference; with two, a difference of
differences. Every claim of `scenarios/claims.csv` has one entry, a contrast or a reason why none
can be drawn.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scenarios import claims, load, names
from sim.outcomes import OUTCOMES, index_of
from sim.parameters import PARAMETERS
from sim.quantity import InputError, Problem, nearest, to_record
from sim.scenario import Scenario, plan

__all__ = ["CONTRASTS", "Arm", "Contrast", "Ledger", "read_contrasts"]

CONTRASTS = Path(__file__).with_name("ledger.toml")
BASELINE, LAST_YEAR = "silos", 5
LEAST_POINTS = 0.5  # smallest difference of an indicator worth naming, of 100 (judgement)
_TEXTS = ("reason", "contrast", "rule", "outcome", "indicator", "asked", "asked_reference")
_KEYS = (*_TEXTS, "design", "reference", "year", "expects")
_ARM_KEYS = ("base", "levers", "parameters", "timeline")
EXPECTS = ("higher", "lower")


@dataclass(frozen=True)
class Arm:
    """One side of contrasts: a scenario, and parameters where a claim is about these.

    Attributes
    ----------
    scenario : Scenario
    parameters : mapping of str to float
        Dotted names; they replace those of every draw.
    """

    scenario: Scenario
    parameters: Mapping[str, float] = field(default_factory=dict)

    def sets(self) -> set[str]:
        """Return the levers that it sets, at any time."""
        later = [set(changes) for _, changes in self.scenario.timeline]
        return set(self.scenario.levers).union(*later)


@dataclass(frozen=True)
class Contrast:
    """How one claim is tested, or why it cannot be.

    Attributes
    ----------
    claim : str
        Number of the claim.
    reason : str
        Why it cannot be tested; empty where it is.
    contrast, rule : str
        The test in plain words, and where its link is written into the model.
    design, reference : tuple of str
        Names of arms, as many on either side.
    outcome : str
        Name of an outcome, or of an indicator where `asked` is not empty.
    asked, asked_reference : str
        Whose view of an indicator, of `sim.survey.RESPONDENTS`, on either side.
    year : int
        The year over which the outcome is taken, and at whose end the indicator is read.
    expects : str
        How the claim says that the design lies against the reference: "higher" or "lower".
    """

    claim: str
    reason: str = ""
    contrast: str = ""
    rule: str = ""
    design: tuple[str, ...] = ()
    reference: tuple[str, ...] = ()
    outcome: str = ""
    asked: str = ""
    asked_reference: str = ""
    year: int = 3
    expects: str = "higher"

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of all its arms."""
        return (*self.design, *self.reference)

    @property
    def sign(self) -> float:
        """1 where the claim expects more of the outcome, -1 where less."""
        return 1.0 if self.expects == "higher" else -1.0

    @property
    def least(self) -> float:
        """Smallest effect worth naming."""
        return LEAST_POINTS if self.asked else OUTCOMES[index_of(self.outcome)].least

    @property
    def unit(self) -> str:
        """Unit of the effect."""
        return "0–100" if self.asked else OUTCOMES[index_of(self.outcome)].unit


@dataclass(frozen=True)
class Ledger:
    """All arms by name, and all contrasts by the number of their claim, in the claims' order."""

    arms: Mapping[str, Arm]
    contrasts: Mapping[str, Contrast]


def read_contrasts(path: Path = CONTRASTS) -> Ledger:
    """Return the contrasts of a file.

    Raises
    ------
    InputError
        With every problem: of the file, its arms and its claims.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError([Problem(str(path), str(error), "a file of contrasts")]) from None
    problems: list[Problem] = []
    arms = {name: _arm(name, entry, problems) for name, entry in table.get("arms", {}).items()}
    entries = table.get("claims", {})
    contrasts = {
        name: _contrast(name, entries[name], arms, problems) for name in claims() if name in entries
    }
    problems += _missing(entries)
    used = {name for contrast in contrasts.values() for name in contrast.arms}
    problems += [
        Problem(f"arms.{name}", "an arm that no claim uses", "at least one use")
        for name in arms
        if name not in used
    ]
    if problems:
        raise InputError(problems)
    return Ledger({name: arm for name, arm in arms.items() if arm is not None}, contrasts)


def _missing(entries: Mapping[str, Any]) -> Iterator[Problem]:
    for name in claims():
        if name not in entries:
            yield Problem(f"claims.{name}", "no entry", "a contrast or a reason")
    for name in entries:
        if name not in claims():
            expected = "a number of claims.csv"
            yield Problem(f"claims.{name}", "an unknown claim", expected, nearest(name, claims()))


def _unknown_keys(entry: Any, where: str, keys: tuple[str, ...]) -> list[Problem]:
    if not isinstance(entry, dict):
        return [Problem(where, repr(entry), "a table")]
    return [
        Problem(f"{where}.{key}", "an unknown key", f"one of {', '.join(keys)}", nearest(key, keys))
        for key in entry
        if key not in keys
    ]


def _flat(table: Any) -> dict[str, Any]:
    """Return a table of tables by dotted names."""
    return {
        f"{group}.{key}": value
        for group, part in dict(table).items()
        for key, value in (part.items() if isinstance(part, dict) else [("", part)])
    }


def _arm(name: str, entry: Any, problems: list[Problem]) -> Arm | None:
    """Return an arm, or None where it has problems, which are added to those given."""
    where = f"arms.{name}"
    found = _unknown_keys(entry, where, _ARM_KEYS)
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
                Problem(f"{where}: {problem.where}", problem.got, problem.expected, problem.hint)
                for problem in error.problems
            ]
        except (AttributeError, KeyError, TypeError, ValueError):
            expected = f"tables of levers over one of {', '.join(names())}; a timeline of weeks"
            found = [Problem(where, "a table of another form", expected)]
    problems += found
    return None


def _contrast(
    name: str, entry: Any, arms: Mapping[str, Arm | None], problems: list[Problem]
) -> Contrast:
    where = f"claims.{name}"
    found = _unknown_keys(entry, where, _KEYS)
    if not found:
        found += [
            Problem(f"{where}.{key}", repr(entry[key]), "a text that is not empty")
            for key in _TEXTS
            if key in entry and not (isinstance(entry[key], str) and entry[key].strip())
        ]
        found += _kind_problems(entry, where)
    if not found and "reason" not in entry:
        found += [*_side_problems(entry, where, arms), *_measure_problems(entry, where)]
    problems += found
    if found:
        return Contrast(name)
    if "reason" in entry:
        return Contrast(name, reason=entry["reason"])
    asked = entry.get("asked", "company") if "indicator" in entry else ""
    return Contrast(
        name, contrast=entry["contrast"], rule=entry.get("rule", ""),
        design=_names(entry["design"]), reference=_names(entry["reference"]),
        outcome=entry.get("indicator") or entry["outcome"], asked=asked,
        asked_reference=entry.get("asked_reference", asked), year=entry.get("year", 3),
        expects=entry["expects"],
    )  # fmt: skip


def _names(side: Any) -> tuple[str, ...]:
    return (side,) if isinstance(side, str) else tuple(side)


def _kind_problems(entry: Mapping[str, Any], where: str) -> list[Problem]:
    """Return what is wrong with which keys stand together."""
    if "reason" in entry:
        if len(entry) == 1:
            return []
        others = ", ".join(key for key in entry if key != "reason")
        return [Problem(where, f"a reason beside {others}", "a contrast or a reason")]
    needed = [key for key in ("design", "reference", "expects", "contrast") if key not in entry]
    problems = [Problem(f"{where}.{key}", "nothing", "a value, or a reason") for key in needed]
    if ("outcome" in entry) == ("indicator" in entry):
        both = "both" if "outcome" in entry else "neither"
        problems.append(Problem(where, f"{both} of outcome and indicator", "one of them"))
    if "outcome" in entry and {"asked", "asked_reference"} & set(entry):
        problems.append(Problem(where, "somebody asked for an outcome", "an indicator to ask for"))
    return problems


def _side_problems(
    entry: Mapping[str, Any], where: str, arms: Mapping[str, Any]
) -> Iterator[Problem]:
    for side in ("design", "reference"):
        for name in _names(entry[side]):
            if name not in arms:
                yield Problem(f"{where}.{side}", repr(name), "an arm", nearest(str(name), arms))
    if len(_names(entry["design"])) != len(_names(entry["reference"])):
        yield Problem(where, "sides of different lengths", "as many arms in design as in reference")
    if _names(entry["design"]) == _names(entry["reference"]) and (
        entry.get("asked", "company") == entry.get("asked_reference", entry.get("asked", "company"))
    ):
        yield Problem(where, "the same arms on both sides", "arms or respondents that differ")


def _measure_problems(entry: Mapping[str, Any], where: str) -> Iterator[Problem]:
    from sim.indicators import INDICATORS  # Numba: only where contrasts are read
    from sim.survey import respondents_problem

    tables = {"outcome": [outcome.name for outcome in OUTCOMES], "indicator": list(INDICATORS)}
    for key, known in tables.items():
        if key in entry and entry[key] not in known:
            got = repr(entry[key])
            yield Problem(f"{where}.{key}", got, f"an {key}", nearest(entry[key], known))
    for key in ("asked", "asked_reference"):
        problem = respondents_problem(entry.get(key, "company"), f"{where}.{key}")
        if problem is not None:
            yield problem
    if entry["expects"] not in EXPECTS:
        yield Problem(f"{where}.expects", repr(entry["expects"]), "higher or lower")
    year = entry.get("year", 3)
    if type(year) is not int or not 1 <= year <= LAST_YEAR:
        yield Problem(f"{where}.year", repr(year), f"a whole number from 1 to {LAST_YEAR}")
