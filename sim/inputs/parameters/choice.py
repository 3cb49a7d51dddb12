"""Parameters of choosing a route: utilities, what is understood, and what partners do."""

from __future__ import annotations

from allied.sim.inputs.parameters.rows import CALIBRATED as _P
from allied.sim.inputs.parameters.rows import CONSTANT as _C
from allied.sim.inputs.parameters.rows import FIXED as _F
from allied.sim.inputs.parameters.rows import by_route
from allied.sim.inputs.quantity import Quantity

__all__ = ["ROWS"]

ROWS = (
    Quantity("choice.money", _F, "Weight of benefit", "Against control, credit and trust, for an "
             "idea of ordinary value.", "utility", 2.0, 1.0, 4.0, source="assumed"),
    Quantity("choice.control", _P, "How much chiefs value control",
             "What it is worth to a chief to keep the "
             "work in own hands.", "utility", 0.9, 0.3, 2.0, source="assumed; C000-10"),
    Quantity("choice.credit", _F, "Weight of credit", "What it is worth to a chief who fears for "
             "credit to be seen as the only author.", "utility", 0.7, 0.2, 1.5,
             source="assumed; C003-18"),
    Quantity("choice.trust", _P, "How much trust sways choices",
             "How much trust counts when the way depends on "
             "the other chief.", "utility", 1.8, 0.5, 3.5, source="assumed; C004-02"),
    Quantity("choice.risk", _F, "Weight of risk", "How much sensitive data speaks against going "
             "around IT, under strict rules.", "utility", 1.5, 0.5, 3.0, source="assumed"),
    Quantity("choice.noise", _F, "Noise of choices", "Scale of what else decides.", "utility", 0.5,
             0.25, 1.0, source="assumed"),
    # what a route means to a chief
    *by_route("choice.own_cmo", "Work in the CMO's own hands", "How far this route leaves the work "
              "in the CMO's own hands.", "0–1", (0.0, 0.4, 0.5, 1.0, 0.6, 1.0), spread=0.2,
              source="assumed; C000-10"),
    *by_route("choice.own_cio", "Work in the CIO's own hands", "How far this route leaves the work "
              "in the CIO's own hands; below 0 it takes it out of them.", "−1 to 1",
              (1.0, 0.4, 0.4, 0.0, 0.3, -0.5), spread=0.2, low=-1.0),
    *by_route("choice.sole", "CMO as the sole author", "How far this route makes the CMO the only "
              "author of a success.", "0–1", (0.0, 0.0, 0.0, 1.0, 0.7, 1.0), spread=0.2,
              source="assumed; C003-18"),
    *by_route("choice.depends", "Dependence on the other chief", "How far this route depends on "
              "the other chief; below 0 it is a way out of that.", "−1 to 1",
              (1.0, 0.6, 0.3, 0.0, 0.3, -0.4), spread=0.2, low=-1.0, source="assumed; C004-02"),
    *by_route("choice.unjoined", "Systems left apart", "How far the CIO expects this route to "
              "leave systems unconnected.", "0–1", (0.05, 0.05, 0.2, 0.7, 0.45, 0.95),
              spread=0.2, source="assumed; C000-12"),
    # what a chief sees of an idea
    Quantity("choice.error", _C, "Error of perceived value", "Standard deviation of a chief's "
             "error about an idea's value, without any knowledge of the strategy.", "log units",
             0.9, 0.4, 1.5),
    Quantity("choice.backlog", _C, "Delay by the own backlog", "By how much each initiative under "
             "way lengthens the lead time that the owner's desk expects in-house.", "share", 0.5,
             0.2, 1.0),
    Quantity("choice.unshared", _C, "Marketing's value to the CIO", "Share of an idea's value that "
             "counts for a CIO who has no goals in common with the CMO.", "share", 0.4, 0.1, 0.7),
    Quantity("choice.joint_cost", _C, "Cost felt by each of a joint pot", "Share of what a joint "
             "account pays that either chief feels as own cost.", "share", 0.5, 0.25, 1.0),
    Quantity("choice.joint_cmo", _C, "CMO's say in joint decisions", "Weight of the CMO's utility "
             "where both sides decide; the rest is the CIO's.", "share", 0.5, 0.3, 0.7),
    Quantity("choice.in_house", _C, "Work that needs no engineer", "Largest part for IT with which "
             "marketers without engineering skill would do an initiative in-house.", "share", 0.2,
             0.05, 0.4),
    # what is understood before work begins, and what partners do
    Quantity("understanding.base", _C, "First understanding", "Between strangers who do not speak "
             "the other side's language.", "0–1", 0.15, 0.05, 0.3),
    Quantity("understanding.tie", _C, "First understanding by familiarity", "What complete "
             "familiarity of the two teams adds.", "0–1", 0.5, 0.3, 0.7),
    Quantity("understanding.fluency", _C, "First understanding by fluency", "What chiefs who are "
             "fluent in the other's field add.", "0–1", 0.3, 0.1, 0.5,
             source="assumed; C001-31"),
    Quantity("partner.part", _C, "Part of partners", "Share of a side's work that partners do at "
             "most beside it.", "share", 0.5, 0.2, 0.8, source="assumed; Cohen and Levinthal 1990 "
             "for what limits it"),
)  # fmt: skip
