"""One line about something that another model made, and how to make it anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from allied.sim.stamp import belongs, model_hash
from allied.viz.words.language import N_, gettext

__all__ = ["Made", "stale"]

Made = Literal["ledger", "report", "patterns", "posterior", "draws"]

LINES: Mapping[Made, str] = {
    "ledger": N_("The ledger was made by another model ({other}); this one is {own}. To make it "
                 "anew: {command}"),
    "report": N_("The report was made by another model ({other}); this one is {own}. To make it "
                 "anew: {command}"),
    "patterns": N_("The report on patterns was made by another model ({other}); this one is "
                   "{own}. To make it anew: {command}"),
    "posterior": N_("The posterior was made by another model ({other}); this one is {own}. To "
                    "make it anew: {command}"),
    "draws": N_("The file of draws {name} was made by another model ({other}); this one is "
                "{own}. To make it anew: {command}"),
}  # fmt: skip


def stale(what: Made, model: str | None, command: str, *, name: str = "") -> str:
    """Return one line about something that another model made; empty where this one did.

    Parameters
    ----------
    what : str
        What it is.
    model : str or None
        The hash that it carries; None where it carries none.
    command : str
        The command that makes it anew.
    name : str
        The name of a file of draws.
    """
    if belongs(model):
        return ""
    other = model or gettext("it does not name which")
    return gettext(LINES[what], other=other, own=model_hash(), command=command, name=name)
