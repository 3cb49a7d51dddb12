"""Allied: an agent-based simulation of how a company's marketing and IT work together.

`Organisation` is one company as a Mesa model, `simulate` runs thousands of companies at once. Both
follow the same rules, bit for bit. `load` reads a what-if by its name or path.

Examples
--------
>>> from allied import load, simulate
>>> table = simulate([load("silos"), load("merged")], runs=20, weeks=52)
>>> len(table), table["scenario"].unique().tolist()
(40, ['silos', 'merged'])
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from allied.scenarios.loading import load
    from allied.sim.experiment.ensemble import simulate
    from allied.sim.inputs.scenario import Scenario
    from allied.sim.model.agents import CEO, CIO, CMO, Team
    from allied.sim.model.organisation import Organisation

# Optimising the machine code further takes a fifth longer at the first start, for 7 % in speed.
os.environ.setdefault("NUMBA_OPT", "1")

__all__ = ["CEO", "CIO", "CMO", "Organisation", "Scenario", "Team", "load", "simulate"]

_HOMES = {
    "CEO": "sim.model.agents", "CIO": "sim.model.agents", "CMO": "sim.model.agents",
    "Team": "sim.model.agents", "Organisation": "sim.model.organisation",
    "Scenario": "sim.inputs.scenario", "load": "scenarios.loading",
    "simulate": "sim.experiment.ensemble",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import what is asked for only then: Mesa and Numba take a second, help needs neither."""
    if name in _HOMES:
        return getattr(import_module(f"allied.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'allied' has no attribute {name!r}")
