"""Parameters of work: its size, who does how much of it, what it yields, and its hours."""

from __future__ import annotations

from allied.sim.inputs.parameters.rows import CALIBRATED as _P
from allied.sim.inputs.parameters.rows import CONSTANT as _C
from allied.sim.inputs.parameters.rows import FIXED as _F
from allied.sim.inputs.quantity import Quantity

__all__ = ["ROWS"]

ROWS = (
    Quantity("work.effort", _F, "Size of an initiative", "Median.", "person-weeks", 14.0, 8.0,
             46.0, source="China dataset, lower quartile; QSM 2021: 46"),
    Quantity("work.effort_sigma", _F, "Spread of sizes", "Lognormal.", "log units", 0.8, 0.6, 1.25,
             source="China dataset: 1.25 over many firms; one firm varies less"),
    Quantity("work.effort_least", _C, "Smallest initiative", "Estimates are not below it.",
             "person-weeks", 2.0, 1.0, 4.0),
    Quantity("work.effort_most", _C, "Largest initiative", "Estimates are not above it.",
             "person-weeks", 400.0, 200.0, 800.0),
    Quantity("work.overrun_sigma", _F, "Spread of overruns", "Lognormal, of true against estimated "
             "effort.", "log units", 0.4, 0.2, 0.6, source="Molokken and Jorgensen 2003"),
    Quantity("work.overrun_least", _C, "Smallest overrun", "True against estimated effort.",
             "ratio", 0.4, 0.25, 0.7),
    Quantity("work.overrun_most", _C, "Largest overrun", "True against estimated effort.", "ratio",
             4.0, 2.5, 6.0),
    Quantity("work.optimism", _F, "Optimism of plans", "True against estimated duration, on "
             "average.", "ratio", 1.23, 1.1, 1.3, source="Molokken-Ostvold 2004"),
    Quantity("work.promise_least", _C, "Shortest promise", "Time that is at least expected, before "
             "optimism.", "weeks", 2.0, 1.0, 4.0),
    Quantity("work.marketing_time", _F, "Marketing's time for technology", "Share of marketers' "
             "time that is free for initiatives.", "share", 0.28, 0.1, 0.4, source="assumed"),
    Quantity("work.rework", _P, "How often requirements change",
             "Weekly chance for a fully ambiguous and "
             "not understood initiative.", "per week", 0.22, 0.1, 0.4,
             source="Boehm and Papaccio 1988: 40 % of effort; Jones 2007"),
    Quantity("work.rework_size", _F, "Size of a change", "Share of the work done that is done "
             "again.", "share", 0.22, 0.1, 0.4, source="assumed with work.rework"),
    Quantity("work.ambiguity_left", _C, "Ambiguity after a change", "What is left of it.", "share",
             0.85, 0.7, 0.95, source="assumed with work.rework"),
    Quantity("work.switching", _F, "Loss by switching", "Capacity lost by people on several "
             "initiatives.", "share", 0.17, 0.1, 0.2, source="Tregubov et al. 2017"),
    Quantity("work.diseconomy", _F, "Diseconomy of team size", "Exponent of output per person.",
             "exponent", 0.25, 0.1, 0.64, source="Putnam 2005: 0.64, lowered for small teams"),
    Quantity("work.coordination", _F, "Loss by coordination", "Capacity lost for each partner who "
             "is a stranger.", "share", 0.1, 0.04, 0.2,
             source="Herbsleb and Mockus 2003, direction"),
    Quantity("work.coordination_alone", _C, "Coordination of work done alone", "What is left of "
             "the loss by strangeness of the two departments, in-house and around IT.", "share",
             0.3, 0.1, 0.6),
    Quantity("work.setup", _F, "Set-up of a shared team", "Weeks before it works at its pace.",
             "weeks", 3.0, 1.0, 8.0, source="Practice guides; weak"),
    Quantity("work.contact_queue", _F, "Contact through tickets", "Hours that the two sides spend "
             "together for a week of work.", "hours", 1.0, 0.2, 3.0, source="assumed"),
    Quantity("work.contact_team", _F, "Contact in a joint team", "The same side by side.", "hours",
             8.0, 4.0, 16.0, source="assumed"),
    # what work yields
    Quantity("work.unskilled", _C, "Output without skill", "Of a person-week, in person-weeks; "
             "full skill adds 1.", "ratio", 0.5, 0.25, 0.8),
    Quantity("work.blind", _C, "Output without understanding", "Factor on the output of those who "
             "do not understand what is wanted.", "ratio", 0.75, 0.5, 0.95,
             source="assumed; Huckman and Staats 2013 for the direction"),
    Quantity("work.understood", _C, "Output by understanding", "What full understanding adds to "
             "that factor.", "ratio", 0.5, 0.2, 0.8,
             source="assumed; Huckman and Staats 2013 for the direction"),
    Quantity("work.engineering", _C, "Engineering in IT's work", "Share of skill that counts; the "
             "rest is for data.", "share", 0.6, 0.4, 0.8),
    Quantity("work.customer", _C, "Knowledge of customers in marketing's work", "Share of skill "
             "that counts; what creative work leaves is for data.", "share", 0.4, 0.25, 0.5),
    Quantity("work.creative", _C, "Creative work in marketing's work", "Share of skill that "
             "counts.", "share", 0.3, 0.15, 0.45),
    # people on an initiative
    Quantity("staff.most", _C, "Most people on an initiative", "From one team.", "heads", 5.0, 3.0,
             8.0),
    Quantity("staff.weeks", _C, "Work for each person", "Effort for which one more person can be "
             "put on an initiative.", "person-weeks", 8.0, 4.0, 16.0),
    Quantity("staff.shared_most", _C, "Largest shared team", "People from each side.", "heads", 4.0,
             3.0, 5.0),
    Quantity("staff.shared_weeks", _C, "Work for each person in a shared team", "Effort for which "
             "each side sends one person.", "person-weeks", 16.0, 8.0, 32.0),
    Quantity("begin.queue", _C, "Staff to begin in the queue", "For each initiative that an IT "
             "team has under way.", "heads", 0.4, 0.2, 0.7),
    Quantity("begin.unit", _C, "Staff to begin in the unit", "IT people for each initiative that "
             "the unit has under way.", "heads", 0.5, 0.25, 0.8),
    Quantity("begin.in_house", _C, "Staff to begin in-house", "For each initiative that the owner "
             "has under way.", "heads", 0.25, 0.1, 0.5),
    # hours
    Quantity("hours.week", _C, "Working time", "Hours of a person-week.", "hours", 40.0, 35.0,
             45.0),
    Quantity("hours.talk", _C, "Talk in joint hours", "Part of the hours together that goes into "
             "agreeing and not into building.", "share", 0.4, 0.2, 0.6),
    Quantity("hours.partner", _C, "Coordination for a partner", "Hours a week for each partner of "
             "an initiative.", "hours", 1.5, 0.5, 3.0),
    Quantity("hours.dispute", _C, "Time for a dispute over duties", "Of all who take part, each "
             "week.", "hours", 10.0, 4.0, 20.0),
    Quantity("hours.signature", _C, "Time for a signature", "Of all who prepare it, each week.",
             "hours", 3.0, 1.0, 6.0),
    Quantity("hours.contest", _C, "Time for a contest over money", "Of all who prepare it, each "
             "week.", "hours", 8.0, 3.0, 16.0),
    Quantity("meeting.cost", _C, "Cost of joint meetings", "Share of meeting time that is missing "
             "from initiatives.", "share", 0.35, 0.1, 0.7),
    Quantity("meeting.ordinary", _C, "Ordinary meetings", "Hours a week that a team meets others "
             "of its department.", "hours", 6.0, 4.0, 9.2,
             source="Mankins et al. 2014: 15 % of working time"),
    Quantity("meeting.shared_by", _C, "Pairs in a joint meeting", "Pairs of a marketing and an IT "
             "team over which an hour of joint meetings is shared out.", "pairs", 4.0, 2.0, 8.0),
    Quantity("understanding.pace", _C, "Pace of understanding", "Share of the gap that an hour "
             "together closes, under chiefs of middling fluency.", "per hour", 0.02, 0.008, 0.04),
    Quantity("understanding.stammer", _C, "Understanding without fluency", "Factor on that pace "
             "under chiefs without fluency; full fluency adds 1.", "ratio", 0.5, 0.25, 0.8,
             source="assumed; C001-31"),
)  # fmt: skip
