"""Parameters of agreeing: signatures, contests, disputes over duties, and giving up."""

from __future__ import annotations

from allied.sim.inputs.parameters.rows import CALIBRATED as _P
from allied.sim.inputs.parameters.rows import CONSTANT as _C
from allied.sim.inputs.parameters.rows import FIXED as _F
from allied.sim.inputs.parameters.rows import by_route
from allied.sim.inputs.quantity import Quantity

__all__ = ["ROWS"]

ROWS = (
    Quantity("agree.sign", _F, "Pace of signatures", "Weekly chance that a willing chief signs.",
             "per week", 0.45, 0.2, 0.8, source="assumed; Barnes 2022 for the direction"),
    Quantity("agree.concede", _F, "Pace of concessions", "Weekly chance that a fully collaborative "
             "and trusting chief gives way in a contest.", "per week", 0.22, 0.08, 0.4,
             source="assumed; Barnes 2022: 47 % longer"),
    Quantity("agree.escalate", _F, "Pace of escalation", "Weekly chance that a contest of more "
             "than a month is taken to the CEO.", "per week", 0.15, 0.05, 0.3, source="assumed"),
    Quantity("agree.dispute", _P, "How often duties are disputed",
             "Weekly chance of a dispute in a joint "
             "team without any division of duties.", "per week", 0.14, 0.04, 0.3,
             source="assumed; C004-07"),
    Quantity("agree.sign_least", _C, "Signature of an unwilling chief", "Chance of a signature "
             "from a chief who does not want to decide together, against that of one who does.",
             "share", 0.3, 0.1, 0.6),
    Quantity("agree.trust_base", _C, "Agreement without trust", "Factor on the chance that a chief "
             "without trust signs or gives way; full trust adds 1.", "ratio", 0.5, 0.25, 1.0,
             source="assumed; C000-07"),
    Quantity("agree.meetings", _C, "Signatures by meetings", "How much more likely each weekly "
             "hour of joint meetings makes a signature.", "per hour", 0.3, 0.1, 0.6,
             source="assumed; C003-20"),
    # disputes over duties, and people who are called back
    *by_route("dispute.ground", "Ground for disputes", "How much of the work on this route stands "
              "in nobody's job description.", "0–1", (0.15, 1.0, 0.6, 0.0, 0.25, 0.0),
              spread=0.15, source="assumed; C004-07, C004-10"),
    Quantity("dispute.settle", _C, "Settling of disputes", "Weekly chance that two fully "
             "collaborative chiefs settle a dispute over duties.", "per week", 0.5, 0.25, 0.8),
    Quantity("dispute.escalate", _C, "Escalation of disputes", "Weekly chance that a dispute over "
             "duties is taken to the CEO.", "per week", 0.1, 0.03, 0.2),
    Quantity("recall.rate", _C, "Pace of recalls", "Weekly chance that a chief to whom a shared "
             "team does not answer recalls people.", "per week", 0.03, 0.01, 0.08,
             source="assumed; C004-05"),
    Quantity("recall.heads", _C, "Size of a recall", "People who are called back at once.",
             "heads", 0.5, 0.25, 0.9),
    # giving up
    Quantity("abandon.window_idea", _C, "Window in which an idea is kept", "Share of its value "
             "below which an idea may be dropped before work begins.", "share", 0.25, 0.1, 0.4),
    Quantity("abandon.rate_idea", _C, "Pace of dropping ideas", "Weekly chance that an idea that "
             "has lost its window is dropped.", "per week", 0.12, 0.05, 0.25),
    Quantity("abandon.window_work", _C, "Window in which work is kept up", "Share of its value "
             "below which an initiative that waits or is under way may be abandoned.", "share",
             0.2, 0.08, 0.35),
    Quantity("abandon.rate_work", _C, "Pace of abandoning work", "Weekly chance that an initiative "
             "that has lost its window is abandoned.", "per week", 0.06, 0.02, 0.15),
    Quantity("abandon.nearly_done", _C, "Work too far on to abandon", "Share of the work done from "
             "which on an initiative is finished whatever its window.", "share", 0.7, 0.5, 0.9),
)  # fmt: skip
