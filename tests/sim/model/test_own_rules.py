"""Rules of one's own: the Mesa subclass bit for bit, refused in a sentence, kept, never stale."""

from __future__ import annotations

import pickle
import re
import runpy
import sys

import numpy as np
import pytest

from allied.sim.experiment.ensemble import map_companies, run_ensemble, run_plan, simulate
from allied.sim.inputs.arguments import parameter_rows
from allied.sim.inputs.quantity import InputError
from allied.sim.inputs.scenario import plan, resolve
from allied.sim.model.agents import CEO, CIO, CMO, Team
from allied.sim.model.compiled import interpreted
from allied.sim.model.organisation import Organisation
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.model.own_rules import OwnRules
from allied.sim.model.state import Route
from allied.sim.model.steps import BUILT_IN
from tests import rules_of_others as others
from tests.copies import ROOT, copy_package, said

WEEKS, RUNS = 60, 3


class Loudest(CIO):
    def prioritise(self):
        state = self.model.state
        open_jobs = [state.work[state.open[k]] for k in range(state.firm.n_open)]
        disputes = sum(bool(job.escalated or job.disputed) for job in open_jobs)
        return min(1.0, 0.3 + self.trust / 3.0 + 0.07 * disputes)


class Loyal(CMO):
    def route(self, initiative):
        chosen = super().route(initiative)
        return Route.QUEUE if chosen is Route.AROUND else chosen


class QueueOnly(CIO):
    def route(self, initiative):
        return Route.QUEUE


class Generous(CEO):
    def judge(self, initiative):
        return bool(interpreted(others.generous)(self.model.state, initiative.index))


class HalfTime(Team):
    def contribute(self):
        return self.heads * 0.25 * (1.0 - self.load / 2.0)


CASES = {
    "prioritise": (others.loudest, {"cio": Loudest}, {}),
    "cmo_route": (others.loyal, {"cmo": Loyal}, {"it.governance": 0.9}),
    "cio_route": (others.queue_only, {"cio": QueueOnly}, {"decisions.rights": "it"}),
    "judge": (others.generous, {"ceo": Generous}, {"budget.overlap": "ceo"}),
    "contribute": (others.half_time, {"team": HalfTime}, {}),
}


@pytest.mark.parametrize("decision", CASES)
def test_a_rule_is_the_mesa_subclass_bit_for_bit(decision):
    rule, agents, levers = CASES[decision]
    options = {"runs": RUNS, "weeks": WEEKS, "every": 1, "parameters": "default"}
    ensemble = run_ensemble([levers], rules={decision: rule}, **options)
    assert (ensemble.values != run_ensemble([levers], **options).values).any()
    for run in range(RUNS):
        org = Organisation(levers, seed=1, run=run, parameters="default", **agents)
        for week in range(WEEKS):
            org.step()
            assert list(org.outcomes().values()) == ensemble.values[0, run, week].tolist(), week


def test_rules_together_are_agents_together():
    rules = {"prioritise": others.loudest, "contribute": others.half_time}
    values = run_ensemble([{}], runs=1, weeks=WEEKS, rules=rules).values[0, 0, 0]
    org = Organisation({}, seed=1, cio=Loudest, team=HalfTime)
    org.run_for(WEEKS)
    assert list(org.outcomes().values()) == values.tolist()


def test_every_function_that_runs_companies_takes_the_same_rules():
    rules = OwnRules.of({"prioritise": others.loudest})
    assert rules is not None
    values = run_ensemble(["silos"], runs=2, weeks=30, parameters=None, rules=rules).values
    out = np.empty((2, 1, len(OUTCOMES)))
    run_plan(
        *plan(resolve("silos")), parameter_rows(None), seed=1, first=0, weeks=30, every=30,
        out=out, rules=rules,
    )  # fmt: skip
    assert (out == values[0]).all()

    def look(company):
        return company.chiefs["priority"]

    seen = map_companies("silos", look, runs=2, weeks=30, parameters=None, rules=rules)
    usual = map_companies("silos", look, runs=2, weeks=30, parameters=None)
    assert (seen != usual).any()


def test_a_table_says_which_rules_made_it():
    frame = simulate([{}], runs=1, weeks=2, rules={"prioritise": others.loudest})
    known = OwnRules.of({"prioritise": others.loudest})
    assert frame.attrs["allied.rules"] == known.hash
    assert "allied.rules" not in simulate([{}], runs=1, weeks=2).attrs


def test_only_the_phase_that_a_rule_touches_is_made_anew():
    rules = OwnRules.of({"admits": lambda co, i: co.work[i].sensitivity < 0.5})
    anew = [machine.phase.name for machine in rules.machines if machine not in BUILT_IN]
    assert anew == ["plan"]


def test_what_is_built_in_is_no_rule_of_ones_own():
    assert OwnRules.of(None) is OwnRules.of({}) is OwnRules.of({"judge": "built-in"}) is None


