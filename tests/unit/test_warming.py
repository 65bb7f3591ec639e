"""The second process that compiles from the end of a tick: it reaches every part, changes nothing, and may fail."""

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from experiments import compose, warming
from experiments.warming import Backwards, compiled_from_both_ends
from sim.state.inputs import EdgeList, Inputs

SCENARIOS = sorted(file.stem for file in (Path(__file__).parents[2] / "conf" / "scenario").glob("*.yaml"))
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


def _started_helpers(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    begun: list[subprocess.Popen[bytes]] = []
    start = warming._started
    monkeypatch.setattr(warming, "_started", lambda world: begun.append(start(world)) or begun[-1])
    return begun


def test_the_second_process_ends_with_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = _started_helpers(monkeypatch)
    _on(monkeypatch, n_cores=2)
    with pytest.raises(KeyboardInterrupt), compiled_from_both_ends(compose("quiet_market")):
        raise KeyboardInterrupt
    assert len(begun) == 1
    assert begun[0].poll() is not None


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


@pytest.mark.parametrize("broken", ["/bin/false", "/no/such/python"])
def test_a_second_process_that_dies_or_never_starts_is_nobodys_failure(
    broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _on(monkeypatch, n_cores=2)
    monkeypatch.setattr(sys, "executable", broken)
    done = []
    with compiled_from_both_ends(compose("quiet_market")):
        done.append(True)
    assert done


@pytest.mark.slow
def test_it_leaves_the_end_of_a_tick_compiled(tmp_path: Path) -> None:
    world = compose("guo_2017")
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    settings = pickle.dumps(world.settings())
    subprocess.run([sys.executable, "-m", "experiments.warming"], input=settings, env=environment, check=True)
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
