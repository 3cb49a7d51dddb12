"""The page's dealings with time: results that are computed aside, and errors that arise there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import solara
from sim.compiled import is_compiled
from sim.quantity import InputError
from sim.scenario import Scenario
from viz.web import compute
from viz.web.compute import PREVIEW, RUNS, Superseded

if TYPE_CHECKING:
    from sim.ensemble import Ensemble

__all__ = ["Computation", "guarded", "short_message", "use_results"]

LOG = logging.getLogger("allied.web")
COMPILING = "Compiling the model for this machine, once (about a minute)"
COMPUTING = f"Computing {RUNS} companies in each scenario"
REFINING = f"{PREVIEW} of {RUNS} companies so far"


@dataclass(frozen=True, slots=True)
class Computation:
    """The newest results there are, and what is going on.

    Attributes
    ----------
    results : Ensemble, optional
        None until the first are there; those of before while new ones are computed.
    busy, failure : str
        What is being computed and what went wrong; empty when nothing.
    """

    results: Ensemble | None = None
    busy: str = ""
    failure: str = ""


def use_results(scenarios: Sequence[Scenario]) -> Computation:
    """Return results for the scenarios, computed in a thread.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The first is the baseline.
    """
    newest = solara.use_ref(Computation())
    wanted = [(scenario.name, scenario.title, compute.key(scenario)) for scenario in scenarios]

    def work() -> Iterator[Computation]:
        try:
            if not compute.known(scenarios, PREVIEW):
                few = compute.compare(scenarios, runs=PREVIEW, current=task.is_current)
                yield Computation(few, busy=REFINING)
            yield Computation(compute.compare(scenarios, current=task.is_current))
        except Superseded:
            return
        except Exception as error:
            LOG.exception("The comparison failed")
            yield Computation(newest.current.results, failure=short_message(error))

    task = solara.lab.use_task(work, dependencies=wanted)
    # A task that goes in steps has its last step as `latest` once it has finished.
    computed = task.latest if task.finished else task.value
    if computed is not None:
        newest.current = computed
        return computed
    return Computation(newest.current.results, busy=COMPUTING if is_compiled() else COMPILING)


def short_message(error: BaseException) -> str:
    """Return what went wrong in a line or two, for people."""
    if isinstance(error, InputError):
        return " ".join(str(problem) for problem in error.problems[:2])
    reason = str(error).strip().partition("\n")[0]
    return f"That did not work ({type(error).__name__}{': ' if reason else ''}{reason:.160})."


def guarded(handler: Callable[..., Any], report: Callable[[str], None]) -> Callable[..., None]:
    """Return a handler whose errors become a short message on the page."""

    def handle(*arguments: Any) -> None:
        try:
            handler(*arguments)
        except Exception as error:
            LOG.exception("A control failed")
            report(short_message(error))

    return handle
