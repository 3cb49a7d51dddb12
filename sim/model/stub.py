"""Write `fields.pyi`: what the records of levers and parameters hold, for type checkers.

    python -m allied.sim.model.stub

from the folder of the project, after a row of a table is new, gone or renamed.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.quantity import Quantity
from allied.sim.model.fields import Lever, Parameter
from allied.sim.model.records import Record

__all__ = ["FILE", "written"]

FILE = Path(__file__).with_name("fields.pyi")
COMMAND = "python -m allied.sim.model.stub"
_HEAD = f'''"""Fields of levers and parameters; written by `{COMMAND}`, not by hand."""

from typing import Annotated

from allied.sim.model.records import Matrix, Record, Vector

'''
_ARRAYS = {1: "Vector", 2: "Matrix"}


def written() -> str:
    """Return the stub as it should be."""
    tables = ((Lever, LEVERS), (Parameter, PARAMETERS))
    return _HEAD + "\n".join(_class(record, rows.values()) for record, rows in tables)


def _class(record: type[Record], rows: Iterable[Quantity]) -> str:
    names = {row.field: row.vector or row.name for row in rows}
    fields = [f"    {field}: {_type(record, field)}  # {name}\n" for field, name in names.items()]
    return f"class {record.__name__}(Record):\n" + "".join(fields)


def _type(record: type[Record], field: str) -> str:
    kind = record.dtype[field]
    number = "float" if kind.base.kind == "f" else "int"
    if not kind.shape:
        return number
    sizes = ", ".join(map(str, kind.shape))
    return f"Annotated[{_ARRAYS[len(kind.shape)]}[{number}], {sizes}]"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
    print(f"Wrote {FILE.name}")
