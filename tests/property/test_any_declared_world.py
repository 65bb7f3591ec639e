"""Any valid scenario drawn from the declared bounds runs, stays sound, adds up, and is the same at two threads."""

import os
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from sim import Marketplace, RunResult, Scenario, simulate
from sim.cast.tidying import Tidying
from sim.run import live, measured, record_of
from tests import worlds
from tests.property.declared_worlds import calm, checked, declared_settings
from tests.soundness import faults, within

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")  # an overflow, a division by nothing

# The same worlds each time, so that a failure is of the change at hand; SHELFLIFE_WORLDS=20 draws twenty times as many,
# and others each time.
TIMES = int(os.environ.get("SHELFLIFE_WORLDS", "1"))
AT_LENGTH = settings(
    max_examples=100 * TIMES, derandomize=TIMES == 1, deadline=None, suppress_health_check=list(HealthCheck)
)
PEOPLE = ("member", "account", "poster", "step")
IN_BRIEF = settings(parent=AT_LENGTH, max_examples=25 * TIMES)


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
    market, other = worlds.lived(scenario, seed=1), lived_at_two_threads_and_tidied(scenario)
    assert faults(market) == []
    assert of_people(market) == of_people(other)
    record, again, quiet = record_of(market), record_of(other), live(scenario.without_campaign(), 1, 0, lambda _: None)
    assert record.posts.tobytes() == again.posts.tobytes()
    assert record.comments.tobytes() == again.comments.tobytes()
    result = RunResult(scenario, 1, 0, record, quiet, *measured(scenario, record, quiet))
    adds_up(result, every_post_is_kept=not scenario.conduct.reshares)
    assert set(result.undefined) == {key for key, value in result.summary.items() if value is None}
    assert all(np.isfinite(value) for value in result.summary.values() if value is not None)
    assert within(record.belief, 0.0, 1.0)


def lived_at_two_threads_and_tidied(scenario: Scenario) -> Marketplace:
    market = Marketplace(scenario.model_copy(update={"threads": 2}), 1, tidies=True)
    for _ in range(scenario.ticks):
        market.step()
    market.close()
    return market


def of_people(market: Marketplace) -> dict[str, bytes]:
    """Return the bytes of all that does not stand in rows of posts, which tidying moves."""
    return {name: found for name, found in worlds.bytes_of(market).items() if name.partition(".")[0] in PEOPLE}


def adds_up(result: RunResult, *, every_post_is_kept: bool) -> None:
    """What was counted while it happened is what the tables tell at the end: posts, their fates, comments.

    A message of a resharer says nothing of any narrative, so it lives and dies uncounted; news about a voice has a
    fate, and is no post of the operation's.
    """
    steps, posts = result.steps, result.posts
    serving = (posts["serves"] == "state") & ~posts["narrative"].astype(str).str.startswith("news_about_")
    fates = posts["fate"].value_counts()
    assert int(fates.sum()) == len(posts)
    told = posts[posts["stance"] != "says nothing"]
    assert steps["posts_alive"].iloc[-1] == (told["fate"] == "standing").sum()
    assert steps["comments"].sum() == len(result.comments)
    if every_post_is_kept:
        assert steps["posts"].sum() == fates.sum()
        ended = posts["fate_tick"].where(posts["fate"] != "standing", len(steps)).to_numpy()
        for tick, alive in enumerate(steps["posts_alive"]):
            assert alive == ((posts["born"] <= tick) & (ended > tick)).sum()
    shares = [value for key, value in result.summary.items() if key in {f"share_{fate}" for fate in fates.index}]
    if serving.any():
        assert sum(shares) == pytest.approx(1.0)
        assert result.summary["posts"] == serving.sum()


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
