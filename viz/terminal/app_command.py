"""`allied app`: the browser front end."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer

from allied.viz.parameter_sets import POSTERIOR
from allied.viz.terminal.consoles import say
from allied.viz.terminal.options import check_options, load_parameters, require
from allied.viz.terminal.stamps import warn_of_parameters
from allied.viz.words.command_words import no_app

__all__ = ["app"]

EPILOG = """
[bold]Examples[/]

allied app

allied app --port 8800 --no-browser

allied app --parameters default
"""


def app(
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 lets others in.")
    ] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(help="Port; a free one by default.", show_default=False)
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
    parameters: Annotated[
        str,
        typer.Option(
            metavar="posterior|default|FILE",
            help="How people behave: draws from the calibration, the defaults, or a file of draws.",
        ),
    ] = POSTERIOR,
) -> None:
    """Open Allied in a browser."""
    require(check_options({"--port": port}))
    if find_spec("solara") is None:
        say(no_app())
        raise typer.Exit(2)
    require(load_parameters(parameters)[1])
    warn_of_parameters(parameters)
    from allied.viz.web.serve import serve

    raise typer.Exit(serve(host, port, browser, parameters))
