"""`allied patterns`: which patterns of behaviour the model shows without being told to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from calibration.seeds import RUNS, SEED
from sim.files import whole_file
from viz import allied_version
from viz.numbers import number
from viz.terminal.checks import check_file, check_options, require
from viz.terminal.consoles import output, print_json, progress, say

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["patterns"]

EPILOG = """
[bold]Examples[/]

allied patterns

allied patterns --shipped

allied patterns --prior 200 --out patterns.csv
"""


def patterns(
    runs: Annotated[int, typer.Option(help="Companies at the default parameters.")] = RUNS,
    prior: Annotated[
        int, typer.Option(help="Draws from the prior, 30 companies each; 0: defaults only.")
    ] = 0,
    seed: Annotated[int, typer.Option(help="Which luck: the same seed, the same result.")] = SEED,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="Show the report that comes with Allied.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Write the report as CSV, too.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Test the patterns P1 to P13: what the model must show without being told to.

    Each effect is a difference between paired companies whose mean must lie above zero. The last
    column says in what share of draws from the prior it does; beside a pattern's name stands the
    share in which all its effects do at once.
    """
    from calibration.keeping import keeping, read_report

    options = {"--runs": runs, "--prior": prior, "--seed": seed}
    require(check_options(options) + check_file("--out", out))
    if shipped:
        report = read_report()
    else:
        from sim.compiled import is_compiled

        if not is_compiled():
            say("Compiling the model for this machine, once: about a minute …")
        with progress("companies") as told:
            report = keeping(runs=runs, draws=prior, seed=seed, progress=told)
    if out is not None:
        with whole_file(out) as part:
            report.to_csv(part, index=False, na_rep="nan", float_format="%.6g")
    if json:
        rows = report.to_dict(orient="records")
        print_json({"command": "patterns", "version": allied_version(), "effects": rows})
    else:
        _print(report)


def _print(report: pd.DataFrame) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("Effect", ratio=1)
    for heading in ("Mean (95 %)", "Kept", "Of prior"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, effects in report.groupby("pattern", sort=False):
        statement = effects["statement"].iloc[0]
        together = "\n" + _share(effects["share_of_prior_all"].iloc[0])
        label = Text.assemble((f"\n{name}  ", "bold"), (statement, "bold"))
        table.add_row(label, "", "", Text(together, "bold"))
        for row in effects.to_dict(orient="records"):
            table.add_row(*_cells(row))
    output().print(table)


def _cells(row: Mapping[Any, Any]) -> tuple[Text, str, Text, str]:
    interval = f"{number(row['mean'], 2)} ({number(row['low'], 2)} to {number(row['high'], 2)})"
    kept = Text("yes", "green") if row["kept"] else Text("no", "red")
    label = Text.assemble(
        f"    {row['effect']}", (f"\n    {row['reason']}" * bool(row["reason"]), "dim")
    )
    return label, interval, kept, _share(row["share_of_prior"])


def _share(value: float) -> str:
    return "–" if math.isnan(value) else f"{100 * value:.0f} %"
