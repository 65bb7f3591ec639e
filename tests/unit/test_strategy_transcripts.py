"""Transcripts: each strategy against scripted sightings, and the exact orders that follow."""

from typing import Any

import numpy as np
import pytest

from sim.base.options import option_class, option_names
from sim.kernels.publishing import ALL_ALIKE, ALL_WHO_ARE_DUE, Orders
from sim.strategies._contract import COVERT, OVERT, Plan, Returns, Sighting, Strength, left_to_overt, no_returns
from sim.strategies._learning import Learning
from sim.strategies.adaptive import Adaptive
from sim.strategies.broadcast import Broadcast
from sim.strategies.charm import Charm
from sim.strategies.divide import Divide
from sim.strategies.flood import Flood
from tests.unit.hand_made import STREAM, narratives
from tests.unit.scripted import CHEER, FIRST, RIVAL, SECOND, returns, sighting

PACE: dict[str, Any] = {"overt_posts": 2.4, "covert_posts": 1.2, "covert_replies": 0.24}
CERTAIN = 10_000.0
"""So many posts that what they drew on average is beyond doubt."""


def strategy(name: str, **settings: Any) -> Any:
    return option_class("strategy", name)(**settings)


def chances(orders: Orders) -> Any:
    return pytest.approx([orders.overt_posts, orders.covert_posts, orders.covert_replies])


def pushed(shares: np.ndarray) -> list[float]:
    """Return the shares of effort that cumulative shares stand for."""
    return np.diff(shares, prepend=0.0).round(12).tolist()


def test_strategies_that_do_not_ask_for_it_let_everyone_join_and_pay_the_plain_price() -> None:
    orders = strategy("broadcast").decide(sighting(), Plan())
    assert (orders.joins, orders.overt_appeal, orders.overt_cost) == (ALL_WHO_ARE_DUE, 1.0, 1.0)
    assert orders.by_persona.shape == ALL_ALIKE.shape


# ------------------------------------------------------------------ charm


@pytest.mark.transcript("strategy.charm")
def test_charm_posts_seldom_and_dearly() -> None:
    charm = Charm(**PACE, restraint=0.5, appeal=1.3, production=7.0)
    orders = charm.decide(sighting(), Plan())
    assert chances(orders) == [0.05, 0.025, 0.005]
    assert (orders.overt_appeal, orders.overt_cost) == (1.3, 7.0)
    assert pushed(orders.narratives) == pytest.approx([0, 1 / 3, 1 / 3, 1 / 3])


def test_charm_without_restraint_appeal_and_price_is_broadcast() -> None:
    charm = Charm(**PACE, restraint=1.0, appeal=1.0, production=1.0)
    for mine, theirs in zip(
        charm.decide(sighting(), Plan()), Broadcast(**PACE).decide(sighting(), Plan()), strict=True
    ):
        assert np.array_equal(mine, theirs)


def test_charm_of_full_restraint_is_silence() -> None:
    assert chances(Charm(**PACE, restraint=0.0).decide(sighting(), Plan())) == [0, 0, 0]


# ------------------------------------------------------------------ flood


@pytest.mark.transcript("strategy.flood")
def test_flood_cheers_as_much_as_declared() -> None:
    orders = Flood(**PACE, cheer=0.8, surge=2.0).decide(sighting(), Plan())
    assert chances(orders) == [0.2, 0.1, 0.02 * 0.2]
    assert pushed(orders.narratives) == pytest.approx([0, 0.1, 0.1, 0.8])


@pytest.mark.limits("strategy.flood", "cheer")
@pytest.mark.parametrize(("cheer", "shares", "replies"), [(0.0, [0, 0.5, 0.5, 0], 0.01), (1.0, [0, 0, 0, 1.0], 0.0)])
def test_flood_at_0_is_all_argument_and_at_1_all_cheer(cheer: float, shares: list[float], replies: float) -> None:
    orders = Flood(**PACE, cheer=cheer, surge=1.0).decide(sighting(), Plan())
    assert pushed(orders.narratives) == shares
    assert orders.covert_replies == pytest.approx(replies)


