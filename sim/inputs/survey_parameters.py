"""How surveyed companies differ, and how people answer: the parameters of the survey layer.

They are calibrated with those of the model (`allied.sim.inputs.parameters`), but no rule reads
them: the first say from which population surveyed companies come, the others how what people see
turns into a yes.
"""

from __future__ import annotations

from types import MappingProxyType

from allied.sim.inputs.quantity import Quantity

__all__ = [
    "ACQUIESCENCE",
    "COHERENCE",
    "NOISE",
    "POPULATION",
    "RESPONSE",
    "SPREAD",
    "TINT",
    "TREND",
]  # fmt: skip

SPREAD, COHERENCE, TREND = "population.spread", "population.coherence", "population.trend"
NOISE, ACQUIESCENCE, TINT = "response.noise", "response.acquiescence", "response.tint"


def _level(domain: str, about: str) -> Quantity:
    return Quantity(
        f"population.{domain}", "calibrated", f"Ordinary practice: {about}",
        f"How far companies in a survey are beyond the silos baseline in {about}, in standard "
        "units of a practice.", "logits", 0.5, -0.5, 2.0,
        source="assumed; the baseline is a bad case",
    )  # fmt: skip


_POPULATION = (
    _level("organisation", "structure, decisions and money"),
    _level("goals", "goals"),
    _level("leadership", "leadership and culture"),
    _level("technology", "technology"),
    Quantity(TREND, "calibrated", "Practices spread with the years", "By how much the ordinary "
             "level of all practices rises in ten years.", "logits per decade", 0.5, 0.0, 2.0,
             source="assumed; C002-01, C000-22 for the direction"),
    Quantity(SPREAD, "calibrated", "Differences between surveyed companies", "Standard deviation "
             "of a practice between companies.", "logits", 0.9, 0.4, 1.6, source="assumed"),
    Quantity(COHERENCE, "calibrated", "Practices come together", "Correlation of a practice with "
             "how far the company works together in everything.", "correlation", 0.45, 0.0, 0.9,
             source="assumed; Bloom and Van Reenen 2007 for the direction"),
)  # fmt: skip

_RESPONSE = (
    Quantity(NOISE, "calibrated", "Noise of an answer", "Standard deviation of what else moves "
             "one person's answer, on the scale of the indicators.", "0–1", 0.18, 0.08, 0.4,
             source="Alwin 2007: reliability of one attitude question 0.5 to 0.8"),
    Quantity(ACQUIESCENCE, "calibrated", "Acquiescence", "Tendency to agree with any statement.",
             "0–1", 0.05, 0.0, 0.15, source="Krosnick 1999: about 10 points of yes"),
    Quantity(TINT, "calibrated", "Rosy tint of seniority", "How much better the most senior see "
             "their own house.", "0–1", 0.08, 0.0, 0.25, source="assumed; C003-03"),
)  # fmt: skip

POPULATION = MappingProxyType({row.name: row for row in _POPULATION})
"""Mapping of dotted name to `Quantity`: what calibration may move about a population."""

RESPONSE = MappingProxyType({row.name: row for row in _RESPONSE})
"""Mapping of dotted name to `Quantity`: how people answer, whatever the question."""
