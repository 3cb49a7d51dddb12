"""A real Dask scheduler with two workers, each a process of its own, on this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.sim.sweep.small_sweeps import ROOT, wait_for

HOST = "127.0.0.1"


@dataclass
class Certificates:
    """Files of an authority that the tests make up."""

    ca: Path
    certificate: Path
    key: Path

    @classmethod
    def made(cls, folder: Path) -> Certificates:
        """Make an authority, a certificate for this machine, and its key."""
        import trustme

        authority = trustme.CA()
        own = authority.issue_cert(HOST, "localhost")
        made = cls(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")
        authority.cert_pem.write_to_path(made.ca)
        own.cert_chain_pems[0].write_to_path(made.certificate)
        own.private_key_pem.write_to_path(made.key)
        return made

    @property
    def options(self) -> list[str]:
        """For Dask's commands."""
        return ["--tls-ca-file", str(self.ca), "--tls-cert", str(self.certificate),
                "--tls-key", str(self.key)]  # fmt: skip


@dataclass
class Cluster:
    """A scheduler, and its workers with the nannies that start them again."""

    address: str
    scheduler: subprocess.Popen[bytes]
    nannies: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def workers(self) -> list[int]:
        """Return the processes that compute: the children of the nannies."""
        found = []
        for nanny in self.nannies:
            for task in Path(f"/proc/{nanny.pid}/task").glob("*/children"):
                found += [int(number) for number in task.read_text().split()]
        return [number for number in found if _computes(number)]

    def end(self) -> None:
        """End all that was started."""
        for process in [*self.nannies, self.scheduler]:
            process.send_signal(signal.SIGTERM)
        for process in [*self.nannies, self.scheduler]:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _computes(number: int) -> bool:
    try:
        command = Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return False
    return b"spawn_main" in command


@contextmanager
def cluster(
    folder: Path, certificates: Certificates | None = None, workers: int = 2
) -> Iterator[Cluster]:
    """Start a scheduler and workers with one thread each, and end them."""
    known = folder / "scheduler.json"
    options = certificates.options if certificates else []
    kind = ["--protocol", "tls"] if certificates else []
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def dask(*words: str) -> subprocess.Popen[bytes]:
        log = (folder / f"{words[0]}.log").open("ab")
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *words, "--scheduler-file", str(known), "--host", HOST,
             "--no-dashboard", *kind, *options],
            cwd=folder, env=environment, stdout=log, stderr=log,
        )  # fmt: skip

    made = Cluster("", dask("scheduler", "--port", "0"))
    try:
        wait_for(known.exists)
        wait_for(lambda: known.read_text().rstrip().endswith("}"))
        made.address = json.loads(known.read_text())["address"]
        made.nannies = [
            dask("worker", "--nthreads", "1", "--nworkers", "1") for _ in range(workers)
        ]
        yield made
    finally:
        made.end()
