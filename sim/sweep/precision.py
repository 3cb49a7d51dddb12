"""A bound on the Monte Carlo error: until when a point is run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.sweep.design import Design

__all__ = ["Bound", "bound_of"]

BATCHES = 10  # of a design's runs, at most, where nobody says
MOST_RUNS = 10_000_000


@dataclass(frozen=True)
class Bound:
    """The largest Monte Carlo errors, and the most runs.

    Attributes
    ----------
    outcomes : tuple of (int, float)
        Positions among the design's outcomes, and the error.
    most : int
    """

    outcomes: tuple[tuple[int, float], ...]
    most: int

    @property
    def key(self) -> str:
        """What it says, for the identity of a sweep."""
        said = ",".join(f"{k}:{error!r}" for k, error in self.outcomes)
        return f"{said};{self.most}"

    def is_met(self, outcomes: np.ndarray, reference: np.ndarray) -> bool:
        """Return whether the errors of a point are small enough, in each base, at the end.

        Parameters
        ----------
        outcomes, reference : numpy.ndarray, shape (bases, runs, records, outcomes)
            A point that failed has no error, and needs no more runs.
        """
        gaps = (outcomes - reference)[:, :, -1]
        for k, largest in self.outcomes:
            ours = np.ascontiguousarray(gaps[..., k])  # a sum's last bit depends on the layout
            errors = ours.std(axis=1, ddof=1) / np.sqrt(ours.shape[1])
            if (errors > largest).any():
                return False
        return True


def bound_of(
    design: Design, precision: Mapping[str, float] | None, max_runs: int | None
) -> Bound | None:
    """Return what `precision` and `max_runs` say; None without a bound.

    Raises
    ------
    InputError
        With every problem.
    """
    if precision is None:
        if max_runs is not None:
            raise InputError([Problem("max_runs", str(max_runs), "a precision beside it")])
        return None
    problems = []
    names = [OUTCOMES[k].name for k in design.outcomes]
    found = []
    if not precision:
        problems.append(Problem("precision", "nothing", f"one of {', '.join(names)}"))
    for name, error in precision.items():
        if name not in names:
            problems.append(Problem(f"precision: {name}", "no outcome of the design",
                                    f"one of {', '.join(names)}"))  # fmt: skip
        elif not (0.0 < error < float("inf")):
            problems.append(Problem(f"precision: {name}", repr(error), "a number above 0"))
        else:
            found.append((names.index(name), float(error)))
    most = BATCHES * design.runs if max_runs is None else max_runs
    if not design.runs <= most <= MOST_RUNS:
        expected = f"a whole number from {design.runs}, the runs of the design, to {MOST_RUNS:,}"
        problems.append(Problem("max_runs", repr(most), expected))
    if design.reference == "none":
        problems.append(Problem("precision", "a design without reference", "differences to bound"))
    if design.runs < 2:
        problems.append(Problem("runs", str(design.runs), "two runs or more, to know an error"))
    if problems:
        raise InputError(problems)
    return Bound(tuple(sorted(found)), most)
