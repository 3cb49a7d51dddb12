"""The texts of the page's controls: of each component in one mapping, and what they answer."""

from __future__ import annotations

from collections.abc import Sequence

from allied.viz.words.language import N_, gettext, ngettext
from allied.viz.words.numbers import whole
from allied.viz.words.phrases import beginning, counted

__all__ = [
    "bad_value", "baseline_words", "by_timeline", "changed", "compiling", "computing",
    "did_not_work", "differing", "failure", "file_labels", "goal_count", "goal_picker",
    "group_title", "instead_of", "lever_hint", "lever_panel", "levers_change", "more_levers",
    "no_such_lever", "no_such_outcome", "no_such_scenario", "not_compiled", "notices", "numbered",
    "page_title", "picture_words", "refining", "remove_goal", "scenario_cards", "scenario_file",
    "source_words", "too_few_goals", "too_many_goals", "too_many_goals_asked",
    "too_many_scenarios", "top_bar",
]  # fmt: skip

GROUPS = {
    "structure": N_("Structure"), "decisions": N_("Decisions"), "budget": N_("Money"),
    "goals": N_("Goals"), "leadership": N_("Leadership"), "culture": N_("Culture"),
    "it": N_("IT"), "technology": N_("Technology"), "market": N_("Market"), "firm": N_("Company"),
}  # fmt: skip


def group_title(group: str) -> str:
    """Return what a group of levers is called."""
    return gettext(GROUPS.get(group, group.capitalize()))


# --- the bar at the top, and what stands above the page ---


def page_title() -> str:
    """Return the title of the browser's window."""
    return gettext("Compare – Allied")


def top_bar() -> dict[str, str]:
    """Return the texts of the bar."""
    return {
        "home": gettext("Allied, first page"), "pages": gettext("Pages"),
        "compare": gettext("Compare"), "present": gettext("Present"),
        "end": gettext("End presentation"), "copy_link": gettext("Copy link"),
        "copied": gettext("Copied"), "export": gettext("Export"),
        "command": gettext("The command that reproduces it"),
        "copy_command": gettext("Copy the command"),
    }  # fmt: skip


def file_labels() -> dict[str, str]:
    """Return what the files are called that can be saved."""
    return {
        "differences": gettext("Differences (CSV)"),
        "companies": gettext("Every company, quarter by quarter (CSV)"),
    }


def scenario_file(name: str) -> str:
    """Return what the file of a changed scenario is called."""
    return gettext("{name}.toml, for that command", name=name)


def notices() -> dict[str, str]:
    """Return the texts of the messages above the page."""
    return {"dismiss": gettext("Dismiss")}


def failure() -> dict[str, str]:
    """Return what stands in place of a page that fails."""
    return {"heading": gettext("This page could not be shown"),
            "again": gettext("Start afresh"), "none": gettext("No results")}  # fmt: skip


def did_not_work(kind: str, reason: str) -> str:
    """Return what went wrong that nobody foresaw."""
    if reason:
        return gettext("That did not work ({kind}: {reason}).", kind=kind, reason=reason)
    return gettext("That did not work ({kind}).", kind=kind)


# --- scenarios ---


def scenario_cards(most: int) -> dict[str, str]:
    """Return the texts of the cards."""
    return {
        "scenarios": gettext("Scenarios"), "baseline": gettext("baseline"), "swap": gettext("Swap"),
        "make_baseline": gettext("Make baseline"), "remove": gettext("Remove"),
        "add": gettext("Add a scenario"), "close": gettext("Close"),
        "add_more": gettext("+ Add a scenario (up to {most})", most=whole(most)),
    }  # fmt: skip


def instead_of(title: str) -> str:
    """Return the heading of the list from which a scenario is swapped."""
    return gettext("Instead of {scenario}", scenario=title)


def changed(title: str) -> str:
    """Return what a scenario is called whose levers were moved."""
    return gettext("{scenario} (changed)", scenario=title)


def numbered(title: str, number: int) -> str:
    """Return what the second scenario of a title is called."""
    return gettext("{scenario} {number}", scenario=title, number=whole(number))


def levers_change(count: int) -> str:
    """Return what happens in a week to which nobody gave a name."""
    return ngettext("{count} lever changes", "{count} levers change", count, count=whole(count))


def picture_words(built: Sequence[str], decides: Sequence[str]) -> dict[str, str]:
    """Return what a picture of who works with whom says: in short, and with its legend.

    Parameters
    ----------
    built, decides : pair of str
        Label of the lever, and its value.
    """
    said = gettext("{built_label}: {built}. {decides_label}: {decides}.", built_label=built[0],
                   built=built[1], decides_label=decides[0], decides=decides[1])  # fmt: skip
    return {"short": said, "long": gettext("{picture} Dots: marketing. Squares: IT.", picture=said)}


# --- levers ---


def lever_panel(title: str, moved: int, moved_around: int) -> dict[str, str]:
    """Return the texts of the levers.

    Parameters
    ----------
    title : str
        Of the scenario.
    moved, moved_around : int
        How many levers of the scenario, and of the environment, the reader has moved.
    """
    return {
        "levers_of": gettext("Levers of {scenario}", scenario=title),
        "reset": _reset(moved), "reset_around": _reset(moved_around),
        "environment": gettext("Environment"),
        "assumed": gettext("Assumptions, the same for all scenarios."),
        "fewer": gettext("Fewer levers"),
        "valued": gettext("{value}, baseline {baseline}"),
    }  # fmt: skip


