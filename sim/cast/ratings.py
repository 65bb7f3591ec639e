"""A log of ratings: who granted what to which post, and what all of them agree on."""

from typing import NamedTuple

import numpy as np

from sim.base.chance import Stream, purpose
from sim.kernels.bridging import Ratings, agreement
from sim.kernels.luck import keyed_luck
from sim.state.renumbering import Renumbering

_SPARK = purpose("ratings.first_factor")
_RATING = np.dtype(
    [("rater", np.int32), ("row", np.int32), ("key", np.int64), ("value", np.float32), ("tick", np.int32)]
)


class Standings(NamedTuple):
    """What a fit says of posts: their ``rows`` [p], ``keys``, ``intercepts``, and by how many raters."""

    rows: np.ndarray
    keys: np.ndarray
    intercepts: np.ndarray
    n_ratings: np.ndarray


class RatingLog:
    """Ratings of posts that are no older than ``memory`` ticks; of two by one rater, the later counts."""

    def __init__(self, stream: Stream, memory: int) -> None:
        """Open an empty log."""
        self.stream, self.memory = stream, memory
        self.parts: list[np.ndarray] = []

    def add(self, tick: int, raters: np.ndarray, posts: np.ndarray, keys: np.ndarray, values: np.ndarray) -> None:
        """Write down what each rater [k] granted to a post in this tick."""
        if len(raters):
            part = np.empty(len(raters), _RATING)
            part["rater"], part["row"], part["key"], part["value"] = raters, posts, keys, values
            part["tick"] = tick
            self.parts.append(part)

    def rows(self) -> np.ndarray:
        """Return the rows of the rated posts, each as often as it was rated."""
        return np.concatenate([np.zeros(0, np.int32), *(part["row"] for part in self.parts)])

    def renumber(self, renumbering: Renumbering) -> None:
        """Name posts by their new rows; all that are in the log must still be there."""
        for part in self.parts:
            part["row"] = renumbering.places[part["row"]]

    def weigh(self, tick: int) -> Standings:
        """Return the posts' intercepts by what is in memory; the first factors are keyed by post."""
        self.parts = [part for part in self.parts if tick - part["tick"][0] <= self.memory]
        if not self.parts:
            nothing = np.zeros(0, np.int64)
            return Standings(nothing, nothing, np.zeros(0), nothing)
        entries = _latest(np.concatenate(self.parts))
        raters, rater_places = np.unique(entries["rater"], return_inverse=True)
        keys, first, item_places = np.unique(entries["key"], return_index=True, return_inverse=True)
        start = keyed_luck(self.stream, _SPARK, keys) - 0.5
        found = agreement(Ratings(rater_places, item_places, entries["value"]), len(raters), start)
        rows = entries["row"][first].astype(np.int64)
        return Standings(rows, keys, found.items.intercepts, np.bincount(item_places, minlength=len(keys)))


def _latest(entries: np.ndarray) -> np.ndarray:
    """Return the last entry of each rater on each post, in an order that is theirs and not the log's."""
    order = np.lexsort((entries["tick"], entries["key"], entries["rater"]))
    ordered = entries[order]
    same = (ordered["rater"][1:] == ordered["rater"][:-1]) & (ordered["key"][1:] == ordered["key"][:-1])
    return ordered[np.append(~same, True)]
