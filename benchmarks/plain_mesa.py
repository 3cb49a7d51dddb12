"""What a Mesa user would write: the same model in plain Python, under `mesa.batch_run`.

    NUMBA_DISABLE_JIT=1 python -m benchmarks.plain_mesa 8 52 2

runs 8 companies for 52 weeks in 2 processes, and prints seconds per company-week, by the clock and
of processors. Processes take seconds to start, which would weigh much in a batch this small. So the
batch is run for one week too, and the difference is what the further weeks cost.
"""

from __future__ import annotations

import json
import os
import sys

import mesa
import numpy as np
from numba.core import config

from allied.sim.model.organisation import Organisation


class Company(Organisation):
    """A company that stops by itself.

    Mesa 3.3 steps once more than `max_steps`, 3.5 does not; and only 3.5 passes an `rng`, None
    unless it is asked for one. So the model ends its run, and its seed is always the same.
    """

    def __init__(self, company: int, weeks: int, rng: int | None = None) -> None:
        super().__init__({}, rng=1 if rng is None else rng, run=company, parameters="default")
        self.last_week = weeks

    def step(self) -> None:
        """Go through one week."""
        super().step()
        self.running = self.week < self.last_week


def _clocks() -> np.ndarray:
    """Return seconds by the clock, and of processors in this process and those that it ended."""
    now = os.times()
    return np.array([now.elapsed, sum(now[:4])])


def batch(companies: int, weeks: int, processes: int) -> np.ndarray:
    """Run a batch and return its seconds, by the clock and of processors."""
    begun = _clocks()
    rows = mesa.batch_run(
        Company, {"company": range(companies), "weeks": weeks}, number_processes=processes,
        max_steps=weeks, display_progress=False,
    )  # fmt: skip
    assert len(rows) == companies
    return _clocks() - begun


def main(companies: int, weeks: int, processes: int) -> None:
    """Print what a company-week costs, with and without the start of the processes."""
    short, long = batch(companies, 1, processes), batch(companies, weeks, processes)
    measured = {
        "company_week": (long - short) / (companies * (weeks - 1)),
        "with_start": long / (companies * weeks),
    }
    print(json.dumps({name: list(pair) for name, pair in measured.items()}))


if __name__ == "__main__":
    if not config.DISABLE_JIT:
        sys.exit("This measures plain Python: set NUMBA_DISABLE_JIT=1.")
    main(*(int(argument) for argument in sys.argv[1:]))