def test_flood_with_nothing_to_counter_is_all_cheer() -> None:
    none = np.zeros(4, bool)
    orders = Flood(cheer=0.5).decide(sighting(counters=none, own=np.array([False, False, False, True])), Plan())
    assert pushed(orders.narratives) == [0, 0, 0, 1]


def test_flood_asks_for_cheer() -> None:
    flood = Flood()
    assert "critic_in_exile_and_cheer" in str(flood.lacks(narratives((-1, 1), counters=np.array([-1, 0]))))
    assert flood.lacks(narratives((-1, 1, 1), counters=np.array([-1, 0, -1]))) is None
    assert Divide().lacks(narratives((-1,))) is None


# ------------------------------------------------------------------ divide


def lessons_of_segments() -> Returns:
    """The first segment engages with the first counter, the second with the second, and more so."""
    return returns(
        (0, COVERT, FIRST, CERTAIN, 3 * CERTAIN),
        (0, COVERT, SECOND, CERTAIN, 1 * CERTAIN),
        (1, OVERT, FIRST, CERTAIN, 1 * CERTAIN),
        (1, COVERT, SECOND, CERTAIN, 5 * CERTAIN),
        (0, COVERT, CHEER, CERTAIN, 99 * CERTAIN),
    )


@pytest.mark.transcript("strategy.divide")
def test_divide_tells_each_segment_what_works_there() -> None:
    orders = Divide(**PACE).decide(sighting(returns=lessons_of_segments()), Plan(STREAM))
    assert chances(orders) == [0.1, 0.05, 0.01]
    for voice in (OVERT, COVERT):
        assert pushed(orders.by_persona[0, voice]) == [0, 1, 0, 0]
        assert pushed(orders.by_persona[1, voice]) == [0, 0, 1, 0]


def test_divide_without_matching_tells_all_what_works_overall() -> None:
    orders = Divide(matching=0.0).decide(sighting(returns=lessons_of_segments()), Plan(STREAM))
    assert [pushed(orders.by_persona[segment, COVERT]) for segment in (0, 1)] == [[0, 0, 1, 0]] * 2


def test_divide_half_matched_splits_its_posts() -> None:
    orders = Divide(matching=0.5).decide(sighting(returns=lessons_of_segments()), Plan(STREAM))
    assert pushed(orders.by_persona[0, COVERT]) == [0, 0.5, 0.5, 0]
    assert pushed(orders.by_persona[1, COVERT]) == [0, 0, 1, 0]


def test_divide_never_pushes_a_rival_and_pushes_cheer_only_for_want_of_a_counter() -> None:
    tempting = returns((0, COVERT, RIVAL, CERTAIN, 99 * CERTAIN))
    orders = Divide().decide(sighting(returns=tempting, counters=np.zeros(4, bool)), Plan(STREAM))
    assert (orders.by_persona[:, :, RIVAL] == 0).all()
    assert (orders.by_persona[:, :, CHEER] == 1).all()


@pytest.mark.limits("strategy.reactive", "divided")
def test_divided_reactive_cuts_its_burst_to_segments_and_undivided_spreads_it_evenly() -> None:
    shown = sighting(returns=lessons_of_segments(), engagement=np.full(4, 1e3))
    whole, half, none = (strategy("reactive", divided=share).decide(shown, Plan(STREAM)) for share in (1.0, 0.5, 0.0))
    assert [pushed(whole.by_persona[segment, COVERT]) for segment in (0, 1)] == [[0, 1, 0, 0], [0, 0, 1, 0]]
    assert pushed(half.by_persona[0, OVERT]) == pytest.approx([0, 0.5 + 0.5 / 3, 0.5 / 3, 0.5 / 3])
    assert none.by_persona.shape == ALL_ALIKE.shape
    assert chances(whole) == [none.overt_posts, none.covert_posts, none.covert_replies]


