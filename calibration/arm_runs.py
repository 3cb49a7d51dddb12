"""Runs of the arms of contrasts: every arm once, for the same companies with the same luck."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from calibration.contrasts import Arm, Contrast
from sim.ensemble import map_companies, run_ensemble
from sim.indicators import INDICATORS, chairs, read
from sim.outcomes import index_of
from sim.parameters import PARAMETERS
from sim.population import MOST_TEAMS
from sim.scenario import Scenario
from sim.survey import RESPONSE, Question, Sample, yes_shares

__all__ = ["ArmRuns", "run_arms"]

YEAR = 52
_SEATS = chairs(MOST_TEAMS)
_RESPONSE = {name: row.default for name, row in RESPONSE.items()}  # not used by means

Measure = tuple[str, str, str, int]
"""Arm, outcome or indicator, who is asked ("" for an outcome), year."""
Progress = Callable[[int, int], None] | None


@dataclass(frozen=True)
class ArmRuns:
    """What was measured in each company, by arm, outcome, who was asked, and year."""

    values: Mapping[Measure, np.ndarray]

    def effect(self, contrast: Contrast) -> np.ndarray:
        """Return a contrast's effect in each company, above zero as the claim says."""
        plus, minus = _measures(contrast)
        total = sum(self.values[m] for m in plus) - sum(self.values[m] for m in minus)
        return np.asarray(contrast.sign * total)


def _measures(contrast: Contrast) -> tuple[list[Measure], list[Measure]]:
    """Return what has to be measured for either side."""
    return (
        [(arm, contrast.outcome, contrast.asked, contrast.year) for arm in contrast.design],
        [(arm, contrast.outcome, contrast.asked_reference, contrast.year)
         for arm in contrast.reference],
    )  # fmt: skip


def run_arms(
    arms: Mapping[str, Arm],
    contrasts: Iterable[Contrast],
    *,
    runs: int,
    seed: int,
    parameters: np.ndarray,
    surroundings: Mapping[str, float] | None = None,
    progress: Progress = None,
) -> ArmRuns:
    """Run every arm that contrasts need.

    Parameters
    ----------
    arms : mapping of str to Arm
    contrasts : iterable of Contrast
    runs, seed : int
    parameters : numpy.ndarray of PARAMETER_TYPE, shape (draws,)
        Run r takes row r modulo their number.
    surroundings : mapping, optional
        Levers that hold in every arm.
    progress : callable, optional
        Called with (company-runs done, company-runs in all).

    Returns
    -------
    ArmRuns
    """
    needed = {m for contrast in contrasts for side in _measures(contrast) for m in side}
    groups = [*_recorded(arms, needed), *_asked(needed)]
    total, done = runs * sum(len(names) for names, _, _ in groups), 0
    values: dict[Measure, np.ndarray] = {}
    for names, years, measures in groups:
        scenarios = [_placed(arms[name].scenario, surroundings) for name in names]
        rows = _with(parameters, arms[names[0]].parameters)
        start = done

        def told(part: int, _: int, start: int = start) -> None:
            if progress is not None:
                progress(start + part, total)

        if measures[0][2]:
            seen = map_companies(
                scenarios[0], _reader(measures), runs=runs, weeks=YEAR * years, seed=seed,
                parameters=rows, progress=told,
            )  # fmt: skip
            values |= {measure: seen[:, k] for k, measure in enumerate(measures)}
        else:
            ensemble = run_ensemble(
                scenarios, runs=runs, weeks=YEAR * years, seed=seed, parameters=rows, every=YEAR,
                progress=told,
            )  # fmt: skip
            for measure in measures:
                name, outcome, _, year = measure
                record = ensemble.values[names.index(name), :, year - 1, index_of(outcome)]
                values[measure] = record.copy()
        done += runs * len(names)
        told(0, 0, done)
    return ArmRuns(values)


Group = tuple[list[str], int, list[Measure]]
"""Arms that are run at once, for how many years, and what is measured."""


def _recorded(arms: Mapping[str, Arm], needed: set[Measure]) -> list[Group]:
    """Return arms whose outcomes are needed, together where years and parameters are alike."""
    groups: dict[tuple[int, str], set[str]] = {}
    outcomes = [measure for measure in needed if not measure[2]]
    for name in {measure[0] for measure in outcomes}:
        years = max(year for arm, _, _, year in outcomes if arm == name)
        groups.setdefault((years, repr(arms[name].parameters)), set()).add(name)
    return [
        (sorted(names), years, sorted(m for m in outcomes if m[0] in names))
        for (years, _), names in sorted(groups.items())
    ]


def _asked(needed: set[Measure]) -> list[Group]:
    """Return arms in which somebody is asked, one by one."""
    groups: dict[tuple[str, int], list[Measure]] = {}
    for measure in sorted(measure for measure in needed if measure[2]):
        groups.setdefault((measure[0], measure[3]), []).append(measure)
    return [([name], year, measures) for (name, year), measures in groups.items()]


def _placed(scenario: Scenario, surroundings: Mapping[str, float] | None) -> Scenario:
    levers = {**(surroundings or {}), **scenario.levers}
    return Scenario(scenario.name, levers, scenario.timeline)


def _with(parameters: np.ndarray, changed: Mapping[str, float]) -> np.ndarray:
    rows = parameters.copy()
    for name, value in changed.items():
        rows[PARAMETERS[name].field] = value
    return rows


def _reader(measures: list[Measure]) -> Callable[[np.void], np.ndarray]:
    """Return a look at indicators in one company, in points of 100."""
    questions = [Question(name, who, strength="mean") for _, name, who, _ in measures]

    def look(company: np.void) -> np.ndarray:
        seen = np.empty((len(_SEATS), len(INDICATORS)))
        read(np.array([company], company.dtype), _SEATS, seen)
        return 100.0 * yes_shares(Sample(seen[None]), questions, _RESPONSE)

    return look
