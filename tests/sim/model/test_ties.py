"""Ties of all pairs, in small and large companies: how they move, and their mean."""

from itertools import combinations

import numpy as np
import pytest

from allied.sim.model.organisation import Organisation
from allied.sim.model.state import IT, MARKETING, SMALL, YEAR

SIZES = [8, 14, SMALL[0], SMALL[0] + 1, 200]
MET = 5.0  # hours together, as work would book them


def organisation(teams, **levers):
    named = {name.replace("__", "."): value for name, value in levers.items()}
    company = Organisation({"firm.teams": teams, **named}, seed=1, parameters="default")
    company.run_for(2)
    return company


def homes(state):
    return [int(state.teams[t].department) for t in range(state.firm.n_teams)]


def week_of(state, home, pair, tie, hours):
    """Return a tie after a week: growth by hours together, decay to what remains without them."""
    parameter, lever, practice = state.parameter, state.lever, state.firm.practice
    others = len(home) - home.count(IT) - 1
    floor = parameter.tie_floor_inside if len(pair) == 1 else parameter.tie_everyday
    if pair == {MARKETING, IT}:
        hours += lever.culture_joint_meetings * practice / parameter.meeting_shared_by
        floor += parameter.tie_floor_unit * lever.structure_unit_share * practice
    elif pair == {IT}:
        hours += parameter.meeting_ordinary / (home.count(IT) - 1)
    elif IT not in pair:
        hours += parameter.meeting_ordinary / others
    tie += min(1.0, parameter.tie_growth * hours) * (1.0 - tie)
    weekly_decay = 1.0 - (1.0 - parameter.tie_decay) ** (1.0 / YEAR)
    return tie - weekly_decay * (tie - floor)


@pytest.mark.parametrize("teams", SIZES)
def test_each_pair_moves_by_its_hours_and_its_departments(teams):
    company = organisation(
        teams,
        structure__delivery="embedded",
        structure__unit_share=0.4,
        culture__joint_meetings=2.0,
    )
    state, pairs = company.state, list(combinations(range(teams), 2))
    home = homes(state)
    for a, b in pairs[::3]:
        state.joint_hours[a, b] = MET
    before, hours = state.tie.copy(), state.joint_hours.copy()
    expected = [
        week_of(state, home, {home[a], home[b]}, before[a, b], hours[a, b]) for a, b in pairs
    ]
    company.run_phase("learn")
    np.testing.assert_allclose([state.tie[pair] for pair in pairs], expected, rtol=1e-12)
    assert not state.joint_hours.any()


@pytest.mark.parametrize("teams", [14, SMALL[0] + 1])
def test_hours_together_change_the_tie_of_that_pair_alone(teams):
    met, apart = organisation(teams), organisation(teams)
    pair = (2, teams - 1)
    met.state.joint_hours[pair] += MET
    for company in (met, apart):
        company.run_phase("learn")
    changed = np.argwhere(met.state.tie != apart.state.tie)
    assert [tuple(place) for place in changed] == [pair]
    assert met.state.tie[pair] > apart.state.tie[pair]


@pytest.mark.parametrize("teams", SIZES)
def test_the_week_counts_the_mean_tie_of_marketing_and_it(teams):
    state = organisation(teams).state
    home, total, pairs = homes(state), 0.0, 0
    for a, b in combinations(range(teams), 2):
        if {home[a], home[b]} == {MARKETING, IT}:
            total += state.tie[a, b]
            pairs += 1
    assert pairs == home.count(MARKETING) * home.count(IT)
    assert state.tally[state.firm.week % YEAR].ties == total / pairs  # to the last bit
