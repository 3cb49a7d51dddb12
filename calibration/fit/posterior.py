"""Draws of the unknowns: the posterior that is shipped, and files of the same form.

A file of draws is Parquet: a column for each of `allied.calibration.fit.prior.UNKNOWNS`, the
discrepancy σ between model and figures (logits), and weights; its metadata say how it came about.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from allied.calibration.fit.prior import UNKNOWNS, parameter_records
from allied.calibration.shipped import SHIPPED
from allied.sim.inputs.arguments import parameter_rows
from allied.sim.inputs.plugins import offered_parameters, parameter_offers
from allied.sim.inputs.quantity import InputError, Problem, nearest
from allied.sim.inputs.whole_files import whole_file
from allied.sim.stamp import model_hash

__all__ = ["DISCREPANCY", "POSTERIOR", "parameter_set", "provenance", "read_draws", "write_draws"]

POSTERIOR = SHIPPED / "posterior.parquet"
WEIGHT, DISCREPANCY = "weight", "discrepancy"
COLUMNS = (*UNKNOWNS, DISCREPANCY)
DEFAULT, CALIBRATED = "default", "posterior"
_KEY = b"allied"


def write_draws(path: Path, points: pd.DataFrame, weights: np.ndarray, **facts: Any) -> None:
    """Write draws whole or not at all.

    Parameters
    ----------
    path : Path
    points : pandas.DataFrame
        A row for each draw, a column for each of `UNKNOWNS` and "discrepancy".
    weights : numpy.ndarray, shape (draws,)
        Non-negative.
    **facts
        How the draws came about; the hash of the model is added.
    """
    table = pa.Table.from_pandas(
        points[list(COLUMNS)].assign(**{WEIGHT: weights / weights.sum()}), preserve_index=False
    )
    facts = {"model": model_hash(), **facts}
    metadata = {**(table.schema.metadata or {}), _KEY: json.dumps(facts).encode()}
    with whole_file(path) as part:
        pq.write_table(table.replace_schema_metadata(metadata), part)


def provenance(path: Path | str = POSTERIOR) -> Mapping[str, Any]:
    """Return how a file of draws came about.

    Examples
    --------
    >>> provenance()["draws_in_table"] > 1000
    True
    """
    metadata = pq.read_schema(path).metadata or {}
    facts: Mapping[str, Any] = json.loads(metadata.get(_KEY, b"{}"))
    return facts


def read_draws(path: Path | str = POSTERIOR) -> pd.DataFrame:
    """Return draws of equal weight, by systematic resampling where weights differ.

    Raises
    ------
    InputError
        If the file is none, or its columns or values are not those of the unknowns.

    Examples
    --------
    >>> len(read_draws())
    1000
    """
    path = Path(path)
    expected = "a file of draws, as `allied calibrate` or `allied survey fit` writes"
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError, pa.ArrowException) as error:
        missing_file = isinstance(error, FileNotFoundError) or not path.exists()
        reason = "there is none" if missing_file else "it holds no draws"
        problem = Problem(str(path), f"a file that cannot be read ({reason})", expected)
        raise InputError([problem]) from None
    missing = [name for name in (*COLUMNS, WEIGHT) if name not in table]
    if missing or table.empty:
        got = f"a file without {', '.join(missing[:3])}" if missing else "a file without draws"
        raise InputError([Problem(str(path), got, expected)])
    table = table[[*COLUMNS, WEIGHT]].apply(pd.to_numeric, errors="coerce").astype(float)
    weights = table[WEIGHT].to_numpy()
    whole = np.isfinite(table.to_numpy()).all() and (weights >= 0.0).all() and weights.sum() > 0.0
    if not whole:
        problem = Problem(str(path), "values that are no numbers", "finite numbers")
        raise InputError([problem])
    if np.ptp(weights) > 1e-12:
        edges = np.cumsum(weights) / weights.sum()
        chosen = np.searchsorted(edges, (np.arange(len(table)) + 0.5) / len(table))
        order = np.random.default_rng(1).permutation(len(table))  # runs take draws in this order
        table = table.iloc[chosen[order]].reset_index(drop=True)
    return table[list(COLUMNS)]


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
    if not path.exists():
        names = (*own, *sorted(set(parameter_offers()) - set(own)))
        expected = f"{', '.join(names)}, or a file of draws that exists"
        raise InputError([Problem("parameters", repr(name), expected, nearest(name, names))])
    return _records(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _records(path: Path, changed: int) -> np.ndarray:
    """Return the parameters of a file as it was when it `changed`; a newer one is read anew."""
    return parameter_records(read_draws(path))
