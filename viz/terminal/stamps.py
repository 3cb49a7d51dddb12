"""What a command says about the model that made something: this one, or another."""

from __future__ import annotations

from typing import Any

from allied.viz import allied_version
from allied.viz.terminal.consoles import say
from allied.viz.words.staleness import Made, stale

__all__ = ["made_by", "warn", "warn_of_parameters"]


def made_by() -> dict[str, Any]:
    """Return the version and the model's hash, for what is printed as JSON."""
    from allied.sim.stamp import model_hash

    return {"version": allied_version(), "model": model_hash()}


def warn(what: Made, model: str | None, command: str) -> None:
    """Say in one line, aside from the results, if something was made by another model."""
    line = stale(what, model, command)
    if line:
        say(line)


def warn_of_parameters(name: str) -> None:
    """Say so if the parameters of this name were calibrated with another model."""
    from allied.viz.parameter_sets import stale_parameters

    line = stale_parameters(name)
    if line:
        say(line)
