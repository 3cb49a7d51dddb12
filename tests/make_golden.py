"""Write the golden outcomes anew: `python tests/make_golden.py`, from the project's folder.

They move only together with an entry under **results** in CHANGELOG.md that says why.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = Path(__file__).with_name("golden.csv")
RUNS, WEEKS, SEED = 20, 104, 1


def golden() -> dict[str, dict[str, float]]:
    """Return the mean of each outcome over the runs, for every shipped scenario."""
    from allied.scenarios import load_all
    from allied.sim.experiment.ensemble import run_ensemble
    from allied.sim.model.outcomes import OUTCOMES

    scenarios = load_all()
    ensemble = run_ensemble(
        scenarios, runs=RUNS, weeks=WEEKS, seed=SEED, threads=1, parameters="default"
    )
    means = ensemble.values[:, :, -1].mean(axis=1)
    names = [outcome.name for outcome in OUTCOMES]
    return {
        scenario.name: dict(zip(names, map(float, row), strict=True))
        for scenario, row in zip(scenarios, means, strict=True)
    }


def read() -> dict[str, dict[str, float]]:
    """Return the outcomes that the file holds."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    scenarios = [name for name in rows[0] if name != "outcome"]
    return {
        scenario: {row["outcome"]: float(row[scenario]) for row in rows} for scenario in scenarios
    }


def write() -> None:
    """Write the file."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# Mean outcomes of {RUNS} runs after {WEEKS} weeks, seed {SEED}.\n")
        file.write("# Written by: python tests/make_golden.py\n")
        writer = csv.writer(file, lineterminator="\n")
        found = golden()
        writer.writerow(["outcome", *found])
        for name in next(iter(found.values())):
            writer.writerow([name, *(repr(row[name]) for row in found.values())])


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    write()
    print(f"Wrote {FILE.relative_to(ROOT)}")
