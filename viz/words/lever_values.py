"""The value of a lever as a control shows and sets it: steps, units, words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from allied.sim.inputs.quantity import Quantity
from allied.viz.words.numbers import number

__all__ = ["offered", "set_value", "step", "value_words", "written_as"]

STEPS = tuple(Decimal(n).scaleb(e) for e in range(3, -5, -1) for n in (5, 2, 1))
FEWEST_STEPS = 40


def step(lever: Quantity) -> float:
    """Return the step of a slider: round, fine enough, and meeting the default."""
    if lever.kind == "integer":
        return 1.0
    low, high, default = (Decimal(repr(v)) for v in (lever.low, lever.high, float(lever.default)))
    fitting = (
        size
        for size in STEPS
        if (high - low) / size >= FEWEST_STEPS
        and (default - low) % size == 0
        and (high - low) % size == 0
    )
    return float(next(fitting, (high - low) / 100))


def value_words(lever: Quantity, value: Any) -> str:
    """Return a value with its unit, as precisely as the slider sets it."""
    if lever.kind in ("choice", "switch"):
        return lever.words(value).capitalize() if lever.kind == "switch" else lever.words(value)
    written = written_as(lever)
    unit = f" {written['unit']}" if written["unit"] else ""
    return f"{number(value * written['scale'], written['digits'])}{unit}"


def written_as(lever: Quantity) -> dict[str, Any]:
    """Return how a number is written: by what to multiply it, its decimals and its unit."""
    decimals = max(-int(Decimal(repr(step(lever))).normalize().as_tuple().exponent), 0)
    if lever.unit == "":
        return {"scale": 100, "digits": max(decimals - 2, 0), "unit": "%"}
    return {"scale": 1, "digits": 0 if lever.kind == "integer" else decimals, "unit": lever.unit}


def set_value(lever: Quantity, setting: float) -> Any:
    """Return the value that a control's setting stands for.

    Parameters
    ----------
    lever : Quantity
    setting : float
        Position of the chosen option, or of the slider.
    """
    if lever.kind in ("choice", "switch"):
        return offered(lever)[int(setting)]
    value = min(max(setting, lever.low), lever.high)
    return round(value) if lever.kind == "integer" else round(float(value), 6)


def offered(lever: Quantity) -> list[Any]:
    """Return the values that a choice or a switch offers."""
    return list(lever.choices) if lever.choices is not None else [True, False]
