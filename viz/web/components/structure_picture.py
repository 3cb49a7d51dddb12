"""A small picture of who works with whom.

Dots are marketing, squares are IT, half-and-half circles the shared team, diamonds vendors. The
picture takes the colour of the scenario that it stands for.
"""

from __future__ import annotations

import html
from collections.abc import Callable

from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.scenario import Scenario
from allied.viz.words.lever_values import value_words
from allied.viz.words.page_words import picture_words
from allied.viz.words.table_texts import label_of

__all__ = ["picture"]

WIDTH, HEIGHT = 56, 44
ROWS = (8, 22, 36)
LEFT, MIDDLE, RIGHT = 8, 28, 48
BUILT_BY, DECIDES = "structure.delivery", "decisions.rights"
TOGETHER = ("joint", "delegated")


def picture(scenario: Scenario) -> str:
    """Return the picture as SVG, with its meaning in words for those who cannot see it."""
    built, decides = _at_last(scenario, BUILT_BY), _at_last(scenario, DECIDES)
    words = {key: html.escape(text) for key, text in picture_words(
        *((label_of(LEVERS[lever]), value_words(LEVERS[lever], value))
          for lever, value in ((BUILT_BY, built), (DECIDES, decides)))
    ).items()}  # fmt: skip
    draw = DRAWINGS.get(built, _queue)
    return (
        f'<svg class="picture" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{words["short"]}"><title>{words["long"]}</title>'
        f"{draw(together=decides in TOGETHER)}</svg>"
    )


def _at_last(scenario: Scenario, lever: str) -> str:
    """Return a lever's value after all changes of the timeline."""
    later = [moves[lever] for _, moves in scenario.timeline if lever in moves]
    return str(later[-1] if later else scenario.value(lever))


def _dot(x: float, y: float) -> str:
    return f'<circle cx="{x}" cy="{y}" r="4" fill="currentColor"/>'


def _square(x: float, y: float) -> str:
    return (
        f'<rect x="{x - 4}" y="{y - 4}" width="8" height="8" fill="#fff" stroke="currentColor" '
        'stroke-width="1.6"/>'
    )


def _half(x: float, y: float) -> str:
    return (
        f'<circle cx="{x}" cy="{y}" r="4.6" fill="#fff" stroke="currentColor" stroke-width="1.6"/>'
        f'<path d="M{x} {y - 4.6} a4.6 4.6 0 0 0 0 9.2 z" fill="currentColor"/>'
    )


def _diamond(x: float, y: float) -> str:
    return (
        f'<path d="M{x} {y - 5} l5 5 l-5 5 l-5 -5 z" fill="#fff" stroke="currentColor" '
        'stroke-width="1.4"/>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, *, dashed: bool = False) -> str:
    dashes = ' stroke-dasharray="2 3"' if dashed else ""
    return (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="currentColor" '
        f'stroke-width="1.5"{dashes}/>'
    )


def _sides() -> str:
    return "".join(_dot(LEFT, y) + _square(RIGHT, y) for y in ROWS)


def _queue(*, together: bool) -> str:
    rows = ROWS if together else ROWS[1:2]
    return "".join(_line(LEFT, y, RIGHT, y, dashed=not together) for y in rows) + _sides()


def _self_service(*, together: bool) -> str:
    links = "".join(_line(LEFT, y, MIDDLE - 2, y) + _diamond(MIDDLE - 2, y) for y in ROWS)
    across = _line(MIDDLE + 4, ROWS[1], RIGHT, ROWS[1]) if together else ""
    return links + across + _sides()


def _embedded(*, together: bool) -> str:
    pairs = "".join(_line(LEFT, y, LEFT + 14, y) + _square(LEFT + 14, y) for y in ROWS[:2])
    home = _line(LEFT + 18, ROWS[1], RIGHT, ROWS[2], dashed=not together)
    dots = "".join(_dot(LEFT, y) for y in ROWS)
    return pairs + home + dots + _square(RIGHT, ROWS[2]) + _square(RIGHT, ROWS[0])


def _shared_project(*, together: bool) -> str:
    teams = (15, 29)
    ends = [(LEFT, y) for y in ROWS] + [(RIGHT, y) for y in ROWS]
    links = "".join(_line(x, y, MIDDLE, teams[0] if y < 22 else teams[1]) for x, y in ends)
    links += _line(LEFT, ROWS[1], MIDDLE, teams[0]) + _line(RIGHT, ROWS[1], MIDDLE, teams[0])
    return links + _sides() + "".join(_half(MIDDLE, y) for y in teams)


def _merged(*, together: bool) -> str:
    frame = (
        '<rect x="13" y="1" width="30" height="42" rx="7" fill="none" stroke="currentColor" '
        'stroke-width="1.2"/>'
    )
    ends = [(y, y) for y in ROWS] + [(8, 22), (36, 22)]
    links = "".join(_line(21, left, 35, right) for left, right in ends)
    return frame + links + "".join(_dot(21, y) + _square(35, y) for y in ROWS)


DRAWINGS: dict[str, Callable[..., str]] = {
    "queue": _queue,
    "self_service": _self_service,
    "embedded": _embedded,
    "shared_project": _shared_project,
    "merged": _merged,
}
