"""The patterns P1-P13 that the model must show without being told to.

A pattern is a list of effects. An effect is a number for each company, computed from paired runs,
whose mean is above zero when the pattern holds: for example the weeks by which one structure is
sooner live than another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from calibration.designs import YEAR, Runs
from sim.state import CIO, Department, Route, Stage

__all__ = ["PATTERNS", "Effect", "Pattern"]


@dataclass(frozen=True)
class Effect:
    """One thing that must be above zero, in the mean over companies.

    Attributes
    ----------
    label : str
    measure : callable
        Takes `Runs`, returns an array of shape (runs,); NaN where a company says nothing about it.
    fails : str
        Why it is known not to hold at the defaults; empty where it holds.
    """

    label: str
    measure: Callable[[Runs], np.ndarray]
    fails: str = ""


@dataclass(frozen=True)
class Pattern:
    """A pattern of the model's behaviour, with the claims from which it comes."""

    name: str
    statement: str
    claims: tuple[str, ...]
    effects: tuple[Effect, ...]


def _better(label: str, design: str, reference: str, outcome: str, year: int = 3) -> Effect:
    return Effect(label, lambda runs: runs.gain(design, reference, outcome, year))


def _worse(label: str, design: str, reference: str, outcome: str, year: int = 3) -> Effect:
    return Effect(label, lambda runs: -runs.gain(design, reference, outcome, year))


def _synergy(outcome: str) -> Callable[[Runs], np.ndarray]:
    def measure(runs: Runs) -> np.ndarray:
        parts = ("people", "process", "technology")
        alone = sum(runs.gain(part, "silos", outcome, 3) for part in parts)
        return runs.gain("people, process, technology", "silos", outcome, 3) - alone

    return measure


LOW_TRUST = 35.0


def _trapped(runs: Runs) -> np.ndarray:
    """Return, for companies of low trust in year two, how far year five is from recovery."""
    low = runs.get("silos", "trust_cio_cmo", 2) < LOW_TRUST
    later = runs.get("silos", "trust_cio_cmo", 5)
    return np.where(low, 45.0 - later, np.nan)


def _pushed(runs: Runs) -> np.ndarray:
    low = runs.get("silos", "trust_cio_cmo", 2) < LOW_TRUST
    gain = runs.gain("push in year three", "silos", "trust_cio_cmo", 5)
    return np.where(low, gain, np.nan)


def _priority(co: Any) -> float:
    return float(co.chiefs[CIO].priority)


def _weeks_by(route: Route) -> Callable[[Any], float]:
    """Return a look at the mean weeks so far of what was asked of a route in the first year."""

    def look(co: Any) -> float:
        week, work = int(co.firm.week), co.work[: int(co.firm.n_work)]
        asked = work[(work["route"] == route) & (work["raised"] <= YEAR)]
        asked = asked[asked["stage"] != Stage.ABANDONED]
        if len(asked) == 0:
            return float("nan")
        until = np.where(asked["stage"] == Stage.LIVE, asked["settled"], week)
        return float(np.mean(until - asked["raised"]))

    return look


def _low_trust_priority(runs: Runs) -> np.ndarray:
    high, low = (runs.look("silos", _priority, trust_base=base) for base in (0.6, 0.4))
    return 100.0 * (high - low)


def _low_priority_weeks(runs: Runs) -> np.ndarray:
    weeks = _weeks_by(Route.QUEUE)
    return runs.look("little IT for marketing", weeks) - runs.look("much IT for marketing", weeks)


def _unclear_weeks(runs: Runs) -> np.ndarray:
    weeks = _weeks_by(Route.SHARED)
    return runs.look("shared, duties unclear", weeks) - runs.look("shared", weeks)


def _awareness(co: Any) -> list[float]:
    """Return marketing's goal awareness by level, and what its leaders think of the lowest."""
    teams = co.teams[: int(co.firm.n_teams)]
    teams = teams[teams["department"] == Department.MARKETING]
    heads = teams["heads"] / teams["heads"].sum()
    return [*(heads @ teams["goal_awareness"]), float(heads @ teams["believed_awareness"])]


