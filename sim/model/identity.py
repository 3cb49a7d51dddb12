"""Which company a run is: its scenario, its parameters, its seed and its number.

A run depends on these four and on nothing else. Whoever knows them can open the company again, step
through it and have its story told, wherever it was met first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mesa
import numpy as np
from mesa.model import RNGLike, SeedLike

from allied.sim.inputs.arguments import DEFAULT, Parameters
from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.inputs.scenario import Scenario

__all__ = ["Identity", "RNGLike", "SeedLike", "parameters_name", "seed_of", "whole"]

EXACT = 2**53  # whole numbers below it survive in a column of floats


@dataclass(frozen=True, repr=False)
class Identity:
    """What a run is determined by, apart from agents that decide in their own way.

    Attributes
    ----------
    scenario : Scenario
    parameters : str
        Name of the parameter set, or a hash of its rows where it has none.
    seed, run : int

    Examples
    --------
    >>> Identity(Scenario("silos"), "posterior", seed=1, run=3)
    Identity(scenario='silos', parameters='posterior', seed=1, run=3)
    """

    scenario: Scenario = field(hash=False)
    parameters: str
    seed: int
    run: int

    def __repr__(self) -> str:
        unnamed = (
            self.scenario.name == "levers"
        )  # a mapping, see `allied.sim.inputs.scenario.resolve`
        scenario = dict(self.scenario.levers) if unnamed else self.scenario.name
        return (
            f"Identity(scenario={scenario!r}, parameters={self.parameters!r}, seed={self.seed}, "
            f"run={self.run})"
        )


def parameters_name(parameters: Parameters, rows: np.ndarray) -> str:
    """Return the name by which parameters were asked for, or a hash of their rows."""
    if isinstance(parameters, (str, Path)):
        return str(parameters)
    if parameters is None or (isinstance(parameters, Mapping) and not parameters):
        return DEFAULT
    return f"sha256:{hashlib.sha256(rows.tobytes()).hexdigest()[:12]}"


def whole(value: Any) -> Any:
    """Return a whole number that a data frame made a float as an integer, others as they are.

    Examples
    --------
    >>> whole(3.0), whole(0.5), whole(2.0**60)
    (3, 0.5, 1.152921504606847e+18)
    """
    if not isinstance(value, (float, np.floating)):
        return value
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < EXACT else value


def seed_of(seed: Any, rng: RNGLike | SeedLike | None) -> Any:
    """Return the seed that a model's arguments `seed` and `rng` mean; it may still be out of range.

    A number is the seed itself. Anything else that Mesa takes as `rng` draws one, and so does the
    operating system when there is neither: no two companies are then the same.

    Raises
    ------
    InputError
        If both are given, or Mesa takes no such `rng`.
    """
    if seed is not None and rng is not None:
        raise InputError([Problem("seed and rng", "both", "one of them", "`rng=5` is seed 5.")])
    if seed is not None or isinstance(rng, (bool, int, float, np.number)):
        return whole(rng if seed is None else seed)
    expected = "a whole number, or a SeedSequence, BitGenerator or Generator of NumPy"
    try:
        return int(mesa.Model(rng=rng).rng.integers(EXACT))
    except (TypeError, ValueError):
        raise InputError([Problem("rng", repr(rng), expected)]) from None
