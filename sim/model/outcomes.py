"""What is measured: every outcome, with its unit, its better direction and its plain name.

An outcome at a week speaks of the 52 weeks that end there (of fewer in the first year). States are
means over these weeks; shares and times refer to the work that these weeks settled. How each is
computed stands under its name in `allied.sim.model.rules.measures`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

__all__ = [
    "DEFAULT_GOALS",
    "GOALS",
    "MOST_GOALS",
    "OUTCOMES",
    "SIGNS",
    "THEMES",
    "Outcome",
    "index_of",
]

HIGHER, LOWER = "higher", "lower"
CUSTOMERS, SPEED, AROUND = "Customers and revenue", "Speed", "Around IT"
PEOPLE, MEANS = "People", "Time and money"
THEMES = (CUSTOMERS, SPEED, AROUND, PEOPLE, MEANS)
"""Headings under which tables and lists show outcomes, in their order."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome.

    Attributes
    ----------
    name, label, unit, meaning : str
        `label` and `meaning` are for people who are not modellers.
    better : {"higher", "lower"}
    theme : str
        Of `THEMES`.
    digits : int
        Decimals worth showing.
    sesoi : float
        Smallest effect of interest, in the outcome’s unit (judgement).

    Examples
    --------
    >>> OUTCOMES[index_of("lead_time")].label, OUTCOMES[index_of("lead_time")].better
    ('Lead time', 'lower')
    """

    name: str
    label: str
    unit: str
    better: str
    theme: str
    meaning: str
    digits: int = 0
    sesoi: float = 0.5


OUTCOMES = (
    Outcome("customer_experience", "Customer experience", "index 0–100", HIGHER, CUSTOMERS,
            "How customers find what the company offers, against what they expect.", 1, 0.3),
    Outcome("revenue_index", "Revenue", "index, start = 100", HIGHER, CUSTOMERS,
            "Revenue, as far as customer experience moves it.", 1, 0.05),
    Outcome("martech_return", "Return on marketing technology", "%", HIGHER, CUSTOMERS,
            "Value that live technology yields for each 100 $ spent on new technology (at least "
            "a twentieth of the budget counts as spent).", 0, 2),
    Outcome("lead_time", "Lead time", "weeks", LOWER, SPEED,
            "Median time from idea to live.", 1, 0.3),
    Outcome("late_share", "Delivered late", "%", LOWER, SPEED,
            "Share of deliveries after the date that was promised.", 0),
    Outcome("live_in_window", "Live within its window", "%", HIGHER, SPEED,
            "Share of settled initiatives that were live before half of their value was gone.", 0),
    Outcome("bypass_share", "Initiatives around IT", "%", LOWER, AROUND,
            "Share of decided initiatives that marketing took around IT.", 0),
    Outcome("bypass_spend", "Spend around IT", "%", LOWER, AROUND,
            "Share of the money for new technology that was spent around IT.", 0),
    Outcome("integration_debt", "Integration debt", "weeks per IT head", LOWER, AROUND,
            "Work that it would take to connect what is live but stands alone.", 1, 0.05),
    Outcome("trust_cmo_cio", "CMO’s trust in the CIO", "0–100", HIGHER, PEOPLE,
            "How far the CMO relies on the CIO.", 0),
    Outcome("trust_cio_cmo", "CIO’s trust in the CMO", "0–100", HIGHER, PEOPLE,
            "How far the CIO relies on the CMO.", 0),
    Outcome("marketing_it_ties", "Ties between marketing and IT", "0–100", HIGHER, PEOPLE,
            "How well people of the two sides know each other, mean over pairs of teams.", 0),
    Outcome("goal_awareness", "Goals known by contributors", "%", HIGHER, PEOPLE,
            "How well contributors in marketing know the goals of the year.", 0),
    Outcome("alignment", "Work in line with company goals", "%", HIGHER, PEOPLE,
            "How far the work under way serves the goals of the company.", 0),
    Outcome("escalations", "Disputes taken to the CEO", "per year", LOWER, PEOPLE,
            "How often the two chiefs take a dispute to the CEO.", 1, 0.1),
    Outcome("abandoned_share", "Abandoned", "%", LOWER, SPEED,
            "Share of settled initiatives that were given up.", 0),
    Outcome("budget_used", "Budget used", "%", HIGHER, MEANS,
            "Money spent, of the year’s budget; above 100 where money was set aside before.", 0),
    Outcome("coordination_load", "Coordination load", "hours per head a week", LOWER, MEANS,
            "Time of marketing and IT that goes into agreeing with each other.", 2, 0.02),
    Outcome("security_incidents", "Security incidents", "per year", LOWER, AROUND,
            "Incidents in tools that marketing took into use.", 2, 0.01),
)  # fmt: skip

SIGNS = np.array([1.0 if outcome.better == HIGHER else -1.0 for outcome in OUTCOMES])
"""1 for an outcome of which more is better, -1 for the others, in the order of `OUTCOMES`."""

GOALS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "customers": ("customer_experience", "lead_time", "revenue_index"),
    "profit": ("revenue_index", "martech_return"),
    "trust": ("trust_cmo_cio", "trust_cio_cmo", "marketing_it_ties"),
})  # fmt: skip
"""What a reader may want, by the name of the preset: outcomes that count alike."""

DEFAULT_GOALS, MOST_GOALS = GOALS["customers"], 3


def index_of(name: str) -> int:
    """Return the position of an outcome in `OUTCOMES`.

    Raises
    ------
    KeyError
        If there is no such outcome; the message lists all names.

    Examples
    --------
    >>> index_of("customer_experience")
    0
    """
    names = [outcome.name for outcome in OUTCOMES]
    if name not in names:
        raise KeyError(f"{name!r} is no outcome; expected one of {', '.join(names)}")
    return names.index(name)
