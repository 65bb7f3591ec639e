"""Any valid scenario drawn from the declared bounds runs, stays sound, adds up, and is the same at two threads."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from sim import simulate
from sim.cast.tidying import Tidying
from sim.state.posts import FATES
from tests import worlds
from tests.property.declared_worlds import calm, checked, declared_settings
from tests.soundness import faults, within

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")  # an overflow, a division by nothing

AT_LENGTH = settings(max_examples=100, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
IN_BRIEF = settings(parent=AT_LENGTH, max_examples=25)


@IN_BRIEF
@given(declared_settings(ticks=30))
def test_any_declared_world_runs_and_is_sound(drawn: dict[str, Any]) -> None:
    runs_and_adds_up(drawn)


@pytest.mark.slow
@AT_LENGTH
@given(declared_settings(ticks=200))
def test_any_declared_world_lives_through_200_ticks_and_is_the_same_at_two_threads(drawn: dict[str, Any]) -> None:
    runs_and_adds_up(drawn)


def runs_and_adds_up(drawn: dict[str, Any]) -> None:
    scenario = checked(calm(drawn))
    market = worlds.lived(scenario, seed=1)
    assert faults(market) == []
    two_threads = worlds.lived(scenario.model_copy(update={"threads": 2}), seed=1)
    assert worlds.bytes_of(market) == worlds.bytes_of(two_threads)
    posts = market.forum.posts.in_use()
    assert sum(int((posts["fate"] == fate).sum()) for fate in range(len(FATES))) == len(posts)
    result = simulate(scenario, 1)
    assert set(result.undefined) == {key for key, value in result.summary.items() if value is None}
    assert all(np.isfinite(value) for value in result.summary.values() if value is not None)
    assert within(result.record.belief, 0.0, 1.0)


@IN_BRIEF
@given(declared_settings(ticks=40))
def test_any_declared_world_leaves_the_same_tables_when_it_tidies_in_every_tick(drawn: dict[str, Any]) -> None:
    scenario, at_once = checked(calm(drawn)), Tidying.step
    expected = simulate(scenario, 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tidying, "step", lambda tidying: setattr(tidying, "next_at", 0) or at_once(tidying))
        tidied = simulate(scenario, 1)
    for table in ("steps", "posts", "comments", "accounts", "events", "members"):
        assert getattr(tidied, table).equals(getattr(expected, table)), table
