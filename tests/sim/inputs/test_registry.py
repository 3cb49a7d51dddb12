"""The registry, and luck that is keyed by name: an entry more, less or elsewhere moves no other."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.practice import DOMAINS
from allied.sim.inputs.quantity import Quantity, key_of
from allied.sim.inputs.registry import REGISTRY, joined
from allied.sim.inputs.survey_parameters import POPULATION, RESPONSE
from allied.sim.respondents.population import TOGETHER
from tests.copies import copy_package

ROOT = Path(__file__).parents[3]
NEW = """\
    Quantity("goals.fresh", _CHOICE, "A new lever", "A lever that was not there.", "", 0.5,
             source="assumed", practice=_TOGETHER),
"""
DRAW = (
    "import sys, numpy, allied.sim.respondents.population as p; "
    "assert p.__file__.startswith(sys.argv[1]); "
    "numpy.save(sys.argv[1] + '/drawn.npy', p.population(200, seed=2**64 - 1, year=2024))"
)


# --- the registry


def test_the_registry_is_every_table_and_cannot_be_changed():
    tables = (LEVERS, PARAMETERS, POPULATION, RESPONSE)
    assert list(REGISTRY) == [name for table in tables for name in table]
    assert all(REGISTRY[name] is row for table in tables for name, row in table.items())
    with pytest.raises(TypeError):
        REGISTRY["goals.fresh"] = REGISTRY["goals.shared"]


def test_no_two_entries_have_the_same_key():
    keys = [row.key for row in REGISTRY.values()]
    assert len({*keys, TOGETHER}) == len(keys) + 1
    assert all(0 <= key < 2**32 for key in (*keys, TOGETHER))


def test_a_key_is_the_check_sum_that_the_standard_says():
    assert key_of("123456789") == 0xCBF43926  # the check value that the standard publishes
    assert REGISTRY["goals.shared"].key == key_of("goals.shared") == 2136128834


@pytest.mark.parametrize(("one", "other"), [("a.name", "a.name"), ("plumless", "buckeroo")])
def test_entries_whose_luck_would_be_the_same_are_refused(one, other):
    first, second = ({name: Quantity(name, "fixed", "", "", "", 0.5)} for name in (one, other))
    with pytest.raises(ValueError, match=rf"{other} and {one} have the same key"):
        joined((first, second))


def test_a_practice_that_has_a_direction_belongs_to_a_domain_whose_level_is_an_unknown():
    assert all(f"population.{domain}" in POPULATION for domain in DOMAINS)
    directed = [row for row in LEVERS.values() if row.practice and row.practice.direction]
    assert directed
    assert all(lever.domain in DOMAINS for lever in directed)
    assert not any(row.domain for name, row in REGISTRY.items() if name not in LEVERS)


# --- populations, drawn in a copy of the sources


def parts_of(source: str) -> list[str]:
    """The text before the first row, every row, and the text after the last one."""
    head, *rows = re.split(r"(?=^    Quantity\()", source, flags=re.MULTILINE)
    last, tail = rows[-1].split("\n)", maxsplit=1)
    return [head, *rows[:-1], last + "\n", ")" + tail]


def row_of(name: str, parts: list[str]) -> str:
    (found,) = (part for part in parts if part.startswith(f'    Quantity("{name}"'))
    return found


def inserted(parts: list[str]) -> list[str]:
    place = parts.index(row_of("goals.shared", parts))
    return [*parts[:place], NEW, *parts[place:]]


def moved(parts: list[str]) -> list[str]:
    last = row_of("structure.delivery", parts)
    return [*(part for part in parts[:-1] if part != last), last, parts[-1]]


def removed(parts: list[str]) -> list[str]:
    return [part for part in parts if part != row_of("goals.transparency", parts)]


def run_copy(folder: Path, change, code: str) -> subprocess.CompletedProcess[str]:
    """Run code on a copy of the model whose table of levers was changed."""
    table = copy_package(folder) / "sim" / "inputs" / "levers.py"
    table.write_text("".join(change(parts_of(table.read_text("utf-8")))), "utf-8")
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "ALLIED_CACHE_DIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=folder, env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def drawn(folder: Path, change) -> np.ndarray:
    done = run_copy(folder, change, DRAW)
    assert done.returncode == 0, done.stderr
    return np.load(folder / "drawn.npy", allow_pickle=False)


@pytest.fixture(scope="module")
def usual(tmp_path_factory) -> np.ndarray:
    return drawn(tmp_path_factory.mktemp("usual"), lambda parts: parts)


@pytest.mark.parametrize("change", [inserted, moved, removed])
def test_no_other_lever_of_a_company_changes_when_one_is(change, usual, tmp_path):
    other = drawn(tmp_path, change)
    assert other.dtype.names != usual.dtype.names
    common = set(other.dtype.names) & set(usual.dtype.names)
    assert len(common) == len(LEVERS) - (change is removed)
    changed = {name for name in common if other[name].tobytes() != usual[name].tobytes()}
    assert not changed


def test_companies_differ_in_a_lever_that_is_new(tmp_path):
    fresh = drawn(tmp_path, inserted)
    assert np.ptp(fresh["goals_fresh"]) > 0.3
    assert abs(np.corrcoef(fresh["goals_fresh"], fresh["technology_ai"])[0, 1]) < 0.25


def test_a_lever_without_a_practice_is_refused_by_name(tmp_path):
    mute = NEW.replace(", practice=_TOGETHER", "")
    done = run_copy(
        tmp_path, lambda parts: [mute if part == NEW else part for part in inserted(parts)],
        "import allied.sim.inputs.levers",
    )  # fmt: skip
    assert done.returncode != 0
    assert "levers without a practice: goals.fresh." in done.stderr
