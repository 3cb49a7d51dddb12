"""Options of the band chart, from arrays: plain data that ECharts draws in the browser.

Stacked bands need an axis of categories, the quarters; events stand at their week on a second axis
that is not drawn.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from allied.sim.model.outcomes import Outcome
from allied.viz.web.chart_labels import (
    Size,
    event_marks,
    line_labels,
    margins,
    tick_labels,
    tooltip,
)
from allied.viz.web.spacing import ticks
from allied.viz.web.theme import FONT, GRID, SCENARIO, SECONDARY
from allied.viz.words.result_words import quarter, reading

__all__ = ["Size", "band_option", "bands"]

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
DASHES = ("solid", "solid", [9, 4], [3, 3])  # tell scenarios apart without colour


def bands(values: np.ndarray) -> np.ndarray:
    """Return the median and the middle 80 % over runs.

    Parameters
    ----------
    values : numpy.ndarray, shape (scenarios, runs, quarters)

    Returns
    -------
    numpy.ndarray, shape (3, scenarios, quarters)
        Lower bound, median, upper bound.
    """
    return np.nanquantile(values, (LOW, MIDDLE, HIGH), axis=1)


def band_option(
    outcome: Outcome,
    values: np.ndarray,
    weeks: np.ndarray,
    titles: Sequence[str],
    *,
    events: Mapping[int, str] | None = None,
    size: Size | None = None,
) -> dict[str, Any]:
    """Return the ECharts option of an outcome over time.

    Parameters
    ----------
    outcome : Outcome
    values : numpy.ndarray, shape (scenarios, runs, quarters)
    weeks : numpy.ndarray, shape (quarters,)
        Weeks in which the quarters end.
    titles : sequence of str
    events : mapping of int to str, optional
        Weeks to mark, and what happens there.
    size : Size, optional
    """
    size, events = size or Size(), events or {}
    quantiles = bands(values)
    steps = ticks(float(np.nanmin(quantiles)), float(np.nanmax(quantiles)))
    quarters = [quarter(index + 1) for index in range(len(weeks))]
    lines = [
        series
        for index, title in enumerate(titles)
        for series in _band(index, title, quantiles[:, index], outcome)
    ]
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "fontSize": size.text},
        "grid": margins(steps, size, len(events)),
        "xAxis": [_quarter_axis(quarters, size), _week_axis(weeks)],
        "yAxis": _value_axis(steps),
        "tooltip": tooltip(titles, size),
        "series": [
            *tick_labels(steps, quarters[0], size),
            event_marks(events, weeks, size),
            *lines,
            *line_labels(titles, quantiles[1, :, -1], steps, quarters[-1], size, len(events)),
        ],
    }


def _quarter_axis(quarters: Sequence[str], size: Size) -> dict[str, Any]:
    return {
        "type": "category",
        "data": list(quarters),
        "boundaryGap": False,
        "axisTick": {"show": False},
        "axisLine": {"lineStyle": {"color": GRID}},
        "axisLabel": {
            "color": SECONDARY,
            "fontSize": size.text,
            "margin": round(size.text * 0.9),
            "hideOverlap": True,
        },
    }


def _week_axis(weeks: np.ndarray) -> dict[str, Any]:
    """Return a second axis, not drawn, on which events stand at their week."""
    limits = {"min": int(weeks[0]), "max": int(weeks[-1])}
    return {"type": "value", "show": False, "axisPointer": {"show": False}, **limits}


def _value_axis(steps: np.ndarray) -> dict[str, Any]:
    return {
        "type": "value",
        "min": float(steps[0]),
        "max": float(steps[-1]),
        "interval": float(steps[1] - steps[0]),
        "axisLabel": {"show": False},
        "splitLine": {"lineStyle": {"color": GRID}},
    }


def _band(index: int, title: str, quantiles: np.ndarray, outcome: Outcome) -> list[dict[str, Any]]:
    """Return the series of one scenario: what the band stands on, the band, the median."""
    low, median, high = quantiles
    colour = SCENARIO[index]
    unseen = {
        "type": "line",
        "stack": f"band {index}",
        "stackStrategy": "all",  # otherwise a band that crosses zero is drawn wrong
        "symbol": "none",
        "silent": True,
        "lineStyle": {"opacity": 0},
        "z": 1,
    }
    words = [reading(outcome, *triple) for triple in zip(low, median, high, strict=True)]
    items = [{"value": y, "name": text} for y, text in zip(_plain(median), words, strict=True)]
    band = {"color": colour, "opacity": 0.13}
    return [
        {**unseen, "data": _plain(low)},
        {**unseen, "data": _plain(high - low), "areaStyle": band},
        {
            "type": "line",
            "name": title,
            "data": items,
            "color": colour,
            "symbol": "circle",
            "symbolSize": 5,
            "showSymbol": False,
            "lineStyle": {"width": 2.5, "color": colour, "type": DASHES[index]},
            "z": 3 + index,
        },
    ]


def _plain(values: np.ndarray) -> list[float | None]:
    """Return numbers as JSON can hold them: none where there is none."""
    return [value if math.isfinite(value) else None for value in values.tolist()]
