"""Short messages above the page: what a link asked for in vain, what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import solara

__all__ = ["Notices"]


@solara.component_vue("notices.vue", vuetify=False)
def Notices(
    texts: dict[str, str], messages: Sequence[str], event_dismiss: Callable[[Any], None]
) -> None:
    """Show messages, if there are any, and a button that takes them away."""
