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

from allied.calibration.fit.baselines import (
    always_half,
    mean_of_others,
    predict_by_prior,
    predict_by_regression,
    traits,
)
from allied.calibration.fit.emulator import Emulator, to_points, to_unit
from allied.calibration.fit.fitting import Calibration, Progress, draws_of, kept_without
from allied.calibration.fit.held_out import BURN_IN, STEPS, groups, many_fits, predict_held_out
from allied.calibration.fit.inference import DISCREPANCY_SCALE, infer
from allied.calibration.fit.likelihood import LEAST, predictive
from allied.calibration.fit.prior import CALIBRATED_PARAMETERS, parameter_records
from allied.calibration.fit.scores import Predicted, point_scores, scores, spread, summarised
from allied.calibration.survey.figures import contrasts, figures, targets
from allied.scenarios import load
from allied.sim.experiment.ensemble import run_ensemble
from allied.sim.inputs.scenario import Scenario
from allied.sim.model.outcomes import index_of

__all__ = ["run_checks"]

TRUTHS, RANKS = 96, 99
HELD_OUT = {
    "fold": "tenths held out",
    "survey": "surveys held out",
    "whole_indicator": "indicators held out",
}
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
        "figures" and "parameters": lists of rows; "summary", "contrasts", "sensitivity": as named.
        Plain numbers, for JSON.
    """
    rows = _figure_rows(_fits(calibration, progress))
    recovery = _recovery(calibration, progress("known truths recovered"))
    return {
        "figures": rows,
        "contrasts": _contrast_rows(calibration),
        "parameters": _unknown_rows(calibration, recovery),
        "sensitivity": _sensitivity(calibration, progress("sensitivity")),
        "summary": _summary(calibration, rows),
    }


def _fits(calibration: Calibration, progress: Progress) -> dict[str, list[dict[str, Any]]]:
    """Return how each prediction does, a row for each figure: the names of `report.FITS`."""
    everything, posterior = calibration.figures, calibration.posterior
    prior = calibration.shares[:, : len(everything.value)]
    logits = logit(np.clip(calibration.simulated, LEAST, 1.0 - LEAST))
    sigma = posterior.discrepancy[: len(logits)]
    found = predictive(everything, logits, sigma, np.random.default_rng(2))
    predicted = {
        "posterior": Predicted(calibration.simulated, found),
        "prior": Predicted(prior, prior),
        "prior_discrepancy": predict_by_prior(everything, prior, posterior.discrepancy),
    }
    source = figures()["source"]
    known, known_topic = (
        [traits(row, str(source[row.id]), with_indicator=topic) for row in targets()]
        for topic in (False, True)
    )
    for name, left_out in groups().items():
        on_progress = progress(HELD_OUT[name])
        predicted[name] = predict_held_out(calibration, left_out, progress=on_progress)
        predicted[f"regression_{name}"] = predict_by_regression(everything, known, left_out)
        if name != "whole_indicator":  # where knowing it tells nothing
            predicted[f"topic_{name}"] = predict_by_regression(everything, known_topic, left_out)
    return {name: scores(everything, one) for name, one in predicted.items()} | {
        "others": point_scores(everything, mean_of_others(everything)),
        "half": point_scores(everything, always_half(everything)),
    }


def _figure_rows(fits: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    table = figures()
    return [
        {
            "id": row.id, "source": table["source"][row.id], "wording": table["wording"][row.id],
            "indicator": row.question.indicator, "respondents": row.question.respondents,
            "strength": row.question.strength,
            "polarity": "negative" if row.question.denies else "positive",
            "comparator": row.comparator, "sample_size": row.sample_size, "observed": row.value,
            **{name: rows[q] for name, rows in fits.items()},
        }
        for q, row in enumerate(targets())
    ]  # fmt: skip


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


def _recovery(calibration: Calibration, on_progress: Any) -> Mapping[str, np.ndarray]:
    """Fit synthetic surveys of known truths that neither emulator nor fit has seen.

    A truth is a draw of the table with its simulated survey; the discrepancy comes from its prior.

    Returns
    -------
    mapping
        "truth", "mean", "low", "high", "rank": arrays of shape (truths, parameters + 1).
    """
    everything, count = (
        calibration.figures,
        len(calibration.figures.value),
    )
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
        fit = infer(emulator, made, seed=number, count=RANKS, steps=STEPS, burn_in=BURN_IN)
        draws = np.column_stack([fit.units, fit.discrepancy])
        known = np.append(units[truth], sigma)
        low, high = np.quantile(draws, [0.05, 0.95], axis=0)
        return {"truth": known, "mean": draws.mean(axis=0), "low": low, "high": high,
                "rank": (draws < known).sum(axis=0)}  # fmt: skip

    found = many_fits(fit_one, TRUTHS, progress=on_progress)
    return {name: np.array([one[name] for one in found]) for name in found[0]}


def _unknown_rows(
    calibration: Calibration, recovery: Mapping[str, np.ndarray]
) -> list[dict[str, Any]]:
    posterior = draws_of(calibration.posterior)
    rows = []
    for position, name in enumerate([*CALIBRATED_PARAMETERS, "discrepancy"]):
        values = posterior[name].to_numpy()
        known = CALIBRATED_PARAMETERS.get(name)
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
            "mean": float(values.mean()), **spread(values), "narrowed": float(narrowed),
            "identified": bool(narrowed >= IDENTIFIED),
            "recovery_correlation": float(np.corrcoef(truth, mean)[0, 1]),
            "recovery_coverage90": float(covered.mean()),
            "ranks": counts.tolist(), "ranks_p": float(stats.chisquare(counts).pvalue),
        })  # fmt: skip
    return rows


def _summary(calibration: Calibration, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    emulated = expit(calibration.emulator.logits(calibration.posterior.units[: len(
        calibration.simulated)]))  # fmt: skip
    right = _contrast_rows(calibration)
    return {
        "targets": len(rows), "context": int((figures()["role"] == "context").sum()),
        **summarised(rows),
        "contrasts_right": sum(row["right"] for row in right), "contrasts": len(right),
        "discrepancy": float(calibration.posterior.discrepancy.mean()),
        "emulator_error": float(np.sqrt(np.mean((emulated - calibration.simulated) ** 2))),
        "autocorrelation_steps": calibration.posterior.steps_between,
        "truths": TRUTHS,
    }  # fmt: skip


def _sensitivity(calibration: Calibration, on_progress: Any) -> list[dict[str, Any]]:
    """Return headline comparisons under other choices about the discrepancy and the coding."""
    count, everything = (
        len(calibration.figures.value),
        calibration.figures,
    )
    units = to_unit(calibration.points)
    plain = Emulator(units, calibration.shares[:, count:])
    usual = calibration.emulator

    def again(emulator: Emulator, scale: float) -> np.ndarray:
        return infer(
            emulator, everything, discrepancy_scale=scale * DISCREPANCY_SCALE, count=400,
            steps=STEPS, burn_in=BURN_IN,
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
        if on_progress is not None:
            on_progress(number + 1, len(variants))
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
