"""What metrics measure at the ends of their numbers and of their scales."""

import numpy as np
import pytest

from sim.metrics.rounds import Rounds
from sim.metrics.trust import Trust
from sim.state.posts import ALIVE, KNOCKED_OUT
from sim.state.voices import VOICES
from tests.unit.hand_made import record, record_posts


@pytest.mark.limits("metrics.rounds", "fragile", "evidenced")
def test_at_its_bounds_every_contested_post_counts_or_only_what_is_wholly_fragile_or_sound() -> None:
    fates = np.array([KNOCKED_OUT, ALIVE, KNOCKED_OUT, KNOCKED_OUT])
    fought = record(
        posts=record_posts(4, fragility=np.array([0.0, 0.5, 0.9, 1.0]), rounds=1 + np.arange(4), fate=fates)
    )
    narrow = Rounds(fragile=1.0, evidenced=0.0).measure(fought, record())
    assert (narrow["rounds_median"], narrow["rounds_median_evidenced"]) == (4.0, 1.0)
    assert (narrow["knocked_out_fragile"], narrow["knocked_out_evidenced"]) == (1.0, 1.0)
    wide = Rounds(fragile=0.0, evidenced=1.0).measure(fought, record())
    assert (wide["rounds_median"], wide["rounds_median_evidenced"]) == (3.0, 3.0)
    assert (wide["knocked_out_fragile"], wide["knocked_out_evidenced"]) == (0.75, 0.75)


@pytest.mark.limits("metrics.trust")
@pytest.mark.parametrize("end", [0.0, 1.0])
def test_trust_of_none_and_of_all_is_0_and_1(end: float) -> None:
    columns = {f"trust_{voice}": np.array([0.5, end]) for voice in VOICES}
    assert set(Trust().measure(record(steps=columns), record()).values()) == {end}
