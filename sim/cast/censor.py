"""The censor: hides criticism before others see it, finds what stands, and punishes."""

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.cast.reprisals import Reprisals
from sim.censorship._contract import CensorshipPart, Criticism, Standing
from sim.scenario import parts_on
from sim.state.posts import ALIVE
from sim.state.removers import BY_CENSOR
from sim.state.renumbering import Renumbering
from sim.state.voices import SERVES_CRITIC

if TYPE_CHECKING:
    from sim.marketplace import Marketplace

_DAY = 24.0
_POST, _COMMENT, _IMPORT = "post", "comment", "import"


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
        parts = self.parts.values()
        self.demanding = [part for part in parts if type(part).demands is not CensorshipPart.demands]
        self.threatening = [part for part in parts if type(part).threatens is not CensorshipPart.threatens]
        fear = self.settings.fear
        self.reprisals = Reprisals(model, market, self.parts, fear.jail if fear else 0.0)
        self.slowdown = max((part.slows() for part in self.parts.values()), default=0.0)
        per_day = self.settings.capacity * int(model.markets.sizes[market]) / 1000.0
        self.per_tick = per_day * model.world.tick_hours / _DAY
        self.hands = 0.0
        self.standing_talk = np.zeros(0, np.int64)
        self.screened_at_border = np.zeros(0, np.int64)
        self.withheld = np.zeros(0, np.int64)
        self.n_hidden = 0
        # What was found when no hand was free, by part and kind, in the order in which it was found.
        self.waiting: dict[tuple[str, str], np.ndarray] = {}

    def step(self) -> None:
        """Finish what was found before, screen what is new, search what stands, as far as the hands reach."""
        self.reprisals.begin_tick()
        self.n_hidden = 0
        if not self.parts:
            return
        # Unused hands are not saved up beyond a day: a censor works with the people it has.
        self.hands = min(self.hands + self.per_tick, max(self.per_tick * _DAY / self.model.world.tick_hours, 1.0))
        forum = self.model.forum
        for name, part in self.parts.items():
            if any(self._waiting(name, kind).size for kind in (_POST, _COMMENT)):
                self._deal(part, *(self._awaited(name, kind, rows) for kind, rows in self._in_sight()))
        new_posts = self._critical_posts(forum.new_posts())
        forum.posts.columns["friction"][new_posts] = self.slowdown
        self._take_posts(self._screen(new_posts, forum.posts.columns))
        new_talk = self._critical_comments(forum.new_comments())
        self._take_comments(self._screen(new_talk, forum.comments.columns))
        self.standing_talk = self._critical_comments(np.concatenate([self.standing_talk, new_talk]))
        in_sight = self._in_sight()
        for name, part in self.parts.items():
            found = [self._found(name, kind, rows) for kind, rows in in_sight]
            if any(rows.size for rows in found):
                self._deal(part, *found)
                in_sight = self._in_sight()
        for part in self.demanding:
            self._demand(part)
        for part in self.threatening:
            self._threaten(part)
        self.reprisals.calm_posters()

    def renumber(self, posts: Renumbering, comments: Renumbering) -> None:
        """Name posts and comments by their new rows; what is settled nobody looks for any more."""
        self.screened_at_border, self.withheld = posts.of(self.screened_at_border), posts.of(self.withheld)
        self.standing_talk = comments.of(self.standing_talk)
        for (name, kind), rows in self.waiting.items():
            self.waiting[name, kind] = (comments if kind == _COMMENT else posts).of(rows)

    def turns_back(self, sources: np.ndarray, posts: np.ndarray) -> np.ndarray:
        """Return which posts [k] the sources [k] cannot pass on here: criticism from abroad that was found out.

        What is filtered is stopped when it first comes; what is searched for is stopped from when it is found: a search
        whose time has come finds it whenever it is next passed on.
        """
        markets, authors = self.model.markets, self.model.forum.posts.columns["author"][posts]
        if not (self.parts and markets.several):
            return np.zeros(len(posts), np.bool_)
        foreign = (markets.of[sources] == self.market) & (markets.of[authors] != self.market)
        foreign[foreign] = self.model.forum.serves(posts[foreign]) == SERVES_CRITIC
        if not foreign.any():
            return foreign
        imports = np.setdiff1d(posts[foreign], self.withheld)
        columns = self.model.forum.posts.columns
        stopped = self._screen(np.setdiff1d(imports, self.screened_at_border), columns)
        self.screened_at_border = np.union1d(self.screened_at_border, imports).astype(np.int64)
        awaited = [self._awaited(name, _IMPORT, imports) for name in self.parts]
        caught = np.concatenate([stopped, *awaited])
        for name in self.parts:
            at_large = np.setdiff1d(imports, np.concatenate([caught, self._waiting(name, _IMPORT)]))
            caught = np.concatenate([caught, self._found(name, _IMPORT, at_large)])
        self.withheld = np.union1d(self.withheld, caught).astype(np.int64)
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

    def _in_sight(self) -> tuple[tuple[str, np.ndarray], tuple[str, np.ndarray]]:
        """Return the critical posts and comments that stand, by kind."""
        posts, comments = self._critical_posts(self.model.forum.alive), self._critical_comments(self.standing_talk)
        return (_POST, posts), (_COMMENT, comments)

    def _deal(self, part: CensorshipPart, found_posts: np.ndarray, found_comments: np.ndarray) -> None:
        """Punish for what a part has found, and hide it."""
        self._punish(part, found_posts, self.model.forum.posts.columns)
        comments = self.model.forum.comments.columns
        self._punish(part, found_comments[~comments["is_note"][found_comments]], comments)
        self._take_posts(found_posts)
        self._take_comments(found_comments)

    def _demand(self, part: CensorshipPart) -> None:
        """Take down what the platform is told to take down; that costs the censor no hands."""
        posts, comments = self._standing()
        reads = self.model.forum.posts.columns["reads"]
        talk = self.model.forum.comments.columns
        keys = np.concatenate([self.model.forum.posts.columns["key"][posts], talk["key"][comments]])
        taken = part.demands(self._as_it_stands(keys, reads[np.r_[posts, talk["post"][comments]]]), self.model.stream)
        self._take_posts(posts[taken[: len(posts)]])
        self._take_comments(comments[taken[len(posts) :]])

    def _threaten(self, part: CensorshipPart) -> None:
        fright = part.frightens()
        if fright is None:
            return
        forum, model = self.model.forum, self.model
        posts, comments = self._standing()
        comments = comments[~forum.comments.columns["is_note"][comments]]
        rows = np.r_[posts, forum.comments.columns["post"][comments]]
        wrote = np.r_[forum.posts.columns["author"][posts], forum.comments.columns["author"][comments]]
        wrote = wrote.astype(np.int64)
        reads = np.bincount(wrote, forum.posts.columns["reads"][rows], minlength=len(model.voices))
        authors = np.unique(wrote)
        authors = authors[self.reprisals.in_reach(authors)]
        found = self._as_it_stands(forum.identities[authors], reads[authors])
        chosen = part.threatens(found, model.stream)
        known = authors[chosen & part.reveals(found, model.stream)]
        self.reprisals.threaten(fright, authors[chosen], in_sight=known)

    def _standing(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the critical posts and comments that were there when the tick began."""
        forum = self.model.forum
        posts, comments = self._critical_posts(forum.alive), self._critical_comments(self.standing_talk)
        return posts[posts < forum.first_new_post], comments[comments < forum.first_new_comment]

    def _as_it_stands(self, keys: np.ndarray, reads: np.ndarray) -> Standing:
        world = self.model.world
        n_members = int(self.model.markets.sizes[self.market])
        return Standing(keys, reads.astype(np.float64), n_members, self.model.tick, world.tick_hours)

    def _found(self, name: str, kind: str, rows: np.ndarray) -> np.ndarray:
        """Return which of the rows [k] a part finds now and has hands for; the others that it finds wait."""
        if len(rows) == 0:
            return rows
        forum = self.model.forum
        columns = (forum.comments if kind == _COMMENT else forum.posts).columns
        items = self._criticism(rows, columns)
        if kind == _IMPORT:
            # It is looked at only when somebody passes it on: that may be long after its time.
            items = items._replace(unseen=np.inf)
        rows = rows[self.parts[name].finds(items, self.model.stream)]
        taken = self._within_capacity(rows)
        if len(taken) < len(rows):
            self.waiting[name, kind] = np.concatenate([self._waiting(name, kind), rows[len(taken) :]])
        return taken

    def _awaited(self, name: str, kind: str, rows: np.ndarray) -> np.ndarray:
        """Return which of the rows [k] a part found earlier and has hands for now, those found first before others."""
        waiting = self._waiting(name, kind)
        if len(waiting) == 0:
            return waiting
        taken = self._within_capacity(waiting[np.isin(waiting, rows)])
        if len(taken):
            self.waiting[name, kind] = waiting[~np.isin(waiting, taken)]
        return taken

    def _waiting(self, name: str, kind: str) -> np.ndarray:
        return self.waiting.get((name, kind), np.zeros(0, np.int64))

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
            self.model.forum.remove_posts(self.model.tick, rows, BY_CENSOR)

    def _take_comments(self, rows: np.ndarray) -> None:
        self.n_hidden += len(rows)
        if len(rows):
            self.model.forum.hide_comments(self.model.tick, rows, BY_CENSOR)

    def _punish(self, part: CensorshipPart, rows: np.ndarray, columns: np.ndarray) -> None:
        if len(rows):
            self.reprisals.punish(part, self._criticism(rows, columns), columns["author"][rows])
