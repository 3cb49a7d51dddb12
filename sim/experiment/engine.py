"""Runs of the arms of contrasts: every arm once, for the same companies with the same luck."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from allied.sim.experiment.comparison import Difference
from allied.sim.experiment.contrast import Arm, Contrast, Measure
from allied.sim.experiment.cost import Cost, cost_of, require_affordable
from allied.sim.experiment.ensemble import map_companies, run_ensemble
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.scenario import Scenario
from allied.sim.inputs.survey_parameters import RESPONSE
from allied.sim.model.company import Company
from allied.sim.model.outcomes import index_of
from allied.sim.respondents.answers import Question, Sample, yes_shares
from allied.sim.respondents.indicators import INDICATORS, perspectives, read
from allied.sim.respondents.population import MOST_TEAMS

__all__ = ["Experiment", "Results"]

YEAR = 52
_SEATS = perspectives(MOST_TEAMS)
_RESPONSE = {name: row.default for name, row in RESPONSE.items()}  # not used by means

Progress = Callable[[int, int], None] | None
Group = tuple[list[str], int, list[Measure]]
"""Arms that are run at once, for how many years, and what is measured."""


@dataclass(frozen=True)
class Results:
    """What was measured in each company.

    Attributes
    ----------
    values : mapping of Measure to numpy.ndarray, shape (runs,)
    parameters : numpy.ndarray of PARAMETER_TYPE, shape (rows,)
    numbers : numpy.ndarray of int, shape (runs,)
        Of the runs; run n has row n modulo the number of rows.
    """

    values: Mapping[Measure, np.ndarray]
    parameters: np.ndarray
    numbers: np.ndarray

    def judge(self, contrast: Contrast) -> Difference:
        """Return the effect of a contrast and the verdict on it; "better" is as expected."""
        return contrast.judge(self.values, self.parameters, self.numbers)

    def part(self, kept: np.ndarray) -> Results:
        """Return the results of some of the runs."""
        values = {measure: seen[kept] for measure, seen in self.values.items()}
        return Results(values, self.parameters, self.numbers[kept])


@dataclass(frozen=True)
class Experiment:
    """Arms and the contrasts between them, run for the same companies.

    Attributes
    ----------
    arms : mapping of str to Arm
    contrasts : tuple of Contrast

    Examples
    --------
    >>> from allied.sim.experiment.contrast import Arm, Contrast
    >>> from allied.sim.inputs.arguments import parameter_rows
    >>> from allied.sim.inputs.scenario import Scenario
    >>> arms = {
    ...     "plain": Arm(Scenario("plain")),
    ...     "meet": Arm(Scenario("meet", {"culture.joint_meetings": 4.0})),
    ... }
    >>> effect = Contrast(
    ...     "meetings",
    ...     design=(("meet", 1),),
    ...     reference=(("plain", 1),),
    ...     outcome="marketing_it_ties",
    ...     expects="higher",
    ... )
    >>> results = Experiment(arms, (effect,)).run(runs=60, parameters=parameter_rows(None))
    >>> results.judge(effect).mean > 0.0
    True
    """

    arms: Mapping[str, Arm]
    contrasts: tuple[Contrast, ...]

    def run(
        self,
        *,
        runs: int,
        parameters: np.ndarray,
        first: int = 0,
        seed: int = 1,
        environment: Mapping[str, float] | None = None,
        progress: Progress = None,
    ) -> Results:
        """Measure in every company whatever a contrast needs.

        Parameters
        ----------
        runs, first, seed : int
        parameters : numpy.ndarray of PARAMETER_TYPE, shape (rows,)
            Run n has row n modulo their number.
        environment : mapping, optional
            Levers of every arm that does not set them itself.
        progress : callable, optional
            Called with (company-runs done, company-runs in all).
        """
        needed = {measure for contrast in self.contrasts for measure in contrast.measures}
        groups = [*_recorded(self.arms, needed), *_asked(needed)]
        cost = sum((self._cost(group, runs) for group in groups), Cost())
        require_affordable(cost, "runs", "Fewer --runs need less.")
        total, done = runs * sum(len(names) for names, _, _ in groups), 0
        values: dict[Measure, np.ndarray] = {}
        for names, years, measures in groups:

            def on_progress(part: int, _: int, start: int = done) -> None:
                if progress is not None:
                    progress(start + part, total)

            common: dict[str, Any] = {
                "runs": runs, "first": first, "weeks": YEAR * years, "seed": seed,
                "parameters": _with(parameters, self.arms[names[0]].parameters),
                "progress": on_progress,
            }  # fmt: skip
            scenarios = [_placed(self.arms[name].scenario, environment) for name in names]
            if measures[0].asked:
                seen = map_companies(scenarios[0], _reader(measures), **common)
                values |= {measure: seen[:, k] for k, measure in enumerate(measures)}
            else:
                recorded = run_ensemble(scenarios, every=YEAR, **common).values
                for measure in measures:
                    arm, outcome, _, year = measure
                    values[measure] = recorded[names.index(arm), :, year - 1, index_of(outcome)]
            done += runs * len(names)
            on_progress(0, 0, done)
        return Results(values, parameters, first + np.arange(runs))

    def _cost(self, group: Group, runs: int) -> Cost:
        names, years, _ = group
        scenarios = [self.arms[name].scenario for name in names]
        return cost_of(scenarios, runs=runs, weeks=YEAR * years, records=years)


def _recorded(arms: Mapping[str, Arm], needed: set[Measure]) -> list[Group]:
    """Return arms whose outcomes are needed, together where years and parameters are alike."""
    groups: dict[tuple[int, str], set[str]] = {}
    outcomes = [measure for measure in needed if not measure.asked]
    for name in {measure.arm for measure in outcomes}:
        years = max(measure.year for measure in outcomes if measure.arm == name)
        groups.setdefault((years, repr(arms[name].parameters)), set()).add(name)
    return [
        (sorted(names), years, sorted(m for m in outcomes if m.arm in names))
        for (years, _), names in sorted(groups.items())
    ]


def _asked(needed: set[Measure]) -> list[Group]:
    """Return arms in which somebody is asked, one by one."""
    groups: dict[tuple[str, int], list[Measure]] = {}
    for measure in sorted(measure for measure in needed if measure.asked):
        groups.setdefault((measure.arm, measure.year), []).append(measure)
    return [([arm], year, measures) for (arm, year), measures in groups.items()]


def _placed(scenario: Scenario, environment: Mapping[str, float] | None) -> Scenario:
    return replace(scenario, levers={**(environment or {}), **scenario.levers})


def _with(parameters: np.ndarray, changed: Mapping[str, float]) -> np.ndarray:
    rows = parameters.copy()
    for name, value in changed.items():
        PARAMETERS[name].write(rows, value)
    return rows


def _reader(measures: list[Measure]) -> Callable[[Company], np.ndarray]:
    """Return a look at indicators in one company, in points of 100."""
    questions = [Question(m.name, m.asked, strength="mean") for m in measures]

    def look(company: Company) -> np.ndarray:
        seen = np.empty((len(_SEATS), len(INDICATORS)))
        read(np.array([company], company.dtype), _SEATS, seen)
        return 100.0 * yes_shares(Sample(seen[None]), questions, _RESPONSE)

    return look
