"""Phases as machine code: in the order of their table, called by address, and with exceptions."""

from __future__ import annotations

import numpy as np
import pytest

from allied.sim.inputs.arguments import parameter_rows
from allied.sim.inputs.scenario import plan, resolve
from allied.sim.model.state import allocate
from allied.sim.model.steps import BUILT_IN, Machine, found_in, run_in, steps_in
from allied.sim.model.week import WEEK, Phase


@pytest.fixture
def company():
    rows = parameter_rows(None)
    company = allocate(*plan(resolve({})), rows)
    found_in(company, np.uint64(1), 0)
    return company


def test_the_week_is_every_phase_once_in_the_order_of_the_table(company):
    assert [machine.phase for machine in BUILT_IN] == list(WEEK)
    steps = steps_in(company)
    assert len(set(steps)) == len(WEEK)
    run_in(company, steps[0])
    assert company["firm"]["week"][0] == 1


def test_a_phase_does_the_same_compiled_and_in_plain_python(company):
    other = company.copy()
    for step, machine in zip(steps_in(company), BUILT_IN, strict=True):
        run_in(company, step)
        machine.plain(other[0])
        assert company.tobytes() == other.tobytes(), machine.phase.name


def test_an_exception_in_a_phase_leaves_compiled_code(company):
    from allied.sim.model.compiled import composed

    def make():
        @composed
        def fail(co):
            if co.firm.week == 0:
                raise ValueError("week 0")

        return fail

    machine = Machine(Phase("fail", make, {}), {}, None)
    with pytest.raises(ValueError, match="week 0"):
        run_in(company, steps_in(company, [machine])[0])
