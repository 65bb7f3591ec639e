"""The people of a world as a page draws them: where each stands, who is shown, what can be seen of each now."""

import base64
import math
from typing import Any, Final

import numpy as np

from experiments.app.limits import MOST_DRAWN
from sim import Marketplace
from sim.state.accounts import RESERVE, SUSPENDED
from sim.state.record import COVERT, CRITIC_POSTER, MEMBER, OVERT, PRESS_POSTER, ROLES
from sim.state.voices import CRITIC

WIDTH, HEIGHT = 1000.0, 290.0
"""The plane that people are placed on; the page scales it, and writes the names of groups below the discs."""

HOLLOW, EXPOSED, AWAY, READING = 1, 2, 4, 8
"""What is seen of a person beside belief: suspended or silenced; known as the state's; not there yet; reading now."""

NO_BELIEF: Final = 255
_BELIEF_STEPS = 254
_MOST_ACCOUNTS = 1000
_MOST_POSTERS = 300
_MOST_TIES = 1200
_GOLDEN_ANGLE = math.pi * (3.0 - math.sqrt(5.0))
_MIDDLE, _LARGEST = 124.0, 118.0
_NARROWEST = 180.0
"""Least width of a group, so that its name has room."""

_ROOMIEST = 12.0
_DOT = 0.8
"""Radius of a person in parts of half the distance to the next one."""


