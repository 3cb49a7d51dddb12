"""The same bits on every machine: outcomes and answers do not depend on fused instructions.

The GNU C library rounds `exp`, `log` and `cos` in another way where the processor has fused
instructions, and can be told to leave them out; Numba can be told to compile for a processor that
has none. So one machine stands for several.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LIBRARY = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2"}
PROCESSOR = {"NUMBA_CPU_NAME": "x86-64", "NUMBA_CPU_FEATURES": ""}
PROGRAM = """
import hashlib, json, math
import numpy as np
from allied.scenarios import load_all
from allied.sim.experiment.ensemble import run_ensemble
from allied.sim.inputs.survey_parameters import RESPONSE
from allied.sim.respondents.answers import RESPONDENTS, Question, survey_companies, yes_shares
from allied.sim.respondents.indicators import INDICATORS
from allied.sim.respondents.population import population

def digest(values):
    return hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()

sample = survey_companies(40, seed=1)
asked = [Question(name, who) for name in INDICATORS for who in list(RESPONDENTS)[:4]]
response = {name: row.default for name, row in RESPONSE.items()}
print(json.dumps({
    "library": digest([math.exp(i / 999) for i in range(20_000)]),
    "outcomes": digest(run_ensemble(load_all(), runs=100, weeks=156, every=13).values),
    "population": digest(population(2000, seed=2)),
    "indicators": digest(sample.seen),
    "answers": digest(yes_shares(sample, asked, response)),
}))
"""
PLAIN = """
import json
from numba.core import config
from tests.companies import company_after, digests
from tests.sim.model.test_engines import EVENTFUL
print(json.dumps([config.DISABLE_JIT, digests(company_after(40, EVENTFUL))]))
"""

pytestmark = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc" or platform.machine() != "x86_64",
    reason="only the GNU C library on x86 can be told to leave fused instructions out",
)


def printed(program, **environment):
    """Run a program; return what it prints, from JSON."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@cache
def here():
    """What this machine calculates, as it is."""
    return printed(PROGRAM)


def test_outcomes_and_answers_do_not_depend_on_the_c_library():
    there = printed(PROGRAM, **LIBRARY)
    if there.pop("library") == here()["library"]:
        pytest.skip("this processor has no fused instructions that could be left out")
    assert there == {part: here()[part] for part in there}


@pytest.mark.slow
def test_outcomes_and_answers_do_not_depend_on_the_processor():
    there = printed(PROGRAM, **LIBRARY, **PROCESSOR)
    del there["library"]
    assert there == {part: here()[part] for part in there}


@pytest.mark.slow
def test_plain_python_without_fused_instructions_agrees_with_compiled_rules():
    is_plain, plain = printed(PLAIN, NUMBA_DISABLE_JIT="1", **LIBRARY)
    is_interpreted, compiled = printed(PLAIN)
    assert (is_plain, is_interpreted) == (1, 0)
    assert plain == compiled
