"""The engine's benchmarks; `extra_info` of a saved run holds what is said per company-week.

Times differ between machines, and between minutes on a shared one: for ratios that can be trusted,
`python -m benchmarks.table` measures everything alternately in one run.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from benchmarks import measures
from benchmarks.measures import COMPANIES, SIZES, THREE_YEARS, YEAR

MOST_GROWTH = 1.2  # power of the number of teams: large companies are to cost no worse


def _note(benchmark: Any, company_weeks: int) -> None:
    """Note the median time of a company-week, where times were taken."""
    if benchmark.stats is not None:
        median = benchmark.stats.stats.median
        benchmark.extra_info["us_per_company_week"] = 1e6 * median / company_weeks


@pytest.mark.benchmark(group="compiled, 200 companies")
@pytest.mark.parametrize("weeks", [YEAR, THREE_YEARS])
@pytest.mark.parametrize("threads", [1, 2])
def test_compiled(benchmark: Any, threads: int, weeks: int) -> None:
    work = partial(measures.simulated, threads=threads, weeks=weeks)
    benchmark.pedantic(work, rounds=10, warmup_rounds=1)
    _note(benchmark, COMPANIES * weeks)


@pytest.mark.benchmark(group="a rule of one's own, 200 companies")
@pytest.mark.parametrize("own", [False, True])
def test_own_rule(benchmark: Any, own: bool) -> None:
    work = partial(measures.own_rule, own=own)
    benchmark.pedantic(work, rounds=20, warmup_rounds=1)
    _note(benchmark, COMPANIES * THREE_YEARS)


@pytest.mark.benchmark(group="compiled, one core, by the number of teams")
@pytest.mark.parametrize("teams", [SIZES[0], SIZES[-1]])
def test_teams(benchmark: Any, teams: int) -> None:
    companies = measures.companies_of(teams)
    work = partial(
        measures.simulated, threads=1, weeks=THREE_YEARS, companies=companies, teams=teams
    )
    benchmark.pedantic(work, rounds=5, warmup_rounds=1)
    _note(benchmark, companies * THREE_YEARS)


@pytest.mark.benchmark(group="compiled, one core, all numbers of teams")
def test_growth(benchmark: Any) -> None:
    measures.sizes_taken()  # loads what is compiled
    sizes = benchmark.pedantic(measures.sizes_taken, kwargs={"turns": 5}, rounds=1)
    benchmark.extra_info["us_per_company_week"] = {n: 1e6 * t.processor for n, t in sizes.items()}
    benchmark.extra_info["exponent"] = measures.growth(sizes)
    assert 1.0 < measures.growth(sizes) < MOST_GROWTH


@pytest.mark.benchmark(group="Mesa, one company")
def test_mesa_path(benchmark: Any) -> None:
    def company() -> tuple[tuple[Any], dict[str, Any]]:
        return (measures.founded(),), {}

    work = partial(measures.weeks_passed, weeks=YEAR)
    benchmark.pedantic(work, setup=company, rounds=5, warmup_rounds=1)
    _note(benchmark, YEAR)


@pytest.mark.slow
@pytest.mark.benchmark(group="Mesa, plain Python under batch_run")
def test_plain_mesa(benchmark: Any) -> None:
    measured = benchmark.pedantic(measures.plain_mesa, rounds=1)
    per_week = 1e6 * measured["company_week"].wall
    benchmark.extra_info["us_per_company_week"] = per_week
    assert per_week > 0.0


@pytest.mark.benchmark(group="first result in a new process")
def test_warm_start(benchmark: Any) -> None:
    benchmark.pedantic(measures.warm_start, rounds=3, warmup_rounds=1)


@pytest.mark.slow
@pytest.mark.benchmark(group="first result in a new process")
def test_first_compile(benchmark: Any) -> None:
    benchmark.pedantic(measures.first_compile, rounds=1)
