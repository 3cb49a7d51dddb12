"""`allied compare`: scenarios against the first one, in the same companies with the same luck."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.quantity import Problem
from viz import allied_version
from viz.parameters import POSTERIOR, option
from viz.terminal.checks import check_options, load_parameters, load_scenarios, require
from viz.terminal.consoles import output, print_json, say
from viz.terminal.simulating import simulate_scenarios

if TYPE_CHECKING:
    from sim.ensemble import Ensemble

__all__ = ["compare"]

EPILOG = """
[bold]Examples[/]

allied compare silos shared-projects

allied compare silos allies joint-governance --runs 1000 --out results

allied compare silos transparent-goals+embedded ours.toml --json

allied compare silos merged --parameters default
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
    runs: Annotated[int, typer.Option(help="Companies; more give narrower intervals.")] = 200,
    weeks: Annotated[int, typer.Option(help="Weeks; results are those of the last 52.")] = 156,
    seed: Annotated[int, typer.Option(help="Which luck: the same seed, the same result.")] = 1,
    parameters: Annotated[
        str,
        typer.Option(
            metavar="posterior|default|FILE",
            help="How people behave: draws from the calibration, the defaults, or a file of draws.",
        ),
    ] = POSTERIOR,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Write outcomes.parquet, outcomes.csv and provenance.json here.",
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
    """Compare scenarios: what is better, for how many companies, how sure, and at what cost.

    Every company is simulated in each scenario with the same market, the same people and the same
    luck, so a difference is what the scenario did. What is not known about people, the parameters,
    varies from company to company as the calibration leaves it open.
    """
    found, problems = load_scenarios(scenarios)
    draws, wrong = load_parameters(parameters)
    problems += wrong
    problems += check_options({"--runs": runs, "--weeks": weeks, "--seed": seed,
                               "--threads": threads})  # fmt: skip
    problems += _shape_problems(scenarios, weekly=weekly, file=json or out is not None)
    require(problems)
    if out is not None:
        from viz.terminal.artifacts import prepare

        prepare(out)
    from sim.arguments import in_use

    ensemble = simulate_scenarios(
        found, runs=runs, weeks=weeks, seed=seed, every=1 if weekly else None, threads=threads,
        parameters=in_use(draws, runs),
    )  # fmt: skip
    command = ["allied", "compare", *scenarios, "--runs", str(runs), "--weeks", str(weeks),
               "--seed", str(seed), *option(parameters),
               *(["--weekly"] if weekly else [])]  # fmt: skip
    if out is not None:
        from viz.terminal.artifacts import write

        write(out, ensemble, [*command, "--out", str(out)], parameters)
        say(f"Written to {out}: outcomes.parquet, outcomes.csv, provenance.json")
    if json:
        print_json(_plain(ensemble, parameters, weekly=weekly))
        return
    from viz.terminal.report import print_comparison

    print_comparison(output(), ensemble.comparison(), [scenario.title for scenario in found])
    say(f"Again: {shlex.join(command)}")


def _shape_problems(scenarios: Sequence[str], *, weekly: bool, file: bool) -> list[Problem]:
    problems = []
    if len(scenarios) < 2:
        other = "shared-projects" if scenarios[0] == "silos" else scenarios[0]
        hint = f"For example: allied compare silos {other}"
        problems.append(Problem("scenarios", str(len(scenarios)), "two or more", hint))
    if weekly and not file:
        hint = "The table shows the last 52 weeks only."
        problems.append(Problem("--weekly", "it alone", "--json or --out beside it", hint))
    return problems


def _plain(ensemble: Ensemble, parameters: str, *, weekly: bool) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "command": "compare",
        "version": allied_version(),
        "seed": ensemble.seed,
        "runs": ensemble.runs,
        "weeks": ensemble.weeks,
        "parameters": parameters,
        "scenarios": [scenario.name for scenario in ensemble.scenarios],
        "outcomes": ensemble.comparison().to_dict(),
    }
    if weekly:
        from viz.terminal.weekly import by_week

        plain["weeks_recorded"] = [int(week) for week in ensemble.weeks_recorded]
        plain["weekly"] = by_week(ensemble)
    return plain
