"""What `allied verify` says of an experiment."""

from __future__ import annotations

from pathlib import Path

from allied.sim.inputs.plain_text import shown
from allied.sim.inputs.quantity import Problem
from allied.viz.words.language import gettext, ngettext, pgettext
from allied.viz.words.numbers import whole

__all__ = [
    "as_written", "computed_again", "computing_again", "fact_labels", "needs_rerun", "no_number",
    "not_as_written", "points_again", "shape_words", "sweep_words", "unsaid",
]  # fmt: skip


def computing_again() -> str:
    """Return what is counted while runs are computed again."""
    return gettext("runs computed again")


def as_written(folder: Path) -> str:
    """Say that nothing is wrong with an experiment."""
    return gettext("{folder} is as it was written.", folder=folder)


def not_as_written(folder: Path, problems: int) -> str:
    """Say how much is wrong with an experiment."""
    return ngettext("{folder} does not verify: {count} problem.",
                    "{folder} does not verify: {count} problems.", problems,
                    folder=folder, count=whole(problems))  # fmt: skip


# --- the table of what was found ---


def fact_labels() -> dict[str, str]:
    """Return the labels of the rows: of the data, of three facts of the provenance, of runs."""
    return {
        "data": gettext("Data"), "command": gettext("Command"), "model": gettext("Model"),
        "date": gettext("Written"), "computed": gettext("Computed again"),
    }  # fmt: skip


def unsaid() -> str:
    """Say that a provenance leaves something out."""
    return gettext("not said")


def shape_words(scenarios: int, runs: int, weeks: int, outcomes: int) -> str:
    """Return how large the data are.

    Examples
    --------
    >>> shape_words(2, 400, 1, 19)
    '2 scenarios × 400 runs × 1 week, 19 outcomes'
    """
    return pgettext(
        "the shape of data", "{scenarios} × {runs} × {weeks}, {outcomes}",
        scenarios=ngettext("{count} scenario", "{count} scenarios", scenarios,
                           count=whole(scenarios)),
        runs=ngettext("{count} run", "{count} runs", runs, count=whole(runs)),
        weeks=ngettext("{count} week", "{count} weeks", weeks, count=whole(weeks)),
        outcomes=ngettext("{count} outcome", "{count} outcomes", outcomes, count=whole(outcomes)),
    )  # fmt: skip


def computed_again(computed: int, runs: int) -> str:
    """Say how many of the runs came out as they were recorded."""
    return ngettext("{computed} of {count} run: equal, bit for bit",
                    "{computed} of {count} runs: equal, bit for bit", runs,
                    computed=whole(computed), count=whole(runs))  # fmt: skip


def sweep_words(points: int, rows: int) -> str:
    """Return how large the data of a sweep are.

    Examples
    --------
    >>> sweep_words(64, 6400)
    '64 points, 6,400 rows'
    """
    return pgettext(
        "the shape of data", "{points}, {rows}",
        points=ngettext("{count} point", "{count} points", points, count=whole(points)),
        rows=ngettext("{count} row", "{count} rows", rows, count=whole(rows)),
    )  # fmt: skip


def points_again(computed: int, points: int) -> str:
    """Say how many points of a sweep came out as they were recorded."""
    return ngettext("{computed} of {count} point: equal, bit for bit",
                    "{computed} of {count} points: equal, bit for bit", points,
                    computed=whole(computed), count=whole(points))  # fmt: skip


# --- what is wrong with the command ---


def no_number(typed: str) -> Problem:
    """Return the problem of runs to compute again that are no number."""
    return Problem("--rerun", shown(typed), gettext("a number of runs from 1 on, or all"))


def needs_rerun() -> Problem:
    """Return the problem of parameters with which nothing is computed."""
    return Problem("--parameters", "", "--rerun")
