"""Mesa agents: the CEO, the CMO, the CIO and the teams, faces over one company's record.

Each agent reads and writes its own part of the state by name (`org.cmo.trust`), and takes its
decisions in methods. The methods call the compiled rules; a subclass may override any of them in
plain Python, and the rest of the company goes on as before. The order of a week is fixed: agents
act in their turn, not when they are told to (decision 0047).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import mesa
import numpy as np

from allied.sim.inputs.quantity import nearest
from allied.sim.model import company
from allied.sim.model.rules import ceo, cio, cmo, negotiation, work
from allied.sim.model.state import CIO as CIO_SIDE
from allied.sim.model.state import CMO as CMO_SIDE
from allied.sim.model.state import Department, Route, Stage

if TYPE_CHECKING:  # Mesa ships no types, and a face shows the fields of its record
    from allied.sim.model.company import Ceo as _CeoFields
    from allied.sim.model.company import Chief as _ChiefFields
    from allied.sim.model.company import Initiative as _InitiativeFields
    from allied.sim.model.company import Team as _TeamFields
    from allied.sim.model.organisation import Organisation

    class _MesaAgent:
        unique_id: int
        random: Any
        rng: Any

        def __init__(self, model: Organisation) -> None: ...
        def remove(self) -> None: ...

else:
    _CeoFields = _ChiefFields = _InitiativeFields = _TeamFields = object
    _MesaAgent = mesa.Agent

__all__ = ["CEO", "CIO", "CMO", "Chief", "Initiative", "Team"]

ALMOST = 0.75  # how alike a name and a field are for the name to be a misspelling


@lru_cache(maxsize=1024)
def _hint(name: str, fields: frozenset[str], cutoff: float) -> str:
    """Return what may help with a name that is no field; nothing for a private one."""
    if name.startswith("_"):
        return ""
    owners = [kind.__name__ for kind in (CEO, CMO, CIO, Team) if name in kind.fields]
    if owners and cutoff < ALMOST:
        missing = f'`agents.get("{name}", handle_missing="default")` gives None for the others.'
        return f"It is one of {' and '.join(owners)}: {missing}"
    return nearest(name, fields, cutoff)


class _Face:
    """Reads and writes the fields of a record as attributes.

    Subclasses may have attributes of their own. One whose name is nearly that of a field needs a
    default in the class: otherwise it is taken for the field, misspelt, and refused.
    """

    fields: ClassVar[frozenset[str]] = frozenset()

    @property
    def record(self) -> Any:
        """The record that is shown."""
        raise NotImplementedError

    if not TYPE_CHECKING:  # to a checker, the fields are attributes like any others

        def __getattr__(self, name: str) -> Any:
            fields = type(self).fields
            if name in fields:
                value = self.record[name]
                return value.item() if isinstance(value, np.number) else value
            hint = _hint(name, fields, 0.5)
            raise AttributeError(f"{type(self).__name__} has no {name!r}{hint and '. '}{hint}")

        def __setattr__(self, name: str, value: Any) -> None:
            kind = type(self)
            if name in kind.fields:
                self.record[name] = value
                return
            hint = "" if hasattr(kind, name) else _hint(name, kind.fields, ALMOST)
            if hint:
                own = "An attribute of your own with this name needs a default in the class."
                raise AttributeError(f"{kind.__name__} has no {name!r}. {hint} {own}")
            object.__setattr__(self, name, value)

    def __dir__(self) -> list[str]:
        return sorted({*object.__dir__(self), *type(self).fields})


class Initiative(_Face, _InitiativeFields):
    """A face over one initiative; its fields are those of `allied.sim.model.company.Initiative`.

    Parameters
    ----------
    model : Organisation
    index : int
        Row in `model.state.work`.
    """

    fields = frozenset(company.Initiative.dtype.names or ())

    def __init__(self, model: Organisation, index: int) -> None:
        self.model = model
        self.index = index

    @property
    def record(self) -> company.Initiative:
        """The initiative's row of the state."""
        return self.model.state.work[self.index]

    def __repr__(self) -> str:
        standing = f"{self.phase.name.lower()}, route {self.way.name.lower()}"
        return f"<{type(self).__name__} {self.index}, {standing}>"

    @property
    def phase(self) -> Stage:
        """The stage in which it stands, by name."""
        return Stage(int(self.record.stage))

    @property
    def way(self) -> Route:
        """The route that it takes, by name."""
        return Route(int(self.record.route))


