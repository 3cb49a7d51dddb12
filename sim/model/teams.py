"""The kinds of teams: department and skills, in the order in which a company is filled.

A company of n teams has the first n of this list, which starts again after its end; so adding a
team changes no other, and the smallest company has all three departments.
"""

from __future__ import annotations

__all__ = ["DEPARTMENTS", "KIND_COUNT", "NAMES", "SKILLS", "SKILL_NAMES", "team_names"]

_MARKETING, _IT, _NEIGHBOUR = 0, 1, 2

SKILL_NAMES = ("creative", "customer", "data", "engineering")

# name, department, skills in the order of their names: defaults of the parameters `team.skill_…`
_KINDS = (
    ("customer", _MARKETING, (0.45, 0.70, 0.50, 0.20)),
    ("integration", _IT, (0.15, 0.25, 0.55, 0.75)),
    ("brand", _MARKETING, (0.80, 0.50, 0.20, 0.10)),
    ("sales", _NEIGHBOUR, (0.30, 0.75, 0.35, 0.10)),
    ("data", _IT, (0.15, 0.25, 0.75, 0.65)),
    ("operations", _MARKETING, (0.30, 0.45, 0.50, 0.35)),
    ("analytics", _MARKETING, (0.20, 0.50, 0.70, 0.30)),
    ("applications", _IT, (0.20, 0.35, 0.50, 0.70)),
    ("product", _MARKETING, (0.50, 0.55, 0.35, 0.15)),
    ("social", _MARKETING, (0.65, 0.60, 0.35, 0.15)),
    ("research", _NEIGHBOUR, (0.45, 0.35, 0.50, 0.60)),
    ("pr", _MARKETING, (0.70, 0.45, 0.20, 0.10)),
    ("infrastructure", _IT, (0.10, 0.20, 0.50, 0.75)),
    ("service", _NEIGHBOUR, (0.25, 0.75, 0.30, 0.10)),
)

KIND_COUNT = len(_KINDS)
NAMES = tuple(name for name, _, _ in _KINDS)
DEPARTMENTS = tuple(department for _, department, _ in _KINDS)
SKILLS = tuple(skills for _, _, skills in _KINDS)


def team_names(count: int) -> list[str]:
    """Return the names of a company's teams: "analytics", and "analytics 2" for a second one.

    Examples
    --------
    >>> team_names(14)[:2]
    ['customer', 'integration']
    """
    rounds = (index // KIND_COUNT for index in range(count))
    return [
        NAMES[index % KIND_COUNT] + (f" {turn + 1}" if turn else "")
        for index, turn in zip(range(count), rounds, strict=True)
    ]
