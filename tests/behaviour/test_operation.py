"""The operation in its world: its purse, its sightings, its personas."""

from typing import Any

import numpy as np
import pytest

from sim import Marketplace, Scenario, simulate
from sim.base.chance import stream
from sim.base.options import option_class, option_names
from sim.cast.operation import Operation
from sim.cast.seating import seat_accounts
from sim.state.accounts import ACTIVE, NO_DATE, RESERVE
from sim.strategies._contract import Plan, Sighting
from tests import worlds

COSTS = {"post": 1.0, "reply": 0.5, "account": 10.0}
SPEAKING = [name for name in option_names("strategy") if name != "silent"]


def market_with(strategy: dict[str, Any], operation: dict[str, Any], **changes: Any) -> Marketplace:
    pace = {"covert_posts": 6.0, "overt_posts": 12.0, "covert_replies": 2.0}
    known = option_class("strategy", strategy["kind"]).model_fields
    chosen = {key: value for key, value in pace.items() if key in known} | strategy
    return worlds.lived(worlds.world(strategy=chosen, operation=worlds.OPERATION | operation, **changes))


def priced(market: Marketplace) -> float:
    """Return what the posts, replies and call-ups that really happened cost."""
    posts, comments = market.forum.posts.in_use(), market.forum.comments.in_use()
    n_posts = market.is_state_account(posts["author"]).sum()
    n_replies = market.is_state_account(comments["author"]).sum()
    return float(n_posts + 0.5 * n_replies)


@pytest.mark.parametrize("name", SPEAKING)
def test_a_budget_is_used_up_to_within_one_act_and_never_passed(name: str) -> None:
    market = market_with({"kind": name}, {"budget": 40.0})
    dearest = max(COSTS["post"], market.operation.orders.overt_cost)
    assert 40.0 - dearest < market.operation.spent <= 40.0


def test_what_is_spent_is_the_price_of_what_was_done() -> None:
    for budget in (None, 40.0, 7.5):
        market = market_with({"kind": "broadcast"}, {"budget": budget})
        assert market.operation.spent == priced(market)
    dear = market_with({"kind": "charm", "restraint": 1.0, "production": 3.0}, {"covert": 0, "budget": 40.0})
    assert dear.operation.spent == 39.0 == 3.0 * priced(dear)


def test_strategies_at_equal_budget_spend_the_same() -> None:
    spent = [market_with({"kind": name}, {"budget": 60.0}).operation.spent for name in ("broadcast", "divide", "flood")]
    assert max(spent) - min(spent) < COSTS["post"]


@pytest.mark.parametrize("name", SPEAKING)
def test_an_operation_without_budget_does_nothing_at_all(name: str) -> None:
    poor, silent = (
        market_with({"kind": name}, {"budget": 0.0}),
        worlds.lived(worlds.world(strategy={"kind": "silent"})),
    )
    states = [worlds.bytes_of(market) for market in (poor, silent)]
    assert [key for key in states[0] if states[0][key] != states[1][key]] == []


@pytest.mark.parametrize("name", SPEAKING)
def test_a_budget_that_is_never_used_up_changes_nothing(name: str) -> None:
    rich, boundless = (market_with({"kind": name}, {"budget": budget}) for budget in (1e9, None))
    assert worlds.bytes_of(rich) == worlds.bytes_of(boundless)


def test_two_budgets_are_one_world_until_the_smaller_is_used_up() -> None:
    small, large = (market_with({"kind": "broadcast"}, {"budget": budget}).observer.steps() for budget in (30.0, 60.0))
    first = int(np.argmax(small["spent"] != large["spent"]))
    assert first > 3
    assert small["spent"][first] > 29.0
    assert np.array_equal(small["reads"][:first], large["reads"][:first])


def test_accounts_are_called_up_while_there_is_money_for_them() -> None:
    reactive = {"kind": "reactive", "threshold": 0.0, "recruits_per_day": 48.0, "covert_posts": 0.0, "overt_posts": 0.0}
    costs = {"costs": COSTS | {"recruitment": 5.0}}
    silent = {"covert_replies": 0.0}
    rich, poor = (market_with(reactive | silent, costs | {"budget": budget}) for budget in (None, 50.0))
    called_up, by_date = rich.ledger.count("account_created") - _due(rich), _due(rich)
    assert rich.operation.spent == 15.0 * called_up + 10.0 * by_date > 50.0
    assert 35.0 < poor.operation.spent <= 50.0
    assert poor.ledger.count("account_created") < rich.ledger.count("account_created")


