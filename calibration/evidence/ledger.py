"""The claims ledger: every claim of the reports against what the simulated companies do.

All arms run for the same companies with the same luck, each run with its own draw of the
parameters, and each effect is judged by the one rule of `allied.sim.experiment.verdict`: above
zero as the claim says. Then the arms run again in another environment, with fewer companies, to
find where a claim turns round or comes to nothing.

A claim that is tested is *restated* where the model has the link as a rule, so that to find it
again is no finding; *associated* where several levers move together, so that no single one can be
said to do it; and *derived* where one lever moves and no rule says what follows. Only derived ones
are evidence about what the model's mechanisms do together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from allied.calibration.evidence.conditions import (
    ENVIRONMENT,
    Found,
    conditions,
    parameter_conditions,
)
from allied.calibration.evidence.contrasts import (
    KEYS,
    read_arms,
    read_contrast,
    read_toml,
    text_problems,
    unknown_keys,
    unused_arms,
)
from allied.calibration.evidence.seeds import ELSEWHERE, RUNS, SEED
from allied.calibration.fit.posterior import parameter_set
from allied.calibration.shipped import SHIPPED
from allied.scenarios import claims
from allied.sim.experiment.comparison import Difference
from allied.sim.experiment.contrast import Arm, Contrast
from allied.sim.experiment.engine import Experiment, Progress, Results
from allied.sim.experiment.verdict import Verdict
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.quantity import InputError, Problem, nearest
from allied.sim.stamp import read_table

__all__ = [
    "ASSOCIATED", "CONTRADICTED", "CONTRASTS", "DERIVED", "LABELS", "LEDGER", "RESTATED",
    "SUPPORTED", "UNDECIDED", "UNTESTABLE", "WORDS", "Book", "Claim", "evidence", "ledger",
    "read_book", "read_ledger",
]  # fmt: skip

CONTRASTS = Path(__file__).with_name("ledger.toml")
LEDGER = SHIPPED / "claims_ledger.csv"
SUPPORTED, CONTRADICTED, UNDECIDED = "supported", "contradicted", "undecided"
UNTESTABLE = "untestable"
WORDS: Mapping[Verdict, str] = {
    Verdict.BETTER: SUPPORTED, Verdict.WORSE: CONTRADICTED,
    Verdict.SAME: UNDECIDED, Verdict.OPEN: UNDECIDED,
}  # fmt: skip
RESTATED, DERIVED, ASSOCIATED = "restated", "derived", "associated"
LABELS = (DERIVED, ASSOCIATED, RESTATED)
LISTED = "the number of a claim; `allied claims --shipped` lists them"
_TEXTS = ("reason", "contrast", "rule")


@dataclass(frozen=True)
class Claim:
    """How one claim is tested, or why it cannot be.

    Attributes
    ----------
    name : str
        Number of the claim.
    reason : str
        Why it cannot be tested; empty where it is.
    contrast, rule : str
        The test in plain words, and where its link is written into the model.
    test : Contrast
        Above zero as the claim says; empty where it is not tested.
    moved : tuple of str
        Levers and parameters that differ between the sides.
    """

    name: str
    reason: str = ""
    contrast: str = ""
    rule: str = ""
    test: Contrast = field(default_factory=lambda: Contrast(""))
    moved: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """One of restated, derived, associated; empty where it is not tested."""
        if self.reason:
            return ""
        if self.rule:
            return RESTATED
        return ASSOCIATED if len(self.moved) > 1 else DERIVED


@dataclass(frozen=True)
class Book:
    """All arms by name, and all claims by number, in the claims' order."""

    arms: Mapping[str, Arm]
    claims: Mapping[str, Claim]


def read_book(path: Path = CONTRASTS) -> Book:
    """Return how each claim is tested, from a file.

    Raises
    ------
    InputError
        With every problem: of the file, its arms and its claims.

    Examples
    --------
    >>> book = read_book()
    >>> book.claims["C000-31"].label
    'restated'
    """
    table = read_toml(path, "claims")
    problems: list[Problem] = []
    arms = read_arms(table, problems)
    entries = table.get("claims", {})
    found = {n: _claim(n, entries[n], arms, problems) for n in claims() if n in entries}
    problems += [
        Problem(f"claims.{name}", "no entry", "a contrast or a reason")
        for name in claims()
        if name not in entries
    ]
    expected = "a number of claims.csv"
    problems += [
        Problem(f"claims.{name}", "an unknown claim", expected, nearest(name, claims()))
        for name in entries
        if name not in claims()
    ]
    problems += unused_arms(arms, entries)
    if problems:
        raise InputError(problems)
    whole = {name: arm for name, arm in arms.items() if arm is not None}
    return Book(whole, {name: _counted(claim, whole) for name, claim in found.items()})


