"""Allied's model: how a company's marketing and IT work together.

`Organisation` is one company as a Mesa model, `simulate` runs thousands of companies at once. Both
follow the same rules, bit for bit. See `sim/ODD.md` for the model's description.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.agents import CEO, CIO, CMO, Team
    from sim.ensemble import simulate
    from sim.organisation import Organisation
    from sim.scenario import Scenario

# Optimising the machine code further takes a fifth longer at the first start, for 7 % in speed.
os.environ.setdefault("NUMBA_OPT", "1")

__all__ = ["CEO", "CIO", "CMO", "Organisation", "Scenario", "Team", "simulate"]

_HOMES = {
    "CEO": "sim.agents", "CIO": "sim.agents", "CMO": "sim.agents", "Team": "sim.agents",
    "Organisation": "sim.organisation", "Scenario": "sim.scenario", "simulate": "sim.ensemble",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import what is asked for only then: Mesa and Numba take a second, help needs neither."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
