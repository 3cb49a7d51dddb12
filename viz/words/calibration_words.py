"""What commands say about the calibration, its checks, and surveys of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from allied.calibration.fit.report import FITS, OUTSIDE_TEST_SAYS, outside_test
from allied.scenarios import load
from allied.sim.model.outcomes import OUTCOMES, index_of
from allied.viz.words.command_words import likeness
from allied.viz.words.language import N_, gettext, ngettext
from allied.viz.words.numbers import number, percent, rounded, share, whole
from allied.viz.words.phrases import commas, inside
from allied.viz.words.table_texts import label_of, title_of

__all__ = [
    "asked", "band", "calibration_headings", "contrast_words", "covered", "direction",
    "fit_words", "indicator_label", "outside_test_words", "pair", "parameter_label",
    "question_text", "range_words", "read_from", "sections", "sensitivity_words", "survey_fits",
    "survey_headings", "survey_is_right", "survey_is_rough", "survey_made", "survey_sections",
    "survey_text", "survey_weighed", "surveys_simulated", "variant", "wrote",
]  # fmt: skip

KINDS: Mapping[str, str] = {
    "posterior": N_("the figures it was fitted to"), "fold": N_("a tenth of the figures held out"),
    "survey": N_("a whole survey held out"), "whole_indicator": N_("a whole indicator held out"),
}  # fmt: skip
"""What tells the fits of the model apart, where it is said that they are the model's."""

VARIANTS = (
    N_("as shipped"), N_("half the discrepancy expected"), N_("twice the discrepancy expected"),
    N_("all wordings coded plain"), N_("prior"),
)  # fmt: skip
"""What a report calls choices of ours; they are stated in `calibration`."""

# --- calibration ---


def outside_test_words() -> str:
    """Return what others measured on figures that had no part in the making of the model."""
    test = outside_test()
    mae = {name: number(100 * test["mae"][name], 0) for name in ("calibrated", "prior", "half")}
    return gettext(
        OUTSIDE_TEST_SAYS, figures=whole(test["figures"]), first_year=test["first_year"],
        last_year=test["last_year"], version=test["version"],
        coverage=percent(test["coverage90"]), **mae,
    )  # fmt: skip


def sections() -> dict[str, str]:
    """Return the titles of the parts of the report."""
    return {
        "outside": gettext("An outside test"),
        "short": gettext("Our own figures, in short"),
        "ahead": gettext("Does the model do better than baselines?"),
        "figures": gettext("Every figure"),
        "contrasts": gettext("Collaborative against traditional CMOs, in points"),
        "parameters": gettext("What the figures say of the calibrated parameters"),
        "sensitivity": gettext("Do the headlines hang on our choices?"),
    }


def calibration_headings(section: str) -> tuple[str, ...]:
    """Return the headings of a part of the report; a column without one has none."""
    calibrated = gettext("Calibrated (90 %)")
    found: dict[str, tuple[str, ...]] = {
        "short": ("", gettext("Predicted by"), gettext("Error, points"),
                  gettext("Coverage of 50 %"), gettext("Coverage of 90 %")),
        "ahead": (gettext("The model"), gettext("Baseline"),
                  gettext("Misses by so much more, points"), gettext("Standard error")),
        "figures": ("", gettext("Figure"), gettext("Seen"), gettext("Prior"), calibrated,
                    gettext("Held out"), gettext("Error")),
        "contrasts": (gettext("Figures"), gettext("About"), gettext("Seen"), calibrated,
                      gettext("Direction")),
        "parameters": (gettext("Parameter"), "", gettext("Prior"), calibrated,
                       gettext("Narrowed"), gettext("Recovered"), gettext("Ranks p")),
        "sensitivity": (gettext("Choice"), gettext("Comparison to silos"),
                        gettext("Mean (90 % of draws)")),
    }  # fmt: skip
    return found[section]


def fit_words(fit: str, *, of_the_model: bool = False) -> str:
    """Return what predicted the figures; of several kinds of the model what tells them apart."""
    return gettext(KINDS[fit] if of_the_model and fit in KINDS else FITS[fit])


def contrast_words(right: int, count: int) -> str:
    """Return how many contrasts went the right way."""
    return gettext("contrasts of CMOs with the right direction: {right} of {count}",
                   right=whole(right), count=whole(count))  # fmt: skip


def direction(*, right: bool) -> str:
    """Return whether a contrast went the right way."""
    return gettext("right") if right else gettext("wrong")


