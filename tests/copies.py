"""Copies of the package, in which a test may change a source, and programs that use them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("sim", "scenarios", "calibration", "viz")  # imports go from the right to the left


def copy_package(folder: Path) -> Path:
    """Copy the package to `folder / "allied"`, as the wheel lays it out, and return that folder."""
    package = folder / "allied"
    package.mkdir(parents=True)
    shutil.copy(ROOT / "allied" / "__init__.py", package)
    for room in ROOMS:
        shutil.copytree(ROOT / room, package / room, ignore=shutil.ignore_patterns("__pycache__"))
    return package


def copy_tree(folder: Path) -> Path:
    """Copy what a contributor edits to `folder`, laid out as the repository is."""
    for room in (*ROOMS, "tests"):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "allied", folder / "allied", symlinks=True)
    return folder


RULES = "sim/model/rules"
RULE = "from allied.sim.model.compiled import rule\n\n\n@rule\ndef answer(x):\n    return x + {}\n"
KERNEL = (
    "from allied.sim.model.compiled import kernel\n"
    "from allied.sim.model.rules.inner import answer\n\n\n"
    "@kernel\ndef ask(x):\n    return answer(x)\n"
)


def small_package(folder: Path) -> Path:
    """Make a package as small as can be in `folder`: a kernel that calls a rule."""
    package = folder / "allied"
    (package / RULES).mkdir(parents=True)
    (package / "sim" / "experiment").mkdir()
    for name in ("compiled", "code_cache", "code_folder"):
        shutil.copy(ROOT / "sim" / "model" / f"{name}.py", package / "sim" / "model")
    for name in ("", "sim", "sim/model", RULES, "sim/experiment"):
        (package / name / "__init__.py").touch()
    (package / RULES / "inner.py").write_text(RULE.format(1), encoding="utf-8")
    (package / "sim" / "experiment" / "ensemble.py").write_text(KERNEL, encoding="utf-8")
    (package / "sim" / "experiment" / "verdict.py").write_text("LIMIT = 0.95\n", encoding="utf-8")
    return folder


ASK = (
    "from allied.sim.experiment.ensemble import ask; "
    "print(ask(40), sum(ask.stats.cache_hits.values()))"
)
"""Asks the small package: prints the answer, and how much of it came from the cache."""


def start(code: str, folder: Path, **environment: str) -> subprocess.Popen[str]:
    """Start a program that imports `allied` from `folder`, with a cache of its own there."""
    inherited = {key: value for key, value in os.environ.items() if key != "NUMBA_DISABLE_JIT"}
    own = {
        "PYTHONPATH": str(folder),
        "ALLIED_CACHE_DIR": str(folder / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",  # bytecode misses an edit of the same size in one second
    }
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=folder, env={**inherited, **own, **environment},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def said(code: str, folder: Path, **environment: str) -> tuple[str, str]:
    """Run a program as `start` does, and return what it prints, and what it says beside it."""
    with start(code, folder, **environment) as program:
        out, err = program.communicate()
    assert program.returncode == 0, err
    return out.strip(), err.strip()
