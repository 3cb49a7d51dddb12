"""A Mesa model whose agents are those that it was founded with, and act in their turn.

Work, ties and money in the record refer to teams and chiefs by their place, so none can be added
or taken away by itself. Agents of other kinds may join a company and leave it as in any Mesa model.
"""

from __future__ import annotations

from typing import Any

import mesa

from allied.sim.inputs.levers import LEVERS
from allied.sim.model.agents import CEO, CIO, CMO, Team

__all__ = ["Staffed"]

STAFF = (CEO, CMO, CIO, Team)
TEAMS = LEVERS["firm.teams"]


class Staffed(mesa.Model):
    """A model that keeps its staff; see `allied.sim.model.organisation.Organisation`."""

    _completed = False
    _turn: CEO | CMO | CIO | None = None

    def complete(self) -> None:
        """Let nobody join or leave from here on."""
        self._completed = True

    def register_agent(self, agent: Any) -> None:
        """Take in an agent; called when it is made.

        Raises
        ------
        TypeError
            If it is a team or a chief, and the company was founded.
        """
        if self._completed and isinstance(agent, STAFF):
            raise TypeError(
                f"A company has no room for another {_kind(agent)} once it is founded: work, ties "
                f"and money refer to those it has. {_instead(agent)}"
            )
        super().register_agent(agent)

    def deregister_agent(self, agent: Any) -> None:
        """Let an agent go; called when it is removed.

        Raises
        ------
        TypeError
            If it is a team or a chief.
        """
        if isinstance(agent, STAFF):
            raise TypeError(
                f"A company cannot lose its {_kind(agent)}: work, ties and money refer to it. "
                f"{_instead(agent)}"
            )
        super().deregister_agent(agent)

    def give_turn(self, agent: CEO | CMO | CIO) -> None:
        """Have an agent act, now that it is its turn."""
        self._turn = agent
        try:
            agent.act()
        finally:
            self._turn = None

    def has_turn(self, agent: Any) -> bool:
        """Return whether it is an agent's turn to act."""
        return self._turn is agent


def _kind(agent: Any) -> str:
    """Return what the agent is, whatever its subclass is called."""
    return "team" if isinstance(agent, Team) else type(agent).__name__


def _instead(agent: Any) -> str:
    if isinstance(agent, Team):
        return (
            f'Found one with another number of teams, `{{"{TEAMS.name}": n}}` with n from '
            f"{TEAMS.low:g} to {TEAMS.high:g}, or give it a team that contributes nothing: "
            "override `contribute`."
        )
    return "People come and go within the model; another way to decide is a subclass (`cmo=…`)."
