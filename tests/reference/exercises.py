"""Every kernel exercised on saved inputs: ``python -m tests.reference.exercises FILE.npz`` writes what came out.

Run once compiled and once with the compiler off; the two must agree to the last bit.
"""

import sys
from collections.abc import Callable

import numpy as np

from sim.base.chance import ALONE, Stream, draws, first_draws, identity, philox, purpose, stream, unit
from sim.beliefs.bayesian_source import BayesianSource, evidence, trust_after
from sim.cast.forum import half_lives, identities
from sim.cast.reprisals import jail_draws
from sim.cast.seating import ages_of_members, keyed_pairs, seat_segments
from sim.conducts.reader import Reader
from sim.conducts.resharer import Resharer
from sim.enforcement.suspension import reviewers_luck, rows_reviewed
from sim.feeds.bridging import Bridging
from sim.feeds.engagement import Engagement, recency
from sim.feeds.newest import Newest
from sim.kernels import curves
from sim.kernels.bridging import Ratings, agreement
from sim.kernels.crowding import crowds
from sim.kernels.delivery import (
    alarm_everyone,
    alarm_followers,
    everything,
    fill_outbox,
    followers_within,
    receive,
    receive_from_everyone,
)
from sim.kernels.fates import Shelf, settle_fates
from sim.kernels.gathering import count_on_posts, deeds_within
from sim.kernels.judging import luck_of_readings
from sim.kernels.luck import keyed_luck, luck_now
from sim.kernels.memory import calm
from sim.kernels.messages import make_junk
from sim.kernels.observing import acquaintance, observe_any, sums_by_chunk, total, trust_by_chunk
from sim.kernels.publishing import Calling, Candidates, Orders, boost, carry_out, speak_up, under_attack
from sim.kernels.reshares import copies_in_feeds, merge
from sim.kernels.ring import Blows, Landed, settle
from sim.kernels.trusting import Opinions, trust_after_news
from sim.kernels.unstored import counts_of_followers
from sim.kernels.wiring import followees_of, followers_of, joined
from sim.rebuttals.inoculation import Inoculation, warn_members
from sim.rebuttals.professionals import Professionals
from sim.state.accounts import accounts_from
from sim.state.alarms import Alarms
from sim.state.doubts import Doubts
from sim.state.feeds import Feeds
from sim.state.inputs import NO_INPUTS
from sim.state.members import Members
from sim.state.scene import Scene
from sim.state.visits import MOST_ITEMS, OPENED, READ
from sim.state.voices import CRITIC
from sim.ties.implicit import Implicit
from sim.ties.poisson import Poisson
from sim.ties.preferential import Preferential
from sim.ties.random_walk import RandomWalk
from sim.ties.segments import Segments
from tests.unit.hand_made import crowd, members, narratives

