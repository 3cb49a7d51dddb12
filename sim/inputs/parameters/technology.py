"""Parameters of technology, vendors, money and customers."""

from __future__ import annotations

from allied.sim.inputs.parameters.rows import CALIBRATED as _P
from allied.sim.inputs.parameters.rows import CONSTANT as _C
from allied.sim.inputs.parameters.rows import FIXED as _F
from allied.sim.inputs.parameters.rows import by_route
from allied.sim.inputs.quantity import Quantity

__all__ = ["ROWS"]

ROWS = (
    Quantity("debt.interest", _F, "Interest on integration debt", "Running work that missing "
             "integration causes.", "per year", 0.23, 0.15, 0.42, source="Besker et al. 2019"),
    # what goes live
    Quantity("capability.depreciation", _F, "Ageing of technology", "Value lost in a year.",
             "per year", 0.33, 0.2, 0.55, source="BEA 2003"),
    Quantity("capability.off_goal", _C, "Value of work off the goals", "Share of the value that "
             "work yields which serves none of the company's goals.", "share", 0.3, 0.1, 0.6),
    Quantity("quality.base", _C, "Quality of any work", "Without understanding and without skill.",
             "0–1", 0.3, 0.1, 0.45),
    Quantity("quality.understanding", _C, "Quality by understanding", "What full understanding "
             "adds.", "0–1", 0.35, 0.2, 0.5),
    Quantity("quality.skill", _C, "Quality by skill", "What full skill with data adds.", "0–1",
             0.35, 0.2, 0.5),
    Quantity("quality.noise", _C, "Spread of quality", "Between alike initiatives.", "0–1", 0.07,
             0.03, 0.12),
    Quantity("quality.in_house", _C, "Skill of marketers in engineers' work", "Part of the owner's "
             "skill with data that counts for the quality of in-house work.", "share", 0.6, 0.4,
             0.9),
    *by_route("joined.involved", "IT's hand in the work", "How much of IT has a hand in work on "
              "this route; of a unit, before its tie to IT at home.", "0–1",
              (1.0, 1.0, 1.0, 0.2, 0.6, 0.03), spread=0.15, source="assumed; C000-12, C001-17"),
    Quantity("joined.blind", _C, "Integration without understanding", "Share of the integration "
             "that IT does where it does not understand what is wanted.", "share", 0.6, 0.4, 0.8),
    Quantity("joined.off_platform", _C, "Platform beside IT", "What a common platform still "
             "connects of work done in-house or around IT.", "share", 0.5, 0.2, 0.8),
    Quantity("success.quality", _C, "Quality of a success", "From which on a delivery counts as a "
             "result to be seen and booked.", "0–1", 0.5, 0.35, 0.65),
    Quantity("success.window", _C, "Window of a success", "Value of the idea that must be left for "
             "the CEO to see a result.", "share", 0.5, 0.25, 0.75),
    Quantity("success.unmeasured", _C, "Results seen without measurement", "Share of a result that "
             "the CEO sees when nobody can measure it.", "share", 0.5, 0.2, 0.8,
             source="assumed; C003-09"),
    Quantity("tool.life", _C, "Life of a tool beside IT", "Mean time until it is gone.", "years",
             3.0, 1.5, 6.0),
    # vendors and money
    Quantity("vendor.price", _F, "Price of vendors", "Against own staff.", "ratio", 1.5, 1.2, 2.0,
             source="Profocus 2021; weak"),
    Quantity("vendor.pace", _F, "Staff that a vendor puts on", "At once.", "heads", 3.0, 2.0, 6.0,
             source="Derived: 4-12 weeks to live"),
    Quantity("vendor.setup", _F, "Contract to start", "At the quickest.", "weeks", 4.0, 2.0, 12.0,
             source="Buckley 2018: 30 days at the low end"),
    Quantity("vendor.skill", _C, "Skill of vendors", "With data; it counts for quality.", "0–1",
             0.6, 0.4, 0.8),
    Quantity("vendor.it_part", _C, "IT's part beside a vendor", "Share of IT's work that stays "
             "with IT when everything has to be integrated.", "share", 0.4, 0.2, 0.7),
    Quantity("money.person_week", _F, "Cost of a person-week", "Loaded.", "k$", 3.0, 2.4, 4.5,
             source="BLS 2018"),
    Quantity("money.slack", _F, "Marketing's free money", "Share of the budget that marketing "
             "always can spend alone, as for campaigns.", "share", 0.12, 0.05, 0.25,
             source="assumed; C000-11"),
    Quantity("money.growth_expected", _C, "Benefit that is expected", "Share of promised benefit "
             "at which a budget by results grows at its ordinary rate.", "share", 0.5, 0.25, 0.8),
    Quantity("money.growth_response", _C, "Budget by results", "Extra growth for a benefit that is "
             "above what is expected by all that was promised.", "per year", 0.5, 0.2, 0.9),
    Quantity("money.growth_limit", _C, "Limit of budget by results", "Most that results add to the "
             "budget's growth, or take from it.", "per year", 0.25, 0.1, 0.4),
    Quantity("value.median", _F, "Value of an initiative", "Median, once live.", "k$ per week", 1.5,
             0.8, 3.0, source="assumed"),
    Quantity("value.sigma", _F, "Spread of values", "Lognormal.", "log units", 0.7, 0.4, 1.0,
             source="assumed"),
    # insight, and what customers are offered
    Quantity("insight.base", _C, "Insight without people or data", "That a company has in any "
             "case, with its systems connected.", "0–1", 0.2, 0.05, 0.35),
    Quantity("insight.people", _C, "Insight by people", "What full literacy in measurement, and "
             "what full skill with data, adds.", "0–1", 0.5, 0.3, 0.7),
    Quantity("insight.siloed", _C, "Insight in silos", "What is left of it where no system is "
             "connected.", "share", 0.4, 0.2, 0.7),
    Quantity("insight.pace", _C, "Pace of insight", "Share of the gap closed in a week.",
             "per week", 0.05, 0.02, 0.1),
    Quantity("offer.blind", _C, "Offer without insight", "Factor on what technology yields for "
             "customers; full insight adds 1.", "ratio", 0.5, 0.25, 0.8),
    Quantity("offer.siloed", _C, "Offer lost in silos", "Share of what technology yields for "
             "customers that is lost where nothing is connected.", "share", 0.5, 0.2, 0.8),
    Quantity("offer.unfocused", _C, "Offer without customer focus", "Factor on what technology "
             "yields for customers.", "ratio", 0.6, 0.3, 0.9, source="assumed; C001-07"),
    Quantity("offer.focused", _C, "Offer by customer focus", "What full customer focus adds to "
             "that factor.", "ratio", 0.8, 0.4, 1.2, source="assumed; C001-07"),
    Quantity("customer.pace", _F, "Pace of customers' views", "Share of the gap that they close in "
             "a year.", "per year", 1.0, 0.5, 2.0, source="assumed"),
    Quantity("customer.reference", _P, "How much customers take for granted", "Value of live "
             "technology that customers take for granted in week 1, for each marketer.",
             "k$ per week", 0.3, 0.22, 0.5, source="assumed"),
    Quantity("customer.neutral", _C, "Experience at which revenue stands still", "Above it revenue "
             "grows.", "0–1", 0.5, 0.35, 0.65),
    Quantity("customer.experience_sd", _C, "Spread of experience", "Standard deviation between "
             "companies, for which growth by experience is stated.", "0–1", 0.15, 0.1, 0.25),
    Quantity("revenue.growth", _F, "Growth by experience", "Extra revenue growth for one standard "
             "deviation of experience (customer.experience_sd).", "per year", 0.015, 0.005, 0.05,
             source="Otto et al. 2020"),
    # what is outside IT
    Quantity("incident.rate", _F, "Incidents", "For each tool that IT does not run.", "per year",
             0.012, 0.005, 0.03, source="Kaspersky 2023: 5.7 % of companies a year, by tools"),
    Quantity("incident.experience", _C, "Cost of an incident", "Experience of customers that it "
             "takes.", "0–1", 0.02, 0.005, 0.05),
    Quantity("bypass.discovery", _F, "Discovery", "Weekly chance that IT finds a tool that it was "
             "not told of.", "per week", 0.08, 0.03, 0.2, source="assumed"),
)  # fmt: skip
