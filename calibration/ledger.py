"""The claims ledger: every claim of the reports against what the simulated companies do.

All arms run for the same companies with the same luck, over draws of the parameters. An effect is
above zero as the claim says; it is the mean over companies, its interval and probability are over
draws (`calibration.verdicts`). Then the arms run again in other surroundings, with fewer companies,
to find where a claim turns round or comes to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.arm_runs import ArmRuns, Progress, run_arms
from calibration.conditions import SURROUNDINGS, Found, conditions, parameter_conditions
from calibration.contrasts import Contrast, Ledger, read_contrasts
from calibration.posterior import parameter_set
from calibration.seeds import COMPANIES, DRAWS, SEED
from calibration.verdicts import UNTESTABLE, Judgement, judge, over_draws
from scenarios import claims
from sim.quantity import InputError, Problem, nearest

__all__ = ["LEDGER", "ledger", "read_ledger"]

LEDGER = Path(__file__).with_name("claims_ledger.csv")
LISTED = "the number of a claim; `allied claims --shipped` lists them"
FEWER = 5  # times fewer companies a draw in other surroundings


def ledger(
    *,
    draws: int = DRAWS,
    companies: int = COMPANIES,
    seed: int = SEED,
    parameters: str = "posterior",
    only: Collection[str] = (),
    elsewhere: bool = True,
    progress: Progress = None,
) -> pd.DataFrame:
    """Return the ledger: a row for each claim.

    Parameters
    ----------
    draws : int
        Draws of the parameters; fewer rows than that are used again, with other companies.
    companies : int
        Companies for each draw, two or more.
    seed : int
    parameters : str
        "posterior", "default", or the path of a file of draws.
    only : collection of str
        Numbers of claims; all when empty.
    elsewhere : bool
        Whether to look for conditions under which a claim fails.
    progress : callable, optional
        Called with (company-runs done, company-runs in all).

    Returns
    -------
    pandas.DataFrame
        claim's number, source, kind and text; contrast, design, reference, outcome, year, expects,
        unit; effect, low, high, p (NaN where untestable); verdict, reason, fails, rule.

    Raises
    ------
    InputError
        If a claim of `only` is unknown, or there are problems in the contrasts or parameters.
    """
    book = read_contrasts()
    chosen = _chosen(book, only)
    tested = [contrast for contrast in chosen if not contrast.reason]
    rows = _rows(parameter_set(parameters), draws)
    places = {
        place: [c for c in tested if not _settles(book, c, levers)]
        for place, levers in SURROUNDINGS.items()
    }
    fewer = max(2, companies // FEWER)
    told = _steps(progress, 1.0 + elsewhere * len(SURROUNDINGS) * fewer / companies)

    def run(contrasts: list[Contrast], each: int, place: str = "") -> dict[str, np.ndarray]:
        runs: ArmRuns = run_arms(
            book.arms, contrasts, runs=draws * each, seed=seed, parameters=rows,
            surroundings=SURROUNDINGS.get(place), progress=told(each / companies),
        )  # fmt: skip
        return {c.claim: runs.effect(c).reshape(each, draws) for c in contrasts}

    effects = run(tested, companies)
    found: dict[str, list[Found]] = {contrast.claim: [] for contrast in tested}
    if elsewhere:
        for place, contrasts in places.items():
            for name, there in run(contrasts, fewer, place).items():
                judged = judge(over_draws(there), book.contrasts[name].least)
                found[name].append(Found(place, judged))
    return pd.DataFrame(
        [_row(c, effects.get(c.claim), found.get(c.claim, []), rows) for c in chosen]
    )


def read_ledger() -> pd.DataFrame:
    """Return the ledger that is shipped, as `allied claims --out` wrote it."""
    return pd.read_csv(LEDGER, keep_default_na=False, na_values={
        name: ["", "nan"] for name in ("year", "effect", "low", "high", "p")
    })  # fmt: skip


def _chosen(book: Ledger, only: Collection[str]) -> list[Contrast]:
    problems = [
        Problem("--only", repr(name), LISTED, nearest(name, book.contrasts))
        for name in only
        if name not in book.contrasts
    ]
    if problems:
        raise InputError(problems)
    return [c for c in book.contrasts.values() if not only or c.claim in only]


def _rows(parameters: np.ndarray, draws: int) -> np.ndarray:
    """Return as many draws as wanted, spread over those that there are, or all of them again."""
    if draws <= len(parameters):
        return parameters[np.arange(draws) * len(parameters) // draws]
    return parameters[np.arange(draws) % len(parameters)]


def _settles(book: Ledger, contrast: Contrast, levers: Iterable[str]) -> bool:
    """Return whether an arm sets a lever of the surroundings itself."""
    return any(book.arms[name].sets() & set(levers) for name in contrast.arms)


def _steps(progress: Progress, whole: float) -> Callable[[float], Progress]:
    """Return a maker of progress reports for steps of which each is a part of the whole."""
    done = 0.0

    def step(part: float) -> Progress:
        nonlocal done
        start, done = done, done + part

        def told(ready: int, total: int) -> None:
            if progress is not None:
                progress(round(1000 * (start + part * ready / total) / whole), 1000)

        return told

    return step


def _row(
    contrast: Contrast, effects: np.ndarray | None, found: list[Found], rows: np.ndarray
) -> Mapping[str, object]:
    claim = claims()[contrast.claim]
    row: dict[str, object] = {
        "id": claim.id, "source": claim.source, "kind": claim.kind, "claim": claim.text,
        "contrast": contrast.contrast, "design": " + ".join(contrast.design),
        "reference": " + ".join(contrast.reference), "outcome": _measured(contrast),
    }  # fmt: skip
    if effects is None:
        nothing = float("nan")
        return row | {
            "year": nothing, "expects": "", "unit": "", "effect": nothing, "low": nothing,
            "high": nothing, "p": nothing, "verdict": UNTESTABLE, "reason": contrast.reason,
            "fails": "", "rule": "",
        }  # fmt: skip
    judged: Judgement = judge(over_draws(effects), contrast.least)
    inside = parameter_conditions(effects, rows, contrast.least)
    return row | {
        "year": contrast.year, "expects": contrast.expects, "unit": contrast.unit,
        "effect": judged.effect, "low": judged.low, "high": judged.high, "p": judged.p,
        "verdict": judged.verdict, "reason": judged.reason,
        "fails": conditions(judged, found, inside, contrast.least), "rule": contrast.rule,
    }  # fmt: skip


def _measured(contrast: Contrast) -> str:
    """Return the outcome, or the indicator and who is asked."""
    if not contrast.asked:
        return contrast.outcome
    who = dict.fromkeys((contrast.asked, contrast.asked_reference))
    return f"{contrast.outcome} ({', '.join(who)})"