class _Agent(_Face, _MesaAgent):
    """A Mesa agent with a record in its organisation's state."""

    model: Organisation
    phase: ClassVar[str] = ""  # of the week, which the agent's act is; a team has none of its own

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        uncalled = {"step", "advance"} if cls.phase else {"step", "advance", "act"}
        for name in sorted(uncalled):
            if getattr(cls, name) is not getattr(_Agent, name):
                hook = "`act` or a decision" if cls.phase else "a decision, as `contribute`"
                raise TypeError(f"Nobody would call {cls.__name__}.{name}: override {hook}.")

    def __repr__(self) -> str:
        return f"<{type(self).__name__}, agent {self.unique_id}>"

    def act(self) -> None:
        """Do this week's part; the organisation calls it when it is this agent's turn.

        Raises
        ------
        TypeError
            If it is not, since money would be granted twice, or work done in another order.
        """
        if not self.model.has_turn(self):
            raise TypeError(
                f"It is not the turn of {type(self).__name__}: a week has a fixed order. "
                "`org.step()` goes through it and asks each agent in turn; `org.run_phase(name)` "
                "runs one phase."
            )
        self.model.run_phase(self.phase)

    def step(self) -> None:
        """Refuse: a week is a step of the organisation, in a fixed order."""
        _Agent.act(self)

    advance = step


class CEO(_Agent, _CeoFields):
    """The chief executive: budgets, strategy, disputes, attention. Acts by leading for a week."""

    phase = "lead"
    fields = frozenset(company.Ceo.dtype.names or ())

    @property
    def record(self) -> company.Ceo:
        """The CEO's part of the state."""
        return self.model.state.ceo

    def judge(self, initiative: Initiative) -> bool:
        """Return whether a disputed initiative is funded (True) or stopped (False)."""
        return bool(ceo.judge(self.model.state, initiative.index))

    def reconsider(self) -> float:
        """Return the attention to marketing technology, in [0, 1], after this week."""
        return float(ceo.reconsider(self.model.state))


class Chief(_Agent, _ChiefFields):
    """What the CMO and the CIO have in common."""

    fields = frozenset(company.Chief.dtype.names or ())
    side = -1

    @property
    def record(self) -> company.Chief:
        """The chief's part of the state."""
        return self.model.state.chiefs[self.side]

    def signs(self, initiative: Initiative) -> bool:
        """Return whether the chief signs an initiative this week."""
        return bool(negotiation.signs(self.model.state, self.side, initiative.index))

    def concedes(self, initiative: Initiative) -> bool:
        """Return whether the chief gives way in a contest over money this week."""
        return bool(negotiation.concedes(self.model.state, self.side, initiative.index))


class CMO(Chief):
    """The chief marketing officer. Acts by giving each new initiative on the desk a route."""

    phase = "route"
    side = CMO_SIDE

    def route(self, initiative: Initiative) -> Route:
        """Return the route that the CMO chooses where marketing decides alone."""
        return Route(int(cmo.cmo_route(self.model.state, initiative.index)))

    def goes_around(self, initiative: Initiative, decided: Route) -> bool:
        """Return whether the CMO goes around IT although others decided otherwise."""
        return bool(cmo.cmo_defects(self.model.state, initiative.index, int(decided)))


class CIO(Chief):
    """The chief information officer. Acts by planning IT's week."""

    phase = "plan"
    side = CIO_SIDE

    def route(self, initiative: Initiative) -> Route:
        """Return the route that the CIO chooses where IT decides alone."""
        return Route(int(cmo.cio_route(self.model.state, initiative.index)))

    def prioritise(self) -> float:
        """Return the share of IT's free capacity that the CIO wants to give to marketing."""
        return float(cio.prioritise(self.model.state))

    def admits(self, initiative: Initiative) -> bool:
        """Return whether IT's examination of a vendor's tool ends well this week."""
        return bool(cio.admits(self.model.state, initiative.index))

    def shuts_down(self, initiative: Initiative) -> bool:
        """Return whether the CIO shuts down a tool that IT found."""
        return bool(cio.shuts_down(self.model.state, initiative.index))


class Team(_Agent, _TeamFields):
    """A team of marketing, IT or a neighbouring department.

    It has no act of its own: all teams work at once, each with what it contributes.

    Parameters
    ----------
    model : Organisation
    index : int
        Row in `model.state.teams`.
    name : str
        Kind of team, as "analytics".
    """

    fields = frozenset(company.Team.dtype.names or ())

    def __init__(self, model: Organisation, index: int, name: str) -> None:
        super().__init__(model)
        self.index = index
        self.name = name

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}, agent {self.unique_id}>"

    @property
    def record(self) -> company.Team:
        """The team's row of the state."""
        return self.model.state.teams[self.index]

    @property
    def home(self) -> Department:
        """The department to which the team reports."""
        return Department(int(self.record.department))

    def contribute(self) -> float:
        """Return the team's capacity for initiatives this week, person-weeks."""
        return float(work.contribute(self.model.state, self.index))

    def route(self, initiative: Initiative) -> Route:
        """Return the route that the team chooses where those who own the work decide."""
        return Route(int(cmo.team_route(self.model.state, initiative.index)))

    def tie(self, other: Team) -> float:
        """Return the familiarity with another team, in [0, 1]."""
        a, b = sorted((self.index, other.index))
        return 1.0 if a == b else float(self.model.state.tie[a, b])

    @property
    def ties(self) -> float:
        """Mean familiarity with all other teams, in [0, 1]."""
        me, n = self.index, int(self.model.state.firm.n_teams)
        tie = np.asarray(self.model.state.tie)
        return float(tie[:me, me].sum() + tie[me, me + 1 : n].sum()) / (n - 1)
