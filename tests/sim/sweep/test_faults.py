"""What stops a sweep, for real: going on gives the same dataset, and computes what was missing."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from allied.sim.inputs.quantity import InputError
from allied.sim.sweep import folder, locking, parts, running
from allied.sim.sweep.driver import sweep
from allied.sim.sweep.parts import part_files, points_in
from allied.sim.sweep.stopping import SweepError
from allied.viz.terminal import main
from tests.sim.sweep.small_sweeps import (
    POINTS,
    ROOT,
    compute_or_die,
    counted,
    data_of,
    design,
    divide,
    started,
    undisturbed,
    wait_for,
)

__all__ = ["counted"]

RUNS = 3


@pytest.fixture(autouse=True)
def divided(monkeypatch):
    divide(monkeypatch)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Give what a sweep leaves that nothing disturbs."""
    return undisturbed(tmp_path_factory.mktemp("whole") / "a")


def gone_on(place, counter):
    """Go on with a sweep, and hold what was computed against what was missing."""
    there = points_in(place)
    counter.runs = 0
    report = sweep(design(), place, threads=2, resume=True)
    assert (report.found, report.computed) == (there, POINTS - there)
    assert counter.runs == (POINTS - there) * RUNS
    assert report.complete
    return data_of(place)


def unfinished(place: Path) -> list[str]:
    """Return files that are no whole ones."""
    return [path.name for path in place.rglob(".*") if path.is_file() and path.name != ".lock"]


# --- processes that end ---


@pytest.mark.slow
def test_a_driver_that_is_killed(whole, tmp_path, counted):
    place = tmp_path / "a"
    with started(place) as process:
        wait_for(lambda: points_in(place) >= 4)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert 4 <= points_in(place) < POINTS
    assert gone_on(place, counted) == whole


@pytest.mark.slow
def test_a_driver_that_is_killed_again_and_again(whole, tmp_path, counted):
    place = tmp_path / "a"
    for least in (2, 6, 8):
        with started(place, "--resume") as process:
            wait_for(lambda least=least: points_in(place) >= least)
            process.kill()
    assert gone_on(place, counted) == whole


@pytest.mark.slow
def test_ctrl_c(whole, tmp_path, counted):
    place = tmp_path / "a"
    with started(place) as process:
        wait_for(lambda: points_in(place) >= 4)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "KeyboardInterrupt" in errors
    manifest = json.loads((place / "manifest.json").read_text())
    assert sum(part["last"] + 1 - part["first"] for part in manifest["parts"]) == points_in(place)
    assert manifest["missing"] == [[points_in(place) + 1, POINTS]]
    assert unfinished(place) == []
    assert gone_on(place, counted) == whole


def test_ctrl_c_in_the_driver_itself(whole, tmp_path, counted):
    def interrupt():
        if counted.runs == 5 * RUNS:
            raise KeyboardInterrupt

    counted.before = interrupt
    with pytest.raises(KeyboardInterrupt):
        sweep(design(), tmp_path / "a", threads=1)
    counted.before = lambda: None
    assert points_in(tmp_path / "a") == 4
    assert gone_on(tmp_path / "a", counted) == whole


@pytest.mark.slow
def test_a_pool_of_processes_that_breaks(whole, tmp_path, counted, monkeypatch):
    place = tmp_path / "a"
    spawn = multiprocessing.get_context("spawn")
    monkeypatch.setenv("DIE_AT", repr(design().point(9)["leadership.openness"]))
    with ProcessPoolExecutor(2, mp_context=spawn) as pool, monkeypatch.context() as patched:
        patched.setattr(running, "compute", compute_or_die)
        with pytest.raises(SweepError) as told:
            sweep(design(), place, executor=pool)
    assert "Workers are gone" in str(told.value)
    assert "BrokenProcessPool" in str(told.value)
    assert f"{points_in(place)} of 12 points are safe there" in str(told.value)
    assert points_in(place) >= 4
    assert unfinished(place) == []
    assert gone_on(place, counted) == whole


