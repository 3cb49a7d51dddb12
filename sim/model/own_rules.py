"""Rules of one's own: a function of the company decides instead of a built-in rule.

    simulate(["silos"], rules={"prioritise": loudest})

A decision is named as in `allied.sim.model.week.WEEK`. The function takes what the built-in rule
takes: the company, and the row of an initiative or a team where the decision is about one. It is
compiled into its phase of the week; the other phases, and the loop, stay as they are.
"""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
from numba.core import config, types
from numba.core.errors import NumbaError
from numba.extending import overload

from allied.sim.inputs.plugins import offered_rule, rule_offers
from allied.sim.inputs.quantity import InputError, Problem, distinct, nearest
from allied.sim.model.compiled import interpreted, rule
from allied.sim.model.rule_checks import source_problems
from allied.sim.model.rule_sources import Source, read_function
from allied.sim.model.state import ROUTES, SMALL, state_type
from allied.sim.model.steps import BUILT_IN, Machine, Steps, record_of_size, steps_in
from allied.sim.model.week import WEEK, Phase

__all__ = ["OwnRules", "Rules"]

Rule: TypeAlias = Callable[..., Any] | str
"""A function, or the name of one that an installed package offers; "built-in" is Allied's own."""

_BUILT_IN = "built-in"
_NUMBERS = (types.Integer, types.Boolean, types.IntEnumMember)
_EXPECTED: dict[str, tuple[str, tuple[type, ...]]] = {
    "bool": ("true or false", _NUMBERS),
    "int": ("a whole number", _NUMBERS),
    "float": ("a number", (types.Float, types.Integer, types.Boolean)),
}


class OwnRules:
    """A checked set of rules; prepare it once, and hand it on wherever `rules` are taken.

    It can be pickled if its functions can.

    Attributes
    ----------
    given : dict of str to function or str
        As given, by decision; those that are built in are left out.
    hash : str
        SHA-256 of what the rules do: their code and that of their helpers, and the values that
        they read.
    machines : tuple of Machine
        The phases of a week in which these rules decide.

    Examples
    --------
    >>> def half(co):
    ...     return 0.5
    >>> rules = OwnRules.of({"prioritise": half})
    >>> [machine.phase.name for machine in rules.machines if machine not in BUILT_IN]
    ['plan']
    """

    def __init__(self, given: Mapping[str, Rule]) -> None:
        sources = _sources(given)
        self.given = {name: given[name] for name in sources}
        told = "\n".join(f"{name}: {source.text()}" for name, source in sorted(sources.items()))
        self.hash = hashlib.sha256(told.encode()).hexdigest()
        self.machines = _machines(sources)

    @classmethod
    def of(cls, rules: Rules) -> OwnRules | None:
        """Return rules as a checked set; None where all are built in.

        Raises
        ------
        InputError
            With every problem: no such decision, the wrong arguments, what cannot be compiled.
        """
        given: Any = {} if rules is None else rules
        if isinstance(given, OwnRules):
            return given
        if not isinstance(given, Mapping):
            expected = "a mapping of decisions to functions"
            raise InputError([Problem("rules", f"{given!r:.60}", expected)])
        own = cls(given)
        return own if own.given else None

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.given,)

    def __repr__(self) -> str:
        return f"<OwnRules {', '.join(sorted(self.given))}, {self.hash[:12]}>"

    def steps(self, company: np.ndarray) -> Steps:
        """Return a week's phases for a company, an array of shape (1,)."""
        return steps_in(company, self.machines)


Rules: TypeAlias = Mapping[str, Rule] | OwnRules | None
"""Rules by the decision that they take, or a set of them that is checked; built-in when None."""


def _sources(given: Mapping[str, Rule]) -> dict[str, Source]:
    """Return the sources of rules by decision; raise all that can be said before compilation."""
    built_in = {name: rule for phase in WEEK for name, rule in phase.decisions.items()}
    problems: list[Problem] = []
    sources = {}
    for name, value in given.items():
        if name not in built_in:
            expected = f"one of {', '.join(built_in)}"
            problems.append(Problem("rules", repr(name), expected, nearest(str(name), built_in)))
            continue
        where = f"rules, {name}"
        try:
            function = _named(value, where) if isinstance(value, str) else value
            if function is None:
                continue
            sources[name] = read_function(function, where)
        except InputError as error:
            problems += error.problems
            continue
        takes = list(inspect.signature(interpreted(built_in[name])).parameters)
        problems += _argument_problems(where, sources[name], takes)
        problems += source_problems(where, sources[name], len(takes))
    if problems:
        raise InputError(distinct(problems))
    return sources


def _named(name: str, where: str) -> Callable[..., Any] | None:
    """Return the rule of a name; None for the built-in one."""
    if name == _BUILT_IN:
        return None
    found = offered_rule(name)
    if found is None:
        offers = [_BUILT_IN, *rule_offers()]
        expected = f"a function, or one of {', '.join(offers)}"
        raise InputError([Problem(where, repr(name), expected, nearest(name, offers))])
    return found


