"""Figures held out: fits of the model that do not see a group of figures, and predict it.

Three ways to divide the targets: tenths drawn by chance, whole surveys, whole indicators. The first
leaves questions like those that are held out in the fit, the second other surveys on the same
matter, the third nothing that was asked about it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from scipy.special import expit
from threadpoolctl import threadpool_limits

from allied.calibration.fit.fitting import Calibration, kept_without
from allied.calibration.fit.inference import infer
from allied.calibration.fit.likelihood import predictive
from allied.calibration.fit.scores import Predicted
from allied.calibration.survey.figures import surveys, targets
from allied.sim.experiment.threads import on_threads
from allied.sim.inputs.quantity import key_of

__all__ = ["BURN_IN", "STEPS", "folds", "groups", "indicators", "many_fits", "predict_held_out"]

FOLDS, COUNT = 10, 1000
STEPS, BURN_IN = 1400, 500  # of the chains in checks
Groups = list[list[int]]
Fit = TypeVar("Fit")


def groups() -> Mapping[str, Groups]:
    """Return the ways to hold figures out, each a partition of the targets' positions.

    Returns
    -------
    mapping
        "fold", "survey" and "whole_indicator", as the report names them.
    """
    return {
        "fold": folds([row.id for row in targets()]),
        "survey": list(surveys().values()),
        "whole_indicator": indicators(),
    }


def folds(names: Sequence[str]) -> Groups:
    """Return tenths of figures, by their names: a figure more changes no other's."""
    tenths: Groups = [[] for _ in range(FOLDS)]
    for position, name in enumerate(names):
        tenths[key_of(name) % FOLDS].append(position)
    return [tenth for tenth in tenths if tenth]


def indicators() -> Groups:
    """Return the positions of the targets about each indicator."""
    found: dict[str, list[int]] = {}
    for position, row in enumerate(targets()):
        found.setdefault(row.question.indicator, []).append(position)
    return list(found.values())


def many_fits(
    fit: Callable[[int], Fit], count: int, *, progress: Callable[[int, int], None] | None = None
) -> list[Fit]:
    """Do `fit(0)`, `fit(1)` … on threads, each of them on one core.

    Its matrices are so small that products on several cores gain little, and wait for each other
    for most of the time when other work wants the cores, too.
    """
    with threadpool_limits(1, user_api="blas"):
        return on_threads(fit, range(count), progress=progress)


def predict_held_out(
    calibration: Calibration,
    left_out: Sequence[Sequence[int]],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Predicted:
    """Predict each figure from a fit that did not see its group.

    Parameters
    ----------
    calibration : Calibration
    left_out : sequence of sequences of int
        Positions of the figures of each group.
    progress : callable, optional
        Called with (groups done, groups in all).

    Returns
    -------
    Predicted
        NaN for figures that are in no group.
    """
    figures, emulator = calibration.figures, calibration.emulator
    count = len(figures.value)

    def predict(number: int) -> Predicted:
        fit = infer(
            emulator, figures, kept=kept_without(left_out[number], count), count=COUNT,
            seed=100 + number, steps=STEPS, burn_in=BURN_IN,
        )  # fmt: skip
        logits, error = emulator.logits(fit.units), emulator.error(fit.units)
        generator = np.random.default_rng(number)
        found = predictive(figures, logits, fit.discrepancy, generator, error)
        return Predicted(expit(logits), found)

    out = Predicted(np.full((COUNT, count), np.nan), np.full((COUNT, count), np.nan))
    parts = many_fits(predict, len(left_out), progress=progress)
    for group, part in zip(left_out, parts, strict=True):
        out.expected[:, group] = part.expected[:, group]
        out.found[:, group] = part.found[:, group]
    return out
