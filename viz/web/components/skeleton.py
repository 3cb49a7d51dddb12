"""What stands where results will be, while the first are computed."""

from __future__ import annotations

import reacton.ipyvuetify as rv

import solara

__all__ = ["skeleton"]


def skeleton() -> solara.Element:
    """Return grey shapes of a chart and a table."""
    lines = [rv.Html(tag="span", class_="bone") for _ in range(6)]
    chart = rv.Html(tag="div", class_="bone is-chart")
    panels = [
        rv.Html(tag="div", class_="panel skeleton", children=[rv.Html(tag="span", class_="bone is-short"), chart]),
        rv.Html(tag="div", class_="panel skeleton", children=lines),
    ]
    return rv.Html(tag="div", attributes={"aria-hidden": "true"}, children=panels)
