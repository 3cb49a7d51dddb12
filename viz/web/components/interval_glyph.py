"""An interval as a picture: right of the line is better, whichever way the outcome is measured."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.comparison import NOT_SETTLED, Difference, Spread
from sim.outcomes import Outcome

__all__ = ["glyph", "scale"]

HEIGHT = 18
RADIUS = 4.5


def scale(baseline: Spread, differences: Sequence[Difference]) -> float:
    """Return the difference that reaches the edge of a glyph.

    It is half of the range over companies of the baseline, or the widest interval if that is
    wider: so a difference that is small beside those between companies also looks small.
    """
    bounds = [abs(bound) for gap in differences for bound in (gap.low, gap.high)]
    reach = [(baseline.p95 - baseline.p05) / 2, *bounds]
    return max([length for length in reach if math.isfinite(length)], default=0.0) or 1.0


def glyph(outcome: Outcome, gap: Difference, reach: float, *, width: int = 120) -> str:
    """Return an interval as SVG: the mean, its 95 % interval, and thin, nine companies in ten.

    Parameters
    ----------
    outcome : Outcome
        Where less is better, the glyph is turned.
    gap : Difference
    reach : float
        The difference that reaches the edge, see `scale`.
    width : int
        In pixels.
    """
    ends = (gap.low, gap.mean, gap.high)
    mark = _mark(outcome, gap, reach, width) if all(map(math.isfinite, ends)) else ""
    return (
        f'<svg class="glyph" viewBox="0 0 {width} {HEIGHT}" aria-hidden="true">'
        f'<line class="glyph-zero" x1="{width / 2}" y1="0" x2="{width / 2}" y2="{HEIGHT}"/>'
        f"{mark}</svg>"
    )


def _mark(outcome: Outcome, gap: Difference, reach: float, width: int) -> str:
    turn = 1 if outcome.better == "higher" else -1
    half = width / 2 - RADIUS - 1
    low, middle, high, first, last = (
        round(width / 2 + half * turn * max(-1.0, min(1.0, value / reach)), 1)
        for value in (gap.low, gap.mean, gap.high, gap.p05, gap.p95)
    )
    hollow = 'fill="#fff" stroke="currentColor" stroke-width="2"'
    fill = hollow if gap.verdict == NOT_SETTLED else 'fill="currentColor"'
    y = HEIGHT / 2
    return (
        f'<line x1="{min(first, last)}" y1="{y}" x2="{max(first, last)}" y2="{y}" '
        'stroke="currentColor" stroke-width="1.5" opacity="0.4"/>'
        f'<line x1="{min(low, high)}" y1="{y}" x2="{max(low, high)}" y2="{y}" '
        'stroke="currentColor" stroke-width="3" stroke-linecap="round"/>'
        f'<circle cx="{middle}" cy="{y}" r="{RADIUS}" {fill}/>'
    )
