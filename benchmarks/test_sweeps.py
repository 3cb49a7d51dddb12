"""A sweep, the bare engine, and the same points through the EMA Workbench; see `sweeping.py`."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from benchmarks import sweeping
from benchmarks.measures import THREE_YEARS


@pytest.mark.benchmark(group="64 points, 50 companies each, 156 weeks, one core")
def test_bare_engine(benchmark: Any) -> None:
    work = partial(sweeping.bare, weeks=THREE_YEARS)
    benchmark.pedantic(work, rounds=3, warmup_rounds=1)


@pytest.mark.benchmark(group="64 points, 50 companies each, 156 weeks, one core")
def test_sweep(benchmark: Any) -> None:
    work = partial(sweeping.swept, threads=1, weeks=THREE_YEARS)
    benchmark.pedantic(work, rounds=3, warmup_rounds=1)


@pytest.mark.benchmark(group="64 points, 50 companies each, 52 weeks, one core")
def test_evaluator(benchmark: Any) -> None:
    pytest.importorskip("ema_workbench")
    work = partial(sweeping.evaluated, sweeping.by_engine, companies=sweeping.RUNS)
    found = benchmark.pedantic(work, rounds=3, warmup_rounds=1)
    assert found.processor > 0.0
