"""Small things made by hand: members, posts, scenes and records that hold only what a test is about."""

from typing import Any

import numpy as np

from sim.base.chance import stream
from sim.kernels.delivery import followers_within
from sim.state.accounts import accounts_from
from sim.state.comments import no_comments
from sim.state.feeds import empty_feeds
from sim.state.ledger import Event
from sim.state.members import Members, no_members
from sim.state.narratives import Narratives
from sim.state.posts import no_posts
from sim.state.record import Record
from sim.state.scene import Scene
from sim.state.table import Table
from sim.state.ties import Ties
from sim.state.visits import MOST_ITEMS, READ, Visits, no_visits
from sim.state.voices import CRITIC, PEER, PRESS, STATE, VOICES

STREAM = stream(11)
ALL_VOICES = (PEER, STATE, CRITIC, PRESS)


def logit(probability: float) -> float:
    """Return the log-odds of a probability."""
    return float(np.log(probability / (1 - probability)))


def members(n: int = 1, n_narratives: int = 1, **columns: Any) -> Members:
    """Return members of whom only the named columns are not at their beginning."""
    made = no_members(n, n_narratives)
    for name, value in columns.items():
        getattr(made, name)[...] = value
    return made


def posts(n: int = 1, **columns: Any) -> Any:
    """Return n posts with keys 1000, 1001, …; an unnamed author is nobody's seat."""
    table = Table(no_posts())
    table.append(n, **({"key": 1000 + np.arange(n), "author": 10_000_000} | columns))
    return table.records[:n]


def comments(n: int, **columns: Any) -> Any:
    """Return n comments, not hidden."""
    table = Table(no_comments())
    table.append(n, key=np.arange(n), **columns)
    return table.in_use().view(np.recarray)


def scene(people: Members, written: Any, *, tick: int = 1, length: int = 4, **parts: Any) -> Scene:
    """Return a scene; after the members' seats, source ``n + v`` speaks with voice v."""
    n, n_narratives = people.belief.shape
    made = Scene(
        members=people,
        visits=no_visits(n),
        feeds=empty_feeds(n, length),
        posts=written,
        sides=np.ones(n_narratives, np.int8),
        resonance=np.ones((1, n_narratives)),
        voices=np.array([PEER] * n + list(ALL_VOICES), np.uint8),
        stream=STREAM,
        log_odds=True,
        tick=tick,
        tick_hours=1.0,
    )
    return made._replace(**parts)


def hand(visits: Visits, row: int, items: list[int], flags: int = READ) -> None:
    """Hand a visitor some posts, each with the given flags."""
    visits.n_items[row] = len(items)
    visits.posts[row] = items + [-1] * (MOST_ITEMS - len(items))
    visits.reactions[row, : len(items)] = flags


def fill(feeds: Any, row: int, items: list[tuple[int, float, int]]) -> None:
    """Put (post, shares, since) into the first slots of a member's feed."""
    for slot, (post, shares, since) in enumerate(items):
        feeds["posts"][row, slot], feeds["shares"][row, slot], feeds["since"][row, slot] = post, shares, since


def feed_of(feeds: Any, row: int) -> list[tuple[int, float, int]]:
    """Return (post, shares, since) of the slots in use, by post."""
    slots = feeds[row]
    used = slots["posts"] >= 0
    return sorted(zip(*(slots[name][used].tolist() for name in ("posts", "shares", "since")), strict=True))


def narratives(side: tuple[int, ...] = (1,), **columns: Any) -> Narratives:
    """Return narratives that serve the given sides, appeal 1, fragility 1, unseasoned."""
    n = len(side)
    made = Narratives(
        side=np.array(side, np.int8),
        appeal=np.ones(n),
        fragility=np.ones(n),
        seasoning=np.ones(n),
        resonance=np.ones((1, n)),
        counters=np.full(n, -1, np.int16),
        published_per_day=np.zeros(n),
    )
    return made._replace(**columns)


