"""News about a voice is a post like any other, and what is believed of it scales trust in that voice."""

from typing import Any

import numpy as np
import pytest

from sim import Marketplace, simulate
from sim.beliefs.bayesian_source import BayesianSource
from sim.conducts.reader import Reader
from sim.kernels.trusting import doubt_raised, opinions_in, shifted_trust, trust_in
from sim.scenario.news import News
from sim.state.doubts import Doubts
from sim.state.visits import OPENED, READ
from sim.state.voices import ASSERTS, CRITIC, DENIES, NOBODY, PEER, PRESS, STATE
from tests import worlds
from tests.unit import hand_made

EXPOSE = {"dated": [{"kind": "expose", "hour": 3.0}]}


def market(ticks: int, **changes: Any) -> Marketplace:
    made = Marketplace(worlds.world(**({"shocks": EXPOSE} | changes)), 7)
    for _ in range(ticks):
        made.step()
    return made


def told(made: Marketplace) -> Any:
    posts = made.forum.posts.in_use()
    return posts[posts["author"] >= made.first_desk]


def doubting(prior: float, doubt: float, trust: float = 0.6, weight: float = 0.8) -> Any:
    """A reader who believed the news about the state with ``prior`` and now believes it with ``doubt``."""
    people = hand_made.members(1, 2, prior=hand_made.logit(prior), belief=hand_made.logit(doubt), trust=trust)
    about = np.array([NOBODY, 1, NOBODY, NOBODY], np.int64)
    return hand_made.scene(people, hand_made.posts(1), doubts=Doubts(about, weight))


def _asked(prior: float, doubt: float) -> Any:
    return opinions_in(doubting(prior, doubt))


@pytest.mark.parametrize(
    ("doubt", "before", "weight", "trust"),
    [
        (0.25, 0.25, 0.8, 0.5),
        (1.0, 0.0, 0.8, 0.1),
        (1.0, 0.0, 0.0, 0.5),
        (0.75, 0.25, 0.8, 0.25),
        (0.0, 0.25, 0.8, 0.625),
    ],
)
def test_trust_follows_the_law_of_total_probability(doubt: float, before: float, weight: float, trust: float) -> None:
    assert shifted_trust(0.5, doubt, before, weight) == pytest.approx(trust)


def test_only_the_voice_that_the_news_is_about_is_trusted_less() -> None:
    scene = doubting(0.25, 0.75)
    assert trust_in(opinions_in(scene), 0, STATE) == pytest.approx(0.6 * 0.4 / 0.8)
    assert [trust_in(opinions_in(scene), 0, voice) for voice in (PEER, CRITIC, PRESS)] == pytest.approx([0.6] * 3)
    assert scene.members.trust[0, STATE] == np.float32(0.6), "trust itself is not written"


def heard_with(doubt: float, about: int, flags: int, **numbers: Any) -> float:
    """Return belief after one post of the state, in a reader who came to doubt the voice ``about`` with ``doubt``."""
    people = hand_made.members(1, 2, prior=hand_made.logit(0.25), belief=hand_made.logit(doubt), trust=0.6)
    people.belief[0, 0] = people.prior[0, 0] = 0.0
    narratives_of = np.full(4, NOBODY, np.int64)
    narratives_of[about] = 1
    written = hand_made.posts(1, author=1 + STATE, fragility=1.0, rebuttal_force=np.array([[0.0, 0.0, 1.0, 0.0]]))
    now = hand_made.scene(people, written, doubts=Doubts(narratives_of, 0.8))
    reader = BayesianSource(trust_step=0.0, **numbers)
    hand_made.hand(now.visits, 0, [0], flags)
    reader.hear(now, reader.rule(hand_made.narratives((1, 0)), 1.0), 0, 1)
    return float(now.members.belief[0, 0])


def test_a_voice_that_is_doubted_is_weaker_evidence() -> None:
    assert heard_with(0.9, STATE, READ) < 0.6 * heard_with(0.25, STATE, READ)
    assert heard_with(0.9, CRITIC, READ) == heard_with(0.25, CRITIC, READ)


