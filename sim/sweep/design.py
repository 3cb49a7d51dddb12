"""A design: which companies are run where, as an object and as a file with the same words.

Every point of a design is run in every base, for the same companies: run n is the same company,
with the same luck, at each of them. Point 0 is the base without changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np

from allied.sim.inputs.arguments import Parameters, number_problems, parameter_rows
from allied.sim.inputs.gate import id_problem, read_bytes, read_toml
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.plain_text import printable, shown
from allied.sim.inputs.quantity import InputError, Problem, distinct, nearest
from allied.sim.inputs.scenario import Scenario, plan, resolve
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.sweep.factors import Factor, factors_of
from allied.sim.sweep.sampling import points_of, read_points, sample_problems

__all__ = ["FORMAT", "Design"]

FORMAT = 1
WORDS = (
    "format", "title", "base", "reference", "runs", "weeks", "every", "seed", "parameters",
    "outcomes", "rules", "vary", "sample",
)  # fmt: skip
MOST_BASES = 20
LARGEST_FILE = 1_000_000  # bytes
LONGEST_TITLE = 120


class Design:
    """What a sweep computes.

    Parameters
    ----------
    base : str, Scenario, mapping, or sequence of these
        A scenario's name or file; or a mapping of levers, with "scenario" for what it changes.
    vary : mapping
        Factors, see `allied.sim.sweep.factors`.
    sample : mapping
        `method` ("grid", "lhs", "sobol", "saltelli", "morris") and its number, or `file`.
    runs, weeks, seed : int
        As for `simulate`.
    every : int, optional
        Record outcomes each `every` weeks; only at the end when None.
    parameters
        As for `simulate`.
    outcomes : sequence of str, optional
        All when None.
    reference : str, optional
        "base-K": differences are to base K at the same point; "point-0": to the same base without
        changes; "none". By default "base-0" for several bases, "point-0" for one.
    rules : mapping of str to str, optional
        Decisions to the names of rules that packages offer.
    title : str
    format : int
        Of the file.
    folder : Path
        To which files that are named in the design are relative.

    Raises
    ------
    InputError
        With every problem.

    Examples
    --------
    >>> design = Design(
    ...     base="silos",
    ...     vary={"leadership.openness": {"low": 0.2, "high": 0.9}},
    ...     sample={"method": "lhs", "points": 8},
    ...     runs=10,
    ... )
    >>> len(design), design.reference
    (8, 'point-0')
    """

    def __init__(
        self,
        base: Any = "silos",
        vary: Mapping[str, Any] | None = None,
        sample: Mapping[str, Any] | None = None,
        *,
        runs: int = 50,
        weeks: int = 156,
        every: int | None = None,
        seed: int = 1,
        parameters: Parameters = "posterior",
        outcomes: Sequence[str] | None = None,
        reference: str | None = None,
        rules: Mapping[str, str] | None = None,
        title: str = "",
        format: int = FORMAT,
        folder: Path = Path(),
    ) -> None:
        self.title, self.runs, self.weeks, self.every = title, runs, weeks, every
        self.seed, self.parameters = seed, parameters
        problems = number_problems(runs=runs, weeks=weeks, every=every, seed=seed)
        problems += _plain_problems(format, title)
        self.bases = self._loaded_bases(base, folder, problems)
        self.outcomes = _outcomes(outcomes, problems)
        self.reference = _reference(reference, len(self.bases), problems)
        self.rules = dict(rules or {})
        try:
            self.rows = parameter_rows(_here(parameters, folder))
        except InputError as error:
            problems += error.problems
        self.factors, self.columns = self._sampled(vary, sample, folder, problems)
        self.sample = dict(sample or {}) if isinstance(sample, Mapping) else {}
        self.scenarios = self._loaded_scenarios(folder, problems)
        problems += self._timeline_problems()
        if problems:
            raise InputError(distinct(problems))

    @classmethod
    def from_table(cls, table: Mapping[str, Any], where: str = "", folder: Path = Path()) -> Design:
        """Return the design that a table of a file describes.

        Raises
        ------
        InputError
            With every problem.
        """
        before = f"{where}: " if where else ""
        unknown = [
            Problem(printable(str(key)), "an unknown key", f"one of {', '.join(WORDS)}",
                    partial(_meant, str(key)))
            for key in table if key not in WORDS
        ]  # fmt: skip
        if "format" not in table:
            unknown.append(Problem("format", "nothing", str(FORMAT), f"Add: format = {FORMAT}"))
        known = {key: value for key, value in table.items() if key in WORDS}
        try:
            made = cls(**known, folder=folder)
        except InputError as error:
            unknown += error.problems
        if unknown:
            raise InputError([
                Problem(f"{before}{p.where}", p.got, p.expected, p.advice) for p in unknown
            ])  # fmt: skip
        return made

    @classmethod
    def read(cls, path: Path | str) -> Design:
        """Return the design of a TOML file.

        Raises
        ------
        InputError
            With every problem.
        """
        path = Path(path)
        expected = "a design, a TOML file"
        content = read_bytes(path, str(path), most=LARGEST_FILE, expected=expected)
        return cls.from_table(read_toml(content, path.name), path.name, path.parent)

    def __len__(self) -> int:
        """Return how many points there are, point 0 left out."""
        return len(next(iter(self.columns.values()), []))

    def __repr__(self) -> str:
        bases = ", ".join(base.name for base in self.bases)
        return (
            f"<Design {bases}: {len(self.factors)} factors, {len(self)} points, {self.runs} runs>"
        )

    @property
    def first(self) -> int:
        """Number of the first point: 0 where the base without changes is part of it."""
        return 0 if self.reference == "point-0" else 1

    @property
    def recorded(self) -> list[int]:
        """Weeks in which outcomes are recorded."""
        every = self.every or self.weeks
        return [w for w in range(1, self.weeks + 1) if w % every == 0 or w == self.weeks]

    @cached_property
    def plain(self) -> dict[str, Any]:
        """What it says, as data of JSON that does not depend on files or installed packages."""
        return {
            "format": FORMAT,
            "title": self.title,
            "base": [_plain_scenario(base) for base in self.bases],
            "reference": self.reference,
            "runs": self.runs,
            "weeks": self.weeks,
            "every": self.every,
            "seed": self.seed,
            "parameters": _told(self.parameters),
            "parameters_sha256": hash_of_rows(self.rows),
            "outcomes": [OUTCOMES[k].name for k in self.outcomes],
            "rules": self.rules,
            "scenarios": [_plain_scenario(scenario) for scenario in self.scenarios.values()],
            "vary": {factor.name: factor.plain() for factor in self.factors},
            "sample": {key: str(value) if key == "file" else value
                       for key, value in self.sample.items()},
            "points_sha256": _hash([self.columns[factor.name] for factor in self.factors]),
        }  # fmt: skip

    @cached_property
    def hash(self) -> str:
        """SHA-256 of what is computed; a title and the names of files do not count."""
        counts = {key: value for key, value in self.plain.items() if key != "title"}
        counts["sample"] = None  # the points themselves count
        counts["parameters"] = None  # and so do the rows
        return _hash(counts)

    @property
    def cut(self) -> list[str]:
        """Parameters that no longer follow the draws, since they vary."""
        return [factor.key for factor in self.factors if factor.target == "parameter"]

    def notes(self) -> list[str]:
        """Return what a reader of the results should know, in sentences."""
        found = []
        if self.cut and len(self.rows) > 1:
            found.append(
                f"{', '.join(self.cut)} no longer follow the joint distribution of the parameters: "
                "what varies overrides the draw."
            )
        for factor in self.factors:
            row = factor.quantity
            values = (
                [] if row is None or factor.target != "parameter" else self.columns[factor.name]
            )
            if row is not None and values and not row.low <= min(values) <= max(values) <= row.high:
                found.append(
                    f"{factor.key} goes beyond its declared range, {row.low:g} to {row.high:g}: "
                    "nobody has said that the model holds there."
                )
        for base in self.bases:
            for factor in self.factors:
                weeks = [week for week, changes in base.timeline if factor.key in changes]
                if factor.target == "lever" and weeks:
                    found.append(
                        f"{base.name} changes {factor.key} in week {weeks[0]}: what is varied "
                        "holds until then."
                    )
        return found

    def point(self, number: int) -> dict[str, Any]:
        """Return the values of the factors at a point; none at point 0."""
        if number == 0:
            return {}
        return {factor.name: self.columns[factor.name][number - 1] for factor in self.factors}

    # --- checks ---

    def _loaded_bases(
        self, base: Any, folder: Path, problems: list[Problem]
    ) -> tuple[Scenario, ...]:
        several = isinstance(base, Sequence) and not isinstance(base, str)
        given = list(base) if several else [base]
        if not 1 <= len(given) <= MOST_BASES:
            problems.append(Problem("base", str(len(given)), f"1 to {MOST_BASES} scenarios"))
            return ()
        found: list[Scenario] = []
        for number, one in enumerate(given):
            where = f"base[{number}]" if several else "base"
            try:
                scenario = resolve(_here(one, folder))
                plan(scenario)
            except InputError as error:
                problems += [
                    Problem(f"{where}: {p.where}", p.got, p.expected, p.advice)
                    for p in error.problems
                ]
                continue
            except (TypeError, AttributeError, ValueError):
                expected = 'a scenario\'s name, or { scenario = "silos", … }'
                problems.append(Problem(where, shown(one), expected))
                continue
            if problem := id_problem(scenario.name, where):
                problems.append(problem)
            if scenario.name in [other.name for other in found]:
                problems.append(Problem(where, f"{scenario.name!r} again", "another scenario"))
            found.append(scenario)
        return tuple(found)

    def _sampled(
        self, vary: Any, sample: Any, folder: Path, problems: list[Problem]
    ) -> tuple[tuple[Factor, ...], dict[str, list[Any]]]:
        factors: tuple[Factor, ...] = ()
        broken = False
        if vary is not None:
            try:
                factors = factors_of(vary)
            except InputError as error:
                problems += error.problems
                broken = True
        if sample is None:
            hint = 'Add: [sample] with method = "lhs" and points = 64'
            problems.append(Problem("sample", "nothing", "how points are chosen", hint))
            return factors, {}
        wrong = sample_problems(sample, factors)
        # Without factors that can be read, only what concerns no factor is worth saying.
        wrong = [p for p in wrong if not (broken and p.where.startswith("vary"))]
        problems += wrong
        if wrong or broken:
            return factors, {}
        if "file" in sample:
            return self._from_file(sample["file"], factors, folder, problems)
        seed = int(sample.get("seed", self.seed))
        try:
            return factors, points_of(sample, factors, seed)
        except InputError as error:
            problems += error.problems
            return factors, {}

    def _from_file(
        self, name: Any, factors: tuple[Factor, ...], folder: Path, problems: list[Problem]
    ) -> tuple[tuple[Factor, ...], dict[str, list[Any]]]:
        if factors:
            expected = "no factors: the file's columns say what varies"
            problems.append(Problem("vary", f"{len(factors)} factors", expected))
            return factors, {}
        if not isinstance(name, (str, Path)):
            problems.append(Problem("sample: file", shown(name), "the path of a CSV file"))
            return (), {}
        try:
            return read_points(folder / name, factors_of)
        except InputError as error:
            problems += error.problems
            return (), {}

    def _loaded_scenarios(self, folder: Path, problems: list[Problem]) -> dict[str, Scenario]:
        """Return the scenarios that a factor names, by the names it uses."""
        names = [
            name for factor in self.factors if factor.target == "scenario"
            for name in factor.levels
        ]  # fmt: skip
        if any(factor.target == "scenario" for factor in self.factors):
            names = list(dict.fromkeys([*names, *self.columns.get("scenario", [])]))
            if len(self.bases) > 1:
                problems.append(Problem("base", f"{len(self.bases)} scenarios",
                                        "one, since scenario varies"))  # fmt: skip
        found = {}
        for name in names:
            try:
                found[name] = resolve(_here(name, folder))
                plan(found[name])
            except InputError as error:
                problems += error.problems
        return found

    def _timeline_problems(self) -> list[Problem]:
        problems = []
        started = [*self.bases, *self.scenarios.values()]
        for factor in self.factors:
            for scenario in started if factor.change >= 0 else ():
                changes = len(scenario.timeline)
                if factor.change >= changes:
                    got = f"{scenario.name!r} with {changes} changes" if changes else (
                        f"{scenario.name!r} without a timeline")  # fmt: skip
                    expected = f"a base with {factor.change + 1} changes or more"
                    problems.append(Problem(f"vary: {factor.name}", got, expected))
        return problems


def hash_of_rows(rows: np.ndarray) -> str:
    """Return the SHA-256 of parameter sets: of every parameter's name and values, in order."""
    digest = hashlib.sha256()
    for name, row in sorted(PARAMETERS.items()):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(row.read(rows), np.float64).tobytes())
    return digest.hexdigest()


