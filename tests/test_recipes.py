"""How to add a thing: each recipe of CONTRIBUTING.md, followed in a copy of the tree."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.copies import ROOT, copy_tree, said

pytestmark = pytest.mark.slow

MOST_EDITS = 3
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


class Edit(NamedTuple):
    """A place, and what is written there instead of `old`; a new file where there is no `old`."""

    path: str
    old: str
    new: str


def before(path: str, old: str, new: str) -> Edit:
    return Edit(path, old, new + old)


# --- the recipes, followed ---

LABEL, MEANING = "Hours kept free of each other", "Share of coordination that is called off."
RULES = "sim/model/rules"
OBSERVATION, LEARNING = f"{RULES}/observation.py", f"{RULES}/learning.py"
HOURS = "firm.hours / heads + lever.culture_joint_meetings * firm.practice"
MEETINGS = "co.lever.culture_joint_meetings * co.firm.practice / parameter.meeting_shared_by"
ODD_MEETINGS = "practice / `meeting.shared_by`. A team has"

RECIPES: dict[str, tuple[Edit, ...]] = {
    "A lever": (
        before("sim/inputs/levers.py", '    Quantity("it.marketing_share"', f"""\
    Quantity("culture.quiet_hours", _CHOICE, "{LABEL}", "{MEANING}", "", 0.0, 0.0, 0.9,
             source="assumed", practice=_NEUTRAL),
"""),
        Edit(OBSERVATION, HOURS, f"({HOURS}) * (1.0 - lever.culture_quiet_hours)"),
    ),
    "A parameter": (
        before("sim/inputs/parameters/effort.py", '    Quantity("meeting.cost"', """\
    Quantity("meeting.cancelled", _C, "Joint meetings that are called off", "Share of them.",
             "share", 0.0, 0.0, 0.5),
"""),
        Edit(LEARNING, MEETINGS, f"{MEETINGS} * (1.0 - parameter.meeting_cancelled)"),
        Edit("sim/ODD.md", ODD_MEETINGS, f"(1 − `meeting.cancelled`) · {ODD_MEETINGS}"),
    ),
    "A rule": (
        before(LEARNING, "def phase() -> Step:", '''\
@rule
def _forget(co: Company) -> None:
    """Let the CMO forget the CIO as teams forget each other."""
    cmo = co.chiefs[CMO]
    cmo.trust = clip01(cmo.trust * (1.0 - weekly(co.parameter.tie_decay)))


'''),
        Edit(LEARNING, "_customers(co)\n\n", "_customers(co)\n        _forget(co)\n\n"),
        before("sim/ODD.md", "*Practice* (7.12", "The CMO forgets by weekly(`tie.decay`).\n\n"),
    ),
    "An outcome": (
        before("sim/model/outcomes.py", ")  # fmt: skip\n\nSIGNS", """\
    Outcome("ideas_open", "Ideas under way", "ideas", LOWER, SPEED,
            "How many ideas wait or are worked on.", 1, 0.1),
"""),
        before(f"{RULES}/measures.py", "_MISSING = [", '''\
@rule
def ideas_open(co: Company, year: Tally, weeks: int) -> float:
    """Return the mean of ideas that were open at the end of a week."""
    return year.open_now / weeks


'''),
    ),
    "A count of the week": (
        before("sim/model/company.py", "    debt: float\n    trust_cmo", "    open_now: float\n"),
        before(OBSERVATION, "    for k in range(firm.n_open)", "    week.open_now = firm.n_open\n"),
    ),
    "An indicator": (
        before("sim/respondents/indicators/relation.py", "RULES: tuple[Row", '''\
@routine
def shares_goals(co: Company, year: ThisYear, perspective: Perspective) -> float:
    """Which part of the two scorecards is common."""
    return co.lever.goals_shared


'''),
        before("sim/respondents/indicators/relation.py", '    (ceo_support, "Support', """\
    (shares_goals, "Goals are shared", 1),
