"""An organisation on Mesa's own page: controls from the table of levers, a picture, a browser."""

from __future__ import annotations

import inspect
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

pytest.importorskip("solara", reason="Mesa's page is not installed: allied[mesa-viz]")
pytest.importorskip("altair", reason="Mesa's page is not installed: allied[mesa-viz]")
pytest.importorskip("matplotlib", reason="Mesa's page is not installed: allied[mesa-viz]")

import ipyvuetify
import reacton
import solara
from mesa.visualization import Slider
from mesa.visualization.solara_viz import _check_model_params

from allied import CMO, Organisation
from allied.scenarios import load
from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.quantity import InputError
from allied.sim.model.outcomes import OUTCOMES
from allied.viz import mesa_page
from allied.viz.mesa_figures import COLOURS, INK, WIDEST, draw_organisation, places
from allied.viz.mesa_page import Adjustable, OrganisationPage, components, model_params
from tests.companies import differing
from tests.copies import ROOT


class Loyal(CMO):
    """Never goes around IT."""

    def goes_around(self, initiative, decided):
        return False


# --- controls ---


def test_every_lever_has_a_control_with_its_range_and_the_scenarios_value():
    merged = load("merged")
    params = model_params("merged", seed=4)
    assert list(params) == ["base", "seed", "run", *(row.field for row in LEVERS.values())]
    for lever in LEVERS.values():
        control, value = params[lever.field], merged.value(lever.name)
        if isinstance(control, Slider):
            assert (control.value, control.min, control.max) == (value, lever.low, lever.high)
            assert control.is_float_slider == (lever.kind == "number")
        elif lever.kind == "choice":
            assert (control["value"], control["values"]) == (value, list(lever.choices))
        else:
            assert (control["type"], control["value"]) == ("Checkbox", value)
    assert params["seed"].value == 4


def test_levers_to_move_can_be_chosen():
    chosen = model_params(levers=["goals.shared", "structure.delivery"])
    assert list(chosen) == ["base", "seed", "run", "goals_shared", "structure_delivery"]


def test_mesa_finds_an_argument_for_every_control():
    init = Adjustable.__init__
    _check_model_params(init, model_params())
    with pytest.raises(ValueError, match="goals_sharde"):
        _check_model_params(init, {**model_params(), "goals_sharde": 0.5})
    kinds = {row.kind for row in inspect.signature(init).parameters.values()}
    assert inspect.Parameter.VAR_KEYWORD not in kinds  # else Mesa 3.5 adds a scenario of its own


@pytest.mark.parametrize("name", ["silos", "merged", "shared-projects"])
def test_controls_as_they_stand_found_the_company_of_the_scenario(name):
    values = {key: row.value if isinstance(row, Slider) else row
              for key, row in model_params(name, seed=3, run=2).items()}  # fmt: skip
    values = {key: row["value"] if isinstance(row, dict) else row for key, row in values.items()}
    adjusted, plain = Adjustable(**values), Organisation(name, seed=3, run=2)
    adjusted.run_for(5)
    plain.run_for(5)
    assert not differing(adjusted.state, plain.state)
    assert adjusted.identity == plain.identity


def test_a_lever_that_is_moved_is_one_of_the_scenario():
    adjusted = Adjustable(base="merged", goals_shared=0.123, cmo=Loyal)
    assert adjusted.setting == load("merged").with_levers(goals__shared=0.123)
    assert type(adjusted.cmo) is Loyal
    with pytest.raises(InputError, match="goals_sharde"):
        Adjustable(goals_sharde=0.5)


# --- the picture ---


