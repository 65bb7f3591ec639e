"""The quality of feeds, computed by hand."""

from typing import Any

import numpy as np
import pytest

from sim import Marketplace
from sim.metrics._contract import Undefined
from sim.metrics.feed_quality import FeedQuality
from tests import worlds
from tests.unit.hand_made import fill, record


def measured(**steps: list[float]) -> dict[str, Any]:
    found = record(steps={name: np.array(values) for name, values in steps.items()})
    return FeedQuality().measure(found, found)


@pytest.mark.transcript("metrics.feed_quality")
def test_the_mean_is_over_the_second_half_of_the_ticks() -> None:
    summary = measured(feed_quality=[0.0, 0.0, 0.4, 0.6], bad_slot_share=[1, 1, 0.5, 0.25], diversity=[0, 0, 1, 2])
    assert summary == {
        "feed_quality": pytest.approx(0.5),
        "bad_slot_share": pytest.approx(0.375),
        "diversity": pytest.approx(1.5),
    }


def test_of_an_odd_number_of_ticks_the_middle_one_counts() -> None:
    assert measured(feed_quality=[0.0, 0.2, 0.4])["feed_quality"] == pytest.approx(0.3)


def test_ticks_in_which_no_feed_held_anything_do_not_count() -> None:
    assert measured(feed_quality=[np.nan, np.nan, np.nan, 0.6])["feed_quality"] == pytest.approx(0.6)
    assert isinstance(measured(feed_quality=[np.nan, np.nan])["feed_quality"], Undefined)


def test_without_resharers_it_is_undefined_and_says_why() -> None:
    found = measured(reach=[0.1])
    assert set(found) == {"feed_quality", "bad_slot_share", "diversity"}
    assert all("conduct=resharer" in value.reason for value in found.values())


def test_a_tick_is_measured_over_the_slots_in_use() -> None:
    made = Marketplace(worlds.world(**worlds.RULE_SETS["resharers"]), 7)
    rows = made.forum.posts.append(3, quality=np.array([0.0, 0.5, 0.8]), stance=1)
    assert rows.tolist() == [0, 1, 2]
    fill(made.feeds, 0, [(0, 1.0, 0), (1, 1.0, 0)])
    fill(made.feeds, 5, [(1, 4.0, 0), (2, 9.0, 0)])
    made.messages.take_back()
    seen = made.observer._of_feeds()
    # Four slots: 0, .5, .5, .8; the messages have shares 1/4, 1/2 and 1/4 of them.
    assert seen["feed_quality"] == pytest.approx(0.45)
    assert seen["bad_slot_share"] == pytest.approx(0.25)
    assert seen["diversity"] == pytest.approx(1.5 * np.log(2))


@pytest.mark.limits("metrics.feed_quality")
def test_empty_feeds_have_no_quality() -> None:
    made = Marketplace(worlds.world(**worlds.RULE_SETS["resharers"]), 7)
    made.messages.take_back()
    assert all(np.isnan(value) for value in made.observer._of_feeds().values())
