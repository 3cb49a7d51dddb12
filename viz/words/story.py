"""The story of one company: what happened, week by week, in sentences with numbers.

The company is stepped as a Mesa model. After each phase the state is compared with that before it,
and what a person would tell is told: no event is recorded by the rules themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allied.sim.inputs.arguments import Parameters
from allied.sim.inputs.scenario import Scenario
from allied.sim.model.organisation import Organisation
from allied.sim.model.state import CIO, CMO, YEAR, Route, Stage
from allied.viz.words.language import N_, gettext, ngettext, pgettext
from allied.viz.words.numbers import number, whole
from allied.viz.words.phrases import beginning
from allied.viz.words.table_texts import team_name

__all__ = ["Event", "tell"]

_THINGS = (
    N_("the loyalty connector"), N_("the campaign dashboard"), N_("the customer data hub"),
    N_("the web shop test"), N_("the lead scoring"), N_("the newsletter engine"),
    N_("the social listening feed"), N_("the price finder"), N_("the service chat"),
    N_("the event app"), N_("the consent centre"), N_("the product recommender"),
    N_("the store locator"), N_("the content library"), N_("the partner portal"),
    N_("the attribution model"),
)  # fmt: skip
_WAYS: Mapping[Route, str] = {
    Route.QUEUE: N_("{thing} goes into IT's queue"),
    Route.SHARED: N_("{thing} goes to a shared team of both sides"),
    Route.UNIT: N_("{thing} goes to the unit of both sides"),
    Route.IN_HOUSE: N_("{thing} stays in marketing: {owner} builds it"),
    Route.VENDOR: N_("{thing} is to go to a vendor, if IT admits it"),
    Route.NONE: N_("{thing} is dropped: not worth it"),
}
_DECIDERS = (
    N_("{decision}."), N_("{decision} (IT decides)."), N_("{decision} (both decide)."),
    N_("{decision} ({owner} decides)."),
)  # fmt: skip
_PAYERS = (
    N_("{thing} is signed after {time}; marketing pays {money}."),
    N_("{thing} is signed after {time}; IT pays {money}."),
    N_("{thing} is signed after {time}; the joint account pays {money}."),
    N_("{thing} is signed after {time}; the reserve pays {money}."),
)


@dataclass(frozen=True, slots=True)
class Event:
    """One event: the week in which it happened, what kind it is, and a sentence."""

    week: int
    kind: str
    text: str


def thing_of(address: int) -> str:
    """Return a name for an initiative, the same in every scenario with the same luck."""
    week, place = divmod(address, 1024)
    name = gettext(_THINGS[(7 * week + 3 * place) % len(_THINGS)])
    return pgettext("a name and a number", "{name} ({number})", name=name,
                    number=f"{week}{chr(97 + place // 2)}")  # fmt: skip


def _weeks(count: int) -> str:
    return ngettext("{count} week", "{count} weeks", count, count=whole(count))


def _money(thousands: float) -> str:
    return gettext("{number} k$", number=whole(thousands))


def _of_100(value: float) -> str:
    return whole(100 * value)


def _routed(org: Organisation, before: Any, i: int) -> Iterator[tuple[str, str]]:
    job = org.state.work[i]
    route, owner = Route(int(job.route)), team_name(list(org.teams)[int(job.owner)])
    thing = thing_of(int(job.address))
    if route is Route.AROUND:
        weeks = org.state.chiefs[CMO].believed_lead_time[Route.QUEUE]
        yield "route", gettext(
            "The CMO takes {thing} to a vendor, around IT; it believes IT needs {weeks} weeks, the "
            "window halves in {half_life}.",
            thing=thing, weeks=whole(weeks), half_life=whole(job.half_life),
        )  # fmt: skip
    else:
        decision = gettext(_WAYS[route], thing=thing, owner=owner)
        decider = _DECIDERS[int(org.state.lever.decisions_rights)]
        yield "route", gettext(decider, decision=decision, owner=owner)


def _funded(org: Organisation, before: Any, i: int) -> Iterator[tuple[str, str]]:
    job = org.state.work[i]
    waited = org.week - int(job.raised)
    if waited >= 4:
        yield "money", gettext(_PAYERS[int(job.payer)], thing=thing_of(int(job.address)),
                               time=_weeks(waited), money=_money(job.purse))  # fmt: skip


def _live(org: Organisation, before: Any, i: int) -> Iterator[tuple[str, str]]:
    job = org.state.work[i]
    late = int(job.settled - job.due)
    slots = {
        "thing": thing_of(int(job.address)), "time": _weeks(int(job.settled - job.raised)),
        "quality": _of_100(job.quality), "share": _of_100(job.joined),
    }  # fmt: skip
    if late > 0:
        said = gettext("{thing} is live after {time}, {delay} late, quality {quality}, {share} % "
                       "connected", delay=_weeks(late), **slots)  # fmt: skip
    else:
        said = gettext("{thing} is live after {time}, in time, quality {quality}, {share} % "
                       "connected", **slots)  # fmt: skip
    with_it = job.route not in (Route.IN_HOUSE, Route.AROUND)
    yield "live", _with_trust(said, org, before, (CMO, CIO) if with_it else ())


def _with_trust(said: str, org: Organisation, before: Any, sides: Iterable[int]) -> str:
    """Return a sentence that ends with how some chiefs' trust moved, where it did."""
    for side in sides:
        was, now = (float(each.chiefs[side].trust) for each in (before, org.state))
        if abs(now - was) < 0.01:
            continue
        slots = {"event": said, "before": _of_100(was), "after": _of_100(now)}
        said = (
            gettext("{event}; CMO's trust in the CIO {before} → {after}", **slots) if side == CMO
            else gettext("{event}; CIO's trust in the CMO {before} → {after}", **slots)
        )  # fmt: skip
    return gettext("{event}.", event=said)


