"""Hypothesis generators that several test modules share: valid levers, parameters, timelines."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.quantity import Quantity
from allied.sim.inputs.scenario import Scenario

MOST_TEAMS = 40  # more need a larger record, and so another compilation


def values(quantity: Quantity) -> st.SearchStrategy[Any]:
    """Valid values of a lever or parameter, its ends and its default often among them."""
    if quantity.choices is not None:
        return st.sampled_from(list(quantity.choices))
    if quantity.kind == "switch":
        return st.booleans()
    if quantity.kind == "integer":
        return st.integers(int(quantity.low), int(quantity.high))
    ends = st.sampled_from([quantity.default, float(quantity.low), float(quantity.high)])
    return ends | st.floats(quantity.low, quantity.high, allow_subnormal=False)


def lever_values(*, first: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    """Any combination of any levers; after the first week a company keeps its teams."""
    optional = {name: values(lever) for name, lever in LEVERS.items() if name != "firm.teams"}
    if first:
        optional["firm.teams"] = st.integers(int(LEVERS["firm.teams"].low), MOST_TEAMS)
    return st.fixed_dictionaries({}, optional=optional)


@st.composite
def drawn_scenarios(draw: st.DrawFn, *, weeks: int, **always: Any) -> Scenario:
    """Draw a scenario that changes course at most three times within `weeks` weeks.

    Levers in `always` ("group__name") have the given value throughout.
    """
    kept = {name.replace("__", "."): value for name, value in always.items()}
    moments = draw(st.lists(st.integers(2, weeks), max_size=3, unique=True).map(sorted))
    later = {name: value for name, value in kept.items() if name != "firm.teams"}
    timeline = tuple((week, draw(lever_values(first=False)) | later) for week in moments)
    return Scenario("drawn", draw(lever_values()) | kept, timeline)


def parameter_values() -> st.SearchStrategy[dict[str, Any]]:
    """Any combination of any parameters within their ranges."""
    return st.fixed_dictionaries(
        {}, optional={name: values(row) for name, row in PARAMETERS.items()}
    )


def seeds() -> st.SearchStrategy[int]:
    """All seeds."""
    return st.integers(0, 2**64 - 1)


def run_numbers() -> st.SearchStrategy[int]:
    """All runs that an ensemble can hold."""
    return st.integers(0, 10_000_000 - 1)
