"""The texts around the page's results: headline, ranking, chart, tables."""

from __future__ import annotations

from collections.abc import Sequence

from allied.sim.experiment.comparison import Comparison, Difference
from allied.sim.model.outcomes import Outcome
from allied.viz.words.language import gettext, ngettext, pgettext
from allied.viz.words.numbers import UNKNOWN, interval, number, rounded, share, whole
from allied.viz.words.phrases import beginning, commas, companies, counted
from allied.viz.words.table_texts import label_of, meaning_of
from allied.viz.words.wording import verdict_word, verdict_words

__all__ = [
    "band_legend", "basis", "better_in", "chance_basis", "chart_words", "default_parameters",
    "difference_glyphs", "difference_table", "glyphs_heading", "in_brackets", "level_of",
    "outcome_picker", "pair", "parameters_from", "partly_tied", "place_and_tie", "quarter",
    "ranking", "ranking_heading", "ranking_note", "reading", "shown_on_press", "spread_words",
    "verdict_pieces", "what_differs", "year_of",
]  # fmt: skip

YEAR = 52
NO_BREAK = "\u00a0"


# --- the answer ---


def year_of(comparison: Comparison) -> str:
    """Return which year results are of: "year 3"."""
    return gettext("year\u00a0{year}", year=rounded(comparison.weeks / YEAR))


def pair(scenario: str, baseline: str) -> str:
    """Return what the sentences below the headline are about."""
    return gettext("{scenario} against {baseline}", scenario=scenario, baseline=baseline)


def default_parameters() -> str:
    """Say that parameters do not vary."""
    return gettext("All share the default parameters.")


def parameters_from(draws: int, file: str) -> str:
    """Say where the parameters come from: the calibration, or a file of that name."""
    if file:
        return ngettext("{count} parameter set from {file}.", "{count} parameter sets from {file}.",
                        draws, count=whole(draws), file=file)  # fmt: skip
    return ngettext("{count} parameter set from the calibration.",
                    "{count} parameter sets from the calibration.", draws,
                    count=whole(draws))  # fmt: skip


def basis(comparison: Comparison, parameters: str) -> str:
    """Return what the answer rests on."""
    return gettext(
        "{companies}, each in all {count} scenarios with the same luck. {year}. {parameters}",
        companies=companies(comparison.runs), count=counted(len(comparison.scenarios)),
        year=beginning(year_of(comparison)), parameters=parameters,
    )  # fmt: skip


# --- the ranking ---


def ranking() -> dict[str, str]:
    """Return the texts of the ranking."""
    return {
        "place": gettext("Place"), "scenario": gettext("Scenario"),
        "chance": gettext("Chance to be best"), "ties": gettext("Ties"),
        "baseline": gettext("baseline"), "how": gettext("How the chance is worked out"),
        "score": gettext(
            "The outcomes you chose count alike. Each difference to the baseline is measured in "
            "units of the spread between companies of the baseline, one standard deviation, and "
            "turned so that more is better; the mean of these is a scenario’s score."
        ),
        "tie_rule": gettext(
            "Two scenarios are too close to call where the chance that the first beats the second "
            "is below 95 %."
        ),
    }  # fmt: skip


def ranking_heading(count: int) -> str:
    """Return the heading of the ranking."""
    return ngettext("How the {count} ranks", "How the {count} rank", count, count=counted(count))


def ranking_note(baseline: str, comparison: Comparison) -> str:
    """Return what the numbers of the ranking are."""
    return gettext(
        "Difference to {baseline} in {year}, with its 95\u00a0% interval. Right is better.",
        baseline=baseline, year=year_of(comparison),
    )  # fmt: skip


def chance_basis(comparison: Comparison) -> str:
    """Return over what the chance to be best is, and what it is."""
    if comparison.draws == 1:
        unknown = gettext("What is not known is what {companies} leave open.",
                          companies=companies(comparison.runs))  # fmt: skip
    else:
        unknown = ngettext(
            "What is not known: people and work, for which there is {count} parameter set, and "
            "what {companies} leave open.",
            "What is not known: people and work, for which there are {count} parameter sets, and "
            "what {companies} leave open.",
            comparison.draws, count=whole(comparison.draws), companies=companies(comparison.runs),
        )  # fmt: skip
    return gettext(
        "{what_is_not_known} The chance to be best is the share of all this in which no other "
        "scenario has a higher score, on average over companies. It is not the share of companies "
        "for which the scenario is best.", what_is_not_known=unknown,
    )  # fmt: skip


def level_of(year: str) -> str:
    """Return when the levels of the baseline are measured."""
    return gettext("in {year}", year=year)


def partly_tied() -> str:
    """Return what is said of places of which some are tied."""
    return gettext("partly too close to call")


