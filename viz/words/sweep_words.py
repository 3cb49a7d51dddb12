"""What `allied sweep` and `allied merge` say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from allied.sim.inputs.plain_text import shown
from allied.sim.inputs.quantity import Problem
from allied.viz.words.language import gettext, ngettext
from allied.viz.words.numbers import number, whole
from allied.viz.words.phrases import commas

__all__ = [
    "already_there",
    "anew",
    "bad_part",
    "bad_precision",
    "duration",
    "fact_labels",
    "failed_points",
    "go_on",
    "merged",
    "needs_out",
    "no_scheduler",
    "of_parts",
    "points_computed",
    "points_line",
    "points_words",
    "runs_words",
    "stops",
    "sweeping",
    "untried",
    "whole_and_done",
]  # fmt: skip


def sweeping() -> str:
    """Return what is counted while a sweep goes on."""
    return gettext("points")


def points_words(points: int) -> str:
    """Return a number of points: "64 points"."""
    return ngettext("{count} point", "{count} points", points, count=whole(points))


def runs_words(points: int, bases: int, runs: int) -> str:
    """Return how many companies are run.

    Examples
    --------
    >>> runs_words(64, 2, 50)
    '64 points × 2 bases × 50 runs = 6,400 companies'
    """
    return gettext(
        "{points} × {bases} × {runs} = {companies}",
        points=points_words(points),
        bases=ngettext("{count} base", "{count} bases", bases, count=whole(bases)),
        runs=ngettext("{count} run", "{count} runs", runs, count=whole(runs)),
        companies=ngettext("{count} company", "{count} companies", points * bases * runs,
                           count=whole(points * bases * runs)),
    )  # fmt: skip


def duration(seconds: float) -> str:
    """Return a time in words, rounded.

    Examples
    --------
    >>> duration(0.2), duration(90), duration(8000)
    ('less than a second', '90 seconds', '2.2 hours')
    """
    if seconds < 1.0:
        return gettext("less than a second")
    if seconds < 120.0:
        count = round(seconds)
        return ngettext("{count} second", "{count} seconds", count, count=whole(count))
    if seconds < 7200.0:
        return gettext("{count} minutes", count=whole(round(seconds / 60.0)))
    if seconds < 2 * 86400.0:
        return gettext("{count} hours", count=number(seconds / 3600.0, 1))
    return gettext("{count} days", count=number(seconds / 86400.0, 1))


def fact_labels() -> dict[str, str]:
    """Return the labels of what a dry run says."""
    return {
        "design": gettext("Design"), "bases": gettext("Bases"), "reference": gettext("Reference"),
        "factors": gettext("What varies"), "runs": gettext("Runs"), "time": gettext("Time"),
        "size": gettext("Size"), "files": gettext("Files"), "note": gettext("Note"),
    }  # fmt: skip


def untried(seconds: float, cores: int) -> str:
    """Return how long a sweep would take."""
    return ngettext("about {time} on {count} core of a machine like ours",
                    "about {time} on {count} cores of a machine like ours", cores,
                    time=duration(seconds), count=whole(cores))  # fmt: skip


def points_line(done: int, total: int, rate: float, left: float) -> str:
    """Return a line of progress, for a log."""
    return gettext("{done} of {total}, {rate} a second, about {left} left",
                   done=whole(done), total=points_words(total), rate=number(rate, 1),
                   left=duration(left))  # fmt: skip


def already_there(folder: Path, points: int) -> str:
    """Say that there was nothing to compute."""
    return gettext("{folder} holds all {points} already; nothing was computed.",
                   folder=folder, points=points_words(points))  # fmt: skip


def points_computed(computed: int, found: int, folder: Path) -> str:
    """Say what was computed, and what was there."""
    if found:
        told = {"computed": points_words(computed), "found": whole(found), "folder": folder}
        return gettext("{computed} computed, {found} were there: {folder}", **told)
    return gettext("{computed} computed: {folder}", computed=points_words(computed), folder=folder)


def whole_and_done(complete: bool) -> str:
    """Say whether the whole design is there."""
    if complete:
        return gettext("The dataset is complete.")
    return gettext("Other parts are missing: allied merge puts parts together.")


def failed_points(count: int) -> str:
    """Say how many points failed."""
    return ngettext("{count} point failed; the column reason says why.",
                    "{count} points failed; the column reason says why.", count,
                    count=whole(count))  # fmt: skip


def stops(stopped: Mapping[int, int], most: int) -> str:
    """Say after how many runs points stopped."""
    told = [
        ngettext("{count} point at {runs} runs", "{count} points at {runs} runs", count,
                 count=whole(count), runs=whole(runs))
        for runs, count in sorted(stopped.items())
    ]  # fmt: skip
    said = gettext("Stopped: {points}.", points=commas(told))
    if most in stopped:
        said += " " + gettext("Those at {runs} may be above the bound.", runs=whole(most))
    return said


def anew(files: list[str]) -> str:
    """Say which files were damaged."""
    return gettext("Damaged, and computed anew: {files}.", files=commas(files))


def go_on(done: int, total: int, command: str) -> str:
    """Say what is safe after an interruption, and how to go on."""
    return gettext("Interrupted. {done} of {points} are safe. To go on: {command}",
                   done=whole(done), points=points_words(total), command=command)  # fmt: skip


def merged(parts: int, points: int, folder: Path) -> str:
    """Say what was put together."""
    return ngettext("{count} folder put together, {points}: {folder}",
                    "{count} folders put together, {points}: {folder}", parts,
                    count=whole(parts), points=points_words(points), folder=folder)  # fmt: skip


# --- what is wrong with the command ---


def needs_out() -> Problem:
    """Return the problem of a sweep without a place."""
    return Problem("--out", gettext("nothing"), gettext("a folder"),
                   gettext("Or say --dry-run."))  # fmt: skip


def bad_part(typed: str) -> Problem:
    """Return the problem of a part that is none."""
    return Problem("--part", shown(typed), gettext("K/N, as 3/40: the third of forty parts"))


def bad_precision(typed: str) -> Problem:
    """Return the problem of a bound that is none."""
    return Problem("--precision", shown(typed), gettext("OUTCOME=ERROR, as lead_time=0.5"))


def no_scheduler(typed: str) -> Problem:
    """Return the problem of files for a connection that is not asked for."""
    return Problem(typed, "", "--scheduler")


def of_parts(points: int, total: int, part: str) -> str:
    """Return which points a part has."""
    return gettext("part {part}: {points} of {total}", part=part, points=whole(points),
                   total=points_words(total))  # fmt: skip
