"""What-ifs: scenario files, and the loader that checks, extends and stacks them.

A scenario is a TOML file that says only what differs from the baseline, the defaults of
`allied.sim.inputs.levers.LEVERS`. It sets levers and nothing else: no file adds a bonus to an
outcome, and nothing in a file is executed.

```toml
title = "A common platform"
summary = "Marketing and IT decide together and build on one platform."
story = '''The company has decided to …'''
sources = ["Board paper of May"]
claims = ["C000-19"]
extends = "shared-projects" # or a list, or a file next to this one: "ours.toml"

[goals]
shared = 0.8

[[timeline]] # after half a year
week = 27
label = "The platform arrives"
technology.platform = 0.6
```

Examples
--------
>>> from allied.scenarios import load, names
>>> names()[0]
'silos'
>>> load("shared-projects").value("structure.delivery")
'shared_project'
>>> load("transparent-goals+shared-projects").title
'Transparent goals + Shared projects'
"""

from allied.scenarios.claims import Claim, claims
from allied.scenarios.installed import names, packages
from allied.scenarios.loading import check, labels, load, load_all, loads, plugin_notes
from allied.scenarios.writing import LeverDifference, differences, to_toml

__all__ = [
    "Claim",
    "LeverDifference",
    "check",
    "claims",
    "differences",
    "labels",
    "load",
    "load_all",
    "loads",
    "names",
    "packages",
    "plugin_notes",
    "to_toml",
]
