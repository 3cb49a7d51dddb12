"""What a run costs, said before it begins: time, memory, and whether this machine has them.

    seconds = 1.9e-6 · company-weeks · (teams / 14)^1.09 / threads

Both numbers are measured (`make table`, from 14 to 200 teams over three years; two cores of a
server of 2024, other machines differ by a factor of two or so). In shorter runs the founding of a
company counts for more: that of 200 teams takes as long as half a year. Memory is what results
take; the state of the companies under way is small.
What exceeds memory is refused; time alone is announced, and refused only where it is absurd.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.inputs.scenario import Scenario
from allied.sim.model.outcomes import OUTCOMES

__all__ = [
    "COMPARED", "Cost", "LongRunWarning", "available_memory", "cost_of", "require_affordable",
    "seconds_of", "size_text",
]  # fmt: skip

SECONDS, TEAMS, GROWTH = 1.9e-6, 14, 1.09
LONG = 600.0  # seconds that are announced
LONGEST = 30 * 86400.0  # seconds that are refused: a month is no experiment but a mistake
TASK = 150.0  # bytes for each company, of the bookkeeping of tasks and threads
COMPARED = 2800.0  # bytes for each company, while scenarios are compared and ranked
ASSUMED_MEMORY = 8 * 2**30  # bytes, where the system does not say


class LongRunWarning(UserWarning):
    """A run takes more than ten minutes."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Time and memory.

    Attributes
    ----------
    seconds, memory : float
        Memory in bytes.
    """

    seconds: float = 0.0
    memory: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.seconds + other.seconds, self.memory + other.memory)


def cost_of(
    scenarios: Sequence[Scenario],
    *,
    runs: int,
    weeks: int,
    records: int = 1,
    threads: int | None = None,
    copies: float = 1.0,
) -> Cost:
    """Return what it costs to run scenarios.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Without problems.
    runs, weeks : int
    records : int
        Weeks in which outcomes are recorded.
    threads : int, optional
        As many as the machine has cores when None.
    copies : float
        How often the results stand in memory at once; a table of them takes about three.

    Examples
    --------
    >>> two = [Scenario("one"), Scenario("other")]
    >>> cost_of(two, runs=1000, weeks=156, records=12).memory / 2**20 < 5
    True
    """
    seconds = sum(
        seconds_of(float(runs) * weeks, teams=scenario.value("firm.teams"), threads=threads)
        for scenario in scenarios
    )
    companies = float(len(scenarios)) * runs
    return Cost(seconds, companies * (8.0 * records * len(OUTCOMES) * copies + TASK))


def seconds_of(company_weeks: float, *, teams: float = TEAMS, threads: int | None = None) -> float:
    """Return how long so many weeks of companies with so many teams take."""
    cores = os.cpu_count() or 1
    return SECONDS * company_weeks * (teams / TEAMS) ** GROWTH / min(threads or cores, cores)


def require_affordable(cost: Cost, where: str, hint: str) -> None:
    """Refuse what this machine cannot do, and warn of what takes long.

    Parameters
    ----------
    cost : Cost
    where : str
        The arguments that it depends on.
    hint : str
        What to lower, as a sentence.

    Raises
    ------
    InputError
        If it needs more memory than there is, or more than a month.
    """
    there, problems = available_memory(), []
    if cost.memory > there:
        expected = f"at most the {size_text(there)} that this machine has free"
        problems.append(Problem(where, f"{size_text(cost.memory)} of memory", expected, hint))
    if cost.seconds > LONGEST:
        got, expected = f"about {_duration(cost.seconds)} of work", f"at most {_duration(LONGEST)}"
        problems.append(Problem(where, got, expected, hint))
    if problems:
        raise InputError(problems)
    if cost.seconds > LONG:
        words = f"This takes about {_duration(cost.seconds)}. {hint}"
        warnings.warn(LongRunWarning(words), stacklevel=3)


def available_memory() -> int:
    """Return how many bytes of memory this process can still have.

    The least of what the system has available, what a container allows, and what a limit on the
    process leaves.
    """
    found = [_of_system(), _of_container(), _of_process()]
    return min((bytes_ for bytes_ in found if bytes_ is not None), default=ASSUMED_MEMORY)


def _of_system() -> int | None:
    text = _content("/proc/meminfo")
    if "MemAvailable:" in text:
        return int(text.partition("MemAvailable:")[2].split()[0]) * 1024
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):  # not on Windows
        return None


def _of_container() -> int | None:
    own = _content("/proc/self/cgroup").strip().rpartition("::")[2].strip("/")
    places = ("memory.max", f"{own}/memory.max", "memory/memory.limit_in_bytes")
    limits = [_content(f"/sys/fs/cgroup/{place}").strip() for place in places]
    return min((int(limit) for limit in limits if limit.isdecimal()), default=None)


def _of_process() -> int | None:
    try:
        import resource  # not on Windows
    except ImportError:
        return None
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return None
    pages = _content("/proc/self/statm").split()
    taken = int(pages[0]) * resource.getpagesize() if pages else 0
    return max(limit - taken, 0)


def _content(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""


def size_text(count: float) -> str:
    """Return a number of bytes as people read it.

    Examples
    --------
    >>> size_text(999), size_text(230_400)
    ('999 bytes', '230 kB')
    """
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000.0:
            return f"{count:.3g} {unit}"
        count /= 1000.0
    return f"{count:,.3g} TB"


def _duration(seconds: float) -> str:
    for name, length in (("days", 86400.0), ("hours", 3600.0), ("minutes", 60.0)):
        if seconds >= 1.5 * length:
            return f"{seconds / length:,.0f} {name}"
    return f"{seconds:.0f} seconds"
