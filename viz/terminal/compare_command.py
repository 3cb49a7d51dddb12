"""`allied compare`: scenarios against the first one, in the same companies with the same luck."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from allied.sim.inputs.quantity import Problem
from allied.sim.model.outcomes import DEFAULT_GOALS, GOALS, MOST_GOALS, OUTCOMES
from allied.viz.parameter_sets import POSTERIOR, option
from allied.viz.terminal.consoles import output, print_json, say
from allied.viz.terminal.options import (
    check_options,
    load_goals,
    load_parameters,
    load_scenarios,
    require,
)
from allied.viz.terminal.simulating import simulate_scenarios
from allied.viz.terminal.stamps import made_by, warn_of_parameters
from allied.viz.words.command_words import (
    again,
    check_it,
    few_scenarios,
    folder_written,
    weekly_alone,
)
from allied.viz.words.goal_clauses import goals_named
from allied.viz.words.phrases import joined
from allied.viz.words.table_texts import title_of

if TYPE_CHECKING:
    from allied.sim.experiment.ensemble import Ensemble

__all__ = ["compare"]

TABLE_COPIES = 5.0  # of the results in memory, while tables of them are made and written
EPILOG = f"""
[bold]Examples[/]

allied compare silos shared-projects

allied compare silos allies joint-governance --goal lead_time --goal trust_cmo_cio

allied compare silos allies joint-governance --runs 1000 --out results

allied compare silos transparent-goals+embedded ours.toml --json

allied compare silos merged --parameters default

[bold]Outcomes for --goal[/]

{", ".join(outcome.name for outcome in OUTCOMES)}; for several at once {joined(list(GOALS), "or")}
"""


def compare(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="A B ...",
            help="Two scenarios or more; the first is what the others are compared with. Names, "
            "files that end in .toml, or several joined by +.",
            show_default=False,
        ),
    ],
    goal: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help=f"What you want: an outcome, or {joined(list(GOALS), 'or')}; repeat it for up to "
            f"{MOST_GOALS} outcomes that count alike. By default {goals_named(DEFAULT_GOALS)} "
            "(customers).",
            show_default=False,
        ),
    ] = None,
    runs: Annotated[
        int, typer.Option(help="Companies, each with its own people, luck and parameters.")
    ] = 400,
    first: Annotated[
        int,
        typer.Option(help="Number of the first run; runs 0 to 399 are the same in 400 and 1,000."),
    ] = 0,
    weeks: Annotated[int, typer.Option(help="Weeks; results are those of the last 52.")] = 156,
    seed: Annotated[
        int, typer.Option(help="Random seed; the same seed gives the same result.")
    ] = 1,
    parameters: Annotated[
        str,
        typer.Option(
            metavar="posterior|default|FILE",
            help="How people behave: parameter sets from the calibration, the defaults, or a file.",
        ),
    ] = POSTERIOR,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Write the experiment here, as a whole: data (Parquet, CSV), provenance, hashes.",
            show_default=False,
        ),
    ] = None,
    weekly: Annotated[
        bool, typer.Option("--weekly", help="With --json or --out: every week, not the last only.")
    ] = False,
    threads: Annotated[
        int | None, typer.Option(help="Threads; all cores by default.", show_default=False)
    ] = None,
) -> None:
    """Compare scenarios: which is best, how sure, for how many companies, and at what cost.

    Every company is simulated in each scenario with the same market, the same people and the same
    luck, so a difference is what the scenario did. What is not known about people, the parameters,
    varies from company to company as the calibration leaves it open.
    """
    found, problems = load_scenarios(scenarios)
    draws, wrong = load_parameters(parameters)
    goals, unknown = load_goals(goal)
    problems += wrong + unknown
    problems += check_options({"--runs": runs, "--first": first, "--weeks": weeks, "--seed": seed,
                               "--threads": threads})  # fmt: skip
    problems += _shape_problems(scenarios, weekly=weekly, file=json or out is not None)
    require(problems)
    warn_of_parameters(parameters)
    if out is not None:
        from allied.viz.terminal.artifacts import prepare

        prepare(out)
    ensemble = simulate_scenarios(
        found, runs=runs, first=first, weeks=weeks, seed=seed, every=1 if weekly else None,
        threads=threads, parameters=draws, copies=TABLE_COPIES if json or out else 1.0,
    )  # fmt: skip
    command = ["allied", "compare", *scenarios, *_goal_words(goals), "--runs", str(runs),
               *(["--first", str(first)] if first else []), "--weeks", str(weeks),
               "--seed", str(seed), *option(parameters),
               *(["--weekly"] if weekly else [])]  # fmt: skip
    if out is not None:
        from allied.viz.terminal.artifacts import write

        write(out, ensemble, [*command, "--out", str(out)], parameters)
        say(folder_written(out))
        say(check_it(shlex.join(["allied", "verify", str(out)])))
    if json:
        print_json(_plain(ensemble, parameters, goals, weekly=weekly))
        return
    from allied.viz.terminal.comparison_report import print_comparison

    titles = [title_of(scenario) for scenario in found]
    print_comparison(output(), ensemble.comparison(), goals, titles)
    say(again(shlex.join(command)))


def _goal_words(goals: Sequence[str]) -> list[str]:
    """Return how a command line asks for goals: not at all where they are the usual ones."""
    if set(goals) == set(DEFAULT_GOALS):
        return []
    return [word for goal in goals for word in ("--goal", goal)]


def _shape_problems(scenarios: Sequence[str], *, weekly: bool, file: bool) -> list[Problem]:
    problems = []
    if len(scenarios) < 2:
        problems.append(few_scenarios(scenarios))
    if weekly and not file:
        problems.append(weekly_alone())
    return problems


def _plain(
    ensemble: Ensemble, parameters: str, goals: Sequence[str], *, weekly: bool
) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "command": "compare",
        **made_by(),
        "seed": ensemble.seed,
        "runs": ensemble.runs,
        "first": ensemble.first,
        "weeks": ensemble.weeks,
        "parameters": parameters,
        "scenarios": [scenario.name for scenario in ensemble.scenarios],
        **ensemble.comparison().to_dict(goals),
    }
    if weekly:
        from allied.viz.terminal.weekly import by_week

        plain["weeks_recorded"] = [int(week) for week in ensemble.weeks_recorded]
        plain["weekly"] = by_week(ensemble)
    return plain
