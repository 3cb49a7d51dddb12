"""Write the generated parts of sim/ODD.md anew: `python tests/make_odd.py`, from the root."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "sim" / "ODD.md"
BLOCK = re.compile(r"(<!-- generated: (\w+) -->)(.*?)(<!-- end -->)", re.S)


def patterns() -> str:
    """Return the table of patterns, as they are stated in data."""
    from allied.calibration.evidence.patterns import read_book

    rows = [
        f"| {p.name} | {p.statement} | {', '.join(p.claims) or 'none; it must hold'} |"
        for p in read_book().patterns
    ]
    return "\n" + "\n".join(["| | pattern | claims |", "| --- | --- | --- |", *rows]) + "\n"


def roles() -> str:
    """Return how many parameters are calibrated, fixed, and constants of rules."""
    from allied.sim.inputs.parameters import PARAMETERS
    from allied.sim.inputs.survey_parameters import POPULATION, RESPONSE

    counts = Counter(row.role for row in PARAMETERS.values())
    return (
        f" Of {len(PARAMETERS)} parameters of the model {counts['calibrated']} are calibrated, "
        f"with {len(POPULATION)} of a population and {len(RESPONSE)} of how people answer; "
        f"{counts['fixed']} are fixed and {counts['constant']} are constants of rules. "
    )


def outcomes() -> str:
    """Return the table of outcomes: what the docstring of each one's rule says."""
    from allied.sim.model.rules.measures import MEASURES

    said = {name: " ".join((rule.__doc__ or "").split()) for name, rule in MEASURES.items()}
    rows = [f"| `{name}` | {text.removeprefix('Return ')} |" for name, text in said.items()]
    return "\n" + "\n".join(["| outcome | as coded |", "| --- | --- |", *rows]) + "\n"


MAKERS = {"patterns": patterns, "roles": roles, "outcomes": outcomes}


def current() -> str:
    """Return the document with its generated parts as they should be."""
    text = FILE.read_text(encoding="utf-8")
    return BLOCK.sub(lambda found: f"{found[1]}{MAKERS[found[2]]()}{found[4]}", text)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    FILE.write_text(current(), encoding="utf-8")
    print(f"Wrote {FILE.relative_to(ROOT)}")
