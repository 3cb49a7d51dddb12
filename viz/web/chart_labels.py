"""The words of the band chart: beside its ticks and lines, above its events, under the pointer.

ECharts would format and place them with functions in the browser; options are plain data, so each
label is a point that has a text and no size.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from allied.viz.web.spacing import spread_apart
from allied.viz.web.theme import FONT, GRID, INK, PANEL, SCENARIO, SECONDARY
from allied.viz.words.numbers import number
from allied.viz.words.result_words import band_legend

__all__ = ["Size", "event_marks", "line_labels", "margins", "tick_labels", "tooltip"]

LABEL_WIDTH = 16  # characters
LINE = 1.25  # height of a line of text, relative to its size
EVENT_LINES = 3  # on which labels of events that are close take turns


@dataclass(frozen=True, slots=True)
class Size:
    """Height of the chart and size of its text, in pixels."""

    height: int = 300
    text: int = 12


def margins(steps: np.ndarray, size: Size, events: int = 0) -> dict[str, int]:
    """Return the room that the labels take on each side of the chart, in pixels."""
    lines = max(min(events, EVENT_LINES), 1)
    widest = max(len(text) for text in _tick_words(steps))
    return {
        "left": round(size.text * (0.8 + 0.6 * widest)),
        "right": round(size.text * 0.62 * LABEL_WIDTH + 8),
        "top": round(size.text * (0.7 + LINE * lines)),
        "bottom": round(size.text * 2.5),
    }


def tick_labels(steps: np.ndarray, quarter: str, size: Size) -> list[dict[str, Any]]:
    """Return series that write the ticks left of the first quarter."""
    return [
        _text(text, quarter, float(step), "left", size, SECONDARY)
        for step, text in zip(steps, _tick_words(steps), strict=True)
    ]


def line_labels(
    titles: Sequence[str],
    ends: np.ndarray,
    steps: np.ndarray,
    quarter: str,
    size: Size,
    events: int = 0,
) -> list[dict[str, Any]]:
    """Return series that write each title where its line ends, none over another.

    Parameters
    ----------
    titles : sequence of str
    ends : numpy.ndarray, shape (scenarios,)
        Where the lines end.
    steps : numpy.ndarray
        Ticks of the axis.
    quarter : str
        The last one.
    size : Size
    events : int
        How many stand above the chart.
    """
    wrapped = ["\n".join(textwrap.wrap(title, LABEL_WIDTH)[:3]) or "?" for title in titles]
    room = margins(steps, size, events)
    low, high = float(steps[0]), float(steps[-1])
    pixel = (high - low) / (size.height - room["top"] - room["bottom"])  # in the outcome's unit
    heights = [size.text * (LINE * text.count("\n") + 1.5) * pixel for text in wrapped]
    places = spread_apart(np.nan_to_num(ends, nan=low), heights, low, high)
    return [
        _text(text, quarter, place, "right", size, colour, bold=True)
        for text, place, colour in zip(wrapped, places, SCENARIO, strict=False)
    ]


def _tick_words(steps: np.ndarray) -> list[str]:
    gap = Decimal(f"{float(steps[1] - steps[0]):.6g}").normalize()
    digits = max(-int(gap.as_tuple().exponent), 0)
    return [number(float(step), digits) for step in steps]


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
        "lineHeight": round(size.text * LINE),
        "fontFamily": FONT,
    }
    point = {"value": [x, y], "symbolSize": 0, "label": label, "itemStyle": {"opacity": 1}}
    quiet = {"silent": True, "tooltip": {"show": False}, "z": 9}
    return {"type": "scatter", "data": [point], "clip": False, **quiet}


def event_marks(events: Mapping[int, str], weeks: np.ndarray, size: Size) -> dict[str, Any]:
    """Return a series that marks what happens in some weeks."""
    common = {"color": SECONDARY, "fontSize": size.text, "fontFamily": FONT, "align": "left"}
    first, last = int(weeks[0]), int(weeks[-1])
    marks = []
    for index, (week, text) in enumerate(events.items()):
        height = 4 + round(size.text * LINE * (index % EVENT_LINES))
        label = {**common, "formatter": _plain(text), "distance": height}
        marks.append({"xAxis": min(max(week, first), last), "label": label})
    line = {"type": [4, 4], "color": SECONDARY, "width": 1}
    mark = {"symbol": "none", "silent": True, "lineStyle": line, "data": marks}
    return {"type": "line", "xAxisIndex": 1, "data": [], "markLine": mark, "silent": True}


def _plain(text: str) -> str:
    """Return text without what ECharts would take for a template."""
    return text.replace("{", "(").replace("}", ")")


def tooltip(titles: Sequence[str], size: Size) -> dict[str, Any]:
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
        "formatter": "<br>".join([band_legend("{b0}"), *lines]),
        "textStyle": {"color": INK, "fontSize": size.text, "fontFamily": FONT},
        "backgroundColor": PANEL,
        "borderColor": GRID,
    }
