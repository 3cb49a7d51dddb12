"""`allied survey`: what can be asked, whether a file is right, what the model says to it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from allied.viz import allied_version
from allied.viz.terminal.consoles import output, print_json, progress, say
from allied.viz.terminal.options import check_file, require
from allied.viz.terminal.simulating import compile_first
from allied.viz.terminal.stamps import made_by, warn_of_parameters
from allied.viz.words import calibration_words as words
from allied.viz.words.command_words import a_file_in_the_way
from allied.viz.words.numbers import share, share_interval
from allied.viz.words.table_texts import label_of, meaning_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["commands"]

EPILOG = """
[bold]Examples[/]

allied survey template mine.csv

allied survey check mine.csv

allied survey score mine.csv

allied survey fit mine.csv --out my-company.parquet

allied compare silos shared-projects --parameters my-company.parquet
"""

File = Annotated[
    Path, typer.Argument(metavar="FILE.csv", help="A survey file.", show_default=False)
]
Parameters = Annotated[
    str, typer.Option(help="posterior, or a file of draws that `allied survey fit` wrote.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]

commands = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", epilog=EPILOG)


@commands.callback()
def survey() -> None:
    """Hold the model to a survey of your own, and make its comparisons about your company."""


@commands.command()
def indicators(json: Json = False) -> None:
    """List what a row can ask about, and whom it can ask."""
    from allied.calibration.survey.survey_file import COLUMNS
    from allied.sim.model.teams import NAMES
    from allied.sim.respondents.answers import RESPONDENTS
    from allied.sim.respondents.indicators import INDICATORS

    if json:
        print_json({
            **made_by(), "columns": COLUMNS, "respondents": dict(RESPONDENTS),
            "indicators": {row.name: {"label": row.label, "meaning": row.meaning}
                           for row in INDICATORS.values()},
        })  # fmt: skip
        return
    console = output()
    titles = words.survey_sections()
    whom = {name: text for name, text in RESPONDENTS.items()
            if name.partition(".")[0] not in NAMES}  # fmt: skip
    for title, rows in (
        ("indicators", {row.name: (label_of(row), meaning_of(row)) for row in INDICATORS.values()}),
        ("respondents", {name: (words.survey_text(text), "") for name, text in whom.items()}),
        ("teams", {", ".join(NAMES): ("", "")}),
        ("columns", {name: (words.survey_text(text), "") for name, text in COLUMNS.items()}),
    ):
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0),
                      title=Text(titles[title], "bold"), title_justify="left",
                      show_header=False)  # fmt: skip
        for name, (label, meaning) in rows.items():
            said = Text.assemble(label, (f"\n{meaning}" if meaning else "", "dim"))
            table.add_row(Text(name, no_wrap=bool(label)), said)
        console.print(table)
        console.print()


@commands.command()
def template(
    out: Annotated[Path, typer.Argument(metavar="FILE.csv", show_default=False)],
) -> None:
    """Write a survey file of ten rows to begin with."""
    from allied.calibration.survey.survey_file import TEMPLATE
    from allied.sim.inputs.quantity import InputError
    from allied.sim.inputs.whole_files import whole_file

    if out.exists():
        raise InputError([a_file_in_the_way(out)])
    try:
        with whole_file(out) as part:
            shutil.copyfile(TEMPLATE, part)
    except OSError as error:
        raise InputError([a_file_in_the_way(out, error.strerror)]) from None
    say(words.survey_made(out))


@commands.command()
def check(file: File, json: Json = False) -> None:
    """Say whether a survey file is right, or everything that is wrong with it."""
    from allied.calibration.survey.survey_file import read_survey

    rows = read_survey(file)
    if json:
        print_json({**made_by(), "file": str(file), "rows": len(rows)})
    else:
        output().print(Text(words.survey_is_right(file, len(rows))))


@commands.command()
def score(file: File, parameters: Parameters = "posterior", json: Json = False) -> None:
    """Compare each row with what the model predicts for it."""
    from allied.calibration.survey.own_survey import score_survey
    from allied.calibration.survey.survey_file import read_survey

    rows = read_survey(file)
    draws = _draws(parameters)
    compile_first(surveys=True)
    with progress(words.surveys_simulated()) as on_progress:
        result = score_survey(rows, parameters=draws, progress=on_progress)
    if json:
        kept = result.rows.drop(columns="error").to_dict(orient="records")
        print_json({"rows": kept, "mae": result.mae, "coverage90": result.coverage90,
                    **made_by(), "parameters": parameters})  # fmt: skip
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    row_heading, asked_heading, *numbers = words.survey_headings()
    table.add_column(row_heading)
    table.add_column(asked_heading, ratio=1)
    for heading in numbers:
        table.add_column(heading, justify="right", no_wrap=True)
    for row, line in zip(rows, result.rows.to_dict(orient="records"), strict=True):
        covered = Text(words.covered(inside=line["inside"]), "green" if line["inside"] else "red")
        table.add_row(
            Text(row.id), words.asked(row.question.indicator, row.question.respondents),
            share(line["observed"]), share(line["predicted"]),
            share_interval(line["p05"], line["p95"]), covered,
        )  # fmt: skip
    console = output()
    console.print(table)
    console.print(Text(words.survey_fits(result.mae, result.coverage90)))


@commands.command()
def fit(
    file: File,
    out: Annotated[Path, typer.Option(metavar="FILE.parquet", show_default=False,
                                      help="Where the draws go.")],
    parameters: Parameters = "posterior",
    json: Json = False,
) -> None:  # fmt: skip
    """Weigh the posterior by your survey: comparisons are then about companies like yours."""
    from allied.calibration.fit.posterior import write_draws
    from allied.calibration.survey.own_survey import fit_survey
    from allied.calibration.survey.survey_file import read_survey

    rows = read_survey(file)
    draws = _draws(parameters)
    require(check_file("--out", out))
    compile_first(surveys=True)
    with progress(words.surveys_simulated()) as on_progress:
        result = fit_survey(rows, parameters=draws, progress=on_progress)
    write_draws(out, result.draws, result.weights, method="draws weighed by a survey",
                survey=file.name, rows=len(rows), effective_draws=round(result.effective, 1),
                version=allied_version(), began_with=parameters)  # fmt: skip
    if json:
        print_json({"out": str(out), "rows": len(rows), "draws": len(result.weights),
                    "effective_draws": result.effective, **made_by()})  # fmt: skip
        return
    say(words.survey_weighed(out, len(result.weights), result.effective))
    if result.rough:
        say(words.survey_is_rough())


def _draws(parameters: str) -> pd.DataFrame:
    from allied.calibration.fit.posterior import POSTERIOR, read_draws

    draws = read_draws(POSTERIOR if parameters == "posterior" else parameters)
    warn_of_parameters(parameters)
    return draws
