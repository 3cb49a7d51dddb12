"""Scenarios of Mesa (3.5, experimental): parameters as attributes, and a seed.

Attributes that are levers are taken as such, with an underscore for the dot, as in the record:
`Scenario(goals_shared=0.7)`. Others are left to agents that read them (`agent.scenario.grumpy`),
unless their name looks like a lever's: then they are one, misspelt.
"""

from __future__ import annotations

import numbers
from typing import Any

from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.quantity import InputError, Problem, nearest
from allied.sim.inputs.scenario import Scenario

try:
    from mesa.experimental.scenarios import Scenario as MesaScenario
except ImportError:  # Mesa 3.3

    class MesaScenario:  # type: ignore[no-redef]
        """What Mesa 3.3 has none of."""


__all__ = ["MesaScenario", "from_mesa", "own_copy"]

FIELDS = {lever.field: lever.name for lever in LEVERS.values()}
GROUPS = tuple(f"{group}_" for group in sorted({lever.group for lever in LEVERS.values()}))
ARGUMENTS = frozenset({"seed", "run", "parameters", "collect", "ceo", "cmo", "cio", "team"})
ALMOST = 0.75  # how alike a name and a lever's are for the name to be a misspelling


def from_mesa(scenario: Any, seed: Any, rng: Any) -> tuple[Scenario, Any]:
    """Return the levers that a scenario of Mesa sets, and the `rng` given with or in it.

    Raises
    ------
    InputError
        If an attribute is a misspelt lever or an argument of the model, or if the scenario brings
        one seed and the arguments another.
    """
    attributes = {name: value for name, value in scenario if name != "rng"}
    problems = [problem for name in attributes if (problem := _problem(name))]
    own, given = scenario.rng, seed if rng is None else rng
    if own is not None and given is not None and not _same(own, given):
        got = f"{own!r} and {given!r}"
        problems.append(Problem("rng of the scenario and of the model", got, "one of them"))
    if problems:
        raise InputError(problems)
    levers = {_lever(name): value for name, value in attributes.items() if _lever(name)}
    return Scenario("levers", levers), rng if given is not None else own


def own_copy(scenario: Any) -> Any:
    """Return a scenario for one more model: a copy where another model has it already.

    Mesa lets no attribute change while its model runs, and which model has it is one.
    """
    if scenario.model is None:
        return scenario
    attributes = {name: value for name, value in scenario if name != "rng"}
    return type(scenario)(rng=scenario.rng, _scenario_id=scenario._scenario_id, **attributes)


def _lever(name: str) -> str:
    """Return the lever that an attribute is, by "group_name", "group__name" or its own name."""
    dotted = name.replace("__", ".")
    return dotted if dotted in LEVERS else FIELDS.get(name, "")


def _problem(name: str) -> Problem | None:
    if _lever(name):
        return None
    if name in ARGUMENTS:
        return Problem(name, "it in a scenario", f"it beside it: Organisation(scenario, {name}=…)")
    hint = nearest(name, FIELDS, ALMOST)
    if hint or name.startswith(GROUPS) or "." in name:
        return Problem(name, "an attribute", "a lever", hint or nearest(name, FIELDS))
    return None


def _same(one: Any, other: Any) -> bool:
    whole = isinstance(one, numbers.Integral) and isinstance(other, numbers.Integral)
    return one is other or (whole and int(one) == int(other))
