"""Allied: an agent-based simulation of how a company's marketing and IT work together.

`Organisation` is one company as a Mesa model, `simulate` runs thousands of companies at once. Both
follow the same rules, bit for bit. `Design` states a sweep over many what-ifs, `sweep` computes it
into a folder. `load` reads such a folder again, or a what-if by its name or path.

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
    from allied.sim.experiment.ensemble import simulate
    from allied.sim.inputs.quantity import Quantity
    from allied.sim.inputs.scenario import Scenario
    from allied.sim.model.agents import CEO, CIO, CMO, Team
    from allied.sim.model.organisation import Organisation
    from allied.sim.sweep.dataset import load
    from allied.sim.sweep.design import Design
    from allied.sim.sweep.driver import sweep

# Optimising the machine code further takes a fifth longer at the first start, for 7 % in speed.
os.environ.setdefault("NUMBA_OPT", "1")

__all__ = [
    "CEO", "CIO", "CMO", "Design", "Organisation", "Quantity", "Scenario", "Team", "load",
    "simulate", "sweep",
]  # fmt: skip

_HOMES = {
    "CEO": "sim.model.agents", "CIO": "sim.model.agents", "CMO": "sim.model.agents",
    "Team": "sim.model.agents", "Organisation": "sim.model.organisation",
    "Quantity": "sim.inputs.quantity", "Scenario": "sim.inputs.scenario",
    "simulate": "sim.experiment.ensemble",
    "Design": "sim.sweep.design", "load": "sim.sweep.dataset", "sweep": "sim.sweep.driver",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import what is asked for only then: Mesa and Numba take a second, help needs neither."""
    if name in _HOMES:
        return getattr(import_module(f"allied.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'allied' has no attribute {name!r}")