"""),
    ),
    "A scenario": (
        Edit("scenarios/frank.toml", "", '''\
title = "A frank company"
summary = "Silos that tell everybody what they want."
story = """
Goals are told to all.

Nothing else changes.
"""
sources = ["Made up for a test"]
claims = ["C003-02"]
extends = "silos"

[goals]
transparency = 0.9
'''),
    ),
    "A claim": (
        before("scenarios/claims.csv", "T-01,", """\
C004-12,Shared projects can ease the mistrust (Adobe case),cause,Shared teams make ties.
"""),
        before("calibration/evidence/ledger.toml", "[claims.T-01]", """\
[claims.C004-12]
design = "shared teams"
reference = "silos"
outcome = "marketing_it_ties"
year = 1
expects = "higher"
contrast = "Shared teams against IT's queue (ties between marketing and IT in the first year)."

"""),
    ),
}  # fmt: skip
WITH = {"An outcome": ("A count of the week",), "A count of the week": ("An outcome",)}
"""What is followed beside a recipe: here one that needs the other."""


def section(recipe: str) -> str:
    found = re.search(rf"^### {recipe}$(.*?)(?=^##)", TEXT, re.M | re.S)
    assert found, recipe
    return found[1]


def steps(recipe: str) -> list[str]:
    """Return where the steps of a recipe say that something is written."""
    numbered = re.findall(r"^\d+\. .*", section(recipe), re.M)
    return [re.match(r"\d+\. `([^`]+)`: ", line)[1] for line in numbered]


def commands(recipe: str) -> set[str]:
    """Return what the recipe says that tests ask for."""
    (asked,) = re.findall(r"^\*Tests ask for:\*(.*?)\n\n", section(recipe), re.M | re.S)
    return set(re.findall(r"`((?:python|allied) [^`]+)`", asked))


def follow(tree: Path, *recipes: str) -> Path:
    """Follow recipes in a copy of the tree."""
    return write(tree, [edit for recipe in recipes for edit in RECIPES[recipe]])


def write(tree: Path, edits: Sequence[Edit]) -> Path:
    for edit in edits:
        path = tree / edit.path
        text = path.read_text("utf-8") if edit.old else ""
        assert text.count(edit.old) == 1 if edit.old else not path.exists()
        path.write_text(text.replace(edit.old, edit.new) if edit.old else edit.new, "utf-8")
    return tree


def told(tree: Path, code: str) -> Any:
    """Return what a program in a copy of the tree prints, by plain Python."""
    return json.loads(said(IMPORTS + code, tree, NUMBA_DISABLE_JIT="1")[0])


def command(tree: Path, *words: str) -> str:
    code = f"from allied.viz.terminal import main; raise SystemExit(main({words!r}))"
    return said(code, tree, NUMBA_DISABLE_JIT="1", COLUMNS="200")[0]


IMPORTS = """
import json
import numpy as np
from allied import Organisation, Scenario, load, simulate
from allied.sim.model.outcomes import OUTCOMES

def ran(scenario, weeks=8, parameters="default"):
    "The outcomes of a company, by the ensemble, after each engine gave the same."
    frame = simulate([scenario], runs=1, weeks=weeks, parameters=parameters)
    org = Organisation(scenario, seed=1, run=0, parameters=parameters)
    org.run_for(weeks)
    found = org.outcomes()
    assert list(found) == [outcome.name for outcome in OUTCOMES]
    assert [float(frame[name].iloc[0]) for name in found] == list(found.values())
    return found

"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return copy_tree(tmp_path / "tree")


@pytest.fixture(scope="module")
def usual(tmp_path_factory) -> dict[str, float]:
    """The outcomes of a company as the model is."""
    plain = copy_tree(tmp_path_factory.mktemp("usual") / "tree")
    found: dict[str, float] = told(plain, "print(json.dumps(ran('silos')))")
    return found


