"""An interval as a picture: right of the line is better, whichever way the outcome is measured."""

from __future__ import annotations

import math
from collections.abc import Sequence

from allied.sim.experiment.comparison import Difference, Spread
from allied.sim.experiment.verdict import Verdict
from allied.sim.model.outcomes import Outcome

__all__ = ["glyph", "scale"]

HEIGHT, BAR = 18, 8
MARGIN = 4  # pixels on each side that stay free
NARROWEST, WITH_TICK = 6.0, 9.0  # of a bar, and of one that shows its mean, in pixels
STRIPE = 4  # pixels from one to the next


def scale(baseline: Spread, differences: Sequence[Difference]) -> float:
    """Return the difference that reaches the edge of a glyph.

    It is half of the range over companies of the baseline, or the widest line of a glyph if that
    is wider: so a difference that is small beside those between companies also looks small.
    """
    ends = [abs(end) for gap in differences for end in (gap.low, gap.high, gap.p05, gap.p95)]
    reach = [(baseline.p95 - baseline.p05) / 2, *ends]
    return max([length for length in reach if math.isfinite(length)], default=0.0) or 1.0


def glyph(
    outcome: Outcome, gap: Difference, reach: float, *, width: int = 120, companies: bool = True
) -> str:
    """Return a difference as SVG.

    A bar is its 95 % interval, with a tick at the mean: hollow where it is too close to call,
    striped where it rests on assumptions. A thin line is nine companies in ten.

    Parameters
    ----------
    outcome : Outcome
        Where less is better, the glyph is turned.
    gap : Difference
    reach : float
        The difference that reaches the edge, see `scale`.
    width : int
        In pixels.
    companies : bool
        Whether to draw the thin line.
    """
    parts = []
    if companies and _finite(gap.p05, gap.p95):
        first, last = _places(outcome, (gap.p05, gap.p95), reach, width)
        parts.append(
            f'<line class="glyph-companies" x1="{first}" y1="{HEIGHT / 2}" x2="{last}" '
            f'y2="{HEIGHT / 2}"/>'
        )
    if _finite(gap.low, gap.mean, gap.high):
        low, high = _places(outcome, (gap.low, gap.high), reach, width)
        (middle,) = _places(outcome, (gap.mean,), reach, width)
        parts.append(_bar(gap, low, middle, high))
    return (
        f'<svg class="glyph" viewBox="0 0 {width} {HEIGHT}" aria-hidden="true">'
        f'<line class="glyph-zero" x1="{width / 2}" y1="0" x2="{width / 2}" y2="{HEIGHT}"/>'
        f"{''.join(parts)}</svg>"
    )


def _finite(*values: float) -> bool:
    return all(map(math.isfinite, values))


def _places(
    outcome: Outcome, values: Sequence[float], reach: float, width: int
) -> tuple[float, ...]:
    """Return where values stand, from left to right, in pixels."""
    turn = 1 if outcome.better == "higher" else -1
    half = width / 2 - MARGIN
    return tuple(sorted(
        round(width / 2 + half * turn * max(-1.0, min(1.0, value / reach)), 1) for value in values
    ))  # fmt: skip


def _bar(gap: Difference, low: float, middle: float, high: float) -> str:
    """Return the bar of an interval."""
    if high - low < NARROWEST:
        low, high = middle - NARROWEST / 2, middle + NARROWEST / 2
    top, width = (HEIGHT - BAR) / 2, high - low
    place = f'x="{low:.1f}" y="{top}" width="{width:.1f}" height="{BAR}"'
    if gap.verdict is Verdict.OPEN:
        return f'<rect class="glyph-open" {place}/>'
    if gap.rests_on:
        return f'<rect class="glyph-striped" {place}/>{_stripes(low, high, top)}'
    tick = f'<rect class="glyph-mean" x="{middle - 1:.1f}" y="{top}" width="2" height="{BAR}"/>'
    return f'<rect class="glyph-bar" {place}/>{tick if width >= WITH_TICK else ""}'


def _stripes(low: float, high: float, top: float) -> str:
    """Return lines that lean over a bar, cut off where it ends."""
    lines = []
    start = low - BAR + STRIPE
    while start < high:
        left, right = max(start, low), min(start + BAR, high)
        below, above = top + BAR - (left - start), top + BAR - (right - start)
        lines.append(f"M{left:.1f} {below:.1f}L{right:.1f} {above:.1f}")
        start += STRIPE
    return f'<path class="glyph-stripes" d="{"".join(lines)}"/>'
