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
from allied.viz.words.numbers import interval, number, share

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
        warn("The ledger", report.attrs["model"], ANEW)
        return report
    warn_of_parameters(parameters)
    compile_first(surveys=True)
    from allied.calibration.evidence.ledger import ledger

    with progress("parts of a thousand") as told:
        return ledger(runs=runs, seed=seed, parameters=parameters, only=only, progress=told)


def _print(report: pd.DataFrame) -> None:
    console = output()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("Claim and contrast", ratio=1)
    table.add_column("Effect (95 %)", justify="right")
    table.add_column("As claimed", justify="right", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    for source, rows in report.groupby("source", sort=False):
        table.add_row(Text(f"\n{source}", "bold"), "", "", "")
        for row in rows.to_dict(orient="records"):
            table.add_row(*_cells(row))
    console.print(table)
    console.print(_evidence(report))
    say("An effect above zero goes as the claim says; “as claimed” is the probability that it "
        "does, over what is not known about people and work.")  # fmt: skip


def _evidence(report: pd.DataFrame) -> Text:
    """Return how many claims came out how: as evidence only those that are derived."""
    from allied.calibration.evidence.ledger import ASSOCIATED, DERIVED, RESTATED, evidence

    counts = evidence(report)

    def words(label: str) -> str:
        return ", ".join(f"{count} {verdict}" for verdict, count in counts.loc[label].items())

    untestable = int((report["verdict"] == "untestable").sum())
    return Text.assemble(
        ("\nEvidence (one lever moved, no rule says what follows): ", "bold"), words(DERIVED),
        f"\nNot evidence: associated (several levers moved together): {words(ASSOCIATED)}",
        f"\n              restated (a rule of the model): {words(RESTATED)}",
        f"\nUntestable: {untestable}",
    )  # fmt: skip


def _cells(row: Mapping[Any, Any]) -> tuple[Text, str, str, Text]:
    label = Text.assemble((f"{row['id']}  ", "bold"), row["claim"])
    for words in (row["contrast"], row["reason"], row["fails"]):
        if words:
            label.append(f"\n    {words}", "dim")
    if row["rule"]:
        label.append(f"\n    A rule of the model: {row['rule']}", "dim italic")
    verdict = Text(row["verdict"], COLOURS[row["verdict"]])
    if row["label"]:
        verdict.append(f"\n{row['label']}", "dim")
    if math.isnan(row["p"]):
        return label, "", "", verdict
    digits = 1 if abs(row["effect"]) >= 1.0 else 2
    size = (
        f"{number(row['effect'], digits, signed=True)}"
        f"\n({interval(row['low'], row['high'], digits)})"
    )
    return label, size, share(row["p"]), verdict
