"""Predictions against figures: by how much they miss, and which intervals hold the figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from allied.calibration.fit.likelihood import Figures, covered, errors
from allied.calibration.fit.report import FITS

__all__ = ["Predicted", "point_scores", "scores", "spread", "summarised"]

RIVALS = {
    "fold": ("regression_fold", "topic_fold", "prior"),
    "survey": ("regression_survey", "topic_survey", "prior"),
    "whole_indicator": ("regression_whole_indicator", "prior"),
}
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


class Predicted(NamedTuple):
    """Draws of what is predicted for each figure.

    Attributes
    ----------
    expected : numpy.ndarray, shape (draws, figures)
        Shares that are expected; their mean is the prediction.
    found : numpy.ndarray, shape (draws, figures)
        Figures that a survey could find; intervals are theirs.
    """

    expected: np.ndarray
    found: np.ndarray


def spread(values: np.ndarray) -> dict[str, float]:
    """Return five quantiles by name, "p05" to "p95"."""
    found = np.quantile(values, list(QUANTILES.values())).tolist()
    return dict(zip(QUANTILES, found, strict=True))


def scores(figures: Figures, predicted: Predicted) -> list[dict[str, Any]]:
    """Return a row for each figure: mean, quantiles, error, and which intervals hold it."""
    missed = errors(figures, predicted.expected.mean(axis=0))
    held50, held90 = (
        covered(figures, *np.quantile(predicted.found, [QUANTILES[low], QUANTILES[high]], axis=0))
        for low, high in (("p25", "p75"), ("p05", "p95"))
    )
    return [
        {
            "mean": float(predicted.expected[:, q].mean()), **spread(predicted.found[:, q]),
            "error": float(missed[q]), "inside50": bool(held50[q]), "inside90": bool(held90[q]),
        }
        for q in range(len(missed))
    ]  # fmt: skip


def point_scores(figures: Figures, predicted: np.ndarray) -> list[dict[str, Any]]:
    """Return a row for each figure, of a prediction that has no intervals: mean and error."""
    missed = errors(figures, predicted)
    return [
        {"mean": float(mean), "error": float(error)}
        for mean, error in zip(predicted, missed, strict=True)
    ]


def summarised(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return mean errors and coverage of every prediction of a report's figures.

    Parameters
    ----------
    rows : sequence of mappings
        A row for each figure, with the rows of `scores` by the name of the prediction.

    Returns
    -------
    dict
        "mae", "coverage50" and "coverage90", each by name; "ahead": by how much baselines miss the
        same figures by more than the model does, with the standard error of that mean, as if
        figures were independent.
    """

    def means(what: str) -> dict[str, float]:
        named = [name for name in FITS if what in rows[0][name]]
        return {name: float(np.mean([row[name][what] for row in rows])) for name in named}

    return {
        "mae": means("error"), "coverage50": means("inside50"), "coverage90": means("inside90"),
        "ahead": [_ahead(rows, fit, over) for fit, others in RIVALS.items() for over in others],
    }  # fmt: skip


def _ahead(rows: Sequence[Mapping[str, Any]], fit: str, over: str) -> dict[str, Any]:
    more = np.array([row[over]["error"] - row[fit]["error"] for row in rows])
    error = float(more.std(ddof=1) / np.sqrt(len(more)))
    return {"fit": fit, "over": over, "mean": float(more.mean()), "standard_error": error}