def _meant(key: str) -> str:
    for group in ("vary", "sample"):
        if key in LEVERS or key.partition(".")[0] == "parameter":
            return f"What varies stands under [{group}]."
    if key in ("method", "points", "n", "trajectories", "file"):
        return "It stands under [sample]."
    return nearest(key, WORDS)


def _here(reference: Any, folder: Path) -> Any:
    """Return a reference whose files are looked for in the folder of the design."""
    if isinstance(reference, str):
        beside = folder / reference
        is_file = reference.endswith((".toml", ".parquet", ".csv")) and beside.is_file()
        return str(beside) if is_file else reference
    if isinstance(reference, Mapping) and isinstance(reference.get("scenario"), str):
        return {**reference, "scenario": _here(reference["scenario"], folder)}
    return reference


def _plain_problems(format: Any, title: Any) -> list[Problem]:
    problems = []
    if format != FORMAT or isinstance(format, bool):
        hint = "A newer version of Allied may read it."
        problems.append(Problem("format", shown(format), str(FORMAT), hint))
    if not isinstance(title, str) or len(title) > LONGEST_TITLE or not title.isprintable():
        got = f"{len(title)} characters" if isinstance(title, str) else shown(title)
        problems.append(Problem("title", got, f"a text of at most {LONGEST_TITLE} characters"))
    return problems


