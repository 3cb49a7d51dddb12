"""The outcomes by theme, as the table and the list of goals show them."""

from __future__ import annotations

from allied.sim.model.outcomes import OUTCOMES, THEMES
from allied.viz.words.language import gettext

__all__ = ["outcome_groups"]


def outcome_groups() -> dict[str, tuple[str, ...]]:
    """Return the names of outcomes by what their theme is called.

    Examples
    --------
    >>> outcome_groups()["Speed"][0]
    'lead_time'
    """
    return {
        gettext(theme): tuple(outcome.name for outcome in OUTCOMES if outcome.theme == theme)
        for theme in THEMES
    }
