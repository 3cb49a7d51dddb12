"""Many machines: a real Dask scheduler with two workers, with certificates and without."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from allied.sim.inputs.quantity import InputError
from allied.sim.sweep import points
from allied.sim.sweep.driver import sweep
from allied.sim.sweep.machines import connected
from allied.sim.sweep.parts import points_in
from allied.sim.sweep.stopping import SweepError
from tests.sim.sweep.dask_here import Certificates, cluster
from tests.sim.sweep.small_sweeps import data_of, design, divide, undisturbed, wait_for

pytest.importorskip("distributed", reason="Dask is not installed: pip install 'allied[cluster]'")
LONG = {"runs": 400, "weeks": 52}  # a point takes about a tenth of a second


@pytest.fixture(autouse=True)
def divided(monkeypatch):
    divide(monkeypatch, task_seconds=0.1)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """Give a scheduler without certificates."""
    with cluster(tmp_path_factory.mktemp("dask")) as made:
        yield made


# --- addresses ---


@pytest.mark.parametrize(
    "address", ["localhost", "tls://", "tls://host", "http://host:80", "tcp://:8786", "tls://h:x"]
)
def test_an_address_has_a_protocol_and_a_port(address):
    with pytest.raises(InputError, match=r"expected tls://HOST:PORT\."), connected(address):
        pass


@pytest.mark.parametrize("host", ["10.0.0.7", "node-3", "0.0.0.0", "[fe80::1]", "localhost.evil"])
def test_tcp_beyond_this_machine_has_to_be_insisted_on(host):
    told = r"expected tls:// beyond this machine\. Whoever reaches .* --insecure"
    with pytest.raises(InputError, match=told), connected(f"tcp://{host}:8786"):
        pass


@pytest.mark.parametrize(
    ("address", "insecure"),
    [("tcp://127.0.0.1:1", False), ("tcp://[::1]:1", False), ("tcp://localhost:1", False),
     ("tcp://127.0.0.1:1", True)],
)  # fmt: skip
def test_nobody_answers(address, insecure):
    with (
        pytest.raises(InputError, match="scheduler: got no answer from 'tcp://"),
        connected(address, insecure=insecure, patience=0.3),
    ):
        pass


def test_tls_needs_its_files(tmp_path):
    with pytest.raises(InputError) as told, connected("tls://h:1", ca=tmp_path / "none.pem"):
        pass
    assert [problem.where for problem in told.value.problems] == [
        "scheduler: certificate", "scheduler: key", "scheduler: ca",
    ]  # fmt: skip


def test_certificates_without_tls_are_a_mistake(tmp_path):
    file = tmp_path / "ca.pem"
    file.touch()
    with (
        pytest.raises(InputError, match="'tcp://localhost:1' with certificates; expected tls://"),
        connected("tcp://localhost:1", ca=file),
    ):
        pass


def test_without_dask_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"allied\[cluster\]"), connected("tcp://localhost:1"):
        pass


# --- machines ---


@pytest.mark.slow
def test_two_workers_change_nothing(here, tmp_path):
    whole = undisturbed(tmp_path / "whole")
    with connected(here.address) as executor:
        wait_for(lambda: executor.width >= 1)
        report = sweep(design(), tmp_path / "a", executor=executor)
    assert report.complete
    assert data_of(tmp_path / "a") == whole


@pytest.mark.slow
def test_two_workers_stop_where_one_does(here, tmp_path):
    options = {"precision": {"trust_cmo_cio": 0.1}, "max_runs": 12}
    whole = undisturbed(tmp_path / "whole", **options)
    with connected(here.address) as executor:
        report = sweep(design(), tmp_path / "a", executor=executor, **options)
    assert len(report.stopped) > 1
    assert data_of(tmp_path / "a") == whole


@pytest.mark.slow
def test_a_client_of_ones_own_will_do(here, tmp_path):
    from distributed import Client

    with Client(here.address, set_as_default=False) as client:
        sweep(design(), tmp_path / "a", executor=client.get_executor())
    assert data_of(tmp_path / "a") == undisturbed(tmp_path / "whole")


@pytest.mark.slow
def test_a_worker_that_is_killed(here, tmp_path):
    made = design(40, **LONG)
    whole = undisturbed(tmp_path / "whole", made)
    killed = []

    def kill_one(done, _):
        if done >= 6 and not killed:
            killed.append(here.workers()[0])
            os.kill(killed[0], signal.SIGKILL)

    with connected(here.address) as executor:
        report = sweep(made, tmp_path / "a", executor=executor, progress=kill_one)
    assert killed
    assert (report.computed, report.failed) == (40, 0)
    assert data_of(tmp_path / "a") == whole
    wait_for(lambda: len(here.workers()) == 2)  # its nanny has started another one
    assert killed[0] not in here.workers()


@pytest.mark.slow
def test_another_model_on_a_worker_is_refused(here, tmp_path, monkeypatch):
    monkeypatch.setattr(points, "model_hash", lambda: "0123456789ab")
    told = r"worker: got model [0-9a-f]{12}; expected model 0123456789ab, as where the sweep began"
    with connected(here.address) as executor, pytest.raises(InputError, match=told):
        sweep(design(), tmp_path / "a", executor=executor)
    assert points_in(tmp_path / "a") == 0


@pytest.mark.slow
def test_other_parameters_on_a_worker_are_refused(here, tmp_path, monkeypatch):
    monkeypatch.setattr(points, "hash_of_rows", lambda rows: "0" * 64)
    told = "worker: parameters 'posterior': got other rows; expected those of the machine where"
    with connected(here.address) as executor, pytest.raises(InputError, match=told):
        sweep(design(parameters="posterior"), tmp_path / "a", executor=executor)


@pytest.mark.slow
def test_certificates(tmp_path):
    own, other = tmp_path / "own", tmp_path / "other"
    for folder in (own, other):
        folder.mkdir()
    files, foreign = Certificates.made(own), Certificates.made(other)
    with cluster(own, files) as made:
        assert made.address.startswith("tls://")
        with connected(
            made.address, ca=files.ca, certificate=files.certificate, key=files.key
        ) as executor:
            sweep(design(), tmp_path / "a", executor=executor)
        with (
            pytest.raises(InputError, match="no answer from 'tls://"),
            connected(made.address, ca=foreign.ca, certificate=foreign.certificate,
                      key=foreign.key, patience=2.0),
        ):  # fmt: skip
            pass
        with (
            pytest.raises(InputError, match="no answer from 'tcp://"),
            connected(made.address.replace("tls", "tcp"), patience=2.0),
        ):
            pass
    assert data_of(tmp_path / "a") == undisturbed(tmp_path / "whole")


@pytest.mark.slow
def test_a_scheduler_that_is_killed(tmp_path):
    import dask

    made = design(40, **LONG)
    place = tmp_path / "a"
    (tmp_path / "dask").mkdir()
    with cluster(tmp_path / "dask") as own:

        def kill(done, _):
            if done >= 6:
                own.scheduler.kill()

        with (
            dask.config.set({"distributed.comm.timeouts.connect": "2s"}),
            connected(own.address) as executor,
            pytest.raises(SweepError) as told,
        ):
            sweep(made, place, executor=executor, progress=kill)
    there = points_in(place)
    assert "Workers are gone" in str(told.value)
    assert f"{there} of 40 points are safe there" in str(told.value)
    assert there >= 4
    report = sweep(made, place, threads=2, resume=True)
    assert (report.found, report.computed) == (there, 40 - there)
    assert data_of(place) == undisturbed(tmp_path / "whole", made)


@pytest.mark.slow
def test_a_scheduler_without_workers(tmp_path):
    with cluster(tmp_path, workers=0) as made:
        told = r"without workers; expected one worker or more\. Start some: dask worker tcp://"
        with pytest.raises(InputError, match=told), connected(made.address, patience=1.0):
            pass