# --- what a recipe says ---


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_has_three_steps_at_most_and_these_are_followed(recipe):
    places, edits = steps(recipe), RECIPES[recipe]
    assert 1 <= len(edits) == len(places) <= MOST_EDITS
    for place, edit in zip(places, edits, strict=True):
        assert edit.path == place or (place.endswith("/") and edit.path.startswith(place))


@pytest.mark.parametrize("recipe", re.findall(r"^### (An? .+)$", TEXT, re.M))
def test_no_recipe_has_more_than_three_steps(recipe):
    assert len(steps(recipe)) <= MOST_EDITS


ASK = """
from tests import test_golden, test_odd
from tests.calibration import test_claims
from tests.sim.model import test_records
from tests.viz import test_language
from allied.sim.model.state import SMALL

asked = set()
for test, *arguments in (
    (test_records.test_the_stub_of_levers_and_parameters_is_current,),
    (test_records.test_the_company_is_the_record_that_it_was, SMALL),
    (test_language.test_the_template_holds_every_message,),
    (test_odd.test_generated_parts_are_current,),
    (test_golden.test_the_file_holds_all_scenarios_and_outcomes_in_order,),
    (test_claims.test_the_shipped_ledger_is_that_of_the_contrasts, test_claims.read_book()),
):
    try:
        test(*arguments)
    except AssertionError as error:
        asked.add(str(error).partition("run: ")[2].partition("\\n")[0])
print(json.dumps(sorted(asked)))
"""
"""Asks the tests which commands they want."""

GOLDEN = "python tests/make_golden.py"


def test_tests_ask_for_nothing_where_nothing_was_added(tree):
    assert told(tree, ASK) == []


@pytest.mark.parametrize("recipe", RECIPES)
def test_tests_ask_for_the_commands_that_the_recipe_names(recipe, tree):
    both = (recipe, *WITH.get(recipe, ()))
    named = set.union(*map(commands, both))
    if recipe == "A rule":
        named.remove(GOLDEN)  # that results move takes all golden runs to find
    assert set(told(follow(tree, *both), ASK)) == named


# --- a step that is left out ---

READ = "test_architecture.py::test_every_lever_and_parameter_is_read_by_a_rule"
FORMULAS = "test_odd.py::test_formulas_of_a_phase_name_what_its_rules_read_and_nothing_else"
WRITTEN = "test_architecture.py::test_every_part_of_the_state_is_written_by_a_rule"
ONE_ENTRY = "calibration/test_claims.py::test_every_claim_has_one_entry"
MEASURED = "sim/model/test_outcomes.py::test_names_and_labels_are_unique"


@pytest.mark.parametrize(
    ("recipe", "step", "test", "named"),
    [
        ("A lever", 2, READ, "'culture.quiet_hours'"),
        ("A parameter", 2, READ, "'meeting.cancelled'"),
        ("A parameter", 3, FORMULAS, "'meeting.cancelled'"),
        ("An outcome", 2, MEASURED, "outcomes that nothing measures: ideas_open"),
        ("A count of the week", 2, WRITTEN, "'open_now'"),
        ("A claim", 2, ONE_ENTRY, "claims.C004-12: got no entry"),
    ],
)  # fmt: skip
def test_a_step_that_is_left_out_is_named_by_a_test(recipe, step, test, named, tree):
    edits = RECIPES[recipe]
    write(tree, [*edits[: step - 1], *edits[step:]])
    code = f"import pytest; pytest.main(['-q', '-p', 'no:cacheprovider', 'tests/{test}'])"
    out, _ = said(code, tree, NUMBA_DISABLE_JIT="1", COLUMNS="200")
    assert named in out


# --- what follows by itself ---


