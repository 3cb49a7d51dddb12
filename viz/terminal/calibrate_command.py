"""`allied calibrate`: fit the model to the surveys, check the fit, show the report."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from allied.viz import allied_version
from allied.viz.terminal.artifacts import make_folder
from allied.viz.terminal.consoles import output, print_json, say, stages
from allied.viz.terminal.options import check_options, require
from allied.viz.terminal.simulating import compile_first
from allied.viz.terminal.stamps import made_by, warn
from allied.viz.words import calibration_words as words
from allied.viz.words.command_words import missing_packages
from allied.viz.words.numbers import UNKNOWN, number, rounded, share

__all__ = ["calibrate"]

EPILOG = """
[bold]Examples[/]

allied calibrate --report

allied calibrate --out my-calibration

allied calibrate --checks --out my-calibration
"""


def calibrate(
    report: Annotated[
        bool,
        typer.Option(
            "--report", help="Show how well a calibration does: FOLDER's, or the shipped one."
        ),
    ] = False,
    checks: Annotated[
        bool, typer.Option("--checks", help="Run all checks, too, and write report.json.")
    ] = False,
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where posterior.parquet and report.json go.")
    ] = Path("allied-calibration"),
    table: Annotated[
        int, typer.Option(help="Draws from the prior whose surveys are simulated.")
    ] = 1536,
    companies: Annotated[int, typer.Option(help="Surveyed for each draw and year.")] = 100,
    threads: Annotated[
        int | None, typer.Option(help="At once; as many as there are cores.", show_default=False)
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="With --report: print JSON.")] = False,
) -> None:
    """Fit the calibrated parameters of the model to the figures of the reports.

    Simulates surveys of many companies under draws from the prior, learns from them how the
    answers depend on the parameters, and draws from the posterior. What is done is kept in FOLDER:
    an interrupted calibration goes on where it stopped, and several machines that share the
    folder share the work.
    """
    from allied.calibration.fit.report import REPORT, outside_test, read_report

    if report:
        own = out / REPORT.name
        found = read_report(own if own.exists() else REPORT)
        if own.exists():
            say(words.read_from(own))
        warn("report", found.get("model"), "allied calibrate --checks --out calibration/shipped")
        if json:
            print_json({"outside_test": dict(outside_test()), **found})
        else:
            _print(found)
        return
    require(check_options({"--table": table, "--companies": companies, "--threads": threads}))
    _require_packages()
    make_folder(out)
    _run(out, draws=table, companies=companies, threads=threads, checks=checks)


def _require_packages() -> None:
    from importlib.util import find_spec

    from allied.sim.inputs.quantity import InputError

    missing = [name for name in ("emcee", "sklearn") if find_spec(name) is None]
    if missing:
        raise InputError([missing_packages(missing)])


def _run(out: Path, *, draws: int, companies: int, threads: int | None, checks: bool) -> None:
    from allied.calibration.fit.fitting import calibrate as fit
    from allied.calibration.fit.fitting import save
    from allied.calibration.fit.posterior import POSTERIOR
    from allied.calibration.fit.report import REPORT
    from allied.sim.inputs.whole_files import whole_file

    compile_first(surveys=True)
    with stages() as stage:
        result = fit(
            draws=draws, companies=companies, store=out / "parts", threads=threads, progress=stage
        )
        save(result, out / POSTERIOR.name, companies=companies, version=allied_version())
        say(words.wrote(out / POSTERIOR.name, "--parameters"))
        if checks:
            from allied.calibration.fit.checks import run_checks

            found = run_checks(result, progress=stage) | made_by()
            with whole_file(out / REPORT.name) as part:
                part.write_text(json_module.dumps(found, indent=1) + "\n", encoding="utf-8")
            say(words.wrote(out / REPORT.name, "`allied calibrate --report`"))


def _table(section: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for position, heading in enumerate(words.calibration_headings(section)):
        justify: Any = "left" if position < 2 else "right"
        table.add_column(heading, justify=justify, no_wrap=position != 1)
    return table


def _print(report: dict[str, Any]) -> None:
    console = output()
    titles = words.sections()
    console.print(Text(titles["outside"], "bold"))
    console.print(Text(words.outside_test_words()))
    for section, table in (
        ("short", _short(report["summary"])),
        ("ahead", _ahead(report["summary"])),
        ("figures", _figures(report["figures"])),
        ("contrasts", _contrasts(report["contrasts"])),
        ("parameters", _parameters(report["parameters"])),
        ("sensitivity", _sensitivity(report["sensitivity"])),
    ):
        console.print(Text(f"\n{titles[section]}", "bold"))
        console.print(table)


def _short(summary: dict[str, Any]) -> Table:
    from allied.calibration.fit.report import FITS

    table = _table("short")
    for name in FITS:
        if name not in summary["mae"]:  # a report of an earlier version
            continue
        covered = [share(summary[key][name]) if name in summary[key] else UNKNOWN
                   for key in ("coverage50", "coverage90")]  # fmt: skip
        error = number(100 * summary["mae"][name], 1)
        table.add_row("", words.fit_words(name), error, *covered)
    right = words.contrast_words(summary["contrasts_right"], summary["contrasts"])
    table.add_row("", right, "", "", "")
    return table


def _ahead(summary: dict[str, Any]) -> Table:
    table = _table("ahead")
    for row in summary.get("ahead", []):
        table.add_row(
            words.fit_words(row["fit"], of_the_model=True), words.fit_words(row["over"]),
            number(100 * row["mean"], 1, signed=True), number(100 * row["standard_error"], 1),
        )  # fmt: skip
    return table


def _figures(rows: list[dict[str, Any]]) -> Table:
    table = _table("figures")
    signs = {"eq": "", "about": "~", "gt": "> ", "lt": "< "}
    for row in rows:
        fit = row["posterior"]
        band = words.band(*(share(fit[name]) for name in ("mean", "p05", "p95")))
        style = "" if fit["inside90"] else "red"
        table.add_row(
            row["id"], Text(words.question_text(row["wording"])),
            signs[row["comparator"]] + share(row["observed"]),
            share(row["prior"]["mean"]), Text(band, style), share(row["fold"]["mean"]),
            number(100 * row["fold"]["error"], 0),
        )  # fmt: skip
    return table


def _contrasts(rows: list[dict[str, Any]]) -> Table:
    table = _table("contrasts")
    for row in rows:
        band = words.band(number(100 * row["mean"], 0, signed=True),
                          *(number(100 * row[name], 0) for name in ("low", "high")))  # fmt: skip
        right = Text(words.direction(right=row["right"]), "green" if row["right"] else "red")
        table.add_row(
            words.pair(row["collaborative"], row["traditional"]),
            words.indicator_label(row["indicator"]),
            number(100 * row["observed"], 0, signed=True), band, right,
        )  # fmt: skip
    return table


def _parameters(rows: list[dict[str, Any]]) -> Table:
    table = _table("parameters")
    for row in rows:
        band = words.band(*(rounded(row[name]) for name in ("mean", "p05", "p95")))
        narrowed = Text(share(max(0.0, row["narrowed"])), "" if row["identified"] else "dim")
        table.add_row(
            row["name"], words.parameter_label(row["label"]),
            words.range_words(row["low"], row["high"]), band, narrowed,
            number(row["recovery_correlation"], 2), number(row["ranks_p"], 2),
        )  # fmt: skip
    return table


def _sensitivity(rows: list[dict[str, Any]]) -> Table:
    table = _table("sensitivity")
    for row in rows:
        band = words.band(number(row["mean"], 2, signed=True),
                          *(number(row[name], 2) for name in ("p05", "p95")))  # fmt: skip
        table.add_row(words.variant(row["variant"]),
                      words.sensitivity_words(row["scenario"], row["outcome"]), band)  # fmt: skip
    return table
