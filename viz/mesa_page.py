"""One organisation on Mesa's own page, SolaraViz: a picture, its outcomes, its levers.

    solara run allied.viz.mesa_page

opens the shipped one. A file of one's own shows another, with agents of one's own:

    from allied.viz.mesa_page import OrganisationPage

    page = OrganisationPage("merged", cmo=Loyal)

It needs the extra `mesa-viz`. Controls come from the table of levers; "Reset" founds the company
that they describe.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import solara
from matplotlib.axes import Axes
from mesa.visualization import Slider, SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.quantity import Quantity
from allied.sim.inputs.scenario import Scenario, resolve
from allied.sim.model.agents import CEO, CIO, CMO, Team
from allied.sim.model.organisation import Organisation
from allied.sim.model.outcomes import OUTCOMES, Outcome
from allied.viz.mesa_figures import draw_organisation
from allied.viz.words.lever_values import offered, step
from allied.viz.words.mesa_words import (
    axis_label,
    company_label,
    lever_label,
    seed_label,
    setting_lines,
)

__all__ = ["Adjustable", "OrganisationPage", "Page", "components", "model_params"]

FIRST = ("customer_experience", "lead_time", "trust_cmo_cio")
"""Outcomes beside the picture; the others stand on the second page."""

MOST = 99  # of seeds and companies to choose from


class Adjustable(Organisation):
    """An organisation whose levers are arguments of their own, as SolaraViz sets them.

    Parameters
    ----------
    base : Scenario or str
        What holds where no lever is given, with its timeline.
    seed, run : int
    ceo, cmo, cio, team : type
    **levers
        By the names of their fields, `goals_shared`.
    """

    def __init__(
        self,
        *,
        base: Scenario | str = "silos",
        seed: int = 1,
        run: int = 0,
        ceo: type[CEO] = CEO,
        cmo: type[CMO] = CMO,
        cio: type[CIO] = CIO,
        team: type[Team] = Team,
        **levers: Any,
    ) -> None:
        names = {lever.field: lever.name for lever in LEVERS.values()}
        scenario = resolve(base)
        changed = {
            names.get(field, field): value for field, value in levers.items()
            if field not in names or value != scenario.value(names[field])
        }  # fmt: skip
        super().__init__(
            scenario.with_levers(**changed),
            seed=seed,
            run=run,
            ceo=ceo,
            cmo=cmo,
            cio=cio,
            team=team,
        )


def _name_levers(init: Callable[..., None]) -> None:
    """Have the signature name every lever, as SolaraViz holds its controls against it.

    Where there are arguments without a name, Mesa 3.5 adds an empty scenario of its own at a reset.
    """
    shown = inspect.signature(init)
    kept = [row for row in shown.parameters.values() if row.kind is not row.VAR_KEYWORD]
    named = [
        inspect.Parameter(lever.field, inspect.Parameter.KEYWORD_ONLY, default=lever.default)
        for lever in LEVERS.values()
    ]
    vars(init)["__signature__"] = shown.replace(parameters=[*kept, *named])


_name_levers(Adjustable.__init__)


def model_params(
    base: Scenario | str = "silos", *, seed: int = 1, run: int = 0, levers: Sequence[str] = ()
) -> dict[str, Any]:
    """Return controls for SolaraViz: seed, number of the company, and levers.

    Parameters
    ----------
    base : Scenario or str
        What the controls are set to at first.
    seed, run : int
    levers : sequence of str
        Dotted names of those that can be moved; all when empty.
    """
    scenario = resolve(base)
    shown = [LEVERS[name] for name in levers or LEVERS]
    return {
        "base": base,
        "seed": Slider(seed_label(), seed, 0, max(MOST, seed), 1, dtype=int),
        "run": Slider(company_label(), run, 0, max(MOST, run), 1, dtype=int),
        **{lever.field: _control(lever, scenario.value(lever.name)) for lever in shown},
    }


def _control(lever: Quantity, value: Any) -> Any:
    label = lever_label(lever)
    if lever.kind == "switch":
        return {"type": "Checkbox", "label": label, "value": value}
    if lever.kind == "choice":
        return {"type": "Select", "label": label, "value": value, "values": offered(lever)}
    kind = int if lever.kind == "integer" else float
    low, high, by = (kind(number) for number in (lever.low, lever.high, step(lever)))
    return Slider(label, kind(value), low, high, by, dtype=kind)


def components() -> list[Any]:
    """Return what SolaraViz shows: picture, three outcomes and setting; then all other outcomes."""
    first = [outcome for outcome in OUTCOMES if outcome.name in FIRST]
    others = [outcome for outcome in OUTCOMES if outcome.name not in FIRST]
    return [(Picture, 0), *(_plot(outcome, 0) for outcome in first), (Setting, 0),
            *(_plot(outcome, 1) for outcome in others)]  # fmt: skip


def _plot(outcome: Outcome, page: int) -> Any:
    return make_plot_component(outcome.name, post_process=partial(_label, outcome), page=page)


def _label(outcome: Outcome, axes: Axes) -> None:
    axes.set_ylabel(axis_label(outcome))


@solara.component
def Picture(model: Organisation) -> None:
    """Show who knows whom, anew after each week."""
    update_counter.get()
    solara.FigureMatplotlib(
        draw_organisation(model), dependencies=[model, model.week], bbox_inches="tight"
    )


@solara.component
def Setting(model: Organisation) -> None:
    """Say which company it is, and where its levers differ from the baseline at the start.

    SolaraViz shows no values at its sliders.
    """
    with solara.Column(gap="4px"):
        for line in setting_lines(model.setting, model.seed, model.run):
            solara.Text(line)


@solara.component
def OrganisationPage(
    base: Scenario | str = "silos",
    *,
    seed: int = 1,
    run: int = 0,
    levers: Sequence[str] = (),
    ceo: type[CEO] = CEO,
    cmo: type[CMO] = CMO,
    cio: type[CIO] = CIO,
    team: type[Team] = Team,
) -> None:
    """Show an organisation, step through it, and found it anew with other levers.

    Parameters
    ----------
    base : Scenario or str
    seed, run : int
    levers : sequence of str
        Dotted names of levers that can be moved; all when empty.
    ceo, cmo, cio, team : type
        Agent classes, as `Organisation` takes them.
    """
    agents: dict[str, Any] = {"ceo": ceo, "cmo": cmo, "cio": cio, "team": team}
    model = solara.use_memo(lambda: Adjustable(base=base, seed=seed, run=run, **agents), [])
    SolaraViz(
        model, components=components(), name="Allied",
        model_params={**model_params(base, seed=seed, run=run, levers=levers), **agents},
    )  # fmt: skip


@solara.component
def Page() -> None:
    """Show the baseline."""
    OrganisationPage()
