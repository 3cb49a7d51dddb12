"""How all scenarios rank on what the reader wants, and how probable each place is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import solara

from allied.sim.experiment.comparison import Comparison, Difference
from allied.sim.experiment.ranking import Ranking as Ranked
from allied.sim.model.outcomes import OUTCOMES, Outcome, index_of
from allied.viz.web.components.interval_glyph import glyph
from allied.viz.web.components.marks import mark
from allied.viz.web.theme import SCENARIO
from allied.viz.words.numbers import UNKNOWN, interval, number, share
from allied.viz.words.result_words import level_of, partly_tied, place_and_tie
from allied.viz.words.table_texts import label_of
from allied.viz.words.wording import (
    difference_digits,
    difference_unit,
    place_words,
    verdict_word,
    verdict_words,
)

__all__ = ["Ranking", "columns", "rows"]

WIDTHS = {1: 300, 2: 190, 3: 130}  # of a picture in pixels, by how many goals there are


@solara.component_vue("ranking_table.vue", vuetify=False)
def Ranking(
    texts: dict[str, str], heading: str, note: str, basis: str,
    columns: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]],
) -> None:  # fmt: skip
    """Show the ranking.

    Parameters
    ----------
    texts : dict
        See `allied.viz.words.result_words.ranking`.
    heading, note : str
        What the table is, and what its numbers are.
    basis : str
        Over what the chance is, for "How the chance is worked out".
    columns : sequence of dict
        See `columns`.
    rows : sequence of dict
        See `rows`.
    """


def columns(goals: Sequence[str]) -> list[dict[str, Any]]:
    """Return "label", "unit" and "width" of the pictures of each column, one for each goal."""
    found = [OUTCOMES[index_of(goal)] for goal in goals]
    return [
        {"label": label_of(outcome), "unit": difference_unit(outcome), "width": WIDTHS[len(goals)]}
        for outcome in found
    ]


def rows(
    comparison: Comparison, goals: Sequence[str], titles: Sequence[str], year: str
) -> list[dict[str, Any]]:
    """Return the rows of the ranking, the best scenario first, as text and pictures.

    Parameters
    ----------
    comparison : Comparison
    goals : sequence of str
        Names of outcomes, one or more.
    titles : sequence of str
        What to call the scenarios, in their order.
    year : str
        Of which the levels of the baseline are.
    """
    ranking = comparison.ranking(goals)
    outcomes = [index_of(goal) for goal in goals]
    reaches = [_reach(comparison, outcome) for outcome in outcomes]
    ties = _ties(ranking)
    tied = [tie["words"] for tie in ties if tie for _ in range(tie["rows"])]
    return [
        {
            "title": titles[place.scenario],
            "mark": mark(place.scenario),
            "colour": SCENARIO[place.scenario],
            "baseline": place.scenario == 0,
            "place": place_words(ranking, rank),
            "place_and_tie": place_and_tie(place_words(ranking, rank), tied[rank]),
            "chance": share(place.p_best),
            "part": place.p_best,
            "tie": ties[rank],
            "cells": [
                _level(comparison, outcome, year) if place.scenario == 0
                else _cell(OUTCOMES[outcome], comparison.difference(place.scenario, outcome),
                           reach, WIDTHS[len(goals)])
                for outcome, reach in zip(outcomes, reaches, strict=True)
            ],
        }
        for rank, place in enumerate(ranking.places)
    ]  # fmt: skip


def _reach(comparison: Comparison, outcome: int) -> float:
    """Return the difference that reaches the edge of a column: the widest interval in it."""
    gaps = [comparison.difference(s, outcome) for s in range(1, len(comparison.scenarios))]
    ends = [abs(end) for gap in gaps for end in (gap.low, gap.high) if math.isfinite(end)]
    return max(ends, default=0.0) or 1.0


def _cell(outcome: Outcome, gap: Difference, reach: float, width: int) -> dict[str, str]:
    digits = difference_digits(outcome, gap)
    bounds = interval(gap.low, gap.high, digits, signed=gap.low < 0.0)
    return {
        "mean": number(gap.mean, digits, signed=True),
        "interval": "" if bounds == UNKNOWN else bounds,
        "glyph": glyph(outcome, gap, reach, width=width, companies=False),
        "verdict": verdict_words(gap),
    }


def _level(comparison: Comparison, outcome: int, year: str) -> dict[str, str]:
    level = number(comparison.spread(0, outcome).mean, OUTCOMES[outcome].digits)
    return {"mean": level, "interval": level_of(year), "glyph": "", "verdict": ""}


def _ties(ranking: Ranked) -> list[dict[str, Any] | None]:
    """Return, for each row that opens a group of ties, how many rows it has and what they are.

    A row alone is a group of one, without words; a row inside a group has none.
    """
    count = len(ranking.places)
    found: list[dict[str, Any] | None] = []
    begin = 0
    for rank in range(1, count + 1):
        if rank < count and _tied(ranking, rank):
            continue
        pairs = list(combinations(range(begin, rank), 2))
        group = {"rows": rank - begin, "words": _tie_words(ranking, pairs), "last": rank == count}
        found += [group, *[None] * (rank - begin - 1)]
        begin = rank
    return found


def _tie_words(ranking: Ranked, pairs: Sequence[tuple[int, int]]) -> str:
    """Return what is said of the order of some places, given by all pairs of them."""
    if not pairs:
        return ""
    said = {ranking.verdict(*pair) for pair in pairs}
    return verdict_word(said.pop()) if len(said) == 1 else partly_tied()


def _tied(ranking: Ranked, rank: int) -> bool:
    """Return whether a place is tied with the one before it."""
    before, here = rank - 1 in ranking.leaders, rank in ranking.leaders
    return before == here and (here or not ranking.is_clear(rank - 1, rank))
