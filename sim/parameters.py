"""How people and work behave: every parameter with its prior range and source.

Rows marked `calibrated` in their role carry a prior (low, default, high); the others are fixed at
sourced defaults. They are no levers: a company cannot decide them.
"""

from __future__ import annotations

from types import MappingProxyType

from sim.quantity import Quantity, record_type

__all__ = ["PARAMETERS", "PARAMETER_TYPE", "PRIOR"]

_P, _F = "calibrated", "fixed"

_ROWS = (
    # trust and beliefs
    Quantity("trust.gain", _P, "Step of trust", "Share of the gap to a good experience that one "
             "encounter closes, at full openness.", "share", 0.08, 0.03, 0.16, source="assumed"),
    Quantity("trust.ratio_integrity", _P, "Loss to gain, promises and honesty", "How much more a "
             "broken promise or a concealed purchase takes than a kept one gives.", "ratio", 1.96,
             1.0, 3.0, source="Brown et al. 2024, proxy; Slovic 1993"),
    Quantity("trust.ratio_competence", _F, "Loss to gain, quality and dates", "The same for late "
             "or poor work.", "ratio", 1.0, 0.7, 2.0, source="Kim et al. 2004, direction only"),
    Quantity("trust.base", _F, "Trust in a stranger", "Trust that a newly appointed chief gives "
             "and gets.", "0–1", 0.5, 0.4, 0.6, source="Johnson and Mislin 2011"),
    Quantity("belief.weight", _F, "Weight of new evidence", "Against own belief, at full openness.",
             "share", 0.5, 0.3, 0.8, source="Bonaccio and Dalal 2006, raised for own experience"),
    # choice
    Quantity("choice.money", _F, "Weight of benefit", "Against control, credit and trust, for an "
             "idea of ordinary value.", "utility", 2.0, 1.0, 4.0, source="assumed"),
    Quantity("choice.control", _P, "Weight of control", "What it is worth to a chief to keep the "
             "work in own hands.", "utility", 0.9, 0.3, 2.0, source="assumed; C000-10"),
    Quantity("choice.credit", _F, "Weight of credit", "What it is worth to a chief who fears for "
             "credit to be seen as the only author.", "utility", 0.7, 0.2, 1.5,
             source="assumed; C003-18"),
    Quantity("choice.trust", _P, "Weight of trust", "How much trust counts when the way depends on "
             "the other chief.", "utility", 1.8, 0.5, 3.5, source="assumed; C004-02"),
    Quantity("choice.risk", _F, "Weight of risk", "How much sensitive data speaks against going "
             "around IT, under strict rules.", "utility", 1.5, 0.5, 3.0, source="assumed"),
    Quantity("choice.noise", _F, "Noise of choices", "Scale of what else decides.", "utility", 0.5,
             0.25, 1.0, source="assumed"),
    # agreeing
    Quantity("agree.sign", _F, "Pace of signatures", "Weekly chance that a willing chief signs.",
             "per week", 0.45, 0.2, 0.8, source="assumed; Barnes 2022 for the direction"),
    Quantity("agree.concede", _F, "Pace of concessions", "Weekly chance that a fully collaborative "
             "and trusting chief gives way in a contest.", "per week", 0.22, 0.08, 0.4,
             source="assumed; Barnes 2022: 47 % longer"),
    Quantity("agree.escalate", _F, "Pace of escalation", "Weekly chance that a contest of more "
             "than a month is taken to the CEO.", "per week", 0.15, 0.05, 0.3, source="assumed"),
    Quantity("agree.dispute", _P, "Disputes over duties", "Weekly chance of a dispute in a joint "
             "team without any division of duties.", "per week", 0.14, 0.04, 0.3,
             source="assumed; C004-07"),
    # work
    Quantity("work.effort", _F, "Size of an initiative", "Median.", "person-weeks", 14.0, 8.0,
             46.0, source="China dataset, lower quartile; QSM 2021: 46"),
    Quantity("work.effort_sigma", _F, "Spread of sizes", "Lognormal.", "log units", 0.8, 0.6, 1.25,
             source="China dataset: 1.25 over many firms; one firm varies less"),
    Quantity("work.overrun_sigma", _F, "Spread of overruns", "Lognormal, of true against estimated "
             "effort.", "log units", 0.4, 0.2, 0.6, source="Molokken and Jorgensen 2003"),
    Quantity("work.optimism", _F, "Optimism of plans", "True against estimated duration, on "
             "average.", "ratio", 1.23, 1.1, 1.3, source="Molokken-Ostvold 2004"),
    Quantity("work.marketing_time", _F, "Marketing's time for technology", "Share of marketers' "
             "time that is free for initiatives.", "share", 0.28, 0.1, 0.4, source="assumed"),
    Quantity("work.rework", _P, "Changed requirements", "Weekly chance for a fully ambiguous and "
             "not understood initiative.", "per week", 0.22, 0.1, 0.4,
             source="Boehm and Papaccio 1988: 40 % of effort; Jones 2007"),
    Quantity("work.rework_size", _F, "Size of a change", "Share of the work done that is done "
             "again.", "share", 0.22, 0.1, 0.4, source="assumed with work.rework"),
    Quantity("work.switching", _F, "Loss by switching", "Capacity lost by people on several "
             "initiatives.", "share", 0.17, 0.1, 0.2, source="Tregubov et al. 2017"),
    Quantity("work.diseconomy", _F, "Diseconomy of team size", "Exponent of output per person.",
             "exponent", 0.25, 0.1, 0.64, source="Putnam 2005: 0.64, lowered for small teams"),
    Quantity("work.coordination", _F, "Loss by coordination", "Capacity lost for each partner who "
             "is a stranger.", "share", 0.1, 0.04, 0.2,
             source="Herbsleb and Mockus 2003, direction"),
    Quantity("work.setup", _F, "Set-up of a shared team", "Weeks before it works at its pace.",
             "weeks", 3.0, 1.0, 8.0, source="Practice guides; weak"),
    Quantity("work.contact_queue", _F, "Contact through tickets", "Hours that the two sides spend "
             "together for a week of work.", "hours", 1.0, 0.2, 3.0, source="assumed"),
    Quantity("work.contact_team", _F, "Contact in a joint team", "The same side by side.", "hours",
             8.0, 4.0, 16.0, source="assumed"),
    # ties, goals, skills
    Quantity("tie.growth", _P, "Growth of ties", "Gap to full familiarity that one hour together "
             "closes.", "per hour", 0.005, 0.0025, 0.0077, source="Hall 2019, lower half"),
    Quantity("tie.decay", _P, "Decay of ties", "Share lost in a year without renewal.", "per year",
             0.6, 0.4, 0.9, source="Burt 2002"),
    Quantity("tie.everyday", _P, "Everyday contact", "Familiarity between departments that "
             "everyday work keeps up, without any joint project.", "0–1", 0.05, 0.02, 0.35,
             source="assumed"),
    Quantity("goal.retention", _P, "Message kept by a level", "Share of what is said about goals "
             "that survives one level of hierarchy.", "share", 0.72, 0.6, 0.85,
             source="Nichols about 1962"),
    Quantity("goal.pace", _P, "Pace of the cascade", "Share of the gap closed in a quarter.",
             "per quarter", 0.5, 0.2, 0.8, source="assumed"),
    Quantity("goal.reset", _P, "New goals", "Share of goals that are new each year.", "per year",
             0.35, 0.1, 0.6, source="assumed"),
    Quantity("skill.gain", _F, "Gain by training", "Share of the gap that 1 % of working time "
             "closes in a year.", "per year", 0.12, 0.05, 0.2, source="Arthur et al. 2003"),
    Quantity("skill.half_life", _F, "Half-life of what was trained", "Without use.", "weeks", 56.0,
             20.0, 80.0, source="Tatel and Ackerman 2025"),
    Quantity("ai.innovation", _P, "Adoption by own drive", "Bass p.", "per year", 0.12, 0.03, 0.2,
             source="Sultan et al. 1990; Bick et al. 2024 (0.2: offices), derived"),
    Quantity("ai.imitation", _F, "Adoption by imitation", "Bass q.", "per year", 0.38, 0.3, 0.5,
             source="Sultan et al. 1990"),
    Quantity("ai.gain", _F, "Gain by generative AI", "More output of those who use it.", "share",
             0.12, 0.0, 0.26, source="Cui et al. 2025; Brynjolfsson et al. 2025"),
    Quantity("practice.adopt", _P, "Pace of new practice", "With the CEO fully behind it.",
             "per week", 0.05, 0.02, 0.1, source="assumed"),
    Quantity("practice.relapse", _P, "Relapse", "Share of new practice lost in a year without the "
             "CEO behind it.", "per year", 0.6, 0.3, 0.8, source="Maher et al. 2010: 33 to 70 %"),
    Quantity("practice.launch", _F, "Practice at the start", "How far new ways are lived in the "
             "first week.", "share", 0.5, 0.2, 0.8, source="assumed"),
    # technology, money, customers
    Quantity("debt.interest", _F, "Interest on integration debt", "Running work that missing "
             "integration causes.", "per year", 0.23, 0.15, 0.42, source="Besker et al. 2019"),
    Quantity("capability.depreciation", _F, "Ageing of technology", "Value lost in a year.",
             "per year", 0.33, 0.2, 0.55, source="BEA 2003"),
    Quantity("vendor.price", _F, "Price of vendors", "Against own staff.", "ratio", 1.5, 1.2, 2.0,
             source="Profocus 2021; weak"),
    Quantity("vendor.pace", _F, "Staff that a vendor puts on", "At once.", "heads", 3.0, 2.0, 6.0,
             source="Derived: 4-12 weeks to live"),
    Quantity("vendor.setup", _F, "Contract to start", "At the quickest.", "weeks", 4.0, 2.0, 12.0,
             source="Buckley 2018: 30 days at the low end"),
    Quantity("money.person_week", _F, "Cost of a person-week", "Loaded.", "k$", 3.0, 2.4, 4.5,
             source="BLS 2018"),
    Quantity("money.slack", _F, "Marketing's free money", "Share of the budget that marketing "
             "always can spend alone, as for campaigns.", "share", 0.12, 0.05, 0.25,
             source="assumed; C000-11"),
    Quantity("value.median", _F, "Value of an initiative", "Median, once live.", "k$ per week", 1.5,
             0.8, 3.0, source="assumed"),
    Quantity("value.sigma", _F, "Spread of values", "Lognormal.", "log units", 0.7, 0.4, 1.0,
             source="assumed"),
    Quantity("customer.pace", _F, "Pace of customers' views", "Share of the gap that they close in "
             "a year.", "per year", 1.0, 0.5, 2.0, source="assumed"),
    Quantity("customer.reference", _P, "Capability of an ordinary company", "Value of live "
             "technology that customers take for granted in week 1, for each marketer.",
             "k$ per week", 0.3, 0.22, 0.5, source="assumed"),
    Quantity("revenue.growth", _F, "Growth by experience", "Extra revenue growth for one standard "
             "deviation (0.15) of experience.", "per year", 0.015, 0.005, 0.05,
             source="Otto et al. 2020"),
    Quantity("incident.rate", _F, "Incidents", "For each tool that IT does not run.", "per year",
             0.012, 0.005, 0.03, source="Kaspersky 2023: 5.7 % of companies a year, by tools"),
    Quantity("bypass.discovery", _F, "Discovery", "Weekly chance that IT finds a tool that it was "
             "not told of.", "per week", 0.08, 0.03, 0.2, source="assumed"),
    # leadership
    Quantity("priority.others", _P, "Pull of the rest of the company", "On IT's free capacity, "
             "against marketing's at full trust.", "ratio", 1.0, 0.6, 1.8, source="assumed"),
    Quantity("priority.pace", _F, "Pace of the CIO's plan", "Share of the gap to the wanted share "
             "closed in a week.", "per week", 0.06, 0.02, 0.2, source="assumed"),
    Quantity("sponsor.gain", _P, "What a visible result gives", "Share of the gap to full "
             "attention.", "share", 0.07, 0.03, 0.14, source="assumed"),
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

PARAMETERS = MappingProxyType({row.name: row for row in _ROWS})
"""Mapping of dotted name to `Quantity`."""

PRIOR = tuple(row.name for row in _ROWS if row.role == _P)
"""Names of the parameters that calibration may move, within their ranges."""

PARAMETER_TYPE = record_type(_ROWS)
"""Record type with one field for each parameter."""