def test_commenters_who_are_doubted_correct_less() -> None:
    # Evidence off: what is left is the thread, in proportion to trust in those who rebut there, the critics.
    untold, told_off = (heard_with(doubt, CRITIC, READ | OPENED, evidence_weight=0.0) for doubt in (0.25, 0.9))
    assert untold < 0.0
    assert told_off == pytest.approx(untold * shifted_trust(0.6, 0.9, 0.25, 0.8) / 0.6, rel=1e-5)
    assert heard_with(0.9, PRESS, READ | OPENED, evidence_weight=0.0) == untold


def test_posts_of_a_voice_that_is_doubted_are_read_less() -> None:
    def n_read(doubt: float) -> int:
        people = hand_made.members(2_000, 2, prior=hand_made.logit(0.25), belief=hand_made.logit(doubt), trust=0.6)
        about = np.array([NOBODY, 1, NOBODY, NOBODY], np.int64)
        written = hand_made.posts(1, author=2_000 + STATE, appeal=0.2)
        now = hand_made.scene(people, written, doubts=Doubts(about, 0.8))
        for row in range(2_000):
            hand_made.hand(now.visits, row, [0], 0)
        reader = Reader(attention_base=0.0, attention_trust=0.5, attention_appeal=0.0)
        reader.attend(now, reader.rule(1.0), 0, 2_000)
        return int((now.visits.reactions[:, 0] & READ > 0).sum())

    assert n_read(0.25) == pytest.approx(2_000 * 0.5 * 0.6, rel=0.1)
    assert n_read(0.9) == pytest.approx(2_000 * 0.5 * shifted_trust(0.6, 0.9, 0.25, 0.8), rel=0.15)


def test_news_that_is_not_believed_more_than_before_raises_no_doubt() -> None:
    assert doubt_raised(_asked(0.5, 0.25), 0, STATE) == 0.0
    assert doubt_raised(_asked(0.25, 0.75), 0, STATE) == pytest.approx(0.5)
    assert doubt_raised(_asked(0.25, 0.75), 0, PRESS) == 0.0


def test_a_shock_puts_up_one_post_under_the_voice_that_reports_it() -> None:
    posts = told(market(6))
    assert (posts["born"].tolist(), posts["stance"].tolist()) == ([3], [ASSERTS])
    made = market(
        6, shocks={"dated": [{"kind": "ruling", "hour": 2.0, "about": "critic", "reliable": True, "by": "critic"}]}
    )
    posts = told(made)
    assert (posts["born"].tolist(), posts["stance"].tolist()) == ([2], [DENIES])
    assert made.voices[posts["author"][0]] == CRITIC
    assert made.narratives.about[posts["narrative"][0]] == CRITIC


def test_news_reaches_the_followers_of_the_desk_alone_and_moves_those_who_read_it() -> None:
    made = market(4)
    held = np.flatnonzero(
        (made.feeds["posts"] == np.flatnonzero(made.forum.posts.in_use()["author"] >= made.first_desk)).any(1)
    )
    ties, desk = made.mail.ties, made.first_desk
    assert set(held) == set(ties.followers[ties.start[desk] : ties.start[desk + 1]].tolist())
    assert len(held) == pytest.approx(0.3 * 150, abs=15)
    made = market(40)
    column = made.doubts.narratives[STATE]
    read = made.members.columns.acquainted[:, column]
    assert read.any()
    assert made.members.columns.belief[read, column].mean() > made.members.columns.prior[read, column].mean()
    assert np.allclose(made.members.columns.belief[~read, column], made.members.columns.prior[~read, column])


def test_what_is_reported_twice_in_a_tick_by_one_desk_is_one_post() -> None:
    made = market(1)
    for _ in range(2):
        made.newsroom.report(STATE, reliable=False, by=PRESS)
    made.newsroom.report(STATE, reliable=False, by=CRITIC)
    made.newsroom.report(STATE, reliable=True, by=PRESS)
    made.step()
    posts = told(made)
    assert len(posts) == 3
    assert len(set(posts["key"].tolist())) == 3
    assert made.ledger.count("reported") == 3


def test_news_that_nobody_foresaw_is_refused_with_what_to_do() -> None:
    with pytest.raises(ValueError, match="news about peer: none is foreseen; name the voice in reports_about"):
        market(0).newsroom.report(PEER, reliable=False, by=PRESS)


