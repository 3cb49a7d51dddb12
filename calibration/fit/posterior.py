"""Draws of the calibrated parameters: the posterior that is shipped, and files of the same form.

A file of draws is Parquet: a column for each of
`allied.calibration.fit.prior.CALIBRATED_PARAMETERS`, the discrepancy σ between model and figures
(logits), and weights; its metadata say how it came about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from allied.calibration.fit.prior import CALIBRATED_PARAMETERS, parameter_records
from allied.calibration.shipped import SHIPPED
from allied.sim.inputs.arguments import outside, parameter_rows, range_problems
from allied.sim.inputs.columns import read_columns, read_note
from allied.sim.inputs.plain_text import WIDEST_PATH, shown
from allied.sim.inputs.plugins import offered_parameters, parameter_offers
from allied.sim.inputs.quantity import InputError, Problem, nearest
from allied.sim.inputs.whole_files import whole_file
from allied.sim.stamp import model_hash

__all__ = ["DISCREPANCY", "POSTERIOR", "parameter_set", "provenance", "read_draws", "write_draws"]

POSTERIOR = SHIPPED / "posterior.parquet"
WEIGHT, DISCREPANCY = "weight", "discrepancy"
COLUMNS = (*CALIBRATED_PARAMETERS, DISCREPANCY)
DEFAULT, CALIBRATED = "default", "posterior"
MOST_DRAWS = 30_000
DISCREPANCIES = (1e-6, 5.0)  # logits; up to ten times the scale of its prior
HEAVIEST = 1e12  # of a draw; weights count in proportion
EXPECTED = "a file of draws, as `allied calibrate` or `allied survey fit` writes"
_KEY = "allied"


def write_draws(path: Path, points: pd.DataFrame, weights: np.ndarray, **facts: Any) -> None:
    """Write draws whole or not at all.

    Parameters
    ----------
    path : Path
    points : pandas.DataFrame
        A row for each draw, a column for each of `CALIBRATED_PARAMETERS` and "discrepancy".
    weights : numpy.ndarray, shape (draws,)
        Non-negative.
    **facts
        How the draws came about; the hash of the model is added.
    """
    table = pa.Table.from_pandas(
        points[list(COLUMNS)].assign(**{WEIGHT: weights / weights.sum()}), preserve_index=False
    )
    facts = {"model": model_hash(), **facts}
    metadata = {**(table.schema.metadata or {}), _KEY.encode(): json.dumps(facts).encode()}
    with whole_file(path) as part:
        pq.write_table(table.replace_schema_metadata(metadata), part)


def provenance(path: Path | str = POSTERIOR) -> Mapping[str, Any]:
    """Return how a file of draws came about.

    Raises
    ------
    InputError
        If it is no such file, or does not say it in a way that can be read.

    Examples
    --------
    >>> provenance()["draws_in_table"] > 1000
    True
    """
    return read_note(Path(path), _KEY, expected=EXPECTED)


def read_draws(path: Path | str = POSTERIOR) -> pd.DataFrame:
    """Return draws of equal weight, by systematic resampling where weights differ.

    Raises
    ------
    InputError
        If the file is none, or with every column that does not hold to its declared range.

    Examples
    --------
    >>> len(read_draws())
    1000
    """
    path = Path(path)
    names = (*COLUMNS, WEIGHT)
    columns = read_columns(path, names, most_rows=MOST_DRAWS, expected=EXPECTED)
    if problems := list(_problems(columns, str(path))):
        raise InputError(problems)
    for name, row in CALIBRATED_PARAMETERS.items():
        np.clip(columns[name], row.low, row.high, out=columns[name])  # what rounding left outside
    table = pd.DataFrame(columns)
    weights = columns[WEIGHT]
    if np.ptp(weights) > 1e-12:
        edges = np.cumsum(weights) / weights.sum()
        chosen = np.searchsorted(edges, (np.arange(len(table)) + 0.5) / len(table))
        order = np.random.default_rng(1).permutation(len(table))  # runs take draws in this order
        table = table.iloc[chosen[order]].reset_index(drop=True)
    return table[list(COLUMNS)]


def _problems(columns: Mapping[str, np.ndarray], where: str) -> Iterator[Problem]:
    """Yield a problem for each column that holds a value beyond what is declared."""
    for name, row in CALIBRATED_PARAMETERS.items():
        yield from range_problems(columns[name], row, f"{where}, {name}")
    low, high = DISCREPANCIES
    expected = f"a number from {low:g} to {high:g} (logits)"
    yield from outside(columns[DISCREPANCY], low, high, f"{where}, {DISCREPANCY}", expected)
    weights, place = columns[WEIGHT], f"{where}, {WEIGHT}"
    wrong = list(outside(weights, 0.0, HEAVIEST, place, f"a number from 0 to {HEAVIEST:g}"))
    yield from wrong
    if not wrong and not weights.sum() > 0.0:
        yield Problem(place, "weights whose sum is 0", "a sum above 0")


def parameter_set(name: str = CALIBRATED) -> np.ndarray:
    """Return parameters by name: "posterior", "default", a plug-in's, or the path of a file.

    Returns
    -------
    numpy.ndarray of PARAMETER_TYPE, shape (draws,)

    Examples
    --------
    >>> len(parameter_set("posterior"))
    1000
    """
    own = (CALIBRATED, DEFAULT)
    offer = offered_parameters(name, own)
    if offer is not None and offer.path is None:
        return parameter_rows(offer.rows)
    if name == DEFAULT:
        return parameter_rows(None)
    path = POSTERIOR if name == CALIBRATED else Path(name)
    if offer is not None and offer.path is not None:
        path = offer.path
    try:
        changed = path.stat().st_mtime_ns
    except (OSError, ValueError):
        names = (*own, *sorted(set(parameter_offers()) - set(own)))
        expected = f"{', '.join(names)}, or a file of draws that exists"
        problem = Problem(
            "parameters", shown(name, widest=WIDEST_PATH), expected, nearest(name, names)
        )
        raise InputError([problem]) from None
    return _records(path, changed)


@lru_cache(maxsize=8)
def _records(path: Path, changed: int) -> np.ndarray:
    """Return the parameters of a file as it was when it `changed`; a newer one is read anew."""
    return parameter_records(read_draws(path))
