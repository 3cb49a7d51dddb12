"""`allied claims`: what the simulated companies say to each claim of the reports."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from calibration.seeds import COMPANIES, DRAWS, SEED
from sim.files import whole_file
from viz import allied_version
from viz.numbers import interval, number, share
from viz.terminal.checks import check_file, check_options, require
from viz.terminal.consoles import output, print_json, progress, say

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["claims"]

EPILOG = """
[bold]Examples[/]

allied claims

allied claims --shipped

allied claims --only C000-12 --only C004-05

allied claims --out calibration/claims_ledger.csv
"""
COLOURS = {
    "supported": "green", "contradicted": "red", "undecided": "yellow", "untestable": "dim",
}  # fmt: skip


def claims(
    draws: Annotated[int, typer.Option(help="Draws of the parameters.")] = DRAWS,
    companies: Annotated[int, typer.Option(help="Companies for each draw.")] = COMPANIES,
    seed: Annotated[int, typer.Option(help="Which luck: the same seed, the same result.")] = SEED,
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

    Each claim is a contrast of two designs in the same companies with the same luck. An effect
    above zero goes as the claim says; its interval and the share of draws in which it does so carry
    what is not known about people and work. A verdict speaks of simulated companies only.
    """
    options = {"--draws": draws, "--companies": companies, "--seed": seed}
    require(check_options(options) + check_file("--out", out))
    report = _report(draws, companies, seed, parameters, only or [], shipped=shipped)
    if out is not None:
        with whole_file(out) as part:
            report.to_csv(part, index=False, na_rep="nan", float_format="%.4g")
    if json:
        rows = report.to_dict(orient="records")
        print_json({"command": "claims", "version": allied_version(), "claims": rows})
    else:
        _print(report)


def _report(
    draws: int, companies: int, seed: int, parameters: str, only: list[str], *, shipped: bool
) -> pd.DataFrame:
    if shipped:
        from calibration.ledger import read_ledger

        report = read_ledger()
        return report[report["id"].isin(only)] if only else report
    from sim.compiled import is_compiled

    if not is_compiled():
        say("Compiling the model for this machine, once: about a minute …")
    from calibration.ledger import ledger

    with progress("parts of a thousand") as told:
        return ledger(
            draws=draws, companies=companies, seed=seed, parameters=parameters, only=only,
            progress=told,
        )  # fmt: skip


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
    counts = report["verdict"].value_counts()
    console.print(Text("\n" + ", ".join(f"{counts.get(word, 0)} {word}" for word in COLOURS)))
    say("An effect above zero goes as the claim says; “as claimed” is the share of draws of the "
        "parameters in which it does.")  # fmt: skip


def _cells(row: Mapping[Any, Any]) -> tuple[Text, str, str, Text]:
    label = Text.assemble((f"{row['id']}  ", "bold"), row["claim"])
    for words in (row["contrast"], row["reason"], row["fails"]):
        if words:
            label.append(f"\n    {words}", "dim")
    if row["rule"]:
        label.append(f"\n    A rule of the model: {row['rule']}", "dim italic")
    verdict = Text(row["verdict"], COLOURS[row["verdict"]])
    if math.isnan(row["p"]):
        return label, "", "", verdict
    digits = 1 if abs(row["effect"]) >= 1.0 else 2
    size = (
        f"{number(row['effect'], digits, signed=True)}"
        f"\n({interval(row['low'], row['high'], digits)})"
    )
    return label, size, share(row["p"]), verdict
