"""Every number of a rule is a parameter; what is left in the code is arithmetic, listed here."""

from __future__ import annotations

import ast

from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.parameters.rows import ROUTE_WORDS
from allied.sim.model import state
from tests.test_architecture import RULES, name_of, tree

FREE = {0.0, 1.0, 100.0}  # nothing, all, percent
ARITHMETIC = {  # place: its other numbers, and why each is no behaviour
    "ceo.grant_budget": {0.5: "two accounts share what is split"},
    "cio._overrun": {1.702: "logistic approximation to the normal quantile"},
    "cmo.IMPOSSIBLE": {1e9: "a utility below any other"},
    "cmo.joint_knowledge": {0.5: "mean of two chiefs"},
    "cmo.team_knowledge": {0.5: "mean of two levels"},
    "cmo.utility": {0.5: "middle of the scale of trust"},
    "common.weekly": {1e-9: "tolerance: no logarithm of 0"},
    "delivery.FINISHED": {1e-9: "tolerance: work that is left by rounding"},
    "delivery.go_live": {0.5: "definition of an outcome, live within the window"},
    "measures.LEAST_SPENT": {0.05: "definition of an outcome, return on technology"},
    "measures.lead_time": {0.5: "mean of the two in the middle"},
    "routes.first_understanding": {0.5: "mean of two chiefs"},
    "work._disputed": {0.5: "mean of two chiefs"},
    "work._meet": {0.5: "mean of two chiefs", 2.0: "hours of both sides"},
    "work.seconded": {1e-9: "tolerance: no division by 0"},
}
CONSTANTS = [row for row in PARAMETERS.values() if row.role == "constant"]


def floats(node):
    return {
        part.value for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, float)
    }  # fmt: skip


def places(path):
    """The numbers in each function of a module, and in each statement outside of functions."""
    module = name_of(path).rpartition(".")[2]
    for node in tree(path).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield f"{module}.{node.name}", floats(node) - FREE
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            yield f"{module}.{ast.unparse(target)}", floats(node)  # not even 0 or 1 has a name


def test_no_rule_has_a_number_that_is_no_arithmetic():
    found = {place: numbers for path in RULES for place, numbers in places(path) if numbers}
    assert found == {place: set(numbers) for place, numbers in ARITHMETIC.items()}


def test_a_constant_has_a_range_around_its_default():
    at_an_end = [row for row in CONSTANTS if row.default in (row.low, row.high)]
    # Nothing or all: there is no further on that side.
    assert not [row.name for row in at_an_end if row.default not in (0.0, 1.0)]


def test_a_component_for_each_route_stands_at_its_number():
    names = [route.name.lower() for route in state.Route if route != state.Route.NONE]
    assert list(ROUTE_WORDS) == names
    of_routes = [row for row in CONSTANTS if row.vector and row.vector != "team.skill"]
    assert {row.place for row in of_routes} == {(int(r),) for r in state.Route if r >= 0}
    for row in of_routes:
        assert row.name == f"{row.vector}_{names[row.place[0]]}"
