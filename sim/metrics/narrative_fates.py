"""Narrative fates: how each claim of the operation ends, by analogy with the fates of its posts."""

from collections import Counter
from collections.abc import Mapping
from typing import ClassVar, NamedTuple

import numpy as np

from sim.base.parameters import parameter
from sim.metrics._contract import Key, Measured, Metric, Undefined
from sim.state.posts import ALIVE, FATES, KNOCKED_OUT, REMOVED, SHELVED, WALKOVER
from sim.state.record import Record
from sim.state.voices import ASSERTS

_NO_CAMPAIGN = Undefined("no narrative serves the operation")
_NEVER_READ = Undefined("nobody read a post that asserts one of the operation's narratives")
_NEVER = Undefined("at no tick did most of a narrative's reads within the window meet knocked-out posts")
_READS, _KNOCKED_OUT = "reads.", "reads_knocked_out."
_MEANINGS = {
    ALIVE: "still read at the end",
    KNOCKED_OUT: "knocked out",
    REMOVED: "no longer read, most of their posts removed",
    WALKOVER: "no longer read, their rebuttals silenced",
    SHELVED: "no longer read, for no such reason",
}


class NarrativeEnd(NamedTuple):
    """The fate of a narrative, and the tick at which it befell; None if none did by the end."""

    fate: int
    tick: int | None


class NarrativeFates(Metric):
    """A narrative is knocked out at the first tick at which most of its latest reads met knocked-out posts.

    Most is more than half. Reads are those of posts that assert the narrative, within a window that ends with the tick
    and may reach back beyond the start of the run; a post counts as knocked out if it was so before it was read. A
    narrative that nobody reads for a whole window is off the shelf: removed, if most of its posts up to then were;
    else by walkover, if the given share of the rebuttal force ever aimed at them was silenced; else shelved. The first
    of these is its fate, though it may be put up again.

    Names: refutation of a narrative, tipping of a debate, shelf life.
    Assumption: a narrative is refuted when most of its readers meet the refutation.
    """

    window: float = parameter(
        48.0,
        unit="hours",
        bounds=(1, 10000),
        plausible=(12.0, 168.0),
        meaning="How far back reads count, and after how long without one a narrative is off the shelf.",
        source="Assumption: as long as an unread post stays on the shelf",
    )
    walkover: float = parameter(
        0.5,
        unit="share",
        bounds=(0, 1),
        plausible=(0.2, 0.8),
        meaning="Silenced share of the rebuttal force from which an unread narrative won by walkover.",
        source="Assumption: as for a post",
    )
    keys: ClassVar[Mapping[str, Key]] = {
        "narrative_knockout": Key(
            "hours", "When the first of the operation's narratives was knocked out, from the start.", "lower"
        )
    } | {
        f"narratives_{FATES[fate]}": Key(
            "share of narratives",
            f"The operation's read narratives {meaning}.",
            "higher" if fate == KNOCKED_OUT else None,
        )
        for fate, meaning in _MEANINGS.items()
    }

    def measure(self, record: Record, quiet: Record) -> dict[str, Measured]:
        """Return when the first was knocked out, and the share of each fate among those that were read."""
        if not record.campaign.any():
            return dict.fromkeys(self.keys, _NO_CAMPAIGN)
        ends = list(self.ends(record).values())
        if not ends:
            return dict.fromkeys(self.keys, _NEVER_READ)
        counts = Counter(end.fate for end in ends)
        shares = {f"narratives_{name}": counts[fate] / len(ends) for fate, name in enumerate(FATES)}
        falls = [end.tick for end in ends if end.fate == KNOCKED_OUT and end.tick is not None]
        return {"narrative_knockout": min(falls) * record.tick_hours if falls else _NEVER} | shares

    def ends(self, record: Record) -> dict[str, NarrativeEnd]:
        """Return how each narrative of the operation that was read ended, by its name."""
        names = [name.removeprefix(_READS) for name in record.steps if name.startswith(_READS)]
        return {
            name: self._end(record, place, record.steps[_READS + name], record.steps[_KNOCKED_OUT + name])
            for place, name in enumerate(names)
            if record.campaign[place] and record.steps[_READS + name].any()
        }

    def _end(self, record: Record, narrative: int, reads: np.ndarray, knocked_out: np.ndarray) -> NarrativeEnd:
        window = max(1, round(self.window / record.tick_hours))
        falls, leaves = first_tick(reads, knocked_out, window), first_unread(reads, window)
        if falls is not None and (leaves is None or falls < leaves):
            return NarrativeEnd(KNOCKED_OUT, falls)
        if leaves is None:
            return NarrativeEnd(ALIVE, None)
        posts = record.posts
        its = (posts.narrative == narrative) & (posts.stance == ASSERTS) & (posts.born <= leaves)
        removed = (posts.removed[its] >= 0) & (posts.removed[its] <= leaves)
        if 2 * removed.sum() > its.sum():
            return NarrativeEnd(REMOVED, leaves)
        aimed, silenced = posts.rebuttals_aimed[its].sum(), posts.rebuttals_silenced[its].sum()
        return NarrativeEnd(WALKOVER if aimed > 0.0 and silenced >= self.walkover * aimed else SHELVED, leaves)


def first_tick(reads: np.ndarray, knocked_out: np.ndarray, window: int) -> int | None:
    """Return the first tick at which more than half of the reads of the last ``window`` ticks met knocked-out posts."""
    balance = np.cumsum(2 * knocked_out - reads)
    before = np.concatenate([np.zeros(window), balance])[: len(balance)]
    most = np.flatnonzero(balance - before > 0)
    return int(most[0]) if len(most) else None


def first_unread(reads: np.ndarray, window: int) -> int | None:
    """Return the first tick that ends ``window`` ticks without a read, after there was one."""
    so_far = np.cumsum(reads)
    unread = np.flatnonzero((so_far[window:] == so_far[:-window]) & (so_far[:-window] > 0))
    return int(unread[0]) + window if len(unread) else None
