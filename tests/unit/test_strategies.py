"""Strategies against scripted sightings: what was seen, and what was ordered."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from sim.kernels.publishing import Orders
from sim.strategies._contract import Plan, Sighting, Strategy, silence
from sim.strategies.broadcast import Broadcast
from sim.strategies.reactive import Reactive
from sim.strategies.silent import Silent

# Narrative 0 is the rival's, 1 and 3 are the operation's own, 2 is nobody's.
OWN = np.array([False, True, False, True])
RIVALS = np.array([True, False, False, False])


def sighting(hours: float, rival: float = 0.0, tick_hours: float = 1.0, others: float = 0.0) -> Sighting:
    engagement = np.array([rival, others, others, others])
    return Sighting(hours, tick_hours, engagement, OWN, RIVALS, 20, 10)


def transcript(strategy: Strategy, seen: list[float], tick_hours: float = 1.0) -> list[Orders]:
    """Return the orders given as the rival's engagement takes these values, tick by tick."""
    plan = Plan()
    return [strategy.decide(sighting(t * tick_hours, rival, tick_hours), plan) for t, rival in enumerate(seen)]


def paces(orders: list[Orders]) -> list[float]:
    return [round(order.covert_posts * 24, 9) for order in orders]


PACE: dict[str, Any] = {"overt_posts": 6.0, "covert_posts": 2.0, "covert_replies": 1.0, "reply_force": 0.7}


@pytest.mark.transcript("strategy.broadcast")
def test_broadcast_orders_the_same_every_tick_whatever_it_sees() -> None:
    orders = transcript(Broadcast(**PACE), [0, 1e6, 0, 50])
    for order in orders:
        assert order[:3] == pytest.approx((6 / 24, 2 / 24, 1 / 24))
        assert order.narratives.tolist() == [0, 0.5, 0.5, 1]
        assert (order.recruits, order.reply_force) == (0, 0.7)


@pytest.mark.parametrize("tick_hours", [0.5, 1.0, 12.0, 48.0])
def test_a_pace_is_a_rate_a_tick_and_an_account_replies_at_most_once(tick_hours: float) -> None:
    orders = transcript(Broadcast(**PACE), [0], tick_hours)[0]
    assert orders.covert_posts == pytest.approx(2.0 * tick_hours / 24)
    assert orders.covert_replies == pytest.approx(min(1.0 * tick_hours / 24, 1.0))


@pytest.mark.limits("strategy.broadcast")
def test_at_pace_0_nothing_is_ordered() -> None:
    order = transcript(Broadcast(overt_posts=0.0, covert_posts=0.0, covert_replies=0.0), [9])[0]
    assert order[:3] == (0, 0, 0)


def test_an_operation_without_narratives_spends_no_effort() -> None:
    nothing = sighting(0.0)._replace(own=np.zeros(4, np.bool_))
    assert Broadcast(**PACE).decide(nothing, Plan()).narratives.tolist() == [0, 0, 0, 0]


def reactive(**numbers: Any) -> Reactive:
    return Reactive(**(PACE | {"threshold": 20.0, "idle": 0.1, "burst": 3.0, "burst_hours": 4.0} | numbers))


@pytest.mark.transcript("strategy.reactive")
def test_reactive_idles_then_bursts_at_the_threshold_and_stays_for_the_burst_hours() -> None:
    seen = [0, 19.99, 20, 0, 0, 0, 0, 0]
    # Pace 2: idle 2 x 3 x .1, burst 2 x 3; seen at hour 2, so until before hour 6.
    assert paces(transcript(reactive(), seen)) == [0.6, 0.6, 6, 6, 6, 6, 0.6, 0.6]


def test_reactive_counts_from_when_the_rival_was_last_seen() -> None:
    seen = [20, 0, 0, 25, 0, 0, 0, 0, 0]
    assert paces(transcript(reactive(), seen)) == [6] * 7 + [0.6] * 2


def test_reactive_looks_at_rivals_alone() -> None:
    orders = reactive().decide(sighting(0.0, rival=0.0, others=1e6), Plan())
    assert orders.covert_posts * 24 == pytest.approx(0.6)


def test_reactive_without_a_rival_idles_forever_even_at_threshold_0() -> None:
    nobody = sighting(0.0)._replace(rivals=np.zeros(4, np.bool_))
    assert reactive(threshold=0.0).decide(nobody, Plan()).covert_posts * 24 == pytest.approx(0.6)


@pytest.mark.limits("strategy.reactive", "threshold")
def test_reactive_at_threshold_0_always_bursts() -> None:
    assert paces(transcript(reactive(threshold=0.0), [0] * 9)) == [6] * 9


@pytest.mark.limits("strategy.reactive", "idle")
@pytest.mark.parametrize(("idle", "pace"), [(0.0, 0.0), (1.0, 6.0)])
def test_reactive_at_the_limits_of_idling(idle: float, pace: float) -> None:
    assert paces(transcript(reactive(idle=idle), [0, 0])) == [pace] * 2


def test_reactive_calls_up_nobody_while_it_idles() -> None:
    assert [order.recruits for order in transcript(reactive(recruits_per_day=240.0), [0, 0, 20, 0])] == [0, 0, 10, 10]


@pytest.mark.limits("strategy.reactive", "recruits_per_day")
@pytest.mark.parametrize("per_day", [0.0, 1.0, 7.0, 8.0, 20.0, 100.0])
@pytest.mark.parametrize("ticks_a_day", [24, 48, 144, 1])
def test_recruits_add_up_exactly(per_day: float, ticks_a_day: int) -> None:
    """After each tick of a burst exactly the whole accounts that are due by then were called up."""
    strategy = reactive(recruits_per_day=per_day, burst_hours=10_000.0)
    orders = transcript(strategy, [20.0] * (10 * ticks_a_day), 24 / ticks_a_day)
    called = np.cumsum([order.recruits for order in orders])
    due = [int(Fraction(int(per_day)) * (tick + 1) / ticks_a_day) for tick in range(10 * ticks_a_day)]
    assert called.tolist() == due


def test_what_was_due_when_a_burst_ended_is_not_forgotten() -> None:
    strategy = reactive(recruits_per_day=12.0, burst_hours=1.0)
    assert [order.recruits for order in transcript(strategy, [20, 0, 0, 20, 20])] == [0, 0, 0, 1, 0]


def test_two_operations_with_one_strategy_keep_their_own_plans() -> None:
    strategy, calm = reactive(), Plan()
    strategy.decide(sighting(0.0, rival=50.0), Plan())
    assert strategy.decide(sighting(1.0), calm).covert_posts * 24 == pytest.approx(0.6)


@pytest.mark.transcript("strategy.silent")
@pytest.mark.limits("strategy.silent")
def test_silent_orders_nothing_whatever_it_sees() -> None:
    for order in transcript(Silent(), [0, 1e6]):
        assert order[:3] == (0, 0, 0)
        assert order.narratives.tolist() == [0] * 4
        assert order.recruits == 0


def test_silence_has_a_place_for_each_narrative() -> None:
    assert silence(7).narratives.shape == (7,)
