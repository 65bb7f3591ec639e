"""The censor: hides criticism before others see it, finds what stands, and punishes."""

from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.base.chance import ALONE, Stream, draws, purpose
from sim.base.compiled import compiled
from sim.censorship._contract import CensorshipPart, Criticism
from sim.kernels.curves import share_lost
from sim.scenario import parts_on
from sim.state.posts import ALIVE
from sim.state.voices import CRITIC, SERVES_CRITIC, STATE

if TYPE_CHECKING:
    from sim.marketplace import Marketplace

_JAIL = purpose("censor.jails_poster")
_DAY = 24.0


class Censor(mesa.Agent):
    """The environment's censor; in an open market it has no parts and does nothing."""

    model: "Marketplace"

    def __init__(self, model: "Marketplace") -> None:
        """Take up the parts that the scenario switches on."""
        super().__init__(model)
        self.settings = model.world.censorship
        self.parts: dict[str, CensorshipPart] = parts_on("censorship", self.settings)
        self.fear = self.settings.fear
        self.fear_lost = share_lost(self.fear.fear_half_life, model.world.tick_hours) if self.fear else 0.0
        self.slowdown = max((part.slows() for part in self.parts.values()), default=0.0)
        self.per_tick = self.settings.capacity * model.world.members / 1000.0 * model.world.tick_hours / _DAY
        self.hands = 0.0
        self.punished = np.zeros(0, np.int64)
        self.standing_talk = np.zeros(0, np.int64)
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
        self.model.posters.columns.fear[:] *= 1.0 - self.fear_lost

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
        visible = forum.posts.columns["removed"][rows] < 0
        return rows[visible & (forum.serves(rows) == SERVES_CRITIC)]

    def _critical_comments(self, rows: np.ndarray) -> np.ndarray:
        forum = self.model.forum
        comments = forum.comments.columns
        rows = rows[comments["hidden"][rows] < 0]
        threads = comments["post"][rows]
        in_reach = (forum.posts.columns["fate"][threads] == ALIVE) & (forum.posts.columns["removed"][threads] < 0)
        return rows[in_reach & (comments["stance"][rows] * forum.serves(threads) == SERVES_CRITIC)]

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
        authors, punished = columns["author"][rows], part.punishes(items, self.model.stream)
        punished &= ~self.model.is_state_account(authors) & (authors < self.model.first_desk)
        told = punished & part.tells(items, self.model.stream)
        authors = np.unique(authors[punished])
        if len(authors) == 0 or self.fear is None:
            return
        self.punished = np.union1d(self.punished, authors).astype(np.int64)
        self.model.ledger.record(self.model.tick, "punished", "source", authors)
        if told.any():
            self.model.newsroom.report(STATE, reliable=False, by=CRITIC)
        members = authors[authors < self.model.world.members]
        self.model.members.columns.fear[members] += np.float32(self.fear.deterrence)
        self._punish_posters(authors[authors >= self.model.world.members] - self.model.first_poster)

    def _punish_posters(self, rows: np.ndarray) -> None:
        """Posters know of each other: each punishment among them frightens all, in proportion to their number."""
        posters, fear = self.model.posters.columns, self.fear
        if len(rows) == 0:
            return
        posters.fear[:] += fear.contagion * len(rows) / len(posters.fear)
        posters.fear[rows] += fear.deterrence
        jailed = rows[jail_draws(self.model.stream, self.model.tick, rows) < fear.jail]
        posters.silenced[jailed] = True
        self.model.ledger.record(self.model.tick, "silenced", "poster", jailed)


@compiled
def jail_draws(stream: Stream, tick: int, rows: np.ndarray) -> np.ndarray:
    """Return a uniform draw [k] for each poster who is punished now."""
    luck = np.empty(len(rows), np.float64)
    for place in range(len(rows)):
        luck[place] = draws(stream, _JAIL, tick, rows[place], ALONE).first
    return luck
