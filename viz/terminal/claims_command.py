"""`allied claims`: what the simulated companies say to each claim of the reports."""

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
    as_claimed,
    claim_headings,
    counted_verdicts,
    evidence_lines,
    ledger_text,
    parts_of_1000,
    rule_words,
    whole_interval,
)
from allied.viz.words.numbers import number, share

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["claims"]

EPILOG = """
[bold]Examples[/]

allied claims

allied claims --shipped

allied claims --only C000-12 --only C004-05

allied claims --out calibration/shipped/claims_ledger.csv
"""
ANEW = "allied claims --out calibration/shipped/claims_ledger.csv"
COLOURS = {
    "supported": "green", "contradicted": "red", "undecided": "yellow", "untestable": "dim",
}  # fmt: skip


def claims(
    runs: Annotated[int, typer.Option(help="Companies, each with its own draw.")] = RUNS,
    seed: Annotated[
        int, typer.Option(help="Random seed; the same seed gives the same result.")
    ] = SEED,
    parameters: Annotated[
        str, typer.Option(metavar="SET", help="posterior, default, or a file of draws.")
    ] = "posterior",
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="This claim only; may be given again.", show_default=False),
    ] = None,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="Show the ledger that comes with Allied.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Write the ledger as CSV, too.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Test the claims of the reports: supported, contradicted, undecided or untestable.

    Each claim is a contrast of two designs in the same companies with the same luck, judged by the
    rule of comparisons. A claim is *restated* where the model has the link as a rule, *associated*
    where several levers move together, and *derived* where one moves and no rule says what
    follows: only derived ones are evidence. A verdict speaks of simulated companies only.
    """
    from allied.sim.stamp import made_with, write_table

    options = {"--runs": runs, "--seed": seed}
    require(check_options(options) + check_file("--out", out))
    report = _report(runs, seed, parameters, only or [], shipped=shipped)
    if out is not None:
        write_table(report, out, digits=4)
    if json:
        rows = report.to_dict(orient="records")
        model = {"model": made_with(report)}
        print_json({"command": "claims", **made_by(), **model, "claims": rows})
    else:
        _print(report)


def _report(
    runs: int, seed: int, parameters: str, only: list[str], *, shipped: bool
) -> pd.DataFrame:
    if shipped:
        from allied.calibration.evidence.ledger import read_ledger

        report = read_ledger(only)
        warn("ledger", report.attrs["model"], ANEW)
        return report
    warn_of_parameters(parameters)
    compile_first(surveys=True)
    from allied.calibration.evidence.ledger import ledger

    with progress(parts_of_1000()) as on_progress:
        return ledger(runs=runs, seed=seed, parameters=parameters, only=only, progress=on_progress)


def _print(report: pd.DataFrame) -> None:
    console = output()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    claim, effect, chance, verdict = claim_headings()
    table.add_column(claim, ratio=1)
    table.add_column(effect, justify="right")
    table.add_column(chance, justify="right", no_wrap=True)
    table.add_column(verdict, no_wrap=True)
    for source, rows in report.groupby("source", sort=False):
        table.add_row(Text(f"\n{source}", "bold"), "", "", "")
        for row in rows.to_dict(orient="records"):
            table.add_row(*_cells(row))
    console.print(table)
    console.print(_evidence(report))
    say(as_claimed())


def _evidence(report: pd.DataFrame) -> Text:
    """Return how many claims came out how: as evidence only those that are derived."""
    from allied.calibration.evidence.ledger import ASSOCIATED, DERIVED, RESTATED, evidence

    counts = evidence(report)
    derived, associated, restated = (
        counted_verdicts(counts.loc[[label]].iloc[0].to_dict())
        for label in (DERIVED, ASSOCIATED, RESTATED)
    )
    untestable = int((report["verdict"] == "untestable").sum())
    first, *others = evidence_lines(derived, associated, restated, untestable)
    return Text.assemble((f"\n{first}", "bold"), *(f"\n{line}" for line in others))


def _cells(row: Mapping[Any, Any]) -> tuple[Text, str, str, Text]:
    label = Text.assemble((f"{row['id']}  ", "bold"), ledger_text(row["claim"]))
    for words in (row["contrast"], row["reason"], row["fails"]):
        if words:
            label.append(f"\n    {ledger_text(words)}", "dim")
    if row["rule"]:
        label.append(f"\n    {rule_words(row['rule'])}", "dim italic")
    verdict = Text(ledger_text(row["verdict"]), COLOURS[row["verdict"]])
    if row["label"]:
        verdict.append(f"\n{ledger_text(row['label'])}", "dim")
    if math.isnan(row["p"]):
        return label, "", "", verdict
    digits = 1 if abs(row["effect"]) >= 1.0 else 2
    size = number(row["effect"], digits, signed=True)
    size += f"\n{whole_interval(row['low'], row['high'], digits)}"
    return label, size, share(row["p"]), verdict