def test_accounts_that_join_on_their_date_are_paid_for_and_wait_where_they_cannot_be() -> None:
    mute = {"kind": "broadcast", "covert_posts": 0.0, "overt_posts": 0.0, "covert_replies": 0.0}
    rich, poor = (market_with(mute, {"covert": 400, "budget": budget}) for budget in (None, 25.0))
    assert rich.operation.spent == 10.0 * rich.ledger.count("account_created") > 30.0
    assert (poor.operation.spent, poor.ledger.count("account_created")) == (20.0, 2)


def test_accounts_on_sale_join_only_when_they_are_called_up_after_all_of_the_list_and_are_paid_for() -> None:
    calling = {"kind": "reactive", "threshold": 0.0, "recruits_per_day": 12.0}
    more = {"covert": 30, "on_sale": 50, "stops_at": 48.0}
    market = market_with(calling, more)
    accounts = market.accounts.columns
    assert len(accounts.covert) == 3 + 30 + 50
    bought = np.arange(33, 83)
    joined = accounts.created_hour[bought] < NO_DATE
    assert 0 < joined.sum() < 50, "some were called up, and not all"
    assert (accounts.status[bought[joined]] == ACTIVE).all()
    assert (accounts.status[bought[~joined]] == RESERVE).all()
    assert (accounts.status[3:33] == ACTIVE).all(), "those of the list come first"
    assert (accounts.created_hour[bought[joined]] >= 0.0).all()
    assert (accounts.n_posts[bought[~joined]] == 0).all()
    steady = market_with({"kind": "broadcast"}, more).accounts.columns
    assert (steady.created_hour[bought] == NO_DATE).all(), "nobody calls, and none has a date on which to join"


def test_what_is_on_sale_changes_nothing_of_the_accounts_of_the_list() -> None:
    made = worlds.world(operation=worlds.OPERATION | {"covert": 40})
    more = worlds.world(operation=worlds.OPERATION | {"covert": 40, "on_sale": 25})
    listed, all_of_them = (seat_accounts(world, stream(1)) for world in (made, more))
    for name, column in listed._asdict().items():
        np.testing.assert_array_equal(getattr(all_of_them, name)[:43], column, err_msg=name)
    assert 0.2 < (all_of_them.followers[43:] == 0.0).mean() < 0.6


def test_aged_accounts_are_older_and_dearer() -> None:
    reactive = {"kind": "reactive", "threshold": 0.0, "recruits_per_day": 48.0, "covert_posts": 0.0, "overt_posts": 0.0}
    aged = {"recruits_aged": 730.5, "covert": 60, "costs": COSTS | {"year_of_age": 4.0}}
    market = market_with(reactive | {"covert_replies": 0.0}, aged)
    joined = [event for event in market.ledger.events if event.event == "account_created"]
    ages = np.array([event.tick - market.accounts.columns.created_hour[event.row] for event in joined])
    assert ages.max() <= 730.5 * 24
    assert ages.mean() == pytest.approx(730.5 * 12, rel=0.25), "drawn evenly from none to the oldest"
    bought = ages[ages >= 1.0]
    assert market.operation.spent == pytest.approx(10.0 * len(joined) + 4.0 * bought.sum() / 8766.0, abs=0.01)


def test_a_stopped_operation_lets_nobody_join() -> None:
    market = market_with({"kind": "broadcast"}, {"covert": 400, "stops_at": 24.0})
    ticks = [event.tick for event in market.ledger.events if event.event == "account_created"]
    assert ticks
    assert max(ticks) < 24


def test_posts_add_up_to_the_pace_however_long_a_tick_is() -> None:
    loud = {"kind": "broadcast", "covert_posts": 24.0, "overt_posts": 24.0, "covert_replies": 0.0}
    slow_feed = {"feed": {"kind": "engagement", "chatter": 0.2}, "ticks": 4, "tick_minutes": 360.0}
    forever = {"stops_at": 1e9, "covert": 5}
    hourly, slow = (market_with(loud, forever, **length) for length in ({"ticks": 24}, slow_feed))
    counts = [market.accounts.columns.n_posts[:3].sum() for market in (hourly, slow)]
    assert counts == [24 * 3, 24 * 3]
    assert priced(slow) == slow.operation.spent


