"""What the Compare page shows, as one immutable value, and the ways in which it may change.

The page is a pure function of a `View`; the address of the page is a `View` written as text (see
`allied.viz.web.link`). Every control returns a new one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from allied.sim.inputs.levers import LEVERS
from allied.sim.model.outcomes import DEFAULT_GOALS, GOALS, MOST_GOALS, OUTCOMES

__all__ = ["CHOICE", "ENVIRONMENT", "LEAST", "MOST", "Pick", "View"]

LEAST, MOST = 2, 4
CHOICE, ENVIRONMENT = "choice", "environment"  # roles of levers


@dataclass(frozen=True, slots=True)
class Pick:
    """One scenario of the comparison.

    Attributes
    ----------
    name : str
        Name of an installed scenario.
    changes : mapping of str to value
        Levers that the reader has moved, by dotted name.
    """

    name: str
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class View:
    """All that the page shows.

    Attributes
    ----------
    picks : tuple of Pick
        Two to four scenarios; the first one is the baseline.
    environment : mapping of str to value
        Levers that no company decides, as the reader has set them for all scenarios alike.
    outcome : str
        Name of the outcome that the chart shows.
    selected : int
        Position of the scenario whose levers are on show.
    present : bool
        Whether the page is laid out for a projector.
    goals : tuple of str
        Names of the outcomes that the reader wants, one to three: what scenarios are ranked on.
    reference : int
        Position of the scenario with which the table compares.
    """

    picks: tuple[Pick, ...]
    environment: Mapping[str, Any] = field(default_factory=dict)
    outcome: str = OUTCOMES[0].name
    selected: int = 1
    present: bool = False
    goals: tuple[str, ...] = DEFAULT_GOALS
    reference: int = 0

    @property
    def against(self) -> int:
        """Position of the scenario that is set against the baseline."""
        return self.selected or 1

    @property
    def opposite(self) -> int:
        """Position of the scenario that the table sets it against; never itself."""
        return 0 if self.reference == self.against else self.reference

    @property
    def preset(self) -> str:
        """Name of the preset that the goals are; empty where they are the reader's own."""
        wanted = set(self.goals)
        return next((name for name, goals in GOALS.items() if set(goals) == wanted), "")

    def want(self, preset: str) -> View:
        """Return the view with the goals of a preset."""
        return replace(self, goals=GOALS[preset])

    def add_goal(self, outcome: str) -> View:
        """Return the view with one more goal, unless it is full."""
        if outcome in self.goals or len(self.goals) >= MOST_GOALS:
            return self
        return replace(self, goals=(*self.goals, outcome))

    def remove_goal(self, outcome: str) -> View:
        """Return the view without a goal, unless it is the last."""
        goals = tuple(goal for goal in self.goals if goal != outcome)
        return replace(self, goals=goals) if goals else self

    def select(self, position: int) -> View:
        """Return the view with another scenario's levers on show."""
        return replace(self, selected=min(max(position, 0), len(self.picks) - 1))

    def compare_with(self, position: int) -> View:
        """Return the view with another scenario on the other side of the table."""
        return replace(self, reference=min(max(position, 0), len(self.picks) - 1))

    def show(self, outcome: str) -> View:
        """Return the view with another outcome in the chart."""
        return replace(self, outcome=outcome)

    def add(self, name: str) -> View:
        """Return the view with one more scenario, unless it is full."""
        if len(self.picks) >= MOST:
            return self
        return replace(self, picks=(*self.picks, Pick(name)), selected=len(self.picks))

    def remove(self, position: int) -> View:
        """Return the view without a scenario, unless too few would be left."""
        if len(self.picks) <= LEAST:
            return self
        picks = (*self.picks[:position], *self.picks[position + 1 :])
        selected = min(max(self.selected, 1), len(picks) - 1)
        return replace(self, picks=picks, selected=selected, reference=0)

    def swap(self, position: int, name: str) -> View:
        """Return the view with another scenario in a place."""
        return self._with_pick(position, Pick(name))

    def as_baseline(self, position: int) -> View:
        """Return the view with a scenario moved to the first place."""
        others = (*self.picks[:position], *self.picks[position + 1 :])
        return replace(self, picks=(self.picks[position], *others), selected=1, reference=0)

    def move(self, lever: str, value: Any, own: Sequence[Any]) -> View:
        """Return the view with one lever moved.

        Parameters
        ----------
        lever : str
            Dotted name. One of the environment moves in all scenarios, any other in the selected
            one.
        value : bool, int, float or str
        own : sequence
            The value that each scenario's file gives to this lever. A lever that is moved back
            there is not changed any more.
        """
        if LEVERS[lever].role == ENVIRONMENT:
            changed = any(value != before for before in own)
            return replace(
                self, environment=_changed(self.environment, lever, value, changed=changed)
            )
        pick = self.picks[self.selected]
        changed = value != own[self.selected]
        return self._with_pick(
            self.selected,
            replace(pick, changes=_changed(pick.changes, lever, value, changed=changed)),
        )

    def reset(self) -> View:
        """Return the view with the selected scenario as its file has it."""
        return self._with_pick(self.selected, Pick(self.picks[self.selected].name))

    def reset_environment(self) -> View:
        """Return the view with the environment as the scenarios' files have it."""
        return replace(self, environment={})

    def _with_pick(self, position: int, pick: Pick) -> View:
        picks = (*self.picks[:position], pick, *self.picks[position + 1 :])
        return replace(self, picks=picks)


def _changed(levers: Mapping[str, Any], lever: str, value: Any, *, changed: bool) -> dict[str, Any]:
    """Return the levers with one set, or taken out where it is not changed."""
    others = {name: kept for name, kept in levers.items() if name != lever}
    return {**others, lever: value} if changed else others