# ------------------------------------------------------------------ who pushes what


def test_what_is_left_to_overt_accounts_no_covert_account_pushes() -> None:
    left = np.array([False, False, False, True])
    alike = left_to_overt(Broadcast(**PACE).decide(sighting(), Plan()), left, 2)
    divided = left_to_overt(Divide().decide(sighting(returns=lessons_of_segments()), Plan(STREAM)), left, 2)
    for segment in (0, 1):
        assert pushed(alike.by_persona[segment, OVERT]) == pytest.approx([0, 1 / 3, 1 / 3, 1 / 3])
        assert pushed(alike.by_persona[segment, COVERT]) == pytest.approx([0, 0.5, 0.5, 0])
        assert pushed(divided.by_persona[segment, COVERT]) == pushed(divided.by_persona[segment, OVERT])


@pytest.mark.parametrize("name", ["divide", "adaptive", "reactive"])
def test_covert_accounts_choose_the_best_of_what_is_left_to_them(name: str) -> None:
    """The narrative that works best is left to overt accounts: covert ones do not fall silent, they take the next."""
    divided = {"divided": 1.0} if name == "reactive" else {}
    entries = [(s, v, FIRST, CERTAIN, 4 * CERTAIN) for s in range(2) for v in (OVERT, COVERT)]
    others = [(s, v, j, CERTAIN, CERTAIN * (j == SECOND)) for s in range(2) for v in (OVERT, COVERT) for j in (2, 3)]
    left = np.array([False, True, False, False])
    seen = sighting(returns=returns(*entries, *others), overt_only=left)
    orders = strategy(name, **divided).decide(seen, Plan(STREAM))
    for segment in (0, 1):
        assert pushed(orders.by_persona[segment, OVERT]) == [0, 1, 0, 0]
        assert pushed(orders.by_persona[segment, COVERT]) == [0, 0, 1, 0]
    assert np.array_equal(left_to_overt(orders, left, 2).by_persona, orders.by_persona)


def test_covert_accounts_with_nothing_left_to_push_do_not_post() -> None:
    orders = left_to_overt(Broadcast(**PACE).decide(sighting(), Plan()), np.array([False, True, True, True]), 2)
    assert (orders.by_persona[:, COVERT] == 0).all()
    assert (orders.by_persona[:, OVERT, -1] == 1).all()


def test_where_nothing_is_left_to_overt_accounts_orders_are_as_they_were() -> None:
    orders = Broadcast(**PACE).decide(sighting(), Plan())
    assert left_to_overt(orders, np.zeros(4, bool), 2) is orders


# ------------------------------------------------------------------ adaptive


def overt_works() -> Returns:
    return returns(
        (0, OVERT, FIRST, CERTAIN, 4 * CERTAIN),
        (0, OVERT, SECOND, CERTAIN, 1 * CERTAIN),
        (1, COVERT, FIRST, CERTAIN, 1 * CERTAIN),
        (1, COVERT, SECOND, CERTAIN, 2 * CERTAIN),
        (1, COVERT, CHEER, CERTAIN, 0),
        (1, OVERT, CHEER, CERTAIN, 0),
    )


def effort(orders: Orders, shown: Sighting) -> float:
    return shown.strength.n_overt * orders.overt_posts + shown.strength.n_covert * orders.covert_posts


def test_adaptive_moves_effort_to_the_voice_and_the_narratives_that_work() -> None:
    shown = sighting(returns=overt_works())
    orders = Adaptive(**PACE, shift=1.5).decide(shown, Plan(STREAM))
    assert chances(orders) == [0.15, 0.025, 0.01]
    assert effort(orders, shown) == pytest.approx(10 * 0.1 + 20 * 0.05)
    for segment in (0, 1):
        assert pushed(orders.by_persona[segment, OVERT]) == [0, 1, 0, 0]
        assert pushed(orders.by_persona[segment, COVERT]) == [0, 0, 1, 0]


