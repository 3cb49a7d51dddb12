"""Designs: the combinations of levers, and a timeline, that the patterns compare.

All designs are run for the same companies, with the same luck. They are stated as levers; the
model knows nothing of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.arguments import parameter_rows
from sim.ensemble import map_companies, run_ensemble
from sim.outcomes import OUTCOMES, index_of
from sim.scenario import Scenario

__all__ = ["DESIGNS", "Runs", "run_designs"]

YEAR, HORIZON = 52, 260

_SHARED = {
    "structure.delivery": "shared_project",
    "structure.ownership": 0.8,
    "decisions.rights": "joint",
}
_PROGRAMME = {
    **_SHARED,
    "goals.shared": 0.7,
    "budget.overlap": "yield",
    "culture.joint_meetings": 1.5,
}
_PEOPLE = {
    "leadership.cmo_collaboration": 0.75, "leadership.cio_collaboration": 0.75,
    "leadership.cmo_fluency": 0.65, "leadership.cio_fluency": 0.65,
    "culture.customer_focus": 0.65, "culture.training": 0.03, "goals.measurement": 0.5,
}  # fmt: skip
_PROCESS = {**_SHARED, "goals.shared": 0.6, "goals.transparency": 0.7, "budget.overlap": "yield"}
_TECHNOLOGY = {"technology.platform": 0.6, "technology.ai": 0.7, "budget.per_head": 32.0}
_KNOWN = {"goals.transparency": 0.95, "goals.one_place": 0.95, "goals.shared": 0.6}
_UNKNOWN = {"goals.transparency": 0.05, "goals.one_place": 0.05, "goals.shared": 0.6}
_TOGETHER = {**_PEOPLE, **_PROCESS}
_MONEY = {"budget.per_head": 40.0}

DESIGNS: Mapping[str, Scenario] = {
    name: Scenario(name, levers, timeline)
    for name, levers, timeline in (
        ("silos", {}, ()),
        ("self-service", {"structure.delivery": "self_service", "budget.holder": "marketing"}, ()),
        ("shared", _SHARED, ()),
        ("shared, then queue", _SHARED, ((105, {"structure.delivery": "queue"}),)),
        ("silos, joint decisions", {"decisions.rights": "joint"}, ()),
        ("shared, duties unclear", {**_SHARED, "structure.ownership": 0.1}, ()),
        ("overlap: yield", {"budget.overlap": "yield"}, ()),
        ("programme, CEO behind it", {**_PROGRAMME, "leadership.sponsorship": 0.8,
                                      "leadership.sponsorship_floor": 0.6}, ()),
        ("programme, without CEO", {**_PROGRAMME, "leadership.sponsorship": 0.1,
                                    "leadership.sponsorship_floor": 0.0,
                                    "leadership.patience": 13.0}, ()),
        ("people", _PEOPLE, ()),
        ("process", _PROCESS, ()),
        ("technology", _TECHNOLOGY, ()),
        ("people, process, technology", {**_PEOPLE, **_PROCESS, **_TECHNOLOGY}, ()),
        ("money", _MONEY, ()),
        ("together", _TOGETHER, ()),
        ("money, together", {**_TOGETHER, **_MONEY}, ()),
        ("joint, goals known", {**_KNOWN, "decisions.rights": "joint"}, ()),
        ("delegated, goals known", {**_KNOWN, "decisions.rights": "delegated",
                                    "decisions.listening": 0.9}, ()),
        ("joint, goals unknown", {**_UNKNOWN, "decisions.rights": "joint"}, ()),
        ("delegated, goals unknown", {**_UNKNOWN, "decisions.rights": "delegated",
                                      "decisions.listening": 0.9}, ()),
        ("shared, credit shared", {**_SHARED, "culture.credit_sharing": 0.9}, ()),
        ("shared, credit feared", {**_SHARED, "culture.credit_sharing": 0.05}, ()),
        ("more meetings", {"culture.joint_meetings": 3.0}, ()),
        ("IT with more hands", {"firm.run_load": 0.5}, ()),
        ("little IT for marketing", {"it.marketing_share": 0.15, "goals.shared": 0.0}, ()),
        ("much IT for marketing", {"it.marketing_share": 0.6, "goals.shared": 0.5}, ()),
        ("platform", {"technology.platform": 0.8}, ()),
        ("push in year three", {}, (
            (105, {**_PROGRAMME, "leadership.sponsorship": 0.8,
                   "leadership.sponsorship_floor": 0.6}),
            (157, {"structure.delivery": "queue", "structure.ownership": 0.4,
                   "decisions.rights": "marketing", "goals.shared": 0.2,
                   "budget.overlap": "contest", "culture.joint_meetings": 0.5,
                   "leadership.sponsorship": 0.4, "leadership.sponsorship_floor": 0.1}),
        )),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Runs:
    """Results of all designs for the same companies.

    Attributes
    ----------
    values : mapping of str to numpy.ndarray, shape (runs, years, outcomes)
        By design; outcomes over each year.
    runs, seed : int
    parameters : numpy.ndarray of PARAMETER_TYPE, shape (draws,)
        Run r has row r modulo their number.
    """

    values: Mapping[str, np.ndarray]
    runs: int
    seed: int
    parameters: np.ndarray

    def look(
        self, design: str, look: Callable[[Any], Any], weeks: int = 2 * YEAR, **changed: float
    ) -> np.ndarray:
        """Return what `look` sees in each company's state, with some parameters changed."""
        parameters = self.parameters.copy()
        for name, value in changed.items():
            parameters[name] = value
        return map_companies(
            DESIGNS[design], look, runs=self.runs, weeks=weeks, seed=self.seed,
            parameters=parameters,
        )  # fmt: skip

    def get(self, design: str, outcome: str, year: int) -> np.ndarray:
        """Return an outcome over one year (the first is 1), shape (runs,)."""
        return self.values[design][:, year - 1, index_of(outcome)]

    def gain(self, design: str, reference: str, outcome: str, year: int) -> np.ndarray:
        """Return how much better a design does than the reference, shape (runs,)."""
        gap = self.get(design, outcome, year) - self.get(reference, outcome, year)
        return gap if OUTCOMES[index_of(outcome)].better == "higher" else -gap


def run_designs(
    *,
    runs: int,
    seed: int = 1,
    parameters: np.ndarray | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Runs:
    """Run every design for the same companies over five years.

    Parameters
    ----------
    runs : int
    seed : int
    parameters : numpy.ndarray of PARAMETER_TYPE, optional
        Run r takes row r modulo their number.
    threads : int, optional
    progress : callable, optional

    Returns
    -------
    Runs
    """
    names = list(DESIGNS)
    ensemble = run_ensemble(
        list(DESIGNS.values()), runs=runs, weeks=HORIZON, seed=seed, parameters=parameters,
        every=YEAR, threads=threads, progress=progress,
    )  # fmt: skip
    values: dict[str, Any] = {name: ensemble.values[k] for k, name in enumerate(names)}
    return Runs(values, runs, seed, parameter_rows(parameters))
