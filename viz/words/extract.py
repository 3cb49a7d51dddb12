"""Write the template of catalogues: every message of the front ends, and every text of the tables.

`python -m allied.viz.words.extract` writes `locale/allied.pot`, from which translators begin. It
reads calls of the functions of `allied.viz.words.language` in the source, and texts of the model's
tables where they stand: levers, outcomes, scenarios, claims, patterns, survey.
"""

from __future__ import annotations

import ast
import csv
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from allied import scenarios
from allied.calibration.evidence.ledger import CONTRASTS
from allied.calibration.evidence.patterns import PATTERNS
from allied.calibration.fit.report import FITS, OUTSIDE_TEST_SAYS
from allied.calibration.survey.figures import FIGURES
from allied.calibration.survey.survey_file import COLUMNS
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.registry import REGISTRY
from allied.sim.inputs.whole_files import whole_file
from allied.sim.model.outcomes import OUTCOMES, THEMES
from allied.sim.model.teams import NAMES
from allied.sim.respondents.answers import RESPONDENTS
from allied.sim.respondents.indicators import INDICATORS
from allied.viz.words.language import DOMAIN, LOCALE
from allied.viz.words.table_texts import PARAGRAPH

__all__ = ["TEMPLATE", "Message", "main", "messages", "template"]

TEMPLATE = LOCALE / f"{DOMAIN}.pot"
ROOT = Path(__file__).parents[2]
OTHER_ROOMS = ("sim", "scenarios", "calibration")
CALLS: Mapping[str, tuple[str, ...]] = {
    "gettext": ("one",), "N_": ("one",), "ngettext": ("one", "many"),
    "pgettext": ("context", "one"), "npgettext": ("context", "one", "many"),
}  # fmt: skip
"""What the first arguments of a call are."""

LEDGER_KEYS = ("reason", "contrast", "rule", "statement", "label", "refuted")
HEADER = f"""\
# Messages of Allied.
# `python -m allied.viz.words.extract` writes this file anew; a translation begins as a copy of it.
msgid ""
msgstr ""
"Project-Id-Version: {DOMAIN}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


@dataclass(slots=True)
class Message:
    """A message: what is looked up, its plural, its context, and where it stands."""

    one: str
    many: str = ""
    context: str = ""
    places: set[str] = field(default_factory=set, kw_only=True)


def messages() -> list[Message]:
    """Return every message once, in the order of its places.

    Raises
    ------
    ValueError
        If a call in the source has a message that is no constant: it could not be found.
    """
    found: dict[tuple[str, str], Message] = {}
    for message, place in (*_in_source(), *_in_tables()):
        known = found.setdefault((message.context, message.one), message)
        known.many = known.many or message.many
        known.places.add(place)
    return sorted(found.values(), key=lambda each: (min(each.places), each.context, each.one))


def template() -> str:
    """Return the template as text."""
    return "\n".join([HEADER, *map(_written, messages())])


# --- the source ---


def _in_source() -> Iterator[tuple[Message, str]]:
    for path in sorted((ROOT / "viz").rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                message = _called(node, place)
                if message is not None:
                    yield message, place
    yield from _in_problems()


def _called(call: ast.Call, place: str) -> Message | None:
    name = getattr(call.func, "id", "")
    roles = CALLS.get(name, ())
    if not roles:
        return None
    texts = [_constant(argument) for argument in call.args[: len(roles)]]
    if name == "gettext" and isinstance(call.args[0], ast.Name | ast.Attribute | ast.Subscript
                                        | ast.Call | ast.IfExp):  # fmt: skip
        return None  # a text of a table, marked there
    if not all(texts):
        raise ValueError(f"{place}, line {call.lineno}: a message that is no constant")
    said = dict(zip(roles, texts, strict=True))
    return Message(said["one"], said.get("many", ""), said.get("context", ""))


def _in_problems() -> Iterator[tuple[Message, str]]:
    """Yield the constant texts of problems that other rooms find with an input."""
    for path in sorted(path for room in OTHER_ROOMS for path in (ROOT / room).rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem":
                for text in map(_constant, node.args[1:]):
                    if " " in text:
                        yield Message(text), place


def _constant(node: ast.expr) -> str:
    value = node.value if isinstance(node, ast.Constant) else ""
    return value if isinstance(value, str) else ""


# --- the tables ---


def _in_tables() -> Iterator[tuple[Message, str]]:
    for place, texts in (
        ("sim/inputs/levers.py", _of_levers()),
        ("sim/inputs/registry.py", (row.label for row in REGISTRY.values())),
        ("sim/model/outcomes.py",
         (*THEMES, *(text for row in OUTCOMES for text in (row.label, row.unit, row.meaning)))),
        ("sim/model/teams.py", NAMES),
        ("sim/respondents/indicators",
         (text for row in INDICATORS.values() for text in (row.label, row.meaning))),
        ("sim/respondents/answers.py",
         (text for name, text in RESPONDENTS.items() if name.partition(".")[0] not in NAMES)),
        ("scenarios", _of_scenarios()),
        ("scenarios/claims.csv", (claim.text for claim in scenarios.claims().values())),
        ("calibration/evidence/ledger.toml", _of_book(CONTRASTS)),
        ("calibration/evidence/patterns.toml", _of_book(PATTERNS)),
        ("calibration/fit/report.py", (OUTSIDE_TEST_SAYS, *FITS.values())),
        ("calibration/survey/survey_file.py", COLUMNS.values()),
        ("calibration/survey/figures.csv", _of_figures()),
    ):  # fmt: skip
        for text in filter(None, texts):
            yield Message(text), place


def _of_levers() -> Iterator[str]:
    for lever in LEVERS.values():
        yield from (lever.label, lever.meaning, lever.unit, lever.source)
        yield from (lever.choices or {}).values()


def _of_scenarios() -> Iterator[str]:
    """Yield what the shipped scenarios say; those of other packages are no part of Allied."""
    for path in sorted((ROOT / "scenarios").glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        yield from (table["title"].strip(), table["summary"].strip())
        yield from table["story"].strip().split(PARAGRAPH)
        yield from (entry["label"] for entry in table.get("timeline", ()) if "label" in entry)


def _of_book(path: Path) -> Iterator[str]:
    """Yield what a book of claims or patterns says to people."""

    def texts(part: Any) -> Iterator[str]:
        if isinstance(part, list):
            for entry in part:
                yield from texts(entry)
        elif isinstance(part, dict):
            for key, value in part.items():
                if key in LEDGER_KEYS and isinstance(value, str):
                    yield value
                else:
                    yield from texts(value)

    yield from texts(tomllib.loads(path.read_text(encoding="utf-8")))


def _of_figures() -> Iterator[str]:
    with FIGURES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["wording"]


# --- the template ---


def _written(message: Message) -> str:
    lines = [f"#: {place}" for place in sorted(message.places)]
    if re.search(r"\{\w+\}", message.one):
        lines.append("#, python-brace-format")
    if message.context:
        lines.append(f"msgctxt {_quoted(message.context)}")
    lines.append(f"msgid {_quoted(message.one)}")
    if message.many:
        lines += [f"msgid_plural {_quoted(message.many)}", 'msgstr[0] ""', 'msgstr[1] ""']
    else:
        lines.append('msgstr ""')
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def main() -> None:
    """Write the template."""
    LOCALE.mkdir(exist_ok=True)
    with whole_file(TEMPLATE) as part:
        part.write_text(template(), encoding="utf-8")


if __name__ == "__main__":
    main()
