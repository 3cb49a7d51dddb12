"""Many machines: the workers of a Dask scheduler, as an executor.

A scheduler and its workers unpickle what they receive, which runs code. So whoever can reach the
scheduler must be known by a certificate (`tls://`); without one, only this machine is reached.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from allied.sim.inputs.quantity import InputError, Problem

__all__ = ["connected"]

EXTRA = "Dask is missing. Install it: pip install 'allied[cluster]'"
JOINING = 64  # threads that are kept busy even if their workers join later
PATIENCE = 60.0  # seconds to wait for a scheduler, and for its first worker


@contextmanager
def connected(
    address: str,
    *,
    insecure: bool = False,
    ca: Path | None = None,
    certificate: Path | None = None,
    key: Path | None = None,
    patience: float = PATIENCE,
) -> Iterator[Executor]:
    """Give an executor that runs tasks on the workers of a Dask scheduler.

    Parameters
    ----------
    address : str
        "tls://host:port", or "tcp://host:port" for this machine.
    insecure : bool
        Allow tcp:// beyond this machine: whoever reaches the scheduler can run code on it.
    ca, certificate, key : Path, optional
        With tls://: certificates of the authority and of this client, and its key, as PEM.
    patience : float
        Seconds to wait for the scheduler, and for its first worker.

    Raises
    ------
    InputError
        If the address is not safe, a file is missing, or nobody answers.
    """
    security = _checked(address, insecure, {"ca": ca, "certificate": certificate, "key": key})
    try:
        from distributed import Client, Security
    except ImportError:
        raise InputError([Problem("scheduler", repr(address), "Dask to be installed",
                                  EXTRA)]) from None  # fmt: skip
    try:
        client = Client(
            address, timeout=patience, set_as_default=False,
            security=Security(require_encryption=True, **security) if security else None,
        )  # fmt: skip
    except (OSError, TimeoutError, ValueError) as error:
        said = " ".join(str(error).split())[:200]
        got, expected = f"no answer from {address!r}", "a Dask scheduler that can be reached"
        raise InputError([Problem("scheduler", got, expected, said)]) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=patience)
        except TimeoutError:
            hint = f"Start some: dask worker {address}"
            raise InputError([Problem("scheduler", f"{address!r} without workers",
                                      "one worker or more", hint)]) from None  # fmt: skip
        yield _Machines(client)


class _Machines(Executor):
    """Dask's executor, which says how many tasks run at the same time."""

    def __init__(self, client: Any) -> None:
        self._executor = client.get_executor()
        self.width = max(sum(client.ncores().values()), JOINING)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = self._executor.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._executor.shutdown(wait=wait and not cancel_futures)


def _checked(address: str, insecure: bool, files: dict[str, Path | None]) -> dict[str, str]:
    """Return the arguments of Dask's `Security`; none for tcp.

    Raises
    ------
    InputError
        With every problem.
    """
    kind, separator, place = address.partition("://")
    host, _, port = place.rpartition(":")
    if kind not in ("tls", "tcp") or not separator or not host or not port.isdecimal():
        raise InputError([Problem("scheduler", repr(address), "tls://HOST:PORT")])
    given = {name: path for name, path in files.items() if path is not None}
    problems = []
    if kind == "tcp":
        if given:
            problems.append(Problem("scheduler", f"{address!r} with certificates", "tls://"))
        if not insecure and not _is_here(host):
            hint = (
                "Whoever reaches a tcp:// scheduler can run code on it, and so on this machine. "
                "Use certificates, see docs/clusters.md, or --insecure in a network that you trust."
            )
            problems.append(Problem("scheduler", repr(address), "tls:// beyond this machine", hint))
    else:
        problems += [
            Problem(f"scheduler: {name}", "nothing", "a PEM file, since the address is tls://")
            for name in files if name not in given
        ]  # fmt: skip
        problems += [
            Problem(f"scheduler: {name}", f"{str(path)!r}, which is no file", "a PEM file")
            for name, path in given.items() if not path.is_file()
        ]  # fmt: skip
    if problems:
        raise InputError(problems)
    words = {"ca": "tls_ca_file", "certificate": "tls_client_cert", "key": "tls_client_key"}
    return {words[name]: str(path) for name, path in given.items()}


def _is_here(host: str) -> bool:
    name = host.strip("[]")
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
