"""Common random numbers: two worlds with one seed are the same world until a rule really does something in one."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim import Marketplace, Scenario, simulate
from sim.run import live
from tests import worlds

UNTOLD = {"seen": 0.0, "reported": 0.0}
"""Of punishment nobody hears, so that no hidden narrative about the state's voice takes room in columns."""

ACTING = {
    "a filter": {"censorship": {"filter": {"catch": 0.2}}},
    "friction": {"censorship": {"friction": {"half_life": 48.0, "slowdown": 0.0}}},
    "fear": {"censorship": {"fear": {"half_life": 24.0, "punish": 0.5, **UNTOLD}}},
    "suspension": {"enforcement": {"suspension": {"reviews": 0.4, "threshold": 0.4}}},
}
IDLE = {
    "a filter that catches nothing": {"censorship": {"filter": {"catch": 0.0}}},
    "friction that slows nothing and finds nothing": {"censorship": {"friction": {"half_life": 1e9, "slowdown": 0.0}}},
    "fear that finds nobody": {"censorship": {"fear": {"half_life": 1e9, **UNTOLD}}},
    "a censor without hands": {
        "censorship": {"capacity": 0.0, "filter": {}, "fear": {**UNTOLD}, "friction": {"slowdown": 0.0}},
    },
    "notes that nobody proposes": {"rebuttals": worlds.settings()["rebuttals"] | {"notes": {"propose_rate": 0.0}}},
    "warnings that reach nobody": {"rebuttals": worlds.settings()["rebuttals"] | {"inoculation": {"share": 0.0}}},
    "warnings of no strength": {"rebuttals": worlds.settings()["rebuttals"] | {"inoculation": {"strength": 0.0}}},
    "a platform that reviews nobody": {"enforcement": {"suspension": {"reviews": 0.0}}},
    "a platform that nobody is suspicious enough for": {
        "enforcement": {"suspension": {"reviews": 24.0, "threshold": 1.0, "error": 0.0}}
    },
}
"""Rules that are on and, for reasons of their own, never do anything."""


def acted(market: Marketplace) -> bool:
    """Tell whether censor or platform ever did anything to anyone."""
    return bool(market.censor.n_hidden or market.ledger.count("suspended") or market.ledger.count("punished"))


def lockstep(
    one: Scenario, other: Scenario, stop: Callable[[Marketplace], bool], without: tuple[str, ...] = ()
) -> tuple[int, list[str]]:
    """Step both worlds until ``stop`` is true of the second; return the tick, and what differed before it.

    Columns whose names begin with one of ``without`` are not compared.
    """
    markets = Marketplace(one, 3), Marketplace(other, 3)
    for tick in range(one.ticks):
        for market in markets:
            market.step()
        if stop(markets[1]):
            return tick, []
        states = [worlds.bytes_of(market) for market in markets]
        names = [name for name in states[0] if not name.startswith(without)]
        different = [name for name in names if states[0][name] != states[1][name]]
        if different:
            return tick, different
    return one.ticks, []


PRICE_OF_LOOKING = ("step.platform_cost",)
"""A platform that finds nobody has looked all the same."""


@pytest.mark.parametrize("rule", ACTING)
def test_paired_worlds_are_the_same_until_the_rule_first_acts(rule: str) -> None:
    first, different = lockstep(worlds.world(), worlds.world(**ACTING[rule]), acted, PRICE_OF_LOOKING)
    assert different == []
    assert 1 <= first < 60, "the rule should act, and not at once, or this test tests nothing"


@pytest.mark.parametrize("rule", ACTING)
def test_a_rule_that_acts_does_make_a_difference(rule: str) -> None:
    plain, ruled = (worlds.bytes_of(worlds.lived(worlds.world(**changes))) for changes in ({}, ACTING[rule]))
    assert plain["post.reads"] != ruled["post.reads"] or plain["member.belief"] != ruled["member.belief"]


@pytest.mark.parametrize("rule", IDLE)
def test_a_rule_that_never_acts_changes_nothing_at_all(rule: str) -> None:
    markets = [worlds.lived(worlds.world(**changes)) for changes in ({}, IDLE[rule])]
    assert not any(market.members.columns.warned.any() for market in markets)
    plain, idle = map(worlds.bytes_of, markets)
    changed = [name for name in plain if plain[name] != idle[name] and name not in PRICE_OF_LOOKING]
    # Warnings have room only where somebody might be warned; none of them is more than zero.
    assert [name for name in changed if name != "member.warned"] == []


def test_what_a_filter_hides_leaves_the_other_comments_of_that_tick_as_they_were() -> None:
    markets = [Marketplace(worlds.world(**changes), 3) for changes in ({}, ACTING["a filter"])]
    while not acted(markets[1]):
        for market in markets:
            market.step()
    comments = [market.forum.comments.in_use() for market in markets]
    for field in ("key", "author", "post", "stance", "force", "born", "found_after"):
        assert np.array_equal(comments[0][field], comments[1][field])
    assert (comments[0]["hidden"] < 0).all()


