"""Simulate the scenarios of a page, each one only once.

Luck is paired by address, and so are parameters: run r of a scenario is the same whichever
scenarios are simulated beside it, and however many runs there are. So the results of each scenario
are kept, moving a lever simulates one scenario alone, and a few runs first give a preview of the
same companies.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from allied.sim.inputs.arguments import parameter_rows
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.scenario import Scenario
from allied.sim.model.compiled import is_compiled
from allied.viz.parameter_sets import POSTERIOR, draws_of

if TYPE_CHECKING:
    from allied.sim.experiment.ensemble import Ensemble

__all__ = [
    "PREVIEW", "RUNS", "SEED", "WEEKS", "Superseded", "compare", "draw_from", "drawn_from", "key",
    "known", "warm_up",
]  # fmt: skip

PREVIEW, RUNS = 200, 1000
WEEKS, SEED = 156, 1
QUARTER = 13  # weeks
POLL = 0.1  # seconds
COMPILE = (
    "from allied.sim.experiment.ensemble import run_ensemble; run_ensemble([{}], runs=1, weeks=1)"
)
KEPT = 32  # scenarios; one takes 1.8 MB

_parameters = POSTERIOR
_kept: OrderedDict[Hashable, np.ndarray] = OrderedDict()
_one_at_a_time = threading.Lock()


class Superseded(Exception):
    """The page has asked for something else meanwhile."""


def draw_from(parameters: str) -> None:
    """Set what all pages draw parameters from: "posterior", "default" or a file of draws."""
    global _parameters
    _parameters = parameters
    _kept.clear()


def drawn_from() -> str:
    """Return what pages draw parameters from."""
    return _parameters


def key(scenario: Scenario) -> Hashable:
    """Return what a scenario's results depend on: equal for scenarios that differ in name only."""
    timeline = tuple((week, tuple(sorted(moves.items()))) for week, moves in scenario.timeline)
    return tuple(scenario.value(name) for name in LEVERS), timeline


def known(scenarios: Sequence[Scenario], runs: int = RUNS) -> bool:
    """Return whether nothing has to be simulated to compare the scenarios."""
    return all(_runs_kept(key(scenario)) >= runs for scenario in scenarios)


def compare(
    scenarios: Sequence[Scenario],
    *,
    runs: int = RUNS,
    current: Callable[[], bool] = lambda: True,
) -> Ensemble:
    """Return the results of the scenarios, quarter by quarter, simulating what is not known yet.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The first is the baseline.
    runs : int
        Companies.
    current : callable
        Whether the results are still wanted. It is asked while they are computed.

    Raises
    ------
    Superseded
        If the results are not wanted any more.
    """

    def go_on(*_: int) -> None:
        if not current():
            raise Superseded

    while not _one_at_a_time.acquire(timeout=POLL):
        go_on()
    try:
        missing = {key(s): s for s in scenarios if _runs_kept(key(s)) < runs}
        if missing:
            _compile()
            _simulate(missing, runs, go_on)
        parameters = parameter_rows(draws_of(_parameters))
        values = np.stack([_recall(key(scenario))[:runs] for scenario in scenarios])
    finally:
        _one_at_a_time.release()
    from allied.sim.experiment.ensemble import Ensemble  # loads the compiler

    weeks = np.arange(QUARTER, WEEKS + 1, QUARTER)
    return Ensemble(tuple(scenarios), SEED, runs, WEEKS, weeks, values, parameters)


def warm_up() -> None:
    """Compile the model and simulate the first page in the background, before it is asked for."""
    threading.Thread(target=_first_page, name="warm-up", daemon=True).start()


def _runs_kept(name: Hashable) -> int:
    values = _kept.get(name)
    return 0 if values is None else len(values)


def _compile() -> None:
    """Compile the model in a process of its own: in this one it would hold up pages and Ctrl-C."""
    if not is_compiled():
        path = os.pathsep.join(filter(None, sys.path))
        subprocess.run(
            [sys.executable, "-c", COMPILE],
            env={**os.environ, "PYTHONPATH": path},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,  # if it fails, the simulation compiles, or says why it cannot
        )


def _simulate(
    missing: dict[Hashable, Scenario], runs: int, progress: Callable[[int, int], None]
) -> None:
    from allied.sim.experiment.ensemble import run_ensemble

    ensemble = run_ensemble(
        list(missing.values()), runs=runs, weeks=WEEKS, seed=SEED, every=QUARTER,
        parameters=draws_of(_parameters), progress=progress,
    )  # fmt: skip
    for name, values in zip(missing, ensemble.values, strict=True):
        _kept[name] = values
    while len(_kept) > KEPT:
        _kept.popitem(last=False)


def _recall(name: Hashable) -> np.ndarray:
    _kept.move_to_end(name)
    return _kept[name]


def _first_page() -> None:
    from allied import scenarios
    from allied.viz.web.link import first_view
    from allied.viz.web.wanted import scenarios_of

    try:
        results = compare(scenarios_of(first_view(scenarios.names())))
        _ = results.comparison().design  # decomposed once, and kept for all pages
    except Exception:  # a page that asks for the same says what is wrong
        logging.getLogger("allied.web").exception("The first page could not be prepared")
