"""How far the model keeps its patterns: at the defaults, and over the prior.

At the defaults an effect is kept when the 95 % interval of its mean over companies lies above zero.
Over the prior it is kept for a draw when its mean over that draw's companies is above zero.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.designs import Runs, run_designs
from calibration.patterns import PATTERNS, Effect
from calibration.prior import prior_draws
from calibration.seeds import RUNS, SEED

__all__ = ["REPORT", "keeping", "read_report"]

REPORT = Path(__file__).with_name("patterns.csv")
Z_95 = 1.96


def _summary(values: np.ndarray) -> dict[str, float]:
    """Return mean, 95 % interval and standardised size of an effect over companies."""
    seen = values[~np.isnan(values)]
    spread = float(seen.std(ddof=1))
    margin = Z_95 * spread / np.sqrt(len(seen))
    mean = float(seen.mean())
    return {
        "mean": mean, "low": mean - margin, "high": mean + margin,
        "size": mean / spread if spread > 0.0 else float("nan"), "companies": len(seen),
    }  # fmt: skip


def _held(effect: Effect, runs: Runs, draws: int) -> np.ndarray:
    """Return for each prior draw whether an effect's mean is above zero, shape (draws,)."""
    by_draw = effect.measure(runs).reshape(-1, draws)
    return np.nansum(by_draw, axis=0) > 0.0


def keeping(
    *,
    runs: int = RUNS,
    draws: int = 0,
    runs_each: int = 30,
    seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Return how every effect of every pattern comes out.

    Parameters
    ----------
    runs : int
        Companies at the default parameters.
    draws : int
        Draws from the prior; none when 0.
    runs_each : int
        Companies for each draw.
    seed : int
    progress : callable, optional

    Returns
    -------
    pandas.DataFrame
        A row for each effect: pattern, statement, effect, mean, low, high (95 % interval of the
        mean), size (in standard deviations over companies), companies, kept, share_of_prior (NaN
        without draws), share_of_prior_all (all effects of the pattern at once), reason (why it is
        known not to be kept).
    """
    at_defaults = run_designs(runs=runs, seed=seed, progress=progress)
    over_prior = None
    if draws:
        over_prior = run_designs(
            runs=draws * runs_each, seed=seed, parameters=prior_draws(draws), progress=progress
        )
    rows = []
    for pattern in PATTERNS:
        held = np.full((len(pattern.effects), 1), np.nan)
        if over_prior is not None:
            held = np.array([_held(effect, over_prior, draws) for effect in pattern.effects])
        for effect, draws_held in zip(pattern.effects, held, strict=True):
            summary = _summary(effect.measure(at_defaults))
            rows.append({
                "pattern": pattern.name, "statement": pattern.statement, "effect": effect.label,
                **summary, "kept": summary["low"] > 0.0,
                "share_of_prior": float(draws_held.mean()),
                "share_of_prior_all": float(held.prod(axis=0).mean()),
                "reason": effect.fails,
            })  # fmt: skip
    return pd.DataFrame(rows)


def read_report() -> pd.DataFrame:
    """Return the report that is shipped, as `allied patterns --prior 200` wrote it."""
    return pd.read_csv(REPORT, keep_default_na=False, na_values=["nan"])
