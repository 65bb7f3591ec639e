"""What a replay remembers beside its pictures: the thread of every post worth a look, how everyone drawn stood."""

from typing import Any, Final

import numpy as np

from experiments.app.people import packed
from experiments.app.person import nth
from experiments.app.ring import listed, row_of, thread
from experiments.app.world_pair import Column, WorldPair
from sim.state.accounts import STATUSES
from sim.state.voices import SAYS_NOTHING, STANCES, VOICES

STEPS: Final = 254
"""A probability is kept in so many steps, a byte each."""

FEAR_STEPS: Final = 50
"""Steps of one unit of fear; more than five units are kept as five."""

_BYTE = 256


class Recording:
    """Notes of a pair of worlds, each of what has changed since the note before it.

    A post is followed from the first frame on that lists it, in both columns; a person is, from the start.
    """

    def __init__(self, pair: WorldPair) -> None:
        """Begin with nothing noted."""
        self.pair = pair
        self.followed: list[int] = []
        self.threads: list[list[list[dict[str, Any]]]] = []
        self.standings: list[list[str]] = []
        self._threads: list[dict[int, dict[str, Any]]] = [{} for _ in pair.columns]
        self._signs: list[dict[int, bytes]] = [{} for _ in pair.columns]
        self._stood = [np.zeros(0, np.uint8) for _ in pair.columns]

    def described(self) -> list[dict[str, Any]]:
        """Return what a page needs once to say who each person drawn is, a column each."""
        return [_described(column) for column in self.pair.columns]

    def note(self) -> None:
        """Note what has changed: threads, as fields and rows; and standings, bytes to be added modulo 256."""
        posts = self.pair.columns[0].market.forum.posts.in_use()
        listed_now = [int(posts["key"][row]) for row in listed(self.pair.columns[0].market)]
        self.followed += [key for key in listed_now if key not in self.followed]
        columns = list(enumerate(self.pair.columns))
        self.threads.append([self._changed_threads(place, column) for place, column in columns])
        self.standings.append([self._changed_standings(place, column) for place, column in columns])

    def _changed_threads(self, place: int, column: Column) -> list[dict[str, Any]]:
        market = column.market
        said = market.forum.comments.in_use()
        n_posts = len(market.forum.posts.in_use())
        n_said = np.bincount(said["post"], minlength=n_posts)
        n_hidden = np.bincount(said["post"][said["hidden"] >= 0], minlength=n_posts)
        changed = []
        for key in self.followed:
            row = row_of(market, key)
            if row is None:
                continue
            # A thread is put together only where its post or its comments have moved on.
            sign = market.forum.posts.columns[row].tobytes() + n_said[row].tobytes() + n_hidden[row].tobytes()
            if self._signs[place].get(key) == sign:
                continue
            self._signs[place][key] = sign
            now = thread(market, row)
            changed.append(_difference(self._threads[place].get(key), now))
            self._threads[place][key] = now
        return changed

    def _changed_standings(self, place: int, column: Column) -> str:
        now = standings(column)
        before = self._stood[place] if len(self._stood[place]) else np.zeros_like(now)
        self._stood[place] = now
        return packed(now - before)


def standings(column: Column) -> np.ndarray:
    """Return how everyone drawn stands, uint8 [k, n], nothing where a row does not apply.

    The rows: belief in each narrative and trust in each voice class, in ``STEPS``; fear in ``FEAR_STEPS``; status of an
    account; posts or answers so far, low and high byte; which narratives were met, a bit each; of the last post read
    its narrative (from 1; 0: none yet), stance and voice, and tick, low and high byte.
    """
    market, sources = column.market, column.people.sources
    is_member = sources < market.first_account
    rows = sources[is_member]
    members = market.members.columns
    belief = market.world.belief.probabilities(members.belief[rows])
    of_members = [
        *np.round(STEPS * belief.T),
        *np.round(STEPS * members.trust[rows].T),
        np.minimum(np.round(FEAR_STEPS * members.fear[rows]), STEPS),
        *np.zeros((3, len(rows))),
        *np.packbits(members.acquainted[rows].T, axis=0, bitorder="little"),
        *_last_read(column, rows),
    ]
    found = np.zeros((len(of_members), len(sources)), np.uint8)
    found[:, is_member] = np.array(of_members).astype(np.uint8)
    first = belief.shape[1] + len(VOICES)
    found[first : first + 4, ~is_member] = _of_speakers(column, sources[~is_member])
    return found


def _last_read(column: Column, rows: np.ndarray) -> list[np.ndarray]:
    market = column.market
    posts = column.reads.posts[rows]
    read, ticks = posts >= 0, np.maximum(column.reads.ticks[rows], 0)
    post = market.forum.posts.columns[np.maximum(posts, 0)]
    says = post["stance"] != SAYS_NOTHING
    how = (post["stance"].astype(np.int64) - min(STANCES)) * len(VOICES) + market.voices[post["author"]]
    return [read * says * (post["narrative"] + 1), read * (how + 1), read * (ticks % _BYTE), read * (ticks // _BYTE)]


def _of_speakers(column: Column, sources: np.ndarray) -> np.ndarray:
    """Return fear, status, and the low and high byte of the count of posts or answers, [4, n]."""
    market = column.market
    fear, status, count = np.zeros((3, len(market.voices)))
    accounts, posters = market.accounts.columns, market.posters.columns
    of_accounts = slice(market.first_account, market.first_poster)
    of_posters = slice(market.first_poster, market.first_desk)
    status[of_accounts], count[of_accounts] = accounts.status, accounts.n_posts
    fear[of_posters], count[of_posters] = np.round(FEAR_STEPS * posters.fear), posters.n_answers
    kept = np.array([np.minimum(fear, STEPS), status, count % _BYTE, count // _BYTE])
    return kept[:, sources].astype(np.uint8)


def _described(column: Column) -> dict[str, Any]:
    market, sources = column.market, column.people.sources
    ties, members = market.mail.ties, market.members.columns
    rows = sources[sources < market.first_account]
    created = np.zeros(len(market.voices))
    created[market.first_account : market.first_poster] = market.accounts.columns.created_hour
    prior = market.world.belief.probabilities(members.prior[rows])
    return {
        "n_followers": packed(np.diff(ties.start)[sources].astype("<u4")),
        "nth": packed(np.array([nth(market, int(row)) for row in sources]).astype("<u4")),
        "voice": packed(market.voices[sources].astype(np.uint8)),
        "segment": packed(members.segment[rows].astype(np.uint8)),
        "market": packed(market.markets.of[sources].astype(np.uint8)),
        "prior": packed(np.round(STEPS * prior.T).astype(np.uint8)),
        "created_hour": packed(created[sources].astype("<f4")),
        "narratives": list(market.observer.names),
        "segments": list(market.world.narratives.segments),
        "markets": list(market.markets.names) if market.markets.several else [],
        "voices": list(VOICES),
        "statuses": list(STATUSES),
        "stances": [STANCES[stance] for stance in sorted(STANCES)],
    }


def _difference(before: dict[str, Any] | None, now: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a thread that have changed, with its key, and the rows that have."""
    if before is None:
        return now
    known = {row["tick"]: row for row in before["rows"]}
    rows = [row for row in now["rows"] if known.get(row["tick"]) != row]
    fields = {name: value for name, value in now.items() if name != "rows" and before[name] != value}
    return fields | {"key": now["key"], "rows": rows}
