"""Every outcome of one scenario against another: how much, how sure, for how many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import solara

from allied.sim.experiment.comparison import Comparison
from allied.sim.experiment.verdict import Verdict
from allied.sim.model.outcomes import OUTCOMES, index_of
from allied.viz.web.components.interval_glyph import glyph, scale
from allied.viz.words.numbers import interval, number, share
from allied.viz.words.outcome_groups import outcome_groups
from allied.viz.words.phrases import inside
from allied.viz.words.result_words import shown_on_press, spread_words, verdict_pieces
from allied.viz.words.table_texts import label_of, unit_of
from allied.viz.words.wording import advice, advice_on, difference_digits, split

__all__ = ["DifferenceTable", "advices", "groups"]

TONES = {
    Verdict.BETTER: "is-better", Verdict.WORSE: "is-worse", Verdict.SAME: "is-same",
    Verdict.OPEN: "is-open",
}  # fmt: skip


@solara.component_vue("difference_table.vue", vuetify=False)
def DifferenceTable(
    texts: dict[str, str],
    titles: Sequence[str],
    colours: Sequence[str],
    scenario: int,
    against: int,
    outcome: str,
    groups: Sequence[dict[str, Any]],
    advices: Sequence[str],
    split: str,
    event_choose: Callable[[str], None],
    event_set_scenario: Callable[[int], None],
    event_set_against: Callable[[int], None],
) -> None:
    """Show the table.

    Parameters
    ----------
    texts : dict
        See `allied.viz.words.result_words.difference_table`.
    titles, colours : sequence of str
        Of all scenarios.
    scenario, against : int
        Positions of the scenario in the table, and of the one it is compared with.
    outcome : str
        Name of the outcome in the chart.
    groups, advices : sequence
        See `groups` and `advices`.
    split : str
        Where it comes from that differences vary; empty where that is not known.
    """


def groups(
    comparison: Comparison, scenario: int, goals: Sequence[str], against: int = 0
) -> list[dict[str, Any]]:
    """Return the table, "title" and "rows" of each group, as text and pictures.

    Parameters
    ----------
    comparison : Comparison
    scenario : int
        Position of the scenario.
    goals : sequence of str
        Names of the outcomes that the reader wants.
    against : int
        Position of the scenario it is compared with.
    """
    return [
        {"title": title, "rows": [_row(comparison, scenario, against, name, wanted=name in goals)
                                  for name in names]}
        for title, names in outcome_groups().items()
    ]  # fmt: skip


def advices(comparison: Comparison, scenario: int, against: int = 0) -> list[str]:
    """Return what would end the verdicts that are open, the fewest companies first."""
    found: dict[tuple[float, str], list[str]] = {}
    for outcome, gap in zip(OUTCOMES, comparison.differences(scenario, against), strict=True):
        said = advice(gap, comparison.runs)
        if said:
            needed = float("inf") if gap.runs_needed is None else float(gap.runs_needed)
            found.setdefault((needed, said), []).append(inside(label_of(outcome)))
    return [advice_on(labels, said) for (_, said), labels in sorted(found.items())]


def _row(
    comparison: Comparison, scenario: int, against: int, name: str, *, wanted: bool
) -> dict[str, Any]:
    position = index_of(name)
    outcome = OUTCOMES[position]
    baseline = comparison.spread(against, position)
    gap = comparison.difference(scenario, position, against)
    digits = difference_digits(outcome, gap)
    return {
        "name": outcome.name,
        "label": label_of(outcome),
        "unit": unit_of(outcome),
        "meaning": shown_on_press(outcome),
        "wanted": wanted,
        "base": number(baseline.mean, outcome.digits),
        "difference": number(gap.mean, digits, signed=True),
        "interval": interval(gap.low, gap.high, digits, signed=True),
        "glyph": glyph(outcome, gap, scale(baseline, [gap])),
        "spread": spread_words(gap, digits),
        "split": split(gap),
        "share": share(gap.p_better),
        **verdict_pieces(gap),
        "tone": TONES[gap.verdict],
    }
