"""`allied levers`: everything that a scenario can set."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.quantity import Quantity
from allied.viz.terminal.consoles import output, print_json
from allied.viz.words.scenario_words import allowed, default_words, headings, role_words
from allied.viz.words.table_texts import label_of, meaning_of, source_of

__all__ = ["levers"]

EPILOG = "Levers are what a company decides; its environment is what it meets, and is assumed."


def levers(
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List every lever: what it means, its range, where it stands in the baseline, its source."""
    if json:
        print_json({"command": "levers", "levers": {n: _plain(q) for n, q in LEVERS.items()}})
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0), header_style="dim")
    words = headings()
    for heading, ratio in (("lever", 5), ("values", 4), ("meaning", 7)):
        table.add_column(words[heading], ratio=ratio, overflow="fold")
    for lever in LEVERS.values():
        table.add_row(*_row(lever))
    output().print(table)


def _row(lever: Quantity) -> tuple[Text, Text, Text]:
    role = role_words(lever)
    name = Text.assemble((label_of(lever), "bold"), f"\n{lever.name}",
                         (f"\n{role}" if role else "", "dim"))  # fmt: skip
    values = f"{allowed(lever)}\n{default_words(lever)}"
    meaning = Text.assemble(meaning_of(lever), (f"\n{source_of(lever)}", "dim"))
    return name, Text(values), meaning


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
