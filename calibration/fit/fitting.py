"""The calibration from nothing: a table of simulated surveys, an emulator, the posterior.

One table serves the posterior and every check: fits differ only in the figures that count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from allied.calibration.fit.emulator import Emulator, to_points, to_unit
from allied.calibration.fit.inference import Draws, infer
from allied.calibration.fit.likelihood import Figures
from allied.calibration.fit.posterior import DISCREPANCY, write_draws
from allied.calibration.fit.prior import prior_points
from allied.calibration.fit.table import simulate_shares
from allied.calibration.survey.figures import targets
from allied.sim.experiment.cost import Cost, require_affordable
from allied.sim.respondents.answers import Question

__all__ = [
    "COMPANIES",
    "DRAWS",
    "SEED",
    "Calibration",
    "Progress",
    "all_questions",
    "calibrate",
    "draws_of",
    "kept_without",
    "save",
]  # fmt: skip

DRAWS, COMPANIES = 1536, 100
MATRICES = 4  # draws by draws, in memory at once
SEED = 20261121
SIMULATED = 200  # draws of the posterior whose surveys are simulated and not emulated
Progress = Callable[[str], Callable[[int, int], None] | None]


@dataclass(frozen=True)
class Calibration:
    """Everything that a calibration computed.

    Attributes
    ----------
    points : pandas.DataFrame
        Draws from the prior, a row each.
    shares : numpy.ndarray, shape (draws, questions)
        Their simulated surveys: the targets, then the targets in plain wording.
    emulator : Emulator
        Of the targets.
    figures : Figures
    posterior : Draws
    simulated : numpy.ndarray, shape (200, targets)
        Surveys simulated under draws of the posterior, in their order.
    """

    points: pd.DataFrame
    shares: np.ndarray
    emulator: Emulator
    figures: Figures
    posterior: Draws
    simulated: np.ndarray


def all_questions() -> list[Question]:
    """Return the questions of the table: the targets, and each again in plain wording.

    The second half serves one check: how much hangs on the coding of strength.
    """
    asked = [row.question for row in targets()]
    plain = [
        question if question.strength == "mean" else replace(question, strength="plain")
        for question in asked
    ]
    return asked + plain


def draws_of(posterior: Draws) -> pd.DataFrame:
    """Return draws as they are written: a column for each unknown and the discrepancy."""
    return to_points(posterior.units).assign(**{DISCREPANCY: posterior.discrepancy})


def calibrate(
    *,
    draws: int = DRAWS,
    companies: int = COMPANIES,
    seed: int = SEED,
    store: Path | None = None,
    threads: int | None = None,
    progress: Progress = lambda _: None,
) -> Calibration:
    """Fit the calibrated parameters to the targets.

    Parameters
    ----------
    draws : int
        From the prior, in the table.
    companies : int
        Surveyed for each draw and year.
    seed : int
    store : Path, optional
        Folder that keeps finished parts of tables.
    threads : int, optional
    progress : callable, optional
        Takes the name of a stage, returns a callable for (done, in all).

    Returns
    -------
    Calibration
    """
    kernel = Cost(memory=MATRICES * 8.0 * draws**2)  # of the emulator, after hours of simulations
    require_affordable(kernel, "draws", "A smaller --table needs less.")
    points = prior_points(draws, seed=seed)
    shares = simulate_shares(
        points, all_questions(), companies=companies, seed=seed, store=store, threads=threads,
        progress=progress("surveys simulated"),
    )  # fmt: skip
    figures = Figures(targets())
    emulator = Emulator(to_unit(points), shares[:, : len(figures.value)])
    posterior = infer(emulator, figures, seed=1, progress=progress("steps of the chains"))
    simulated = simulate_shares(
        draws_of(posterior).iloc[:SIMULATED], [row.question for row in targets()],
        companies=companies, seed=seed + draws, store=store, threads=threads,
        progress=progress("surveys under the posterior"),
    )  # fmt: skip
    return Calibration(points, shares, emulator, figures, posterior, simulated)


def save(calibration: Calibration, path: Path, **facts: Any) -> None:
    """Write the posterior's draws and how they came about."""
    posterior = calibration.posterior
    write_draws(
        path, draws_of(posterior), np.ones(len(posterior.units)),
        method="Markov chains (emcee) on a Gaussian-process emulator (scikit-learn)",
        figures=[row.id for row in targets()], draws_in_table=len(calibration.points),
        autocorrelation_steps=round(posterior.steps_between, 1), **facts,
    )  # fmt: skip


def kept_without(left_out: Sequence[int], count: int) -> np.ndarray:
    """Return which of `count` figures count when some are left out."""
    kept = np.ones(count, dtype=bool)
    kept[list(left_out)] = False
    return kept
