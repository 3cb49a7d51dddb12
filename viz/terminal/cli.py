"""The command's parts put together, and what becomes of bad input."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from allied.sim.inputs.gate import argument_problems
from allied.sim.inputs.quantity import InputError
from allied.viz import allied_version
from allied.viz.terminal import (
    app_command,
    calibrate_command,
    claims_command,
    compare_command,
    levers_command,
    patterns_command,
    run_command,
    scenarios_command,
    survey_command,
    sweep_command,
    verify_command,
)
from allied.viz.terminal.consoles import complain, say
from allied.viz.terminal.options import require
from allied.viz.words.command_words import interrupted

__all__ = ["cli", "invoke"]

HELP = """What happens if marketing and IT are organised, funded and led differently?

Allied simulates hundreds of companies, each of them in several scenarios with the same luck, and
says what differs, how sure that is and what it costs.
"""
EPILOG = """
[bold]Three to begin with[/]

allied scenarios

allied compare silos shared-projects

allied app
"""


def _paragraphs(text: str) -> str:
    """Return a text whose lines are broken by the terminal, not by the source."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


cli = typer.Typer(
    name="allied",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _add(name: str, function: Callable[..., None], epilog: str) -> None:
    cli.command(name, help=_paragraphs(function.__doc__ or ""), epilog=epilog)(function)


cli.add_typer(scenarios_command.commands, name="scenarios")
_add("compare", compare_command.compare, compare_command.EPILOG)
_add("sweep", sweep_command.sweep, sweep_command.EPILOG)
_add("merge", sweep_command.merge, sweep_command.MERGE_EPILOG)
_add("verify", verify_command.verify, verify_command.EPILOG)
_add("run", run_command.run, run_command.EPILOG)
_add("levers", levers_command.levers, levers_command.EPILOG)
_add("patterns", patterns_command.patterns, patterns_command.EPILOG)
cli.add_typer(survey_command.commands, name="survey")
_add("calibrate", calibrate_command.calibrate, calibrate_command.EPILOG)
_add("claims", claims_command.claims, claims_command.EPILOG)
_add("app", app_command.app, app_command.EPILOG)


def _show_version(wanted: bool) -> None:
    if wanted:
        from allied.sim.stamp import model_hash

        print(f"allied {allied_version()} (model {model_hash()})")
        raise typer.Exit


@cli.callback(help=_paragraphs(HELP), epilog=EPILOG)
def _allied(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Print version and model."
        ),
    ] = False,
) -> None:
    """Options of the command itself."""


def invoke(arguments: list[str]) -> int:
    """Run the command and return its exit code; bad input is said, every problem of it."""
    try:
        require(argument_problems(arguments))
        with _warnings_said():
            cli(args=arguments, prog_name="allied")
    except InputError as error:
        complain(error)
        return 2
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
        if code == 130:
            print(interrupted(), file=sys.stderr)
        return code
    return 0


@contextmanager
def _warnings_said() -> Iterator[None]:
    """Say what the model warns of as a sentence, without the line of code that it came from."""
    with warnings.catch_warnings():
        usual = warnings.showwarning

        def show(message: Any, category: type[Warning], *rest: Any, **options: Any) -> None:
            if category.__module__.startswith("allied."):
                say(str(message))
            else:
                usual(message, category, *rest, **options)

        warnings.showwarning = show
        yield
