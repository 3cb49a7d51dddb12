"""What commands say beside their results: what goes on, what was written, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from allied.sim.inputs.plain_text import MOST_SHOWN, WIDEST_PATH, printable, shown
from allied.sim.inputs.quantity import LONGEST, Problem
from allied.viz.words.language import gettext, ngettext
from allied.viz.words.numbers import number, whole
from allied.viz.words.phrases import commas, joined

__all__ = [
    "a_bad_place", "a_bad_range", "a_file_in_the_way", "again", "asked_in_vain", "bad_draws",
    "bad_folder", "check_it", "compiling", "compiling_surveys", "failed", "few_scenarios",
    "folder_recovered", "folder_written", "in_progress", "interrupted", "likeness", "lower_runs",
    "missing_packages", "no_app", "not_within", "of_another_name", "open_at", "outcome_headings",
    "problem_count", "problem_lines", "problem_words", "rate", "simulating", "too_many_compared",
    "too_many_goals", "unserved", "weekly_alone", "year_heading",
]  # fmt: skip


YEAR = 52  # weeks


# --- what goes on ---


def compiling(*, large: bool = False) -> str:
    """Say that the first start takes longer, also the first one with large companies."""
    if large:
        return gettext("Compiling the model for large companies, once: about half a minute …")
    return gettext("Compiling the model for this machine, once: about half a minute …")


def compiling_surveys() -> str:
    """Say that the first survey takes longer."""
    return gettext("Compiling what reads surveys, once: about a quarter of a minute …")


def simulating(scenarios: int, runs: int) -> str:
    """Return what is counted while scenarios are simulated: "3 × 400 companies"."""
    return ngettext("{scenarios} × {count} company", "{scenarios} × {count} companies", runs,
                    scenarios=whole(scenarios), count=whole(runs))  # fmt: skip


def in_progress(what: str) -> str:
    """Return a line for a stage of long work."""
    return gettext("{stage} …", stage=what)


def rate(speed: float) -> str:
    """Return how many are done in a second.

    Examples
    --------
    >>> rate(12.34), rate(1234.5)
    ('12.3 a second', '1,234 a second')
    """
    return gettext("{count} a second", count=number(speed, 1 if speed < 100.0 else 0))


def interrupted() -> str:
    """Say that the reader stopped it."""
    return gettext("Interrupted.")


def failed(reason: str, about: str) -> str:
    """Say what the machine refused."""
    if about:
        return gettext("allied: {reason}: {file}", reason=reason, file=about)
    return gettext("allied: {reason}", reason=reason)


# --- headings ---


def outcome_headings() -> dict[str, str]:
    """Return the headings of the table of outcomes."""
    return {
        "outcome": gettext("Outcome"), "difference": gettext("Difference"),
        "verdict": gettext("Verdict"), "parameters": gettext("Parameters"),
        "unit": gettext("Unit"),
    }  # fmt: skip


def year_heading(week: int) -> str:
    """Return the heading of a column: a year, or a week that ends none."""
    if week % YEAR == 0:
        return gettext("Year {year}", year=whole(week // YEAR))
    return gettext("Week {week}", week=week)


# --- what was made ---


def folder_written(folder: Path) -> str:
    """Say what `--out` wrote."""
    return gettext("Written to {folder}: outcomes.parquet, outcomes.csv, provenance.json, "
                   "manifest.json", folder=folder)  # fmt: skip


def check_it(command: str) -> str:
    """Return the command that checks what was written."""
    return gettext("Check it: {command}", command=command)


def folder_recovered(folder: Path) -> str:
    """Say that an earlier writer was killed, and that nothing is lost."""
    return gettext("A write was interrupted; {folder} holds again what it held before.",
                   folder=folder)  # fmt: skip


def again(command: str) -> str:
    """Return the command that gives the same result."""
    return gettext("Again: {command}", command=command)


# --- the browser's server ---


def no_app(missing: str = "") -> str:
    """Say how the browser front end is installed."""
    if missing:
        return gettext("The browser front end is not installed ({package} is missing). Install it "
                       'with: pip install "allied[app]"', package=missing)  # fmt: skip
    return gettext('The browser front end is not installed. Install it with: pip install '
                   '"allied[app]"')  # fmt: skip


def open_at(address: str) -> str:
    """Say where the pages are."""
    return gettext("Allied is at {address} (Ctrl-C stops it)", address=address)


def unserved(host: str, port: object, reason: object) -> str:
    """Say that an address cannot be used."""
    return gettext("Cannot serve on {host}:{port}: {reason}. Choose another port, or leave it out.",
                   host=host, port=port, reason=reason)  # fmt: skip


# --- what is wrong ---


def problem_count(count: int) -> str:
    """Return the heading of a list of problems."""
    return ngettext("{count} problem:", "{count} problems:", count, count=whole(count))


def problem_lines(problems: Sequence[Problem], most: int = MOST_SHOWN) -> list[str]:
    """Return the first problems as sentences and, if there are more, how many."""
    lines = [problem_words(problem) for problem in problems[:most]]
    more = len(problems) - most
    if more > 0:
        lines.append(ngettext("… and {count} more", "… and {count} more", more, count=whole(more)))
    return lines


def problem_words(problem: Problem) -> str:
    """Return a problem as a sentence; of what it holds, constant texts are looked up."""
    expected, hint = gettext(problem.expected), gettext(problem.hint)
    if problem.got:
        said = gettext("{where}: got {got}; expected {expected}.", where=problem.where,
                       got=gettext(problem.got), expected=expected)  # fmt: skip
    else:
        said = gettext("{where} needs {expected}.", where=problem.where, expected=expected)
    return printable(f"{said} {hint}" if hint else said, widest=LONGEST)


def lower_runs(*, weekly: bool) -> str:
    """Say how less is computed."""
    if weekly:
        return gettext("Lower --runs or --weeks. --weekly takes a record for each week.")
    return gettext("Lower --runs or --weeks.")


def not_within(folder: Path) -> Problem:
    """Return the problem of a folder that cannot be replaced as a whole."""
    got = gettext("{folder}, the folder that you are in or the root of a disk",
                  folder=repr(str(folder)))  # fmt: skip
    return Problem("--out", got, gettext("a folder within it"),
                   gettext("The folder is put into place as a whole, under its name."))  # fmt: skip


def a_bad_range(option: str, value: int, low: int, high: int) -> Problem:
    """Return the problem of a number that is too small or too large."""
    expected = gettext("a whole number from {low} to {high}", low=whole(low), high=whole(high))
    return Problem(option, str(value), expected)


def a_bad_place(option: str, path: Path) -> Problem:
    """Return the problem of a place where no file can be."""
    return Problem(option, str(path), gettext("a file's name in a folder that exists"))


def bad_folder(folder: Path, reason: object) -> Problem:
    """Return the problem of a folder that cannot be written to."""
    got = gettext("{folder}: {reason}", folder=repr(str(folder)), reason=reason)
    return Problem("--out", got, gettext("a folder that can be written to"))


def a_file_in_the_way(path: Path, reason: object = "") -> Problem:
    """Return the problem of a new file that cannot be made."""
    if not reason:
        return Problem(str(path), gettext("a file that exists"), gettext("a new name"))
    got = gettext("a place that cannot be written to ({reason})", reason=reason)
    return Problem(str(path), got, gettext("a name in a folder that exists"))


def of_another_name(name: str) -> Problem:
    """Return the problem of two scenarios of one name."""
    return Problem("scenario", gettext("{name} twice", name=repr(name)),
                   gettext("scenarios of different names"))  # fmt: skip


def few_scenarios(names: Sequence[str]) -> Problem:
    """Return the problem of a comparison of one scenario."""
    other = "shared-projects" if names[0] == "silos" else names[0]
    hint = gettext("For example: {command}", command=f"allied compare silos {other}")
    return Problem("scenarios", whole(len(names)), gettext("two or more"), hint)


def too_many_compared(count: int, most: int) -> Problem:
    """Return the problem of more scenarios than are simulated at once."""
    return Problem("scenarios", whole(count), gettext("at most {most}", most=whole(most)))


def weekly_alone() -> Problem:
    """Return the problem of an option that the table has no room for."""
    return Problem("--weekly", "", gettext("--json or --out"),
                   gettext("The table shows the last 52 weeks only."))  # fmt: skip


def asked_in_vain(name: str, presets: Sequence[str], near: Callable[[], str]) -> Problem:
    """Return the problem of a goal that there is not; what is near is sought if it is shown."""
    expected = gettext("an outcome, or {presets}", presets=commas(presets))

    def advice() -> str:
        return near() or gettext("{command} lists them.", command="allied compare --help")

    return Problem("--goal", shown(name), expected, advice)


def too_many_goals(count: int, most: int) -> Problem:
    """Return the problem of more goals than count alike."""
    got = ngettext("{count} outcome", "{count} outcomes", count, count=whole(count))
    return Problem("--goal", got, gettext("at most {most}", most=whole(most)))


def bad_draws(name: str, reason: str) -> Problem:
    """Return the problem of parameters that cannot be read."""
    got = gettext("{name} ({reason})", name=shown(name, widest=WIDEST_PATH), reason=reason)
    return Problem("--parameters", got, gettext("posterior, default, or a file of draws"))


def missing_packages(names: Sequence[str]) -> Problem:
    """Return the problem of an extra that is not installed."""
    got = gettext("no package {names}", names=joined(names))
    hint = gettext("Install them: {command}", command="pip install 'allied[calibrate]'")
    return Problem("calibrate", got, gettext("both"), hint)


def likeness(draws: int, effective: float) -> str:
    """Return how many draws, and as good as how many of equal weight."""
    return ngettext(
        "{count} draw, as good as {effective} of equal weight",
        "{count} draws, as good as {effective} of equal weight",
        draws, count=whole(draws), effective=number(effective, 0),
    )  # fmt: skip
