"""The Dask engine: the same supervision over workers elsewhere, which may come late, die, or lose their scheduler."""

from __future__ import annotations

import signal
import stat
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from experiments.compose import BadInput
from experiments.configuration_folder import configuration_folder
from experiments.runner.cluster import DaskEngine, at_address, on_this_machine, replacing
from experiments.runner.engine import Engine, EngineLost
from experiments.runner.engines import engine
from experiments.runner.supervision import Died, Supervisor
from experiments.runner.worker import Brief, Job
from tests.behaviour.dask_cluster import Cluster, cluster, tended
from tests.behaviour.sweeps import PATIENCE
from tests.works import Made, brief_known, job, squares

pytestmark = pytest.mark.slow
BRIEF = Brief("squares", "any", (), ("steps",))


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Cluster]:
    with cluster(tmp_path, 2) as found:
        yield found


def outcomes(where: Engine, jobs: Sequence[Job], work: Any = squares) -> list[Any]:
    with where:
        where.brief(BRIEF)
        return list(Supervisor(where, BRIEF.key, work, jobs, len(jobs)))


def values(found: Sequence[Any]) -> dict[int, int]:
    return {one.job.number: one.value for one in found if isinstance(one, Made)}


def test_a_cluster_of_our_own_makes_every_job() -> None:
    found = outcomes(DaskEngine(on_this_machine(2)), [job(number) for number in range(30)])
    assert len(found) == 30
    assert values(found) == {number: number**2 for number in range(30)}


def test_workers_are_briefed_however_late_they_come(tmp_path: Path) -> None:
    with cluster(tmp_path, 0) as empty:
        late = threading.Timer(3.0, empty.add_worker)
        late.start()
        found = outcomes(DaskEngine(at_address(empty.address)), [job(number) for number in range(5)], brief_known)
        late.join()
    assert values(found) == {number: number for number in range(5)}


def test_a_worker_that_is_killed_costs_nothing(running: Cluster, tmp_path: Path) -> None:
    jobs = [job(number, seconds=0.1, note=str(tmp_path / "notes")) for number in range(60)]
    begun_before: list[int] = []

    def kill_when_at_work() -> None:
        """Kill the worker once it makes jobs, and note how many were begun by then."""
        victim, notes = running.workers[0], tmp_path / "notes"
        while not notes.exists() or f" {victim.pid}\n" not in notes.read_text():
            time.sleep(0.02)
        running.kill(victim)
        begun_before.append(len(notes.read_text().splitlines()))

    killer = threading.Thread(target=kill_when_at_work, daemon=True)
    killer.start()
    found = outcomes(DaskEngine(at_address(running.address)), jobs)
    killer.join(PATIENCE)
    assert running.workers[0].returncode == -signal.SIGKILL, "the worker was not killed"
    assert 0 < begun_before[0] < 60, "it was killed before the work, or after it"
    assert values(found) == {number: number**2 for number in range(60)}
    assert len(found) == 60


def test_a_job_that_kills_worker_after_worker_is_given_up(tmp_path: Path) -> None:
    with cluster(tmp_path, 2) as running, tended(running):
        found = outcomes(DaskEngine(at_address(running.address)), [job(n, dies=n == 3) for n in range(8)])
    assert [one.job.number for one in found if isinstance(one, Died)] == [3]
    assert sorted(values(found)) == [0, 1, 2, 4, 5, 6, 7]


def test_a_cluster_of_our_own_replaces_the_workers_that_a_job_kills() -> None:
    """Without that it would be left without any, as a nanny ends with a worker that dies young."""
    found = outcomes(DaskEngine(on_this_machine(2), replacing(2)), [job(n, dies=n == 3) for n in range(8)])
    assert [one.job.number for one in found if isinstance(one, Died)] == [3]
    assert sorted(values(found)) == [0, 1, 2, 4, 5, 6, 7]


def test_outcomes_whose_worker_dies_once_they_are_here_are_outcomes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scheduler says that a result is lost, between its coming and a look at what became of it."""
    from distributed import Client

    gather, lost = Client._gather, []

    async def gather_and_lose(client: Any, futures: Any, *given: Any, **named: Any) -> Any:
        found = await gather(client, futures, *given, **named)
        for future in futures:
            client.futures[future.key].lose()
            lost.append(future.key)
        return found

    monkeypatch.setattr(Client, "_gather", gather_and_lose)
    found = outcomes(DaskEngine(on_this_machine(1)), [job(number) for number in range(3)])
    assert lost, "nothing was lost"
    assert values(found) == {0: 0, 1: 1, 2: 4}


def test_a_scheduler_that_is_killed_ends_the_undertaking_with_a_word(running: Cluster) -> None:
    threading.Timer(4.0, lambda: running.kill(running.scheduler)).start()
    begun = time.monotonic()
    with pytest.raises(EngineLost, match="scheduler is gone"):
        outcomes(DaskEngine(at_address(running.address)), [job(number, seconds=0.5) for number in range(500)])
    assert running.scheduler.wait(PATIENCE) == -signal.SIGKILL, "the scheduler was not killed"
    assert time.monotonic() - begun < PATIENCE, "it gives up, and does not wait for ever"


def test_a_cluster_whose_workers_are_all_gone_ends_the_undertaking_with_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chunk after chunk, a deadly run takes every worker that nobody starts again."""
    from experiments.runner import cluster as dask

    monkeypatch.setattr(dask, "_WORKERLESS_SECONDS", 2.0)
    with cluster(tmp_path, 2) as left_alone, pytest.raises(EngineLost, match="every Dask worker is gone"):
        outcomes(DaskEngine(at_address(left_alone.address)), [job(n, dies=n == 1) for n in range(4)])


def test_an_address_where_nobody_answers_is_bad_input() -> None:
    with pytest.raises(BadInput, match=r"--scheduler=tcp://127\.0\.0\.1:9.*no Dask scheduler answers"):
        outcomes(DaskEngine(at_address("tcp://127.0.0.1:9")), [job(0)])


def test_a_machine_without_the_batch_system_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    where = engine("slurm", [], configuration_folder(), workers=None, scheduler=None)
    with pytest.raises(BadInput, match="`sbatch`, which is not on this machine"):
        outcomes(where, [job(0)])


def test_slurm_is_asked_for_jobs_as_its_settings_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ``sbatch`` of our own runs a copy of the script that it is handed, as a batch system with a free machine would.

    The script itself is gone as soon as it is handed in.
    """
    submit = f'cp "$1" {tmp_path}/script\nsh {tmp_path}/script >/dev/null 2>&1 &\necho Submitted batch job 4711'
    _program(tmp_path / "sbatch", submit)
    _program(tmp_path / "scancel", "exit 0")
    monkeypatch.setenv("PATH", f"{tmp_path}:{Path('/usr/bin')}:/bin")
    asked = ["engine.queue=short", "engine.account=lab", "engine.jobs=1", "engine.walltime='00:10:00'"]
    where = engine("slurm", asked, configuration_folder(), workers=None, scheduler=None)
    found = outcomes(where, [job(number) for number in range(6)])
    assert values(found) == {number: number**2 for number in range(6)}
    script = (tmp_path / "script").read_text()
    for line in ("#SBATCH -p short", "#SBATCH -A lab", "#SBATCH -t 00:10:00"):
        assert line in script


def _program(file: Path, lines: str) -> None:
    file.write_text(f"#!/bin/sh\n{lines}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
