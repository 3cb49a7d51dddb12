"""`allied verify`: whether an experiment is as it was written, and whether it comes out again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from allied.sim.inputs.quantity import Problem
from allied.viz.terminal.artifacts import recover_folder
from allied.viz.terminal.consoles import output, print_json, progress, say
from allied.viz.terminal.options import load_parameters, require
from allied.viz.terminal.simulating import compile_first
from allied.viz.words.command_words import problem_words
from allied.viz.words.verification_words import (
    as_written,
    computed_again,
    computing_again,
    fact_labels,
    needs_rerun,
    no_number,
    not_as_written,
    points_again,
    shape_words,
    sweep_words,
    unsaid,
)

if TYPE_CHECKING:
    from allied.sim.experiment.verification import Verification

__all__ = ["verify"]

ALL = "all"
EPILOG = """
[bold]Examples[/]

allied verify results

allied verify results --rerun 20

allied verify results --rerun all --json

[bold]Exit codes[/]

0 as it was written; 1 something is wrong; 2 no experiment there
"""


def verify(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            help="What allied compare --out or allied sweep --out wrote.",
            show_default=False,
        ),
    ],
    rerun: Annotated[
        str | None,
        typer.Option(
            metavar="N|all",
            help="Compute so many of the runs (of a sweep: points) again, spread evenly, and "
            "compare them bit for bit.",
            show_default=False,
        ),
    ] = None,
    parameters: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="With --rerun: the file of draws, if it is not where the command found it.",
            show_default=False,
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check an experiment: files, hashes, provenance, shape of the data; on demand, its runs.

    Hashes find damage, mix-ups and careless edits. Only runs that are computed again say that the
    numbers are the model's: by the same model, with the same parameters.
    """
    runs, problems = _runs(rerun)
    draws = None
    if parameters is not None:
        draws, wrong = load_parameters(parameters)
        problems += wrong
        if rerun is None:
            problems.append(needs_rerun())
    require(problems)
    recover_folder(folder)
    if runs:
        compile_first()
    from allied.sim.experiment.verification import verify as check

    with progress(computing_again()) as report:
        found = check(folder, rerun=runs, parameters=draws, progress=report)
    if json:
        print_json({"command": "verify", **found.to_dict()})
    else:
        _print(found)
    if not found.fine:
        raise typer.Exit(1)


def _runs(rerun: str | None) -> tuple[int, list[Problem]]:
    """Return how many runs are asked for: none, a number, or more than there can be."""
    if rerun is None:
        return 0, []
    if rerun == ALL:
        return 10_000_000, []
    if rerun.isdecimal() and rerun.isascii() and 1 <= len(rerun) <= 8 and int(rerun):
        return int(rerun), []
    return 0, [no_number(rerun)]


def _print(found: Verification) -> None:
    console = output()
    if found.fine:
        console.print(Text(as_written(found.folder), "bold"))
        console.print(_facts(found))
    else:
        said = not_as_written(found.folder, len(found.problems))
        console.print(Text(said, Style(color="red", bold=True)))
        for problem in found.problems:
            console.print(Padding(Text(problem_words(problem)), (0, 0, 0, 2)))
    for note in found.notes:
        say(note)


def _facts(found: Verification) -> Table:
    facts, layout, labels = found.provenance, found.layout, fact_labels()
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    if layout is not None:
        shape = shape_words(
            len(layout.scenarios), layout.runs, len(layout.recorded), len(layout.outcomes)
        )
        table.add_row(labels["data"], Text(shape))
    elif found.points:
        table.add_row(labels["data"], Text(sweep_words(found.points, int(facts.get("rows", 0)))))
    for key in ("command", "model", "date") if layout is not None else ("model",):
        table.add_row(labels[key], Text(str(facts.get(key, unsaid()))))
    if found.computed and layout is not None:
        again = computed_again(len(found.computed), layout.runs)
        table.add_row(labels["computed"], Text(again))
    elif found.computed:
        again = points_again(len(found.computed), found.points)
        table.add_row(labels["computed"], Text(again))
    return table
