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
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from allied.sim.inputs.arguments import parameter_rows
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.scenario import Scenario
from allied.sim.model.code_folder import cache_root
from allied.viz.parameter_sets import POSTERIOR, draws_of
from allied.viz.words.page_words import not_compiled

if TYPE_CHECKING:
    from allied.sim.experiment.compilation import Size
    from allied.sim.experiment.ensemble import Ensemble

__all__ = [
    "PREVIEW", "RUNS", "SEED", "WEEKS", "NotCompiled", "Superseded", "compare", "draw_from",
    "drawn_from", "key", "known", "uncompiled", "warm_up",
]  # fmt: skip

PREVIEW, RUNS = 200, 1000
WEEKS, SEED = 156, 1
QUARTER = 13  # weeks
POLL = 0.1  # seconds
COMPILE = "from allied.sim.experiment.compilation import compile_size; compile_size(({}, {}))"
KEPT = 32  # scenarios; one takes 1.8 MB

_parameters = POSTERIOR
_kept: OrderedDict[Hashable, np.ndarray] = OrderedDict()
_one_at_a_time = threading.Lock()
_compilers: dict[Size, subprocess.Popen[bytes]] = {}
_starting = threading.Lock()


class Superseded(Exception):
    """The page has asked for something else meanwhile."""


class NotCompiled(Exception):
    """The model could not be compiled, or its code could not be kept."""


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
    NotCompiled
        If there is no compiled code for them, and none can be made.
    """

    def go_on(*_: int) -> None:
        if not current():
            raise Superseded

    _compile(scenarios, runs, go_on)
    while not _one_at_a_time.acquire(timeout=POLL):
        go_on()
    try:
        missing = {key(s): s for s in scenarios if _runs_kept(key(s)) < runs}
        if missing:
            _simulate(missing, runs, go_on)
        parameters = parameter_rows(draws_of(_parameters))
        values = np.stack([_recall(key(scenario))[:runs] for scenario in scenarios])
    finally:
        _one_at_a_time.release()
    from allied.sim.experiment.ensemble import Ensemble  # loads the compiler

    weeks = np.arange(QUARTER, WEEKS + 1, QUARTER)
    return Ensemble(tuple(scenarios), SEED, runs, WEEKS, weeks, values, parameters)


def uncompiled(scenarios: Sequence[Scenario], runs: int = RUNS) -> list[Size]:
    """Return the sizes of companies for which code must be compiled before they can be compared."""
    from allied.sim.experiment.compilation import is_compiled, sizes_of  # loads the compiler

    missing = [scenario for scenario in scenarios if _runs_kept(key(scenario)) < runs]
    sizes = sizes_of(missing, WEEKS) if missing else []
    return [size for size in sizes if not is_compiled(size)]


def warm_up() -> None:
    """Compile the model and simulate the first page in the background, before it is asked for."""
    threading.Thread(target=_first_page, name="warm-up", daemon=True).start()


def _runs_kept(name: Hashable) -> int:
    values = _kept.get(name)
    return 0 if values is None else len(values)


def _compile(scenarios: Sequence[Scenario], runs: int, go_on: Callable[[], None]) -> None:
    """Have compiled what is missing, in processes of its own.

    In this one it would hold up pages and Ctrl-C. Nobody else waits: other pages go on with what
    is compiled.
    """
    from allied.sim.experiment.compilation import is_compiled

    sizes = uncompiled(scenarios, runs)
    for compiler in [_compiler(size) for size in sizes]:
        while compiler.poll() is None:
            go_on()
            time.sleep(POLL)
    for size in sizes:
        if not is_compiled(size):
            raise NotCompiled(not_compiled(cache_root() or ""))


def _compiler(size: Size) -> subprocess.Popen[bytes]:
    """Return the process that compiles a size; there is one at a time for each."""
    with _starting:
        running = _compilers.get(size)
        if running is None or running.poll() is not None:
            root = cache_root()
            folder = {} if root is None else {"ALLIED_CACHE_DIR": str(root)}
            path = os.pathsep.join(filter(None, sys.path))
            running = _compilers[size] = subprocess.Popen(
                [sys.executable, "-c", COMPILE.format(*size)],
                env={**os.environ, "PYTHONPATH": path, **folder},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        return running


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
    from allied.viz.web.link import first_view
    from allied.viz.web.wanted import installed, scenarios_of

    names = [scenario.name for scenario in installed()]
    try:
        results = compare(scenarios_of(first_view(names)))
        _ = results.comparison().design  # decomposed once, and kept for all pages
    except NotCompiled:  # the page will say so
        return
    except Exception:  # a page that asks for the same says what is wrong
        logging.getLogger("allied.web").exception("The first page could not be prepared")
