"""`allied sweep` and `allied merge`: a design of many points, computed into a folder."""

from __future__ import annotations

import os
import shlex
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from allied.sim.inputs.quantity import Problem
from allied.viz.terminal.consoles import output, print_json, say, stages
from allied.viz.terminal.options import check_options, require
from allied.viz.terminal.simulating import compile_first
from allied.viz.words import sweep_words as words
from allied.viz.words.phrases import commas

if TYPE_CHECKING:
    from allied.sim.sweep.design import Design
    from allied.sim.sweep.driver import Report

__all__ = ["merge", "sweep"]

MINUTE = 60.0  # seconds between two lines of a log
EPILOG = """
[bold]Examples[/]

allied sweep openness.toml --dry-run

allied sweep openness.toml --out openness

allied sweep openness.toml --out openness --resume

allied sweep openness.toml --out part-3 --part 3/40

allied sweep openness.toml --out exact --precision lead_time=0.5 --max-runs 1000
"""
MERGE_EPILOG = """
[bold]Examples[/]

allied merge part-* --out openness
"""


def sweep(
    design: Annotated[
        Path,
        typer.Argument(
            metavar="DESIGN.toml", help="What varies, where and how.", show_default=False
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where the dataset goes.", show_default=False),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say points, runs, time and size; compute nothing.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with what the folder holds.")
    ] = False,
    part: Annotated[
        str | None,
        typer.Option(
            metavar="K/N", help="Of an array job: part K of N, from 1.", show_default=False
        ),
    ] = None,
    precision: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OUTCOME=ERROR",
            help="Add runs until the Monte Carlo error of the difference to the reference is "
            "below this; repeat it for further outcomes.",
            show_default=False,
        ),
    ] = None,
    max_runs: Annotated[
        int | None,
        typer.Option(
            help="With --precision: the most runs of a point; by default ten times the design's.",
            show_default=False,
        ),
    ] = None,
    threads: Annotated[
        int | None, typer.Option(help="Threads; all cores by default.", show_default=False)
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="tls://HOST:PORT",
            help="Compute on the workers of a Dask scheduler.",
            show_default=False,
        ),
    ] = None,
    tls_ca: Annotated[
        Path | None,
        typer.Option(help="With --scheduler: the authority's certificate.", show_default=False),
    ] = None,
    tls_cert: Annotated[
        Path | None, typer.Option(help="With --scheduler: own certificate.", show_default=False)
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(help="With --scheduler: own key.", show_default=False)
    ] = None,
    insecure: Annotated[
        bool,
        typer.Option(
            "--insecure",
            help="Allow tcp:// beyond this machine: whoever reaches the scheduler runs code there.",
        ),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compute every point of a design, for the same companies, into one tidy dataset.

    The folder holds whole files and one manifest. A sweep that was stopped, by whatever, goes on
    with --resume and computes only what is missing.
    """
    numbers, problems = _part(part)
    bounds, wrong = _precision(precision)
    problems += wrong + check_options({"--threads": threads, "--runs": max_runs})
    if out is None and not dry_run:
        problems.append(words.needs_out())
    files = {"--tls-ca": tls_ca, "--tls-cert": tls_cert, "--tls-key": tls_key}
    given = [name for name, path in files.items() if path is not None] + ["--insecure"] * insecure
    problems += [words.no_scheduler(name) for name in given if scheduler is None]
    found = _design(design, problems)
    runs = max_runs or found.runs * (10 if bounds else 1)
    if dry_run:
        _tell(found, runs, numbers, threads, json=json)
        return
    for note in found.notes():
        say(note)
    if scheduler is None:
        compile_first([*found.bases, *found.scenarios.values()], found.weeks)
    assert out is not None
    report = _computed(
        found, out, _connected(scheduler, tls_ca, tls_cert, tls_key, insecure=insecure),
        threads=threads, part=numbers, precision=bounds, max_runs=max_runs, resume=resume,
        command=_command(design, out, part, precision, max_runs, scheduler),
    )  # fmt: skip
    if json:
        print_json({"command": "sweep", **_plain(report)})
    else:
        _print(report, runs)


def merge(
    folders: Annotated[
        list[Path],
        typer.Argument(metavar="FOLDER ...", help="Parts of one design.", show_default=False),
    ],
    out: Annotated[
        Path,
        typer.Option(metavar="FOLDER", help="Where the dataset goes.", show_default=False),
    ],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Put parts of a sweep together, whole files as they are; say what is missing."""
    from allied.sim.sweep.merging import merge as put_together
    from allied.sim.sweep.stopping import SweepError

    try:
        report = put_together(folders, out)
    except SweepError as error:
        say(f"allied: {error}")
        raise typer.Exit(1) from None
    if json:
        print_json({"command": "merge", **_plain(report)})
        return
    console = output()
    console.print(Text(words.merged(len(folders), report.found, out), "bold"))
    console.print(Text(words.whole_and_done(report.complete)))
    if report.failed:
        console.print(Text(words.failed_points(report.failed)))


# --- what was typed ---


def _design(path: Path, problems: list[Problem]) -> Design:
    """Return the design, or raise all problems, its own among them."""
    from allied.sim.inputs.quantity import InputError
    from allied.sim.sweep.design import Design

    try:
        found = Design.read(path)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    require(problems)
    return found


def _part(typed: str | None) -> tuple[tuple[int, int] | None, list[Problem]]:
    if typed is None:
        return None, []
    words_ = typed.split("/")
    plain = all(word.isdecimal() and word.isascii() and len(word) < 9 for word in words_)
    if len(words_) != 2 or not plain or not 1 <= int(words_[0]) <= int(words_[1]):
        return None, [words.bad_part(typed)]
    return (int(words_[0]), int(words_[1])), []


def _precision(typed: list[str] | None) -> tuple[dict[str, float] | None, list[Problem]]:
    bounds: dict[str, float] = {}
    problems = []
    for word in typed or ():
        name, _, error = word.partition("=")
        try:
            bounds[name] = float(error)
        except ValueError:
            problems.append(words.bad_precision(word))
    return bounds or None, problems


def _connected(
    scheduler: str | None, ca: Path | None, cert: Path | None, key: Path | None, *, insecure: bool
) -> Any:
    if scheduler is None:
        return nullcontext(None)
    from allied.sim.sweep.machines import connected

    return connected(scheduler, insecure=insecure, ca=ca, certificate=cert, key=key)


def _command(
    design: Path,
    out: Path,
    part: str | None,
    precision: list[str] | None,
    max_runs: int | None,
    scheduler: str | None,
) -> str:
    """Return the command that goes on."""
    told = ["allied", "sweep", str(design), "--out", str(out)]
    told += ["--part", part] if part else []
    told += [word for bound in precision or () for word in ("--precision", bound)]
    told += ["--max-runs", str(max_runs)] if max_runs else []
    told += ["--scheduler", scheduler] if scheduler else []
    return shlex.join([*told, "--resume"])


# --- the work ---


def _computed(
    design: Design, out: Path, connection: Any, *, command: str, **options: Any
) -> Report:
    from allied.sim.sweep.driver import sweep as compute
    from allied.sim.sweep.stopping import SweepError

    done, total = 0, 0
    with _told() as tell:

        def progress(now: int, whole: int) -> None:
            nonlocal done, total
            done, total = now, whole
            tell(now, whole)

        try:
            with connection as executor:
                return compute(design, out, executor=executor, progress=progress, **options)
        except KeyboardInterrupt:
            from allied.sim.sweep.folder import points_in

            say(words.go_on(points_in(out), total or len(design), command))
            raise typer.Exit(130) from None
        except SweepError as error:
            say(f"allied: {error}")
            raise typer.Exit(1) from None


@contextmanager
def _told() -> Iterator[Callable[[int, int], None]]:
    """Give a function to be told (done, total): a bar with the time left, or a line a minute."""
    begun = last = time.monotonic()
    first: int | None = None

    def line(done: int, total: int) -> None:
        nonlocal last, first
        now = time.monotonic()
        if first is None:
            first = done
        if now - last < MINUTE:
            return
        last = now
        rate = (done - first) / (now - begun)
        left = (total - done) / rate if rate > 0.0 else 0.0
        say(words.points_line(done, total, rate, left))

    with stages() as begin:
        bar = begin(words.sweeping())
        yield line if bar is None else bar


# --- what is said ---


def _tell(
    design: Design, runs: int, part: tuple[int, int] | None, threads: int | None, *, json: bool
) -> None:
    from allied.sim.experiment.cost import size_text
    from allied.sim.sweep.layout import blocks, cost_of_sweep, part_of

    begin, end = part_of(design, part)
    cost, size = cost_of_sweep(design, runs, threads)
    points = end - begin
    share = points / max(len(design) + 1 - design.first, 1)
    files = sum(1 for block in blocks(design, runs) if block[0] < end and block[1] > begin)
    if json:
        print_json({
            "command": "sweep", "design_sha256": design.hash, "points": points,
            "bases": [base.name for base in design.bases], "runs": runs,
            "companies": points * len(design.bases) * runs, "seconds": cost.seconds * share,
            "bytes": size * share, "files": files, "notes": design.notes(),
        })  # fmt: skip
        return
    labels = words.fact_labels()
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    if design.title:
        table.add_row(labels["design"], Text(design.title))
    table.add_row(labels["bases"], Text(commas([base.name for base in design.bases])))
    table.add_row(labels["reference"], Text(design.reference))
    table.add_row(labels["factors"], Text(commas([factor.name for factor in design.factors])))
    said = words.runs_words(points, len(design.bases), runs)
    table.add_row(labels["runs"], Text(said))
    cores = min(threads or os.cpu_count() or 1, os.cpu_count() or 1)
    table.add_row(labels["time"], Text(words.untried(cost.seconds * share, cores)))
    table.add_row(labels["size"], Text(size_text(size * share)))
    table.add_row(labels["files"], Text(str(files)))
    for note in design.notes():
        table.add_row(labels["note"], Text(note))
    output().print(table)


def _plain(report: Report) -> dict[str, Any]:
    return {
        "folder": str(report.folder), "points": report.points, "found": report.found,
        "computed": report.computed, "failed": report.failed, "complete": report.complete,
        "stopped": {str(runs): count for runs, count in sorted(report.stopped.items())},
        "damaged": report.damaged,
    }  # fmt: skip


def _print(report: Report, most: int) -> None:
    console = output()
    if report.computed == 0:
        console.print(Text(words.already_there(report.folder, report.points), "bold"))
    else:
        said = words.points_computed(report.computed, report.found, report.folder)
        console.print(Text(said, "bold"))
    if report.damaged:
        say(words.anew(report.damaged))
    if report.stopped:
        console.print(Text(words.stops(report.stopped, most)))
    if report.failed:
        console.print(Text(words.failed_points(report.failed)))
    console.print(Text(words.whole_and_done(report.complete)))
