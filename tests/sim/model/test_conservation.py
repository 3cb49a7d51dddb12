"""What no combination of levers may break: money, capacity and work are kept, and all is bounded.

Hypothesis draws companies, and looks at each after several weeks.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allied import Organisation
from allied.scenarios import load_all
from allied.sim.experiment.ensemble import run_ensemble
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.scenario import Scenario
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.model.rules.work import seconded
from allied.sim.model.state import (
    ABANDONED,
    ACTIVE,
    BY_SHARED,
    FUNDED,
    IT,
    LIVE,
    MARKETING,
    NEGOTIATING,
    YEAR,
)
from tests.companies import Companies, company_after, differing, initiatives, leaves, teams
from tests.strategies import drawn_scenarios, parameter_values, run_numbers, seeds

EPS = 1e-9
MOMENTS = (1, 2, 13, 27, 52, 53, 80, 104, 130, 156)
SOME = settings(max_examples=settings.default.max_examples // 3)
SHARES = {
    "chiefs": (
        "trust", "collaboration", "habit", "fluency", "openness", "credit", "believed_quality",
        "believed_clarity", "knowledge", "priority", "governance",
    ),
    "teams": (
        "skill", "goal_awareness", "measurement", "believed_awareness", "customer_focus",
        "ai_use", "credit_fear",
    ),
    "work": (
        "it_share", "integration", "sensitivity", "ambiguity", "understanding", "goal_fit",
        "quality", "joined",
    ),
    "firm": ("experience", "insight", "practice", "home_tie"),
    "ceo": ("sponsorship",),
}  # fmt: skip


@st.composite
def drawn_companies(draw, **always):
    return Companies(
        draw(drawn_scenarios(weeks=130, **always)), seed=draw(seeds()), run=draw(run_numbers()),
        parameters=draw(parameter_values()),
    )  # fmt: skip


def moments(company):
    """The company's state at several moments."""
    return (company.after(weeks)[0] for weeks in MOMENTS)


# --- money ---


@SOME
@given(drawn_companies())
def test_money_is_granted_kept_spent_or_lapsed(company):
    for state in moments(company):
        firm, work = state.firm, initiatives(state)
        whereabouts = firm.account.sum() + work["purse"].sum() + firm.spent + firm.lapsed
        assert whereabouts == pytest.approx(firm.granted, rel=1e-6)
        assert work["spent"].sum() == pytest.approx(firm.spent, rel=1e-6, abs=EPS)


@SOME
@given(drawn_companies())
def test_no_account_and_no_purse_is_overdrawn(company):
    for state in moments(company):
        assert state.firm.account.min() >= -EPS
        assert initiatives(state)["purse"].min(initial=0.0) >= -EPS


@SOME
@given(drawn_companies())
def test_what_is_settled_holds_no_money(company):
    for state in moments(company):
        work = initiatives(state)
        assert not work["purse"][work["stage"] >= LIVE].any()
        assert not work["purse"][work["stage"] <= NEGOTIATING].any()


@SOME
@given(drawn_companies())
def test_money_is_granted_in_the_first_week_of_a_year_and_at_no_other_time(company):
    first = company.after(1)[0].firm
    levers = company.after(1)[0].plan[0]
    assert first.granted == pytest.approx(levers.budget_per_head * first.marketing_heads)
    assert company.after(YEAR)[0].firm.granted == first.granted
    second = company.after(YEAR + 1)[0].firm
    assert second.granted == pytest.approx(first.granted + second.budget)
    assert company.after(2 * YEAR)[0].firm.granted == second.granted
    assert company.after(2 * YEAR + 1)[0].firm.granted > second.granted


# --- work ---


@SOME
@given(drawn_companies())
def test_no_team_works_more_than_it_can(company):
    for state in moments(company):
        assert (teams(state)["used"] <= teams(state)["capacity"] + EPS).all()
        assert (teams(state)["used"] >= 0).all()
        assert (teams(state)["load"] <= 1.0 + EPS).all()


