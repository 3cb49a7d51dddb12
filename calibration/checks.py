"""How well the calibrated model does: against the figures, held-out figures, and known truths.

Every check is reported as it comes out. Errors are absolute, in shares (0.08 is eight points); an
inequality that holds has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import stats
from scipy.special import expit, logit

from calibration.emulator import Emulator, to_points, to_unit
from calibration.figures import contrasts, figures, surveys, targets
from calibration.fitting import Calibration, Progress, draws_of, kept_without
from calibration.inference import DISCREPANCY_SCALE, infer
from calibration.likelihood import LEAST, errors, inside, predictive
from calibration.prior import UNKNOWNS, parameter_records
from scenarios import load
from sim.ensemble import run_ensemble
from sim.outcomes import index_of
from sim.scenario import Scenario
from sim.threads import on_threads

__all__ = ["run_checks"]

FOLDS, TRUTHS, RANKS = 10, 96, 99
SHORT, SHORT_BURN_IN = 1400, 500  # steps of the chains in checks
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
MIDDLE, WIDE = (0.25, 0.75), (0.05, 0.95)
HEADLINES = (
    ("shared-projects", "customer_experience"),
    ("joint-governance", "trust_cmo_cio"),
    ("self-service", "integration_debt"),
)
IDENTIFIED = 0.1  # narrowed by at least this much: less cannot be told from nothing


def run_checks(calibration: Calibration, *, progress: Progress = lambda _: None) -> dict[str, Any]:
    """Run every check.

    Returns
    -------
    dict
        "figures" and "unknowns": lists of rows; "summary", "contrasts", "sensitivity": as named.
        Plain numbers, for JSON.
    """
    folds = _folds(len(targets()))
    by_fold = _held_out(calibration, folds, progress("folds"))
    by_survey = _held_out(calibration, list(surveys().values()), progress("surveys left out"))
    rows = _figure_rows(calibration, by_fold, by_survey)
    recovery = _recovery(calibration, progress("known truths recovered"))
    return {
        "figures": rows,
        "contrasts": _contrast_rows(calibration),
        "unknowns": _unknown_rows(calibration, recovery),
        "sensitivity": _sensitivity(calibration, progress("sensitivity")),
        "summary": _summary(calibration, rows),
    }


def _folds(count: int) -> list[list[int]]:
    order = np.random.default_rng(10).permutation(count)
    return [sorted(order[k::FOLDS].tolist()) for k in range(FOLDS)]


def _held_out(calibration: Calibration, groups: Sequence[Sequence[int]], told: Any) -> np.ndarray:
    """Return predictive draws of each figure from a fit that did not see its group.

    Returns
    -------
    numpy.ndarray, shape (draws, figures, 2)
        The share that the model expects, and the figure that a survey would find.
    """
    everything, emulator = calibration.figures, calibration.emulator
    count = len(everything.value)
    out = np.empty((1000, count, 2))
    for number, group in enumerate(groups):
        fit = infer(
            emulator, everything, kept=kept_without(group, count), seed=100 + number,
            steps=SHORT, burn_in=SHORT_BURN_IN,
        )  # fmt: skip
        generator = np.random.default_rng(number)
        expected = emulator.logits(fit.units)
        error = emulator.error(fit.units)
        found = predictive(everything, expected, fit.discrepancy, generator, error)
        out[:, group, 0], out[:, group, 1] = expit(expected)[:, group], found[:, group]
        if told is not None:
            told(number + 1, len(groups))
    return out


def _spread(values: np.ndarray) -> dict[str, float]:
    return dict(zip(("p05", "p25", "p50", "p75", "p95"), np.quantile(values, QUANTILES).tolist(),
                    strict=True))  # fmt: skip


def _figure_rows(
    calibration: Calibration, by_fold: np.ndarray, by_survey: np.ndarray
) -> list[dict[str, Any]]:
    everything, posterior = calibration.figures, calibration.posterior
    table, count = figures(), len(everything.value)
    prior = calibration.shares[:, :count]
    expected = logit(np.clip(calibration.simulated, LEAST, 1.0 - LEAST))
    found = predictive(
        everything, expected, posterior.discrepancy[: len(expected)], np.random.default_rng(2)
    )
    others = (everything.value.sum() - everything.value) / (count - 1)
    columns = {
        "prior": (prior, prior), "posterior": (calibration.simulated, found),
        "fold": (by_fold[..., 0], by_fold[..., 1]),
        "survey": (by_survey[..., 0], by_survey[..., 1]),
    }  # fmt: skip
    missed = {name: errors(everything, mean.mean(axis=0)) for name, (mean, _) in columns.items()}
    missed["others"] = errors(everything, others)
    held = {
        (name, bounds): inside(everything, *np.quantile(values, bounds, axis=0))
        for name, (_, values) in columns.items()
        for bounds in (MIDDLE, WIDE)
    }
    rows = []
    for q, row in enumerate(targets()):
        line: dict[str, Any] = {
            "id": row.id, "source": table["source"][row.id], "wording": table["wording"][row.id],
            "indicator": row.question.indicator, "respondents": row.question.respondents,
            "strength": row.question.strength,
            "polarity": "negative" if row.question.denies else "positive",
            "comparator": row.comparator, "sample_size": row.sample_size, "observed": row.value,
        }  # fmt: skip
        for name, (mean, values) in columns.items():
            spread = _spread(values[:, q])
            line[name] = {
                "mean": float(mean[:, q].mean()), **spread, "error": float(missed[name][q]),
                "inside50": bool(held[name, MIDDLE][q]),
                "inside90": bool(held[name, WIDE][q]),
            }  # fmt: skip
        line["others"] = {"mean": float(others[q]), "error": float(missed["others"][q])}
        rows.append(line)
    return rows


def _contrast_rows(calibration: Calibration) -> list[dict[str, Any]]:
    rows, shares = targets(), calibration.simulated
    out = []
    for one, other in contrasts():
        gaps = shares[:, one] - shares[:, other]
        observed = rows[one].value - rows[other].value
        out.append({
            "collaborative": rows[one].id, "traditional": rows[other].id,
            "indicator": rows[one].question.indicator, "observed": observed,
            "mean": float(gaps.mean()), "low": float(np.quantile(gaps, 0.05)),
            "high": float(np.quantile(gaps, 0.95)), "right": bool(gaps.mean() * observed > 0.0),
        })  # fmt: skip
    return out


def _recovery(calibration: Calibration, told: Any) -> Mapping[str, np.ndarray]:
    """Fit synthetic surveys of known truths that neither emulator nor fit has seen.

    A truth is a draw of the table with its simulated survey; the discrepancy comes from its prior.

    Returns
    -------
    mapping
        "truth", "mean", "low", "high", "rank": arrays of shape (truths, unknowns + 1).
    """
    everything, count = calibration.figures, len(calibration.figures.value)
    units, shares = to_unit(calibration.points), calibration.shares[:, :count]
    truths = np.sort(np.random.default_rng(4).choice(len(units), TRUTHS, replace=False))
    learned = kept_without(truths.tolist(), len(units))
    emulator = Emulator(units[learned], shares[learned])

    def fit_one(number: int) -> dict[str, np.ndarray]:
        truth, generator = truths[number], np.random.default_rng(1000 + number)
        sigma = abs(generator.normal(0.0, DISCREPANCY_SCALE))
        expected = logit(np.clip(shares[truth], LEAST, 1.0 - LEAST))[None]
        made = everything.with_values(predictive(everything, expected, np.array([sigma]),
                                                 generator)[0])  # fmt: skip
        fit = infer(emulator, made, seed=number, count=RANKS, steps=SHORT, burn_in=SHORT_BURN_IN)
        draws = np.column_stack([fit.units, fit.discrepancy])
        known = np.append(units[truth], sigma)
        low, high = np.quantile(draws, [0.05, 0.95], axis=0)
        return {"truth": known, "mean": draws.mean(axis=0), "low": low, "high": high,
                "rank": (draws < known).sum(axis=0)}  # fmt: skip

    found = on_threads(fit_one, range(TRUTHS), progress=told)
    return {name: np.array([one[name] for one in found]) for name in found[0]}


def _unknown_rows(
    calibration: Calibration, recovery: Mapping[str, np.ndarray]
) -> list[dict[str, Any]]:
    posterior = draws_of(calibration.posterior)
    rows = []
    for position, name in enumerate([*UNKNOWNS, "discrepancy"]):
        values = posterior[name].to_numpy()
        known = UNKNOWNS.get(name)
        low, high = (known.low, known.high) if known else (0.0, float("nan"))
        prior_sd = (high - low) / np.sqrt(12.0) if known else DISCREPANCY_SCALE * 0.603
        narrowed = 1.0 - values.std() / prior_sd
        truth, mean = recovery["truth"][:, position], recovery["mean"][:, position]
        covered = (recovery["low"][:, position] <= truth) & (truth <= recovery["high"][:, position])
        counts = np.bincount(recovery["rank"][:, position] * 10 // (RANKS + 1), minlength=10)
        rows.append({
            "name": name, "label": known.label if known else "Discrepancy of model and figures",
            "unit": known.unit if known else "logits", "low": low,
            "high": None if known is None else high,
            "source": known.source if known else "inferred",
            "mean": float(values.mean()), **_spread(values), "narrowed": float(narrowed),
            "identified": bool(narrowed >= IDENTIFIED),
            "recovery_correlation": float(np.corrcoef(truth, mean)[0, 1]),
            "recovery_coverage90": float(covered.mean()),
            "ranks": counts.tolist(), "ranks_p": float(stats.chisquare(counts).pvalue),
        })  # fmt: skip
    return rows


def _summary(calibration: Calibration, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    def mean(fit: str, what: str) -> float:
        return float(np.mean([row[fit][what] for row in rows]))

    emulated = expit(calibration.emulator.logits(calibration.posterior.units[: len(
        calibration.simulated)]))  # fmt: skip
    fits = ("prior", "posterior", "fold", "survey")
    right = _contrast_rows(calibration)
    return {
        "targets": len(rows), "context": int((figures()["role"] == "context").sum()),
        "mae": {name: mean(name, "error") for name in (*fits, "others")},
        "coverage50": {name: mean(name, "inside50") for name in fits},
        "coverage90": {name: mean(name, "inside90") for name in fits},
        "contrasts_right": sum(row["right"] for row in right), "contrasts": len(right),
        "discrepancy": float(calibration.posterior.discrepancy.mean()),
        "emulator_error": float(np.sqrt(np.mean((emulated - calibration.simulated) ** 2))),
        "autocorrelation_steps": calibration.posterior.steps_between,
        "truths": TRUTHS,
    }  # fmt: skip


def _sensitivity(calibration: Calibration, told: Any) -> list[dict[str, Any]]:
    """Return headline comparisons under other choices about the discrepancy and the coding."""
    count, everything = len(calibration.figures.value), calibration.figures
    units = to_unit(calibration.points)
    plain = Emulator(units, calibration.shares[:, count:])
    usual = calibration.emulator

    def again(emulator: Emulator, scale: float) -> np.ndarray:
        return infer(
            emulator, everything, discrepancy_scale=scale * DISCREPANCY_SCALE, count=400,
            steps=SHORT, burn_in=SHORT_BURN_IN,
        ).units  # fmt: skip

    variants = (
        ("as shipped", lambda: calibration.posterior.units[:400]),
        ("half the discrepancy expected", lambda: again(usual, 0.5)),
        ("twice the discrepancy expected", lambda: again(usual, 2.0)),
        ("all wordings coded plain", lambda: again(plain, 1.0)),
        ("prior", lambda: units[:400]),
    )  # fmt: skip
    arms = [load("silos"), *(load(name) for name, _ in HEADLINES)]
    out = []
    for number, (label, draw) in enumerate(variants):
        out += _headlines(label, draw(), arms)
        if told is not None:
            told(number + 1, len(variants))
    return out


def _headlines(label: str, units: np.ndarray, arms: Sequence[Scenario]) -> list[dict[str, Any]]:
    runs = 4 * len(units)
    values = run_ensemble(
        arms, runs=runs, seed=3, parameters=parameter_records(to_points(units))
    ).values[:, :, -1]
    rows = []
    for position, (name, outcome) in enumerate(HEADLINES, start=1):
        column = index_of(outcome)
        gaps = (values[position] - values[0])[:, column].reshape(4, -1).mean(axis=0)
        rows.append({
            "variant": label, "scenario": name, "outcome": outcome, "mean": float(gaps.mean()),
            "p05": float(np.quantile(gaps, 0.05)), "p95": float(np.quantile(gaps, 0.95)),
        })  # fmt: skip
    return rows
