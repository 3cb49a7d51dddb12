"""The table of ratios: `python -m benchmarks.table [rounds]`.

A shared machine may be twice as slow in the next minute. So every round measures everything, one
after the other; ratios are taken within a round, and the table shows medians over rounds with the
lowest and the highest.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from importlib.metadata import version
from statistics import median

from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks import measures
from benchmarks.measures import COMPANIES, PLAIN_COMPANIES, PROCESSES, THREE_YEARS, YEAR, seconds

ROUNDS = 5
ONE, TWO = "compiled, one core, 156 weeks", "compiled, two threads, 156 weeks"
ONE_YEAR, TWO_YEAR = "compiled, one core, 52 weeks", "compiled, two threads, 52 weeks"
MESA = "Mesa agents over compiled rules, one core, 52 weeks"
PLAIN = f"Mesa in plain Python, batch_run, {PROCESSES} processes, 52 weeks"
PLAIN_START = "the same with the start of the processes"
WARM, COLD = "first result, code in the cache", "first result, nothing compiled"
# Like with like: the same horizon, and the same number of cores but in the first row.
RATIOS = (
    ("two threads as one core", ONE, TWO),
    ("compiled as Mesa agents, one core", MESA, ONE_YEAR),
    ("compiled as plain Mesa, two cores", PLAIN, TWO_YEAR),
    ("the same with the start of the processes", PLAIN_START, TWO_YEAR),
)
ALTERNATIONS = 7  # of the compiled measures in a round: each takes less than a tenth of a second
Round = dict[str, float]


def _compiled(threads: int, weeks: int) -> float:
    taken = seconds(lambda: measures.simulated(threads=threads, weeks=weeks))
    return taken / (COMPANIES * weeks)


def _mesa() -> float:
    company = measures.founded()
    return seconds(lambda: measures.lived(company, weeks=YEAR)) / YEAR


def _alternately() -> Round:
    kinds = {ONE: (1, THREE_YEARS), TWO: (2, THREE_YEARS), ONE_YEAR: (1, YEAR), TWO_YEAR: (2, YEAR)}
    taken = [{name: _compiled(*kind) for name, kind in kinds.items()} for _ in range(ALTERNATIONS)]
    return {name: median(turn[name] for turn in taken) for name in kinds}


def measure_round() -> Round:
    """Measure everything but the first compile; seconds."""
    found = _alternately() | {MESA: _mesa(), WARM: seconds(measures.warm_start)}
    plain = measures.plain_mesa()
    return found | {PLAIN: plain["seconds_per_company_week"], PLAIN_START: plain["with_start"]}


def _row(
    values: list[float], scale: float = 1.0, shown: Callable[[float], str] = "{:.3g}".format
) -> tuple[str, str]:
    scaled = [scale * value for value in values]
    return shown(median(scaled)), f"{shown(min(scaled))} to {shown(max(scaled))}"


def _plainly(value: float) -> str:
    return f"{value:,.2f}" if value < 100.0 else f"{value:,.0f}"


def times(rounds: list[Round], cold: float) -> Table:
    """Return the table of times."""
    table = Table(title="Times", title_justify="left")
    for heading in ("", "median", "over rounds", "unit"):
        table.add_column(heading, justify="left" if heading in ("", "unit") else "right")
    for name in (ONE, TWO, ONE_YEAR, TWO_YEAR, MESA, PLAIN, PLAIN_START):
        per_week = _row([found[name] for found in rounds], 1e6, _plainly)
        table.add_row(name, *per_week, "µs per company-week")
    table.add_row(WARM, *_row([found[WARM] for found in rounds]), "s")
    table.add_row(COLD, f"{cold:.3g}", "once", "s")
    return table


def ratios(rounds: list[Round]) -> Table:
    """Return the table of ratios, each taken within its round."""
    table = Table(title="How many times as fast", title_justify="left")
    for heading in ("", "median", "over rounds"):
        table.add_column(heading, justify="left" if heading == "" else "right")
    for name, dividend, divisor in RATIOS:
        values = [found[dividend] / found[divisor] for found in rounds]
        table.add_row(name, *_row(values, 1.0, _plainly))
    return table


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def main(count: int = ROUNDS) -> None:
    """Measure and print."""
    console = Console(width=None if sys.stdout.isatty() else 120)
    before = _load()
    measure_round()  # warms what is cached, and compiles if need be; not counted
    rounds = [measure_round() for _ in track(range(count), "Measuring", console=console)]
    console.print("One first compile: about a minute")
    cold = seconds(measures.first_compile)
    console.print(times(rounds, cold), ratios(rounds), sep="\n")
    packages = ", ".join(f"{name} {version(name)}" for name in ("mesa", "numba", "numpy"))
    console.print(
        f"Python {platform.python_version()}, {packages}; {os.cpu_count()} cores.\n"
        f"{COMPANIES} companies compiled, one with agents, {PLAIN_COMPANIES} in plain Python; "
        f"{count} rounds.\nLoad of the machine {before} before and {_load()} after: where others "
        "work on it, two threads gain less than they could, and times mean little beside ratios."
    )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
