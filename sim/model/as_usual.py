"""Who decides as usual: agents whose methods are those that Allied wrote.

Where all who decide in a phase do, the phase runs as machine code. It is asked before each phase,
since a method may be replaced during a run, in an agent or in its class.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from allied.sim.model.agents import CEO, CIO, CMO, Chief, Team

__all__ = ["decide_as_usual"]

_METHODS: dict[str, dict[str, tuple[str, ...]]] = {
    "lead": {"ceo": ("judge", "reconsider")},
    "route": {"cmo": ("route", "goes_around"), "cio": ("route",), "team": ("route",)},
    "negotiate": {"cmo": ("signs", "concedes"), "cio": ("signs", "concedes")},
    "plan": {"cio": ("prioritise", "admits", "shuts_down")},
    "work": {"team": ("contribute",)},
}
_KINDS = {"ceo": CEO, "cmo": CMO, "cio": CIO, "team": Team}
_USUAL = {
    phase: [(who, name, getattr(_KINDS[who], name)) for who, names in deciders.items()
            for name in names]
    for phase, deciders in _METHODS.items()
}  # fmt: skip


def decide_as_usual(phase: str, agents: Mapping[str, Sequence[CEO | Chief | Team]]) -> bool:
    """Return whether all who decide in a phase have Allied's own methods, at this moment.

    Parameters
    ----------
    phase : str
    agents : mapping of str to agents
        By "ceo", "cmo", "cio" and "team".
    """
    for who, name, usual in _USUAL.get(phase, ()):
        for agent in agents[who]:
            if getattr(type(agent), name) is not usual or name in vars(agent):
                return False
    return True