def test_desks_stand_abroad_and_are_heard_at_home_as_far_as_the_firewall_lets_them() -> None:
    for names in (["home", "overseas"], ["overseas", "home"]):
        behind = {"home": {"lets_in": 0.0}, "overseas": {}}
        made = market(20, markets={name: behind[name] for name in names})
        assert made.markets.names[made.markets.of[made.first_desk]] == "overseas"
        ties, desk = made.mail.ties, made.first_desk
        followers = ties.followers[ties.start[desk] : ties.start[desk + 1]]
        assert len(followers)
        assert {made.markets.names[place] for place in made.markets.of[followers]} == {"overseas"}


def test_without_news_to_come_there_is_neither_desk_nor_column() -> None:
    made = market(0, shocks={})
    assert made.first_desk == len(made.voices) == len(made.mail.ties.start) - 1
    assert made.narratives.about.shape == (0,)
    assert made.members.columns.belief.shape == (150, 3)
    assert News().beside(made.narratives, ()) is made.narratives


def test_news_that_has_yet_to_come_leaves_every_other_column_as_it_is() -> None:
    far = {"dated": [{"kind": "expose", "hour": 1e6, "about": voice} for voice in ("peer", "state", "critic", "press")]}
    plain, foreseen = (worlds.state_of(worlds.lived(worlds.world(shocks=shocks))) for shocks in ({}, far))
    assert foreseen["member.belief"].shape == (150, 7)
    for name, column in plain.items():
        other = foreseen[name]
        if name.startswith("member.") and column.ndim > 1 and "trust" not in name:
            other = other[:, :3]
        assert np.ascontiguousarray(other).tobytes() == np.ascontiguousarray(column).tobytes(), name


def test_the_operation_owns_no_news_and_sees_no_engagement_with_it() -> None:
    made = market(30, shocks={"dated": [{"kind": "expose", "hour": 1.0, "about": "critic"}]})
    assert made.narratives.side[3] == 1, "what hurts the critics serves the state"
    assert made.operation.own.tolist() == [False, True, True, False]
    assert np.sum(made.operation.engagement, axis=0)[3] == 0
    posts = made.forum.posts.in_use()
    assert (posts["reads"][posts["narrative"] == 3]).sum() > 0
    assert not np.isin(3, posts["narrative"][made.is_state_account(posts["author"])])


def test_news_counts_neither_as_reach_nor_as_a_post_of_the_campaign() -> None:
    about_critic = {"dated": [{"kind": "expose", "hour": 1.0, "about": "critic"}]}
    silent = {"strategy": {"kind": "silent"}}
    run = simulate(worlds.world(shocks=about_critic, **silent), 7)
    assert run.summary["reach_ever"] == 0
    assert run.steps["reach.news_about_critic"].max() > 0
    serving, news = run.posts["serves"] == "state", run.posts["narrative"] == "news_about_critic"
    assert (serving & news).sum() > 0
    assert run.summary["posts"] == (serving & ~news).sum()


def test_trust_in_the_steps_is_trust_as_the_news_left_it() -> None:
    loud = {"dated": [{"kind": "expose", "hour": float(hour)} for hour in range(24)]}
    run, plain = (simulate(worlds.world(shocks=shocks), 7) for shocks in (loud, {}))
    assert run.summary["trust_state"] < plain.summary["trust_state"]
    made = worlds.lived(worlds.world(shocks=loud))
    people, column = made.members.columns, made.doubts.narratives[STATE]
    doubt, before = (1 / (1 + np.exp(-beliefs[:, column].astype(float))) for beliefs in (people.belief, people.prior))
    expected = np.mean(people.trust[:, STATE] * (1 - 0.8 * doubt) / (1 - 0.8 * before))
    assert made.observer.steps()["trust_state"][-1] == pytest.approx(expected, rel=1e-5)
    off = simulate(worlds.world(shocks=loud, news={"weight": 0.0}), 7)
    assert off.summary["trust_state"] == pytest.approx(plain.summary["trust_state"], abs=0.02)


