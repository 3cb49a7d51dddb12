"""Run the model for a command, with a word about the first compile and a progress bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from allied.sim.inputs.scenario import Scenario
from allied.viz.terminal.consoles import progress, say

if TYPE_CHECKING:
    from allied.sim.experiment.ensemble import Ensemble

__all__ = ["compile_first", "simulate_scenarios"]

COMPILING = "Compiling the model for this machine, once: about a minute …"
COMPILING_LARGE = "Compiling the model for large companies, once: about half a minute …"
COMPILING_SURVEYS = "Compiling what reads surveys, once: about a quarter of a minute …"


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
        say(COMPILING if size == compilation.SMALL else COMPILING_LARGE)
    if surveys and not missing and not compilation.surveys_are_compiled():
        say(COMPILING_SURVEYS)


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
    from allied.sim.experiment.cost import Cost, cost_of, require_affordable

    records = weeks // every + (weeks % every > 0) if every else 1
    cost = cost_of(
        scenarios, runs=runs, weeks=weeks, records=records, threads=threads, copies=copies
    )
    weekly = " --weekly takes a record for each week." if every == 1 else ""
    require_affordable(
        Cost(memory=cost.memory), "--runs, --weeks", f"Lower --runs or --weeks.{weekly}"
    )
    compile_first(scenarios, weeks)
    from allied.sim.experiment.ensemble import run_ensemble

    with progress(f"{len(scenarios)} × {runs:,} companies") as report:
        return run_ensemble(
            scenarios, runs=runs, first=first, weeks=weeks, seed=seed, every=every,
            threads=threads, parameters=parameters, progress=report,
        )  # fmt: skip
