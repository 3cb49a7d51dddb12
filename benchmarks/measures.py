"""What is measured, stated once for pytest-benchmark and for the table of ratios.

The unit is the company-week: one week of one company of 14 teams, its three chiefs and the work in
flight. Later weeks cost more, because more work is open, so only equal horizons are compared.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from allied.sim.experiment.ensemble import run_ensemble
from allied.sim.model.company import Company
from allied.sim.model.organisation import Organisation
from allied.sim.model.own_rules import OwnRules
from allied.sim.model.state import CIO

__all__ = [
    "COMPANIES",
    "PLAIN_COMPANIES",
    "PROCESSES",
    "THREE_YEARS",
    "YEAR",
    "Taken",
    "first_compile",
    "founded",
    "loudest",
    "own_rule",
    "plain_mesa",
    "simulated",
    "taken",
    "warm_start",
    "weeks_passed",
]  # fmt: skip

ROOT = Path(__file__).parents[1]
COMPANIES, THREE_YEARS, YEAR = 200, 156, 52
PLAIN_COMPANIES, PROCESSES = 8, 2
FIRST_RESULT = "from allied import simulate; simulate([{}])"


class Taken(NamedTuple):
    """Seconds by the clock, and of processors: on a machine that others use, only these compare."""

    wall: float
    processor: float


def taken(work: Callable[[], Any], units: int = 1) -> Taken:
    """Return what one unit of `work` took, in this process."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return Taken((time.perf_counter() - wall) / units, (time.process_time() - processor) / units)


def simulated(*, threads: int, weeks: int) -> None:
    """Run the baseline's companies in the compiled loop."""
    run_ensemble([{}], runs=COMPANIES, weeks=weeks, threads=threads)


def loudest(co: Company) -> float:
    """Return what the built-in rule of the CIO's priorities does, as somebody else writes it."""
    chief, parameter = co.chiefs[CIO], co.parameter
    shared = co.lever.goals_shared
    reliance = chief.trust * (parameter.priority_unclear + chief.believed_clarity)
    worth = shared + (1.0 - shared) * reliance
    worth *= parameter.priority_unsponsored + parameter.priority_sponsored * co.ceo.sponsorship
    return worth / (worth + parameter.priority_others)


def own_rule(*, own: bool) -> None:
    """Run the baseline's companies, with a rule of one's own or the built-in one."""
    rules = _OWN if own else None
    run_ensemble([{}], runs=COMPANIES, weeks=THREE_YEARS, threads=1, rules=rules)


_OWN = OwnRules.of({"prioritise": loudest})


def founded() -> Organisation:
    """Return a company of the baseline as a Mesa model, before its first week."""
    return Organisation({}, seed=1, parameters="default")


def weeks_passed(organisation: Organisation, *, weeks: int) -> None:
    """Let a Mesa model go through its weeks: compiled rules, agents that decide, data collected."""
    organisation.run_for(weeks)


def plain_mesa() -> dict[str, Taken]:
    """Run the same Mesa model in plain Python under `mesa.batch_run`; see `plain_mesa.py`.

    Returns
    -------
    dict
        What a company-week took, as "company_week", and "with_start" of the processes.
    """
    arguments = (str(PLAIN_COMPANIES), str(YEAR), str(PROCESSES))
    told = _python("-m", "benchmarks.plain_mesa", *arguments, NUMBA_DISABLE_JIT="1")
    return {name: Taken(*pair) for name, pair in json.loads(told).items()}


def warm_start() -> None:
    """Start an interpreter and get a first result, with compiled code in the cache."""
    _python("-c", FIRST_RESULT)


def first_compile() -> None:
    """Start an interpreter and get a first result, with nothing compiled yet."""
    with tempfile.TemporaryDirectory() as folder:
        _python("-c", FIRST_RESULT, ALLIED_CACHE_DIR=folder)


def _python(*arguments: str, **variables: str) -> str:
    environment = {**os.environ, **variables}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as `make` does: it costs seconds a start
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout
