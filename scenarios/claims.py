"""The causal claims of the reports, by their numbers."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

__all__ = ["Claim", "claims"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of a report.

    Attributes
    ----------
    id : str
        As cited in scenario files and rules, "C000-12".
    source : str
        The report that makes it.
    kind : str
        "cause", "norm", "belief: CMO", "tension" and the like.
    text : str
    """

    id: str
    source: str
    kind: str
    text: str


@cache
def claims() -> Mapping[str, Claim]:
    """Return every claim by its number, in the order of the ledger."""
    with Path(__file__).with_name("claims.csv").open(encoding="utf-8", newline="") as file:
        rows = [Claim(row["id"], row["source"], row["kind"], row["claim"])
                for row in csv.DictReader(file)]  # fmt: skip
    return MappingProxyType({claim.id: claim for claim in rows})
