"""What is said where little works any more.

Nothing is imported but the language itself, which takes the standard library alone: an import may
be what failed.
"""

from __future__ import annotations

from allied.viz.words.language import gettext

__all__ = ["not_foreseen", "nowhere_to_write", "too_deep", "too_much", "unwritable"]


def too_much() -> str:
    """Say that memory ran out."""
    return gettext(
        "there is not enough memory for this; fewer --runs, --weeks or scenarios need less."
    )


def too_deep() -> str:
    """Say that something has too many levels."""
    return gettext("the input is nested too deeply.")


def not_foreseen(kind: str, *, log: object = "", reason: object = "") -> str:
    """Say that Allied has a fault, and where it is logged or why it is not."""
    if log:
        return gettext("this should not have happened ({kind}). A log of it, to report the error "
                       "with: {log}", kind=kind, log=log)  # fmt: skip
    return gettext("this should not have happened ({kind}). No log of it could be written: "
                   "{reason}.", kind=kind, reason=reason)  # fmt: skip


def nowhere_to_write() -> str:
    """Say that nobody can read results."""
    return gettext("allied: standard output is closed; there is nowhere to write results to.")


def unwritable(reason: object) -> str:
    """Say that results could not be written to the end."""
    return gettext("allied: standard output cannot be written to: {reason}", reason=reason)
