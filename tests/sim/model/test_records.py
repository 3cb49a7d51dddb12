"""Records as classes: the NumPy type that a class states, and the stub that tables give."""

from __future__ import annotations

from typing import Annotated

import numba
import numpy as np
import pytest

from allied.sim.inputs.levers import LEVER_TYPE
from allied.sim.inputs.parameters import PARAMETER_TYPE
from allied.sim.model import company
from allied.sim.model.records import Matrix, Record, Rows, Vector, dtype_of, fixed
from allied.sim.model.state import LARGE, SMALL, state_type
from allied.sim.model.stub import COMMAND, FILE, written
from tests import make_record
from tests.make_record import written as written_record


class Desk(Record):
    height: float
    drawers: int
    serial: np.uint64
    keys: Annotated[Vector[int], 3]


class Room(Record, open_sizes=True):
    lamp: Desk
    desks: Annotated[Rows[Desk], "desks"]
    distance: Annotated[Matrix[float], "desks", 2]


def test_a_class_is_the_type_of_its_record():
    desk = [("height", "f8"), ("drawers", "i8"), ("serial", "u8"), ("keys", "i8", (3,))]
    assert Desk.dtype == np.dtype((np.record, np.dtype(desk)))
    for size in (1, 5):
        room = [("lamp", desk), ("desks", desk, (size,)), ("distance", "f8", (size, 2))]
        assert dtype_of(Room, desks=size) == np.dtype(room)
    assert not hasattr(Room, "dtype")


def test_a_record_reads_as_its_class_says():
    row = np.zeros(1, dtype_of(Room, desks=2))[0]
    row.desks[1].keys[2] = 7
    row.distance[1, 0] = 0.5
    assert (row.desks[1].keys[2], row.distance[1, 0], row.lamp.height) == (7, 0.5, 0.0)


def test_a_field_that_no_record_can_hold_is_refused():
    with pytest.raises(TypeError, match="'owner' is <class 'str'>; expected float, int"):
        type("Named", (Record,), {"__annotations__": {"owner": str}})
    with pytest.raises(KeyError, match="desks"):
        dtype_of(Room)


# --- the company ---


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_the_company_is_the_record_that_it_was(size):
    """Copies of a company in files know its fields; a new one is written by make_record.py."""
    text = make_record.FILE.read_text(encoding="utf-8")
    assert written_record() == text, "run: python tests/make_record.py"
    for name, number in zip(("teams", "rows"), size, strict=True):
        text = text.replace(f"[{name}]", f"[{number}]")
    assert make_record.record(*size) == text
    kind = state_type(*size)
    assert kind["plan"].base == kind["lever"] == LEVER_TYPE
    assert kind["parameter"] == PARAMETER_TYPE


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_compiled_code_sees_the_same_fields(size):
    seen = numba.from_dtype(state_type(*size))
    places = {name: field.offset for name, field in seen.fields.items()}
    assert places == {name: field[1] for name, field in state_type(*size).fields.items()}


# --- levers and parameters ---


def test_the_stub_of_levers_and_parameters_is_current():
    assert FILE.read_text(encoding="utf-8") == written(), f"run: {COMMAND}"


def test_the_stub_says_the_types_of_the_tables():
    names: dict = {}
    code = written().replace("class Lever(Record)", "class Lever").replace(
        "class Parameter(Record)", "class Parameter"
    )  # fmt: skip
    exec(code, names)
    for stated, kind in (("Lever", LEVER_TYPE), ("Parameter", PARAMETER_TYPE)):
        record = type(stated, (Record,), {"__annotations__": names[stated].__annotations__})
        assert record.dtype == kind
    assert company.Lever.dtype is LEVER_TYPE


# --- constants ---


def test_a_fixed_number_is_of_one_type_to_numba():
    assert {numba.typeof(fixed(value)) for value in (0, 1, 80)} == {numba.int64}
    same = numba.njit(lambda x: x)
    for value in (fixed(1), fixed(2)):
        assert same(value) == value
    assert len(same.signatures) == 1
