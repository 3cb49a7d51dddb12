"""Simulate the scenarios of a page, each one only once.

Luck is paired by address: run r of a scenario is the same whichever scenarios are simulated beside
it. So the results of each scenario are kept, and moving a lever simulates one scenario alone.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.comparison import Comparison
from sim.levers import LEVERS
from sim.scenario import Scenario

__all__ = ["RUNS", "SEED", "WEEKS", "Results", "Superseded", "compare", "key", "warm_up"]

RUNS, WEEKS, SEED = 200, 156, 1
QUARTER = 13  # weeks
KEPT = 64  # scenarios; one takes 0.4 MB

Progress = Callable[[int, int], None]

_kept: OrderedDict[Hashable, np.ndarray] = OrderedDict()
_one_at_a_time = threading.Lock()


class Superseded(Exception):
    """The page has asked for something else meanwhile."""


@dataclass(frozen=True)
class Results:
    """Outcomes of scenarios for the same runs, quarter by quarter.

    Attributes
    ----------
    scenarios : tuple of Scenario
        The first is the baseline.
    weeks : numpy.ndarray of int64, shape (quarters,)
    values : numpy.ndarray, shape (scenarios, runs, quarters, outcomes)
    """

    scenarios: tuple[Scenario, ...]
    weeks: np.ndarray
    values: np.ndarray

    @cached_property
    def comparison(self) -> Comparison:
        """The paired comparison at the end."""
        names = [scenario.name for scenario in self.scenarios]
        return Comparison(names, SEED, self.values.shape[1], WEEKS, self.values[:, :, -1, :])


def key(scenario: Scenario) -> Hashable:
    """Return what a scenario's results depend on: equal for scenarios that differ in name only."""
    timeline = tuple((week, tuple(sorted(moves.items()))) for week, moves in scenario.timeline)
    return tuple(scenario.value(name) for name in LEVERS), timeline


def compare(
    scenarios: Sequence[Scenario],
    *,
    current: Callable[[], bool] = lambda: True,
    progress: Progress | None = None,
) -> Results:
    """Return the results of the scenarios, simulating those that are not known yet.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The first is the baseline.
    current : callable
        Whether the results are still wanted. It is asked while they are computed.
    progress : callable, optional
        Gets how much is done and how much there is.

    Raises
    ------
    Superseded
        If the results are not wanted any more.
    """

    def advance(done: int, total: int) -> None:
        if not current():
            raise Superseded
        if progress is not None:
            progress(done, total)

    with _one_at_a_time:
        if not current():
            raise Superseded
        missing = {key(s): s for s in scenarios if key(s) not in _kept}
        if missing:
            _simulate(missing, advance)
        values = [_recall(key(scenario)) for scenario in scenarios]
    weeks = np.arange(QUARTER, WEEKS + 1, QUARTER)
    return Results(tuple(scenarios), weeks, np.stack(values))


def warm_up() -> None:
    """Compile the model and simulate the first page in the background, before it is asked for."""
    threading.Thread(target=_first_page, name="warm-up", daemon=True).start()


def _simulate(missing: dict[Hashable, Scenario], progress: Progress) -> None:
    from sim.ensemble import run_ensemble  # loads the compiler

    ensemble = run_ensemble(
        list(missing.values()), runs=RUNS, weeks=WEEKS, seed=SEED, every=QUARTER, progress=progress
    )
    for name, values in zip(missing, ensemble.values, strict=True):
        _kept[name] = values
    while len(_kept) > KEPT:
        _kept.popitem(last=False)


def _recall(name: Hashable) -> np.ndarray:
    _kept.move_to_end(name)
    return _kept[name]


def _first_page() -> None:
    import scenarios

    from viz.web.link import first_view
    from viz.web.wanted import scenarios_of

    view = first_view(scenarios.names())
    compare(scenarios_of(view))