def _argument_problems(where: str, source: Source, takes: list[str]) -> list[Problem]:
    shape = inspect.signature(source.function)
    plain = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    try:
        shape.bind(*takes)
        fits = all(parameter.kind in plain for parameter in shape.parameters.values())
    except TypeError:
        fits = False
    expected = f"{len(takes)}: ({', '.join(takes)})"
    place = f"{where} ({source.where()})"
    return [] if fits else [Problem(place, f"arguments {shape}", expected)]


def _machines(sources: Mapping[str, Source]) -> tuple[Machine, ...]:
    """Return the week's phases, those made anew in which a rule decides; raise what fails."""
    machines, problems = [], []
    for built_in in BUILT_IN:
        phase = built_in.phase
        own = {name: sources[name] for name in phase.decisions if name in sources}
        if not own:
            machines.append(built_in)
            continue
        made = {name: source.compiled() for name, source in own.items()}
        decisions = {name: _decided(phase, name, function) for name, function in made.items()}
        keys = {name: source.key() for name, source in own.items()}
        told = None if None in keys.values() else repr(sorted(keys.items()))
        machine = Machine(phase, decisions, told)
        machines.append(machine)
        if not config.DISABLE_JIT and not machine.is_kept(_small()):
            for name, function in made.items():
                problems += _compile_problems(phase, name, own[name], function)
    if problems:
        raise InputError(distinct(problems))
    return tuple(machines)


def _small() -> types.Record:
    return record_of_size(np.zeros(1, state_type(*SMALL)))


def _result(phase: Phase, name: str) -> str:
    """Return the type that a decision's built-in rule returns, as it is written."""
    return str(interpreted(phase.decisions[name]).__annotations__["return"])


def _whole(value: Any) -> int:
    """Return a number, or a member of an enumeration of numbers, as a number."""
    return int(value)


@overload(_whole, strict=False)  # type: ignore[untyped-decorator]  # Numba ships no types
def _compiled_whole(value: Any) -> Any:
    if isinstance(value, types.IntEnumMember):
        return lambda value: value.value
    return lambda value: int(value)


def _decided(phase: Phase, name: str, own: Callable[..., Any]) -> Callable[..., Any]:
    """Return a rule whose result has the type that the phase reads."""

    @rule
    def number(*of: Any) -> float:
        return float(own(*of))

    @rule
    def true(*of: Any) -> bool:
        return _whole(own(*of)) != 0

    @rule
    def route(*of: Any) -> int:
        chosen = _whole(own(*of))
        if chosen < -1 or chosen >= ROUTES:
            raise ValueError("a rule of one's own returned a number that is no route")
        return chosen

    @rule
    def whole(*of: Any) -> int:
        return _whole(own(*of))

    if name.endswith("_route"):
        return route
    return {"float": number, "bool": true, "int": whole}[_result(phase, name)]


def _compile_problems(phase: Phase, name: str, source: Source, own: Any) -> list[Problem]:
    """Compile a rule by itself, which its phase then uses; return what is wrong with it."""
    where = f"rules, {name} ({source.where()})"
    takes = len(inspect.signature(source.function).parameters)
    taken = (_small(), *[types.int64] * (takes - 1))
    try:
        own.compile(taken)
    except KeyError as error:
        return [Problem(where, f"no field {error}", "fields of the company")]
    except Exception as error:  # whatever the compiler raises: a sentence says it
        return [_told(name, source, error)]
    result = types.unliteral(own.overloads[taken].signature.return_type)
    expected, kinds = _EXPECTED[_result(phase, name)]
    if isinstance(result, kinds):
        return []
    got = "nothing" if result == types.none else f"a result of type {result!s:.60}"
    if isinstance(result, types.Optional):
        got = "a result only sometimes"
    return [Problem(where, got, f"{expected}, whatever the case")]


_REASONS = (
    (r"Untyped global name '(\w+)'", "{0}, which cannot be compiled"),
    (r"Unknown attribute '(\w+)' of type ([\w.]+)", "no {0!r} in what is a {1}"),
    (
        r"[Ff]unction\(<(?:built-in )?(?:function|class|ufunc) '?([\w.]+)",
        "{0}(…) of such arguments",
    ),
    (r"Cannot unify (.{1,40}?) and (.{1,40}?) for", "a value that is once {0} and once {1}"),
    (r"[Vv]ariable '?([\w.]+)'? referenced before", "{0}, which is not always assigned"),
)


def _told(name: str, source: Source, error: Exception) -> Problem:
    """Return what a compiler says in pages as one sentence, with the line."""
    said = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
    files = {s.function.__code__.co_filename.rpartition("/")[2]: s for s in source.family()}
    places = [
        (file.rpartition("/")[2], int(line))
        for file, line in re.findall(r'File "([^"]+)", line (\d+)', said)
    ]
    ours = [place for place in places if place[0] in files]
    place = f"{ours[0][0]}, line {ours[0][1]}" if ours else source.where()
    for pattern, sentence in _REASONS:
        if match := re.search(pattern, said):
            got = sentence.format(*match.groups())
            break
    else:
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        lines = [line for line in lines if not line.startswith("Failed in nopython")]
        failed = "" if isinstance(error, NumbaError) else f"{type(error).__name__}: "
        got = f"{failed}{lines[0] if lines else 'an error':.120}"
    expected = "what Numba compiles: numbers, conditions, loops, fields of the company"
    return Problem(f"rules, {name} ({place})", got, expected)
