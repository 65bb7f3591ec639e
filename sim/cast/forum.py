"""The forum: the posts, their threads, and what was said in them in the present tick."""

import math
from typing import Any

import numpy as np

from sim.base.chance import ALONE, AT_START, Stream, draws, identity, purpose
from sim.base.compiled import compiled
from sim.cast.history import History, hide
from sim.kernels.fates import Shelf, settle_fates
from sim.kernels.gathering import Deeds
from sim.kernels.ring import Blows, Landed, settle
from sim.state.comments import no_comments
from sim.state.identities import Identities
from sim.state.ledger import Ledger
from sim.state.narratives import Narratives
from sim.state.posts import ALIVE, no_posts
from sim.state.removers import BY_PLATFORM
from sim.state.renumbering import Renumbering
from sim.state.table import Table
from sim.state.voices import ASSERTS, DENIES

POST = purpose("post.identity")
QUOTE = purpose("quote.identity")
COMMENT = purpose("comment.identity")
REPORT = purpose("report.identity")
SIGHT = purpose("sight.identity")
_FOUND = purpose("item.outlasts_search")
_LOG_2 = math.log(2.0)
# Narratives are numbered with fewer bits than this.
_NTH_BITS = 16
_NO_ROWS = np.zeros(0, np.int64)


class Forum:
    """Tables of posts and comments; what is new in this tick stands at their ends, from ``first_new_*`` on.

    Comments from ``first_unlanded`` on have not yet struck a blow or a parry.
    """

    def __init__(self, narratives: Narratives, identities: Identities, stream: Stream, ledger: Ledger) -> None:
        """Open an empty forum; ``identities`` of sources key what each of them writes."""
        self.identities = identities
        self.posts: Table = Table(no_posts())
        self.comments: Table = Table(no_comments())
        self.history = History()
        self.narratives, self.stream, self.ledger = narratives, stream, ledger
        self.alive = np.zeros(0, np.int64)
        self.first_new_post = 0
        self.first_new_comment = 0
        self.first_unlanded = 0

    def begin_tick(self) -> None:
        """Count as new only what comes from now on."""
        self.first_new_post, self.first_new_comment = self.posts.n_rows, self.comments.n_rows

    def new_posts(self) -> np.ndarray:
        """Return the rows of the posts that came in this tick."""
        return np.arange(self.first_new_post, self.posts.n_rows)

    def new_comments(self) -> np.ndarray:
        """Return the rows of the comments that came in this tick."""
        return np.arange(self.first_new_comment, self.comments.n_rows)

    def numbers(self, rows: np.ndarray) -> np.ndarray:
        """Return the numbers of posts [k], by which they are known for the whole run."""
        return np.asarray(self.posts.columns["number"][rows])

    def serves(self, posts: np.ndarray) -> np.ndarray:
        """Return whose side each post [k] serves: +1 the state's, -1 the critics', 0 nobody's."""
        columns = self.posts.columns
        return np.asarray(columns["stance"][posts] * self.narratives.side[columns["narrative"][posts]])

    def publish(self, tick: int, authors: np.ndarray, narratives: np.ndarray, nth: np.ndarray | int = 0) -> np.ndarray:
        """Put up a post that asserts a narrative for each author [k]; return the rows.

        ``nth`` [k] tells an author's posts about one narrative in one tick apart: 0 for the first.
        """
        if len(authors) == 0:
            return _NO_ROWS
        keys = identities(self.stream, POST, tick, self.identities[authors], narratives + (nth << _NTH_BITS))
        return self._put_up(tick, keys, authors, narratives, np.full(len(authors), ASSERTS))

    def report(self, tick: int, desks: np.ndarray, narratives: np.ndarray, stances: np.ndarray) -> np.ndarray:
        """Put up each desk's report [k]: that a voice is unreliable (asserts) or not (denies); return the rows."""
        news = narratives * 2 + (stances == DENIES)
        keys = identities(self.stream, REPORT, tick, self.identities[desks], news)
        return self._put_up(tick, keys, desks, narratives, stances)

    def show(self, tick: int, desks: np.ndarray, narratives: np.ndarray) -> np.ndarray:
        """Put up what some see for themselves, under a desk each [k]: that a voice is unreliable; return the rows."""
        keys = identities(self.stream, SIGHT, tick, self.identities[desks], narratives)
        return self._put_up(tick, keys, desks, narratives, np.full(len(desks), ASSERTS))

    def quote(self, tick: int, deeds: Deeds) -> np.ndarray:
        """Put up a critical quote for each deed: a post of the opposite stance that shows what it quotes."""
        if len(deeds.posts) == 0:
            return _NO_ROWS
        columns = self.posts.columns
        keys = identities(self.stream, QUOTE, tick, self.identities[deeds.members], columns["key"][deeds.posts])
        stances = -columns["stance"][deeds.posts]
        return self._put_up(
            tick, keys, deeds.members, columns["narrative"][deeds.posts], stances, self.numbers(deeds.posts)
        )

    def _put_up(
        self,
        tick: int,
        keys: np.ndarray,
        authors: np.ndarray,
        narratives: np.ndarray,
        stances: np.ndarray,
        quotes: np.ndarray | int = -1,
    ) -> np.ndarray:
        fragility = self.narratives.fragility[narratives]
        rows = self.posts.append(
            len(keys),
            key=keys,
            author=authors,
            narrative=narratives,
            stance=stances,
            quotes=quotes,
            appeal=self.narratives.appeal[narratives],
            quality=np.where(stances == ASSERTS, 1.0 - fragility, fragility),
            fragility=np.where(stances == ASSERTS, fragility, 1.0 - fragility),
            born=tick,
            last_read=tick,
            standing=self.narratives.seasoning[narratives],
            found_after=half_lives(self.stream, keys),
        )
        self.alive = np.concatenate([self.alive, rows])
        return rows

    def comment(
        self, tick: int, authors: np.ndarray, posts: np.ndarray, stance: int, voices: np.ndarray, force: np.ndarray
    ) -> np.ndarray:
        """Add a comment by each author [k] in the thread of a post, not yet landed; return their rows [k]."""
        if len(authors) == 0:
            return np.zeros(0, np.int64)
        keys = identities(self.stream, COMMENT, tick, self.identities[authors], self.posts.columns["key"][posts])
        rows = self.comments.append(
            len(keys),
            key=keys,
            author=authors,
            post=posts,
            stance=stance,
            voice=voices,
            force=force,
            born=tick,
            found_after=half_lives(self.stream, keys),
        )
        if stance == DENIES:
            np.add.at(self.posts.columns["rebuttals_aimed"], posts, force)
        return rows

    def swallow(self, posts: np.ndarray, force: float | np.ndarray) -> None:
        """Count rebuttals that fear or jail kept from being written under posts [k]: aimed, and silenced."""
        np.add.at(self.posts.columns["rebuttals_aimed"], posts, force)
        np.add.at(self.posts.columns["rebuttals_silenced"], posts, force)

    def hide_comments(self, tick: int, rows: np.ndarray, by: int) -> None:
        """Hide comments: their force goes out of the thread if it had landed there. ``by`` is one of ``REMOVERS``."""
        hide(self.posts.columns, self.comments.columns, rows, self.first_unlanded, (tick, by))

    def remove_posts(self, tick: int, rows: np.ndarray, by: int) -> None:
        """Take posts down; those that are down already keep their date, and ``by`` whom."""
        columns = self.posts.columns
        fresh = rows[columns["removed"][rows] < 0]
        columns["removed"][fresh], columns["removed_by"][fresh] = tick, by
        self.ledger.record(tick, "post_removed", "post", self.numbers(fresh))

    def take_down(self, tick: int, authors: np.ndarray) -> None:
        """Take down what the ``authors`` [k] ever posted, and hide what they commented: the platform suspends them."""
        posts, comments = self.posts.in_use(), self.comments.in_use()
        fresh = np.flatnonzero(np.isin(posts["author"], authors) & (posts["removed"] < 0))
        posts["removed"][fresh], posts["removed_by"][fresh] = tick, BY_PLATFORM
        taken = np.concatenate([self.history.take_down(tick, authors), self.numbers(fresh)])
        self.ledger.record(tick, "post_removed", "post", np.sort(taken))
        theirs = np.flatnonzero(np.isin(comments["author"], authors) & (comments["hidden"] < 0))
        self.hide_comments(tick, theirs, BY_PLATFORM)

    def settle_ring(self, tick: int, blows: Blows) -> int:
        """Land this tick's visible comments, settle the ring of every post without a fate; return landed rebuttals.

        A fight is over when its post meets its fate: what is said under it later moves its readers, not its standing.
        """
        comments, posts = self.comments.columns, self.posts.columns
        rows = self.new_comments()
        rows = rows[comments["hidden"][rows] < 0]
        self.first_unlanded = self.comments.n_rows
        landed = self._land(rows)
        fought = self.alive[posts["removed"][self.alive] < 0]
        knocked_out = settle(self.posts.records, fought, landed, blows, tick)
        self.ledger.record(tick, "knocked_out", "post", self.numbers(knocked_out))
        threads = comments["post"][rows]
        comments["landed"][rows] = True
        comments["standing"][rows] = posts["standing"][threads]
        in_the_ring = np.isin(threads, fought) & np.isin(threads, landed.posts[landed.rebuttals > 0.0])
        comments["round"][rows[in_the_ring]] = posts["rounds"][threads[in_the_ring]]
        return int((comments["stance"][rows] == DENIES).sum())

    def _land(self, rows: np.ndarray) -> Landed:
        """Add the force of new comments to what is visible in their threads; return it by thread."""
        comments, posts = self.comments.columns, self.posts.columns
        threads, place = np.unique(comments["post"][rows], return_inverse=True)
        rebuts, force = comments["stance"][rows] == DENIES, comments["force"][rows]
        # Of nothing at all, NumPy makes sums of whole numbers.
        rebuttals = np.bincount(place[rebuts], force[rebuts], minlength=len(threads)).astype(np.float64)
        defences = np.bincount(place[~rebuts], force[~rebuts], minlength=len(threads)).astype(np.float64)
        np.add.at(
            posts["rebuttal_force"], (comments["post"][rows[rebuts]], comments["voice"][rows[rebuts]]), force[rebuts]
        )
        posts["defence_force"][threads] += defences
        return Landed(threads.astype(np.int64), rebuttals, defences)

    def settle_fates(self, tick: int, shelf: Shelf) -> None:
        """Write down whom a fate befalls in this tick."""
        self.alive = settle_fates(self.posts.records, self.alive, shelf, tick)

    def pack(self, settled: np.ndarray) -> tuple[Renumbering, Renumbering]:
        """Move the posts of a mask [rows in use] and their comments into the history; return what rows become."""
        said = settled[self.comments.in_use()["post"]]
        places, of_comments = Renumbering(settled), Renumbering(said)
        posts, comments = self.posts.take_out(settled), self.comments.take_out(said)
        comments["post"] = (np.cumsum(settled) - 1)[comments["post"]]
        self.history.add(posts, comments)
        left = self.comments.in_use()
        left["post"] = places.places[left["post"]]
        self.alive = places.of(self.alive)
        self.first_new_post = places.below(self.first_new_post)
        self.first_new_comment = of_comments.below(self.first_new_comment)
        self.first_unlanded = of_comments.below(self.first_unlanded)
        return places, of_comments

    def all_posts(self, *names: str) -> Any:
        """Return the named columns of all posts of the run, in the order of their numbers; every column by default."""
        return self.history.all_posts(self.posts.in_use(), names)

    def all_comments(self) -> np.ndarray:
        """Return all comments of the run in the order of their numbers; ``post`` is the number of each one's post."""
        return self.history.all_comments(self.comments.in_use(), self.posts.in_use())

    def close(self, last_tick: int) -> None:
        """End the run: what is still alive stands, right-censored at the last tick."""
        fate_tick = self.posts.columns["fate_tick"]
        fate_tick[self.alive] = last_tick
        self.posts.columns["fate"][self.alive] = ALIVE


def identities(stream: Stream, kind: int, tick: int, ones: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return an identity [k] for each pair: of an author and what the author acts on."""
    keys: np.ndarray = keyed_identities(stream, (kind, tick), ones.astype(np.int64), others.astype(np.int64))
    return keys


@compiled
def keyed_identities(stream: Stream, moment: tuple[int, int], ones: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Do what ``identities`` says, for columns of one type."""
    keys = np.empty(len(ones), np.int64)
    for place in range(len(ones)):
        keys[place] = identity(stream, moment[0], moment[1], ones[place], others[place])
    return keys


@compiled
def half_lives(stream: Stream, keys: np.ndarray) -> np.ndarray:
    """Return how many half-lives of any search each item [k] would outlast: exponential, -log2 of a keyed draw."""
    outlasts = np.empty(len(keys), np.float64)
    for place in range(len(keys)):
        outlasts[place] = -math.log(draws(stream, _FOUND, AT_START, keys[place], ALONE).first) / _LOG_2
    return outlasts