@SOME
@given(drawn_companies())
def test_it_plans_no_more_than_it_has(company):
    for state in moments(company):
        firm, lever = state.firm, state.lever
        repair = lever.it_debt_paydown * (firm.it_free - firm.unit_it)
        assert 0.0 <= firm.it_free <= firm.it_heads * (1.0 - lever.firm_run_load) + EPS
        assert min(firm.unit_it, firm.it_for_marketing, repair) >= 0.0
        assert firm.unit_it + firm.it_for_marketing + repair <= firm.it_free + EPS
        here = teams(state)[teams(state)["department"] == IT]
        assert here["capacity"].sum() <= firm.it_for_marketing + EPS


@SOME
@given(drawn_companies())
def test_people_who_are_away_are_away_for_something(company):
    for state in moments(company):
        firm, work = state.firm, initiatives(state)
        for side in ("marketing", "it"):
            staff = work[f"staff_{side}"]
            assert staff.sum() == pytest.approx(firm[f"seconded_{side}"], abs=1e-6)
            assert (staff >= 0.0).all()
            assert firm[f"standing_{side}"] >= 0.0
            assert firm[f"seconded_{side}"] + firm[f"standing_{side}"] <= firm[f"{side}_heads"]
        away = (work["staff_it"] > 0) | (work["staff_marketing"] > 0)
        assert (work["route"][away] == BY_SHARED).all()
        assert (work["stage"][away] == ACTIVE).all()


class Watched(Organisation):
    """Notes how many person-weeks of each side the shared teams and all others use in a week."""

    def run_phase(self, name):
        state, work = self.state, initiatives(self.state)
        if name == "work":
            firm = state.firm
            at_work = (work["stage"] == ACTIVE) & (work["setup"] <= 0.0)
            shared = at_work & (work["route"] == BY_SHARED)
            there = [seconded(state, int(i))[:2] for i in np.flatnonzero(shared)]
            from_marketing, from_it = (
                (sum(side) for side in zip(*there, strict=True)) if there else (0, 0)
            )
            left = work[["it_team", "left_it"]][at_work & ~shared].copy()
        super().run_phase(name)
        if name == "work":
            here = teams(state)
            own = {d: here["used"][here["department"] == d].sum() for d in (MARKETING, IT)}
            repair = state.lever.it_debt_paydown * (firm.it_free - firm.unit_it)
            self.it_used = own[IT] + from_it + firm.unit_it + repair
            self.marketing_used = own[MARKETING] + from_marketing + firm.unit_marketing
            self.idle = [
                t for t in np.flatnonzero((here["department"] == IT) & (here["used"] > 0))
                if not (left["left_it"][left["it_team"] == t] > 0).any()
            ]  # fmt: skip


PEOPLE = Scenario(
    "people", {
        "structure.delivery": "shared_project", "decisions.rights": "delegated",
        "budget.holder": "joint", "budget.overlap": "yield", "budget.per_head": 80.0,
        "goals.shared": 1.0, "it.marketing_share": 0.9, "it.debt_paydown": 0.0,
        "firm.run_load": 0.3, "leadership.sponsorship": 1.0, "leadership.sponsorship_floor": 1.0,
        "firm.teams": 16, "market.opportunities": 10.0, "market.turbulence": 3.0,
    }, ((30, {"firm.run_load": 0.7, "it.debt_paydown": 0.5}),),
)  # fmt: skip


@lru_cache
def watched(scenario_name):
    """The most that a company's sides were over their capacity in any of 45 weeks."""
    scenario = PEOPLE if scenario_name == "people" else Scenario("silos")
    over_it, over_marketing, idle = [], [], 0
    company = Watched(scenario, seed=2)
    for _ in range(45):
        company.step()
        firm = company.state.firm
        pool = firm.marketing_heads * company.state.parameter.work_marketing_time
        over_it.append(company.it_used - firm.it_free)
        over_marketing.append(company.marketing_used - pool)
        idle += len(company.idle)
    return max(over_it), max(over_marketing), idle


