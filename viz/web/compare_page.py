"""The Compare page: choices on the left, what they lead to on the right.

The page is a function of the address alone. A control makes a new `View` and goes to its address;
only while a lever is still moving the page runs ahead of the address.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import reacton.ipyvuetify as rv
import solara

from allied.sim.inputs.quantity import InputError
from allied.viz.parameter_sets import stale_parameters
from allied.viz.web import export
from allied.viz.web.choices import Choices
from allied.viz.web.components.notices import Notices
from allied.viz.web.components.top_bar import TopBar
from allied.viz.web.compute import drawn_from
from allied.viz.web.evidence import Evidence
from allied.viz.web.hooks import guarded, short_message, use_results
from allied.viz.web.link import encode, parse
from allied.viz.web.page_state import View
from allied.viz.web.wanted import installed, scenarios_of
from allied.viz.words.page_words import notices, top_bar

__all__ = ["ComparePage"]


def _stale() -> str:
    """Return a line if the parameters were calibrated with another model, or what is wrong."""
    try:
        return stale_parameters(drawn_from())
    except InputError as error:
        return short_message(error)


@solara.component
def ComparePage() -> None:
    """Show the page that its address describes."""
    router = solara.use_router()
    written = router.search or ""
    names = [scenario.name for scenario in installed()]
    view, problems = solara.use_memo(lambda: parse(written, names), [written])
    # While a lever moves: the address that the page runs ahead of, and the view.
    ahead, set_ahead = solara.use_state(cast(tuple[str, View] | None, None))
    failure, set_failure = solara.use_state("")
    dismissed, set_dismissed = solara.use_state("")
    download, set_download = solara.use_state(cast(dict[str, str] | None, None))
    if ahead is not None and ahead[0] == written:
        view = ahead[1]

    def forget_overtaken() -> None:
        # Or a way back to that address would show what was run ahead to from there.
        if ahead is not None and ahead[0] != written:
            set_ahead(None)

    solara.use_effect(forget_overtaken, [written, ahead])
    chosen = scenarios_of(view)
    computation = use_results(chosen)

    def go(there: View) -> None:
        set_failure("")
        if encode(there) != written:
            router.push(f"/?{encode(there)}")
        else:
            set_ahead(None)

    def run_ahead(there: View) -> None:
        set_failure("")
        set_ahead((written, there))

    def save(kind: str) -> None:
        if computation.results is not None:
            set_download(export.file(kind, computation.results))

    def dismiss(_: Any) -> None:
        set_failure("")
        set_dismissed(written)

    def safe(handler: Callable[..., Any]) -> Callable[..., None]:
        return guarded(handler, set_failure)

    stale = solara.use_memo(_stale, [])
    others = () if dismissed == written else (*problems, computation.failure, stale)
    messages = [failure, *others]
    with rv.Html(tag="div", class_="allied is-presenting" if view.present else "allied"):
        TopBar(
            texts=top_bar(),
            present=view.present,
            ready=computation.results is not None,
            command=export.command(view, chosen),
            files=export.files(view, chosen),
            download=download,
            event_toggle_present=safe(lambda _: go(replace(view, present=not view.present))),
            event_export_file=safe(save),
        )
        Notices(
            texts=notices(),
            messages=[text for text in messages if text],
            event_dismiss=safe(dismiss),
        )
        with rv.Html(tag="div", class_="columns"):
            Choices(view=view, chosen=chosen, go=go, run_ahead=run_ahead, safe=safe)
            Evidence(view=view, chosen=chosen, computation=computation, go=go, safe=safe)
