"""Parameters of the market: its climate, shocks, and the traits of new ideas."""

from __future__ import annotations

from allied.sim.inputs.parameters.rows import CONSTANT as _C
from allied.sim.inputs.quantity import Quantity

__all__ = ["ROWS"]

ROWS = (
    Quantity("climate.persistence", _C, "Persistence of the climate", "Share of this week's "
             "climate of values that is left in the next.", "share", 0.97, 0.9, 0.99),
    Quantity("climate.noise", _C, "Changes of the climate", "Standard deviation of a week's news, "
             "in an ordinary market.", "log units", 0.03, 0.01, 0.06),
    Quantity("shock.rate", _C, "Shocks", "Weekly chance in an ordinary market.", "per week", 0.02,
             0.005, 0.05),
    Quantity("shock.expectation", _C, "Expectations after a shock", "By how much a shock raises "
             "what customers take for granted.", "share", 0.01, 0.003, 0.03),
    Quantity("shock.ambiguity", _C, "Ambiguity after a shock", "That is added to all initiatives "
             "that are not settled.", "0–1", 0.15, 0.05, 0.3),
    Quantity("idea.half_life_sigma", _C, "Spread of half-lives", "Lognormal.", "log units", 0.4,
             0.2, 0.7),
    Quantity("idea.half_life_least", _C, "Shortest half-life", "Of an idea's value.", "weeks", 3.0,
             1.0, 8.0),
    Quantity("idea.it_share_least", _C, "Smallest part for IT", "Of an initiative's work.", "share",
             0.2, 0.1, 0.3),
    Quantity("idea.it_share_range", _C, "Range of parts for IT", "From the smallest part to the "
             "largest.", "share", 0.5, 0.3, 0.7),
    Quantity("idea.integration_least", _C, "Smallest need for integration", "Of an initiative.",
             "0–1", 0.15, 0.05, 0.25),
    Quantity("idea.integration_range", _C, "Range of needs for integration", "From the smallest "
             "need to the largest.", "0–1", 0.7, 0.5, 0.75),
    Quantity("idea.ambiguity_least", _C, "Smallest ambiguity", "Of a new idea.", "0–1", 0.2, 0.1,
             0.25),
    Quantity("idea.ambiguity_range", _C, "Range of ambiguities", "From the smallest to the "
             "largest.", "0–1", 0.7, 0.5, 0.75),
    Quantity("idea.overlapping", _C, "Overlapping budgets", "Share of ideas for which both sides "
             "could pay.", "share", 0.45, 0.25, 0.65, source="assumed; C000-07"),
)  # fmt: skip
