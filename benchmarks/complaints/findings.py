"""What a script found out about a tool, and how it is told."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from importlib.metadata import PackageNotFoundError, version
from io import StringIO
from pathlib import Path
from typing import NamedTuple

__all__ = ["Finding", "quiet", "started", "told", "workbench_installed"]

ROOT = Path(__file__).parents[2]


class Finding(NamedTuple):
    """What a tool did.

    Attributes
    ----------
    tool : str
        The distribution's name.
    complaint : bool
        Whether it does what is complained of.
    did : str
        What it did, with the numbers of this run.
    """

    tool: str
    complaint: bool
    did: str


def _version(tool: str) -> str:
    try:
        return version(tool)
    except PackageNotFoundError:
        return "from its sources"


def told(complaint: str, peers: Sequence[Finding], allied: Sequence[Finding]) -> int:
    """Print findings; return 0 where a peer has the complaint and Allied has it nowhere."""
    print(f"\n{complaint}")
    for found in (*peers, *allied):
        mark = "complaint" if found.complaint else "fine"
        print(f"  {found.tool} {_version(found.tool)}: {mark}: {found.did}")
    if not workbench_installed():
        print("  ema-workbench is not installed: pip install 'ema-workbench>=2.5'")
    reproduced = any(found.complaint for found in peers)
    return int(not reproduced or any(found.complaint for found in allied))


def workbench_installed() -> bool:
    """Return whether the EMA Workbench can be imported."""
    try:
        version("ema-workbench")
    except PackageNotFoundError:
        return False
    return True


@contextmanager
def quiet() -> Iterator[StringIO]:
    """Keep progress bars, warnings and logs of peers away, and give what they wrote."""
    with warnings.catch_warnings(), redirect_stderr(StringIO()) as written:
        warnings.simplefilter("ignore")
        yield written


def started(script: str, *arguments: str, folder: Path | None = None) -> subprocess.Popen[str]:
    """Start a script of this package, by its file, in a process and a session of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", f"{__package__}.{Path(script).stem}", *arguments]
    return subprocess.Popen(
        command, cwd=folder or ROOT, env=environment, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