def _outcomes(asked: Any, problems: list[Problem]) -> list[int]:
    names = [outcome.name for outcome in OUTCOMES]
    if asked is None:
        return list(range(len(names)))
    if not isinstance(asked, Sequence) or isinstance(asked, str) or not asked:
        problems.append(Problem("outcomes", shown(asked), "a list of outcomes"))
        return []
    found = []
    for name in asked:
        if name in names:
            found.append(names.index(name))
        else:
            hint = partial(nearest, name, names) if isinstance(name, str) else ""
            problems.append(Problem("outcomes", shown(name), "an outcome", hint))
    if len(set(found)) < len(found):
        problems.append(Problem("outcomes", "an outcome twice", "each once"))
    return found


def _reference(asked: Any, bases: int, problems: list[Problem]) -> str:
    if asked is None:
        return "base-0" if bases > 1 else "point-0"
    known = [*(f"base-{number}" for number in range(bases)), "point-0", "none"]
    if asked not in known:
        hint = partial(nearest, asked, known) if isinstance(asked, str) else ""
        problems.append(Problem("reference", shown(asked), f"one of {', '.join(known)}", hint))
    return str(asked)


def _told(parameters: Parameters) -> Any:
    if parameters is None:
        return "default"
    if isinstance(parameters, np.ndarray):
        return f"{len(parameters)} rows"
    return dict(parameters) if isinstance(parameters, Mapping) else str(parameters)


def _plain_scenario(scenario: Scenario) -> dict[str, Any]:
    return {
        "name": scenario.name,
        "levers": {name: _plain(scenario.value(name)) for name in LEVERS},
        "timeline": [
            {"week": _plain(week), "levers": {name: _plain(v) for name, v in changes.items()}}
            for week, changes in scenario.timeline
        ],
    }


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
