"""The address of the Compare page: a `View` written into the query of a link, and read back.

    /?s=silos&s=shared-projects~goals.shared=0.8&around=market.turbulence=1.5&goal=lead_time

Each `s` is a scenario with the levers that were moved in it, `around` is the environment of all,
`goal` is an outcome that the reader wants, `o` the one in the chart, `on` the position of the
scenario whose levers are on show, `to` that of the one with which the table compares it. A link is
foreign input: what it may name is checked, and what does not fit is left out and reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from allied.sim.inputs.gate import read_query
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.plain_text import first_of, printable
from allied.sim.inputs.quantity import InputError, Quantity, nearest
from allied.sim.model.outcomes import DEFAULT_GOALS, MOST_GOALS, OUTCOMES
from allied.viz.web.page_state import CHOICE, ENVIRONMENT, LEAST, MOST, Pick, View
from allied.viz.words import page_words as words
from allied.viz.words.scenario_words import allowed
from allied.viz.words.table_texts import label_of

__all__ = ["encode", "first_view", "parse"]

FIRST = ("silos", "shared-projects", "joint-governance")
BETWEEN = "~"
SWITCH = {"yes": True, "no": False}
KNOWN = [outcome.name for outcome in OUTCOMES]
WIDEST = 40  # characters of what a link says, in a message


@dataclass(frozen=True, slots=True)
class _Unknown:
    """A message that a link names something that there is not; what is near is sought if shown."""

    said: Callable[[str, str], str]
    name: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        return self.said(printable(self.name, widest=WIDEST), nearest(self.name, self.names))


def first_view(names: Sequence[str]) -> View:
    """Return the view of a page that is opened without a link."""
    wanted = [name for name in FIRST if name in names]
    chosen = wanted if len(wanted) >= LEAST else list(names[:3])
    return View(tuple(Pick(name) for name in chosen))


def encode(view: View) -> str:
    """Return the query of a link, without the question mark."""
    pairs = [("s", _with_levers(pick.name, pick.changes)) for pick in view.picks]
    if view.environment:
        pairs.append(("around", _with_levers("", view.environment)))
    pairs += [("goal", goal) for goal in view.goals]
    pairs.append(("o", view.outcome))
    pairs.append(("on", str(view.selected)))
    if view.reference:
        pairs.append(("to", str(view.reference)))
    if view.present:
        pairs.append(("present", "yes"))
    return urlencode(pairs, quote_via=quote, safe="~=:")


def parse(query: str | None, names: Sequence[str]) -> tuple[View, tuple[str, ...]]:
    """Read the query of a link.

    Parameters
    ----------
    query : str or None
        Without the question mark; None or empty for the first view.
    names : sequence of str
        Scenarios that there are.

    Returns
    -------
    view : View
    problems : tuple of str
        What the link asks for and does not get, for people: the first twenty, and how many more.
    """
    problems: list[str | _Unknown] = []
    try:
        fields = read_query(query or "")
    except InputError as error:
        return first_view(names), tuple(error.lines())
    picks = [pick for key, text in fields if key == "s" for pick in _pick(text, names, problems)]
    if len(picks) > MOST:
        problems.append(words.too_many_scenarios(MOST))
    single = dict(fields)
    environment = _levers(single.get("around", "").split(BETWEEN), ENVIRONMENT, problems)
    view = first_view(names)
    if picks:
        view = View(tuple(_filled(picks[:MOST], names)))
    goals = _goals([text for key, text in fields if key == "goal"], problems)
    view = View(
        view.picks, environment, _outcome(single, problems), present="present" in single,
        goals=goals,
    )  # fmt: skip
    view = view.select(_position(single, "on", 1))
    view = view.compare_with(_position(single, "to", 0))
    return view, tuple(first_of(list(dict.fromkeys(problems))))


def _position(fields: Mapping[str, str], key: str, usual: int) -> int:
    text = fields.get(key, "")
    return int(text) if text in set("0123") else usual


def _with_levers(name: str, levers: Mapping[str, Any]) -> str:
    written = (f"{lever}={_written(value)}" for lever, value in sorted(levers.items()))
    return BETWEEN.join(filter(None, (name, *written)))


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else repr(value)


def _pick(text: str, names: Sequence[str], problems: list[str | _Unknown]) -> list[Pick]:
    name, *levers = text.split(BETWEEN)
    if name not in names:
        problems.append(_Unknown(words.no_such_scenario, name, tuple(names)))
        return []
    return [Pick(name, _levers(levers, CHOICE, problems))]


def _levers(texts: Iterable[str], role: str, problems: list[str | _Unknown]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    here = {name: lever for name, lever in LEVERS.items() if lever.role == role}
    for text in filter(None, texts):
        name, _, written = text.partition("=")
        lever = here.get(name)
        if lever is None:
            problems.append(_Unknown(words.no_such_lever, name, tuple(here)))
            continue
        value = _read(lever, written)
        if lever.problem(value) is None:
            found[name] = value
        else:
            said = printable(written, widest=WIDEST)
            problems.append(words.bad_value(label_of(lever), said, allowed(lever)))
    return found


def _read(lever: Quantity, written: str) -> Any:
    """Return the value that is written, or None."""
    if lever.kind == "choice":
        return written
    if lever.kind == "switch":
        return SWITCH.get(written)
    try:
        return int(written) if lever.kind == "integer" else float(written)
    except ValueError:
        return None


def _filled(picks: Sequence[Pick], names: Sequence[str]) -> list[Pick]:
    """Return the picks with enough others to compare with, the usual baseline first."""
    taken = {pick.name for pick in picks}
    others = [Pick(name) for name in (*FIRST, *names) if name in names and name not in taken]
    missing = max(LEAST - len(picks), 0)
    return [*others[:missing], *picks] if missing else list(picks)


def _outcome(fields: Mapping[str, str], problems: list[str | _Unknown]) -> str:
    name = fields.get("o", KNOWN[0])
    return name if _is_outcome(name, problems) else KNOWN[0]


def _goals(names: Iterable[str], problems: list[str | _Unknown]) -> tuple[str, ...]:
    """Return the goals that a link names, or the default set where it names none that there is."""
    found = [name for name in dict.fromkeys(names) if _is_outcome(name, problems)]
    if len(found) > MOST_GOALS:
        problems.append(words.too_many_goals_asked(MOST_GOALS))
    return tuple(found[:MOST_GOALS]) or DEFAULT_GOALS


def _is_outcome(name: str, problems: list[str | _Unknown]) -> bool:
    if name not in KNOWN:
        problems.append(_Unknown(words.no_such_outcome, name, tuple(KNOWN)))
    return name in KNOWN
