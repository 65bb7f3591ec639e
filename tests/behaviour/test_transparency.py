"""Transparency in small worlds: what is published exposes, informs, becomes news, and can be wrong."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from experiments.releasing.detectors import areas, findings_at, material_of, policy, study_of
from sim import Marketplace, Scenario, simulate
from sim.base.chance import stream
from sim.state.ledger import Event
from sim.state.voices import PEER, STATE
from tests import worlds

STUDIED = worlds.RULE_SETS["full disclosure, studied"]
TAKEDOWNS = STUDIED["enforcement"]


def ticked(**changes: Any) -> Marketplace:
    """Return a market under studied releases after its first tick, with single values changed by dotted name."""
    market = Marketplace(Scenario(**worlds.changed(worlds.settings(**STUDIED), changes)), 7)
    market.step()
    return market


@cache
def lived(kind: str = "full", seed: int = 7) -> Marketplace:
    """Return a market that has lived under a disclosure."""
    known = {name: value for name, value in worlds.DISCLOSED.items() if name in {"wave", "every", "delay"}}
    disclosure = {"full": worlds.DISCLOSED, "headline": known, "none": {}}[kind] | {"kind": kind}
    return worlds.lived(worlds.world(**STUDIED | {"disclosure": disclosure}), seed=seed)


def events(market: Marketplace, event: str, subject: str) -> list[Event]:
    return [entry for entry in market.ledger.events if entry.event == event and entry.subject == subject]


@pytest.mark.parametrize("publishing", [("overseas",), ("home",), ("overseas", "home")])
def test_a_platform_publishes_for_its_own_market_alone(publishing: tuple[str, ...]) -> None:
    markets = {name: {"disclosure": worlds.DISCLOSED} if name in publishing else {} for name in ("overseas", "home")}
    settings = {name: value for name, value in STUDIED.items() if name != "disclosure"}
    market = worlds.lived(worlds.world(**settings, markets=markets))
    named = market.takedowns.disclosed
    assert {market.markets.names[place] for place in np.unique(market.markets.of[named])} == set(publishing)
    took_down = np.unique(market.markets.of[market.takedowns.when >= 0])
    assert len(took_down) == 2, "each has somebody to tell of"
    for publication in market.researcher.publications:
        told = publication.known is not None
        assert told == (market.markets.names[publication.market] in publishing)


def test_two_platforms_that_release_in_one_tick_made_two_releases() -> None:
    often = worlds.DISCLOSED | {"wave": 1, "every": 0.01, "delay": 0.0}
    settings = {name: value for name, value in STUDIED.items() if name != "disclosure"}
    world = worlds.world(**settings, disclosure=often, markets={"overseas": {}, "home": {}})
    market = worlds.lived(world)
    releases = [entry for entry in market.ledger.events if entry.event == "released"]
    named = {(entry.tick, *_markets_of(market, entry)) for entry in market.ledger.events if entry.event == "disclosed"}
    assert {(entry.tick, entry.row) for entry in releases} == named
    assert len(releases) == len(named) > len({entry.tick for entry in releases})
    assert simulate(world, 7).summary["disclosures"] == len(releases)


def _markets_of(market: Marketplace, entry: Event) -> list[int]:
    first = {"member": 0, "account": market.first_account, "poster": market.first_poster}[entry.subject]
    return [int(market.markets.of[first + entry.row])]


def test_a_platform_heeds_attributions_from_anothers_releases() -> None:
    silent, open_ = ({"kind": "none"}, worlds.DISCLOSED)
    settings = {name: value for name, value in STUDIED.items() if name != "disclosure"}
    for home, heeds in ((silent, False), (open_, True)):
        markets = {"overseas": {"disclosure": silent}, "home": {"disclosure": home}}
        platforms = worlds.lived(worlds.world(**settings, markets=markets)).platform.each
        assert [platform.dossiers.heeded() is not None for platform in platforms] == [heeds, heeds]


def test_a_synthetic_release_is_made_by_the_markets_own_policy_and_study() -> None:
    settings = {name: value for name, value in STUDIED.items() if name != "disclosure"}
    home = worlds.DISCLOSED | {"wave": 7, "study": worlds.DISCLOSED["study"] | {"cutoff": 0.11}}
    market = worlds.lived(worlds.world(**settings, markets={"overseas": {}, "home": {"disclosure": home}}))
    own = policy(market, "full")
    assert own is market.world.disclosures()[1]
    assert study_of(market) is own.researchers
    assert policy(market, "none") is market.world.disclosure


def test_whoever_is_named_is_perceived_as_the_states_from_the_next_tick_on() -> None:
    market = lived()
    named = events(market, "disclosed", "account") + events(market, "attributed", "account")
    assert len(named) > 10
    rows = np.array([entry.row for entry in named])
    assert market.accounts.columns.exposed[rows].all()
    assert (market.voices[rows + market.first_account] == STATE).all()
    first = {entry.row + market.first_account: entry.tick for entry in sorted(named, reverse=True)}
    comments = market.forum.comments.in_use()
    theirs = comments[np.isin(comments["author"], list(first))]
    since = np.array([first[author] for author in theirs["author"].tolist()])
    assert len(theirs) > 10
    assert (theirs["voice"] == np.where(theirs["born"] > since, STATE, PEER)).all()
    assert (theirs["born"] > since).any()


def test_the_ledger_has_every_release_and_every_study_with_its_date() -> None:
    market = lived()
    releases = sorted({entry.tick for entry in market.ledger.events if entry.event == "disclosed"})
    studies = [study.tick for study in market.researcher.studies]
    later = round(worlds.DISCLOSED["study"]["delay"] * 24)
    assert len(releases) > 2
    assert studies == [tick + later for tick in releases if tick + later < market.world.ticks]
    attributed = [entry for entry in market.ledger.events if entry.event == "attributed"]
    assert {entry.tick for entry in attributed} <= set(studies)
    assert len(attributed) == sum(study.attributed for study in market.researcher.studies)
    wrong = sum(study.wrongly for study in market.researcher.studies)
    assert wrong == sum(entry.subject != "account" for entry in attributed)
    examined = sum(study.examined for study in market.researcher.studies)
    assert market.researcher.spent == examined * market.world.disclosure.researchers.cost  # type: ignore[union-attr]


def test_a_headline_names_the_same_accounts_and_nobody_can_attribute_more() -> None:
    assert len(events(lived("headline"), "disclosed", "account")) > 5
    assert lived("headline").ledger.count("attributed") == 0
    assert lived("none").ledger.count("disclosed") == 0


def test_each_release_and_each_attribution_is_news_in_the_next_tick() -> None:
    market = lived()
    told = {entry.tick for entry in market.ledger.events if entry.event in {"disclosed", "attributed"}}
    reports = {(entry.tick, entry.row) for entry in events(market, "reported", "voice")}
    assert reports == {(tick + 1, STATE) for tick in told if tick + 1 < market.world.ticks}


def test_news_of_releases_costs_the_state_trust() -> None:
    trust = {
        kind: np.mean([lived(kind, seed).observer.rows.latest["trust_state"] for seed in range(3)])
        for kind in ("none", "headline")
    }
    assert trust["headline"] < trust["none"]


def test_an_ordinary_account_named_by_mistake_has_its_voice_back_once_it_is_restored() -> None:
    market = ticked(**{"disclosure.study.sample": 0.0})
    takedowns = market.takedowns
    member, poster = np.array([5]), np.array([market.first_poster])
    voice = int(market.voices[poster[0]])
    takedowns.note(0, np.r_[member, poster], np.zeros(2, np.int8))
    while not takedowns.disclosed[[5, poster[0]]].all():
        market.step()
    assert (market.voices[[5, poster[0]]] == STATE).all()
    takedowns.lift(np.r_[member, poster])
    market.step()
    assert market.voices[[5, poster[0]]].tolist() == [PEER, voice]


def test_an_ordinary_account_attributed_by_mistake_has_its_voice_back_and_tells_on_nobody_once_it_is_restored() -> None:
    market = ticked(**{"disclosure.study.sample": 0.0})
    members, poster = np.array([5, 6]), np.array([market.first_poster])
    wronged = np.r_[members, poster]
    voices = market.voices[wronged].tolist()
    market.researcher.attributed[wronged] = True
    market.voices[wronged] = STATE
    market.takedowns.note(0, wronged, np.zeros(3, np.int8))
    market.step()
    assert (market.voices[wronged] == STATE).all()
    market.takedowns.lift(wronged[1:])
    market.step()
    assert market.voices[wronged].tolist() == [STATE, *voices[1:]]
    assert market.researcher.attributed[wronged].tolist() == [True, False, False]


@pytest.mark.parametrize(("heed", "informed"), [(0.0, False), (1.0, True)])
def test_the_platform_suspects_more_whoever_is_like_the_attributed(heed: float, informed: bool) -> None:
    market = ticked(**{"disclosure.study.heed": heed, "enforcement.suspension": {"reviews": 0.0}})
    while market.tick < 20:
        market.step()
    dossiers = market.platform.each[0].dossiers
    before = dossiers.suspects()
    covert = market.researcher.record.covert(before.sources)
    market.researcher.attributed[before.sources[covert][:10]] = True
    after = dossiers.suspects()
    assert (after.sources == before.sources).all()
    assert (after.suspicion >= before.suspicion).all()
    assert (after.suspicion <= 1.0).all()
    assert bool((after.suspicion > before.suspicion).any()) == informed
    rise = after.suspicion - before.suspicion
    if informed:
        # Likeness is in posts: of whoever only commented nothing can be told.
        posted = np.isin(before.sources, market.forum.posts.in_use()["author"])
        assert rise[covert & posted].mean() > rise[~covert & posted].mean()


def test_a_disclosure_that_never_comes_leaves_every_other_draw_as_it_was() -> None:
    plain, waiting = (
        worlds.state_of(worlds.lived(worlds.world(enforcement=TAKEDOWNS, disclosure=disclosure)))
        for disclosure in ({"kind": "none"}, worlds.DISCLOSED | {"wave": 1_000_000})
    )
    n = worlds.world().narratives
    compared = 0
    for name, column in plain.items():
        # News about the state's voice is foreseen as a narrative more, of which nobody ever hears.
        other = waiting[name][:, : len(n.claims)] if name in _BY_NARRATIVE else waiting[name]
        assert np.array_equal(column, other, equal_nan=column.dtype.kind == "f"), name
        compared += 1
    assert compared > 50


_BY_NARRATIVE = {f"member.{name}" for name in ("prior", "belief", "met", "corrected", "last_asserted", "acquainted")}

CAMPAIGN = {
    "members": 400,
    "ticks": 240,
    "operation.covert": 200,
    "operation.stops_at": 240.0,
    "strategy.covert_posts": 1.0,
    "strategy.covert_replies": 0.0,
    "conduct.quote_rate": 0.5,
    "enforcement.suspension": {"reviews": 0.1, "threshold": 0.45},
}


@cache
def campaign(in_step: float, seed: int) -> Marketplace:
    """Return a market in which a steady campaign lost some of its accounts, to people who also err."""
    settings = worlds.changed(worlds.hot_settings(), CAMPAIGN | {"operation.in_step": in_step})
    return worlds.lived(Scenario(**settings), seed=seed)


def area(detector: str, completeness: str, in_step: float) -> float:
    """Return the mean area over worlds with which a detector tells undisclosed covert accounts from ordinary ones."""
    found = []
    for seed in range(3):
        market, luck = campaign(in_step, seed), stream(seed)
        material = material_of(market, luck)
        covert = market.researcher.record.covert(np.arange(len(market.voices)))
        findings = findings_at(completeness, market, material, luck)
        found.append(areas(findings, material.sample.sources, covert, luck).by_detector[detector])
    assert None not in found, "of too few accounts of a kind"
    return float(np.mean(found))


@pytest.mark.slow
def test_synchrony_finds_accounts_that_post_in_step_and_none_that_post_by_luck_of_their_own() -> None:
    assert area("synchrony", "full", 0.8) > 0.9
    assert area("synchrony", "full", 0.0) == pytest.approx(0.5, abs=0.06)
    assert area("synchrony", "full", 0.0) < area("synchrony", "full", 0.3) < area("synchrony", "full", 0.8)


def test_posting_in_step_changes_when_and_not_how_much_is_posted() -> None:
    posted = {
        in_step: np.mean([campaign(in_step, seed).accounts.columns.n_posts.sum() for seed in range(3)])
        for in_step in (0.0, 0.8)
    }
    assert posted[0.8] == pytest.approx(posted[0.0], rel=0.25)


@pytest.mark.parametrize("detector", ["synchrony", "all_signs"])
def test_the_more_complete_a_release_the_more_it_tells(detector: str) -> None:
    told = [area(detector, completeness, 0.3) for completeness in ("none", "headline", "partial", "full")]
    assert told[0] == told[1] == 0.5
    assert told[1] < told[2] <= told[3]