def _levels(higher: int, lower: int) -> Callable[[Runs], np.ndarray]:
    def measure(runs: Runs) -> np.ndarray:
        seen = runs.look("silos", _awareness)
        return 100.0 * (seen[:, higher] - seen[:, lower])

    return measure


def _slope(cause: str, effect: str, sign: float) -> Callable[[Runs], np.ndarray]:
    """Return each company's contribution to the covariance of two outcomes, standardised."""

    def measure(runs: Runs) -> np.ndarray:
        a, b = runs.get("silos", cause, 2), runs.get("silos", effect, 3)
        return sign * (a - a.mean()) * (b - b.mean()) / (a.std() * b.std() + 1e-12)

    return measure


def _some_lose(runs: Runs) -> np.ndarray:
    lose = runs.gain("more meetings", "silos", "customer_experience", 3) < 0.0
    return lose - 0.05


def _chairs(design: str, sign: float) -> Callable[[Runs], np.ndarray]:
    """Return by how much the CMO's trust gains more than the CIO's, or less with sign -1."""

    def measure(runs: Runs) -> np.ndarray:
        cmo = runs.gain(design, "silos", "trust_cmo_cio", 3)
        return sign * (cmo - runs.gain(design, "silos", "trust_cio_cmo", 3))

    return measure


