"""Write the fields of a company's record anew: `python tests/make_record.py`, from the root.

They change only together with the model, and a line in CHANGELOG.md that says so.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = Path(__file__).with_name("record.txt")
HEAD = "# Fields of a company's record, but for those of levers and parameters.\n"


def fields(kind, tables, prefix="") -> Iterator[str]:
    """Go through all numbers of a record type: name, type, shape."""
    for name in kind.names:
        field = kind[name]
        shape = "".join(f"[{size}]" for size in field.shape)
        if field.base in tables:
            yield f"{prefix}{name}{shape} table"
        elif field.base.names:
            yield from fields(field.base, tables, f"{prefix}{name}{shape}.")
        else:
            yield f"{prefix}{name}{shape} {field.base.str[1:]}"


def record(teams: int, rows: int) -> str:
    """Return the fields of a company's record, one in each line."""
    from allied.sim.inputs.levers import LEVER_TYPE
    from allied.sim.inputs.parameters import PARAMETER_TYPE
    from allied.sim.model.state import state_type

    lines = fields(state_type(teams, rows), (LEVER_TYPE, PARAMETER_TYPE))
    return HEAD + "\n".join(lines) + "\n"


def written() -> str:
    """Return the fields with their sizes by name, as the file has them."""
    teams, rows = 211, 223  # no other size
    text = record(teams, rows)
    return text.replace(f"[{teams}]", "[teams]").replace(f"[{rows}]", "[rows]")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    FILE.write_text(written(), encoding="utf-8")
    print(f"Wrote {FILE.relative_to(ROOT)}")
