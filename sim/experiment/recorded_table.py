"""The table of a recorded experiment, read row by row against what its provenance says.

Row i of S scenarios × R runs × W recorded weeks belongs to

    scenario ⌊i / (R W)⌋,  run first + ⌊i / W⌋ mod R,  week number i mod W.

Both files are read in step and in parts, so that memory does not grow with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.csv import ConvertOptions, open_csv

from allied.sim.experiment.record import INDEX
from allied.sim.inputs.arguments import number_problems
from allied.sim.inputs.gate import opened
from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.inputs.scenario import Scenario

__all__ = ["Layout", "layout_of", "read_table"]

PART = 65_536  # rows read at once
INDEX_KINDS = ("string", "int64", "int64")
MOST_ROWS = 200_000_000  # more do not fit the memory of those who write them


@dataclass(frozen=True)
class Layout:
    """Which rows and columns a table has.

    Attributes
    ----------
    scenarios : tuple of Scenario
    seed, runs, first, weeks, every : int
        As for `allied.sim.experiment.ensemble.run_ensemble`.
    outcomes : tuple of str
    """

    scenarios: tuple[Scenario, ...]
    seed: int
    runs: int
    first: int
    weeks: int
    every: int
    outcomes: tuple[str, ...]

    @cached_property
    def recorded(self) -> np.ndarray:
        """The recorded weeks."""
        weeks = [w for w in range(1, self.weeks + 1) if w % self.every == 0 or w == self.weeks]
        return np.array(weeks, np.int64)

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.scenarios) * self.runs * len(self.recorded)

    def sample(self, runs: int) -> np.ndarray:
        """Return the numbers of so many runs, spread evenly; all if there are no more."""
        last = self.first + self.runs - 1
        count = min(runs, self.runs)
        return np.unique(np.linspace(self.first, last, count).round().astype(np.int64))

    def index(self, begin: int, end: int) -> pd.DataFrame:
        """Return scenario (by position), run and week of some rows."""
        i, weeks = np.arange(begin, end), len(self.recorded)
        return pd.DataFrame({
            "scenario": i // (self.runs * weeks),
            "run": self.first + (i // weeks) % self.runs,
            "week": self.recorded[i % weeks],
        })  # fmt: skip


def layout_of(facts: Mapping[str, Any]) -> tuple[Layout | None, list[Problem]]:
    """Return which rows and columns a provenance promises, or what is wrong with it."""
    names = ("seed", "runs", "first", "weeks", "every")
    numbers: dict[str, Any] = {
        name: "nothing" if facts.get(name) is None else facts[name] for name in names
    }
    problems = number_problems(**numbers)
    told = facts.get("columns")
    columns = tuple(told) if isinstance(told, dict) else ()
    if columns[: len(INDEX)] != tuple(INDEX):
        problems.append(Problem("columns", f"{told!r:.60}", f"{', '.join(INDEX)} and outcomes"))
    scenarios = []
    told = facts.get("scenarios")
    for name, said in told.items() if isinstance(told, dict) else ():
        try:
            scenarios.append(_scenario(name, said))
        except (AttributeError, KeyError, TypeError, ValueError):
            expected = "levers, and a timeline of weeks with levers"
            problems.append(Problem(f"scenario {name!r:.60}", f"{said!r:.60}", expected))
    if not scenarios and not problems:
        problems.append(Problem("scenarios", f"{told!r:.60}", "one scenario or more"))
    if not problems:
        layout = Layout(tuple(scenarios), **numbers, outcomes=columns[len(INDEX) :])
        if layout.rows <= MOST_ROWS:
            return layout, []
        problems.append(Problem("rows", f"{layout.rows:,}", f"at most {MOST_ROWS:,}"))
    return None, [Problem(f"provenance, {p.where}", p.got, p.expected, p.hint) for p in problems]


def _scenario(name: str, said: Mapping[str, Any]) -> Scenario:
    timeline = tuple((change["week"], dict(change["levers"])) for change in said["timeline"])
    return Scenario(name, dict(said["levers"]), timeline)


def read_table(
    data: Path, text: Path | None, layout: Layout, chosen: np.ndarray
) -> tuple[np.ndarray | None, list[Problem]]:
    """Read a table against its layout, up to the first row that is wrong.

    Parameters
    ----------
    data : Path
        Parquet.
    text : Path, optional
        The same table as CSV.
    layout : Layout
    chosen : numpy.ndarray of int, shape (chosen,)
        Numbers of runs whose outcomes are wanted.

    Returns
    -------
    numpy.ndarray, shape (scenarios, chosen, weeks, outcomes), or None where something is wrong
    list of Problem
    """
    kept: list[np.ndarray] = []
    try:
        with opened(data, data.name) as content, pq.ParquetFile(content) as file:
            _check_columns(file, data.name, layout)
            copy = None if text is None else _Text(text, layout)
            begin = 0
            for part in _parts(file):
                end = begin + len(part)
                index = layout.index(begin, end)
                _check_index(part, index, layout, data.name, begin)
                if copy is not None:
                    copy.check(part, begin)
                kept.append(part.loc[index["run"].isin(chosen), list(layout.outcomes)].to_numpy())
                begin = end
            if copy is not None:
                copy.check_end()
    except InputError as error:
        return None, list(error.problems)
    except (OSError, ValueError, pa.ArrowException) as error:
        return None, [_unreadable(data.name, error)]
    shape = (len(layout.scenarios), len(chosen), len(layout.recorded), len(layout.outcomes))
    return np.concatenate(kept).reshape(shape), []


def _parts(file: pq.ParquetFile) -> Iterator[pd.DataFrame]:
    for batch in file.iter_batches(PART):
        yield batch.to_pandas()


def _check_columns(file: pq.ParquetFile, name: str, layout: Layout) -> None:
    expected = [*INDEX, *layout.outcomes]
    if file.schema_arrow.names != expected:
        got = f"columns {', '.join(file.schema_arrow.names)!r:.120}"
        raise InputError([Problem(name, got, f"{', '.join(expected)}")])
    kinds = [_kind(field.type) for field in file.schema_arrow]
    if kinds != [*INDEX_KINDS, *["double"] * len(layout.outcomes)]:
        expected = [*INDEX_KINDS, "double for each outcome"]
        raise InputError([Problem(f"{name}, columns", ", ".join(kinds), ", ".join(expected))])
    if file.metadata.num_rows != layout.rows:
        made = f"{len(layout.scenarios)} × {layout.runs} runs × {len(layout.recorded)} weeks"
        got = f"{file.metadata.num_rows:,} rows"
        raise InputError([Problem(name, got, f"{layout.rows:,}, that is {made}")])


def _kind(kind: pa.DataType) -> str:
    return "string" if pa.types.is_large_string(kind) else str(kind)


def _check_index(
    part: pd.DataFrame, index: pd.DataFrame, layout: Layout, name: str, begin: int
) -> None:
    """Raise at the first row that is of another scenario, run or week than its place says."""
    names = np.array([scenario.name for scenario in layout.scenarios], object)
    expected = index.assign(scenario=names[index["scenario"]])
    wrong = np.zeros(len(part), bool)
    for column in INDEX:
        wrong |= part[column].to_numpy(object) != expected[column].to_numpy(object)
    if wrong.any():
        row = int(wrong.argmax())
        got, right = (", ".join(f"{c} {frame[c].iloc[row]!s:.40}" for c in INDEX)
                      for frame in (part, expected))  # fmt: skip
        raise InputError([Problem(f"{name}, row {begin + row + 1}", repr(got), repr(right))])


class _Text:
    """A CSV file that is read in step with the Parquet file, each number to its last bit."""

    def __init__(self, path: Path, layout: Layout) -> None:
        self.name, self.columns = path.name, [*INDEX, *layout.outcomes]
        kinds = {"scenario": pa.string(), "run": pa.int64(), "week": pa.int64()}
        kinds |= dict.fromkeys(layout.outcomes, pa.float64())
        options = ConvertOptions(column_types=kinds, null_values=[""])
        with self._readable():
            self.reader = open_csv(path, convert_options=options)
        if self.reader.schema.names != self.columns:
            got = f"columns {', '.join(self.reader.schema.names)!r:.120}"
            raise InputError([Problem(self.name, got, "those of the Parquet file")])
        self.ahead = self.reader.schema.empty_table()

    def check(self, part: pd.DataFrame, begin: int) -> None:
        """Raise at the first value that is another one than in the same rows of `part`."""
        read = self._next(len(part))
        if len(read) != len(part):
            got = f"{begin + len(read):,} rows"
            raise InputError([Problem(self.name, got, "those of the Parquet file")])
        for column in self.columns:
            mine, other = read[column].to_numpy(), part[column].to_numpy()
            same = (mine == other) | ((mine != mine) & (other != other))
            if not same.all():
                row = int((~same).argmax())
                where = f"{self.name}, row {begin + row + 1}, {column}"
                expected = f"{str(other[row])!r:.40} as in the Parquet file"
                raise InputError([Problem(where, f"{str(mine[row])!r:.40}", expected)])

    def check_end(self) -> None:
        """Raise if there are more rows."""
        if len(self._next(1)):
            raise InputError([Problem(self.name, "further rows", "those of the Parquet file")])

    def _next(self, rows: int) -> pd.DataFrame:
        """Return the next rows, fewer at the end."""
        with self._readable(), suppress(StopIteration):
            while len(self.ahead) < rows:
                batch = pa.Table.from_batches([self.reader.read_next_batch()])
                self.ahead = pa.concat_tables([self.ahead, batch])
        read, self.ahead = self.ahead.slice(0, rows), self.ahead.slice(rows)
        return read.to_pandas()

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError, pa.ArrowException) as error:
            raise InputError([_unreadable(self.name, error)]) from None


def _unreadable(name: str, error: Exception) -> Problem:
    reason = str(error).strip().partition("\n")[0]
    return Problem(name, f"what cannot be read ({reason!r:.120})", "a table, as it was written")
