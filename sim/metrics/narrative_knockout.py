"""Narrative knock-out: when most of those who read of a narrative met it refuted."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.base.parameters import parameter
from sim.metrics._contract import Key, Measured, Metric, Undefined
from sim.state.record import Record

_NO_CAMPAIGN = Undefined("no narrative serves the operation")
_NEVER_READ = Undefined("nobody read a post that asserts one of the operation's narratives")
_NEVER = Undefined("at no tick did most of a narrative's reads within the window meet knocked-out posts")
_READS, _KNOCKED_OUT = "reads.", "reads_knocked_out."


class NarrativeKnockout(Metric):
    """A narrative is knocked out at the first tick at which most of its latest reads met knocked-out posts.

    Most is more than half. Reads are those of posts that assert the narrative, within a window that ends with the tick
    and may reach back beyond the start of the run; a post counts as knocked out if it was so before it was read.

    Names: refutation of a narrative, tipping of a debate.
    Assumption: a narrative is refuted when most of its readers meet the refutation.
    """

    window: float = parameter(
        48.0,
        unit="hours",
        bounds=(1, 10000),
        plausible=(12.0, 168.0),
        meaning="How far back reads count.",
        source="Assumption: as long as an unread post stays on the shelf",
    )
    keys: ClassVar[Mapping[str, Key]] = {
        "narrative_knockout": Key(
            "hours", "When the first of the operation's narratives was knocked out, from the start.", "lower"
        ),
        "narratives_knocked_out": Key("share of narratives", "The operation's read narratives knocked out.", "higher"),
    }

    def measure(self, record: Record, quiet: Record) -> dict[str, Measured]:
        """Return when the first was knocked out, and how many of those that were read."""
        if not record.campaign.any():
            return dict.fromkeys(self.keys, _NO_CAMPAIGN)
        names = [name.removeprefix(_READS) for name in record.steps if name.startswith(_READS)]
        own = [name for name, serves in zip(names, record.campaign.tolist(), strict=True) if serves]
        read = [name for name in own if record.steps[_READS + name].any()]
        if not read:
            return dict.fromkeys(self.keys, _NEVER_READ)
        ticks = max(1, round(self.window / record.tick_hours))
        firsts = [first_tick(record.steps[_READS + name], record.steps[_KNOCKED_OUT + name], ticks) for name in read]
        known = [first for first in firsts if first is not None]
        return {
            "narrative_knockout": min(known) * record.tick_hours if known else _NEVER,
            "narratives_knocked_out": len(known) / len(read),
        }


def first_tick(reads: np.ndarray, knocked_out: np.ndarray, window: int) -> int | None:
    """Return the first tick at which more than half of the reads of the last ``window`` ticks met knocked-out posts."""
    balance = np.cumsum(2 * knocked_out - reads)
    before = np.concatenate([np.zeros(window), balance])[: len(balance)]
    most = np.flatnonzero(balance - before > 0)
    return int(most[0]) if len(most) else None
