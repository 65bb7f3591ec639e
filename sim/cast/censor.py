"""The censor: hides criticism before others see it, finds what stands, and punishes."""

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.base.chance import ALONE, Stream, draws, purpose
from sim.base.compiled import compiled
from sim.censorship._contract import CensorshipPart, Criticism
from sim.kernels.curves import share_lost
from sim.scenario import parts_on
from sim.state.posts import ALIVE
from sim.state.voices import SERVES_CRITIC

if TYPE_CHECKING:
    from sim.marketplace import Marketplace

_JAIL = purpose("censor.jails_poster")
_DAY = 24.0


class Censor(mesa.Agent):
    """The censor of a market; in an open one it has no parts and does nothing.

    It acts on posts of its market and on comments under them, and punishes those who stand there. Of criticism from
    abroad it can only keep people at home from passing it on: ``withheld`` lists such posts.
    """

    model: "Marketplace"

    def __init__(self, model: "Marketplace", market: int, rules: Any) -> None:
        """Take up the parts that the market's ``rules`` switch on."""
        super().__init__(model)
        self.market, self.settings = market, rules
        self.parts: dict[str, CensorshipPart] = parts_on("censorship", self.settings)
        self.fear = self.settings.fear
        self.fear_lost = share_lost(self.fear.fear_half_life, model.world.tick_hours) if self.fear else 0.0
        self.slowdown = max((part.slows() for part in self.parts.values()), default=0.0)
        per_day = self.settings.capacity * int(model.markets.sizes[market]) / 1000.0
        self.per_tick = per_day * model.world.tick_hours / _DAY
        self.hands = 0.0
        self.punished = np.zeros(0, np.int64)
        self.standing_talk = np.zeros(0, np.int64)
        self.screened_at_border = np.zeros(0, np.int64)
        self.withheld = np.zeros(0, np.int64)
        self.n_hidden = 0

    def step(self) -> None:
        """Screen what is new, search what stands, as far as the hands reach."""
        self.punished, self.n_hidden = np.zeros(0, np.int64), 0
        if not self.parts:
            return
        # Unused hands are not saved up beyond a day: a censor works with the people it has.
        self.hands = min(self.hands + self.per_tick, max(self.per_tick * _DAY / self.model.world.tick_hours, 1.0))
        forum = self.model.forum
        new_posts = self._critical_posts(forum.new_posts())
        forum.posts.columns["friction"][new_posts] = self.slowdown
        self._take_posts(self._screen(new_posts, forum.posts.columns))
        new_talk = self._critical_comments(forum.new_comments())
        self._take_comments(self._screen(new_talk, forum.comments.columns))
        self.standing_talk = self._critical_comments(np.concatenate([self.standing_talk, new_talk]))
        for part in self.parts.values():
            self._search(part)
        # Members calm down as their tick begins; posters by the time they next speak.
        self._posters_here()[:] *= 1.0 - self.fear_lost

    def turns_back(self, sources: np.ndarray, posts: np.ndarray) -> np.ndarray:
        """Return which posts [k] the sources [k] cannot pass on here: criticism from abroad that was found out.

        What is filtered is stopped when it first comes; what is searched for is stopped from when it is found.
        """
        markets, authors = self.model.markets, self.model.forum.posts.columns["author"][posts]
        if not (self.parts and markets.several):
            return np.zeros(len(posts), np.bool_)
        foreign = (markets.of[sources] == self.market) & (markets.of[authors] != self.market)
        foreign[foreign] = self.model.forum.serves(posts[foreign]) == SERVES_CRITIC
        imports = np.setdiff1d(posts[foreign], self.withheld)
        columns = self.model.forum.posts.columns
        stopped = self._screen(np.setdiff1d(imports, self.screened_at_border), columns)
        self.screened_at_border = np.union1d(self.screened_at_border, imports).astype(np.int64)
        found = [self._found(part, np.setdiff1d(imports, stopped), columns) for part in self.parts.values()]
        self.withheld = np.unique(np.concatenate([self.withheld, stopped, *found])).astype(np.int64)
        turned_back = foreign & np.isin(posts, self.withheld)
        self.n_hidden += int(turned_back.sum())
        return turned_back

    def _screen(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        if len(rows) == 0:
            return rows
        items = self._criticism(rows, columns)
        caught = np.zeros(len(rows), np.bool_)
        for part in self.parts.values():
            caught |= part.screens(items, self.model.stream)
        return self._within_capacity(rows[caught])

    def _search(self, part: CensorshipPart) -> None:
        forum = self.model.forum
        posts, comments = forum.posts.columns, forum.comments.columns
        found_posts = self._found(part, self._critical_posts(forum.alive), posts)
        found_comments = self._found(part, self._critical_comments(self.standing_talk), comments)
        self._punish(part, found_posts, posts)
        self._punish(part, found_comments, comments)
        self._take_posts(found_posts)
        self._take_comments(found_comments)

    def _found(self, part: CensorshipPart, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        if len(rows) == 0:
            return rows
        return self._within_capacity(rows[part.finds(self._criticism(rows, columns), self.model.stream)])

    def _criticism(self, rows: np.ndarray, columns: np.ndarray) -> Criticism:
        hours = self.model.world.tick_hours
        age = (self.model.tick - columns["born"][rows]) * hours
        return Criticism(columns["key"][rows], age, columns["found_after"][rows], hours)

    def _critical_posts(self, rows: np.ndarray) -> np.ndarray:
        forum = self.model.forum
        rows = rows[self._is_here(rows)]
        visible = forum.posts.columns["removed"][rows] < 0
        return rows[visible & (forum.serves(rows) == SERVES_CRITIC)]

    def _critical_comments(self, rows: np.ndarray) -> np.ndarray:
        forum = self.model.forum
        comments = forum.comments.columns
        rows = rows[comments["hidden"][rows] < 0]
        rows = rows[self._is_here(comments["post"][rows])]
        threads = comments["post"][rows]
        in_reach = (forum.posts.columns["fate"][threads] == ALIVE) & (forum.posts.columns["removed"][threads] < 0)
        return rows[in_reach & (comments["stance"][rows] * forum.serves(threads) == SERVES_CRITIC)]

    def _is_here(self, posts: np.ndarray) -> np.ndarray:
        markets = self.model.markets
        if not markets.several:
            return np.ones(len(posts), np.bool_)
        return np.asarray(markets.of[self.model.forum.posts.columns["author"][posts]] == self.market)

    def _within_capacity(self, rows: np.ndarray) -> np.ndarray:
        taken = rows[: int(self.hands)]
        self.hands -= len(taken)
        return taken

    def _take_posts(self, rows: np.ndarray) -> None:
        self.n_hidden += len(rows)
        if len(rows):
            self.model.forum.remove_posts(self.model.tick, rows)

    def _take_comments(self, rows: np.ndarray) -> None:
        self.n_hidden += len(rows)
        if len(rows):
            self.model.forum.hide_comments(self.model.tick, rows)

    def _punish(self, part: CensorshipPart, rows: np.ndarray, columns: np.ndarray) -> None:
        if len(rows) == 0:
            return
        items = self._criticism(rows, columns)
        authors = np.unique(columns["author"][rows[part.punishes(items, self.model.stream)]])
        in_reach = self.model.markets.of[authors] == self.market
        authors = authors[in_reach & ~self.model.is_state_account(authors)]
        if len(authors) == 0 or self.fear is None:
            return
        self.punished = np.union1d(self.punished, authors).astype(np.int64)
        self.model.ledger.record(self.model.tick, "punished", "source", authors)
        members = authors[authors < self.model.world.members]
        self.model.members.columns.fear[members] += np.float32(self.fear.deterrence)
        self._punish_posters(authors[authors >= self.model.world.members] - self.model.first_poster)

    def _punish_posters(self, rows: np.ndarray) -> None:
        """Posters of a market know of each other: each punishment frightens all of them, in proportion to their number.

        Nobody abroad is frightened by what befalls those at home.
        """
        posters, fear, theirs = self.model.posters.columns, self.fear, self._posters_here()
        if len(rows) == 0:
            return
        theirs[:] += fear.contagion * len(rows) / len(theirs)
        posters.fear[rows] += fear.deterrence
        jailed = rows[jail_draws(self.model.stream, self.model.tick, rows) < fear.jail]
        posters.silenced[jailed] = True
        self.model.ledger.record(self.model.tick, "silenced", "poster", jailed)

    def _posters_here(self) -> np.ndarray:
        """Return the fear of the posters who stand in this market (a view: they sit in one block)."""
        model = self.model
        rows = np.flatnonzero(model.markets.of[model.first_poster :] == self.market)
        return model.posters.columns.fear[rows[0] : rows[-1] + 1] if len(rows) else model.posters.columns.fear[:0]


@compiled
def jail_draws(stream: Stream, tick: int, rows: np.ndarray) -> np.ndarray:
    """Return a uniform draw [k] for each poster who is punished now."""
    luck = np.empty(len(rows), np.float64)
    for place in range(len(rows)):
        luck[place] = draws(stream, _JAIL, tick, rows[place], ALONE).first
    return luck
