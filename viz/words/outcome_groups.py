"""The outcomes in groups, as the table and the list of goals show them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from allied.viz.words.language import N_, gettext

__all__ = ["OUTCOME_GROUPS", "outcome_groups"]

OUTCOME_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    N_("Customers and revenue"): ("customer_experience", "revenue_index", "martech_return"),
    N_("Speed"): ("lead_time", "late_share", "live_in_window", "abandoned_share"),
    N_("Around IT"): ("bypass_share", "bypass_spend", "integration_debt", "security_incidents"),
    N_("People"): (
        "trust_cmo_cio", "trust_cio_cmo", "marketing_it_ties", "goal_awareness", "alignment",
        "escalations",
    ),
    N_("Time and money"): ("coordination_load", "budget_used"),
})  # fmt: skip


def outcome_groups() -> dict[str, tuple[str, ...]]:
    """Return the groups by what they are called."""
    return {gettext(title): names for title, names in OUTCOME_GROUPS.items()}
