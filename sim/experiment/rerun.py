"""Runs of a recorded experiment, computed again and compared bit for bit."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.metadata import version
from typing import Any

import numpy as np

from allied.sim.experiment.record import PACKAGES, hash_of_rows
from allied.sim.experiment.recorded_table import Layout
from allied.sim.inputs.arguments import POSTERIOR, Parameters, parameter_rows
from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.stamp import belongs

__all__ = ["compute_again", "hindrance"]


def hindrance(facts: Mapping[str, Any], layout: Layout, parameters: Parameters) -> str:
    """Return why the runs cannot be computed again here; empty where they can.

    Parameters
    ----------
    facts : mapping
        The provenance.
    layout : Layout
    parameters : optional
        The parameter sets; by default those of the name in the provenance.
    """
    if not belongs(facts.get("model")):
        return "another model made it."
    if layout.outcomes != tuple(outcome.name for outcome in OUTCOMES):
        return "the model has other outcomes."
    told = _told(facts)
    try:
        rows = _rows(told, parameters)
    except InputError as error:
        return f"its parameters are not here ({error.problems[0]}) --parameters FILE names them."
    except (OSError, TypeError, ValueError) as error:
        return f"its parameters cannot be read ({str(error)!r:.120})."
    if hash_of_rows(rows) != told.get("rows_sha256"):
        return f"the parameters {told.get('name')!r:.60} are other ones here."
    return ""


def compute_again(
    facts: Mapping[str, Any], layout: Layout, chosen: np.ndarray, recorded: np.ndarray,
    parameters: Parameters, progress: Callable[[int, int], None] | None,
) -> list[Problem]:  # fmt: skip
    """Compute runs again, and return where they differ from what was recorded.

    Parameters
    ----------
    facts, layout, parameters
        As for `hindrance`, which finds none.
    chosen : numpy.ndarray of int, shape (chosen,)
        Numbers of the runs, ascending.
    recorded : numpy.ndarray, shape (scenarios, chosen, weeks, outcomes)
    progress : callable, optional
        Called with (company-runs done, company-runs in all).
    """
    from allied.sim.experiment.ensemble import run_ensemble  # loads the compiler

    rows, again = _rows(_told(facts), parameters), np.empty_like(recorded)
    count, total = len(layout.scenarios), len(layout.scenarios) * len(chosen)
    for block in np.split(np.arange(len(chosen)), np.flatnonzero(np.diff(chosen) != 1) + 1):

        def told(done: int, _: int, start: int = int(block[0]) * count) -> None:
            if progress is not None:
                progress(start + done, total)

        try:
            again[:, block] = run_ensemble(
                layout.scenarios, runs=len(block), first=int(chosen[block[0]]),
                weeks=layout.weeks, seed=layout.seed, every=layout.every, parameters=rows,
                progress=told,
            ).values  # fmt: skip
        except InputError as error:
            return [replace(p, where=f"provenance, {p.where}") for p in error.problems]
    places = np.argwhere(again.view(np.int64) != recorded.view(np.int64))
    if not len(places):
        return []
    s, r, w, k = places[0]
    where = (f"scenario {layout.scenarios[s].name!r:.60}, run {chosen[r]}, week "
             f"{layout.recorded[w]}, {layout.outcomes[k]}")  # fmt: skip
    others = f" ({len(places) - 1:,} more values differ)" if len(places) > 1 else ""
    expected = f"{float(again[s, r, w, k])!r}, computed again{others}"
    hint = _other_machine(facts)
    return [Problem(where, repr(float(recorded[s, r, w, k])), expected, hint)]


def _told(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    told = facts.get("parameters")
    return told if isinstance(told, dict) else {}


def _rows(told: Mapping[str, Any], parameters: Parameters) -> np.ndarray:
    return parameter_rows(str(told.get("name", POSTERIOR)) if parameters is None else parameters)


def _other_machine(facts: Mapping[str, Any]) -> str:
    """Return which versions differ, that may be the cause."""
    here = {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}
    others = [f"{name} {facts.get(name)!s:.20} (here {mine})"
              for name, mine in here.items() if facts.get(name) != mine]  # fmt: skip
    return f"It was made with {', '.join(others)}." if others else ""
