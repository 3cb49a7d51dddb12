"""The forms for levers, derived from the table of levers.

Only one thing is said here and not there: which levers stand first. All others are one press away
("More levers"), and a lever that differs from the baseline always shows.
"""

from __future__ import annotations

from collections.abc import Container
from itertools import groupby
from typing import Any

from allied.scenarios import differences
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.quantity import Quantity
from allied.sim.inputs.scenario import Scenario
from allied.viz.web.page_state import ENVIRONMENT
from allied.viz.words import page_words as words
from allied.viz.words.lever_values import later_words, offered, step, value_words, written_as
from allied.viz.words.table_texts import label_of, meaning_of, source_of

__all__ = ["FIRST", "LARGEST", "groups"]

FIRST = frozenset(
    {
        "structure.delivery", "structure.ownership", "decisions.rights", "budget.holder",
        "budget.overlap", "goals.shared", "leadership.sponsorship", "culture.credit_sharing",
        "it.governance", "technology.platform", "technology.ai", "market.turbulence",
        "firm.run_load",
    }
)  # fmt: skip
LARGEST = {"firm.teams": 40}  # what a slider offers; a scenario file may have more
QUARTER = 13


def groups(
    scenario: Scenario, baseline: Scenario, moved: Container[str], *, environment: bool
) -> list[dict[str, Any]]:
    """Return the groups of a form as plain data.

    Parameters
    ----------
    scenario, baseline : Scenario
        The scenario whose levers are on show, and what they are compared with.
    moved : container of str
        Levers that the reader has moved.
    environment : bool
        Whether to return the levers that no company decides, or those that it does.
    """
    wanted = [q for q in LEVERS.values() if (q.role == ENVIRONMENT) == environment]
    differing = {difference.lever for difference in differences(scenario, baseline)}
    found = []
    for name, members in groupby(wanted, lambda lever: lever.group):
        levers = [_lever(lever, scenario, baseline, differing, moved) for lever in members]
        differ = sum(lever["differs"] for lever in levers)
        found.append({
            "title": words.group_title(name), "differ": differ,
            "differing": words.differing(differ), "levers": levers,
            "more": words.more_levers(sum(not lever["first"] for lever in levers)),
        })  # fmt: skip
    return found


def _lever(
    lever: Quantity,
    scenario: Scenario,
    baseline: Scenario,
    differing: Container[str],
    moved: Container[str],
) -> dict[str, Any]:
    value, base = scenario.value(lever.name), baseline.value(lever.name)
    differs = lever.name in differing
    common = {
        "name": lever.name,
        "label": label_of(lever),
        "meaning": meaning_of(lever),
        "source": words.source_words(source_of(lever)),
        "differs": differs,
        "first": lever.name in FIRST or differs or lever.name in moved,
        "base_words": value_words(lever, base),
        "base_title": words.baseline_words(value_words(lever, base)),
        "later": words.by_timeline(_later(lever, scenario)),
    }
    return {**common, **_control(lever, value, base)}


def _control(lever: Quantity, value: Any, base: Any) -> dict[str, Any]:
    if lever.kind in ("choice", "switch"):
        values = offered(lever)
        options = [{"label": value_words(lever, each), "base": each == base} for each in values]
        return {"kind": "options", "options": options, "value": values.index(value)}
    low, high = float(lever.low), float(max(LARGEST.get(lever.name, lever.high), value, base))
    return {
        "kind": "slider",
        "value": value,
        "words": value_words(lever, value),
        "low": low,
        "high": high,
        "step": step(lever),
        "base": (base - low) / (high - low),
        "format": written_as(lever),
    }


def _later(lever: Quantity, scenario: Scenario) -> str:
    """Return what the scenario's timeline does to the lever later on, in words."""
    quarters = {
        week // QUARTER + 1: changes[lever.name]
        for week, changes in scenario.timeline
        if lever.name in changes
    }
    return later_words(lever, quarters)
