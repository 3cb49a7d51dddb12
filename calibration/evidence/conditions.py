"""Where a claim fails: another environment, and other values of what is not known.

A condition is named where the verdict in it is another settled one than elsewhere, and the effect
differs by at least what is worth naming; and, for a settled verdict, where nothing settles it any
more and less than half of the effect is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from allied.sim.experiment.comparison import Difference
from allied.sim.experiment.contrast import Contrast
from allied.sim.experiment.engine import Results
from allied.sim.experiment.verdict import Verdict
from allied.sim.inputs.parameters import PARAMETERS, PRIOR

__all__ = ["ENVIRONMENT", "Found", "conditions", "parameter_conditions"]

ENVIRONMENT: Mapping[str, Mapping[str, float]] = MappingProxyType({
    "in a turbulent market (twice the ordinary)": {"market.turbulence": 2.0},
    "in a calm market (half the ordinary)": {"market.turbulence": 0.5},
    "in a small company (8 teams)": {"firm.teams": 8},
    "in a large company (28 teams)": {"firm.teams": 28},
    "where running systems takes 85 % of IT": {"firm.run_load": 0.85},
    "under an impatient CEO (13 weeks)": {"leadership.patience": 13.0},
    "under strict rules of IT (90 %)": {"it.governance": 0.9},
})  # fmt: skip
"""Levers of another environment, by the words for them."""

LEFT = 0.5  # of a decided effect: with less it is as good as gone
ENOUGH = 60  # parameter sets, to look at thirds of them
SHIFT = 0.1  # in probability, for an undecided claim to be decided by a condition
_OPEN = (Verdict.OPEN, Verdict.SAME)
_WORDS = (
    ((Verdict.WORSE,), "Contradicted"), ((Verdict.BETTER,), "Supported"), (_OPEN, "Undecided"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A condition in words, and the effect and verdict under it."""

    where: str
    judged: Difference


def parameter_conditions(results: Results, contrast: Contrast) -> list[Found]:
    """Return the verdict in the lowest and the highest third of runs by each parameter.

    Parameters
    ----------
    results : Results
    contrast : Contrast
        Above zero as the claim says.
    """
    if len(results.parameters) < ENOUGH:
        return []
    rows = results.parameters[results.numbers % len(results.parameters)]
    own = Results(
        {measure: results.values[measure] for measure in contrast.measures}, results.parameters,
        results.numbers,
    )  # fmt: skip
    found = []
    for name in PRIOR:
        row = PARAMETERS[name]
        values = row.read(rows)
        low, high = np.quantile(values, (1 / 3, 2 / 3))
        if low == high:
            continue
        for word, there in (("low", values <= low), ("high", values >= high)):
            where = f"where “{row.label}” ({name}) is {word}"
            found.append(Found(where, own.part(there).judge(contrast)))
    return found


def conditions(
    judged: Difference, found: Sequence[Found], inside: Sequence[Found], sesoi: float
) -> str:
    """Return in plain words where a verdict does not hold; empty where it holds throughout.

    Parameters
    ----------
    judged : Difference
        Over all runs, in the ordinary environment.
    found : sequence of Found
        In another environment.
    inside : sequence of Found
        Over parts of the parameter sets; of these the strongest for each verdict is named.
    sesoi : float
        Smallest effect of interest.
    """
    sentences = []
    for verdicts, words in _WORDS:
        places = [
            f.where for f in found if f.judged.verdict in verdicts and _differs(judged, f, sesoi)
        ]
        if verdicts != _OPEN:
            parts = [
                f for f in inside if f.judged.verdict in verdicts and _differs(judged, f, sesoi)
            ]
            parts.sort(key=lambda f: abs(f.judged.mean))
            places += [f.where for f in parts[-1:]]
        if places:
            sentences.append(f"{words} {', '.join(places)}.")
    return " ".join(sentences)


def _differs(judged: Difference, found: Found, sesoi: float) -> bool:
    there = found.judged
    both_open = there.verdict in _OPEN and judged.verdict in _OPEN
    if there.verdict == judged.verdict or both_open or abs(there.mean - judged.mean) < sesoi:
        return False
    if judged.verdict in _OPEN:
        return abs(there.p_positive - judged.p_positive) >= SHIFT
    if there.verdict in _OPEN:
        return abs(there.mean) < LEFT * abs(judged.mean)
    return True
