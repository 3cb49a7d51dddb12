"""Numbers as people read them: one form for both front ends.

Every number in a sentence or a table is written here, so that a language's decimal mark and
thousands can be, too.
"""

from __future__ import annotations

import math
from decimal import Decimal

from allied.viz.words.language import gettext, pgettext

__all__ = [
    "UNKNOWN", "exact", "interval", "number", "percent", "rounded", "share", "share_interval",
    "whole",
]  # fmt: skip

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


def whole(count: float) -> str:
    """Return a count: "1,000"."""
    return number(count, 0)


def exact(value: float | Decimal, digits: int) -> str:
    """Return a number with at least so many decimals, and more where it has more.

    Examples
    --------
    >>> exact(0.5, 2), exact(0.1234, 2), exact(-3, 0)
    ('0.50', '0.1234', '−3')
    """
    plain = value if isinstance(value, Decimal) else Decimal(repr(value))
    own = max(-int(plain.normalize().as_tuple().exponent), 0)
    sign = MINUS if plain < 0 else ""
    return f"{sign}{abs(plain):,.{max(digits, own)}f}"


def rounded(value: float) -> str:
    """Return a number with three significant digits: "0.0953", "2.1"."""
    return f"{value:.3g}".replace("-", MINUS)


def interval(low: float, high: float, digits: int, *, signed: bool = False) -> str:
    """Return an interval: "+2.8 to +3.6"; a dash when it has no bounds."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return UNKNOWN
    ends = [number(end, digits, signed=signed) for end in (low, high)]
    return pgettext("an interval", "{low} to {high}", low=ends[0], high=ends[1])


def percent(part: float, digits: int = 0) -> str:
    """Return a part of 1 in percent, as it is."""
    return gettext("{number} %", number=number(100 * part, digits))


def share_interval(low: float, high: float) -> str:
    """Return an interval of shares: "12 % to 34 %"."""
    return pgettext("an interval", "{low} to {high}", low=share(low), high=share(high))


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
        return gettext("> 99 %")
    return gettext("< 1 %") if part < 0.01 else percent(part)