def test_a_lever_is_listed_set_by_a_file_read_by_its_rule_and_offered(tree, usual):
    follow(tree, "A lever")
    (tree / "ours.toml").write_text(
        'title = "Ours"\nsummary = "x"\nstory = "x"\n[culture]\nquiet_hours = 0.5\n', "utf-8"
    )
    listed = json.loads(command(tree, "levers", "--json"))["levers"]["culture.quiet_hours"]
    assert (listed["label"], listed["default"], listed["high"]) == (LABEL, 0.0, 0.9)
    row = next(line for line in command(tree, "scenarios", "diff", "silos", "ours.toml")
               .splitlines() if LABEL in line)  # fmt: skip
    assert row.removeprefix(LABEL).split() == ["0", "%", "50", "%"]
    found = told(tree, """
from allied.viz.web.forms import groups
ours, silos = load("ours.toml"), load("silos")
form = [lever for group in groups(ours, silos, (), environment=False) for lever in group["levers"]]
(field,) = [lever for lever in form if lever["name"] == "culture.quiet_hours"]
print(json.dumps([ran("silos"), ran(ours), field]))
""")  # fmt: skip
    silos, ours, field = found
    assert silos == usual
    assert ours["coordination_load"] == pytest.approx(0.5 * usual["coordination_load"])
    assert {name for name in usual if ours[name] != usual[name]} == {"coordination_load"}
    assert (field["label"], field["meaning"], field["kind"]) == (LABEL, MEANING, "slider")
    assert (field["words"], field["base_words"], field["differs"]) == ("50 %", "0 %", True)


@pytest.mark.parametrize("role", ["constant", "calibrated"])
def test_a_parameter_is_in_the_registry_read_by_its_rule_and_drawn_if_calibrated(role, tree, usual):
    follow(tree, "A parameter")
    if role == "calibrated":
        path = tree / RECIPES["A parameter"][0].path
        text = path.read_text("utf-8").replace('"meeting.cancelled", _C', '"meeting.cancelled", _P')
        path.write_text(text, "utf-8")
    silos, moved, row, spread = told(tree, """
from allied.calibration.fit.prior import prior_draws
from allied.sim.inputs.registry import REGISTRY
name = "meeting.cancelled"
print(json.dumps([ran("silos"), ran("silos", parameters={name: 0.5}), REGISTRY[name].role,
                  float(np.ptp(prior_draws(50)["meeting_cancelled"]))]))
""")  # fmt: skip
    assert silos == usual
    assert moved["marketing_it_ties"] < usual["marketing_it_ties"]
    assert row == role
    assert (spread > 0.4) == (role == "calibrated")
    assert role == "calibrated" or spread == 0.0


def test_a_rule_moves_a_company_alike_in_both_engines(tree, usual):
    found = told(follow(tree, "A rule"), "print(json.dumps(ran('silos')))")
    assert found["trust_cmo_cio"] < usual["trust_cmo_cio"]
    assert found["trust_cio_cmo"] == usual["trust_cio_cmo"]


def test_an_outcome_is_measured_compared_wanted_and_spoken_of(tree, usual):
    follow(tree, "An outcome", "A count of the week")
    found, clauses, titles, cells = told(tree, """
from allied.sim.experiment.ensemble import run_ensemble
from allied.viz.web.components.difference_table import groups
from allied.viz.words.goal_clauses import goal_clauses
from allied.viz.words.outcome_groups import outcome_groups
goal = goal_clauses(["ideas_open"])
ensemble = run_ensemble(["silos", "merged"], runs=1, weeks=4, seed=1, parameters="default")
cells = [row for group in groups(ensemble.comparison(), 1, ["ideas_open"]) for row in group["rows"]]
print(json.dumps([ran("silos"), [goal.best, goal.better, goal.same], outcome_groups(),
                  [str(row) for row in cells if "Ideas under way" in str(row)]]))
""")  # fmt: skip
    assert 0.0 < found.pop("ideas_open") < 100.0
    assert found == usual
    label = "Ideas under way is"
    assert clauses == [f"{label} lowest", f"{label} lower", f"{label} about the same"]
    assert titles["Speed"][-1] == "ideas_open"
    assert len(cells) == 1
    out = command(tree, "compare", "silos", "merged", "--goal", "ideas_open", "--runs", "2",
                  "--weeks", "4", "--parameters", "default")  # fmt: skip
    assert "ideas under way" in out.partition("\n\n")[0].lower()
    assert re.search(r"^Ideas under way +\d+\.\d", out, re.M)


