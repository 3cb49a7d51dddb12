"""Run the model for a command, with a word about the first compile and a progress bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from allied.sim.inputs.scenario import Scenario
from allied.viz.terminal.consoles import progress, say

if TYPE_CHECKING:
    from allied.sim.experiment.ensemble import Ensemble

__all__ = ["compile_first", "simulate_scenarios"]


def compile_first() -> None:
    """Say that the model is being compiled, where it is the first time on this machine."""
    from allied.sim.model.compiled import (
        is_compiled,  # Numba: half a second that no other command needs
    )

    if not is_compiled():
        say("Compiling the model for this machine, once: about a minute …")


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
    weekly = " --weekly takes a record for each week." if every == 1 else ""
    memory = cost.memory + COMPARED * len(scenarios) * runs
    require_affordable(Cost(memory=memory), "--runs, --weeks", f"Lower --runs or --weeks.{weekly}")
    compile_first()
    from allied.sim.experiment.ensemble import run_ensemble

    with progress(f"{len(scenarios)} × {runs:,} companies") as report:
        return run_ensemble(
            scenarios, runs=runs, first=first, weeks=weeks, seed=seed, every=every,
            threads=threads, parameters=parameters, progress=report,
        )  # fmt: skip