def test_the_example_for_contributors_runs(tmp_path):
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?rules=.*?)```", text, re.DOTALL)
    place = tmp_path / "example.py"
    place.write_text(example, encoding="utf-8")
    names = runpy.run_path(str(place))
    usual = simulate(["silos"], runs=20)
    assert names["table"].shape == usual.shape
    assert not names["table"].equals(usual)


def test_rules_can_be_handed_to_another_process():
    rules = OwnRules.of({"prioritise": others.loudest, "judge": "built-in"})
    copy = pickle.loads(pickle.dumps(rules))
    assert copy.hash == rules.hash
    assert copy.given == rules.given == {"prioritise": others.loudest}


# --- refused, in a sentence ---

FILE = "rules_of_others.py, line"
REFUSED = [
    ("misspelt", "no field 'trst'", "'trust'?"),
    ("misspells_in_helper", "no field 'headz'", "'heads'?"),
    ("opens", "open(…)", "what Numba compiles"),
    ("tries", "got try", "what Numba compiles"),
    ("generates", "a generator expression", "Write a loop"),
    ("raises", "got raise", "cannot raise"),
    ("gives_nothing", "got nothing", "a number"),
    ("gives_text", "unicode", "a number"),
    ("gives_sometimes", "only sometimes", "whatever the case"),
    ("undefined", "'SHAER', which is not defined", "'SHARE'?"),
    ("draws", "random.random, a generator with a state", "allied.sim.model.draws"),
    ("calls_itself", "calls itself", "do not call themselves"),
    ("of_two", "arguments (co, i)", "1: (co)"),
    ("asks_a_module", "statistics.mean(…)", "from statistics import mean"),
    ("misspells_in_a_module", "math.exq", "'exp'?"),
    ("counts_in_fractions", "Fraction, which cannot be compiled", "what Numba compiles"),
]


def refusal(**rules):
    with pytest.raises(InputError) as caught:
        OwnRules.of(rules)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(("name", "got", "expected"), REFUSED)
def test_what_cannot_be_compiled_is_refused_with_its_line(name, got, expected):
    said_of_it = refusal(prioritise=getattr(others, name))
    (line,) = [line for line in said_of_it if got in line]
    assert expected in line
    assert line.startswith("rules, prioritise")
    assert FILE in line or name == "calls_itself"
    assert len(line) < 300
    assert "\n" not in line


def test_the_line_is_that_of_the_mistake():
    (line,) = refusal(prioritise=others.misspelt)
    number = others.misspelt.__code__.co_firstlineno + 1
    assert f"line {number})" in line


def test_a_decision_that_needs_yes_or_no_takes_no_fraction():
    (line,) = refusal(admits=others.gives_a_number)
    assert "expected true or false" in line


def test_all_problems_are_said_at_once():
    with pytest.raises(InputError) as caught:
        run_ensemble(
            [{"goals.shard": 0.5}], runs=0,
            rules={"prioritize": others.loudest, "judge": 3, "admits": others.misspelt},
        )  # fmt: skip
    text = str(caught.value)
    for part in ("runs", "goals.shard", "Did you mean 'prioritise'?", "judge", "'trst'"):
        assert part in text


def test_a_name_that_nobody_offers_is_refused():
    (line,) = refusal(judge="bilt-in")
    assert "Did you mean 'built-in'?" in line


def test_a_function_without_source_is_refused():
    names = {}
    exec("def half(co):\n    return 0.5\n", names)
    (line,) = refusal(prioritise=names["half"])
    assert "source cannot be read" in line


@pytest.mark.parametrize("rules", [[others.loudest], "loudest", 3])
def test_rules_are_a_mapping(rules):
    with pytest.raises(InputError, match="a mapping of decisions to functions"):
        OwnRules.of(rules)


def test_a_number_that_is_no_route_stops_the_run():
    with pytest.raises(ValueError, match="no route"):
        run_ensemble([{}], runs=1, weeks=20, rules={"cmo_route": others.nowhere})


# --- kept, and never stale ---

MINE = "from levels import share\n\n\ndef steady(co):\n    return share(co.ceo.sponsorship)\n"
LEVELS = "FACTOR = {factor}\n\n\ndef share(level):\n    return {formula}\n"
RUN = """
from mine import steady
from allied import simulate
from numba.core import event
from allied.sim.model.own_rules import OwnRules
count = []
class Count(event.Listener):
    def on_start(self, event): count.append(event)
    def on_end(self, event): pass
event.register("numba:compile", Count())
table = simulate([{}], runs=2, weeks=20, parameters="default", rules={"prioritise": steady})
print(len(count), OwnRules.of({"prioritise": steady}).hash, table.to_csv(index=False))
"""


@pytest.mark.slow
def test_a_second_start_compiles_nothing_and_an_edited_helper_is_seen(tmp_path):
    copy_package(tmp_path)
    (tmp_path / "mine.py").write_text(MINE, encoding="utf-8")

    def run(factor, formula):
        text = LEVELS.format(factor=factor, formula=formula)
        (tmp_path / "levels.py").write_text(text, encoding="utf-8")
        out, line = said(RUN, tmp_path)
        assert line == ""
        count, name, table = out.split(maxsplit=2)
        return int(count), name, table

    first = run(0.5, "FACTOR * level")
    assert first[0] > 100
    assert run(0.5, "FACTOR * level") == (0, *first[1:])
    for other in (run(0.1, "FACTOR * level"), run(0.5, "FACTOR * level * level")):
        assert other[0] > 0
        assert other[1] != first[1]
        assert other[2] != first[2]
    assert run(0.5, "FACTOR * level") == (0, *first[1:])


def test_what_a_rule_encloses_counts():
    def of(share):
        def fixed_share(co):
            return share

        return OwnRules.of({"prioritise": fixed_share})

    assert of(0.25).hash == of(0.25).hash
    assert of(0.25).hash != of(0.75).hash
    options = {"runs": 1, "weeks": 20, "parameters": "default"}
    low, high, again = (
        run_ensemble([{}], rules=of(share), **options).values for share in (0.25, 0.75, 0.25)
    )
    assert (low != high).any()
    assert (low == again).all()


def test_a_file_that_was_edited_since_is_refused(tmp_path, monkeypatch):
    place = tmp_path / "edited_later.py"
    place.write_text("def half(co):\n    return 0.5\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    import edited_later

    place.write_text("def half(co):\n    return 0.25 + co.ceo.sponsorship\n", encoding="utf-8")
    (line,) = refusal(prioritise=edited_later.half)
    assert "edited since" in line
