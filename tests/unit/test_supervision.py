"""Supervision: every job is made once, whatever dies; a job that kills its workers is given up, and only that one."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from experiments.runner.engine import EngineLost
from experiments.runner.local import HereEngine, LocalEngine
from experiments.runner.supervision import Died, Supervisor
from experiments.runner.worker import Brief, Job
from tests.processes import gone
from tests.works import Made, boast, job, squares

BRIEF = Brief("squares", "any", (), ())


def outcomes(jobs: Sequence[Job], workers: int = 2) -> list[Any]:
    with LocalEngine(workers) as engine:
        engine.brief(BRIEF)
        return list(Supervisor(engine, BRIEF.key, squares, jobs, len(jobs)))


def made(found: Sequence[Any]) -> dict[int, int]:
    values = [one for one in found if isinstance(one, Made)]
    assert len({one.job.number for one in values}) == len(values), "a job was made twice"
    return {one.job.number: one.value for one in values}


def test_every_job_is_made_once_by_as_many_processes_as_asked_for(tmp_path: Path) -> None:
    jobs = [job(number, note=str(tmp_path / "notes"), seconds=0.05) for number in range(40)]
    assert made(outcomes(jobs)) == {number: number**2 for number in range(40)}
    notes = [line.split() for line in (tmp_path / "notes").read_text().splitlines()]
    assert sorted(int(number) for number, _ in notes) == list(range(40))
    assert len({pid for _, pid in notes}) == 2


def test_a_worker_that_dies_once_costs_nothing_but_its_chunk(tmp_path: Path) -> None:
    jobs = [job(n, dies_once=str(tmp_path / "died") if n == 17 else None) for n in range(40)]
    assert made(outcomes(jobs)) == {number: number**2 for number in range(40)}


def test_a_worker_that_is_killed_while_it_hands_back_its_results_is_noticed(tmp_path: Path) -> None:
    with LocalEngine(1) as engine:
        engine.brief(BRIEF)
        given = [job(3, dies_once=str(tmp_path / "died"))]
        lost = engine.submit(boast, BRIEF.key, given)
        assert engine.died(lost.exception(timeout=60.0))
        engine.look_after()
        ((made, _),) = engine.submit(boast, BRIEF.key, given).result(timeout=60.0)
    assert made.value == 9


def test_a_job_that_kills_every_worker_is_given_up_and_only_that_one() -> None:
    found = outcomes([job(number, dies=number == 11) for number in range(30)])
    given_up = [one for one in found if isinstance(one, Died)]
    assert [one.job.number for one in given_up] == [11]
    assert given_up[0].job.attempt == LocalEngine.most_attempts
    assert "every time" in given_up[0].error
    assert sorted(made(found)) == [number for number in range(30) if number != 11]


def test_what_the_work_raises_ends_the_undertaking() -> None:
    with pytest.raises(OSError, match="no room"):
        outcomes([job(number, raises="no room") for number in range(4)])


def test_processes_that_cannot_begin_are_not_started_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    from experiments.runner import local

    monkeypatch.setattr(local, "begin_process", _die_at_once)
    with pytest.raises(EngineLost, match="before they can begin"):
        outcomes([job(0), job(1)])


def _die_at_once(_brief: Brief) -> None:
    raise SystemExit(1)


class Watched(HereEngine):
    """An engine that only notes what it is sent."""

    def __init__(self) -> None:
        self.chunks: list[int] = []

    def slots(self) -> int:
        return 3

    def submit(self, work: Any, key: str, chunk: Sequence[Job]) -> Future[Sequence[Any]]:
        self.chunks.append(len(chunk))
        return super().submit(work, key, chunk)


def test_no_more_is_taken_from_the_jobs_than_is_sent_out() -> None:
    taken: list[int] = []

    def jobs() -> Iterator[Job]:
        for number in range(1000):
            taken.append(number)
            yield job(number, seconds=0.0)

    engine = Watched()
    found = iter(Supervisor(engine, BRIEF.key, squares, jobs(), 1000))
    next(found)
    assert len(taken) <= 3


def test_short_runs_go_out_in_chunks_that_grow_small_at_the_end() -> None:
    engine = Watched()
    jobs = [job(number) for number in range(2000)]
    assert len(made(list(Supervisor(engine, BRIEF.key, squares, jobs, 2000)))) == 2000
    assert engine.chunks[:3] == [1, 1, 1]
    assert max(engine.chunks) == 250
    assert engine.chunks[-1] == 1
    assert len(engine.chunks) < 60


def test_who_asks_hears_how_many_runs_are_being_made() -> None:
    heard: list[int] = []
    with LocalEngine(2) as engine:
        engine.brief(BRIEF)
        jobs = [job(number, seconds=0.2) for number in range(6)]
        assert len(list(Supervisor(engine, BRIEF.key, squares, jobs, 6, heard.append))) == 6
    assert heard[0] == 2
    assert max(heard) == 2
    assert heard[-1] == 0


def test_chunks_that_wait_for_a_worker_are_not_being_made() -> None:
    class Losing(Watched):
        def slots(self) -> int:
            return 2 if heard else 4

        def submit(self, work: Any, key: str, chunk: Sequence[Job]) -> Future[Sequence[Any]]:
            return Future()

        def look_after(self) -> None:
            if len(heard) == 2:
                raise EngineLost("enough was seen")

    heard: list[int] = []
    found = iter(Supervisor(Losing(), BRIEF.key, squares, [job(n) for n in range(9)], 9, heard.append))
    with pytest.raises(EngineLost):
        next(found)
    assert heard == [4, 2]


def test_no_jobs_are_no_outcomes() -> None:
    assert outcomes([]) == []


def test_a_worker_that_is_stopped_does_not_hold_up_an_interrupt(tmp_path: Path) -> None:
    stopped: list[int] = []

    def interrupted() -> None:
        with LocalEngine(1) as engine:
            engine.brief(BRIEF)
            engine.submit(squares, BRIEF.key, [job(0, note=str(tmp_path / "notes"), seconds=600.0)])
            notes = tmp_path / "notes"
            # A file is there before its first line is.
            while not (notes.exists() and notes.read_text().endswith("\n")):
                time.sleep(0.02)
            stopped.append(int(notes.read_text().split()[1]))
            os.kill(stopped[0], signal.SIGSTOP)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert gone(stopped)


def test_a_run_does_not_fail_because_its_worker_was_told_to_forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a Dask worker is whose scheduler died while it makes a chunk."""
    import sim
    from experiments.compose import compose
    from experiments.runner.worker import Finished, drop_brief, make_run, packed, take_brief
    from sim.state.inputs import NO_INPUTS

    result = SimpleNamespace(seed=0, summary={}, undefined={})
    monkeypatch.setattr(sim, "simulate", lambda _world, **_which: result)
    brief = Brief("forgotten", "any", (NO_INPUTS,), ())
    take_brief(brief)
    drop_brief(brief.key)
    settings = packed(compose("guo_2017", "members=50").settings())
    assert isinstance(make_run(brief, Job(0, {}, settings, 0, 0)), Finished)
    drop_brief(brief.key)
