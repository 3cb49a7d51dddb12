"""Companies after some weeks, by the ensemble's own kernel, and how two of them differ."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from allied.sim.experiment.ensemble import run_companies
from allied.sim.inputs.arguments import parameter_rows
from allied.sim.inputs.scenario import Scenario, plan, resolve
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.model.state import allocate
from allied.sim.model.steps import steps_in


class Companies:
    """One company, as the ensemble leaves it after any number of weeks.

    Each look runs the compiled kernel from the founding on: at 3 microseconds a week that is less
    than one week of an `Organisation`.
    """

    def __init__(
        self,
        scenario: Scenario | Mapping[str, Any],
        *,
        seed: int = 1,
        run: int = 0,
        parameters: Mapping[str, Any] | None = None,
    ) -> None:
        self._plan = plan(resolve(scenario))
        self._parameters = parameter_rows(parameters)
        self._seed, self._run = np.uint64(seed), run
        self.outcomes = np.full(len(OUTCOMES), np.nan)

    def after(self, weeks: int) -> np.ndarray:
        """Return the company's record array of shape (1,); `outcomes` are measured there."""
        company = allocate(*self._plan, self._parameters)
        out = np.full((1, 1, len(OUTCOMES)), np.nan)
        start = (self._seed, self._run, self._parameters)
        run_companies(company, *start, weeks, weeks, out, steps_in(company))
        self.outcomes = out[0, 0]
        return company


def company_after(weeks: int, scenario: Scenario | Mapping[str, Any], **which: Any) -> Any:
    """Return the record of a company after some weeks."""
    return Companies(scenario, **which).after(weeks)[0]


def leaves(record: Any, prefix: str = "") -> Iterator[tuple[str, np.ndarray]]:
    """Go through all fields that hold numbers, by dotted name, and all rows of each."""
    for name in record.dtype.names:
        value = record[name]
        if value.dtype.names:
            yield from leaves(value, f"{prefix}{name}.")
        else:
            yield prefix + name, np.asarray(value)


def differing(one: Any, other: Any) -> list[str]:
    """Return the names of the fields in which two records differ in any bit."""
    pairs = zip(leaves(one), leaves(other), strict=True)
    return [name for (name, left), (_, right) in pairs if left.tobytes() != right.tobytes()]


def digests(record: Any) -> dict[str, str]:
    """Return a digest of each field, to compare companies across processes."""
    return {name: hashlib.sha256(value.tobytes()).hexdigest() for name, value in leaves(record)}


def initiatives(company: Any) -> Any:
    """Return the rows of all initiatives that were raised."""
    return company.work[: int(company.firm.n_work)]


def teams(company: Any) -> Any:
    """Return the rows of all teams in use."""
    return company.teams[: int(company.firm.n_teams)]
