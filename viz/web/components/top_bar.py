"""The bar at the top: where you are, presentation, link, export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import solara

__all__ = ["TopBar"]


@solara.component_vue("top_bar.vue", vuetify=False)
def TopBar(
    texts: dict[str, str],
    present: bool,
    ready: bool,
    command: str,
    files: Sequence[dict[str, str]],
    download: dict[str, str] | None,
    event_toggle_present: Callable[[Any], None],
    event_export_file: Callable[[str], None],
) -> None:
    """Show the bar.

    Parameters
    ----------
    texts : dict
        See `allied.viz.words.page_words.top_bar`.
    present : bool
        Whether the page is laid out for a projector.
    ready : bool
        Whether there are results to export.
    command : str
        The command line that reproduces the page.
    files : sequence of dict
        "kind" and "label" of each file on offer.
    download : dict, optional
        "name" and "text" of a file; the browser saves each new one.
    """
