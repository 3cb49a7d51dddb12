"""A design: which companies are run where, as an object and as a file with the same words.

Every point of a design is run in every base, for the same companies: run n is the same company,
with the same luck, at each of them. Point 0 is the base without changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from allied.sim.experiment.record import hash_of_rows
from allied.sim.inputs.arguments import Parameters, number_problems
from allied.sim.inputs.gate import read_bytes, read_toml
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.plain_text import shown
from allied.sim.inputs.quantity import InputError, Problem, distinct
from allied.sim.inputs.scenario import Scenario
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.sweep.bases import bases_of, plain_scenario, scenario_of
from allied.sim.sweep.design_data import is_whole, json_object, matched, plain_data
from allied.sim.sweep.design_parts import (
    check_labels,
    hashes_of_rules,
    outcomes_of,
    reference_of,
    rows_of,
    rules_of,
)
from allied.sim.sweep.factors import Factor, decisions, factors_of
from allied.sim.sweep.sampling import (
    METHODS,
    points_of,
    read_points,
    sample_problems,
    understood,
)

__all__ = ["FORMAT", "WORDS", "Design", "hash_of_rows"]

FORMAT = 1
WORDS = (
    "format", "title", "base", "reference", "runs", "weeks", "every", "seed", "parameters",
    "outcomes", "rules", "licence", "authors", "vary", "sample", "scenarios", "parameters_sha256",
)  # fmt: skip
"""Words of a design; the last two stand in the copies that a sweep's folder holds."""
LARGEST_FILE, LARGEST_COPY = 1_000_000, 20_000_000  # bytes of a TOML and a JSON file


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
    title, licence : str
        The licence of the dataset, as an SPDX identifier.
    authors : sequence of str, optional
        Of the dataset.
    scenarios : mapping, optional
        Scenarios stated in full, by the names that the factor `scenario` uses.
    parameters_sha256 : str, optional
        Which parameter sets are meant, where a name could come to mean others.
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
        base: Any = None,
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
        licence: str = "CC-BY-4.0",
        authors: Sequence[str] | None = None,
        scenarios: Mapping[str, Any] | None = None,
        parameters_sha256: str | None = None,
        format: int = FORMAT,
        folder: Path = Path(),
    ) -> None:
        problems: list[Problem] = []

        def plain(where: str, value: Any) -> Any:
            return plain_data(value, where, problems)

        given = {"runs": runs, "weeks": weeks, "every": every, "seed": seed}
        numbers = {key: plain(key, value) for key, value in given.items()}
        vary, sample, base = plain("vary", vary), plain("sample", sample), plain("base", base)
        if not isinstance(parameters, np.ndarray):
            parameters = plain("parameters", parameters)
        if problems:  # of such data nothing can be said
            raise InputError(problems)
        problems += [
            Problem(p.where, _shown(numbers[p.where]), p.expected)
            for p in number_problems(**numbers)
        ]
        if not is_whole(format) or format != FORMAT:
            hint = "A newer version of Allied may read it." if is_whole(format) else ""
            problems.append(Problem("format", _shown(format), str(FORMAT), hint))
        self.runs, self.weeks = numbers["runs"], numbers["weeks"]
        self.every, self.seed = numbers["every"], numbers["seed"]
        self.title, self.licence, self.authors = check_labels(
            title, licence, plain("authors", authors), problems
        )
        self.bases, asked = bases_of(base, folder, problems)
        self.outcomes = outcomes_of(plain("outcomes", outcomes), problems)
        self.reference = reference_of(plain("reference", reference), asked, problems)
        self.rules = rules_of(plain("rules", rules), decisions, problems)
        self.parameters = parameters
        self.rows, self.named = rows_of(parameters, parameters_sha256, folder, problems)
        self.factors: tuple[Factor, ...] = ()
        self.columns: dict[str, list[Any]] = {}
        self.sample: dict[str, Any] = {}
        self._choose_points(vary, sample, folder, problems)
        self.scenarios: dict[str, Scenario] = {}
        self._load_scenarios(plain("scenarios", scenarios), folder, problems)
        problems += self._timeline_problems() + self._row_problems()
        self.rules_sha256 = hashes_of_rules(self.rules, self.factors, self.columns, problems)
        if problems:
            raise InputError(distinct(problems))

    @classmethod
    def from_table(cls, table: Any, where: str = "", folder: Path = Path()) -> Design:
        """Return the design that a table of a file describes.

        Raises
        ------
        InputError
            With every problem.
        """
        problems: list[Problem] = []
        if not isinstance(table, Mapping):
            raise InputError([Problem(where or "design", shown(table), "a table of its words")])
        strange = [key for key in table if not isinstance(key, str)]
        problems += [Problem("a key", shown(key), "a word, as text") for key in strange]
        table = {key: value for key, value in table.items() if isinstance(key, str)}
        known = matched(table, WORDS, "", problems, _advice)
        if "format" not in known:
            problems.append(Problem("format", "nothing", str(FORMAT), f"Add: format = {FORMAT}"))
        try:
            made = cls(**known, folder=folder)
        except InputError as error:
            problems += error.problems
        if problems:
            before = f"{where}: " if where else ""
            raise InputError([
                Problem(f"{before}{p.where}", p.got, p.expected, p.advice) for p in problems
            ])  # fmt: skip
        return made

    @classmethod
    def read(cls, path: Path | str) -> Design:
        """Return the design of a TOML file, or of the `design.json` in a sweep's folder.

        Raises
        ------
        InputError
            With every problem.
        """
        path = Path(path)
        if path.suffix == ".json":
            content = read_bytes(path, str(path), most=LARGEST_COPY, expected="a design, as JSON")
            return cls.from_table(json_object(content, path.name), path.name, path.parent)
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
            "base": [plain_scenario(base) for base in self.bases],
            "reference": self.reference,
            "runs": self.runs,
            "weeks": self.weeks,
            "every": self.every,
            "seed": self.seed,
            "parameters": self.named or _told(self.parameters, self.rows),
            "parameters_sha256": hash_of_rows(self.rows),
            "outcomes": [OUTCOMES[k].name for k in self.outcomes],
            "rules": self.rules,
            "rules_sha256": self.rules_sha256,
            "licence": self.licence,
            "authors": self.authors,
            "scenarios": {name: plain_scenario(scenario)
                          for name, scenario in self.scenarios.items()},
            "vary": {factor.name: factor.plain() for factor in self.factors},
            "sample": self.sample,
            "points_sha256": _hash([self.columns[factor.name] for factor in self.factors]),
        }  # fmt: skip

    @cached_property
    def hash(self) -> str:
        """SHA-256 of what is computed, however its points were described.

        Titles, licences, names of files and methods do not count.
        """
        keys = ("base", "reference", "runs", "weeks", "seed", "parameters_sha256", "outcomes",
                "rules", "rules_sha256", "scenarios", "points_sha256")  # fmt: skip
        counts = {key: self.plain[key] for key in keys}
        names = [factor.name for factor in self.factors]
        return _hash({**counts, "recorded": self.recorded, "factors": names})

    @property
    def cut(self) -> list[str]:
        """Parameters that no longer follow the draws, since they vary."""
        return [factor.key for factor in self.factors if factor.target == "parameter"]

    def notes(self) -> list[str]:
        """Return what a reader of the results should know, in sentences."""
        from allied.sim.sweep.design_notes import notes_of

        return notes_of(self)

    def point(self, number: int) -> dict[str, Any]:
        """Return the values of the factors at a point; none at point 0."""
        if number == 0:
            return {}
        return {factor.name: self.columns[factor.name][number - 1] for factor in self.factors}

    # --- checks ---

    def _choose_points(self, vary: Any, sample: Any, folder: Path, problems: list[Problem]) -> None:
        """Set the factors, and their values at every point."""
        broken = False
        if vary is not None:
            try:
                self.factors = factors_of(vary)
            except InputError as error:
                problems += error.problems
                broken = True
        if sample is None:
            hint = 'Add: [sample] with method = "lhs" and points = 64'
            problems.append(Problem("sample", "nothing", "how points are chosen", hint))
            return
        sample, wrong = understood(sample)
        # Without factors that can be read, only what concerns no factor is worth saying.
        wrong += [p for p in sample_problems(sample, self.factors)
                  if not (broken and p.where.startswith("vary"))]  # fmt: skip
        problems += wrong
        self.sample = sample
        if wrong or broken:
            return
        try:
            if "file" in sample:
                self.factors, self.columns = read_points(sample["file"], folder, self.factors)
            elif "seed" in sample or not number_problems(seed=self.seed):
                seed = int(sample.get("seed", self.seed))
                self.columns = points_of(sample, self.factors, seed)
        except InputError as error:
            problems += error.problems

    def _load_scenarios(self, stated: Any, folder: Path, problems: list[Problem]) -> None:
        """Load the scenarios that a factor names; from here on they go by their own names."""
        if stated is not None and not isinstance(stated, dict):
            expected = "a table of scenarios by their names"
            problems.append(Problem("scenarios", shown(stated), expected))
            stated = None
        factor = next((one for one in self.factors if one.target == "scenario"), None)
        if factor is None:
            return
        if len(self.bases) > 1:
            expected = "one, since scenario varies"
            problems.append(Problem("base", f"{len(self.bases)} scenarios", expected))
        own: dict[str, str] = {}
        for name in dict.fromkeys([*factor.levels, *self.columns.get(factor.name, [])]):
            try:
                scenario = scenario_of((stated or {}).get(name, name), folder)
            except InputError as error:
                problems += [
                    Problem(f"vary: scenario: {p.where}", p.got, p.expected, p.advice)
                    for p in error.problems
                ]
                continue
            if scenario.name in self.scenarios:
                got = f"two scenarios of the name {shown(scenario.name)}"
                problems.append(Problem("vary: scenario", got, "names that differ"))
            self.scenarios[scenario.name] = scenario
            own[name] = scenario.name
        renamed = factor.renamed(own)
        self.factors = tuple(renamed if one is factor else one for one in self.factors)
        if factor.name in self.columns:
            values = self.columns[factor.name]
            self.columns[factor.name] = [own.get(value, value) for value in values]

    def _timeline_problems(self) -> list[Problem]:
        problems = []
        started = [*self.bases, *self.scenarios.values()]
        for factor in self.factors:
            lacking = [one.name for one in started if len(one.timeline) <= factor.change]
            if factor.change >= 0 and lacking:
                got = f"no such change in the timeline of {', '.join(map(shown, lacking))}"
                expected = f"{factor.change + 1} or more changes in each base"
                problems.append(Problem(f"vary: {factor.name}", got, expected))
        return problems

    def _row_problems(self) -> list[Problem]:
        """Return what is wrong with rows of parameters that vary."""
        problems = []
        for factor in self.factors:
            if factor.target == "row" and factor.last >= len(self.rows):
                expected = f"rows from 0 to {len(self.rows) - 1}, as the parameters have"
                problems.append(Problem(f"vary: {factor.name}", f"{factor.last:,.0f}", expected))
        return problems


def _advice(key: str) -> str:
    if key in LEVERS or key.partition(".")[0] in {"parameter", *(n.split(".")[0] for n in LEVERS)}:
        return "What varies stands under [vary]; what does not, in the base."
    known = {word for numbers in METHODS.values() for word in numbers}
    return "It stands under [sample]." if key in {"method", "file", *known} else ""


def _shown(value: Any) -> str:
    return "nothing" if value is None else shown(value)


def _told(parameters: Any, rows: np.ndarray) -> Any:
    """Return what is said of parameters that have no name."""
    if isinstance(parameters, dict) and "rows" not in parameters:
        return parameters
    return {"rows": f"{len(rows)} rows"}


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
