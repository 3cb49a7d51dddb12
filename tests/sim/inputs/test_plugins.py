"""Scenarios and parameter sets of other packages: real distributions, found by their metadata."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from allied.scenarios import names
from tests.copies import ROOT

pytestmark = pytest.mark.slow  # programs are started, dozens of them

SCENARIO = """title = "{title}"
summary = "A scenario of another package."
story = "It is made for a test."
{more}
[goals]
shared = {shared}
"""


def scenario(title: str = "Ours", shared: float = 0.7, more: str = "") -> str:
    return SCENARIO.format(title=title, shared=shared, more=more)


def package(
    folder: Path, name: str, entries: Mapping[str, str], files: Mapping[str, str]
) -> None:  # fmt: skip
    """Install a distribution into a folder, as `pip install --target` lays it out."""
    module = name.replace("-", "_")
    for path, content in files.items():
        place = folder / module / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
    info = folder / f"{module}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "\n".join(f"[{group}]\n{lines}\n" for group, lines in entries.items())
    )


def offers(folder: Path, name: str, files: Mapping[str, str]) -> None:
    """Install a distribution that offers a folder of scenarios."""
    inside = {f"scenarios/{path}": content for path, content in files.items()}
    entries = {"allied.scenarios": f"{name} = {name.replace('-', '_')}.scenarios"}
    package(folder, name, entries, {"__init__.py": "", **inside})


class Installed:
    """An environment to which distributions are added."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def python(self, code: str) -> str:
        """Run Python there; return what it prints."""
        done = self.run("-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def allied(self, *arguments: str) -> tuple[int, str, str]:
        """Run the command there: exit code, standard output, standard error."""
        code = "import sys; from allied.viz.terminal import main; sys.exit(main())"
        done = self.run("-c", code, *arguments)
        return done.returncode, done.stdout, done.stderr

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join([str(ROOT), str(self.folder)])
        return subprocess.run(
            [sys.executable, *command], cwd=self.folder, capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": path, "COLUMNS": "200"}, check=False, timeout=120,
        )  # fmt: skip


@pytest.fixture
def installed(tmp_path) -> Installed:
    return Installed(tmp_path)


# --- scenarios ---


def test_scenarios_of_two_packages_and_ours_are_all_there(installed):
    """0.2.0 found those of one package: the others never, or `silos` was a KeyError."""
    offers(installed.folder, "a-first", {"ours.toml": scenario("Ours", 0.7)})
    offers(installed.folder, "zz-last", {
        "theirs.toml": scenario("Theirs", 0.6, 'extends = "shared-projects"'),
        "further.toml": scenario("Further", 0.5, 'extends = "theirs"'),
    })  # fmt: skip
    found = json.loads(installed.python(
        "import json; from allied.sim.inputs.scenario import resolve; from allied import scenarios;"
        "there = {name: resolve(name) for name in scenarios.names()};"
        "print(json.dumps([list(there), {n: [s.value('goals.shared'),"
        " s.value('structure.delivery')] for n, s in there.items()}, scenarios.packages()]))"
    ))  # fmt: skip
    assert found[0] == [*names(), "further", "ours", "theirs"]
    assert found[1]["ours"][0] == 0.7
    assert found[1]["theirs"] == [0.6, "shared_project"]
    assert found[1]["further"] == [0.5, "shared_project"]
    assert found[2] == {"ours": "a-first 1.0", "theirs": "zz-last 1.0", "further": "zz-last 1.0"}


def test_the_command_lists_shows_and_corrects_them(installed):
    offers(installed.folder, "a-first", {"ours.toml": scenario()})
    code, out, err = installed.allied("scenarios")
    assert (code, err) == (0, "")
    assert "Ours  a-first 1.0" in out
    assert installed.allied("scenarios", "show", "ours")[0] == 0
    code, _, err = installed.allied("scenarios", "show", "ourz")
    assert code == 2
    assert "Did you mean 'ours'?" in err


def test_the_browser_offers_them(installed):
    pytest.importorskip("solara")
    offers(installed.folder, "a-first", {"ours.toml": scenario(), "bad.toml": "title = 3"})
    found = installed.python(
        "from allied.viz.web.wanted import installed; from allied.viz.web.link import parse\n"
        "names = [scenario.name for scenario in installed()]\n"
        "print(*names); print(parse('s=our&s=silos', names)[1])"
    ).splitlines()
    assert found[0].split() == [*names(), "ours"]
    assert "Did you mean 'ours'?" in found[1]


@pytest.mark.parametrize("name", ["twice", "silos"])
def test_a_name_that_two_packages_offer_is_refused_when_it_is_asked_for(installed, name):
    offers(installed.folder, "a-first", {f"{name}.toml": scenario()})
    others = {"other.toml": scenario("Other")}
    if name != "silos":
        others["twice.toml"] = scenario("Twice", 0.2)
    offers(installed.folder, "zz-last", others)
    first, second = ("allied", "a-first 1.0") if name == "silos" else ("a-first 1.0", "zz-last 1.0")
    said = f"scenario: got '{name}', which {first} and {second} offer; expected a name that one"
    code, out, err = installed.allied("scenarios", "show", name)
    assert (code, out) == (2, "")
    assert said in err
    code, out, err = installed.allied("scenarios")
    assert code == 0
    assert said in err
    assert "Other" in out
    assert "Joint governance" in out
    assert installed.allied("scenarios", "show", "other")[0] == 0
    assert installed.allied("scenarios", "show", "joint-governance")[0] == 0


def test_within_a_package_its_own_names_come_first(installed):
    base = {"base.toml": scenario("Base", 0.4)}
    offers(installed.folder, "a-first", base | {"on-top.toml": scenario(more='extends = "base"')})
    offers(installed.folder, "zz-last", base)
    assert installed.allied("scenarios", "show", "on-top")[0] == 0
    assert installed.allied("scenarios", "show", "base")[0] == 2


BROKEN = {
    "import": ("broken = broken.nowhere", "ModuleNotFoundError"),
    "raises": ("broken = broken:fails", "ValueError ('out of order')"),
    "exits": ("broken = broken:leaves", "SystemExit"),
    "type": ("broken = broken:NUMBER", "int;"),
    "module": ("broken = broken.plain", "'a module, broken.plain'"),
    "loader": ("broken = broken:load", "TypeError"),
    "missing": ("broken = broken:NOWHERE", "'/nowhere/at/all'"),
    "relative": ("broken = broken:HERE", "'.'"),
    "empty": ("broken = broken.nothing", "a folder without TOML files"),
}
SOURCE = """
NUMBER, NOWHERE, HERE = 3, "/nowhere/at/all", "."
def fails(): raise ValueError("out of order")
def leaves(): raise SystemExit(3)
def load(name): return None
"""


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_plugin_is_named_and_takes_nothing_from_the_others(installed, kind):
    entry, reason = BROKEN[kind]
    files = {"__init__.py": SOURCE, "plain.py": "", "nothing/__init__.py": ""}
    package(installed.folder, "broken", {"allied.scenarios": entry}, files)
    offers(installed.folder, "sound", {"ours.toml": scenario()})
    code, out, err = installed.allied("scenarios")
    assert code == 0
    assert f"plug-in 'broken' of broken 1.0: got {reason}" in err
    assert err.count("\n") == 1
    assert "Ours  sound 1.0" in out


def test_a_file_that_does_not_load_is_named_and_takes_nothing_from_the_others(installed):
    bad = {"bad.toml": "title = 3\nsummary = 4", "spaced name.toml": scenario()}
    offers(installed.folder, "sound", {"ours.toml": scenario(), **bad})
    code, out, err = installed.allied("scenarios")
    assert code == 0
    assert "Ours  sound 1.0" in out
    assert "scenario 'bad' of sound 1.0 does not load:" in err
    assert "'spaced name.toml'" in err
    code, _, err = installed.allied("scenarios", "show", "bad")
    assert code == 2
    assert "bad.toml: title: got" in err


def test_metadata_that_cannot_be_read_are_named_and_take_nothing_from_the_others(installed):
    package(installed.folder, "damaged", {"allied.scenarios": "no equals sign"}, {})
    offers(installed.folder, "sound", {"ours.toml": scenario()})
    code, out, err = installed.allied("scenarios")
    assert code == 0
    assert "package 'damaged', entry_points.txt: got what cannot be read" in err
    assert "Ours  sound 1.0" in out


def test_a_function_may_return_the_folder(installed):
    source = "from pathlib import Path\ndef folder(): return Path(__file__).parent / 'data'\n"
    package(installed.folder, "deep", {"allied.scenarios": "any = deep:folder"},
            {"__init__.py": source, "data/ours.toml": scenario()})  # fmt: skip
    assert installed.allied("scenarios", "show", "ours")[0] == 0


# --- parameter sets ---

SETS = """
from pathlib import Path
FILE = Path(__file__).parent / "draws.parquet"
def records():
    return {"trust.gain": 0.07}
def draws():
    return FILE
def fails():
    raise ValueError("out of order")
"""
ASK = """
import json, sys
from allied.sim.inputs.arguments import parameter_rows
from allied.sim.inputs.quantity import InputError
from allied.viz.parameter_sets import draws_of, origin
def ask(name):
    try:
        rows = parameter_rows(name)
        assert (draws_of(name) == rows).all()
        return [len(rows), float(rows["trust_gain"][0]), origin(name, 1)]
    except InputError as error:
        return str(error)
print(json.dumps({name: ask(name) for name in sys.argv[1:]}))
"""


@pytest.fixture
def sets(installed) -> Installed:
    """Two packages with parameter sets."""
    from allied.calibration.fit.posterior import write_draws
    from allied.calibration.fit.prior import prior_points

    entries = {"records": "records", "draws": "draws", "broken": "fails", "twice": "draws"}
    lines = "\n".join(f"{name} = a_first:{value}" for name, value in entries.items())
    package(installed.folder, "a-first", {"allied.parameters": lines}, {"__init__.py": SETS})
    path = installed.folder / "a_first" / "draws.parquet"
    write_draws(path, prior_points(3).assign(discrepancy=0.5), np.ones(3))
    lines = "twice = zz_last:records\ndefault = zz_last:records\nnumber = zz_last:NUMBER"
    package(installed.folder, "zz-last", {"allied.parameters": lines},
            {"__init__.py": SETS + "\nNUMBER = 3"})  # fmt: skip
    return installed


def test_parameter_sets_of_all_packages_go_by_the_names_of_their_entry_points(sets):
    asked = ["posterior", "records", "draws", "broken", "twice", "default", "number", "drawn"]
    done = sets.run("-c", ASK, *asked)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["posterior"][0] == 1000
    assert "package" not in found["posterior"][2]
    assert found["records"][:2] == [1, 0.07]
    assert found["records"][2]["package"] == "a-first 1.0"
    assert found["draws"][0] == 3
    assert len(found["draws"][2]["sha256"]) == 64
    assert found["draws"][2]["package"] == "a-first 1.0"
    assert "plug-in 'broken' of a-first 1.0: got ValueError ('out of order')" in found["broken"]
    assert "got 'twice', which a-first 1.0 and zz-last 1.0 offer" in found["twice"]
    assert "got 'default', which allied and zz-last 1.0 offer" in found["default"]
    assert "plug-in 'number' of zz-last 1.0: got int" in found["number"]
    assert "Did you mean 'draws'?" in found["drawn"]


# --- in an environment of its own ---


@pytest.mark.slow
@pytest.mark.exhaustive
def test_a_package_that_is_built_and_installed_is_found(tmp_path):
    """Built by the backend that Allied uses, installed by pip into an environment of its own."""
    source = tmp_path / "source"
    (source / "real_plugin" / "scenarios").mkdir(parents=True)
    (source / "real_plugin" / "__init__.py").write_text("")
    (source / "real_plugin" / "scenarios" / "ours.toml").write_text(scenario())
    (source / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "real-plugin"\nversion = "2.0"\n'
        '[project.entry-points."allied.scenarios"]\nreal = "real_plugin.scenarios"\n'
    )
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    install = ["-m", "pip", "install", "-q", "--no-index", "--no-deps", str(wheel)]
    subprocess.run([python, *install], check=True, capture_output=True)
    here = [path for path in sys.path if path.endswith("site-packages")]
    path = os.pathsep.join([str(ROOT), *here])
    code = "import sys; from allied.viz.terminal import main; sys.exit(main(['scenarios']))"
    done = subprocess.run(
        [python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": path, "COLUMNS": "200"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Ours  real-plugin 2.0" in done.stdout


# --- levers ---

LEVERS_OF_OTHERS = """from allied.sim.inputs.quantity import Quantity

LEVERS = [
    Quantity("volume.loudness", "choice", "How loud the CMO is", "In meetings.", "", 0.5, 0.0, 1.0),
]
"""


def offers_levers(folder: Path, name: str, code: str) -> None:
    module = name.replace("-", "_")
    package(folder, name, {"allied.levers": f"{name} = {module}:LEVERS"}, {"__init__.py": code})


def test_a_lever_of_another_package_is_a_lever_and_moves_no_result(installed):
    """Draws are addressed by name and no rule of Allied's reads it: results stay equal as bits."""
    code = (
        "import hashlib; from allied import simulate; from allied.sim.stamp import model_hash;"
        "frame = simulate(['silos'], runs=4, weeks=26, parameters='default');"
        "print(model_hash(), hashlib.sha256(frame.to_numpy()[:, 1:].astype(float).tobytes())"
        ".hexdigest())"
    )
    before = installed.python(code)
    offers_levers(installed.folder, "loud-people", LEVERS_OF_OTHERS)
    assert installed.python(code) == before
    status, told, _ = installed.allied("levers")
    assert status == 0
    assert "volume.loudness" in told
    wrong = "from allied import simulate; simulate([{'volume.loudness': 2.0}], runs=1, weeks=1)"
    assert "expected a number from 0 to 1" in installed.run("-c", wrong).stderr


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("LEVERS = 3", "a sequence of allied.Quantity"),
        ("raise RuntimeError('broken')", "RuntimeError"),
        (LEVERS_OF_OTHERS.replace("volume.loudness", "goals.shared"), "no other lever has"),
        (LEVERS_OF_OTHERS.replace("0.5, 0.0", "2.0, 0.0"), "a default that is a number from 0"),
        (LEVERS_OF_OTHERS.replace('"choice"', '"constant"'), "the role"),
    ],
)
def test_levers_that_are_wrong_are_said_and_left_out(installed, code, said):
    offers_levers(installed.folder, "loud-people", code)
    status, told, complained = installed.allied("scenarios")
    assert status == 0
    assert "silos" in told
    assert "loud-people" in complained + told
    assert said in complained + told


# --- rules ---

RULES = """
def half(co):
    return 0.5
def fails(co):
    return open("share")
SHARE = 0.5
"""
RUN_RULES = """
import sys
from allied.sim.inputs.quantity import InputError
from allied.sim.model.own_rules import OwnRules
for name in sys.argv[1:]:
    try:
        print(OwnRules.of({"prioritise": name}))
    except InputError as error:
        print(error)
"""


def test_a_rule_of_another_package_goes_by_its_name(installed):
    entries = ["half = ours:half", "number = ours:SHARE", "fails = ours:fails", "gone = ours:gone"]
    package(
        installed.folder, "ours", {"allied.rules": "\n".join(entries)}, {"__init__.py": RULES}
    )  # fmt: skip
    done = installed.run("-c", RUN_RULES, "half", "number", "fails", "gone", "hlaf")
    half, number, fails, gone, misspelt = done.stdout.splitlines()
    assert half.startswith("<OwnRules prioritise, ")
    assert "plug-in 'number' of ours 1.0: got float; expected a function" in number
    assert "rules, prioritise (__init__.py, line 5): got open(…)" in fails
    assert "plug-in 'gone' of ours 1.0: got AttributeError" in gone
    assert "Did you mean 'half'?" in misspelt


def test_a_rule_that_two_packages_offer_is_nobodys(installed):
    for name in ("a-first", "zz-last"):
        module = name.replace("-", "_")
        entries = {"allied.rules": f"half = {module}:half"}
        package(installed.folder, name, entries, {"__init__.py": RULES})
    out = installed.run("-c", RUN_RULES, "half").stdout
    assert "rules: got 'half', which a-first 1.0 and zz-last 1.0 offer" in out
    assert "hand over the function" in out
