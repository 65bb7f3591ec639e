"""The engines to choose from, and what is refused of their settings."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import pytest

from experiments.compose import BadInput
from experiments.configuration_folder import configuration_folder
from experiments.runner.cluster import DaskEngine
from experiments.runner.engine import Engine, EngineLost
from experiments.runner.engines import engine, engine_names
from experiments.runner.local import LocalEngine
from experiments.runner.worker import Brief


def chosen(name: str | None, *overrides: str, workers: int | None = None, scheduler: str | None = None) -> Engine:
    return engine(name, overrides, configuration_folder(), workers=workers, scheduler=scheduler)


@pytest.mark.parametrize("name", engine_names(configuration_folder()))
def test_every_engine_of_the_settings_can_be_chosen(name: str) -> None:
    assert chosen(name).slots() >= 1


@pytest.mark.parametrize("workers", [1, 3])
def test_the_number_of_workers_is_the_number_of_slots_and_each_is_a_process_of_its_own(workers: int) -> None:
    place = chosen("local", workers=workers)
    assert isinstance(place, LocalEngine)
    assert place.slots() == workers


def test_a_scheduler_asks_for_dask() -> None:
    assert isinstance(chosen(None, scheduler="tcp://127.0.0.1:8786"), DaskEngine)
    assert isinstance(chosen(None), LocalEngine)
    with pytest.raises(BadInput, match="leave --engine out, or say --engine dask"):
        chosen("local", scheduler="tcp://127.0.0.1:8786")


def test_workers_of_a_cluster_that_runs_are_not_asked_for() -> None:
    with pytest.raises(BadInput, match=r"would change nothing: the cluster that runs at tcp:.* has its own"):
        chosen("dask", workers=2, scheduler="tcp://127.0.0.1:8786")


@pytest.mark.parametrize(
    ("name", "overrides", "options", "said"),
    [
        ("dusk", (), {}, r"--engine=dusk \(command line\): no such engine; .*did you mean dask\?"),
        ("local", (), {"workers": 0}, r"--workers=0"),
        ("slurm", (), {"workers": 2}, r"--workers=2 .*no such setting of this engine"),
        ("slurm", ("engine.walltime=soon", "engine.jobs=0"), {}, r"engine\.jobs=0(.|\n)*engine\.walltime=soon"),
        ("slurm", ("engine.colour=red",), {}, r"engine\.colour=red .*no such setting of this engine"),
    ],
)
def test_bad_settings_are_refused_all_at_once(
    name: str, overrides: tuple[str, ...], options: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        chosen(name, *overrides, **options)


class ClientWhoseSchedulerDied:
    """What is left of a Dask client in the moment before it notices: it is `running`, and every question fails."""

    status = "running"

    def _fail(self, *_: Any, **__: Any) -> Any:
        raise OSError("in <TCP (closed)>: Stream is closed")

    nthreads = submit = cancel = register_plugin = unregister_worker_plugin = _fail


@pytest.mark.parametrize("asked", ["slots", "submit", "brief"])
def test_whoever_asks_first_after_the_scheduler_died_says_so(asked: str) -> None:
    def start(_: ExitStack) -> Any:
        return ClientWhoseSchedulerDied()

    questions = {
        "slots": lambda place: place.slots(),
        "submit": lambda place: place.submit(max, "key", ()),
        "brief": lambda place: place.brief(Brief("key", "version", (), ())),
    }
    with pytest.raises(EngineLost, match="the Dask scheduler is gone"), DaskEngine(start) as place:
        questions[asked](place)
