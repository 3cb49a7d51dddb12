"""What Mesa's data collector keeps: outcomes of the company and, where asked for, of each agent.

Reporters are functions of a module, not names of attributes: for a name Mesa makes a function of
its own, with which no model can be pickled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Literal, get_args

import numpy as np
from mesa.datacollection import DataCollector

from allied.sim.inputs.quantity import InputError, Problem, nearest
from allied.sim.model.agents import CEO, CIO, CMO, Team

__all__ = ["AGENT_REPORTERS", "Collect", "collector"]

Collect = Literal["outcomes", "agents"]
"""What is kept each week."""


def _department(team: Team) -> str:
    return team.home.name.lower()


def _skill(team: Team) -> float:
    return float(np.mean(np.asarray(team.skill)))


def _awareness(team: Team) -> float:
    return float(np.mean(np.asarray(team.goal_awareness)))


def _named(*names: str) -> dict[str, Callable[[Any], Any]]:
    return {name: attrgetter(name) for name in names}


_CHIEF = ("trust", "collaboration", "credit", "believed_clarity", "tenure")

AGENT_REPORTERS: Mapping[type, Mapping[str, Callable[[Any], Any]]] = MappingProxyType({
    CEO: _named("sponsorship", "attention", "tenure"),
    CMO: _named(*_CHIEF),
    CIO: _named(*_CHIEF, "priority", "governance"),
    Team: {
        **_named("name"), "department": _department,
        **_named("heads", "capacity", "used", "load", "ties", "ai_use", "customer_focus"),
        "skill": _skill, "goal_awareness": _awareness,
    },
})  # fmt: skip
"""Reporters by kind of agent, as `mesa.DataCollector(agenttype_reporters=…)` takes them; the last
two are means over skills and over levels.

`org.datacollector.get_agenttype_vars_dataframe(Team)` is the table of one kind, subclasses
included.
"""


def collector(collect: Collect, outcomes: Mapping[str, Any]) -> Any:
    """Return a data collector.

    Parameters
    ----------
    collect : {"outcomes", "agents"}
    outcomes : mapping of str to reporter
        Of the model.

    Raises
    ------
    InputError
        If `collect` is neither.
    """
    known = get_args(Collect)
    if collect not in known:
        hint = nearest(str(collect), known)
        raise InputError([Problem("collect", repr(collect), f"one of {', '.join(known)}", hint)])
    if collect == "outcomes":
        return DataCollector(dict(outcomes))
    reporters = {kind: dict(rows) for kind, rows in AGENT_REPORTERS.items()}
    return DataCollector(dict(outcomes), agenttype_reporters=reporters)
