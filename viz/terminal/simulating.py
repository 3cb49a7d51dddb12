"""Run the model for a command, with a word about the first compile and a progress bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from allied.sim.inputs.scenario import Scenario
from allied.viz.terminal.consoles import progress, say
from allied.viz.words.command_words import compiling, simulating

if TYPE_CHECKING:
    from allied.sim.experiment.ensemble import Ensemble

__all__ = ["compile_first", "simulate_scenarios"]


def compile_first() -> None:
    """Say that the model is being compiled, where it is the first time on this machine."""
    from allied.sim.model.compiled import (
        is_compiled,  # Numba: half a second that no other command needs
    )

    if not is_compiled():
        say(compiling())


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
) -> Ensemble:
    """Return the scenarios' results; arguments as in `run_ensemble`."""
    compile_first()
    from allied.sim.experiment.ensemble import run_ensemble

    with progress(simulating(len(scenarios), runs)) as on_progress:
        return run_ensemble(
            scenarios, runs=runs, first=first, weeks=weeks, seed=seed, every=every,
            threads=threads, parameters=parameters, progress=on_progress,
        )  # fmt: skip
