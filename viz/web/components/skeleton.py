"""What stands where results will be, while the first are computed."""

from __future__ import annotations

import reacton.ipyvuetify as rv
import solara

__all__ = ["skeleton"]


def skeleton() -> solara.Element:
    """Return grey shapes of a chart and a table."""
    chart = [_bone("bone is-short"), _bone("bone is-chart")]
    panels = [
        rv.Html(tag="div", class_="panel skeleton", children=bones)
        for bones in (chart, [_bone("bone") for _ in range(6)])
    ]
    return rv.Html(tag="div", attributes={"aria-hidden": "true"}, children=panels)


def _bone(classes: str) -> solara.Element:
    return rv.Html(tag="span", class_=classes)
