"""The Mesa model: one company, to step through, look at and change.

The week's phases and rules are those of the ensemble, bit for bit: the same machine code, as long
as agents decide as usual. A phase in which one of them decides in its own way runs in plain Python,
and there each decision is taken by a Mesa agent, through its own method.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

import numpy as np

from allied.sim.inputs.arguments import Parameters, number_problems, parameter_rows
from allied.sim.inputs.quantity import InputError
from allied.sim.inputs.scenario import Scenario, plan, resolve
from allied.sim.model.agents import CEO, CIO, CMO, Initiative, Team
from allied.sim.model.as_usual import decide_as_usual
from allied.sim.model.company import Company
from allied.sim.model.compiled import interpreted
from allied.sim.model.decisions import Step
from allied.sim.model.identity import Identity, RNGLike, SeedLike, parameters_name, seed_of, whole
from allied.sim.model.mesa_scenario import MesaScenario, from_mesa, own_copy
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.model.reporters import Collect, collector
from allied.sim.model.rules import ceo as leading
from allied.sim.model.rules import cio as planning
from allied.sim.model.rules import cmo as routing
from allied.sim.model.rules import negotiation, work
from allied.sim.model.staffed import Staffed
from allied.sim.model.state import Route, allocate, most_arrivals
from allied.sim.model.steps import BUILT_IN, found_in, measure_in, run_in, steps_in
from allied.sim.model.teams import team_names
from allied.sim.model.week import WEEK

__all__ = ["Organisation"]

Init = TypeVar("Init", bound=Callable[..., None])


def _without_seed(init: Init) -> Init:
    """Leave `seed` out of the signature that `inspect` shows; it is taken all the same.

    Mesa 3.5's `batch_run` looks for it there, and replaces a batch's own seed by its `rng`, even
    where that is None. Where it finds no `seed` it passes `rng` beside it.
    """
    shown = inspect.signature(init)
    kept = [row for name, row in shown.parameters.items() if name != "seed"]
    vars(init)["__signature__"] = shown.replace(parameters=kept)
    return init


def _outcome(model: Organisation, position: int) -> float:
    return float(model._measured()[position])


class Organisation(Staffed):
    """One company under a scenario.

    Parameters
    ----------
    scenario : Scenario, mapping of levers, str, or mesa.experimental.scenarios.Scenario
        The name of a shipped scenario, or what differs from the baseline. Mesa's own scenarios
        (3.5) name levers with an underscore, `goals_shared`, and may bring `rng`.
    seed : int, optional
        Luck of the ensemble, in [0, 2**64).
    run : int
        Which company of the ensemble: the same as run `run` of `simulate(…, seed=seed)`.
    parameters : mapping, numpy.ndarray of PARAMETER_TYPE, str or Path, optional
        Draws, or their name as for `simulate`; the company takes draw `run` modulo their number.
        The defaults when None.
    rng : int, sequence of int, SeedSequence, BitGenerator or Generator, optional
        What Mesa takes, instead of `seed`: a whole number is the seed itself, anything else draws
        one. With neither, a seed below 2**53 is drawn afresh, so that every company is another.
    collect : {"outcomes", "agents"}
        What the data collector keeps each week: outcomes only, or what is reported of each agent,
        too (`allied.sim.model.reporters`), which takes about a millisecond.
    ceo, cmo, cio, team : type
        Agent classes; subclasses may override any decision in plain Python.

    Attributes
    ----------
    identity : Identity
        Scenario, parameters, seed and number: what it takes to open the same company again.
    seed, run : int
        Of the identity.
    setting : Scenario
        What differs from the baseline (Mesa keeps `scenario` for its own).
    state : numpy.record
        All state, see `allied.sim.model.company.Company`.
    ceo, cmo, cio : CEO, CMO, CIO
    teams : dict of str to Team
    datacollector : mesa.DataCollector
        Seed, run, and the outcomes of each week, over the 52 weeks that end there.
    random, rng
        Mesa's generators, for agents that draw. No rule draws from them: they change nothing.

    Raises
    ------
    InputError
        If the scenario, the parameters, the seed or the run do not exist, or `seed` and `rng` are
        both given.

    Notes
    -----
    It can be pickled and copied in any week, if its agents' classes can; the copy goes on as the
    original would.

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
    >>> org
    <Organisation 'levers', seed 1, run 0, week 26>
    """

    @_without_seed
    def __init__(
        self,
        scenario: Scenario | MesaScenario | Mapping[str, Any] | str = "silos",
        *,
        seed: int | None = None,
        run: int = 0,
        parameters: Parameters = "posterior",
        rng: RNGLike | SeedLike | None = None,
        collect: Collect = "outcomes",
        ceo: type[CEO] = CEO,
        cmo: type[CMO] = CMO,
        cio: type[CIO] = CIO,
        team: type[Team] = Team,
    ) -> None:
        given = scenario
        if isinstance(scenario, MesaScenario):
            scenario, rng = from_mesa(scenario, seed, rng)
        seed, run = seed_of(seed, rng), whole(run)
        problems = number_problems(seed=seed, run=run)
        if problems:
            raise InputError(problems)
        seed, run = int(seed), int(run)
        super().__init__(rng=[seed, run])  # for agents that draw: no rule does
        if isinstance(given, MesaScenario):
            self.scenario = own_copy(given)
        self.setting = resolve(scenario)
        rows = parameter_rows(parameters)
        self.identity = Identity(self.setting, parameters_name(parameters, rows), seed, run)
        draw = rows[run % len(rows) : run % len(rows) + 1]
        self._company = allocate(*plan(self.setting), draw)
        found_in(self._company, np.uint64(seed), run)
        self.ceo, self.cmo, self.cio = ceo(self), cmo(self), cio(self)
        names = team_names(int(self.state.firm.n_teams))
        self.teams = {name: team(self, index, name) for index, name in enumerate(names)}
        self._teams = tuple(self.teams.values())
        self._phases = self._with_agents()
        self._hold()
        self._outcomes, self._outcomes_week = np.zeros(len(OUTCOMES)), -1
        outcomes = {o.name: partial(_outcome, position=p) for p, o in enumerate(OUTCOMES)}
        self.datacollector = collector(collect, {"seed": "seed", "run": "run", **outcomes})
        self.complete()

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} {self.setting.name!r}, seed {self.seed}, run {self.run}, "
            f"week {self.week}>"
        )

    def __getstate__(self) -> dict[str, Any]:
        """Return all but what holds these agents' methods or this record: a copy has its own."""
        held = ("_phases", "_steps", "_week", "_n_work")
        return {name: value for name, value in vars(self).items() if name not in held}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._phases = self._with_agents()
        self._hold()

    @property
    def seed(self) -> int:
        """Luck of the ensemble."""
        return self.identity.seed

    @property
    def run(self) -> int:
        """Which company of the ensemble."""
        return self.identity.run

    @property
    def state(self) -> Company:
        """All state of the company, in place."""
        company: Company = self._company[0]
        return company

    @property
    def week(self) -> int:
        """Weeks that have passed."""
        return int(self._week[0])

    @property
    def initiatives(self) -> list[Initiative]:
        """Faces over all initiatives so far, in the order in which they were raised."""
        return [Initiative(self, index) for index in range(int(self.state.firm.n_work))]

    def step(self) -> None:
        """Go through one week: all phases in their order."""
        self._make_room()
        actors: dict[str, CEO | CMO | CIO] = {"lead": self.ceo, "route": self.cmo, "plan": self.cio}
        for phase in WEEK:
            if phase.name in actors:
                self.give_turn(actors[phase.name])
            else:
                self.run_phase(phase.name)
        self.datacollector.collect(self)

    def run_for(self, weeks: int) -> None:
        """Go through `weeks` weeks."""
        for _ in range(weeks):
            self.step()

    def run_phase(self, name: str) -> None:
        """Run one phase of the week, with the agents' decisions."""
        if self._decides_as_usual(name):
            run_in(self._company, self._steps[name])
        else:
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
            measure_in(self._company, self._outcomes)
            self._outcomes_week = self.week
        return self._outcomes

    def _make_room(self) -> None:
        """Move to a larger record before the initiatives of this week could fill it."""
        needed = int(self._n_work[0]) + most_arrivals(len(self._teams))
        if needed <= self._company["work"].shape[1]:
            return
        larger = allocate(
            self.state.plan[: self.state.firm.n_segments],
            self.state.plan_weeks[: self.state.firm.n_segments],
            np.array([self.state.parameter]), rows=needed,
        )  # fmt: skip
        for name in self.state.dtype.names or ():
            old = self.state[name]
            room: tuple[Any, ...] = (0, *(slice(size) for size in np.shape(old)))
            larger[name][room] = old
        self._company = larger
        self._hold()

    def _hold(self) -> None:
        """Keep at hand what a week needs of the record: looking it up takes longer than a phase."""
        firm = self._company["firm"]
        self._week, self._n_work = firm["week"], firm["n_work"]
        names = [machine.phase.name for machine in BUILT_IN]
        self._steps = dict(zip(names, steps_in(self._company), strict=True))

    def _decides_as_usual(self, phase: str) -> bool:
        """Return whether all who decide in a phase have Allied's own methods, at this moment."""
        if phase == "route":
            usual = type(self).decide_together is _DECIDE_TOGETHER
            if not usual or "decide_together" in vars(self):
                return False
        agents: dict[str, tuple[CEO | CMO | CIO | Team, ...]] = {
            "ceo": (self.ceo,), "cmo": (self.cmo,), "cio": (self.cio,), "team": self._teams,
        }  # fmt: skip
        return decide_as_usual(phase, agents)

    def _with_agents(self) -> dict[str, Step]:
        """Return the phases by name, with the agents' methods as decisions.

        A method is looked up when it decides, so it may be replaced during a run.
        """
        ceo, cmo, cio = self.ceo, self.cmo, self.cio

        def job(i: int) -> Initiative:
            return Initiative(self, int(i))

        decided = {
            "lead": leading.phase(
                judge=lambda _, i: ceo.judge(job(i)), reconsider=lambda _: ceo.reconsider()
            ),
            "route": routing.phase(
                cmo_route=lambda _, i: cmo.route(job(i)),
                cio_route=lambda _, i: cio.route(job(i)),
                joint_route=lambda _, i: self.decide_together(job(i)),
                team_route=lambda _, i: self._teams[job(i).owner].route(job(i)),
                cmo_defects=lambda _, i, r: cmo.goes_around(job(i), Route(int(r))),
            ),
            "negotiate": negotiation.phase(
                cmo_signs=lambda _, i: cmo.signs(job(i)),
                cio_signs=lambda _, i: cio.signs(job(i)),
                cmo_concedes=lambda _, i: cmo.concedes(job(i)),
                cio_concedes=lambda _, i: cio.concedes(job(i)),
            ),
            "plan": planning.phase(
                prioritise=lambda _: cio.prioritise(),
                admits=lambda _, i: cio.admits(job(i)),
                shuts_down=lambda _, i: cio.shuts_down(job(i)),
            ),
            "work": work.phase(contribute=lambda _, t: self._teams[int(t)].contribute()),
        }
        # A phase with decisions that has no entry above cannot be made without them.
        return {phase.name: interpreted(decided.get(phase.name) or phase.make()) for phase in WEEK}


_DECIDE_TOGETHER = Organisation.decide_together
