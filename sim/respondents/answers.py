"""A survey of simulated companies: respondents, questions, answers.

    yes  if  x + acquiescence + tint · seniority · flattery + noise · ε  >  threshold

`x` is the indicator as the respondent's chair sees it, or 1 minus it where the statement denies it.
The threshold is that of the wording: 0.25 for a weak one ("somewhat"), 0.5 for a plain one, 0.75
for a strong one ("very familiar"). Noise, acquiescence and the rosy tint of seniority are the same
for all questions: nothing here is fitted to a question. Shares of people ("use it every week") have
no threshold. What is asked stands in data, never in code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np

from allied.sim.experiment.ensemble import run_companies
from allied.sim.inputs.arguments import parameter_rows
from allied.sim.inputs.quantity import Problem, nearest
from allied.sim.inputs.survey_parameters import ACQUIESCENCE, NOISE, TINT
from allied.sim.model.compiled import kernel
from allied.sim.model.normal_distribution import normal_cdf
from allied.sim.model.outcomes import OUTCOMES
from allied.sim.model.state import allocate
from allied.sim.model.steps import steps_in
from allied.sim.model.teams import DEPARTMENTS, KIND_COUNT, NAMES
from allied.sim.respondents.indicators import INDICATORS, LEVELS, perspectives, read
from allied.sim.respondents.population import MOST_TEAMS, REFERENCE_YEAR, population

__all__ = [
    "ARCHETYPES",
    "RESPONDENTS",
    "STRENGTHS",
    "Question",
    "Sample",
    "respondents_problem",
    "survey_companies",
    "yes_shares",
]

STRENGTHS = MappingProxyType({"weak": 0.25, "plain": 0.5, "strong": 0.75, "mean": None})
"""Threshold by strength of wording; "mean" where the figure is the mean of the number itself."""

WEEKS = 182  # a company has lived when it is asked: in the middle of its fourth year
ARCHETYPES = ("collaborative", "traditional")
ARCHETYPE_SHARE = 1.0 / 3.0  # of a sample, for either; the reports do not say (assumed)
LEVEL_SHARES = (0.2, 0.35, 0.45)  # of a sample of a department (assumed)
SENIORITY = (1.0, 0.5, 0.0)
_CHIEFS = {"cmo": 0, "cio": 1, "ceo": 2, "company": 3}
_DEPARTMENTS = {"marketing": 0, "it": 1}

RESPONDENTS: Mapping[str, str] = MappingProxyType({
    "cmo": "The chief marketing officer",
    "cio": "The chief information officer",
    "ceo": "The chief executive",
    "company": "Whoever answers for the company as a whole",
    **{name: f"People of {name}, all levels" for name in ("marketing", "it")},
    **{f"{name}.{level}": f"{level.capitalize()}s of {name}" for name in ("marketing", "it")
       for level in LEVELS},
    **{name: f"People of the {name} team, all levels" for name in NAMES},
    **{f"{name}.{level}": f"{level.capitalize()}s of the {name} team" for name in NAMES
       for level in LEVELS},
})  # fmt: skip
"""Whom a question may go to. Join several with "+"; add [collaborative] or [traditional]."""

_FORM = re.compile(r"(?P<who>[^\[\]]+?)\s*(?:\[(?P<archetype>\w+)\])?")


def _parts(respondents: str) -> tuple[list[str], str]:
    match = _FORM.fullmatch(respondents.strip())
    if match is None:
        return [respondents], ""
    return [who.strip() for who in match["who"].split("+")], match["archetype"] or ""


def respondents_problem(respondents: str, where: str) -> Problem | None:
    """Return what is wrong with a description of respondents, or None.

    Examples
    --------
    >>> respondents_problem("cmo+cio", "row 1") is None
    True
    >>> print(respondents_problem("cfo", "row 1").got)
    'cfo'
    """
    names, archetype = _parts(respondents)
    for name in names:
        if name not in RESPONDENTS:
            expected = "one of cmo, cio, ceo, company, marketing, it, a team, with or without level"
            return Problem(where, repr(respondents), expected, nearest(name, RESPONDENTS))
    if archetype and archetype not in ARCHETYPES:
        expected = "[collaborative], [traditional] or nothing"
        return Problem(where, f"[{archetype}]", expected, nearest(archetype, ARCHETYPES))
    return None


@dataclass(frozen=True)
class Question:
    """A statement that was put to respondents, coded by its wording.

    Attributes
    ----------
    indicator : str
        Name in `allied.sim.respondents.indicators.INDICATORS`.
    respondents : str
        Of `RESPONDENTS`, for example "marketing.leader" or "cmo[collaborative]".
    strength : {"weak", "plain", "strong", "mean"}
    denies : bool
        Whether who agrees says that the indicator is low.
    year : int
        In which it was asked.

    Examples
    --------
    >>> Question("trust", "cmo").indicator
    'trust'
    """

    indicator: str
    respondents: str
    strength: str = "plain"
    denies: bool = False
    year: int = REFERENCE_YEAR


@dataclass(frozen=True)
class Sample:
    """Companies in which people can be asked.

    Attributes
    ----------
    seen : numpy.ndarray of float32, shape (companies, perspectives, indicators)
        Every indicator as every chair sees it; NaN where a company has no such chair.
    """

    seen: np.ndarray

    def column(self, indicator: str, perspective: str = "company") -> np.ndarray:
        """Return one indicator as one chief sees it, or as it is, shape (companies,)."""
        return np.asarray(self.seen[:, _CHIEFS[perspective], list(INDICATORS).index(indicator)])

    def archetype(self, name: str) -> np.ndarray:
        """Return which companies a surveyor would put into an archetype, by what they do.

        Companies are ranked by three practices: how much marketing and IT decide or build
        together, whether they meet, and how much they settle without a fight.

        Returns
        -------
        numpy.ndarray of bool, shape (companies,)
        """
        practices = (
            self.column("works_together"), self.column("joint_meetings"),
            self.column("decision_process"),
        )  # fmt: skip
        score = sum(np.argsort(np.argsort(practice, kind="stable")) for practice in practices)
        rank = np.argsort(np.argsort(score, kind="stable"))
        few = max(1, round(ARCHETYPE_SHARE * len(rank)))
        return rank >= len(rank) - few if name == "collaborative" else rank < few


@cache
def _seats(who: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the chairs of respondents, their weights in a sample, and their seniority."""
    seats = perspectives(MOST_TEAMS)
    weights, seniority = np.zeros(len(seats)), np.ones(len(seats))
    team_seats = seats["team"] >= 0
    kinds = np.where(team_seats, seats["team"] % KIND_COUNT, 0)
    departments = np.array(DEPARTMENTS)[kinds]
    seniority[team_seats] = np.array(SENIORITY)[seats["level"][team_seats]]
    name, _, level = who.partition(".")
    if name in _CHIEFS:
        weights[_CHIEFS[name]] = 1.0
    else:
        if name in _DEPARTMENTS:
            asked = team_seats & (departments == _DEPARTMENTS[name])
        else:
            asked = team_seats & (kinds == NAMES.index(name))
        shares = np.array(LEVEL_SHARES)[seats["level"]]
        if level:
            shares = (seats["level"] == LEVELS.index(level)).astype(float)
        weights[asked] = shares[asked]
    used = np.flatnonzero(weights)
    return used, weights[used], seniority[used]


