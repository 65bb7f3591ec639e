"""Reprisals: what befalls those whom a censor finds, who takes fright at it, and who is silenced for good."""

from typing import TYPE_CHECKING

import numpy as np

from sim.base.chance import ALONE, Stream, draws, purpose
from sim.base.compiled import compiled
from sim.censorship._contract import CensorshipPart, Criticism, Fright, longest_fear
from sim.kernels.curves import share_lost
from sim.state.alarms import no_alarms, raised
from sim.state.voices import CRITIC, STATE

if TYPE_CHECKING:
    from sim.marketplace import Marketplace

_JAIL = purpose("censor.jails_poster")


class Reprisals:
    """The reprisals of one market's censor.

    ``alarms`` is whose followers took fright in this tick, and how much; ``shown`` [k], rising, the sources among them
    that were punished in sight of these.
    """

    def __init__(self, model: "Marketplace", market: int, parts: dict[str, CensorshipPart], jail: float) -> None:
        """Hit those in a market as the censor's ``parts`` do; ``jail`` is a poster's chance to be silenced for good."""
        self.model, self.market, self.jail = model, market, jail
        half_life = longest_fear(parts.values())
        self.fear_lost = share_lost(half_life, model.world.tick_hours) if half_life else 0.0
        self.begin_tick()

    def begin_tick(self) -> None:
        """Begin a tick in which nobody was hit yet."""
        self.alarms, self.shown = no_alarms(), np.zeros(0, np.int64)

    def calm_posters(self) -> None:
        """Let the posters of the market calm down; members do as their tick begins, posters before they next speak."""
        self._posters_here()[:] *= 1.0 - self.fear_lost

    def in_reach(self, authors: np.ndarray) -> np.ndarray:
        """Return which authors [k] stand here and can be got at; no news desk and no account of the state can."""
        model = self.model
        here = model.markets.of[authors] == self.market
        return np.asarray(here & ~model.is_state_account(authors) & (authors < model.first_desk))

    def punish(self, part: CensorshipPart, items: Criticism, authors: np.ndarray) -> None:
        """Punish those among the ``authors`` [k] of found items whom the part punishes, in sight or out of it."""
        stream = self.model.stream
        punished = part.punishes(items, stream) & self.in_reach(authors)
        told = punished & part.tells(items, stream)
        shown = np.unique(authors[punished & part.shows(items, stream)]).astype(np.int64)
        hit = np.unique(authors[punished])
        fright = part.frightens()
        if len(hit) == 0 or fright is None:
            return
        if told.any():
            self.model.newsroom.report(STATE, reliable=False, by=CRITIC)
        self.shown = np.union1d(self.shown, shown)
        self._jail(self._frighten(fright, hit, "punished", in_sight=shown))

    def threaten(self, fright: Fright, authors: np.ndarray, *, in_sight: np.ndarray) -> None:
        """Threaten ``authors`` [k], rising; those ``in_sight`` tell who follows them. Nobody is jailed abroad."""
        self.shown = np.union1d(self.shown, in_sight)
        self._frighten(fright, authors, "threatened", in_sight=in_sight)

    def _frighten(self, fright: Fright, authors: np.ndarray, event: str, *, in_sight: np.ndarray) -> np.ndarray:
        """Make authors afraid, and alarm those who follow one ``in_sight``; return the rows of the posters among them.

        Posters of a market know of each other: each who is hit frightens all of them, in proportion to their number.
        Nobody abroad is frightened by what befalls those at home.
        """
        model, theirs = self.model, self._posters_here()
        self.alarms = raised(self.alarms, in_sight, fright.contagion)
        model.ledger.record(model.tick, event, "source", authors)
        model.members.columns.fear[authors[authors < model.world.members]] += np.float32(fright.deterrence)
        rows = authors[authors >= model.world.members] - model.first_poster
        if len(rows):
            theirs[:] += fright.contagion * len(rows) / len(theirs)
            model.posters.columns.fear[rows] += fright.deterrence
        return rows

    def _jail(self, rows: np.ndarray) -> None:
        posters = self.model.posters.columns
        jailed = rows[jail_draws(self.model.stream, self.model.tick, rows) < self.jail]
        posters.silenced[jailed] = True
        self.model.ledger.record(self.model.tick, "silenced", "poster", jailed)

    def _posters_here(self) -> np.ndarray:
        """Return the fear of the posters who stand in this market (a view: they sit in one block)."""
        model = self.model
        rows = np.flatnonzero(model.markets.of[model.first_poster : model.first_desk] == self.market)
        return model.posters.columns.fear[rows[0] : rows[-1] + 1] if len(rows) else model.posters.columns.fear[:0]


@compiled
def jail_draws(stream: Stream, tick: int, rows: np.ndarray) -> np.ndarray:
    """Return a uniform draw [k] for each poster who is punished now."""
    luck = np.empty(len(rows), np.float64)
    for place in range(len(rows)):
        luck[place] = draws(stream, _JAIL, tick, rows[place], ALONE).first
    return luck
