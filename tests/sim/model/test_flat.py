"""A table of steps as one function: all of them, once, in the order of the table."""

from __future__ import annotations

from allied.sim.model.compiled import interpreted
from allied.sim.model.flat import flat
from allied.sim.respondents.indicators import INDICATORS, _read_rules


def test_steps_are_called_in_the_order_of_their_lines():
    called = []
    steps = {name: (lambda x, name=name: called.append((name, x))) for name in ("c", "a", "b")}
    interpreted(flat("all_of_them", "x", [f"{name}(x)" for name in steps], steps))(5)
    assert called == [("c", 5), ("a", 5), ("b", 5)]


def test_every_rule_of_an_indicator_writes_its_own_column():
    plain = interpreted(_read_rules)
    rules = [name for name in INDICATORS if "." not in name]
    assert [plain.__globals__[name].__name__ for name in plain.__code__.co_names] == rules
