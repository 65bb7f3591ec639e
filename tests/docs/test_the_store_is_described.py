"""Every column that a store can have is described, and every described column is one that some run has."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from experiments.compose import compose
from experiments.metric_keys import metric_keys
from experiments.runner.worker import TABLES
from experiments.store.columns import DESCRIBED, OF_A_RUN, described
from experiments.store.writing import DiaryLine
from sim import simulate
from tests.docs.declared_store import COMMAND, FILE, stored_tables

WORLDS = {
    "guo_2017": ("enforcement=strict", "disclosure=full"),
    "debate_2019": (),
    "replication/simsom": (),
}


@pytest.fixture(scope="module")
def tables() -> dict[str, list[pd.DataFrame]]:
    """Return the tables of a short run of each world, by name."""
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in TABLES}
    for scenario, overrides in WORLDS.items():
        made = simulate(compose(scenario, "members=60", "ticks=12", *overrides))
        for name, attribute in TABLES.items():
            found[name].append(getattr(made, attribute))
    return found


def test_the_page_is_what_is_declared() -> None:
    assert FILE.read_text(encoding="utf-8") == stored_tables(), (
        f"docs/store.md is not what is declared: run `{COMMAND}`"
    )


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_described_and_every_description_is_of_one(
    name: str, tables: dict[str, list[pd.DataFrame]]
) -> None:
    columns = {str(column) for table in tables[name] for column in table}
    assert not [column for column in columns if described(name, column) is None]
    used = {described(name, column) for column in columns}
    assert {about.name for about in DESCRIBED[name] if about not in used} == {"run_id"}


@pytest.mark.parametrize("name", OF_A_RUN)
def test_what_only_a_run_writes_is_described_in_its_order(name: str) -> None:
    made = getattr(simulate(compose("quiet_market", "members=60", "ticks=4")), name)
    assert tuple(about.name for about in OF_A_RUN[name]) == tuple(made.columns)


def test_the_diary_is_described_in_its_order() -> None:
    assert tuple(about.name for about in DESCRIBED["log"]) == DiaryLine._fields


def test_the_rows_of_runs_are_described() -> None:
    own = {about.name for about in DESCRIBED["runs"]} - {"KEY", "METRIC"}
    assert own == {"run_id", "point", "seed", "replicate", "status", "error", "undefined"}
    assert not own & set(metric_keys())


def test_a_column_that_nobody_described_is_found_out() -> None:
    assert described("steps", "reach.critic_is_broke") is not None
    assert described("steps", "fame") is None
    assert described("steps", "reach_atlantis") is None
    assert all(re.fullmatch(r"[\w.]+", about.name) for columns in DESCRIBED.values() for about in columns)
