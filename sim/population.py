"""A population of companies that differ, so that surveys of many companies can be simulated.

    position = logit(default) + width · (direction · level + spread · z)
    z = √(1 - ρ²) · ε + direction · ρ · c,   level = level(domain) + trend · (year - 2018) / 10

Every lever of a company is drawn around its default, on the logit of its position in its range;
a lever with choices is drawn by the same law from its choices, ordered from apart to together. `c`
is one number of the company: how far it works together in everything. So practices of working
together come in company of each other as far as the correlation ρ says. Structures, money, people
and surroundings differ; nothing about answers or outcomes is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from scipy.special import expit, logit, ndtri

from sim.compiled import kernel
from sim.draws import Purpose, normal
from sim.levers import LEVER_TYPE, LEVERS
from sim.parameters import PARAMETERS
from sim.quantity import Quantity, to_record
from sim.state import allocate

__all__ = ["POPULATION", "REFERENCE_YEAR", "population"]

SPREAD, COHERENCE = "population.spread", "population.coherence"
TREND, REFERENCE_YEAR = "population.trend", 2018
DOMAINS = {
    "organisation": ("structure", "decisions", "budget"),
    "goals": ("goals",),
    "leadership": ("leadership", "culture"),
    "technology": ("it", "technology"),
}
"""Practices by what they are about: groups of levers whose ordinary level is one unknown."""


def _level(domain: str, about: str) -> Quantity:
    return Quantity(
        f"population.{domain}", "calibrated", f"Ordinary practice: {about}",
        f"How far companies in a survey are beyond the silos baseline in {about}, in standard "
        "units of a practice.", "logits", 0.5, -0.5, 2.0,
        source="assumed; the baseline is a bad case",
    )  # fmt: skip


_ROWS = (
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

POPULATION = MappingProxyType({row.name: row for row in _ROWS})
"""Mapping of dotted name to `Quantity`: what calibration may move about a population."""


class Practice(NamedTuple):
    """How a lever differs between companies.

    Attributes
    ----------
    direction : float
        1 where more of it is working together, -1 where less is, 0 where it is neither.
    width : float
        Spread, relative to that of a practice.
    order : tuple of (value, float)
        For a choice: its values from apart to together, with their shares at level 0 (assumed).
    """

    direction: float = 1.0
    width: float = 1.0
    order: tuple[tuple[Any, float], ...] = ()


_NEUTRAL, _NARROW = Practice(0.0), Practice(0.0, 0.5)

PRACTICES: Mapping[str, Practice] = MappingProxyType({
    "structure.delivery": Practice(order=(
        ("self_service", 0.2), ("queue", 0.5), ("embedded", 0.12), ("shared_project", 0.13),
        ("merged", 0.05))),
    "structure.unit_share": _NARROW,
    "structure.ownership": Practice(),
    "structure.accountability": Practice(0.0, order=(
        ("marketing", 0.2), ("it", 0.2), ("both", 0.6))),
    "structure.return_home": Practice(0.0, order=((False, 0.2), (True, 0.8))),
    "decisions.rights": Practice(order=(
        ("marketing", 0.35), ("it", 0.3), ("delegated", 0.15), ("joint", 0.2))),
    "decisions.listening": Practice(),
    "budget.holder": Practice(order=(
        ("marketing", 0.25), ("split", 0.35), ("it", 0.25), ("joint", 0.15))),
    "budget.overlap": Practice(order=(("contest", 0.55), ("ceo", 0.25), ("yield", 0.2))),
    "budget.growth": Practice(0.0, order=(("fixed", 0.7), ("results", 0.3))),
    "budget.growth_rate": Practice(0.0, 0.25),
    "budget.per_head": _NARROW,
    "budget.reserve": _NEUTRAL,
    "goals.shared": Practice(), "goals.transparency": Practice(), "goals.one_place": Practice(),
    "goals.measurement": Practice(),
    "leadership.sponsorship": Practice(), "leadership.sponsorship_floor": Practice(),
    "leadership.ceo_attention": _NEUTRAL, "leadership.patience": _NEUTRAL,
    "leadership.cmo_collaboration": Practice(), "leadership.cio_collaboration": Practice(),
    "leadership.cmo_fluency": Practice(), "leadership.cio_fluency": Practice(),
    "leadership.openness": Practice(),
    "culture.customer_focus": Practice(), "culture.credit_sharing": Practice(),
    "culture.joint_meetings": Practice(), "culture.training": Practice(),
    "it.marketing_share": _NARROW, "it.governance": _NEUTRAL, "it.debt_paydown": Practice(),
    "technology.platform": Practice(), "technology.ai": _NEUTRAL,
    "market.turbulence": _NARROW, "market.opportunities": _NARROW, "market.window": _NARROW,
    "market.expectation_drift": _NARROW,
    "firm.teams": _NARROW, "firm.staff_turnover": _NARROW, "firm.run_load": _NARROW,
})  # fmt: skip
LEVEL_OF = {group: f"population.{domain}" for domain, groups in DOMAINS.items() for group in groups}
MOST_TEAMS = 28  # of a surveyed company; larger ones answer through one of their divisions
CENTRES = {"technology.ai": 0.7}  # in 2024, when surveys first ask for it (assumed)
EDGE = 0.03  # a lever at the end of its range may still differ between companies
DRAW = int(Purpose.POPULATION)


@kernel
def draw_normals(company: Any, seed: Any, first: int, out: Any) -> None:
    """Fill `out`, shape (companies, subjects), with the luck of consecutive companies."""
    co = company[0]
    co.firm.seed = seed
    for r in range(out.shape[0]):
        co.firm.run = first + r
        for s in range(out.shape[1]):
            out[r, s] = normal(co, s, DRAW)


def population(
    count: int,
    *,
    seed: int,
    settings: Mapping[str, float] | None = None,
    year: int = REFERENCE_YEAR,
    centres: Mapping[str, Any] | None = None,
    first: int = 0,
) -> np.ndarray:
    """Draw companies.

    Parameters
    ----------
    count : int
    seed : int
        In [0, 2**64). Company `r` of a seed has the same luck whatever else is asked for.
    settings : mapping, optional
        Values of `POPULATION`; defaults for what is missing.
    year : int
        Of the survey; the ordinary level of practices is that of 2018, plus the trend.
    centres : mapping, optional
        Levers whose ordinary value in the population is not the default; `CENTRES` when None.
    first : int
        Number of the first company.

    Returns
    -------
    numpy.ndarray of LEVER_TYPE, shape (count,)
    """
    values = {name: row.default for name, row in POPULATION.items()} | dict(settings or {})
    luck = np.empty((count, len(LEVERS) + 1))
    baseline = to_record(LEVERS, {})
    company = allocate(baseline, np.zeros(1, np.int64), to_record(PARAMETERS, {}))
    draw_normals(company, np.uint64(seed), first, luck)
    moved_to = CENTRES if centres is None else centres
    later = values[TREND] * (year - REFERENCE_YEAR) / 10.0
    together, rho = luck[:, -1], values[COHERENCE]
    out = np.zeros(count, LEVER_TYPE)
    for column, (name, lever) in enumerate(LEVERS.items()):
        practice = PRACTICES[name]
        load = rho * practice.direction
        differs = math.sqrt(1.0 - load * load) * luck[:, column] + load * together
        level = later + values.get(LEVEL_OF.get(lever.group, ""), 0.0)
        shift = practice.direction * practice.width * level
        centre = moved_to.get(name, lever.default)
        if practice.order and name not in moved_to:
            out[lever.field] = _chosen(lever, practice, differs + shift / values[SPREAD])
        elif practice.order:
            out[lever.field] = lever.code(centre)
        else:
            position = (centre - lever.low) / (lever.high - lever.low)
            moved = logit(np.clip(position, EDGE, 1.0 - EDGE)) + shift
            moved += practice.width * values[SPREAD] * differs
            number = lever.low + (lever.high - lever.low) * expit(moved)
            out[lever.field] = np.round(number) if lever.kind == "integer" else number
    out["firm_teams"] = np.minimum(out["firm_teams"], MOST_TEAMS)
    return out


def _chosen(lever: Quantity, practice: Practice, position: np.ndarray) -> np.ndarray:
    """Return the codes of choices: those whose share of the standard normal holds the position."""
    upper = ndtri(np.cumsum([share for _, share in practice.order])[:-1])
    codes = np.array([lever.code(value) for value, _ in practice.order])
    return np.asarray(codes[np.searchsorted(upper, position)])
