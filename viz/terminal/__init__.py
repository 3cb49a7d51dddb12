"""The `allied` command.

Exit codes: 0 fine, 1 failed, 2 bad input (every problem is listed), 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the `allied` command and return its exit code; no traceback ever reaches the user.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows `allied`; by default what the shell passed.
    """
    from allied.viz.terminal import streams

    if not streams.usable():
        return 1
    try:
        from allied.viz.terminal.cli import (
            invoke,  # imported here so that Ctrl-C finds a listener
        )

        code = invoke(sys.argv[1:] if arguments is None else list(arguments))
    except KeyboardInterrupt:
        from allied.viz.words.command_words import interrupted

        streams.tell(interrupted())
        code = 130
    except BrokenPipeError:  # the reader, say `head`, has seen enough
        code = 1
    except OSError as error:
        from allied.viz.words.command_words import failed

        streams.tell(failed(error.strerror or str(error), error.filename or ""))
        code = 1
    except Exception as error:
        from allied.viz.failures import explain

        streams.tell(f"allied: {explain(error)}")
        code = 1
    return streams.flushed(code)
