"""What commands say about the evidence: the claims of the reports, and the patterns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allied.viz.words.language import N_, gettext, ngettext
from allied.viz.words.numbers import interval, share, whole
from allied.viz.words.phrases import commas

__all__ = [
    "as_claimed", "claim_headings", "companies_simulated", "counted_verdicts", "evidence_lines",
    "ledger_text", "parts_of_1000", "pattern_legend", "prior_words", "refuted_if", "rule_words",
    "whole_interval", "would_decide",
]  # fmt: skip

VERDICTS = (
    N_("supported"), N_("contradicted"), N_("undecided"), N_("untestable"), N_("holds"),
    N_("does not hold"), N_("too close to call"), N_("derived"), N_("associated"), N_("restated"),
)  # fmt: skip
"""What the ledger and the report on patterns say in a word; they are stated in `calibration`."""


def ledger_text(text: str) -> str:
    """Return a text of the ledger or of the report on patterns in the reader's language.

    Claims, contrasts, rules, statements and verdicts are in the catalogue's template; a reason that
    calibration wrote with numbers of its own is not, and stays in English.
    """
    return gettext(text)


def whole_interval(low: float, high: float, digits: int) -> str:
    """Return an interval in brackets."""
    return gettext("({interval})", interval=interval(low, high, digits))


def counted_verdicts(counts: Mapping[Any, int]) -> str:
    """Return how often each verdict was given: "3 supported, 1 undecided"."""
    return commas([
        gettext("{count} {verdict}", count=whole(count), verdict=ledger_text(str(word)))
        for word, count in counts.items()
    ])  # fmt: skip


# --- claims ---


def claim_headings() -> tuple[str, ...]:
    """Return the headings of the ledger."""
    return (gettext("Claim and contrast"), gettext("Effect (95 %)"), gettext("As claimed"),
            gettext("Verdict"))  # fmt: skip


def rule_words(rule: str) -> str:
    """Return which rule of the model a claim restates."""
    return gettext("A rule of the model: {rule}", rule=gettext(rule))


def as_claimed() -> str:
    """Say how the ledger is read."""
    return gettext(
        "An effect above zero goes as the claim says; “as claimed” is the probability that it "
        "does, over what is not known about people and work."
    )


def evidence_lines(derived: str, associated: str, restated: str, untestable: int) -> list[str]:
    """Return how many claims came out how: as evidence only those that are derived."""
    return [
        gettext("Evidence (one lever moved, no rule says what follows): {verdicts}",
                verdicts=derived),
        gettext("Not evidence: associated (several levers moved together): {verdicts}",
                verdicts=associated),
        gettext("Not evidence: restated (a rule of the model): {verdicts}", verdicts=restated),
        gettext("Untestable: {count}", count=whole(untestable)),
    ]  # fmt: skip


# --- patterns ---


def refuted_if(what: str) -> str:
    """Return what would refute an effect."""
    return gettext("Refuted if: {what}", what=gettext(what))


def prior_words(probability: float) -> str:
    """Return how probable an effect is before calibration."""
    return gettext("prior {share}", share=share(probability))


def would_decide(runs: float) -> str:
    """Return how many companies would decide a verdict, in two lines."""
    return ngettext(
        "{count} company\nwould decide it", "{count} companies\nwould decide it",
        round(runs), count=whole(runs),
    )  # fmt: skip


def pattern_legend() -> str:
    """Say how the report on patterns is read."""
    return gettext(
        "Each row: the effect, above zero as expected, with its 95 % interval; the probability that"
        " it goes as expected, over the posterior and over the prior; the verdict."
    )


def parts_of_1000() -> str:
    """Return what is counted while the ledger is made."""
    return gettext("parts of a thousand")


def companies_simulated() -> str:
    """Return what is counted while patterns are tested."""
    return gettext("companies")
