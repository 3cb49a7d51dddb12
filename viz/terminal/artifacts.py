"""What `--out` writes: outcomes as Parquet and CSV, and where they come from."""

from __future__ import annotations

import json
import platform
import shlex
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.quantity import InputError
from allied.sim.inputs.scenario import Scenario
from allied.sim.inputs.whole_files import whole_file
from allied.sim.stamp import model_hash
from allied.viz import allied_version
from allied.viz.parameter_sets import origin
from allied.viz.words.command_words import bad_folder

if TYPE_CHECKING:
    from allied.sim.experiment.ensemble import Ensemble

__all__ = ["prepare", "provenance", "write"]


def prepare(folder: Path) -> None:
    """Make the folder, before hours of work rather than after.

    Raises
    ------
    InputError
        If it cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise InputError([bad_folder(folder, error.strerror or error)]) from error


def write(folder: Path, ensemble: Ensemble, command: Sequence[str], parameters: str) -> None:
    """Write outcomes and provenance into a folder that exists; files of these names are replaced.

    Parameters
    ----------
    folder : Path
    ensemble : Ensemble
    command : sequence of str
        The command line that makes the same files again.
    parameters : str
        The name that the parameter sets were asked for by.
    """
    frame = ensemble.frame()
    with whole_file(folder / "outcomes.parquet") as path:
        frame.to_parquet(path, index=False)
    with whole_file(folder / "outcomes.csv") as path:
        frame.to_csv(path, index=False)
    facts = provenance(ensemble, command, parameters)
    with whole_file(folder / "provenance.json") as path:
        path.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def provenance(ensemble: Ensemble, command: Sequence[str], parameters: str) -> dict[str, Any]:
    """Return everything that is needed to make the results again."""
    return {
        "command": shlex.join(command),
        "allied": allied_version(),
        "model": model_hash(),
        "seed": ensemble.seed,
        "runs": ensemble.runs,
        "first": ensemble.first,
        "weeks": ensemble.weeks,
        "parameters": origin(parameters, ensemble.comparison().draws),
        "python": platform.python_version(),
        **{package: version(package) for package in ("mesa", "numba", "numpy", "pandas")},
        "scenarios": {scenario.name: _levers(scenario) for scenario in ensemble.scenarios},
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _levers(scenario: Scenario) -> dict[str, Any]:
    return {
        "levers": {name: _plain(scenario.value(name)) for name in LEVERS},
        "timeline": [
            {"week": week, "levers": {name: _plain(value) for name, value in changes.items()}}
            for week, changes in scenario.timeline
        ],
    }


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
