"""The rows of a sweep: one for each point, base, run and recorded week.

Every column carries its unit, its better direction and its meaning in the Parquet file itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.scenario import Scenario
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.sweep.design import Design
from allied.sim.sweep.design_data import canonical
from allied.sim.sweep.factors import BUILT_IN, Factor

__all__ = ["DIFFERENCE", "KEYS", "Rows", "digest_of", "row_bytes", "schema_of", "table_of"]

KEYS = ("point", "base", "run", "week")
DIFFERENCE = ".difference"
"""How the name of an outcome's difference to the reference ends."""
REASON = "reason"
_MEANINGS = {
    "point": "Number of the point in the design; 0 is the base without changes",
    "base": "Scenario that the point changes",
    "run": "Number of the company: the same company at every point, in every base",
    "week": "Outcomes are those of the 52 weeks that end here",
    REASON: "Why the point failed in this base; empty where it did not",
}


@dataclass(frozen=True)
class Rows:
    """Results of consecutive points, for the same or for different numbers of runs.

    Attributes
    ----------
    first : int
        Number of the first point.
    outcomes : list of numpy.ndarray, shape (bases, runs, records, outcomes)
        Of each point.
    reasons : list of tuple of str
    """

    first: int
    outcomes: list[np.ndarray]
    reasons: list[tuple[str, ...]]


def schema_of(design: Design, note: Mapping[str, Any] | None = None) -> pa.Schema:
    """Return the columns of a design, with unit, direction and meaning; `note` is kept beside."""
    fields = [
        _field("point", pa.int64()), _field("base", pa.dictionary(pa.int32(), pa.string())),
        _field("run", pa.int64()), _field("week", pa.int64()),
        *(_factor_field(factor) for factor in design.factors),
    ]  # fmt: skip
    fields += [_outcome_field(k) for k in design.outcomes]
    if design.reference != "none":
        fields += [_difference_field(k, design.reference) for k in design.outcomes]
    fields.append(_field(REASON, pa.dictionary(pa.int32(), pa.string())))
    return pa.schema(fields, {"allied": json.dumps(note or {})})


def row_bytes(design: Design) -> int:
    """Return about how many bytes a row takes in a file."""
    differences = 2 if design.reference != "none" else 1
    return 8 * len(design.outcomes) * differences + 4


