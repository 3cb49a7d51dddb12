"""Run a small sweep slowly, to be killed: `python -m tests.sim.sweep.slow_sweep FOLDER [--resume]`.

Each task takes a tenth of a second, or what `SLOW` says. Prints what was said, or what was done.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path

from allied.sim.inputs.quantity import InputError
from allied.sim.sweep import layout, running
from allied.sim.sweep.driver import sweep
from allied.sim.sweep.points import Computed, Task, compute
from allied.sim.sweep.stopping import SweepError
from tests.sim.sweep.small_sweeps import design

SLOW = float(os.environ.get("SLOW", "0.1"))


def slow(task: Task) -> Computed:
    """Compute a task, slowly."""
    time.sleep(SLOW)
    return compute(task)


def main() -> int:
    """Run it."""
    layout.LEAST_SECONDS, layout.FILES, layout.TASK_SECONDS = 1e-9, 6, 1e-9
    running.compute = slow
    try:
        report = sweep(design(), Path(sys.argv[1]), threads=1, resume="--resume" in sys.argv)
    except (InputError, SweepError) as error:
        print(json.dumps({"kind": type(error).__name__, "said": str(error)}))
        return 1
    print(json.dumps(asdict(report), default=str))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
