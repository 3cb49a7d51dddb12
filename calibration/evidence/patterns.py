"""The patterns P1-P13 that the model must show without being told to: stated as data, judged here.

A pattern is a list of effects in `patterns.toml`; each is a contrast, expected in one direction,
and says what would refute it. It is judged by the rule of `allied.sim.experiment.verdict` over the
posterior; with `prior`, also over draws from the prior, a parameter set for each run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from allied.calibration.evidence.contrasts import (
    KEYS,
    read_arms,
    read_contrast,
    read_toml,
    text_problems,
    unknown_keys,
    unused_arms,
)
from allied.calibration.evidence.seeds import RUNS, SEED
from allied.calibration.fit.posterior import parameter_set
from allied.calibration.fit.prior import prior_draws
from allied.calibration.shipped import SHIPPED
from allied.scenarios import claims
from allied.sim.experiment.comparison import Difference
from allied.sim.experiment.contrast import Arm, Contrast
from allied.sim.experiment.engine import Experiment, Progress
from allied.sim.experiment.verdict import Verdict
from allied.sim.inputs.quantity import InputError, Problem, nearest
from allied.sim.stamp import read_table

__all__ = ["FAILS", "HOLDS", "OPEN", "PATTERNS", "REPORT", "Book", "Effect", "Pattern",
           "patterns_report", "read_book", "read_report"]  # fmt: skip

PATTERNS = Path(__file__).with_name("patterns.toml")
REPORT = SHIPPED / "patterns.csv"
HOLDS, FAILS, OPEN = "holds", "does not hold", "too close to call"
WORDS: Mapping[Verdict, str] = {
    Verdict.BETTER: HOLDS, Verdict.WORSE: FAILS, Verdict.SAME: FAILS, Verdict.OPEN: OPEN,
}  # fmt: skip


@dataclass(frozen=True)
class Effect:
    """One thing that a pattern says.

    Attributes
    ----------
    label : str
    contrast : Contrast
    refuted : str
        What would refute it.
    """

    label: str
    contrast: Contrast
    refuted: str


@dataclass(frozen=True)
class Pattern:
    """A pattern of the model's behaviour, with the claims from which it comes."""

    name: str
    statement: str
    claims: tuple[str, ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Book:
    """All arms by name, and all patterns in their order."""

    arms: Mapping[str, Arm]
    patterns: tuple[Pattern, ...]

    @property
    def experiment(self) -> Experiment:
        """Everything that has to be run."""
        effects = [effect for pattern in self.patterns for effect in pattern.effects]
        return Experiment(self.arms, tuple(effect.contrast for effect in effects))


def read_book(path: Path = PATTERNS) -> Book:
    """Return the patterns of a file.

    Raises
    ------
    InputError
        With every problem of its arms and effects.

    Examples
    --------
    >>> len(read_book().patterns) > 10
    True
    """
    table = read_toml(path, "patterns")
    problems: list[Problem] = []
    arms = read_arms(table, problems)
    patterns = tuple(
        _pattern(name, entry, arms, problems) for name, entry in table.get("patterns", {}).items()
    )
    problems += unused_arms(arms, table.get("patterns", {}))
    if problems:
        raise InputError(problems)
    return Book({name: arm for name, arm in arms.items() if arm is not None}, patterns)


def _pattern(
    name: str, entry: Any, arms: Mapping[str, Arm | None], problems: list[Problem]
) -> Pattern:
    where = f"patterns.{name}"
    found = unknown_keys(entry, where, ("statement", "claims", "effects"))
    problems += found
    if found:
        return Pattern(name, "", (), ())
    problems += _text_problems(entry, where, ("statement",))
    problems += [
        Problem(f"{where}.claims", repr(cited), "a number of claims.csv", nearest(cited, claims()))
        for cited in entry.get("claims", ())
        if cited not in claims()
    ]
    effects = []
    for number, part in enumerate(entry.get("effects", []), start=1):
        here = f"{where}.effects, {number}"
        problems += unknown_keys(part, here, ("effect", "refuted", *KEYS))
        if isinstance(part, dict):
            problems += _text_problems(part, here, ("effect", "refuted"))
            contrast = read_contrast(f"{name}.{number}", part, here, arms, problems)
            effects.append(Effect(part.get("effect", ""), contrast, part.get("refuted", "")))
    if not entry.get("effects"):
        problems.append(Problem(where, "no effects", "one effect or more"))
    return Pattern(name, entry.get("statement", ""), tuple(entry.get("claims", ())), tuple(effects))


def _text_problems(entry: Mapping[str, Any], where: str, keys: tuple[str, ...]) -> list[Problem]:
    """Return a problem for each of these keys that is missing or holds no text."""
    missing = [Problem(f"{where}.{key}", "nothing", "a text") for key in keys if key not in entry]
    return text_problems(entry, where, keys) + missing


def patterns_report(
    *, runs: int = RUNS, prior: bool = False, seed: int = SEED, progress: Progress = None
) -> pd.DataFrame:
    """Return how every effect of every pattern comes out.

    Parameters
    ----------
    runs : int
        Companies.
    prior : bool
        Whether to run as many companies under draws from the prior, too.
    seed : int
    progress : callable, optional
        Called with (company-runs done, company-runs in all).

    Returns
    -------
    pandas.DataFrame
        A row for each effect: pattern, statement, effect, unit, refuted, mean, low, high (95 %
        posterior interval), p (probability that it goes as expected), companies (share that does),
        verdict, runs_needed, rests_on, p_prior, verdict_prior (NaN and empty without `prior`).
    """
    book = read_book()
    sets = [parameter_set(), *([prior_draws(runs)] if prior else [])]
    results = []
    for number, parameters in enumerate(sets):

        def on_progress(done: int, total: int, before: int = number) -> None:
            if progress is not None:
                progress(before * total + done, len(sets) * total)

        results.append(
            book.experiment.run(runs=runs, seed=seed, parameters=parameters, progress=on_progress)
        )
    return pd.DataFrame([
        _row(pattern, effect, [each.judge(effect.contrast) for each in results])
        for pattern in book.patterns
        for effect in pattern.effects
    ])  # fmt: skip


def _row(pattern: Pattern, effect: Effect, judged: list[Difference]) -> dict[str, Any]:
    here, *prior = judged
    return {
        "pattern": pattern.name, "statement": pattern.statement, "effect": effect.label,
        "unit": effect.contrast.unit, "refuted": effect.refuted, "mean": here.mean,
        "low": here.low, "high": here.high, "p": here.p_positive, "companies": here.p_better,
        "verdict": WORDS[here.verdict], "runs_needed": here.runs_needed or float("nan"),
        "rests_on": " ".join(here.rests_on),
        "p_prior": prior[0].p_positive if prior else float("nan"),
        "verdict_prior": WORDS[prior[0].verdict] if prior else "",
    }  # fmt: skip


def read_report() -> pd.DataFrame:
    """Return the report that is shipped, as `allied patterns --prior --out` wrote it.

    Examples
    --------
    >>> set(read_report()["verdict"]) <= {HOLDS, FAILS, OPEN}
    True
    """
    numbers = ("mean", "low", "high", "p", "companies", "runs_needed", "p_prior")
    return read_table(REPORT, numbers=numbers)
