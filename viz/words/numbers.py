"""Numbers as people read them: one form for both front ends."""

from __future__ import annotations

import math

__all__ = ["UNKNOWN", "interval", "number", "share"]

MINUS, UNKNOWN = "−", "–"


def number(value: float, digits: int, *, signed: bool = False) -> str:
    """Return a number with a true minus sign, and never a negative zero.

    Examples
    --------
    >>> number(-3.14, 1), number(3.14, 1, signed=True), number(-0.01, 1), number(12345.6, 0)
    ('−3.1', '+3.1', '0.0', '12,346')
    """
    if not math.isfinite(value):
        return UNKNOWN
    text = f"{abs(value):,.{digits}f}"
    if float(text.replace(",", "")) == 0.0:
        return text
    return (MINUS if value < 0 else "+" if signed else "") + text


def interval(low: float, high: float, digits: int, *, signed: bool = False) -> str:
    """Return an interval: "+2.8 to +3.6"; a dash when it has no bounds."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return UNKNOWN
    return f"{number(low, digits, signed=signed)} to {number(high, digits, signed=signed)}"


def share(part: float) -> str:
    """Return a share of companies in percent, without claiming certainty.

    Examples
    --------
    >>> share(0.914), share(1.0), share(0.0)
    ('91 %', '> 99 %', '< 1 %')
    """
    if not math.isfinite(part):
        return UNKNOWN
    if part > 0.99:
        return "> 99 %"
    return "< 1 %" if part < 0.01 else f"{100 * part:.0f} %"