def yes_shares(
    sample: Sample, questions: Sequence[Question], response: Mapping[str, float]
) -> np.ndarray:
    """Return the expected share of yes for each question, without the noise of who was asked.

    Parameters
    ----------
    sample : Sample
    questions : sequence of Question
    response : mapping
        Values of `allied.sim.inputs.survey_parameters.RESPONSE`.

    Returns
    -------
    numpy.ndarray of float64, shape (questions,)
        In [0, 1]; for "mean", the mean of the indicator.
    """
    columns = {name: column for column, name in enumerate(INDICATORS)}
    members = {name: sample.seen[sample.archetype(name)] for name in ARCHETYPES}
    shares = np.empty(len(questions))
    for q, question in enumerate(questions):
        groups, archetype = _parts(question.respondents)
        companies = members[archetype] if archetype else sample.seen
        seen = companies[:, :, columns[question.indicator]]
        shares[q] = np.mean([_yes_of(who, seen, question, response) for who in groups])
    return shares


@kernel
def to_shares(margins: np.ndarray) -> None:
    """Replace how far answers are above a threshold, in noise, by shares of yes; shape (n,)."""
    for i in range(margins.shape[0]):
        margins[i] = normal_cdf(margins[i])


def _yes_of(who: str, seen: np.ndarray, question: Question, response: Mapping[str, float]) -> float:
    """Return the share of yes among one group; `seen` has shape (companies, perspectives)."""
    used, weights, seniority = _seats(who)
    row, threshold = INDICATORS[question.indicator], STRENGTHS[question.strength]
    said = seen[:, used].astype(np.float64)
    if question.denies:
        said = 1.0 - said
    if threshold is not None and not row.of_people:
        flattery = -row.flatters if question.denies else row.flatters
        said = said + response[ACQUIESCENCE] + response[TINT] * seniority * flattery
        margins = ((said - threshold) / response[NOISE]).ravel()
        to_shares(margins)
        said = margins.reshape(said.shape)
    there = np.isfinite(said)
    return float(np.sum(np.where(there, said, 0.0) * weights) / np.sum(there * weights))


def survey_companies(
    companies: int,
    *,
    seed: int,
    parameters: np.ndarray | Mapping[str, float] | None = None,
    settings: Mapping[str, float] | None = None,
    year: int = REFERENCE_YEAR,
    weeks: int = WEEKS,
) -> Sample:
    """Draw companies, run them, and read what every chair in them sees.

    Parameters
    ----------
    companies : int
    seed : int
    parameters : numpy.ndarray of PARAMETER_TYPE or mapping, optional
        One row; defaults when None.
    settings : mapping, optional
        Values of `allied.sim.inputs.survey_parameters.POPULATION`.
    year : int
        Of the survey.
    weeks : int
        How long a company has lived when it is asked.

    Returns
    -------
    Sample

    Examples
    --------
    >>> sample = survey_companies(4, seed=1)
    >>> sample.column("trust", "cmo").shape
    (4,)
    """
    levers = population(companies, seed=seed, settings=settings, year=year)
    rows = parameter_rows(parameters)
    company = allocate(levers[:1], np.zeros(1, np.int64), rows[:1])
    seats = perspectives(MOST_TEAMS)
    seen = np.empty((companies, len(seats), len(INDICATORS)), np.float32)
    values, out = np.empty((len(seats), len(INDICATORS))), np.empty((1, 1, len(OUTCOMES)))
    week = steps_in(company)
    for r in range(companies):
        company["plan"][0, 0] = levers[r]
        company["firm"]["n_teams"] = levers["firm_teams"][r]
        run_companies(company, np.uint64(seed), r, rows, weeks, weeks, out, week)
        read(company, seats, values)
        seen[r] = values
    return Sample(seen)