def record(**parts: Any) -> Record:
    """Return the record of a run of which only the named parts are of interest."""
    made = Record(
        steps={},
        posts=posts(0).view(np.recarray),
        comments=comments(0),
        accounts=accounts_from(np.zeros(0, bool), np.zeros(0), np.zeros(0)),
        narratives=narratives(),
        roles=np.zeros(3, np.int8),
        campaign=np.array([True]),
        belief=np.zeros((2, 1)),
        segment=np.zeros(2, np.int16),
        events=[],
        spent=0.0,
        tick_hours=1.0,
    )
    return made._replace(**parts)


def record_posts(n: int, **columns: Any) -> Any:
    """Return posts as a record shows them."""
    return posts(n, **columns).view(np.recarray)


def suspended(subject: str, row: int) -> Event:
    """Return the event of a suspension."""
    return Event(5, "suspended", subject, row)


def crowd(n: int = 60, n_narratives: int = 3, n_posts: int = 40, seed: int = 5) -> Scene:
    """Return a busy scene at tick 9: full columns, full feeds, everybody visiting; the same for the same seed."""
    luck = np.random.default_rng(seed)
    people = _crowd_members(luck, n, n_narratives)
    written = _crowd_posts(luck, n, n_narratives, n_posts)
    made = scene(people, written, tick=9, length=6, sides=np.array([1, -1, 0], np.int8)[:n_narratives])
    made.feeds["posts"] = np.argsort(luck.random((n, n_posts)), axis=1)[:, :6]
    made.feeds["posts"][luck.random((n, 6)) < 0.2] = -1
    made.feeds["shares"] = luck.integers(1, 4, (n, 6))
    made.feeds["since"] = luck.integers(4, 9, (n, 6))
    made.visits.n_items[:] = luck.integers(0, MOST_ITEMS + 1, n)
    return made


def _crowd_members(luck: np.random.Generator, n: int, n_narratives: int) -> Members:
    pairs = (n, n_narratives)
    beliefs, trust = luck.normal(0, 2, (2, *pairs)), luck.uniform(0.02, 0.98, (2, n, len(VOICES)))
    return members(
        n,
        n_narratives,
        visit_chance=luck.uniform(0, 0.95, n),
        items_wanted=luck.integers(1, MOST_ITEMS + 1, n),
        prior=beliefs[0],
        belief=beliefs[1],
        trust_prior=trust[0],
        trust=trust[1],
        met=luck.exponential(2, (*pairs, len(VOICES))),
        corrected=luck.exponential(1, pairs),
        fear=luck.exponential(0.5, n),
        suspended=luck.random(n) < 0.1,
        warned=np.linspace(0.0, 0.6, 2 * n).reshape(n, 2),
    )


def _crowd_posts(luck: np.random.Generator, n: int, n_narratives: int, n_posts: int) -> Any:
    return posts(
        n_posts,
        author=luck.integers(0, n + len(VOICES), n_posts),
        narrative=luck.integers(0, n_narratives, n_posts),
        stance=luck.choice([-1, 1], n_posts),
        quotes=luck.choice([-1, 0], n_posts),
        born=luck.integers(0, 9, n_posts),
        last_read=luck.integers(0, 9, n_posts),
        appeal=luck.random(n_posts),
        fragility=luck.random(n_posts),
        standing=luck.uniform(-0.1, 1, n_posts),
        visibility=luck.choice([0.0, 0.5, 1.0], n_posts),
        friction=luck.random(n_posts),
        removed=luck.choice([-1, -1, -1, 3], n_posts),
        knocked_out=luck.choice([-1, -1, -1, 4], n_posts),
        rebuttal_force=luck.choice([0.0, 0.5, 2.0], (n_posts, len(VOICES))),
        defence_force=luck.random(n_posts),
        rebuttals_aimed=luck.random(n_posts),
        rebuttals_silenced=luck.random(n_posts),
    )


def told_out(ties: Ties) -> Ties:
    """Return the same ties with all of them listed, those too that are worked out when they are asked for."""
    n = len(ties.start) - 1
    rows = [followers_within(ties, source, 0, max(ties.unstored.members, n)) for source in range(n)]
    start = np.concatenate([[0], np.cumsum([len(each) for each in rows])]).astype(np.int64)
    return Ties(start, np.concatenate([np.zeros(0, np.int32), *rows]))
