"""Parameters of leading: the CIO's priority and rules, the CEO, tenures, differences."""

from __future__ import annotations

from allied.sim.inputs.parameters.rows import CALIBRATED as _P
from allied.sim.inputs.parameters.rows import CONSTANT as _C
from allied.sim.inputs.parameters.rows import FIXED as _F
from allied.sim.inputs.quantity import Quantity

__all__ = ["ROWS"]

ROWS = (
    Quantity("priority.others", _P, "How hard other departments pull on IT",
             "On IT's free capacity, "
             "against marketing's at full trust.", "ratio", 1.0, 0.6, 1.8, source="assumed"),
    Quantity("priority.pace", _F, "Pace of the CIO's plan", "Share of the gap to the wanted share "
             "closed in a week.", "per week", 0.06, 0.02, 0.2, source="assumed"),
    Quantity("priority.unclear", _C, "Pull of unclear requests", "Factor on the pull of "
             "marketing's work where requests are wholly unclear; full clarity adds 1.", "ratio",
             0.5, 0.25, 0.8, source="assumed; C000-05"),
    Quantity("priority.unsponsored", _C, "Pull without the CEO", "Factor on the pull of "
             "marketing's work without the CEO behind it.", "ratio", 0.7, 0.4, 0.95,
             source="assumed; C000-26"),
    Quantity("priority.sponsored", _C, "Pull by the CEO", "What the CEO's full support adds to "
             "that factor.", "ratio", 0.6, 0.3, 0.9, source="assumed; C000-26"),
    # rules of IT
    Quantity("review.effort", _C, "Effort of a review", "IT's work on each vendor's tool under "
             "review, under the strictest rules.", "person-weeks per week", 0.1, 0.03, 0.25),
    Quantity("admission.ordinary", _C, "Strictness without sensitive data", "With which a vendor's "
             "tool is examined, against one for the most sensitive data.", "share", 0.5, 0.2, 0.8),
    Quantity("admission.strictness", _C, "Delay by strict rules", "By how much the strictest rules "
             "lower the chance that an examination ends well.", "share", 0.8, 0.5, 0.95),
    Quantity("admission.distrust", _C, "Admission without trust", "Weekly chance that an "
             "examination ends well, without rules.", "per week", 0.15, 0.05, 0.3),
    Quantity("admission.trust", _C, "Admission by trust", "What the CIO's full trust adds to that "
             "chance.", "per week", 0.35, 0.15, 0.6),
    Quantity("shutdown.ordinary", _C, "Shutdown without sensitive data", "Chance that a CIO who "
             "has no trust shuts down a tool that was found, under the strictest rules.", "share",
             0.2, 0.05, 0.3),
    Quantity("shutdown.sensitivity", _C, "Shutdown by sensitive data", "What the most sensitive "
             "data add to that chance.", "share", 0.6, 0.3, 0.7),
    Quantity("shutdown.trust", _C, "Shutdown avoided by trust", "Share of that chance that full "
             "trust takes away.", "share", 0.5, 0.2, 0.8),
    # the CEO
    Quantity("sponsor.gain", _P, "How far results win the CEO", "Share of the gap to full "
             "attention.", "share", 0.07, 0.03, 0.14, source="assumed"),
    Quantity("ceo.attention_most", _C, "Attention that a CEO can save", "Disputes that can be "
             "settled in one week at most.", "disputes", 4.0, 1.5, 8.0,
             source="Porter and Nohria 2018, derived; weak"),
    Quantity("ceo.error", _C, "Error of the CEO's judgement", "Standard deviation of the error "
             "about an idea's value, without any attention to the subject.", "log units", 0.6, 0.3,
             1.0),
    Quantity("ceo.counted", _C, "Value that the CEO counts on", "Share of an idea's value that is "
             "set against its cost.", "share", 0.5, 0.25, 0.8),
    Quantity("strategy.clarity", _C, "Strategy as it is told", "What chiefs get to know without "
             "openness or attention of the CEO.", "0–1", 0.55, 0.4, 0.7),
    Quantity("strategy.transparency", _C, "Strategy by transparency", "What full openness about "
             "strategy adds.", "0–1", 0.25, 0.1, 0.4, source="assumed; C003-02"),
    Quantity("strategy.sponsorship", _C, "Strategy by attention", "What the CEO's full attention "
             "adds.", "0–1", 0.2, 0.05, 0.35),
    # chiefs and companies
    Quantity("collaboration.pace", _F, "Learning to work together", "Share of the gap to the last "
             "joint experience.", "share", 0.1, 0.03, 0.2, source="assumed"),
    Quantity("tenure.ceo", _F, "Tenure of CEOs", "Mean.", "years", 9.3, 5.8, 10.3,
             source="The Conference Board 2012, 2017"),
    Quantity("tenure.cmo", _F, "Tenure of CMOs", "Mean.", "years", 4.2, 3.3, 5.1,
             source="Spencer Stuart 2023"),
    Quantity("tenure.cio", _F, "Tenure of CIOs", "Mean.", "years", 4.3, 3.0, 5.0,
             source="Korn Ferry 2017"),
    Quantity("company.spread", _F, "Differences between companies", "Standard deviation of "
             "dispositions and skills.", "0–1", 0.1, 0.05, 0.2, source="assumed"),
)  # fmt: skip
