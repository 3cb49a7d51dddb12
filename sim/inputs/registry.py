"""Every quantity of the model in one mapping: what can be set, calibrated, or only looked up.

Levers stand in `allied.sim.inputs.levers`, parameters in `allied.sim.inputs.parameters`, those of
the survey layer in `allied.sim.inputs.survey_parameters`. Their names, and the addresses of draws
that follow from names, are unique across all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.quantity import Quantity
from allied.sim.inputs.survey_parameters import POPULATION, RESPONSE

__all__ = ["REGISTRY", "joined"]


def joined(tables: Iterable[Mapping[str, Quantity]]) -> Mapping[str, Quantity]:
    """Return tables as one, read-only.

    Raises
    ------
    ValueError
        If two rows have the same name, or names with the same key: their draws would be the same.
    """
    rows = [row for table in tables for row in table.values()]
    by_key: dict[int, Quantity] = {}
    for row in rows:
        other = by_key.setdefault(row.key, row)
        if other is not row:
            raise ValueError(f"{row.name} and {other.name} have the same key; rename one of them")
    return MappingProxyType({row.name: row for row in rows})


REGISTRY = joined((LEVERS, PARAMETERS, POPULATION, RESPONSE))
"""Mapping of dotted name to `Quantity`."""