PATTERNS: Sequence[Pattern] = (
    Pattern("P1", "Buying around IT delivers sooner in year one, and ends year three with more "
            "integration debt and a lower overall gain.", ("C000-11", "C000-12"), (
                _better("sooner live in year 1", "self-service", "silos", "lead_time", 1),
                _worse("more integration debt in year 3", "self-service", "silos",
                       "integration_debt"),
                _worse("less customer experience in year 3", "self-service", "silos",
                       "customer_experience"))),
    Pattern("P2", "Trust is a loop with a basin: bypass goes with less trust, less trust with "
            "longer lead times, longer lead times with more bypass; who is low stays low unless "
            "pushed.", ("C004-02", "C004-03", "C004-04", "C000-10"), (
                Effect("bypass in year 2 lowers the CIO's trust in year 3",
                       _slope("bypass_share", "trust_cio_cmo", -1.0)),
                Effect("less trust lowers the priority of marketing's work", _low_trust_priority),
                Effect("less priority lengthens the wait in IT's queue", _low_priority_weeks),
                _better("a faster IT lowers bypass", "IT with more hands", "silos",
                        "bypass_share"),
                Effect("who is high in year 2 is higher in year 3",
                       _slope("trust_cio_cmo", "trust_cio_cmo", 1.0)),
                Effect("who is low in year 2 is below 45 in year 5", _trapped),
                Effect("a push in year 3 lifts year 5", _pushed))),
    Pattern("P3", "Shared projects raise trust and ties above silos, and part of it outlives them.",
            ("C004-05", "C004-06"), (
                _better("CMO's trust", "shared", "silos, joint decisions", "trust_cmo_cio"),
                _better("CIO's trust", "shared", "silos, joint decisions", "trust_cio_cmo"),
                _better("ties", "shared", "silos, joint decisions", "marketing_it_ties"),
                _better("ties, in the year after they ended", "shared, then queue",
                        "silos, joint decisions", "marketing_it_ties", 4),
                _better("CIO's trust, in the year after they ended", "shared, then queue",
                        "silos, joint decisions", "trust_cio_cmo", 4))),
    Pattern("P4", "A shared team with unclear ownership has more conflict and loses part of its "
            "gain.", ("C004-07", "C004-10"), (
                _worse("more disputes reach the CEO", "shared, duties unclear", "shared",
                       "escalations"),
                Effect("shared work takes longer", _unclear_weeks),
                _worse("less customer experience", "shared, duties unclear", "shared",
                       "customer_experience"))),
    Pattern("P5", "Where budgets overlap, yielding shortens the wait; contesting lengthens it and "
            "costs trust.", ("C000-31", "C000-07"), (
                _better("shorter lead time", "overlap: yield", "silos", "lead_time", 1),
                _better("CMO's trust", "overlap: yield", "silos", "trust_cmo_cio", 2),
                _better("CIO's trust", "overlap: yield", "silos", "trust_cio_cmo", 2))),
    Pattern("P6", "A programme without the CEO behind it stalls and falls back to old habits.",
            ("C001-27", "C001-24", "C000-26"), (
                _worse("fewer ties", "programme, without CEO", "programme, CEO behind it",
                       "marketing_it_ties"),
                _worse("less customer experience", "programme, without CEO",
                       "programme, CEO behind it", "customer_experience"),
                _worse("more bypass", "programme, without CEO", "programme, CEO behind it",
                       "bypass_share"),
                Effect("the gap in ties grows from year 1 to year 4", lambda runs:
                       runs.gain("programme, CEO behind it", "programme, without CEO",
                                 "marketing_it_ties", 4)
                       - runs.gain("programme, CEO behind it", "programme, without CEO",
                                   "marketing_it_ties", 1)),
                Effect("without the CEO bypass is back from year 2 to year 4", lambda runs:
                       runs.get("programme, without CEO", "bypass_share", 4)
                       - runs.get("programme, without CEO", "bypass_share", 2)))),
    Pattern("P7", "Knowledge of goals falls from leader to contributor; leaders think it is higher "
            "than it is.", ("C003-03", "C003-05"), (
                Effect("leaders above managers", _levels(0, 1)),
                Effect("managers above contributors", _levels(1, 2)),
                Effect("leaders' belief above what contributors know", _levels(3, 2)))),
    Pattern("P8", "People, process and technology changed alone each gain little; together more "
            "than the sum.", ("C001-20",), (
                Effect("together more than the sum (return on marketing technology)",
                       _synergy("martech_return")),
                Effect("together more than the sum (customer experience)",
                       _synergy("customer_experience"),
                       "The index ends at 100 and saturates: three strong packages overlap. On the "
                       "return, which has no upper end, the sum is exceeded."))),
    Pattern("P9", "Technology bought without collaboration adds silos.", ("C001-17",), (
                _worse("more integration debt", "money", "silos", "integration_debt"),
                Effect("less so with collaboration", lambda runs:
                       runs.gain("money, together", "together", "integration_debt", 3)
                       - runs.gain("money", "silos", "integration_debt", 3)))),
    Pattern("P10", "Delegating speeds work where goals are known, and hurts where they are not.",
            ("C000-32",), (
                _better("sooner live, goals known", "delegated, goals known", "joint, goals known",
                        "lead_time", 1),
                _worse("less in line, goals unknown", "delegated, goals unknown",
                       "joint, goals unknown", "alignment"),
                _worse("less customer experience, goals unknown", "delegated, goals unknown",
                       "joint, goals unknown", "customer_experience"),
                Effect("hurts less where goals are known", lambda runs:
                       runs.gain("delegated, goals known", "joint, goals known",
                                 "customer_experience", 3)
                       - runs.gain("delegated, goals unknown", "joint, goals unknown",
                                   "customer_experience", 3)))),
    Pattern("P11", "Fear of losing credit lowers collaboration even when collaboration pays.",
            ("C003-18",), (
                _better("collaboration pays", "shared, credit shared", "silos, joint decisions",
                        "customer_experience"),
                _worse("fear lowers the CMO's trust", "shared, credit feared",
                       "shared, credit shared", "trust_cmo_cio"),
                _worse("fear lowers the CIO's trust", "shared, credit feared",
                       "shared, credit shared", "trust_cio_cmo"),
                _worse("fear sends more work around IT", "shared, credit feared",
                       "shared, credit shared", "bypass_share"))),
    Pattern("P12", "Collaboration costs: load rises with it, and some companies would do better "
            "with less.", (), (
                _worse("more coordination", "more meetings", "silos", "coordination_load"),
                Effect("more than one company in twenty loses customer experience", _some_lose))),
    Pattern("P13", "The two chairs see the same company differently.", ("C000-08", "C000-13"), (
                Effect("buying around IT moves the CMO more", _chairs("self-service", 1.0)),
                Effect("a common platform moves the CIO more", _chairs("platform", -1.0)))),
)  # fmt: skip
