"""The Mesa model: one company, to step through, look at and change.

The week's phases and rules are those of the ensemble, bit for bit; only the decisions are taken by
Mesa agents, each through its own method.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import mesa
import numpy as np
from mesa.datacollection import DataCollector

from sim.agents import CEO, CIO, CMO, Initiative, Team
from sim.arguments import Parameters, number_problems, parameter_rows
from sim.compiled import interpreted
from sim.outcomes import OUTCOMES
from sim.quantity import InputError
from sim.rules import cmo as routing
from sim.rules.founding import found
from sim.rules.observation import measure
from sim.scenario import Scenario, plan, resolve
from sim.state import Route, allocate, most_arrivals
from sim.teams import team_names
from sim.week import WEEK

__all__ = ["Organisation"]


class Organisation(mesa.Model):
    """One company under a scenario.

    Parameters
    ----------
    scenario : Scenario, mapping of levers, or str
        The name of a shipped scenario, or what differs from the baseline.
    seed : int, optional
        Luck of the ensemble, in [0, 2**64); 1 when None, as Mesa's `batch_run` passes.
    run : int
        Which company of the ensemble: the same as run `run` of `simulate(…, seed=seed)` with the
        same draw of the parameters.
    parameters : mapping, numpy.ndarray of PARAMETER_TYPE, str or Path, optional
        Draws, or their name as for `simulate`; the company takes draw `run` modulo their number.
        The defaults when None.
    ceo, cmo, cio, team : type
        Agent classes; subclasses may override any decision in plain Python.

    Attributes
    ----------
    setting : Scenario
        What differs from the baseline (Mesa keeps `scenario` for its own).
    state : numpy.record
        All state, see `sim.state.state_type`.
    ceo, cmo, cio : CEO, CMO, CIO
    teams : dict of str to Team
    datacollector : mesa.DataCollector
        Outcomes of each week, over the 52 weeks that end there.

    Examples
    --------
    A CMO who never buys around IT, whatever comes:

    >>> class Loyal(CMO):
    ...     def route(self, initiative):
    ...         chosen = super().route(initiative)
    ...         return Route.QUEUE if chosen is Route.AROUND else chosen
    >>> org = Organisation({}, seed=1, run=0, cmo=Loyal)
    >>> org.run_for(26)
    >>> org.week, org.outcomes()["bypass_share"]
    (26, 0.0)
    """

    def __init__(
        self,
        scenario: Scenario | Mapping[str, Any] | str = "silos",
        *,
        seed: int | None = 1,
        run: int = 0,
        parameters: Parameters = None,
        ceo: type[CEO] = CEO,
        cmo: type[CMO] = CMO,
        cio: type[CIO] = CIO,
        team: type[Team] = Team,
    ) -> None:
        seed = 1 if seed is None else seed
        problems = number_problems(seed=seed, run=run)
        if problems:
            raise InputError(problems)
        super().__init__(rng=seed)
        self.setting = resolve(scenario)
        rows = parameter_rows(parameters)
        draw = rows[run % len(rows) : run % len(rows) + 1]
        self._company = allocate(*plan(self.setting), draw)
        found(self.state, np.uint64(seed), run)
        self.ceo, self.cmo, self.cio = ceo(self), cmo(self), cio(self)
        names = team_names(int(self.state.firm.n_teams))
        self.teams = {name: team(self, index, name) for index, name in enumerate(names)}
        self._teams = tuple(self.teams.values())
        self._phases = self._with_agents()
        self._outcomes, self._outcomes_week = np.zeros(len(OUTCOMES)), -1
        self.datacollector = DataCollector(
            model_reporters={
                outcome.name: lambda model, index=index: float(model._measured()[index])
                for index, outcome in enumerate(OUTCOMES)
            }
        )

    @property
    def state(self) -> Any:
        """All state of the company, in place."""
        return self._company[0]

    @property
    def week(self) -> int:
        """Weeks that have passed."""
        return int(self.state.firm.week)

    @property
    def initiatives(self) -> list[Initiative]:
        """Faces over all initiatives so far, in the order in which they were raised."""
        return [Initiative(self, index) for index in range(int(self.state.firm.n_work))]

    def step(self) -> None:
        """Go through one week: all phases in their order."""
        self._make_room()
        actors = {"lead": self.ceo, "route": self.cmo, "plan": self.cio}
        for phase in WEEK:
            if phase.name in actors:
                actors[phase.name].act()
            else:
                self.run_phase(phase.name)
        self.datacollector.collect(self)

    def run_for(self, weeks: int) -> None:
        """Go through `weeks` weeks."""
        for _ in range(weeks):
            self.step()

    def run_phase(self, name: str) -> None:
        """Run one phase of the week, with the agents' decisions."""
        self._phases[name](self.state)

    def decide_together(self, initiative: Initiative) -> Route:
        """Return the route that both chiefs choose where they decide jointly."""
        return Route(int(routing.joint_route(self.state, initiative.index)))

    def outcomes(self) -> dict[str, float]:
        """Return the outcomes of the 52 weeks that end now, by name, in their units."""
        return {o.name: float(v) for o, v in zip(OUTCOMES, self._measured(), strict=True)}

    def _measured(self) -> np.ndarray:
        """Return this week's outcomes, measured once however many reporters ask."""
        if self._outcomes_week != self.week:
            measure(self.state, self._outcomes)
            self._outcomes_week = self.week
        return self._outcomes

    def _make_room(self) -> None:
        """Move to a larger record before the initiatives of this week could fill it."""
        rows = self.state.work.shape[0]
        needed = int(self.state.firm.n_work) + most_arrivals(len(self._teams))
        if needed <= rows:
            return
        larger = allocate(
            self.state.plan[: self.state.firm.n_segments],
            self.state.plan_weeks[: self.state.firm.n_segments],
            np.array([self.state.parameter]), rows=needed,
        )  # fmt: skip
        for name in self.state.dtype.names or ():
            old = self.state[name]
            larger[name][(0, *(slice(size) for size in np.shape(old)))] = old
        self._company = larger

    def _with_agents(self) -> dict[str, Callable[[Any], None]]:
        """Return the phases by name, with the agents' methods as decisions."""
        ceo, cmo, cio = self.ceo, self.cmo, self.cio

        def job(i: int) -> Initiative:
            return Initiative(self, int(i))

        decisions: dict[str, tuple[Callable[..., Any], ...]] = {
            "lead": (lambda co, i: ceo.judge(job(i)), lambda co: ceo.reconsider()),
            "route": (
                lambda co, i: cmo.route(job(i)),
                lambda co, i: cio.route(job(i)),
                lambda co, i: self.decide_together(job(i)),
                lambda co, i: self._teams[job(i).owner].route(job(i)),
                lambda co, i, r: cmo.goes_around(job(i), Route(int(r))),
            ),
            "negotiate": (
                lambda co, i: cmo.signs(job(i)),
                lambda co, i: cio.signs(job(i)),
                lambda co, i: cmo.concedes(job(i)),
                lambda co, i: cio.concedes(job(i)),
            ),
            "plan": (
                lambda co: cio.prioritise(),
                lambda co, i: cio.admits(job(i)),
                lambda co, i: cio.shuts_down(job(i)),
            ),
            "work": (lambda co, t: self._teams[int(t)].contribute(),),
        }
        return {
            phase.name: interpreted(phase.make(*decisions.get(phase.name, ()))) for phase in WEEK
        }
