"""Run the model for a command, with a word about the first compile and a progress bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from allied.sim.inputs.scenario import Scenario
from allied.viz.terminal.consoles import progress, say
from allied.viz.words.command_words import (
    compiling,
    compiling_surveys,
    lower_runs,
    simulating,
)

if TYPE_CHECKING:
    from allied.sim.experiment.ensemble import Ensemble

__all__ = ["compile_first", "simulate_scenarios"]


def compile_first(
    scenarios: Sequence[Scenario] = (), weeks: int = 1, *, surveys: bool = False
) -> None:
    """Say what is going to be compiled, where it is the first time on this machine.

    Parameters
    ----------
    scenarios : sequence of Scenario
        What is run; companies of the usual size if there are none.
    weeks : int
        Horizon.
    surveys : bool
        Whether companies are surveyed, too.
    """
    # Numba: half a second that no other command needs.
    from allied.sim.experiment import compilation

    sizes = compilation.sizes_of(scenarios, weeks) if scenarios else [compilation.SMALL]
    missing = [size for size in sizes if not compilation.is_compiled(size)]
    for size in missing:
        say(compiling(large=size != compilation.SMALL))
    if surveys and not missing and not compilation.surveys_are_compiled():
        say(compiling_surveys())


def simulate_scenarios(
    scenarios: Sequence[Scenario],
    *,
    runs: int,
    first: int = 0,
    weeks: int,
    seed: int,
    every: int | None,
    threads: int | None = None,
    parameters: Any = None,
    copies: float = 1.0,
) -> Ensemble:
    """Return the scenarios' results; arguments as in `run_ensemble`.

    What is written from them afterwards may need `copies` times the memory of the results.
    """
    from allied.sim.experiment.cost import COMPARED, Cost, cost_of, require_affordable

    records = weeks // every + (weeks % every > 0) if every else 1
    cost = cost_of(
        scenarios, runs=runs, weeks=weeks, records=records, threads=threads, copies=copies
    )
    memory = cost.memory + COMPARED * len(scenarios) * runs
    require_affordable(Cost(memory=memory), "--runs, --weeks", lower_runs(weekly=every == 1))
    compile_first(scenarios, weeks)
    from allied.sim.experiment.ensemble import run_ensemble

    with progress(simulating(len(scenarios), runs)) as on_progress:
        return run_ensemble(
            scenarios, runs=runs, first=first, weeks=weeks, seed=seed, every=every,
            threads=threads, parameters=parameters, progress=on_progress,
        )  # fmt: skip
