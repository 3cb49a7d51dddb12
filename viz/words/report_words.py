"""What a comparison on the terminal says around its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from allied.sim.experiment.comparison import Comparison, Difference
from allied.sim.experiment.verdict import Verdict
from allied.sim.model.outcomes import OUTCOMES
from allied.viz.words.goal_clauses import goals_named
from allied.viz.words.language import gettext, ngettext
from allied.viz.words.numbers import share, whole
from allied.viz.words.phrases import companies, inside, semicolons
from allied.viz.words.table_texts import label_of
from allied.viz.words.wording import assumptions, verdict_word

__all__ = [
    "ASSUMED", "against", "assumed", "basis", "gain_unit", "held_in", "marked_verdict",
    "ranking_headings",
]  # fmt: skip

ASSUMED = "†"
YEAR = 52


def ranking_headings() -> tuple[str, ...]:
    """Return the headings of the ranking."""
    return (gettext("Place"), gettext("Scenario"), gettext("Chance to be best"), gettext("Gain"),
            gettext("95 % interval"))  # fmt: skip


def against(scenario: str, baseline: str) -> str:
    """Return the heading of a block."""
    return gettext("{scenario}, against {baseline}", scenario=scenario, baseline=baseline)


def gain_unit(goals: Sequence[str], baseline: str) -> str:
    """Say what the gains of the ranking are measured in."""
    if len(goals) > 1:
        return gettext(
            "Gain over {baseline} in {goals}, which count alike, in standard deviations between "
            "companies.", baseline=baseline, goals=goals_named(goals),
        )  # fmt: skip
    return gettext("Gain over {baseline} in {goals} in standard deviations between companies.",
                   baseline=baseline, goals=goals_named(goals))  # fmt: skip


def basis(comparison: Comparison) -> str:
    """Say what the numbers are from and how to read them."""
    weeks = {"last": whole(min(YEAR, comparison.weeks)), "weeks": whole(comparison.weeks)}
    if comparison.draws > 1:
        read = ngettext(
            "{companies} with {count} parameter set, the last {last} of {weeks} weeks. Second line "
            "of a row: the range of nine companies in ten and, for a difference, the 95 % "
            "posterior interval of its mean over companies: what is not known about people and "
            "work, and what so many companies leave open.",
            "{companies} with {count} parameter sets, the last {last} of {weeks} weeks. Second "
            "line of a row: the range of nine companies in ten and, for a difference, the 95 % "
            "posterior interval of its mean over companies: what is not known about people and "
            "work, and what so many companies leave open.",
            comparison.draws, companies=companies(comparison.runs),
            count=whole(comparison.draws), **weeks,
        )  # fmt: skip
    else:
        read = gettext(
            "{companies}, the last {last} of {weeks} weeks. Second line of a row: the range of "
            "nine companies in ten and, for a difference, the 95 % interval of its mean over "
            "companies; with one parameter set it leaves out what is not known about people and "
            "work.", companies=companies(comparison.runs), **weeks,
        )  # fmt: skip
    return f"{read} {_rule()}"


def _rule() -> str:
    return gettext(
        "Better and worse: the direction is at least 95 % probable, the difference is larger than "
        "the smallest effect of interest, and more companies would hardly change that. About the "
        "same: the interval lies inside that effect. Too close to call: anything else."
    )


def assumed(comparison: Comparison, scenario: int) -> str:
    """Say which differences rest on assumptions, and on which; empty where none does."""
    resting = [
        gettext("{outcome} ({assumptions})", outcome=inside(label_of(outcome)),
                assumptions=assumptions(gap))
        for outcome, gap in zip(OUTCOMES, comparison.differences(scenario), strict=True)
        if gap.rests_on
    ]  # fmt: skip
    if not resting:
        return ""
    return gettext("{mark} rests on assumptions: {differences}.", mark=ASSUMED,
                   differences=semicolons(resting))  # fmt: skip


def marked_verdict(gap: Difference) -> str:
    """Return a verdict, with a mark where it rests on assumptions."""
    said = verdict_word(gap.verdict)
    return f"{said} {ASSUMED}" if gap.rests_on else said


def held_in(gap: Difference) -> str:
    """Return for how many companies a verdict holds."""
    if gap.verdict not in (Verdict.WORSE, Verdict.BETTER):
        return gettext("{share} better", share=share(gap.p_better))
    part = share(1.0 - gap.p_better if gap.verdict is Verdict.WORSE else gap.p_better)
    if gap.coin_flip:
        return gettext("in {share}: coin flip", share=part)
    return gettext("in {share}", share=part)