class People:
    """Who of a world's sources is drawn, and where: alike in every world of the same audience and speakers."""

    def __init__(self, market: Marketplace) -> None:
        """Choose at most 3,000 and place them, a disc a group."""
        self.sources = _chosen(market)
        self.roles = _roles(market)[self.sources]
        self.x, self.y = np.zeros(len(self.sources)), np.zeros(len(self.sources))
        self.groups: list[dict[str, Any]] = []
        self._seat(market)

    def described(self, market: Marketplace) -> dict[str, Any]:
        """Return what a page needs once: roles, places, groups, and a sample of the ties."""
        return {
            "width": WIDTH,
            "height": HEIGHT,
            "dot": self.dot,
            "n_drawn": len(self.sources),
            "n_people": len(market.voices),
            "n_members": market.world.members,
            "roles": ROLES,
            "role": packed(self.roles.astype(np.uint8)),
            "who": packed(market.identities[self.sources].astype("<f8")),
            "x": packed(np.round(self.x).astype("<u2")),
            "y": packed(np.round(self.y).astype("<u2")),
            "groups": self.groups,
            "ties": packed(self._some_ties(market).astype("<u2")),
        }

    def now(self, market: Marketplace, reading: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return belief in 0 … 254 (255: has none) and marks, a byte each a person drawn.

        Belief is the mean probability over the operation's narratives; ``reading`` [n] are the members who read now.
        """
        belief = np.full(len(self.sources), NO_BELIEF, np.uint8)
        members = self.sources < market.first_account
        own = market.operation.own
        if own.any():
            # The observer has just worked out every probability; they are read, not made again.
            probability = market.observer.beliefs if len(market.observer.beliefs) else _beliefs(market)
            mean = probability[:, own].mean(axis=1)[self.sources[members]]
            belief[members] = np.round(mean * _BELIEF_STEPS).astype(np.uint8)
        return belief, _marks(market, reading)[self.sources]

    def _seat(self, market: Marketplace) -> None:
        """Put the groups in a row of discs, each as large as its number of people, spread over the whole width."""
        groups = self._grouped(market)
        sizes = np.sqrt([which.sum() for _, which in groups])
        scale = float(min(WIDTH / (2.0 * sizes.sum()), _LARGEST / sizes.max(), _ROOMIEST))
        slots = np.maximum(2.0 * scale * sizes, _NARROWEST)
        if slots.sum() > WIDTH:
            scale, slots = scale * WIDTH / float(slots.sum()), slots * WIDTH / slots.sum()
        self.dot = _DOT * scale
        gap = (WIDTH - float(slots.sum())) / (len(groups) + 1)
        x = gap
        for size, slot, (name, which) in zip(sizes, slots, groups, strict=True):
            self._disc(which, name, (x + slot / 2.0, _MIDDLE, scale * float(size)))
            x += slot + gap

    def _grouped(self, market: Marketplace) -> list[tuple[str, np.ndarray]]:
        """Return name and members of every group: the operation, its rebutters, and each market or segment."""
        members = self.sources < market.first_account
        rows = self.sources[members]
        if market.markets.several:
            names, of = list(market.markets.names), market.markets.of[rows]
        else:
            names, of = list(market.world.narratives.segments), market.members.columns.segment[rows]
        groups = [
            ("operation", np.isin(self.roles, (OVERT, COVERT))),
            ("rebuttals", np.isin(self.roles, (CRITIC_POSTER, PRESS_POSTER))),
        ]
        for place, name in enumerate(names):
            here = members.copy()
            here[members] = of == place
            groups.append((name.replace("_", " "), here))
        return [(name, which) for name, which in groups if which.any()]

    def _disc(self, which: np.ndarray, name: str, disc: tuple[float, float, float]) -> None:
        """Place some people evenly in a disc (x, y, radius), as seeds stand in a sunflower."""
        x, y, radius = disc
        n = int(which.sum())
        nth = np.arange(n)
        out = 0.97 * radius * np.sqrt((nth + 0.5) / n)
        self.x[which] = x + out * np.cos(nth * _GOLDEN_ANGLE)
        self.y[which] = y + out * np.sin(nth * _GOLDEN_ANGLE)
        self.groups.append({"name": name, "x": x, "y": y, "r": radius, "n": n})

    def _some_ties(self, market: Marketplace) -> np.ndarray:
        """Return an evenly spaced sample of the ties between those drawn, [k, 2] places in the drawing."""
        ties = market.mail.ties
        n_ties = len(ties.followers)
        place = np.full(len(market.voices), -1, np.int64)
        place[self.sources] = np.arange(len(self.sources))
        picked = np.unique(np.linspace(0, max(n_ties - 1, 0), min(n_ties, _MOST_TIES)).astype(np.int64))
        sources = np.searchsorted(ties.start, picked, side="right") - 1
        ends = np.stack([place[sources], place[ties.followers[picked]]], axis=1)
        return ends[(ends >= 0).all(axis=1)]


def packed(column: np.ndarray) -> str:
    """Return a column as text that a page can unpack."""
    return base64.b64encode(np.ascontiguousarray(column).tobytes()).decode("ascii")


def _chosen(market: Marketplace) -> np.ndarray:
    accounts = _spaced(market.first_account, market.first_poster, _MOST_ACCOUNTS)
    posters = _spaced(market.first_poster, len(market.voices), _MOST_POSTERS)
    members = _spaced(0, market.first_account, MOST_DRAWN - len(accounts) - len(posters))
    return np.concatenate([members, accounts, posters])


def _spaced(start: int, stop: int, most: int) -> np.ndarray:
    n = stop - start
    return start + (np.arange(n) if n <= most else np.linspace(0, n - 1, most).astype(np.int64))


def _roles(market: Marketplace) -> np.ndarray:
    accounts = np.where(market.accounts.columns.covert, COVERT, OVERT)
    voices = np.r_[market.posters.columns.voice, market.voices[market.first_desk :]]
    posters = np.where(voices == CRITIC, CRITIC_POSTER, PRESS_POSTER)
    return np.r_[np.full(market.world.members, MEMBER), accounts, posters]


def _beliefs(market: Marketplace) -> np.ndarray:
    return np.asarray(market.world.belief.probabilities(market.members.columns.belief))


def _marks(market: Marketplace, reading: np.ndarray) -> np.ndarray:
    accounts, posters = market.accounts.columns, market.posters.columns
    of_members = market.members.columns.suspended * HOLLOW + reading * READING
    of_accounts = (accounts.status == SUSPENDED) * HOLLOW + (accounts.status == RESERVE) * AWAY
    of_accounts = of_accounts + (accounts.exposed & accounts.covert) * EXPOSED
    of_posters = (posters.silenced | posters.suspended) * HOLLOW
    desks = np.zeros(len(market.voices) - market.first_desk, np.int64)
    return np.concatenate([of_members, of_accounts, of_posters, desks]).astype(np.uint8)
