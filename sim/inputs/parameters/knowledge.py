"""Parameters of learning: ties, goals, measurement, skills, new ways of working."""

from __future__ import annotations

from allied.sim.inputs.parameters.rows import CALIBRATED as _P
from allied.sim.inputs.parameters.rows import CONSTANT as _C
from allied.sim.inputs.parameters.rows import FIXED as _F
from allied.sim.inputs.quantity import Quantity

__all__ = ["ROWS"]

ROWS = (
    Quantity("tie.growth", _P, "How fast ties grow",
             "Gap to full familiarity that one hour together "
             "closes.", "per hour", 0.005, 0.0025, 0.0077, source="Hall 2019, lower half"),
    Quantity("tie.decay", _P, "How fast ties fade",
             "Share lost in a year without renewal.", "per year",
             0.6, 0.4, 0.9, source="Burt 2002"),
    Quantity("tie.everyday", _P, "How close everyday contact keeps people",
             "Familiarity between departments that "
             "everyday work keeps up, without any joint project.", "0–1", 0.05, 0.02, 0.35,
             source="assumed"),
    Quantity("tie.floor_inside", _C, "Familiarity inside a department", "What a common reporting "
             "line keeps up.", "0–1", 0.3, 0.15, 0.45),
    Quantity("tie.floor_unit", _C, "Familiarity by a common unit", "What a unit of all people of "
             "both sides would add between marketing and IT.", "0–1", 0.6, 0.3, 0.8),
    Quantity("home.pace", _C, "Pace of estrangement", "Share of the gap that the unit's IT people "
             "close in a week, in their tie to IT at home.", "per week", 0.02, 0.005, 0.05),
    Quantity("home.embedded", _C, "Tie to IT of embedded partners", "Where it settles.", "0–1",
             0.75, 0.55, 0.9),
    Quantity("home.merged", _C, "Tie to IT of a merged unit", "Where it settles.", "0–1", 0.45,
             0.25, 0.65),
    Quantity("home.other", _C, "Tie to IT without a unit", "Where it settles.", "0–1", 0.9, 0.75,
             1.0),
    # goals, and literacy in measurement
    Quantity("goal.retention", _P, "How much of a message each level passes on",
             "Share of what is said about goals "
             "that survives one level of hierarchy.", "share", 0.72, 0.6, 0.85,
             source="Nichols about 1962"),
    Quantity("goal.pace", _P, "How fast goals are passed on",
             "Share of the gap closed in a quarter.",
             "per quarter", 0.5, 0.2, 0.8, source="assumed"),
    Quantity("goal.reset", _P, "How many goals are new each year",
             "Share of goals that are new each year.", "per year",
             0.35, 0.1, 0.6, source="assumed"),
    Quantity("goal.kept_transparency", _C, "Message kept by transparency", "Share of what a level "
             "would lose that full openness about strategy saves.", "share", 0.4, 0.2, 0.45,
             source="assumed; C003-02"),
    Quantity("goal.kept_one_place", _C, "Message kept by one place for goals", "Share of what a "
             "level would lose that is saved when all goals stand in one place.", "share", 0.5,
             0.3, 0.55, source="assumed; C003-07, C003-08"),
    Quantity("goal.reset_one_place", _C, "New goals found in one place", "Share of the loss by new "
             "goals that is saved when all goals stand in one place.", "share", 0.6, 0.3, 0.9,
             source="assumed; C003-07, C003-08"),
    Quantity("goal.hearsay", _C, "Pace of leaders' beliefs", "Share of the gap to what managers "
             "know that a leader's belief about contributors closes in a quarter.", "per quarter",
             0.5, 0.25, 0.8, source="assumed; C003-05"),
    Quantity("goal.own_pull", _C, "Pull of the own department", "Goal fit that is lost where "
             "nothing on the two scorecards is common.", "share", 0.35, 0.1, 0.6,
             source="assumed; C000-19"),
    Quantity("goal.decider", _C, "Say of the decider in what work is for", "Weight of what the "
             "decider knows of the goals; the rest is the owning team's.", "share", 0.5, 0.2, 0.8),
    Quantity("goal.fit_noise", _C, "Spread of goal fit", "Between initiatives that are scoped with "
             "the same knowledge.", "0–1", 0.1, 0.03, 0.2),
    Quantity("literacy.untaught", _C, "Literacy without training", "In measuring the effect of "
             "work.", "0–1", 0.1, 0.0, 0.25, source="assumed; C003-09"),
    Quantity("literacy.taught", _C, "Literacy with all training", "In measuring the effect of "
             "work.", "0–1", 0.85, 0.7, 1.0, source="assumed; C003-09"),
    Quantity("literacy.pace", _C, "Pace of literacy", "Share of the gap closed in a quarter.",
             "per quarter", 0.15, 0.05, 0.3),
    # skills, attitudes, generative AI
    Quantity("skill.gain", _F, "Gain by training", "Share of the gap that 1 % of working time "
             "closes in a year.", "per year", 0.12, 0.05, 0.2, source="Arthur et al. 2003"),
    Quantity("skill.half_life", _F, "Half-life of what was trained", "Without use.", "weeks", 56.0,
             20.0, 80.0, source="Tatel and Ackerman 2025"),
    Quantity("skill.ceiling", _C, "Skill that training aims at", "The gap is measured to it.",
             "0–1", 0.95, 0.85, 1.0),
    Quantity("customer.focus_pace", _C, "Pace of customer focus", "Share of a team's gap to the "
             "company's culture that is closed in a week.", "per week", 0.01, 0.003, 0.03),
    Quantity("ai.innovation", _P, "How many take up AI unprompted",
             "Bass p.", "per year", 0.12, 0.03, 0.2,
             source="Sultan et al. 1990; Bick et al. 2024 (0.2: offices), derived"),
    Quantity("ai.imitation", _F, "Adoption by imitation", "Bass q.", "per year", 0.38, 0.3, 0.5,
             source="Sultan et al. 1990"),
    Quantity("ai.gain", _F, "Gain by generative AI", "More output of those who use it.", "share",
             0.12, 0.0, 0.26, source="Cui et al. 2025; Brynjolfsson et al. 2025"),
    Quantity("practice.adopt", _P, "How fast new ways take root", "With the CEO fully behind it.",
             "per week", 0.05, 0.02, 0.1, source="assumed"),
    Quantity("practice.relapse", _P, "How fast old habits return",
             "Share of new practice lost in a year without the "
             "CEO behind it.", "per year", 0.6, 0.3, 0.8, source="Maher et al. 2010: 33 to 70 %"),
    Quantity("practice.launch", _F, "Adoption at the start", "How far new ways are adopted in the "
             "first week.", "share", 0.5, 0.2, 0.8, source="assumed"),
)  # fmt: skip
