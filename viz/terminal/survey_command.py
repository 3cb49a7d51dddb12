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
from allied.viz.words.numbers import share

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
    for title, rows in (
        ("Indicators", {row.name: (row.label, row.meaning) for row in INDICATORS.values()}),
        (
            "Respondents",
            {
                name: (text, "")
                for name, text in RESPONDENTS.items()
                if name.partition(".")[0] not in NAMES
            },
        ),
        (
            "Teams, alone or with a level (.leader, .manager, .contributor)",
            {", ".join(NAMES): ("", "")},
        ),
        ("Columns of a survey file", {name: (text, "") for name, text in COLUMNS.items()}),
    ):
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title=Text(title, "bold"),
                      title_justify="left", show_header=False)  # fmt: skip
        for name, (label, meaning) in rows.items():
            words = Text.assemble(label, (f"\n{meaning}" if meaning else "", "dim"))
            table.add_row(Text(name, no_wrap=bool(label)), words)
        console.print(table)
        console.print()


@commands.command()
def template(
    out: Annotated[Path, typer.Argument(metavar="FILE.csv", show_default=False)],
) -> None:
    """Write a survey file of ten rows to begin with."""
    from allied.calibration.survey.survey_file import TEMPLATE
    from allied.sim.inputs.quantity import InputError, Problem
    from allied.sim.inputs.whole_files import whole_file

    if out.exists():
        raise InputError([Problem(str(out), "a file that exists", "a new name")])
    try:
        with whole_file(out) as part:
            shutil.copyfile(TEMPLATE, part)
    except OSError as error:
        got = f"a place that cannot be written to ({error.strerror})"
        raise InputError([Problem(str(out), got, "a name in a folder that exists")]) from None
    say(f"Wrote {out}. Change its rows, then: allied survey score {out}")


@commands.command()
def check(file: File, json: Json = False) -> None:
    """Say whether a survey file is right, or everything that is wrong with it."""
    from allied.calibration.survey.survey_file import read_survey

    rows = read_survey(file)
    if json:
        print_json({**made_by(), "file": str(file), "rows": len(rows)})
    else:
        output().print(Text(f"{file}: {len(rows)} rows, all right."))


@commands.command()
def score(file: File, parameters: Parameters = "posterior", json: Json = False) -> None:
    """Compare each row with what the model predicts for it."""
    from allied.calibration.survey.own_survey import score_survey
    from allied.calibration.survey.survey_file import read_survey

    rows = read_survey(file)
    draws = _draws(parameters)
    compile_first(surveys=True)
    with progress("surveys simulated") as told:
        result = score_survey(rows, parameters=draws, progress=told)
    if json:
        kept = result.rows.drop(columns="error").to_dict(orient="records")
        print_json({"rows": kept, "mae": result.mae, "coverage90": result.coverage90,
                    **made_by(), "parameters": parameters})  # fmt: skip
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("Row")
    table.add_column("Asked about", ratio=1)
    for heading in ("Observed", "Predicted", "90 % of surveys", "Inside"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row, line in zip(rows, result.rows.to_dict(orient="records"), strict=True):
        asked = f"{row.question.indicator}, {row.question.respondents}"
        inside = Text("yes", "green") if line["inside"] else Text("no", "red")
        band = f"{share(line['p05'])} to {share(line['p95'])}"
        table.add_row(
            Text(row.id), Text(asked), share(line["observed"]), share(line["predicted"]), band,
            inside,
        )  # fmt: skip
    console = output()
    console.print(table)
    console.print(
        f"Mean absolute error {100 * result.mae:.1f} points; {share(result.coverage90)} of the "
        "rows lie inside their interval, where 90 % should."
    )


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
    with progress("surveys simulated") as told:
        result = fit_survey(rows, parameters=draws, progress=told)
    write_draws(out, result.draws, result.weights, method="draws weighed by a survey",
                survey=file.name, rows=len(rows), effective_draws=round(result.effective, 1),
                version=allied_version(), began_with=parameters)  # fmt: skip
    if json:
        print_json({"out": str(out), "rows": len(rows), "draws": len(result.weights),
                    "effective_draws": result.effective, **made_by()})  # fmt: skip
        return
    say(f"Wrote {out}: {len(result.weights):,} draws, as good as {result.effective:.0f} of equal "
        f"weight. Use it with: allied compare A B --parameters {out}")  # fmt: skip
    if result.rough:
        say("Few draws carry the weight: the survey says things that the model finds unlikely. "
            "Look at `allied survey score` first, and take the result as rough.")  # fmt: skip


def _draws(parameters: str) -> pd.DataFrame:
    from allied.calibration.fit.posterior import POSTERIOR, read_draws

    draws = read_draws(POSTERIOR if parameters == "posterior" else parameters)
    warn_of_parameters(parameters)
    return draws