def _abandoned(org: Organisation, before: Any, i: int) -> Iterator[tuple[str, str]]:
    job, was = org.state.work[i], before.work[i]
    if job.route == Route.NONE:
        return
    slots = {"thing": thing_of(int(job.address)), "time": _weeks(org.week - int(job.raised))}
    if job.found == 1 and was.found == 0:
        said = gettext("{thing} is given up after {time}: IT found it and shut it down", **slots)
    elif was.escalated == 1:
        said = gettext("{thing} is given up after {time}: the CEO stopped it", **slots)
    else:
        said = gettext("{thing} is given up after {time}: its window has passed", **slots)
    if job.spent >= 1.0:
        said = gettext("{event}, {money} spent", event=said, money=_money(job.spent))
    yield "end", gettext("{event}.", event=said)


def _marks(org: Organisation, before: Any, i: int) -> Iterator[tuple[str, str]]:
    """Tell of what changed on an initiative that stays in its stage."""
    job, was = org.state.work[i], before.work[i]
    thing = thing_of(int(job.address))
    if job.found == 1 and was.found == 0 and job.stage != Stage.ABANDONED:
        said = gettext("The CIO finds {thing}", thing=thing)
        yield "found", _with_trust(said, org, before, (CIO,))
    if job.escalated == 1 and was.escalated == 0:
        yield "dispute", gettext("The dispute over {thing} goes to the CEO.", thing=thing)
    if job.disputed == 1 and was.disputed == 0:
        yield "dispute", gettext("Nobody agrees who owns which part of {thing}; work stops.",
                                 thing=thing)  # fmt: skip
    settled = was.contested == 1 and was.escalated == 1 and job.contested == 0
    if settled and job.stage != Stage.ABANDONED:
        yield "dispute", gettext("The CEO settles the dispute over {thing}: it is funded.",
                                 thing=thing)  # fmt: skip


def _company(org: Organisation, before: Any) -> Iterator[tuple[str, str]]:
    """Tell of departures and new levers."""
    for side in (CMO, CIO):
        if org.state.chiefs[side].departures > before.chiefs[side].departures:
            trust = _of_100(org.state.chiefs[side].trust)
            yield "people", (
                gettext("A new CMO arrives; trust in the other chief starts at {trust}.",
                        trust=trust) if side == CMO
                else gettext("A new CIO arrives; trust in the other chief starts at {trust}.",
                             trust=trust)
            )  # fmt: skip
    if org.state.ceo.departures > before.ceo.departures:
        yield "people", gettext("A new CEO arrives; sponsorship of marketing technology {level}.",
                                level=_of_100(org.state.ceo.sponsorship))  # fmt: skip
    if org.state.firm.segment > before.firm.segment:
        yield "levers", gettext("New rules hold from this week on.")


_STAGES: Mapping[Stage, Callable[[Organisation, Any, int], Iterator[tuple[str, str]]]] = {
    Stage.LIVE: _live,
    Stage.ABANDONED: _abandoned,
    Stage.FUNDED: _funded,
    Stage.WAITING: _funded,
    Stage.ACTIVE: _funded,
}


def _week(org: Organisation, before: Any) -> Iterator[tuple[str, str]]:
    """Tell what one week changed."""
    first, last = int(before.firm.n_work), int(org.state.firm.n_work)
    for i in range(first, last):
        yield from _routed(org, before, i)
    for i in before.open[: int(before.firm.n_open)]:
        job, was = org.state.work[i], before.work[i]
        unsigned = was.stage == Stage.NEGOTIATING and job.stage > Stage.NEGOTIATING
        if job.stage != was.stage and (unsigned or job.stage >= Stage.LIVE):
            yield from _STAGES[Stage(int(job.stage))](org, before, int(i))
        yield from _marks(org, before, int(i))
    yield from _company(org, before)


def _year_end(org: Organisation) -> str:
    outcomes = {name: number(value, 0) for name, value in org.outcomes().items()}
    return gettext(
        "End of year {year}: customer experience {customer_experience}, {bypass_share} % of "
        "initiatives around IT, trust {trust_cmo_cio} (CMO) and {trust_cio_cmo} (CIO).",
        year=whole(org.week // YEAR), **outcomes,
    )  # fmt: skip


def tell(
    scenario: Scenario | Mapping[str, Any] | str,
    *,
    seed: int = 1,
    run: int = 0,
    weeks: int = 156,
    parameters: Parameters = "posterior",
) -> list[Event]:
    """Return what happens in one company.

    Parameters
    ----------
    scenario : Scenario, mapping of levers, or str
    seed, run : int
        Which company: the same as run `run` of `simulate(…, seed=seed)`.
    weeks : int
    parameters : mapping, numpy.ndarray, str or Path, optional
        As for `Organisation`.

    Returns
    -------
    list of Event
        In order of time.
    """
    org = Organisation(scenario, seed=seed, run=run, parameters=parameters)
    events = []
    for _ in range(weeks):
        before = org.state.copy()
        org.step()
        events += [Event(org.week, kind, beginning(text)) for kind, text in _week(org, before)]
        if org.week % YEAR == 0:
            events.append(Event(org.week, "year", _year_end(org)))
    return events
