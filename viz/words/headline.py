"""The sentence that ranks all scenarios on what the reader wants, and is true on its own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from allied.sim.experiment.comparison import Comparison
from allied.sim.experiment.ranking import Place, Ranking
from allied.sim.experiment.verdict import SURE, Verdict
from allied.sim.model.outcomes import index_of
from allied.viz.words.goal_clauses import Goal, goal_clauses
from allied.viz.words.language import gettext, ngettext, pgettext
from allied.viz.words.numbers import share, whole
from allied.viz.words.phrases import counted, inside, joined

__all__ = ["headline"]

CERTAIN = 0.99


def headline(comparison: Comparison, goals: Sequence[str], titles: Sequence[str]) -> str:
    """Rank all scenarios in a sentence, with the probability that each is the best.

    The first sentence names the best, or those that are too close to call, and where the choice
    has a price on one of the goals; a second one ranks the others.

    Parameters
    ----------
    comparison : Comparison
    goals : sequence of str
        Names of outcomes that count alike.
    titles : sequence of str
        What to call the scenarios, in their order.

    Returns
    -------
    str
        Empty where there is nothing to rank: without goals, or with one scenario.
    """
    if len(titles) < 2 or not goals:
        return ""
    goal = goal_clauses(goals)
    if comparison.runs < 2:
        return gettext("One company cannot tell with which scenario {goal_is_best}.",
                       goal_is_best=inside(goal.best))  # fmt: skip
    ranking = comparison.ranking(goals)
    top = _named_first(ranking)
    answer = _first(goal, ranking, top, titles)
    priced = _trade_off(comparison, goals, answer, [ranking.places[k] for k in top], titles)
    rest = _rest(ranking, top, titles)
    if not rest:
        return priced
    return pgettext("two sentences", "{first} {second}", first=priced, second=rest)


def _named_first(ranking: Ranking) -> Sequence[int]:
    """Return the ranks that the first sentence names: the leaders, or one that leads by far.

    One that leads by far has a chance of 95 % or more, even where more companies are needed for a
    verdict on it.
    """
    alike = any(ranking.is_alike(0, rank) for rank in ranking.leaders[1:])
    return (0,) if ranking.places[0].p_best >= SURE and not alike else ranking.leaders


def _first(goal: Goal, ranking: Ranking, top: Sequence[int], titles: Sequence[str]) -> str:
    """Say what is best, without the full stop."""
    if len(top) == 1:
        return _clear(goal, ranking, titles)
    places, count = [ranking.places[rank] for rank in top], len(ranking.places)
    names = [titles[place.scenario] for place in places]
    alike = [ranking.is_alike(0, rank) for rank in top[1:]]
    if all(alike):
        return _alike(goal, names, everyone=len(top) == count)
    chances = [share(place.p_best) for place in places]
    if len(top) == 2:
        chances = [pgettext("chances of two", "{one} to {other}", one=chances[0], other=chances[1])]
    if count == 2:
        return gettext(
            "Whether {goal_is_better} with {one} or with {other} is too close to call: {chances}",
            goal_is_better=inside(goal.better), one=names[0], other=names[1], chances=chances[0],
        )  # fmt: skip
    slots = {"goal_is_best": goal.best, "scenarios": joined(names, "or"),
             "chances": joined(chances)}  # fmt: skip
    if len(top) == count:
        said = gettext(
            "{goal_is_best} with {scenarios}: all {count} are too close to call, {chances}",
            count=counted(count), **slots,
        )  # fmt: skip
    else:
        said = gettext("{goal_is_best} with {scenarios}: too close to call, {chances}", **slots)
    if any(alike):
        same = [name for name, is_same in zip(names[1:], alike, strict=True) if is_same]
        said = gettext("{answer}, and about the same with {scenarios}", answer=said,
                       scenarios=joined([names[0], *same]))  # fmt: skip
    return said


def _alike(goal: Goal, names: Sequence[str], *, everyone: bool) -> str:
    """Say that the leaders are about the same, everyone or those of several."""
    if not everyone:
        return gettext("{goal_is_best} with {scenarios} alike", goal_is_best=goal.best,
                       scenarios=joined(names))  # fmt: skip
    if len(names) == 2:
        return gettext("{goal_is_the_same} with {one} as with {other}", goal_is_the_same=goal.same,
                       one=names[0], other=names[1])  # fmt: skip
    return gettext("{goal_is_the_same} with {scenarios}", goal_is_the_same=goal.same,
                   scenarios=joined(names))  # fmt: skip


def _clear(goal: Goal, ranking: Ranking, titles: Sequence[str]) -> str:
    """Say that one scenario is the best, and how sure that is."""
    leader, two = ranking.places[0], len(ranking.places) == 2
    name = titles[leader.scenario]
    other = next(title for k, title in enumerate(titles) if k != leader.scenario)
    chance = _chance(ranking)
    if leader.scenario == 0 and two:
        return gettext("{goal_is_better} if nothing changes: with {scenario} rather than {other}, "
                       "{chance}", goal_is_better=goal.better, scenario=name, other=other,
                       chance=chance)  # fmt: skip
    if leader.scenario == 0:
        return gettext("{goal_is_best} if nothing changes: with {scenario}, {chance}",
                       goal_is_best=goal.best, scenario=name, chance=chance)  # fmt: skip
    certain = leader.p_best > CERTAIN
    if two:
        pattern = (
            gettext("{goal_is_better} with {scenario} than with {other}, and that is close to "
                    "certain: {chance}") if certain
            else gettext("{goal_is_better} with {scenario} than with {other}, and that is very "
                         "likely: {chance}")
        )  # fmt: skip
        return pattern.format(goal_is_better=goal.better, scenario=name, other=other, chance=chance)
    pattern = (
        gettext("{goal_is_best} with {scenario}, and that is close to certain: {chance}") if certain
        else gettext("{goal_is_best} with {scenario}, and that is very likely: {chance}")
    )  # fmt: skip
    return pattern.format(goal_is_best=goal.best, scenario=name, chance=chance)


def _chance(ranking: Ranking) -> str:
    """Return the chance of the leader, with what may still change a verdict on it."""
    probability = ranking.places[0].p_best
    chance = gettext("more than 99 %") if probability > CERTAIN else share(probability)
    open_ = [
        ranking.judgements[0, rank].runs_needed
        for rank in range(1, len(ranking.places))
        if ranking.verdict(0, rank) is Verdict.OPEN
    ]
    if not open_:
        return chance
    needed = [runs for runs in open_ if runs is not None]
    if probability > CERTAIN or not needed:
        return gettext("{chance}, though perhaps by little", chance=chance)
    return ngettext(
        "{chance} so far; {count} company would decide it",
        "{chance} so far; {count} companies would decide it",
        max(needed), chance=chance, count=whole(max(needed)),
    )  # fmt: skip


def _trade_off(
    comparison: Comparison,
    goals: Sequence[str],
    answer: str,
    top: Sequence[Place],
    titles: Sequence[str],
) -> str:
    """Return the answer, with the goal on which the first is clearly behind another scenario.

    The other is the one to which it loses most. Where the first is behind on none, it is where
    another leader is behind one that does not lead.
    """
    leading = [place.scenario for place in top]
    first = leading[0]
    pairs = [(first, other) for other in range(len(titles)) if other != first]
    losses = _losses(comparison, goals, pairs)
    if not losses:
        behind = [k for k in range(len(titles)) if k not in leading]
        losses = _losses(comparison, goals, [(k, other) for k in leading[1:] for other in behind])
    if not losses:
        return gettext("{answer}.", answer=answer)
    loser, winner = max(losses, key=lambda pair: max(losses[pair].values()))
    clauses = joined([inside(goal_clauses([goal]).better) for goal in losses[loser, winner]])
    if len(top) == 1:
        return gettext("{answer}, though {goals_are_better} with {scenario}.", answer=answer,
                       goals_are_better=clauses, scenario=titles[winner])  # fmt: skip
    return gettext("{answer}, but {goals_are_better} with {scenario} than with {leader}.",
                   answer=answer, goals_are_better=clauses, scenario=titles[winner],
                   leader=titles[loser])  # fmt: skip


def _losses(
    comparison: Comparison, goals: Sequence[str], pairs: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], dict[str, float]]:
    """Return, for pairs of scenarios, on which of several goals the first is clearly behind.

    Losses are in standard deviations between companies of the baseline.
    """
    losses: dict[tuple[int, int], dict[str, float]] = {}
    for pair in pairs if len(goals) > 1 else ():
        for goal in goals:
            outcome = index_of(goal)
            gap = comparison.difference(pair[0], outcome, against=pair[1])
            if gap.verdict is Verdict.WORSE:
                spread = float(comparison.values[0, :, outcome].std()) or 1.0
                losses.setdefault(pair, {})[goal] = abs(gap.mean) / spread
    return losses


def _rest(ranking: Ranking, top: Sequence[int], titles: Sequence[str]) -> str:
    """Say how the others follow; empty where there are none."""
    places = ranking.places
    others = [rank for rank in range(len(places)) if rank not in top]
    if not others or (len(top) == 1 and len(places) == 2):
        return ""  # the first sentence names both
    near = _near(ranking, [rank for rank in others if not places[rank].far], titles)
    far = _far(ranking, [rank for rank in others if places[rank].far], titles)
    if near and far:
        return gettext("{next_ones}; {far_ones}.", next_ones=near, far_ones=far)
    return gettext("{next_ones}.", next_ones=near or far)


def _near(ranking: Ranking, ranks: Sequence[int], titles: Sequence[str]) -> str:
    """Say which come next; empty where none does."""
    if not ranks:
        return ""
    places = [ranking.places[rank] for rank in ranks]
    named = [gettext("{scenario} at {chance}", scenario=titles[place.scenario],
                     chance=share(place.p_best)) for place in places]  # fmt: skip
    said = ngettext("Then comes {scenarios}", "Then come {scenarios}", len(ranks),
                    scenarios=joined(named))  # fmt: skip
    order, _ = _order(ranking, ranks)
    return gettext("{next_ones}, {order}", next_ones=said, order=order) if order else said


def _far(ranking: Ranking, ranks: Sequence[int], titles: Sequence[str]) -> str:
    """Say which are far behind; empty where none is."""
    if not ranks:
        return ""
    names = joined([titles[ranking.places[rank].scenario] for rank in ranks])
    said = ngettext("{scenarios} is far behind", "{scenarios} are far behind", len(ranks),
                    scenarios=names)  # fmt: skip
    order, is_one = _order(ranking, ranks)
    if not order:
        return said
    if is_one:
        return gettext("{far_ones}, {order}", far_ones=said, order=order)
    return gettext("{far_ones}, and {order}", far_ones=said, order=order)


def _order(ranking: Ranking, ranks: Sequence[int]) -> tuple[str, bool]:
    """Say how sure the order of some places is, and whether there is one; "" for one place."""
    if len(ranks) < 2:
        return "", False
    pairs = list(combinations(ranks, 2))
    if all(ranking.is_clear(*pair) for pair in pairwise(ranks)):
        return gettext("in this order"), True
    if all(ranking.is_alike(*pair) for pair in pairs):
        return gettext("about the same"), False
    if any(ranking.verdict(*pair) is not Verdict.OPEN for pair in pairs):
        return gettext("in an order that is only partly clear"), True
    if len(ranks) == 2:
        return gettext("too close to call between them"), False
    return gettext("too close to call among them"), False
