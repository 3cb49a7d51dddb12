"""Parameters and chance: where differences between pairs come from, and how sure their mean is.

Run r takes draw r modulo k of the parameters, so pairs of one draw share it. With draw i of k, its
pair j of nᵢ, and N pairs in all, a difference is a one-way random-effects model,

    yᵢⱼ = μ + aᵢ + eᵢⱼ,    var a = σ²ₐ (parameters),    var e = σ² (chance),

and the variances follow from mean squares (analysis of variance; Searle, Casella and McCulloch
1992, section 3.6, also for unequal nᵢ):

    σ² = Σᵢⱼ(yᵢⱼ − ȳᵢ)² / (N − k),    σ²ₐ = max(0, (Σᵢ nᵢ(ȳᵢ − ȳ)² / (k − 1) − σ²) / n₀),
    n₀ = (N − Σᵢ nᵢ² / N) / (k − 1).

Pairs of a draw are alike, so the mean is as sure as k draw means make it, not N pairs:

    var ȳ = Σᵢ (nᵢ(ȳᵢ − ȳ))² / N² · k / (k − 1),    k − 1 degrees of freedom,

which for equal nᵢ is the variance of the draw means over k. With one draw every pair stands for
itself, and the same formula is that of the paired t-test.
"""

from __future__ import annotations

import numpy as np

__all__ = ["share_of_parameters", "standard_error"]


def standard_error(gaps: np.ndarray, draws: int = 1) -> tuple[float, int]:
    """Return the standard error of the mean difference, and its degrees of freedom.

    Parameters
    ----------
    gaps : numpy.ndarray, shape (runs,)
        Differences; that of run r belongs to draw r modulo `draws`.
    draws : int
        Of the parameters. With one, the error says nothing of what they leave open.

    Returns
    -------
    error : float
        Infinite for a single run.
    freedom : int
    """
    count = len(gaps)
    groups = min(draws, count) if draws > 1 else count
    if groups < 2:
        return np.inf, 0
    _, sizes, means = _by_draw(gaps, groups)
    squares = float(np.sum((sizes * (means - gaps.mean())) ** 2))
    return float(np.sqrt(squares * groups / (groups - 1))) / count, groups - 1


def share_of_parameters(gaps: np.ndarray, draws: int) -> float | None:
    """Return the share of the variance of differences that comes from the parameters.

    Parameters
    ----------
    gaps, draws
        As for `standard_error`.

    Returns
    -------
    float or None
        In [0, 1]; the rest is chance. None where it cannot be known: with one draw, with fewer than
        two companies to a draw, or where all differences are equal.

    Examples
    --------
    >>> share_of_parameters(np.array([1.0, 5.0, 1.0, 5.0]), draws=2)
    1.0
    """
    count = len(gaps)
    if draws < 2 or count // draws < 2:
        return None
    draw, sizes, means = _by_draw(gaps, draws)
    chance = float(np.sum((gaps - means[draw]) ** 2)) / (count - draws)
    between = float(np.sum(sizes * (means - gaps.mean()) ** 2)) / (draws - 1)
    size = (count - float(np.sum(sizes**2)) / count) / (draws - 1)
    parameters = max(0.0, (between - chance) / size)
    return parameters / (parameters + chance) if parameters + chance > 0.0 else None


def _by_draw(gaps: np.ndarray, draws: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the draw of each run, and how many runs and what mean each draw has."""
    draw = np.arange(len(gaps)) % draws
    sizes = np.bincount(draw)
    return draw, sizes, np.bincount(draw, weights=gaps) / sizes
