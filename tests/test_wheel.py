"""The wheel, as a user has it: installed into an empty environment, used outside the checkout."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from tests.copies import ROOMS

pytestmark = [pytest.mark.slow, pytest.mark.exhaustive]

ROOT = Path(__file__).resolve().parents[1]
MINUTES = 15


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command where nothing of the checkout can be imported; return what it prints."""
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    clean |= {"UV_PYTHON_DOWNLOADS": "never", "ALLIED_CACHE_DIR": str(cwd / "cache")}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=clean, capture_output=True, text=True,
        timeout=60 * MINUTES,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an environment into which the wheel was installed with its lock."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    run(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "uv", cwd=folder)
    uv = [folder / "env" / "bin" / "uv", "pip", "install", "-q", "--python", python]
    run(*uv, "--require-hashes", "-r", ROOT / "requirements.lock", cwd=folder)
    run(*uv, "--no-deps", wheel, cwd=folder)
    return folder


def contents(wheel: Path) -> set[str]:
    """Return the names of the files in a wheel, without what describes it."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_a_wheel_holds_every_file_under_one_name_also_by_way_of_the_sdist(tmp_path: Path) -> None:
    """hatchling takes a link or what it points to, never both: an sdist may lose all rooms."""
    build = [sys.executable, "-m", "hatchling", "build"]
    for kind, cwd in (("wheel", ROOT), ("sdist", ROOT)):
        command = [*build, "-t", kind, "-d", str(tmp_path / "direct")]
        subprocess.run(command, cwd=cwd, check=True, capture_output=True)
    (wheel,), (sdist,) = (list((tmp_path / "direct").glob(f"*.{end}")) for end in ("whl", "tar.gz"))
    shutil.unpack_archive(sdist, tmp_path / "unpacked", filter="data")
    (source,) = (tmp_path / "unpacked").iterdir()
    command = [*build, "-t", "wheel", "-d", str(tmp_path / "from-sdist")]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (again,) = (tmp_path / "from-sdist").glob("*.whl")
    packed = contents(wheel)
    assert contents(again) == packed
    assert {name.partition("/")[0] for name in packed} == {"allied"}
    ours = subprocess.run(
        ["git", "ls-files", *ROOMS], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    assert {f"allied/{name}" for name in ours} | {"allied/__init__.py", "allied/py.typed"} == packed


def test_compare_says_what_the_checkout_says(installed: Path) -> None:
    options = ["compare", "silos", "shared-projects", "--runs", "40", "--weeks", "60", "--json"]
    allied = installed / "env" / "bin" / "allied"
    there = json.loads(run(allied, *options, cwd=installed))
    where = run(installed / "env" / "bin" / "python", "-c", "import allied; print(allied.__file__)",
                cwd=installed)  # fmt: skip
    assert Path(where.strip()).is_relative_to(installed / "env")
    code = "import sys; from allied.viz.terminal import main; sys.exit(main())"
    here = subprocess.run(
        [sys.executable, "-c", code, *options], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert there == json.loads(here.stdout)
    assert there["goals"]
    assert sum(place["p_best"] for place in there["ranking"]) == pytest.approx(1.0)


def test_the_app_serves_its_page(installed: Path) -> None:
    command = [str(installed / "env" / "bin" / "allied"), "app", "--no-browser"]
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    clean |= {"ALLIED_CACHE_DIR": str(installed / "cache")}
    with subprocess.Popen(
        command, cwd=installed, env=clean, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True,
    ) as server:  # fmt: skip
        try:
            assert server.stdout is not None
            address, until = None, time.monotonic() + 120.0
            while address is None and time.monotonic() < until:
                address = re.search(r"http://[\w.]+:\d+", server.stdout.readline())
            assert address is not None
            with urllib.request.urlopen(address[0], timeout=120) as page:
                assert page.status == 200
                assert b"Allied" in page.read()
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=60)
