"""A picture of one organisation with Matplotlib: teams by department, their ties, the chiefs."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from allied.sim.model.organisation import Organisation
from allied.sim.model.state import Department
from allied.viz.words.mesa_words import chief_label, department_name, picture_title
from allied.viz.words.table_texts import team_name

__all__ = ["draw_organisation", "places"]

COLOURS = {
    Department.MARKETING: "#0B6E99", Department.IT: "#BD5217", Department.NEIGHBOUR: "#5F6B7A",
}  # fmt: skip
INK, BETWEEN_CHIEFS = "#1B2128", "#7B4FA3"
PER_HEAD = 28.0  # points² of a team's dot
WIDEST = 5.0  # points, of a tie of 1
CHIEF = 120.0  # points² of a chief's square
INSIDE = 0.36  # where the chiefs stand, in radii


def places(org: Organisation) -> dict[str, tuple[float, float]]:
    """Return where each team stands: on a circle, departments beside each other."""
    names = sorted(org.teams, key=lambda name: (org.teams[name].home, org.teams[name].index))
    turns = [math.tau * position / len(names) for position in range(len(names))]
    return {name: (math.sin(turn), math.cos(turn)) for name, turn in zip(names, turns, strict=True)}


def draw_organisation(org: Organisation) -> Figure:
    """Return a figure of an organisation as it is now.

    A line between teams is as wide and as dark as their tie; the line between the chiefs is as wide
    as their trust in each other, on average.
    """
    figure = Figure(figsize=(6.4, 4.8))
    axes = figure.subplots()
    axes.set_axis_off()
    axes.set_aspect("equal")
    axes.set(xlim=(-1.45, 1.45), ylim=(-1.3, 1.3))
    axes.set_title(picture_title(org.week), fontsize=10, color=INK)
    _draw_ties(axes, org)
    _draw_teams(axes, org)
    _draw_chiefs(axes, org)
    axes.legend(loc="center", ncols=3, frameon=False, fontsize=8, bbox_to_anchor=(0.5, -0.08))
    return figure


def _draw_ties(axes: Axes, org: Organisation) -> None:
    spots = places(org)
    teams = list(org.teams.values())
    for i, one in enumerate(teams):
        for other in teams[i + 1 :]:
            tie = float(np.clip(one.tie(other), 0.0, 1.0))
            (x, y), (u, v) = spots[one.name], spots[other.name]
            axes.plot((x, u), (y, v), color=INK, linewidth=WIDEST * tie, alpha=0.8 * tie, zorder=1)


def _draw_teams(axes: Axes, org: Organisation) -> None:
    spots = places(org)
    for department, colour in COLOURS.items():
        teams = [team for team in org.teams.values() if team.home is department]
        across, up = zip(*(spots[team.name] for team in teams), strict=True)
        size = [PER_HEAD * team.heads for team in teams]
        axes.scatter(across, up, s=size, color=colour, label=department_name(department), zorder=2)
    for name, (x, y) in spots.items():
        side = "left" if x > 0.01 else "right" if x < -0.01 else "center"
        axes.text(1.14 * x, 1.14 * y, team_name(name), ha=side, va="center", fontsize=8, color=INK)


def _draw_chiefs(axes: Axes, org: Organisation) -> None:
    width = WIDEST * (org.cmo.trust + org.cio.trust) / 2.0
    axes.plot((-INSIDE, INSIDE), (0.0, 0.0), color=BETWEEN_CHIEFS, linewidth=width, zorder=3)
    _draw_chief(axes, INSIDE, Department.MARKETING, chief_label("CMO", org.cmo.trust))
    _draw_chief(axes, -INSIDE, Department.IT, chief_label("CIO", org.cio.trust))


def _draw_chief(axes: Axes, x: float, home: Department, label: str) -> None:
    axes.scatter((x,), (0.0,), s=CHIEF, marker="s", color=COLOURS[home], zorder=4)
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.7}
    axes.text(x, -0.14, label, ha="center", fontsize=8, color=INK, zorder=4, bbox=box)
