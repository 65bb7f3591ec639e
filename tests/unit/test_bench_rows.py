"""Rows of the performance table are measured in small, and stand together on one page."""

import json
from pathlib import Path

import pytest

from experiments.bench import measured
from experiments.bench.child import measured_apart, peak_megabytes
from experiments.bench.page import PAGE_ROWS
from experiments.bench.row import Row
from experiments.bench.rows import known_rows, machine
from experiments.bench.table import keep, page
from experiments.bench.worlds import crowd
from experiments.commands import bench

MACHINE = {"processor": "a processor", "cores": 2, "memory_gigabytes": 8.0, "system": "a system", "python": "3.12.1"}


def a_row(name: str, value: float | None, met: bool | None) -> Row:
    return Row(name, value, "s", "<= 1", met, "by the clock")


def test_a_crowd_has_as_many_posters_however_many_listen() -> None:
    per_thousand = [crowd(n).rebuttals.professionals.per_1000_members * n for n in (10_000, 1_000_000)]
    assert per_thousand[0] == pytest.approx(per_thousand[1])
    assert per_thousand[0] == pytest.approx(24_000)


def test_a_crowd_follows_twenty_others_and_has_two_narratives() -> None:
    world = crowd(2_000)
    assert world.ties.followees == 20.0
    assert len(world.narratives.claims) == 2


def test_a_market_is_measured_with_all_that_a_row_needs() -> None:
    told = measured.market(members=400, threads=1, warm=2, timed=3)
    assert told["cpu_seconds"] > 0.0
    assert told["member_ticks_per_second"] == pytest.approx(400 * 3 / told["cpu_seconds"])
    assert told["bytes_a_member_in_columns"] > 200.0
    assert told["followees"] > 15.0


def test_peak_memory_in_a_process_of_its_own_is_that_processs_own() -> None:
    held = bytearray(b"x") * 900_000_000
    apart = measured_apart("network", members=3_000)
    assert apart["ties"] > 50_000
    assert apart["peak_megabytes"] < len(held) / 1e6 < peak_megabytes()


def test_a_row_without_a_value_is_neither_met_nor_missed() -> None:
    row = a_row("doces", None, None)
    assert (row.shown, row.met_or_missed) == ("not measured", "-")
    assert row.as_json()["value"] is None


def test_a_row_measured_anew_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    keep(tmp_path, [a_row("cold", 3.0, False), a_row("warm", 0.5, True)], MACHINE)
    keep(tmp_path, [a_row("cold", 0.9, True)], MACHINE)
    known = json.loads((tmp_path / "bench.json").read_text())
    assert known["cold"]["value"] == 0.9
    assert known["warm"]["value"] == 0.5
    assert "| cold | 0.9 s | <= 1 | met | by the clock |" in (tmp_path / "bench.md").read_text()


def test_rows_of_two_machines_stand_under_their_own_names(tmp_path: Path) -> None:
    keep(tmp_path, [a_row("cold", 3.0, False)], MACHINE)
    told = keep(tmp_path, [a_row("warm", 0.5, True)], MACHINE | {"processor": "another"}).read_text()
    assert told.index("## On a processor") < told.index("| cold") < told.index("## On another") < told.index("| warm")


def test_the_page_in_the_docs_is_what_its_figures_say() -> None:
    docs = Path(__file__).parents[2] / "docs"
    known = json.loads((docs / "bench.json").read_text(encoding="utf-8"))
    assert set(known) <= set(known_rows())
    assert (docs / "bench.md").read_text(encoding="utf-8") == page(known)


def test_the_help_names_every_row() -> None:
    told = bench.__doc__ or ""
    assert [row for row in known_rows() if row not in told and row not in PAGE_ROWS] == []


def test_the_machine_is_described() -> None:
    told = machine()
    assert told["processor"]
    assert told["cores"] >= 1
