"""Levers and parameters as records, whose fields are the rows of their tables.

`fields.pyi` beside it names them for type checkers and editors, which cannot read a table. It is
written by `python -m allied.sim.model.stub`, and a test says when it is not current.
"""

from __future__ import annotations

from allied.sim.inputs.levers import LEVER_TYPE
from allied.sim.inputs.parameters import PARAMETER_TYPE
from allied.sim.model.records import Record

__all__ = ["Lever", "Parameter"]


class Lever(Record, dtype=LEVER_TYPE):
    """Levers in force: `goals.shared` is `lever.goals_shared`."""


class Parameter(Record, dtype=PARAMETER_TYPE):
    """Parameters: `trust.gain` is `parameter.trust_gain`."""
