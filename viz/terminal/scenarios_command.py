"""`allied scenarios`: which there are, what one says, what differs, whether a file is right."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from allied.sim.inputs.scenario import Scenario
from allied.viz.terminal.consoles import output, say
from allied.viz.terminal.options import load_scenarios, require
from allied.viz.words.lever_values import difference_words
from allied.viz.words.scenario_words import (
    fine,
    headings,
    no_difference,
    no_lever,
    of_one,
    timeline_line,
)
from allied.viz.words.table_texts import claim_text, story_of, summary_of, title_of

__all__ = ["commands"]

EPILOG = """
[bold]Examples[/]

allied scenarios show shared-projects

allied scenarios diff silos joint-governance

allied scenarios show allies --toml > ours.toml

allied scenarios check ours.toml
"""

Name = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="A name, a file that ends in .toml, or several of them joined by +.",
        show_default=False,
    ),
]

commands = typer.Typer(invoke_without_command=True, rich_markup_mode="rich", epilog=EPILOG)


@commands.callback()
def scenarios(context: typer.Context) -> None:
    """List the scenarios, show one, see what differs, check a file of your own."""
    if context.invoked_subcommand is not None:
        return
    from allied.scenarios import load_all, packages, plugin_notes

    words, others = headings(), packages()
    table = _table(words["name"], words["what"])
    for scenario in load_all():
        package = f"  {others[scenario.name]}" if scenario.name in others else ""
        text = Text.assemble(
            (title_of(scenario), "bold"), (package, "dim"), "\n", summary_of(scenario)
        )
        table.add_row(Text(scenario.name, no_wrap=True), text)
    console = output()
    console.print(table)
    console.print(Text(of_one(), "dim"))
    for note in plugin_notes():
        say(note)


@commands.command()
def show(
    scenario: Name,
    toml: Annotated[
        bool, typer.Option("--toml", help="Print it as a file, to begin one of your own.")
    ] = False,
) -> None:
    """Show what a scenario is: its story, the levers that it moves, its sources and claims."""
    from allied.scenarios import claims, labels, load, to_toml

    found = load(scenario)
    if toml:
        print(to_toml(found), end="")
        return
    console = output()
    told = Text(title_of(found), "bold"), Text(summary_of(found)), Text(story_of(found))
    console.print(*told, sep="\n\n")
    console.print()
    console.print(_levers(found))
    words = headings()
    for heading, lines in (
        ("timeline", [timeline_line(week, label) for week, label in labels(scenario).items()]),
        ("sources", found.sources),
        ("claims", [f"{claim}  {claim_text(claims()[claim])}" for claim in found.claims]),
    ):
        if lines:
            console.print(Text(f"\n{words[heading]}", "bold"))
        for line in lines:
            console.print(Padding(Text(line), (0, 0, 0, 2)))


@commands.command()
def diff(
    scenarios: Annotated[
        list[str],
        typer.Argument(metavar="A B ...", help="Two scenarios or more.", show_default=False),
    ],
) -> None:
    """Show in plain words what differs between scenarios, and nothing else."""
    from allied.scenarios import differences

    found, problems = load_scenarios(scenarios)
    require(problems)
    table = _table(headings()["lever"], *(title_of(scenario) for scenario in found))
    for row in differences(*found):
        table.add_row(*map(Text, difference_words(row)))
    output().print(table if table.row_count else Text(no_difference()))


@commands.command()
def check(
    file: Annotated[str, typer.Argument(help="A file that ends in .toml.", show_default=False)],
) -> None:
    """Check a scenario file of your own; every problem is listed."""
    from allied.scenarios import check as check_file

    found = check_file(file)
    changed = len(found.levers) + sum(len(changes) for _, changes in found.timeline)
    output().print(Text(fine(file, found, changed)))


def _levers(scenario: Scenario) -> Table | Text:
    from allied.scenarios import differences

    rows = differences(Scenario("baseline"), scenario)
    if not rows:
        return Text(no_lever())
    words = headings()
    table = _table(words["lever"], words["here"], words["baseline"])
    for row in rows:
        label, baseline, here = difference_words(row)
        table.add_row(Text(label), Text(here), Text(baseline, "dim"))
    return table


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in headings:
        table.add_column(Text(heading), overflow="fold")
    return table
