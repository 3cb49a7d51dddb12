"""Every lever of the model: what a company can decide, and what surrounds it.

Scenario files, forms, help, documentation and the browser derive from this table, and populations
of surveyed companies from each row's practice. Parameters, that is how people and work behave,
stand in `allied.sim.inputs.parameters`; `allied.sim.inputs.registry` joins all. Claim numbers
(C000-12) are those of the claims ledger; other sources are listed in `sim/ODD.md`.
"""

from __future__ import annotations

from types import MappingProxyType

from allied.sim.inputs.plugins import offered_levers
from allied.sim.inputs.practice import Practice
from allied.sim.inputs.quantity import Problem, Quantity, record_type

__all__ = [
    "DELIVERY", "HOLDER", "LEVERS", "LEVER_TYPE", "OUTSIDE", "OVERLAP", "RIGHTS",
    "outside_problems",
]  # fmt: skip

DELIVERY = {
    "queue": "IT queue",
    "self_service": "Self-service",
    "embedded": "Embedded IT partners",
    "shared_project": "Shared project teams",
    "merged": "One merged unit",
}
RIGHTS = {
    "marketing": "Marketing",
    "it": "IT",
    "joint": "Both together",
    "delegated": "Those who own the work",
}
HOLDER = {"marketing": "Marketing", "it": "IT", "joint": "Both, one pot", "split": "Each its own"}
OVERLAP = {"contest": "Each contests", "yield": "Both yield", "ceo": "CEO decides"}
ACCOUNTABLE = {"both": "Both chiefs", "marketing": "The CMO", "it": "The CIO"}
GROWTH = {"fixed": "Fixed", "results": "By results"}

QUEUE, SELF_SERVICE, EMBEDDED, SHARED_PROJECT, MERGED = range(5)
BY_MARKETING, BY_IT, BY_BOTH, BY_OWNER = range(4)
HELD_BY_MARKETING, HELD_BY_IT, HELD_JOINTLY, HELD_SPLIT = range(4)
CONTEST, YIELD, TO_CEO = range(3)
TO_BOTH, TO_MARKETING, TO_IT = range(3)
GROWTH_FIXED, GROWTH_RESULTS = range(2)

_CHOICE, _ENVIRONMENT = "choice", "environment"
_TOGETHER, _NEUTRAL, _NARROW = Practice(), Practice(0.0), Practice(0.0, 0.5)