def test_the_picture_shows_every_team_every_tie_and_both_chiefs():
    org = Organisation("silos", seed=1)
    org.run_for(3)
    axes = draw_organisation(org).axes[0]
    texts = {text.get_text() for text in axes.texts}
    assert set(org.teams) <= texts
    assert {f"CMO, trust {org.cmo.trust:.2f}", f"CIO, trust {org.cio.trust:.2f}"} <= texts
    assert "week 3" in axes.get_title()
    teams = list(org.teams.values())
    widths = sorted(line.get_linewidth() for line in axes.lines if line.get_color() == INK)
    ties = [a.tie(b) for i, a in enumerate(teams) for b in teams[i + 1 :]]
    assert widths == pytest.approx(sorted(WIDEST * tie for tie in ties))
    sizes = [size for dots in axes.collections[: len(COLOURS)] for size in dots.get_sizes()]
    assert (
        np.argsort(sizes).tolist()
        == np.argsort(
            [team.heads for home in COLOURS for team in teams if team.home is home]
        ).tolist()
    )


def test_teams_of_a_department_stand_beside_each_other():
    org = Organisation({"firm.teams": 30}, seed=1)
    homes = [org.teams[name].home for name in places(org)]
    assert homes == sorted(homes)
    assert len(set(places(org).values())) == 30


# --- the page ---


@pytest.fixture
def rendered(monkeypatch):
    """Render a page, and keep the companies that it founds."""
    founded: list[Organisation] = []

    class Kept(Adjustable):
        def __init__(self, **arguments: Any) -> None:
            super().__init__(**arguments)
            founded.append(self)

    vars(Kept.__init__)["__signature__"] = inspect.signature(Adjustable.__init__)
    monkeypatch.setattr(mesa_page, "Adjustable", Kept)
    opened: list[Any] = []

    def render(**options: Any) -> tuple[Any, Any, list[Organisation]]:
        @solara.component
        def Whole() -> None:
            with solara.AppLayout():
                OrganisationPage(**options)

        box, context = reacton.render(Whole(), handle_error=False)
        opened.append(context)
        return box, context, founded

    yield render
    for context in opened:
        context.close()


def press(context: Any, label: str) -> None:
    button = next(b for b in context.find(ipyvuetify.Btn).widgets if b.children == [label])
    button.click()


def test_a_page_steps_and_founds_anew_what_its_controls_say(rendered):
    _, context, founded = rendered(base="merged", seed=2, run=1, cmo=Loyal)
    first = founded[-1]
    for _ in range(3):
        press(context, "Step")
    alone = Organisation("merged", seed=2, run=1, cmo=Loyal)
    alone.run_for(3)
    assert not differing(first.state, alone.state)
    slider = next(
        s for s in context.find(ipyvuetify.Slider).widgets
        if s.label == LEVERS["goals.shared"].label
    )  # fmt: skip
    slider.v_model = 0.25
    press(context, "Reset")
    again = founded[-1]
    assert again is not first
    assert (again.week, again.seed, again.run, type(again.cmo)) == (0, 2, 1, Loyal)
    assert again.setting == load("merged").with_levers(goals__shared=0.25)
    press(context, "Step")
    assert again.week == 1


def test_every_outcome_has_a_chart():
    assert len(components()) == len(OUTCOMES) + 2
    assert {page for _, page in components()} == {0, 1}


# --- the page in a browser ---


def chromium() -> str | None:
    found = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    return next(filter(None, found), None)


@pytest.fixture
def address(tmp_path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["-m", "solara", "run", "allied.viz.mesa_page", "--no-open", "--port", str(port)]
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    with subprocess.Popen(
        [sys.executable, *command], cwd=tmp_path, env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        found = f"http://127.0.0.1:{port}"
        for _ in range(120):
            try:
                urllib.request.urlopen(found, timeout=5).close()
                break
            except OSError:
                time.sleep(0.5)
        yield found
        server.terminate()


@pytest.mark.browser
@pytest.mark.slow
def test_the_documented_command_shows_a_company_that_can_be_stepped(address):
    api = pytest.importorskip("playwright.sync_api")
    if chromium() is None:
        pytest.skip("no Chromium on this machine")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(120_000)
        page.goto(address)
        page.wait_for_selector("text=Reset")
        page.wait_for_selector("svg text, img")
        page.click("button:has-text('Step')")
        page.wait_for_selector("text=/(Step|Time): 1/")
        assert page.locator(f"text={LEVERS['goals.shared'].label}").count() >= 1
        browser.close()
