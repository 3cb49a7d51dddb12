"""Parameters that a front end is asked for by name: their draws, and where those come from."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allied.sim.inputs.gate import opened
from allied.sim.inputs.plugins import offered_parameters
from allied.sim.inputs.quantity import InputError
from allied.viz.words.command_words import bad_draws

if TYPE_CHECKING:
    import numpy as np

__all__ = ["DEFAULT", "POSTERIOR", "draws_of", "option", "origin", "stale_parameters"]

DEFAULT, POSTERIOR = "default", "posterior"


def draws_of(name: str) -> np.ndarray:
    """Return all draws of "posterior", "default", a plug-in or a file.

    Raises
    ------
    InputError
        If there is no such file, or it holds no draws.
    """
    from allied.calibration.fit.posterior import parameter_set  # loads the compiler

    try:
        return parameter_set(name)
    except InputError:
        raise
    except (OSError, TypeError, ValueError) as error:
        raise _no_draws(name, error) from error


def option(name: str) -> list[str]:
    """Return how a command line asks for these parameters: not at all where they are usual."""
    return [] if name == POSTERIOR else ["--parameters", name]


def origin(name: str, draws: int) -> dict[str, Any]:
    """Return which parameters results rest on, as plain data.

    Parameters
    ----------
    name : str
    draws : int
        How many of them the runs have; run n has row n modulo the number of rows.

    Raises
    ------
    InputError
        If the file does not say how it came about in a way that can be read.
    """
    plain: dict[str, Any] = {"name": name, "draws": draws}
    if name == DEFAULT:
        return plain
    from allied.calibration.fit.posterior import POSTERIOR as SHIPPED
    from allied.calibration.fit.posterior import provenance

    path = SHIPPED if name == POSTERIOR else Path(name)
    if (offer := offered_parameters(name, (POSTERIOR, DEFAULT))) is not None:
        plain["package"] = offer.package
        if offer.path is None:
            return plain
        path = offer.path
    try:
        with opened(path, str(path)) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {**plain, "file": path.name, "sha256": digest, "provenance": dict(provenance(path))}
    except InputError:
        raise
    except (OSError, TypeError, ValueError) as error:
        raise _no_draws(name, error) from error


def stale_parameters(name: str) -> str:
    """Return one line if the parameters of this name were calibrated with another model.

    Empty where they were with this one, and for the defaults, which belong to every model.
    """
    if name == DEFAULT:
        return ""
    from allied.viz.words.staleness import stale

    found = origin(name, 0)
    if "provenance" not in found:  # a plug-in's parameters, which stand in no file
        return ""
    model = found["provenance"].get("model")
    if name == POSTERIOR:
        return stale("posterior", model, "allied calibrate --checks --out calibration/shipped")
    return stale("draws", model, "allied calibrate --out FOLDER", name=Path(name).name)


def _no_draws(name: str, error: Exception) -> InputError:
    reason = getattr(error, "strerror", None) or str(error).strip().partition("\n")[0]
    return InputError([bad_draws(name, f"{reason:.120}")])