def test_a_punishment_that_becomes_news_is_reported_by_critics_and_never_silent_friction() -> None:
    fear = {"half_life": 2.0, "punish": 1.0, "jail": 0.0, "seen": 0.0}
    made = market(40, shocks={}, censorship={"fear": fear | {"reported": 1.0}})
    posts = told(made)
    assert made.ledger.count("punished") > 0
    assert len(posts) > 0
    assert set(made.voices[posts["author"]]) == {CRITIC}
    assert not np.isin(made.first_desk + 1, [event.row for event in made.ledger.events if event.event == "punished"])
    silent = market(40, shocks={}, censorship={"fear": fear | {"reported": 0.0}, "friction": {"half_life": 2.0}})
    assert silent.world.n_desks == 0


SEEN = {"half_life": 2.0, "punish": 1.0, "jail": 0.0, "reported": 0.0}


def test_those_who_follow_the_punished_and_nobody_else_find_one_report_of_it_past_any_filter() -> None:
    made = Marketplace(worlds.world(shocks={}, censorship={"fear": SEEN, "filter": {}}), 7)
    holders: set[int] = set()
    for _ in range(200):
        made.step()
        if len(made.censor.shown):
            break
    posts = told(made)
    assert (posts["born"].tolist(), posts["removed"].tolist()) == ([made.tick - 1], [-1])
    assert made.voices[posts["author"][0]] == CRITIC
    ties, row = made.mail.ties, len(made.forum.posts.in_use()) - 1
    for source in made.censor.shown.tolist():
        holders |= set(ties.followers[ties.start[source] : ties.start[source + 1]].tolist())
    assert holders
    assert set(np.flatnonzero((made.feeds["posts"] == row).any(1)).tolist()) == holders


def test_what_is_seen_is_one_post_a_tick_however_many_are_punished() -> None:
    made = worlds.lived(worlds.world(shocks={}, ticks=60, censorship={"fear": SEEN | {"half_life": 0.5}}))
    ticks = [event.tick for event in made.ledger.events if event.event == "punished"]
    assert len(ticks) > len(set(ticks)), "several are punished in one tick"
    assert told(made)["born"].tolist() == sorted(set(ticks))
    assert len(set(told(made)["key"].tolist())) == len(set(ticks))


def test_a_seen_punishment_moves_the_belief_of_those_who_read_of_it_and_of_nobody_else() -> None:
    made = worlds.lived(worlds.world(shocks={}, ticks=60, censorship={"fear": SEEN}))
    people, column = made.members.columns, made.doubts.narratives[STATE]
    read = people.acquainted[:, column]
    assert 0 < read.sum() < len(read)
    assert people.belief[read, column].mean() > people.prior[read, column].mean()
    assert np.allclose(people.belief[~read, column], people.prior[~read, column])


def test_who_comes_to_doubt_the_state_wishes_more_often_to_answer_it() -> None:
    loud = {"dated": [{"kind": "expose", "hour": float(hour)} for hour in range(24)]}
    answers = [
        simulate(worlds.world(shocks=loud, conduct=worlds.settings()["conduct"] | {"indignation": times}), 7).steps
        for times in (0.0, 20.0)
    ]
    assert answers[1]["comments"].sum() > answers[0]["comments"].sum()


def _rebuttals_of_the_state(**changes: Any) -> int:
    """How often members answered what serves the state, where punishment is seen at every turn and frightens nobody."""
    fearless = SEEN | {"deterrence": 0.0, "contagion": 0.0, "half_life": 1.0}
    conduct = worlds.settings()["conduct"] | {"indignation": 20.0}
    settings = {"shocks": {}, "members": 600, "ticks": 96, "conduct": conduct} | changes
    censorship = {"fear": fearless | settings.pop("fear", {})}
    made = worlds.lived(worlds.world(**settings, censorship=censorship))
    talk = made.forum.comments.in_use()
    against = talk["stance"] * made.forum.serves(talk["post"]) < 0
    return int((against & (talk["author"] < made.world.members)).sum())


def test_who_sees_a_punishment_answers_the_state_more_often_unless_it_is_unseen_or_not_believed() -> None:
    patient = worlds.settings()["conduct"] | {"indignation": 0.0}
    without = [
        _rebuttals_of_the_state(**changes)
        for changes in ({"fear": {"seen": 0.0}}, {"news": {"prior": -15.0}}, {"conduct": patient})
    ]
    assert _rebuttals_of_the_state() > 1.5 * max(without)
    assert max(without) < 1.5 * min(without)
