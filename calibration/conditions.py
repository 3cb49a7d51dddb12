"""Where a claim fails: other surroundings, and other values of what is not known.

A condition is named where the verdict in it is another settled one than elsewhere, and the effect
differs by at least what is worth naming; and, for a settled verdict, where nothing settles it any
more and less than half of the effect is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from calibration.verdicts import (
    CONTRADICTED,
    SUPPORTED,
    UNDECIDED,
    Judgement,
    judge,
    over_draws,
)
from sim.parameters import PARAMETERS, PRIOR

__all__ = ["SURROUNDINGS", "Found", "conditions", "parameter_conditions"]

SURROUNDINGS: Mapping[str, Mapping[str, float]] = MappingProxyType({
    "in a turbulent market (twice the ordinary)": {"market.turbulence": 2.0},
    "in a calm market (half the ordinary)": {"market.turbulence": 0.5},
    "in a small company (8 teams)": {"firm.teams": 8},
    "in a large company (28 teams)": {"firm.teams": 28},
    "where running systems takes 85 % of IT": {"firm.run_load": 0.85},
    "under an impatient CEO (13 weeks)": {"leadership.patience": 13.0},
    "under strict rules of IT (90 %)": {"it.governance": 0.9},
})  # fmt: skip
"""Levers of other surroundings, by the words for them."""

LEFT = 0.5  # of a settled effect: with less it is as good as gone
ENOUGH = 60  # draws, to look at thirds of them
SHIFT = 0.1  # in probability, for an undecided claim to be settled by a condition
_WORDS = ((CONTRADICTED, "Contradicted"), (SUPPORTED, "Supported"), (UNDECIDED, "Not settled"))


@dataclass(frozen=True, slots=True)
class Found:
    """A condition in words, and the judgement under it."""

    where: str
    judged: Judgement


def parameter_conditions(effects: np.ndarray, rows: np.ndarray, least: float) -> list[Found]:
    """Return the judgement in the lowest and the highest third of draws by each parameter.

    Parameters
    ----------
    effects : numpy.ndarray, shape (companies, draws)
        Above zero as the claim says.
    rows : numpy.ndarray of PARAMETER_TYPE, shape (draws,)
    least : float
        Smallest effect worth naming.
    """
    if len(rows) < ENOUGH:
        return []
    found = []
    for name in PRIOR:
        row, values = PARAMETERS[name], rows[PARAMETERS[name].field]
        low, high = np.quantile(values, (1 / 3, 2 / 3))
        if low == high:
            continue
        for word, there in (("low", values <= low), ("high", values >= high)):
            where = f"where “{row.label}” ({name}) is {word}"
            found.append(Found(where, judge(over_draws(effects[:, there]), least)))
    return found


def conditions(
    judged: Judgement, found: Sequence[Found], inside: Sequence[Found], least: float
) -> str:
    """Return in plain words where a verdict does not hold; empty where it holds throughout.

    Parameters
    ----------
    judged : Judgement
        Over all draws, in ordinary surroundings.
    found : sequence of Found
        In other surroundings.
    inside : sequence of Found
        Over parts of the draws; of these the strongest for each verdict is named.
    least : float
        Smallest effect worth naming.
    """
    sentences = []
    for verdict, words in _WORDS:
        places = [
            f.where for f in found if f.judged.verdict == verdict and _differs(judged, f, least)
        ]
        if verdict != UNDECIDED:
            parts = [
                f for f in inside if f.judged.verdict == verdict and _differs(judged, f, least)
            ]
            parts.sort(key=lambda f: abs(f.judged.effect))
            places += [f.where for f in parts[-1:]]
        if places:
            sentences.append(f"{words} {', '.join(places)}.")
    return " ".join(sentences)


def _differs(judged: Judgement, found: Found, least: float) -> bool:
    there = found.judged
    if there.verdict == judged.verdict or abs(there.effect - judged.effect) < least:
        return False
    if judged.verdict == UNDECIDED:
        return abs(there.p - judged.p) >= SHIFT
    if there.verdict == UNDECIDED:
        return abs(there.effect) < LEFT * abs(judged.effect)
    return True
