"""The platform in small worlds: each part does what its name says, with delays, at a cost, and with mistakes."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sim import Marketplace, Scenario, simulate
from sim.state.voices import ASSERTS, DENIES, SAYS_NOTHING, SERVES_CRITIC
from tests import worlds

NO_MISTAKES = {"mistakes": 0.0, "search_mistakes": 0.0}
EVERYTHING = NO_MISTAKES | {"threshold": 0.0, "delay": 0.0}
"""All posts are found in violation in the tick in which they are put up."""
PAPERS = ("account.labelled", "post.found", "post.labelled", "post.reports", "step.platform_cost", "step.reports")
"""What the platform writes down for itself; readers do not see it."""


def market(**enforcement: Any) -> Marketplace:
    """Return a small market that has lived under the given enforcement."""
    return worlds.lived(worlds.world(enforcement=enforcement))


def posts_of(lived: Marketplace) -> np.ndarray:
    return lived.forum.posts.in_use()


def ticks(**enforcement: Any) -> Iterator[Marketplace]:
    """Yield a small market after each of its ticks."""
    scenario = worlds.world(enforcement=enforcement)
    lived = Marketplace(scenario, 7)
    for _ in range(scenario.ticks):
        lived.step()
        yield lived


def test_what_is_taken_down_at_once_is_never_read() -> None:
    posts = posts_of(market(**EVERYTHING, removal={"half_life": 0.0}))
    assert len(posts) > 20
    assert (posts["removed"] == posts["born"]).all()
    assert posts["reads"].sum() == 0


def test_a_removal_that_takes_an_age_changes_nothing() -> None:
    plain, idle = (worlds.bytes_of(lived) for lived in (market(), market(**EVERYTHING, removal={"half_life": 1e9})))
    assert [name for name in plain if name not in PAPERS and plain[name] != idle[name]] == []


def test_a_verdict_comes_after_the_delay_and_removal_after_the_verdict() -> None:
    posts = posts_of(market(**EVERYTHING | {"delay": 5.0}, removal={"half_life": 8.0}))
    found, removed = posts["found"] >= 0, posts["removed"] >= 0
    assert found.sum() > 20
    assert (posts["found"][found] == posts["born"][found] + 5).all()
    due = posts["found"] + np.ceil(8.0 * posts["found_after"])
    assert (posts["removed"][removed] == due[removed]).all()
    assert removed.sum() > 10


def test_what_is_turned_down_to_nothing_is_never_read() -> None:
    assert posts_of(market(**EVERYTHING, downrank={"visibility": 0.0}))["reads"].sum() == 0


def test_half_the_visibility_means_fewer_reads_and_none_lost_means_the_same_world() -> None:
    plain, half, whole = (
        market(**enforced)
        for enforced in (
            {},
            EVERYTHING | {"downrank": {"visibility": 0.3}},
            EVERYTHING | {"downrank": {"visibility": 1.0}},
        )
    )
    assert posts_of(half)["reads"].sum() < posts_of(plain)["reads"].sum()
    plain_bytes, whole_bytes = worlds.bytes_of(plain), worlds.bytes_of(whole)
    assert [name for name in plain_bytes if name not in PAPERS and plain_bytes[name] != whole_bytes[name]] == []


def test_a_label_that_cuts_all_leaves_reading_but_no_likes_and_no_shares() -> None:
    lived = market(**EVERYTHING, label={"cut": 1.0})
    posts = posts_of(lived)
    assert (posts["labelled"] == posts["born"]).all()
    dated = [(event.tick, event.row) for event in lived.ledger.events if event.event == "labelled"]
    assert dated == list(zip(posts["labelled"].tolist(), posts["number"].tolist(), strict=True))
    assert posts["reads"].sum() > 50
    assert posts["likes"].sum() == 0
    assert posts["shares"].sum() == 0
    assert posts["quoted"].sum() > 0


def test_a_label_changes_no_mind_in_the_tick_in_which_it_is_first_read() -> None:
    """Up to the first share that the label prevents, belief and trust are as they were without it."""
    with_label, without = ticks(**EVERYTHING, label={"cut": 1.0}), ticks()
    for labelled, plain in zip(with_label, without, strict=True):
        assert np.array_equal(labelled.members.columns.belief, plain.members.columns.belief)
        assert np.array_equal(labelled.members.columns.trust, plain.members.columns.trust)
        if posts_of(plain)["shares"].sum():
            return
    pytest.fail("nobody shared anything")


def test_overt_accounts_are_labelled_from_the_start_and_covert_ones_only_when_found() -> None:
    lived = market(**NO_MISTAKES, threshold=1.0, label={})
    posts = posts_of(lived)
    seats = posts["author"] - lived.first_account
    overt = lived.is_state_account(posts["author"]) & (seats < 3)
    assert overt.sum() > 5
    assert (posts["labelled"][overt] == posts["born"][overt]).all()
    assert (posts["labelled"][~overt] < 0).all()


@pytest.mark.parametrize("cut", [0.0, 0.5, 1.0])
def test_a_nudge_prevents_its_share_of_sharing_and_quoting(cut: float) -> None:
    posts, plain = posts_of(market(nudge={"cut": cut})), posts_of(market())
    passed_on, before = (float((which["shares"] + which["quoted"]).sum()) for which in (posts, plain))
    assert before > 30
    assert (passed_on == before) if cut == 0 else (passed_on <= before * (1.3 - cut))
    if cut == 1:
        assert passed_on == 0


def test_the_breaker_hides_what_is_shared_fast_and_lets_it_go_after_the_hold() -> None:
    held: dict[int, int] = {}
    for lived in ticks(**NO_MISTAKES, breaker={"threshold": 0.0, "hold": 4.0}):
        posts, now = posts_of(lived), lived.tick - 1
        for row in np.flatnonzero(posts["visibility"] == 0.0).tolist():
            assert now - held.setdefault(row, now) < 4
        for row, since in held.items():
            assert (posts["visibility"][row] == 0.0) == (now < since + 4)
            assert posts["last_read"][row] <= since or posts["last_read"][row] > since + 4
    assert len(held) > 5
    assert len(held) == lived.ledger.count("held_back")
    assert lived.platform.spent > 0


@pytest.mark.limits("enforcement.breaker", "hold")
@pytest.mark.parametrize("setting", [{"threshold": 1e6}, {"threshold": 0.0, "hold": 0.0}])
def test_a_breaker_that_never_trips_or_holds_nothing_back_changes_nothing(setting: dict[str, float]) -> None:
    plain, idle = (worlds.bytes_of(lived) for lived in (market(), market(**NO_MISTAKES, breaker=setting)))
    assert [name for name in plain if name not in PAPERS and plain[name] != idle[name]] == []


def test_on_report_only_what_members_reported_is_judged() -> None:
    lived = market(**EVERYTHING, posture="on_report", report_rate=0.3, removal={"half_life": 0.0})
    posts = posts_of(lived)
    assert (posts["reports"] > 0).sum() > 5
    assert ((posts["found"] >= 0) == (posts["reports"] > 0)).all()
    assert lived.platform.spent == (posts["found"] >= 0).sum() * lived.world.enforcement.review_cost


def test_without_reports_a_platform_that_waits_for_them_does_nothing_and_pays_nothing() -> None:
    rules = EVERYTHING | {"posture": "on_report", "report_rate": 0.0, "removal": {}, "downrank": {}}
    plain, idle = market(), market(**rules, suspension={"reviews": 24.0, "threshold": 0.0})
    assert worlds.bytes_of(plain) == worlds.bytes_of(idle)
    assert idle.platform.spent == 0


def test_a_search_pays_for_every_post() -> None:
    lived = market(**EVERYTHING, removal={})
    assert lived.platform.spent == pytest.approx(0.01 * lived.forum.posts.n_rows)
    assert lived.observer.steps()["platform_cost"].sum() == pytest.approx(lived.platform.spent)


def test_whoever_is_suspended_falls_silent_with_everything_posted_and_comes_back_on_appeal() -> None:
    everyone = {"reviews": 24.0, "threshold": 0.0, "error": 0.0, "appeal_delay": 10.0, "restored": 1.0}
    lived = market(suspension=everyone)
    events = [(event.event, event.subject) for event in lived.ledger.events]
    for subject in ("member", "poster"):
        suspended = [entry for entry in lived.ledger.events if entry[1:3] == ("suspended", subject)]
        restored = {entry.row: entry.tick for entry in lived.ledger.events if entry[1:3] == ("restored", subject)}
        assert len(suspended) > 5
        # Nobody is suspended twice, and everybody whose time came is back after exactly the delay.
        assert len({entry.row for entry in suspended}) == len(suspended)
        in_time = [entry for entry in suspended if entry.tick + 10 < 60]
        assert all(restored[entry.row] == entry.tick + 10 for entry in in_time)
    assert ("restored", "account") not in events
    assert ("suspended", "account") in events


def test_the_posts_and_comments_of_the_suspended_are_gone_and_stay_gone() -> None:
    scenario = worlds.world(enforcement={"suspension": {"reviews": 2.0, "threshold": 0.0, "restored": 0.0}})
    lived = Marketplace(scenario, 7)
    for _ in range(scenario.ticks):
        lived.step()
        out = np.r_[
            np.flatnonzero(lived.members.columns.suspended),
            np.flatnonzero(lived.accounts.columns.status == 2) + lived.first_account,
            np.flatnonzero(lived.posters.columns.suspended) + lived.first_poster,
        ]
        posts, comments = posts_of(lived), lived.forum.comments.in_use()
        assert (posts["removed"][np.isin(posts["author"], out)] >= 0).all()
        assert (comments["hidden"][np.isin(comments["author"], out)] >= 0).all()
        visible = comments[(comments["hidden"] < 0) & (comments["stance"] < 0)]
        force = np.bincount(visible["post"], visible["force"], minlength=len(posts))
        assert np.allclose(posts["rebuttal_force"].sum(axis=1), force)
    assert lived.posters.columns.suspended.any()


def test_false_positives_on_ordinary_posts_rebuttals_and_their_posters_arise_and_are_counted() -> None:
    rules = worlds.ENFORCED | {"mistakes": 0.3, "search_mistakes": 0.3, "content_weight": 0.0, "delay": 0.0}
    result = simulate(worlds.world(enforcement=rules | {"removal": {"half_life": 1.0}}), seed=7)
    for key in (
        "wrongly_flagged_posts",
        "wrongly_removed_rebuttals",
        "rebuttals_removed_by_platform",
        "ordinary_accounts_suspended",
        "rebuttal_posters_suspended",
        "ordinary_accounts_restored",
        "platform_cost",
    ):
        assert (result.summary[key] or 0) > 0, key


def test_an_account_with_so_many_strikes_is_limited_and_what_it_posts_from_then_on_sinks() -> None:
    """Content alone decides: the fragile are found at once, and mistakes bring ordinary people as far."""
    rules = {"delay": 0.0, "threshold": 0.3, "content_weight": 1.0, "search_mistakes": 0.1}
    for strikes in (1, 3, None):
        lived = market(**rules, downrank={"visibility": 0.2, "strikes": strikes})
        posts, accounts = posts_of(lived), lived.accounts.columns
        limited = [entry for entry in lived.ledger.events if entry.event == "limited"]
        assert bool(limited) == (strikes is not None)
        for entry in limited:
            first = {"member": 0, "account": lived.first_account, "poster": lived.first_poster}[entry.subject]
            theirs = posts[posts["author"] == entry.row + first]
            assert (theirs["found"] >= 0).sum() >= (strikes or 0)
            assert (theirs["visibility"][theirs["born"] > entry.tick] == 0.2).all()
            before = theirs[(theirs["born"] <= entry.tick) & (theirs["found"] < 0)]
            assert (before["visibility"] == 1.0).all(), "what was up and in order stays as it was"
        if strikes is not None:
            found = np.bincount(posts["author"][posts["found"] >= 0], minlength=len(lived.voices))
            assert len(limited) == (found >= strikes).sum(), "each is limited once"
            assert {entry.subject for entry in limited} >= {"account", "poster"}, "mistakes follow ordinary people"
        of_accounts = [entry.row for entry in limited if entry.subject == "account"]
        assert (accounts.limited[of_accounts] >= 0).all()
        assert (accounts.limited >= 0).sum() == len(of_accounts)


def test_what_was_up_and_in_order_before_its_author_was_limited_comes_back_whole_after_a_hold() -> None:
    rules: dict[str, Any] = {"delay": 1.0, "threshold": 0.35, "content_weight": 0.3, "mistakes": 0.0}
    rules |= {"search_mistakes": 0.1, "downrank": {"visibility": 0.2, "strikes": 1}}
    rules |= {"breaker": {"threshold": 1.0, "hold": 4.0}}
    settings = worlds.settings(enforcement=rules, operation=worlds.OPERATION | {"stops_at": 1e4})
    n_held = 0
    for seed in (2, 5):
        lived = worlds.lived(Scenario(**settings | {"ticks": 48}), seed=seed)
        posts, since = posts_of(lived), lived.platform.each[0].strikes.since
        held = np.isin(posts["number"], [entry.row for entry in lived.ledger.events if entry.event == "held_back"])
        when = since[posts["author"]]
        earlier = held & (when >= 0) & (posts["born"] <= when) & (posts["found"] < 0)
        n_held += int(earlier.sum())
        assert np.isin(posts["visibility"][earlier], [0.0, 1.0]).all(), "held still, or shown as ever"
    assert n_held > 0


def test_who_is_restored_on_appeal_is_limited_no_longer_and_begins_anew() -> None:
    rules: dict[str, Any] = {"delay": 0.0, "threshold": 0.3, "content_weight": 1.0, "search_mistakes": 0.4}
    rules |= {"downrank": {"visibility": 0.2, "strikes": 1}}
    rules |= {"suspension": {"reviews": 3.0, "threshold": 0.3, "appeal_delay": 4.0}}
    lived = worlds.lived(worlds.world(enforcement=rules), seed=0)
    events = lived.ledger.events
    limited = {(entry.subject, entry.row): entry.tick for entry in events if entry.event == "limited"}
    restored = {(entry.subject, entry.row): entry.tick for entry in events if entry.event == "restored"}
    both = [one for one in limited if one in restored and limited[one] < restored[one]]
    assert both
    posts, first = posts_of(lived), {"member": 0, "poster": lived.first_poster}
    for subject, row in both:
        theirs = posts[posts["author"] == row + first[subject]]
        later = theirs[(theirs["born"] > restored[subject, row]) & (theirs["found"] < 0)]
        again = lived.platform.each[0].strikes.since[row + first[subject]]
        assert (later["visibility"][(later["born"] <= again) | (again < 0)] == 1.0).all()


def test_under_labels_the_overt_accounts_are_labelled_from_the_start_and_no_others() -> None:
    for rules, labelled in (({"label": {"cut": 0.25}}, True), ({}, False)):
        accounts = market(threshold=1.0, **rules).accounts.columns
        assert ((accounts.labelled == 0) == (~accounts.covert & labelled)).all()


def test_mistakes_alone_take_down_criticism() -> None:
    perfect, fallible = (
        market(threshold=1.0, delay=0.0, search_mistakes=rate, removal={"half_life": 0.0}) for rate in (0.0, 0.5)
    )
    for lived, removed in ((perfect, False), (fallible, True)):
        posts = posts_of(lived)
        critical = lived.forum.serves(np.arange(len(posts))) == SERVES_CRITIC
        assert bool((posts["removed"][critical] >= 0).any()) == removed


PARTS = {
    "label": {"label": {"cut": 1.0}},
    "downrank": {"downrank": {"visibility": 0.2}},
    "removal": {"removal": {"half_life": 12.0}},
    "breaker": {"breaker": {"threshold": 12.0}},
    "nudge": {"nudge": {"cut": 0.5}},
    "suspension": {"suspension": {"reviews": 0.4, "threshold": 0.4}},
    "suspension on report": {
        "posture": "on_report",
        "report_rate": 0.2,
        "suspension": {"reviews": 24.0, "threshold": 0.2},
    },
}


def acted(lived: Marketplace) -> bool:
    """Tell whether the platform ever did anything that others could notice."""
    posts = posts_of(lived)
    touched = (posts["endorsement"] < 1) | (posts["visibility"] < 1) | (posts["friction"] > 0) | (posts["removed"] >= 0)
    return bool(touched.any() or lived.ledger.count("suspended"))


@pytest.mark.parametrize("part", PARTS)
def test_paired_worlds_are_the_same_until_the_platform_first_acts(part: str) -> None:
    for plain, ruled in zip(ticks(), ticks(delay=6.0, threshold=0.5, **PARTS[part]), strict=True):
        if acted(ruled):
            assert part == "nudge" or ruled.tick > 1
            return
        states = worlds.bytes_of(plain), worlds.bytes_of(ruled)
        assert [name for name in states[0] if name not in PAPERS and states[0][name] != states[1][name]] == []
    pytest.fail("the part never acted")


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_acts_makes_a_difference(part: str) -> None:
    plain, ruled = market(), market(delay=2.0, threshold=0.3, **PARTS[part])
    assert posts_of(plain)["reads"].tobytes() != posts_of(ruled)["reads"].tobytes()


def test_whoever_comments_comes_up_for_review_on_whichever_side() -> None:
    """Of two who argue in a thread, the platform does not look at the one against the post alone."""
    quiet = {"conduct.share_rate": 0.0, "conduct.quote_rate": 0.0, "conduct.defend_rate": 0.5}
    ordered = {"strategy.covert_posts": 0.0, "strategy.covert_replies": 10.0}
    rules = {"rebuttals": {"crowd": {}}, "enforcement": {"suspension": {"reviews": 0.0}}}
    market = worlds.lived(Scenario(**worlds.changed(worlds.hot_settings(**rules), quiet | ordered)))
    comments, dossiers = market.forum.comments.in_use(), market.platform.each[0].dossiers
    for stance in (ASSERTS, DENIES):
        theirs = np.unique(comments["author"][(comments["stance"] == stance)])
        members = theirs[theirs < market.world.members]
        assert len(members) > 3
        assert dossiers.spoke[members].all()
    replied = np.flatnonzero(market.accounts.columns.n_replies)
    assert len(replied)
    assert np.isin(replied + market.first_account, dossiers.suspects().sources).all()


def test_messages_that_say_nothing_are_no_sign_of_coordination() -> None:
    market = worlds.lived(worlds.world(**worlds.RULE_SETS["resharers"] | {"enforcement": worlds.ENFORCED}))
    posts = market.forum.posts.in_use()
    assert (posts["stance"] == SAYS_NOTHING).sum() > 100
    trail = market.platform.each[0].dossiers._trail()
    assert len(trail.authors)
    assert (trail.authors >= market.first_account).all(), "members said nothing of any narrative"