def test_an_indicator_is_listed_asked_in_a_survey_and_read(tree):
    follow(tree, "An indicator")
    (tree / "mine.csv").write_text(
        "id,indicator,respondents,strength,polarity,comparator,value,sample_size\n"
        "Q1,shares_goals,marketing,mean,positive,eq,0.4,80\n", "utf-8",
    )  # fmt: skip
    listed = json.loads(command(tree, "survey", "indicators", "--json"))["indicators"]
    assert listed["shares_goals"] == {
        "label": "Goals are shared", "meaning": "Which part of the two scorecards is common.",
    }  # fmt: skip
    assert json.loads(command(tree, "survey", "check", "mine.csv", "--json"))["rows"] == 1
    seen = told(tree, """
from allied.sim.respondents.indicators import INDICATORS, perspectives, read
org = Organisation(Scenario("x", {"goals.shared": 0.625}), seed=1, run=0, parameters="default")
org.run_for(2)
seats = perspectives(len(org.teams))
out = np.empty((len(seats), len(INDICATORS)))
read(org._company, seats, out)
print(json.dumps(out[:, list(INDICATORS).index("shares_goals")].tolist()))
""")  # fmt: skip
    assert set(seen) == {0.625}


def test_a_scenario_is_listed_shown_and_compared(tree):
    follow(tree, "A scenario")
    assert re.search(r"^frank +A frank company *$", command(tree, "scenarios"), re.M)
    shown = command(tree, "scenarios", "show", "frank")
    assert re.search(r"Openness about strategy +90 % +40 %", shown)
    out = json.loads(command(tree, "compare", "silos", "frank", "--runs", "1", "--weeks", "14",
                             "--parameters", "default", "--json"))  # fmt: skip
    assert out["scenarios"] == ["silos", "frank"]
    assert out["outcomes"]["goal_awareness"]["differences"]["frank"]["mean"] > 0.0


def test_a_claim_is_read_and_judged(tree):
    follow(tree, "A claim")
    (row,) = told(tree, """
from allied.calibration.evidence.ledger import ledger
report = ledger(runs=2, only=["C004-12"], parameters="default", elsewhere=False)
print(report.to_json(orient="records"))
""")  # fmt: skip
    assert row["claim"] == "Shared teams make ties."
    assert (row["label"], row["expects"], row["year"]) == ("derived", "higher", 1)
    assert row["verdict"] in {"supported", "contradicted", "undecided"}
    assert row["low"] <= row["effect"] <= row["high"]
    assert row["effect"] != 0.0


@pytest.mark.slow
def test_all_recipes_at_once_leave_nothing_stale_once_the_commands_were_run(tree):
    follow(tree, *RECIPES)
    asked = told(tree, ASK)
    run = [each for each in asked if each.startswith("python") and each != GOLDEN]
    assert len(run) == 4
    for each in run:
        name = each.split()[-1]
        module = name.removesuffix(".py").replace("/", ".")
        said(f"import runpy; runpy.run_module({module!r}, run_name='__main__')", tree,
             NUMBA_DISABLE_JIT="1")  # fmt: skip
    assert set(told(tree, ASK)) == set(asked) - set(run)
    assert "| `ideas_open` | the mean of ideas" in (tree / "sim" / "ODD.md").read_text("utf-8")
    assert f'msgid "{LABEL}"' in (tree / "viz/words/locale/allied.pot").read_text("utf-8")