def place_and_tie(place: str, tie: str) -> str:
    """Return a place in words, with what is said of those that share it."""
    if tie:
        return gettext("Place {place}, {tie}", place=place, tie=tie)
    return gettext("Place {place}", place=place)


# --- the chart ---


def outcome_picker(outcome: Outcome) -> dict[str, str]:
    """Return the texts above the chart."""
    return {
        "meaning": gettext("{meaning} Line: the median company. Band: the middle 80 %.",
                           meaning=meaning_of(outcome)),
        "choose": gettext("Outcome in the chart"),
    }  # fmt: skip


def quarter(number_of: int) -> str:
    """Return the name of a quarter."""
    return gettext("Q{quarter}", quarter=whole(number_of))


def band_legend(quarter_slot: str) -> str:
    """Return what is read under the pointer; the chart fills in the quarter."""
    return gettext("{quarter}: median and middle 80 %", quarter=quarter_slot)


def reading(outcome: Outcome, low: float, median: float, high: float) -> str:
    """Return what a band says at one quarter, in words."""
    shown = [number(value, outcome.digits) for value in (low, median, high)]
    return gettext("{median} ({low} to {high})", low=shown[0], median=shown[1], high=shown[2])


def chart_words(outcome: Outcome, titles: Sequence[str]) -> str:
    """Return the chart in words, for those who cannot see it."""
    return gettext(
        "{outcome} by quarter: {scenarios}. The table below gives the last year in numbers.",
        outcome=label_of(outcome), scenarios=commas(titles),
    )  # fmt: skip


def glyphs_heading(baseline: str, weeks: int) -> str:
    """Return the heading of the differences beside the chart."""
    return gettext("Difference to {baseline}, year {year}", baseline=baseline,
                   year=rounded(weeks / YEAR))  # fmt: skip


def difference_glyphs() -> dict[str, str]:
    """Return the texts of the differences beside the chart."""
    return {"worse": gettext("worse"), "better": gettext("better")}


def better_in(gap: Difference) -> str:
    """Return for how many companies a scenario is better."""
    return gettext("better in {share} of companies", share=share(gap.p_better))


def in_brackets(bounds: str) -> str:
    """Return an interval beside its mean."""
    return gettext("({interval})", interval=bounds)


# --- the table of all outcomes ---


def difference_table(
    comparison: Comparison, titles: Sequence[str], scenario: int, against: int
) -> dict[str, str]:
    """Return the texts of the table."""
    names = {"scenario": titles[scenario], "baseline": titles[against]}
    note = gettext("{year}. In bold: what matters to you.",
                   year=beginning(year_of(comparison)))  # fmt: skip
    return {
        "heading": gettext("All outcomes: {scenario} against {baseline}", **names),
        "note": note,
        "caption": gettext("{scenario} against {baseline}: {note}", note=note, **names),
        "choose": gettext("Scenario in the table"),
        "against": pgettext("before a list of scenarios", "against"),
        "outcome": gettext("Outcome"), "difference": gettext("Difference"),
        "interval": gettext("95 % interval"), "sides": gettext("worse | better"),
        "share": gettext("Companies better"), "share_short": gettext("better in"),
        "verdict": gettext("Verdict"),
        "legend": gettext(
            "Bar: 95 % interval of the mean. Hollow: too close to call. Striped: rests on "
            "assumptions. Thin line: nine companies in ten."
        ),
    }  # fmt: skip


def shown_on_press(outcome: Outcome) -> str:
    """Return what an outcome means, and what a press on it does."""
    return gettext("{meaning} Show it in the chart.", meaning=meaning_of(outcome))


def verdict_pieces(gap: Difference) -> dict[str, str]:
    """Return a verdict in words in three pieces, so that the verdict itself can stand out."""
    verdict = verdict_word(gap.verdict)
    before, found, after = verdict_words(gap).partition(verdict)
    return {"before": before, "verdict": found, "limits": after}


def spread_words(gap: Difference, digits: int) -> str:
    """Say where nine companies in ten lie, and how sure the direction is."""
    nine = interval(gap.p05, gap.p95, digits, signed=True)
    sure = gettext("The mean has this sign with a probability of {share}.",
                   share=share(gap.p_direction))  # fmt: skip
    if nine == UNKNOWN:
        return sure
    return gettext("Nine companies in ten: {interval}. {how_sure}", interval=nine, how_sure=sure)


# --- what differs ---


def what_differs(scenario: str, baseline: str) -> dict[str, str]:
    """Return the texts of the levers that differ."""
    return {
        "heading": gettext("What differs"), "lever": gettext("Lever"),
        "hint": gettext("Every lever that {scenario} and {baseline} set differently.",
                        scenario=scenario, baseline=baseline),
        "none": gettext("No lever differs. Move one, or choose another scenario."),
    }  # fmt: skip
