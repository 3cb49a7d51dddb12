"""The table of ratios: `python -m benchmarks.table [rounds]`.

A shared machine may be twice as slow in the next minute. So every round measures everything, one
after the other; ratios are taken within a round, and the table shows medians over rounds with the
lowest and the highest. Where it can be, the ratio is one of processor time, which waiting for
others does not lengthen.
"""

from __future__ import annotations

import os
import platform
import sys
from functools import partial
from importlib.metadata import version
from math import isnan
from statistics import median

from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks import measures, peers
from benchmarks.complaints.findings import workbench_installed
from benchmarks.measures import (
    COMPANIES,
    PLAIN_COMPANIES,
    PROCESSES,
    SIZES,
    THREE_YEARS,
    YEAR,
    Taken,
    taken,
)  # fmt: skip

ROUNDS = 5
ALTERNATIONS = 7  # of the compiled measures in a round: each takes less than a tenth of a second
ONE, TWO = "compiled, one core, 156 weeks", "compiled, two threads, 156 weeks"
ONE_YEAR, TWO_YEAR = "compiled, one core, 52 weeks", "compiled, two threads, 52 weeks"
MESA = "Mesa agents over compiled rules, one core, 52 weeks"
PLAIN = f"Mesa in plain Python, batch_run, {PROCESSES} processes, 52 weeks"
PLAIN_START = "the same with the start of the processes"
WARM, COLD = "first result, code in the cache", "first result, nothing compiled"
WALL, PROCESSOR = 0, 1
# Like with like: the same horizon, and by the clock the same number of cores but in the first row.
RATIOS = (
    ("two threads as one core, by the clock", ONE, TWO, WALL),
    ("compiled as Mesa agents, processor time", MESA, ONE_YEAR, PROCESSOR),
    ("compiled as plain Mesa, processor time", PLAIN, ONE_YEAR, PROCESSOR),
    ("compiled as plain Mesa, two cores, by the clock", PLAIN, TWO_YEAR, WALL),
    ("the same with the start of the processes", PLAIN_START, TWO_YEAR, WALL),
    *peers.RATIOS,
)
Round = dict[str, Taken]


def _alternately() -> Round:
    kinds = {ONE: (1, THREE_YEARS), TWO: (2, THREE_YEARS), ONE_YEAR: (1, YEAR), TWO_YEAR: (2, YEAR)}
    turns: dict[str, list[Taken]] = {name: [] for name in kinds}
    for _ in range(ALTERNATIONS):
        for name, (threads, weeks) in kinds.items():
            work = partial(measures.simulated, threads=threads, weeks=weeks)
            turns[name].append(taken(work, COMPANIES * weeks))
    return {name: Taken(*map(median, zip(*runs, strict=True))) for name, runs in turns.items()}


def _of_size(teams: int) -> str:
    return f"compiled, {teams} teams, one core, 156 weeks"


def measure_round() -> Round:
    """Measure everything but the first compile."""
    found = _alternately()
    company = measures.founded()
    found[MESA] = taken(lambda: measures.weeks_passed(company, weeks=YEAR), YEAR)
    sizes = measures.sizes_taken(ALTERNATIONS)
    found |= {_of_size(teams): size for teams, size in sizes.items()}
    found |= peers.measured()
    found[WARM] = taken(measures.warm_start)
    plain = measures.plain_mesa()
    return found | {PLAIN: plain["company_week"], PLAIN_START: plain["with_start"]}


def _shown(value: float) -> str:
    if isnan(value):  # nobody knows
        return ""
    return f"{value:,.2f}" if value < 100.0 else f"{value:,.0f}"


def _row(values: list[float]) -> tuple[str, str]:
    return _shown(median(values)), f"{_shown(min(values))} to {_shown(max(values))}"


def times(rounds: list[Round], cold: Taken) -> Table:
    """Return the table of times."""
    table = Table(title="Times", title_justify="left")
    table.add_column()
    for heading in ("by the clock", "over rounds", "of processors"):
        table.add_column(heading, justify="right")
    table.add_column()
    rows = (ONE, TWO, ONE_YEAR, TWO_YEAR, MESA, PLAIN, PLAIN_START, *peers.TIMES)
    for name in [row for row in rows if row in rounds[0]]:
        clock = _row([1e6 * found[name].wall for found in rounds])
        processors = _shown(median(1e6 * found[name].processor for found in rounds))
        table.add_row(name, *clock, processors, "µs per company-week")
    table.add_row(WARM, *_row([found[WARM].wall for found in rounds]), "", "s")
    table.add_row(COLD, _shown(cold.wall), "once", "", "s")
    return table


def ratios(rounds: list[Round]) -> Table:
    """Return the table of ratios, each taken within its round."""
    table = Table(title="How many times as fast", title_justify="left")
    table.add_column()
    for heading in ("median", "over rounds"):
        table.add_column(heading, justify="right")
    for name, slower, faster, clock in RATIOS:
        if slower not in rounds[0]:  # it is not installed
            continue
        values = [found[slower][clock] / found[faster][clock] for found in rounds]
        table.add_row(name, *_row(values))
    return table


def by_teams(rounds: list[Round]) -> Table:
    """Return the table of times by the number of teams, and the power with which they grow."""
    table = Table(title="Large companies, processor time", title_justify="left")
    table.add_column()
    for heading in ("median", "over rounds"):
        table.add_column(heading, justify="right")
    table.add_column()
    for teams in SIZES:
        name = _of_size(teams)
        values = [1e6 * found[name].processor for found in rounds]
        table.add_row(name, *_row(values), "µs per company-week")
    powers = [measures.growth({n: found[_of_size(n)] for n in SIZES}) for found in rounds]
    table.add_row("grows as teams to the power", *_row(powers), "")
    return table


def steps(rounds: list[Round]) -> Table:
    """Return the table of agent-steps a second, which compares orders of magnitude alone."""
    table = Table(title="Thousand agent-steps a second of one core", title_justify="left")
    table.add_column()
    for heading in ("median", "over rounds"):
        table.add_column(heading, justify="right")
    found = [peers.per_second(each) for each in rounds]
    for name in found[0]:
        table.add_row(name, *_row([each[name] / 1000.0 for each in found]))
    return table


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def main(count: int = ROUNDS) -> None:
    """Measure and print."""
    console = Console(width=None if sys.stdout.isatty() else 130)
    before = _load()
    measure_round()  # warms what is cached, and compiles if need be; not counted
    rounds = [measure_round() for _ in track(range(count), "Measuring", console=console)]
    console.print("One first compile: a minute or two")
    cold = taken(measures.first_compile)
    console.print(times(rounds, cold), ratios(rounds), by_teams(rounds), steps(rounds), sep="\n")
    names = ["mesa", "numba", "numpy"] + ["ema-workbench"] * workbench_installed()
    packages = ", ".join(f"{name} {version(name)}" for name in names)
    console.print(
        f"Python {platform.python_version()}, {packages}; {os.cpu_count()} cores; {count} rounds.\n"
        f"{COMPANIES} companies compiled, one with agents, {PLAIN_COMPANIES} in plain Python.\n"
        f"Load of the machine {before} before and {_load()} after. Where that is above what this "
        "adds, others work here too:\ntwo threads then gain less than they could, and times by the "
        "clock mean little."
    )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
