"""The page on a lever and a rule from outside, followed: its package is built, installed and used."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.copies import ROOT

pytestmark = pytest.mark.slow  # it starts programs, each of which compiles a rule

PAGE = (ROOT / "docs" / "own-lever-and-rule.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))
CODE = re.findall(r"<!-- runs -->\n```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A folder with the page's package as `pip install --target` lays it out, and its design."""
    folder = tmp_path_factory.mktemp("outside")
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    (folder / "loud_people" / "__init__.py").touch()
    project = tomllib.loads(FILES["pyproject.toml"])["project"]
    info = folder / "loud_people-1.0.dist-info"
    info.mkdir()
    info.joinpath("METADATA").write_text("Metadata-Version: 2.1\nName: loud-people\nVersion: 1.0\n")
    info.joinpath("entry_points.txt").write_text("".join(
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in points.items())
        for group, points in project["entry-points"].items()
    ))  # fmt: skip
    return folder


def python(folder: Path, *command: str) -> str:
    path = os.pathsep.join([str(ROOT), str(folder)])
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, capture_output=True, text=True, timeout=200,
        env={**os.environ, "PYTHONPATH": path}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_python_of_the_page_runs(installed):
    for code in CODE:
        assert "lead_time" in python(installed, "-c", code)


def test_the_sweep_of_the_page_differs_where_the_rule_is_loud_alone(installed):
    """Points: built-in and quiet, built-in and loud, own and quiet, own and loud."""
    command = "from allied.viz.terminal import main; raise SystemExit(main())"
    told = python(installed, "-c", command, "sweep", "loud.toml", "--out", "loud", "--json")
    assert json.loads(told)["failed"] == 0
    code = (
        "from allied import load\n"
        "rows = load('loud', where=[('point', '>', 0)])\n"
        "for name, points in rows.groupby('point'):\n"
        "    print((points['lead_time.difference'] != 0.0).any(),"
        "          (points['trust_cio_cmo.difference'] != 0.0).any())\n"
    )
    assert python(installed, "-c", code).split() == ["False"] * 6 + ["True"] * 2
    manifest = json.loads((installed / "loud" / "manifest.json").read_text())
    assert manifest["levers_of_other_packages"] == {"volume.loudness": "loud-people 1.0"}
    assert list(manifest["design"]["rules_sha256"]) == ["prioritise=loudest"]


def test_a_mistake_in_the_rule_is_a_sentence_with_its_line(installed, tmp_path):
    path = installed / "loud_people" / "rules.py"
    before = path.read_text()
    path.write_text(before.replace("volume_loudness", "volume_loudnes"))
    try:
        command = "from allied.viz.terminal import main; raise SystemExit(main())"
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(installed)])}
        done = subprocess.run(
            [sys.executable, "-c", command, "sweep", "loud.toml", "--out", str(tmp_path / "no")],
            cwd=installed, capture_output=True, text=True, env=environment, check=False,
        )  # fmt: skip
    finally:
        path.write_text(before)
    assert done.returncode == 2
    assert "line 5" in done.stderr
    assert "Did you mean 'volume_loudness'?" in done.stderr
    assert "Traceback" not in done.stderr
