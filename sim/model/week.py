"""The week: the order of its ten phases, written once.

Each phase is made from the decisions that are taken in it. The ensemble composes the phases with
the compiled rules as decisions; the Mesa model runs the same phases with its agents' methods.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from allied.sim.model.compiled import composed, rule
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

__all__ = ["WEEK", "Phase", "compiled_week"]


class Phase(NamedTuple):
    """A phase of the week.

    Attributes
    ----------
    name : str
    make : callable
        Takes the decisions and returns the phase, a function of the company.
    decisions : tuple of rules
        What decides when no agent overrides it.
    """

    name: str
    make: Callable[..., Any]
    decisions: tuple[Any, ...] = ()


@rule
def cmo_signs(co: Any, i: int) -> bool:
    """Return whether the CMO signs this week."""
    return negotiation.signs(co, CMO, i)


@rule
def cio_signs(co: Any, i: int) -> bool:
    """Return whether the CIO signs this week."""
    return negotiation.signs(co, CIO, i)


@rule
def cmo_concedes(co: Any, i: int) -> bool:
    """Return whether the CMO gives way this week."""
    return negotiation.concedes(co, CMO, i)


@rule
def cio_concedes(co: Any, i: int) -> bool:
    """Return whether the CIO gives way this week."""
    return negotiation.concedes(co, CIO, i)


WEEK = (
    Phase("market", market.phase),
    Phase("lead", ceo.phase, (ceo.judge, ceo.reconsider)),
    Phase(
        "route",
        cmo.phase,
        (cmo.cmo_route, cmo.cio_route, cmo.joint_route, cmo.team_route, cmo.cmo_defects),
    ),
    Phase("negotiate", negotiation.phase, (cmo_signs, cio_signs, cmo_concedes, cio_concedes)),
    Phase("plan", cio.phase, (cio.prioritise, cio.admits, cio.shuts_down)),
    Phase("work", work.phase, (work.contribute,)),
    Phase("deliver", delivery.phase),
    Phase("learn", learning.phase),
    Phase("turnover", turnover.phase),
    Phase("observe", observation.phase),
)


def compiled_week() -> Any:
    """Return one compiled function that runs all phases in order."""
    week = None
    for phase in reversed(WEEK):
        week = _before(phase.make(*phase.decisions), week)
    return week


def _before(first: Any, then: Any) -> Any:
    if then is None:
        return first

    @composed
    def both(co: Any) -> None:
        first(co)
        then(co)

    return both