def test_adaptive_cannot_move_more_than_there_is() -> None:
    shown = sighting(returns=overt_works())
    orders = Adaptive(**PACE, shift=9.0).decide(shown, Plan(STREAM))
    assert chances(orders) == [0.2, 0.0, 0.01]
    assert effort(orders, shown) == pytest.approx(2.0)


def test_adaptive_that_shifts_nothing_keeps_the_pace() -> None:
    orders = Adaptive(**PACE, shift=1.0).decide(sighting(returns=overt_works()), Plan(STREAM))
    assert chances(orders) == [0.1, 0.05, 0.01]


@pytest.mark.parametrize("strength", [Strength(0, 20), Strength(10, 0), Strength()])
def test_adaptive_with_one_voice_keeps_the_pace(strength: Strength) -> None:
    shown = sighting(returns=overt_works(), strength=strength)
    assert chances(Adaptive(**PACE, shift=3.0).decide(shown, Plan(STREAM))) == [0.1, 0.05, 0.01]


def play(adaptive: Adaptive, lost: dict[int, int], n_ticks: int, **strength: int) -> list[Orders]:
    plan = Plan(STREAM)
    by_tick = (Strength(10, 20, **strength, n_lost=lost.get(tick, 0)) for tick in range(n_ticks))
    return [adaptive.decide(sighting(tick, strength=seen), plan) for tick, seen in enumerate(by_tick)]


def silent_ticks(orders: list[Orders]) -> list[int]:
    return [tick for tick, given in enumerate(orders) if given.covert_posts == 0]


@pytest.mark.transcript("strategy.adaptive")
def test_adaptive_cools_down_when_losses_in_the_window_reach_the_threshold_and_comes_back() -> None:
    adaptive = Adaptive(**PACE, shift=1.0, loss_threshold=0.1, loss_window=10.0, cooldown=4.0)
    assert silent_ticks(play(adaptive, {3: 1}, 12)) == []
    assert silent_ticks(play(adaptive, {3: 1, 8: 2}, 20)) == [8, 9, 10, 11]
    assert silent_ticks(play(adaptive, {3: 1, 14: 2}, 20)) == []
    assert silent_ticks(play(adaptive, {3: 3, 5: 3, 14: 1}, 20)) == [3, 4, 5, 6, 7, 8]


@pytest.mark.limits("strategy.adaptive", "loss_threshold")
def test_adaptive_at_threshold_0_is_scared_by_any_loss_and_at_1_only_by_losing_all() -> None:
    fearful, fearless = (Adaptive(loss_threshold=share, cooldown=2.0) for share in (0.0, 1.0))
    assert silent_ticks(play(fearful, {}, 6)) == []
    assert silent_ticks(play(fearful, {2: 1}, 6)) == [2, 3]
    assert silent_ticks(play(fearless, {2: 1000}, 6)) == []
    assert (
        Adaptive(loss_threshold=1.0).decide(sighting(strength=Strength(10, 0, n_lost=20)), Plan(STREAM)).covert_posts
        == 0
    )


def test_adaptive_that_is_hunted_speaks_in_the_overt_voice() -> None:
    adaptive = Adaptive(**PACE, shift=1.5, loss_threshold=0.0, hunted_pace=0.2)
    covert_works = returns((0, COVERT, FIRST, CERTAIN, 9 * CERTAIN))
    shown = sighting(returns=covert_works, strength=Strength(10, 20, n_lost=1))
    assert chances(adaptive.decide(shown, Plan(STREAM))) == [0.15, 0.01, 0.002]