# --- disks ---

ON_A_DISK = """
import json, subprocess, sys
from pathlib import Path
from allied.sim.sweep import layout, running
from allied.sim.sweep.driver import sweep
from allied.sim.sweep.parts import points_in
from allied.sim.sweep.stopping import SweepError
from tests.sim.sweep.small_sweeps import Counter, data_of, design

layout.LEAST_SECONDS, layout.FILES, layout.TASK_SECONDS = 1e-9, 6, 1e-9
disk, kind = Path(sys.argv[1]), sys.argv[2]
place, counter = disk / "a", Counter()
running.compute = counter
if kind == "full":
    (disk / "ballast").write_bytes(b"x" * int(sys.argv[3]))
else:
    sweep(design(), place, threads=1, part=(1, 3))
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
try:
    sweep(design(), place, threads=1, resume=True)
    said = ""
except SweepError as error:
    said = str(error)
there, half = points_in(place), [p.name for p in place.rglob(".*.*") if p.is_file()]
subprocess.run(["mount", "-o", "remount,rw,size=50m", str(disk)], check=True)
counter.runs = 0
report = sweep(design(), place, threads=1, resume=True)
if kind != "full":
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
again = sweep(design(), place, threads=1)
data = data_of(place)
print(json.dumps({"said": said, "there": there, "half": half, "runs": counter.runs,
                  "computed": report.computed, "again": again.computed, "sha256": data.sha256,
                  "rows": data.rows.to_csv()}))
"""
MOUNT = 'mount -t tmpfs -o size="$1" tmpfs "$0" && shift && exec "$@"'


def on_a_disk(place: Path, size: str, *arguments: str) -> dict[str, object]:
    """Run a sweep on a file system of its own that ends with the process."""
    place.mkdir()
    alone = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", MOUNT, str(place), size]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*alone, "true"], capture_output=True).returncode
    ):
        pytest.skip("this system lets nobody mount a small file system")
    command = [*alone, sys.executable, "-c", ON_A_DISK, str(place), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("left", [40_000, 100_000])
def test_a_full_disk(whole, tmp_path, left):
    size = 400_000
    found = on_a_disk(tmp_path / "disk", str(size), "full", str(size - left))
    there = found["there"]
    assert "No room for results in" in found["said"]
    assert "No space left on device" in found["said"]
    safe = f"{there} of 12 points are safe there" if there else "No points were kept"
    assert safe in found["said"]
    assert "--resume" in found["said"]
    assert there < POINTS
    assert found["half"] == []
    assert (found["computed"], found["runs"]) == (POINTS - there, (POINTS - there) * RUNS)
    assert (found["sha256"], found["rows"]) == (whole.sha256, whole.rows.to_csv())


@pytest.mark.slow
def test_a_read_only_folder(whole, tmp_path):
    found = on_a_disk(tmp_path / "disk", "10m", "read-only")
    assert "Nothing can be written into" in found["said"]
    assert "Read-only file system" in found["said"]
    assert "4 of 12 points are safe" in found["said"]
    assert (found["there"], found["computed"], found["runs"]) == (4, 8, 8 * RUNS)
    assert found["again"] == 0  # to read a whole one needs no right to write
    assert (found["sha256"], found["rows"]) == (whole.sha256, whole.rows.to_csv())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write(tmp_path):
    tmp_path.chmod(0o555)
    with pytest.raises(SweepError, match=r"Nothing can be written into .*: Permission denied"):
        sweep(design(), tmp_path / "a", threads=1)


def test_a_disk_that_fails_while_a_file_is_written(whole, tmp_path, counted, monkeypatch):
    place, write = tmp_path / "a", Path.write_bytes

    def full(self, content):
        if points_in(place) < 6:
            return write(self, content)
        write(self, content[: len(content) // 2])
        raise OSError(28, "No space left on device", str(self))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(SweepError, match=r"6 of 12 points are safe there; once that is mended"):
            sweep(design(), place, threads=1)
    assert unfinished(place) == []
    assert points_in(place) == 6
    assert gone_on(place, counted) == whole


# --- files ---


@pytest.mark.parametrize("length", [0, 1, 0.5, -1])
def test_a_truncated_part(whole, tmp_path, counted, length):
    place = tmp_path / "a"
    sweep(design(), place, threads=1)
    path = part_files(place)[2]
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * length) if length == 0.5 else length])
    counted.runs = 0
    report = sweep(design(), place, threads=1, resume=True)
    assert (report.damaged, report.computed, counted.runs) == ([path.name], 2, 2 * RUNS)
    assert data_of(place) == whole


