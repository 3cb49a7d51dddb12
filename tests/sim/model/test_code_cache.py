"""Damaged compiled code is noticed before it is loaded, said in one line, and made anew."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allied.sim.model import code_cache
from allied.sim.model.code_cache import CheckedCache
from allied.sim.model.compiled import is_kept, kernel
from tests.copies import ASK, ROOT, RULE, RULES, said, small_package, start

pytestmark = pytest.mark.slow  # programs are started, dozens of them

DAMAGED = "was damaged; compiling it anew."


def compiled_package(folder):
    """Make a small package, and compile it."""
    small_package(folder)
    assert said(ASK, folder) == ("41 0", "")
    return folder


@pytest.fixture
def package(tmp_path):
    return compiled_package(tmp_path)


@pytest.fixture(scope="module")
def healing(tmp_path_factory):
    """A package that is damaged again and again."""
    return compiled_package(tmp_path_factory.mktemp("healing"))


def kept(package):
    """All files of compiled code."""
    files = [path for path in (package / "cache").rglob("*") if path.is_file()]
    return sorted(path for path in files if not path.name.startswith("."))


def flipped(content, place):
    changed = bytearray(content)
    changed[place] ^= 0x10
    return bytes(changed)


DAMAGES = {
    "empty": lambda content: b"",
    "truncated": lambda content: content[: len(content) // 2],
    "the last byte missing": lambda content: content[:-1],
    "longer": lambda content: content + b"\0",
    "zeros": lambda content: bytes(len(content)),
    "text": lambda content: b"no compiled code at all\n",
    **{
        f"flipped at {part} %": lambda c, part=part: flipped(c, (len(c) - 1) * part // 100)
        for part in (0, 10, 25, 50, 75, 90, 100)
    },
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_code_is_made_anew_with_one_line(healing, damage):
    assert said(ASK, healing) == ("41 1", "")
    for path in kept(healing):
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
    answer, line = said(ASK, healing)
    assert answer == "41 0"
    assert line.endswith(DAMAGED)
    assert line.count("\n") == 0


def test_code_in_the_place_of_other_code_is_made_anew(package):
    """A rule is part of the kernel's code, and is kept by itself only where Python calls it."""
    call = "from allied.sim.model.rules.inner import answer; print(answer(40))"
    assert said(call, package) == ("41", "")
    one, other = (path for path in kept(package) if path.suffix == ".code")
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)
    answer, line = said(ASK, package)
    assert (answer, line[-len(DAMAGED) :]) == ("41 0", DAMAGED)


def test_code_of_another_version_does_not_fit(package):
    """The same function and signature: only the rule that it calls is another one."""
    (package / "allied" / RULES / "inner.py").write_text(RULE.format(2), encoding="utf-8")
    before = kept(package)
    assert said(ASK, package)[0] == "42 0"
    for path in set(kept(package)) - set(before):
        (old,) = (o for o in before if o.name.split(".")[:2] == path.name.split(".")[:2])
        path.write_bytes(old.read_bytes())
    answer, line = said(ASK, package)
    assert (answer, line[-len(DAMAGED) :]) == ("42 0", DAMAGED)


def test_something_else_in_the_place_of_code_is_no_obstacle(package):
    for path in kept(package):
        path.unlink()
        path.mkdir()
    answer, lines = said(ASK, package)
    assert answer == "41 0"
    assert [line.partition(" in ")[0] for line in lines.splitlines()] == [
        "Compiled code", "Compiled code cannot be kept"
    ]  # fmt: skip


def test_two_first_starts_at_once_both_work(tmp_path):
    package = small_package(tmp_path)
    programs = [start(ASK, package) for _ in range(4)]
    for program in programs:
        out, err = program.communicate()
        assert (out.partition(" ")[0], err, program.returncode) == ("41", "", 0)
    assert said(ASK, package) == ("41 1", "")
    assert not list((package / "cache").rglob("*.part"))


