"""The week: the order of its ten phases, written once.

Each phase is made from the decisions that are taken in it, which are handed over by name: compiled
rules, rules of one's own (`allied.sim.model.own_rules`) or methods of Mesa's agents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, ParamSpec

from allied.sim.model.company import Company
from allied.sim.model.compiled import rule
from allied.sim.model.decisions import Step
from allied.sim.model.rules import (
    ceo,
    cio,
    cmo,
    delivery,
    learning,
    market,
    negotiation,
    observation,
    turnover,
    work,
)  # fmt: skip
from allied.sim.model.state import CIO, CMO

__all__ = ["WEEK", "Phase"]


P = ParamSpec("P")


class Phase(NamedTuple):
    """A phase of the week.

    Attributes
    ----------
    name : str
    make : callable
        Takes the decisions by their names and returns the phase, a function of the company.
    decisions : mapping of str to rule
        What decides when no agent overrides it.
    """

    name: str
    make: Callable[..., Step]
    decisions: Mapping[str, Callable[..., Any]]


def _phase(name: str, make: Callable[P, Step], *_: P.args, **decisions: P.kwargs) -> Phase:
    """Return a phase; a type checker holds the decisions against what `make` takes."""
    return Phase(name, make, decisions)  # type: ignore[arg-type]  # mypy: no mapping


@rule
def cmo_signs(co: Company, i: int) -> bool:
    """Return whether the CMO signs this week."""
    return negotiation.signs(co, CMO, i)


@rule
def cio_signs(co: Company, i: int) -> bool:
    """Return whether the CIO signs this week."""
    return negotiation.signs(co, CIO, i)


@rule
def cmo_concedes(co: Company, i: int) -> bool:
    """Return whether the CMO gives way this week."""
    return negotiation.concedes(co, CMO, i)


@rule
def cio_concedes(co: Company, i: int) -> bool:
    """Return whether the CIO gives way this week."""
    return negotiation.concedes(co, CIO, i)


WEEK = (
    _phase("market", market.phase),
    _phase("lead", ceo.phase, judge=ceo.judge, reconsider=ceo.reconsider),
    _phase(
        "route", cmo.phase, cmo_route=cmo.cmo_route, cio_route=cmo.cio_route,
        joint_route=cmo.joint_route, team_route=cmo.team_route, cmo_defects=cmo.cmo_defects,
    ),
    _phase(
        "negotiate", negotiation.phase, cmo_signs=cmo_signs, cio_signs=cio_signs,
        cmo_concedes=cmo_concedes, cio_concedes=cio_concedes,
    ),
    _phase(
        "plan", cio.phase, prioritise=cio.prioritise, admits=cio.admits, shuts_down=cio.shuts_down
    ),
    _phase("work", work.phase, contribute=work.contribute),
    _phase("deliver", delivery.phase),
    _phase("learn", learning.phase),
    _phase("turnover", turnover.phase),
    _phase("observe", observation.phase),
)  # fmt: skip
