"""A language that does not exist: it shows which texts passed through the language layer.

Every message comes out in brackets, in letters of another kind and 40 % longer, its slots as they
were. So an ordinary letter in what a person reads is a text that no catalogue can translate.
"""

from __future__ import annotations

import re
from gettext import NullTranslations
from string import ascii_lowercase, ascii_uppercase

SMALL, LARGE = 0x1D5BA, 0x1D5A0  # mathematical letters without serifs
LETTERS = str.maketrans(
    {small: chr(SMALL + k) for k, small in enumerate(ascii_lowercase)}
    | {large: chr(LARGE + k) for k, large in enumerate(ascii_uppercase)}
)
SLOT = re.compile(r"(\{\w+\})")
LONGER = 0.4


def pseudo(message: str) -> str:
    """Return a message in the pseudo-language."""
    parts = SLOT.split(message)
    text = "".join(part if SLOT.fullmatch(part) else part.translate(LETTERS) for part in parts)
    more = "~" * round(LONGER * sum(len(part) for part in parts[::2]))
    return f"⟦{text}{more}⟧"


class Pseudo(NullTranslations):
    """A catalogue that knows every message; it counts as Chinese does: one form for all numbers."""

    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return pseudo(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid2)


def untranslated(text: str, allowed: re.Pattern[str] | None = None) -> list[str]:
    """Return the words of a text that did not pass through the language layer."""
    rest = text if allowed is None else allowed.sub(" ", text)
    return re.findall(r"[A-Za-z]{2,}|(?<![\w.])[A-Za-z](?![\w.])", rest)