def band(middle: str, low: str, high: str) -> str:
    """Return a mean with its interval: "46 % (30 % to 61 %)"."""
    return gettext("{mean} ({low} to {high})", mean=middle, low=low, high=high)


def range_words(low: float, high: float | None) -> str:
    """Return the range of a prior; without an end where it has none."""
    if high is None:
        return rounded(low)
    return gettext("{low} to {high}", low=rounded(low), high=rounded(high))


def sensitivity_words(scenario: str, outcome: str) -> str:
    """Return which comparison a choice of ours might have moved."""
    return gettext("{scenario}: {outcome}", scenario=title_of(load(scenario)),
                   outcome=inside(label_of(OUTCOMES[index_of(outcome)])))  # fmt: skip


def read_from(path: Path) -> str:
    """Say that a report is the reader's own."""
    return gettext("The report of {path}; the one that is shipped shows where there is none.",
                   path=path)  # fmt: skip


def wrote(path: Path, command: str) -> str:
    """Say what was written, and what takes it."""
    return gettext("Wrote {path}: {command} takes it.", path=path, command=command)


def question_text(wording: str) -> str:
    """Return what a survey asked, as it was published, or its translation."""
    return gettext(wording)


def parameter_label(label: str) -> str:
    """Return what a parameter of a report is called."""
    return gettext(label)


def indicator_label(name: str) -> str:
    """Return what an indicator of a report is called."""
    from allied.sim.respondents.indicators import INDICATORS  # loads the compiler

    return label_of(INDICATORS[name]) if name in INDICATORS else name


def variant(name: str) -> str:
    """Return what a choice of ours is called."""
    return gettext(name)


def pair(collaborative: str, traditional: str) -> str:
    """Return the names of two figures that are compared."""
    return commas([collaborative, traditional])


# --- surveys ---


def survey_text(text: str) -> str:
    """Return what a column or a respondent of a survey file is."""
    return gettext(text)


def survey_sections() -> dict[str, str]:
    """Return the titles of what can be asked, and whom."""
    return {
        "indicators": gettext("Indicators"), "respondents": gettext("Respondents"),
        "teams": gettext("Teams, alone or with a level (.leader, .manager, .contributor)"),
        "columns": gettext("Columns of a survey file"),
    }  # fmt: skip


def survey_headings() -> tuple[str, ...]:
    """Return the headings of a survey's scores."""
    return (gettext("Row"), gettext("Asked about"), gettext("Observed"), gettext("Predicted"),
            gettext("90 % of surveys"), gettext("Covered"))  # fmt: skip


def asked(indicator: str, respondents: str) -> str:
    """Return what a row asks about, and whom, by their names in the file."""
    return commas([indicator, respondents])


def covered(*, inside: bool) -> str:
    """Return whether a figure lies in its interval."""
    return gettext("yes") if inside else gettext("no")


def survey_made(path: Path) -> str:
    """Say what to do with a new survey file."""
    return gettext("Wrote {path}. Change its rows, then: {command}", path=path,
                   command=f"allied survey score {path}")  # fmt: skip


def survey_is_right(file: Path, rows: int) -> str:
    """Say that a survey file has no problem."""
    return ngettext("{file}: {count} row, all right.", "{file}: {count} rows, all right.", rows,
                    file=file, count=whole(rows))  # fmt: skip


def survey_fits(error: float, coverage: float) -> str:
    """Say how well the model does on a survey."""
    return gettext(
        "Mean absolute error {error} points; {coverage} of the rows lie inside their interval, "
        "where 90 % should.", error=number(100 * error, 1), coverage=share(coverage),
    )  # fmt: skip


def survey_weighed(path: Path, draws: int, effective: float) -> str:
    """Say what weighing draws by a survey left of them."""
    return gettext("Wrote {path}: {draws}. Use it with: {command}", path=path,
                   draws=likeness(draws, effective),
                   command=f"allied compare A B --parameters {path}")  # fmt: skip


def survey_is_rough() -> str:
    """Say that a result rests on few draws."""
    return gettext(
        "Few draws carry the weight: the survey says things that the model finds unlikely. Look at "
        "{command} first, and take the result as rough.", command="`allied survey score`",
    )  # fmt: skip


def surveys_simulated() -> str:
    """Return what is counted while surveys are simulated."""
    return gettext("surveys simulated")
