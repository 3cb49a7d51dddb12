"""All that a person reads passes through the language layer: in the source, and as it comes out.

What does not is listed here, each with its reason. Help texts (`allied … --help`) are not asked
for: Typer takes them from the signature when the command is defined (decision 0044).
"""

from __future__ import annotations

import ast
import html
import html.parser
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from allied import scenarios
from allied.calibration.evidence.ledger import read_ledger
from allied.calibration.survey.survey_file import COLUMNS
from allied.scenarios import to_toml
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.registry import REGISTRY
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.model.teams import NAMES
from allied.sim.respondents.answers import RESPONDENTS
from allied.sim.respondents.indicators import INDICATORS
from allied.sim.stamp import model_hash
from allied.viz.terminal import main
from allied.viz.words.language import speaking
from tests.copies import ROOT
from tests.parameter_sets import parameter_sets
from tests.pseudo import Pseudo, pseudo, untranslated

VIZ = ROOT / "viz"
SOURCES = sorted([*(VIZ / "terminal").rglob("*.py"), *(VIZ / "web").rglob("*.py"),
                  *VIZ.glob("*.py")])  # fmt: skip
TEMPLATES = sorted((VIZ / "web").rglob("*.vue"))
PROSE = re.compile(r"[A-Za-z]{2,} [A-Za-z]|^[A-Z][a-z]+")

# --- the source ---

NO_TEXT = re.compile(
    r"allied [a-z]+ -|`allied [a-z ]+--|"  # commands
    r"<\w+ |\" |"  # pictures
    r"from allied\.|system-ui,|dim italic|"  # code, fonts, a style of the terminal
    r"[a-z-]+( is-[a-z]+)+$|panel [a-z-]+$|allied failure$"  # classes of the style sheet
)
KEPT = {
    "Allied": "the name of the project",
    "Cookies with samesite=none": "a warning of Solara's, told apart by its text",
    "The comparison failed": "a line of the server's log",
    "The first page could not be prepared": "a line of the server's log",
    "A control failed": "a line of the server's log",
    "does not hold": "a verdict as the report has it, here a key",
    "too close to call": "a verdict as the report has it, here a key",
    "Checkbox": "a kind of control, by its name in Mesa",
    "Select": "a kind of control, by its name in Mesa",
    "draws weighed by a survey": "data: how a file of draws came about",
}


def texts_of(path: Path) -> Iterator[str]:
    """Yield the texts of a source that are neither documentation nor help."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped: set[int] = set()
    for node in ast.walk(tree):
        documentation = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        help_text = isinstance(node, ast.Call) and ast.unparse(node.func).startswith("typer.")
        named = isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "")
        if documentation or help_text or str(named).endswith(("EPILOG", "HELP", "__all__")):
            skipped |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if text and id(node) not in skipped:
            yield node.value


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(VIZ).as_posix())
def test_no_sentence_stands_outside_the_language_layer(path):
    prose = {text for text in texts_of(path) if PROSE.search(text) and not NO_TEXT.match(text)}
    assert prose <= set(KEPT)


class TextsOfTemplate(html.parser.HTMLParser):
    """Collects what a template says by itself: text, and texts of attributes that are not bound."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.code: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        for name, value in attributes:
            if name in ("title", "aria-label", "alt", "placeholder", "data-label"):
                self.said.append(value or "")
            elif name.startswith((":", "@", "v-")):
                self.code.append(value or "")

    def handle_data(self, data: str) -> None:
        if self.inside == "script":
            self.code.append(re.sub(r"//.*", "", data))
            return
        self.code += re.findall(r"\{\{(.*?)\}\}", data, re.S)
        self.said.append(re.sub(r"\{\{.*?\}\}", "", data, flags=re.S))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_template_says_anything_by_itself(path):
    parser = TextsOfTemplate()
    parser.feed(path.read_text(encoding="utf-8"))
    said = [text for text in parser.said if re.search(r"[A-Za-z]", text)]
    assert said == (["Allied"] if path.stem == "top_bar" else [])
    quoted = re.findall(r"\"([^\"]*)\"|'([^']*)'|`([^`]*)`", "\n".join(parser.code))
    assert not [text for texts in quoted for text in texts if PROSE.search(text)]


def test_the_style_sheet_says_nothing_but_what_stands_before_there_is_a_page():
    style = (VIZ / "web" / "assets" / "custom.css").read_text(encoding="utf-8")
    said = [text for text in re.findall(r'content: "([^"]*)"', style) if re.search(r"\w", text)]
    assert said == ["Allied", "Loading the page"]


# --- what commands say ---

SOURCE_TEXTS = {row["source"] for row in read_ledger().to_dict(orient="records")} | {
    source for scenario in scenarios.load_all() for source in scenario.sources
}
NAMES_IN_FILES = {
    "": {*scenarios.names(), *(outcome.name for outcome in OUTCOMES)},
    "levers": {*LEVERS, "true", "false",
               *(choice for lever in LEVERS.values() for choice in lever.choices or ())},
    "survey": {*INDICATORS, *RESPONDENTS, *COLUMNS, *NAMES},
    "calibrate": {*REGISTRY, "discrepancy"},
}  # fmt: skip
"""Names that files and options have, by the command that says them; "" for all commands."""

PATTERNS = (
    r"`?allied(?: [a-z][a-z-]*)*(?: NAME| A B| FOLDER)?(?: --?[a-z]+(?: [\w./-]+)?)*`?",  # commands
    r"--[a-z]+", r"outcomes\.(?:parquet|csv)", r"provenance\.json",
    r"\b(?:[CS]\d+|T)-\d+", r"\bP\d+",  # numbers of claims, figures and patterns
    r"\b[0-9a-f]{12}\b",  # hashes of models
)  # fmt: skip


