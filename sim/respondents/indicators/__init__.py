"""What a survey can ask about: every indicator of a company, as each chair in it sees it.

An indicator is a number in [0, 1], a share, a chance or an attitude, read from the state of a
company at the end of a run. It is stated once, here, and knows no question and no survey. The last
52 weeks count ("this year"). A chair sees what it would see: chiefs have their own beliefs, a
member of a team has the team's ties and what has reached its level, the CIO does not know of tools
that it has not found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from allied.sim.model.company import Company
from allied.sim.model.compiled import kernel
from allied.sim.model.flat import flat
from allied.sim.model.state import IT, MARKETING, NOBODY
from allied.sim.model.teams import NAMES
from allied.sim.respondents.indicators import ability, goals, practices, relation
from allied.sim.respondents.indicators.perspectives import LEVELS, Perspective, perspectives
from allied.sim.respondents.indicators.team_means import goals_known, tie_to
from allied.sim.respondents.indicators.this_year import ThisYear, sum_up

__all__ = ["INDICATORS", "LEVELS", "Indicator", "perspectives", "read"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that a survey can ask about.

    Attributes
    ----------
    name, label, meaning : str
        Identifier, and words for people who are not modellers.
    flatters : int
        1 where more of it speaks well of the own house, -1 where less does, 0 where neither.
    of_people : bool
        A share of people: so many say yes, and there is no threshold.
    """

    name: str
    label: str
    meaning: str
    flatters: int
    of_people: bool = False


Writes: TypeAlias = Callable[[Company, ThisYear, Perspective, np.ndarray], None]

_RULES = (*relation.RULES, *practices.RULES, *goals.RULES, *ability.RULES)

# Whom a tie may lead to: a department, or the teams of a kind.
_TARGETS = (
    ("marketing", MARKETING, NOBODY),
    ("it", IT, NOBODY),
    *tuple((name, NOBODY, kind) for kind, name in enumerate(NAMES)),
)
_TARGET_CODES = np.array([target[1:] for target in _TARGETS], np.int64)


def _rows() -> list[Indicator]:
    rows = [
        Indicator(see.__name__, label, see.__doc__ or "", flatters, any(of_people))
        for see, label, flatters, *of_people in _RULES
    ]
    rows += [
        Indicator(f"tie.{name}", f"Close tie to {name}",
                  f"How well one’s team knows the team of {name} that it knows best.", 1)
        for name, _, _ in _TARGETS
    ]  # fmt: skip
    rows += [
        Indicator(f"goals_of.{name}", f"Goals of {name} are known",
                  f"What one’s team knows of the goals of {name}: as much as its leader, as far as "
                  "the tie goes.", 1)
        for name, _, _ in _TARGETS
    ]  # fmt: skip
    return rows


INDICATORS = MappingProxyType({row.name: row for row in _rows()})
"""Mapping of name to `Indicator`, in the order of the columns of `read_company`."""


_steps = {f"see_{column}": row[0] for column, row in enumerate(_RULES)}
_read_rules: Writes = flat(
    "read_rules", "co, year, perspective, out",
    [f"out[{column}] = {name}(co, year, perspective)" for column, name in enumerate(_steps)],
    _steps,
)  # fmt: skip


@kernel
def read_company(
    company: np.ndarray, seats: np.ndarray, targets: np.ndarray, work: np.ndarray, out: np.ndarray
) -> None:
    """Read every indicator as every chair sees it.

    Parameters
    ----------
    company : numpy.recarray, shape (1,)
    seats : numpy.recarray of Perspective, shape (perspectives,)
        Chairs of teams that the company does not have are left out.
    targets : numpy.ndarray of int64, shape (targets, 2)
        Department and kind of team to which ties lead.
    work : numpy.recarray of ThisYear, shape (1,)
        All zeros; filled.
    out : numpy.ndarray of float64, shape (perspectives, indicators)
        Filled; NaN for chairs that there are not.
    """
    co: Company = company[0]
    year: ThisYear = work[0]
    sum_up(co, year)
    ties = len(targets)
    for c in range(len(seats)):
        perspective: Perspective = seats[c]
        if perspective.team >= co.firm.n_teams:
            out[c, :] = np.nan
            continue
        _read_rules(co, year, perspective, out[c])
        rules = out.shape[1] - 2 * ties
        for k in range(ties):
            out[c, rules + k] = tie_to(co, perspective, targets[k, 0], targets[k, 1])
            out[c, rules + ties + k] = goals_known(co, perspective, targets[k, 0], targets[k, 1])


def read(company: np.ndarray, seats: np.ndarray, out: np.ndarray) -> None:
    """Read the indicators of one company; see `read_company`."""
    read_company(company, seats, _TARGET_CODES, np.zeros(1, ThisYear.dtype), out)
