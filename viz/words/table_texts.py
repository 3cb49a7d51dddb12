"""What the tables of the model say to people, in the reader's language.

Labels, meanings and units stand once, in the tables. They are looked up here where they are shown,
and `extract` puts them into the template of catalogues.
"""

from __future__ import annotations

from typing import Protocol

from allied.scenarios import Claim
from allied.sim.inputs.quantity import Quantity
from allied.sim.inputs.scenario import Scenario
from allied.viz.words.language import gettext
from allied.viz.words.phrases import joined

__all__ = [
    "PARAGRAPH", "STACKED", "claim_text", "label_of", "meaning_of", "source_of", "story_of",
    "summary_of", "team_name", "title_of", "unit_of",
]  # fmt: skip

STACKED = " + "  # between the titles of scenarios that are joined
PARAGRAPH = "\n\n"


class _Labelled(Protocol):
    @property
    def label(self) -> str: ...


class _Explained(Protocol):
    @property
    def meaning(self) -> str: ...


class _Measured(Protocol):
    @property
    def unit(self) -> str: ...


def label_of(row: _Labelled) -> str:
    """Return what a lever, a parameter, an outcome or an indicator is called."""
    return gettext(row.label)


def meaning_of(row: _Explained) -> str:
    """Return what it means, in a sentence."""
    return gettext(row.meaning)


def unit_of(row: _Measured) -> str:
    """Return its unit; empty where it has none."""
    return gettext(row.unit)


def source_of(lever: Quantity) -> str:
    """Return where a lever's default and range come from."""
    return gettext(lever.source)


def title_of(scenario: Scenario) -> str:
    """Return what a scenario is called; a title that nobody ships stays as it is written."""
    return STACKED.join(gettext(title) for title in scenario.title.split(STACKED))


def summary_of(scenario: Scenario) -> str:
    """Return what a scenario is, in a sentence."""
    titles = title_of(scenario).split(STACKED)
    if len(titles) > 1:
        return gettext("{scenarios}, all at once.", scenarios=joined(titles))
    return gettext(scenario.summary)


def story_of(scenario: Scenario) -> str:
    """Return the story of a scenario, each paragraph a message of its own."""
    return PARAGRAPH.join(gettext(part) for part in scenario.story.split(PARAGRAPH))


def claim_text(claim: Claim) -> str:
    """Return a claim of the reports."""
    return gettext(claim.text)


def team_name(name: str) -> str:
    """Return what a team is called: "analytics 2" is the second one of its kind."""
    kind, _, turn = name.partition(" ")
    return f"{gettext(kind)} {turn}" if turn else gettext(kind)