def test_a_claim_is_pushed_from_its_hour_on_and_by_whom_it_is_left_to() -> None:
    made = worlds.world()
    claims = made.narratives.model_dump()["claims"]
    later = claims | {"campaign": claims["campaign"] | {"pushed_from": 10.0, "pushed_by": "overt"}}
    market = worlds.lived(worlds.world(narratives={"segments": dict(made.narratives.segments), "claims": later}))
    posts, which = market.forum.posts.in_use(), list(claims).index("campaign")
    pushed = posts[(posts["narrative"] == which) & market.is_state_account(posts["author"]) & (posts["quotes"] < 0)]
    assert len(pushed)
    assert pushed["born"].min() >= 10
    assert not market.accounts.columns.covert[pushed["author"] - market.first_account].any()


def _due(market: Marketplace) -> int:
    """Return how many accounts joined at a date that was theirs: no whole hour, as those of call-ups are."""
    created = market.accounts.columns.created_hour
    return int(((created > 0) & (created != np.floor(created)) & (market.accounts.columns.status != RESERVE)).sum())


def test_the_summary_gives_cost_and_persuasion_for_it() -> None:
    result = simulate(worlds.world(operation=worlds.OPERATION | {"budget": 25.0}), seed=7)
    assert 24.0 < result.summary["cost"] <= 25.0
    assert result.summary["persuaded_per_cost"] == result.summary["persuaded"] / result.summary["cost"]
    assert result.steps["spent"].iloc[-1] == result.summary["cost"]


# ------------------------------------------------------------------ what it sees