def allowed(command: str) -> re.Pattern[str]:
    """Return what a command may say that is the same in every language."""
    texts = SOURCE_TEXTS | NAMES_IN_FILES[""] | NAMES_IN_FILES.get(command, set())
    whole = (rf"(?<!\w){re.escape(text)}(?!\w)" for text in sorted(texts, key=len, reverse=True))
    return re.compile("|".join([*whole, *PATTERNS]))


def test_a_text_that_no_catalogue_knows_is_found():
    assert untranslated("They set every lever alike.", allowed("scenarios"))
    assert (
        untranslated(
            f"{pseudo('Lever')}  goals.shared  allied run silos --story", allowed("levers")
        )
        == []
    )


@pytest.fixture
def said(capsys, monkeypatch) -> Callable[..., str]:
    """Run a command in the pseudo-language, in one line for each row; return all that it says."""
    monkeypatch.setenv("COLUMNS", "4000")

    def run(*arguments: str) -> str:
        with speaking(Pseudo()):
            main(arguments)
        captured = capsys.readouterr()
        assert "⟦" in captured.out + captured.err
        return captured.out + captured.err

    return run


@pytest.fixture
def model(monkeypatch) -> None:
    """An ensemble that takes no time, with every verdict and an assumption."""
    import allied.sim.experiment.compilation as compilation
    import allied.sim.experiment.ensemble as ensemble

    def run_ensemble(chosen, *, runs, first=0, weeks, seed, every=None, parameters=None, **_):
        recorded = np.arange(every or weeks, weeks + 1, every or weeks)
        rows = parameter_sets(runs)
        luck = np.random.default_rng(1).normal(50.0, 5.0, (runs, len(recorded), len(OUTCOMES)))
        gains = np.resize([8.0, -8.0, 0.0, 0.01], len(OUTCOMES))
        noise = np.random.default_rng(2).normal(size=(len(chosen), *luck.shape))
        values = luck + np.arange(len(chosen))[:, None, None, None] * (gains + 2.0 * noise)
        trust = rows["choice_trust"]
        values[-1, :, :, 3] += 200.0 * (trust - trust.mean())[:, None]
        return ensemble.Ensemble(tuple(chosen), seed, runs, weeks, recorded, values, rows, first)

    monkeypatch.setattr(ensemble, "run_ensemble", run_ensemble)
    monkeypatch.setattr(compilation, "is_compiled", lambda size: False)


@pytest.mark.parametrize("arguments", [
    ["scenarios"],
    ["scenarios", "show", "allies"],
    ["scenarios", "show", "silos+merged"],
    ["scenarios", "show", "silos"],
    ["scenarios", "diff", "silos", "allies", "joint-governance"],
    ["scenarios", "diff", "silos", "silos+silos"],
    ["levers"],
    ["patterns", "--shipped"],
    ["claims", "--shipped"],
    ["calibrate", "--report"],
    ["survey", "indicators"],
], ids=" ".join)  # fmt: skip
def test_a_command_says_nothing_that_no_catalogue_knows(said, arguments):
    assert untranslated(said(*arguments), allowed(arguments[0])) == []


@pytest.mark.parametrize("arguments", [
    ["compare", "silos", "shared-projects", "--runs", "300"],
    ["compare", "silos", "shared-projects", "allies", "--runs", "300", "--goal", "profit"],
    ["compare", "silos", "merged", "--runs", "2", "--goal", "lead_time", "--goal", "alignment"],
    ["compare", "silos", "merged", "--runs", "1"],
    ["run", "allies"],
], ids=" ".join)  # fmt: skip
def test_a_comparison_says_nothing_that_no_catalogue_knows(said, model, arguments):
    assert untranslated(said(*arguments), allowed(arguments[0])) == []


def test_a_file_and_a_folder_are_spoken_of_in_the_readers_language(said, model, tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text(to_toml(scenarios.load("allies")), encoding="utf-8")
    for arguments in (
        ["scenarios", "check", str(path)],
        ["compare", "silos", "merged", "--runs", "3", "--out", str(tmp_path / "r")],
    ):
        text = said(*arguments).replace(str(tmp_path), "").replace("/r", "").replace("ours", "")
        assert untranslated(text.replace(".toml", ""), allowed(arguments[0])) == []


def test_an_experiment_is_verified_in_the_readers_language(said, model, tmp_path):
    folder = tmp_path / "r"
    said("compare", "silos", "merged", "--runs", "3", "--out", str(folder))
    command = json.loads((folder / "provenance.json").read_text())["command"]
    fine = said("verify", str(folder))
    for name in (command, str(folder), model_hash()):
        assert name in fine
        fine = fine.replace(name, "")
    assert untranslated(fine) == []
    (folder / "outcomes.csv").unlink()
    wrong = said("verify", str(folder), "--rerun", "none", "--parameters", "default")
    assert untranslated(wrong.replace("none", ""), allowed("verify")) == []
    wrong = said("verify", str(folder)).replace(str(folder), "")
    assert untranslated(wrong, allowed("verify")) == []


@pytest.mark.parametrize("arguments", [
    ["compare", "silos"],
    ["compare", "silos", "silos", "--weekly", "--runs", "0"],
    ["compare", "silos", "merged", "--goal", "customers", "--goal", "profit", "--goal", "trust"],
    ["app", "--port", "0"],
    ["claims", "--out", "nowhere/x"],
], ids=" ".join)  # fmt: skip
def test_what_is_wrong_with_a_command_is_said_in_the_readers_language(said, arguments):
    text = said(*arguments).replace("nowhere/x", "")
    where = re.compile(rf"{allowed(arguments[0]).pattern}|⟦scenarios?:")  # what is wrong with what
    assert untranslated(text, where) == []