def test_a_part_in_which_one_byte_changed(whole, tmp_path):
    place = tmp_path / "a"
    sweep(design(), place, threads=1)
    path = part_files(place)[0]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"10 of 12 points; expected a new folder. To go on"):
        sweep(design(), place, threads=1)
    assert path.exists()  # nothing is removed unless one goes on
    assert sweep(design(), place, threads=1, resume=True).damaged == [path.name]
    assert data_of(place) == whole


def test_a_file_that_cannot_be_read_is_not_taken_for_damaged(tmp_path, monkeypatch):
    place = tmp_path / "a"
    sweep(design(), place, threads=1)
    before = part_files(place)

    def broken(*arguments):
        raise OSError(5, "Input/output error", str(before[0]))

    monkeypatch.setattr(parts.hashlib, "file_digest", broken)
    with pytest.raises(SweepError, match=r"failed: Input/output error"):
        sweep(design(), place, threads=1, resume=True)
    assert part_files(place) == before


def test_what_a_killed_writer_left_is_removed(whole, tmp_path, counted):
    place = tmp_path / "a"
    sweep(design(), place, threads=1, part=(1, 2))
    name = part_files(place)[0].name
    (place / "parts" / f".{name}.abcdefgh").write_bytes(b"half")
    (place / ".manifest.json.abcdefgh").write_text("{")
    assert gone_on(place, counted) == whole
    assert unfinished(place) == []


@pytest.mark.parametrize("left", [[], [".manifest.json.abcdefgh"]])
def test_a_folder_that_was_killed_before_its_manifest(whole, tmp_path, left):
    place = tmp_path / "a"
    (place / "parts").mkdir(parents=True)
    for name in [".lock", *left]:
        (place / name).touch()
    sweep(design(), place, threads=1)
    assert data_of(place) == whole
    assert unfinished(place) == []


def test_a_folder_that_was_killed_while_it_was_described(tmp_path):
    place = tmp_path / "a"
    sweep(design(), place, threads=1, part=(1, 2))
    described = sorted(path.name for path in place.iterdir())
    (place / folder.DESIGN).unlink()  # the last file of the description
    (place / folder.POINTS).unlink()
    sweep(design(), place, threads=1, resume=True)
    assert sorted(path.name for path in place.iterdir()) == described


def test_points_that_two_files_hold_count_once(whole, tmp_path):
    place = tmp_path / "a"
    sweep(design(), place, threads=1)
    one = part_files(place)[0]
    store = folder.Store(
        place, design(), json.loads((place / "manifest.json").read_text())["identity"]
    )
    note = {"digest": "00", "failed": 0, "runs": 6, "machine": "another"}
    twin = store.write((1, 3), parts.pq.read_table(one), note)
    assert twin.path != one
    assert len(part_files(place)) == 7
    part_files(place)[-1].unlink()
    report = sweep(design(), place, threads=1, resume=True)
    assert (report.computed, len(part_files(place))) == (2, 6)
    assert len(data_of(place).rows) == len(whole.rows)


# --- two drivers ---


