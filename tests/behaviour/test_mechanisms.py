"""Each mechanism does what its name says, and turned off or around it stops: pairs of worlds under one chance."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import Marketplace, RunResult, Scenario, simulate
from tests import worlds

SEEDS = (1, 2, 3)
SURE_FILTER = {"filter": {"catch": 1.0}, "capacity": 1e6}
HARSH = {"fear": {"half_life": 3.0, "punish": 1.0, "jail": 0.0}, "capacity": 1e6}


def hot(changes: dict[str, Any] | None = None) -> Scenario:
    return Scenario(**worlds.changed(worlds.hot_settings(), changes or {}))


def runs(changes: dict[str, Any] | None = None) -> list[RunResult]:
    return [simulate(hot(changes), seed) for seed in SEEDS]


def posts_of(changes: dict[str, Any] | None = None) -> pd.DataFrame:
    return pd.concat([run.posts for run in runs(changes)], ignore_index=True)


def mean_of(key: str, found: list[RunResult]) -> float:
    return float(np.mean([run.summary[key] for run in found]))


@pytest.fixture(scope="module")
def plain() -> list[RunResult]:
    """The hot world as it is: contested, and some of it knocked out."""
    found = runs({"rebuttals.blow": 0.5})
    assert all(run.summary["share_knocked_out"] > 0 for run in found)
    return found


def test_without_rebuttals_nothing_is_contested_and_nothing_knocked_out() -> None:
    posts = posts_of({"rebuttals": {"blow": 5.0}})
    assert (posts["rounds"] == 0).all()
    assert (posts["knocked_out"] < 0).all()


def test_blows_without_force_knock_nobody_out() -> None:
    posts = posts_of({"rebuttals.blow": 0.0})
    assert (posts["rounds"] > 0).any()
    assert (posts["knocked_out"] < 0).all()


def test_what_is_not_fragile_at_all_is_never_knocked_out() -> None:
    sound = {f"narratives.claims.{name}.fragility": 0.0 for name in ("campaign", "rival", "sound")}
    posts = posts_of(sound | {"rebuttals.blow": 5.0, "rebuttals.professionals.worth_answering": 0.0})
    asserting = posts[posts["stance"] == "asserts"]
    assert (asserting["rounds"] > 0).any()
    assert (asserting["knocked_out"] < 0).all()


def test_a_stronger_blow_ends_a_contest_in_fewer_rounds(plain: list[RunResult]) -> None:
    weaker = runs({"rebuttals.blow": 0.25})
    assert mean_of("rounds_median", weaker) > mean_of("rounds_median", plain)


def test_seasoned_claims_last_more_rounds(plain: list[RunResult]) -> None:
    seasoned = runs({"rebuttals.blow": 0.5, "narratives.claims.campaign.seasoning": 2.0})
    assert mean_of("rounds_median", seasoned) > mean_of("rounds_median", plain)


def test_well_evidenced_posts_survive_contests_that_fragile_ones_lose() -> None:
    """Two claims that differ in nothing but fragility, both answered by anyone."""
    alike = {"serves": "state", "appeal": 0.8, "prior": -0.4}
    claims = worlds.settings()["narratives"]["claims"]
    pair = {"rival": claims["rival"], "poor": alike | {"fragility": 0.9}, "good": alike | {"fragility": 0.1}}
    free = {"rebuttals.blow": 0.1, "rebuttals.professionals.worth_answering": 0.0}
    posts = posts_of(free | {"narratives.claims": pair})
    contested = posts[posts["contested"] & (posts["stance"] == "asserts")]
    lost = contested.groupby("narrative", observed=True)["knocked_out"].agg(lambda ticks: (ticks >= 0).mean())
    assert lost["good"] < 0.05
    assert lost["poor"] > 0.2


def test_defence_keeps_posts_standing() -> None:
    loud = {"rebuttals.blow": 0.5, "strategy.covert_replies": 20.0, "strategy.reply_force": 2.0}
    feeble, strong = (runs(loud | {"rebuttals.parry": parry}) for parry in (0.0, 1.0))
    assert mean_of("share_knocked_out", strong) < mean_of("share_knocked_out", feeble)


def test_a_sure_filter_leaves_no_rebuttal_visible_to_anyone_and_an_open_market_hides_none() -> None:
    closed, open_market = runs({"censorship": SURE_FILTER}), runs()
    for run in closed:
        against = run.comments[run.comments["stance"] == "rebuts"]
        served = run.posts.loc[against["post"], "serves"].to_numpy() == "state"
        assert served.any()
        assert (against["hidden"].to_numpy()[served] == against["born"].to_numpy()[served]).all()
        assert (run.posts.loc[run.posts["serves"] == "state", "rounds"] == 0).all()
        assert (run.record.posts.rebuttal_force[(run.posts["serves"] == "state").to_numpy()] == 0.0).all()
    for run in open_market:
        assert (run.comments["hidden"] < 0).all()
        assert (run.posts.loc[run.posts["serves"] == "state", "rounds"] > 0).any()


@pytest.mark.parametrize("part", [{"filter": {"catch": 0.7}}, {"friction": {}}, HARSH])
def test_a_censor_touches_nothing_but_criticism(part: dict[str, Any]) -> None:
    for run in runs({"censorship": part}):
        assert run.steps["hidden"].sum() > 0
        assert (run.posts.loc[run.posts["removed"] >= 0, "serves"] == "critic").all()
        hidden = run.comments[run.comments["hidden"] >= 0]
        serves = run.posts.loc[hidden["post"], "serves"].to_numpy()
        assert np.where(hidden["stance"] == "rebuts", serves == "state", serves == "critic").all()


def test_walkovers_happen_only_where_rebuttals_are_silenced() -> None:
    soon = {"metrics.fates.unread": 6.0}
    open_market, closed = runs(soon), runs(soon | {"censorship": SURE_FILTER})
    assert all(run.summary["share_walkover"] == 0.0 for run in open_market)
    assert all(run.summary["share_walkover"] > 0.0 for run in closed)
    for run in closed:
        won = run.posts[run.posts["fate"] == "walkover"]
        assert (won["rebuttals_silenced"] >= 0.5 * won["rebuttals_aimed"]).all()
        assert (won["rebuttals_aimed"] > 0).all()


def test_fear_hushes_and_an_open_market_does_not() -> None:
    afraid = runs({"censorship": HARSH, "censorship.fear.contagion": 2.0})
    assert all(run.steps["hushed"].sum() > 0 for run in afraid)
    assert all(run.steps["fear_mean"].iloc[-1] > 0 for run in afraid)
    assert all(run.steps["hushed"].sum() == 0 for run in runs())


def test_without_contagion_only_the_punished_are_afraid() -> None:
    market = worlds.lived(hot({"censorship": HARSH | {"fear": HARSH["fear"] | {"contagion": 0.0}}}), seed=2)
    punished = [event.row for event in market.ledger.events if event.event == "punished"]
    afraid = np.flatnonzero(market.members.columns.fear > 0)
    assert len(afraid) > 0
    assert set(afraid) == {row for row in punished if row < market.world.members}


def test_with_contagion_followers_of_the_punished_are_afraid_too() -> None:
    market = worlds.lived(hot({"censorship": HARSH}), seed=2)
    punished = {event.row for event in market.ledger.events if event.event == "punished"}
    ties = market.mail.ties
    followers = [ties.followers[ties.start[source] : ties.start[source + 1]] for source in punished]
    afraid = set(np.flatnonzero(market.members.columns.fear > 0).tolist())
    touched = {row for row in punished if row < market.world.members} | set(np.concatenate(followers).tolist())
    assert afraid == touched


@pytest.mark.parametrize("who", ["members", "posters"])
def test_fear_fades_with_its_half_life(who: str) -> None:
    """Nobody is found here, so fear is only what is put in by hand; a professional's is fear like any other."""
    calming = {"fear": {"half_life": 1e9, "fear_half_life": 2.0}}
    market = Marketplace(hot({"censorship": calming}), 1)
    getattr(market, who).columns.fear[:] = 8.0
    for _ in range(6):
        market.step()
    assert getattr(market, who).columns.fear == pytest.approx(1.0)


