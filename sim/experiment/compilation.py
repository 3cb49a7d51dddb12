"""Which machine code runs need, and whether this machine has it.

Code is compiled for records of one size, and there are two (`allied.sim.model.state`): nearly all
companies fit the small one. The large one is compiled when the first company needs it, and what
reads the answers to surveys when somebody is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from allied.sim.experiment.ensemble import run_companies
from allied.sim.inputs.arguments import parameter_rows, planned
from allied.sim.inputs.scenario import Scenario, plan, resolve
from allied.sim.model.compiled import is_kept
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.model.state import LARGE, SMALL, allocate, expected_rows
from allied.sim.model.steps import BUILT_IN, record_of_size, steps_in
from allied.sim.respondents.indicators import INDICATORS, perspectives, read_company
from allied.sim.respondents.indicators.this_year import ThisYear

__all__ = [
    "LARGE", "SMALL", "Size", "compile_size", "is_compiled", "sizes_of", "surveys_are_compiled",
]  # fmt: skip

Size = tuple[int, int]
"""Room for teams, and for initiatives."""


def sizes_of(scenarios: Sequence[Scenario | Mapping[str, Any] | str], weeks: int) -> list[Size]:
    """Return the sizes of records that runs of the scenarios need, the small one first.

    Raises
    ------
    InputError
        With every problem of the scenarios.
    """
    _, plans = planned(scenarios, weeks, [])
    rows = parameter_rows(None)
    companies = [allocate(*p, rows, rows=expected_rows(p[0], weeks)) for p in plans]
    return sorted({(len(co[0].teams), len(co[0].work)) for co in companies})


def is_compiled(size: Size = SMALL) -> bool:
    """Return whether companies of a size can be run without compiling anything."""
    company, *others = _arguments(size)
    record = record_of_size(company)
    kept = all(machine.is_kept(record) for machine in BUILT_IN)
    return kept and is_kept(run_companies, company, *others)


def surveys_are_compiled() -> bool:
    """Return whether companies of the small size can be surveyed without compiling anything."""
    company, seats = _arguments(SMALL)[0], perspectives(1)
    targets, out = np.empty((0, 2), np.int64), np.empty((len(seats), len(INDICATORS)))
    read = is_kept(read_company, company, seats, targets, np.zeros(1, ThisYear.dtype), out)
    return is_compiled() and read


def compile_size(size: Size = SMALL) -> None:
    """Compile the loop for a size of record, and keep it for later sessions."""
    company, *others = _arguments(size)[:-1]
    arguments = (company, *others, steps_in(company))
    run_companies(*arguments)


def _arguments(size: Size) -> tuple[Any, ...]:
    """Return arguments as `run_ensemble` has them: one company for a week, of no phases."""
    parameters = parameter_rows(None)
    levers = plan(resolve({"firm.teams": size[0]}))
    company = allocate(*levers, parameters, rows=size[1])
    out, no_steps = np.empty((1, 1, len(OUTCOMES))), np.empty(0, np.int64)
    return company, np.uint64(0), 0, parameters, 1, 1, out, no_steps
