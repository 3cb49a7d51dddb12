"""The texts of an organisation on Mesa's own page."""

from __future__ import annotations

from allied.sim.inputs.levers import LEVERS
from allied.sim.inputs.quantity import Quantity
from allied.sim.inputs.scenario import Scenario
from allied.sim.model.outcomes import Outcome
from allied.sim.model.state import Department
from allied.viz.words.language import N_, gettext
from allied.viz.words.lever_values import value_words
from allied.viz.words.numbers import number, whole
from allied.viz.words.table_texts import label_of, unit_of

__all__ = ["axis_label", "chief_label", "company_label", "department_name", "lever_label",
           "picture_title", "seed_label", "setting_lines"]  # fmt: skip

_DEPARTMENTS = {
    Department.MARKETING: N_("Marketing"), Department.IT: N_("IT"),
    Department.NEIGHBOUR: N_("Neighbouring departments"),
}  # fmt: skip
_CHIEFS = {"CMO": N_("CMO, trust {trust}"), "CIO": N_("CIO, trust {trust}")}


def department_name(department: Department) -> str:
    """Return what a department is called."""
    return gettext(_DEPARTMENTS[department])


def chief_label(chief: str, trust: float) -> str:
    """Return what stands at a chief, "CMO" or "CIO", in the picture of a company."""
    return gettext(_CHIEFS[chief], trust=number(trust, 2))


def picture_title(week: int) -> str:
    """Return what stands above the picture of a company."""
    return gettext("Who knows whom in week {week}; a dot's size is its heads", week=whole(week))


def axis_label(outcome: Outcome) -> str:
    """Return an outcome with its unit, as it stands at an axis."""
    return gettext("{outcome}, {unit}", outcome=label_of(outcome), unit=unit_of(outcome))


def lever_label(lever: Quantity) -> str:
    """Return a lever, with its unit where it has one, as it stands at a control."""
    if not lever.unit:
        return label_of(lever)
    return gettext("{lever}, {unit}", lever=label_of(lever), unit=unit_of(lever))


def seed_label() -> str:
    """Return what the control of the random seed is called."""
    return gettext("Random seed")


def company_label() -> str:
    """Return what the control of the number of a company is called."""
    return gettext("Number of the company")


def setting_lines(scenario: Scenario, seed: int, run: int) -> list[str]:
    """Return which company it is, and each lever that differs from the baseline at the start.

    Examples
    --------
    >>> for line in setting_lines(Scenario("ours", {"goals.shared": 0.7}), 1, 3):
    ...     print(line)
    Seed 1, company 3
    Goals shared by both chiefs: 70 %
    """
    differing = [
        lever for name, lever in LEVERS.items() if scenario.value(name) != lever.default
    ]  # fmt: skip
    levers = [
        gettext("{lever}: {value}", lever=label_of(lever),
                value=value_words(lever, scenario.value(lever.name)))
        for lever in differing
    ]  # fmt: skip
    return [gettext("Seed {seed}, company {run}", seed=str(seed), run=str(run)), *levers]
