"""A population of companies that differ, so that surveys of many companies can be simulated.

    position = logit(default) + width · (direction · level + spread · z)
    z = √(1 - ρ²) · ε + direction · ρ · c,   level = level(domain) + trend · (year - 2018) / 10

Every lever of a company is drawn around its default, on the logit of its position in its range;
a lever with choices is drawn by the same law from its choices, ordered from apart to together. `c`
is one number of the company: how far it works together in everything. So practices of working
together come in company of each other as far as the correlation ρ says. Structures, money, people
and environment differ; nothing about answers or outcomes is drawn.

Direction, width and order stand in each lever's row (`allied.sim.inputs.levers`). A lever's draw
is addressed by its name, so a lever more, or in another place, changes no other (decision 0032).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from allied.sim.inputs.levers import LEVER_TYPE, LEVERS
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.practice import Practice
from allied.sim.inputs.quantity import Quantity, key_of, to_record
from allied.sim.inputs.survey_parameters import COHERENCE, POPULATION, SPREAD, TREND
from allied.sim.model.company import Company
from allied.sim.model.compiled import kernel
from allied.sim.model.draws import Purpose, normal
from allied.sim.model.elementary import exp, log
from allied.sim.model.normal_distribution import normal_quantile
from allied.sim.model.records import fixed
from allied.sim.model.state import allocate

__all__ = ["MOST_TEAMS", "REFERENCE_YEAR", "TOGETHER", "population"]

REFERENCE_YEAR = 2018
MOST_TEAMS = 28  # of a surveyed company; larger ones answer through one of their divisions
EDGE = 0.03  # a lever at the end of its range may still differ between companies
DRAW = fixed(Purpose.POPULATION)
TOGETHER = key_of("population.together")  # address of c, which is no lever


@kernel
def draw_normals(
    company: np.ndarray, seed: np.uint64, first: int, subjects: np.ndarray, out: np.ndarray
) -> None:
    """Fill `out`, shape (subjects, companies), with the luck of consecutive companies.

    `subjects` are addresses, int64 below 2**32; the place of one among them does not matter.
    """
    co: Company = company[0]
    co.firm.seed = seed
    for r in range(out.shape[1]):
        co.firm.run = first + r
        for s in range(out.shape[0]):
            out[s, r] = normal(co, subjects[s], DRAW)


@kernel
def to_positions(logits: np.ndarray) -> None:
    """Replace the logits of positions, shape (companies,), by the positions in (0, 1)."""
    for r in range(logits.shape[0]):
        logits[r] = 1.0 / (1.0 + exp(-logits[r]))


def population(
    count: int,
    *,
    seed: int,
    settings: Mapping[str, float] | None = None,
    year: int = REFERENCE_YEAR,
    first: int = 0,
) -> np.ndarray:
    """Draw companies.

    Parameters
    ----------
    count : int
    seed : int
        In [0, 2**64). Company `r` of a seed has the same luck whatever else is asked for.
    settings : mapping, optional
        Values of `allied.sim.inputs.survey_parameters.POPULATION`; defaults for what is missing.
    year : int
        Of the survey; the ordinary level of practices is that of 2018, plus the trend.
    first : int
        Number of the first company.

    Returns
    -------
    numpy.ndarray of LEVER_TYPE, shape (count,)

    Examples
    --------
    >>> companies = population(50, seed=1, year=2024)
    >>> len(companies), float(companies["goals_transparency"].std()) > 0.0
    (50, True)
    """
    values = {name: row.default for name, row in POPULATION.items()} | dict(settings or {})
    subjects = np.array([TOGETHER, *(lever.key for lever in LEVERS.values())])
    deviation = np.empty((len(subjects), count))
    company = allocate(to_record(LEVERS, {}), np.zeros(1, np.int64), to_record(PARAMETERS, {}))
    draw_normals(company, np.uint64(seed), first, subjects, deviation)
    later = values[TREND] * (year - REFERENCE_YEAR) / 10.0
    out = np.zeros(count, LEVER_TYPE)
    for lever, own in zip(LEVERS.values(), deviation[1:], strict=True):
        practice = lever.practice
        assert practice is not None  # allied.sim.inputs.levers refuses such a lever
        load = values[COHERENCE] * practice.direction
        differs = math.sqrt(1.0 - load * load) * own + load * deviation[0]
        level = later + values.get(f"population.{lever.domain}", 0.0)
        shift = practice.direction * practice.width * level
        if practice.order:
            out[lever.field] = _chosen(lever, practice, differs + shift / values[SPREAD])
        else:
            moved = _middle(lever, practice) + shift
            moved += practice.width * values[SPREAD] * differs
            to_positions(moved)
            number = lever.low + (lever.high - lever.low) * moved
            out[lever.field] = np.round(number) if lever.kind == "integer" else number
    out["firm_teams"] = np.minimum(out["firm_teams"], MOST_TEAMS)
    return out


def _chosen(lever: Quantity, practice: Practice, position: np.ndarray) -> np.ndarray:
    """Return the codes of choices: those whose share of the standard normal holds the position."""
    below = np.cumsum([share for _, share in practice.order])[:-1]
    upper = [normal_quantile(float(share)) for share in below]
    codes = np.array([lever.code(value) for value, _ in practice.order])
    return np.asarray(codes[np.searchsorted(upper, position)])


def _middle(lever: Quantity, practice: Practice) -> float:
    """Return the logit of the ordinary position of a number in its range."""
    centre = lever.default if practice.centre is None else practice.centre
    position = min(1.0 - EDGE, max(EDGE, (centre - lever.low) / (lever.high - lever.low)))
    return log(position / (1.0 - position))
