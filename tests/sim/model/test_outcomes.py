"""What is measured: a complete table, in the order in which `measure` writes."""

from __future__ import annotations

import numpy as np
import pytest

from allied.sim.model.outcomes import OUTCOMES, THEMES, index_of
from allied.sim.model.rules.measures import MEASURES
from allied.sim.model.state import YEAR
from tests.companies import Companies

SHARED = {
    "structure.delivery": "shared_project", "decisions.rights": "joint", "goals.shared": 0.6,
}  # fmt: skip


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.name)
def test_an_outcome_says_what_it_is(outcome):
    assert outcome.name.isidentifier()
    assert outcome.label
    assert outcome.label[0].isupper()
    assert outcome.unit
    assert outcome.meaning.endswith(".")
    assert outcome.better in {"higher", "lower"}
    assert outcome.theme in THEMES
    assert 0 <= outcome.digits <= 3
    assert MEASURES[outcome.name].__doc__, "its rule needs a docstring: sim/ODD.md repeats it"


def test_names_and_labels_are_unique():
    assert list(MEASURES) == [outcome.name for outcome in OUTCOMES]
    assert len(set(MEASURES)) == len(OUTCOMES)
    assert len({outcome.label for outcome in OUTCOMES}) == len(OUTCOMES)


def test_an_outcome_is_found_by_name():
    assert [index_of(outcome.name) for outcome in OUTCOMES] == list(range(len(OUTCOMES)))


def test_an_unknown_outcome_lists_the_known_ones():
    with pytest.raises(KeyError, match="customer_experience, revenue_index"):
        index_of("happiness")


@pytest.mark.parametrize("weeks", [1, 30, 52, 53, 120])
@pytest.mark.parametrize("levers", [{}, SHARED], ids=["queue", "shared"])
def test_outcomes_follow_from_the_state_of_the_last_year(levers, weeks):
    """Every outcome that the state still shows at the end, computed a second time from it."""
    company = Companies(levers, run=2)
    state = company.after(weeks)[0]
    got = {outcome.name: company.outcomes[index] for index, outcome in enumerate(OUTCOMES)}
    work = state.work[: state.firm.n_work]
    recent = work[work["settled"] > weeks - YEAR]
    live = recent[recent["stage"] == 5]
    given_up = recent[(recent["stage"] == 6) & (recent["route"] >= 0)]
    settled = len(live) + len(given_up)
    if len(live):
        age = live["settled"] - live["raised"]
        assert got["lead_time"] == pytest.approx(np.median(age))
        assert got["late_share"] == pytest.approx(100 * np.mean(live["settled"] > live["due"]))
        in_window = age <= live["half_life"]
        assert got["live_in_window"] == pytest.approx(100 * in_window.sum() / settled)
    if settled:
        assert got["abandoned_share"] == pytest.approx(100 * len(given_up) / settled)
    raised = work[(work["raised"] > weeks - YEAR) & (work["route"] >= 0)]
    if len(raised):
        assert got["bypass_share"] == pytest.approx(100 * raised["around"].mean())
    if weeks <= YEAR and work["spent"].sum() > 0.0:
        around = work["spent"][work["around"] == 1].sum() / work["spent"].sum()
        assert got["bypass_spend"] == pytest.approx(100 * around)
        used = work["spent"].sum() / (state.firm.budget * weeks / YEAR)
        assert got["budget_used"] == pytest.approx(100 * used)
    if weeks == 1:
        assert got["trust_cmo_cio"] == 100 * state.chiefs[0].trust
        assert got["trust_cio_cmo"] == 100 * state.chiefs[1].trust
        assert got["customer_experience"] == 100 * state.firm.experience
        assert got["revenue_index"] == state.firm.revenue
        assert got["integration_debt"] == state.firm.debt / state.firm.it_heads
