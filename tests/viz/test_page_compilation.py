"""The web server compiles nothing: another process does, while pages go on."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

pytest.importorskip("solara", reason="the browser front end is not installed: allied[app]")

from allied.sim.experiment import compilation, ensemble
from allied.sim.experiment.compilation import LARGE, SMALL
from allied.sim.inputs.parameters import PARAMETERS
from allied.sim.inputs.quantity import to_record
from allied.sim.inputs.scenario import Scenario
from allied.sim.model import code_folder
from allied.sim.model.outcomes import OUTCOMES
from allied.viz.web import compute, hooks
from allied.viz.words.page_words import compiling, refining

USUAL, BIG = Scenario("usual"), Scenario("big", {"firm.teams": 60})
WAIT = "import pathlib, time\nwhile not pathlib.Path({go!r}).exists(): time.sleep(0.01)\n"
NOTE = "pathlib.Path({folder!r}, 'made-{{0}}-{{1}}').touch()"


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine on which only the small size is compiled; compiling goes on until `go` exists."""
    (tmp_path / "made-40-2048").touch()

    def is_compiled(size=SMALL):
        return (tmp_path / "made-{}-{}".format(*size)).exists()

    def run(chosen, *, runs, weeks, every, progress, **_):
        for size in compilation.sizes_of(chosen, weeks):
            assert is_compiled(size), "this would have been compiled in the web server"
        values = np.zeros((len(chosen), runs, weeks // every, len(OUTCOMES)))
        recorded, rows = np.arange(every, weeks + 1, every), to_record(PARAMETERS, {})
        return ensemble.Ensemble(chosen, 1, runs, weeks, recorded, values, rows)

    code = WAIT.format(go=str(tmp_path / "go")) + NOTE.format(folder=str(tmp_path))
    monkeypatch.setattr(compute, "COMPILE", code)
    monkeypatch.setattr(compilation, "is_compiled", is_compiled)
    monkeypatch.setattr(ensemble, "run_ensemble", run)
    monkeypatch.setattr(compute, "_kept", type(compute._kept)())
    monkeypatch.setattr(compute, "_compilers", {})
    yield tmp_path
    (tmp_path / "go").touch()
    for compiler in compute._compilers.values():
        compiler.wait()


def in_thread(work):
    """Start work in a thread; return the thread and where its result will be."""
    results = []
    thread = threading.Thread(target=lambda: results.append(work()))
    thread.start()
    return thread, results


def until(condition):
    end = time.monotonic() + 60.0
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_large_companies_are_compiled_once_while_others_go_on(machine):
    pages = [in_thread(lambda: compute.compare([USUAL, BIG], runs=10)) for _ in range(2)]
    until(lambda: compute._compilers)
    assert compute.compare([USUAL], runs=10).runs == 10  # another page
    assert all(thread.is_alive() for thread, _ in pages)
    assert list(compute._compilers) == [LARGE]
    one = compute._compilers[LARGE]
    (machine / "go").touch()
    for thread, results in pages:
        thread.join()
        assert results[0].runs == 10
    assert compute._compilers == {LARGE: one}
    assert one.returncode == 0


def test_the_page_says_that_large_companies_are_compiled(machine):
    steps = hooks._steps([USUAL, BIG], lambda: True)
    assert next(steps).busy == compiling(large=True)
    (machine / "go").touch()
    assert [step.busy for step in steps] == [refining(compute.PREVIEW, compute.RUNS), ""]
    assert [step.busy for step in hooks._steps([USUAL, BIG], lambda: True)] == [""]


def test_the_page_says_that_the_model_is_compiled(machine):
    (machine / "made-40-2048").unlink()
    steps = hooks._steps([USUAL, BIG], lambda: True)
    assert next(steps).busy == compiling()
    (machine / "go").touch()
    assert [step.busy for step in steps] == [refining(compute.PREVIEW, compute.RUNS), ""]


def test_a_page_that_nobody_waits_for_leaves_the_compiler_to_others(machine):
    asked = []

    def current():
        asked.append(1)
        return len(asked) < 3

    with pytest.raises(compute.Superseded):
        compute.compare([BIG], runs=10, current=current)
    compiler = compute._compilers[LARGE]
    (machine / "go").touch()
    assert compute.compare([BIG], runs=10).runs == 10
    assert compute._compilers[LARGE] is compiler


def test_code_that_cannot_be_made_or_kept_is_a_sentence_on_the_page(machine, monkeypatch, caplog):
    monkeypatch.setattr(compute, "COMPILE", "raise SystemExit('no room')")
    *_, last = hooks._steps([BIG], lambda: True)
    assert last.failure.startswith("The model could not be compiled")
    assert "ALLIED_CACHE_DIR" in last.failure
    assert "Traceback" not in caplog.text
    assert compute.compare([USUAL], runs=10).runs == 10


def test_the_compiler_uses_the_folder_of_the_server(machine, monkeypatch, tmp_path):
    """Where no folder can be kept, the server's own passing folder serves both."""
    monkeypatch.setattr(code_folder, "_chosen", [tmp_path / "passing" / "compiled" / "0"])
    told = tmp_path / "told"
    code = f"import os; open({str(told)!r}, 'w').write(os.environ['ALLIED_CACHE_DIR'])"
    monkeypatch.setattr(compute, "COMPILE", code)
    with pytest.raises(compute.NotCompiled):
        compute.compare([BIG], runs=10)
    assert told.read_text() == str(tmp_path / "passing")


def test_what_compiles_is_a_program_that_compiles(monkeypatch):
    """The text itself: it would fail in silence."""
    done = []
    monkeypatch.setattr(compilation, "compile_size", done.append)
    exec(compute.COMPILE.format(*LARGE), {})
    assert done == [LARGE]
