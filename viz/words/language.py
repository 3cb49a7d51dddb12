"""The language that the reader reads: whole messages with named slots, looked up in a catalogue.

    gettext("Too close to call: {outcomes}.", outcomes=…)
    ngettext("1 company", "{count} companies", 400, count=…)

English is the source: a message is its own key, and without a catalogue it stays as it is. Other
languages are gettext catalogues in `locale/<language>/LC_MESSAGES/allied.mo`, translated from
`locale/allied.pot`, which `python -m allied.viz.words.extract` writes from the calls of these
functions and from the tables of the model.

Three rules keep sentences translatable. A message is whole: no sentence is glued from pieces, and
what follows a number depends on it by `ngettext`. Numbers come as text from
`allied.viz.words.numbers`, never by a format of their own. Names of scenarios and outcomes are
slots that are never inflected, and no verb agrees with them.

The language belongs to the context, so that a server can speak another one to each session.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Final

__all__ = [
    "DOMAIN", "LOCALE", "N_", "catalogue", "gettext", "ngettext", "npgettext", "pgettext",
    "speaking", "spoken",
]  # fmt: skip

DOMAIN: Final = "allied"
LOCALE: Final = Path(__file__).with_name("locale")

_SPOKEN: ContextVar[NullTranslations] = ContextVar("catalogue", default=NullTranslations())  # noqa: B039 (nothing changes it)


def catalogue(language: str, folder: Path = LOCALE) -> NullTranslations:
    """Return the messages of a language, "cs" or "zh_CN"; those of English where there are none."""
    return translation(DOMAIN, folder, [language], fallback=True)


def spoken() -> NullTranslations:
    """Return the catalogue of this context: what is kept of a text is kept for this one only."""
    return _SPOKEN.get()


@contextmanager
def speaking(messages: NullTranslations) -> Iterator[None]:
    """Speak another language in this context, until the end of the block.

    Examples
    --------
    >>> with speaking(catalogue("a language without a catalogue")):
    ...     gettext("Too close to call: {outcomes}.", outcomes="revenue")
    'Too close to call: revenue.'
    """
    before = _SPOKEN.set(messages)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def gettext(message: str, /, **slots: object) -> str:
    """Return a message in the reader's language, its slots filled."""
    return _filled(_SPOKEN.get().gettext(message) if message else "", slots)


def ngettext(one: str, many: str, count: int, /, **slots: object) -> str:
    """Return a message whose form depends on a number.

    Examples
    --------
    >>> ngettext("1 company", "{count} companies", 400, count="400")
    '400 companies'
    """
    return _filled(_SPOKEN.get().ngettext(one, many, count), slots)


def pgettext(context: str, message: str, /, **slots: object) -> str:
    """Return a message that stands for different things in different places.

    Examples
    --------
    >>> pgettext("a list of alternatives", "{others} or {last}", others="A, B", last="C")
    'A, B or C'
    """
    return _filled(_SPOKEN.get().pgettext(context, message), slots)


def npgettext(context: str, one: str, many: str, count: int, /, **slots: object) -> str:
    """Return a message of both kinds."""
    return _filled(_SPOKEN.get().npgettext(context, one, many, count), slots)


def N_(message: str, /) -> str:  # the name that gettext's tools know
    """Mark a message that stands in a table, to be looked up where it is shown."""
    return message


def _filled(message: str, slots: dict[str, object]) -> str:
    return message.format_map(slots) if slots else message
