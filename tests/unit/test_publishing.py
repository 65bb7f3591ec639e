"""Accounts carry out orders, posters speak up: each with its chance, and fear keeps only those who feel it."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sim.base.chance import draws
from sim.kernels.choosing import choose
from sim.kernels.publishing import Calling, Candidates, Orders, carry_out, pick, speak_up, under_attack
from sim.state.accounts import ACTIVE, RESERVE, SUSPENDED, Accounts, accounts_from
from sim.state.posters import Posters, no_posters
from sim.state.visits import NOTHING
from sim.state.voices import CRITIC, PRESS
from tests.unit.hand_made import STREAM, posts

N = 3000
NO_THREADS = Candidates(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
THREADS = Candidates(np.array([70, 71]), np.array([5, 6]), np.array([1.0, 3.0]))
SILENCE = np.array([0.0, 0.0])


@pytest.mark.parametrize(("luck", "place"), [(0.0, 0), (0.29, 0), (0.3, 2), (0.99, 2)])
def test_a_share_of_nothing_is_never_picked(luck: float, place: int) -> None:
    assert pick(np.array([0.3, 0.3, 1.0]), luck) == place


def test_beyond_the_last_share_nothing_is_picked() -> None:
    assert pick(np.array([0.1, 0.4]), 0.5) == -1
    assert pick(np.zeros(0), 0.5) == -1


def carried_out(overt: float, covert: float, replies: float, **parts: Any) -> Accounts:
    accounts = accounts_from(np.arange(N) % 2 == 1, np.full(N, -1.0), np.zeros(N))
    accounts.status[:] = parts.get("status", ACTIVE)
    orders = Orders(overt, covert, replies, parts.get("shares", np.array([0.25, 1.0])), 0, 0.5)
    carry_out(accounts, orders, parts.get("threads", THREADS), (STREAM, 4), 0, N)
    return accounts


def test_at_chance_0_nobody_posts_and_at_1_everybody_does() -> None:
    silent, loud = carried_out(0.0, 0.0, 0.0), carried_out(1.0, 1.0, 1.0)
    assert (silent.publishes == -1).all()
    assert (silent.replies_to == -1).all()
    assert (loud.publishes >= 0).all()
    assert (loud.replies_to[loud.covert] >= 70).all()


def test_overt_and_covert_accounts_have_their_own_chances_and_overt_ones_never_reply() -> None:
    accounts = carried_out(0.2, 0.6, 1.0)
    spoke = accounts.publishes >= 0
    assert spoke[~accounts.covert].mean() == pytest.approx(0.2, abs=0.04)
    assert spoke[accounts.covert].mean() == pytest.approx(0.6, abs=0.05)
    assert (accounts.replies_to[~accounts.covert] == -1).all()


@pytest.mark.parametrize("rate", [1.0, 2.4, 7.0])
def test_in_a_long_tick_an_account_posts_as_often_as_it_would_in_short_ones(rate: float) -> None:
    accounts = carried_out(rate, 0.0, 0.0)
    posts = accounts.times[~accounts.covert]
    assert posts.mean() == pytest.approx(rate, abs=0.04)
    assert set(np.unique(posts)) <= {int(rate), int(rate) + (rate != int(rate))}
    assert (accounts.publishes[~accounts.covert] >= 0).all()
    assert not accounts.times[accounts.covert].any()


def test_effort_is_spread_as_ordered() -> None:
    counts = np.bincount(carried_out(1.0, 1.0, 0.0).publishes)
    assert counts / N == pytest.approx([0.25, 0.75], abs=0.03)


def test_replies_go_where_the_attack_is_strongest() -> None:
    accounts = carried_out(0.0, 0.0, 1.0)
    replies = accounts.replies_to[accounts.covert]
    assert (replies == 71).mean() == pytest.approx(0.75, abs=0.04)


def test_without_a_thread_to_enter_nobody_replies() -> None:
    assert (carried_out(0.0, 0.0, 1.0, threads=NO_THREADS).replies_to == -1).all()


@pytest.mark.parametrize("status", [RESERVE, SUSPENDED])
def test_accounts_in_reserve_and_suspended_ones_do_nothing(status: int) -> None:
    accounts = carried_out(1.0, 1.0, 1.0, status=status)
    assert (accounts.publishes == -1).all()
    assert (accounts.replies_to == -1).all()


def test_what_an_account_did_in_the_tick_before_is_forgotten() -> None:
    accounts = accounts_from(np.array([True]), np.array([-1.0]), np.zeros(1))
    accounts.publishes[:], accounts.replies_to[:] = 1, 70
    carry_out(accounts, Orders(0.0, 0.0, 0.0, SILENCE, 0, 0.0), THREADS, (STREAM, 4), 0, 1)
    assert (accounts.publishes[0], accounts.replies_to[0]) == (-1, -1)


def test_under_attack_are_the_rebutted_posts_that_serve_a_side() -> None:
    """Posts 0 and 2 assert what serves the state, 1 denies it, 3 denies what serves the critics."""
    written = posts(4, narrative=np.array([0, 0, 0, 1]), stance=np.array([1, -1, 1, -1]), rebuttal_force=0.0)
    written["rebuttal_force"][[0, 1, 3], [0, 1, 2]] = 0.5, 2.0, 3.0
    written["rebuttal_force"][3, 0] = 1.0
    found = under_attack(written, np.array([3, 2, 1, 0]), np.array([1, -1], np.int8), 1)
    assert found.posts.tolist() == [3, 0]
    assert found.keys.tolist() == [1003, 1000]
    assert found.weights.tolist() == [4.0, 0.5]


def spoken(
    publishing: tuple[float, ...] = (0.5,), threads: tuple[Candidates, Candidates] = (THREADS, THREADS), **columns: Any
) -> Posters:
    posters = no_posters(N, 2)
    posters.voice[:] = np.where(np.arange(N) % 2, CRITIC, PRESS)
    posters.answers_per_tick[:] = 1.0
    for name, value in columns.items():
        getattr(posters, name)[:] = value
    ages = [np.arange(len(each.posts), dtype=np.float64) for each in threads]
    speak_up(posters, Calling(*threads, *ages, np.array(publishing)), CRITIC, (STREAM, 4), 0, N)
    return posters


def test_each_poster_waits_for_its_own_delay_and_chooses_among_the_rest_as_before() -> None:
    threads = Candidates(np.arange(4), np.arange(4) + 50, np.ones(4))
    delay = np.arange(N) % 6
    posters = spoken(threads=(threads, threads), delay=delay)
    assert (posters.answers[delay > 3] == NOTHING).all()
    assert (posters.answers[delay <= 3] >= delay[delay <= 3]).all()
    eager = spoken(threads=(threads, threads))
    were_ripe = eager.answers >= delay
    assert (posters.answers[were_ripe] == eager.answers[were_ripe]).all()


@pytest.mark.parametrize(("chance", "expected"), [(0.0, 0.0), (0.15, 0.15), (1.0, 1.0)])
def test_posters_put_answers_up_as_posts_with_their_chance(chance: float, expected: float) -> None:
    posters = spoken(also_posts=chance)
    assert posters.quotes.mean() == pytest.approx(expected, abs=0.03)
    assert (posters.answers[posters.quotes] >= 0).all()


def test_what_fear_or_jail_keeps_in_is_what_would_have_been_said() -> None:
    free, jailed, afraid = spoken((1.3,)), spoken((1.3,), silenced=True), spoken((1.3,), fear=1e9)
    for kept in (jailed, afraid):
        assert (kept.withholds == free.answers).all()
        assert (kept.unpublished == free.publishes.sum(axis=1)).all()
        assert (kept.answers == -1).all()
        assert not kept.publishes.any()
    assert (free.answers >= 0).all()
    assert (free.withholds == -1).all()
    assert not free.unpublished.any()


def test_the_suspended_have_no_voice_to_be_kept_in() -> None:
    suspended = spoken((1.3,), suspended=True, silenced=True, withholds=7, unpublished=3)
    assert (suspended.withholds == -1).all()
    assert not suspended.unpublished.any()


def test_what_was_not_answered_is_not_put_up() -> None:
    assert not spoken(also_posts=1.0, answers_per_tick=0.0, quotes=True).quotes.any()
    assert not spoken(also_posts=1.0, silenced=True, quotes=True).quotes.any()


@pytest.mark.parametrize(("chance", "expected"), [(0.0, 0.0), (0.15, 0.15), (1.0, 1.0)])
def test_posters_answer_within_their_capacity(chance: float, expected: float) -> None:
    assert (spoken(answers_per_tick=chance).answers >= 0).mean() == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize("rates", [(0.0, 0.0), (0.3, 0.9), (1.0, 1.0), (3.0, 2.5)])
def test_only_critics_publish_and_as_many_posts_on_average_as_they_should(rates: tuple[float, ...]) -> None:
    posters = spoken(publishing=rates)
    critics = posters.voice == CRITIC
    assert posters.publishes[critics].mean(axis=0) == pytest.approx(np.array(rates), abs=0.04)
    assert (posters.publishes[critics] <= np.ceil(rates)).all()
    assert not posters.publishes[~critics].any()


def test_what_critics_publish_about_one_narrative_tells_nothing_about_another() -> None:
    posters = spoken(publishing=(0.5, 0.5))
    published = posters.publishes[posters.voice == CRITIC]
    assert (published[:, 0] & published[:, 1]).mean() == pytest.approx(0.25, abs=0.04)
    assert (published[:, 0] == spoken(publishing=(0.5, 0.0)).publishes[posters.voice == CRITIC, 0]).all()


def test_critics_and_press_enter_the_threads_that_are_open_to_them() -> None:
    posters = spoken(threads=(THREADS, NO_THREADS))
    assert (posters.answers[posters.voice == CRITIC] >= 70).all()
    assert (posters.answers[posters.voice == PRESS] == -1).all()


def test_fear_silences_all_but_e_to_the_minus_fear() -> None:
    # e^-(2 x (1 - .25)) = e^-1.5 = .223.
    assert (spoken(fear=2.0, courage=0.25).answers >= 0).mean() == pytest.approx(0.223, abs=0.03)


@pytest.mark.parametrize(("fear", "courage"), [(0.0, 0.0), (50.0, 1.0)])
def test_without_fear_or_with_full_courage_all_speak(fear: float, courage: float) -> None:
    assert (spoken(fear=fear, courage=courage).answers >= 0).all()


def test_great_fear_without_courage_silences_all() -> None:
    posters = spoken(publishing=(1.0,), fear=700.0)
    assert (posters.answers == -1).all()
    assert not posters.publishes.any()


def test_the_silenced_never_speak_again() -> None:
    posters = spoken(publishing=(1.0,), silenced=True, answers=70, publishes=1)
    assert (posters.answers == -1).all()
    assert not posters.publishes.any()


@pytest.mark.parametrize("cuts", [(0, N), (0, 1, 777, N)])
def test_ranges_do_what_all_do(cuts: tuple[int, ...]) -> None:
    whole = carried_out(0.4, 0.4, 0.4)
    accounts = accounts_from(np.arange(N) % 2 == 1, np.full(N, -1.0), np.zeros(N))
    orders = Orders(0.4, 0.4, 0.4, np.array([0.25, 1.0]), 0, 0.5)
    for start, stop in pairwise(cuts):
        carry_out(accounts, orders, THREADS, (STREAM, 4), start, stop)
    assert accounts.publishes.tobytes() == whole.publishes.tobytes()
    assert accounts.replies_to.tobytes() == whole.replies_to.tobytes()


def chosen(keys: list[int], weights: list[float], who: int) -> int:
    return choose(np.array(keys), np.array(weights), STREAM, (np.int64(77), 4, who))


def test_a_thread_is_chosen_in_proportion_to_weight() -> None:
    counts = np.bincount([chosen([1, 2, 3], [1.0, 0.0, 3.0], who) for who in range(3000)])
    assert counts / 3000 == pytest.approx([0.25, 0, 0.75], abs=0.03)


def test_the_winner_of_the_race_is_who_has_the_least_time_even_where_most_need_no_logarithm() -> None:
    keys, weights = np.arange(50, 130), np.linspace(0.0, 3.0, 80)
    for who in range(200):
        luck = np.array([draws(STREAM, np.int64(77), 4, key, who).first for key in keys])
        with np.errstate(divide="ignore"):
            assert choose(keys, weights, STREAM, (np.int64(77), 4, who)) == np.argmin(-np.log(luck) / weights)


def test_where_nothing_has_weight_nothing_is_chosen() -> None:
    assert chosen([1, 2], [0.0, 0.0], 1) == -1


def test_a_missing_candidate_changes_only_the_choice_of_those_who_would_have_chosen_it() -> None:
    for who in range(300):
        whole = chosen([1, 2, 3], [1.0, 2.0, 3.0], who)
        rest = chosen([1, 3], [1.0, 3.0], who)
        assert whole == 1 or [1, 3][rest] == [1, 2, 3][whole]


def test_the_order_of_candidates_does_not_matter() -> None:
    for who in range(300):
        assert [1, 2, 3][chosen([1, 2, 3], [1.0, 2.0, 3.0], who)] == [3, 1, 2][chosen([3, 1, 2], [3.0, 1.0, 2.0], who)]
