"""The table of simulated surveys: for each draw of the unknowns, the share of yes to each question.

Every draw surveys companies of its own, so that the luck of a sample averages out over the table.
Parts are stored as they are done: an interrupted table goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.prior import parameter_records
from sim.compiled import source_hash
from sim.files import whole_file
from sim.population import POPULATION
from sim.survey import RESPONSE, Question, survey_companies, yes_shares

__all__ = ["simulate_shares"]

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
    """Survey simulated companies under each draw of the unknowns.

    Parameters
    ----------
    points : pandas.DataFrame
        A row for each draw, a column for each of `calibration.prior.UNKNOWNS`.
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
    records = parameter_records(points)
    years = np.array([question.year for question in questions])
    folder = None
    if store is not None:
        folder = store / _key(points, questions, companies, seed)
        folder.mkdir(parents=True, exist_ok=True)

    def work(first: int) -> np.ndarray:
        path = folder / f"{first:06d}.npy" if folder is not None else None
        if path is not None and path.exists():
            return np.asarray(np.load(path))
        part = np.array([survey(i) for i in range(first, min(first + PART, len(points)))])
        if path is not None:
            with whole_file(path) as unfinished, unfinished.open("wb") as file:
                np.save(file, part)
        return part

    def survey(i: int) -> np.ndarray:
        settings = {name: float(points[name].iloc[i]) for name in POPULATION}
        response = {name: float(points[name].iloc[i]) for name in RESPONSE}
        shares = np.empty(len(questions))
        for year in np.unique(years):
            asked = np.flatnonzero(years == year)
            sample = survey_companies(
                companies, seed=seed + i, parameters=records[i : i + 1], settings=settings,
                year=int(year),
            )  # fmt: skip
            shares[asked] = yes_shares(sample, [questions[int(q)] for q in asked], response)
        return shares

    firsts = list(range(0, len(points), PART))
    if store is not None:  # machines that share the folder begin at different parts
        random.Random(os.urandom(8)).shuffle(firsts)
    done = 0
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        futures = {pool.submit(work, first): first for first in firsts}
        try:
            for future in as_completed(futures):
                done += len(future.result())
                if progress is not None:
                    progress(done, len(points))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    parts = {first: future.result() for future, first in futures.items()}
    return np.concatenate([parts[first] for first in sorted(firsts)])


def _key(points: pd.DataFrame, questions: Sequence[Question], companies: int, seed: int) -> str:
    """Return a name for a table: another model, draw or question has another one."""
    digest = hashlib.sha256(source_hash().encode())
    digest.update(points.to_numpy().tobytes())
    digest.update(repr((list(points), list(questions), companies, seed)).encode())
    return digest.hexdigest()[:16]
