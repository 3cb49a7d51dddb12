"""The value of a lever in words, stated once, and how a control sets it.

Terminal and browser, forms and stories, differences and exports all read `value_words`. It is as
precise as the slider's step, and more precise where the value is: two values never read alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from allied.scenarios import LeverDifference
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.quantity import Quantity
from allied.viz.words.language import gettext
from allied.viz.words.numbers import exact, whole
from allied.viz.words.phrases import in_turn, semicolons
from allied.viz.words.table_texts import label_of, unit_of

__all__ = [
    "course_words", "difference_words", "later_words", "offered", "set_value", "step",
    "value_words", "written_as",
]  # fmt: skip

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
    """Return a value with its unit, as precisely as the slider sets it, or more.

    Examples
    --------
    >>> from allied.sim.inputs.levers import LEVERS
    >>> [value_words(LEVERS["culture.training"], part) for part in (0.016, 0.024, 0.0163)]
    ['1.6 %', '2.4 %', '1.63 %']
    """
    if lever.choices is not None:
        return gettext(lever.choices[value])
    if lever.kind == "switch":
        return gettext("Yes") if value else gettext("No")
    plain = Decimal(repr(value.item() if hasattr(value, "item") else value))
    shown = plain.scaleb(2) if _in_percent(lever) else plain
    return _pattern(lever).format(number=exact(shown, _digits(lever)))


def written_as(lever: Quantity) -> dict[str, Any]:
    """Return how a slider writes a value that it sets, in the same words.

    Returns
    -------
    dict
        "scale", by which to multiply the value, "digits", its decimals, and "pattern", with
        "{number}" where the number stands.
    """
    scale = 100 if _in_percent(lever) else 1
    return {"scale": scale, "digits": _digits(lever), "pattern": _pattern(lever)}


def course_words(lever: Quantity, course: Mapping[int, Any]) -> str:
    """Return the values of a lever over time: "IT queue; Shared project teams from week 52".

    Parameters
    ----------
    lever : Quantity
    course : mapping of int to value
        Values by the week from which they hold, see `allied.scenarios.differences`.
    """
    parts = [
        gettext("{value} from week {week}", value=value_words(lever, value), week=whole(week))
        if week else value_words(lever, value)
        for week, value in course.items()
    ]  # fmt: skip
    return semicolons(parts)


def difference_words(difference: LeverDifference) -> tuple[str, ...]:
    """Return a lever on which scenarios differ: its label, then what each scenario sets."""
    lever = LEVERS[difference.lever]
    return label_of(lever), *(course_words(lever, course) for course in difference.courses)


def later_words(lever: Quantity, quarters: Mapping[int, Any]) -> str:
    """Return what a timeline does to a lever: "One merged unit from Q3"; empty where nothing."""
    parts = [
        gettext("{value} from Q{quarter}", value=value_words(lever, value), quarter=whole(quarter))
        for quarter, value in quarters.items()
    ]
    return in_turn(parts)


def _in_percent(lever: Quantity) -> bool:
    return lever.unit == "" and lever.kind == "number"


def _digits(lever: Quantity) -> int:
    """Return the decimals of a slider's values, as they are shown."""
    if lever.kind == "integer":
        return 0
    decimals = max(-int(Decimal(repr(step(lever))).normalize().as_tuple().exponent), 0)
    return max(decimals - 2, 0) if _in_percent(lever) else decimals


def _pattern(lever: Quantity) -> str:
    """Return how a number stands beside its unit, with its slot still empty."""
    if _in_percent(lever):
        return gettext("{number} %")
    if not lever.unit:
        return "{number}"
    return gettext("{number} {unit}", number="{number}", unit=unit_of(lever))


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
