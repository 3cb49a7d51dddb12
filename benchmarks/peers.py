"""What users of other tools have, measured in the same rounds: rows and ratios of the table."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from benchmarks import plain_mesa, slime_mold, sweeping
from benchmarks.complaints.findings import workbench_installed
from benchmarks.measures import PROCESSES, THREE_YEARS, YEAR, Taken, taken

__all__ = ["AGENT_STEPS", "COMPILED_STEPS", "RATIOS", "TIMES", "measured", "per_second"]

BARE, SWEEP = "bare engine, one core, 156 weeks", "allied sweep, one core, 156 weeks"
SWEEP_YEAR = "allied sweep, one core, 52 weeks"
SWEEP_TWO = "allied sweep, two threads, 52 weeks"
BATCH = "Mesa agents, batch_run, one core, 52 weeks"
ENGINE = "EMA Workbench over the engine, one core, 52 weeks"
AGENTS = "EMA Workbench over Mesa agents, one core, 52 weeks"
POOL = f"EMA Workbench over the engine, {PROCESSES} processes, 52 weeks"
AGENT_STEPS, COMPILED_STEPS = "SlimeMold (another model), one core", "allied sweep, one core"
WALL, PROCESSOR = 0, 1
BATCH_COMPANIES = 20
TIMES = (BARE, SWEEP, SWEEP_YEAR, SWEEP_TWO, BATCH, ENGINE, AGENTS, POOL)
RATIOS = (
    ("bare engine as a sweep, processor time", SWEEP, BARE, PROCESSOR),
    ("sweep as Mesa agents under batch_run, processor time", BATCH, SWEEP_YEAR, PROCESSOR),
    ("sweep as EMA Workbench over the engine, processor time", ENGINE, SWEEP_YEAR, PROCESSOR),
    ("sweep as EMA Workbench over Mesa agents, processor time", AGENTS, SWEEP_YEAR, PROCESSOR),
    ("sweep as EMA Workbench over the engine, two cores, by the clock", POOL, SWEEP_TWO, WALL),
)


def measured() -> dict[str, Taken]:
    """Measure sweeps and what else is installed; of each, what a company-week takes."""
    companies = sweeping.POINTS * sweeping.RUNS
    sweeps = {SWEEP: (1, THREE_YEARS), SWEEP_YEAR: (1, YEAR), SWEEP_TWO: (PROCESSES, YEAR)}
    found = {BARE: taken(partial(sweeping.bare, weeks=THREE_YEARS), companies * THREE_YEARS)}
    for name, (threads, weeks) in sweeps.items():
        work = partial(sweeping.swept, threads=threads, weeks=weeks)
        found[name] = taken(work, companies * weeks)
    batch = partial(plain_mesa.batch, BATCH_COMPANIES, YEAR, 1)
    found[BATCH] = taken(batch, BATCH_COMPANIES * YEAR)
    if workbench_installed():
        runs = sweeping.RUNS
        found[ENGINE] = sweeping.evaluated(sweeping.by_engine, companies=runs)
        found[AGENTS] = sweeping.evaluated(sweeping.by_agents, companies=1)
        found[POOL] = sweeping.evaluated(sweeping.by_engine, companies=runs, processes=PROCESSES)
    if slime_mold.installed():
        found[AGENT_STEPS] = slime_mold.agent_steps()
    return found


def per_second(found: Mapping[str, Taken]) -> dict[str, float]:
    """Return agent-steps a second of one core: here, and in another model where it is installed."""
    steps = {COMPILED_STEPS: slime_mold.AGENTS / found[SWEEP_YEAR].processor}
    if AGENT_STEPS in found:
        steps[AGENT_STEPS] = 1.0 / found[AGENT_STEPS].processor
    return steps
