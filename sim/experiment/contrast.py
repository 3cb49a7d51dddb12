"""Contrasts: which arms are set against each other, on what, and what would refute an effect.

    gap = Σ design − Σ reference        of an outcome, or of what somebody sees of an indicator

With one arm on either side a gap is a difference, with two a difference of differences, with years
that differ a change. A gap is a number for each company; its mean is the effect, above zero as is
expected, and is judged like any difference of a comparison.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from allied.sim.experiment.comparison import Difference, differences
from allied.sim.experiment.effects import Design
from allied.sim.inputs.scenario import Scenario
from allied.sim.model.outcomes import OUTCOMES, index_of

__all__ = ["Among", "Arm", "Contrast", "Measure", "Side"]

SESOI_POINTS = 0.5  # smallest effect of interest on an indicator, of 100 (judgement)


@dataclass(frozen=True)
class Arm:
    """A scenario, with parameters that replace those of every run where a claim is about these.

    Examples
    --------
    >>> from allied.sim.inputs.scenario import Scenario
    >>> plain = Arm(Scenario("plain"))
    >>> Arm(Scenario("open", {"goals.transparency": 0.9})).moved(plain)
    {'goals.transparency'}
    """

    scenario: Scenario
    parameters: Mapping[str, float] = field(default_factory=dict)

    def sets(self) -> set[str]:
        """Return the levers that it sets, at any time."""
        later = [set(changes) for _, changes in self.scenario.timeline]
        return set(self.scenario.levers).union(*later)

    def moved(self, other: Arm) -> set[str]:
        """Return the levers and parameters in which two arms differ, at any time."""
        levers = {
            name for name in self.sets() | other.sets() if self._course(name) != other._course(name)
        }
        names = {*self.parameters, *other.parameters}
        return levers | {n for n in names if self.parameters.get(n) != other.parameters.get(n)}

    def _course(self, lever: str) -> list[tuple[int, object]]:
        """Return a lever's values by the week from which they hold."""
        course: list[tuple[int, object]] = [(0, self.scenario.value(lever))]
        for week, changes in self.scenario.timeline:
            if lever in changes and changes[lever] != course[-1][1]:
                course.append((int(week), changes[lever]))
        return course


class Measure(NamedTuple):
    """One number for each company: an outcome of a year, or an indicator at its end.

    Attributes
    ----------
    arm : str
    name : str
        Of an outcome, or of an indicator where somebody is asked.
    asked : str
        Of `allied.sim.respondents.answers.RESPONDENTS`; empty for an outcome.
    year : int
        The first is 1.
    """

    arm: str
    name: str
    asked: str
    year: int


Side = tuple[tuple[str, int], ...]
"""Arms that are added up, each with the year that is looked at."""


class Among(NamedTuple):
    """Companies that an effect is about: a third of all, by one measure.

    Attributes
    ----------
    measure : Measure
    third : {"lowest", "highest", "outer"}
        "outer" are both others, set against each other: what is left, at the same parameter set,
        of the gap between companies.
    """

    measure: Measure
    third: str