def _counted(claim: Claim, arms: Mapping[str, Arm]) -> Claim:
    return claim if claim.reason else replace(claim, moved=tuple(sorted(claim.test.moved(arms))))


def _claim(name: str, entry: Any, arms: Mapping[str, Arm | None], problems: list[Problem]) -> Claim:
    where = f"claims.{name}"
    found = unknown_keys(entry, where, (*_TEXTS, *KEYS))
    if isinstance(entry, dict):
        found += text_problems(entry, where, _TEXTS)
        if "reason" in entry and len(entry) > 1:
            others = ", ".join(key for key in entry if key != "reason")
            got = f"a reason beside {others}"
            found.append(Problem(where, got, "a contrast or a reason"))
        elif "reason" not in entry and "contrast" not in entry:
            found.append(Problem(f"{where}.contrast", "nothing", "a value, or a reason"))
    problems += found
    if not isinstance(entry, dict):
        return Claim(name)
    if "reason" in entry:
        return Claim(name, reason=entry["reason"])
    test = read_contrast(name, entry, where, arms, problems)
    return Claim(name, "", entry.get("contrast", ""), entry.get("rule", ""), test)


def ledger(
    *,
    runs: int = RUNS,
    seed: int = SEED,
    parameters: str = "posterior",
    only: Collection[str] = (),
    elsewhere: bool = True,
    progress: Progress = None,
) -> pd.DataFrame:
    """Return the ledger: a row for each claim.

    Parameters
    ----------
    runs : int
        Companies.
    seed : int
    parameters : str
        "posterior", "default", or the path of a file of draws.
    only : collection of str
        Numbers of claims; all when empty.
    elsewhere : bool
        Whether to look for conditions under which a claim fails.
    progress : callable, optional
        Called with (parts of a thousand done, 1000).

    Returns
    -------
    pandas.DataFrame
        claim's number, source, kind and text; label, levers (how many differ), contrast, design,
        reference, outcome, year, expects, unit; effect, low, high, p (NaN where untestable);
        verdict, reason, rests_on, fails, rule.

    Raises
    ------
    InputError
        If a claim of `only` is unknown, or there are problems in the contrasts or parameters.
    """
    book = read_book()
    _require_known(only)
    chosen = [claim for claim in book.claims.values() if not only or claim.name in only]
    tested = [claim for claim in chosen if not claim.reason]
    rows = parameter_set(parameters)
    there = min(runs, ELSEWHERE)
    on_progress = _steps(progress, 1.0 + elsewhere * len(ENVIRONMENT) * there / runs)

    def run(wanted: list[Claim], count: int, place: str = "") -> Results:
        experiment = Experiment(book.arms, tuple(claim.test for claim in wanted))
        return experiment.run(
            runs=count, seed=seed, parameters=rows, environment=ENVIRONMENT.get(place),
            progress=on_progress(count / runs),
        )  # fmt: skip

    here = run(tested, runs)
    found: dict[str, list[Found]] = {claim.name: [] for claim in tested}
    for place, levers in ENVIRONMENT.items() if elsewhere else ():
        wanted = [claim for claim in tested if not _settles(book, claim, levers)]
        results = run(wanted, there, place)
        for claim in wanted:
            found[claim.name].append(Found(place, results.judge(claim.test)))
    return pd.DataFrame([_row(c, here, found.get(c.name, [])) for c in chosen])


def evidence(report: pd.DataFrame) -> pd.DataFrame:
    """Return how many claims have each label and verdict.

    Returns
    -------
    pandas.DataFrame
        A row for each label, a column for each of supported, contradicted, undecided. Only the
        row "derived" is evidence.

    Examples
    --------
    >>> len(evidence(read_ledger())) < len(read_ledger())
    True
    """
    tested = report[report["verdict"] != UNTESTABLE]
    counts = pd.crosstab(tested["label"], tested["verdict"])
    return counts.reindex(
        index=list(LABELS), columns=[SUPPORTED, CONTRADICTED, UNDECIDED], fill_value=0
    )