def table_of(
    design: Design, rows: Rows, references: Sequence[np.ndarray], note: Mapping[str, Any]
) -> pa.Table:
    """Return the table of some points.

    Parameters
    ----------
    design : Design
    rows : Rows
    references : sequence of numpy.ndarray, shape (bases, runs, records, outcomes)
        For each point, what its outcomes are set against; empty where nothing is.
    note : mapping
        Provenance for the file.
    """
    schema = schema_of(design, note)
    records = np.array(design.recorded, np.int64)
    counts = [outcome.shape[1] for outcome in rows.outcomes]
    bases = len(design.bases)
    sizes = np.array([bases * count * len(records) for count in counts])
    numbers = np.arange(rows.first, rows.first + len(counts))
    columns: dict[str, Any] = {
        "point": np.repeat(numbers, sizes),
        "base": _coded(
            np.concatenate([np.repeat(np.arange(bases), c * len(records)) for c in counts]),
            [base.name for base in design.bases],
        ),
        "run": np.concatenate(
            [np.tile(np.repeat(np.arange(c), len(records)), bases) for c in counts]
        ),
        "week": np.tile(records, int(sizes.sum()) // len(records)),
    }
    repeats = np.repeat(np.arange(len(numbers)), sizes)
    for factor in design.factors:
        kind = schema.field(factor.name).type
        values = [None if n == 0 else design.columns[factor.name][n - 1] for n in numbers]
        column = pa.array(values, _plain(kind)).take(pa.array(repeats))
        if rows.first == 0:
            unchanged = _unchanged(design, factor, counts[0], len(records))
            column = pa.concat_arrays([pa.array(unchanged, _plain(kind)), column[sizes[0] :]])
        columns[factor.name] = _dictionary(column, factor) if kind != column.type else column
    flat = np.concatenate([outcome.reshape(-1, outcome.shape[-1]) for outcome in rows.outcomes])
    for position, k in enumerate(design.outcomes):
        columns[OUTCOMES[k].name] = flat[:, position]
    if design.reference != "none":
        gaps = [own - other for own, other in zip(rows.outcomes, references, strict=True)]
        flat = np.concatenate([gap.reshape(-1, gap.shape[-1]) for gap in gaps])
        for position, k in enumerate(design.outcomes):
            columns[OUTCOMES[k].name + DIFFERENCE] = flat[:, position]
    told = sorted({reason for reasons in rows.reasons for reason in reasons})
    codes = [
        np.repeat([told.index(reason) for reason in reasons], count * len(records))
        for reasons, count in zip(rows.reasons, counts, strict=True)
    ]
    columns[REASON] = _coded(np.concatenate(codes), told)
    return pa.table([columns[name] for name in schema.names], schema=schema)


def _unchanged(design: Design, factor: Factor, runs: int, records: int) -> list[Any]:
    """Return what the companies of point 0 have where a factor varies, as rows of the table."""
    found: list[Any] = []
    for base in design.bases:
        found += np.repeat(_of_base(design, factor, base, runs), records).tolist()
    return found


def _of_base(design: Design, factor: Factor, base: Scenario, runs: int) -> Any:
    """Return what the companies of a base have, in an array of shape (runs,)."""
    drawn = np.arange(runs) % len(design.rows)
    if factor.target == "row":
        return drawn
    if factor.target == "parameter":
        return PARAMETERS[factor.key].read(design.rows)[drawn]
    if factor.target in ("scenario", "rule"):
        name = base.name if factor.target == "scenario" else design.rules.get(factor.key, BUILT_IN)
        return [name] * runs
    if factor.target == "week":
        return [base.timeline[factor.change][0]] * runs
    value = base.value(factor.key)
    for _, changes in base.timeline[: factor.change + 1]:
        value = changes.get(factor.key, value)
    return [canonical(LEVERS[factor.key].kind, value)] * runs


def _plain(kind: pa.DataType) -> pa.DataType:
    """Return the type of what a dictionary holds."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _dictionary(column: pa.Array, factor: Factor) -> pa.DictionaryArray:
    """Return texts in codes: levels in their order, whichever of them occur here."""
    levels = list(dict.fromkeys([*factor.levels, *column.unique().to_pylist()]))
    codes = pc.index_in(column, value_set=pa.array(levels, pa.string()))
    return pa.DictionaryArray.from_arrays(codes, pa.array(levels, pa.string()))


def digest_of(design: Design, rows: Rows) -> int:
    """Return a number that stands for the rows: the sum of their points' SHA-256, modulo 2²⁵⁶.

    Digests of parts add up to that of the whole, however it was divided.
    """
    total = 0
    for number, (outcomes, reasons) in enumerate(
        zip(rows.outcomes, rows.reasons, strict=True), rows.first
    ):
        digest = hashlib.sha256()
        digest.update(json.dumps([number, design.point(number), reasons, outcomes.shape]).encode())
        values = np.ascontiguousarray(outcomes, "<f8")
        digest.update(np.where(np.isnan(values), np.nan, values).tobytes())
        total += int.from_bytes(digest.digest(), "big")
    return total % 2**256


def _coded(codes: np.ndarray, values: list[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(
        pa.array(codes, pa.int32()), pa.array(values, pa.string())
    )


def _field(name: str, kind: Any, unit: str = "", better: str = "", meaning: str = "") -> pa.Field:
    told = {"unit": unit, "better": better, "meaning": meaning or _MEANINGS[name]}
    return pa.field(name, kind, metadata=told)


def _factor_field(factor: Factor) -> pa.Field:
    row = factor.quantity
    kind = pa.int64() if factor.is_whole else pa.float64()
    if factor.is_text:
        kind = pa.dictionary(pa.int32(), pa.string())
    elif factor.levels and isinstance(factor.levels[0], bool):
        kind = pa.bool_()
    if row is None:
        meanings = {"week": "Week of a change of the timeline", "scenario": "Scenario",
                    "rule": "Who decides: a rule's name",
                    "row": "Row of the parameter draws that every run takes, from 0"}  # fmt: skip
        return _field(factor.name, kind, "week" if factor.target == "week" else "",
                      meaning=meanings[factor.target])  # fmt: skip
    return _field(factor.name, kind, row.unit, meaning=f"{row.label}. {row.meaning}")


def _outcome_field(k: int) -> pa.Field:
    row = OUTCOMES[k]
    return _field(row.name, pa.float64(), row.unit, row.better, f"{row.label}. {row.meaning}")


def _difference_field(k: int, reference: str) -> pa.Field:
    row = OUTCOMES[k]
    if reference == "point-0":
        said = "the same company in the same base without changes"
    else:
        said = f"the same company in {reference.replace('-', ' ')} at the same point"
    return _field(row.name + DIFFERENCE, pa.float64(), row.unit, row.better,
                  f"{row.label}, minus that of {said}")  # fmt: skip
