"""Seeds that are identical or unknown: `python -m benchmarks.complaints.identical_seeds`."""

from __future__ import annotations

import json
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from allied.sim.model.organisation import Organisation
from allied.sim.sweep.dataset import read_sweep
from allied.sim.sweep.design import Design
from allied.sim.sweep.driver import sweep
from benchmarks.complaints.findings import Finding, quiet, started, told, workbench_installed
from benchmarks.complaints.toy_models import batch, walk, workbench_model

__all__ = ["COMPLAINT", "allied", "peers"]

COMPLAINT = "Seeds: repetitions are copies of each other, or nobody can repeat one"
SEED, RUNS, WEEKS = 42, 5, 8
EXPERIMENTS = 12
OUTCOME = "trust_cmo_cio"


def mesa_with_a_seed() -> Finding:
    """Ask `batch_run` for iterations of a model under one seed."""
    with quiet():
        rows = batch({"seed": SEED}, iterations=RUNS)
    ends = {row["position"] for row in rows}
    used = {row["seed"] for row in rows}
    if len(ends) == 1:
        did = f"{RUNS} iterations with seed {SEED} are the same run {RUNS} times"
    else:
        did = f"of seed {SEED} the rows say {used}: it was replaced, and no row can be repeated"
    return Finding("mesa", len(ends) == 1 or used != {SEED}, did)


def mesa_without_a_seed() -> Finding:
    """Ask for iterations of a model without a seed."""
    with quiet():
        rows = batch({"start": [0.0]}, iterations=RUNS)
    seeds = [row.get("seed", row.get("rng")) for row in rows]
    known = all(seed is not None for seed in seeds)
    did = f"without a seed, the seeds in the rows of {RUNS} iterations are {set(seeds)}"
    return Finding("mesa", not known, did)


def _forked() -> None:
    """Run experiments in two forked workers, and print their luck (in a process of its own)."""
    from ema_workbench import MultiprocessingEvaluator

    multiprocessing.set_start_method("fork", force=True)
    model = workbench_model(slow_walk, ("position", "luck"))
    with MultiprocessingEvaluator(model, n_processes=2) as evaluator:
        _, outcomes = evaluator.perform_experiments(EXPERIMENTS)
    print(json.dumps([float(value) for value in outcomes["luck"]]))


def slow_walk(start: float) -> dict[str, Any]:
    """Walk, long enough that both workers get some."""
    time.sleep(0.02)
    return walk(start)


def workbench_forked() -> Finding:
    """Let forked workers draw from NumPy's global generator."""
    printed, _ = started(__file__, "forked").communicate()
    luck = Counter(json.loads(printed.splitlines()[-1]))
    twice = sum(count - 1 for count in luck.values())
    did = f"of {EXPERIMENTS} experiments in 2 forked workers, {twice} repeat another's draws"
    return Finding("ema-workbench", twice > 0, did)


def workbench_design() -> Finding:
    """Sample one design twice, and look for a seed in what comes back."""
    from ema_workbench import SequentialEvaluator

    with quiet(), SequentialEvaluator(workbench_model(walk)) as evaluator:
        first, _ = evaluator.perform_experiments(4)
        again, _ = evaluator.perform_experiments(4)
    same = list(first["start"]) == list(again["start"])
    told_ = [name for name in first.columns if "seed" in name or "rng" in name]
    did = (
        f"the same call samples {'the same' if same else 'another'} design, and the columns "
        f"({', '.join(first.columns)}) hold {'a' if told_ else 'no'} seed"
    )
    return Finding("ema-workbench", not same and not told_, did)


def peers() -> list[Finding]:
    """Return what Mesa and the EMA Workbench do."""
    found = [mesa_with_a_seed(), mesa_without_a_seed()]
    if workbench_installed():
        found.append(workbench_design())
        if "fork" in multiprocessing.get_all_start_methods():
            found.append(workbench_forked())
    return found


def allied() -> list[Finding]:
    """Return what a sweep does: companies that differ, and each of which can be opened again."""
    levels = [0.2, 0.9]
    design = Design(
        base="silos", vary={"leadership.openness": levels}, sample={"method": "grid"}, runs=RUNS,
        weeks=WEEKS, seed=SEED, parameters="default", outcomes=[OUTCOME],
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        sweep(design, folder, threads=2)
        rows = read_sweep(folder)
        seed = json.loads((Path(folder) / "manifest.json").read_text())["seed"]
    last = rows[rows["point"] == len(levels)]
    distinct = last[OUTCOME].nunique()
    alone = []
    for run in last["run"]:
        scenario = {"scenario": "silos", "leadership.openness": levels[-1]}
        company = Organisation(scenario, seed=seed, run=int(run), parameters="default")
        company.run_for(WEEKS)
        alone.append(company.outcomes()[OUTCOME])
    equal = sum(a == b for a, b in zip(alone, last[OUTCOME], strict=True))
    did = (
        f"{distinct} of {RUNS} runs of a point differ; the manifest says seed {seed}, and with it "
        f"{equal} of {RUNS} rows come out of a company alone, bit for bit"
    )
    return [Finding("allied", distinct < RUNS or equal < RUNS or seed != SEED, did)]


if __name__ == "__main__":
    if sys.argv[1:] == ["forked"]:
        _forked()
    else:
        sys.exit(told(COMPLAINT, peers(), allied()))