ONES = 0xFFFFFFFF
KNOWN_ANSWERS = (
    ((0, 0, 0, 0), (0, 0), "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ((ONES, ONES, ONES, ONES), (ONES, ONES), "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
)
"""Source: Random123, kat_vectors, philox4x32-10."""

Outcome = dict[str, np.ndarray]
ROOT: Stream = stream(0, 3)


def known_answers() -> Outcome:
    words = [philox(counter, key) for counter, key, _ in KNOWN_ANSWERS]
    return {"words": np.array(words, np.uint64)}


def keyed_draws() -> Outcome:
    what = purpose("exercise")
    units = [unit(np.int64(word)) for word in (0, 1, 2**31, ONES)]
    return {
        "draws": np.array([draws(ROOT, what, tick, one, ALONE) for tick in range(20) for one in range(20)]),
        "identities": np.array([identity(ROOT, what, 4, one, 9) for one in range(50)]),
        "units": np.array(units),
        "firsts": first_draws(ROOT, what, 4, np.arange(50), 9),
    }


def the_curves() -> Outcome:
    xs = np.linspace(-30, 30, 301).tolist()
    us = np.linspace(0.001, 0.999, 301).tolist()
    rising = np.array([0.0, 1.0, 1.0, 2.5])
    return {
        "probability": np.array([curves.probability(x) for x in xs]),
        "discount": np.array([curves.discount(abs(x), u) for x, u in zip(xs, us, strict=True)]),
        "normal": np.array([curves.standard_normal(u, 1 - u) for u in us]),
        "within": np.array([curves.within(x, -2.0, 5.0) for x in xs]),
        "place": np.array([curves.place_of(rising, x) for x in xs]),
        "recency": np.array([recency(abs(x), 0.4, 0.4) for x in xs]),
        "evidence": np.array([evidence(u, 0.3) for u in us]),
        "trust": np.array([trust_after(u, 0.7, 0.3) for u in us]),
    }


def seating() -> Outcome:
    people = members(80, 3)
    BayesianSource().seat(people, narratives((1, -1, 0)), np.array([-1.0, 0.0, 2.0]), ROOT)
    Reader().seat(people, ROOT, 1.0)
    seat_segments(people.segment, np.array([0.2, 0.5, 1.0]), ROOT)
    posters = Professionals().seat(2000, ROOT, 1.0)
    others = {"ages": ages_of_members(30, ROOT), "pairs": keyed_pairs(ROOT, (purpose("a"), purpose("b")), 30)}
    return _columns(people) | others | {"voice": posters.voice, "courage": posters.courage}


def wiring() -> Outcome:
    ties = Segments().wire(np.arange(200, dtype=np.int16) % 3, ROOT, NO_INPUTS)
    return {
        "start": ties.start,
        "followers": ties.followers,
        "joined": joined(ties, 220, np.array([9, 3, 150, 3]), np.array([210, 7, 7, 199])).followers,
        "pairs": followers_of(np.array([0.0, 0.1, 1.0]), np.arange(200, 203), 200, ROOT),
    }


def growing() -> Outcome:
    found: Outcome = {}
    for rule in (Preferential(followees=6.5), Poisson(followees=6.5), RandomWalk(followees=6.5)):
        ties = rule.wire(np.zeros(150, np.int16), ROOT, NO_INPUTS)
        found |= {f"{rule.kind}.start": ties.start, f"{rule.kind}.followers": ties.followers}
    unstored = Implicit(followees=6.5).wire(np.zeros(150, np.int16), ROOT, NO_INPUTS)
    found["implicit.counts"] = counts_of_followers(unstored)
    found["implicit.followers"] = followers_within(unstored, 7, 20, 140)
    return found


def resharing() -> Outcome:
    busy, conduct = crowd()._replace(kept=True), Resharer()
    busy.members.items_wanted[:] = 1
    ranked = Engagement(length=6, chatter=0.0)
    conduct.visit(busy, 0, 60)
    ranked.draw(busy, ranked.rule(1.0), 0, 60)
    conduct.attend(busy, conduct.rule(1.0), 0, 60)
    conduct.react(busy, conduct.rule(1.0), 0, 60)
    ties = Segments().wire(np.zeros(60, np.int16), ROOT, NO_INPUTS)
    outbox = fill_outbox(np.arange(60), np.arange(60) % 40, np.linspace(1.0, 3.0, 60))
    merge(busy, followees_of(ties, 60), outbox, np.arange(60, dtype=np.int32), 0, 60)
    make_junk(busy.posts, np.arange(0, 40, 3), 0.4, ROOT)
    return _feeds(busy.feeds, "kept") | {
        "writes": busy.visits.writes,
        "reactions": busy.visits.reactions[:, 0].copy(),
        "messages": conduct.messages(ROOT, 3, np.arange(50)),
        "appeal": busy.posts["appeal"].copy(),
        "copies": copies_in_feeds(busy.feeds, 40),
    }


def delivery() -> Outcome:
    ties = Segments().wire(np.zeros(60, np.int16), ROOT, NO_INPUTS)
    luck = np.random.default_rng(8)
    outbox = fill_outbox(luck.integers(0, 60, 50), luck.integers(0, 40, 50))
    one, all_mixed = crowd(), crowd()
    receive(one, ties, outbox, 1.3, 0, 60)
    alarm_followers(one.members.fear, ties, Alarms(np.array([3, 9]), np.array([0.3, 0.1])), 0, 60)
    few = fill_outbox(np.array([3, 61, 3]), np.array([5, 6, 7]))
    receive_from_everyone(all_mixed, everything(few), few, 0.0, 0, 60)
    alarm_everyone(all_mixed.members.fear, 0.6, 0, 60)
    return (
        _feeds(one.feeds, "ties")
        | _feeds(all_mixed.feeds, "all")
        | {"fear": one.members.fear, "all_fear": all_mixed.members.fear}
    )


def feeds() -> Outcome:
    found: Outcome = {}
    rules = (Newest(length=6, chatter=0.7), Engagement(length=6, chatter=0.7), Bridging(length=6, chatter=0.7))
    for name, feed in ((rule.kind, rule) for rule in rules):
        busy = crowd()
        busy.posts["bridging"] = np.linspace(-0.5, 0.5, len(busy.posts))
        feed.draw(busy, feed.rule(1.0), 0, 60)
        found |= {f"{name}.posts": busy.visits.posts.copy()} | _feeds(busy.feeds, name)
    return found


def reading() -> Outcome:
    busy, conduct, belief = _everybody_handed_items(), Reader(rebut_rate=0.5, defend_rate=0.5), BayesianSource()
    rule = belief.rule(narratives((1, -1, 0)), 1.0)
    conduct.visit(busy, 0, 30)
    busy.visits.n_items[30:] = MOST_ITEMS
    conduct.attend(busy, conduct.rule(1.0), 0, 60)
    belief.hear(busy, rule, 0, 60)
    conduct.react(busy, conduct.rule(1.0), 0, 60)
    belief.forget(busy.members, rule, 0, 60)
    calm(busy.members, np.arange(60) % 2, np.array([0.1, 0.3]), 0, 60)
    deeds = deeds_within(busy.visits, 0, 60)
    count_on_posts(busy.posts, deeds, 9)
    return _columns(busy.members) | deeds._asdict() | {"reads": busy.posts["reads"].copy()}


def doubting() -> Outcome:
    busy, conduct, belief = _everybody_handed_items(), Reader(rebut_rate=0.5, indignation=5.0), BayesianSource()
    about = np.array([-1, 2, -1, 1], np.int64)
    busy = busy._replace(doubts=Doubts(about, 0.8))
    conduct.attend(busy, conduct.rule(1.0), 0, 60)
    belief.hear(busy, belief.rule(narratives((1, -1, 0)), 1.0), 0, 60)
    conduct.react(busy, conduct.rule(1.0), 0, 60)
    trusted = trust_after_news(Opinions(busy.members.trust, busy.members.belief, busy.members.prior, busy.doubts, True))
    return {"belief": busy.members.belief, "reactions": busy.visits.reactions, "trusted": trusted}


def ring_and_fates() -> Outcome:
    busy = crowd()
    rows = np.arange(40)
    landed = Landed(rows, np.linspace(0, 9, 40), np.linspace(3, 0, 40))
    knocked_out = settle(busy.posts, rows[::2], landed, Blows(0.2, 0.05, 0.7, 0.5), 9)
    alive = settle_fates(busy.posts, rows, Shelf(4, 0.5), 9)
    return {"alive": alive, "now": knocked_out} | {
        name: busy.posts[name].copy() for name in ("standing", "rounds", "knocked_out", "fate", "fate_tick")
    }


def observing() -> Outcome:
    busy = crowd()
    busy.members.acquainted[::2] = True
    busy.members.last_asserted[::3] = 7
    busy.members.last_asserted[1::3] = 2
    beliefs = curves.probabilities(busy.members.belief)
    return {
        "sums": sums_by_chunk(acquaintance(busy.members), beliefs, 5),
        "any": np.array(observe_any(busy.members.last_asserted, np.array([True, False, True]), 5)),
        "trust": total(trust_by_chunk(busy.members.trust)),
    }


def speaking() -> Outcome:
    accounts = accounts_from(np.arange(40) % 2 == 0, np.linspace(-9, 1, 40), np.zeros(40))
    threads = Candidates(np.arange(7), np.arange(7) + 50, np.linspace(0, 3, 7))
    orders = Orders(0.5, 0.5, 0.5, np.array([0.3, 1.0]), 0, 0.5, in_step=0.5)
    carry_out(accounts, orders, threads, (ROOT, 4), 0, 40)
    boost(accounts, 0.5, threads, (ROOT, 4), 0, 40)
    posters = Professionals(answers_per_day=12.0, also_posts=0.5).seat(2000, ROOT, 1.0, 2)
    posters.fear[:] = np.linspace(0, 3, len(posters.fear))
    ages = np.linspace(0, 6, 7)
    calling = Calling(threads, threads, ages, ages, np.array([0.1, 1.4]))
    speak_up(posters, calling, CRITIC, (ROOT, 4), 0, len(posters.fear))
    attacked = under_attack(crowd().posts, np.arange(40), np.array([1, -1, 0], np.int8), 1)
    return {
        "attacked": attacked.posts,
        "attack": attacked.weights,
        "publishes": accounts.publishes,
        "replies": accounts.replies_to,
        "boosts": accounts.shares,
        "answers": posters.answers,
        "published": posters.publishes,
        "quotes": posters.quotes,
    }


def agreeing() -> Outcome:
    luck = np.random.default_rng(4)
    ratings = Ratings(luck.integers(0, 30, 200), luck.integers(0, 12, 200), luck.integers(0, 2, 200))
    found = agreement(ratings, 30, luck.uniform(-0.5, 0.5, 12))
    keys = np.arange(100)
    return {
        "of_raters": np.array([found.raters.intercepts, found.raters.factors]),
        "of_items": np.array([found.items.intercepts, found.items.factors]),
        "loss": np.array([found.mean, found.loss]),
        "luck": luck_of_readings(keys, keys[::-1] + 7, ROOT, 3),
    }


def warning() -> Outcome:
    people, rule = members(60), Inoculation(repeats_every=3.0, half_life=5.0).rule(1.0)
    for tick in range(5):
        warn_members(people, rule, (ROOT, tick), 0, 60)
    return {"warned": people.warned}


def lots() -> Outcome:
    keys = np.arange(100)
    together = crowds(np.minimum(keys % 31, 9), keys // 9 % 5, 10, 5)
    return {
        "company": together.company,
        "times": together.times,
        "luck": keyed_luck(ROOT, purpose("exercise"), keys),
        "luck_now": luck_now(ROOT, purpose("exercise"), 3, keys),
        "half_lives": half_lives(ROOT, keys),
        "jail": jail_draws(ROOT, 3, keys),
        "reviewed": rows_reviewed(ROOT, 3, 0.1, 500),
        "reviewers": reviewers_luck(ROOT, 3, keys),
        "identities": identities(ROOT, purpose("exercise"), 3, keys, keys[::-1]),
    }


EXERCISES: tuple[Callable[[], Outcome], ...] = (
    *(known_answers, keyed_draws, the_curves, seating, wiring, growing, delivery, resharing),
    *(feeds, reading, ring_and_fates, observing, speaking, lots, doubting, agreeing, warning),
)


def _everybody_handed_items() -> Scene:
    busy = crowd()
    luck = np.random.default_rng(3)
    busy.visits.posts[:] = luck.integers(0, 40, busy.visits.posts.shape)
    busy.visits.posts[::4, 3:] = -1
    busy.visits.reactions[:] = READ | OPENED
    return busy


def _columns(people: Members) -> Outcome:
    return people._asdict()


def _feeds(slots: Feeds, name: str) -> Outcome:
    return {f"{name}.{field}": slots[field].copy() for field in ("posts", "shares", "since")}


def outcomes() -> Outcome:
    """Return what every exercise left behind, by ``exercise.name``."""
    return {
        f"{exercise.__name__}.{name}": np.asarray(found) for exercise in EXERCISES for name, found in exercise().items()
    }


if __name__ == "__main__":
    np.savez(sys.argv[1], **outcomes())
