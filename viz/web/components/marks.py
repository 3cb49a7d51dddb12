"""The mark of a scenario, which tells it from the others without colour, and text that holds names.

The baseline is an open circle; the others are a diamond, a square and a circle.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from allied.viz.web.theme import SCENARIO

__all__ = ["mark", "marked"]

SHAPES = (
    '<circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" stroke-width="2"/>',
    '<path d="M6 .6 11.4 6 6 11.4 .6 6z" fill="currentColor"/>',
    '<rect x="1.4" y="1.4" width="9.2" height="9.2" fill="currentColor"/>',
    '<circle cx="6" cy="6" r="5" fill="currentColor"/>',
)


def mark(position: int) -> str:
    """Return the mark of the scenario in this position as SVG, in its colour."""
    return (
        f'<svg class="mark" viewBox="0 0 12 12" aria-hidden="true" '
        f'style="color:{SCENARIO[position]}">{SHAPES[position]}</svg>'
    )


def marked(text: str, titles: Sequence[str]) -> list[dict[str, str]]:
    """Return a text in pieces, "text" and "mark", where a title of a scenario has its mark.

    Examples
    --------
    >>> [(piece["text"], bool(piece["mark"])) for piece in marked("with Silos, 1 %", ["Silos"])]
    [('with ', False), ('Silos', True), (', 1 %', False)]
    """
    positions = {title: position for position, title in enumerate(titles) if title}
    longest = sorted(positions, key=len, reverse=True)
    if not longest:
        return [{"text": text, "mark": ""}]
    found = re.split(f"(?<!\\w)({'|'.join(map(re.escape, longest))})(?!\\w)", text)
    return [
        {"text": piece, "mark": mark(positions[piece]) if piece in positions else ""}
        for piece in found
        if piece
    ]
