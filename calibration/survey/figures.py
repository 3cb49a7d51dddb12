"""The figures of the reports: every row of the data, as a target of calibration or as context."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from allied.calibration.survey.survey_file import COLUMNS, Row, rows_from
from allied.sim.respondents.answers import ARCHETYPES

__all__ = ["FIGURES", "contrasts", "figures", "surveys", "targets"]

FIGURES = Path(__file__).with_name("figures.csv")


@cache
def figures() -> pd.DataFrame:
    """Return every figure: its wording and source, its role, and for a target its coding.

    Returns
    -------
    pandas.DataFrame
        By id. `role` is "target" or "context"; `reason` says why it is coded so, or why the model
        cannot speak to it.

    Examples
    --------
    >>> len(figures())
    103
    """
    return pd.read_csv(FIGURES, dtype=str, keep_default_na=False, index_col="id")


@cache
def targets() -> tuple[Row, ...]:
    """Return the figures that the model is held to, in the order of the file.

    Examples
    --------
    >>> len(targets())
    67
    """
    table = figures().query("role == 'target'").reset_index()
    coded = table.drop(columns=["sample_size", "year"])
    coded = coded.rename(columns={"size": "sample_size", "asked_in": "year"}).assign(note="")
    return tuple(rows_from(coded[list(COLUMNS)].to_csv(index=False), FIGURES.name))


def surveys() -> dict[str, list[int]]:
    """Return the positions of each source's targets.

    Examples
    --------
    >>> all(places for places in surveys().values())
    True
    """
    source = figures()["source"]
    found: dict[str, list[int]] = {}
    for position, row in enumerate(targets()):
        found.setdefault(str(source[row.id]), []).append(position)
    return found


def contrasts() -> list[tuple[int, int]]:
    """Return the pairs of targets that contrast collaborative and traditional CMOs.

    Returns
    -------
    list of (int, int)
        Positions of the same question put to the one and to the other.

    Examples
    --------
    >>> len(contrasts())
    12
    """
    waiting: dict[tuple[str, str, str, bool], list[int]] = {}
    pairs = []
    for position, row in enumerate(targets()):
        who, _, archetype = row.question.respondents.rstrip("]").partition("[")
        if archetype not in ARCHETYPES:
            continue
        question = row.question
        key = (question.indicator, who, question.strength, question.denies)
        other = next(
            (p for p in waiting.get(key, []) if archetype not in targets()[p].question.respondents),
            None,
        )
        if other is None:
            waiting.setdefault(key, []).append(position)
        else:
            waiting[key].remove(other)
            pair = (position, other) if archetype == ARCHETYPES[0] else (other, position)
            pairs.append(pair)
    return pairs
