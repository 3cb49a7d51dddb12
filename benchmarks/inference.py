"""The table of ways to infer: `python -m benchmarks.inference [truths]`.

Synthetic surveys of known truths, smaller than those of the reports: one year, 25 of the targets'
questions with their sample sizes, 40 companies. Every unknown is free, and σ, whose truth is low,
middling or high in its prior. A table of simulated surveys is paid once, whatever is fitted to it
(surveys, folds, checks); pyABC pays for every survey. So there are two tables of results: all
candidates on a few truths, and on more of them those that share a table. One core is used, if
OMP_NUM_THREADS=1.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.stats import halfnorm

from allied.calibration.fit.checks import IDENTIFIED
from allied.calibration.fit.emulator import Emulator, to_unit
from allied.calibration.fit.inference import DISCREPANCY_SCALE
from allied.calibration.fit.likelihood import Figures, predictive
from allied.calibration.fit.prior import CALIBRATED_PARAMETERS, prior_points
from allied.calibration.fit.table import simulate_shares
from allied.calibration.survey.figures import targets
from allied.sim.respondents.population import REFERENCE_YEAR
from benchmarks.candidates import (
    HOW_TO_INSTALL,
    Found,
    Limits,
    chains,
    logits,
    pyabc_installed,
    sequential,
    weighted,
)

QUESTIONS, COMPANIES = 25, 40
DRAWS, MANY_DRAWS = 1536, 6144  # of the table, and of one with as many simulations as pyABC's
TRUTHS, MORE_TRUTHS = 3, 15
LIMITS = Limits(simulations=MANY_DRAWS, seconds=360.0, particles=200)
SIGMAS = DISCREPANCY_SCALE * halfnorm.ppf([1 / 6, 1 / 2, 5 / 6])  # the truths of σ, in turn
TABLE_SEED, TRUTH_SEED, OWN_SEED = 1, 10_000_000, 20_000_000  # no company is surveyed twice
PRIOR_SD, PRIOR_WIDTH = 1.0 / np.sqrt(12.0), 0.9
PRIOR, OURS = "the prior itself", "emulator and chains (ours)"
FEW, MANY = f"weights of {DRAWS:,} draws", f"weights of {MANY_DRAWS:,} draws"
PYABC = "pyABC, stochastic acceptor"


class Survey(NamedTuple):
    """A synthetic survey and the truth behind it, shape (parameters,)."""

    figures: Figures
    truth: np.ndarray


class Shared(NamedTuple):
    """A table of simulated surveys, and the seconds that it took."""

    units: np.ndarray
    shares: np.ndarray
    seconds: float


class Once(NamedTuple):
    """What a candidate pays before its first survey, and never again."""

    simulations: int
    seconds: float


class Fit(NamedTuple):
    """One candidate on one survey; arrays have the shape (parameters,)."""

    missed: np.ndarray
    coverage: np.ndarray
    width: np.ndarray
    spread: np.ndarray
    found: Found
    seconds: float


def questions() -> Figures:
    """Return the figures of the reduced survey: distinct questions, spread over the targets."""
    asked = {
        question: replace(row, question=question, comparator="eq")
        for row in targets()
        for question in [replace(row.question, year=REFERENCE_YEAR)]
    }
    rows = list(asked.values())
    return Figures([rows[i] for i in np.linspace(0, len(rows) - 1, QUESTIONS).round().astype(int)])


def table(figures: Figures, first: int, last: int) -> Shared:
    """Simulate draws `first` to `last` of one sequence, on one thread."""
    begun = time.perf_counter()
    points = prior_points(MANY_DRAWS, seed=TABLE_SEED).iloc[first:last]
    asked = [row.question for row in figures.rows]
    shares = simulate_shares(points, asked, companies=COMPANIES, seed=TABLE_SEED + first, threads=1)
    return Shared(to_unit(points), shares, time.perf_counter() - begun)


def surveys(figures: Figures, count: int) -> list[Survey]:
    """Return synthetic surveys of truths from the prior."""
    points = prior_points(count, seed=TRUTH_SEED)
    asked = [row.question for row in figures.rows]
    shares = simulate_shares(points, asked, companies=COMPANIES, seed=TRUTH_SEED, threads=1)
    made = []
    for i, truth in enumerate(to_unit(points)):
        sigma, generator = SIGMAS[[i % len(SIGMAS)]], np.random.default_rng(TRUTH_SEED + i)
        values = predictive(figures, logits(shares[i : i + 1]), sigma, generator)[0]
        made.append(Survey(figures.with_values(values), truth))
    return made


def fitted(survey: Survey, work: Callable[[Figures], Found]) -> Fit:
    """Run a candidate on a survey, and compare with the truth."""
    begun = time.perf_counter()
    found = work(survey.figures)
    seconds = time.perf_counter() - begun
    mean = found.weights @ found.units
    spread = np.sqrt(found.weights @ (found.units - mean) ** 2)
    low, high = np.quantile(
        found.units, (0.05, 0.95), axis=0, weights=found.weights, method="inverted_cdf"
    )
    coverage = (low <= survey.truth) & (survey.truth <= high)
    missed = np.abs(mean - survey.truth) / PRIOR_SD
    return Fit(missed, coverage, (high - low) / PRIOR_WIDTH, spread / PRIOR_SD, found, seconds)


def unfitted(survey: Survey) -> Fit:
    """Compare the prior with the truth."""
    missed, ones = np.abs(0.5 - survey.truth) / PRIOR_SD, np.ones(len(CALIBRATED_PARAMETERS))
    coverage = np.abs(0.5 - survey.truth) <= PRIOR_WIDTH / 2.0
    return Fit(missed, coverage, ones, ones, Found(ones[None], ones[:1], float("inf")), 0.0)


def tried(
    name: str,
    work: Callable[[int], Callable[[Figures], Found]],
    made: Sequence[Survey],
    console: Console,
) -> list[Fit]:
    """Run a candidate on surveys; `work` takes the number of the survey."""
    runs = []
    for i, survey in enumerate(made):
        runs.append(fitted(survey, work(i)))
        console.print(f"{name}, truth {i + 1}: {runs[-1].seconds:.1f} s, {runs[-1].found.note}")
    return runs


def shown(title: str, fits: Mapping[str, Sequence[Fit]], once: Mapping[str, Once]) -> Table:
    """Return a table of candidates, averages over surveys and parameters."""
    narrowed = np.array([fit.spread <= 1.0 - IDENTIFIED for fit in fits[OURS]])
    title = f"{title}; {narrowed.mean(axis=1).mean():.0%} of parameters narrowed by ours"
    out = Table(title=title, title_justify="left")
    out.add_column()
    for heading in ("simulations\nonce", "a survey", "seconds\nonce", "a survey",
                    "error,\nnarrowed", "error,\nall", "in 90 %,\nnarrowed", "in 90 %,\nall",
                    "width,\nnarrowed", "width,\nall", "effective\ndraws"):  # fmt: skip
        out.add_column(heading, justify="right")
    for name, runs in fits.items():
        own = np.mean([fit.found.simulations for fit in runs])
        seconds = np.mean([fit.seconds for fit in runs])
        cells = [f"{once[name].simulations:,}", f"{own:,.0f}"]
        cells += [f"{once[name].seconds:.0f}", f"{seconds:.1f}"]
        for what in ("missed", "inside", "width"):
            values = np.array([getattr(fit, what) for fit in runs])
            cells += [f"{values[narrowed].mean():.2f}", f"{values.mean():.2f}"]
        worth = np.median([fit.found.effective for fit in runs])
        cells.append(f"{worth:,.1f}" if np.isfinite(worth) else "")
        out.add_row(name, *cells)
    return out


def sharing(
    made: Sequence[Survey], console: Console
) -> tuple[dict[str, list[Fit]], dict[str, Once]]:
    """Run the candidates that share a table, on all surveys."""
    figures = questions()
    few = table(figures, 0, DRAWS)
    begun = time.perf_counter()
    emulator = Emulator(few.units, few.shares)
    learned = time.perf_counter() - begun
    console.print(f"{DRAWS:,} draws in {few.seconds:.0f} s, the emulator in {learned:.0f} s")
    rest = table(figures, DRAWS, MANY_DRAWS)
    units, shares = np.vstack([few.units, rest.units]), np.vstack([few.shares, rest.shares])
    by_chains = partial(partial, chains, emulator)
    fits = {
        PRIOR: [unfitted(survey) for survey in made],
        OURS: tried(OURS, lambda i: by_chains(seed=i + 1), made, console),
        FEW: tried(FEW, lambda _: partial(weighted, few.units, few.shares), made, console),
        MANY: tried(MANY, lambda _: partial(weighted, units, shares), made, console),
    }
    once = {
        PRIOR: Once(0, 0.0),
        OURS: Once(DRAWS, few.seconds + learned),
        FEW: Once(DRAWS, few.seconds),
        MANY: Once(MANY_DRAWS, few.seconds + rest.seconds),
    }
    return fits, once


def main(count: int = TRUTHS) -> None:
    """Measure and print."""
    console = Console(width=None if sys.stdout.isatty() else 150)
    made = surveys(questions(), max(count, MORE_TRUTHS))  # compiles if need be: not counted
    fits, once = sharing(made, console)
    console.print(shown(f"{len(made)} truths", fits, once))
    pyabc = pyabc_installed()
    if pyabc is None:
        console.print(HOW_TO_INSTALL)
        return
    alone = partial(partial, sequential, companies=COMPANIES, limits=LIMITS, pyabc=pyabc)
    runs = tried(PYABC, lambda i: alone(seed=OWN_SEED * (i + 1)), made[:count], console)
    first = {name: those[:count] for name, those in fits.items()} | {PYABC: runs}
    console.print(shown(f"{count} truths", first, once | {PYABC: Once(0, 0.0)}))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