@dataclass(frozen=True)
class Contrast:
    """An effect that is expected, and how it is measured.

    Attributes
    ----------
    name : str
    design, reference : Side
        As many arms on either side, except where the same companies are looked at again.
    outcome : str
        Name of an outcome, or of an indicator where `asked` is not empty.
    asked, asked_reference : str
        Whose view of an indicator, on either side.
    expects : {"higher", "lower"}
        How the design is expected to lie against the reference.
    among : Among, optional
        Companies that it is about; all when None.
    part : float
        Which part of the reference the design is set against: 1, or less for "at least a half of
        it is left".
    """

    name: str
    design: Side = ()
    reference: Side = ()
    outcome: str = ""
    asked: str = ""
    asked_reference: str = ""
    expects: str = "higher"
    among: Among | None = None
    part: float = 1.0

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of all its arms."""
        return tuple(arm for arm, _ in (*self.design, *self.reference))

    @property
    def year(self) -> int:
        """The year of the design."""
        return self.design[0][1] if self.design else 0

    @property
    def sign(self) -> float:
        """1 where more of the outcome is expected, -1 where less."""
        return 1.0 if self.expects == "higher" else -1.0

    @property
    def sesoi(self) -> float:
        """Smallest effect of interest."""
        return SESOI_POINTS if self.asked else OUTCOMES[index_of(self.outcome)].sesoi

    @property
    def unit(self) -> str:
        """Unit of the effect."""
        return "0–100" if self.asked else OUTCOMES[index_of(self.outcome)].unit

    @property
    def measures(self) -> set[Measure]:
        """Everything that has to be measured for it."""
        among = {self.among.measure} if self.among else set()
        return {*self._plus(), *self._minus(), *among}

    def moved(self, arms: Mapping[str, Arm]) -> set[str]:
        """Return the levers and parameters that are moved together between its sides.

        Arms of either side are paired so that as little as possible differs within a pair: in a
        difference of differences what both differences share does not count.
        """
        left = [arms[name] for name, _ in self.reference]
        moved: set[str] = set()
        for name, _ in self.design:
            if left:
                differing = [arms[name].moved(other) for other in left]
                nearest = min(range(len(left)), key=[len(d) for d in differing].__getitem__)
                del left[nearest]
                moved |= differing[nearest]
        return moved

    def judge(
        self, values: Mapping[Measure, np.ndarray], parameters: np.ndarray, numbers: np.ndarray
    ) -> Difference:
        """Return the effect and the verdict on it; "better" is as expected.

        Parameters
        ----------
        values : mapping of Measure to numpy.ndarray, shape (runs,)
        parameters : numpy.ndarray of PARAMETER_TYPE, shape (rows,)
        numbers : numpy.ndarray of int, shape (runs,)
            Of the runs; run n has row n modulo the number of rows.
        """
        if self.among is not None and self.among.third == "outer":
            values = _at_the_same_parameters(values, self.measures, Design(parameters, numbers))
        gaps, kept = self.gaps(values)
        found = differences(
            Design(parameters, numbers[kept]), gaps[kept, None], np.zeros((kept.sum(), 1)),
            signs=np.ones(1), sesoi=np.array([self.sesoi]),
        )  # fmt: skip
        return found[0]

    def gaps(self, values: Mapping[Measure, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Return each company's gap, above zero as is expected, and which companies count.

        Returns
        -------
        gaps : numpy.ndarray of float64, shape (runs,)
        kept : numpy.ndarray of bool, shape (runs,)
        """
        plus = np.sum([values[m] for m in self._plus()], axis=0)
        minus = np.sum([values[m] for m in self._minus()], axis=0)
        gaps = self.sign * (plus - self.part * minus)
        if self.among is None:
            return gaps, np.ones(len(gaps), bool)
        ranks = np.argsort(np.argsort(values[self.among.measure], kind="stable"))
        third = max(1, len(ranks) // 3)
        low, high = ranks < third, ranks >= len(ranks) - third
        if self.among.third == "outer":  # the mean over both is the gap between them
            return np.where(high, 2.0, -2.0) * gaps, low | high
        return gaps, low if self.among.third == "lowest" else high

    def _plus(self) -> list[Measure]:
        return [Measure(arm, self.outcome, self.asked, year) for arm, year in self.design]

    def _minus(self) -> list[Measure]:
        return [
            Measure(arm, self.outcome, self.asked_reference, year) for arm, year in self.reference
        ]


def _at_the_same_parameters(
    values: Mapping[Measure, np.ndarray], measures: set[Measure], design: Design
) -> Mapping[Measure, np.ndarray]:
    """Return measures less what the parameter sets of the runs explain of them."""
    columns = sorted(measures)
    effects = design.effects(np.column_stack([values[measure] for measure in columns]))
    rest = effects.gaps - effects.mean - effects.fitted
    return {measure: rest[:, k] for k, measure in enumerate(columns)}