@pytest.mark.limits("strategy.adaptive", "accounts_per_day")
def test_adaptive_lets_accounts_join_one_by_one_and_nobody_while_it_is_hunted() -> None:
    adaptive = Adaptive(accounts_per_day=12.0, loss_threshold=0.1, cooldown=4.0)
    joins = [given.joins for given in play(adaptive, {4: 9}, 12, n_due=50, n_reserve=50)]
    assert joins == [0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1]
    assert [given.joins for given in play(Adaptive(accounts_per_day=0.0), {}, 9, n_due=50, n_reserve=50)] == [0] * 9


def test_adaptive_replaces_what_it_lost_and_no_more() -> None:
    adaptive = Adaptive(accounts_per_day=24.0, loss_threshold=1.0)
    given = play(adaptive, {2: 2, 7: 1}, 12, n_reserve=50)
    assert [orders.recruits for orders in given] == [0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0]
    assert [orders.joins for orders in given] == [0] * 12


def test_adaptive_does_not_save_up_days_for_a_burst() -> None:
    adaptive = Adaptive(accounts_per_day=24.0, loss_threshold=1.0)
    given = play(adaptive, {20: 9}, 24, n_reserve=50)
    assert [orders.recruits for orders in given][19:] == [0, 1, 1, 1, 1]


# ------------------------------------------------------------------ learning


def effort_learned(name: str, rates: dict[int, float], plan: Plan, ticks: range) -> dict[int, float]:
    """Play a bandit made by hand: a post draws its narrative's rate; return posts by narrative in the second half."""
    settings = {"divided": 1.0} if name == "reactive" else {}
    learner, shown, posts = strategy(name, memory=12.0, **settings), no_returns(2, 4), dict.fromkeys(rates, 0.0)
    for tick in ticks:
        orders = learner.decide(sighting(tick, returns=shown), plan)
        made = 10.0 * np.diff(orders.by_persona, axis=2, prepend=0.0)
        drawn = made * np.array([rates.get(narrative, 0.0) for narrative in range(4)])
        shown = Returns(made, drawn)
        if tick >= (ticks.start + ticks.stop) / 2:
            posts = {narrative: n + made[:, COVERT, narrative].sum() for narrative, n in posts.items()}
    return posts


@pytest.mark.parametrize(
    "name", [name for name in option_names("strategy") if issubclass(option_class("strategy", name), Learning)]
)
def test_the_better_arm_gets_more_effort_and_reversing_the_arms_reverses_it(name: str) -> None:
    plan = Plan(STREAM)
    before = effort_learned(name, {FIRST: 2.0, SECOND: 0.5}, plan, range(100))
    assert before[FIRST] > 4 * before[SECOND]
    after = effort_learned(name, {FIRST: 0.5, SECOND: 2.0}, plan, range(100, 300))
    assert after[SECOND] > 4 * after[FIRST]


def test_arms_that_are_alike_share_the_effort() -> None:
    posts = effort_learned("divide", {FIRST: 1.0, SECOND: 1.0}, Plan(STREAM), range(400))
    assert 0.25 < posts[FIRST] / (posts[FIRST] + posts[SECOND]) < 0.75


def test_what_is_imagined_of_an_untried_arm_has_the_mean_that_was_expected() -> None:
    learner, nothing = Learning(expected=0.8, confidence=2.0), Returns(np.zeros((1, 1)), np.zeros((1, 1)))
    imagined = [learner.imagine(nothing, Plan(STREAM), tick)[0, 0] for tick in range(4000)]
    assert np.mean(imagined) == pytest.approx(0.8, abs=3 * np.sqrt(0.4 / 4000))
    assert np.var(imagined) == pytest.approx(0.4, rel=0.15)


def test_lessons_fade_by_half_in_a_half_life() -> None:
    learner, plan = Learning(memory=2.0), Plan(STREAM)
    learner.learn(sighting(returns=returns((0, COVERT, FIRST, 8, 4))), plan)
    for tick in (1, 2):
        lessons = learner.learn(sighting(tick), plan)
    assert lessons.posts[0, COVERT, FIRST] == pytest.approx(4)
    assert lessons.engagements[0, COVERT, FIRST] == pytest.approx(2)
