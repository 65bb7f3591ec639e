"""Every strategy against the same scripted opponent, hour by hour, and what it orders at the ends of its numbers."""

from typing import Any

import numpy as np
import pytest

from sim.base.options import option_class, option_names
from sim.kernels.publishing import Orders
from sim.strategies._contract import COVERT, Plan, Sighting, Strength
from sim.strategies._pace import Pace
from tests.unit.hand_made import STREAM
from tests.unit.scripted import FIRST, RIVAL, SECOND, returns, sighting

PACE: dict[str, Any] = {"overt_posts": 2.4, "covert_posts": 1.2, "covert_replies": 0.24}
PACED = [name for name in option_names("strategy") if issubclass(option_class("strategy", name), Pace)]


def strategy(name: str, **settings: Any) -> Any:
    return option_class("strategy", name)(**settings)


def hour(tick: int) -> Sighting:
    """Return the script: a rival narrative flares up in hour 2, three of the covert accounts are lost in hour 5."""
    engagement = np.zeros(4)
    engagement[RIVAL] = 25.0 if tick == 2 else 0.0
    strength = Strength(n_overt=10, n_covert=20, n_reserve=6, n_lost=3 if tick == 5 else 0)
    return sighting(tick, engagement=engagement, strength=strength, n_reserve=6)


def per_day(orders: Orders) -> tuple[float, float, float, int]:
    """Return posts a day by an overt and a covert account, replies a day by a covert one, accounts called up."""
    chances = (orders.overt_posts, orders.covert_posts, orders.covert_replies)
    return (*(round(24 * chance, 9) for chance in chances), orders.recruits)


STEADY, NOTHING = (2.4, 1.2, 0.24, 0), (0.0, 0.0, 0.0, 0)
IDLES = (0.72, 0.36, 0.072, 0)
BURSTS = (7.2, 3.6, 0.72, 0)
LIES_LOW = (2.4, 0.0, 0.0, 0)
TOLD: dict[str, tuple[dict[str, Any], list[tuple[float, float, float, int]]]] = {
    "silent": ({}, [NOTHING] * 8),
    "broadcast": (PACE, [STEADY] * 8),
    "divide": (PACE, [STEADY] * 8),
    "charm": (PACE | {"restraint": 0.5}, [(1.2, 0.6, 0.12, 0)] * 8),
    "flood": (PACE | {"surge": 2.0, "cheer": 0.75}, [(4.8, 2.4, 0.12, 0)] * 8),
    # Overt accounts post, a quarter of the covert in every hour, and whoever is in reserve is called up.
    "amplify": ({"overt_posts": 2.4, "worthless": 0.25}, [(2.4, 6.0, 0.0, 6)] * 8),
    # From the hour of the flare for three hours; an account every second hour of them.
    "reactive": (
        PACE | {"threshold": 20.0, "idle": 0.1, "burst": 3.0, "burst_hours": 3.0, "recruits_per_day": 12.0},
        [IDLES, IDLES, BURSTS, (*BURSTS[:3], 1), BURSTS, IDLES, IDLES, IDLES],
    ),
    # Three of twenty lost are too many: two hours of lying low, then the first of the three is replaced.
    "adaptive": (
        PACE | {"shift": 1.0, "loss_threshold": 0.1, "cooldown": 2.0, "accounts_per_day": 12.0},
        [STEADY, STEADY, STEADY, STEADY, STEADY, LIES_LOW, LIES_LOW, (*STEADY[:3], 1)],
    ),
}


@pytest.mark.transcript("strategy.silent", "strategy.broadcast", "strategy.divide", "strategy.charm", "strategy.flood")
@pytest.mark.transcript("strategy.amplify", "strategy.reactive", "strategy.adaptive")
@pytest.mark.parametrize("name", TOLD)
def test_eight_hours_of_a_strategy(name: str) -> None:
    settings, expected = TOLD[name]
    decided, plan = strategy(name, **settings), Plan(STREAM)
    assert [per_day(decided.decide(hour(tick), plan)) for tick in range(8)] == expected


PLAIN: dict[str, dict[str, Any]] = {"flood": {"cheer": 0.5}, "adaptive": {"shift": 1.0}}
"""Settings under which a strategy orders something of every kind."""


def ordered(name: str, **settings: Any) -> Orders:
    given: Orders = strategy(name, **settings).decide(hour(2), Plan(STREAM))
    return given


