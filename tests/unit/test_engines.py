"""The engines to choose from, and what is refused of their settings."""

from __future__ import annotations

from typing import Any

import pytest

from experiments.compose import BadInput
from experiments.configuration_folder import configuration_folder
from experiments.runner.cluster import DaskEngine
from experiments.runner.engine import Engine
from experiments.runner.engines import engine, engine_names
from experiments.runner.local import HereEngine, LocalEngine


def chosen(name: str, *overrides: str, workers: int | None = None, scheduler: str | None = None) -> Engine:
    return engine(name, overrides, configuration_folder(), workers=workers, scheduler=scheduler)


@pytest.mark.parametrize("name", engine_names(configuration_folder()))
def test_every_engine_of_the_settings_can_be_chosen(name: str) -> None:
    assert chosen(name).slots() >= 1


def test_the_number_of_workers_is_the_number_of_slots() -> None:
    assert isinstance(chosen("local", workers=1), HereEngine)
    three = chosen("local", workers=3)
    assert isinstance(three, LocalEngine)
    assert three.slots() == 3


def test_a_scheduler_asks_for_dask() -> None:
    assert isinstance(chosen("local", scheduler="tcp://127.0.0.1:8786"), DaskEngine)


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
