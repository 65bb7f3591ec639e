"""What punishment that is seen, and friction that is not, do to dissent."""

from typing import Any, ClassVar

import numpy as np

from experiments.evidence._contract import Outcome, between
from experiments.evidence.effect_sizes import change
from experiments.evidence.targets._target import Target
from experiments.evidence.watching import ONE_MARKET, lived
from experiments.evidence.worlds import Worlds
from sim import Marketplace
from sim.state.visits import NOTHING, QUOTED, READ, REBUTS, SHARED, SWALLOWS

_NEVER = np.iinfo(np.int64).max


class Punishment(Target):
    """Punishment in sight silences the punished and raises dissent among their followers; friction raises none.

    Held out of every calibration: it is counter-evidence to the source. Three markets that share every draw: open, with
    punishment, with friction. Dissent is an answer to what serves the state, a critical quote of it, or a share of what
    serves its critics. The punished are members, from their punishment on; followers are members who were not punished,
    from the first punishment of someone they follow on; the same people and hours are looked at in each market.
    """

    id: ClassVar[str] = "punishment"
    expected: ClassVar[str] = "less dissent of the punished, more of their followers, no more under friction"
    tolerance: ClassVar[str] = "signs; 2 % more under friction is chance"
    source: ClassVar[str] = "Pan & Siegel 2020, American Political Science Review 114; Roberts 2018, Censored"
    fast: ClassVar[bool] = False
    seconds: ClassVar[float] = 4.0
    held_out: ClassVar[bool] = True

    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        """Return the changes in dissent of the punished, of their followers, and of these under friction."""
        free, feared, slowed = (_dissent(worlds, seed, part) for part in ({}, {"fear": {}}, {"friction": {}}))
        checks = (
            between("punished", -1.0, -1e-9, feared.changed(free, feared.punished_at)),
            between("followers", 1e-9, np.inf, feared.changed(free, feared.saw_at)),
            between("followers under friction", -1.0, 0.02, slowed.changed(free, feared.saw_at)),
        )
        n_punished, n_saw = (int((at < _NEVER).sum()) for at in (feared.punished_at, feared.saw_at))
        return Outcome(checks, note=f"{n_punished} members punished, {n_saw} followers.")


class DissentLog:
    """Who dissented how often in each tick, and from when on a member was punished, or saw a followee punished.

    Also how often who read what serves the state, and wished to answer it, whether or not fear let it be said.
    """

    def __init__(self, n: int) -> None:
        """Begin with nobody punished."""
        self.n = n
        self.by_tick: list[np.ndarray] = []
        self.read_by_tick: list[np.ndarray] = []
        self.wished_by_tick: list[np.ndarray] = []
        self.punished_at, self.saw_at = np.full(n, _NEVER), np.full(n, _NEVER)

    def __call__(self, market: Marketplace) -> None:
        """Note the tick that has just ended."""
        tick = len(self.by_tick)
        self.by_tick.append(dissent_in(market))
        read, wished = wishes_in(market)
        self.read_by_tick.append(read)
        self.wished_by_tick.append(wished)
        ties = market.mail.ties
        for source in market.censor.shown.tolist():
            followers = ties.followers[ties.start[source] : ties.start[source + 1]]
            self.saw_at[followers] = np.minimum(self.saw_at[followers], tick + 1)
        now = [told.row for told in market.ledger.events if told.event == "punished" and told.tick == tick]
        punished = np.array([row for row in now if row < self.n], np.int64)
        self.punished_at[punished] = np.minimum(self.punished_at[punished], tick + 1)

    def close(self) -> "DissentLog":
        """Leave the punished out of those who saw, and return the log."""
        self.saw_at[self.punished_at < _NEVER] = _NEVER
        return self

    def changed(self, other: "DissentLog", since: np.ndarray) -> float | None:
        """Return by how much dissent here differs from another market's, each member from the tick ``since`` [n] on."""
        counted = np.arange(len(self.by_tick))[:, None] >= since[None, :]
        here, there = (int(np.where(counted, np.array(log.by_tick), 0).sum()) for log in (self, other))
        return change(here, there)

    def wish(self, since: np.ndarray) -> float | None:
        """Return the wishes to answer per read of what serves the state, each member from the tick ``since`` [n] on."""
        counted = np.arange(len(self.by_tick))[:, None] >= since[None, :]
        wished, read = (
            int(np.where(counted, np.array(rows), 0).sum()) for rows in (self.wished_by_tick, self.read_by_tick)
        )
        return wished / read if read else None


def dissent_in(market: Marketplace) -> np.ndarray:
    """Return how often each member [n] dissented in the tick that has just ended."""
    reactions, serves = _reactions(market)
    against = (serves > 0) & ((reactions & (REBUTS | QUOTED)) != 0)
    critical = (serves < 0) & ((reactions & SHARED) != 0)
    dissents: np.ndarray = (against | critical).sum(axis=1)
    return dissents


def wishes_in(market: Marketplace) -> tuple[np.ndarray, np.ndarray]:
    """Return how often each member [n] read what serves the state, and wished to answer it, in the last tick."""
    reactions, serves = _reactions(market)
    read, wished = ((serves > 0) & ((reactions & flags) != 0) for flags in (READ, REBUTS | SWALLOWS))
    return read.sum(axis=1), wished.sum(axis=1)


def _reactions(market: Marketplace) -> tuple[np.ndarray, np.ndarray]:
    """Return the reactions [n, places] to what was looked at, 0 elsewhere, and whose side each post there serves."""
    posts, visits = market.forum.posts.columns, market.visits
    looked = (visits.posts != NOTHING) & (visits.n_items > 0)[:, None]
    rows = np.where(looked, visits.posts, 0)
    serves = posts["stance"][rows] * market.narratives.side[posts["narrative"][rows]]
    return np.where(looked, visits.reactions, 0), serves


def _dissent(worlds: Worlds, seed: int, censorship: dict[str, Any]) -> DissentLog:
    design = ONE_MARKET | {"ticks": 480, "members": 4000, "censorship": censorship}
    world = worlds("guo_2017", "strategy=broadcast", changes=design)
    log = DissentLog(world.members)
    lived(world, seed, log)
    return log.close()