@pytest.mark.limits("strategy.*", "overt_posts", "covert_posts", "covert_replies")
@pytest.mark.parametrize("what", ["overt_posts", "covert_posts", "covert_replies"])
@pytest.mark.parametrize("name", PACED)
def test_at_pace_0_of_one_kind_that_kind_alone_is_not_ordered(name: str, what: str) -> None:
    plain = PACE | PLAIN.get(name, {})
    whole, without = ordered(name, **plain), ordered(name, **(plain | {what: 0.0}))
    assert getattr(whole, what) > 0
    assert getattr(without, what) == 0
    for other in {"overt_posts", "covert_posts", "covert_replies"} - {what}:
        assert getattr(without, other) > 0


@pytest.mark.limits("strategy.*", "reply_force")
@pytest.mark.parametrize("name", PACED)
def test_replies_of_force_0_are_ordered_and_weigh_nothing(name: str) -> None:
    assert ordered(name, **PACE, reply_force=0.0).reply_force == 0
    assert ordered(name, **PACE, reply_force=1.0).reply_force == 1


@pytest.mark.limits("strategy.charm", "restraint", "appeal", "production")
def test_charm_at_its_limits_is_silence_or_the_plain_pace_and_costs_nothing_or_the_plain_price() -> None:
    assert per_day(ordered("charm", **PACE, restraint=0.0)) == NOTHING
    assert per_day(ordered("charm", **PACE, restraint=1.0)) == STEADY
    dull = ordered("charm", **PACE, appeal=0.0, production=0.0)
    assert (dull.overt_appeal, dull.overt_cost) == (0.0, 0.0)


@pytest.mark.limits("strategy.flood", "surge")
def test_a_flood_without_surge_is_silence_and_at_surge_1_the_plain_pace() -> None:
    assert per_day(ordered("flood", **PACE, surge=0.0)) == NOTHING
    assert per_day(ordered("flood", **PACE, surge=1.0, cheer=0.0)) == STEADY


@pytest.mark.limits("strategy.reactive", "leak_threshold", "burst", "recruits_per_day")
def test_reactive_at_its_limits_takes_any_reading_at_home_for_a_leak_and_may_burst_in_silence() -> None:
    calm = sighting(0, leaked=np.zeros(4))
    for threshold, pace in ((0.0, 3.6), (1e-9, 0.36)):
        bursting = strategy("reactive", **PACE, leak_threshold=threshold, idle=0.1, burst=3.0)
        assert 24 * bursting.decide(calm, Plan()).covert_posts == pytest.approx(pace)
    assert per_day(ordered("reactive", **PACE, burst=0.0, recruits_per_day=0.0)) == NOTHING


@pytest.mark.limits("strategy.divide", "matching")
def test_divide_tells_all_the_same_at_matching_0_and_each_segment_its_own_at_1() -> None:
    many = 10_000.0
    drawn = returns((0, COVERT, FIRST, many, 3 * many), (1, COVERT, SECOND, many, 9 * many))
    for matching, told in ((0.0, [SECOND, SECOND]), (1.0, [FIRST, SECOND])):
        orders = strategy("divide", matching=matching).decide(sighting(returns=drawn), Plan(STREAM))
        shares = np.diff(orders.by_persona[:, COVERT], axis=1, prepend=0.0)
        assert np.argmax(shares, axis=1).tolist() == told
        assert shares.max(axis=1).tolist() == [1.0, 1.0]


@pytest.mark.limits("strategy.adaptive", "hunted_pace", "cooldown")
def test_adaptive_that_is_hunted_goes_silent_at_0_and_on_as_ever_at_1_or_without_a_cooldown() -> None:
    for pace, covert in ((0.0, 0.0), (1.0, 1.2)):
        hunted = strategy("adaptive", **PACE, shift=1.0, loss_threshold=0.0, hunted_pace=pace)
        orders = hunted.decide(hour(5), Plan(STREAM))
        assert 24 * orders.covert_posts == pytest.approx(covert)
        assert orders.recruits == 0, "nobody joins an operation that is hunted"
    careless = strategy("adaptive", **PACE, shift=1.0, loss_threshold=0.0, cooldown=0.0)
    assert per_day(careless.decide(hour(5), Plan(STREAM)))[:3] == STEADY[:3]


@pytest.mark.limits("strategy.amplify", "worthless", "overt_posts", "covert_shares", "flooding")
def test_amplify_at_its_limits_does_nothing_or_everything() -> None:
    asleep = ordered("amplify", worthless=0.0, overt_posts=0.0, covert_shares=0.0, flooding=0.0)
    assert per_day(asleep)[:3] == (0.0, 0.0, 0.0)
    assert (asleep.covert_shares, asleep.flooding) == (0.0, 0.0)
    awake = ordered("amplify", worthless=1.0, overt_posts=24.0, covert_shares=24.0)
    assert (awake.overt_posts, awake.covert_posts, awake.covert_shares) == (1.0, 1.0, 1.0)
