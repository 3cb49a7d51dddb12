"""The page: Solara renders `Page` for every tab that opens it."""

from __future__ import annotations

import reacton
import reacton.ipyvuetify as rv
import solara

from allied.viz.web.compare_page import ComparePage
from allied.viz.web.hooks import short_message
from allied.viz.words.page_words import failure, page_title

__all__ = ["Layout", "Page"]


@solara.component
def Page() -> None:
    """Show the Compare page."""
    solara.Title(page_title())
    Guarded()


@solara.component
def Guarded() -> None:
    """Show the page, or in a line what went wrong with it.

    It has one child only: with several, Reacton renders without end after an error.
    """
    error, _ = reacton.use_exception()
    if error is None:
        ComparePage()
    else:
        with rv.Html(tag="main", class_="allied failure"):
            words = failure()
            rv.Html(tag="h1", children=[words["heading"]])
            rv.Html(tag="p", children=[short_message(error)])
            rv.Html(tag="a", class_="button", attributes={"href": "/"}, children=[words["again"]])


@solara.component
def Layout(children: list[solara.Element] = []) -> solara.Element:  # noqa: B006
    """Place the page without Solara's own bar and margins."""
    return rv.Html(tag="div", class_="allied-root", children=children)
