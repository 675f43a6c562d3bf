"""Runs the engine on a scenario and opens what it wrote."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from os import PathLike
from pathlib import Path

import xarray as xr

from . import results
from .files import CHECKOUT, INSTALLED
from .programs import BAD_INPUT
from .ranks import without_ranks

IN_MEMORY = 512 * 2**20  # bytes: larger results stay in their file
PATIENCE = 10  # seconds for the engine to stop
WIPE = "\r\033[K"  # the engine begins each line of progress with it


class Yaml(str):
    """A value of a changed key as YAML spells it."""


class ScenarioError(ValueError):
    """Faulty input: the scenario, a table, an option or the output's place. Nothing was written."""


class RunError(RuntimeError):
    """The engine failed.

    When only some members left the finite numbers, `results` is the dataset of the others and
    `output`, if one was asked for, has been written; else `results` is None.
    """

    def __init__(self, message: str, results: xr.Dataset | None = None) -> None:
        super().__init__(message)
        self.results = results


def run(
    scenario: str | PathLike,
    *,
    members: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    scenarios: str | Sequence[str] | None = None,
    set: Mapping[str, object] | None = None,
    output: str | PathLike | None = None,
) -> xr.Dataset:
    """Simulates a scenario file and returns the results, as `open` does.

    `members` (simulated futures) and `seed` replace the scenario's; `threads` (0 or None: all
    processors) never changes the results. `scenarios` chooses named scenarios of the file; `set`
    changes keys of it, dotted paths to values: ``{"horizon.to": 2030}``. With `output` the results
    are kept in that netCDF file, replaced when the run is done; without, in memory or, when large,
    in a file that goes with the dataset.

    Raises ScenarioError (a ValueError) with the engine's message for faulty input, RunError when
    the run failed, FileNotFoundError when the engine is not built. An interrupt stops the engine
    and leaves no file.

    >>> results = jl.run("scenarios/baseline.yaml", members=64, seed=7)
    >>> int(results.attrs["members"]), results.attrs["seed"]
    (64, '7')
    """
    command = ["run", scenario, *settings(members, seed, threads, set)]
    if scenarios is not None:
        command += ["--scenario", ",".join(listed(scenarios))]
    return simulated(command, output)


def compare(
    scenario: str | PathLike,
    scenarios: str | Sequence[str] | None = None,
    *,
    reference: str | None = None,
    attribute: str | None = None,
    members: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    set: Mapping[str, object] | None = None,
    output: str | PathLike | None = None,
) -> xr.Dataset:
    """Simulates scenarios of a file under the same draws and returns results and differences.

    `scenarios` chooses named scenarios of the file (without: all); `reference` is the one that the
    others are compared with (without: the file's own, or the first of several chosen). It comes
    first in the results, which hold all that `run` gives and the differences from it, member by
    member: see `differences`, `robustness`, `plot.paired` and ``plot.map(…, difference=True)``.
    `attribute` is a scenario whose effect on the targets is split among its levers, against itself
    without them, for `plot.waterfall`. The other arguments and the errors are those of `run`.

    >>> variant = {"scenarios.higher.parameters.gap_focus": 0.4}
    >>> both = jl.compare("scenarios/baseline.yaml", members=64, set=variant)
    >>> both.scenario.values.tolist()
    ['baseline', 'higher']
    """
    chosen = [] if scenarios is None else listed(scenarios)
    command = ["compare", scenario, *chosen, *settings(members, seed, threads, set)]
    for option, name in {"--reference": reference, "--attribute": attribute}.items():
        command += [] if name is None else [option, name]
    return simulated(command, output)


def allocate(
    scenario: str | PathLike,
    *,
    seed: int | None = None,
    threads: int | None = None,
    set: Mapping[str, object] | None = None,
    output: str | PathLike | None = None,
    resume: bool = False,
) -> xr.Dataset:
    """Divides money as the scenario's key `allocation` asks and returns what was found.

    Rules and optimised allocations with what they are worth on fresh members (`value`,
    `difference` from the best rule, `probability_best`), marginal returns and the frontier: see
    `plot.allocation`, `plot.marginal` and `plot.frontier`. With `output` a table (CSV) is written
    beside the file, and `resume` goes on with what an interrupted search has left in
    ``OUTPUT.parts``. The other arguments and the errors are those of `run`.

    >>> found = jl.allocate("scenarios/guiding_fund.yaml", output="guiding_fund.nc")  # doctest: +SKIP
    """
    command = ["allocate", scenario, *settings(None, seed, threads, set)]
    return simulated(command + (["--resume"] if resume else []), output)


def listed(names: str | Sequence[str]) -> list[str]:
    """One name or several as a list."""
    return [names] if isinstance(names, str) else list(names)


def settings(
    members: int | None,
    seed: int | None,
    threads: int | None,
    changes: Mapping[str, object] | None,
) -> list[object]:
    """Options of the engine that say how to simulate."""
    options: list[object] = []
    for option, value in {"--members": members, "--seed": seed, "--threads": threads}.items():
        options += [] if value is None else [option, value]
    for key, value in (changes or {}).items():
        spelt = value if isinstance(value, Yaml) else json.dumps(value, ensure_ascii=False)
        options += ["--set", f"{key}={spelt}"]  # JSON is YAML
    return options


