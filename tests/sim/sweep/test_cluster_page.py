"""docs/clusters.md: its commands, as they stand there, on fewer points and parts."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from allied.sim.sweep.design import Design
from tests.sim.sweep.dask_here import HOST
from tests.sim.sweep.small_sweeps import ROOT, Data, data_of, undisturbed

PAGE = (ROOT / "docs" / "clusters.md").read_text(encoding="utf-8")
PARTS = 4
SMALL = [("runs = 200", "runs = 2"), ("weeks = 156", "weeks = 8"), ("points = 64", "points = 6")]


def blocks(kind: str) -> list[str]:
    """Return the page's blocks of a language."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def fewer(text: str, *others: tuple[str, str]) -> str:
    """Replace what makes a sweep large; each of these has to stand there."""
    for before, after in others:
        assert before in text
        text = text.replace(before, after)
    return text


@pytest.fixture
def place(tmp_path):
    """Give a folder with the page's design, made small."""
    (tmp_path / "openness.toml").write_text(fewer(blocks("toml")[0], *SMALL))
    return tmp_path


@pytest.fixture
def whole(place) -> Data:
    """Give what one machine computes."""
    return undisturbed(place / "whole", Design.read(place / "openness.toml"))


def shell(place: Path, text: str, program: str = "sh", **environment: str) -> None:
    """Run a script where `allied` and `dask` are this project's."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [program, "-euc", text], cwd=place, capture_output=True, text=True, timeout=240,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_design_is_one():
    assert Design.from_table(tomllib.loads(blocks("toml")[0])).title == "Openness of leaders"


@pytest.mark.slow
def test_slurm(place, whole):
    script = fewer(blocks("bash")[0], ("/40", f"/{PARTS}"))
    assert f"--array=1-{40}" in script
    for number in range(1, PARTS):  # the last job fails
        shell(place, script, "bash", SLURM_ARRAY_TASK_ID=str(number), SLURM_CPUS_PER_TASK="1")
    merge, rest = (
        block for block in blocks("sh") if "scheduler" not in block and "allied" in block
    )
    shell(place, merge)
    assert not data_of(place / "openness").complete
    shell(place, rest)
    assert data_of(place / "openness") == whole


@pytest.mark.slow
def test_kubernetes(place, whole):
    import yaml  # Dask brings it

    job = yaml.safe_load(blocks("yaml")[0])
    assert job["spec"]["completions"] == 40
    program, option, script = job["spec"]["template"]["spec"]["containers"][0]["command"]
    assert (program, option) == ("sh", "-c")
    script = fewer(script, ("/40", f"/{PARTS}"), ("/sweep", str(place)))
    for number in range(PARTS):
        shell(place, script, JOB_COMPLETION_INDEX=str(number))
    (told,) = re.findall(r"`(allied merge /sweep[^`]*)`", PAGE)
    shell(place, told.replace("/sweep", str(place)))
    assert data_of(place / "openness") == whole


@pytest.mark.slow
def test_dask_with_certificates(place, whole):
    certificates, scheduler, worker, command = blocks("sh")[:4]
    shell(place, certificates)
    assert [oct((place / name).stat().st_mode)[-3:] for name in ("ca-key.pem", "key.pem")] == [
        "600", "600",
    ]  # fmt: skip
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = str(free.getsockname()[1])
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
    running = []
    try:
        for text in (scheduler, worker):
            words = fewer(text, ("8786", port)).strip().removesuffix("&")
            with (place / "log.txt").open("ab") as log:
                command_line = ["sh", "-c", f"exec {words}"]
                running.append(subprocess.Popen(
                    command_line, cwd=place, env=environment, stdout=log, stderr=log
                ))  # fmt: skip
            time.sleep(3.0 if text is scheduler else 0.0)
        shell(place, fewer(command, ("8786", port)))
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    assert data_of(place / "openness") == whole


@pytest.mark.slow
def test_python(place, whole):
    (place / "sweep.py").write_text(blocks("python")[0])
    shell(place, f"{sys.executable} sweep.py")
    assert data_of(place / "openness") == whole
