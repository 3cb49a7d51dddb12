"""A table of steps as one compiled function that calls them in a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from allied.sim.model.compiled import composed

__all__ = ["flat"]


def flat(
    name: str, arguments: str, lines: Iterable[str], steps: Mapping[str, Callable[..., Any]]
) -> Callable[..., Any]:
    """Return a compiled function of these lines, which call the steps by their names.

    Numba compiles no loop over functions. Functions that call one and then the rest can be made
    without writing code, but each of them is compiled with all that it calls: the last of ten steps
    ten times. The lines come from a table of this package, never from a file.

    Examples
    --------
    >>> from allied.sim.model.compiled import interpreted
    >>> both = flat("both", "x", ["y = twice(x)", "return y + 1"], {"twice": lambda x: 2 * x})
    >>> interpreted(both)(20)
    41
    """
    source = f"def {name}({arguments}):\n" + "".join(f"    {line}\n" for line in lines)
    names: dict[str, Any] = {"__name__": __name__, **steps}
    exec(compile(source, f"<{name}>", "exec"), names)
    return composed(names[name])