_ROWS = (
    Quantity("structure.delivery", _CHOICE, "Marketing technology is built by",
             "Who builds what marketing asks for: IT from a ticket queue; marketing itself with "
             "vendors; IT partners who sit in marketing; temporary teams of both; or one "
             "permanent unit of both.",
             "", "queue", choices=DELIVERY, source="Scenarios of the reports; C000-11, C004-05",
             practice=Practice(order=(
                 ("self_service", 0.2), ("queue", 0.5), ("embedded", 0.12),
                 ("shared_project", 0.13), ("merged", 0.05)))),
    Quantity("structure.unit_share", _CHOICE, "Share of IT's project people in the unit",
             "With embedded partners or a merged unit: the part of IT's project capacity that "
             "works there and nowhere else.",
             "", 0.35, 0.05, 0.9, source="assumed", practice=_NARROW),
    Quantity("structure.ownership", _CHOICE, "Division of duties is clear",
             "How clear it is who owns which part of shared work. Where it is not, both sides "
             "claim a task, or neither does.",
             "", 0.4, source="assumed; C004-07, C004-10", practice=_TOGETHER),
    Quantity("structure.accountability", _CHOICE, "Shared work answers to",
             "To whom shared teams report. A chief the team does not report to recalls people when "
             "their own work piles up.",
             "", "both", choices=ACCOUNTABLE, source="C004-05",
             practice=Practice(0.0, order=(("marketing", 0.2), ("it", 0.2), ("both", 0.6)))),
    Quantity("structure.return_home", _CHOICE, "People return home after a project",
             "If not, the shared team stays together and waits for the next project.",
             "", True, source="C004-05", practice=Practice(0.0, order=((False, 0.2), (True, 0.8)))),
    Quantity("decisions.rights", _CHOICE, "Who decides",
             "Who decides how an initiative is delivered, including vendors and tools.",
             "", "marketing", choices=RIGHTS, source="C000-28, C000-32, C001-31",
             practice=Practice(order=(
                 ("marketing", 0.35), ("it", 0.3), ("delegated", 0.15), ("joint", 0.2)))),
    Quantity("decisions.listening", _CHOICE, "Chiefs listen to juniors",
             "How readily the chiefs let a delegated decision stand.",
             "", 0.4, source="assumed; C000-32", practice=_TOGETHER),
    Quantity("budget.holder", _CHOICE, "Who holds the money",
             "Whose account pays for marketing technology.",
             "", "split", choices=HOLDER, source="C000-30, C001-04, C001-31",
             practice=Practice(order=(
                 ("marketing", 0.25), ("split", 0.35), ("it", 0.25), ("joint", 0.15)))),
    Quantity("budget.overlap", _CHOICE, "Where budgets overlap",
             "What happens when both sides could pay: each waits for the other, both yield, or "
             "the CEO decides.",
             "", "contest", choices=OVERLAP, source="C000-07, C000-31",
             practice=Practice(order=(("contest", 0.55), ("ceo", 0.25), ("yield", 0.2)))),
    Quantity("budget.growth", _CHOICE, "Budget growth",
             "Whether the yearly budget grows at a fixed rate or with the results that the CEO "
             "sees.",
             "", "fixed", choices=GROWTH, source="assumed",
             practice=Practice(0.0, order=(("fixed", 0.7), ("results", 0.3)))),
    Quantity("budget.growth_rate", _CHOICE, "Yearly budget growth",
             "Growth of the budget in a year of ordinary results.",
             "per year", 0.03, -0.2, 0.3, source="assumed; Accenture 2014 for the direction",
             practice=Practice(0.0, 0.25)),
    Quantity("budget.per_head", _CHOICE, "Technology budget for each marketer",
             "Yearly money for new marketing technology, for each head in marketing.",
             "k$", 16.0, 4.0, 80.0,
             source="Derived: martech 19.5 % of the marketing budget (Moorman 2024), a small part "
             "of it for new work", practice=_NARROW),
    Quantity("budget.reserve", _CHOICE, "Reserve for unowned work",
             "Share of the budget kept back for work that both sides could pay for.",
             "", 0.0, 0.0, 0.4, source="assumed; C000-29", practice=_NEUTRAL),
    Quantity("goals.shared", _CHOICE, "Goals shared by both chiefs",
             "Share of the two scorecards that is common.",
             "", 0.2, source="assumed; C000-19", practice=_TOGETHER),
    Quantity("goals.transparency", _CHOICE, "Openness about strategy",
             "How much of the strategy each level passes on to the next.",
             "", 0.4, source="assumed; C003-02", practice=_TOGETHER),
    Quantity("goals.one_place", _CHOICE, "One place for goals",
             "Share of goals that stand in one known place and do not drown in messages.",
             "", 0.25, source="assumed; C003-07, C003-08", practice=_TOGETHER),
    Quantity("goals.measurement", _CHOICE, "Training in measurement",
             "Effort to teach how the effect of work is measured.",
             "", 0.2, source="assumed; C003-09", practice=_TOGETHER),
    Quantity("leadership.sponsorship", _CHOICE, "CEO sponsorship at the start",
             "Share of the marketing-technology agenda that the CEO sponsors.",
             "", 0.4, source="assumed; C000-26", practice=_TOGETHER),
    Quantity("leadership.sponsorship_floor", _CHOICE, "CEO sponsorship never falls below",
             "Sponsorship that remains when results keep the CEO waiting.",
             "", 0.1, source="assumed", practice=_TOGETHER),
    Quantity("leadership.ceo_attention", _CHOICE, "Disputes that the CEO can settle",
             "At full attention to marketing technology.",
             "per week", 1.0, 0.1, 4.0, source="Porter and Nohria 2018, derived; weak",
             practice=_NEUTRAL),
    Quantity("leadership.patience", _CHOICE, "CEO's patience",
             "Weeks of waiting that wear the CEO's attention down to a third.",
             "weeks", 52.0, 8.0, 156.0, source="assumed", practice=_NEUTRAL),
    Quantity("leadership.cmo_collaboration", _CHOICE, "CMO's will to decide together",
             "Disposition of the CMO, and of a successor, at the start.",
             "", 0.45, source="assumed; C001-05", practice=_TOGETHER),
    Quantity("leadership.cio_collaboration", _CHOICE, "CIO's will to decide together",
             "Disposition of the CIO, and of a successor, at the start.",
             "", 0.45, source="assumed", practice=_TOGETHER),
    Quantity("leadership.cmo_fluency", _CHOICE, "CMO's command of technology",
             "How well the CMO speaks the other side's language.",
             "", 0.35, source="assumed; C001-31", practice=_TOGETHER),
    Quantity("leadership.cio_fluency", _CHOICE, "CIO's command of the business",
             "How well the CIO speaks the other side's language.",
             "", 0.35, source="assumed; C001-31", practice=_TOGETHER),
    Quantity("leadership.openness", _CHOICE, "Confident and humble culture",
             "How far evidence moves the chiefs, for better and for worse.",
             "", 0.5, 0.1, 1.0, source="assumed; C000-25", practice=_TOGETHER),
    Quantity("culture.customer_focus", _CHOICE, "Customer first",
             "How far teams put the customer's need before their own product or process.",
             "", 0.45, source="assumed; C001-07", practice=_TOGETHER),
    Quantity("culture.credit_sharing", _CHOICE, "Credit is shared",
             "How far a success is booked to all who worked on it.",
             "", 0.3, source="assumed; C003-18", practice=_TOGETHER),
    Quantity("culture.joint_meetings", _CHOICE, "Regular joint meetings",
             "Hours a week in which people of marketing and IT sit together, beyond projects. "
             "They cost working time.",
             "hours per week", 0.5, 0.0, 6.0, source="Mankins et al. 2014 for the scale; C003-20",
             practice=_TOGETHER),
    Quantity("culture.training", _CHOICE, "Time for training",
             "Share of working time spent on new skills. It is missing from projects.",
             "", 0.01, 0.0, 0.1, source="assumed; C001-19", practice=_TOGETHER),
    Quantity("it.marketing_share", _CHOICE, "Marketing's share of IT projects at the start",
             "Share of IT's free capacity that the CIO gives to marketing in week 1.",
             "", 0.35, 0.05, 0.9, source="assumed", practice=_NARROW),
    Quantity("it.governance", _CHOICE, "Strictness of IT's rules",
             "How strictly IT examines tools and vendors before it admits them.",
             "", 0.5, source="assumed", practice=_NEUTRAL),
    Quantity("it.debt_paydown", _CHOICE, "Effort to connect systems",
             "Share of IT's free capacity that repairs missing integration.",
             "", 0.05, 0.0, 0.5, source="Dalal et al. 2020: 10-20 % of money for new work",
             practice=_TOGETHER),
    Quantity("technology.platform", _CHOICE, "Common platform",
             "Share of the connections between systems that a common platform provides.",
             "", 0.25, source="MuleSoft 2018: 29 % of applications connected", practice=_TOGETHER),
    Quantity("technology.ai", _CHOICE, "Access to generative AI",
             "Share of people who may use it for their work.",
             "", 0.3, source="Bick et al. 2024: 28 %", practice=Practice(0.0, centre=0.7)),
    Quantity("market.turbulence", _ENVIRONMENT, "Market turbulence",
             "1 is ordinary. More brings more opportunities, shorter windows and more shocks.",
             "×", 1.0, 0.25, 3.0, source="assumed", practice=_NARROW),
    Quantity("market.opportunities", _ENVIRONMENT, "Opportunities",
             "Ideas for marketing technology a year, for each marketing team.",
             "per year", 3.0, 0.5, 10.0, source="assumed", practice=_NARROW),
    Quantity("market.window", _ENVIRONMENT, "Half-life of an opportunity",
             "Weeks until half of the value of an idea that is not yet live is gone.",
             "weeks", 45.0, 8.0, 156.0, source="McKinsey 1983 via Weinman 2012", practice=_NARROW),
    Quantity("market.expectation_drift", _ENVIRONMENT, "Rise of customers' expectations",
             "Yearly rise of what customers take for granted.",
             "per year", 0.02, 0.0, 0.3, source="Direction: Forrester CX Index 2022-24; assumed",
             practice=_NARROW),
    Quantity("firm.teams", _ENVIRONMENT, "Teams",
             "Teams of marketing, IT and their neighbours.",
             "teams", 14, 8, 200, source="assumed", practice=_NARROW),
    Quantity("firm.staff_turnover", _ENVIRONMENT, "Staff who leave",
             "Share of marketing and IT staff that leaves in a year.",
             "", 0.14, 0.0, 0.6, source="LinkedIn 2018 and 2022", practice=_NARROW),
    Quantity("firm.run_load", _ENVIRONMENT, "IT capacity that keeps systems running",
             "Share of IT's people who are not free for projects, before missing integration "
             "adds to it.",
             "", 0.67, 0.3, 0.9, source="CEB 2014; IDG 2018", practice=_NARROW),
)  # fmt: skip

if _mute := [row.name for row in _ROWS if row.practice is None]:
    raise TypeError(
        f"levers without a practice: {', '.join(_mute)}. Add to each row how surveyed companies "
        "differ in it, for example practice=Practice(); see sim/inputs/practice.py."
    )

_packages, _others, _problems = offered_levers(_ROWS)

LEVERS = MappingProxyType({row.name: row for row in (*_ROWS, *_others)})
"""Mapping of dotted name to `Quantity`, in the order in which forms show them.

Levers of other packages come last. No rule of Allied's reads them: rules of one's own do.
"""

OUTSIDE = MappingProxyType(_packages)
"""Levers of other packages, by their names: the package and its version."""

LEVER_TYPE = record_type(LEVERS.values())
"""Record type with one field for each lever."""


def outside_problems() -> list[Problem]:
    """Return what is wrong with levers of other packages, which are left out."""
    return list(_problems)
