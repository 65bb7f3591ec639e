"""Two policies compared under one chance need far fewer runs than under two: variance ratios of paired worlds.

The full tables are printed by ``python -m tests.statistical.evidence``.
"""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests import worlds
from tests.statistical.evidence import pairs_table, variance_ratios

pytestmark = pytest.mark.slow

TARGET = 3.0
SMALL = {"members": 200, "ticks": 240, "operation.stops_at": 180.0}
FULL = {"censorship": worlds.FULL}
SUSPENSION = {"enforcement.suspension": {"reviews": 0.2, "threshold": 0.5}}
BROADCAST: dict[str, Any] = {"strategy": {"kind": "broadcast"}}

PAIRS = [
    pytest.param({}, SUSPENSION, id="reactive operation, none against suspension"),
    pytest.param(BROADCAST, FULL, id="steady operation, open against full censorship"),
    pytest.param(
        {},
        FULL,
        id="reactive operation, open against full censorship",
        marks=pytest.mark.xfail(
            reason="The filter decides when, and whether, the rival sets off the burst: the worlds part for good then"
        ),
    ),
]


@pytest.mark.parametrize(("changes", "other"), PAIRS)
def test_the_variance_of_a_paired_difference_is_at_most_a_third_of_an_unpaired_one(
    changes: dict[str, Any], other: dict[str, Any]
) -> None:
    table = pairs_table("guo_2017", SMALL | changes, other, 32).set_index("number")
    assert table.loc["credibility", "variance_ratio"] >= TARGET
    assert table.loc["reach", "variance_ratio"] >= TARGET


@pytest.mark.filterwarnings("error")
def test_worlds_that_seldom_part_have_an_infinite_upper_bound_and_raise_no_warning() -> None:
    draw = np.random.default_rng(1).normal(size=20)
    one = pd.DataFrame({"never": draw, "once": draw})
    other = pd.DataFrame({"never": draw, "once": draw + (np.arange(20) == 0)})
    found = variance_ratios(one, other, resamples=200).set_index("number")
    assert found.loc["never", ["variance_ratio", "low", "high"]].tolist() == [np.inf] * 3
    assert 1.0 < found.loc["once", "low"] < found.loc["once", "variance_ratio"] < found.loc["once", "high"] == np.inf
