"""What the page's components get to show passes through the language layer."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("solara", reason="the browser front end is not installed: allied[app]")

import reacton

from allied import scenarios
from allied.sim.experiment.ensemble import Ensemble
from allied.sim.inputs.quantity import InputError, Problem
from allied.sim.model.outcomes import DEFAULT_GOALS, MOST_GOALS, OUTCOMES
from allied.viz.web import export
from allied.viz.web.choices import Choices
from allied.viz.web.components.notices import Notices
from allied.viz.web.components.top_bar import TopBar
from allied.viz.web.evidence import Evidence
from allied.viz.web.hooks import Computation, short_message
from allied.viz.web.link import first_view, parse
from allied.viz.web.page_state import View
from allied.viz.web.wanted import events_of, own_values, scenarios_of
from allied.viz.words.language import speaking
from allied.viz.words.page_words import (
    compiling,
    computing,
    failure,
    notices,
    page_title,
    refining,
    top_bar,
)
from tests.parameter_sets import parameter_sets
from tests.pseudo import Pseudo, pseudo, untranslated

NAMES = scenarios.names()
NOT_SHOWN = frozenset({
    "name", "kind", "colour", "colours", "tone", "type", "preset", "chosen", "outcome", "cursor",
    "command", "download", "class_", "tag", "style_", "class", "style", "role", "attributes",
})  # fmt: skip
"""Keys whose values are names, colours or classes; the command is one in any language."""

OF_WIDGETS = frozenset({"template", "events", "layout", "v_model"})

CHART = frozenset({"name", "formatter", "data"})
"""Keys of the chart's option that are shown; of other keys numbers, colours and settings."""

SHOWN_IN_PICTURES = re.compile(r'aria-label="([^"]*)"|<title>(.*?)</title>')


def shown(value: Any) -> Iterator[str]:
    """Yield the texts that a property shows; of a picture its title, and its label."""
    if isinstance(value, str):
        if value.lstrip().startswith("<"):
            for texts in SHOWN_IN_PICTURES.findall(value):
                yield from (html.unescape(text) for text in texts)
        else:
            yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in NOT_SHOWN:
                yield from shown(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from shown(each)


def of_chart(option: Any, key: str = "") -> Iterator[str]:
    """Yield the texts that a chart's option shows."""
    if isinstance(option, str):
        if key in CHART:
            yield re.sub(r"<[^>]*>|\{\w+\}", " ", option)
    elif isinstance(option, dict):
        for name, each in option.items():
            yield from of_chart(each, name)
    elif isinstance(option, (list, tuple)):
        for each in option:
            yield from of_chart(each, key)


def properties(widget: Any) -> Iterator[tuple[str, Any]]:
    """Yield the properties of a widget and of all its parts."""
    for name in getattr(widget, "keys", ()):
        value = getattr(widget, name)
        if name == "children":
            for child in value:
                if isinstance(child, str):
                    yield name, child
                else:
                    yield from properties(child)
        elif name == "attributes":
            yield name, [text for key, text in value.items() if key in ("aria-label", "title")]
        elif name == "option":
            yield name, list(of_chart(value))
        elif not name.startswith("_") and name not in NOT_SHOWN | OF_WIDGETS:
            yield name, value


def said_by(element: Any) -> str:
    """Return all that an element shows."""
    box, rendered = reacton.render(element, handle_error=False)
    try:
        return "\n".join(
            text for _, value in properties(box) for text in shown(value) if text.strip()
        )
    finally:
        rendered.close()


def results_of(chosen: Any) -> Ensemble:
    """Return results that take no time, with every verdict and an assumption."""
    rows, weeks = parameter_sets(300), np.arange(13, 157, 13)
    luck = np.random.default_rng(1).normal(50.0, 5.0, (300, len(weeks), len(OUTCOMES)))
    gains = np.resize([8.0, -8.0, 0.0, 0.01], len(OUTCOMES))
    noise = np.random.default_rng(2).normal(size=(len(chosen), *luck.shape))
    values = luck + np.arange(len(chosen))[:, None, None, None] * (gains + 2.0 * noise)
    trust = rows["choice_trust"]
    values[-1, :, :, 3] += 200.0 * (trust - trust.mean())[:, None]
    return Ensemble(tuple(chosen), 1, 300, 156, weeks, values, rows)


def moved_view() -> View:
    """A view of four scenarios, one of them with a timeline and one with a moved lever."""
    view = first_view(NAMES).add("allies").select(1)
    view = view.move("goals.shared", 0.9, own_values(view, "goals.shared"))
    return view.move("market.turbulence", 1.5, own_values(view, "market.turbulence"))


def same(handler: Any) -> Any:
    return handler


@pytest.mark.parametrize("goals", [DEFAULT_GOALS, ("lead_time",), ("lead_time", "alignment")])
@pytest.mark.parametrize("selected", [0, 1, 3])
def test_the_evidence_shows_nothing_that_no_catalogue_knows(selected, goals):
    with speaking(Pseudo()):
        view = replace(moved_view().select(selected), goals=goals)
        chosen = scenarios_of(view)
        text = said_by(Evidence(
            view=view, chosen=chosen, computation=Computation(results_of(chosen), busy=""),
            go=same, safe=same,
        ))  # fmt: skip
    assert pseudo("How the chance is worked out") in text
    assert untranslated(text) == []


@pytest.mark.parametrize("selected", [0, 1, 3])
def test_the_controls_show_nothing_that_no_catalogue_knows(selected):
    with speaking(Pseudo()):
        view = moved_view().select(selected)
        text = said_by(Choices(view=view, chosen=scenarios_of(view), go=same, run_ahead=same,
                               safe=same))  # fmt: skip
    assert pseudo("Marketing technology is built by") in text
    assert untranslated(text, re.compile(r"\{\w+\}|silos")) == []


def test_the_bar_and_the_messages_show_nothing_that_no_catalogue_knows():
    asked_in_vain = "s=silo&s=silos~goals.shred=1~goals.shared=7&o=x&" + "&".join(
        f"goal={outcome.name}" for outcome in OUTCOMES[: MOST_GOALS + 1]
    )
    error = InputError([Problem("--parameters", "'x' (gone)", "a file of draws")])
    with speaking(Pseudo()):
        view = moved_view()
        files = export.files(view, scenarios_of(view))
        said = said_by(TopBar(texts=top_bar(), present=False, ready=True, command="", files=files,
                              download=None, event_toggle_present=same,
                              event_export_file=same))  # fmt: skip
        messages = [*parse(asked_in_vain, NAMES)[1], short_message(ValueError()),
                    short_message(error), compiling(), computing(1000), refining(200, 1000),
                    page_title(), *failure().values(), *events_of(view).values()]  # fmt: skip
        said += said_by(Notices(texts=notices(), messages=messages, event_dismiss=same))
    names = re.compile(
        r"[\w-]+-changed(?:⟧|\.toml)?|‘[\w.]+’|'[\w.]+'|ValueError|--parameters|\(gone\)"
    )
    assert untranslated(said, names) == []
    assert pseudo("Copy link") in said


def test_the_page_is_english_without_a_catalogue():
    view = moved_view()
    text = said_by(Choices(view=view, chosen=scenarios_of(view), go=same, run_ahead=same,
                           safe=same))  # fmt: skip
    assert "Levers of Shared projects (changed)" in text
    assert "Reset (1 moved)" in text
    assert {"Marketing", "technology"} <= set(untranslated(text))
