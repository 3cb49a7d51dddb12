"""The `allied` command.

Exit codes: 0 fine, 1 failed, 2 bad input (every problem is listed), 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the `allied` command and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows `allied`; by default what the shell passed.
    """
    try:
        from allied.viz.terminal.cli import (
            invoke,  # imported here so that Ctrl-C finds a listener
        )

        return invoke(sys.argv[1:] if arguments is None else list(arguments))
    except KeyboardInterrupt:
        from allied.viz.words.command_words import interrupted

        print(interrupted(), file=sys.stderr)
        return 130
