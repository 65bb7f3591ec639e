"""Members, posters and accounts are seated by keyed chance, in the numbers that were declared."""

import numpy as np
import pytest

from sim.base.chance import stream
from sim.beliefs.bayesian_source import BayesianSource
from sim.cast.seating import ages_of_members, genuine_ones, seat_accounts, seat_members, seat_segments, wire
from sim.conducts._habits import Habits, decide_visits, readiness
from sim.kernels.curves import LEAST_TRUST
from sim.kernels.seating import drifted, seat_priors
from sim.rebuttals.professionals import Professionals
from sim.state.accounts import ACTIVE, RESERVE
from sim.state.inputs import Inputs, ReleasedAccounts
from sim.state.visits import MOST_ITEMS
from sim.state.voices import CRITIC, PRESS
from tests.unit.hand_made import STREAM, logit, members, narratives, posts, scene
from tests.worlds import world

N = 4000


@pytest.mark.parametrize(("share", "expected"), [(0.0, 3.0), (0.25, 4.0), (1.0, 7.0)])
def test_a_value_drifts_a_share_of_its_way_home(share: float, expected: float) -> None:
    assert drifted(3.0, 7.0, share) == expected


def test_without_spread_everyone_begins_at_the_median() -> None:
    people = members(5, 2)
    seat_priors(people, np.array([-0.4, 2.0]), np.array([logit(p) for p in (0.5, 0.2, 0.9, 0.6)]), np.zeros(2), STREAM)
    assert np.allclose(people.belief, [-0.4, 2.0])
    assert np.allclose(people.trust, [0.5, 0.2, 0.9, 0.6])


def test_priors_are_normal_log_odds_around_the_median_with_the_declared_spread() -> None:
    people = members(N, 1)
    BayesianSource(prior_spread=2.0).seat(people, narratives(), np.array([1.0]), STREAM)
    # Standard error of a mean of 4,000: 2 / 63 = .032; of a standard deviation: 2 / 89 = .022.
    assert people.prior.mean() == pytest.approx(1.0, abs=0.1)
    assert people.prior.std() == pytest.approx(2.0, abs=0.07)
    assert np.median(people.trust_prior[:, 1]) == pytest.approx(0.35, abs=0.03)


def test_present_belief_and_trust_begin_at_the_prior() -> None:
    people = members(50, 3)
    BayesianSource().seat(people, narratives((1, 1, 1)), np.zeros(3), STREAM)
    assert np.array_equal(people.prior, people.belief)
    assert np.array_equal(people.trust_prior, people.trust)


def test_prior_trust_is_never_certain() -> None:
    people = members(N, 1)
    seat_priors(people, np.zeros(1), np.full(4, 3.0), np.array([1.0, 5.0]), STREAM)
    assert people.trust.min() == np.float32(LEAST_TRUST)
    assert people.trust.max() == np.float32(1 - LEAST_TRUST)


def test_a_member_has_the_same_prior_in_a_larger_audience_and_with_more_narratives() -> None:
    small, large = members(10, 1), members(20, 2)
    for people, n in ((small, 1), (large, 2)):
        BayesianSource().seat(people, narratives((1,) * n), np.zeros(n), STREAM)
    assert np.array_equal(small.prior[:, 0], large.prior[:10, 0])
    assert np.array_equal(small.trust, large.trust[:10])


def test_segments_have_their_shares() -> None:
    segment = np.zeros(N, np.int16)
    seat_segments(segment, np.cumsum([0.2, 0.5, 0.3]), STREAM)
    assert np.allclose(np.bincount(segment) / N, [0.2, 0.5, 0.3], atol=0.03)


def test_the_median_member_visits_as_declared_and_looks_at_what_is_declared() -> None:
    people = members(N, 1)
    Habits(visits_per_day=2.4, items_per_visit=3.0).seat(people, STREAM, 1.0)
    assert np.median(people.visit_chance) == pytest.approx(0.1, rel=0.06)
    assert np.median(people.items_wanted) == 3


