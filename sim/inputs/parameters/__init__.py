"""How people and work behave: every parameter with its range and source.

Three roles. `calibrated` rows carry a prior (low, default, high), which calibration narrows;
`fixed` rows stand at defaults that have been estimated or argued for; `constant` rows are fixed
numbers of a rule that nobody has estimated, with a range over which they are plausible, for
analyses of sensitivity. All are in the record `co.parameter` that rules read, and any of them can
be set by its dotted name wherever parameters are taken. They are no levers: a company cannot decide
them.

What stays in the code of a rule is arithmetic: 0 and 1; 2 and 1/2 where two things are added up or
averaged, where 1/2 is the middle of the scale, and where it defines an outcome; 100 for percent and
for an index at its start; weeks of a year, a quarter and a month; the logistic approximation to the
normal quantile; tolerances; exponents, which are the form of a rule; and sizes of the record. Any
other number is how somebody behaves, and has a row here; what is left is listed in
`tests/sim/model/test_registry_of_rules.py`.
"""

from __future__ import annotations

from types import MappingProxyType

from allied.sim.inputs.parameters import (
    agreement,
    choice,
    effort,
    environment,
    knowledge,
    leadership,
    start,
    technology,
    trust,
)
from allied.sim.inputs.parameters.rows import CALIBRATED
from allied.sim.inputs.quantity import record_type

__all__ = ["PARAMETERS", "PARAMETER_TYPE", "PRIOR"]

_ROWS = (
    *trust.ROWS, *choice.ROWS, *agreement.ROWS, *effort.ROWS, *knowledge.ROWS, *technology.ROWS,
    *leadership.ROWS, *environment.ROWS, *start.ROWS,
)  # fmt: skip

PARAMETERS = MappingProxyType({row.name: row for row in _ROWS})
"""Mapping of dotted name to `Quantity`."""

PRIOR = tuple(row.name for row in _ROWS if row.role == CALIBRATED)
"""Names of the parameters that calibration may move, within their ranges."""

PARAMETER_TYPE = record_type(_ROWS)
"""Record type with a field for each parameter, and one for each vector of them."""
