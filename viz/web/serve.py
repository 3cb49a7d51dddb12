"""Start the browser front end on this machine, with every asset local."""

from __future__ import annotations

import logging
import os
import socket
import sys
import threading
import time
import warnings
import webbrowser
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from allied.viz.failures import log_folder
from allied.viz.parameter_sets import POSTERIOR
from allied.viz.words.command_words import no_app, open_at, unserved

__all__ = ["PORT", "serve"]

PORT = 8765
ASSETS = Path(__file__).parent / "assets"
NOWHERE = "http://127.0.0.1:9/"  # the discard port


def serve(
    host: str = "127.0.0.1",
    port: int | None = None,
    browser: bool = True,
    parameters: str = POSTERIOR,
) -> int:
    """Serve the front end until Ctrl-C.

    Parameters
    ----------
    host : str
        Address to listen on. The default serves this machine alone.
    port : int, optional
        By default 8765, or any free port if that one is taken.
    browser : bool
        Whether to open the page in the default browser.
    parameters : str
        What pages draw parameters from: "posterior", "default" or a file of draws.

    Returns
    -------
    int
        Exit code: 0 after Ctrl-C, 1 if the front end is not installed or does not start, 2 if the
        address cannot be used.
    """
    try:
        listener = _listen(host, port)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        print(unserved(host, port, reason), file=sys.stderr)
        return 2
    address = f"http://{_in_address(host)}:{listener.getsockname()[1]}"
    try:
        server = _server(parameters)
    except ImportError as error:
        print(no_app(error.name or ""), file=sys.stderr)
        return 1
    print(open_at(address), flush=True)
    if browser:
        threading.Thread(target=_open, args=(server, address), daemon=True).start()
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        return 0
    finally:
        listener.close()
    return 0 if server.started else 1


def _listen(host: str, port: int | None) -> socket.socket:
    """Return a socket that listens on the port, or on a free one when none is asked for."""
    if port is not None:
        return _bound(host, port)
    try:
        return _bound(host, PORT)
    except OSError:
        return _bound(host, 0)


def _bound(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        if os.name == "posix":  # elsewhere this would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError):
        listener.close()
        raise
    return listener


def _in_address(host: str) -> str:
    """Return the host as it stands in an address that a browser can open."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{shown}]" if ":" in shown else shown


def _server(parameters: str) -> Any:
    """Return the web server."""
    os.environ["SOLARA_APP"] = "allied.viz.web.app"
    os.environ.setdefault("SOLARA_HOME", str(user_cache_path("allied") / "solara"))
    # Solara warns of cookies in pages that others embed, at each visit.
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")
    import uvicorn

    from allied.viz.web import compute

    _configure()
    config = uvicorn.Config(
        "solara.server.starlette:app",
        log_level="error",
        access_log=False,
        timeout_graceful_shutdown=1,  # seconds; an open page holds its connection for ever
    )
    config.load()
    _log_to_file()
    compute.draw_from(parameters)
    compute.warm_up()
    return uvicorn.Server(config)


def _log_to_file() -> None:
    """Write what goes wrong on pages to a file: on the terminal it would be a traceback."""
    logger = logging.getLogger("allied.web")
    logger.propagate = False
    try:
        place = log_folder() / "web.log"
        os.close(os.open(place, os.O_CREAT | os.O_WRONLY, 0o600))  # nobody else's to read
        handler: logging.Handler = RotatingFileHandler(place, maxBytes=1_000_000, backupCount=1)
    except OSError:
        handler = logging.NullHandler()
    logger.addHandler(handler)


def _configure() -> None:
    """Set what Solara would read from the environment, had it not been imported before."""
    from solara import settings as shared
    from solara.server import settings

    shared.assets.cdn = NOWHERE  # what is not installed is asked of nobody
    settings.telemetry.mixpanel_enable = False
    settings.main.mode = "production"
    settings.assets.extra_locations = [str(ASSETS)]
    settings.assets.fontawesome_enabled = False
    settings.kernel.cull_timeout = "1h"  # how long the state of a closed tab is kept
    settings.theme.loader = "plain"
    settings.theme.show_banner = False
    settings.theme.title = "Allied"


def _open(server: Any, address: str) -> None:
    while not server.started:
        time.sleep(0.05)
    webbrowser.open(address)
