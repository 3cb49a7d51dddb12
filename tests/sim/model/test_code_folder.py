"""The folder of compiled code is private, and where it cannot be, a fresh one serves."""

from __future__ import annotations

import os
import pickle
import re
import stat
from pathlib import Path

import pytest
from numba.core.caching import UserProvidedCacheLocator

from allied.sim.model import code_folder
from tests.copies import ASK, said, small_package

posix = pytest.mark.skipif(os.name != "posix", reason="owners and modes are POSIX's")
MONTH = 31 * 24 * 3600


@pytest.fixture
def package(tmp_path):
    return small_package(tmp_path)


@pytest.fixture
def choose(monkeypatch, tmp_path):
    """Choose the folder of a new session; what it says is said anew."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.setattr(code_folder, "_said", set())
    monkeypatch.setenv("ALLIED_CACHE_DIR", str(tmp_path / "cache"))

    def anew():
        monkeypatch.setattr(code_folder, "_chosen", [])
        return code_folder.cache_folder()

    return anew


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@posix
def test_what_is_made_is_private(package):
    said(ASK, package)
    made = [package / "cache", *(package / "cache").rglob("*")]
    assert len(made) > 4
    for path in made:
        assert mode(path) & (0o077 if path.is_dir() or path.suffix == ".code" else 0o022) == 0


@posix
def test_a_folder_that_others_can_write_to_is_tightened(choose, tmp_path, capsys):
    folder = choose()
    for opened in (folder, folder.parent):
        opened.chmod(0o777)
        assert choose() == folder
        assert mode(opened) == 0o700
    assert not capsys.readouterr().err


@posix
def test_a_folder_that_serves_others_too_is_left_as_it_is(choose, tmp_path):
    """`ALLIED_CACHE_DIR=/tmp` as root must not close /tmp."""
    root = tmp_path / "cache"
    root.mkdir()
    root.chmod(0o1777)
    folder = choose()
    assert folder.parents[1] == root
    assert mode(root) == 0o1777
    assert mode(folder.parent) == mode(folder) == 0o700


def give_away(monkeypatch, function, path):
    """Let `Path.lstat` or `Path.stat` find that a path belongs to somebody else."""
    usual = getattr(Path, function)

    def status(self, *, follow_symlinks=True):
        options = {"follow_symlinks": follow_symlinks} if function == "stat" else {}
        found = usual(self, **options)
        foreign = self == path and follow_symlinks
        return os.stat_result((*found[:4], found.st_uid + 1234 * foreign, *found[5:]))

    monkeypatch.setattr(Path, function, status)


@posix
@pytest.mark.parametrize("part", ["", "compiled", "compiled/VERSION"])
def test_a_folder_of_somebody_else_is_not_used(choose, tmp_path, monkeypatch, capsys, part):
    usual = choose()
    part = part.replace("VERSION", code_folder.VERSION)
    give_away(monkeypatch, "lstat", tmp_path / "cache" / part)
    folder = choose()
    assert folder is not None
    assert folder != usual
    assert tmp_path / "temporary" in folder.parents
    line = capsys.readouterr().err
    assert "belongs to another user" in line
    assert "ALLIED_CACHE_DIR" in line
    assert line.count("\n") == 1


@posix
@pytest.mark.parametrize("foreign", ["link", "target"])
@pytest.mark.parametrize("part", ["", "compiled"])
def test_a_link_of_somebody_else_or_to_somebody_else_is_not_followed(
    choose, tmp_path, monkeypatch, capsys, part, foreign
):
    link, target = tmp_path / "cache" / part, tmp_path / "elsewhere"
    link.parent.mkdir(exist_ok=True)
    target.mkdir(mode=0o755)
    link.symlink_to(target)
    with monkeypatch.context() as context:
        give_away(context, "lstat" if foreign == "link" else "stat", link)
        assert tmp_path / "temporary" in choose().parents
    assert "belongs to another user" in capsys.readouterr().err
    assert not list(target.iterdir())
    assert mode(target) == 0o755
    assert link in choose().parents  # one's own link is followed


@posix
def test_as_root_a_users_folder_is_not_used(choose, monkeypatch, tmp_path):
    choose()
    owner = tmp_path.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    monkeypatch.setattr(code_folder, "ROOT_USER", owner + 1)
    assert choose() is None  # nor is the temporary one, which that user made


# --- the fallback ---


EVIL = "print('PLANTED')"


class Planted:
    """What runs when it is unpickled."""

    def __reduce__(self):
        return exec, (EVIL,)


def test_what_is_planted_in_a_temporary_folder_is_not_executed(package):
    """0.2.0 kept code in `$TMPDIR/allied/<hash>`, where anybody could have put a pickle before."""
    temporary = package / "temporary"
    code = package / "allied" / "sim" / "experiment" / "ensemble.py"
    said(ASK, package)
    (version,) = (path.name for path in (package / "cache" / "compiled").iterdir())
    for place in ("", UserProvidedCacheLocator.get_suitable_cache_subpath(str(code))):
        folder = temporary / "allied" / version / place
        folder.mkdir(parents=True, exist_ok=True)
        for python in ("310", "311", "312", "313", "314"):
            index = folder / f"ensemble.ask-5.py{python}.nbi"
            index.write_bytes(pickle.dumps(Planted()))
    (package / "file").touch()
    answer, line = said(ASK, package, ALLIED_CACHE_DIR=str(package / "file"), TMPDIR=str(temporary))
    assert answer == "41 0"
    assert line.startswith("Compiled code cannot be kept in ")
    assert line.count("\n") == 0
    assert [path.name for path in temporary.iterdir()] == ["allied"]  # its own folder is gone


@posix
def test_the_folder_that_serves_once_is_private_and_no_two_are_alike(choose, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("ALLIED_CACHE_DIR", str(tmp_path / "file" / "below"))
    one, other = choose(), choose()
    assert one.parents[1] != other.parents[1]
    for folder in (one, *one.parents[:2]):
        assert mode(folder) == 0o700
    assert code_folder.cache_root() == other.parents[1]


def test_without_any_folder_the_answer_is_the_same(package):
    (package / "file").touch()
    code = f"import tempfile; tempfile.tempdir = '{package / 'file'}'\n{ASK}"
    answer, line = said(code, package, ALLIED_CACHE_DIR=str(package / "file"))
    assert answer == "41 0"
    assert line.startswith("Compiled code cannot be kept in ")
    assert line.count("\n") == 0


READ_ONLY = """
import errno, os, tempfile
from pathlib import Path
def refuse(*_, **__):
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))
tempfile.mkstemp = os.replace = Path.touch = Path.unlink = Path.chmod = refuse
"""


def test_a_cache_that_can_only_be_read_is_used(package):
    said(ASK, package)
    assert said(READ_ONLY + ASK, package) == ("41 1", "")


@posix
@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may write everywhere")
def test_a_cache_without_the_right_to_write_is_used(package):
    said(ASK, package)
    folders = [path for path in (package / "cache").rglob("*") if path.is_dir()]
    for folder in folders:
        folder.chmod(0o500)
    assert said(ASK, package) == ("41 1", "")
    answer, line = said(ASK.replace("40", "40.5"), package)
    assert (answer, line.partition(" in ")[0]) == ("41.5 0", "Compiled code cannot be kept")
    for folder in folders:
        folder.chmod(0o700)


# --- old versions ---


def test_folders_of_old_versions_are_removed_when_nobody_uses_them(choose):
    parent = choose().parent
    now = (choose() / ".used").stat().st_mtime
    ages = {"0" * 16: MONTH, "1" * 16: MONTH / 2, "2" * 16: MONTH, "notes": MONTH}
    for name, age in ages.items():
        (parent / name).mkdir()
        (parent / name / "some.code").touch()
        os.utime(parent / name / "some.code", (now - age, now - age))
        os.utime(parent / name, (now - age, now - age))
    (parent / ("2" * 16) / ".used").touch()
    choose()
    assert {path.name for path in parent.iterdir()} >= set(ages)  # once a day is enough
    half = choose() / f"half{code_folder.UNFINISHED}"
    half.touch()
    os.utime(half, (now - MONTH, now - MONTH))
    os.utime(half.parent / ".used", (now - MONTH / 2, now - MONTH / 2))
    choose()
    left = {path.name for path in parent.iterdir()}
    assert left == {code_folder.VERSION, "1" * 16, "2" * 16, "notes"}
    assert not half.exists()
    assert re.fullmatch("[0-9a-f]{16}", code_folder.VERSION)