@pytest.mark.parametrize("name", ["silos", "people"])
def test_it_gives_no_more_weeks_than_are_free(name):
    assert watched(name)[0] <= EPS


@pytest.mark.parametrize("name", ["silos", "people"])
def test_marketing_gives_no_more_weeks_than_it_has_for_technology(name):
    assert watched(name)[1] <= EPS


def test_it_works_only_where_work_is_left_for_it():
    assert watched("silos")[2] == 0


def test_nobody_stands_by_where_people_return_home():
    back = Scenario(
        "back", {"structure.delivery": "shared_project", "structure.return_home": False},
        ((60, {"structure.delivery": "queue", "structure.return_home": True}),),
    )  # fmt: skip
    states = [company_after(156, back, run=run) for run in range(20)]
    assert not any(state.firm.standing_it or state.firm.standing_marketing for state in states)


# --- initiatives ---


@SOME
@given(drawn_companies())
def test_the_open_list_is_all_that_is_neither_live_nor_abandoned_in_order(company):
    for state in moments(company):
        stage = initiatives(state)["stage"]
        assert ((stage >= NEGOTIATING) & (stage <= ABANDONED)).all()  # the desk is empty at night
        opened = list(state.open[: state.firm.n_open])
        assert opened == [int(i) for i in np.flatnonzero(stage < LIVE)]


@SOME
@given(drawn_companies())
def test_dates_and_stages_agree(company):
    for state in moments(company):
        work, now = initiatives(state), state.firm.week
        settled = work["stage"] >= LIVE
        assert ((work["settled"] >= 0) == settled).all()
        assert (work["settled"] <= now).all()
        assert (work["settled"] >= work["raised"])[settled].all()
        live = work[work["stage"] == LIVE]
        assert (live["started"] >= live["raised"]).all()
        assert (live["started"] <= live["settled"]).all()
        assert (live["due"] > live["raised"]).all()
        assert (live["left_marketing"] + live["left_it"] + live["left_vendor"] <= 1e-9).all()
        assert (live["done"] > 0.0).all()
        assert (work["started"][(work["stage"] <= FUNDED)] < 0).all()
        assert (work["due"][work["stage"] == NEGOTIATING] < 0).all()
        assert (np.diff(work["raised"]) >= 0).all()


@SOME
@given(drawn_companies())
def test_what_is_left_to_do_is_never_negative(company):
    for state in moments(company):
        for part in ("left_marketing", "left_it", "left_vendor", "done"):
            assert initiatives(state)[part].min(initial=0.0) >= -EPS


@SOME
@given(drawn_companies())
def test_the_counts_of_the_last_year_are_those_of_its_initiatives(company):
    for state in moments(company):
        work, count = initiatives(state), state.tally
        decided = work["route"] >= 0
        raised_lately = work["raised"] > state.firm.week - YEAR
        settled_lately = work["settled"] > state.firm.week - YEAR
        live, given_up = work["stage"] == LIVE, (work["stage"] == ABANDONED) & decided
        assert count["decided"].sum() == (decided & raised_lately).sum()
        assert count["around"].sum() == work["around"][raised_lately].sum()
        assert count["delivered"].sum() == (live & settled_lately).sum()
        assert count["abandoned"].sum() == (given_up & settled_lately).sum()
        late = live & settled_lately & (work["settled"] > work["due"])
        assert count["late"].sum() == late.sum()


TRAITS = (
    "address", "raised", "value", "half_life", "effort", "it_share", "integration", "sensitivity",
    "overlap", "owner", "it_team", "neighbour",
)  # fmt: skip


