"""What names of factors mean, and which values they take."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from allied.sim.inputs.gate import id_problem
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.plain_text import shown
from allied.sim.inputs.quantity import InputError, Problem, Quantity, nearest
from allied.sim.sweep.design_data import is_whole

__all__ = [
    "BUILT_IN", "PARAMETER_NAMES", "decisions", "expected_of", "expected_value", "explored",
    "kind_of", "read_cell", "target_of", "value_problem",
]  # fmt: skip

BUILT_IN = "built-in"
ROW = "parameters.row"
LAST_WEEK, LAST_ROW = 2600, 10_000_000
_TIMELINE = re.compile(r"timeline\.([1-9]\d{0,2})\.(.+)")


def target_of(name: str, where: str) -> tuple[str, str, int]:
    """Return what a name means: target, key, and the change of the timeline."""
    if name in LEVERS:
        return "lever", name, -1
    if name == "scenario":
        return "scenario", "", -1
    if name == ROW:
        return "row", "", -1
    group, _, key = name.partition(".")
    if group == "parameter" and key in PARAMETERS:
        return "parameter", key, -1
    if group == "rule":
        known = decisions()
        if key in known:
            return "rule", key, -1
        expected = f"one of {', '.join(known)}"
        raise InputError([Problem(where, "an unknown decision", expected,
                                  partial(nearest, key, known))])  # fmt: skip
    if match := _TIMELINE.fullmatch(name):
        change, what = int(match[1]) - 1, match[2]
        if what == "week":
            return "week", "", change
        if what in LEVERS and what != "firm.teams":
            return "change", what, change
    known = [*LEVERS, *PARAMETER_NAMES, ROW, "scenario", "timeline.1.week"]
    expected = (
        "a lever (allied levers), parameter.NAME, parameters.row, timeline.N.week, "
        "timeline.N.LEVER, rule.NAME or scenario"
    )
    hint = partial(_meant, name, known)
    raise InputError([Problem(where, "an unknown factor", expected, hint)])


def decisions() -> list[str]:
    """Return the decisions that rules take."""
    from allied.sim.model.week import WEEK  # loads the compiler

    return [decision for phase in WEEK for decision in phase.decisions]


PARAMETER_NAMES = frozenset(f"parameter.{name}" for name in PARAMETERS)
_TOP = ("title", "base", "reference", "runs", "weeks", "every", "seed", "parameters", "outcomes")
_SAMPLE = ("method", "points", "n", "trajectories", "file")


def _meant(name: str, known: Sequence[str]) -> str:
    if name in PARAMETERS:
        return f"Write: parameter.{name}"
    if name in _TOP:
        return "It stands at the top of the file, before [vary]."
    if name in _SAMPLE:
        return "It stands under [sample]."
    if match := _TIMELINE.fullmatch(name):
        after = ["week", *(lever for lever in LEVERS if lever != "firm.teams")]
        if match[2] == "firm.teams":
            return "A company keeps its teams."
        known = [f"timeline.{match[1]}.{what}" for what in after]
    return nearest(name, known)


def kind_of(target: str, key: str) -> str:
    """Return of what kind the values of a target are: "choice", "switch", "integer", "number"."""
    if target in ("scenario", "rule"):
        return "choice"
    if target in ("week", "row"):
        return "integer"
    return (PARAMETERS if target == "parameter" else LEVERS)[key].kind


def expected_of(target: str, key: str) -> str:
    """Return what may be said of a factor, in words."""
    kind = kind_of(target, key)
    if kind in ("number", "integer"):
        return "{ low = …, high = … } or a list of values"
    if target == "scenario":
        return "a list of scenarios"
    if target == "rule":
        return f'a list of rules: "{BUILT_IN}", or names that packages offer'
    return f"a list of values: {LEVERS[key].expected}"


def expected_value(target: str, key: str) -> str:
    """Return what one value is, in words."""
    if target in ("week", "row"):
        return "a whole number from {} to {:,}".format(*_limits(target))
    return explored(PARAMETERS[key]).expected if target == "parameter" else LEVERS[key].expected


def explored(parameter: Quantity) -> Quantity:
    """Return a parameter with the range in which a design may look: its own, and as much beside it.

    Nothing that cannot be negative becomes so, and no share exceeds one.

    Examples
    --------
    >>> wide = explored(PARAMETERS["priority.others"])
    >>> wide.low, wide.high
    (0.0, 3.0)
    """
    if parameter.kind not in ("number", "integer"):
        return parameter
    span = parameter.high - parameter.low
    low, high = parameter.low - span, parameter.high + span
    return replace(
        parameter,
        low=max(low, 0.0) if parameter.low >= 0.0 else low,
        high=min(high, 1.0) if parameter.high <= 1.0 else high,
        default=parameter.default,
    )


def value_problem(target: str, key: str, where: str, value: Any) -> Problem | None:
    """Return what is wrong with a value, or None."""
    if target in ("scenario", "rule"):
        if isinstance(value, str) and value.strip():
            return id_problem(value, where)
        return Problem(where, shown(value), "a name, as text")
    if target in ("week", "row"):
        low, high = _limits(target)
        if is_whole(value) and low <= value <= high:
            return None
        return Problem(where, shown(value), expected_value(target, key))
    quantity = (PARAMETERS if target == "parameter" else LEVERS)[key]
    if target == "parameter":
        quantity = explored(quantity)
    problem = quantity.problem(value, where)
    return None if problem is None else Problem(where, shown(value), quantity.expected,
                                                problem.advice)  # fmt: skip


def _limits(target: str) -> tuple[int, int]:
    return (1, LAST_WEEK) if target == "week" else (0, LAST_ROW)


def read_cell(kind: str, text: str) -> Any:
    """Return what a cell holds; the text itself where it is no value of its kind."""
    if kind == "switch":
        return {"true": True, "false": False}.get(text.lower(), text)
    try:
        return text if kind == "choice" else (int if kind == "integer" else float)(text)
    except ValueError:
        return text
