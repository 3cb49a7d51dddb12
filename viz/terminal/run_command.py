"""`allied run`: one company in one scenario, its years or its story."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from allied.sim.inputs.scenario import Scenario
from allied.sim.model.outcomes import OUTCOMES
from allied.viz.parameter_sets import POSTERIOR
from allied.viz.terminal.consoles import output, print_json
from allied.viz.terminal.options import check_options, load_parameters, load_scenarios, require
from allied.viz.terminal.scenarios_command import Name
from allied.viz.terminal.simulating import simulate_scenarios
from allied.viz.terminal.stamps import made_by, warn_of_parameters
from allied.viz.words.command_words import outcome_headings, year_heading
from allied.viz.words.numbers import number
from allied.viz.words.scenario_words import week_mark
from allied.viz.words.table_texts import label_of, title_of, unit_of

if TYPE_CHECKING:
    from allied.viz.words.story import Event

__all__ = ["run"]

YEAR = 52
MOST_COLUMNS = 5  # what 80 characters hold
EPILOG = """
[bold]Examples[/]

allied run silos --story

allied run shared-projects --story --run 3

allied run allies --weeks 260 --json
"""


def run(
    scenario: Name,
    story: Annotated[
        bool, typer.Option("--story", help="Tell what happened, in sentences.")
    ] = False,
    seed: Annotated[
        int, typer.Option(help="Random seed; the same seed gives the same result.")
    ] = 1,
    run: Annotated[int, typer.Option(help="Which of the seed's companies, from 0.")] = 0,
    weeks: Annotated[int, typer.Option(help="How long.")] = 156,
    parameters: Annotated[
        str,
        typer.Option(
            metavar="posterior|default|FILE",
            help="How people behave: the calibration's posterior, the defaults, or a file of "
            "draws. The company takes the draw with its number, as in a comparison.",
        ),
    ] = POSTERIOR,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Follow one company: its outcomes at the end of each year, or its story.

    One company is an example, not a result: to learn what a scenario does, compare.
    """
    found, problems = load_scenarios([scenario])
    draws, wrong = load_parameters(parameters)
    problems += check_options({"--seed": seed, "--run": run, "--weeks": weeks})
    require(problems + wrong)
    warn_of_parameters(parameters)
    plain = {
        "command": "run", **made_by(), "scenario": found[0].name, "seed": seed,
        "run": run, "weeks": weeks, "parameters": parameters,
    }  # fmt: skip
    if story:
        from allied.viz.words.story import tell

        events = tell(found[0], seed=seed, run=run, weeks=weeks, parameters=draws)
        if json:
            told = [{"week": int(event.week), "text": event.text} for event in events]
            print_json({**plain, "events": told})
        else:
            _print_story(found[0], events)
        return
    recorded, values = _years(found[0], draws, seed=seed, run=run, weeks=weeks)
    if json:
        print_json({**plain, "weeks_recorded": recorded, "outcomes": _plain(values)})
    else:
        output().print(_table(recorded, values))


def _years(
    scenario: Scenario, draws: Any, *, seed: int, run: int, weeks: int
) -> tuple[list[int], Any]:
    """Return the weeks recorded and the company's outcomes, shape (weeks recorded, outcomes)."""
    ensemble = simulate_scenarios(
        [scenario], runs=1, first=run, weeks=weeks, seed=seed, every=YEAR, parameters=draws
    )
    return [int(week) for week in ensemble.weeks_recorded], ensemble.values[0, 0]


def _plain(values: Any) -> dict[str, Any]:
    return {
        outcome.name: {
            "label": outcome.label,
            "unit": outcome.unit,
            "better": outcome.better,
            "values": values[:, position].tolist(),
        }
        for position, outcome in enumerate(OUTCOMES)
    }


def _table(recorded: list[int], values: Any) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    headings = outcome_headings()
    table.add_column(headings["outcome"])
    step = math.ceil(len(recorded) / MOST_COLUMNS)
    recorded, values = recorded[::-step][::-1], values[::-step][::-1]
    for week in recorded:
        table.add_column(year_heading(week), justify="right")
    table.add_column(headings["unit"], style="dim")
    for position, outcome in enumerate(OUTCOMES):
        cells = [number(value, outcome.digits) for value in values[:, position]]
        table.add_row(label_of(outcome), *cells, unit_of(outcome))
    return table


def _print_story(scenario: Scenario, events: list[Event]) -> None:
    console = output()
    console.print(Text(title_of(scenario), "bold"))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    year = 0
    for event in events:
        if (event.week - 1) // YEAR + 1 != year:
            year = (event.week - 1) // YEAR + 1
            table.add_row("", Text(year_heading(year * YEAR), "bold"))
        table.add_row(Text(week_mark(event.week), "dim"), Text(event.text))
    console.print(table)