def test_two_signatures_compiled_at_once_are_not_mistaken_for_each_other(tmp_path):
    """Numba numbers the files of a function: two processes may give a number to two signatures."""
    package = small_package(tmp_path)
    programs = [start(ASK.replace("40", number), package) for number in ("40", "40.5")]
    assert [program.communicate()[0].split()[0] for program in programs] == ["41", "41.5"]
    for number, answer in (("40", "41 1"), ("40.5", "41.5 1")):
        assert said(ASK.replace("40", number), package) == (answer, "")


FULL = """
import errno, os
def full(*_, **__):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
"""


@pytest.mark.parametrize("broken", ["os.replace", "tempfile.mkstemp"])
def test_a_disk_that_is_full_is_said_in_one_line(tmp_path, broken):
    package = small_package(tmp_path)
    code = f"import os, tempfile{FULL}{broken} = full\n{ASK}"
    answer, line = said(code, package)
    assert answer == "41 0"
    assert line.startswith("Compiled code cannot be kept in ")
    assert "ALLIED_CACHE_DIR" in line
    assert line.count("\n") == 0
    assert not kept(package)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
def test_a_full_standard_error_is_no_obstacle(package):
    for path in kept(package):
        path.write_bytes(b"")
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-c", ASK], cwd=package, text=True, check=True,
            stdout=subprocess.PIPE, stderr=full,
            env={**os.environ, "PYTHONPATH": str(package),
                 "ALLIED_CACHE_DIR": str(package / "cache")},
        )  # fmt: skip
    assert done.stdout.strip() == "41 0"


# --- one file ---


@given(st.binary(min_size=1, max_size=200), st.data())
def test_no_changed_byte_goes_unnoticed(tmp_path_factory, content, data):
    path = tmp_path_factory.mktemp("cache") / "some.code"
    code_cache._write(path, code_cache._digest(path, content) + content)
    assert code_cache._checked(path) == content
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    path.write_bytes(flipped(whole, place))
    assert code_cache._checked(path) is None
    assert not path.exists()


class Planted:
    """What runs when it is unpickled."""

    def __reduce__(self):
        return print, ("PLANTED",)


@pytest.mark.skipif(os.name != "posix", reason="owners and modes are POSIX's")
@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_could_write_is_not_believed(tmp_path, mode):
    path = tmp_path / "some.code"
    content = pickle.dumps(Planted())
    code_cache._write(path, code_cache._digest(path, content) + content)
    path.chmod(mode)
    assert code_cache._checked(path) is None
    assert not path.exists()


@pytest.mark.skipif(os.name != "posix", reason="owners and modes are POSIX's")
def test_a_file_of_another_user_is_not_believed(tmp_path, monkeypatch):
    path = tmp_path / "some.code"
    code_cache._write(path, code_cache._digest(path, b"code") + b"code")
    assert path.stat().st_mode & 0o077 == 0
    assert code_cache._checked(path) == b"code"
    owner = path.stat().st_uid
    monkeypatch.setattr("allied.sim.model.code_folder.ROOT_USER", owner + 1)
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert code_cache._checked(path) is None


# --- what is used of Numba, and is not public ---


@kernel
def twice(x):
    return 2 * x


def test_numba_asks_the_cache_that_is_set():
    """A new Numba may call it otherwise: then nothing would be kept, or checked."""
    assert isinstance(twice._cache, CheckedCache)
    twice._cache.flush()
    twice.overloads.clear()
    assert not is_kept(twice, 4)
    assert twice(4) == 8
    assert is_kept(twice, 4)
    assert not is_kept(twice, 4.5)
    for name in ("load_overload", "save_overload", "flush", "_index_key"):
        assert callable(getattr(twice._cache, name))
    code = (
        "from tests.sim.model.test_code_cache import twice; "
        "print(twice(4), *twice.stats.cache_hits.values())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == ["8", "1"]
    twice._cache.flush()
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == ["8"]
    twice._cache.flush()


def test_a_function_without_a_source_file_is_compiled_and_not_kept():
    space = {}
    exec("def plus(x):\n    return x + 1\n", space)
    compiled = kernel(space["plus"])
    assert compiled(1) == 2
    assert compiled.stats.cache_path is None