@pytest.mark.limits("conduct.reader", "habits.visits_spread", "habits.items_spread")
def test_habits_without_spread_are_the_same_for_all() -> None:
    people = members(9, 1)
    Habits(visits_per_day=2.4, visits_spread=0.0, items_per_visit=2.4, items_spread=0.0).seat(people, STREAM, 1.0)
    assert np.allclose(people.visit_chance, 0.1)
    assert people.items_wanted.tolist() == [2] * 9


def test_habits_stay_within_what_a_visit_can_hold() -> None:
    people = members(N, 1)
    Habits(visits_per_day=200.0, visits_spread=3.0, items_per_visit=8.0, items_spread=3.0).seat(people, STREAM, 24.0)
    assert people.visit_chance.max() == np.float32(0.95)
    assert (people.items_wanted.min(), people.items_wanted.max()) == (1, MOST_ITEMS)


def test_members_visit_with_their_chance() -> None:
    people = members(N, 1, visit_chance=np.repeat([0.0, 0.3, 1.0, 0.3], N // 4), items_wanted=5)
    now = scene(people, posts(0), tick=2)
    decide_visits(now, 0, N)
    visiting = (now.visits.n_items == 5).reshape(4, -1).mean(axis=1)
    assert visiting[0] == 0
    assert visiting[2] == 1
    assert np.allclose(visiting[[1, 3]], 0.3, atol=0.05)
    assert set(now.visits.n_items.tolist()) == {0, 5}


def test_ordinary_accounts_are_up_to_ten_years_old() -> None:
    hours = ages_of_members(N, STREAM)
    assert -87_660 <= hours.min() < hours.max() < 0
    assert hours.mean() == pytest.approx(-43_830, rel=0.03)


def test_posters_come_in_the_declared_number_and_mix() -> None:
    posters = Professionals(per_1000_members=40.0, press_share=0.25, skill=2.0).seat(50_000, STREAM, 1.0)
    assert len(posters.voice) == 2000
    assert (posters.voice == PRESS).mean() == pytest.approx(0.25, abs=0.03)
    assert posters.answers_per_tick == pytest.approx(3.6 / 24)
    assert set(posters.skill) == {2.0}


@pytest.mark.limits("rebuttals.professionals", "press_share")
@pytest.mark.parametrize(("share", "voice"), [(0.0, CRITIC), (1.0, PRESS)])
def test_at_the_limits_all_posters_speak_with_one_voice(share: float, voice: int) -> None:
    assert set(Professionals(press_share=share).seat(20_000, STREAM, 1.0).voice) == {voice}


@pytest.mark.limits("rebuttals.professionals", "courage")
@pytest.mark.parametrize("courage", [0.0, 0.3, 0.5, 0.9, 1.0])
def test_courage_lies_around_its_median_and_within_bounds(courage: float) -> None:
    found = Professionals(courage=courage).seat(50_000, STREAM, 1.0).courage
    assert np.median(found) == pytest.approx(courage, abs=0.05)
    assert 0 <= found.min() <= found.max() <= 1


def test_the_first_critic_leads() -> None:
    professionals = Professionals(followed_by=0.02, leader_followed_by=0.6)
    posters = professionals.seat(2000, STREAM, 1.0)
    shares = professionals.followings(posters)
    leader = np.flatnonzero(posters.voice == CRITIC)[0]
    assert shares[leader] == 0.6
    assert set(np.delete(shares, leader)) == {0.02}


def test_covert_accounts_are_as_old_and_as_followed_as_the_published_figures() -> None:
    made = world(operation={"overt": 2, "covert": 20_000, "overt_followers": 77.0, "starts_on": "2017-08-01"})
    accounts = seat_accounts(made, stream(1))
    covert = accounts.covert
    assert accounts.covert.tolist()[:3] == [False, False, True]
    assert accounts.followers[:2].tolist() == [77, 77]
    # Of 744 accounts 257 were created before August 2017 and 237 in it, its 31 days being hours 0 to 744.
    assert (accounts.created_hour[covert] < 0).mean() == pytest.approx(257 / 744, abs=0.015)
    in_august = (accounts.created_hour[covert] >= 0) & (accounts.created_hour[covert] < 744)
    assert in_august.mean() == pytest.approx(237 / 744, abs=0.015)
    quantiles = np.quantile(accounts.followers[covert], [0.3, 0.5, 0.75, 0.9])
    assert quantiles == pytest.approx([0, 2, 12328, 24140], rel=0.15)
    assert accounts.followers.max() <= 170_155


def test_as_many_covert_accounts_are_without_followers_as_were_published() -> None:
    accounts = seat_accounts(world(operation={"overt": 0, "covert": 20_000}), stream(1))
    assert (accounts.followers == 0).mean() == pytest.approx(0.37, abs=0.015)


def test_accounts_created_later_wait_in_reserve_and_released_ones_are_taken_as_they_are() -> None:
    released = ReleasedAccounts(np.array([-5.0, 0.0, 0.5]), np.array([3.0, 4.0, 5.0]))
    made = world(inputs=Inputs(accounts=released), operation={"overt": 1, "covert": 999})
    accounts = seat_accounts(made, stream(1))
    assert accounts.status.tolist() == [ACTIVE, ACTIVE, ACTIVE, RESERVE]
    assert accounts.followers[1:].tolist() == [3, 4, 5]
    assert accounts.exposed.tolist() == [True, False, False, False]


def test_without_spread_everyone_is_as_ready_to_share_as_the_next() -> None:
    assert {readiness(STREAM, row, 0.0) for row in range(20)} == {1.0}


def test_readiness_to_share_is_1_on_average_and_a_trait_of_the_member() -> None:
    ready = np.array([readiness(STREAM, row, 0.8) for row in range(N)])
    # Lognormal with mean 1; its standard deviation is sqrt(e^.64 - 1) = .95, the standard error .015.
    assert ready.mean() == pytest.approx(1.0, abs=0.06)
    assert np.log(ready).std() == pytest.approx(0.8, abs=0.04)
    assert readiness(STREAM, 7, 0.8) == ready[7]


def test_a_larger_spread_leaves_more_of_readiness_to_the_readiest() -> None:
    shares = []
    for spread in (0.5, 1.0, 2.0):
        ready = np.sort([readiness(STREAM, row, spread) for row in range(N)])
        shares.append(ready[-N // 100 :].sum() / ready.sum())
    assert shares == sorted(shares)
    assert shares[-1] > 0.25


def test_overt_accounts_are_followed_by_people_and_covert_ones_in_the_declared_share() -> None:
    covert = np.arange(N) > 9
    few, many = (genuine_ones(covert, share, STREAM) for share in (0.1, 0.4))
    assert few[:10].all()
    assert few[10:].mean() == pytest.approx(0.1, abs=0.02)
    # Who is followed by people at a small share is so at a larger one.
    assert many[few].all()
    assert not genuine_ones(covert, 0.0, STREAM)[10:].any()
    assert genuine_ones(covert, 1.0, STREAM).all()


def test_an_account_without_genuine_followers_is_followed_by_nobody_and_shows_its_figure_all_the_same() -> None:
    market = world(operation={"overt": 2, "covert": 30, "audience": 2000.0, "overt_followers": 1000.0, "genuine": 0.0})
    accounts = seat_accounts(market, STREAM)
    posters = market.rebuttals.professionals.seat(market.members, STREAM, market.tick_hours, 3)
    people = seat_members(market, market.narrative_columns(), STREAM)
    ties = wire(market, people, accounts, posters, STREAM)
    n_followers = np.diff(ties.start)[market.members : market.members + 32]
    assert n_followers[:2].min() > 0
    assert n_followers[2:].max() == 0
    assert accounts.followers[2:].max() > 0
