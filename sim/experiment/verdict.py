"""The one rule by which effects are judged, for comparisons, patterns, claims and the browser.

    better          P(effect > 0) ≥ 0.95  and  effect > smallest effect of interest
    worse           the same below zero
    same            the 95 % interval lies inside ± the smallest effect of interest
    open            anything else: too close to call

The rule is about the effect as infinitely many runs would show it. With finitely many, the mean is
known up to its Monte Carlo error and the variance up to its posterior, so each verdict has a
probability of being the final one. It is given where that is at least 0.95; otherwise the verdict
is open, with the number of runs that would decide it. So more runs end a "run more" and hardly
ever change a verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import ndtri, stdtr

from allied.sim.experiment.effects import Effects

__all__ = ["COIN_FLIP", "SURE", "Judgement", "Verdict", "is_coin_flip", "judge"]

SURE = 0.95  # that a direction is the right one, and that more runs would not change the verdict
Z_SURE, Z_INTERVAL = float(ndtri(SURE)), float(ndtri(0.975))
COIN_FLIP = (0.4, 0.6)  # share of companies that do better: for one company a coin flip
ENOUGH = 0.99  # with as many runs as are advised: they then decide in six cases of ten
GROWTH, STEPS, MOST_RUNS = 1.25, 40, 100_000
EACH = slice(None)


class Verdict(StrEnum):
    """What is said of an effect."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on an effect whose positive side is the better one.

    Attributes
    ----------
    verdict : Verdict
    runs_needed : int or None
        Where a verdict is open for want of runs: how many would decide it, as far as these tell.
        None where the verdict is final, also where it is parameters that leave it open.
    """

    verdict: Verdict
    runs_needed: int | None = None


def is_coin_flip(p_better: float) -> bool:
    """Return whether as many companies do better as worse, or nearly so.

    Examples
    --------
    >>> is_coin_flip(0.52), is_coin_flip(0.7)
    (True, False)
    """
    return COIN_FLIP[0] <= p_better <= COIN_FLIP[1]


def judge(effects: Effects, sesoi: np.ndarray | float) -> list[Judgement]:
    """Return the verdict on each effect.

    Parameters
    ----------
    effects : Effects
        Of gaps that are above zero where it is better.
    sesoi : numpy.ndarray, shape (effects,), or float
        Smallest effect of interest, in the unit of the gaps.

    Examples
    --------
    >>> import numpy as np
    >>> from allied.sim.experiment.effects import Design
    >>> from allied.sim.inputs.arguments import parameter_rows
    >>> design = Design(parameter_rows(None), np.arange(100))
    >>> gaps = np.linspace(0.9, 1.1, 100)[:, None]  # close to one, in every company
    >>> judge(design.effects(gaps), 0.3)
    [Judgement(verdict=<Verdict.BETTER: 'better'>, runs_needed=None)]
    """
    sesoi = np.broadcast_to(np.asarray(sesoi, float), effects.mean.shape)
    runs = effects.design.runs
    if runs < 2:
        return [Judgement(Verdict.OPEN)] * len(sesoi)
    final = _probabilities(effects, sesoi, 1.0)
    best = final.argmax(axis=0)
    decided = final.max(axis=0) >= SURE
    needed = _runs_needed(effects, sesoi, ~decided)
    kinds = list(Verdict)
    return [
        Judgement(kinds[k]) if sure else Judgement(Verdict.OPEN, more)
        for k, sure, more in zip(best, decided, needed, strict=True)
    ]


def _probabilities(
    effects: Effects, sesoi: np.ndarray, times: float, which: np.ndarray | slice = EACH
) -> np.ndarray:
    """Return how probable each verdict is the final one, with `times` as many runs.

    Returns
    -------
    numpy.ndarray, shape (4, effects)
        In the order of `Verdict`; of `which` effects only.
    """
    degrees_of_freedom = effects.design.runs * times - 1.0
    mean, weights = effects.mean[which], effects.weights[:, which]
    error = np.maximum(effects.mc_error[which] / np.sqrt(times), 1e-300)
    spread = np.sqrt(_sharper(effects.signal[:, which], weights, times))

    def below(bound: np.ndarray) -> np.ndarray:
        return np.asarray(stdtr(degrees_of_freedom, (bound - mean) / error))

    clear = np.maximum(sesoi[which], Z_SURE * spread)
    inside = np.maximum(sesoi[which] - Z_INTERVAL * spread, 0.0)
    better = np.sum(weights * (1.0 - below(clear)), axis=0)
    worse = np.sum(weights * below(-clear), axis=0)
    same = np.sum(weights * (below(inside) - below(-inside)), axis=0)
    return np.array([better, worse, same, 1.0 - better - worse - same])


def _sharper(signal: np.ndarray, weights: np.ndarray, times: float) -> np.ndarray:
    """Return the posterior of the variance as more runs would narrow it, shape as `signal`."""
    if times == 1.0:
        return signal
    logs = np.log(np.maximum(signal, 1e-300))
    centre = np.sum(weights * logs, axis=0)
    return np.asarray(np.exp(centre + (logs - centre) / np.sqrt(times)))


def _runs_needed(effects: Effects, sesoi: np.ndarray, open_: np.ndarray) -> Sequence[int | None]:
    """Return how many runs would decide each open verdict, in round numbers.

    Where the estimates lie so near to a border that none would, four times as many are advised:
    they move the estimates.
    """
    runs = effects.design.runs
    needed = np.where(open_ & (4 * runs <= MOST_RUNS), 4.0 * runs, 0.0)
    left = np.flatnonzero(open_)  # a distribution costs: for these only
    for step in range(1, STEPS + 1):
        times = GROWTH**step
        if not len(left) or times * runs > MOST_RUNS:
            break
        sure = _probabilities(effects, sesoi, times, left).max(axis=0) >= ENOUGH
        needed[left[sure]] = times * runs
        left = left[~sure]
    return [_rounded(float(count)) if count else None for count in needed]


def _rounded(runs: float) -> int:
    """Return a number of runs with two digits that count, rounded up."""
    unit = 10.0 ** max(0.0, np.floor(np.log10(runs)) - 1.0)
    return int(np.ceil(runs / unit) * unit)
