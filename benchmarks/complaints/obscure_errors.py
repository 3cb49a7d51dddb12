"""Errors that nobody understands: `python -m benchmarks.complaints.obscure_errors`.

An error counts as obscure where it names neither what was typed nor what is missing. No error at
all, and nothing that comes back, counts too.
"""

from __future__ import annotations

import sys
from typing import Any

from allied.sim.inputs.quantity import InputError
from allied.sim.sweep.design import Design
from benchmarks.complaints.findings import Finding, quiet, told, workbench_installed
from benchmarks.complaints.toy_models import batch, walk, workbench_model

__all__ = ["COMPLAINT", "allied", "peers"]

COMPLAINT = "Errors: they do not say what was wrong"
MISTAKES: dict[str, Any] = {
    "base": "silo",
    "vary": {
        "leadership.opennes": [0.2, 0.9],
        "budget.overlap": ["contest", "yeild"],
        "goals.shared": {"low": 0.9, "high": 0.2},
    },
    "sample": {"method": "lhs"},
    "runs": 0,
    "outcomes": ["lead_tme"],
}
NAMED = (
    "'silo'", "leadership.opennes", "'yeild'", "goals.shared", "points", "runs", "'lead_tme'",
)  # fmt: skip


def mesa_batch() -> Finding:
    """Run a model that collects data in other weeks than the runner reads."""
    with quiet():
        try:
            rows = batch({"every": [100]})
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
            obscure = not any(word in said.lower() for word in ("collect", "every", "step"))
            return Finding("mesa", obscure, f"a model that collected no data gives {said!r}")
    did = f"a model that collected no data gives {rows!r} and no word"
    return Finding("mesa", rows == [], did)


def workbench_sampler() -> Finding:
    """Name a sampler as the documentation names it, in a string."""
    from ema_workbench import SequentialEvaluator

    try:
        with quiet(), SequentialEvaluator(workbench_model(walk)) as evaluator:
            evaluator.perform_experiments(4, uncertainty_sampling="lhs")
    except BaseException as error:  # EMAError is no Exception
        said = f"{type(error).__name__}: {error}"
        obscure = not any(word in said for word in ("lhs", "sampl"))
        return Finding("ema-workbench", obscure, f"uncertainty_sampling='lhs' gives {said!r}")
    return Finding("ema-workbench", False, "uncertainty_sampling='lhs' is understood")


def peers() -> list[Finding]:
    """Return what Mesa and the EMA Workbench do."""
    return [mesa_batch()] + ([workbench_sampler()] if workbench_installed() else [])


def allied() -> list[Finding]:
    """Return what a design with seven mistakes is answered."""
    try:
        Design(**MISTAKES)
    except InputError as error:
        said = [str(problem) for problem in error.problems]
    else:
        said = []
    text = "\n".join(said)
    missed = [word for word in NAMED if word not in text]
    hints = text.count("Did you mean")
    did = (
        f"{len(said)} problems of a design with {len(NAMED)} mistakes at once, {hints} with "
        f"a suggestion{', none of ' + ', '.join(missed) if missed else ''}: "
        f"{said[0] if said else 'nothing'}"
    )
    return [Finding("allied", bool(missed), did)]


if __name__ == "__main__":
    sys.exit(told(COMPLAINT, peers(), allied()))
