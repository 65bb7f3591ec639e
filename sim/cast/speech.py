"""Speech: what accounts, members and posters set out to do becomes posts, comments, and mail."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.kernels.gathering import Deeds, count_on_posts, deeds_within, one_after_the_other
from sim.kernels.messages import make_junk
from sim.state.visits import DEFENDS, HUSHED, LIKED, NOTHING, QUOTED, REBUTS, SHARED, SWALLOWS
from sim.state.voices import ASSERTS, DENIES, PEER, SAYS_NOTHING, SERVES_STATE

if TYPE_CHECKING:
    from sim.marketplace import Marketplace


class Speech:
    """Gathers, in the order of rows, what each agent wrote in its own row."""

    def __init__(self, model: "Marketplace") -> None:
        """Begin with nothing said."""
        self.model = model
        crowd = model.world.rebuttals.crowd
        self.crowd_force: float | None = crowd.force if crowd else None
        self.sources: list[np.ndarray] = []
        self.posts: list[np.ndarray] = []
        self.weights: list[np.ndarray] = []
        self.seen = (np.zeros(0, np.int64), np.zeros(0, np.int64))
        self.boosts = np.zeros(0, np.int64)
        self.engaged = np.zeros(0, np.int64)
        self.n_hushed = 0
        self.n_reads = 0
        self.exposures = 0
        # By member, over the whole run; and by narrative [2, J] in this tick: reads, and those of knocked-out posts.
        self.exposures_of = np.zeros(model.world.members, np.int32)
        self.amplified_by = np.zeros(model.world.members, np.int32)
        self.narrative_reads = np.zeros((2, len(model.narratives.side)), np.int64)

    def of_accounts(self) -> None:
        """Let the operation pay for the accounts' posts and replies, and put up what is paid for."""
        model, accounts = self.model, self.model.accounts.columns
        model.operation.pay()
        posting = np.flatnonzero(accounts.publishes != NOTHING)
        accounts.n_posts[posting] += accounts.times[posting]
        authors, nth = over(accounts.times[posting])
        posters = posting[authors]
        rows = model.forum.publish(model.tick, posters + model.first_account, accounts.publishes[posters], nth)
        orders, covert = model.operation.orders, accounts.covert[posters]
        overt, appeal = rows[~covert], model.forum.posts.columns["appeal"]
        appeal[overt] = np.minimum(appeal[overt] * orders.overt_appeal, 1.0)
        if orders.junk and len(rows):
            make_junk(model.forum.posts.records, rows[covert], orders.deception, model.stream)
        self._pass_on(posters + model.first_account, rows, np.where(covert, orders.flooding, 1.0))
        sharing = np.flatnonzero(accounts.shares != NOTHING)
        accounts.n_shares[sharing] += 1
        self.boosts = accounts.shares[sharing].astype(np.int64)
        self._pass_on(sharing + model.first_account, self.boosts)
        replying = np.flatnonzero(accounts.replies_to != NOTHING)
        accounts.n_replies[replying] += 1
        sources = replying + model.first_account
        self._comment(
            sources, accounts.replies_to[replying], ASSERTS, np.full(len(sources), model.operation.orders.reply_force)
        )

    def of_members(self) -> None:
        """Count what was read and liked; put up quotes; let the crowd's wishes become comments."""
        model = self.model
        deeds = one_after_the_other(model.over_members(partial(deeds_within, model.visits)))
        count_on_posts(model.forum.posts.records, deeds, model.tick)
        self._count(deeds)
        shares, quotes = deeds.that(SHARED), deeds.that(QUOTED)
        self._pass_on(shares.members, shares.posts)
        self._pass_on(quotes.members, model.forum.quote(model.tick, quotes))
        writers = np.flatnonzero(model.visits.writes)
        if model.messages.in_use:
            self._pass_on(writers, model.messages.write(writers))
        answering = deeds.where(self._may_answer(deeds))
        rebuttals, defences = answering.that(REBUTS), answering.that(DEFENDS)
        if self.crowd_force is not None:
            for wishes, stance in ((rebuttals, DENIES), (defences, ASSERTS)):
                self._comment(wishes.members, wishes.posts, stance, np.full(len(wishes.posts), self.crowd_force))
            model.forum.swallow(answering.that(SWALLOWS).posts, self.crowd_force)
        speakers = [shares.members, quotes.members, rebuttals.members, defences.members, writers]
        model.platform.note_speakers(np.concatenate(speakers))
        model.platform.note_reading(deeds)
        model.platform.note_boosts(self.boosts)
        model.notebook.note_reading(deeds)
        model.bridges.note_reading(deeds)
        model.threads.note_reading(deeds)
        self.engaged = self._engaged(deeds, answering)
        if model.markets.several:
            model.operation.note_leaks(self._read_at_home(deeds))

    def of_posters(self) -> None:
        """Put up the critics' posts and the professionals' answers."""
        model, posters = self.model, self.model.posters.columns
        publishing = self._publish(posters.publishes)
        answering = np.flatnonzero(posters.answers != NOTHING)
        posters.n_answers[answering] += 1
        quoting = np.flatnonzero(posters.quotes)
        told = Deeds(quoting + model.first_poster, posters.answers[quoting], np.zeros(len(quoting), np.uint16))
        self._pass_on(told.members, model.forum.quote(model.tick, told))
        answered = posters.answers[answering]
        self._comment(answering + model.first_poster, answered, DENIES, posters.skill[answering])
        self._withhold()
        self._show_engagement(np.concatenate([self.engaged, answered]))
        model.platform.note_speakers(np.concatenate([publishing, answering]) + model.first_poster)

    def _withhold(self) -> None:
        """Count what fear or jail kept professionals from saying in this tick."""
        posters, forum = self.model.posters.columns, self.model.forum
        kept = np.flatnonzero(posters.withholds != NOTHING)
        unanswered = posters.withholds[kept]
        forum.swallow(unanswered, posters.skill[kept])
        critical = forum.serves(unanswered) == SERVES_STATE
        self.n_hushed += int(critical.sum()) + int(posters.unpublished.sum())

    def of_newsroom(self, sources: np.ndarray, posts: np.ndarray) -> None:
        """Pass on what the desks reported."""
        self._pass_on(sources, posts)

    def of_witnesses(self, sources: np.ndarray, posts: np.ndarray) -> None:
        """Let those who follow the ``sources`` [k] see ``posts`` [k]; no border stops what befalls whom one follows."""
        self.seen = (sources, posts)

    def post_mail(self) -> None:
        """Hand all that is passed on in this tick to the mail."""
        none = np.zeros(0, np.int64)
        sources, posts = np.concatenate([none, *self.sources]), np.concatenate([none, *self.posts])
        weights = np.concatenate([np.zeros(0), *self.weights])
        standing = self.model.forum.posts.columns["removed"][posts] < 0
        standing &= self.model.censor.let_pass(sources, posts)
        seen_of, seen = self.seen
        sources, posts = np.concatenate([sources[standing], seen_of]), np.concatenate([posts[standing], seen])
        weights = np.concatenate([weights[standing], np.ones(len(seen))])
        self.model.mail.post_all(sources, posts, weights, self.model.censor.alarms)
        self.sources, self.posts, self.weights, self.seen = [], [], [], (none, none)

    def _may_answer(self, deeds: Deeds) -> np.ndarray:
        """Return who [k] can say what they wish to say: where the crowd comments, and not under what came from abroad.

        Those who circumvent a wall can do that too.
        """
        if self.crowd_force is None:
            return np.zeros(len(deeds.posts), np.bool_)
        if not self.model.markets.several:
            return np.ones(len(deeds.posts), np.bool_)
        authors = self.model.forum.posts.columns["author"][deeds.posts]
        return np.asarray(self.model.markets.may_speak(deeds.members, authors))

    def _engaged(self, deeds: Deeds, answering: Deeds) -> np.ndarray:
        """Return the posts [k] that members engaged with for all to see; a wish to answer that stays one is private."""
        reactions = LIKED | SHARED | QUOTED
        only_answered = answering.that(REBUTS | DEFENDS)
        only_answered = only_answered.where((only_answered.flags & reactions) == 0)
        return np.concatenate([deeds.that(reactions).posts, only_answered.posts])

    def _show_engagement(self, engaged: np.ndarray) -> None:
        """Let the operation see what was engaged with in this tick, ``engaged`` [k] posts, once for each who did."""
        posts = self.model.forum.posts.columns
        about = engaged[posts["stance"][engaged] != SAYS_NOTHING]
        self.model.operation.note_engagement(posts["narrative"][about], posts["author"][about])

    def _read_at_home(self, deeds: Deeds) -> np.ndarray:
        """Return how often each narrative [J] was read asserted by members of the state's own market."""
        posts, markets = self.model.forum.posts.columns, self.model.markets
        leaked = (markets.of[deeds.members] == markets.home) & (posts["stance"][deeds.posts] == ASSERTS)
        narratives = posts["narrative"][deeds.posts[leaked]]
        return np.bincount(narratives, minlength=len(self.model.narratives.side)).astype(np.float64)

    def _count(self, deeds: Deeds) -> None:
        posts, campaign = self.model.forum.posts.columns, self.model.operation.own
        self.n_reads = len(deeds.posts)
        self.n_hushed = len(deeds.that(HUSHED).posts)
        asserted = posts["stance"][deeds.posts] == ASSERTS
        narratives = posts["narrative"][deeds.posts]
        exposed = asserted & campaign[narratives]
        self.exposures = int(exposed.sum())
        shared = exposed & ((deeds.flags & SHARED) != 0)
        np.add.at(self.exposures_of, deeds.members[exposed], 1)
        np.add.at(self.amplified_by, deeds.members[shared], 1)
        for place, met in enumerate((asserted, asserted & (posts["knocked_out"][deeds.posts] >= 0))):
            self.narrative_reads[place] = np.bincount(narratives[met], minlength=self.narrative_reads.shape[1])

    def _publish(self, n_posts: np.ndarray) -> np.ndarray:
        """Put up the posts of each poster about each narrative, ``n_posts`` [R, J]; return who put one up."""
        posters, narratives = np.nonzero(n_posts)
        place, nth = over(n_posts[posters, narratives])
        sources = posters[place] + self.model.first_poster
        rows = self.model.forum.publish(self.model.tick, sources, narratives[place], nth)
        self._pass_on(sources, rows)
        return posters

    def _pass_on(self, sources: np.ndarray, posts: np.ndarray, weights: np.ndarray | None = None) -> None:
        self.sources.append(sources)
        self.posts.append(posts)
        self.weights.append(np.ones(len(posts)) if weights is None else weights)

    def _comment(self, sources: np.ndarray, posts: np.ndarray, stance: int, force: np.ndarray) -> None:
        voices = self.model.voices[sources] if len(sources) else np.full(0, PEER)
        self.model.forum.comment(self.model.tick, sources, posts, stance, voices, force)


def over(times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the place of each of k things, so often as its ``times`` [k] say, and which of its own it is, from 0."""
    place = np.repeat(np.arange(len(times)), times)
    return place, np.arange(len(place)) - np.repeat(np.cumsum(times) - times, times)