@pytest.mark.slow
def test_two_drivers_in_one_folder(whole, tmp_path, counted):
    place = tmp_path / "a"
    with started(place) as first:
        wait_for(lambda: points_in(place) >= 2)
        with pytest.raises(InputError, match=r"into which another process writes.*Wait until"):
            sweep(design(), place, threads=1, resume=True)
        assert counted.runs == 0
        told, _ = first.communicate(timeout=120)
    assert json.loads(told)["computed"] == POINTS
    assert data_of(place) == whole
    assert gone_on(place, counted) == whole


def test_two_drivers_in_one_process(tmp_path):
    refused = []

    def again(done, _):
        if done == 4:
            with pytest.raises(InputError, match="into which another process writes"):
                sweep(design(), tmp_path / "a", threads=1, resume=True)
            refused.append(done)

    report = sweep(design(), tmp_path / "a", threads=1, progress=again)
    assert refused == [4]
    assert report.complete


@pytest.mark.parametrize("changes", [{}, {"seed": 2}])
def test_the_first_driver_ends_before_the_second_has_the_lock(
    tmp_path, monkeypatch, counted, changes
):
    place, look, done = tmp_path / "a", folder.manifest_in, []

    def late(path):
        found = look(path)
        if len(done) == 1 and found is None:  # the second one has looked; the first one is quick
            done.append("first")
            sweep(design(), path, threads=1)
            counted.runs = 0
        return found

    done.append("second")
    monkeypatch.setattr(folder, "manifest_in", late)
    if changes:
        with pytest.raises(InputError, match="which holds results of design"):
            sweep(design(**changes), place, threads=1)
    else:
        report = sweep(design(), place, threads=1)
        assert (report.found, report.computed) == (POINTS, 0)
    assert counted.runs == 0
    assert data_of(place).complete


def test_a_file_system_without_locks(whole, tmp_path, monkeypatch):
    def absent(*arguments):
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(locking.fcntl, "lockf", absent)
    place = tmp_path / "a"
    (place / "parts").mkdir(parents=True)
    half = place / "parts" / ".points-0000001-0000002-0123456789abcdef.parquet.abcdefgh"
    half.write_bytes(b"another one writes this")
    sweep(design(), place, threads=1)
    assert half.exists()  # who knows whether its writer is alive
    assert data_of(place) == whole


def test_a_file_system_without_hard_links(whole, tmp_path, monkeypatch):
    def absent(*arguments, **options):
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", absent)
    sweep(design(), tmp_path / "a", threads=1)
    assert data_of(tmp_path / "a") == whole


def test_a_forked_worker_does_not_keep_the_lock(tmp_path):
    lock = tmp_path / ".lock"
    with locking.locked(lock):
        child = os.fork()
        if child == 0:
            signal.pause()
            os._exit(0)
    try:
        code = f"from pathlib import Path; from allied.sim.sweep.locking import locked\n" \
               f"with locked(Path({str(lock)!r})) as alone: assert alone"  # fmt: skip
        assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_a_failure_before_anything_runs_is_told_as_it_is(tmp_path):
    class Closed(ProcessPoolExecutor):
        def submit(self, *arguments, **options):
            raise RuntimeError("cannot schedule new futures after shutdown")

    with pytest.raises(RuntimeError, match="after shutdown"):
        sweep(design(), tmp_path / "a", executor=Closed(1))
    assert sweep(design(), tmp_path / "a", threads=1).complete


def test_the_command_says_in_one_sentence_what_stopped_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("small.toml").write_text(
        'format = 1\nbase = "silos"\nruns = 2\nweeks = 8\nparameters = "default"\n'
        '[sample]\nmethod = "grid"\n'
        '[vary]\n"budget.overlap" = ["contest", "yield"]\n'
    )

    def full(self, content):
        raise OSError(28, "No space left on device", str(self))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        assert main(["sweep", "small.toml", "--out", "a"]) == 1
    told = " ".join(capsys.readouterr().err.split())
    assert "allied: No room for results in 'a': No space left on device." in told
    assert "--resume" in told
    assert "Traceback" not in told
    assert main(["sweep", "small.toml", "--out", "a", "--resume"]) == 0
