"""Write the golden outcomes anew: `python tests/make_golden.py`, from the project's folder.

They move only together with an entry under **results** in CHANGELOG.md that says why.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = Path(__file__).with_name("golden.csv")
SCENARIOS = ("silos", "shared-projects")
RUNS, WEEKS, SEED = 20, 104, 1
DIGITS = 10


def golden() -> dict[str, list[float]]:
    """Return the mean of each outcome over the runs, for each scenario."""
    from allied.scenarios import load
    from allied.sim.experiment.ensemble import run_ensemble
    from allied.sim.model.outcomes import OUTCOMES

    ensemble = run_ensemble(
        [load(name) for name in SCENARIOS], runs=RUNS, weeks=WEEKS, seed=SEED, threads=1,
        parameters="default",
    )  # fmt: skip
    means = ensemble.values[:, :, -1].mean(axis=1)
    return {outcome.name: [float(x) for x in means[:, k]] for k, outcome in enumerate(OUTCOMES)}


def read() -> dict[str, list[float]]:
    """Return the outcomes that the file holds."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(line for line in file if not line.startswith("#")))
    assert tuple(rows[0][1:]) == SCENARIOS
    return {name: [float(value) for value in values] for name, *values in rows[1:]}


def write() -> None:
    """Write the file."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# Mean outcomes of {RUNS} runs after {WEEKS} weeks, seed {SEED}.\n")
        file.write("# Written by: python tests/make_golden.py\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["outcome", *SCENARIOS])
        for name, values in golden().items():
            writer.writerow([name, *(f"{value:.{DIGITS}g}" for value in values)])


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    write()
    print(f"Wrote {FILE.relative_to(ROOT)}")
