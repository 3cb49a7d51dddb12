"""The sentence that ranks all scenarios on what the reader wants, and is true on its own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from allied.sim.experiment.comparison import Comparison
from allied.sim.experiment.ranking import Place, Ranking
from allied.sim.experiment.verdict import SURE, Verdict
from allied.sim.model.outcomes import index_of
from allied.viz.words.numbers import share
from allied.viz.words.phrases import GoalPhrase, counted, goal_phrase, inside, joined

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
    goal = goal_phrase(goals)
    if comparison.runs < 2:
        return f"One company cannot tell with which scenario {inside(goal.stem)} {goal.best}."
    ranking = comparison.ranking(goals)
    top = _named_first(ranking)
    first = _first(goal, ranking, top, titles)
    price = _trade_off(comparison, goals, [ranking.places[rank] for rank in top], titles)
    rest = _rest(ranking, top, titles)
    return f"{first}{price}." + (f" {rest}." if rest else "")


def _named_first(ranking: Ranking) -> Sequence[int]:
    """Return the ranks that the first sentence names: the leaders, or one that leads by far.

    One that leads by far has a chance of 95 % or more, even where more companies are needed for a
    verdict on it.
    """
    alike = any(ranking.is_alike(0, rank) for rank in ranking.leaders[1:])
    return (0,) if ranking.places[0].p_best >= SURE and not alike else ranking.leaders


def _first(goal: GoalPhrase, ranking: Ranking, top: Sequence[int], titles: Sequence[str]) -> str:
    """Say what is best, without the full stop."""
    places, count = [ranking.places[rank] for rank in top], len(ranking.places)
    if len(top) == 1:
        return _clear(goal, ranking, titles)
    names = [titles[place.scenario] for place in places]
    alike = [ranking.is_alike(0, rank) for rank in top[1:]]
    if all(alike) and len(top) == count:
        listed = f"{names[0]} as with {names[1]}" if count == 2 else joined(names)
        return f"{goal.stem} about the same with {listed}"
    if all(alike):
        return f"{goal.stem} {goal.best} with {joined(names)} alike"
    chances = [share(place.p_best) for place in places]
    listed = f"{chances[0]} to {chances[1]}" if len(top) == 2 else joined(chances)
    if count == 2:
        which = f"with {names[0]} or with {names[1]}"
        return f"Whether {inside(goal.stem)} {goal.better} {which} is too close to call: {listed}"
    every = f"all {counted(count)} are " if len(top) == count else ""
    said = f"{goal.stem} {goal.best} with {joined(names, 'or')}: {every}too close to call, {listed}"
    if any(alike):
        same = [name for name, is_same in zip(names[1:], alike, strict=True) if is_same]
        said += f", and about the same with {joined([names[0], *same])}"
    return said


def _clear(goal: GoalPhrase, ranking: Ranking, titles: Sequence[str]) -> str:
    """Say that one scenario is the best, and how sure that is."""
    leader, count = ranking.places[0], len(ranking.places)
    name = titles[leader.scenario]
    chance = f"{_chance(leader.p_best)}{_reserve(ranking)}"
    other = next(title for k, title in enumerate(titles) if k != leader.scenario)
    if leader.scenario == 0:
        rather = f"{name} rather than {other}" if count == 2 else name
        how = goal.better if count == 2 else goal.best
        return f"{goal.stem} {how} if nothing changes: with {rather}, {chance}"
    sure = "close to certain" if leader.p_best > CERTAIN else "very likely"
    which = f"{goal.better} with {name} than with {other}" if count == 2 else (
        f"{goal.best} with {name}")  # fmt: skip
    return f"{goal.stem} {which}, and that is {sure}: {chance}"


def _chance(probability: float) -> str:
    return "more than 99 %" if probability > CERTAIN else share(probability)


def _reserve(ranking: Ranking) -> str:
    """Return what may still change a verdict on the first place; empty where it is final."""
    open_ = [
        ranking.judgements[0, rank].runs_needed
        for rank in range(1, len(ranking.places))
        if ranking.verdict(0, rank) is Verdict.OPEN
    ]
    if not open_:
        return ""
    needed = [runs for runs in open_ if runs is not None]
    if ranking.places[0].p_best > CERTAIN or not needed:
        return ", though perhaps by little"
    return f" so far; {max(needed):,} companies would decide it"


def _trade_off(
    comparison: Comparison, goals: Sequence[str], top: Sequence[Place], titles: Sequence[str]
) -> str:
    """Say on which goal the first is clearly behind another scenario: where it loses most.

    Where the first is behind on none, say where another leader is behind one that does not lead.
    """
    leading = [place.scenario for place in top]
    first = leading[0]
    pairs = [(first, other) for other in range(len(titles)) if other != first]
    losses = _losses(comparison, goals, pairs)
    if not losses:
        behind = [k for k in range(len(titles)) if k not in leading]
        losses = _losses(comparison, goals, [(k, other) for k in leading[1:] for other in behind])
    if not losses:
        return ""
    loser, winner = max(losses, key=lambda pair: max(losses[pair].values()))
    phrases = [goal_phrase([goal]) for goal in losses[loser, winner]]
    said = joined([f"{inside(phrase.stem)} {phrase.better}" for phrase in phrases])
    than = f" than with {titles[loser]}" if len(top) > 1 else ""
    return f", {'though' if len(top) == 1 else 'but'} {said} with {titles[winner]}{than}"


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
    """Say how the others follow, without the full stop; empty where there are none."""
    places = ranking.places
    others = [rank for rank in range(len(places)) if rank not in top]
    near = [rank for rank in others if not places[rank].far]
    far = [rank for rank in others if places[rank].far]
    if len(top) == 1 and len(places) == 2:
        return ""  # the first sentence names both
    names = {rank: titles[places[rank].scenario] for rank in others}
    parts = []
    if near:
        listed = joined([f"{names[rank]} at {share(places[rank].p_best)}" for rank in near])
        verb = "comes" if len(near) == 1 else "come"
        order = _order(ranking, near)
        parts.append(f"Then {verb} {listed}{order and f', {order}'}")
    if far:
        verb = "is" if len(far) == 1 else "are"
        behind = joined([names[rank] for rank in far])
        order = _order(ranking, far)
        link = ", " if order.startswith("in ") else ", and "
        parts.append(f"{behind} {verb} far behind{order and link + order}")
    return "; ".join(parts)


def _order(ranking: Ranking, ranks: Sequence[int]) -> str:
    """Say how sure the order of some places is."""
    if len(ranks) < 2:
        return ""
    pairs = list(combinations(ranks, 2))
    if all(ranking.is_clear(*pair) for pair in pairwise(ranks)):
        return "in this order"
    if all(ranking.is_alike(*pair) for pair in pairs):
        return "about the same"
    if any(ranking.verdict(*pair) is not Verdict.OPEN for pair in pairs):
        return "in an order that is only partly clear"
    return f"too close to call {'between' if len(ranks) == 2 else 'among'} them"
