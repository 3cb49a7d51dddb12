"""What a reader takes away: the command that reproduces the page, its scenarios, its numbers."""

from __future__ import annotations

import csv
import io
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from allied.scenarios import to_toml
from allied.sim.experiment.comparison import Comparison
from allied.sim.inputs.scenario import Scenario
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.stamp import model_hash
from allied.viz.parameter_sets import option
from allied.viz.web.compute import RUNS, SEED, WEEKS, drawn_from
from allied.viz.web.page_state import View
from allied.viz.words.page_words import file_labels, scenario_file

if TYPE_CHECKING:
    from allied.sim.experiment.ensemble import Ensemble

__all__ = ["command", "differences_csv", "file", "files"]

DIFFERENCES, COMPANIES = "differences", "companies"
COLUMNS = (
    "baseline", "scenario", "outcome", "unit", "better", "baseline_mean", "mean", "low", "high",
    "p_direction", "p_better", "p05", "p95", "mc_error", "runs_needed", "verdict", "rests_on",
    "variance_parameters", "variance_chance", "model",
)  # fmt: skip


def command(view: View, scenarios: Sequence[Scenario]) -> str:
    """Return the command line that computes what the page shows.

    Scenarios with levers moved are named as the files that `files` offers.
    """
    words = [
        f"{scenario.name}.toml" if _is_changed(view, position) else scenario.name
        for position, scenario in enumerate(scenarios)
    ]
    numbers = ["--runs", str(RUNS), "--weeks", str(WEEKS), "--seed", str(SEED)]
    goals = [word for goal in view.goals for word in ("--goal", goal)]
    return shlex.join(["allied", "compare", *words, *goals, *numbers, *option(drawn_from())])


def files(view: View, scenarios: Sequence[Scenario]) -> list[dict[str, str]]:
    """Return "kind" and "label" of the files that can be saved."""
    changed = [
        {"kind": str(position), "label": scenario_file(scenario.name)}
        for position, scenario in enumerate(scenarios)
        if _is_changed(view, position)
    ]
    labels = file_labels()
    return [*changed, *({"kind": kind, "label": labels[kind]} for kind in (DIFFERENCES, COMPANIES))]


def file(kind: str, results: Ensemble) -> dict[str, str]:
    """Return "name" and "text" of a file.

    Parameters
    ----------
    kind : str
        As `files` gives it.
    results : Ensemble
    """
    if kind == DIFFERENCES:
        return {"name": "allied-differences.csv", "text": differences_csv(results.comparison())}
    if kind == COMPANIES:
        text = results.frame().to_csv(index=False)
        return {"name": f"allied-companies-{model_hash()}.csv", "text": text}
    scenario = results.scenarios[int(kind)]
    return {"name": f"{scenario.name}.toml", "text": to_toml(scenario)}


def differences_csv(comparison: Comparison) -> str:
    """Return every outcome of every scenario against the first, one row each."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    baseline, *others = comparison.scenarios
    for index, name in enumerate(others, start=1):
        for position, outcome in enumerate(OUTCOMES):
            gap = comparison.difference(index, position)
            writer.writerow(
                (baseline, name, outcome.name, outcome.unit, outcome.better,
                 comparison.spread(0, position).mean, gap.mean, gap.low, gap.high,
                 gap.p_direction, gap.p_better, gap.p05, gap.p95, gap.mc_error, gap.runs_needed,
                 gap.verdict, " ".join(gap.rests_on), gap.parameters, gap.chance, model_hash())
            )  # fmt: skip
    return text.getvalue()


def _is_changed(view: View, position: int) -> bool:
    return bool(view.picks[position].changes or view.environment)
