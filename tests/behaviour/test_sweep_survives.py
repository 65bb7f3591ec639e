"""Whatever is killed, and however often: every run once, and the bytes of an undisturbed sweep."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from experiments import cli, store
from tests.behaviour.dask_cluster import cluster
from tests.behaviour.sweeps import (
    PATIENCE,
    ROOT,
    TINY,
    done,
    kill_a_worker,
    kill_the_driver,
    results,
    started,
    wait_for_shards,
    workers_of,
)
from tests.processes import gone

pytestmark = pytest.mark.slow
TWO_HUNDRED = [*TINY, "ticks=48", "censorship=open,filter,full,friction", "replicates=50"]
TWO_HUNDRED.remove("ticks=24")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("undisturbed") / "store"
    assert done(*TWO_HUNDRED, "--workers", "2", "--out", str(out))[0] == cli.DONE
    return results(out)


def whole(out: Path, undisturbed: dict[str, bytes]) -> None:
    runs = store.open(out).runs
    assert len(runs) == 200
    assert runs["run_id"].is_unique
    assert set(runs["status"]) == {"ok"}
    assert results(out) == undisturbed


def test_workers_killed_three_times_change_no_byte(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    out = tmp_path / "store"
    process = started(*TWO_HUNDRED, "--workers", "2", "--out", str(out))
    chance = np.random.default_rng(3)
    wait_for_shards(out, 2, process)
    for _ in range(3):
        time.sleep(chance.uniform(0.2, 2.0))
        kill_a_worker(process, int(chance.integers(2)))
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == cli.DONE, said
    whole(out, undisturbed)


def test_a_driver_killed_again_and_again_is_resumed_to_the_same_bytes(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    out = tmp_path / "store"
    chance = np.random.default_rng(5)
    asked = [*TWO_HUNDRED, "--workers", "2", "--out", str(out), "--resume"]
    for least in (1, 4, 8):
        process = started(*asked)
        wait_for_shards(out, least, process)
        time.sleep(chance.uniform(0.0, 1.0))
        below = workers_of(process)
        assert below, "there is no worker that could outlive it"
        kill_the_driver(process)
        assert gone(below), "workers must not outlive a killed driver"
    assert done(*asked)[0] == cli.DONE
    whole(out, undisturbed)


def test_a_store_that_was_compacted_half_way_is_completed_by_another_engine(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    out = tmp_path / "store"
    process = started(*TWO_HUNDRED, "--workers", "2", "--out", str(out))
    wait_for_shards(out, 2, process)
    kill_the_driver(process)
    assert cli.main(["compact", str(out), "--quiet"]) == cli.DONE
    assert 0 < len(store.open(out).runs) < 200
    assert done(*TWO_HUNDRED, "--engine", "dask", "--workers", "2", "--resume", "--out", str(out))[0] == cli.DONE
    whole(out, undisturbed)


def test_a_dask_worker_node_that_is_killed_changes_no_byte(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    out = tmp_path / "store"
    with cluster(tmp_path, 2) as running:
        process = started(*TWO_HUNDRED, "--engine", "dask", "--scheduler", running.address, "--out", str(out))
        wait_for_shards(out, 2, process)
        assert process.poll() is None, "the sweep was over before a worker was killed"
        running.kill(running.workers[0])
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == cli.DONE, said
    whole(out, undisturbed)


def test_a_dask_scheduler_that_is_killed_leaves_a_store_to_resume(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    out = tmp_path / "store"
    with cluster(tmp_path, 2) as running:
        process = started(*TWO_HUNDRED, "--scheduler", running.address, "--out", str(out))
        wait_for_shards(out, 2, process)
        assert process.poll() is None, "the sweep was over before the scheduler was killed"
        running.kill(running.scheduler)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == cli.FAILED
    assert "scheduler is gone" in said
    assert "--resume completes it" in said
    assert done(*TWO_HUNDRED, "--resume", "--workers", "2", "--out", str(out))[0] == cli.DONE
    whole(out, undisturbed)


def test_a_cluster_of_dask_on_this_machine_leaves_the_same_bytes(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    out = tmp_path / "store"
    status, _, said = done(*TWO_HUNDRED, "--engine", "dask", "--workers", "2", "--out", str(out))
    assert status == cli.DONE, said
    whole(out, undisturbed)


def test_a_full_disk_ends_with_one_clear_error_and_loses_nothing(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    """A folder that is taken away in the midst stands for the full disk: the kernel refuses the write either way."""
    out = tmp_path / "store"
    process = started(*TWO_HUNDRED, "--workers", "2", "--out", str(out))
    wait_for_shards(out, 2, process)
    (out / "events").rename(tmp_path / "events")
    (out / "events").write_text("no folder")
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == cli.FAILED
    assert said.count("results cannot be written") == 1
    assert "Traceback" not in said
    (out / "events").unlink()
    (tmp_path / "events").rename(out / "events")
    assert done(*TWO_HUNDRED, "--resume", "--workers", "2", "--out", str(out))[0] == cli.DONE
    whole(out, undisturbed)


def test_a_polite_kill_is_an_interrupt(tmp_path: Path) -> None:
    out = tmp_path / "store"
    process = started(*TWO_HUNDRED, "--workers", "2", "--out", str(out))
    wait_for_shards(out, 1, process)
    below = workers_of(process)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == cli.INTERRUPTED
    assert "--resume completes it" in said
    assert gone(below)


def test_ctrl_c_is_heard_by_a_sweep_and_not_by_the_workers_of_its_dask_cluster(tmp_path: Path) -> None:
    """A terminal sends it to all of them; where workers hear it too, each prints a trace."""
    out = tmp_path / "store"
    process = started(*TWO_HUNDRED, "--engine", "dask", "--workers", "2", "--out", str(out), as_a_group=True)
    wait_for_shards(out, 1, process)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == cli.INTERRUPTED
    assert "--resume completes it" in said
    assert "Traceback" not in said


def test_jobs_of_hydra_that_run_at_once_share_a_store(tmp_path: Path) -> None:
    """As Hydra's launchers start them: each a process of its own, none knowing of the others."""
    asked = [*TINY, "censorship=open,full", "replicates=2", f"store={tmp_path / 'store'}", "objective=reach_peak"]
    command = [sys.executable, "-m", "experiments.run", "--multirun", *asked]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    jobs = [
        subprocess.Popen([*command, f"seed={seed}"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)
        for seed in (1, 2, 3)
    ]
    said = [job.communicate(timeout=PATIENCE)[0].decode() for job in jobs]
    assert [job.returncode for job in jobs] == [0, 0, 0], said
    assert not any("Step" in text for text in said), "what Mesa tells of every tick is not for people"
    assert cli.main(["compact", str(tmp_path / "store"), "--quiet"]) == cli.DONE
    runs = store.open(tmp_path / "store").runs
    assert runs["run_id"].is_unique
    assert runs.groupby(["censorship", "seed"]).size().tolist() == [2] * 6


def test_two_sweeps_of_one_study_on_one_cluster_fill_a_store_each(tmp_path: Path) -> None:
    asked = [*TINY, "censorship=open,full", "replicates=15"]
    with cluster(tmp_path, 2) as running:
        outs = [tmp_path / "one", tmp_path / "other"]
        sweeps = [started(*asked, "--scheduler", running.address, "--out", str(out)) for out in outs]
        said = [process.communicate(timeout=PATIENCE)[1] for process in sweeps]
    assert [process.returncode for process in sweeps] == [cli.DONE, cli.DONE], said
    assert results(outs[0]) == results(outs[1])
    assert len(store.open(outs[0]).runs) == 30
