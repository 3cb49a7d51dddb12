"""The story of one company: what happened, week by week, in sentences with numbers.

The company is stepped as a Mesa model. After each phase the state is compared with that before it,
and what a person would tell is told: no event is recorded by the rules themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allied.sim.inputs.arguments import Parameters
from allied.sim.inputs.scenario import Scenario
from allied.sim.model.organisation import Organisation
from allied.sim.model.state import CIO, CMO, YEAR, Route, Stage

__all__ = ["Event", "tell"]

_THINGS = (
    "the loyalty connector", "the campaign dashboard", "the customer data hub", "the web shop test",
    "the lead scoring", "the newsletter engine", "the social listening feed", "the price finder",
    "the service chat", "the event app", "the consent centre", "the product recommender",
    "the store locator", "the content library", "the partner portal", "the attribution model",
)  # fmt: skip
_WAYS = {
    Route.QUEUE: "{thing} goes into IT's queue",
    Route.SHARED: "{thing} goes to a shared team of both sides",
    Route.UNIT: "{thing} goes to the unit of both sides",
    Route.IN_HOUSE: "{thing} stays in marketing: {owner} builds it",
    Route.VENDOR: "{thing} is to go to a vendor, if IT admits it",
    Route.AROUND: "the CMO takes {thing} to a vendor, around IT",
    Route.NONE: "{thing} is let be: not worth it",
}
_PAYERS = ("marketing", "IT", "the joint account", "the reserve")
_DECIDERS = ("", " (IT decides)", " (both decide)", " ({owner} decides)")


@dataclass(frozen=True, slots=True)
class Event:
    """One event: the week in which it happened, what kind it is, and a sentence."""

    week: int
    kind: str
    text: str


def thing_of(address: int) -> str:
    """Return a name for an initiative, the same in every scenario with the same luck."""
    week, place = divmod(address, 1024)
    name = _THINGS[(7 * week + 3 * place) % len(_THINGS)]
    return f"{name} ({week}{chr(97 + place // 2)})"


def _weeks(count: int) -> str:
    return "1 week" if count == 1 else f"{count} weeks"


def _percent(value: float) -> str:
    return f"{100 * value:.0f}"


def _routed(org: Organisation, before: Any, i: int) -> Iterator[tuple[str, str]]:
    job = org.state.work[i]
    route, owner = Route(int(job.route)), list(org.teams)[int(job.owner)]
    text = _WAYS[route].format(thing=thing_of(int(job.address)), owner=owner)
    if route is Route.AROUND:
        weeks = org.state.chiefs[CMO].believed_lead_time[Route.QUEUE]
        text += (
            f"; it believes IT needs {weeks:.0f} weeks, the window halves in {job.half_life:.0f}"
        )
    else:
        text += _DECIDERS[int(org.state.lever.decisions_rights)].format(owner=owner)
    yield "route", text


def _funded(org: Organisation, before: Any, i: int) -> Iterator[tuple[str, str]]:
    job = org.state.work[i]
    waited = org.week - int(job.raised)
    if waited >= 4:
        payer = _PAYERS[int(job.payer)]
        yield (
            "money",
            (
                f"{thing_of(int(job.address))} is signed after {_weeks(waited)}; {payer} pays "
                f"{job.purse:.0f} k$"
            ),
        )


def _live(org: Organisation, before: Any, i: int) -> Iterator[tuple[str, str]]:
    job, chiefs = org.state.work[i], org.state.chiefs
    late = int(job.settled - job.due)
    when = f"{_weeks(late)} late" if late > 0 else "in time"
    was = before.chiefs
    with_it = job.route not in (Route.IN_HOUSE, Route.AROUND)
    trust = (
        _trust(float(was[CMO].trust), float(chiefs[CMO].trust), "CMO's trust in the CIO")
        + _trust(float(was[CIO].trust), float(chiefs[CIO].trust), "CIO's trust in the CMO")
    )  # fmt: skip
    thing, weeks = thing_of(int(job.address)), _weeks(int(job.settled - job.raised))
    result = f"quality {_percent(job.quality)}, {_percent(job.joined)} % connected"
    yield "live", f"{thing} is live after {weeks}, {when}, {result}{trust if with_it else ''}"


def _trust(was: float, now: float, whose: str) -> str:
    return f"; {whose} {_percent(was)} → {_percent(now)}" if abs(now - was) >= 0.01 else ""


def _abandoned(org: Organisation, before: Any, i: int) -> Iterator[tuple[str, str]]:
    job, was = org.state.work[i], before.work[i]
    if job.route == Route.NONE:
        return
    weeks = org.week - int(job.raised)
    reason = "its window has passed"
    if job.found == 1 and was.found == 0:
        reason = "IT found it and shut it down"
    elif was.escalated == 1:
        reason = "the CEO stopped it"
    spent = f", {job.spent:.0f} k$ spent" if job.spent >= 1.0 else ""
    yield "end", f"{thing_of(int(job.address))} is given up after {_weeks(weeks)}: {reason}{spent}"


def _marks(org: Organisation, before: Any, i: int) -> Iterator[tuple[str, str]]:
    """Tell of what changed on an initiative that stays in its stage."""
    job, was = org.state.work[i], before.work[i]
    thing = thing_of(int(job.address))
    if job.found == 1 and was.found == 0 and job.stage != Stage.ABANDONED:
        trust = float(before.chiefs[CIO].trust), float(org.state.chiefs[CIO].trust)
        yield "found", f"the CIO finds {thing}{_trust(*trust, 'trust in the CMO')}"
    if job.escalated == 1 and was.escalated == 0:
        yield "dispute", f"the dispute over {thing} goes to the CEO"
    if job.disputed == 1 and was.disputed == 0:
        yield "dispute", f"nobody agrees who owns which part of {thing}; work stops"
    settled = was.contested == 1 and was.escalated == 1 and job.contested == 0
    if settled and job.stage != Stage.ABANDONED:
        yield "dispute", f"the CEO settles the dispute over {thing}: it is funded"


def _company(org: Organisation, before: Any) -> Iterator[tuple[str, str]]:
    """Tell of departures and new levers."""
    for side, title in ((CMO, "CMO"), (CIO, "CIO")):
        if org.state.chiefs[side].departures > before.chiefs[side].departures:
            trust = _percent(org.state.chiefs[side].trust)
            yield "people", f"a new {title} arrives; trust in the other chief starts at {trust}"
    if org.state.ceo.departures > before.ceo.departures:
        attention = _percent(org.state.ceo.sponsorship)
        yield "people", f"a new CEO arrives; attention to marketing technology {attention}"
    if org.state.firm.segment > before.firm.segment:
        yield "levers", "new rules hold from this week on"


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
    outcomes = org.outcomes()
    return (
        f"end of year {org.week // YEAR}: customer experience "
        f"{outcomes['customer_experience']:.0f}, {outcomes['bypass_share']:.0f} % of initiatives "
        f"around IT, trust {outcomes['trust_cmo_cio']:.0f} (CMO) and "
        f"{outcomes['trust_cio_cmo']:.0f} (CIO)"
    )


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
        events += [Event(org.week, kind, _sentence(text)) for kind, text in _week(org, before)]
        if org.week % YEAR == 0:
            events.append(Event(org.week, "year", _sentence(_year_end(org))))
    return events


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."
