"""Parameters of a company in the first week of its run, and the skills of its teams.

The skills are rows made from the one table in `allied.sim.model.teams`. Rules use all four of
marketing's teams, data and engineering of IT's, none of neighbours'; surveys ask every team for
its creative skill.
"""

from __future__ import annotations

from allied.sim.inputs.parameters.rows import CONSTANT as _C
from allied.sim.inputs.quantity import Quantity
from allied.sim.model.teams import NAMES, SKILL_NAMES, SKILLS

__all__ = ["ROWS"]

SKILL_SPREAD = 0.15  # to either side of the default


def _skill(kind: int, skill: int) -> Quantity:
    """Return the row for one skill of one kind of team."""
    default = SKILLS[kind][skill]
    return Quantity(
        f"team.skill_{NAMES[kind]}_{SKILL_NAMES[skill]}", _C,
        f"Skill of a {NAMES[kind]} team: {SKILL_NAMES[skill]}",
        "Mean over companies, before any training.", "0–1", default,
        max(0.0, round(default - SKILL_SPREAD, 9)), min(1.0, round(default + SKILL_SPREAD, 9)),
        vector="team.skill", place=(kind, skill),
    )  # fmt: skip


ROWS = (
    Quantity("start.experience", _C, "Customers' experience at the start", "What customers think "
             "of the company.", "0–1", 0.48, 0.35, 0.6),
    Quantity("start.insight", _C, "Insight at the start", "How well the company knows its "
             "customers.", "0–1", 0.42, 0.3, 0.55),
    Quantity("start.capability", _C, "Capability at the start", "Value of live technology, for "
             "each marketer.", "k$ per week", 0.5, 0.3, 0.8,
             source="assumed; where the baseline settles at the defaults"),
    Quantity("start.capability_spread", _C, "Spread of first capability", "Standard deviation of "
             "its logarithm between companies, against that of dispositions.", "ratio", 2.0, 1.0,
             3.0),
    Quantity("start.debt", _C, "Integration debt at the start", "For each head in IT, without a "
             "common platform.", "person-weeks", 6.0, 3.0, 10.0,
             source="assumed with start.connected"),
    Quantity("start.connected", _C, "Integration at the start", "That is done, for each head in "
             "IT.", "person-weeks", 3.5, 1.5, 6.0,
             source="assumed; MuleSoft 2018: 29 % of applications connected"),
    Quantity("start.tools", _C, "Tools beside IT at the start", "Live tools that IT does not run.",
             "tools", 3.0, 1.0, 6.0),
    Quantity("start.home_tie", _C, "Tie to IT at the start", "Of the unit's IT people to IT at "
             "home.", "0–1", 0.8, 0.6, 0.95),
    Quantity("start.tie_inside", _C, "Ties inside a department at the start", "Median over "
             "companies.", "0–1", 0.35, 0.2, 0.5),
    Quantity("start.tie_across", _C, "Ties across departments at the start", "Median over "
             "companies.", "0–1", 0.12, 0.05, 0.25),
    Quantity("start.tie_spread", _C, "Spread of first ties", "Standard deviation of their "
             "logarithm, against that of dispositions.", "ratio", 3.0, 1.0, 5.0),
    Quantity("start.knowledge", _C, "Chiefs' knowledge at the start", "Of the strategy.", "0–1",
             0.7, 0.5, 0.9),
    Quantity("start.awareness", _C, "Leaders' awareness at the start", "Of the company's goals.",
             "0–1", 0.65, 0.5, 0.8),
    Quantity("start.awareness_level", _C, "Awareness lost by a level at the start", "From leader "
             "to manager, and from manager to contributor.", "0–1", 0.15, 0.08, 0.22,
             source="assumed; C003-03"),
    Quantity("start.literacy", _C, "Leaders' literacy at the start", "In measurement, without any "
             "training.", "0–1", 0.2, 0.1, 0.35),
    Quantity("start.literacy_training", _C, "Literacy by training at the start", "What full effort "
             "for training in measurement adds.", "0–1", 0.2, 0.05, 0.4),
    Quantity("start.literacy_level", _C, "Literacy lost by a level at the start", "From leader to "
             "manager, and from manager to contributor.", "0–1", 0.08, 0.03, 0.15),
    Quantity("start.ai", _C, "Users of generative AI at the start", "Share of those who may use "
             "it.", "share", 0.05, 0.01, 0.15),
    # teams
    Quantity("team.heads", _C, "Size of a team", "Median.", "heads", 6.0, 4.5, 12.0,
             source="Gallup 2026"),
    Quantity("team.heads_sigma", _C, "Spread of team sizes", "Lognormal.", "log units", 0.35, 0.2,
             0.6, source="assumed; Gallup 2026 for the form"),
    Quantity("team.heads_least", _C, "Smallest team", "People in it.", "heads", 3.0, 2.5, 4.5),
    *(_skill(kind, skill) for kind in range(len(SKILLS)) for skill in range(len(SKILL_NAMES))),
)  # fmt: skip
