"""Series that grow tick by tick are the table that would be made of all rows at the end."""

import math
from typing import Any

import numpy as np
import pytest

from sim.state.series import Series


def rows(n: int) -> list[dict[str, Any]]:
    return [{"tick": tick, "reach": tick / 7, "cost": 0 if tick < 600 else 0.5, "late": math.nan} for tick in range(n)]


def grown(n: int) -> Series:
    series = Series()
    for row in rows(n):
        series.append(row)
    return series


@pytest.mark.parametrize("n", [1, 511, 512, 513, 1024, 1300])
def test_packed_or_not_the_table_is_the_same_to_the_last_bit_and_type(n: int) -> None:
    made, plain = grown(n).columns(), {name: np.array([row[name] for row in rows(n)]) for name in rows(1)[0]}
    assert list(made) == list(plain)
    for name, column in plain.items():
        assert (made[name].dtype, made[name].tobytes()) == (column.dtype, column.tobytes())


def test_the_latest_row_is_there_also_when_it_was_just_packed() -> None:
    assert grown(512).latest == pytest.approx(rows(512)[-1], nan_ok=True)
    assert not grown(512).unpacked


def test_before_the_first_tick_there_is_no_series() -> None:
    assert Series().columns() == {}
