"""The outcomes in groups, as the table and the list of goals show them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["OUTCOME_GROUPS"]

OUTCOME_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "Customers and revenue": ("customer_experience", "revenue_index", "martech_return"),
    "Speed": ("lead_time", "late_share", "live_in_window", "abandoned_share"),
    "Around IT": ("bypass_share", "bypass_spend", "integration_debt", "security_incidents"),
    "People": (
        "trust_cmo_cio", "trust_cio_cmo", "marketing_it_ties", "goal_awareness", "alignment",
        "escalations",
    ),
    "Time and money": ("coordination_load", "budget_used"),
})  # fmt: skip
