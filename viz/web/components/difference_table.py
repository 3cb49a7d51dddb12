"""Every outcome of one scenario against another: how much, how sure, for how many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import solara

from allied.sim.experiment.comparison import Comparison, Difference
from allied.sim.experiment.verdict import Verdict
from allied.sim.model.outcomes import OUTCOMES, index_of
from allied.viz.web.components.interval_glyph import glyph, scale
from allied.viz.words.numbers import UNKNOWN, interval, number, share
from allied.viz.words.outcome_groups import OUTCOME_GROUPS
from allied.viz.words.phrases import inside, joined
from allied.viz.words.wording import VERDICTS, advice, difference_digits, split, verdict_words

__all__ = ["DifferenceTable", "advices", "groups"]

TONES = {
    Verdict.BETTER: "is-better", Verdict.WORSE: "is-worse", Verdict.SAME: "is-same",
    Verdict.OPEN: "is-open",
}  # fmt: skip


@solara.component_vue("difference_table.vue", vuetify=False)
def DifferenceTable(
    note: str,
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
    note : str
        Which year, and what is in bold.
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
        for title, names in OUTCOME_GROUPS.items()
    ]  # fmt: skip


def advices(comparison: Comparison, scenario: int, against: int = 0) -> list[str]:
    """Return what would end the verdicts that are open, the fewest companies first."""
    found: dict[tuple[float, str], list[str]] = {}
    for outcome, gap in zip(OUTCOMES, comparison.differences(scenario, against), strict=True):
        said = advice(gap, comparison.runs)
        if said:
            needed = float("inf") if gap.runs_needed is None else float(gap.runs_needed)
            found.setdefault((needed, said), []).append(inside(outcome.label))
    return [_opened(joined(labels), said) for (_, said), labels in sorted(found.items())]


def _opened(labels: str, said: str) -> str:
    """Return a list of outcomes with what is said of them."""
    return f"{labels[:1].upper()}{labels[1:]}: {inside(said)}"


def _row(
    comparison: Comparison, scenario: int, against: int, name: str, *, wanted: bool
) -> dict[str, Any]:
    position = index_of(name)
    outcome = OUTCOMES[position]
    baseline = comparison.spread(against, position)
    gap = comparison.difference(scenario, position, against)
    digits = difference_digits(outcome, gap)
    verdict = VERDICTS[gap.verdict]
    return {
        "name": outcome.name,
        "label": outcome.label,
        "unit": outcome.unit,
        "meaning": outcome.meaning,
        "wanted": wanted,
        "base": number(baseline.mean, outcome.digits),
        "difference": number(gap.mean, digits, signed=True),
        "interval": interval(gap.low, gap.high, digits, signed=True),
        "glyph": glyph(outcome, gap, scale(baseline, [gap])),
        "spread": _spread_words(gap, digits),
        "split": split(gap),
        "share": share(gap.p_better),
        "verdict": verdict,
        "limits": verdict_words(gap).removeprefix(verdict),
        "tone": TONES[gap.verdict],
    }


def _spread_words(gap: Difference, digits: int) -> str:
    """Say where nine companies in ten lie, and how sure the direction is."""
    companies = interval(gap.p05, gap.p95, digits, signed=True)
    sure = f"The mean has this sign with a probability of {share(gap.p_direction)}."
    return sure if companies == UNKNOWN else f"Nine companies in ten: {companies}. {sure}"
