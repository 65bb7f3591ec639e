"""Several markets in one world: each rule acts where it is in force, and walls keep what they should."""

from typing import Any

import numpy as np
import pytest

from sim import Marketplace, Scenario, simulate
from sim.cast.authorities import Censors
from sim.state.visits import NOTHING
from sim.state.voices import SERVES_CRITIC
from tests import worlds

FILTERED = {"filter": {"catch": 1.0}}


def two(home: dict[str, Any] | None = None, overseas: dict[str, Any] | None = None, **changes: Any) -> Scenario:
    markets = {"overseas": {"audience": 1.0} | (overseas or {}), "home": {"audience": 1.0} | (home or {})}
    return Scenario(**worlds.hot_settings(markets=markets, **changes))


def in_market(market: Marketplace, sources: np.ndarray) -> np.ndarray:
    return np.asarray(market.markets.of[sources])


def authors_of_threads(market: Marketplace, comments: np.ndarray) -> np.ndarray:
    return np.asarray(market.forum.posts.in_use()["author"][comments["post"]])


def test_one_market_by_name_is_the_market_without_a_name() -> None:
    plain, named = (worlds.lived(worlds.world(markets=markets)) for markets in ({}, {"anywhere": {}}))
    assert worlds.bytes_of(plain) == worlds.bytes_of(named)


def test_markets_without_walls_and_with_the_same_rules_are_one_world_in_two_names() -> None:
    # Where everyone stands changes no draw; but professionals and replies keep to threads of their own market.
    alone = {"rebuttals": {"crowd": {}}, "strategy": {"kind": "broadcast", "covert_replies": 0.0}}
    plain = worlds.lived(worlds.world(**alone))
    split = worlds.lived(worlds.world(markets={"a": {"circumvents": 1.0}, "b": {"circumvents": 1.0}}, **alone))
    states = [worlds.bytes_of(market) for market in (plain, split)]
    assert [name for name in states[0] if states[0][name] != states[1][name]] == []


def test_a_closed_world_hears_nothing_from_the_other() -> None:
    closed = {"lets_in": 0.0, "lets_out": 0.0}
    market = Marketplace(two(closed), 5)
    posts = market.forum.posts
    for _ in range(30):
        market.step()
        for row in range(market.world.members):
            shown = market.feeds["posts"][row]
            authors = posts.columns["author"][shown[shown != NOTHING]]
            assert (in_market(market, authors) == market.markets.of[row]).all()
    assert len(np.unique(in_market(market, posts.in_use()["author"]))) == 2


def test_a_censor_hides_what_is_said_at_home_and_nothing_abroad() -> None:
    market = worlds.lived(two({"censorship": FILTERED, "lets_in": 0.5}))
    posts, comments = market.forum.posts.in_use(), market.forum.comments.in_use()
    hidden, removed = comments[comments["hidden"] >= 0], posts[posts["removed"] >= 0]
    assert len(hidden)
    assert len(removed)
    assert (in_market(market, authors_of_threads(market, hidden)) == 1).all()
    assert (in_market(market, removed["author"]) == 1).all()


def test_a_censor_turns_criticism_from_abroad_back_where_it_would_be_passed_on() -> None:
    let, stopped = (worlds.lived(two(home)) for home in ({"lets_in": 0.5}, {"lets_in": 0.5, "censorship": FILTERED}))
    assert sum(len(censor.withheld) for censor in let.censor.each) == 0
    withheld = stopped.censor.each[1].withheld
    authors = stopped.forum.posts.in_use()["author"][withheld]
    assert len(withheld)
    assert (in_market(stopped, authors) == 0).all()
    assert len(stopped.censor.each[0].withheld) == 0


