"""From effects in simulated companies to a verdict on a claim.

    m_d = μ_d + e_d,   Var(e_d) = σ²/n,   Var(μ_d) = τ²
    μ̂_d = m + (m_d - m) · √((τ² + σ²/(n·D)) / Var(m_d))

`m_d` is the mean effect over the n companies of parameter draw d. With few companies a draw the
`m_d` scatter more than the true means `μ_d`; they are pulled together until they scatter as the
draws do (τ², by the moments of a one-way analysis of variance) plus the error of the mean over all
D draws: constrained empirical Bayes (Louis 1984; Ghosh 1992). Interval and probability are those of
`μ̂_d` over draws, so they carry what is not known about the parameters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = [
    "CONTRADICTED",
    "SUPPORTED",
    "UNDECIDED",
    "UNTESTABLE",
    "Judgement",
    "judge",
    "over_draws",
]

SUPPORTED, CONTRADICTED, UNDECIDED = "supported", "contradicted", "undecided"
UNTESTABLE = "untestable"
SURE = 0.9


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an effect says about a claim.

    Attributes
    ----------
    effect, low, high : float
        Mean over draws and 95 % interval over draws; above zero as the claim says.
    p : float
        Share of draws whose mean effect goes as the claim says, ties half.
    verdict, reason : str
        The reason says why a verdict is undecided; empty otherwise.
    """

    effect: float
    low: float
    high: float
    p: float
    verdict: str
    reason: str = ""


def over_draws(effects: np.ndarray) -> np.ndarray:
    """Return the mean effect of each draw, freed of the scatter of its few companies.

    Parameters
    ----------
    effects : numpy.ndarray, shape (companies, draws)

    Returns
    -------
    numpy.ndarray, shape (draws,)

    Examples
    --------
    >>> import numpy as np
    >>> draws = over_draws(np.random.default_rng(1).normal(1.0, 5.0, (10, 200)))
    >>> bool(draws.std() < 0.8)  # by chance alone it would be 1.6
    True
    """
    companies, draws = effects.shape
    means = effects.mean(axis=0)
    if draws == 1:
        return np.asarray(means)
    chance = float(effects.var(axis=0, ddof=1).mean()) / companies
    total = float(means.var(ddof=1))
    if total == 0.0:
        return np.asarray(means)
    left = max(0.0, total - chance) + chance / draws
    scaled = means.mean() + (means - means.mean()) * np.sqrt(min(1.0, left / total))
    return np.asarray(scaled)


def judge(draws: np.ndarray, least: float) -> Judgement:
    """Return the verdict on a claim.

    Parameters
    ----------
    draws : numpy.ndarray, shape (draws,)
        Mean effect by draw, above zero as the claim says.
    least : float
        Smallest effect worth naming.
    """
    effect = float(draws.mean())
    low, high = (float(value) for value in np.quantile(draws, (0.025, 0.975)))
    p = float(np.mean(draws > 0.0) + 0.5 * np.mean(draws == 0.0))
    if not draws.any():
        reason = "No effect in any company: nothing in the model leads from one to the other."
        return Judgement(effect, low, high, p, UNDECIDED, reason)
    if abs(effect) < least:
        reason = f"The effect is smaller than {least:g}, the least worth naming."
        return Judgement(effect, low, high, p, UNDECIDED, reason)
    if 1.0 - SURE < p < SURE:
        reason = "It depends on parameters that are not known."
        return Judgement(effect, low, high, p, UNDECIDED, reason)
    return Judgement(effect, low, high, p, SUPPORTED if p >= SURE else CONTRADICTED)