def _reset(moved: int) -> str:
    return ngettext("Reset ({count} moved)", "Reset ({count} moved)", moved, count=whole(moved))


def lever_hint(reference: str, *, of_the_baseline: bool) -> str:
    """Return what the marks on the levers mean."""
    if of_the_baseline:
        return gettext("Choices of the baseline, with which all others are compared.")
    return gettext("Choices. Grey mark: where {scenario} stands.", scenario=reference)


def differing(count: int) -> str:
    """Return how many levers of a group differ; empty where none does."""
    if not count:
        return ""
    return ngettext("{count} changed", "{count} changed", count, count=whole(count))


def more_levers(count: int) -> str:
    """Return how many levers a press away; empty where none is."""
    if not count:
        return ""
    return ngettext("More levers ({count})", "More levers ({count})", count, count=whole(count))


def source_words(source: str) -> str:
    """Return where a lever's default and range come from."""
    return gettext("Source: {source}", source=source)


def baseline_words(value: str) -> str:
    """Return where the baseline stands."""
    return gettext("Baseline: {value}", value=value)


def by_timeline(changes: str) -> str:
    """Return what a timeline does to a lever; empty where it does nothing."""
    return gettext("{changes}, by the scenario’s timeline", changes=changes) if changes else ""


# --- what matters ---


def goal_picker() -> dict[str, str]:
    """Return the texts of what matters to the reader."""
    return {
        "title": gettext("What matters to you"), "presets": gettext("Presets"),
        "own": gettext("My own"), "counting": gettext("Outcomes that count"),
        "hint": gettext("One to three outcomes, on which the scenarios are ranked."),
        "close": gettext("Close"),
    }  # fmt: skip


def goal_count(count: int, most: int) -> str:
    """Return how many goals there are."""
    if count == 1:
        return gettext("{count} of {most}", count=whole(count), most=whole(most))
    return gettext("{count} of {most}, counted alike", count=whole(count), most=whole(most))


def remove_goal(label: str) -> str:
    """Return what a chip's button does."""
    return gettext("Remove {outcome}", outcome=label)


def too_many_goals(most: int) -> str:
    """Say why a fourth goal is refused."""
    return gettext("{most} at most: remove one first.", most=beginning(counted(most)))


def too_few_goals() -> str:
    """Say why the last goal cannot be removed."""
    return gettext("One at least: add another first.")


# --- what is going on ---


def compiling(*, large: bool = False) -> str:
    """Say that the first start takes longer, also the first one with large companies."""
    if large:
        return gettext("Compiling the model for large companies, once (about half a minute)")
    return gettext("Compiling the model for this machine, once (about half a minute)")


def not_compiled(folder: object) -> str:
    """Say that there is no compiled code, and how there may be; no folder takes it if empty."""
    if folder:
        return gettext(
            "The model could not be compiled, or its code could not be kept in {folder}. Free some "
            "space there, or set ALLIED_CACHE_DIR to another folder, and start Allied again.",
            folder=folder,
        )
    return gettext(
        "The model could not be compiled, or its code could not be kept in any folder. Set "
        "ALLIED_CACHE_DIR to a folder with space, and start Allied again."
    )


def computing(runs: int) -> str:
    """Say what is computed."""
    return ngettext("Computing {count} company in each scenario",
                    "Computing {count} companies in each scenario", runs,
                    count=whole(runs))  # fmt: skip


def refining(preview: int, runs: int) -> str:
    """Say that what is shown is a preview."""
    return ngettext("{preview} of {count} company so far", "{preview} of {count} companies so far",
                    runs, preview=whole(preview), count=whole(runs))  # fmt: skip


# --- what a link asks for in vain ---


def no_such_scenario(name: str, hint: str) -> str:
    """Say that there is no such scenario."""
    return _hinted(gettext("There is no scenario ‘{name}’.", name=name), hint)


def no_such_lever(name: str, hint: str) -> str:
    """Say that there is no such lever here."""
    return _hinted(gettext("There is no lever ‘{name}’ here.", name=name), hint)


def no_such_outcome(name: str, hint: str) -> str:
    """Say that there is no such outcome."""
    return _hinted(gettext("There is no outcome ‘{name}’.", name=name), hint)


def bad_value(label: str, written: str, allowed: str) -> str:
    """Say that a lever cannot have a value."""
    return gettext("{lever}: ‘{value}’ is not {allowed}.", lever=label, value=written,
                   allowed=allowed)  # fmt: skip


def too_many_scenarios(most: int) -> str:
    """Say how many scenarios are shown."""
    return ngettext("A comparison holds {count} scenario: the first {count} is shown.",
                    "A comparison holds {count} scenarios: the first {count} are shown.", most,
                    count=whole(most))  # fmt: skip


def too_many_goals_asked(most: int) -> str:
    """Say how many goals are taken."""
    return ngettext("{count} goal at most: the first {count} is taken.",
                    "{count} goals at most: the first {count} are taken.", most,
                    count=whole(most))  # fmt: skip


def _hinted(said: str, hint: str) -> str:
    return f"{said} {gettext(hint)}" if hint else said