def test_jailed_professionals_never_speak_again() -> None:
    market = worlds.lived(hot({"censorship": HARSH | {"fear": HARSH["fear"] | {"jail": 1.0}}}), seed=2)
    silenced = [(event.tick, event.row) for event in market.ledger.events if event.event == "silenced"]
    assert silenced
    comments, posts = market.forum.comments.in_use(), market.forum.posts.in_use()
    for tick, row in silenced:
        for table in (comments, posts):
            assert table["born"][table["author"] == row + market.first_poster].max(initial=0) <= tick


def test_courage_speaks_where_fear_reigns() -> None:
    reign = {"censorship": HARSH | {"fear": HARSH["fear"] | {"contagion": 5.0}}}
    timid, brave = (
        sum((run.comments["role"].isin(["critic", "press"])).sum() for run in runs(reign | _courage(share)))
        for share in (0.0, 1.0)
    )
    assert brave > timid


def _courage(share: float) -> dict[str, Any]:
    return {"rebuttals.professionals.courage": share}


def test_suspension_takes_down_everything_the_suspended_posted_and_they_never_post_again() -> None:
    strict = {"enforcement": {"suspension": {"reviews": 2.0, "threshold": 0.4}}}
    market = worlds.lived(hot(strict), seed=2)
    posts = market.forum.posts.in_use()
    events = [event for event in market.ledger.events if event.event == "suspended"]
    firsts = {"member": 0, "account": market.first_account, "poster": market.first_poster}
    assert {event.subject for event in events} == set(firsts)
    for event in events:
        theirs = posts[posts["author"] == event.row + firsts[event.subject]]
        assert (theirs["removed"] >= 0).all()
        assert theirs["born"].max(initial=-1) <= event.tick


def test_full_friction_stops_criticism_from_being_passed_on() -> None:
    choked = posts_of({"censorship": {"friction": {"half_life": 1e9, "slowdown": 1.0}}})
    free = posts_of()
    assert choked.loc[choked["serves"] == "critic", ["shares", "quoted"]].to_numpy().sum() == 0
    assert free.loc[free["serves"] == "critic", "shares"].sum() > 0
    assert choked.loc[choked["serves"] == "state", "shares"].sum() > 0


def test_an_operation_that_never_starts_posts_nothing_and_leaves_no_excess() -> None:
    for run in runs({"operation.stops_at": 0.0}):
        assert not run.posts["role"].isin(["overt", "covert"]).any()
        assert (run.steps["credibility_excess"] == 0.0).all()
        assert run.summary["credibility_excess"] == run.summary["persuaded"] == run.summary["cost"] == 0.0
