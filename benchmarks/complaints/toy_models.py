"""The smallest models that show what a tool around them does: a walk, in Mesa and as a function."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import mesa
import numpy as np
from mesa.datacollection import DataCollector

__all__ = ["STEPS", "Walk", "batch", "noted", "workbench_model"]

STEPS = 5


class Walk(mesa.Model):
    """A random walk.

    Parameters
    ----------
    start : float
        Below zero it fails.
    every : int
        Steps between two collections of data.
    weeks : int
        After which it stops by itself, since versions of Mesa differ in `max_steps`.
    pause : float
        Seconds that a run takes at least.
    log : str
        A file that gets a line when a run has been completed.
    """

    def __init__(
        self, start: float = 0.0, every: int = 1, weeks: int = STEPS, pause: float = 0.0,
        log: str = "", seed: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(seed=seed)
        self.position, self.every, self.weeks = float(start), every, weeks
        self.pause, self.log = pause, log
        self.datacollector = DataCollector({"position": "position"})

    def step(self) -> None:
        """Go one step."""
        if self.position < 0.0:
            raise ValueError("the walk cannot start below zero")
        self.position += self.random.random()
        if self.steps % self.every == 0:
            self.datacollector.collect(self)
        if self.steps >= self.weeks:
            self.running = False
            time.sleep(self.pause)
            noted(self.log)


def noted(log: str) -> None:
    """Add a line to a log, if there is one."""
    if log:
        with Path(log).open("a") as file:
            file.write("done\n")


def batch(parameters: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    """Run walks under Mesa's `batch_run`."""
    return list(mesa.batch_run(Walk, parameters, display_progress=False, **options))


def workbench_model(
    function: Callable[..., dict[str, Any]], outcomes: Sequence[str] = ("position",)
) -> Any:
    """Return a function as a model of the EMA Workbench, with one uncertainty in [0, 1]."""
    from ema_workbench import Model, RealParameter, ScalarOutcome

    model = Model("walk", function=function)
    model.uncertainties = [RealParameter("start", 0.0, 1.0)]
    model.outcomes = [ScalarOutcome(name) for name in outcomes]
    return model


def walk(start: float) -> dict[str, Any]:
    """Return where a walk ends; its luck comes from NumPy's global generator, as is usual."""
    steps = np.random.random(STEPS)  # noqa: NPY002 - what is shown needs it
    return {"position": start + float(steps.sum()), "luck": float(steps[0])}
