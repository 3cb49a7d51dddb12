"""What commands say about scenarios and levers."""

from __future__ import annotations

from allied.sim.inputs.quantity import Quantity
from allied.sim.inputs.scenario import Scenario
from allied.viz.words.language import gettext, ngettext
from allied.viz.words.lever_values import value_words
from allied.viz.words.numbers import whole
from allied.viz.words.phrases import commas
from allied.viz.words.table_texts import title_of, unit_of

__all__ = [
    "allowed", "default_words", "fine", "headings", "no_difference", "no_lever", "of_one",
    "role_words", "timeline_line", "week_mark",
]  # fmt: skip


def headings() -> dict[str, str]:
    """Return the headings of what commands show of scenarios and levers."""
    return {
        "name": gettext("Name"), "what": gettext("What it is"), "lever": gettext("Lever"),
        "here": gettext("Here"), "baseline": gettext("Baseline"), "values": gettext("Values"),
        "meaning": gettext("Meaning and source"), "timeline": gettext("Timeline"),
        "sources": gettext("Sources"), "claims": gettext("Claims"),
    }  # fmt: skip


def of_one() -> str:
    """Say how to learn more about one scenario."""
    return gettext("{command} tells the story of one.", command="allied scenarios show NAME")


def timeline_line(week: int, label: str) -> str:
    """Return a line of a scenario's timeline."""
    return gettext("Week {week}: {what}", week=week, what=gettext(label))


def week_mark(week: int) -> str:
    """Return what stands beside an event of a story."""
    return gettext("week {week}", week=week)


def no_difference() -> str:
    """Say that scenarios set every lever alike."""
    return gettext("They set every lever alike.")


def no_lever() -> str:
    """Say that a scenario is the baseline."""
    return gettext("It moves no lever: this is the baseline.")


def fine(file: str, scenario: Scenario, changed: int) -> str:
    """Say that a file has no problem."""
    return ngettext(
        "{file} is fine: {title}, {count} setting of levers.",
        "{file} is fine: {title}, {count} settings of levers.",
        changed, file=file, title=repr(title_of(scenario)), count=whole(changed),
    )  # fmt: skip


# --- levers ---


def role_words(lever: Quantity) -> str:
    """Return what a lever is that no company can move; empty where one can."""
    return "" if lever.role == "choice" else gettext("environment")


def allowed(lever: Quantity) -> str:
    """Return which values a file may hold, as they are written there."""
    if lever.choices is not None:
        return gettext("one of {values}", values=commas(list(lever.choices)))
    if lever.kind == "switch":
        return gettext("true or false")
    slots = {"low": f"{lever.low:g}", "high": f"{lever.high:g}"}
    if lever.kind == "integer":
        said = gettext("a whole number from {low} to {high}", **slots)
    else:
        said = gettext("a number from {low} to {high}", **slots)
    if not lever.unit:
        return said
    return gettext("{values} ({unit})", values=said, unit=unit_of(lever))


def default_words(lever: Quantity) -> str:
    """Return the value of the baseline in words, and as a file has it where that differs."""
    said = value_words(lever, lever.default)
    if lever.kind == "switch":
        return gettext("baseline: {value}", value=str(lever.default).lower())
    if lever.choices is None and lever.unit:
        return gettext("baseline: {value}", value=said)
    return gettext("baseline: {value} ({words})", value=lever.default, words=said)
