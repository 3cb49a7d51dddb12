"""The page's dealings with time: results that are computed aside, and what goes wrong there."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextvars import copy_context
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import solara

from allied.sim.inputs.quantity import InputError
from allied.sim.inputs.scenario import Scenario
from allied.sim.model.state import SMALL
from allied.viz.web import compute
from allied.viz.web.compute import PREVIEW, RUNS, NotCompiled, Superseded
from allied.viz.words.command_words import problem_lines
from allied.viz.words.page_words import compiling, computing, did_not_work, refining

if TYPE_CHECKING:
    from allied.sim.experiment.ensemble import Ensemble

__all__ = ["Computation", "guarded", "short_message", "use_results"]

LOG = logging.getLogger("allied.web")


@dataclass(frozen=True, slots=True)
class Computation:
    """The newest results there are, and what is going on.

    Attributes
    ----------
    results : Ensemble, optional
        None until the first are there; those of before while new ones are computed.
    busy, failure : str
        What is being computed and what went wrong; empty when nothing.
    wanted : sequence
        What the results were computed for.
    turn : int
        Counts what was asked for.
    """

    results: Ensemble | None = None
    busy: str = ""
    failure: str = ""
    wanted: Sequence[Any] = ()
    turn: int = 0


def use_results(scenarios: Sequence[Scenario]) -> Computation:
    """Return results for the scenarios, computed in a thread: a preview first, then all runs.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The first is the baseline.
    """
    wanted = [(scenario.name, scenario.title, compute.key(scenario)) for scenario in scenarios]
    newest, set_newest = solara.use_state(Computation())
    turn = solara.use_ref(0)  # which of the threads is still waited for

    def start() -> Callable[[], None]:
        turn.current += 1
        mine = turn.current

        def show(step: Computation) -> None:
            set_newest(lambda before: _after(before, replace(step, wanted=wanted, turn=mine)))

        def work() -> None:
            for step in _steps(scenarios, lambda: turn.current == mine):
                if turn.current == mine:
                    show(step)

        def give_up() -> None:
            turn.current += 1

        speaking = copy_context()  # the language of the page goes into the thread
        threading.Thread(target=speaking.run, args=(work,), name="comparison", daemon=True).start()
        return give_up

    solara.use_effect(start, wanted)
    if newest.wanted == wanted:
        return newest
    return Computation(newest.results, busy=computing(RUNS))


def _steps(scenarios: Sequence[Scenario], current: Callable[[], bool]) -> Iterator[Computation]:
    """Yield what is known so far, as long as somebody waits for it."""
    try:
        if not compute.known(scenarios, PREVIEW):
            if missing := compute.uncompiled(scenarios, PREVIEW):
                yield Computation(busy=compiling(large=SMALL not in missing))
            few = compute.compare(scenarios, runs=PREVIEW, current=current)
            yield Computation(few, busy=refining(PREVIEW, RUNS))
        yield Computation(compute.compare(scenarios, current=current))
    except Superseded:
        return
    except NotCompiled as error:
        LOG.error("%s", error)
        yield Computation(failure=str(error))
    except Exception as error:
        LOG.exception("The comparison failed")
        yield Computation(failure=short_message(error))


def _after(before: Computation, step: Computation) -> Computation:
    """Return the newer of two, with the results of before where the newer has none."""
    if before.turn > step.turn:
        return before
    return step if step.results is not None else replace(step, results=before.results)


def short_message(error: BaseException) -> str:
    """Return what went wrong in a line or two, for people."""
    if isinstance(error, InputError):
        return " ".join(problem_lines(error.problems, most=2))
    reason = str(error).strip().partition("\n")[0]
    return did_not_work(type(error).__name__, f"{reason:.160}")


def guarded(handler: Callable[..., Any], report: Callable[[str], None]) -> Callable[..., None]:
    """Return a handler whose errors become a short message on the page."""

    def handle(*arguments: Any) -> None:
        try:
            handler(*arguments)
        except Exception as error:
            LOG.exception("A control failed")
            report(short_message(error))

    return handle
