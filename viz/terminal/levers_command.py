"""`allied levers`: everything that a scenario can set."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.quantity import Quantity
from allied.viz.terminal.consoles import output, print_json

__all__ = ["levers"]

EPILOG = "Levers are what a company decides; surroundings are what it meets, and are assumptions."


def levers(
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List every lever: what it means, its range, where it stands in the baseline, its source."""
    if json:
        print_json({"command": "levers", "levers": {n: _plain(q) for n, q in LEVERS.items()}})
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0), header_style="dim")
    for heading, ratio in (("Lever", 5), ("Values", 4), ("Meaning and source", 7)):
        table.add_column(heading, ratio=ratio, overflow="fold")
    for lever in LEVERS.values():
        table.add_row(*_row(lever))
    output().print(table)


def _row(lever: Quantity) -> tuple[Text, Text, Text]:
    kind = "" if lever.role == "choice" else "\nsurroundings"
    name = Text.assemble((lever.label, "bold"), f"\n{lever.name}", (kind, "dim"))
    values = f"{lever.expected}\nbaseline: {_default(lever)}"
    return name, Text(values), Text.assemble(lever.meaning, (f"\n{lever.source}", "dim"))


def _default(lever: Quantity) -> str:
    if lever.kind == "switch":
        return "true" if lever.default else "false"
    return str(lever.default)


def _plain(lever: Quantity) -> dict[str, Any]:
    return {
        "label": lever.label,
        "role": lever.role,
        "kind": lever.kind,
        "unit": lever.unit,
        "low": None if lever.kind in ("choice", "switch") else lever.low,
        "high": None if lever.kind in ("choice", "switch") else lever.high,
        "choices": dict(lever.choices) if lever.choices is not None else None,
        "default": lever.default,
        "meaning": lever.meaning,
        "source": lever.source,
    }