def _state_posts(market: Marketplace) -> bool:
    authors = market.forum.posts.in_use()["author"]
    return bool(market.is_state_account(authors).any())


CALM = [name for name, rules in worlds.RULE_SETS.items() if rules.get("strategy", {}).get("kind") != "amplify"]
"""Rules under which an operation need not post at once; accounts that amplify post in every tick from the first."""


@pytest.mark.parametrize("rules", CALM)
def test_the_quiet_twin_equals_the_campaign_until_the_first_state_post(rules: str) -> None:
    settings = worlds.settings(**worlds.RULE_SETS[rules])
    calm = settings | {"strategy": settings["strategy"] | {"overt_posts": 0.3, "covert_posts": 0.05}}
    campaign = Scenario(**calm)
    # Accounts called up before they post are the operation's own business; nobody else may notice them.
    own_business = ("account.", "step.active_accounts", "step.spent")
    first, different = lockstep(campaign.without_campaign(), campaign, _state_posts, own_business)
    assert different == []
    assert 1 <= first < 60


def test_adding_a_covert_account_changes_no_draw_about_the_other_accounts() -> None:
    one, other = (_market_with_idle_accounts(covert) for covert in (20, 21))
    assert one.accounts.n_rows + 1 == other.accounts.n_rows
    for name, column in one.accounts.columns._asdict().items():
        assert np.array_equal(column, getattr(other.accounts.columns, name)[:-1]), name


def test_adding_a_covert_account_changes_nobody_else() -> None:
    """No account ever acts here, so one more of them should be noticed by nobody."""
    one, other = (worlds.bytes_of(_market_with_idle_accounts(covert)) for covert in (20, 21))
    # Posters sit behind the accounts, so that their row numbers move up by one; that alone is no difference.
    by_row = ("account.", "step.active_accounts", "post.author", "comment.author")
    different = [name for name in one if not name.startswith(by_row) and one[name] != other[name]]
    assert different == []


def _market_with_idle_accounts(covert: int) -> Marketplace:
    operation = worlds.settings()["operation"] | {"covert": covert, "stops_at": 0.0}
    return worlds.lived(worlds.world(operation=operation))


def test_an_added_poster_leaves_the_others_as_they_were() -> None:
    few, more = (worlds.lived(worlds.world(ticks=1, rebuttals=_posters(number))) for number in (60.0, 66.7))
    assert (few.posters.n_rows, more.posters.n_rows) == (9, 10)
    for name, column in few.posters.columns._asdict().items():
        assert np.array_equal(column, getattr(more.posters.columns, name)[:-1]), name


def _posters(per_1000_members: float) -> dict[str, Any]:
    return {"crowd": {}, "professionals": {"per_1000_members": per_1000_members}}


def test_a_narrative_added_at_the_end_leaves_the_priors_of_the_others_as_they_were() -> None:
    settings = worlds.settings()
    more = worlds.changed(settings, {"narratives.claims.bystander": {"serves": "none"}})
    few, many = (Marketplace(Scenario(**given), 3) for given in (settings, more))
    assert np.array_equal(few.members.columns.prior, many.members.columns.prior[:, :-1])


def test_different_seeds_and_different_replicates_are_different_worlds() -> None:
    scenario = worlds.world(ticks=24)
    records = [live(scenario, seed, replicate, lambda _tick: None) for seed, replicate in ((0, 0), (1, 0), (0, 1))]
    beliefs = [record.belief.tobytes() for record in records]
    assert len(set(beliefs)) == 3


def test_seed_zero_is_a_seed_like_any_other() -> None:
    scenario = worlds.world(ticks=24, seed=5)
    zero, again, own = simulate(scenario, seed=0), simulate(scenario, seed=0), simulate(scenario)
    assert zero.seed == 0
    assert zero.summary == again.summary
    assert own.seed == 5
    assert own.summary == simulate(scenario, seed=5).summary
    assert own.summary != zero.summary


def test_running_one_world_twice_in_one_process_gives_the_same_bits() -> None:
    scenario = worlds.world(**worlds.RULE_SETS["full censorship"])
    assert worlds.bytes_of(worlds.lived(scenario)) == worlds.bytes_of(worlds.lived(scenario))


def test_the_excess_of_a_world_over_itself_is_nothing() -> None:
    silent = worlds.world(strategy={"kind": "silent"})
    result = simulate(silent, seed=3)
    assert result.summary["credibility_excess"] == 0.0
    assert result.summary["persuaded"] == 0.0
    assert result.summary["cost"] == 0.0
    assert result.undefined["persuaded_per_cost"] == "the operation spent nothing"