def read_ledger(only: Collection[str] = ()) -> pd.DataFrame:
    """Return the ledger that is shipped, as `allied claims --out` wrote it.

    Parameters
    ----------
    only : collection of str
        Numbers of claims; all when empty.

    Raises
    ------
    InputError
        If a claim of `only` is unknown.

    Examples
    --------
    >>> sorted(read_ledger()["label"].unique())
    ['', 'associated', 'derived', 'restated']
    """
    _require_known(only)
    numbers = ("levers", "year", "effect", "low", "high", "p")
    report = read_table(LEDGER, numbers=numbers)
    return report[report["id"].isin(only)] if only else report


def _require_known(only: Collection[str]) -> None:
    problems = [
        Problem("--only", repr(name), LISTED, nearest(name, claims()))
        for name in only
        if name not in claims()
    ]
    if problems:
        raise InputError(problems)


def _settles(book: Book, claim: Claim, levers: Iterable[str]) -> bool:
    """Return whether an arm sets a lever of the environment itself."""
    return any(book.arms[name].sets() & set(levers) for name in claim.test.arms)


def _steps(progress: Progress, whole: float) -> Callable[[float], Progress]:
    """Return a maker of progress reports for steps of which each is a part of the whole."""
    done = 0.0

    def step(part: float) -> Progress:
        nonlocal done
        start, done = done, done + part

        def on_progress(ready: int, total: int) -> None:
            if progress is not None:
                progress(round(1000 * (start + part * ready / total) / whole), 1000)

        return on_progress

    return step


def _row(claim: Claim, here: Results, found: list[Found]) -> Mapping[str, object]:
    said, test = claims()[claim.name], claim.test
    row: dict[str, object] = {
        "id": said.id, "source": said.source, "kind": said.kind, "claim": said.text,
        "label": claim.label, "levers": len(claim.moved) if claim.label else float("nan"),
        "contrast": claim.contrast, "design": _names(test.design),
        "reference": _names(test.reference), "outcome": _measured(test),
    }  # fmt: skip
    if claim.reason:
        nothing = float("nan")
        return row | {
            "year": nothing, "expects": "", "unit": "", "effect": nothing, "low": nothing,
            "high": nothing, "p": nothing, "verdict": UNTESTABLE, "reason": claim.reason,
            "rests_on": "", "fails": "", "rule": "",
        }  # fmt: skip
    judged = here.judge(test)
    inside = parameter_conditions(here, test)
    return row | {
        "year": test.year, "expects": test.expects, "unit": test.unit,
        "effect": judged.mean, "low": judged.low, "high": judged.high, "p": judged.p_positive,
        "verdict": WORDS[judged.verdict], "reason": _reason(judged, test, here),
        "rests_on": " ".join(judged.rests_on),
        "fails": conditions(judged, found, inside, test.sesoi), "rule": claim.rule,
    }  # fmt: skip


def _reason(judged: Difference, test: Contrast, results: Results) -> str:
    """Return why a verdict is undecided; empty where it is decided."""
    if judged.verdict not in (Verdict.SAME, Verdict.OPEN):
        return ""
    if len(results.numbers) < 2:
        return "One company decides nothing."
    if not np.any(test.gaps(results.values)[0]):
        return "No effect in any company: nothing in the model leads from one to the other."
    if judged.verdict == Verdict.SAME:
        return f"The effect is smaller than {test.sesoi:g}, the smallest effect of interest."
    if judged.runs_needed:
        return f"About {judged.runs_needed:,} companies would decide it."
    if judged.parameters is None:
        return "It lies too near to the smallest effect of interest for companies to decide it."
    labels = " and ".join(f"“{PARAMETERS[name].label}”" for name in judged.rests_on)
    return "It depends on parameters that are not known" + (f", above all {labels}." * bool(labels)
                                                            or ".")  # fmt: skip


def _names(side: Iterable[tuple[str, int]]) -> str:
    return " + ".join(name for name, _ in side)


def _measured(test: Contrast) -> str:
    """Return the outcome, or the indicator and who is asked."""
    if not test.asked:
        return test.outcome
    who = dict.fromkeys((test.asked, test.asked_reference))
    return f"{test.outcome} ({', '.join(who)})"
