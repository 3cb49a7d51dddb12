"""The table of simulated surveys: for each draw, the share of yes to each question.

Every draw surveys companies of its own, so that the luck of a sample averages out over the table.
Parts are stored as they are done: an interrupted table goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from allied.calibration.fit.prior import parameter_records
from allied.sim.experiment.cost import Cost, require_affordable, seconds_of
from allied.sim.experiment.threads import on_threads
from allied.sim.inputs.survey_parameters import POPULATION, RESPONSE
from allied.sim.inputs.whole_files import whole_file
from allied.sim.respondents.answers import WEEKS, Question, survey_companies, yes_shares
from allied.sim.respondents.indicators import INDICATORS, perspectives
from allied.sim.respondents.population import MOST_TEAMS
from allied.sim.stamp import model_hash

__all__ = ["simulate_shares"]

SEEN = 24  # bytes for what a chair sees of an indicator, with its answers to questions
PART = 32  # draws stored at once: a few seconds of work


def simulate_shares(
    points: pd.DataFrame,
    questions: Sequence[Question],
    *,
    companies: int,
    seed: int,
    store: Path | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> np.ndarray:
    """Survey simulated companies under each draw of the calibrated parameters.

    Parameters
    ----------
    points : pandas.DataFrame
        A row for each draw, a column for each of
        `allied.calibration.fit.prior.CALIBRATED_PARAMETERS`.
    questions : sequence of Question
    companies : int
        Surveyed for each draw and each year of a question.
    seed : int
        Draw i has companies of seed + i.
    store : Path, optional
        Folder in which finished parts are kept, and found again.
    threads : int, optional
    progress : callable, optional
        Called with (draws done, draws in all).

    Returns
    -------
    numpy.ndarray of float64, shape (draws, questions)
        Expected shares, in [0, 1].
    """
    require_affordable(
        _cost(len(points), questions, companies, threads),
        "draws, companies", "Fewer draws, companies or years of questions need less.",
    )  # fmt: skip
    records = parameter_records(points)
    folder = None if store is None else store / _key(points, questions, companies, seed)

    def work(first: int) -> np.ndarray:
        def simulate() -> np.ndarray:
            draws = range(first, min(first + PART, len(points)))
            return np.array([
                _answers(points.iloc[i], records[i : i + 1], questions, companies, seed + i)
                for i in draws
            ])  # fmt: skip

        return simulate() if folder is None else _kept(folder / f"{first:06d}.npy", simulate)

    firsts = list(range(0, len(points), PART))
    if folder is not None:  # machines that share the folder begin at different parts
        folder.mkdir(parents=True, exist_ok=True)
        random.Random(os.urandom(8)).shuffle(firsts)
    parts = on_threads(
        work, firsts, threads=threads, progress=progress, size=len, total=len(points)
    )
    return np.concatenate([parts[k] for k in np.argsort(firsts)])


def _cost(
    draws: int, questions: Sequence[Question], companies: int, threads: int | None
) -> Cost:  # fmt: skip
    """Return what it costs to survey companies under so many draws."""
    surveys = draws * len({question.year for question in questions})
    at_once = min(threads or os.cpu_count() or 1, draws)
    seen = SEEN * companies * len(perspectives(MOST_TEAMS)) * len(INDICATORS)
    seconds = seconds_of(float(surveys) * companies * WEEKS, threads=threads)
    return Cost(seconds, at_once * seen + 8.0 * draws * len(questions))


def _answers(
    point: pd.Series, parameters: np.ndarray, questions: Sequence[Question], companies: int,
    seed: int,
) -> np.ndarray:  # fmt: skip
    """Return the shares of one draw's surveys, one sample of companies for each year."""
    settings = {name: float(point[name]) for name in POPULATION}
    response = {name: float(point[name]) for name in RESPONSE}
    shares = np.empty(len(questions))
    for year in {question.year for question in questions}:
        asked = [q for q, question in enumerate(questions) if question.year == year]
        sample = survey_companies(
            companies, seed=seed, parameters=parameters, settings=settings, year=year
        )
        shares[asked] = yes_shares(sample, [questions[q] for q in asked], response)
    return shares


def _kept(path: Path, simulate: Callable[[], np.ndarray]) -> np.ndarray:
    """Return a part from its file, or simulate and keep it."""
    if path.exists():
        return np.asarray(np.load(path))
    part = simulate()
    with whole_file(path) as unfinished, unfinished.open("wb") as file:
        np.save(file, part)
    return part


def _key(points: pd.DataFrame, questions: Sequence[Question], companies: int, seed: int) -> str:
    """Return a name for a table: another model, draw or question has another one."""
    digest = hashlib.sha256(model_hash().encode())
    digest.update(points.to_numpy().tobytes())
    digest.update(repr((list(points), list(questions), companies, seed)).encode())
    return digest.hexdigest()[:16]
