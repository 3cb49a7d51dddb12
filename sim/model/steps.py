"""The phases of the week as machine code, each compiled by itself and called by its address.

So a rule of one's own makes one phase anew and leaves nine and the loop as they are, and the
ensemble and the Mesa model run the very same code.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numba
import numpy as np
from numba.core import cgutils, config, types
from numba.extending import intrinsic, overload

from allied.sim.model.code_cache import NamedCache
from allied.sim.model.company import Company
from allied.sim.model.compiled import interpreted, kernel
from allied.sim.model.decisions import Step
from allied.sim.model.rules.founding import found
from allied.sim.model.rules.measures import measure
from allied.sim.model.week import WEEK, Phase

__all__ = [
    "BUILT_IN", "Machine", "Steps", "found_in", "measure_in",
    "record_of_size", "run_in", "run_step", "steps_in",
]  # fmt: skip

Steps = np.ndarray | tuple[Step, ...]
"""Phases for the compiled loop: their addresses; functions where nothing is compiled."""

_compiling = threading.RLock()


def run_step(step: Any, company: Company) -> None:
    """Run a phase; compiled code takes its address."""
    step(company)


def _call(_: Any, address: Any, company: Any) -> Any:
    """Call a compiled function of a company by its address, and pass its exception on."""

    def generate(context: Any, builder: Any, __: Any, arguments: Any) -> Any:
        convention = context.call_conv
        kind = convention.get_function_type(types.none, (company,)).as_pointer()
        function = builder.inttoptr(arguments[0], kind)
        status, _ = convention.call_function(
            builder, function, types.none, (company,), [arguments[1]]
        )
        with cgutils.if_unlikely(builder, status.is_error):
            convention.return_status_propagate(builder, status)
        return context.get_dummy_value()

    return types.none(address, company), generate


_call_address: Any = intrinsic(_call)


@overload(run_step, strict=False)  # type: ignore[untyped-decorator]
def _run_step(step: Any, company: Any) -> Any:
    if isinstance(step, types.Integer) and isinstance(company, types.Record):
        return lambda step, company: _call_address(step, company)
    return None


class Machine:
    """A phase, made from its decisions, as machine code for each size of record.

    Parameters
    ----------
    phase : Phase
    decisions : mapping of str to rule
        Instead of the built-in ones.
    name : str, optional
        What these decisions depend on, beyond this package; not kept between sessions when None.
    """

    def __init__(
        self, phase: Phase, decisions: Mapping[str, Callable[..., Any]], name: str | None
    ) -> None:
        self.phase = phase
        make: Callable[..., Any] = phase.make
        self._code = make(**{**phase.decisions, **decisions})
        self.plain: Step = interpreted(self._code)
        if name is not None and not config.DISABLE_JIT:
            self._code._cache = NamedCache(self.plain, name)

    def is_kept(self, record: types.Record) -> bool:
        """Return whether it can run on such a record without being compiled."""
        if config.DISABLE_JIT:
            return True
        if (record,) in self._code.overloads:
            return True
        cache = self._code._cache
        return isinstance(cache, NamedCache) and cache.holds((record,), self._code.targetctx)

    def address(self, record: types.Record) -> int:
        """Return where its code for such a record begins; compiled now, if it is not kept."""
        with _compiling:
            if (record,) not in self._code.overloads:
                self._code.compile((record,))
            compiled = self._code.overloads[record,]
        address: int = compiled.library.get_pointer_to_function(compiled.fndesc.llvm_func_name)
        return address


BUILT_IN: tuple[Machine, ...] = tuple(Machine(phase, {}, "built-in") for phase in WEEK)


_records: dict[tuple[int, int], types.Record] = {}


def record_of_size(company: np.ndarray) -> types.Record:
    """Return Numba's type of a company, from an array of shape (1,)."""
    size = company["teams"].shape[1], company["work"].shape[1]
    if size not in _records:  # Numba describes hundreds of fields each time
        _records[size] = numba.typeof(company).dtype
    return _records[size]


def steps_in(company: np.ndarray, machines: Sequence[Machine] = BUILT_IN) -> Steps:
    """Return a week's phases for a company: an array of shape (1,)."""
    if config.DISABLE_JIT:
        return tuple(machine.plain for machine in machines)
    record = record_of_size(company)
    return np.array([machine.address(record) for machine in machines], np.int64)


@kernel
def run_in(company: np.ndarray, step: Any) -> None:
    """Run a phase in a company that is an array of shape (1,)."""
    run_step(step, company[0])


@kernel
def found_in(company: np.ndarray, seed: np.uint64, run: int) -> None:
    """Found a company that is an array of shape (1,)."""
    found(company[0], seed, run)


@kernel
def measure_in(company: np.ndarray, out: np.ndarray) -> None:
    """Measure the outcomes of a company that is an array of shape (1,)."""
    measure(company[0], out)
