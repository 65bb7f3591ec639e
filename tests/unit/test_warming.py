"""The second process that compiles from the end of a tick: it reaches every part, changes nothing, and may fail."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments import compose, warming
from experiments.warming import Backwards, compiled_from_both_ends
from sim.marketplace import Marketplace
from sim.state.inputs import EdgeList, Inputs
from tests.worlds import bytes_of

SCENARIOS = sorted(file.stem for file in (Path(__file__).parents[2] / "conf" / "scenario").glob("*.yaml"))
THREADS_OF_THE_TESTS = "ignore:This process .* is multi-threaded:DeprecationWarning"
A_RUN = ("-m", "experiments", "run", "scenario=guo_2017", "members=200", "ticks=24", "--quiet", "--json")


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_tick_goes_backwards_in_every_scenario(scenario: str) -> None:
    # What a part raises is suppressed in use, so a part that went out of date would only be seen here.
    market = Backwards(compose(scenario).model_copy(update={"members": 64}))
    for part in market.parts():
        part()
    assert market.tick == 0


def _on(monkeypatch: pytest.MonkeyPatch, n_cores: int, *, cold: bool = True) -> None:
    monkeypatch.setattr(warming, "_n_cores", lambda: n_cores)
    monkeypatch.setattr(warming, "kernels_are_cold", lambda: cold)


def _started_helpers(monkeypatch: pytest.MonkeyPatch) -> list[BaseProcess]:
    begun: list[BaseProcess] = []
    start = warming._started
    monkeypatch.setattr(warming, "_started", lambda world: begun.append(start(world)) or begun[-1])
    return begun


@pytest.mark.filterwarnings(THREADS_OF_THE_TESTS)
def test_the_second_process_ends_with_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = _started_helpers(monkeypatch)
    _on(monkeypatch, n_cores=2)
    with pytest.raises(KeyboardInterrupt), compiled_from_both_ends(compose("quiet_market")):
        raise KeyboardInterrupt
    assert len(begun) == 1
    assert begun[0].exitcode == -signal.SIGKILL


@pytest.mark.parametrize(("n_cores", "cold"), [(1, True), (2, False)])
def test_one_core_is_left_to_the_run_and_what_is_compiled_needs_none(
    n_cores: int, cold: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = _started_helpers(monkeypatch)
    _on(monkeypatch, n_cores, cold=cold)
    with compiled_from_both_ends(compose("quiet_market")):
        pass
    assert begun == []


def test_a_network_that_was_read_is_not_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = _started_helpers(monkeypatch)
    _on(monkeypatch, n_cores=2)
    edges = EdgeList(2, np.zeros(1, np.int32), np.ones(1, np.int32))
    with compiled_from_both_ends(compose("quiet_market").model_copy(update={"inputs": Inputs(edges=edges)})):
        pass
    assert begun == []


@pytest.mark.parametrize("how", ["fork", "spawn"])
@pytest.mark.filterwarnings(THREADS_OF_THE_TESTS)
def test_the_second_process_begins_however_a_system_starts_one(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = _started_helpers(monkeypatch)
    _on(monkeypatch, n_cores=2)
    monkeypatch.setattr(warming, "_HOW_STARTED", how)
    with compiled_from_both_ends(compose("guo_2017")):
        assert begun[0].is_alive()


def _dies(_settings: dict[str, Any]) -> None:
    os._exit(1)


def _never_starts(_process: BaseProcess) -> None:
    raise OSError("no room for another process")


@pytest.mark.filterwarnings(THREADS_OF_THE_TESTS)
def test_a_second_process_that_dies_or_never_starts_is_nobodys_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    _on(monkeypatch, n_cores=2)
    done = []
    monkeypatch.setattr(warming, "_compile_unseen", _dies)
    with compiled_from_both_ends(compose("quiet_market")):
        done.append("beside one that dies")
    monkeypatch.setattr(BaseProcess, "start", _never_starts)
    with compiled_from_both_ends(compose("quiet_market")):
        done.append("alone")
    assert done == ["beside one that dies", "alone"]


def _told_of_seating() -> str:
    """Return a digest of a small world in which everybody was seated, and nothing happened yet."""
    seated = bytes_of(Marketplace(compose("debate_2019").model_copy(update={"members": 64})))
    return hashlib.sha256(b"".join(seated[name] for name in sorted(seated))).hexdigest()


AS_WRITTEN = """
import numpy, sim.base.compiled
from tests.unit.test_warming import _told_of_seating
with sim.base.compiled.as_written(), numpy.errstate(over="ignore"):
    print(_told_of_seating())
"""


def test_what_is_seated_as_written_compiles_nothing_and_is_the_same(tmp_path: Path) -> None:
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", AS_WRITTEN], env=environment, check=True, capture_output=True, text=True
    )
    assert ran.stdout.strip() == _told_of_seating()
    assert not list(tmp_path.rglob("*.nbc"))


@pytest.mark.slow
def test_it_leaves_the_end_of_a_tick_compiled(tmp_path: Path) -> None:
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    program = "from experiments import compose, warming; warming.compile_backwards(compose('guo_2017'))"
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
    made = {file.name.split("-")[0].split(".")[-1] for file in tmp_path.rglob("*.nbc")}
    assert {"receive", "settle_fates", "settle_rounds", "react_to_items", "hear_reports"} <= made


@pytest.mark.slow
def test_a_run_that_was_helped_is_the_same(tmp_path: Path) -> None:
    def told(folder: str, out: str) -> dict[str, object]:
        command = [sys.executable, *A_RUN, "--out", str(tmp_path / out)]
        environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / folder)}
        ran = subprocess.run(command, env=environment, check=True, capture_output=True)
        return json.loads(ran.stdout)["summary"]

    helped, warm = told("cache", "helped"), told("cache", "warm")
    assert helped == warm
