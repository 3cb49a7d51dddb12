"""Options of the band chart, from arrays: plain data that ECharts draws in the browser.

Options hold no functions, so what would be formatted in the browser is written here: labels of
ticks, of lines and of the reading under the pointer.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.outcomes import Outcome
from viz.numbers import number
from viz.web.spacing import spread_apart, ticks
from viz.web.theme import FONT, GRID, INK, PANEL, SCENARIO, SECONDARY

__all__ = ["Size", "band_option", "bands", "reading"]

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
LABEL_WIDTH = 16  # characters


@dataclass(frozen=True, slots=True)
class Size:
    """Height of the chart and size of its text, in pixels."""

    height: int = 300
    text: int = 12


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


def reading(outcome: Outcome, low: float, median: float, high: float) -> str:
    """Return what a band says at one quarter, in words."""
    shown = [number(value, outcome.digits) for value in (median, low, high)]
    return "{} ({} to {})".format(*shown)


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
    size = size or Size()
    quantiles = bands(values)
    steps = ticks(float(quantiles.min()), float(quantiles.max()))
    quarters = [f"Q{index + 1}" for index in range(len(weeks))]
    series = [*_tick_labels(steps, outcome, quarters[0], size), _events(events or {}, size)]
    for index, title in enumerate(titles):
        series += _band(index, title, quantiles[:, index], outcome)
    series += _line_labels(titles, quantiles[1, :, -1], steps, quarters[-1], size)
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "fontSize": size.text},
        "grid": {
            "left": round(size.text * (0.8 + 0.6 * _widest(steps, outcome))),
            "right": round(size.text * 0.62 * LABEL_WIDTH + 8),
            "top": size.text * 2,
            "bottom": round(size.text * 2.2),
        },
        "xAxis": [_quarter_axis(quarters, size), _week_axis(weeks)],
        "yAxis": _value_axis(steps),
        "tooltip": _tooltip(titles, size),
        "series": series,
    }


def _quarter_axis(quarters: Sequence[str], size: Size) -> dict[str, Any]:
    return {
        "type": "category",
        "data": list(quarters),
        "boundaryGap": False,
        "axisTick": {"show": False},
        "axisLine": {"lineStyle": {"color": GRID}},
        "axisLabel": {"color": SECONDARY, "fontSize": size.text, "hideOverlap": True},
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


def _band(
    index: int, title: str, quantiles: np.ndarray, outcome: Outcome
) -> list[dict[str, Any]]:
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
    items = [{"value": float(y), "name": text} for y, text in zip(median, words, strict=True)]
    return [
        {**unseen, "data": low.tolist()},
        {**unseen, "data": (high - low).tolist(), "areaStyle": {"color": colour, "opacity": 0.13}},
        {
            "type": "line",
            "name": title,
            "data": items,
            "color": colour,
            "symbol": "circle",
            "symbolSize": 5,
            "showSymbol": False,
            "lineStyle": {"width": 2.5, "color": colour, "type": _dash(index)},
            "z": 3 + index,
        },
    ]


def _dash(index: int) -> str | list[int]:
    """Return the dashes that tell scenarios apart without colour."""
    return ("solid", "solid", [9, 4], [3, 3])[index]


def _line_labels(
    titles: Sequence[str], ends: np.ndarray, steps: np.ndarray, quarter: str, size: Size
) -> list[dict[str, Any]]:
    wrapped = ["\n".join(textwrap.wrap(title, LABEL_WIDTH)[:3]) or "?" for title in titles]
    unit = float(steps[-1] - steps[0]) / (size.height - size.text * 4.2)  # of the outcome per pixel
    heights = [size.text * (1.25 * text.count("\n") + 1.5) * unit for text in wrapped]
    places = spread_apart(ends, heights, float(steps[0]), float(steps[-1]))
    return [
        _text(wrapped[index], quarter, place, "right", size, SCENARIO[index], bold=True)
        for index, place in enumerate(places)
    ]


def _tick_labels(
    steps: np.ndarray, outcome: Outcome, quarter: str, size: Size
) -> list[dict[str, Any]]:
    return [
        _text(text, quarter, float(step), "left", size, SECONDARY)
        for step, text in zip(steps, _tick_words(steps, outcome), strict=True)
    ]


def _tick_words(steps: np.ndarray, outcome: Outcome) -> list[str]:
    gap = float(steps[1] - steps[0])
    digits = 0 if gap >= 1 else max(outcome.digits, 1 if gap >= 0.1 else 2)
    return [number(float(step), digits) for step in steps]


def _widest(steps: np.ndarray, outcome: Outcome) -> int:
    return max(len(text) for text in _tick_words(steps, outcome))


def _text(
    text: str, x: str, y: float, side: str, size: Size, colour: str, *, bold: bool = False
) -> dict[str, Any]:
    """Return a series that is one piece of text beside a point."""
    label = {
        "show": True,
        "formatter": _plain(text),
        "position": side,
        "distance": 8,
        "align": "left" if side == "right" else "right",
        "color": colour,
        "fontSize": size.text,
        "fontWeight": 600 if bold else 400,
        "lineHeight": round(size.text * 1.25),
        "fontFamily": FONT,
    }
    point = {"value": [x, y], "symbolSize": 0, "label": label, "itemStyle": {"opacity": 1}}
    quiet = {"silent": True, "tooltip": {"show": False}, "z": 9}
    return {"type": "scatter", "data": [point], "clip": False, **quiet}


def _events(events: Mapping[int, str], size: Size) -> dict[str, Any]:
    label = {"color": SECONDARY, "fontSize": size.text, "fontFamily": FONT, "position": "end"}
    marks = [
        {"xAxis": week, "label": {**label, "formatter": _plain(text)}}
        for week, text in events.items()
    ]
    line = {"type": [4, 4], "color": SECONDARY, "width": 1}
    mark = {"symbol": "none", "silent": True, "lineStyle": line, "data": marks}
    return {"type": "line", "xAxisIndex": 1, "data": [], "markLine": mark, "silent": True}


def _plain(text: str) -> str:
    """Return text without what ECharts would take for a template."""
    return text.replace("{", "(").replace("}", ")")


def _tooltip(titles: Sequence[str], size: Size) -> dict[str, Any]:
    """Return the reading under the pointer: a line for each scenario.

    The names of the medians' items are their readings. Of each scenario's three series the last is
    the median, and only series of the axis under the pointer count.
    """
    lines = [
        f'<b style="color:{SCENARIO[index]}">{html.escape(_plain(title))}</b> {{b{3 * index + 2}}}'
        for index, title in enumerate(titles)
    ]
    return {
        "trigger": "axis",
        "confine": True,
        "formatter": "<br>".join(["{b0}: median and middle 80 %", *lines]),
        "textStyle": {"color": INK, "fontSize": size.text, "fontFamily": FONT},
        "backgroundColor": PANEL,
        "borderColor": GRID,
    }
