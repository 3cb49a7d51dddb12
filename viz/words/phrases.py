"""Parts that sentences share: lists, counts, and the case of letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from allied.viz.words.language import N_, gettext, ngettext, pgettext
from allied.viz.words.numbers import whole

__all__ = [
    "beginning", "commas", "companies", "counted", "in_turn", "inside", "joined", "listed",
    "semicolons",
]  # fmt: skip

COUNTS = (
    N_("none"), N_("one"), N_("two"), N_("three"), N_("four"), N_("five"), N_("six"), N_("seven"),
    N_("eight"), N_("nine"), N_("ten"), N_("eleven"), N_("twelve"), N_("thirteen"),
    N_("fourteen"), N_("fifteen"), N_("sixteen"), N_("seventeen"), N_("eighteen"), N_("nineteen"),
    N_("twenty"),
)  # fmt: skip
NAMED = 3  # how many things a list names before it counts the rest


def inside(label: str) -> str:
    """Return a label or clause as it stands inside a sentence; abbreviations keep their capitals.

    So do scripts without capitals.
    """
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def beginning(text: str) -> str:
    """Return a text as it stands at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def joined(parts: Sequence[str], last: Literal["and", "or"] = "and") -> str:
    """Return a list in words.

    Examples
    --------
    >>> joined(["A"]), joined(["A", "B", "C"], "or")
    ('A', 'A, B or C')
    """
    if len(parts) < 2:
        return "".join(parts)
    others, end = commas(parts[:-1]), parts[-1]
    if last == "or":
        return pgettext("a list of alternatives", "{others} or {last}", others=others, last=end)
    return pgettext("a list", "{others} and {last}", others=others, last=end)


def commas(parts: Sequence[str]) -> str:
    """Return a list without a word before the last: "A, B, C"."""
    return pgettext("between parts of a list", ", ").join(parts)


def semicolons(parts: Sequence[str]) -> str:
    """Return a list of longer parts: "A, B; C"."""
    return pgettext("between longer parts of a list", "; ").join(parts)


def in_turn(parts: Sequence[str]) -> str:
    """Return a list in the order of time: "A, then B"."""
    return pgettext("between parts of a list in time", ", then ").join(parts)


def listed(parts: Sequence[str]) -> str:
    """Return a list of longer parts, of which the first three are named and the rest counted.

    Examples
    --------
    >>> listed(["A +1", "B −1"]), listed(["A", "B", "C", "D", "E"])
    ('A +1; B −1', 'A; B; C; and two more')
    """
    said = semicolons(parts[:NAMED])
    rest = len(parts) - NAMED
    if rest < 1:
        return said
    return ngettext("{parts}; and {count} more", "{parts}; and {count} more", rest,
                    parts=said, count=counted(rest))  # fmt: skip


def counted(count: int) -> str:
    """Return a number in words up to twenty, in digits beyond."""
    return gettext(COUNTS[count]) if count < len(COUNTS) else whole(count)


def companies(runs: int) -> str:
    """Return how many companies: "1 company", "1,000 companies"."""
    return ngettext("{count} company", "{count} companies", runs, count=whole(runs))
