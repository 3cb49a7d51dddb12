"""`allied patterns`: which patterns of behaviour the model shows without being told to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from allied.calibration.evidence.seeds import RUNS, SEED
from allied.viz.terminal.consoles import output, print_json, progress, say
from allied.viz.terminal.options import check_file, check_options, require
from allied.viz.terminal.simulating import compile_first
from allied.viz.terminal.stamps import made_by, warn, warn_of_parameters
from allied.viz.words.evidence_words import (
    companies_simulated,
    counted_verdicts,
    ledger_text,
    pattern_legend,
    prior_words,
    refuted_if,
    whole_interval,
    would_decide,
)
from allied.viz.words.numbers import number, share

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["patterns"]

EPILOG = """
[bold]Examples[/]

allied patterns

allied patterns --shipped

allied patterns --prior --out patterns.csv
"""
ANEW = "allied patterns --prior --out calibration/shipped/patterns.csv"
COLOURS = {"holds": "green", "does not hold": "red", "too close to call": "yellow"}


def patterns(
    runs: Annotated[int, typer.Option(help="Companies, each with its own draw.")] = RUNS,
    prior: Annotated[
        bool, typer.Option("--prior", help="As many companies under draws from the prior, too.")
    ] = False,
    seed: Annotated[
        int, typer.Option(help="Random seed; the same seed gives the same result.")
    ] = SEED,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="Show the report that comes with Allied.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Write the report as CSV, too.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Test the patterns P1 to P13: what the model must show without being told to.

    Each effect is a contrast in paired companies, over draws from the posterior. It holds where a
    comparison would say "better": in the expected direction with a probability of 95 % or more,
    and above the smallest effect of interest. Below an effect that does not hold stands what
    refutes it.
    """
    from allied.calibration.evidence.patterns import patterns_report, read_report
    from allied.sim.stamp import made_with, write_table

    require(check_options({"--runs": runs, "--seed": seed}) + check_file("--out", out))
    if shipped:
        report = read_report()
        warn("patterns", report.attrs["model"], ANEW)
    else:
        warn_of_parameters("posterior")
        compile_first(surveys=True)
        with progress(companies_simulated()) as on_progress:
            report = patterns_report(runs=runs, prior=prior, seed=seed, progress=on_progress)
    if out is not None:
        write_table(report, out, digits=6)
    if json:
        rows = report.to_dict(orient="records")
        model = {"model": made_with(report)}
        print_json({"command": "patterns", **made_by(), **model, "effects": rows})
    else:
        _print(report)


def _print(report: pd.DataFrame) -> None:
    console = output()
    for name, effects in report.groupby("pattern", sort=False):
        console.print(Text(f"\n{name}  {ledger_text(effects['statement'].iloc[0])}", "bold"))
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(ratio=1)
        for width in (17, 14):
            table.add_column(justify="right", no_wrap=True, min_width=width)
        table.add_column(no_wrap=True, min_width=17)
        for row in effects.to_dict(orient="records"):
            table.add_row(*_cells(row))
        console.print(table)
    counts = report["verdict"].value_counts()
    said = counted_verdicts({word: counts.get(word, 0) for word in COLOURS})
    console.print(Text(f"\n{said}"))
    say(pattern_legend())


def _cells(row: Mapping[Any, Any]) -> tuple[Text, str, str, Text]:
    label = Text(ledger_text(row["effect"]))
    if row["verdict"] != "holds":
        label.append(f"\n{refuted_if(row['refuted'])}", "dim")
    size = number(row["mean"], 2, signed=True)
    size += f"\n{whole_interval(row['low'], row['high'], 2)}"
    prior = "" if math.isnan(row["p_prior"]) else f"\n{prior_words(row['p_prior'])}"
    verdict = Text(ledger_text(row["verdict"]), COLOURS[row["verdict"]])
    if not math.isnan(row["runs_needed"]):
        verdict.append(f"\n{would_decide(row['runs_needed'])}", "dim")
    return label, size, f"{share(row['p'])}{prior}", verdict