def simulated(
    arguments: Sequence[object],
    output: str | PathLike | None,
    show: Callable[[str], None] | None = None,
) -> xr.Dataset:
    """Runs the engine and opens what it wrote, kept in `output` or, without, in no file.

    `show` is called with its progress; without, that is shown here. Raises ScenarioError, RunError,
    FileNotFoundError.
    """
    command = [find_engine(), *arguments]
    if output is not None:
        return opened([*command, "-o", output], Path(output), results.open, show)
    folder = Path(tempfile.mkdtemp(prefix="jialing-"))
    try:
        path = folder / "results.nc"
        return opened([*command, "-o", path], path, open_and_remove, show)
    except RunError as error:
        if error.results is None:
            shutil.rmtree(folder)
        raise
    except BaseException:
        shutil.rmtree(folder)
        raise


def find_engine() -> Path:
    """The program: the environment's JIALING, the checkout's build, the one that came with this
    package, or the one on the PATH.

    Raises FileNotFoundError that says how to build it.
    """
    asked = os.environ.get("JIALING")
    built = [CHECKOUT / "build" / "release" / "jialing", INSTALLED / "bin" / "jialing", "jialing"]
    found = next(filter(None, map(shutil.which, [asked] if asked else built)), None)
    if found is None:
        where = f"JIALING names {asked}, which is no program" if asked else "it is not built"
        raise FileNotFoundError(
            f"the engine `jialing` was not found: {where}. `./dev build` in the folder of the "
            "source builds it; the environment variable JIALING may name another one"
        )
    return Path(found)


def opened(
    command: list[object],
    path: Path,
    open_results: Callable[[Path], xr.Dataset],
    show: Callable[[str], None] | None = None,
) -> xr.Dataset:
    """Runs the engine and opens the file it wrote. Raises ScenarioError, RunError."""
    before = modified(path)
    code, message = execute([str(part) for part in command], show)
    if code == 0:
        return open_results(path)
    if code == BAD_INPUT:
        raise ScenarioError(message)
    if code < 0:
        message = "\n".join(filter(None, [message, f"jialing was ended by {signal.Signals(-code).name}"]))
    raise RunError(message, open_results(path) if modified(path) != before else None)


def modified(path: Path) -> tuple[int, int] | None:
    """Tells whether a file has been replaced; None when there is none."""
    if not path.exists():
        return None
    return path.stat().st_ino, path.stat().st_mtime_ns


def open_and_remove(path: Path) -> xr.Dataset:
    """Opens results and removes their folder: at once when they fit in memory, else with them."""
    lazy = results.open(path)
    if lazy.nbytes <= IN_MEMORY:
        with lazy:
            ds = lazy.load().copy()
        shutil.rmtree(path.parent)
        return ds
    ds = lazy.copy()
    remove = weakref.finalize(ds, shutil.rmtree, path.parent, ignore_errors=True)

    def close() -> None:
        lazy.close()
        remove()

    ds.set_close(close)
    return ds


def execute(
    command: list[str], show: Callable[[str], None] | None = None
) -> tuple[int, str]:
    """Runs the engine, shows its progress, returns its exit code and its message.

    The engine shows progress on a terminal only, so it is given one of its own.
    """
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        engine = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=theirs,
            start_new_session=True,  # an interrupt reaches it through us, once
            env=without_ranks(),
        )
        os.close(theirs)
        try:
            with nullcontext(show) if show else progress() as tell:
                told = b""
                while part := read(terminal):
                    told = newest(told + part)
                    tell(last_line(told))
            code = engine.wait()
        except BaseException:
            stop(engine)
            raise
    return code, last_line(told)


def read(terminal) -> bytes:
    """What the engine wrote next; nothing when it has ended."""
    try:
        return terminal.read(65536)
    except OSError:  # how Linux tells that the other end is closed
        return b""


def newest(told: bytes) -> bytes:
    """What `last_line` needs of it: a long run tells its progress many times."""
    return told[max(0, told.rfind(WIPE.encode())) :]


def last_line(told: bytes) -> str:
    """The last line of progress, or the message that followed it."""
    text = told.decode("utf-8", errors="replace").replace("\r\n", "\n")
    return text.rpartition(WIPE)[2].strip()


def stop(engine: subprocess.Popen) -> None:
    """Interrupts the engine, which then leaves no file, and waits until it has ended."""
    engine.send_signal(signal.SIGINT)
    try:
        engine.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        engine.kill()
        engine.wait()


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Shows lines of progress, each in place of the last: in a notebook or on a terminal."""
    if in_notebook():
        from IPython.display import display

        line = display({"text/plain": ""}, raw=True, display_id=True)
        try:
            yield lambda words: line.update({"text/plain": words}, raw=True)
        finally:
            line.update({"text/plain": ""}, raw=True)
    elif sys.stderr.isatty():
        try:
            yield lambda words: print(WIPE + words, end="", file=sys.stderr, flush=True)
        finally:
            print(WIPE, end="", file=sys.stderr, flush=True)
    else:
        yield lambda words: None


def in_notebook() -> bool:
    """True where the code runs in a Jupyter kernel."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return hasattr(shell, "kernel")
