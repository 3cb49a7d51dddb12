"""What `--out` writes: an experiment as a folder, checked before the work, written as a whole."""

from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from allied.sim.inputs.quantity import InputError
from allied.viz.parameter_sets import origin
from allied.viz.terminal.consoles import say
from allied.viz.words.command_words import bad_folder, folder_recovered, not_within

if TYPE_CHECKING:
    from allied.sim.experiment.ensemble import Ensemble

__all__ = ["make_folder", "prepare", "recover_folder", "write"]


def make_folder(folder: Path) -> None:
    """Make a folder into which files are written, before hours of work rather than after.

    Raises
    ------
    InputError
        If it cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise InputError([bad_folder(folder, error.strerror or error)]) from error


def prepare(folder: Path) -> None:
    """Check that an experiment can be written, and tidy up after writers that were killed.

    Raises
    ------
    InputError
        If the folder holds anything else, or cannot be put into place.
    """
    from allied.sim.experiment.record import check_place
    from allied.sim.inputs.whole_folders import try_place

    place = Path(os.path.realpath(folder))
    make_folder(place.parent)
    recover_folder(folder)
    try:
        try_place(place)
    except OSError as error:
        raise InputError([bad_folder(folder, error.strerror or error)]) from error
    if not place.exists():
        return
    try:
        check_place(place)
    except InputError as error:
        raise InputError([replace(problem, where="--out") for problem in error.problems]) from None
    if place == Path.cwd() or os.path.ismount(place):
        raise InputError([not_within(folder)])


def recover_folder(folder: Path) -> None:
    """Bring back an experiment that a killed writer had moved aside, and say so."""
    from allied.sim.inputs.whole_folders import recover

    if recover(folder):
        say(folder_recovered(folder))


def write(folder: Path, ensemble: Ensemble, command: Sequence[str], parameters: str) -> None:
    """Write an experiment into a folder that is prepared; an earlier one is replaced as a whole.

    Parameters
    ----------
    folder : Path
    ensemble : Ensemble
    command : sequence of str
        The command line that makes the same experiment again.
    parameters : str
        The name that the parameter sets were asked for by.
    """
    from allied.sim.experiment.record import write_experiment

    write_experiment(
        folder, ensemble,
        command=shlex.join(command),
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        parameters=origin(parameters, ensemble.comparison().draws),
    )  # fmt: skip
