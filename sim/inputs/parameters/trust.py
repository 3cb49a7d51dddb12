"""Parameters of trust, of what chiefs believe, of how they find what happens, and of credit."""

from __future__ import annotations

from allied.sim.inputs.parameters.rows import CALIBRATED as _P
from allied.sim.inputs.parameters.rows import CONSTANT as _C
from allied.sim.inputs.parameters.rows import FIXED as _F
from allied.sim.inputs.parameters.rows import by_route
from allied.sim.inputs.quantity import Quantity

__all__ = ["ROWS"]

ROWS = (
    Quantity("trust.gain", _P, "How fast trust moves",
             "Share of the gap to a good experience that one "
             "encounter closes, at full openness.", "share", 0.08, 0.03, 0.16, source="assumed"),
    Quantity("trust.ratio_integrity", _P, "What a broken promise costs", "How much more a "
             "broken promise or a concealed purchase takes than a kept one gives.", "ratio", 1.96,
             1.0, 3.0, source="Brown et al. 2024, proxy; Slovic 1993"),
    Quantity("trust.ratio_competence", _F, "Loss to gain, quality and dates", "The same for late "
             "or poor work.", "ratio", 1.0, 0.7, 2.0, source="Kim et al. 2004, direction only"),
    Quantity("trust.base", _F, "Trust in a stranger", "Trust that a newly appointed chief gives "
             "and gets.", "0–1", 0.5, 0.4, 0.6, source="Johnson and Mislin 2011"),
    Quantity("trust.base_spread", _C, "Spread of first trust", "Standard deviation of the trust "
             "that new chiefs give, against that of dispositions.", "ratio", 0.5, 0.2, 1.0),
    # what chiefs believe
    Quantity("belief.weight", _F, "Weight of new evidence", "Against own belief, at full openness.",
             "share", 0.5, 0.3, 0.8, source="Bonaccio and Dalal 2006, raised for own experience"),
    Quantity("belief.clarity", _C, "Clarity expected of a stranger", "Clarity of requirements that "
             "a CIO expects of a CMO whom it does not know yet.", "0–1", 0.5, 0.3, 0.7),
    *by_route("belief.weeks", "Lead time expected by a newcomer", "Weeks from idea to live that a "
              "new chief expects of this route.", "weeks", (30.0, 18.0, 18.0, 16.0, 16.0, 10.0),
              spread=6.0, high=60.0),
    *by_route("belief.quality", "Quality expected by a newcomer", "Quality of the result that a "
              "new chief expects of this route.", "0–1", (0.6, 0.65, 0.65, 0.5, 0.6, 0.55),
              spread=0.15),
    # how a chief finds an experience with the other, from 0 to 1
    Quantity("felt.lost", _C, "Defeat before the CEO", "How a chief finds it to lose a dispute.",
             "0–1", 0.15, 0.0, 0.35),
    Quantity("felt.concealed", _C, "Concealed purchase", "How the CIO finds a purchase of which IT "
             "was not told.", "0–1", 0.05, 0.0, 0.2),
    Quantity("felt.shut", _C, "Tool shut down", "How the CMO finds it when IT shuts down a tool "
             "that marketing bought.", "0–1", 0.1, 0.0, 0.3),
    Quantity("felt.overdue", _C, "Date missed", "How the CMO finds a promised date that passes.",
             "0–1", 0.2, 0.05, 0.4),
    Quantity("felt.credit_kept", _C, "Credit kept by the other", "How a chief finds it when the "
             "other one books a joint success as own.", "0–1", 0.15, 0.0, 0.35,
             source="assumed; C003-18"),
    Quantity("felt.credit_given", _C, "Credit shared by the other", "How a chief finds it when the "
             "other one shares the credit for a joint success.", "0–1", 0.8, 0.6, 1.0,
             source="assumed; C003-18"),
    Quantity("felt.fight", _C, "Month of contest", "How both chiefs find a month of contest over "
             "money.", "0–1", 0.2, 0.05, 0.4, source="assumed; C000-07"),
    Quantity("felt.concession", _C, "Concession", "How a chief finds it when the other one gives "
             "way.", "0–1", 0.75, 0.55, 0.95, source="assumed; C000-31"),
    Quantity("felt.incident", _C, "Incident", "How the CIO finds an incident with a tool that IT "
             "does not run.", "0–1", 0.1, 0.0, 0.3),
    Quantity("felt.unclear", _C, "Requirement changed", "How the CIO finds a requirement that is "
             "changed while work runs.", "0–1", 0.4, 0.2, 0.6),
    Quantity("felt.disputed", _C, "Dispute over duties", "How both chiefs find a dispute over who "
             "does what.", "0–1", 0.2, 0.05, 0.4, source="assumed; C004-07"),
    # how a chief finds a delivery: weights of the CMO's signals, and of the CIO's
    Quantity("delivery.punctual", _C, "CMO's weight of punctuality", "In how the CMO finds a "
             "delivery, relative to the weights of quality and window.", "weight", 0.35, 0.15, 0.6,
             source="assumed; C000-08"),
    Quantity("delivery.quality", _C, "CMO's weight of quality", "In how the CMO finds a delivery.",
             "weight", 0.35, 0.15, 0.6, source="assumed; C000-08"),
    Quantity("delivery.window", _C, "CMO's weight of the window", "In how the CMO finds a "
             "delivery: what is left of the idea's value.", "weight", 0.3, 0.1, 0.6,
             source="assumed; C000-08"),
    Quantity("delivery.clarity", _C, "CIO's weight of clear requirements", "In how the CIO finds a "
             "delivery; the rest is the weight of what was connected.", "share", 0.5, 0.2, 0.8,
             source="assumed; C000-13"),
    Quantity("delivery.change", _C, "Clarity lost by a change", "By each change of requirements, "
             "as the CIO sees it at delivery.", "0–1", 0.25, 0.1, 0.5),
    # credit
    Quantity("credit.first", _C, "Credit at the start", "Credit that a new chief has had so far.",
             "0–1", 0.5, 0.3, 0.7),
    Quantity("credit.keenness", _C, "Keenness on credit", "Factor on credit fear, to give the "
             "chance that a chief without any credit books a success as own.", "ratio", 1.5, 1.1,
             2.0, source="assumed; C003-18"),
    Quantity("credit.step", _C, "Credit for a success", "Credit that a success moves from one "
             "chief to the other when only one of them books it.", "0–1", 0.1, 0.03, 0.2),
    Quantity("credit.both", _C, "Credit fear where both answer", "What is left of the urge to book "
             "a success that stands on both chiefs' scorecards.", "share", 0.5, 0.2, 0.8),
    Quantity("credit.robbed", _C, "Success without the credit", "What is left of a good experience "
             "of joint work if the other chief books the success.", "share", 0.5, 0.2, 0.8),
    Quantity("credit.fear_pace", _C, "Pace of credit fear", "Share of the gap to what culture and "
             "goals give reason for that is closed in a week.", "per week", 0.02, 0.005, 0.05),
)  # fmt: skip