@settings(max_examples=15)
@given(drawn_companies(), st.integers(1, 120))
def test_stages_only_go_forward_and_what_is_settled_stays_as_it_is(company, first):
    before = company.after(first)[0]
    for week in range(first + 1, first + 21):
        after = company.after(week)[0]
        old, new = initiatives(before), initiatives(after)[: before.firm.n_work]
        assert (new["stage"] >= old["stage"]).all()
        settled = old["stage"] >= LIVE
        assert new[settled].tobytes() == old[settled].tobytes()
        assert all(new[trait].tobytes() == old[trait].tobytes() for trait in TRAITS)
        assert (new["spent"] >= old["spent"]).all()
        before = after


# --- bounds ---


@SOME
@given(drawn_companies())
def test_attitudes_skills_and_shares_are_between_nothing_and_all(company):
    for state in moments(company):
        parts = {
            "chiefs": state.chiefs, "teams": teams(state), "work": initiatives(state),
            "firm": state.firm, "ceo": state.ceo,
        }  # fmt: skip
        for part, fields in SHARES.items():
            for field in fields:
                value = np.asarray(parts[part][field])
                assert value.min(initial=0.0) >= 0.0, f"{part}.{field}"
                assert value.max(initial=0.0) <= 1.0, f"{part}.{field}"
        assert state.tie.min() >= 0.0
        assert state.tie.max() <= 1.0


@SOME
@given(drawn_companies())
def test_every_number_of_the_state_is_finite(company):
    for state in moments(company):
        broken = [name for name, value in leaves(state) if not np.isfinite(value).all()]
        assert not broken


@SOME
@given(drawn_companies())
def test_quantities_that_cannot_be_negative_are_not(company):
    for state in moments(company):
        firm = state.firm
        fields = (
            "expectation", "revenue", "capability", "connected", "debt", "tools_around", "budget",
            "granted", "spent", "lapsed", "hours", "it_free", "unit_marketing",
        )  # fmt: skip
        assert all(firm[field] >= 0.0 for field in fields)
        assert state.ceo.attention >= -EPS
        assert (state.chiefs["believed_lead_time"] > 0.0).all()
        assert all((state.tally[field] >= 0.0).all() for field in state.tally.dtype.names)


@SOME
@given(drawn_companies())
def test_ties_are_kept_above_the_diagonal_only(company):
    for state in moments(company):
        assert not np.tril(state.tie).any()
        assert not state.joint_hours.any()


SHARE_LIKE = [o for o in OUTCOMES if o.unit in ("index 0–100", "0–100") or o.unit == "%"]
BEYOND_ALL = {"martech_return", "budget_used"}  # a return, and money that was granted earlier


@SOME
@given(drawn_companies())
def test_outcomes_are_finite_and_within_their_units(company):
    for weeks in MOMENTS:
        company.after(weeks)
        assert np.isfinite(company.outcomes).all()
        for outcome, value in zip(OUTCOMES, company.outcomes, strict=True):
            assert value >= 0.0, outcome.name
            if outcome in SHARE_LIKE and outcome.name not in BEYOND_ALL:
                assert value <= 100.0 + EPS, outcome.name


def test_a_return_is_a_number_that_can_be_averaged():
    quiet = {"market.opportunities": LEVERS["market.opportunities"].low}
    values = run_ensemble([quiet], runs=500, weeks=156, parameters="default").values[0, :, -1, 2]
    assert values.min() > 0.0  # nothing spent, and yet live technology yields value
    assert values.max() < 20 * np.median(values)


@pytest.mark.parametrize("scenario", load_all(), ids=lambda scenario: scenario.name)
def test_the_shipped_scenarios_keep_the_budget(scenario):
    ensemble = run_ensemble([scenario], runs=100, weeks=156, every=52, parameters="default")
    used = ensemble.values[0, :, :, 16]
    assert used.max() < 200.0
    assert 20.0 < used.mean() < 100.0


def test_two_looks_at_a_company_are_equal():
    company = Companies({})
    assert not differing(company.after(30)[0], company.after(30)[0])
