"""An orientation figure from another model: `python -m benchmarks.slime_mold`.

SlimeMold (`aislimemold` 0.1) simulates organisations, too: roles, reporting lines, approvals, tasks
and knowledge, week by turn, in plain Python without dependencies. Its rules are others than ours,
and a turn of a role is another amount of work than a week of a team. So this says in which order of
magnitude such a simulator goes, and nothing about which is better.
"""

from __future__ import annotations

from importlib.util import find_spec

from benchmarks.measures import Taken, taken

__all__ = ["AGENTS", "agent_steps", "installed"]

AGENTS = 17  # as a company of 14 teams and three chiefs
TURNS = 500
ARRIVALS = 1.4 / 3.0  # tasks a turn and role, as in its own example


def installed() -> bool:
    """Return whether the package can be imported."""
    return find_spec("aislimemold") is not None


def agent_steps() -> Taken:
    """Return what a turn of one role takes, in its own example with more roles."""
    from aislimemold.demo import hierarchy_spec
    from aislimemold.dsl import build_spec
    from aislimemold.simulation import SimulationRunner

    spec = hierarchy_spec(3)
    lead, *examples = spec["organization"]["roles"]
    workers = [
        {**examples[k % len(examples)], "id": f"agent{k}", "name": f"Agent {k}"}
        for k in range(1, AGENTS)
    ]
    spec["organization"]["roles"] = [lead, *workers]
    spec["organization"]["reporting"] = {worker["id"]: lead["id"] for worker in workers}
    spec["taskflow"]["arrival_rate"] = ARRIVALS * AGENTS
    built = build_spec(spec)
    runner = SimulationRunner(
        built.org, built.institution, built.taskflow, built.turnover, built.knowledge, built.sim
    )
    return taken(lambda: runner.run(TURNS, collect_metrics=False), AGENTS * TURNS)


if __name__ == "__main__":
    if installed():
        print(f"{1.0 / agent_steps().processor:,.0f} agent-steps a second on one core")
    else:
        print("aislimemold is not installed: pip install aislimemold")