@pytest.mark.parametrize("name", ["divide", "adaptive", "reactive"])
def test_decisions_follow_from_sightings_and_from_nothing_else(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shown again what it saw in its world, a strategy gives the same orders: it has no other source."""
    seen: list[Sighting] = []
    looks = Operation._sighting

    def look_and_keep(operation: Operation) -> Sighting:
        seen.append(looks(operation))
        return seen[-1]

    monkeypatch.setattr(Operation, "_sighting", look_and_keep)
    market = Marketplace(worlds.world(strategy={"kind": name, "covert_posts": 3.0}), 7)
    plan, given = Plan(market.stream), []
    for _ in range(40):
        market.step()
        given.append(market.operation.orders)
    for shown, orders in zip(seen, given, strict=True):
        again = market.operation.strategy.decide(shown, plan)
        assert all(np.array_equal(one, other) for one, other in zip(again, orders, strict=True))


def test_a_sighting_says_nothing_of_minds() -> None:
    one, other = (Marketplace(worlds.world(), 7) for _ in range(2))
    for _ in range(20):
        one.step()
        other.step()
    for column in ("segment", "belief", "trust", "fear", "met", "corrected"):
        getattr(other.members.columns, column)[...] = 0
    for shown, changed in zip(one.operation._sighting(), other.operation._sighting(), strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(np.atleast_1d(shown), np.atleast_1d(changed), strict=True))


def test_the_returns_are_the_own_posts_and_what_they_drew() -> None:
    market = Marketplace(worlds.world(), 7)
    posts = engagements = 0.0
    for _ in range(40):
        market.step()
        returns = market.operation.returns
        posts, engagements = posts + returns.posts.sum(), engagements + returns.engagements.sum()
    written = market.forum.posts.in_use()
    own = market.is_state_account(written["author"])
    assert posts == own.sum() > 0
    public = written["likes"][own] + written["shares"][own] + written["quoted"][own]
    assert engagements >= public.max() > 0


TALKATIVE = {
    "strategy": {"kind": "divide", "covert_posts": 3.0, "overt_posts": 6.0},
    "enforcement": {"suspension": {"reviews": 0.0}},
    "conduct.share_rate": 0.0,
    "conduct.like_rate": 0.0,
    "conduct.quote_rate": 0.0,
    "conduct.rebut_rate": 1.0,
    "conduct.defend_rate": 1.0,
    "operation.overt_followers": 12_000.0,
}
WALLED = {
    "overseas": {"audience": 1.0},
    "home": {"audience": 3.0, "overt": 0.0, "covert": 0.0, "posters": 0.0, "lets_in": 1.0},
}


@pytest.mark.parametrize(
    ("rebuttals", "markets", "talk"),
    [({}, {}, False), ({"crowd": {}}, {}, True), ({"crowd": {}}, WALLED, True), ({"professionals": {}}, {}, True)],
    ids=["nobody can comment", "a crowd", "a crowd, part of it behind a wall", "professionals"],
)
def test_an_operation_sees_the_comments_on_its_posts_and_no_wish_that_nobody_could_utter(
    rebuttals: dict[str, Any], markets: dict[str, Any], talk: bool
) -> None:
    """Where people only comment, engagement is comments, one by one."""
    changes = TALKATIVE | {"rebuttals": rebuttals} | ({"markets": markets} if markets else {})
    market = Marketplace(Scenario(**worlds.changed(worlds.settings(), changes)), 7)
    seen = 0.0
    for _ in range(47):
        market.step()
        seen += market.operation.returns.engagements.sum()
    comments, posts = market.forum.comments.in_use(), market.forum.posts.in_use()
    by_others = comments[~market.is_state_account(comments["author"])]
    on_its_own = market.is_state_account(posts["author"][by_others["post"]])
    # What was said in the last tick it looks at in the next one.
    assert seen == (on_its_own & (by_others["born"] < market.tick)).sum()
    assert (seen > 0) == talk
    silent = market.platform.each[0].dossiers.spoke[: market.first_account]
    assert silent.any() == ("crowd" in rebuttals), "who says nothing in public has no dossier"


# ------------------------------------------------------------------ personas


def followers_of_account(market: Marketplace, row: int) -> np.ndarray:
    ties, source = market.mail.ties, market.first_account + row
    return ties.followers[ties.start[source] : ties.start[source + 1]]


def followers_by_segment(fit: float) -> tuple[np.ndarray, np.ndarray, Marketplace]:
    """Return for each covert account how many followers it has in its persona's segment and in others."""
    operation = worlds.OPERATION | {"audience": 1e6, "covert": 400, "persona_fit": fit}
    market = Marketplace(worlds.world(members=600, operation=operation), 7)
    segment, accounts = market.members.columns.segment, market.accounts.columns
    inside, outside = [], []
    for row in np.flatnonzero(accounts.covert):
        same = segment[followers_of_account(market, row)] == accounts.persona[row]
        inside.append(same.sum())
        outside.append((~same).sum())
    return np.array(inside), np.array(outside), market


def test_personas_are_drawn_by_the_shares_of_segments() -> None:
    operation = worlds.OPERATION | {"covert": 3000}
    personas = Marketplace(worlds.world(operation=operation), 7).accounts.columns.persona
    assert np.bincount(personas) / len(personas) == pytest.approx([0.4, 0.3, 0.3], abs=0.03)


def test_personas_that_fit_wholly_are_followed_in_their_segment_only() -> None:
    inside, outside, _ = followers_by_segment(1.0)
    assert outside.sum() == 0
    assert inside.sum() > 300


def test_a_fit_moves_followers_and_makes_none() -> None:
    totals = {fit: tuple(side.sum() for side in followers_by_segment(fit)[:2]) for fit in (0.0, 0.5)}
    expected = sum(totals[0.0])
    assert sum(totals[0.5]) == pytest.approx(expected, abs=4 * np.sqrt(expected))
    by_chance = totals[0.0][0] / expected
    assert by_chance == pytest.approx(0.34, abs=0.06)
    assert totals[0.5][0] / sum(totals[0.5]) == pytest.approx(0.5 + 0.5 * by_chance, abs=0.06)


def test_overt_accounts_play_nobody() -> None:
    plain, fitting = (followers_by_segment(fit)[2] for fit in (0.0, 1.0))
    for row in np.flatnonzero(~plain.accounts.columns.covert):
        source = plain.first_account + row
        followers = [
            m.mail.ties.followers[m.mail.ties.start[source] : m.mail.ties.start[source + 1]] for m in (plain, fitting)
        ]
        assert np.array_equal(*followers)


# ------------------------------------------------------------------ takedowns


def test_accounts_that_have_to_wait_are_created_on_the_day_they_join() -> None:
    slow = {"kind": "adaptive", "accounts_per_day": 2.0, "loss_threshold": 1.0}
    market = market_with(slow, {"covert": 400})
    joined = [event for event in market.ledger.events if event.event == "account_created" and event.tick < 48]
    assert len(joined) >= 2
    assert {event.tick for event in joined} <= {11, 23, 35, 47}
    assert len({event.tick for event in joined}) == len(joined)
    created = market.accounts.columns.created_hour
    assert [created[event.row] for event in joined] == [event.tick for event in joined]