def test_a_search_stops_criticism_from_abroad_whenever_it_is_passed_on_after_its_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is looked at only when somebody passes it on, be that in the hour in which it is found or days later."""
    at_once = {"censorship": {"friction": {"half_life": 0.01}, "capacity": 1e6}, "lets_in": 1.0}
    tried, passed = [], []
    looks = Censors.let_pass

    def look(self: Censors, sources: np.ndarray, posts: np.ndarray) -> np.ndarray:
        may, market = looks(self, sources, posts), self.each[0].model
        columns = market.forum.posts.columns
        foreign = (in_market(market, sources) == 1) & (in_market(market, columns["author"][posts]) == 0)
        foreign &= (market.forum.serves(posts) == SERVES_CRITIC) & (columns["born"][posts] < market.tick)
        tried.append(foreign.sum())
        passed.append((foreign & may).sum())
        return may

    monkeypatch.setattr(Censors, "let_pass", look)
    for seed in range(3):
        worlds.lived(two(at_once), seed=seed)
    assert sum(tried) > 20
    assert sum(passed) == 0


def test_punishment_reaches_those_at_home_only() -> None:
    fear = {"fear": {"half_life": 2.0, "punish": 1.0, "jail": 0.5}}
    market = worlds.lived(two({"censorship": fear, "lets_in": 0.5}, rebuttals={"crowd": {}, "professionals": {}}))
    punished = [event.row for event in market.ledger.events if event.event == "punished"]
    assert punished
    assert (in_market(market, np.array(punished)) == 1).all()


def test_a_platform_enforces_in_its_own_market() -> None:
    strict = {"suspension": {"reviews": 3.0, "threshold": 0.2}, "delay": 0.0, "threshold": 0.2, "removal": {}}
    market = worlds.lived(two({"enforcement": strict}))
    firsts = {"member": 0, "account": market.first_account, "poster": market.first_poster}
    suspended = [event.row + firsts[event.subject] for event in market.ledger.events if event.event == "suspended"]
    posts = market.forum.posts.in_use()
    assert suspended
    assert (in_market(market, np.array(suspended)) == 1).all()
    assert (in_market(market, posts["author"][posts["found"] >= 0]) == 1).all()
    costs = [platform.spent for platform in market.platform.each]
    assert costs[0] == 0.0 < costs[1]


def test_professionals_and_covert_accounts_write_in_threads_of_their_own_market() -> None:
    market = worlds.lived(two({"circumvents": 0.2, "lets_in": 0.5}))
    comments = market.forum.comments.in_use()
    by_profession = comments[comments["author"] >= market.first_account]
    assert len(by_profession)
    where = in_market(market, by_profession["author"])
    assert (where == in_market(market, authors_of_threads(market, by_profession))).all()
    assert len(np.unique(where)) == 2
    by_members = comments[comments["author"] < market.first_account]
    abroad = in_market(market, by_members["author"]) != in_market(market, authors_of_threads(market, by_members))
    assert abroad.any()
    assert market.markets.circumvents[by_members["author"][abroad]].all()


@pytest.mark.parametrize(("lets_in", "bursts"), [(0.0, False), (1.0, True)])
def test_what_leaks_home_sets_off_the_burst_and_a_closed_wall_keeps_it_from_doing_so(
    lets_in: float, bursts: bool
) -> None:
    waiting = {"kind": "reactive", "threshold": 1e6, "leak_threshold": 5.0, "idle": 0.0, "recruits_per_day": 0.0}
    at_home = {"lets_in": lets_in, "posters": 0.0, "overt": 0.0, "covert": 0.0}
    result = simulate(two(at_home, strategy=waiting), seed=3)
    assert (result.summary["cost"] > 0) == bursts  # type: ignore[operator]
    assert (result.summary["rivals_ever_home"] > 0) == bursts  # type: ignore[operator]


def test_a_wall_that_lets_more_in_lets_home_hear_more_of_the_rival() -> None:
    silent = {"kind": "silent"}
    heard = [
        simulate(two({"lets_in": share, "posters": 0.0}, strategy=silent), seed=4).summary["rivals_ever_home"]
        for share in (0.0, 0.2, 1.0)
    ]
    assert heard[0] == 0.0 < heard[1] < heard[2]  # type: ignore[operator]


def test_fear_fades_as_it_does_in_ones_own_market_and_alarms_by_its_own_censor() -> None:
    fear = {"half_life": 2.0, "punish": 1.0, "jail": 0.0}
    rules = {"fear_half_life": 12.0, "contagion": 0.0}, {"fear_half_life": 1e9, "contagion": 0.7}
    one, other = ({"censorship": {"fear": fear | each}} for each in rules)
    made = worlds.world(markets={"overseas": one, "home": other | {"lets_in": 0.0, "lets_out": 0.0}})
    assert made.fear_half_lives() == [12.0, 1e9]
    market = worlds.lived(made)
    struck = {event.row for event in market.ledger.events if event.event == "punished"}
    afraid = np.flatnonzero(market.members.columns.fear > 0)
    bystanders = np.setdiff1d(afraid, list(struck))
    assert len(bystanders)
    assert (in_market(market, bystanders) == 1).all(), "abroad nobody is alarmed by what befalls others"
    seen = market.members.columns.fear[bystanders] / 0.7
    assert seen == pytest.approx(np.round(seen), abs=1e-3), "as often as they saw it, and nothing of it has faded"
